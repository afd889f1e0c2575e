"""Quotients of two polynomials in one variable, brought to lowest terms by python-flint.

Lowest terms fill holes: a/a becomes 1, although it has no value at 0. Here a function with such a
hole is no quotient of polynomials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from dfda.program.polynomial import Monomial, Polynomial
from dfda.program.program import Constant, Input, Node, Program, Step
from dfda.rules import add, divide, multiply, negate, subtract, whole_power

MOST_BITS: Final = 256
"""The longest coefficient while a quotient is worked out."""

Poly = Any
"""A python-flint `fmpq_poly`."""

_LowestTerms = tuple[Poly, Poly]
"""Above and below in lowest terms; the highest coefficient below is 1."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A power of a polynomial in the atom 0, at the variable or, nudged, at variable plus step."""

    form: Polynomial
    exponent: int
    nudged: bool = False


Ratio = tuple[Polynomial, tuple[Factor, ...]]
"""A polynomial over a product; the variable is the atom 0, the step is the atom 1."""


@dataclass(frozen=True, slots=True)
class RationalFunction:
    """A polynomial over a product of powers of polynomials with whole coefficients."""

    above: Poly
    factors: tuple[tuple[Poly, int], ...]

    @property
    def below(self) -> Poly:
        """The product of the factors."""
        product = self.above**0
        for factor, exponent in self.factors:
            product *= factor**exponent
        return product

    def difference(self) -> Ratio:
        """The difference quotient with its h cancelled, over the denominators at a and a + h.

        With f = p/q the rise is p(a + h)·q(a) - p(a)·q(a + h) over both denominators, and Taylor's
        theorem gives that polynomial by powers of h, from the first on.
        """
        above, below = self.above, self.below
        rising, falling, form = above, below, {}
        for power in range(1, max(above.degree(), below.degree()) + 1):
            rising, falling = rising.derivative() / power, falling.derivative() / power
            column = _terms(rising * below - above * falling)
            form.update({_monomial(place, power - 1): value for place, value in column})
        factors = tuple(
            Factor(_polynomial(factor), exponent, nudged)
            for factor, exponent in self.factors
            for nudged in (False, True)
        )
        return form, factors

    def slope(self) -> Ratio:
        """The derivative: the quotient rule, without the factors that cancel."""
        above, below = self.above, self.below
        rest, factors = above.derivative() * below - above * below.derivative(), []
        for factor, exponent in self.factors:
            rest, cancelled = _without(rest, factor, most=2 * exponent)
            factors.append(Factor(_polynomial(factor), 2 * exponent - cancelled))
        return _polynomial(rest), tuple(factors)


class _OutOfReachError(Exception):
    """No quotient of polynomials, or one that is too long."""


def rational_function(program: Program, *, highest: int) -> RationalFunction | None:
    """The program's output as a quotient of polynomials up to a degree; None for others."""
    values: dict[int, _LowestTerms] = {}
    try:
        for number in program.needed(program.outputs[0]):
            found = _node_ratio(program, program.nodes[number], values, highest)
            values[number] = _checked(found, highest)
    except _OutOfReachError:
        return None
    above, below = values[program.outputs[0]]
    divisors = [values[index][0] for number in values for index in _divisors(program, number)]
    if any(_has_other_factors(divisor, below) for divisor in divisors):
        return None
    factors = _factored(below, _factors_as_written(program, values))
    whole = RationalFunction(above**0, factors).below
    return RationalFunction(above * whole.coeffs()[-1], factors)


def _node_ratio(
    program: Program, node: Node, values: dict[int, _LowestTerms], highest: int
) -> _LowestTerms:
    from flint import fmpq, fmpq_poly

    if isinstance(node, Input):
        return fmpq_poly([0, 1]), fmpq_poly([1])
    if isinstance(node, Constant):
        return fmpq_poly([fmpq(node.value.numerator, node.value.denominator)]), fmpq_poly([1])
    if not isinstance(node, Step):
        raise _OutOfReachError
    operands = [values[index] for index in node.operands]
    if node.rule is whole_power:
        return _power(operands[0], program.known(node)[1], highest)
    if node.rule.name not in _COMBINED:
        raise _OutOfReachError
    return _lowest_terms(*_COMBINED[node.rule.name](*operands))


def _power(base: _LowestTerms, exponent: Fraction | None, highest: int) -> _LowestTerms:
    if exponent is None:
        raise _OutOfReachError
    above, below = base
    size = abs(int(exponent))
    if size * max(above.degree(), below.degree()) > highest or size * _bits(base) > MOST_BITS:
        raise _OutOfReachError
    powers = (above**size, below**size)
    return _lowest_terms(*(powers if exponent >= 0 else powers[::-1]))


