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


_SPACE: Final = (
    r"(?:[ \t\v\f\r\n\ufeff\xa0\u2028\u2029]+|//[^\n\r\u2028\u2029]*|/\*.*?\*/)+"
)
_BREAK: Final = re.compile(r"[\n\r\u2028\u2029]")
_NUMBER: Final = (
    r"0[xXoObB][0-9a-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?n?"
)
_WORD: Final = r"#?[^\W\d][\w$]*|#?\$[\w$]*"
_STRING: Final = r""""(?:[^"\\\n\r]|\\(?:\r\n|.))*"|'(?:[^'\\\n\r]|\\(?:\r\n|.))*'"""
_TEMPLATE: Final = re.compile(r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_REGEX: Final = re.compile(r"/(?:[^/\\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+/[a-zA-Z]*")
_MARK: Final = (
    r">>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?"
    r"|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|\*\*|[{}()\[\];,<>+\-*/%&|^!~?:=.@]"
)
_PLAIN: Final = re.compile(
    "|".join(f"({pattern})" for pattern in (_SPACE, _WORD, _NUMBER, _MARK, _STRING)), re.DOTALL
)
_PLAIN_KINDS: Final = (Kind.SPACE, Kind.WORD, Kind.NUMBER, Kind.MARK, Kind.STRING)
_WITH_LINES: Final = (Kind.NEWLINE, Kind.TEMPLATE, Kind.STRING)
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
            if token.kind in _WITH_LINES:
                self.line += len(_BREAK.findall(token.text))
            self.place += len(token.text)
        if self.open:
            raise self.fault(f"{self.open[-1]} is never closed")

    def fault(self, what: str) -> InputError:
        return InputError(f"{self.name}, line {self.line}: {what}")

    def _next(self) -> Token:
        kind, pattern = self._expected()
        match = pattern.match(self.source, self.place)
        if match is None:
            raise self.fault(f"this {kind.value} cannot be read")
        text = match[0]
        if pattern is _PLAIN:
            kind = _PLAIN_KINDS[(match.lastindex or 0) - 1]
        if kind is Kind.SPACE and _BREAK.search(text):
            kind = Kind.NEWLINE
        return Token(kind, text, self.line)

    def _expected(self) -> tuple[Kind, re.Pattern[str]]:
        """What begins here, where its first character tells, and how it goes on."""
        first = self.source[self.place]
        if first == "`" or (first == "}" and self.open[-1:] == ["${"]):
            return Kind.TEMPLATE, _TEMPLATE
        if first == "/":
            return self._slash()
        return Kind.STRING if first in "\"'" else Kind.MARK, _PLAIN

    def _slash(self) -> tuple[Kind, re.Pattern[str]]:
        if self.source.startswith("/*", self.place):
            if self.source.find("*/", self.place + 2) < 0:
                raise self.fault("this comment never ends")
        elif not self.source.startswith("//", self.place) and self._begins_regex():
            return Kind.REGEX, _REGEX
        return Kind.MARK, _PLAIN

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


_TURNS: Final = {**dict.fromkeys("([{", (False, True)), **dict.fromkeys(")]}", (True, False))}
_NO_TURN: Final = (False, False)


def turn(token: Token) -> tuple[bool, bool]:
    """Whether a token closes a bracket, and whether it opens one."""
    if token.kind is Kind.TEMPLATE:
        return token.text.startswith("}"), token.text.endswith("${")
    return _TURNS.get(token.text, _NO_TURN)
