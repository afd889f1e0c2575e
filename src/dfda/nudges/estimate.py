"""The slope of a black box, read off shrinking nudges from both sides."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, overload

import numpy as np

from dfda.digits import exact_number, nearest_float
from dfda.nudges.calls import Watched
from dfda.results import Estimate, Scalar, Verdict

FINEST: Final = 44
"""The nudges shrink by factors of 4 from a quarter of the point's scale to 2**-44 of it."""

_LEVELS: Final = range(2, FINEST + 1, 2)
_ULP: Final = 2.0**-53
_SETTLED: Final = 0.02
"""A slope is read only where rounding may move it by at most this share."""

_TAIL: Final = 5
"""How many of the smallest clear nudges a verdict rests on."""

_SMALLEST: Final = 6
"""How many of the smallest nudges show the noise."""

_UNBOUNDED: Final = 0.7
"""A slope whose changes shrink less than this from nudge to nudge grows without bound."""

_LEAST_BEND: Final = 1e-3
"""The least difference between two sides, as a share of the slope, that is called a kink."""

_NOISY_ULPS: Final = 1000
"""Noise in f of more than so many units in the last place is worth a word."""

_LARGEST_BAR: Final = 0.1
"""A bar longer than this share of the largest slope seen is no answer."""

_DISTRUST: Final = 0.15
"""At least this share of a difference between neighbours counts as truncation: a column may look
settled only because f is not as smooth as the scheme assumes."""


@dataclass(frozen=True, slots=True)
class _Level:
    """One nudge to both sides: its width and the slope on either side, NaN where f is missing."""

    h: float
    left: float
    right: float
    size: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def bend(self) -> float:
        return self.right - self.left

    @property
    def largest(self) -> float:
        return max(abs(self.left), abs(self.right))


@overload
def estimate(f: Scalar) -> Callable[[Any], Estimate]: ...
@overload
def estimate(f: Scalar, at: Any) -> Estimate: ...
def estimate(f: Scalar, at: Any = None) -> Estimate | Callable[[Any], Estimate]:
    """Estimate the slope of any function from float nudges, with an error bar and a verdict.

    The slopes to the left and to the right are compared while the nudge shrinks. Where they meet,
    the limit is extrapolated; where they do not, the verdict says what is there instead.

    Args:
        f: A function of one number that returns one number. It is only called.
        at: The point, a finite number; leave it out to get a function of the point.

    Returns:
        An `Estimate`: `value` ± `error`, the `verdict` (converged, noisy, kink, jump, vertical,
        edge, undefined, cannot tell), the slopes from the `left` and the `right` (infinite where
        they grow without bound), `evaluations` and the `nudges` that were tried. `float()` of it
        works where the verdict gives a single finite slope.

    Raises:
        InputError: The point is no finite number, or `f` cannot be called.
        FunctionError: The function fails, or returns something that is not a number.

    Source:
        Richardson extrapolation by Neville's scheme, with the error read off the tableau
        (C. Ridders, *Advances in Engineering Software* 4, 1982).

    Example:
        >>> import dfda
        >>> slope = dfda.estimate(lambda a: a**2, 2)
        >>> slope.verdict, round(slope.value, 9)
        (<Verdict.CONVERGED: 'converged'>, 4.0)
        >>> corner = dfda.estimate(abs, 0)
        >>> corner.verdict, corner.left, corner.right
        (<Verdict.KINK: 'kink'>, -1.0, 1.0)
    """
    if at is None:
        return lambda point: estimate(f, point)
    point = nearest_float(exact_number(at, name="the point"))
    watched = Watched(f)
    before = float(watched(point))
    if not math.isfinite(before):
        return _answer(watched, Verdict.UNDEFINED, ())
    levels = _levels(watched, point, before)
    sides = [[getattr(level, side) for level in levels] for side in ("left", "right")]
    alive = [math.isfinite(values[-1]) for values in sides]
    if all(alive):
        return _two_sided(watched, levels)
    if any(alive):
        return _one_sided(watched, levels, to_the_right=alive[1])
    return _answer(watched, Verdict.CANNOT_TELL, levels)


