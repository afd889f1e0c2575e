"""How wide a nudge may be: the widest one at which f still looks smooth, and the rungs below it.

A wide nudge drowns noise, a narrow one avoids curvature. The widest useful one lies where curvature
moves the slope by about a tenth; this widens by what the levels show, and bisects where that fails
(after the adaptive step of H.-J. M. Shi, Y. Xie, M. Q. Xuan and J. Nocedal, *SIAM J. Sci. Comput.*
44, 2022, who balance the two errors in the same way for a single difference).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from dfda.nudges.sampler import Level, Sampler

WIDEST_STEP: Final = 4096.0
GOAL: Final = 0.1
BENDS: Final = 0.02
CHANGES: Final = 0.25
WORTH: Final = 2.0
CLOSE: Final = 3.0
TRIES: Final = 7
ENOUGH: Final = 4.0
DROWNS: Final = 8.0
AGAINST_NOISE: Final = 8.0


class Reach(NamedTuple):
    """The widest level at which f looks as it does near the point, and one at which it does not."""

    good: Level
    bad: Level | None


def widest(sampler: Sampler, levels: Sequence[Level], ceiling: float, noise: float) -> Reach:
    """Widen from the narrowest of some levels, by way of those above it that look alike."""
    good, below, bad = _known(levels, noise)
    ceiling = min(ceiling, bad.h) if bad else ceiling
    unit = max(sampler.unit, noise / 2 / abs(sampler.before)) if sampler.before else sampler.unit
    for _ in range(TRIES):
        if not sampler.affords(8):
            break
        if good.steepest == 0.0 and bad is None:
            # What moves only farther away is another part of f, or rounding on the way to f.
            break
        factor = _factor(good, below, noise, unit)
        if factor < WORTH:
            break
        h = good.h * factor
        if h > 0.7 * ceiling:
            if ceiling < CLOSE * good.h:
                break
            h = math.sqrt(good.h * ceiling)
        level = sampler.at_width(h)
        if level is None:
            break
        if is_alike(level, good, noise):
            good, below = level, good
        else:
            ceiling, bad = level.h, level
    return Reach(good, bad)


def _known(levels: Sequence[Level], noise: float) -> tuple[Level, Level, Level | None]:
    """Of known levels from wide to narrow: the widest good one, the one below it, the first bad."""
    good = below = levels[-1]
    for level in reversed(levels[:-1]):
        if not is_alike(level, good, noise):
            return good, below, level
        good, below = level, good
    return good, below, None


def _factor(good: Level, below: Level, noise: float, unit: float) -> float:
    """By how much to widen, so that curvature comes to a tenth of the slope."""
    blur = max(noise, good.floor) / good.h
    if blur < ENOUGH * unit * abs(good.slope):
        return 1.0
    seen = max(abs(good.slope - below.slope) - 2 * max(noise, below.floor) / below.h, blur)
    goal = GOAL * max(abs(good.slope), BENDS * good.steepest)
    if seen == 0.0 or goal == 0.0:
        return WIDEST_STEP
    factor = min(math.sqrt(goal / seen), WIDEST_STEP)
    return max(factor, AGAINST_NOISE) if seen <= 2.0 * blur and goal < DROWNS * blur else factor


def is_alike(level: Level, good: Level, noise: float, changes: float = CHANGES) -> bool:
    """Whether a wider level shows the same smooth f: the slope, the bend and the size of f.

    `changes` is the share by which curvature may change the slope.
    """
    if not level.whole:
        return False
    blur = 4.0 * max(noise, good.floor) / good.h
    if abs(level.slope - good.slope) > changes * max(abs(good.slope), BENDS * good.steepest) + blur:
        return False
    ratio = level.h / good.h
    # Where f grows faster than the nudge, so does what rounding does to it; but not beside noise.
    if level.floor > good.floor * ratio and level.floor > noise:
        return False
    expected = good.bend * ratio
    slack = 0.5 * abs(expected) + blur * ratio + BENDS * abs(level.slope)
    if abs(level.bend - expected) > slack:
        return False
    return level.steepest * ratio >= 0.3 * (good.steepest - blur)
