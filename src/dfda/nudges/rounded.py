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
_FEW: Final = 3
_WIDER: Final = 4.0
_MOST: Final = 8
AFAR: Final = (-4, -12, -20, -28)
"""Where f stands still near the point, it is looked at 2**4 to 2**28 of the scale away."""

_ALIKE: Final = 3
"""Of a few multiples of a unit the larger ones may all have so many more bits that are 0."""

_TEETH: Final = 16.0
_STEEP: Final = 50.0
"""A piece that is so much steeper than f ever is from 16 times its width on leads nowhere."""

COARSE: Final = 2.0**45
"""Values of fewer units than this have at least eight bits that are 0 at their end."""

_ROUNDED_TWICE: Final = 2.0
"""The numbers that were subtracted may each be off by half a unit, and so may what they came of."""

_HALF_UNIT: Final = 2.0**-24


def is_still(level: Level) -> bool:
    """Whether f does not move at all at this level."""
    return level.steepest == 0.0


def with_ledge(sampler: Sampler, local: Smooth) -> Smooth:
    """The fit with the height and the width of the ledge that it stands on, if it is one.

    Where no rung of the fit has a slope, but f moves there or at levels above, the first of these
    shows by how much.
    """
    fit = local.fit
    fitted = local.rungs[fit.first : fit.last + 1]
    if local.step or any(level.slope for level in fitted):
        return local
    moving = [level for level in sampler.seen if level.whole and not is_still(level)]
    beyond = [level for level in moving if level.h >= fitted[-1].h]
    if not beyond:
        return local
    first = min(beyond)
    return local._replace(rungs=fitted, step=first.steepest * first.h, end=first.h)


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


def from_afar(sampler: Sampler, noise: float, end: float) -> Smooth | None:
    """The slope of an f that stands still near the point, if from afar it lies on a coarse grid.

    Where f is the difference of large numbers, its values are whole multiples of a power of two
    that is coarse beside them: a unit in the last place of what has been subtracted. `end` is the
    width at which f first moves, infinite if it has not done so yet.
    """
    moving = [level for level in sampler.seen if level.whole and level.h >= end]
    moving = moving or _first_that_moves(sampler)
    while moving:
        step = _ROUNDED_TWICE * grid([sampler.before, *_values(moving)])
        wide = [level for level in moving if level.steepest * level.h > _MANY_STEPS * step]
        if not step or (wide and len(moving) >= _FEW):
            break
        level = sampler.at_width(max(moving).h * _WIDER) if sampler.affords(1) else None
        if level is None or not level.whole or len(moving) > _MOST:
            return None
        moving.append(level)
    if not moving or not step or _is_float32(step, sampler.before):
        return None
    return through_noise(sampler, min(wide), ceiling=math.inf, noise=max(noise, step))


def _first_that_moves(sampler: Sampler) -> list[Level]:
    """The first level far away at which f is not what it is at the point, if there is one."""
    for k in AFAR:
        level = sampler.at_power(k) if sampler.affords(_FEW) else None
        if level is None or not level.whole:
            break
        if not is_still(level):
            return [level]
    return []


def _values(levels: Sequence[Level]) -> list[float]:
    """What f has answered at some levels."""
    return [value for level in levels for value in (level.above, level.below)]


def grid(values: Sequence[float]) -> float:
    """The power of two of whose whole multiples the values consist, 0 unless it is a coarse one.

    Whole numbers are no sign of rounding: a function that counts has them too, and so has a
    staircase whose steps are any other number.
    """
    distinct = sorted({abs(value) for value in values if value})
    if not distinct:
        return 0.0
    bits = [_lowest_bit(value) for value in distinct]
    step = 2.0 ** min(bits)
    if step == 1.0 or not distinct[-1] / step <= COARSE:
        return 0.0
    counts = [int(value / step) for value in distinct]
    single = len(distinct) >= _FEW and math.gcd(*counts) > 1
    # Short floats, such as those of 32 bits, lie on a grid of their own where they are larger.
    floating = min(bits[len(bits) // 2 :]) > min(bits) + _ALIKE
    return 0.0 if single or floating else step


def _lowest_bit(value: float) -> int:
    top, bottom = value.as_integer_ratio()
    return (top & -top).bit_length() - bottom.bit_length()


def through_teeth(sampler: Sampler, local: Smooth, noise: float) -> Smooth | None:
    """The slope of an f whose smooth pieces are steep, small beside f, and lead nowhere.

    (1 - cos(a))/a² near 0 is such a one: 1 - cos(a) stands still, a² goes on, and every step takes
    back what the piece before it gained. The slope of a piece is none of the curve's.
    """
    beyond = [level for level in sampler.seen if level.whole and level.h >= _TEETH * local.end]
    near_by = [level for level in beyond if level.h <= sampler.scale]
    gentle = [level for level in near_by if _STEEP * level.steepest <= abs(local.fit.value)]
    if len(gentle) < _FEW or local.step > _SMALL_SHARE * abs(sampler.before):
        return None
    height = max(level.steepest * level.h for level in near_by)
    if height > _STEEP * local.step:
        return None
    return through_noise(sampler, max(near_by), ceiling=math.inf, noise=max(noise, height))


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
