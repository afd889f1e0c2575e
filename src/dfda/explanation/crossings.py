"""Points where Python code changes its path: both one-sided slopes, each from its own path."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from dfda.digits import Cell, cell, minus
from dfda.exact.following import Following
from dfda.explanation.corners import Corner, same_slope, slope_at
from dfda.formulas import Formula
from dfda.program.smooth import steps_beside
from dfda.results import Verdict
from dfda.trace.path import Path

_INFINITE: Final = {1: Cell(text="∞", exact=True), -1: Cell(text="-∞", exact=True)}


def crossing_at(following: Following, path: Path, at: Fraction) -> Corner | None:
    """The corner of code at a point where a decision of its path sits on its edge.

    To the left and to the right f is what the paths are that it takes right beside the point. None
    where no decision sits on its edge, or where what happens beside it cannot be told.
    """
    if path.settled or not path.is_on_edge(at):
        return None
    step = steps_beside(at)[-1]
    left, right = (_side(following, path, at, turn * step) for turn in (-1, 1))
    if left is None or right is None:
        return None
    return Corner(left=left, right=right, verdict=_verdict(left, right), frameworks=())


def _side(following: Following, path: Path, at: Fraction, step: Fraction) -> Cell | None:
    """The slope on one side; infinite where the path beside the point starts from another value."""
    beside = following.path_at(at + step)
    if beside is None or beside.settled:
        return None
    gap = _gap(path, beside, at)
    if gap is None:
        return None
    if gap:
        return _INFINITE[1 if (gap > 0) == (step > 0) else -1]
    f = Formula(beside.program, short=True)
    slope, corner = slope_at(f, f.derivative, at)
    slope = slope if corner is None else corner.left if step < 0 else corner.right
    return None if slope.value is None else following.brief(slope)


def _gap(path: Path, beside: Path, at: Fraction) -> Fraction | None:
    """How far a path beside a point is from f there; None where nobody can tell."""
    if beside.program == path.program:
        return Fraction(0)
    gap = minus(beside.value(at), path.value(at))
    if isinstance(gap, Fraction):
        return gap
    shown = cell(gap)
    return shown.value if shown.is_number and shown.value else None


def _verdict(left: Cell, right: Cell) -> Verdict:
    if left in _INFINITE.values() or right in _INFINITE.values():
        return Verdict.JUMP
    return Verdict.CONVERGED if same_slope(left, right) else Verdict.KINK
