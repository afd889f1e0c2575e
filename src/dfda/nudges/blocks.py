"""Slopes at many points at once, for an f that takes arrays: the plain cases in blocks.

Where f is plainly smooth, every step of an estimate is the same arithmetic, so that a whole block
of points can take it together. A point at which anything is unusual leaves the block and is looked
at alone: nothing is decided here that would need a second look.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from dfda.nudges import fit, ladder, reach, rounded, settling, smooth
from dfda.nudges.finding import FLAT_ULPS, LARGEST_BAR, NOISY_ULPS, UNDERFLOW
from dfda.nudges.foretelling import Rows, strays
from dfda.nudges.namespaces import Array, Arrays
from dfda.nudges.noise import MARGIN
from dfda.nudges.sampler import LEAST, MANTISSA, ROOM, ULP

BLOCK: Final = 4096
"""So many points are worked on at a time: their numbers stay in the processor's cache."""


class Levels(NamedTuple):
    """One level at each of some points, as in `sampler.Level`; NaN where f is missing on a side."""

    h: Array
    slope: Array
    bend: Array
    steepest: Array
    floor: Array

    def at(self, where: Array) -> Levels:
        """The levels at some of the points, in their order; all of them are not copied."""
        return self if where.size == self.h.size else Levels(*(part[where] for part in self))

    def put(self, where: Array, levels: Levels) -> None:
        """Other levels at some of the points."""
        everywhere = where.size == self.h.size
        for part, new in zip(self, levels, strict=True):
            part[slice(None) if everywhere else where] = new

    def copy(self) -> Levels:
        """Levels that can be changed."""
        return Levels(*(part.copy() for part in self))


class Found(NamedTuple):
    """Slopes and bars of a block, and at which points they are beyond doubt."""

    value: Array
    error: Array
    plain: Array


def plain_slopes(f: Arrays, x: Array, given_noise: float) -> Found:
    """The slopes of a block of points where f is plainly smooth."""
    value, error = np.full(x.shape, np.nan), np.full(x.shape, np.inf)
    plain = np.zeros(x.shape, dtype=bool)
    around = _Around(f, x, given_noise)
    if f.is_coarse:
        return Found(value, error, plain)
    known = [around.levels(np.ldexp(around.scale, -k)) for k in settling.AT_ONCE]
    kept = np.flatnonzero(_settled(known, around.noise) & (x != 0.0))
    if kept.size:
        found = _fitted(around.at(kept), [level.at(kept) for level in known])
        value[kept], error[kept], plain[kept] = found
    return Found(value, error, plain)


class _Around:
    """f around many points: `sampler.Sampler`, for arrays."""

    def __init__(self, f: Arrays, point: Array, given_noise: float, before: Any = None) -> None:
        self.f, self.point, self.given = f, point, given_noise
        self.before = f(point) if before is None else before
        self.scale = np.ldexp(MANTISSA, np.frexp(point)[1] - 1)
        grid = np.maximum(np.spacing(np.abs(point)), 2 * ULP * np.abs(point))
        self.spacing = ROOM * grid
        self.noise = np.maximum(2 * ULP * np.abs(self.before), given_noise)

    def at(self, where: Array) -> _Around:
        """The same at some of the points."""
        if where.size == self.point.size:
            return self
        return _Around(self.f, self.point[where], self.given, self.before[where])

    def levels(self, h: Array) -> Levels:
        """Levels of about these widths; those that are too fine or have no f are NaN."""
        point, before = self.point, self.before
        h = (point + h) - point
        above, below = self.f(point + h), self.f(point - h)
        right, left = (above - before) / h, (before - below) / h
        floor = ULP * np.maximum(np.maximum(abs(above), abs(below)), abs(before)) + LEAST
        slope = np.where(h >= self.spacing, (above - below) / h / 2, np.nan)
        return Levels(h, slope, right - left, np.maximum(abs(left), abs(right)), floor)


