"""Hyperbolic sine, cosine and tangent."""

from __future__ import annotations

import numpy as np

from dfda.rules.rule import Rule, function

sinh = function(
    "sinh",
    slope=lambda x, y: cosh(x),
    floats=np.sinh,
    known={0: 0},
    ball=lambda x: x.sinh(),
    sample=(-3.0, 3.0),
)

cosh: Rule = function(
    "cosh",
    slope=lambda x, y: sinh(x),
    floats=np.cosh,
    known={0: 1},
    ball=lambda x: x.cosh(),
    sample=(-3.0, 3.0),
)

tanh = function(
    "tanh",
    # 1 - y*y would lose eight digits where tanh is close to 1.
    slope=lambda x, y: 1 / cosh(x) ** 2,
    floats=np.tanh,
    known={0: 0},
    ball=lambda x: x.tanh(),
    sample=(-3.0, 3.0),
)
