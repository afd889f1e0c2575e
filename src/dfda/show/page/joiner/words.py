"""What each word of a module is: a name that stands for something, or the name of a property.

No scopes are worked out. Which words are properties follows from what stands beside them, and from
the bracket around them; where that is not enough, the word is called doubtful and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from dfda.show.page.joiner.tokens import BLANK, CONDITIONS, DOTS, Kind, Token, turn

KEYWORDS: Final = frozenset(re.findall(
    r"\w+",
    """
    break case catch class const continue debugger default delete do else enum export extends
    false finally for function if implements import in instanceof interface let new null
    package private protected public return static super switch this throw true try typeof var
    void while with yield await async of get set as from arguments eval undefined
    """,
))  # fmt: skip
"""Words that are never renamed, and never become a name."""

_DECLARES: Final = frozenset({"const", "let", "var", "function", "class"})
_BEFORE_BLOCK: Final = frozenset(
    {"", ";", "{", "}", "=>", ")", "else", "do", "try", "catch", "finally", "static"}
)
_BEFORE_MEMBER: Final = frozenset({"{", ";", "}", "static", "get", "set", "async", "*"})
_ASKS: Final = CONDITIONS | {"switch"}
_BEFORE_PLAIN_BLOCK: Final = frozenset({";", "{", "}", "else", "do", "try", "finally"})
"""After these a brace opens a block that is not the body of a function or of a catch."""


class Role(Enum):
    """What one occurrence of a word is."""

    NAME = "name"
    PROPERTY = "property"
    BOTH = "name and property"


@dataclass(slots=True)
class Words:
    """What is known about the words of one module.

    `roles` has the occurrences by their place among the tokens that are not blank; `declared`
    are names that the module declares anywhere, `top` those of them outside of all brackets.
    `places` tells where each name occurs, `homes` the smallest piece that holds all of
    that, where nothing declared in the piece is seen outside of it.
    """

    roles: dict[int, Role] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    top: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    places: dict[str, list[int]] = field(default_factory=dict)
    homes: dict[str, range] = field(default_factory=dict)

    def meet(self, one: str, other: str) -> bool:
        """Whether two names could be taken for one another if they were the same.

        That needs each of them to occur in the other's home. If `one` does not occur in the home
        of `other`, then all of `other` and of its declarations is in there, and none of `one`.
        """
        return self._is_in(one, other) and self._is_in(other, one)

    def _is_in(self, word: str, other: str) -> bool:
        return any(place in self.homes[other] for place in self.places[word])


def statements(all_tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens cut where a statement ends for certain.

    That is at a semicolon outside of all brackets, or before a `const` there. What is declared
    inside of a piece is seen in no other.
    """
    found: list[list[Token]] = [[]]
    depth = 0
    for token in all_tokens:
        closes, opens = turn(token)
        depth += opens - closes
        if not depth and token.text in {"const", "let"} and token.kind is Kind.WORD:
            found.append([])
        found[-1].append(token)
        if not depth and token.text == ";" and token.kind is Kind.MARK:
            found.append([])
    return found


def words(all_tokens: Sequence[Token]) -> Words:
    """The roles of all words, and which of them are declared here."""
    return _Reading(all_tokens).words()