def _settled(known: list[Levels], noise: Array) -> Array:
    """Where three levels show that f is plainly smooth, as `settling.descend` asks for it."""
    wide, above, level = known
    allowed = settling.NOISES * np.maximum(noise, level.floor) / level.h
    moved, moved_above = abs(level.slope - above.slope), abs(above.slope - wide.slope)
    straight = abs(level.bend) <= settling.PLAIN * (abs(above.bend) * level.h / above.h + allowed)
    steady = (moved <= settling.MOVES * above.steepest + allowed) | (
        level.steepest < settling.FADES * above.steepest
    )
    met = (abs(level.bend) <= settling.SHRINKS * abs(above.bend) + allowed) & (
        moved <= settling.SHRINKS * moved_above + allowed
    )
    settled: Array = straight & steady & met & np.isfinite(wide.slope)
    return settled


def _alike(level: Levels, good: Levels, noise: Array) -> Array:
    """`reach.is_alike`, for arrays; comparisons with NaN are false."""
    blur = 4.0 * np.maximum(noise, good.floor) / good.h
    size = np.maximum(abs(good.slope), reach.BENDS * good.steepest)
    ratio = level.h / good.h
    expected = good.bend * ratio
    slack = 0.5 * abs(expected) + blur * ratio + reach.BENDS * abs(level.slope)
    alike: Array = (
        (abs(level.slope - good.slope) <= reach.CHANGES * size + blur)
        & (level.floor <= good.floor * ratio)
        & (abs(level.bend - expected) <= slack)
        & (level.steepest * ratio >= 0.3 * (good.steepest - blur))
    )
    return alike


class _Reach:
    """`reach.widest`, for arrays: `good` is the widest level that looks as f does nearby."""

    def __init__(self, around: _Around, known: list[Levels]) -> None:
        self.around = around
        self.good, self.below = known[-1].copy(), known[-1].copy()
        nothing = np.full(around.point.shape, np.nan)
        self.bad = Levels(*(nothing.copy() for _ in Levels._fields))
        self.ceiling = np.full(around.point.shape, np.inf)
        going = np.arange(around.point.size)
        for level in reversed(known[:-1]):
            going = self._judge(going, level.at(going))
        going = np.arange(around.point.size)
        for _ in range(reach.TRIES):
            going, h = self._next(going)
            if not going.size:
                break
            self._judge(going, around.at(going).levels(h))

    def _judge(self, where: Array, level: Levels) -> Array:
        """Take the levels that look alike, mark the others as bad; where they were taken."""
        alike = _alike(level, self.good.at(where), self.around.noise[where])
        taken, left = np.flatnonzero(alike), np.flatnonzero(~alike)
        good, bad = where[taken], where[left]
        self.below.put(good, self.good.at(good))
        self.good.put(good, level.at(taken))
        if bad.size:
            self.bad.put(bad, level.at(left))
            self.ceiling[bad] = level.h[left]
        return good

    def _next(self, where: Array) -> tuple[Array, Array]:
        """The points at which widening is worth it, and how wide."""
        good, ceiling = self.good.at(where), self.ceiling[where]
        factor = self._factor(where)
        h = good.h * factor
        over = h > 0.7 * ceiling
        still = (good.steepest == 0.0) & np.isinf(ceiling)
        goes = ~still & (factor >= reach.WORTH) & ~(over & (ceiling < reach.CLOSE * good.h))
        h = np.where(over, np.sqrt(good.h * ceiling), h)
        return where[goes], h[goes]

    def _factor(self, where: Array) -> Array:
        good, below, noise = self.good.at(where), self.below.at(where), self.around.noise[where]
        size = abs(self.around.before[where])
        unit = np.where(size > 0.0, np.maximum(ULP, noise / 2 / size), ULP)
        blur = np.maximum(noise, good.floor) / good.h
        rounded = 2 * np.maximum(noise, below.floor) / below.h
        seen = np.maximum(abs(good.slope - below.slope) - rounded, blur)
        goal = reach.GOAL * np.maximum(abs(good.slope), reach.BENDS * good.steepest)
        factor = np.minimum(np.sqrt(goal / seen), reach.WIDEST_STEP)
        blurred = (seen <= 2.0 * blur) & (goal < reach.DROWNS * blur)
        factor = np.where(blurred, np.maximum(factor, reach.AGAINST_NOISE), factor)
        factor = np.where((seen == 0.0) | (goal == 0.0), reach.WIDEST_STEP, factor)
        return np.where(blur < reach.ENOUGH * unit * abs(good.slope), 1.0, factor)


