"""Gathering the evidence: `explain`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Final, TypeGuard, overload

import numpy as np

from dfda.digits import Blank, Cell, Exact, cell, exact_number, minus, nearest_float, over
from dfda.errors import FunctionError, InputError
from dfda.exact.following import VARIABLE, Following
from dfda.explanation.corners import Corner, slope_at
from dfda.explanation.disagreement import disagreement_at
from dfda.explanation.everywhere import followed_slope_everywhere, slope_everywhere
from dfda.explanation.evidence import Explanation, PointExplanation
from dfda.explanation.followed import Followed, followed
from dfda.explanation.written import SHOWN, WrittenPath, written
from dfda.formulas import Formula, formula
from dfda.nudges.calls import Watched, checked_function, name_of
from dfda.nudges.columns import ledger_of
from dfda.nudges.estimate import estimate
from dfda.nudges.nudge import DEFAULT_NUDGE, Rung, exact_width, ladder
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
    code is followed step by step, and has the same where every step is one that formulas know: each
    point along the path that the code took there. From a path that depends on a decision nothing is
    proved about other points. Other code has columns of floats, an estimate with an error bar, and
    one sentence that says why.

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
        >>> def bent(a):
        ...     return a**2 if a > 1 else 3 * a
        >>> code = dfda.explain(bent, 2, 0)
        >>> for point in code.points:
        ...     print(point.derivative, point.path.formula, point.path.decisions)
        4 a^2 ('a > 1',)
        3 3a ('a ≤ 1',)
    """
    width = exact_width(nudge)
    read = formula(f) if isinstance(f, str) else checked_function(f)
    later: AtPoints[Explanation] = partial(_explained, read, width)
    return later(*points) if points else later


def _explained(f: Scalar, nudge: Fraction, first: Number, /, *more: Number) -> Explanation:
    numbers = (exact_number(point, name="the point") for point in (first, *more))
    points = tuple(dict.fromkeys(numbers))
    if isinstance(f, Formula):
        return _of_formula(f, points, nudge)
    return _of_code(f, points, nudge)