class _Reading:
    """The tokens with the bracket around each, and for each bracket its other end."""

    def __init__(self, all_tokens: Sequence[Token]) -> None:
        self.solid = [token for token in all_tokens if token.kind not in BLANK]
        self.starts_line = _line_starts(all_tokens)
        self.found = Words()
        self.around: list[int] = []
        self.ends: dict[int, int] = {}
        self.kinds: dict[int, str] = {-1: "block"}
        self._match()

    def text(self, place: int) -> str:
        return self.solid[place].text if 0 <= place < len(self.solid) else ""

    def _match(self) -> None:
        open_at = [-1]
        for place, token in enumerate(self.solid):
            closes, opens = turn(token)
            if closes:
                self.ends[open_at.pop()] = place
            self.around.append(open_at[-1])
            if opens:
                self.kinds[place] = self._kind(place) if token.text == "{" else token.text[-1]
                open_at.append(place)
        self.starts = {end: start for start, end in self.ends.items()}

    def _kind(self, place: int) -> str:
        """Whether a brace opens a block, an object (or a pattern), a class, or who knows."""
        before = self.text(place - 1)
        if "class" in {before, self.text(place - 2)} or self.text(place - 2) == "extends":
            return "class"
        if before in _BEFORE_BLOCK:
            return "block"
        can_end = place and self.solid[place - 1].kind is not Kind.MARK
        in_block = before == ":" and self.kinds[self.around[place]] in {"block", "unknown"}
        return "unknown" if (can_end and place in self.starts_line) or in_block else "object"

    def words(self) -> Words:
        for place, token in enumerate(self.solid):
            if token.kind is Kind.WORD:
                self.found.roles[place] = self._role(place, token.text)
            if token.kind is Kind.WORD and token.text in _DECLARES:
                self._declaration(place)
            elif token.text == "=>":
                self._arrow(place)
            elif token.text == "(" and self.text(self.ends[place] + 1) == "{":
                self._function(place)
        for place, role in self.found.roles.items():
            if role is not Role.PROPERTY:
                self.found.places.setdefault(self.text(place), []).append(place)
        scopes = list(self._scopes())
        for word, at in self.found.places.items():
            around = [scope for scope in scopes if at[0] in scope and at[-1] in scope]
            self.found.homes[word] = min(around, key=len)
        return self.found

    def _scopes(self) -> Iterator[range]:
        """Pieces outside of which nothing is seen, or clashes, that is declared inside of them.

        So it is for arrow functions from their parameters on, for blocks and for what a function
        is called with. It is not so for parameters, patterns and the heads of loops alone, nor for
        the body of a function: a constant there must not have the name of a parameter.
        """
        yield range(len(self.solid))
        for bracket, end in self.ends.items():
            if self._keeps_in(bracket):
                yield range(bracket, end)
        for place, token in enumerate(self.solid):
            if token.text == "=>":
                yield range(self.starts.get(place - 1, place - 1), self._end(place + 1))

    def _keeps_in(self, bracket: int) -> bool:
        before, after = self.text(bracket - 1), self.text(self.ends[bracket] + 1)
        if self.text(bracket) == "(":
            return after not in {"=>", "{"} and before not in _ASKS | {"await", "catch"}
        is_block = self.kinds[bracket] == "block"
        return is_block and before in _BEFORE_PLAIN_BLOCK

    def _end(self, place: int) -> int:
        """Where what begins here has ended for certain: at a comma, a semicolon or a bracket."""
        around_ends = self.ends.get(self.around[place - 1], len(self.solid))
        while place < around_ends and self.text(place) not in {",", ";"}:
            place = self.ends.get(place, place + 1)
        return place

    def _role(self, place: int, word: str) -> Role:
        before, after = self.text(place - 1), self.text(place + 1)
        kind = self.kinds[self.around[place]]
        if before in DOTS or word.startswith("#"):
            return Role.PROPERTY
        if kind == "class" and (before in _BEFORE_MEMBER or place in self.starts_line):
            self.found.doubtful.add(word)
        is_first = before in {"{", ","} and kind in {"object", "unknown"}
        is_method = after == "(" and self.text(self.ends[place + 1] + 1) == "{"
        if is_first and (is_method or after in {":", ",", "}", "="}):
            if kind == "unknown":
                self.found.doubtful.add(word)
            return Role.PROPERTY if after in {":", "("} else Role.BOTH
        if before in {"get", "set", "async", "*"} and is_method:
            self.found.doubtful.add(word)
        return Role.NAME

    def _declare(self, place: int, *, is_top: bool = False) -> None:
        word = self.text(place)
        if word and self.solid[place].kind is Kind.WORD and word not in KEYWORDS:
            self.found.declared.add(word)
            if is_top:
                self.found.top.add(word)

    def _declaration(self, place: int) -> None:
        is_top = self.around[place] == -1 or self.text(place) == "var"  # of a whole function
        if self.text(place) in {"function", "class"}:
            name = place + 1 + (self.text(place + 1) == "*")
            self._declare(name, is_top=is_top)
            return
        for start in self._parts(place + 1, self.around[place]):
            self._pattern(start, is_top=is_top)

    def _parts(self, place: int, around: int) -> Iterator[int]:
        """Where each piece between the commas of one bracket begins, up to the statement's end."""
        yield place
        end = self.ends.get(around, len(self.solid))
        while place < end and self.text(place) not in _DECLARES | {";"}:
            if self.text(place) == ",":
                yield place + 1
            place = max(self.ends.get(place, place), place) + 1

    def _pattern(self, place: int, *, is_top: bool = False) -> None:
        """The names in a declaration's left side, without the defaults in it."""
        place += self.text(place) == "..."
        if self.text(place) not in {"{", "["}:
            self._declare(place, is_top=is_top)
            return
        for start in self._inside(place):
            is_keyed = self.text(place) == "{" and self.text(start + 1) == ":"
            self._pattern(start + 2 * is_keyed, is_top=is_top)

    def _inside(self, bracket: int) -> Iterator[int]:
        """Where the pieces in a bracket begin."""
        for place in range(bracket, self.ends[bracket]):
            is_comma = self.text(place) == "," and self.around[place] == bracket
            if (place == bracket or is_comma) and place + 1 < self.ends[bracket]:
                yield place + 1

    def _arrow(self, place: int) -> None:
        if self.text(place - 1) == ")":
            self._parameters(self.starts[place - 1])
        else:
            self._declare(place - 1)

    def _function(self, place: int) -> None:
        """What stands in brackets before a block: parameters, or the condition of a statement."""
        before = self.text(place - 1)
        if before in _ASKS:
            return
        if before != "catch" and self.text(place - 2) not in {"function", "*"}:
            self.found.doubtful.add(before)
        self._parameters(place)

    def _parameters(self, bracket: int) -> None:
        for start in self._inside(bracket):
            self._pattern(start)


def _line_starts(all_tokens: Sequence[Token]) -> set[int]:
    """Places of the tokens, among those that are not blank, before which a line ends."""
    found, place, is_new = set(), 0, False
    for token in all_tokens:
        if token.kind in BLANK:
            is_new = is_new or token.kind is Kind.NEWLINE
            continue
        if is_new:
            found.add(place)
        place, is_new = place + 1, False
    return found