class _Tableau:
    """`fit.extrapolated`, for arrays, one rung after the other."""

    def __init__(self, size: int) -> None:
        self.rungs: list[tuple[Array, Array]] = []
        self.row: list[tuple[Array, Array]] = []
        self.best, self.least = np.full(size, np.nan), np.full(size, np.inf)
        self.rounding = np.full(size, np.inf)
        self.first, self.last = np.zeros(size, dtype=int), np.zeros(size, dtype=int)

    def add(self, width: Array, value: Array, noise: Array) -> None:
        """One narrower rung."""
        last, before = len(self.rungs), np.zeros(value.shape)
        fresh = [(value, noise)]
        for column, (older, older_noise) in enumerate(self.row):
            weight = 1.0 / ((self.rungs[last - column - 1][0] / width) ** 2 - 1.0)
            change = value - older
            value = value + weight * change
            noise = noise + weight * (noise + older_noise)
            change = abs(change)
            pace = np.where(before > change, change / before, np.where(before > 0.0, 1.0, 0.0))
            share = np.maximum(np.maximum(weight, fit.DISTRUST), pace)
            rounding = fit.ROUNDING * noise
            self._keep(value, fit.TRUNCATION * share * change + rounding, rounding, column, last)
            fresh.append((value, noise))
            before = change
        self.rungs.append((width, fresh[0][0]))
        self.row = fresh

    def _keep(self, value: Array, error: Array, rounding: Array, column: int, last: int) -> None:
        better = error < self.least
        self.best = np.where(better, value, self.best)
        self.least = np.where(better, error, self.least)
        self.rounding = np.where(better, rounding, self.rounding)
        self.first = np.where(better, last - column - 1, self.first)
        self.last = np.where(better, last, self.last)

    def gathered(self, index: Array) -> tuple[Array, Array]:
        """The width and the slope of one rung at each point."""
        widths, slopes = (np.array([rung[part] for rung in self.rungs]) for part in (0, 1))
        places = np.arange(index.size)
        return widths[index, places], slopes[index, places]

    def scatter(self) -> Array:
        """The noise that rungs below those of the fit point to: `Ladder.refit_to_scatter`."""
        width, slope = self.gathered(self.last)
        curved = abs(slope - self.best) / width
        heights = np.zeros(self.best.shape)
        for index, (h, rung) in enumerate(self.rungs):
            height = (abs(rung - self.best) - self.least - curved * h) * h
            heights = np.where((index > self.last) & (height > heights), height, heights)
        return MARGIN * heights


def _fitted(around: _Around, known: list[Levels]) -> Found:
    """`smooth.smooth`, for arrays: the fit from the widest useful nudges, and what doubts it."""
    widest = _Reach(around, known)
    rungs = [widest.good]
    rungs += [around.levels(np.ldexp(rungs[0].h, -step)) for step in range(1, ladder.RUNGS)]
    table, low = _lengthened(around, rungs)
    narrow = low[-1]
    strays, small = _strays(low, table.best, known)
    noise_met = np.maximum(MARGIN * strays, table.scatter())
    floor = np.maximum(around.noise, narrow.floor)
    # The rounding part of the bar grows in proportion to the noise that the fit has met.
    excess = np.maximum(noise_met / floor - 1.0, 0.0)
    error, tells = _told(around, rungs[0], table, table.least + table.rounding * excess)
    size = np.maximum(abs(around.before), narrow.floor / ULP)
    doubtful = (
        ~small
        | (noise_met > smooth.SUSPECT * floor)
        | (noise_met > NOISY_ULPS * 2 * ULP * size)
        | _is_bent(narrow, known[-1], floor)
        | (_breaks(widest, rungs, table.best) > FLAT_ULPS * floor)
        | _is_drowned(around, rungs[0].steepest == 0.0)
    )
    return Found(table.best, error, tells & ~doubtful & np.isfinite(table.best))


