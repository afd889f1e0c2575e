"""From an explanation to the picture that every face draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from dfda.curves import Values, one_by_one
from dfda.digits import as_float, cell, minus, nearest_float, over, rounded
from dfda.effort import spend
from dfda.explanation.evidence import Explanation, PointExplanation
from dfda.formulas import Formula
from dfda.nudges.calls import Watched
from dfda.picture import Lens, Picture, sample_lens, sample_overview
from dfda.results import Scalar, column_cells
from dfda.sentences import magnified

_LONGEST_FACTOR: Final = 9

_PER_UNIT: Final = 100
"""At so many more places one step of a formula costs one more unit of work (see `effort`)."""


def portrait(explanation: Explanation) -> Picture:
    """Sample the function around the points and under the microscope."""
    f = _patient(explanation)
    slopes = [_slope(point) for point in explanation.points]
    steepest = max((abs(slope) for slope in slopes if math.isfinite(slope)), default=math.nan)
    return Picture(
        title=explanation.title,
        verdict=explanation.everywhere.sentence,
        description="\n".join(point.sentence for point in explanation.points),
        overview=sample_overview(
            values_of(f), [nearest_float(point.at) for point in explanation.points]
        ),
        lenses=tuple(_lens(explanation, f, point, steepest) for point in explanation.points),
        variable=explanation.variable,
    )


def values_of(f: Scalar) -> Values[float]:
    """The values of a function at many places, NaN or infinite where it has none.

    A formula computes them together; Python code need not take more than one number at a time.
    """
    if isinstance(f, Formula):

        def values(places: Sequence[float]) -> list[float]:
            spend(len(f.program) * (1 + len(places) // _PER_UNIT))
            found: list[float] = f(np.array(places)).tolist()
            return found

        return values
    watched = Watched(f)
    return one_by_one(lambda x: float(watched(x)))


def _patient(explanation: Explanation) -> Scalar:
    """The function; one that loops until something holds has no value where it waits forever."""
    if not any(path.decisions for path in explanation.paths):
        return explanation.f
    from dfda.exact.following import Following  # which loads what follows code

    following = Following(explanation.f)
    for point in explanation.points:
        following.visit(nearest_float(point.at))
    return following


def _finite(value: float) -> float:
    value = float(value)
    return value if math.isfinite(value) else math.nan


def _slope(point: PointExplanation) -> float:
    return nearest_float(column_cells(point.ledger)["slope"].value)


def _lens(explanation: Explanation, f: Scalar, point: PointExplanation, steepest: float) -> Lens:
    cells = column_cells(point.ledger)
    slope, sign = _slope(point), 1 if explanation.nudge > 0 else -1
    at = nearest_float(point.at)
    return Lens(
        at=at,
        # what lies beyond all floats is not marked
        value=nearest_float(cells["before"].value) if math.isfinite(at) else math.nan,
        slope=slope,
        width=nearest_float(abs(explanation.nudge)),
        nudge_sign=sign,
        at_text=cells["at"].text,
        nudged_text=cells["nudged"].text,
        before_text=cells["before"].text,
        after_text=cells["after"].text,
        height_text=cells["height"].text,
        width_text=cells["width"].text,
        slope_text=cells["slope"].text,
        caption=magnified(magnification(explanation.nudge)),
        segments=sample_lens(
            _local(explanation, f, point.at), slope=slope, nudge_sign=sign, steepest=steepest
        ),
    )


def magnification(nudge: Fraction) -> str:
    """How many times the microscope enlarges: 1000 for a nudge of 0.001."""
    factor = cell(abs(1 / nudge))
    if factor.exact and len(factor.text) <= _LONGEST_FACTOR:
        return factor.text
    size = nearest_float(abs(1 / nudge))
    text = f"{size:.2e}" if math.isfinite(size) else rounded(abs(1 / nudge), 3)
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    if 0 <= int(exponent) < _LONGEST_FACTOR:
        return rounded(abs(1 / nudge), 3)
    return f"{mantissa}e{int(exponent)}"


def _local(explanation: Explanation, f: Scalar, at: Fraction) -> Callable[[Fraction], float]:
    """v(u) = (f(a + u|h|) - f(a)) / |h|: exact for formulas, in float64 for code."""
    width = abs(explanation.nudge)
    exact = explanation.formula
    if exact is not None:
        before = exact.at(at)
        return lambda u: as_float(over(minus(exact.at(at + u * width), before), width))
    watched = Watched(f)
    start = _finite(watched(nearest_float(at)))
    return lambda u: (
        (_finite(watched(nearest_float(at + u * width))) - start) / nearest_float(width)
    )