def _answer(
    f: Watched,
    verdict: Verdict,
    levels: Sequence[_Level],
    *,
    value: float = math.nan,
    error: float = math.inf,
    left: float = math.nan,
    right: float = math.nan,
) -> Estimate:
    return Estimate(
        value=value,
        error=error,
        verdict=verdict,
        left=left,
        right=right,
        evaluations=f.calls,
        nudges=tuple(level.h for level in levels),
    )


def _levels(f: Watched, point: float, before: float) -> list[_Level]:
    """Slopes on both sides for nudges of falling width, each divided by the step really made."""
    scale = 1.40625 * 2.0 ** math.floor(math.log2(abs(point))) if point else 1.40625
    levels = []
    for k in _LEVELS:
        h = math.ldexp(scale, -k)
        above, below = point + h, point - h
        if point in (above, below):
            break
        after, earlier = float(f(above)), float(f(below))
        with np.errstate(all="ignore"):
            right = (after - before) / (above - point)
            left = (before - earlier) / (point - below)
        sizes = [abs(value) for value in (before, after, earlier) if math.isfinite(value)]
        levels.append(_Level(h, left, right, max(sizes)))
    return levels


def _two_sided(f: Watched, levels: list[_Level]) -> Estimate:
    clear = [level for level in levels if _is_clear(level)]
    if not clear:
        return _flat(f, levels)
    tail = clear[-_TAIL:]
    left, right = _side(tail, "left"), _side(tail, "right")
    if _is_jump(tail):
        return _answer(f, Verdict.JUMP, levels, left=left, right=right)
    if math.isinf(left) or math.isinf(right):
        return _answer(f, Verdict.VERTICAL, levels, left=left, right=right)
    if _is_kink(tail):
        left, _ = extrapolated(clear, "left", power=1)
        right, _ = extrapolated(clear, "right", power=1)
        return _answer(f, Verdict.KINK, levels, left=left, right=right)
    return _converged(f, levels, clear)


def _noise(level: _Level) -> float:
    """How far rounding of f may move a slope at this level."""
    return 4 * _ULP * level.size / level.h


def _is_clear(level: _Level) -> bool:
    if not math.isfinite(level.bend):
        return False
    return _noise(level) <= _SETTLED * level.largest


def _is_steady(values: Sequence[float], *, least: float, most: float) -> bool:
    """Whether each value is the one before it times a ratio within bounds."""
    if len(values) < _TAIL or min(values) <= 0:
        return False
    ratios = [later / earlier for earlier, later in pairwise(values)]
    return least <= min(ratios) and max(ratios) <= most


def _side(tail: Sequence[_Level], side: str) -> float:
    """A one-sided slope, infinite where its changes do not shrink with the nudge."""
    values = [float(getattr(level, side)) for level in tail]
    changes = [later - earlier for earlier, later in pairwise(values)]
    sizes = [abs(change) for change in changes]
    one_way = len({change > 0 for change in changes}) == 1
    seen = all(size > 4 * _noise(level) for size, level in zip(sizes, tail[1:], strict=True))
    if one_way and seen and _is_steady([*sizes[:1], *sizes], least=_UNBOUNDED, most=math.inf):
        return math.copysign(math.inf, changes[-1])
    return values[-1]


def _is_seen(level: _Level) -> bool:
    return abs(level.bend) > 4 * _noise(level)


def _is_jump(tail: Sequence[_Level]) -> bool:
    """Whether the gap between the two sides of f stays, however small the nudge."""
    gaps = [abs(level.bend) * level.h for level in tail]
    return all(map(_is_seen, tail)) and _is_steady(gaps, least=0.85, most=1.18)


def _is_kink(tail: Sequence[_Level]) -> bool:
    """Whether the slopes on the two sides stay apart, however small the nudge."""
    bends = [abs(level.bend) for level in tail]
    lasting = bends[-1] > _LEAST_BEND * tail[-1].largest
    return lasting and all(map(_is_seen, tail)) and _is_steady(bends, least=0.85, most=1.18)


def _flat(f: Watched, levels: Sequence[_Level]) -> Estimate:
    """Nothing moves by more than rounding may: the slope is zero within the bar."""
    best = min(levels, key=lambda level: _noise(level) + level.largest)
    error = _noise(best) + best.largest
    return _answer(f, Verdict.CONVERGED, levels, value=0.0, error=error, left=0.0, right=0.0)


