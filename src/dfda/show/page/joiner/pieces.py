"""Tokens with the gaps before them, and the brackets in which they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from dfda.show.page.joiner.tokens import Kind, Token, turn

Piece: TypeAlias = tuple[Token, str]
"""A token, and what stands before it: nothing, a space or a line's end."""

_JOINED: Final = frozenset({"++", "--", "//", "/*", "<!", "->", "?."})
"""What two marks must not become."""


def groups(pieces: Sequence[Piece]) -> dict[int, int]:
    """Where each bracket closes that opens at a place."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for place, (token, _) in enumerate(pieces):
        closes, opens = turn(token)
        if closes:
            found[waiting.pop()] = place
        if opens:
            waiting.append(place)
    return found


def behind(ends: Mapping[int, int], place: int) -> int:
    """The place after a token, or after all that stands in its brackets or its template."""
    while place in ends:
        place = ends[place]
    return place + 1


def needs_space(left: Token, right: Token) -> bool:
    """Whether two tokens would be read as something else without a space between them."""
    wordy = (Kind.WORD, Kind.NUMBER)
    if left.kind in wordy or left.kind is Kind.REGEX or left.text[-1].isdigit():
        return right.kind in wordy or (left.kind is Kind.NUMBER and right.text.startswith("."))
    if right.kind in (Kind.MARK, Kind.REGEX):
        return left.text[-1] + right.text[0] in _JOINED
    return left.text.endswith(".") and right.kind is Kind.NUMBER
