"""A first look at many points at once: a few nudges at each, of a width that suits points like it.

Most points of an array need no search for how wide a nudge may be: a sample of them has shown what
suits points of that size. Seven widths then give a slope, a bar, and two small nudges that confirm
them or do not. A point that is left in any doubt is looked at again, with all that `blocks` does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from dfda.nudges import fit, settling, smooth
from dfda.nudges.blocks import Found
from dfda.nudges.finding import NOISY_ULPS
from dfda.nudges.foretelling import Rows, strays
from dfda.nudges.ladder import RUNGS
from dfda.nudges.namespaces import Array
from dfda.nudges.noise import MARGIN
from dfda.nudges.sampler import LEAST, MANTISSA, ULP

Values = Callable[[Array], Array]
"""A function of the points of one row, one number for each."""

BLOCK: Final = 4096
"""So many points at a time: what is known about them stays in the fastest part of the memory."""

SAMPLE: Final = 256
"""So many points show which widths suit."""

_TRIED: Final = range(-4, 13)
"""The widest nudge is tried as 2**4 to 2**-12 of the scale."""

_UNKNOWN: Final = _TRIED[-1] + 1

_LOWEST: Final = slice(RUNGS - 3, RUNGS)
_SMALL: Final = slice(RUNGS, None)
"""Which rows are the three narrowest rungs, and the nudges below them."""

_FAR_BELOW: Final = 6
_MIDDLE: Final = settling.AT_ONCE[1]
_TINY: Final = settling.AT_ONCE[2]
"""One small nudge is 2**-12 of the scale, or 2**-6 of the narrowest rung, the other always tiny."""

_WIDEST: Final = 40
"""Where a width has been handed down from larger points, it may be 2**40 of the scale."""

_FEW: Final = 5
_SURE: Final = 2.0**-30
"""A bar that is longer beside the slope may be shorter with a width of the point's own."""


class Widths:
    """Which width suits points of a size: the one with the shortest bars at a sample of them.

    The powers are those of the widest nudge, 2**-power of the scale, by exponents of the points.
    Exponents of which the sample has too few take the width of the nearest smaller one that it has,
    and those below all of them that of the smallest.
    """

    def __init__(self, f: Values, sample: Array, given: float) -> None:
        exponents = _exponents(sample)
        bars = np.array([_bars(f, sample, np.full(sample.shape, k), given) for k in _TRIED])
        self.lowest, self.powers = 0, np.array([_UNKNOWN])
        self.known: list[int] = []
        for exponent in np.unique(exponents):
            alike = bars[:, exponents == exponent]
            if alike.shape[1] >= _FEW:
                self.known.append(int(exponent))
                power = _TRIED[int(np.argmin(np.median(alike, axis=1)))]
                self._set(int(exponent), power)

    def _set(self, exponent: int, power: int) -> None:
        if len(self.known) == 1:
            self.lowest, self.powers = exponent, np.array([power])
            return
        last = self.lowest + self.powers.size - 1
        between = np.arange(last + 1, exponent)
        self.powers = np.concatenate([self.powers, self.powers[-1] + between - last, [power]])

    def of(self, exponents: Array) -> Array:
        """The power of the widest nudge for points of these exponents."""
        if not self.known:
            return np.full(exponents.shape, _UNKNOWN)
        index = exponents - self.lowest
        inside = np.clip(index, 0, self.powers.size - 1)
        found: Array = self.powers[inside] + (index - inside)
        return found


def _bars(f: Values, points: Array, tops: Array, given: float) -> Array:
    """The bars beside the slopes with these widths, infinite where anything speaks against them."""
    found = _fitted(_levels(f, points, tops), given)
    bars: Array = np.where(found.plain, found.error / np.abs(found.value), np.inf)
    return bars


def _exponents(numbers: Array) -> Array:
    found: Array = np.frexp(numbers)[1]
    return found


def glance(f: Values, points: Array, widths: Widths, given: float) -> Found:
    """The slopes of a block of points, each from nudges of the width that suits its size."""
    tops = widths.of(_exponents(points))
    fits = (tops <= _TRIED[-1]) & (tops >= -_WIDEST) & (points != 0.0)
    found = _fitted(_levels(f, points, np.where(fits, tops, 0)), given)
    return Found(found.value, found.error, found.plain & fits)


class _Levels(NamedTuple):
    """Levels of a block, one row for each width from wide to narrow, the last two far smaller."""

    before: Array
    h: Array
    slope: Array
    bend: Array
    floor: Array


