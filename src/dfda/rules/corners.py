"""Functions that bend or jump: |x|, sign, step, relu, floor, ceil, min, max.

`switch` is the expression whose zero is the corner. There the slope below is only a convention
(0 for |x|, the mean of both slopes for min and max), never reported as the derivative.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from dfda.rules.rule import Notation, Rule, function, operation, require


def _sign(x: Fraction) -> Fraction:
    return Fraction((x > 0) - (x < 0))


def _ball_sign(x: Any) -> Any:
    require(holds=x > 0 or x < 0 or x == 0, fails=False)
    return x.sgn()


def _ball_step(x: Any) -> Any:
    turn = _ball_sign(x)
    return (turn + abs(turn)) / 2


def _whole(compute: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A whole number that a ball rounds to, where all of the ball rounds to the same."""

    def ball(x: Any) -> Any:
        rounded = compute(x)
        require(holds=rounded.is_exact(), fails=False)
        return rounded

    return ball


def _pair(name: str) -> Notation:
    return Notation(text=f"{name}({{0}}, {{1}})", latex=rf"\{name}\left({{0}}, {{1}}\right)")


abs_ = function(
    "abs",
    slope=lambda x, y: sign(x),
    floats=np.abs,
    fraction=abs,
    ball=abs,
    sample=(-9.0, 9.0),
    text="|{0}|",
    latex=r"\left|{0}\right|",
    mathml='<mrow><mo form="prefix">|</mo>{0}<mo form="postfix">|</mo></mrow>',
    hazard="kink",
    switch=lambda x: x,
    branch=lambda side, x: x if side >= 0 else -x,
    where="{0} != 0",
    range="y >= 0",
)

sign: Rule = function(
    "sign",
    slope=lambda x, y: 0,
    floats=np.sign,
    fraction=_sign,
    ball=_ball_sign,
    sample=(-9.0, 9.0),
    hazard="jump",
    switch=lambda x: x,
    branch=lambda side, x: x.constant(side),
    where="{0} != 0",
    range="y == -1 or y == 0 or y == 1",
)

step = function(
    "step",
    slope=lambda x, y: 0,
    floats=lambda x: np.heaviside(x, np.zeros_like(x)),
    fraction=lambda x: Fraction(int(x > 0)),
    ball=_ball_step,
    sample=(-9.0, 9.0),
    hazard="jump",
    switch=lambda x: x,
    branch=lambda side, x: x.constant(int(side > 0)),
    where="{0} != 0",
    range="y == 0 or y == 1",
)

relu = function(
    "relu",
    slope=lambda x, y: step(x),
    floats=lambda x: np.maximum(x, np.zeros_like(x)),
    fraction=lambda x: max(x, Fraction(0)),
    ball=lambda x: x.max(x * 0),
    sample=(-9.0, 9.0),
    hazard="kink",
    switch=lambda x: x,
    branch=lambda side, x: x if side > 0 else x.constant(0),
    where="{0} != 0",
    range="y >= 0",
)

floor: Rule = function(
    "floor",
    slope=lambda x, y: 0,
    floats=np.floor,
    fraction=lambda x: Fraction(math.floor(x)),
    ball=_whole(lambda x: x.floor()),
    sample=(-9.0, 9.0),
    latex=r"\left\lfloor {0} \right\rfloor",
    mathml="<mrow><mo>⌊</mo>{0}<mo>⌋</mo></mrow>",
    hazard="jump",
    switch=lambda x: x - floor(x),
    where="{0} != floor({0})",
    range="y == floor(y)",
)

ceil: Rule = function(
    "ceil",
    slope=lambda x, y: 0,
    floats=np.ceil,
    fraction=lambda x: Fraction(math.ceil(x)),
    ball=_whole(lambda x: x.ceil()),
    sample=(-9.0, 9.0),
    latex=r"\left\lceil {0} \right\rceil",
    mathml="<mrow><mo>⌈</mo>{0}<mo>⌉</mo></mrow>",
    hazard="jump",
    switch=lambda x: ceil(x) - x,
    where="{0} != ceil({0})",
    range="y == ceil(y)",
)

minimum = operation(
    "min",
    slopes=(lambda x, w, y: (1 - sign(x - w)) / 2, lambda x, w, y: (1 + sign(x - w)) / 2),
    floats=np.minimum,
    fraction=min,
    ball=lambda x, w: x.min(w),
    sample=((-9.0, 9.0), (-9.0, 9.0)),
    notation=_pair("min"),
    hazard="kink",
    switch=lambda x, w: x - w,
    callable_in_formulas=True,
    branch=lambda side, x, w: w if side > 0 else x,
    where="{0} != {1}",
)

maximum = operation(
    "max",
    slopes=(lambda x, w, y: (1 + sign(x - w)) / 2, lambda x, w, y: (1 - sign(x - w)) / 2),
    floats=np.maximum,
    fraction=max,
    ball=lambda x, w: x.max(w),
    sample=((-9.0, 9.0), (-9.0, 9.0)),
    notation=_pair("max"),
    hazard="kink",
    switch=lambda x, w: x - w,
    callable_in_formulas=True,
    branch=lambda side, x, w: x if side >= 0 else w,
    where="{0} != {1}",
)
