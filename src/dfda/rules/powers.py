"""Powers and roots.

The power law holds in four ranges, each with a row of its own, so that every row has one domain:
whole exponents (any base), p/q with q odd (real roots: defined for negative bases too; an odd p
keeps the sign, an even one drops it) and everything else (positive bases).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final

import numpy as np

from dfda.digits import FRACTION_BITS, bits_of
from dfda.effort import spend
from dfda.rules.exponential import log
from dfda.rules.rule import (
    Hazard,
    Known,
    Level,
    Notation,
    NotDefined,
    NotRational,
    Rule,
    function,
    operation,
    require,
    within_budget,
)

_FLOAT_BITS: Final = 50
_ABOVE: Final = 1 + 2.0**-30
"""More than a root can be off that is computed in floats."""

_SQUARED: Final = 17
"""A root costs the square of so many bits in units of work, shifted by so much (see `effort`)."""


def _whole_power(x: Fraction, n: Fraction) -> Fraction:
    if x == 0 and n < 0:
        raise NotDefined
    bits = bits_of(x) - 1
    if bits * abs(n) > FRACTION_BITS:
        raise NotRational
    return within_budget(x ** int(n))


def _ball_whole_power(x: Any, n: Any) -> Any:
    """Repeated squaring: FLINT's own power takes a logarithm when the midpoint is 0."""
    whole = n.unique_fmpz()
    require(holds=whole is not None, fails=False)
    exponent = int(whole)
    if exponent < 0:
        require(holds=x != 0, fails=x == 0)
    result, square, left = x * 0 + 1, x, abs(exponent)
    while left:
        if left & 1:
            result = result * square
        square = square * square
        left >>= 1
    return result if exponent >= 0 else 1 / result


def _root_power(x: Fraction, w: Fraction) -> Fraction:
    """|x|**w where the root comes out whole."""
    if x == 0:
        if w < 0:
            raise NotDefined
        return Fraction(0)
    above = _whole_root(abs(x.numerator), w.denominator)
    below = _whole_root(x.denominator, w.denominator)
    return _whole_power(Fraction(above, below), Fraction(w.numerator))


