"""Derivatives of order 2, 3 and 4, from the levels that showed a smooth slope.

Each level splits f into its odd part, D = f′ + f‴h²/6 + …, and its even part, the bend over the
nudge, B = f″ + f⁗h²/12 + …. Both are series in h², so quotients of neighbouring levels give the
next orders, again as series in h²: the scheme that extrapolates a slope extrapolates them too
(J. N. Lyness and C. B. Moler, *SIAM J. Numer. Anal.* 4, 1967; the weights are those of B. Fornberg,
*Math. Comp.* 51, 1988, for these points).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dfda.nudges.fit import NOTHING, Fit, extrapolated
from dfda.nudges.reach import is_alike
from dfda.nudges.sampler import Level, Sampler
from dfda.nudges.smooth import Smooth

ORDERS: Final = (1, 2, 3, 4)

_MORE: Final = 6
_CLEAR: Final = 16.0
_CORNER: Final = (1.6, 2.5)
_GAIN: Final = 0.9


class Series(NamedTuple):
    """Quotients that tend to a derivative as the nudge goes to 0, and the noise of each."""

    widths: list[float]
    values: list[float]
    noises: list[float]


def series(levels: Sequence[Level], n: int, noise: float) -> Series:
    """The quotients of order n at these levels, from wide to narrow."""
    widths = [level.h for level in levels]
    sizes = [max(noise, level.floor) for level in levels]
    if n % 2:
        values = [level.slope for level in levels]
        noises = [size / h for size, h in zip(sizes, widths, strict=True)]
    else:
        values = [level.bend / level.h for level in levels]
        noises = [4.0 * size / h / h for size, h in zip(sizes, widths, strict=True)]
    found = Series(widths, values, noises)
    return found if n <= 2 else _quotients(found, {3: 6.0, 4: 12.0}[n])  # noqa: PLR2004


def _quotients(found: Series, factor: float) -> Series:
    """How a series changes with h², from level to level: the derivative two orders up."""
    widths, values, noises = [], [], []
    for wide, narrow in pairwise(zip(*found, strict=True)):
        # Divided by one width after the other: the square of a tiny one would vanish.
        h, share = wide[0], factor / (1.0 - (narrow[0] / wide[0]) ** 2)
        widths.append(h)
        values.append(share * (wide[1] - narrow[1]) / h / h)
        noises.append(share * (wide[2] + narrow[2]) / h / h)
    return Series(widths, values, noises)


def higher(sampler: Sampler, found: Smooth, n: int) -> tuple[Fit, tuple[Level, ...]]:
    """The n-th derivative and the levels behind it, more of them where that makes it surer."""
    rungs = list(found.rungs)
    fit = _fit(rungs, n, found.noise)
    for _ in range(_MORE):
        if fit.rounding < fit.error / 2 or not sampler.affords(1):
            break
        level = sampler.at_width(rungs[0].h * 2)
        if level is None or level.h >= found.end or not is_alike(level, rungs[0], found.noise):
            break
        better = _fit([level, *rungs], n, found.noise)
        rungs = [level, *rungs]
        if better.error > _GAIN * fit.error:
            fit = min(fit, better, key=lambda one: one.error)
            break
        fit = better
    for _ in range(_MORE):
        if fit.rounding > fit.error / 4 or not sampler.affords(1):
            break
        level = sampler.at_width(rungs[-1].h / 2)
        if level is None or not level.whole or level.h >= rungs[-1].h:
            break
        rungs = [*rungs, level]
        fit = _fit(rungs, n, found.noise)
    return fit, tuple(rungs)


def _fit(rungs: Sequence[Level], n: int, noise: float) -> Fit:
    found = series(rungs, n, noise)
    return extrapolated(*found) if len(found.widths) > 1 else NOTHING


def corner(rungs: Sequence[Level], n: int, noise: float) -> float:
    """How much the n-th derivative jumps at the point, 0 where it does not.

    A jump puts an odd power of |h| into the series of order n - 1, whose changes then halve from
    level to level. Where f is smooth they fall to a quarter at least.
    """
    if n < 2:  # noqa: PLR2004  (kinks of f itself have a verdict of their own)
        return 0.0
    found = series(rungs, n - 1, noise)
    changes = [wide - narrow for wide, narrow in pairwise(found.values)]
    seen = [
        abs(change) > _CLEAR * noise
        for change, noise in zip(changes, found.noises[1:], strict=True)
    ]
    ratios = [
        wide / narrow
        for (wide, narrow), clear in zip(pairwise(changes), seen[1:], strict=True)
        if clear
    ]
    low, high = _CORNER
    if len(ratios) < 2 or not all(low < ratio < high for ratio in ratios[-2:]):  # noqa: PLR2004
        return 0.0
    last = max(index for index, clear in enumerate(seen) if clear)
    per_width = changes[last] / (found.widths[last] - found.widths[last + 1])
    return {2: 4.0, 3: 6.0, 4: 48.0 / 7.0}[n] * per_width


def flat(fit: Fit, rungs: Sequence[Level], n: int, size: float) -> bool:
    """Whether the bar is no more than rounding of f would make it: the derivative may be 0."""
    return math.isfinite(fit.error) and fit.error <= over(size, rungs[fit.first].h, n)


def over(size: float, h: float, n: int) -> float:
    """A height over the n-th power of a width, infinite where that is too large for a float."""
    for _ in range(n):
        size /= h
    return size
