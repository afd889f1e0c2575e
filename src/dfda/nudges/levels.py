"""Shrinking nudges to both sides of a point, and how much of what they see is noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from dfda.nudges.calls import Watched

FINEST: Final = 44
"""The nudges shrink by factors of 4 from a quarter of the point's scale to 2**-44 of it."""

TAIL: Final = 5
"""How many of the smallest clear nudges a verdict rests on."""

ULP: Final = 2.0**-53
"""Half a unit in the last place, as a share of a float64."""

_LEVELS: Final = range(2, FINEST + 1, 2)
_STILL: Final = 3.0
"""A second difference that grows less than this per level does not shrink with the nudge."""

_SETTLED: Final = 0.02
"""A slope is read only where noise may move it by at most this share."""

_ROUNDING: Final = 8
"""Rounding moves f by at most about so many units in the last place."""

_SEVERAL: Final = 2
_FAR: Final = 3
_STEADY: Final = 0.85
_STEP: Final = 1e-6

_LEAST_JUMP: Final = 2.0**20
"""A gap of fewer units in the last place may be rounding inside of f."""


@dataclass(frozen=True, slots=True)
class Level:
    """One nudge to both sides: its width and the slope on either side, NaN where f is missing.

    `size` is the largest |f| that was seen, `jitter` how far f strays from a smooth function.
    """

    h: float
    left: float
    right: float
    size: float
    jitter: float = 0.0

    def side(self, name: str) -> float:
        """The slope on one side, or the mean of both ("middle")."""
        return float(getattr(self, name))

    @property
    def noise(self) -> float:
        """How far rounding, or the noise of f itself, may move a slope at this level."""
        return max(4 * ULP * self.size, 3 * self.jitter) / self.h

    @property
    def middle(self) -> float:
        """The slope of the symmetric nudge."""
        return (self.left + self.right) / 2

    @property
    def bend(self) -> float:
        """How much steeper the right side is."""
        return self.right - self.left

    @property
    def gap(self) -> float:
        """The second difference |f(a+h) - 2f(a) + f(a-h)|, what a jump leaves behind."""
        return abs(self.bend) * self.h

    @property
    def largest(self) -> float:
        """The larger of the two slopes, without its sign."""
        return max(abs(self.left), abs(self.right))

    def is_clear(self, side: str = "middle") -> bool:
        """Whether the slope stands out from the noise."""
        value = self.side(side)
        largest = self.largest if side == "middle" else abs(value)
        return math.isfinite(value) and largest > 0 and self.noise <= _SETTLED * largest


def scan(f: Watched, point: float, before: float) -> list[Level]:
    """Slopes on both sides for nudges of falling width, each divided by the step really made."""
    scale = 1.40625 * 2.0 ** math.floor(math.log2(abs(point))) if point else 1.40625
    levels = []
    for k in _LEVELS:
        h = math.ldexp(scale, -k)
        above, below = point + h, point - h
        if point in (above, below):
            break
        after, earlier = float(f(above)), float(f(below))
        with np.errstate(all="ignore"):
            right = (after - before) / (above - point)
            left = (before - earlier) / (point - below)
        sizes = [abs(value) for value in (before, after, earlier) if math.isfinite(value)]
        levels.append(Level(h, left, right, max(sizes)))
    return with_jitter(levels, max(_jitter(levels), _unmoved(levels), _steps(levels)))


def with_jitter(levels: Sequence[Level], jitter: float) -> list[Level]:
    """The levels with at least so much noise in f."""
    return [replace(level, jitter=max(level.jitter, jitter)) for level in levels]


def _jitter(levels: Sequence[Level]) -> float:
    """The noise of f, read off its second differences at the smallest nudges.

    f(a+h) - 2f(a) + f(a-h) shrinks at least 4-fold from level to level while f is smooth or has a
    kink; where it stops shrinking it is noise (after Moré & Wild, *Estimating computational noise*,
    SIAM J. Sci. Comput. 33, 2011). A steady fall is the mark of a root, a steady size that of a
    jump: neither is noise.
    """
    if not all(math.isfinite(level.gap) for level in levels):
        return 0.0
    run: list[float] = []
    for level in reversed(levels):
        gap = max(level.gap, ULP * level.size)
        if run and gap > _STILL * max(run):
            break
        run += [gap] if level.largest > 0 else []
    if not run or is_lasting(run[:TAIL], levels):
        return 0.0
    return 0.0 if is_steady(run[:TAIL], least=1.5, most=_STILL) else max(run)


def _unmoved(levels: Sequence[Level]) -> float:
    """The steps of an f that stays put at small nudges although wider ones say that it moves.

    One wide nudge alone may have met a jump far away.
    """
    steps, slope = [0.0], 0.0
    if sum(level.largest > 0 for level in levels) < _SEVERAL:
        return 0.0
    for level in levels:
        slope = level.largest if level.largest > 0 else slope
        expected = slope * level.h if level.largest == 0 else 0.0
        steps += [expected] if expected > _ROUNDING * ULP * level.size else []
    return max(steps)


def _steps(levels: Sequence[Level]) -> float:
    """Small steps of f, seen where a second difference is as large as at a 64 times wider nudge.

    Large ones are how f looks from far away; those below a millionth of f are rounding inside of f.
    """
    found = [0.0]
    for wide, narrow in zip(levels, levels[_FAR:], strict=False):
        rounding, visible = _ROUNDING**2 * ULP * narrow.size, _STEP * narrow.size
        if narrow.gap >= _STEADY * wide.gap and rounding < narrow.gap < visible:
            found.append(narrow.gap)
    lasting = is_lasting([level.gap for level in levels[-TAIL:]], levels)
    return 0.0 if lasting else max(found)


def is_lasting(gaps: Sequence[float], levels: Sequence[Level]) -> bool:
    """Whether gaps of f keep their size, and are no mere rounding inside of f."""
    rounding = _LEAST_JUMP * ULP * max((level.size for level in levels), default=0.0)
    return min(gaps, default=0.0) > rounding and is_steady(gaps, least=_STEADY, most=1 / _STEADY)


def is_steady(values: Sequence[float], *, least: float, most: float) -> bool:
    """Whether each value is the one before it times a ratio within bounds."""
    if len(values) < TAIL or min(values) <= 0:
        return False
    ratios = [later / earlier for earlier, later in pairwise(values)]
    return least <= min(ratios) and max(ratios) <= most
