"""Why slopes never settle: a jump, a kink, a slope that grows without bound, or noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from dfda.nudges.sampler import Level

LAST: Final = 3
"""A verdict rests on so many of the smallest nudges that stand out from rounding."""

_LEAST_JUMP: Final = 2.0**33
"""A gap of fewer half units in the last place, a millionth of f, may be rounding inside of f."""

_MANY: Final = 4
_JUMP_HEIGHT: Final = 0.05
_JUMP_BEND: Final = 0.15
_KINK_BEND: Final = 0.15
_KINK_SLOPE: Final = 0.10
_CLEAR: Final = 8.0
_CLEARER: Final = 32.0
_LEAST_GROWTH: Final = 0.8
_MOST_GROWTH: Final = 140.0
_MATTERS: Final = 0.1
_STEADY: Final = 1.7
_UNBOUNDED: Final = 0.97
_FADED: Final = 16.0
_MARGIN: Final = 1.5


def clear_levels(levels: Sequence[Level], noise: float) -> list[Level]:
    """The levels whose bend or slope stands out from the noise."""
    return [
        level for level in levels if level.steepest * level.h > _CLEAR * max(noise, level.floor)
    ]


def is_jump(levels: Sequence[Level]) -> bool:
    """Whether f keeps a gap across the point, or at it, however small the nudge."""
    if len(levels) < LAST:
        return False
    tail = levels[-_MANY:]
    across = [level.above - level.below for level in tail]
    at_point = [level.bend * level.h for level in tail]
    least = _LEAST_JUMP * max(level.floor for level in tail)
    if max(abs(across[-1]), abs(at_point[-1])) < least:
        return False
    return _is_constant(across, _JUMP_HEIGHT) or (
        _is_constant(at_point, _JUMP_BEND) and _is_small(across, at_point)
    )


def _is_small(across: Sequence[float], at_point: Sequence[float]) -> bool:
    """Whether only the point itself stands out: both sides of it agree in the end."""
    return abs(across[-1]) < _JUMP_BEND * abs(at_point[-1])


def is_kink(levels: Sequence[Level], noise: float) -> bool:
    """Whether both sides keep slopes of their own; rounding may blur the smallest nudges."""
    seen = [
        level for level in levels if abs(level.bend) * level.h > _CLEARER * max(noise, level.floor)
    ]
    ends = range(len(seen), max(LAST, len(seen) - LAST) - 1, -1)
    return any(_bends_for_good(seen[end - LAST : end]) for end in ends)


def _bends_for_good(tail: Sequence[Level]) -> bool:
    sides = [max(abs(level.slope), abs(level.bend)) for level in tail]
    moved = max(level.slope for level in tail) - min(level.slope for level in tail)
    return _is_constant([level.bend for level in tail], _KINK_BEND) and (
        moved <= _KINK_SLOPE * max(sides)
    )


def is_vertical(levels: Sequence[Level], noise: float) -> bool:
    """Whether the slopes grow by a steady ratio from nudge to nudge."""
    tail = clear_levels(levels, noise)
    return any(
        _grows([get(level) for level in tail]) and abs(get(tail[-1])) > _MATTERS * tail[-1].steepest
        for get in (_slope, _bend)
    )


def _slope(level: Level) -> float:
    return level.slope


def _bend(level: Level) -> float:
    return level.bend


def _grows(values: Sequence[float]) -> bool:
    """Whether increments go one way, and by a ratio that is steady and no smaller than 0.8."""
    steps = [later - earlier for earlier, later in pairwise(values)][-LAST - 1 :]
    if len(steps) < LAST or not _one_way(steps):
        return False
    ratios = [later / earlier for earlier, later in pairwise(steps)]
    return (
        min(ratios) >= _LEAST_GROWTH
        and max(ratios) <= _MOST_GROWTH
        and max(ratios) <= _STEADY * min(ratios)
    )


def _one_way(steps: Sequence[float]) -> bool:
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _is_constant(values: Sequence[float], share: float) -> bool:
    low, high = min(values), max(values)
    return (low > 0 or high < 0) and high - low <= share * max(abs(low), abs(high))


def lasting_noise(levels: Sequence[Level]) -> float:
    """The noise of an f whose second differences do not shrink with the nudge, otherwise 0."""
    if len(levels) < LAST:
        return 0.0
    gaps = [abs(level.bend) * level.h for level in levels]
    moves = [0.0, *(abs(b.slope - a.slope) * b.h for a, b in pairwise(levels))]
    sizes = [max(pair) for pair in zip(gaps, moves, strict=True)]
    noise = [
        max(wide, narrow)
        for wide, narrow in pairwise(sizes[1:])
        if narrow > wide / _FADED and narrow > 0.0
    ]
    return _MARGIN * max(noise, default=0.0)


def one_sided_end(values: Sequence[float], noises: Sequence[float]) -> float:
    """The slope at the smallest nudge, infinite where its changes go on as large as they were."""
    steps = [later - earlier for earlier, later in pairwise(values)]
    seen = [abs(step) > _CLEAR / 2 * noise for step, noise in zip(steps, noises[1:], strict=True)]
    steps = steps[-LAST:]
    one_way = len(steps) == LAST and all(seen[-LAST:]) and _one_way(steps)
    if one_way and all(abs(b) >= _UNBOUNDED * abs(a) for a, b in pairwise(steps)):
        return math.copysign(math.inf, steps[-1])
    return values[-1]
