"""Sine, cosine, tangent and their reciprocals; angles in radians."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from dfda.rules.rule import NotDefined, NotRational, Rule, function, require


def _ball_tan(x: Any) -> Any:
    below = x.cos()
    require(holds=below != 0, fails=below == 0)
    return x.tan()


def _over(below: Callable[[Any], Any], above: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The quotient of two balls; undefined where the lower one is 0."""

    def ball(x: Any) -> Any:
        divisor = below(x)
        require(holds=divisor != 0, fails=divisor == 0)
        return above(x) / divisor

    return ball


def _nowhere(point: int) -> Callable[[Fraction], Fraction]:
    """Undefined at one fraction, irrational at all others."""

    def fraction(x: Fraction) -> Fraction:
        raise NotDefined if x == point else NotRational

    return fraction


sin = function(
    "sin",
    slope=lambda x, y: cos(x),
    floats=np.sin,
    known={0: 0},
    ball=lambda x: x.sin(),
    sample=(-3.0, 3.0),
    range="-1 <= y <= 1",
)

cos: Rule = function(
    "cos",
    slope=lambda x, y: -sin(x),
    floats=np.cos,
    known={0: 1},
    ball=lambda x: x.cos(),
    sample=(-3.0, 3.0),
    range="-1 <= y <= 1",
)

tan = function(
    "tan",
    slope=lambda x, y: 1 / cos(x) ** 2,
    floats=np.tan,
    known={0: 0},
    ball=_ball_tan,
    sample=(-1.4, 1.4),
    hazard="division",
    where="cos({0}) != 0",
)

sec: Rule = function(
    "sec",
    slope=lambda x, y: y * tan(x),
    floats=lambda x: 1 / np.cos(x),
    known={0: 1},
    ball=_over(lambda x: x.cos(), lambda x: x * 0 + 1),
    sample=(-1.4, 1.4),
    hazard="division",
    where="cos({0}) != 0",
    range="y <= -1 or y >= 1",
)

csc: Rule = function(
    "csc",
    slope=lambda x, y: -y * cot(x),
    floats=lambda x: 1 / np.sin(x),
    fraction=_nowhere(0),
    ball=_over(lambda x: x.sin(), lambda x: x * 0 + 1),
    sample=(0.1, 3.0),
    hazard="division",
    where="sin({0}) != 0",
    range="y <= -1 or y >= 1",
)

cot: Rule = function(
    "cot",
    slope=lambda x, y: -1 / sin(x) ** 2,
    floats=lambda x: 1 / np.tan(x),
    fraction=_nowhere(0),
    ball=_over(lambda x: x.sin(), lambda x: x.cos()),
    sample=(0.1, 3.0),
    hazard="division",
    where="sin({0}) != 0",
)
