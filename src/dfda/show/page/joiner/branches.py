"""Choices as expressions, where that is what they are: `a?b():c();` for `if(a)b();else c();`.

`if(a)return b;return c;` is `return a?b:c;`, a function `x=>{return b;}` is `x=>b`, and a block of
one statement needs no braces. Only whole statements are written anew, each by what it says itself
and by the statement that follows; what became an expression counts as one for what stands around
it, so the walk goes from the end to the beginning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from dfda.show.page.joiner.pieces import Piece, behind, groups, needs_space
from dfda.show.page.joiner.tokens import ASSIGNMENTS, CONDITIONS, DOTS, Kind, Token

_NO_EXPRESSION: Final = frozenset(
    {"return", "if", "for", "while", "do", "switch", "throw", "try", "break", "continue", "let"}
    | {"const", "var", "function", "class", "async", "else", "case", "default", "{", ";"}
    | {"with", "debugger", "yield"}
)
"""What begins a statement that is no expression, or may be none."""

_SIMPLE: Final = frozenset({"throw", "break", "continue"})
"""Statements that end with a semicolon and declare nothing, as expressions do."""

_LOOSE: Final = ASSIGNMENTS | {"?", "||", "??", "=>", "yield"}
"""What `&&` binds tighter than."""

_NO_CONDITION: Final = ASSIGNMENTS | {",", "=>", "?", "yield"}
"""What needs parentheses before `?` or `&&`."""

_CLOSES: Final = frozenset({",", ";", ")", "]", "}", ""})
"""Before these, and at the end, an expression ends whatever it is."""

_GOES_ON: Final = frozenset({";", "?", ":", "&&"})
"""After these no line's end ends a statement."""

_SEQUENCE: Final = frozenset({"{", "}", ";"})
"""After these a statement is one of a sequence, and nothing else decides whether it is run."""

_LOOPS: Final = frozenset({"for", "while"})


class _Statement(NamedTuple):
    """A statement that is an expression, or hands one back: where it begins, and its semicolon.

    `after` is the place behind it, where brackets around it end too.
    """

    start: int
    end: int
    after: int
    is_loose: bool


