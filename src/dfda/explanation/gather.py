"""Gathering the evidence: `explain`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Final, overload

from dfda.digits import (
    Blank,
    Cell,
    Exact,
    cell,
    exact_number,
    is_undefined,
    minus,
    nearest_float,
    over,
)
from dfda.effort import spend
from dfda.errors import FunctionError, InputError
from dfda.explanation.corners import Corner, corner_at
from dfda.explanation.disagreement import disagreement_at
from dfda.explanation.everywhere import sampled_slope_everywhere, slope_everywhere
from dfda.explanation.evidence import Explanation, PointExplanation
from dfda.formulas import Formula, formula
from dfda.nudges.calls import Watched, checked_function, name_of
from dfda.nudges.columns import ledger_of
from dfda.nudges.estimate import estimate
from dfda.nudges.nudge import DEFAULT_NUDGE, exact_width, ladder
from dfda.program.quotient import cancel_the_h
from dfda.results import (
    AtPoints,
    Ledger,
    Number,
    Scalar,
    Verdict,
    column_cells,
    ledger_sentence,
)
from dfda.sentences import gap_sentence, infinitesimal_sentence, notations, times_sentence

LONGEST_SHOWN: Final = 400
"""A longer derivative is cut where it is shown in a sentence."""

_CALLS: Final = 50
"""About how often an estimate calls a formula: so many units of work a step (see `effort`)."""

NO_SLOPE: Final = "no single slope"
"""What the derivative's cell says at a corner or a jump."""


@overload
def explain(f: Scalar | str, *, nudge: Number = ...) -> AtPoints[Explanation]: ...
@overload
def explain(f: Scalar | str, *points: Number, nudge: Number = ...) -> Explanation: ...
def explain(
    f: Scalar | str, *points: Number, nudge: Number = DEFAULT_NUDGE
) -> Explanation | AtPoints[Explanation]:
    """Tell and show how a nudge becomes the derivative of a function.

    For a typed formula everything is exact: the triangle in exact digits beside what floats make
    of it, the derivative, and whether the slope is the same everywhere, proved or refuted. Python
    code has columns of floats and an estimate with an error bar. Where it can be followed step by
    step its derivative is exact up to rounding; where it cannot, one sentence says why. The verdict
    about all points rests on samples, and says so.

    Args:
        f: A formula as text ("3a"), a `Formula`, or a Python function of one number.
        points: One or more finite numbers. Without any, you get a function of the points.
        nudge: The width of the nudge, not zero. Text such as "1e-30" is exact.

    Returns:
        An `Explanation`. Print it, look at it in a notebook, or take `.to_json()`.

    Raises:
        FormulaError: The text is not a formula.
        InputError: A point or nudge that cannot be used, or a formula that has no value near it.
        FunctionError: The Python function fails, or returns something that is not a number.

    Source:
        The difference quotient and its limit; forward accumulation for the exact derivative.

    Example:
        >>> import dfda
        >>> told = dfda.explain("3a", 2)
        >>> print(told.points[0].sentence)  # doctest: +NORMALIZE_WHITESPACE
        At a = 2, f is 6. Nudge a by 0.001 to 2.001: f goes up by 0.003 to 6.003.
        Height over width is 0.003 / 0.001 = 3.
        >>> told.everywhere.sentence
        'The slope is 3 everywhere (proved).'
    """
    width = exact_width(nudge)
    read = formula(f) if isinstance(f, str) else checked_function(f)
    later: AtPoints[Explanation] = partial(_explained, read, width)
    return later(*points) if points else later


def explain_without_ladders(f: Formula, *points: Number, nudge: Number) -> Explanation:
    """Explain a formula for a face that computes the slopes at smaller nudges by itself."""
    return _of_formula(f, _exact(points), exact_width(nudge), climbs=False)


def _explained(f: Scalar, nudge: Fraction, first: Number, /, *more: Number) -> Explanation:
    points = _exact((first, *more))
    if isinstance(f, Formula):
        return _of_formula(f, points, nudge)
    return _of_code(f, points, nudge)


def _exact(points: Sequence[Number]) -> tuple[Fraction, ...]:
    """The points as they are written, each of them once."""
    return tuple(dict.fromkeys(exact_number(point, name="the point") for point in points))


def _of_formula(
    f: Formula, points: tuple[Fraction, ...], nudge: Fraction, *, climbs: bool = True
) -> Explanation:
    slope = f.derivative
    return Explanation(
        f=f,
        formula=f,
        name="f",
        variable=f.variable,
        nudge=nudge,
        points=tuple(_formula_point(f, slope, point, nudge, climbs=climbs) for point in points),
        derivative=slope,
        everywhere=slope_everywhere(f, points),
        quotient=cancel_the_h(f.program),
        notations=notations(f.variable, _readable(slope.pretty)),
    )


