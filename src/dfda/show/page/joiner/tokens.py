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


_SPACE: Final = r"(?:[ \t\v\f\r\n\ufeff\xa0\u2028\u2029]+|//[^\n\r\u2028\u2029]*|/\*.*?\*/)+"
_BREAK: Final = re.compile(r"[\n\r\u2028\u2029]")
_NUMBER: Final = (
    r"0[xXoObB][0-9a-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?n?"
)
_WORD: Final = r"#?[^\W\d][\w$]*|#?\$[\w$]*"
_STRING: Final = r""""(?:[^"\\\n\r]|\\(?:\r\n|.))*"|'(?:[^'\\\n\r]|\\(?:\r\n|.))*'"""
_TEMPLATE: Final = re.compile(r"(?P<TEMPLATE>[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{))", re.DOTALL)
_REGEX: Final = re.compile(
    r"(?P<REGEX>/(?:[^/\\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+/[a-zA-Z]*)"
)
_MARK: Final = (
    r">>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?"
    r"|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|\*\*|[{}()\[\];,<>+\-*/%&|^!~?:=.@]"
)
_PLAIN: Final = re.compile(
    f"(?P<SPACE>{_SPACE})|(?P<WORD>{_WORD})|(?P<NUMBER>{_NUMBER})|(?P<MARK>{_MARK})|(?P<STRING>{_STRING})",
    re.DOTALL,
)
_KINDS: Final[dict[str | None, Kind]] = {kind.name: kind for kind in Kind}
_WITH_LINES: Final = (Kind.NEWLINE, Kind.TEMPLATE, Kind.STRING)
_BEFORE_REGEX: Final = frozenset(
    {"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "do", "else"}
    | {"instanceof", "yield", "await"}
)
CONDITIONS: Final = frozenset({"if", "while", "for", "with"})
"""After these parentheses hold a condition, or the head of a loop, and then a statement follows."""

DOTS: Final = frozenset({".", "?."})
"""After these stands the name of a property."""

ASSIGNMENTS: Final = frozenset(
    {"=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^="}
    | {"&&=", "||=", "??="}
)


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
            pattern = self._pattern() if self.source[self.place] in "`}/" else _PLAIN
            match = pattern.match(self.source, self.place)
            if match is None:
                raise self.fault(f"this {self._name()} cannot be read")
            text, kind = match[0], _KINDS[match.lastgroup]
            if kind is Kind.SPACE and _BREAK.search(text):
                kind = Kind.NEWLINE
            token = Token(kind, text, self.line)
            yield token
            if kind not in BLANK:
                self._follow(token)
                self.before = token
            if kind in _WITH_LINES:
                self.line += len(_BREAK.findall(text))
            self.place += len(text)
        if self.open:
            raise self.fault(f"{self.open[-1]} is never closed")

    def fault(self, what: str) -> InputError:
        return InputError(f"{self.name}, line {self.line}: {what}")

    def _name(self) -> str:
        """What seems to begin here."""
        first = self.source[self.place]
        kinds = {"`": Kind.TEMPLATE, "}": Kind.TEMPLATE, "/": Kind.REGEX}
        return (Kind.STRING if first in "\"'" else kinds.get(first, Kind.MARK)).value

    def _pattern(self) -> re.Pattern[str]:
        """How what begins here goes on, where a backtick, a brace or a slash begins it."""
        first = self.source[self.place]
        if first == "/":
            return self._slash()
        return _TEMPLATE if first == "`" or self.open[-1:] == ["${"] else _PLAIN

    def _slash(self) -> re.Pattern[str]:
        second = self.source[self.place + 1 : self.place + 2]
        if second == "*" and self.source.find("*/", self.place + 2) < 0:
            raise self.fault("this comment never ends")
        return _PLAIN if second in {"*", "/"} or not self._begins_regex() else _REGEX

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
            asks = self.before is not None and self.before.text in CONDITIONS
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