def _whole_root(number: int, degree: int) -> int:
    """The root by Newton's method, which comes down to it from just above."""
    if number == 1:
        return 1
    if degree > number.bit_length():
        raise NotRational
    spend(number.bit_length() ** 2 >> _SQUARED)
    size = math.log2(number) / degree
    beyond = max(0, int(size) - _FLOAT_BITS)
    root = (int(2.0 ** (size - beyond) * _ABOVE) + 1) << beyond
    while (lower := ((degree - 1) * root + number // root ** (degree - 1)) // degree) < root:
        root = lower
    if root**degree != number:
        raise NotRational
    return root


def _odd_power(x: Fraction, w: Fraction) -> Fraction:
    size = _root_power(x, w)
    return -size if x < 0 else size


def _ball_even_power(x: Any, w: Any) -> Any:
    if x == 0:
        require(holds=w > 0, fails=w < 0)
        return x
    require(holds=x != 0, fails=False)
    return (abs(x).log() * w).exp()


def _ball_odd_power(x: Any, w: Any) -> Any:
    size = _ball_even_power(x, w)
    return -size if x < 0 else size


def _power(x: Fraction, w: Fraction) -> Fraction:
    if w.denominator == 1:
        return _whole_power(x, w)
    if x < 0:
        raise NotDefined
    return _root_power(x, w)


def _ball_power(x: Any, w: Any) -> Any:
    if x == 0 and w > 0:
        return x
    require(holds=x > 0, fails=(x < 0 and not w.contains_integer()) or (x == 0 and w < 0))
    return (x.log() * w).exp()


def _square_root(x: Fraction) -> Fraction:
    if x < 0:
        raise NotDefined
    return _root_power(x, Fraction(1, 2))


def _ball_square_root(x: Any) -> Any:
    require(holds=x >= 0, fails=x < 0)
    return x.sqrt()


def _whole_hazard(known: Known) -> Hazard:
    exponent = known[1]
    return "" if exponent is not None and exponent >= 0 else "division"


def _power_hazard(known: Known) -> Hazard:
    base = known[0]
    return "" if base is not None and base > 0 else "restricted domain"


def _whole_where(known: Known) -> str:
    exponent = known[1]
    if exponent is None:
        return "{0} != 0 or {1} >= 0"
    return "{0} != 0" if exponent < 0 else ""


def _root_where(known: Known) -> str:
    """Below the exponent 1 the graph is vertical at 0, or has a pole; above it is flat."""
    exponent = known[1]
    if exponent is None:
        return "{0} != 0 or {1} > 1"
    return "{0} != 0" if exponent < 1 else ""


def _power_where(known: Known) -> str:
    return "{0} > 0" if _power_hazard(known) else ""


def _off_the_origin(known: Known) -> str:
    if any(known):
        return ""
    return " or ".join(f"{{{index}}} != 0" for index, x in enumerate(known) if x is None)


def _fractions(*texts: str) -> frozenset[Fraction]:
    return frozenset(map(Fraction, texts))


_POWER = Notation(
    text="{0}^{1}",
    latex="{0}^{{{1}}}",
    mathml="<msup><mrow>{0}</mrow><mrow>{1}</mrow></msup>",
    level=Level.POWER,
    needs=(Level.ATOM, Level.ATOM),
    latex_needs=(Level.ATOM, Level.SUM),
)

whole_power = operation(
    "whole_power",
    slopes=(lambda x, n, y: n * x ** (n - 1), None),
    floats=np.power,
    fraction=_whole_power,
    ball=_ball_whole_power,
    sample=((0.1, 9.0), _fractions("-3", "-1", "0", "1", "2", "7")),
    notation=_POWER,
    hazard=_whole_hazard,
    folds=True,
    where=_whole_where,
)

odd_power = operation(
    "odd_power",
    slopes=(lambda x, w, y: w * even_power(x, w - 1), None),
    floats=lambda x, w: np.copysign(np.power(np.abs(x), w), x),
    fraction=_odd_power,
    ball=_ball_odd_power,
    sample=((-9.0, -0.1), _fractions("1/3", "-1/3", "5/3", "3/7")),
    notation=_POWER,
    hazard="root",
    where=_root_where,
)

even_power: Rule = operation(
    "even_power",
    slopes=(lambda x, w, y: w * odd_power(x, w - 1), None),
    floats=lambda x, w: np.power(np.abs(x), w),
    fraction=_root_power,
    ball=_ball_even_power,
    sample=((-9.0, -0.1), _fractions("2/3", "-2/3", "4/5")),
    notation=_POWER,
    hazard="root",
    where=_root_where,
    range="y >= 0",
)

power = operation(
    "power",
    slopes=(lambda x, w, y: w * x ** (w - 1), lambda x, w, y: y * log(x)),
    floats=np.power,
    fraction=_power,
    ball=_ball_power,
    sample=((0.1, 9.0), (-3.0, 3.0)),
    notation=_POWER,
    hazard=_power_hazard,
    where=_power_where,
)

sqrt = function(
    "sqrt",
    slope=lambda x, y: 1 / (2 * y),
    floats=np.sqrt,
    fraction=_square_root,
    ball=_ball_square_root,
    sample=(0.1, 9.0),
    latex=r"\sqrt{{{0}}}",
    mathml="<msqrt>{0}</msqrt>",
    hazard="root",
    where="{0} > 0",
    range="y >= 0",
)


cbrt = function(
    "cbrt",
    slope=lambda x, y: 1 / (3 * y**2),
    floats=np.cbrt,
    fraction=lambda x: _odd_power(x, Fraction(1, 3)),
    ball=lambda x: _ball_odd_power(x, (x * 0 + 1) / 3),
    sample=(0.1, 9.0),
    latex=r"\sqrt[3]{{{0}}}",
    mathml="<mroot><mrow>{0}</mrow><mn>3</mn></mroot>",
    hazard="root",
    where="{0} != 0",
)

hypot: Rule = operation(
    "hypot",
    slopes=(lambda x, w, y: x / y, lambda x, w, y: w / y),
    floats=np.hypot,
    fraction=lambda x, w: _square_root(within_budget(x * x + w * w)),
    ball=lambda x, w: (x * x + w * w).sqrt(),
    sample=((0.1, 9.0), (0.1, 9.0)),
    notation=Notation(text="hypot({0}, {1})", latex=r"\operatorname{{hypot}}\left({0}, {1}\right)"),
    hazard="kink",
    switch=lambda x, w: x * x + w * w,
    branch=lambda _, x, w: hypot(x, w),
    callable_in_formulas=True,
    where=_off_the_origin,
    range="y >= 0",
)


def power_for(exponent: Fraction | None) -> Rule:
    """Which power row an exponent takes; None for an exponent that is no known fraction."""
    if exponent is None or exponent.denominator % 2 == 0:
        return power
    if exponent.denominator == 1:
        return whole_power
    return odd_power if exponent.numerator % 2 else even_power