def with_branches_joined(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces with choices written as expressions."""
    walk = _Walk(pieces)
    for place in range(len(pieces) - 1, -1, -1):
        walk.look(place)
    return walk.written()


class _Walk:
    """What each token becomes; an empty text where it is left out."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.ends = groups(pieces)
        self.starts = {end: start for start, end in self.ends.items()}
        self.old = [token.text for token, _ in pieces]
        self.new = list(self.old)
        self.expressions: dict[int, _Statement] = {}
        self.returns: dict[int, _Statement] = {}

    def look(self, place: int) -> None:
        """Write what begins here anew; all that stands behind it has been looked at."""
        text = self.old[place]
        if text == "{":
            self._unwrap(place)
        elif text in {"if", "return"} and not self._is_property(place):
            (self._choose if text == "if" else self._return)(place)

    def written(self) -> Iterator[Piece]:
        """What is left, with as much between it as keeps its meaning."""
        before: Token | None = None
        is_ended = is_broken = False
        for place, (token, gap) in enumerate(self.pieces):
            text = self.new[place]
            is_broken = (gap == "\n" or is_broken) and not is_ended
            if not text:
                continue
            kind = Kind.WORD if text == "return" else Kind.MARK
            now = token if text == token.text else Token(kind, text, token.line)
            space = " " if before is not None and needs_space(before, now) else ""
            yield now, "\n" if is_broken else space
            before, is_broken = now, False
            is_ended = text in _GOES_ON or self._is_ended(place)

    def _is_property(self, place: int) -> bool:
        return self._text(place - 1) in DOTS or self._text(place + 1) == ":"

    def _text(self, place: int) -> str:
        return self.old[place] if 0 <= place < len(self.old) else ""

    def _is_ended(self, place: int) -> bool:
        """Whether a block of an if, an else or a loop closes here."""
        return self.old[place] == "}" and self._is_block(self.starts.get(place, -1))

    def _is_block(self, start: int) -> bool:
        """Whether a brace opens the block of an if, an else or a loop."""
        if start < 1 or self.old[start] != "{":
            return False
        opened = self.starts.get(start - 1, 0)
        asked = self.old[start - 1] == ")" and self.old[opened - 1] in CONDITIONS
        return asked or self.old[start - 1] == "else"

    def _unwrap(self, start: int) -> None:
        """A block of one simple statement, or a function that only hands back an expression."""
        end = self.ends[start]
        found = self._simple(start + 1)
        if found is None or found.after != end:
            return
        if self._is_block(start):
            self._drop(start, end)
        elif self.old[start - 1] == "=>" and start + 1 in self.returns:
            first = next(place for place in range(start + 2, end) if self.new[place])
            is_closed = self._text(end + 1)[:1] in _CLOSES
            is_bare = self.old[first] != "{" and "in" not in self._marks(start + 2, found.end)
            if is_bare and is_closed:
                self._drop(start, start + 1, found.end, end)

    def _drop(self, *places: int) -> None:
        for place in places:
            self.new[place] = ""

    def _simple(self, place: int) -> _Statement | None:
        """A statement without parts that could take what follows for theirs."""
        if self.old[place] in _SIMPLE:
            return self._scanned(place)
        if self.old[place] in _LOOPS and self.old[place + 1] == "(":
            found = self._simple(self.ends[place + 1] + 1)
            return found and found._replace(start=place)
        return self.returns.get(place) or self._expression(place)

    def _return(self, place: int) -> None:
        found = self._scanned(place)
        if found and found.end > place + 1:
            self.returns[place] = found

    def _expression(self, place: int) -> _Statement | None:
        if place in self.expressions:
            return self.expressions[place]
        is_label = self._text(place + 1) == ":"
        is_other = is_label or self.old[place] in _NO_EXPRESSION
        return None if is_other else self._scanned(place)

    def _scanned(self, start: int) -> _Statement | None:
        """A statement up to its semicolon, unless it holds a comma or ends without one."""
        marks: set[str] = set()
        place = start
        while self.old[place] != ";":
            if place in self.starts or (place > start and self.pieces[place][1] == "\n"):
                return None
            marks.add(self.old[place])
            place = behind(self.ends, place)
            if place >= len(self.old):
                return None
        return None if "," in marks else _Statement(start, place, place + 1, _is_loose(marks))

    def _branch(self, place: int, *, returns: bool) -> _Statement | None:
        """What an if or an else decides about, with or without braces."""
        inside = place + (self.old[place] == "{")
        found = self.returns.get(inside) if returns else self._expression(inside)
        if found is None or inside == place:
            return found
        end = self.ends[place]
        return found._replace(after=end + 1) if found.after == end else None

    def _choose(self, start: int) -> None:
        opened, closed = start + 1, self.ends[start + 1]
        marks = self._marks(opened + 1, closed)
        is_bare = self.old[opened + 1] not in _NO_EXPRESSION
        if not is_bare or marks & _NO_CONDITION:
            return
        if self.pieces[start][1] == "\n" and not self._is_ended(start - 1):
            return  # the statement before may end here, where the line does
        if found := self._branch(closed + 1, returns=True):
            self._choose_return(start, closed, found)
        elif found := self._branch(closed + 1, returns=False):
            self._choose_expression(start, closed, found, is_loose=_is_loose(marks))

    def _choose_return(self, start: int, closed: int, then: _Statement) -> None:
        """`return a?b:c;` for `if(a)return b;return c;`."""
        other = self.returns.get(then.after)
        if other is None or self.old[start - 1] not in _SEQUENCE:
            return
        self._drop(start + 1, *range(closed + 1, then.start + 1), other.start)
        self._drop(*range(then.end + 1, then.after))
        self.new[start], self.new[closed], self.new[then.end] = "return", "?", ":"
        self.returns[start] = _Statement(start, other.end, other.after, is_loose=True)

    def _choose_expression(
        self, start: int, closed: int, then: _Statement, *, is_loose: bool
    ) -> None:
        """`a?b:c;` for `if(a)b;else c;`, and `a&&b;` for `if(a)b;`."""
        last, mark = then, "&&"
        if self._text(then.after) == "else":
            other = self._branch(then.after + 1, returns=False)
            if other is None:
                return
            self._drop(*range(then.after, other.start), *range(other.end + 1, other.after))
            last, mark, self.new[then.end] = other, "?", ":"
        elif then.is_loose or is_loose:
            return
        self._drop(start, start + 1, *range(closed + 1, then.start))
        self._drop(*range(then.end + 1, then.after))
        self.new[closed] = mark
        self.expressions[start] = last._replace(start=start, is_loose=mark == "?")

    def _marks(self, start: int, end: int) -> set[str]:
        """The texts between two places, without those in further brackets."""
        marks: set[str] = set()
        while start < end:
            marks.add(self.old[start])
            start = behind(self.ends, start)
        return marks


def _is_loose(marks: set[str]) -> bool:
    return bool(marks & _LOOSE)
