"""The exponential function and its inverse."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from dfda.rules.rule import Level, NotDefined, NotRational, function, require


def _log(x: Fraction) -> Fraction:
    if x <= 0:
        raise NotDefined
    if x == 1:
        return Fraction(0)
    raise NotRational


def _ball_log(x: Any) -> Any:
    require(holds=x > 0, fails=x <= 0)
    return x.log()


exp = function(
    "exp",
    slope=lambda x, y: y,
    floats=np.exp,
    known={0: 1},
    ball=lambda x: x.exp(),
    sample=(-3.0, 3.0),
    text="e^{0}",
    latex="e^{{{0}}}",
    level=Level.POWER,
    needs=Level.ATOM,
)

log = function(
    "log",
    slope=lambda x, y: 1 / x,
    floats=np.log,
    fraction=_log,
    ball=_ball_log,
    sample=(0.1, 9.0),
    hazard="logarithm",
)
