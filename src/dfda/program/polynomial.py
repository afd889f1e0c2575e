"""Polynomials in whatever is not a sum, a product or a whole power.

sin(a)² + cos(a)² is a polynomial in the two atoms sin(a) and cos(a). Bringing a program into this
form proves that two expressions are the same, for every value of the atoms: what cancels here is
zero. Nothing is claimed when the form is longer than the budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import Final

from dfda.program.program import Builder, Constant, Node, Program, Step, Term
from dfda.program.simplify import tidy_builder
from dfda.rules import (
    NotRational,
    add,
    divide,
    multiply,
    negate,
    subtract,
    whole_power,
    within_budget,
)

LARGEST: Final = 200
"""The most monomials that a polynomial may have while it is worked out."""

HIGHEST: Final = 1000
"""The highest whole power that is multiplied out, monomials permitting."""

_LONGEST: Final = 4

Monomial = tuple[tuple[int, int], ...]
"""(atom, exponent) pairs in the order of the atoms; the empty product is 1."""

Polynomial = dict[Monomial, Fraction]
"""Each monomial with its coefficient; none of them zero."""


Known = tuple[Fraction | None, ...]
"""The operands of a step that are constants."""


class TooLongError(Exception):
    """The polynomial does not fit the budget."""


def polynomial(program: Program) -> Polynomial | None:
    """The program's output as a polynomial in its atoms, numbered as its nodes; None: too long."""
    values: dict[int, Polynomial] = {}
    try:
        for number in program.needed(program.outputs[0]):
            values[number] = _node_polynomial(program, program.nodes[number], number, values)
    except (TooLongError, NotRational):
        return None
    return values[program.outputs[0]]


def _node_polynomial(
    program: Program, node: Node, number: int, values: Mapping[int, Polynomial]
) -> Polynomial:
    if isinstance(node, Constant):
        return {(): node.value} if node.value else {}
    if isinstance(node, Step) and node.rule.name in _COMBINED:
        operands = [values[index] for index in node.operands]
        combined = _COMBINED[node.rule.name](operands, program.known(node))
        if combined is not None:
            return combined
    return {((number, 1),): Fraction(1)}


def _sum(left: Polynomial, right: Polynomial) -> Polynomial:
    total = dict(left)
    for monomial, coefficient in right.items():
        value = within_budget(total.pop(monomial, Fraction(0)) + coefficient)
        if value:
            total[monomial] = value
    return _checked(total)


def _scaled(form: Polynomial, factor: Fraction) -> Polynomial:
    return {monomial: within_budget(factor * value) for monomial, value in form.items()}


def _product(left: Polynomial, right: Polynomial) -> Polynomial:
    total: Polynomial = {}
    for first, one in left.items():
        for second, other in right.items():
            monomial = _joined(first, second)
            value = within_budget(total.pop(monomial, Fraction(0)) + one * other)
            if value:
                total[monomial] = value
    return _checked(total)


def _joined(left: Monomial, right: Monomial) -> Monomial:
    exponents = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted(exponents.items()))


def _power(form: Polynomial, exponent: int) -> Polynomial:
    if len(form) > 1 and exponent > LARGEST:
        raise TooLongError
    result: Polynomial = {(): Fraction(1)}
    square = form
    while exponent:
        if exponent & 1:
            result = _product(result, square)
        exponent >>= 1
        if exponent:
            square = _product(square, square)
    return result


def _checked(form: Polynomial) -> Polynomial:
    if len(form) > LARGEST:
        raise TooLongError
    return form


def _quotient(operands: list[Polynomial], known: Known) -> Polynomial | None:
    return _scaled(operands[0], 1 / known[1]) if known[1] else None


def _whole_power(operands: list[Polynomial], known: Known) -> Polynomial | None:
    exponent = known[1]
    if exponent is None or not 0 <= exponent <= HIGHEST:
        return None
    return _power(operands[0], int(exponent))


_MINUS: Final = Fraction(-1)
_COMBINED: Final[dict[str, Callable[[list[Polynomial], Known], Polynomial | None]]] = {
    add.name: lambda operands, _: _sum(operands[0], operands[1]),
    subtract.name: lambda operands, _: _sum(operands[0], _scaled(operands[1], _MINUS)),
    negate.name: lambda operands, _: _scaled(operands[0], _MINUS),
    multiply.name: lambda operands, _: _product(operands[0], operands[1]),
    divide.name: _quotient,
    whole_power.name: _whole_power,
}
"""How each rule of a polynomial combines its operands; None makes the step an atom."""


def shortened(program: Program) -> Program:
    """The program in polynomial form where that is shorter, otherwise as it is.

    A product is not multiplied out: the form may not have more terms than the outermost sum.
    """
    form = polynomial(program)
    if form is None:
        return program
    summands, factors = _summands(program), sum(len(monomial) for monomial in form)
    if len(form) > summands or factors > _LONGEST * len(program):
        return program
    builder = tidy_builder()
    copies = builder.extend(program)
    rebuilt = builder.build(written(builder, form, copies))
    return rebuilt if len(form) < summands or len(rebuilt) < len(program) else program


def _summands(program: Program) -> int:
    """How many terms the outermost sum has, written out."""
    counts: list[int] = []
    for node in program.nodes:
        if isinstance(node, Step) and node.rule in (add, subtract, negate):
            counts.append(sum(counts[index] for index in node.operands))
        else:
            counts.append(1)
    return counts[program.outputs[0]]


def written(builder: Builder, form: Polynomial, atoms: list[Term]) -> Term:
    """A polynomial as terms, highest powers first."""
    total: Term | None = None
    for monomial in sorted(form, key=_rank):
        part = form[monomial] * _factors(builder, monomial, atoms)
        total = part if total is None else total + part
    return builder.constant(0) if total is None else total


def primitive(form: Polynomial) -> tuple[Fraction, Polynomial]:
    """A number times a polynomial whose coefficients are whole and share no divisor.

    The polynomial, which is not zero, starts with a positive coefficient where it is written.
    """
    above = gcd(*(value.numerator for value in form.values()))
    below = lcm(*(value.denominator for value in form.values()))
    sign = 1 if form[min(form, key=_rank)] > 0 else -1
    content = Fraction(sign * above, below)
    return content, {monomial: value / content for monomial, value in form.items()}


def _rank(monomial: Monomial) -> tuple[int, Monomial]:
    """Highest degree first, then the first variable before the next: 2a·h before h²."""
    degree = sum(exponent for _, exponent in monomial)
    return -degree, tuple((atom, -exponent) for atom, exponent in monomial)


def _factors(builder: Builder, monomial: Iterable[tuple[int, int]], atoms: list[Term]) -> Term:
    product = builder.constant(1)
    for atom, exponent in monomial:
        product = product * atoms[atom] ** exponent
    return product
