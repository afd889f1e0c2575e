"""Parentheses that group nothing, by what binds how tightly on both sides of them and inside.

In `(a * b) + c`, `[...(a ? b : c)]` and `return (a);` they are spare, as around what is cast in a
comment. Those of calls, parameters and conditions are no groups and stay.

The levels of the operators are those of the grammar, ECMA-262, 13 (Expressions).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dfda.show.page.joiner.pieces import Piece, behind, groups, needs_space
from dfda.show.page.joiner.tokens import ASSIGNMENTS, CONDITIONS, DOTS, Kind

_BINARY: Final = {
    mark: level
    for level, marks in enumerate(
        ("||", "&&", "|", "^", "&", "== != === !==", "< > <= >= in instanceof", "<< >> >>>", "+ -",
         "* / %"),
        start=3,
    )
    for mark in marks.split()
}  # fmt: skip
_ASSIGNMENT, _CHOICE, _UNARY, _CHAIN = 1, 2, 14, 15
_LOOSEST: Final = ASSIGNMENTS | {"=>"}
_PREFIXES: Final = frozenset({"!", "~", "+", "-", "typeof", "void", "delete", "await"})
_BEGINS: Final = _LOOSEST | {"return", "throw", "(", "[", ",", "?", ":", "...", ";", "{"}
"""After these a whole expression stands, with or without parentheses."""

_ENDS: Final = frozenset({")", "]", "}", ",", ";", ":"})
_MEMBERS: Final = frozenset({".", "?.", "[", "("})
_LEFT_ALONE: Final = frozenset({"**", "??", "++", "--", "in", "new", "yield", "async"})
"""Where these stand inside, or beside, the parentheses stay: they have rules of their own, and the
`in` of a loop's head means something else without them."""

_OPERATORS: Final = frozenset({"return", "throw", "case", "of", "else", "do", "in", "instanceof"})
"""Words after which an operand begins, besides those of `_PREFIXES`."""

_NO_BARE_START: Final = frozenset({"{", "function", "class", "let"})
"""What would begin something else without a parenthesis before it."""


def without_spare_parentheses(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the parentheses that group nothing."""
    ends = groups(pieces)
    starts = {end: start for start, end in ends.items()}
    opened = [pair for pair in ends.items() if pieces[pair[0]][0].text == "("]
    pairs = [pair for pair in opened if _Group(pieces, ends, starts, *pair).is_spare]
    spare = {place for pair in pairs for place in pair}
    kept: list[Piece] = []
    for place, (token, gap) in enumerate(pieces):
        if place in spare:
            continue
        if place - 1 in spare and kept and gap != "\n":
            gap = " " if needs_space(kept[-1][0], token) else ""  # noqa: PLW2901
        kept.append((token, gap))
    return kept


class _Group:
    """A pair of parentheses, and what stands around it."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        ends: dict[int, int],
        starts: dict[int, int],
        start: int,
        end: int,
    ) -> None:
        self.pieces, self.ends, self.starts = pieces, ends, starts
        self.start, self.end = start, end
        self.marks = list(self._marks())

    @property
    def is_spare(self) -> bool:
        if not self.marks or "," in self.marks or self.marks == ["("] or self._is_called():
            return False
        around = {self._text(self.start - 1), self._text(self.end + 1)}
        if _LEFT_ALONE & (around | {*self.marks}):
            return False
        level = self._level()
        return self._is_tighter_than_left(level) and self._is_tighter_than_right(level)

    def _text(self, place: int) -> str:
        return self.pieces[place][0].text if 0 <= place < len(self.pieces) else ""

    def _marks(self) -> Iterator[str]:
        """What stands inside, without what stands in further brackets."""
        place = self.start + 1
        while place < self.end:
            yield self._text(place)
            place = behind(self.ends, place)

    def _level(self) -> int:
        """How tightly the parts hang together."""
        found, is_operand = _CHAIN, False
        for mark in self.marks:
            if mark in _LOOSEST:
                return _ASSIGNMENT
            if mark == "?":
                found = min(found, _CHOICE)
            elif is_operand and mark in _BINARY:
                found = min(found, _BINARY[mark])
            elif mark in _PREFIXES:
                found = min(found, _UNARY)
            is_operand = not (mark in _BINARY or mark in _PREFIXES or mark in {"?", ":"})
        return found

    def _is_tighter_than_left(self, level: int) -> bool:
        before, first = self._text(self.start - 1), self.marks[0]
        if before in _BEGINS or before.endswith("${") or self._begins_statement():
            return first not in _NO_BARE_START
        is_binary = before in _BINARY and self._is_operand(self.start - 2)
        if is_binary:
            return level > _BINARY[before]
        return before in _PREFIXES and level >= _UNARY

    def _is_called(self) -> bool:
        """Whether these are the arguments of a.delete(b), or the head of for await (…)."""
        before = self._text(self.start - 2)
        return before in DOTS or (before == "for" and self._text(self.start - 1) == "await")

    def _begins_statement(self) -> bool:
        """Whether the parenthesis follows that of an if or a loop."""
        if self._text(self.start - 1) != ")":
            return False
        opened = self.starts[self.start - 1]
        return self._text(opened - 1) in CONDITIONS and self._text(opened - 2) not in DOTS

    def _is_tighter_than_right(self, level: int) -> bool:
        after = self._text(self.end + 1)
        if after in _ENDS or (after[:1] == "}" and after != "}"):
            return True
        if after == "?":
            return level > _CHOICE
        if after in _MEMBERS or after[:1] == "`" or after in ASSIGNMENTS:
            is_word = self.pieces[self.start + 1][0].kind is Kind.WORD
            return level == _CHAIN and is_word and "?." not in self.marks
        return after in _BINARY and level >= _BINARY[after]

    def _is_operand(self, place: int) -> bool:
        """Whether an operand ends here, so that what follows is an operator between two."""
        token = self.pieces[place][0] if place >= 0 else None
        if token is None or token.text in _PREFIXES or token.text in _OPERATORS:
            return False
        return token.kind is not Kind.MARK or token.text in {")", "]", "}"}
