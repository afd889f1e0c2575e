"""A second reading of an f that moves in steps: flat or broken near the point, smooth from afar.

An f whose values are rounded, or that computes in a coarser arithmetic, does not move at all for
small nudges. Its slope is there all the same, seen from nudges that are wide beside its steps. But
a staircase looks the same from near by. What decides is whether the steps are small beside f, and
whether many of them lie on the smooth curve that the wide nudges show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from dfda.nudges.fit import NOTHING
from dfda.nudges.sampler import Level, Sampler
from dfda.nudges.smooth import Smooth, through_noise

_MANY_STEPS: Final = 20.0
_WIDE: Final = 30.0
_SMALL_SHARE: Final = 0.03
_LARGEST_SHARE: Final = 0.15
_LEDGE: Final = 2.0**-6
"""A flat stretch that is this wide beside the point is the step of a staircase."""

_SURE: Final = 0.1
_FEW_STEPS: Final = 8.0
_NEXT: Final = 4
_REALISED: Final = 20.0
_SAME: Final = 0.05
_HALF_UNIT: Final = 2.0**-24


def is_still(level: Level) -> bool:
    """Whether f does not move at all at this level."""
    return level.steepest == 0.0


def second_reading(sampler: Sampler, local: Smooth, noise: float) -> Smooth | None:
    """The slope of the curve on which the steps of f lie, or nothing if they lie on none.

    Where f stands still near the point, and neither a kink nor a jump nearby explains its steps,
    the wide reading is given even if its bar is too long to be believed. Steps of middling size
    are an open question, and get an empty fit.
    """
    step, still = local.step, is_still(local.rungs[0])
    moving = [level for level in sampler.seen if level.whole and level.h >= local.end]
    near_by = [level.steepest * level.h for level in moving if level.h <= sampler.scale]
    size = max(abs(sampler.before), *near_by, 0.0)
    share = step / size if size else math.inf
    narrow = local.end < _LEDGE * sampler.scale
    open_question = still and (
        (narrow and share < _LARGEST_SHARE) or sampler.point == 0.0 == sampler.before
    )
    if share >= _SMALL_SHARE and not open_question:
        return None
    wide = [level for level in moving if level.steepest * level.h > _MANY_STEPS * step]
    good = min(wide) if wide else max(moving)
    coarse = _is_float32(step, sampler.before)
    near = sampler.unit * abs(sampler.before) if coarse else 0.0
    found = through_noise(sampler, good, ceiling=math.inf, noise=max(noise, step), near=near)
    growth = max(1.0, found.rungs[0].floor / near) if near else 1.0
    corner = _corner(found.rungs, step * growth)
    if corner == math.inf or _is_one_jump(found.rungs, local) or _is_dimple(moving, found, step):
        return None
    fit = found.fit
    found = found._replace(fit=fit._replace(error=fit.error + corner))
    if share >= _SMALL_SHARE:
        return found._replace(fit=NOTHING)
    if still or _is_believed(found, step, local.end):
        return found
    return None


def _is_float32(step: float, before: float) -> bool:
    """Whether a step is about one unit in the last place of a float32: such steps grow with f."""
    return _HALF_UNIT / 4 * abs(before) < step < _HALF_UNIT * 8 * abs(before)


def _is_believed(found: Smooth, step: float, end: float) -> bool:
    top = found.rungs[0]
    return (
        top.steepest * top.h > _MANY_STEPS * step
        and top.h > _WIDE * end
        and found.fit.error < _SURE * top.steepest
    )


def _is_one_jump(rungs: Sequence[Level], near: Smooth) -> bool:
    """Whether beyond the break f is its old self, shifted once."""
    shifts = [level.above - level.below - 2 * near.fit.value * level.h for level in rungs]
    low, high = min(shifts), max(shifts)
    return (low > 0 or high < 0) and high - low <= _SAME * max(abs(low), abs(high))


def _is_dimple(moving: Sequence[Level], found: Smooth, step: float) -> bool:
    """Whether f lies exactly on the wide curve right outside of the break: no noise does.

    Then f near the point is a shape of its own, and the local slope is the slope.
    """
    top = found.rungs[0]
    near_by = sorted(moving)[:_NEXT]
    return (
        all(
            abs(level.slope - found.fit.value) * level.h < step / _REALISED
            and abs(level.bend - top.bend * level.h / top.h) * level.h < step / _REALISED
            for level in near_by
            if level.h < found.rungs[-1].h
        )
        and near_by[0].h < found.rungs[-1].h
    )


def _corner(rungs: Sequence[Level], step: float) -> float:
    """The bend that may remain at a nudge of 0, infinite if it stays as it is.

    Where f is smooth the bend shrinks with the nudge; at a kink or a jump it never would.
    """
    left = sorted(
        (abs(2 * narrow.bend - wide.bend), abs(wide.bend), narrow.h)
        for wide, narrow in pairwise(rungs)
    )
    if not left:
        return math.inf
    corner, bend, h = left[len(left) // 2]
    return left[0][0] if corner <= _FEW_STEPS * step / h + bend / 2 else math.inf
