"""Inverse trigonometric and inverse hyperbolic functions, and the angle of a point."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from dfda.rules.corners import relu
from dfda.rules.powers import sqrt
from dfda.rules.rule import (
    Known,
    Level,
    Notation,
    NotDefined,
    NotRational,
    applied,
    function,
    operation,
    require,
)


def _within_one(x: Any) -> Any:
    require(holds=abs(x) <= 1, fails=abs(x) > 1)
    return x


def _at_least_one(x: Any) -> Any:
    require(holds=x >= 1, fails=x < 1)
    return x


def _inside_one(x: Any) -> Any:
    require(holds=abs(x) < 1, fails=abs(x) >= 1)
    return x


def _only(point: int, low: int | None, high: int | None, *, ends: bool = True) -> Any:
    """The exact value 0 at one point, and where the function is defined at all."""

    def fraction(x: Fraction) -> Fraction:
        below = low is not None and (x < low or (not ends and x == low))
        above = high is not None and (x > high or (not ends and x == high))
        if below or above:
            raise NotDefined
        if x == point:
            return Fraction(0)
        raise NotRational

    return fraction


asin = function(
    "asin",
    slope=lambda x, y: 1 / sqrt((1 - x) * (1 + x)),
    floats=np.arcsin,
    fraction=_only(0, -1, 1),
    ball=lambda x: _within_one(x).asin(),
    sample=(-0.95, 0.95),
    latex=r"\arcsin\left({0}\right)",
    mathml=applied("arcsin"),
    hazard="restricted domain",
    where="-1 < {0} < 1",
    range="-pi/2 <= y <= pi/2",
)

acos = function(
    "acos",
    slope=lambda x, y: -1 / sqrt((1 - x) * (1 + x)),
    floats=np.arccos,
    fraction=_only(1, -1, 1),
    ball=lambda x: _within_one(x).acos(),
    sample=(-0.95, 0.95),
    latex=r"\arccos\left({0}\right)",
    mathml=applied("arccos"),
    hazard="restricted domain",
    where="-1 < {0} < 1",
    range="0 <= y <= pi",
)

atan = function(
    "atan",
    slope=lambda x, y: 1 / (1 + x**2),
    floats=np.arctan,
    known={0: 0},
    ball=lambda x: x.atan(),
    sample=(-9.0, 9.0),
    latex=r"\arctan\left({0}\right)",
    mathml=applied("arctan"),
    range="-pi/2 < y < pi/2",
)

asinh = function(
    "asinh",
    slope=lambda x, y: 1 / sqrt(x**2 + 1),
    floats=np.arcsinh,
    known={0: 0},
    ball=lambda x: x.asinh(),
    sample=(-9.0, 9.0),
    latex=r"\operatorname{{arsinh}}\left({0}\right)",
    mathml=applied("arsinh"),
)

acosh = function(
    "acosh",
    slope=lambda x, y: 1 / sqrt((x - 1) * (x + 1)),
    floats=np.arccosh,
    fraction=_only(1, 1, None),
    ball=lambda x: _at_least_one(x).acosh(),
    sample=(1.05, 9.0),
    latex=r"\operatorname{{arcosh}}\left({0}\right)",
    mathml=applied("arcosh"),
    hazard="restricted domain",
    where="{0} > 1",
    range="y >= 0",
)

atanh = function(
    "atanh",
    slope=lambda x, y: 1 / ((1 - x) * (1 + x)),
    floats=np.arctanh,
    fraction=_only(0, -1, 1, ends=False),
    ball=lambda x: _inside_one(x).atanh(),
    sample=(-0.95, 0.95),
    latex=r"\operatorname{{artanh}}\left({0}\right)",
    mathml=applied("artanh"),
    hazard="restricted domain",
    where="-1 < {0} < 1",
)


def _angle(y: Fraction, x: Fraction) -> Fraction:
    if y == 0 and x == 0:
        raise NotDefined
    if y == 0 and x > 0:
        return Fraction(0)
    raise NotRational


def _float_angle(y: Any, x: Any) -> Any:
    """No angle at the origin, and 0 has no sign: beyond -0 lies no other edge of the cut."""
    angle = np.arctan2(y + 0.0, x)
    return np.where((y == 0) & (x == 0), np.full_like(angle, np.nan), angle)[()]


def _ball_angle(y: Any, x: Any) -> Any:
    require(holds=y != 0 or x > 0 or (y == 0 and x != 0), fails=y == 0 and x == 0)
    return type(y).atan2(y, x)


def _off_the_cut(known: Known) -> str:
    """Not at the origin, and no jump from π to -π: the ray to the left is the cut."""
    y, x = known
    if y or (x is not None and x > 0):
        return ""
    if x is not None:
        return "{0} != 0"
    # an angle that stays on the cut does not jump
    return "{1} != 0" if y == 0 else "{0} != 0 or {1} > 0"


atan2 = operation(
    "atan2",
    slopes=(lambda y, x, z: x / (x**2 + y**2), lambda y, x, z: -y / (x**2 + y**2)),
    floats=_float_angle,
    fraction=_angle,
    ball=_ball_angle,
    sample=((0.1, 9.0), (0.1, 9.0)),
    notation=Notation(
        text="atan2({0}, {1})",
        latex=r"\operatorname{{atan2}}\left({0}, {1}\right)",
        level=Level.ATOM,
    ),
    hazard="jump",
    # 0 on the cut, where the angle jumps from π to -π, and nowhere else
    switch=lambda y, x: y**2 + relu(x) ** 2,
    callable_in_formulas=True,
    where=_off_the_cut,
    range="-pi < y <= pi",
)
