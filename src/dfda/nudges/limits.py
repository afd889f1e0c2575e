"""What slopes point to as the nudge goes to 0, with a bar on the error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from dfda.nudges.levels import Level, is_steady, with_jitter

_LAST: Final = 3
"""How many of the smallest clear nudges must agree with the limit."""

_UNBOUNDED: Final = 0.97
"""A slope whose changes shrink less than this from nudge to nudge grows without bound."""

_DISTRUST: Final = 0.2
"""At least this share of a difference between neighbours counts as truncation: a column may look
settled only because f is not as smooth as the scheme assumes."""

_SLOWEST: Final = 0.9
"""Changes that shrink no faster than this are not followed to their limit."""

TINY: Final = 1e-7
"""What only shows below this share of the widest nudge is not believed."""

_COLUMNS: Final = 6


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit, its error bar (infinite where nothing is known) and the noise that it met."""

    value: float
    error: float
    jitter: float


def limit(levels: Sequence[Level], side: str, *, power: int) -> Limit:
    """The limit of the slopes on one side, believed only if the smallest nudges see it too.

    Wide nudges may see another part of f. So if the smallest clear ones disagree, the limit is
    sought again among the smaller half; but what only shows below a ten-millionth of the widest
    nudge may be the steps of f's own rounding, and is not followed.
    """
    return _limit(levels, side, power=power, widest=levels[0].h)


def _limit(levels: Sequence[Level], side: str, *, power: int, widest: float) -> Limit:
    value, error = extrapolated(levels, side, power=power)
    levels = with_jitter(levels, _stray_jitter(levels, side, value))
    value, error = extrapolated(levels, side, power=power)
    if not _is_contradicted(levels, side, value, error):
        return Limit(value, error, levels[0].jitter)
    smaller = levels[len(levels) // 2 :]
    if len(smaller) < 2 * _LAST or smaller[0].h < TINY * widest:
        return Limit(levels[-1].side(side), math.inf, levels[0].jitter)
    return _limit(smaller, side, power=power, widest=widest)


def _stray_jitter(levels: Sequence[Level], side: str, value: float) -> float:
    """The noise that slopes at the smallest nudges show: they stray more, the smaller the nudge."""
    strays = [abs(level.side(side) - value) * level.h for level in levels[-2 * _LAST :]]
    if len(strays) < 2 * _LAST or max(strays[_LAST:]) < max(strays[:_LAST]) / 4:
        return 0.0
    return max(strays)


def _is_contradicted(levels: Sequence[Level], side: str, value: float, error: float) -> bool:
    """Whether the smallest clear nudges keep seeing another slope than the one extrapolated."""
    strays = [abs(level.side(side) - value) for level in levels[-2 * _LAST :]]
    allowed = error + 2 * levels[-1].noise
    return max(strays[-_LAST:]) > allowed + 0.3 * max(strays[:-_LAST], default=math.inf)


def extrapolated(levels: Sequence[Level], side: str, *, power: int) -> tuple[float, float]:
    """Neville's scheme in h**power; the entry with the least error bar wins.

    The bar of an entry is 6 times its truncation and 3 times its rounding. Truncation is what the
    last column changed, or what is still to come if the changes go on shrinking as they do.
    """
    best, least = math.nan, math.inf
    row: list[tuple[float, float]] = []
    changes: list[float] = []
    for level in levels:
        fresh = [(level.side(side), level.noise)]
        now: list[float] = []
        for depth, (older, older_noise) in enumerate(row[:_COLUMNS]):
            newer, newer_noise = fresh[depth]
            now.append(abs(newer - older))
            weight = 1 / (4.0 ** (power * (depth + 1)) - 1)
            share = max(weight, _DISTRUST, _to_come(now[depth], changes[depth : depth + 1]))
            spread = (1 + weight) * newer_noise + weight * older_noise
            bar = 6 * share * now[depth] + 3 * spread
            fresh.append((newer + weight * (newer - older), spread))
            if bar < least:
                best, least = fresh[-1][0], bar
        row, changes = fresh, now
    return best, least


def _to_come(change: float, before: Sequence[float]) -> float:
    """A quarter of all further changes, as a share of the last, if they shrink at this pace."""
    if not before or before[0] == 0:
        return 0.0
    pace = min(change / before[0], _SLOWEST)
    return pace / (1 - pace) / 4


def end_slope(tail: Sequence[Level], side: str) -> float:
    """The slope on one side at the smallest nudge, infinite where it grows without bound."""
    values = [level.side(side) for level in tail]
    changes = [later - earlier for earlier, later in pairwise(values)]
    sizes = [abs(change) for change in changes]
    one_way = len({change > 0 for change in changes}) == 1
    seen = all(size > 4 * level.noise for size, level in zip(sizes, tail[1:], strict=True))
    if one_way and seen and is_steady([*sizes[:1], *sizes], least=_UNBOUNDED, most=math.inf):
        return math.copysign(math.inf, changes[-1])
    return values[-1]