def _levels(f: Values, points: Array, tops: Array) -> _Levels:
    rows = RUNGS + 2
    h = np.empty((rows, points.size))
    exponents = _exponents(points) - 1
    np.ldexp(MANTISSA, exponents - tops, out=h[0])
    for rung in range(1, RUNGS):
        np.multiply(h[rung - 1], 0.5, out=h[rung])
    middle = np.maximum(tops + (RUNGS - 1 + _FAR_BELOW), _MIDDLE)
    np.ldexp(MANTISSA, exponents - middle, out=h[RUNGS])
    np.ldexp(MANTISSA, exponents - _TINY, out=h[RUNGS + 1])
    h += points
    h -= points
    x = np.empty((2 * rows + 1, points.size))
    np.add(points, h, out=x[:rows])
    np.subtract(points, h, out=x[rows:-1])
    x[-1] = points
    y = f(x.reshape(-1)).reshape(x.shape)
    before, above, below = y[-1], y[:rows], y[rows:-1]
    size = np.abs(y)
    floor = np.maximum(size[:rows], size[rows:-1])
    np.maximum(floor, size[-1], out=floor)
    floor *= ULP
    floor += LEAST
    width = 1.0 / h
    slope = above - below
    slope *= width
    slope *= 0.5
    bend = above - before
    bend += below - before
    bend *= width
    return _Levels(before, h, slope, bend, floor)


def _fitted(levels: _Levels, given: float) -> Found:
    """The extrapolated slope of each point, with the bar that the small nudges leave it."""
    before, h, slope, bend, floor = levels
    own = np.maximum(2 * ULP * np.abs(before), given)
    noise = np.maximum(own, 2 * floor)
    value, error, rounding = _extrapolated(slope[:RUNGS], noise[:RUNGS] / h[:RUNGS])
    rows = Rows(h, slope, bend)
    low = noise[RUNGS - 1]
    met = MARGIN * strays(value, rows.at(_LOWEST), rows.at(_SMALL)).max(axis=0)
    excess = np.maximum(met / low - 1.0, 0.0)
    error = error + rounding * excess
    size, reach = np.maximum(np.abs(before), LEAST), h[RUNGS + 1] * 2.0**_TINY
    # Beside a zero of f its own size tells nothing of what rounding does inside of f; what it does
    # to the point moves f by as much as the slope makes of it.
    usual = np.maximum(floor[0], ULP * reach * np.abs(value))
    plain = met <= smooth.SUSPECT * usual
    plain &= (slope[0] != 0.0) | (bend[0] != 0.0)
    plain &= met <= NOISY_ULPS * 2 * floor[RUNGS - 1]
    plain &= error <= _SURE * np.maximum(np.abs(value), size / reach)
    plain &= _settled(levels, np.maximum(noise[-1], met))
    plain &= ~_is_bent(levels, usual)
    return Found(value, error, plain)


def _extrapolated(slopes: Array, noises: Array) -> tuple[Array, Array, Array]:
    """`fit.extrapolated` for rungs that halve, column by column of the tableau."""
    value, noise, changed = slopes, noises, None
    best, least, rounding = (np.full(slopes.shape[1], start) for start in (np.nan, np.inf, np.inf))
    for column in range(1, len(slopes)):
        weight = 1.0 / (4.0**column - 1.0)
        change = value[1:] - value[:-1]
        noise = noise[1:] + weight * (noise[1:] + noise[:-1])
        value = value[1:] + weight * change
        np.abs(change, out=change)
        share: Any = max(weight, fit.DISTRUST)
        if changed is not None:
            # Where a column stands still, 0/0 is no number, and fmax passes over it.
            share = np.fmax(np.fmin(change / changed[1:], 1.0), share)
        changed = change
        rounded = fit.ROUNDING * noise
        error = fit.TRUNCATION * share * change + rounded
        for row in range(len(value)):
            better = error[row] < least
            np.copyto(best, value[row], where=better)
            np.copyto(least, error[row], where=better)
            np.copyto(rounding, rounded[row], where=better)
    return best, least, rounding


def _settled(levels: _Levels, noise: Array) -> Array:
    """Where slopes settle from the lowest rung on: see `settling.descend`."""
    slope, bend = levels.slope[-3:], np.abs(levels.bend[-3:])
    allowed = settling.NOISES * noise / levels.h[-1]
    moved, moved_above = np.abs(slope[1:] - slope[:-1])[::-1]
    steepest = np.abs(slope) + bend / 2
    share = levels.h[-1] / levels.h[-2]
    settled: Array = bend[2] <= settling.PLAIN * (bend[1] * share + allowed)
    settled &= bend[2] <= settling.SHRINKS * bend[1] + allowed
    settled &= moved <= settling.SHRINKS * moved_above + allowed
    settled &= (moved <= settling.MOVES * steepest[1] + allowed) | (
        steepest[2] < settling.FADES * steepest[1]
    )
    return settled


def _is_bent(levels: _Levels, noise: Array) -> Array:
    """Whether a bend is left at the smallest nudge: perhaps a slight kink."""
    h, last = levels.h, RUNGS - 1
    bend = np.abs(levels.bend[-1] - levels.bend[last] * (h[-1] / h[last]))
    steepest = np.abs(levels.slope[-1]) + np.abs(levels.bend[-1]) / 2
    bent: Array = (bend * h[-1] > smooth.CLEAR * noise) & (bend > smooth.SLIGHTEST * steepest)
    return bent
