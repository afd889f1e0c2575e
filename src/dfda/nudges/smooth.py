"""The slope of an f that looks smooth: rungs from the widest useful nudge, fitted, then doubted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dfda.nudges.fit import Fit
from dfda.nudges.ladder import Ladder
from dfda.nudges.noise import is_noise, measured, strays
from dfda.nudges.reach import widest
from dfda.nudges.sampler import Level, Sampler

_PROBE: Final = 26
"""F is always looked at about a square root of the float grid away from the point."""

_PROBE_AT_ZERO: Final = 40

BELOW: Final = 1024.0
SMALL: Final = 16.0
SUSPECT: Final = 64.0
_CLOSER: Final = 8.0
_AGREE: Final = 0.2
_BLUR: Final = 4.0
_BEYOND_NOISE: Final = 20.0
CLEAR: Final = 32.0
SLIGHTEST: Final = 1e-5
_STAYS: Final = 0.15
NEAR: Final = 4.0
ABRUPT: Final = 0.01


class Smooth(NamedTuple):
    """A fitted slope, and what speaks against it.

    Attributes:
        fit: The extrapolation.
        noise: What noise of f was assumed in it.
        rungs: The levels that it used, from wide to narrow.
        step: How far f leaps where its smooth range ends abruptly, 0 where it does not.
        end: The width at which its smooth range ends.
        corner: A bend that stays at small nudges, 0 if there is none.
        noisy: Whether the noise is one, and not curvature that the fit missed: that shrinks.
        doubts: Two small levels that agree with each other and not with the fit, or nothing.
    """

    fit: Fit
    noise: float
    rungs: tuple[Level, ...]
    step: float = 0.0
    end: float = math.inf
    corner: float = 0.0
    noisy: bool = False
    doubts: tuple[Level, ...] = ()


def smooth(sampler: Sampler, levels: Sequence[Level], *, ceiling: float, noise: float) -> Smooth:
    """Fit the slope upwards from levels, the narrowest of which shows the smooth f.

    Small nudges then measure the noise, and may contradict the fit.
    """
    top, bad = widest(sampler, levels, ceiling, noise)
    ladder = Ladder(sampler, top, noise)
    if ladder.is_curved:
        guess = _strays(_known_below(sampler, ladder), ladder)
        ladder.refit(max(noise, measured(_beyond_the_bar(guess, ladder))))
        ladder.lengthen_below()
    small = _small_levels(sampler, ladder)
    floor = max(noise, ladder.rungs[-1].floor)
    found = measured([height for _, height in _strays(small, ladder)])
    doubts = _doubts(sampler, small, ladder, floor) if found > SUSPECT * floor else ()
    if doubts:
        return Smooth(ladder.fit, noise, tuple(ladder.rungs), doubts=doubts)
    step = _break(ladder, bad)
    ladder.refit(max(noise, found))
    end = min(ceiling, bad.h) if bad else ceiling
    ladder.lengthen_above(end)
    ladder.lengthen_below()
    ladder.refit_to_scatter()
    fit, suspect = ladder.fit, found > SUSPECT * floor
    noisy = not suspect or is_noise(_strays(_with_lower(sampler, small), ladder))
    if not noisy:
        # Small nudges see a slightly different slope: f is not as smooth as the scheme assumes.
        fit = fit._replace(error=fit.error + abs(small[-1].slope - fit.value))
    return Smooth(
        fit,
        ladder.noise,
        tuple(ladder.rungs),
        step=step,
        end=end,
        corner=_corner(small, ladder.rungs, floor),
        noisy=noisy,
    )


def through_noise(
    sampler: Sampler, good: Level, *, ceiling: float, noise: float, near: float = 0.0
) -> Smooth:
    """Fit the slope upwards from a wide level, the noise of f being known.

    Where f rounds coarsely, `near` is what that does to f at the point.
    """
    top, bad = widest(sampler, [good], ceiling, noise)
    ladder = Ladder(sampler, top, noise, near)
    ladder.lengthen_below()
    ladder.shed()
    end = min(ceiling, bad.h) if bad else ceiling
    ladder.lengthen_above(end)
    ladder.lengthen_below()
    return Smooth(ladder.fit, noise, tuple(ladder.rungs), end=end, noisy=True)


def _known_below(sampler: Sampler, ladder: Ladder) -> list[Level]:
    bound = ladder.rungs[-1].h / SMALL
    return [level for level in sampler.seen if level.h < bound and level.whole]


def _small_levels(sampler: Sampler, ladder: Ladder) -> list[Level]:
    """Levels far below the rungs, with one near the square root of the float grid among them."""
    h = min(math.ldexp(sampler.scale, -_PROBE), ladder.rungs[-1].h / BELOW)
    if sampler.affords(1) and not any(level.h <= 2 * h for level in sampler.seen):
        sampler.at_width(max(h, sampler.spacing))
    if sampler.point == 0.0 and sampler.affords(1):
        # 0 has no size of its own, so f may live on a scale far below that of the other levels.
        sampler.at_power(_PROBE_AT_ZERO)
    return sorted(_known_below(sampler, ladder), reverse=True)


def _with_lower(sampler: Sampler, small: Sequence[Level]) -> list[Level]:
    """The small levels with those that were looked at since, further down."""
    bound = small[-1].h if small else 0.0
    lower = [level for level in sampler.seen if level.h < bound and level.whole]
    return [*small, *sorted(lower, reverse=True)]


def _strays(levels: Sequence[Level], ladder: Ladder) -> list[tuple[float, float]]:
    """The widths of levels, and how far f strays there from the fitted slope and its bend."""
    rungs, fit = ladder.rungs, ladder.fit
    narrow = rungs[-1]
    bent = narrow.bend
    if len(rungs) > 1:
        bent += (bent - rungs[-2].bend * narrow.h / rungs[-2].h) / 3
    return strays(levels, fit.value, narrow, narrow.slope - fit.value, bent)


def _beyond_the_bar(found: Sequence[tuple[float, float]], ladder: Ladder) -> list[float]:
    return [height - ladder.fit.error * h for h, height in found]


def _corner(small: Sequence[Level], rungs: Sequence[Level], noise: float) -> float:
    """The bend that is left at small nudges once curvature is taken off, if it stays: a kink."""
    share = rungs[-1].bend / rungs[-1].h
    bends = [level.bend - share * level.h for level in small]
    if len(bends) < 2 or (bends[0] > 0) != (bends[-1] > 0):  # noqa: PLR2004  (one may be chance)
        return 0.0
    seen = all(
        abs(bend) * level.h > CLEAR * noise and abs(bend) > SLIGHTEST * level.steepest
        for bend, level in zip(bends, small, strict=True)
    )
    least, most = min(map(abs, bends)), max(map(abs, bends))
    return bends[0] if seen and most - least <= _STAYS * most else 0.0


def _break(ladder: Ladder, bad: Level | None) -> float:
    """How far f leaps at the first level beyond the rungs, if the rungs gave no sign of it.

    What a smooth f does at some width has shown at a quarter of it, at least by a sixty-fourth.
    """
    top, value = ladder.rungs[0], ladder.fit.value
    if bad is None or not bad.whole or bad.h > NEAR * top.h:
        return 0.0
    inside = abs(top.slope - value) * top.h
    if len(ladder.rungs) > 1:
        below = ladder.rungs[1]
        inside += abs(top.bend - below.bend * top.h / below.h) * top.h / 2
    bend = abs(bad.bend - top.bend * bad.h / top.h) / 2
    outside = (abs(bad.slope - value) + bend) * bad.h
    return outside if inside < ABRUPT * outside else 0.0


def _doubts(
    sampler: Sampler, small: Sequence[Level], ladder: Ladder, noise: float
) -> tuple[Level, ...]:
    """Two small levels that contradict the fit in the same way: noise would not."""
    fit = ladder.fit
    steepest = max(level.steepest for level in sampler.seen if level.whole)
    least = max(fit.error, 2 * SLIGHTEST * steepest)
    pairs = [*pairwise(small)]
    for index, (wide, narrow) in enumerate(pairs):
        beyond = least + _BLUR * noise / narrow.h
        if _agree_against(wide, narrow, small[:index], fit.value, beyond):
            return wide, narrow
    low = small[-1]
    lower = sampler.at_width(low.h / _CLOSER) if sampler.affords(1) else None
    if lower is None or not lower.whole:
        return ()
    beyond = least + _BLUR * noise / lower.h
    return (low, lower) if _agree_against(low, lower, small[:-1], fit.value, beyond) else ()


def _agree_against(
    wide: Level, narrow: Level, wider: Sequence[Level], slope: float, beyond: float
) -> bool:
    """Whether two levels agree with each other, not with the fit, and are no mere noise."""
    off = abs(narrow.slope - slope)
    return (
        off > beyond
        and abs(wide.slope - narrow.slope) <= _AGREE * off
        and abs(narrow.bend) <= off
        and not any(_strays_alike(level, wide, slope) for level in wider)
    )


def _strays_alike(level: Level, lower: Level, slope: float) -> bool:
    """Whether f strays as far at a level as at a lower one: noise does, a wrong fit does not."""
    height, below = (abs(one.slope - slope) * one.h for one in (level, lower))
    return below < _BEYOND_NOISE * height < _BEYOND_NOISE * below * math.sqrt(level.h / lower.h)
