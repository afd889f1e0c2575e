"""The slope of a black box, read off shrinking nudges from both sides."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, overload

from dfda.digits import exact_number, nearest_float
from dfda.nudges.calls import Watched, checked_function
from dfda.nudges.levels import TAIL, ULP, Level, is_lasting, scan
from dfda.nudges.limits import TINY, Limit, end_slope, limit
from dfda.results import Absent, Estimate, Number, Scalar, Verdict

_NOISY_ULPS: Final = 1000
"""Noise in f of more than so many units in the last place is worth a word."""

_FLAT_ULPS: Final = 64
"""A function that moves by no more than this is called flat."""

_UNDERFLOW: Final = 1e-150
"""Smaller values of f may come from products that underflow to 0."""

_LARGEST_BAR: Final = 0.1
"""A bar longer than this share of the largest slope seen is no answer."""


@overload
def estimate(f: Scalar) -> Callable[[Number], Estimate]: ...
@overload
def estimate(f: Scalar, at: Number) -> Estimate: ...
def estimate(
    f: Scalar, at: Number | Absent = Absent.ABSENT
) -> Estimate | Callable[[Number], Estimate]:
    """Estimate the slope of any function from float nudges, with an error bar and a verdict.

    The slopes to the left and to the right are compared while the nudge shrinks. Where they meet,
    the limit is extrapolated; where they do not, the verdict says what is there instead.

    Args:
        f: A function of one number that returns one number. It is only called; infinite values and
            NaN are expected, so NumPy's floating-point warnings about them are off meanwhile.
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
    later = partial(_estimated, checked_function(f))
    return later if at is Absent.ABSENT else later(at)


def _estimated(f: Scalar, at: Number) -> Estimate:
    point = nearest_float(exact_number(at, name="the point"))
    watched = Watched(f)
    before = float(watched(point)) if math.isfinite(point) else math.nan
    if not math.isfinite(before):
        return _answer(watched, Verdict.UNDEFINED, ())
    levels = scan(watched, point, before)
    alive = [bool(levels) and math.isfinite(levels[-1].side(side)) for side in ("left", "right")]
    if all(alive):
        return _two_sided(watched, levels)
    if any(alive):
        return _one_sided(watched, levels, "right" if alive[1] else "left")
    return _answer(watched, Verdict.CANNOT_TELL, levels)


def _answer(
    f: Watched,
    verdict: Verdict,
    levels: Sequence[Level],
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


def _two_sided(f: Watched, levels: list[Level]) -> Estimate:
    clear = [level for level in levels if level.is_clear()]
    if not clear:
        return _flat(f, levels)
    tail = clear[-TAIL:]
    left, right = end_slope(tail, "left"), end_slope(tail, "right")
    if clear[0].h < TINY * levels[0].h:
        # Slopes that stand out only from tiny nudges may be the steps of f's own rounding.
        verdict = Verdict.CANNOT_TELL
    elif _is_jump(tail):
        verdict = Verdict.JUMP
    elif math.isinf(left) or math.isinf(right):
        verdict = Verdict.VERTICAL
    else:
        return _bounded(f, levels, clear)
    return _answer(f, verdict, levels, left=left, right=right)


def _bounded(f: Watched, levels: Sequence[Level], clear: Sequence[Level]) -> Estimate:
    """A kink, a slope, or nothing that could be told."""
    below, above = limit(clear, "left", power=1), limit(clear, "right", power=1)
    if _is_kink(clear, below, above):
        return _answer(f, Verdict.KINK, levels, left=below.value, right=above.value)
    found = limit(clear, "middle", power=2)
    if _is_sure(found, clear[0].largest) and _sides_meet(clear, found):
        verdict = Verdict.NOISY if _is_noisy(found, clear) else Verdict.CONVERGED
        value, error = found.value, found.error
        return _answer(f, verdict, levels, value=value, error=error, left=value, right=value)
    left, right = clear[-1].left, clear[-1].right
    return _answer(f, Verdict.CANNOT_TELL, levels, left=left, right=right)


def _is_jump(tail: Sequence[Level]) -> bool:
    """Whether a gap between the two sides of f stays, however small the nudge."""
    seen = all(abs(level.bend) > 4 * level.noise for level in tail)
    return seen and is_lasting([level.gap for level in tail], tail)


def _is_kink(clear: Sequence[Level], left: Limit, right: Limit) -> bool:
    """Whether the limits on both sides differ by more than their bars, and nudges see it so."""
    bend, bars = right.value - left.value, left.error + right.error
    if not abs(bend) > 2 * bars:
        return False
    return all(abs(level.bend - bend) <= abs(bend) / 4 + 4 * level.noise for level in clear[-TAIL:])


def _is_sure(found: Limit, largest: float) -> bool:
    return found.error <= _LARGEST_BAR * max(largest, abs(found.value))


def _sides_meet(clear: Sequence[Level], found: Limit) -> bool:
    """Whether left and right agree at the smallest nudges: a symmetric f can hide a corner."""
    bound = _LARGEST_BAR * max(clear[0].largest, abs(found.value))
    return all(abs(level.bend) <= bound + 4 * level.noise for level in clear[-TAIL // 2 :])


def _is_noisy(found: Limit, clear: Sequence[Level]) -> bool:
    return found.jitter > _NOISY_ULPS * ULP * clear[0].size


def _flat(f: Watched, levels: Sequence[Level]) -> Estimate:
    """Nothing stands out from the noise: f is flat, or nobody can tell."""
    best = min(levels, key=lambda level: level.noise + level.largest)
    error = best.noise + best.largest
    if error * best.h > max(_FLAT_ULPS * ULP * best.size, _UNDERFLOW):
        return _answer(f, Verdict.CANNOT_TELL, levels, left=best.left, right=best.right)
    return _answer(f, Verdict.CONVERGED, levels, value=0.0, error=error, left=0.0, right=0.0)


def _one_sided(f: Watched, levels: Sequence[Level], side: str) -> Estimate:
    alive = [level for level in levels if math.isfinite(level.side(side))]
    clear = [level for level in alive if level.is_clear(side)]
    if not clear:
        best = min(alive, key=lambda level: level.noise)
        return _answer(f, Verdict.EDGE, levels, value=0.0, error=best.noise, **{side: 0.0})
    end = end_slope(clear[-TAIL:], side)
    if math.isinf(end):
        return _answer(f, Verdict.EDGE, levels, **{side: end})
    found = limit(clear, side, power=1)
    if not _is_sure(found, abs(clear[0].side(side))):
        return _answer(f, Verdict.CANNOT_TELL, levels, **{side: end})
    value, error = found.value, found.error
    return _answer(f, Verdict.EDGE, levels, value=value, error=error, **{side: value})