def _converged(f: Watched, levels: list[_Level], clear: list[_Level]) -> Estimate:
    value, error = extrapolated(clear, "middle", power=2)
    noise, ulps = _measured_noise(levels, value)
    verdict = Verdict.CONVERGED
    if ulps > _NOISY_ULPS:
        verdict = Verdict.NOISY
        value, error = extrapolated(levels, "middle", power=2, noise=3 * noise)
    trusted = error <= _LARGEST_BAR * clear[0].largest and _sides_meet(clear)
    if not trusted or (not noise and _is_contradicted(clear, value, error)):
        left, right = clear[-1].left, clear[-1].right
        return _answer(f, Verdict.CANNOT_TELL, levels, left=left, right=right)
    return _answer(f, verdict, levels, value=value, error=error, left=value, right=value)


def _sides_meet(clear: Sequence[_Level]) -> bool:
    """Whether left and right agree at the smallest nudges: a symmetric f can hide a corner."""
    bound = _LARGEST_BAR * clear[0].largest
    return all(abs(level.bend) <= bound + 4 * _noise(level) for level in clear[-3:])


def _is_contradicted(clear: Sequence[_Level], value: float, error: float) -> bool:
    """Whether the smallest clear nudges keep seeing another slope than the one extrapolated."""
    strays = [abs(level.middle - value) for level in clear[-6:]]
    allowed = error + 2 * _noise(clear[-1])
    return max(strays[-3:]) > allowed + 0.3 * max(strays[:-3], default=math.inf)


def _measured_noise(levels: Sequence[_Level], value: float) -> tuple[float, float]:
    """How far f strays from a smooth function, itself and in ulps; 0 where no noise is seen.

    Noise makes slopes stray more the smaller the nudge; a slow limit makes them stray less.
    """
    strays = [abs(level.middle - value) for level in levels[-_SMALLEST:]]
    if len(strays) < _SMALLEST or max(strays[-3:]) < 4 * max(strays[:3]):
        return 0.0, 0.0
    small = levels[-_SMALLEST:]
    noise = max(stray * level.h for stray, level in zip(strays, small, strict=True))
    return noise, noise / (_ULP * max(level.size for level in small))


def _one_sided(f: Watched, levels: list[_Level], *, to_the_right: bool) -> Estimate:
    side = "right" if to_the_right else "left"
    alive = [level for level in levels if math.isfinite(getattr(level, side))]
    clear = [level for level in alive if _noise(level) <= _SETTLED * abs(getattr(level, side))]
    if not clear:
        return _answer(f, Verdict.EDGE, levels, value=0.0, error=_noise(alive[0]), **{side: 0.0})
    limit = _side(clear[-_TAIL:], side)
    if math.isinf(limit):
        return _answer(f, Verdict.EDGE, levels, **{side: limit})
    value, error = extrapolated(clear, side, power=1)
    scale = max(abs(getattr(level, side)) for level in clear)
    if not error <= _LARGEST_BAR * scale:
        return _answer(f, Verdict.CANNOT_TELL, levels, **{side: limit})
    return _answer(f, Verdict.EDGE, levels, value=value, error=error, **{side: value})


def extrapolated(
    levels: Sequence[_Level], side: str, *, power: int, noise: float = 0.0
) -> tuple[float, float]:
    """The limit of slopes as the nudge goes to 0, and a bar on its error.

    Neville's scheme in h**power; each entry carries its truncation (what the last column changed)
    and its rounding, and the entry with the least sum wins.
    """
    best, least = math.nan, math.inf
    row: list[tuple[float, float]] = []
    for level in levels:
        rounding = noise / level.h if noise else _noise(level)
        fresh = [(float(getattr(level, side)), rounding)]
        for depth, (older, older_noise) in enumerate(row[:6]):
            newer, newer_noise = fresh[depth]
            weight = 1 / (4.0 ** (power * (depth + 1)) - 1)
            value = newer + weight * (newer - older)
            spread = (1 + weight) * newer_noise + weight * older_noise
            truncation = max(abs(value - newer), _DISTRUST * abs(newer - older))
            bar = 6 * truncation + 3 * spread
            if bar < least:
                best, least = value, bar
            fresh.append((value, spread))
        row = fresh
    return best, least
