"""Sine, cosine, tangent; angles in radians."""

from __future__ import annotations

from typing import Any

import numpy as np

from dfda.rules.rule import Rule, function, require


def _ball_tan(x: Any) -> Any:
    below = x.cos()
    require(holds=below != 0, fails=below == 0)
    return x.tan()


sin = function(
    "sin",
    slope=lambda x, y: cos(x),
    floats=np.sin,
    known={0: 0},
    ball=lambda x: x.sin(),
    sample=(-3.0, 3.0),
)

cos: Rule = function(
    "cos",
    slope=lambda x, y: -sin(x),
    floats=np.cos,
    known={0: 1},
    ball=lambda x: x.cos(),
    sample=(-3.0, 3.0),
)

tan = function(
    "tan",
    slope=lambda x, y: 1 / cos(x) ** 2,
    floats=np.tan,
    known={0: 0},
    ball=_ball_tan,
    sample=(-1.4, 1.4),
    hazard="division",
)