_COMBINED: Final[dict[str, Callable[..., _LowestTerms]]] = {
    add.name: lambda f, g: (f[0] * g[1] + g[0] * f[1], f[1] * g[1]),
    subtract.name: lambda f, g: (f[0] * g[1] - g[0] * f[1], f[1] * g[1]),
    negate.name: lambda f: (-f[0], f[1]),
    multiply.name: lambda f, g: (f[0] * g[0], f[1] * g[1]),
    divide.name: lambda f, g: (f[0] * g[1], f[1] * g[0]),
}


def _lowest_terms(above: Poly, below: Poly) -> _LowestTerms:
    if not below:
        raise _OutOfReachError
    common = above.gcd(below)
    above, below = above // common, below // common
    highest = below.coeffs()[-1]
    return above / highest, below / highest


def _checked(ratio: _LowestTerms, highest: int) -> _LowestTerms:
    if max(part.degree() for part in ratio) > highest or _bits(ratio) > MOST_BITS:
        raise _OutOfReachError
    return ratio


def _bits(ratio: _LowestTerms) -> int:
    return max(
        max(int(value.p).bit_length(), int(value.q).bit_length())
        for part in ratio
        for value in part.coeffs()
    )


def _has_other_factors(divisor: Poly, below: Poly) -> bool:
    """Whether a divisor may be zero where the denominator in lowest terms is not."""
    common = divisor.gcd(below)
    while common.degree() > 0:
        divisor //= common
        common = divisor.gcd(below)
    return bool(divisor.degree() > 0)


def _divisors(program: Program, number: int) -> tuple[int, ...]:
    """The operand by which a node divides, if any."""
    node = program.nodes[number]
    if isinstance(node, Step) and node.rule is divide:
        return node.operands[1:]
    if isinstance(node, Step) and node.rule is whole_power:
        return node.operands[:1] if (program.known(node)[1] or 0) < 0 else ()
    return ()


def _factors_as_written(program: Program, values: dict[int, _LowestTerms]) -> list[Poly]:
    """The factors of whatever the program divides by, without squares, the highest degree first."""
    below: set[int] = set()
    found: list[Poly] = []
    for number in reversed(values):
        node = program.nodes[number]
        below.update(_divisors(program, number))
        if number in below:
            if isinstance(node, Step) and node.rule in (multiply, divide, negate, whole_power):
                below.update(node.operands)
            elif _is_square_free(values[number][0]):
                found.append(values[number][0])
    return sorted(found, key=lambda form: -form.degree())


def _is_square_free(form: Poly) -> bool:
    return bool(form.degree() > 0 and form.gcd(form.derivative()).degree() == 0)


def _factored(below: Poly, wanted: list[Poly]) -> tuple[tuple[Poly, int], ...]:
    """The denominator as a product of the wanted factors as far as they go."""
    factors: list[tuple[Poly, int]] = []
    rest = below
    for factor in wanted:
        rest, exponent = _without(rest, factor, most=below.degree())
        factors.append((_with_whole_coefficients(factor), exponent))
    factors += [(_with_whole_coefficients(factor), power) for factor, power in rest.factor()[1]]
    used = [(factor, exponent) for factor, exponent in factors if exponent]
    return tuple(sorted(used, key=lambda pair: len(list(_terms(pair[0])))))


def _without(form: Poly, factor: Poly, *, most: int) -> tuple[Poly, int]:
    """A polynomial divided by a factor as often as that goes, and how often it went."""
    for times in range(most):
        quotient, rest = divmod(form, factor)
        if rest:
            return form, times
        form = quotient
    return form, most


def _with_whole_coefficients(form: Poly) -> Poly:
    """The multiple whose coefficients are whole, share no divisor and end with a positive one."""
    from flint import fmpq_poly

    whole = form.numer()
    content = whole.content()
    return fmpq_poly(whole // (content if whole.coeffs()[-1] > 0 else -content))


def _terms(form: Poly) -> Iterator[tuple[int, Fraction]]:
    """The powers of the variable with their coefficients, none of them zero."""
    for place, value in enumerate(form.coeffs()):
        if value:
            yield place, Fraction(int(value.p), int(value.q))


def _monomial(power: int, step_power: int) -> Monomial:
    return tuple((atom, exponent) for atom, exponent in ((0, power), (1, step_power)) if exponent)


def _polynomial(form: Poly) -> Polynomial:
    return {_monomial(power, 0): value for power, value in _terms(form)}
