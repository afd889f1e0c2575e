"""Reading a typed formula into a tree, without `eval` and without Python's own parser.

The method is Pratt's: every operator has a strength, and an operand belongs to the stronger of
the two operators beside it (V. R. Pratt, "Top down operator precedence", POPL 1973).

From the loosest to the strongest:

    if … else                   from right to left, so x if c else y if d else z needs no brackets
    or, then and, then not      between conditions, as in Python
    <  <=  >  >=  ==  !=        a chain such as 0 < a < 1 means 0 < a and a < 1
    +  -                        from left to right
    *  /  and nothing at all    from left to right, so 1/2a is (1/2)*a and e^2a is (e^2)*a
    a sign in front             -a^2 is -(a^2)
    ^  **  and raised digits    from right to left, so 2^3^2 is 2^(3^2) and a^2² is a^(2²)

"Nothing at all" is multiplication left out, as in `2a(a+1)`. A number never comes second in it:
`a 2` might be a slip for `a2`, `a*2` or `a^2`. What is compared are numbers, what stands between
`if` and `else` is a condition, and neither is ever taken for the other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast, final

from dfda.errors import FormulaError, InputError
from dfda.formulas.characters import quote
from dfda.formulas.leibniz import DERIVATIVE, with_operators
from dfda.formulas.lexer import MOST_TOKENS, SIGNS, Token, number_value, tokenize, too_many_tokens
from dfda.formulas.names import CONSTANTS, Names, settle_names
from dfda.formulas.refusals import OPERATORS, Place
from dfda.formulas.tree import (
    Arity,
    Binary,
    Call,
    Comparison,
    Conditional,
    Constant,
    Derivative,
    Junction,
    Negation,
    Number,
    Operator,
    ParsedFormula,
    Sign,
    Tree,
    Unary,
    Variable,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEEPEST = 64

_CHOICE, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER = range(1, 10)
_STRENGTHS: Final = {
    "if": _CHOICE,
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(SIGNS, _COMPARISON),
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "name": _PRODUCT,
    "(": _PRODUCT,
    "number": _PRODUCT,
    DERIVATIVE: _PRODUCT,
    "^": _POWER,
    "superscript": _POWER,
}


def parse(text: str, functions: Mapping[str, Arity]) -> ParsedFormula:
    """Read a formula of one variable, such as `3*a` or `sin(a)*exp(-a^2)`.

    `functions` tells which names are functions and how many arguments each takes. Anything that
    is not understood raises a FormulaError that knows where.

    >>> parse("2sin(a)", {"sin": Arity(1, 1)}).root
    Binary(operator='*', left=Number(value=Fraction(2, 1), text='2'), right=Call(function='sin', \
arguments=(Variable(name='a'),)))
    """
    _check_type(text)
    tokens = with_operators(text, tokenize(text, functions), functions)
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


@final
class _Reader(Place):
    """One reading of one formula, from left to right."""

    __slots__ = ("depth", "functions", "left_out", "open_bars", "variable")

    def __init__(
        self, text: str, tokens: Sequence[Token], names: Names, functions: Mapping[str, Arity]
    ) -> None:
        super().__init__(text, tokens, names.body)
        self.functions = functions
        self.variable = names.variable
        self.depth = 0
        self.left_out = 0
        self.open_bars = 0

    def formula(self) -> Tree:
        root = self.number(self.expression(_CHOICE))
        if self.token.kind != "end":
            raise self.unexpected()
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
        if strength == _CHOICE:
            return self.choice(left)
        if strength in (_OR, _AND):
            return self.junction(left, strength)
        if strength == _COMPARISON:
            return self.comparison(left)
        token = self.token
        self.number(left)
        if token.kind == "superscript":
            return self.raised(left)
        if token.kind == "^":
            return self.power(left)
        if token.kind == "number":
            raise self.number_after(token)
        written = token.kind in OPERATORS
        if written:
            self.advance()
        else:
            self.leave_out(token)
        right = self.number(self.expression(strength + 1))
        operator = cast("Operator", token.kind if written else "*")
        return Binary(operator, left, right, start=left.start, end=right.end)

    def leave_out(self, token: Token) -> None:
        """Count a multiplication sign that was left out as a token, so that no tree is too deep."""
        self.left_out += 1
        if len(self.tokens) - 1 + self.left_out > MOST_TOKENS:
            raise too_many_tokens(self.text, token.start)

    def choice(self, then: Tree) -> Tree:
        """Read `then if c else otherwise` and, without recursion, all further ones behind it."""
        values, conditions = [self.number(then)], []
        while self.token.kind == "if":
            token = self.advance()
            self.open_ifs += 1
            conditions.append(self.condition(self.deeper(token, _OR)))
            self.open_ifs -= 1
            if self.token.kind != "else":
                raise self.no_else(token)
            values.append(self.number(self.deeper(self.advance(), _OR)))
        tree = values.pop()
        end = tree.end
        for value, condition in zip(reversed(values), reversed(conditions), strict=True):
            tree = Conditional(value, condition, tree, start=value.start, end=end)
        return tree

    def junction(self, first: Tree, strength: int) -> Tree:
        word = self.token.kind
        operands = [self.condition(first)]
        while self.token.kind == word:
            operands.append(self.condition(self.deeper(self.advance(), strength + 1)))
        end = operands[-1].end
        return Junction(cast("Word", word), tuple(operands), start=first.start, end=end)

    def comparison(self, first: Tree) -> Tree:
        signs: list[Sign] = []
        operands = [self.number(first)]
        while self.token.kind in SIGNS:
            signs.append(cast("Sign", self.token.kind))
            operands.append(self.number(self.deeper(self.advance(), _SUM)))
        end = operands[-1].end
        return Comparison(tuple(signs), tuple(operands), start=first.start, end=end)

    def power(self, base: Tree) -> Tree:
        token = self.advance()
        if self.tokens[self.at - 2].kind == "superscript":
            what = "It is not clear what is raised first here"
            raise self.refusal(what, token, "write (a²)^3 or a^(2^3)")
        exponent = self.number(self.deeper(token, _POWER))
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
            case "number" | "name":
                return self.number_or_name()
            case "+" | "-":
                return self.signed()
            case "(":
                return self.group()
            case "|":
                return self.bars()
            case "not":
                return self.negation()
        if token.kind == DERIVATIVE:
            return self.derivative()
        raise self.missing_operand()

    def number_or_name(self) -> Tree:
        token = self.advance()
        if token.kind == "number":
            value = number_value(token.text)
            return Number(value, token.text, start=token.start, end=token.end)
        if token.text == self.variable:
            return Variable(token.text, start=token.start, end=token.end)
        if token.text in self.functions:
            return self.call(token)
        return Constant(CONSTANTS[token.text], start=token.start, end=token.end)

    def signed(self) -> Tree:
        token = self.advance()
        operand = self.number(self.deeper(token, _SIGN + 1))
        if token.kind == "+":
            return operand
        return Unary("-", operand, start=token.start, end=operand.end)

    def negation(self) -> Tree:
        token = self.advance()
        operand = self.condition(self.deeper(token, _NOT))
        return Negation(operand, start=token.start, end=operand.end)

    def derivative(self) -> Tree:
        """Read `d/da (…)`; what follows the parentheses must make clear that it is outside."""
        token = self.advance()
        self.enter(token)
        operand = self.operand() if self.token.kind == DERIVATIVE else self.group()
        operand = self.number(operand)
        self.depth -= 1
        if self.strength() >= _PRODUCT and self.token.kind not in {"*", "/"}:
            operator, after = (quote(self.typed(at)) for at in (token, self.token))
            what = f"It is not clear whether {after} comes before or after {operator}"
            raise self.refusal(what, self.token, "write (d/da (a^2))^3 or d/da ((a^2)^3)")
        return Derivative(operand, start=token.start, end=operand.end)

    def group(self) -> Tree:
        opening = self.advance()
        outer_bars = self.enter_parentheses(opening)
        inside = self.expression(_CHOICE)
        closing = self.close_parentheses(opening, outer_bars)
        return replace(inside, start=opening.start, end=closing.end)

    def call(self, name: Token) -> Tree:
        opening = self.advance()
        outer_bars = self.enter_parentheses(opening)
        arguments: list[Tree] = []
        if self.token.kind != ")":
            arguments.append(self.number(self.expression(_CHOICE)))
            while self.token.kind == ",":
                self.advance()
                arguments.append(self.number(self.expression(_CHOICE)))
        closing = self.close_parentheses(opening, outer_bars)
        arity, given = self.functions[name.text], len(arguments)
        if given < arity.least or (arity.greatest is not None and given > arity.greatest):
            raise self.arity(name, closing, given, self.functions)
        return Call(name.text, tuple(arguments), start=name.start, end=closing.end)

    def bars(self) -> Tree:
        """Read |…|. Where an operand may begin, a bar opens; elsewhere it closes one, if it can."""
        opening = self.advance()
        self.enter(opening)
        self.open_bars += 1
        inside = self.number(self.expression(_CHOICE))
        closing = self.token
        if closing.kind != "|":
            raise self.unexpected(opening)
        self.advance()
        self.open_bars -= 1
        self.depth -= 1
        return Call("abs", (inside,), start=opening.start, end=closing.end)

    def deeper(self, token: Token, least: int) -> Tree:
        """Read an expression one level deeper, after the token that asks for it."""
        self.enter(token)
        found = self.expression(least)
        self.depth -= 1
        return found

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
        if self.token.kind != ")":
            raise self.unexpected(opening)
        self.open_bars = outer_bars
        self.depth -= 1
        return self.advance()