def _of_formula(f: Formula, points: tuple[Fraction, ...], nudge: Fraction) -> Explanation:
    slope = f.derivative
    return Explanation(
        f=f,
        formula=f,
        name="f",
        variable=f.variable,
        nudge=nudge,
        points=tuple(_formula_point(f, slope, point, nudge) for point in points),
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


def _formula_point(f: Formula, slope: Formula, at: Fraction, nudge: Fraction) -> PointExplanation:
    found = estimate(f, at)
    if found.verdict is Verdict.UNDEFINED and _is_blank_around(f, at, nudge):
        raise InputError(
            f"{f.text[:60]} has no value at {f.variable} = {cell(at)} nor on either side of it",
            instead="choose a point where the formula has a value",
        )
    ledger = ledger_of(f, at, nudge)
    derivative, corner = slope_at(f, slope, at)
    known = derivative.is_number
    return PointExplanation(
        at=at,
        ledger=ledger,
        sentence=ledger_sentence(ledger, variable=f.variable),
        times=_times(ledger),
        gap=_gap(f.at, _limit(slope, at, corner), at, nudge) if known else "",
        infinitesimal=_infinitesimal(ledger, derivative) if known else "",
        ladder=ladder(f, at, sign=1 if nudge > 0 else -1),
        estimate=found,
        disagreement=disagreement_at(f, at, derivative, found),
        derivative=derivative,
        corner=corner,
    )


def _is_blank_around(f: Formula, at: Fraction, nudge: Fraction) -> bool:
    values = [cell(f.at(at + step)).text for step in (0, nudge, -nudge)]
    return all(value == Blank.UNDEFINED for value in values)


def _limit(slope: Formula, at: Fraction, corner: Corner | None) -> Exact:
    """The derivative at a point; at a corner the formula of the derivative need not be right."""
    if corner is None:
        return slope.at(at)
    return Blank.CANNOT_TELL if corner.left.value is None else corner.left.value


def _infinitesimal(ledger: Ledger, slope: Cell) -> str:
    cells = column_cells(ledger)
    return infinitesimal_sentence(cells["at"].text, before=cells["before"].text, slope=slope.text)


def _gap(
    value: Callable[[Fraction], Exact],
    limit: Exact,
    at: Fraction,
    nudge: Fraction,
    *,
    shown: Callable[[Cell], Cell] = lambda number: number,
) -> str:
    """How far the slope of this nudge is from the derivative."""
    quotient = over(minus(value(at + nudge), value(at)), nudge)
    slope, derivative = shown(cell(quotient)), shown(cell(limit))
    if slope.value is None or derivative.value is None:
        return ""
    gap = shown(cell(minus(quotient, limit)))
    return gap_sentence(slope=slope, derivative=derivative, gap=gap, by=cell(nudge))


def _times(ledger: Ledger) -> str:
    cells = column_cells(ledger)
    if not cells["slope"].is_number:
        return ""
    return times_sentence(height=cells["height"], slope=cells["slope"], width=cells["width"])


def _of_code(f: Scalar, points: tuple[Fraction, ...], nudge: Fraction) -> Explanation:
    following = Following(f)
    told = [_code_point(following, point, nudge) for point in points]
    if following.trouble:  # found out at a later point, perhaps: nothing that was written holds
        told = [_code_point(following, point, nudge) for point in points]
    everywhere = followed_slope_everywhere(following, points)
    path = _only_path(told)
    slope = None if path is None else path.derivative
    return Explanation(
        f=f,
        formula=None,
        name=name_of(f),
        variable=VARIABLE,
        nudge=nudge,
        points=tuple(told),
        derivative=slope,
        everywhere=everywhere,
        quotient=None if path is None else cancel_the_h(path.formula.program, short=True),
        notations=notations(VARIABLE, slope.pretty) if _is_short(slope) else (),
    )


def _is_short(slope: Formula | None) -> TypeGuard[Formula]:
    return slope is not None and len(slope.pretty) <= SHOWN


def _only_path(told: list[PointExplanation]) -> WrittenPath | None:
    """The path that is all of the function, as far as it was followed: one that decides nothing."""
    path = told[0].path
    if path is None or path.decisions or any(one.path != path for one in told):
        return None
    return path


def _code_point(following: Following, at: Fraction, nudge: Fraction) -> PointExplanation:
    f = following.f
    _check_some_value(f, at, nudge)
    following.check(at, nudge)
    found = estimate(f, at)
    told = followed(following, at, found)
    known = following if told.path is not None and following.has_digits(at, nudge) else f
    ledger = following.brief_ledger(ledger_of(known, at, nudge))
    following.compare(ledger)
    slope = None if told.path is None else told.slope
    return PointExplanation(
        at=at,
        ledger=ledger,
        sentence=ledger_sentence(ledger, variable=VARIABLE),
        times=_times(ledger),
        gap=_gap_along(following, told, nudge, at) if slope else "",
        infinitesimal=_infinitesimal(ledger, slope) if slope else "",
        ladder=_brief_ladder(following, ladder(known, at, sign=1 if nudge > 0 else -1)),
        estimate=found,
        disagreement=told.disagreement,
        derivative=told.slope,
        corner=told.corner,
        followed=told.sentence,
        path=None if told.path is None else written(told.path, name_of(f)),
    )


def _brief_ladder(following: Following, rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    return tuple(
        replace(rung, exact=None if rung.exact is None else following.brief(rung.exact))
        for rung in rungs
    )


def _gap_along(following: Following, told: Followed, nudge: Fraction, at: Fraction) -> str:
    if told.path is None:
        return ""
    slope = Formula(told.path.program).derivative
    return _gap(following.at, _limit(slope, at, told.corner), at, nudge, shown=following.brief)


def _check_some_value(f: Scalar, at: Fraction, nudge: Fraction) -> None:
    """Refuse a point where the user's function has no value at all, with its own reason."""
    watched = Watched(f)
    points = [nearest_float(at + step) for step in (0, nudge, -nudge)]
    if not all(np.isnan(watched(point)) for point in points):
        return
    trouble = watched.trouble
    reason = f": it raised {trouble}" if trouble else ""
    raise FunctionError(
        f"{name_of(f)} has no value at a = {cell(at)} nor on either side of it{reason}",
        instead="choose a point where the function returns a number",
    )
