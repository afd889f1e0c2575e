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

from dfda.digits import bits_of
from dfda.effort import spend
from dfda.program.program import Builder, Constant, Program, Step, Term
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

MOST_WORK: Final = 30_000
"""The most products and sums of two short coefficients on the way; a long one counts as several."""

_SHORT: Final = 1024
"""Bits of a coefficient that is as quick to multiply as any."""

_OPERATION: Final = 3
"""The units of work that one of them costs (see `effort`)."""

_LONGEST: Final = 4

Monomial = tuple[tuple[int, int], ...]
"""(atom, exponent) pairs in the order of the atoms; the empty product is 1."""

Polynomial = dict[Monomial, Fraction]
"""Each monomial with its coefficient; none of them zero."""


Known = tuple[Fraction | None, ...]
"""The operands of a step that are constants."""


class TooLongError(Exception):
    """The polynomial does not fit the budget."""


class _Work:
    """What may still be done."""

    def __init__(self) -> None:
        self.left = MOST_WORK

    def spend(self, count: int, *forms: Polynomial) -> None:
        """So many operations with coefficients of these polynomials, each as dear as its bits."""
        bits = max((bits_of(value) for form in forms for value in form.values()), default=0)
        cost = count * (1 + (bits // _SHORT) ** 2)
        self.left -= cost
        if self.left < 0:
            raise TooLongError
        spend(_OPERATION * cost)


def polynomial(program: Program) -> Polynomial | None:
    """The program's output as a polynomial in its atoms, numbered as its nodes; None: too long."""
    values: dict[int, Polynomial] = {}
    work = _Work()
    try:
        for number in program.needed(program.outputs[0]):
            values[number] = _node_polynomial(program, number, values, work)
    except (TooLongError, NotRational):
        return None
    return values[program.outputs[0]]


def _node_polynomial(
    program: Program, number: int, values: Mapping[int, Polynomial], work: _Work
) -> Polynomial:
    node = program.nodes[number]
    if isinstance(node, Constant):
        return {(): node.value} if node.value else {}
    if isinstance(node, Step) and node.rule.name in _COMBINED:
        operands = [values[index] for index in node.operands]
        combined = _COMBINED[node.rule.name](work, operands, program.known(node))
        if combined is not None:
            return combined
    return {((number, 1),): Fraction(1)}


def _sum(work: _Work, left: Polynomial, right: Polynomial) -> Polynomial:
    work.spend(len(right), left, right)
    total = dict(left)
    for monomial, coefficient in right.items():
        value = within_budget(total.pop(monomial, Fraction(0)) + coefficient)
        if value:
            total[monomial] = value
    return _checked(total)


def _scaled(work: _Work, form: Polynomial, factor: Fraction) -> Polynomial:
    work.spend(len(form), form)
    return {monomial: within_budget(factor * value) for monomial, value in form.items()}


def _product(work: _Work, left: Polynomial, right: Polynomial) -> Polynomial:
    work.spend(len(left) * len(right), left, right)
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


def _power(work: _Work, form: Polynomial, exponent: int) -> Polynomial:
    if len(form) > 1 and exponent > LARGEST:
        raise TooLongError
    result: Polynomial = {(): Fraction(1)}
    square = form
    while exponent:
        if exponent & 1:
            result = _product(work, result, square)
        exponent >>= 1
        if exponent:
            square = _product(work, square, square)
    return result


def _checked(form: Polynomial) -> Polynomial:
    if len(form) > LARGEST:
        raise TooLongError
    return form


def _quotient(work: _Work, operands: list[Polynomial], known: Known) -> Polynomial | None:
    return _scaled(work, operands[0], 1 / known[1]) if known[1] else None


def _whole_power(work: _Work, operands: list[Polynomial], known: Known) -> Polynomial | None:
    exponent = known[1]
    if exponent is None or not 0 <= exponent <= HIGHEST:
        return None
    return _power(work, operands[0], int(exponent))


def _difference(work: _Work, operands: list[Polynomial], _: Known) -> Polynomial:
    return _sum(work, operands[0], _scaled(work, operands[1], _MINUS))


_MINUS: Final = Fraction(-1)
_COMBINED: Final[dict[str, Callable[[_Work, list[Polynomial], Known], Polynomial | None]]] = {
    add.name: lambda work, operands, _: _sum(work, *operands),
    subtract.name: _difference,
    negate.name: lambda work, operands, _: _scaled(work, operands[0], _MINUS),
    multiply.name: lambda work, operands, _: _product(work, *operands),
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
