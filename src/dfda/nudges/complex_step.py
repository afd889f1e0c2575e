"""The complex step: f(a + ih) has f′(a)·h as its imaginary part, with nothing to cancel.

It is exact to rounding where f is analytic and its code takes complex numbers (W. Squire and
G. Trapp, *SIAM Review* 40, 1998). Code that uses abs, comparisons or real parts gives nonsense in
silence, so the answer is held against a plain real nudge, and against a second, smaller step.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from dfda.errors import FunctionError
from dfda.nudges.calls import Watched, described, name_of

_STEPS: Final = (2.0**-66, 2.0**-100)
_REAL_STEP: Final = 2.0**-17
"""Near the cube root of the float grid, where a central difference is best."""

_ULPS: Final = 8.0
_AGREES: Final = 1e-4
_SAME: Final = 1e-12
_ULP: Final = 2.0**-53


class ComplexSlope(NamedTuple):
    """The slope, its bar, and whether the checks hold."""

    value: float
    error: float
    agrees: bool


def complex_slope(f: Watched, point: float, before: float, scale: float) -> ComplexSlope:
    """The slope of an analytic f, checked by a smaller step, by f itself and by a real nudge."""
    wide, narrow = (_value(f, complex(point, step * scale)) for step in _STEPS)
    slope, second = (z.imag / (s * scale) for z, s in zip((wide, narrow), _STEPS, strict=True))
    h = _REAL_STEP * scale
    h = (point + h) - point
    above, below = f.plain(point + h), f.plain(point - h)
    plain = (above - below) / h / 2
    size = max(abs(slope), abs(above - before) / h, abs(before) / scale * _AGREES)
    same = abs(slope - second) <= _SAME * size and abs(wide.real - before) <= _SAME * abs(before)
    agrees = same and abs(slope - plain) <= _AGREES * size
    error = _ULPS * _ULP * max(abs(slope), 0.0) + abs(slope - second)
    return ComplexSlope(slope, error, agrees)


def _value(f: Watched, z: complex) -> complex:
    f.calls += 1
    try:
        answer: Any = f.f(z)
    except Exception as error:
        raise _refusal(f, f"raised {described(error)}") from error
    if not isinstance(answer, (complex, np.complexfloating)):
        raise _refusal(f, f"returned a {type(answer).__name__}")
    found = complex(answer)
    return found if math.isfinite(found.real) and math.isfinite(found.imag) else complex(math.nan)


def _refusal(f: Watched, what: str) -> FunctionError:
    return FunctionError(
        f"{name_of(f.f)} does not take complex numbers: it {what}",
        instead='leave out method="complex", or write it with cmath or NumPy',
    )
