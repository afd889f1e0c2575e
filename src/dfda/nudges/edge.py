"""The slope at the end of a domain, from one side only."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from dfda.nudges.breaks import one_sided_end
from dfda.nudges.fit import NOTHING, Fit, extrapolated
from dfda.nudges.noise import is_noise, measured
from dfda.nudges.sampler import Sampler

_RUNGS: Final = 9
_WIDEST: Final = 2
_PROBES: Final = (22, 26)


class Edge(NamedTuple):
    """What one side shows.

    Attributes:
        fit: The extrapolated slope.
        noise: The noise that was assumed.
        end: The slope at the smallest nudge, infinite where it grows without bound.
        steepest: The largest slope that was seen, without its sign.
        widest: The widest nudge.
    """

    fit: Fit
    noise: float
    end: float
    steepest: float = 0.0
    widest: float = 0.0


def edge_slope(sampler: Sampler, side: str, noise: float) -> Edge:
    """The slope on one side, from nine nudges of ratio 4."""
    sign = 1.0 if side == "right" else -1.0
    widths, slopes, sizes = _slopes(sampler, sign, range(_WIDEST, _WIDEST + 2 * _RUNGS, 2))
    if len(widths) < 2:  # noqa: PLR2004  (a line needs two points)
        return Edge(NOTHING, noise, math.nan)
    floor = max(noise, sampler.unit * max(sizes))
    noises = [floor / h for h in widths]
    end = one_sided_end(slopes, noises)
    if math.isinf(end):
        return Edge(NOTHING, floor, end)
    fit = _best(widths, slopes, noises)
    small, seen, _ = _slopes(sampler, sign, _PROBES)
    strays = [(h, abs(slope - fit.value) * h) for h, slope in zip(small, seen, strict=True)]
    if len(strays) > 1 and is_noise(strays):
        floor = max(floor, measured(height for _, height in strays))
        fit = _best(widths, slopes, [floor / h for h in widths])
    return Edge(fit, floor, end, max(map(abs, slopes)), widths[0])


def _best(widths: list[float], slopes: list[float], noises: list[float]) -> Fit:
    """The surer of two fits: one for a smooth f, one for an f with powers of a root in it."""
    fits = [extrapolated(widths, slopes, noises, power) for power in (1.0, 0.5)]
    return min(fits, key=lambda fit: fit.error)


def _slopes(
    sampler: Sampler, sign: float, powers: range | tuple[int, ...]
) -> tuple[list[float], list[float], list[float]]:
    widths, slopes, sizes = [], [], [abs(sampler.before)]
    for k in powers:
        h = abs((sampler.point + sign * math.ldexp(sampler.scale, -k)) - sampler.point)
        if h < sampler.spacing or not sampler.affords(1):
            break
        value = sampler.value(sampler.point + sign * h)
        if math.isfinite(value):
            widths.append(h)
            slopes.append(sign * (value - sampler.before) / h)
            sampler.one_sided[h] = slopes[-1]
            sizes.append(abs(value))
    return widths, slopes, sizes
