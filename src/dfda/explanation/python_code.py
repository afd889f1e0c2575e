"""Gathering the evidence about Python code: it is followed step by step where that can be done."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TypeGuard

import numpy as np

from dfda.digits import cell, nearest_float
from dfda.errors import FunctionError
from dfda.exact.following import VARIABLE, Following
from dfda.explanation.everywhere_in_code import slope_everywhere_in_code
from dfda.explanation.evidence import Explanation, PointExplanation
from dfda.explanation.followed import Followed, followed
from dfda.explanation.told import gap, infinitesimal, limit, times
from dfda.explanation.written import SHOWN, WrittenPath, written
from dfda.formulas import Formula
from dfda.nudges.calls import Watched, name_of
from dfda.nudges.columns import ledger_of
from dfda.nudges.estimate import estimate
from dfda.nudges.nudge import Rung, ladder
from dfda.program.quotient import cancel_the_h
from dfda.results import Scalar, ledger_sentence
from dfda.sentences import notations


def explain_code(f: Scalar, points: tuple[Fraction, ...], nudge: Fraction) -> Explanation:
    """Gather the evidence about a function that is followed, or else only called."""
    following = Following(f)
    told = [_code_point(following, point, nudge) for point in points]
    if following.trouble:  # found out at a later point, perhaps: nothing that was written holds
        told = [_code_point(following, point, nudge) for point in points]
    everywhere = slope_everywhere_in_code(following, points)
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
    found = estimate(following, at)
    told = followed(following, at, found)
    known = following if told.path is not None and following.has_digits(at, nudge) else f
    ledger = following.brief_ledger(ledger_of(known, at, nudge))
    following.compare(ledger)
    slope = None if told.path is None else told.slope
    return PointExplanation(
        at=at,
        ledger=ledger,
        sentence=ledger_sentence(ledger, variable=VARIABLE),
        times=times(ledger),
        gap=_gap_along(following, told, nudge, at) if slope else "",
        infinitesimal=infinitesimal(ledger, slope) if slope else "",
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
    return gap(following.at, limit(slope, at, told.corner), at, nudge, shown=following.brief)


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
