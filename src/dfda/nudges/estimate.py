"""The slope of a black box, read off shrinking nudges from both sides."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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

_LAST: Final = 3
"""How many of them must agree with the answer."""

_UNBOUNDED: Final = 0.7
"""A slope whose changes shrink less than this from nudge to nudge grows without bound."""

_LEAST_BEND: Final = 1e-3
"""The least difference between two sides, as a share of the slope, that is called a kink."""

_STILL: Final = 3.0
"""A second difference that grows less than this per level does not shrink with the nudge."""

_NOISY_ULPS: Final = 1000
"""Noise in f of more than so many units in the last place is worth a word."""

_LARGEST_BAR: Final = 0.1
"""A bar longer than this share of the largest slope seen is no answer."""

_DISTRUST: Final = 0.15
"""At least this share of a difference between neighbours counts as truncation: a column may look
settled only because f is not as smooth as the scheme assumes."""


@dataclass(frozen=True, slots=True)
class _Level:
    """One nudge to both sides: its width and the slope on either side, NaN where f is missing.

    `size` is the largest |f| that was seen, `jitter` how far f strays from a smooth function.
    """

    h: float
    left: float
    right: float
    size: float
    jitter: float = 0.0

    @property
    def noise(self) -> float:
        """How far rounding, or the noise of f itself, may move a slope at this level."""
        return max(4 * _ULP * self.size, 3 * self.jitter) / self.h

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
    return _with_jitter(levels, _jitter(levels))


def _jitter(levels: Sequence[_Level]) -> float:
    """The noise of f, read off its second differences at the smallest nudges.

    f(a+h) - 2f(a) + f(a-h) shrinks at least 4-fold from level to level while f is smooth or has a
    kink; where it stops shrinking it is noise (after Moré & Wild, *Estimating computational noise*,
    SIAM J. Sci. Comput. 33, 2011). A steady fall is the mark of a root, a steady size that of a
    jump: neither is noise.
    """
    gaps = [abs(level.bend) * level.h for level in reversed(levels)]
    if any(not math.isfinite(gap) for gap in gaps):
        return 0.0
    run: list[float] = []
    for gap in gaps:
        if run and gap > _STILL * max(run):
            break
        run += [gap] if gap else []
    steady = len(run) >= _TAIL and _is_steady(run[:_TAIL], least=0.85, most=1.18)
    falling = len(run) >= _TAIL and _is_steady(run[:_TAIL], least=1.5, most=_STILL)
    return 0.0 if steady or falling or not run else max(run)


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


def _is_clear(level: _Level) -> bool:
    if not math.isfinite(level.bend):
        return False
    return level.noise <= _SETTLED * level.largest


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
    seen = all(size > 4 * level.noise for size, level in zip(sizes, tail[1:], strict=True))
    if one_way and seen and _is_steady([*sizes[:1], *sizes], least=_UNBOUNDED, most=math.inf):
        return math.copysign(math.inf, changes[-1])
    return values[-1]


def _is_seen(level: _Level) -> bool:
    return abs(level.bend) > 4 * level.noise


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
    best = min(levels, key=lambda level: level.noise + level.largest)
    error = best.noise + best.largest
    return _answer(f, Verdict.CONVERGED, levels, value=0.0, error=error, left=0.0, right=0.0)


def _converged(f: Watched, levels: list[_Level], clear: list[_Level]) -> Estimate:
    value, _ = extrapolated(clear, "middle", power=2)
    clear = _with_jitter(clear, _stray_jitter(clear, value))
    value, error = extrapolated(clear, "middle", power=2)
    if not (
        error <= _LARGEST_BAR * max(clear[0].largest, abs(value))
        and _sides_meet(clear, value)
        and not _is_contradicted(clear, value, error)
    ):
        left, right = clear[-1].left, clear[-1].right
        return _answer(f, Verdict.CANNOT_TELL, levels, left=left, right=right)
    noisy = clear[0].jitter > _NOISY_ULPS * _ULP * clear[0].size
    verdict = Verdict.NOISY if noisy else Verdict.CONVERGED
    return _answer(f, verdict, levels, value=value, error=error, left=value, right=value)


def _with_jitter(levels: Sequence[_Level], jitter: float) -> list[_Level]:
    return [replace(level, jitter=max(level.jitter, jitter)) for level in levels]


def _stray_jitter(clear: Sequence[_Level], value: float) -> float:
    """The noise that slopes at the smallest nudges show: they stray more, the smaller the nudge."""
    strays = [abs(level.middle - value) * level.h for level in clear[-2 * _LAST :]]
    if len(strays) < 2 * _LAST or max(strays[_LAST:]) < max(strays[:_LAST]) / 4:
        return 0.0
    return max(strays)


def _sides_meet(clear: Sequence[_Level], value: float) -> bool:
    """Whether left and right agree at the smallest nudges: a symmetric f can hide a corner."""
    bound = _LARGEST_BAR * max(clear[0].largest, abs(value))
    return all(abs(level.bend) <= bound + 4 * level.noise for level in clear[-_LAST:])


def _is_contradicted(clear: Sequence[_Level], value: float, error: float) -> bool:
    """Whether the smallest clear nudges keep seeing another slope than the one extrapolated."""
    strays = [abs(level.middle - value) for level in clear[-2 * _LAST :]]
    allowed = error + 2 * clear[-1].noise
    return max(strays[-_LAST:]) > allowed + 0.3 * max(strays[:-_LAST], default=math.inf)


def _one_sided(f: Watched, levels: list[_Level], *, to_the_right: bool) -> Estimate:
    side = "right" if to_the_right else "left"
    alive = [level for level in levels if math.isfinite(getattr(level, side))]
    clear = [level for level in alive if level.noise <= _SETTLED * abs(getattr(level, side))]
    if not clear:
        return _answer(f, Verdict.EDGE, levels, value=0.0, error=alive[0].noise, **{side: 0.0})
    limit = _side(clear[-_TAIL:], side)
    if math.isinf(limit):
        return _answer(f, Verdict.EDGE, levels, **{side: limit})
    value, error = extrapolated(clear, side, power=1)
    scale = max(abs(getattr(level, side)) for level in clear)
    if not error <= _LARGEST_BAR * scale:
        return _answer(f, Verdict.CANNOT_TELL, levels, **{side: limit})
    return _answer(f, Verdict.EDGE, levels, value=value, error=error, **{side: value})


def extrapolated(levels: Sequence[_Level], side: str, *, power: int) -> tuple[float, float]:
    """The limit of slopes as the nudge goes to 0, and a bar on its error.

    Neville's scheme in h**power; each entry carries its truncation (what the last column changed)
    and its rounding, and the entry with the least sum wins.
    """
    best, least = math.nan, math.inf
    row: list[tuple[float, float]] = []
    for level in levels:
        fresh = [(float(getattr(level, side)), level.noise)]
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
