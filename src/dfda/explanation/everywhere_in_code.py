"""Is the slope of Python code the same everywhere? What its steps prove, or what samples say."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from dfda.digits import Cell, cell, nearest_float
from dfda.exact.following import Following
from dfda.explanation.everywhere import (
    GRID,
    PAIRS,
    SlopeEverywhere,
    Witness,
    proved_slope,
    refuted,
)
from dfda.explanation.followed import contradicts, followed
from dfda.formulas import Formula
from dfda.nudges import estimate
from dfda.results import SINGLE_SLOPE, Estimate, Everywhere
from dfda.sentences import not_refuted_sentence, same_steps_sentence
from dfda.trace.captured import depends_on_input_alone

SECONDS: Final = 1.0
"""How long a Python function is sampled at the most, once the user's own points are done."""


def slope_everywhere_in_code(following: Following, points: Sequence[Fraction]) -> SlopeEverywhere:
    """The verdict for code that is followed: proved from its steps, or what samples say.

    Proved means: it was followed at all points tried, took the same steps everywhere and decided
    nothing, its code reaches nothing but functions of numbers, the rules prove one slope for the
    steps as for a formula, and no nudge contradicts it.
    """
    found, seen = sampled(following, points)
    if found.verdict is Everywhere.REFUTED:
        return found
    proved = _proved_along(following, seen)
    if proved is None:
        return found
    sentence = same_steps_sentence(proved.text)
    return SlopeEverywhere(verdict=Everywhere.PROVED, sentence=sentence, slope=proved)


def sampled(
    f: Following, points: Sequence[Fraction]
) -> tuple[SlopeEverywhere, list[tuple[Fraction, Estimate]]]:
    """What samples say about all points, and the estimates that have a slope."""
    seen: list[tuple[Fraction, Estimate]] = []
    deadline = time.monotonic() + SECONDS
    tutorial = tuple(Fraction(point) for pair in PAIRS for point in pair)
    for index, point in enumerate(dict.fromkeys((*points, *tutorial, *GRID))):
        if index >= len(points) and time.monotonic() > deadline:
            break
        found = estimate(f, point)
        if found.verdict not in SINGLE_SLOPE or found.value != found.value:
            continue
        for earlier, other in seen:
            if _apart(found, other):
                return refuted((_witness(f, earlier, other), _witness(f, point, found))), seen
        seen.append((point, found))
    verdict = SlopeEverywhere(
        verdict=Everywhere.NOT_REFUTED,
        sentence=not_refuted_sentence(_common_text(f, seen), len(seen)),
        samples=len(seen),
    )
    return verdict, seen


def _common_text(f: Following, seen: Sequence[tuple[Fraction, Estimate]]) -> str | None:
    """The slope at all points that were seen, in no more digits than they have in common."""
    if not seen:
        return None
    first = _witness(f, *seen[0]).slope
    return first.text if first.exact else seen[0][1].text


def _proved_along(following: Following, seen: Sequence[tuple[Fraction, Estimate]]) -> Cell | None:
    """The slope that the steps of code have everywhere; None where that is not certain."""
    if not seen or not depends_on_input_alone(following.f):
        return None
    floats = [nearest_float(point) for point, _ in seen]
    visits = [following.visit(x) for x in floats]
    for x in floats:
        following.confirm(x)
    alone = len(following.paths) == 1 and all(visit.path is not None for visit in visits)
    if not alone or following.trouble or not following.paths[0].is_open:
        return None
    proved = proved_slope(Formula(following.paths[0].program))
    if proved is None or any(contradicts(found, float(proved)) for _, found in seen):
        return None
    return following.brief(proved)


def _apart(one: Estimate, other: Estimate) -> bool:
    """Whether two estimates differ by far more than their bars."""
    gap = abs(one.value - other.value)
    size = max(abs(one.value), abs(other.value))
    return gap > 10 * (one.error + other.error) + 1e-9 * size


def _witness(following: Following, point: Fraction, found: Estimate) -> Witness:
    """The slope at a point: the derivative where f can be followed, otherwise the estimate."""
    slope = followed(following, point, found).slope or Cell(text=found.text, exact=False)
    return Witness(at=cell(point), slope=slope)
