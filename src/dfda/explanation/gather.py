"""Gathering the evidence: `explain`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Final, overload

from dfda.digits import cell, exact_number, is_undefined
from dfda.effort import spend
from dfda.errors import InputError
from dfda.explanation.corners import slope_at
from dfda.explanation.disagreement import disagreement_at
from dfda.explanation.everywhere import slope_everywhere
from dfda.explanation.evidence import Explanation, PointExplanation
from dfda.explanation.told import gap, infinitesimal, limit, times
from dfda.formulas import Formula, formula
from dfda.nudges.calls import checked_function
from dfda.nudges.columns import ledger_of
from dfda.nudges.estimate import estimate
from dfda.nudges.nudge import DEFAULT_NUDGE, exact_width, ladder
from dfda.program.quotient import cancel_the_h
from dfda.results import AtPoints, Number, Scalar, Verdict, ledger_sentence
from dfda.sentences import notations

LONGEST_SHOWN: Final = 400
"""A longer derivative is cut where it is shown in a sentence."""

_CALLS: Final = 50
"""About how often an estimate calls a formula: so many units of work a step (see `effort`)."""


class BlankError(InputError):
    """A formula has no value at a point, nor on either side of it; elsewhere it may have one."""


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


def explain_without_ladders(f: Formula, *points: Number, nudge: Number) -> Explanation:
    """Explain a formula for a face that computes the slopes at smaller nudges by itself."""
    return _of_formula(f, _exact(points), exact_width(nudge), climbs=False)


def _explained(f: Scalar, nudge: Fraction, first: Number, /, *more: Number) -> Explanation:
    points = _exact((first, *more))
    if isinstance(f, Formula):
        return _of_formula(f, points, nudge)
    # What follows Python code takes as long to load as all the rest, and formulas do without it.
    from dfda.explanation.python_code import explain_code

    return explain_code(f, points, nudge)


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
        raise BlankError(
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
        times=times(ledger),
        gap=gap(f.at, limit(slope, at, corner), at, nudge) if known else "",
        infinitesimal=infinitesimal(ledger, derivative) if known else "",
        ladder=ladder(f, at, sign=1 if nudge > 0 else -1) if climbs else (),
        estimate=found,
        disagreement=disagreement_at(f, at, derivative, found),
        derivative=derivative,
        corner=corner,
    )


def _is_blank_around(f: Formula, at: Fraction, nudge: Fraction) -> bool:
    return all(is_undefined(f.at(at + step)) for step in (0, nudge, -nudge))
