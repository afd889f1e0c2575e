"""Formulas as text that floats and 60-digit arithmetic read alike, and the slope they truly have.

A formula is a Python expression of `a`. In floats its functions are those of `math`, which raise
where there is no value; for the truth they are mpmath's. Numbers in a formula are doubles in both.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import mpmath

DIGITS: Final = 60
"""The truth is wanted to so many digits …"""

WORKING_DIGITS: Final = 320
"""… and these suffice for the fourth difference of nudges of 1e-50 of the point."""

NUDGE: Final = mpmath.mpf(10) ** -50

NUDGE_AT_ZERO: Final = mpmath.mpf(10) ** -170
"""0 has no size of its own: functions that live on a scale of 1e-120 are met there."""

FLOATS: Final[dict[str, Any]] = {
    **{name: getattr(math, name) for name in (
        "sin", "cos", "tan", "exp", "log", "sqrt", "asin", "acos", "atan", "sinh", "cosh", "tanh",
        "asinh", "erf", "erfc", "gamma", "cbrt", "floor", "ceil", "log1p", "expm1", "pi", "inf",
    )},
    "abs": abs, "max": max, "min": min, "sum": sum, "range": range,
    "sign": lambda x: float(x > 0) - float(x < 0),
    "step": lambda x: 1.0 if x > 0 else 0.0,
}  # fmt: skip

PRECISE: Final[dict[str, Any]] = {
    **{name: getattr(mpmath, name) for name in (
        "sin", "cos", "tan", "exp", "log", "sqrt", "asin", "acos", "atan", "sinh", "cosh", "tanh",
        "asinh", "erf", "erfc", "gamma", "floor", "ceil", "log1p", "expm1", "inf",
    )},
    "abs": abs, "max": max, "min": min, "sum": sum, "range": range,
    "pi": mpmath.mpf(math.pi),
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    "sign": mpmath.sign,
    "step": lambda x: mpmath.mpf(1 if x > 0 else 0),
    "_fixed_point": lambda share, target: _fixed_point(share, target),  # noqa: PLW0108  (below)
}  # fmt: skip


def _fixed_point(share: float, target: mpmath.mpf) -> mpmath.mpf:
    """The x for which x = share·cos(x) + target, by Newton's method."""
    x = target
    for _ in range(60):
        step = (x - share * mpmath.cos(x) - target) / (1 + share * mpmath.sin(x))
        x -= step
        if abs(step) <= mpmath.eps * 4 * (abs(x) + 1):
            break
    return x


def in_floats(formula: str) -> Callable[[float], float]:
    """The formula as a person would write it: a black box of floats."""
    return eval(f"lambda a: {formula}", dict(FLOATS))  # noqa: S307  (our own formulas, no one else's)


def in_many_digits(formula: str) -> Callable[[mpmath.mpf], mpmath.mpf]:
    """The formula in mpmath's arithmetic."""
    return eval(f"lambda a: {formula}", dict(PRECISE))  # noqa: S307  (our own formulas, no one else's)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One function at one point, and what is true there.

    Attributes:
        family: Which of the ten kinds of difficulty.
        formula: What the function means; also its name.
        at: The point.
        kind: A finer kind within the family, "" where there is none.
        verdicts: The verdicts that are right; empty where any honest one is.
        side: "both", or the side on which f exists.
        has_slope: Whether there is a single finite slope.
        program: The black box, where it is not simply the formula in floats.
        noise: The size of the noise that was put on f, 0 where there is none.
    """

    family: str
    formula: str
    at: float
    kind: str = ""
    verdicts: frozenset[str] = frozenset()
    side: str = "both"
    has_slope: bool = True
    program: Callable[[float], Any] | None = field(default=None, repr=False)
    noise: float = 0.0

    @property
    def f(self) -> Callable[[float], Any]:
        """The black box."""
        return self.program or in_floats(self.formula)


def truth(case: Case, n: int = 1) -> mpmath.mpf | None:
    """The n-th derivative to 60 digits, from central (or one-sided) differences of tiny nudges."""
    with mpmath.workdps(WORKING_DIGITS if case.at else WORKING_DIGITS * (n + 1)):
        f, at = in_many_digits(case.formula), mpmath.mpf(case.at)
        h = NUDGE * abs(at) if at else NUDGE_AT_ZERO
        try:
            values = [f(at + shift * h) for shift in _shifts(n, case.side)]
        except (ArithmeticError, ValueError, TypeError):
            return None
        if any(isinstance(value, mpmath.mpc) or not mpmath.isfinite(value) for value in values):
            return None
        total = sum((-1) ** k * mpmath.binomial(n, k) * value for k, value in enumerate(values))
        return total / h**n


def _shifts(n: int, side: str) -> list[mpmath.mpf]:
    first = {"both": mpmath.mpf(n) / 2, "right": mpmath.mpf(n), "left": mpmath.mpf(0)}[side]
    return [first - k for k in range(n + 1)]


def value(case: Case) -> float:
    """The function itself at the point, for the scale of an error; NaN where there is none."""
    with mpmath.workdps(DIGITS):
        try:
            return float(in_many_digits(case.formula)(mpmath.mpf(case.at)))
        except (ArithmeticError, ValueError, TypeError):
            return math.nan
