"""Reading a typed formula into a tree, without `eval` and without Python's own parser.

The method is Pratt's: every operator has a strength, and an operand belongs to the stronger of
the two operators beside it (V. R. Pratt, "Top down operator precedence", POPL 1973).

From the loosest to the strongest:

    +  -                        from left to right
    *  /  and nothing at all    from left to right, so 1/2a is (1/2)*a and e^2a is (e^2)*a
    a sign in front             -a^2 is -(a^2)
    ^  **  and raised digits    from right to left, so 2^3^2 is 2^(3^2) and a^2² is a^(2²)

"Nothing at all" is multiplication left out, as in `2a(a+1)`. A number never comes second in it:
`a 2` might be a slip for `a2`, `a*2` or `a^2`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from dfda.errors import FormulaError, InputError
from dfda.formulas.characters import clip, quote
from dfda.formulas.lexer import MOST_TOKENS, Token, number_value, tokenize, too_many_tokens
from dfda.formulas.names import CONSTANTS, Names, settle_names
from dfda.formulas.tree import (
    Arity,
    Binary,
    Call,
    Constant,
    Number,
    Operator,
    ParsedFormula,
    Tree,
    Unary,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEEPEST = 64

_SUM, _PRODUCT, _POWER = 1, 2, 4
_SIGN = 3
_STRENGTHS: Final = {
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "name": _PRODUCT,
    "(": _PRODUCT,
    "number": _PRODUCT,
    "^": _POWER,
    "superscript": _POWER,
}
_OPERATORS = frozenset("+-*/^")
_ENDS = frozenset({"end", ")", ",", ":"})
_NOTHING = Token("start", "", 0, 0)
_COUNTS = ("no", "one", "two", "three", "four")


def parse(text: str, functions: Mapping[str, Arity]) -> ParsedFormula:
    """Read a formula of one variable, such as `3*a` or `sin(a)*exp(-a^2)`.

    `functions` tells which names are functions and how many arguments each takes. Anything that
    is not understood raises a FormulaError that knows where.

    >>> parse("2sin(a)", {"sin": Arity(1, 1)}).root
    Binary(operator='*', left=Number(value=Fraction(2, 1), text='2'), right=Call(function='sin', \
arguments=(Variable(name='a'),)))
    """
    _check_type(text)
    tokens = tokenize(text, functions)
    if len(tokens) == 1:
        what = "The formula is empty"
        raise FormulaError(what, text=text, start=0, end=len(text), instead="write 3*a")
    names = settle_names(text, tokens, functions)
    root = _Reader(text, tokens, names, functions).formula()
    return ParsedFormula(source=text, variable=names.variable, root=root)


def _check_type(text: object) -> None:
    if not isinstance(text, str):
        what = f"A formula is text, and this is of type {type(text).__name__}"
        raise InputError(what, instead='write it in quotes, such as "3*a"')


class _Reader:
    """One reading of one formula, from left to right."""

    __slots__ = ("at", "depth", "functions", "left_out", "open_bars", "text", "tokens", "variable")

    def __init__(
        self, text: str, tokens: Sequence[Token], names: Names, functions: Mapping[str, Arity]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.functions = functions
        self.variable = names.variable
        self.at = names.body
        self.depth = 0
        self.left_out = 0
        self.open_bars = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def advance(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def formula(self) -> Tree:
        root = self.expression(_SUM)
        token = self.token
        if token.kind == ")":
            raise self.refusal("This ')' was never opened", token, "delete it, or write a ( before")
        if token.kind != "end":
            raise self.separator()
        return root

    def expression(self, least: int) -> Tree:
        """Read an operand and all that binds to it with at least the strength `least`."""
        left = self.operand()
        while (strength := self.strength()) >= least:
            left = self.extended(left, strength)
        return left

    def strength(self) -> int:
        """How strongly the next token binds what was read so far; 0 ends an expression."""
        kind = self.token.kind
        if kind == "|" and not self.open_bars:
            return _PRODUCT
        return _STRENGTHS.get(kind, 0)

    def extended(self, left: Tree, strength: int) -> Tree:
        token = self.token
        if token.kind == "superscript":
            return self.raised(left)
        if token.kind == "^":
            return self.power(left)
        if token.kind == "number":
            raise self.number_after(token)
        written = token.kind in _OPERATORS
        if written:
            self.advance()
        else:
            self.leave_out(token)
        right = self.expression(strength + 1)
        operator = cast("Operator", token.kind if written else "*")
        return Binary(operator, left, right, start=left.start, end=right.end)

    def leave_out(self, token: Token) -> None:
        """Count a multiplication sign that was left out as a token, so that no tree is too deep."""
        self.left_out += 1
        if len(self.tokens) - 1 + self.left_out > MOST_TOKENS:
            raise too_many_tokens(self.text, token.start)

    def power(self, base: Tree) -> Tree:
        token = self.advance()
        if self.tokens[self.at - 2].kind == "superscript":
            what = "It is not clear what is raised first here"
            raise self.refusal(what, token, "write (a²)^3 or a^(2^3)")
        self.enter(token)
        exponent = self.expression(_POWER)
        self.depth -= 1
        return Binary("^", base, exponent, start=base.start, end=exponent.end)

    def raised(self, base: Tree) -> Tree:
        token = self.advance()
        if self.tokens[self.at - 2].kind == "superscript":
            what = "Two raised numbers stand side by side"
            raise self.refusal(what, token, "write (a²)³, or write the digits together")
        digits = token.text.removeprefix("-")
        signed = digits != token.text
        start = token.start + signed
        exponent: Tree = Number(number_value(digits), digits, start=start, end=token.end)
        if signed:
            exponent = Unary("-", exponent, start=token.start, end=token.end)
        return Binary("^", base, exponent, start=base.start, end=token.end)

    def operand(self) -> Tree:
        token = self.token
        match token.kind:
            case "number":
                self.advance()
                value = number_value(token.text)
                return Number(value, token.text, start=token.start, end=token.end)
            case "name":
                return self.named()
            case "+" | "-":
                return self.signed()
            case "(":
                return self.group()
            case "|":
                return self.bars()
            case _:
                raise self.missing_operand()

    def named(self) -> Tree:
        token = self.advance()
        if token.text == self.variable:
            return Variable(token.text, start=token.start, end=token.end)
        if token.text in self.functions:
            return self.call(token)
        return Constant(CONSTANTS[token.text], start=token.start, end=token.end)

    def signed(self) -> Tree:
        token = self.advance()
        self.enter(token)
        operand = self.expression(_SIGN + 1)
        self.depth -= 1
        if token.kind == "+":
            return operand
        return Unary("-", operand, start=token.start, end=operand.end)

    def group(self) -> Tree:
        opening = self.advance()
        outer_bars = self.enter_parentheses(opening)
        inside = self.expression(_SUM)
        closing = self.close_parentheses(opening, outer_bars)
        return replace(inside, start=opening.start, end=closing.end)

    def call(self, name: Token) -> Tree:
        opening = self.advance()
        outer_bars = self.enter_parentheses(opening)
        arguments: list[Tree] = []
        if self.token.kind != ")":
            arguments.append(self.expression(_SUM))
            while self.token.kind == ",":
                self.advance()
                arguments.append(self.expression(_SUM))
        closing = self.close_parentheses(opening, outer_bars)
        self.check_arity(name, closing, len(arguments))
        return Call(name.text, tuple(arguments), start=name.start, end=closing.end)

    def bars(self) -> Tree:
        """Read |…|. Where an operand may begin, a bar opens; elsewhere it closes one, if it can."""
        opening = self.advance()
        self.enter(opening)
        self.open_bars += 1
        inside = self.expression(_SUM)
        closing = self.token
        if closing.kind in {",", ":"}:
            raise self.separator()
        if closing.kind != "|":
            raise self.unclosed(opening)
        self.advance()
        self.open_bars -= 1
        self.depth -= 1
        return Call("abs", (inside,), start=opening.start, end=closing.end)

    def enter(self, token: Token) -> None:
        """Go one level deeper. The limit keeps Python's own stack out of reach of any text."""
        self.depth += 1
        if self.depth > DEEPEST:
            what = f"The formula is nested more than {DEEPEST} levels deep"
            raise self.refusal(what, token, "write it with fewer parentheses, powers and signs")

    def enter_parentheses(self, opening: Token) -> int:
        """Go into parentheses, where bars count afresh; gives the count to return to."""
        self.enter(opening)
        outer, self.open_bars = self.open_bars, 0
        return outer

    def close_parentheses(self, opening: Token, outer_bars: int) -> Token:
        closing = self.token
        if closing.kind in {",", ":"}:
            raise self.separator()
        if closing.kind != ")":
            raise self.unclosed(opening)
        self.open_bars = outer_bars
        self.depth -= 1
        return self.advance()

    def check_arity(self, name: Token, closing: Token, given: int) -> None:
        arity = self.functions[name.text]
        if arity.least <= given and (arity.greatest is None or given <= arity.greatest):
            return
        what = f"{quote(name.text)} takes {_expected(arity)}, and {_given(given)}"
        commas = [at for at in self.within(name, closing) if self.tokens[at].kind == ","]
        arguments = ", ".join(("a", "2", "3", *"…")[: arity.least])
        instead = f"write {name.text}({arguments})"
        if len(commas) == 1 and self.is_decimal_comma(commas[0]):
            instead = self.decimal_point(commas[0])
        elif given > arity.least:
            instead = f"give it {_expected(arity)}"
        raise FormulaError(what, text=self.text, start=name.start, end=closing.end, instead=instead)

    def within(self, first: Token, last: Token) -> list[int]:
        """The indices of the tokens from `first` to `last`."""
        return [at for at in range(self.at) if first.start <= self.tokens[at].start <= last.start]

    def missing_operand(self) -> FormulaError:
        """Say what is missing before the next token, which cannot begin an operand."""
        token = self.token
        before = self.tokens[self.at - 1] if self.at else _NOTHING
        if before.kind == "|" and token.kind != "superscript":
            return self.unclosed(before)
        if before.kind == "(" and token.kind == "end":
            return self.unclosed(before)
        if before.kind == "(" and token.kind == ")":
            what = "Nothing stands between these parentheses"
            both = before._replace(end=token.end)
            return self.refusal(what, both, "write a number or the variable there")
        if token.kind in _ENDS and before.kind in {*_OPERATORS, ",", ":"}:
            what = f"Something is missing after {quote(self.typed(before))}"
            return self.refusal(what, before, "write a number or the variable there")
        return self.misplaced(before, token)

    def misplaced(self, before: Token, token: Token) -> FormulaError:
        if before.kind in _OPERATORS:
            what = f"{quote(self.typed(token))} cannot follow {quote(self.typed(before))}"
            return self.refusal(what, token, "write a number or the variable between them")
        if token.kind == ")":
            return self.refusal("This ')' was never opened", token, "delete it")
        what = f"Something is missing before {quote(self.typed(token))}"
        return self.refusal(what, token, "write a number or the variable there")

    def number_after(self, token: Token) -> FormulaError:
        """Refuse `2 3` and `a 2`, which may be a slip for a product, a power, or a longer name."""
        before = self.tokens[self.at - 1]
        left, right = clip(self.typed(before)), clip(token.text)
        if before.kind == "number":
            what = f"Two numbers stand side by side: '{left}' and '{right}'"
            instead = f"write {left}*{right} to multiply, or no space within one number"
        else:
            what = f"The number '{right}' cannot directly follow '{left}'"
            instead = f"write *{right} to multiply, or ^{right} for a power"
            if before.kind == "name":
                instead = f"write {left}*{right}, or {left}^{right} for a power"
        return self.refusal(what, token, instead)

    def separator(self) -> FormulaError:
        """Refuse a comma or a colon where none can stand."""
        token = self.token
        if token.kind == ":":
            return self.refusal("A ':' has no meaning here", token, "write / to divide")
        if self.is_decimal_comma(self.at):
            what = "A comma cannot stand inside a number"
            return self.refusal(what, token, self.decimal_point(self.at))
        what = "A comma only separates the arguments of a function"
        return self.refusal(what, token, "write one formula, without the comma")

    def is_decimal_comma(self, at: int) -> bool:
        """Whether the comma stands directly between two numbers, as in 0,5."""
        left, comma, right = self.tokens[at - 1 : at + 2]
        adjacent = left.end == comma.start and comma.end == right.start
        return adjacent and left.kind == right.kind == "number"

    def decimal_point(self, at: int) -> str:
        left, right = self.tokens[at - 1].text, self.tokens[at + 1].text
        point = f"write {clip(left)}.{clip(right)} with a decimal point"
        thousands = len(right) == len("000") and right.isdigit() and left != "0"
        return f"{point}, or {clip(left)}{right} without the comma" if thousands else point

    def unclosed(self, opening: Token) -> FormulaError:
        if opening.kind == "|":
            instead = "write a second | after it, or abs(…) for one inside another"
        else:
            instead = "write a ) after it"
        return self.refusal(f"This '{opening.kind}' is never closed", opening, instead)

    def typed(self, token: Token) -> str:
        return self.text[token.start : token.end]

    def refusal(self, what: str, token: Token, instead: str) -> FormulaError:
        return FormulaError(what, text=self.text, start=token.start, end=token.end, instead=instead)


def _expected(arity: Arity) -> str:
    least, greatest = arity.least, arity.greatest
    if greatest is None:
        return f"at least {_counted(least)}"
    if least == greatest:
        return _counted(least)
    return f"{_count(least)} {'or' if greatest == least + 1 else 'to'} {_counted(greatest)}"


def _given(count: int) -> str:
    return f"{_count(count) if count else 'none'} {'is' if count <= 1 else 'are'} given"


def _counted(count: int) -> str:
    return f"{_count(count)} argument{'' if count == 1 else 's'}"


def _count(count: int) -> str:
    return _COUNTS[count] if count < len(_COUNTS) else str(count)
