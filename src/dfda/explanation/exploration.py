"""What the explorer knows about one formula, so that it can answer while a point is dragged.

Besides the explanation: the curve and its slope in a window, and for every stop of the slider, and
every corner between them, what needs more than arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from dfda.curves import Polyline
from dfda.digits import Cell, nearest_float
from dfda.errors import InputError
from dfda.explanation.breaks import Breaks, Near, breaks_between
from dfda.explanation.corners import Corner, slope_at
from dfda.explanation.evidence import Explanation
from dfda.explanation.gather import explain_without_ladders
from dfda.explanation.portrait import values_of
from dfda.formulas import Formula, formula
from dfda.formulas.lexer import MOST_CHARACTERS
from dfda.nudges.nudge import DEFAULT_NUDGE
from dfda.picture import Overview, round_step, sample_overview
from dfda.results import Number

TUTORIAL_POINTS: Final = ("2", "5")
"""Where the tutorial looks, and so where an exploration looks unless it is told otherwise."""

STOPS: Final = 20
"""At most about how many stops the slider has."""

_GAP: Final = 1 / 300
"""Half of the gap that a curve of slopes has at a corner, in shares of the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop of the slider: what depends on the point there."""

    at: Fraction
    derivative: Cell
    corner: Corner | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """A formula with all that a page needs to explore it.

    Attributes:
        text: The formula as it was typed.
        explanation: The evidence at the first points, without ladders: a page climbs by itself.
        overview: The function in a window around these points.
        slopes: Its derivative in the same window.
        stops: What depends on the point, at round numbers from one end of the window to the other.
        breaks: The same at other numbers of the window where the formula bends or breaks.
        near: Those that are no short ratios, to a few decimals.
        more: Whether more of them were seen than are told.
    """

    text: str
    explanation: Explanation
    formula: Formula
    overview: Overview
    slopes: Overview
    stops: tuple[Stop, ...]
    breaks: tuple[Stop, ...]
    near: tuple[Near, ...]
    more: bool


def exploration(f: str | Formula, *points: Number, nudge: Number = DEFAULT_NUDGE) -> Exploration:
    """Gather what the explorer needs to know about a formula.

    Raises InputError (FormulaError for a text that is none) as `explain` does.
    """
    read = formula(f) if isinstance(f, str) else f
    explanation = explain_without_ladders(read, *(points or TUTORIAL_POINTS), nudge=nudge)
    at = [nearest_float(point.at) for point in explanation.points]
    overview = sample_overview(values_of(read), at)
    window = overview.left, overview.right
    stops = _stops(read, *window)
    found = breaks_between(read.program, *window, point=at[0])
    breaks = _told(read, found, {stop.at for stop in stops})
    corners = {stop.at for stop in (*stops, *breaks) if stop.corner is not None}
    near = tuple(one for one in found.near if one.at not in corners)
    slopes = sample_overview(values_of(read.derivative), at, window=window)
    return Exploration(
        text=f if isinstance(f, str) else read.text,
        explanation=explanation,
        formula=read,
        overview=overview,
        slopes=replace(slopes, segments=_interrupted(slopes, [*stops, *breaks], near)),
        stops=tuple(stops),
        breaks=tuple(breaks),
        near=near,
        more=found.more,
    )


def typed(explanation: Explanation) -> str:
    """The formula that is explored for an explanation, as it can be typed.

    Of Python code it is what its steps compute, if they are the same at all points and decide
    nothing. Constants stand in it as the fractions that they are.

    Raises:
        InputError: The code cannot be written as one formula that can be typed.
    """
    f = explanation.written
    if f is None:
        raise InputError(
            f"the explorer needs a formula, and {explanation.name} has none: {_why(explanation)}",
            instead="type a formula, or save a figure as .svg, .png or .pdf",
        )
    text = Formula(f.program).text
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"the formula of {explanation.name} has {len(text)} characters, and the explorer takes "
            f"at most {MOST_CHARACTERS:,}",
            instead="explore a part of the function",
        )
    return text


def _why(explanation: Explanation) -> str:
    """Why Python code is no formula."""
    if not explanation.paths:
        return explanation.points[0].followed.rstrip(".")
    if len(explanation.paths) > 1:
        return "it takes different steps at different points"
    return explanation.paths[0].sentence.rstrip(".")


def _stops(f: Formula, left: float, right: float) -> list[Stop]:
    """The multiples of a round step inside the window."""
    step = round_step(Fraction(right) - Fraction(left), STOPS)
    first, last = math.ceil(Fraction(left) / step), math.floor(Fraction(right) / step)
    slope = f.derivative
    return [_stop(f, slope, number * step) for number in range(first, last + 1)]


def _told(f: Formula, found: Breaks, known: set[Fraction]) -> list[Stop]:
    """What depends on the point at the corners that are no stops."""
    slope = f.derivative
    stops = (_stop(f, slope, at) for at in found.exact if at not in known)
    return [stop for stop in stops if stop.corner is not None]


def _stop(f: Formula, slope: Formula, at: Fraction) -> Stop:
    derivative, corner = slope_at(f, slope, at)
    return Stop(at=at, derivative=derivative, corner=corner)


def _interrupted(
    slopes: Overview, stops: Sequence[Stop], near: Sequence[Near]
) -> tuple[Polyline, ...]:
    """The lines of the derivative, open where there is no single slope: step(a) has none at 0."""
    corners = [stop for stop in stops if stop.corner is not None]
    gaps = [stop.at for stop in corners if stop.derivative.value is None] + [one.at for one in near]
    half = _GAP * (slopes.right - slopes.left)
    lines = list(slopes.segments)
    for gap in map(nearest_float, gaps):
        lines = [part for line in lines for part in _opened(line, gap - half, gap + half)]
    return tuple(lines)


def _opened(line: Polyline, left: float, right: float) -> list[Polyline]:
    """What is left of a line without what lies between two places."""
    xs, ys = zip(*line, strict=True)
    ends = [((x, float(np.interp(x, xs, ys))),) * (xs[0] < x < xs[-1]) for x in (left, right)]
    before = (*(place for place in line if place[0] <= left), *ends[0])
    after = (*ends[1], *(place for place in line if place[0] >= right))
    return [part for part in (before, after) if len(part) > 1]
