"""The cases whose black box is a formula, asked about at many points at once.

Around each case's point stand so many others that the array is looked at as large ones are: a
sample of it chooses the widths. The truth is worked out at the case's own point and a few others.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import numpy as np

import dfda
from dfda.nudges.points import MANY
from estimate_suite.language import Case, in_floats, truth
from estimate_suite.score import Answer, Outcome, judged

ASKED: Final = 4
SPREAD: Final = (1e-3, 0.3)
"""The points lie within this share of the case's own, either closely or far apart."""

ARRAYS: Final[dict[str, Any]] = {
    **{name: getattr(np, name) for name in (
        "sin", "cos", "tan", "exp", "log", "sqrt", "sinh", "cosh", "tanh", "floor", "ceil",
        "log1p", "expm1", "cbrt", "sign",
    )},
    "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "asinh": np.arcsinh, "abs": np.abs,
    **{name: np.vectorize(getattr(math, name), otypes=[float]) for name in (
        "erf", "erfc", "gamma",
    )},
    "max": np.maximum, "min": np.minimum, "pi": math.pi, "inf": math.inf,
    "step": lambda x: np.where(x > 0, 1.0, 0.0),
}  # fmt: skip


def in_arrays(formula: str) -> Callable[[Any], Any]:
    """The formula as a function of arrays."""
    code = eval(f"lambda a: {formula}", ARRAYS)  # noqa: S307  (our own formulas, no one else's)
    return lambda a: np.broadcast_to(np.asarray(code(a), dtype=float), a.shape)


def suited(cases: Iterable[Case]) -> Iterator[Case]:
    """The cases whose points around them have slopes too."""
    for case in cases:
        if case.program is None and case.has_slope and case.side == "both" and case.at:
            yield case


def outcomes(case: Case, rng: np.random.Generator) -> tuple[list[Outcome], int]:
    """Some of the points around a case judged, and how many of all were looked at alone."""
    spread = rng.choice(SPREAD)
    x = case.at * (1 + spread * rng.uniform(-1, 1, MANY))
    x[0] = case.at
    found = dfda.estimate(in_arrays(case.formula), x, vectorized=True)
    asked = []
    for index in [0, *rng.integers(1, MANY, ASKED)]:
        at = float(x[index])
        here = dataclasses.replace(case, at=at)
        exact = truth(here)
        if exact is None:
            continue
        answer = Answer(
            value=float(found.value[index]),
            error=float(found.error[index]),
            verdict=str(found.verdict[index]),
            evaluations=round(found.evaluations / MANY),
        )
        asked.append(judged(here, exact, in_floats(case.formula)(at), answer))
    return asked, found.alone