def _strays(low: list[Levels], slope: Array, known: list[Levels]) -> tuple[Array, Array]:
    """How far f strays from the fit at small levels, and whether there is one small enough."""
    narrow, small = low[-1].h, _rows(known)
    heights = strays(slope, _rows(low), small)
    heights = np.where(small.h < narrow / smooth.SMALL, heights, 0.0)
    return heights.max(axis=0), known[-1].h <= 2.0 * narrow / smooth.BELOW


def _rows(levels: list[Levels]) -> Rows:
    return Rows(*(np.array([getattr(level, part) for level in levels]) for part in Rows._fields))


def _lengthened(around: _Around, rungs: list[Levels]) -> tuple[_Tableau, list[Levels]]:
    """The fit, with more rungs where its bar is made of curvature, and its three narrowest rungs.

    All points have a row for each rung; where none was needed it is NaN and changes nothing.
    """
    table = _Tableau(around.point.size)
    for rung in rungs:
        table.add(rung.h, rung.slope, np.maximum(around.noise, rung.floor) / rung.h)
    low = [rung.copy() for rung in rungs[-3:]]
    for step in range(ladder.RUNGS, ladder.RUNGS + ladder.MORE_BELOW):
        curved = np.flatnonzero(table.rounding <= ladder.MOSTLY_CURVED * table.least)
        if not curved.size:
            break
        level = around.at(curved).levels(np.ldexp(rungs[0].h[curved], -step))
        width, slope, noise = (np.full(table.best.shape, np.nan) for _ in range(3))
        width[curved], slope[curved] = level.h, level.slope
        noise[curved] = np.maximum(around.noise[curved], level.floor) / level.h
        table.add(width, slope, noise)
        for wide, below in pairwise(low):
            wide.put(curved, below.at(curved))
        low[-1].put(curved, level)
    return table, low


def _told(around: _Around, top: Levels, table: _Tableau, error: Array) -> tuple[Array, Array]:
    """The bar, and where it is short enough to be told, or f is flat to within rounding."""
    sure = error <= LARGEST_BAR * np.maximum(top.steepest, abs(table.best))
    height = np.maximum(FLAT_ULPS * ULP * abs(around.before), UNDERFLOW)
    flat = error * table.gathered(table.first)[0] <= height
    return np.where(sure, error, error + abs(table.best)), sure | flat


def _is_bent(narrow: Levels, small: Levels, noise: Array) -> Array:
    """Whether a bend is left at the smallest level: perhaps a slight kink."""
    bend = abs(small.bend - narrow.bend * (small.h / narrow.h))
    bent: Array = (bend * small.h > smooth.CLEAR * noise) & (
        bend > smooth.SLIGHTEST * small.steepest
    )
    return bent


def _is_drowned(around: _Around, still: Array) -> Array:
    """Where f stands still, but lies on a coarse grid farther away: see `rounded.from_afar`."""
    drowned = np.zeros(still.shape, dtype=bool)
    going = np.flatnonzero(still)
    for k in rounded.AFAR:
        if not going.size:
            break
        near = around.at(going)
        h = (near.point + np.ldexp(near.scale, -k)) - near.point
        values = np.array([near.f(near.point + h), near.f(near.point - h)])
        moves = np.any(values != near.before, axis=0)
        bits = np.ldexp(np.frexp(values)[0], round(math.log2(rounded.COARSE)))
        coarse = np.all((bits == np.rint(bits)) & (values % 2.0 != 1.0), axis=0)
        drowned[going[moves & coarse]] = True
        going = going[~moves & np.all(np.isfinite(values), axis=0)]
    return drowned


def _breaks(widest: _Reach, rungs: list[Levels], value: Array) -> Array:
    """How far f leaps just beyond the rungs, if they gave no sign of it: see `smooth`."""
    bad, top, second = widest.bad, rungs[0], rungs[1]
    inside = abs(top.slope - value) * top.h
    inside += abs(top.bend - second.bend * top.h / second.h) * top.h / 2
    bend = abs(bad.bend - top.bend * bad.h / top.h) / 2
    outside = (abs(bad.slope - value) + bend) * bad.h
    near = (bad.h <= smooth.NEAR * top.h) & (inside < smooth.ABRUPT * outside)
    return np.where(near, outside, 0.0)
