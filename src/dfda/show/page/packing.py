"""Tokens put together again, with as little between them as keeps their meaning.

A line's end matters only where a statement could end at it; a semicolon before a closing brace is
one that would be put there anyway; and `const a = 1; const b = 2;` is `let a = 1, b = 2;`, since
the type checker has seen that nothing is assigned to a constant. `true` is `!0`, 0.5 is .5, and
`undefined` is `void 0`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from dfda.show.page.tokens import BLANK, Kind, Token, turn

_Piece: TypeAlias = tuple[Token, str]

_NO_END: Final = frozenset({",", ";", "{", "(", "[", "=", "=>", "?", ":", "&&", "||", "??", "+"})
"""Where these stand last in a line, its statement goes on (or has ended already)."""

_NO_START: Final = frozenset({".", "?.", ")", "]", "}", ",", ";", "?", ":", "=", "&&", "||", "??"})
"""No statement starts with these, so that none has ended before them."""

_JOINED: Final = frozenset({"++", "--", "//", "/*", "<!", "->", "?."})
"""What two marks must not become."""

_SHORTER: Final = {"const": "let", "true": "!0", "false": "!1", "undefined": "void 0"}
_KINDS: Final = {
    "const": Kind.WORD, "true": Kind.MARK, "false": Kind.MARK, "undefined": Kind.WORD,
}  # fmt: skip
_CLOSE: Final = frozenset({"]", "}", ")"})
_ASKS: Final = frozenset({"if", "for", "while", "with"})


def packed(kept: Iterable[Token]) -> str:
    """The text of the tokens."""
    solid = _without_spare(_with_gaps(_shorter(kept)))
    pieces = _with_constants_joined(_without_spare_semicolons(solid))
    return "".join(gap + token.text for token, gap in pieces)


def _shorter(kept: Iterable[Token]) -> Iterator[Token]:
    """Shorter ways to write a word or a number, which is not the name of a property."""
    solid = list(kept)
    texts = ["", *(token.text for token in solid if token.kind not in BLANK), ""]
    place = -1
    for token in solid:
        place += token.kind not in BLANK
        if token.kind is Kind.WORD and token.text in _SHORTER:
            before, _, after = texts[place : place + 3]
            is_property = before in {".", "?."} or after in {":", "("}
            short = token._replace(text=_SHORTER[token.text], kind=_KINDS[token.text])
            yield token if is_property else short
        elif token.kind is Kind.NUMBER and token.text.startswith("0."):
            yield token._replace(text=token.text[1:])
        else:
            yield token


def _with_gaps(kept: Iterable[Token]) -> list[_Piece]:
    """The tokens that are not blank, each with the gap before it that has to stay."""
    found: list[_Piece] = []
    gap = ""
    for token in kept:
        if token.kind in BLANK:
            gap = "\n" if gap == "\n" or token.kind is Kind.NEWLINE else " "
            continue
        found.append((token, _gap(found[-1][0], token, gap) if found else ""))
        gap = ""
    return found


def _gap(left: Token, right: Token, gap: str) -> str:
    ends = left.kind is Kind.MARK and left.text in _NO_END
    starts = right.kind is Kind.MARK and right.text in _NO_START
    if gap == "\n" and not ends and not starts:
        return gap
    return " " if gap and _needs_space(left, right) else ""


def _needs_space(left: Token, right: Token) -> bool:
    """Whether two tokens would be read as something else without a space between them."""
    wordy = (Kind.WORD, Kind.NUMBER)
    if left.kind in wordy or left.kind is Kind.REGEX:
        return right.kind in wordy or (left.kind is Kind.NUMBER and right.text.startswith("."))
    if right.kind in (Kind.MARK, Kind.REGEX):
        return left.text[-1] + right.text[0] in _JOINED
    return left.text.endswith(".") and right.kind is Kind.NUMBER


def _without_spare(pieces: list[_Piece]) -> list[_Piece]:
    """No comma before a closing bracket, and no brackets around a lone parameter."""
    kept: list[_Piece] = []
    for token, gap in pieces:
        if token.text in _CLOSE and kept and kept[-1][0].text == ",":
            if kept[-2][0].text not in {",", "["}:
                kept.pop()
        elif token.text == "=>" and _is_lone(kept):
            del kept[-3], kept[-1]
        kept.append((token, gap))
    return kept


def _is_lone(kept: list[_Piece]) -> bool:
    """Whether `(a)` stands last, where nothing before it would run into a."""
    before = kept[-4][0].kind if len(kept) > 3 else Kind.MARK
    texts = [token.text for token, _ in kept[-3:]]
    is_single = texts[::2] == ["(", ")"] and kept[-2][0].kind is Kind.WORD
    return is_single and before not in (Kind.WORD, Kind.NUMBER)


def _without_spare_semicolons(pieces: list[_Piece]) -> Iterator[_Piece]:
    """None before a closing brace, unless it is a whole statement: `while (a);`."""
    questions = [False]
    was_question = False
    for place, (token, gap) in enumerate(pieces):
        after = pieces[place + 1][0] if place + 1 < len(pieces) else token
        before = pieces[place - 1][0].text if place else ""
        is_last = token.text == ";" and after.kind is not Kind.WORD and after.text[:1] == "}"
        if is_last and not was_question and before != "else":
            continue
        closes, opens = turn(token)
        was_question = closes and questions.pop()
        if opens:
            questions.append(before in _ASKS)
        yield token, gap


def _with_constants_joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """A comma for a semicolon between two statements that begin with `let`."""
    starts = [""]
    waiting = is_joined = False
    for token, space in pieces:
        gap, is_joined = "" if is_joined else space, False
        if waiting:
            waiting = False
            if token.text == "let":
                is_joined = True
                yield Token(Kind.MARK, ",", token.line), ""
                continue
            yield Token(Kind.MARK, ";", token.line), ""
            starts[-1] = ""
        closes, opens = turn(token)
        if closes:
            starts.pop()
        elif gap == "\n" or not starts[-1]:
            starts[-1] = token.text
        waiting = token.text == ";" and starts[-1] == "let"
        if token.text == ";" and not waiting:
            starts[-1] = ""
        if opens:
            starts.append("")
        if not waiting:
            yield token, gap
    if waiting:
        yield Token(Kind.MARK, ";", 0), ""
