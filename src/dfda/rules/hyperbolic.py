"""Hyperbolic sine, cosine and tangent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dfda.rules.rule import Rule, function


def _rounded_once(compute: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Compute in float64 and round to the kind of the operand: float32's own is off by 2 ulp."""

    def floats(x: Any) -> Any:
        kind = np.asarray(x).dtype
        wide = compute(np.asarray(x, dtype=np.float64)).astype(kind)
        return wide[()]

    return floats


sinh = function(
    "sinh",
    slope=lambda x, y: cosh(x),
    floats=_rounded_once(np.sinh),
    known={0: 0},
    ball=lambda x: x.sinh(),
    sample=(-3.0, 3.0),
)

cosh: Rule = function(
    "cosh",
    slope=lambda x, y: sinh(x),
    floats=_rounded_once(np.cosh),
    known={0: 1},
    ball=lambda x: x.cosh(),
    sample=(-3.0, 3.0),
    range="y >= 1",
)

tanh = function(
    "tanh",
    # 1 - y*y would lose eight digits where tanh is close to 1.
    slope=lambda x, y: 1 / cosh(x) ** 2,
    floats=np.tanh,
    known={0: 0},
    ball=lambda x: x.tanh(),
    sample=(-3.0, 3.0),
    range="-1 < y < 1",
)
