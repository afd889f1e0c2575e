"""The error function and its complement."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dfda.rules.exponential import exp
from dfda.rules.powers import sqrt
from dfda.rules.rule import function


def _each(compute: Callable[[float], float]) -> Callable[[Any], Any]:
    """A function of the math module on scalars and arrays, rounded to the operand's kind."""

    def floats(x: Any) -> Any:
        numbers = np.asarray(x)
        flat = [compute(float(number)) for number in numbers.ravel()]
        return np.array(flat, dtype=numbers.dtype).reshape(numbers.shape)[()]

    return floats


erf = function(
    "erf",
    slope=lambda x, y: 2 / sqrt(x.named("pi")) * exp(-(x**2)),
    floats=_each(math.erf),
    known={0: 0},
    ball=lambda x: x.erf(),
    sample=(-3.0, 3.0),
    range="-1 < y < 1",
)

erfc = function(
    "erfc",
    slope=lambda x, y: -2 / sqrt(x.named("pi")) * exp(-(x**2)),
    floats=_each(math.erfc),
    known={0: 1},
    ball=lambda x: x.erfc(),
    sample=(-3.0, 3.0),
    range="0 < y < 2",
)
