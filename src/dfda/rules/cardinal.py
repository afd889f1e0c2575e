"""The cardinal sine, sin(x)/x with the value 1 at 0, and its derivatives of every order.

The order is an operand: sinc(x, 2) is the second derivative. It has the closed form that Leibniz'
rule gives, which divides by powers of x and loses all digits near 0, so values come from

    sinc(x, n) = ∫ tⁿ cos(xt + nπ/2) dt from t = 0 to 1

(differentiate sin(x)/x = ∫ cos(xt) dt under the integral sign), which also shows that no value is
larger than 1/(n + 1).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np

from dfda.rules.rule import Notation, NotRational, Rule, applied, operation

_NEAR: Final = 32
_SPARE_BITS: Final = 128
"""Twice what a float holds: next to a zero of the function half of them cancel."""


def _fraction(x: Fraction, n: Fraction) -> Fraction:
    if x != 0:
        raise NotRational
    order = int(n)
    return Fraction(0) if order % 2 else Fraction((-1) ** (order // 2), order + 1)


def _ball(x: Any, n: Any) -> Any:
    """The value at the middle; the next derivative is at most 1/(n + 2), so it moves no further."""
    order, middle = int(n.unique_fmpz()), x.mid()
    compute = _recurring if abs(middle) > order else _hypergeometric
    return compute(middle, order) + (x - middle) / (order + 2)


def _recurring(x: Any, order: int) -> Any:
    """From x·sinc(x, n) = dⁿ/dxⁿ sin(x) - n·sinc(x, n - 1), which is stable beyond x = n."""
    sine, cosine = x.sin(), x.cos()
    value = sine / x
    for n in range(1, order + 1):
        sine, cosine = cosine, -sine
        value = (sine - n * value) / x
    return value


def _hypergeometric(x: Any, order: int) -> Any:
    """The integral's power series, which is a hypergeometric function of -x²/4."""
    odd = order % 2
    half = (x * 0 + 1) / 2
    first = (order + odd + 1) * half
    series = (-x * x / 4).hypgeom([first], [half + odd, first + 1])
    sign = -1 if (order + odd) // 2 % 2 else 1
    return sign * x**odd * series / (order + odd + 1)


def _floats(x: Any, n: Any) -> Any:
    numbers, orders = np.broadcast_arrays(x, n)
    answer = np.empty(numbers.shape, np.float64)
    for order in np.unique(orders):
        chosen = orders == order
        answer[chosen] = _of_order(numbers[chosen].astype(np.float64), int(order))
    return answer.astype(np.asarray(x).dtype)[()]


def _of_order(x: Any, order: int) -> Any:
    """One order at a row of floats. It tends to 0 on both sides."""
    answer = np.where(np.isnan(x), x, 0.0)
    near = np.abs(x) <= (max(_NEAR, order) if order else 0)
    far = np.isfinite(x) & ~near
    answer[near] = [_series(float(number), order) for number in x[near]]
    sines = np.sin(x[far]), np.cos(x[far])
    value = sines[0] / x[far]
    for n in range(1, order + 1):
        turn = -1 if n // 2 % 2 else 1
        value = (turn * sines[n % 2] - n * value) / x[far]
    answer[far] = value
    return answer


def _series(x: float, order: int) -> float:
    """The integral's power series in whole numbers, rounded once: right next to a zero too."""
    above, below = x.as_integer_ratio()
    bits = _SPARE_BITS + 2 * abs(int(x))
    square = (above**2 << bits) // below**2
    power, number = 1 << bits, order % 2
    sign, total = -1 if (order + number) // 2 % 2 else 1, 0
    while power:
        total += sign * (power // (number + order + 1))
        power = (power * square >> bits) // ((number + 1) * (number + 2))
        number, sign = number + 2, -sign
    return float(Fraction(total, 1 << bits) * (Fraction(x) if order % 2 else 1))


_MATHML: Final = applied("sinc")
_WITH_ORDER: Final = "<msup><mi>sinc</mi><mrow><mo>(</mo>{1}<mo>)</mo></mrow></msup>"

SINC_ITSELF: Final = Notation(
    text="sinc({0})", latex=r"\operatorname{{sinc}}\left({0}\right)", mathml=_MATHML
)
"""How the order 0 prints: it is left out."""

sinc: Rule = operation(
    "sinc",
    slopes=(lambda x, n, y: sinc(x, n + 1), None),
    floats=_floats,
    fraction=_fraction,
    ball=_ball,
    sample=((-9.0, 9.0), frozenset(map(Fraction, (0, 1, 2, 5)))),
    notation=Notation(
        text="sinc({0}, {1})",
        latex=r"\operatorname{{sinc}}^{{\left({1}\right)}}\left({0}\right)",
        mathml=_MATHML.replace("<mi>sinc</mi>", _WITH_ORDER),
    ),
    # -0.4361… is the first minimum of sinc(x, 1); 1 is sinc(0)
    range="-0.4362 < y <= 1",
    callable_in_formulas=True,
)
