"""JavaScript cut into tokens, so that what looks like a comment inside a string stays there.

Whether a slash divides or begins a regular expression follows from what stands before it. After a
closing brace that cannot be told without parsing, and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

from dfda.errors import InputError


class Kind(Enum):
    """What a token is."""

    SPACE = "space"
    NEWLINE = "newline"
    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    TEMPLATE = "template"
    REGEX = "regular expression"
    MARK = "punctuation"


BLANK: Final = (Kind.SPACE, Kind.NEWLINE)


class Token(NamedTuple):
    """A piece of the source. Comments are spaces, or newlines where they hold one."""

    kind: Kind
    text: str
    line: int


_SPACE: Final = re.compile(r"[ \t\v\f\r\n\ufeff\xa0\u2028\u2029]+|//[^\n\r\u2028\u2029]*")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_BREAK: Final = re.compile(r"[\n\r\u2028\u2029]")
_NUMBER: Final = re.compile(
    r"0[xXoObB][0-9a-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?n?"
)
_WORD: Final = re.compile(r"#?[^\W\d][\w$]*|#?\$[\w$]*")
_STRING: Final = re.compile(
    r""""(?:[^"\\\n\r]|\\(?:\r\n|.))*"|'(?:[^'\\\n\r]|\\(?:\r\n|.))*'""", re.DOTALL
)
_TEMPLATE: Final = re.compile(r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_REGEX: Final = re.compile(r"/(?:[^/\\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+/[a-zA-Z]*")
_MARK: Final = re.compile(
    r">>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?"
    r"|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|\*\*|[{}()\[\];,<>+\-*/%&|^!~?:=.@]"
)
_BEFORE_REGEX: Final = frozenset(
    {"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "do", "else"}
    | {"instanceof", "yield", "await"}
)
_CONDITIONS: Final = frozenset({"if", "while", "for", "with"})


def tokens(source: str, name: str) -> list[Token]:
    """The tokens of one file.

    Raises:
        InputError: A piece that is not JavaScript as it is written here; it says the line.
    """
    return list(_Reader(source, name).read())


class _Reader:
    """Where in the source we are, and which brackets are open."""

    def __init__(self, source: str, name: str) -> None:
        self.source, self.name = source, name
        self.place, self.line = 0, 1
        self.open: list[str] = []
        self.before: Token | None = None
        self.closed_condition = False

    def read(self) -> Iterator[Token]:
        while self.place < len(self.source):
            token = self._next()
            yield token
            if token.kind not in BLANK:
                self._follow(token)
                self.before = token
            self.line += len(_BREAK.findall(self.source, self.place, self._end))
            self.place = self._end
        if self.open:
            raise self.fault(f"{self.open[-1]} is never closed")

    def fault(self, what: str) -> InputError:
        return InputError(f"{self.name}, line {self.line}: {what}")

    def _next(self) -> Token:
        if match := _SPACE.match(self.source, self.place) or self._comment():
            self._end = match.end()
            kind = Kind.NEWLINE if _BREAK.search(match[0]) else Kind.SPACE
            return Token(kind, match[0], self.line)
        kind, match = self._solid()
        if match is None:
            raise self.fault(f"this {kind.value} cannot be read")
        self._end = match.end()
        return Token(kind, match[0], self.line)

    def _comment(self) -> re.Match[str] | None:
        if not self.source.startswith("/*", self.place):
            return None
        match = _COMMENT.match(self.source, self.place)
        if match is None:
            raise self.fault("this comment never ends")
        return match

    def _solid(self) -> tuple[Kind, re.Match[str] | None]:
        first = self.source[self.place]
        if first in "\"'":
            return Kind.STRING, _STRING.match(self.source, self.place)
        if first == "`" or (first == "}" and self.open[-1:] == ["${"]):
            return Kind.TEMPLATE, _TEMPLATE.match(self.source, self.place)
        if first == "/" and self._begins_regex():
            return Kind.REGEX, _REGEX.match(self.source, self.place)
        for kind, pattern in ((Kind.NUMBER, _NUMBER), (Kind.WORD, _WORD)):
            if match := pattern.match(self.source, self.place):
                return kind, match
        return Kind.MARK, _MARK.match(self.source, self.place)

    def _begins_regex(self) -> bool:
        before = self.before
        if before is None:
            return True
        if before.kind is Kind.WORD:
            return before.text in _BEFORE_REGEX
        if before.kind is not Kind.MARK:
            return before.kind is Kind.TEMPLATE and before.text.endswith("${")
        if before.text == "}":
            raise self.fault("a slash after } is either a division or a regular expression")
        if before.text == ")":
            return self.closed_condition
        return before.text not in {"]", "++", "--"}

    def _follow(self, token: Token) -> None:
        """Keep account of the brackets."""
        if token.kind is Kind.TEMPLATE:
            self._template(token.text)
        elif token.kind is Kind.MARK and token.text in "([{":
            asks = self.before is not None and self.before.text in _CONDITIONS
            self.open.append("if (" if token.text == "(" and asks else token.text)
        elif token.kind is Kind.MARK and token.text in ")]}":
            opened = self.open.pop() if self.open else ""
            if opened[-1:] != {")": "(", "]": "[", "}": "{"}[token.text]:
                raise self.fault(f"{token.text} closes nothing")
            self.closed_condition = opened == "if ("

    def _template(self, text: str) -> None:
        if text.startswith("}"):
            self.open.pop()
        if text.endswith("${"):
            self.open.append("${")


def turn(token: Token) -> tuple[bool, bool]:
    """Whether a token closes a bracket, and whether it opens one."""
    if token.kind is Kind.TEMPLATE:
        return token.text.startswith("}"), token.text.endswith("${")
    is_mark = token.kind is Kind.MARK
    return is_mark and token.text in ")]}", is_mark and token.text in "([{"
