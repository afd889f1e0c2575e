"""Where shrinking nudges settle: from which width on left, right and central slopes agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from dfda.nudges.reach import is_alike
from dfda.nudges.sampler import ULP, Level, Sampler

FIRST: Final = 4
STRIDE: Final = 8
FINEST: Final = 44
FINEST_AT_ZERO: Final = 68
"""Levels are 2**-4, 2**-12, 2**-20 of the scale, and further down only as long as need be."""

_DEEPEST: Final = 1000
"""… and at 0 as far as floats go, where f stops moving somewhere on the way."""

_PROBES: Final = 40
_CLOSE: Final = 8
_ABOVE: Final = 24
_CLEARLY: Final = 2.0**20

AT_ONCE: Final = (4, 12, 26)
"""Three levels are enough where f is smooth, if the last is tiny."""

SHRINKS: Final = 0.15
"""Where f is smooth, a 256 times smaller nudge shrinks the bend at least to this share."""

MOVES: Final = 0.3
FADES: Final = 0.1
NOISES: Final = 4.0
_FIRST: Final = 3
"""Three levels give two changes, the least that shows whether slopes settle."""

PLAIN: Final = 3.0
_CONFIRMS: Final = 4.0

_DROWNED: Final = 0.2


@dataclass(slots=True)
class Descent:
    """The levels met on the way down, and where they settled.

    Attributes:
        levels: Those with values on both sides, from wide to narrow.
        settled: Whether the last of them agrees with those above it.
        ceiling: The narrowest width at which f was missing on a side, infinite if it never was.
        missing: Sides on which f was missing at the narrowest level of all.
        missing_above: Sides on which it was missing at any level.
    """

    levels: list[Level] = field(default_factory=list)
    settled: bool = False
    ceiling: float = float("inf")
    missing: frozenset[str] = frozenset()
    missing_above: frozenset[str] = frozenset()


def descend(sampler: Sampler, noise: float, first: int = FIRST, stride: int = STRIDE) -> Descent:
    """Go down until the slopes settle, or the floats end.

    Most functions have settled at once, on the way to the square root of the float grid; only for
    the others the levels between are looked at, one by one.
    """
    if sampler.unit == ULP:
        levels = [sampler.at_power(k) for k in AT_ONCE]
        whole = [level for level in levels if level is not None and level.whole]
        if len(whole) == _FIRST and _is_plainly_smooth(whole, noise):
            return Descent(levels=whole, settled=True)
    finest = FINEST if sampler.point else FINEST_AT_ZERO
    return _step_by_step(sampler, noise, first, stride, finest)


def descend_at_zero(sampler: Sampler, noise: float) -> Descent | None:
    """Go on below the finest levels, if f is not done with its changes there.

    0 has no size of its own. A function that lives on a scale of 1e-80 looks like a jump or a kink
    from farther away, but then it stops moving at nudges for which a true one would go on. An f
    that is 0 there stops only because products underflow.
    """
    near, far = FINEST_AT_ZERO, _DEEPEST
    if sampler.before == 0.0 or not sampler.affords(_PROBES):
        return None
    if not _moves(sampler, near) or _moves(sampler, far):
        return None
    while far - near > _CLOSE:
        middle = (near + far) // 2
        near, far = (middle, far) if _moves(sampler, middle) else (near, middle)
    # Levels at which f has long stopped moving say nothing about its noise.
    sampler.forget(narrower=sampler.scale * 2.0 ** -(near + FINEST))
    found = _step_by_step(sampler, noise, near - _ABOVE, STRIDE, near + FINEST)
    return found if found.settled else None


def _moves(sampler: Sampler, k: int) -> bool:
    """Whether f moves by more than rounding at a level, or has no value there."""
    level = sampler.at_power(k)
    if level is None:
        return False
    return not level.whole or level.steepest * level.h > _CLEARLY * level.floor


def _is_plainly_smooth(levels: Sequence[Level], noise: float) -> bool:
    """Whether slopes settle and the bend shrinks just as the nudge does: no slight kink is left."""
    _, above, level = levels
    share = level.h / above.h
    allowed = PLAIN * NOISES * max(noise, level.floor) / level.h
    bend = abs(level.bend) <= PLAIN * abs(above.bend) * share + allowed
    return bend and settling_doubt(levels, noise, 0.0) == 0.0


def _step_by_step(sampler: Sampler, noise: float, first: int, stride: int, finest: int) -> Descent:
    found = Descent()
    if sampler.unit > ULP:
        stride //= 2
    k, doubt = first, 0.0
    while sampler.affords(1):
        level = sampler.at_power(k)
        if level is None:
            break
        found.missing = missing_sides(level)
        if found.missing:
            found.missing_above |= found.missing
            found.ceiling = min(found.ceiling, level.h)
        else:
            found.levels.append(level)
            if len(found.levels) >= _FIRST:
                doubt = settling_doubt(found.levels[-3:], noise, doubt)
                if doubt == 0.0 and (len(found.levels) == _FIRST or _is_confirmed(sampler, found)):
                    found.settled = True
                    break
        if k >= finest:
            break
        step = stride // 2 if found.levels and found.ceiling < float("inf") else stride
        k = min(k + step, finest)
    return found


def _is_confirmed(sampler: Sampler, found: Descent) -> bool:
    """After an unsettled level one more must agree: slopes that jump about agree by chance."""
    last = found.levels[-1]
    level = sampler.at_width(last.h / _CONFIRMS) if sampler.affords(1) else None
    if level is None or not level.whole:
        return True
    if not is_alike(last, level, 0.0):
        return False
    found.levels.append(level)
    return True


def missing_sides(level: Level) -> frozenset[str]:
    """The sides on which f has no value."""
    sides = [("left", level.below), ("right", level.above)]
    return frozenset(name for name, value in sides if value != value)  # noqa: PLR0124  (only NaN)


def settling_doubt(levels: Sequence[Level], noise: float, doubt: float) -> float:
    """How much of the slopes at the last of three levels is unexplained: 0 where they settled.

    After an unsettled level noise must be small beside what was unexplained there, or it would
    only hide it.
    """
    wide, above, level = levels
    allowed = NOISES * max(noise, level.floor) / level.h
    moved, moved_above = abs(level.slope - above.slope), abs(above.slope - wide.slope)
    unexplained = max(abs(level.bend) - SHRINKS * abs(above.bend), moved - SHRINKS * moved_above)
    steady = moved <= MOVES * above.steepest + allowed or (level.steepest < FADES * above.steepest)
    if unexplained > allowed or not steady:
        return max(unexplained, moved if not steady else 0.0, 1e-320)
    if doubt and allowed > _DROWNED * doubt:
        return doubt
    return 0.0
