"""Leibniz's notation in a formula: `d/da (3a)`, `d²/da² (a^3)`, and what only looks like it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, final

from dfda.errors import FormulaError
from dfda.formulas.characters import clip, quote
from dfda.formulas.lexer import GREEK, Token

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

DERIVATIVE: Final = "d/d"
"""The kind of a token `d/da`, whose text is the name of the variable."""

HIGHEST: Final = 9
"""The highest order that may be written as in d²/da²."""

_BY = re.compile(r"d([A-Za-z][A-Za-z0-9_]*)")
_NAMED = re.compile(r"d[A-Za-z]?")


def with_operators(
    text: str, tokens: Sequence[Token], functions: Collection[str]
) -> Sequence[Token]:
    """The tokens with each `d/da` made one token of kind DERIVATIVE, `d²/da²` two of them.

    Nothing else can be meant: d and da would be two variables.
    """
    reader = _Reader(text, tokens, functions)
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        operator = reader.operator(at)
        if operator is None:
            found.append(tokens[at])
            at += 1
        else:
            found += [operator.token] * operator.order
            at = operator.end
    for token, after in pairwise(found):
        if token.kind == DERIVATIVE and after.kind not in {DERIVATIVE, "("}:
            raise reader.no_parentheses(token, after)
    return found


@final
@dataclass(frozen=True, slots=True)
class _Operator:
    """One `d/da`: its token, its order, and the index of the token after it."""

    token: Token
    order: int
    end: int


@final
@dataclass(frozen=True, slots=True)
class _By:
    """The variable of a `/da` and the index of the token after it."""

    variable: str
    end: int


@final
@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    tokens: Sequence[Token]
    functions: Collection[str]

    def operator(self, at: int) -> _Operator | None:
        """The operator that begins here; other spellings of a derivative are refused."""
        name = self.tokens[at]
        if name.kind != "name" or not _NAMED.fullmatch(name.text):
            return None
        order, slash = self.order(at + 1)
        by = self.by(slash) if name.text == "d" else None
        if by is None:
            self.refuse_lookalike(at)
            return None
        below, end = self.order(by.end)
        token = Token(DERIVATIVE, by.variable, name.start, self.tokens[end - 1].end)
        if order != below or order not in range(1, HIGHEST + 1):
            raise self.wrong_order(token)
        return _Operator(token, order, end)

    def order(self, at: int) -> tuple[int, int]:
        """The order that stands here, ² or ^2, and the index after it; 1 where there is none."""
        token = self.tokens[at]
        if token.kind == "superscript":
            return int(token.text), at + 1
        if token.kind == "^" and self.tokens[at + 1].text.isdigit():
            return int(self.tokens[at + 1].text), at + 2
        return 1, at

    def by(self, slash: int) -> _By | None:
        """The variable a of `/da`, where that stands here."""
        if self.tokens[slash].kind != "/":
            return None
        below = self.tokens[slash + 1]
        if below.kind != "name" or below.text in self.functions:
            return None
        if found := _BY.fullmatch(below.text):
            return _By(found[1], slash + 2)
        letter = self.tokens[min(slash + 2, len(self.tokens) - 1)]
        if below.text == "d" and letter.text in {*GREEK, "π"} and below.end == letter.start:
            return _By(letter.text, slash + 3)
        return None

    def refuse_lookalike(self, at: int) -> None:
        """Refuse df/da, d f(a)/da and d(3a)/da, of which none is read as a derivative."""
        name, first = self.tokens[at], self.tokens[at + 1]
        slash = at + 1 + (name.text == "d" and first.kind == "name")
        inside = ""
        if self.tokens[slash].kind == "(":
            closing = self.closing(slash)
            start = self.tokens[slash].end if first.kind == "(" else first.start
            end = self.tokens[closing].start if first.kind == "(" else self.tokens[closing].end
            known = name.text == "d" and (first.kind == "(" or first.text in self.functions)
            inside = self.text[start:end] if known else ""
            slash = min(closing + 1, len(self.tokens) - 1)
        by = self.by(slash) if slash > at + 1 or name.text != "d" else None
        if by is None or self.tokens[slash + 1].text == name.text:
            return
        token = name._replace(end=self.tokens[by.end - 1].end)
        instead = f"write d/d{clip(by.variable)} ({clip(inside or '…')})"
        if not inside:
            instead += f" with the formula itself inside, such as d/d{by.variable} (3{by.variable})"
        raise self.refusal(f"{self.quoted(token)} is not read as a derivative", token, instead)

    def closing(self, opening: int) -> int:
        """The index of the parenthesis that closes this one, or of the last token."""
        depth = 0
        for at in range(opening, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[at].kind, 0)
            if depth == 0:
                return at
        return len(self.tokens) - 1

    def wrong_order(self, token: Token) -> FormulaError:
        what = f"{self.quoted(token)} is not the derivative of one order from 1 to {HIGHEST}"
        instead = f"write d²/d{clip(token.text)}² for the second derivative"
        return self.refusal(what, token, instead)

    def no_parentheses(self, token: Token, after: Token) -> FormulaError:
        rest = self.text[after.start :].strip(" \t")
        simple = rest and not set("()|,") & set(rest)
        inside = clip(rest) if simple else f"3{clip(token.text)}"
        what = f"{self.quoted(token)} needs parentheses around what is to be differentiated"
        return self.refusal(what, token, f"write d/d{clip(token.text)} ({inside})")

    def quoted(self, token: Token) -> str:
        return quote(self.text[token.start : token.end])

    def refusal(self, what: str, token: Token, instead: str) -> FormulaError:
        return FormulaError(what, text=self.text, start=token.start, end=token.end, instead=instead)