def _readable(text: str) -> str:
    """A derivative as long as anybody reads it; the formula itself has all of it."""
    if len(text) <= LONGEST_SHOWN:
        return text
    return f"{text[: LONGEST_SHOWN // 2]} … ({len(text)} characters)"


def _formula_point(
    f: Formula, slope: Formula, at: Fraction, nudge: Fraction, *, climbs: bool
) -> PointExplanation:
    spend(_CALLS * len(f.program))
    found = estimate(f, at)
    if found.verdict is Verdict.UNDEFINED and _is_blank_around(f, at, nudge):
        raise InputError(
            f"{f.text[:60]} has no value at {f.variable} = {cell(at)} nor on either side of it",
            instead="choose a point where the formula has a value",
        )
    ledger = ledger_of(f, at, nudge)
    derivative, corner = slope_at(f, slope, at)
    known = derivative.is_number
    cells = column_cells(ledger)
    small = infinitesimal_sentence(
        cells["at"].text, before=cells["before"].text, slope=derivative.text
    )
    return PointExplanation(
        at=at,
        ledger=ledger,
        sentence=ledger_sentence(ledger, variable=f.variable),
        times=_times(ledger),
        gap=_gap(f, _limit(slope, at, corner), at, nudge) if known else "",
        infinitesimal=small if known else "",
        ladder=ladder(f, at, sign=1 if nudge > 0 else -1) if climbs else (),
        estimate=found,
        disagreement=disagreement_at(f, at, derivative, found),
        derivative=derivative,
        corner=corner,
    )


def _is_blank_around(f: Formula, at: Fraction, nudge: Fraction) -> bool:
    return all(is_undefined(f.at(at + step)) for step in (0, nudge, -nudge))


def slope_at(f: Formula, slope: Formula, at: Fraction) -> tuple[Cell, Corner | None]:
    """The exact derivative at a point, or in words why there is none; and the corner there."""
    corner = corner_at(f, slope, at)
    before = cell(f.at(at))
    if before.value is None:
        return before, corner
    if corner is None:
        return cell(slope.at(at)), None
    if corner.verdict is Verdict.CONVERGED:
        return corner.left, corner
    told = corner.verdict is not Verdict.CANNOT_TELL
    return Cell(text=NO_SLOPE if told else str(Blank.CANNOT_TELL), exact=False), corner


def _limit(slope: Formula, at: Fraction, corner: Corner | None) -> Exact:
    """The derivative at a point; at a corner the formula of the derivative need not be right."""
    if corner is None:
        return slope.at(at)
    return Blank.CANNOT_TELL if corner.left.value is None else corner.left.value


def _gap(f: Formula, limit: Exact, at: Fraction, nudge: Fraction) -> str:
    """How far the slope of this nudge is from the derivative."""
    quotient = over(minus(f.at(at + nudge), f.at(at)), nudge)
    shown = cell(quotient)
    if shown.value is None or cell(limit).value is None:
        return ""
    return gap_sentence(
        slope=shown, derivative=cell(limit), gap=cell(minus(quotient, limit)), by=cell(nudge)
    )


def _times(ledger: Ledger) -> str:
    cells = column_cells(ledger)
    if not cells["slope"].is_number:
        return ""
    return times_sentence(height=cells["height"], slope=cells["slope"], width=cells["width"])


def _of_code(f: Scalar, points: tuple[Fraction, ...], nudge: Fraction) -> Explanation:
    return Explanation(
        f=f,
        formula=None,
        name=name_of(f),
        variable="a",
        nudge=nudge,
        points=tuple(_code_point(f, point, nudge) for point in points),
        derivative=None,
        everywhere=sampled_slope_everywhere(f, points),
        quotient=None,
        notations=(),
    )


def _code_point(f: Scalar, at: Fraction, nudge: Fraction) -> PointExplanation:
    # What follows Python code takes as long to load as all the rest, and formulas do without it.
    from dfda.explanation.followed import followed

    _check_some_value(f, at, nudge)
    ledger = ledger_of(f, at, nudge)
    found = estimate(f, at)
    exact = followed(f, at, found)
    return PointExplanation(
        at=at,
        ledger=ledger,
        sentence=ledger_sentence(ledger, variable="a"),
        times=_times(ledger),
        gap="",
        infinitesimal="",
        ladder=ladder(f, at, sign=1 if nudge > 0 else -1),
        estimate=found,
        disagreement="",
        derivative=exact.slope,
        corner=None,
        followed=exact.sentence,
    )


def _check_some_value(f: Scalar, at: Fraction, nudge: Fraction) -> None:
    """Refuse a point where the user's function has no value at all, with its own reason."""
    watched = Watched(f)
    points = [nearest_float(at + step) for step in (0, nudge, -nudge)]
    if any(watched(point) == watched(point) for point in points):
        return
    trouble = watched.trouble
    reason = f": it raised {trouble}" if trouble else ""
    raise FunctionError(
        f"{name_of(f)} has no value at a = {cell(at)} nor on either side of it{reason}",
        instead="choose a point where the function returns a number",
    )
