"""The exact derivative of Python code, where its run can be followed and nudges do not object."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from dfda.digits import Cell, Exact, cell, exact_number, nearest_float
from dfda.exact.following import Following, Visit
from dfda.explanation.corners import Corner, slope_at
from dfda.explanation.crossings import crossing_at
from dfda.explanation.disagreement import UNSURE, lost_digits_at
from dfda.formulas import Formula
from dfda.program.program import Program
from dfda.results import Estimate, Verdict
from dfda.sentences import (
    contradicted_sentence,
    exactly_followed_sentence,
    followed_sentence,
    no_slope_followed_sentence,
    not_followed_sentence,
    without_digits_sentence,
)
from dfda.trace.path import Path

_OBJECTS: Final = frozenset(
    {Verdict.KINK, Verdict.JUMP, Verdict.VERTICAL, Verdict.EDGE, Verdict.UNDEFINED}
)
"""What nudges see where there is no derivative, whatever the path that was taken has for one."""

_FAR: Final = 1e-6
"""Relative to the slope. Rounding explains less; code that was not followed, far more."""

_LONGEST: Final = 30
"""A number with more characters is shown as Python shows it, with an exponent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What came of following a function at one point.

    slope: the derivative, exact or up to rounding; None where it is not claimed.
    sentence: the same in words, or why it is not claimed.
    path: the steps as a program; None where there is none, or where nudges contradict it.
    corner: both one-sided slopes, where a rule of the path bends or breaks.
    disagreement: how f loses its digits in floats, where that is why nudges see something else.
    """

    slope: Cell | None
    sentence: str
    path: Path | None = None
    corner: Corner | None = None
    disagreement: str = ""


def followed(following: Following, at: Fraction, found: Estimate) -> Followed:
    """Follow the function at a point, and hold what comes of it against the estimate there.

    A number that leaves the run and comes back, as in float(str(a)), looks like a constant. Nudges
    notice, and then nothing is claimed.
    """
    visit = following.visit(nearest_float(at))
    path = None if following.trouble else following.path_at(at)
    if path is None:
        return _in_floats(visit, found, following.trouble or visit.obstacle)
    told = _along(following, path, at, found, visit)
    return _in_floats(visit, found, following.trouble) if following.trouble else told


def _in_floats(visit: Visit, found: Estimate, obstacle: str) -> Followed:
    """The derivative up to rounding, for steps that are not all rules."""
    if visit.slope is None:
        return Followed(slope=None, sentence=not_followed_sentence(visit.unclaimed))
    shown = _shown(visit.slope)
    if contradicts(found, visit.slope):
        return _contradicted(shown, found)
    words = f" {without_digits_sentence(obstacle)}" if obstacle else ""
    return Followed(slope=shown, sentence=followed_sentence(shown.text) + words)


def _along(
    following: Following, path: Path, at: Fraction, found: Estimate, visit: Visit
) -> Followed:
    """The derivative from the rules of the path, in exact numbers."""
    slope, corner = _slope_along(following, path, at, visit)
    if slope is None or slope.value is None:
        return _without_slope(slope, None if path.settled else corner, path, visit)
    told = Followed(
        slope=slope, sentence=exactly_followed_sentence(slope), path=path, corner=corner
    )
    objects = contradicts(found, float(slope))
    if not objects and found.verdict not in UNSURE:
        return told
    along = _Along(following, path.program)
    lost = lost_digits_at(along, at, slope, found, contradicts=objects)
    if objects and not lost:
        return _contradicted(slope, found)
    return replace(told, disagreement=lost)


def _without_slope(slope: Cell | None, corner: Corner | None, path: Path, visit: Visit) -> Followed:
    """No derivative: known from both sides, unless only this point's own path could be told."""
    if corner is None or corner.verdict is Verdict.CANNOT_TELL:
        reason = visit.unclaimed or f"the exact derivative is {slope}"
        sentence = not_followed_sentence(reason)
    else:
        exact = all(side.exact or side.value is None for side in (corner.left, corner.right))
        sentence = no_slope_followed_sentence(visit.bends, exact=exact)
    return Followed(slope=None, sentence=sentence, path=path, corner=corner)


def _slope_along(
    following: Following, path: Path, at: Fraction, visit: Visit
) -> tuple[Cell | None, Corner | None]:
    """The slope that all rules and decisions agree on, and the corner where they bend."""
    f = Formula(path.program, short=True)
    slope, corner = slope_at(f, f.derivative, at)
    if not path.is_on_edge(at) and not (corner is None and visit.bends):
        return following.brief(slope), corner
    corner = crossing_at(following, path, at)
    one = corner is not None and corner.verdict is Verdict.CONVERGED
    return (corner.left if corner is not None and one else None), corner


@dataclass(frozen=True, slots=True)
class _Along:
    """The function as one of its paths has it, and as it is called."""

    following: Following
    program: Program

    @property
    def variable(self) -> str:
        return self.following.variable

    def at(self, number: Fraction) -> Exact:
        return self.following.at(number)

    def __call__(self, x: Any) -> Any:
        return self.following(x)


def _contradicted(shown: Cell, found: Estimate) -> Followed:
    sentence = contradicted_sentence(shown.text, estimate=found.text, verdict=str(found.verdict))
    return Followed(slope=None, sentence=sentence)


def contradicts(found: Estimate, slope: float) -> bool:
    """Whether nudges see another slope than this one, or none."""
    if found.verdict in _OBJECTS:
        return True
    if not math.isfinite(found.value):
        return False
    return abs(found.value - slope) > 10 * found.error + _FAR * abs(slope)


def _shown(slope: float) -> Cell:
    """A float in the fewest digits that tell it from its neighbours."""
    value = exact_number(slope)
    text = cell(value).text
    is_short = len(text) <= _LONGEST and "e" not in text
    return Cell(text=text if is_short else repr(slope), exact=False, value=value)
