"""From levels to a verdict: which of the ways to read them holds, and the slope that it gives."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final, NamedTuple

from dfda.nudges.breaks import (
    clear_levels,
    is_jump,
    is_kink,
    is_vertical,
    lasting_noise,
    one_sided_end,
)
from dfda.nudges.edge import edge_slope
from dfda.nudges.fit import extrapolated
from dfda.nudges.rounded import from_afar, is_still, second_reading, through_teeth, with_ledge
from dfda.nudges.sampler import ULP, Level, Sampler
from dfda.nudges.settling import Descent, descend, descend_at_zero
from dfda.nudges.smooth import Smooth, smooth, through_noise
from dfda.results import Verdict

NOISY_ULPS: Final = 1000
"""Noise in f of more than so many units in the last place is worth a word."""

FLAT_ULPS: Final = 64
"""A function that moves by no more than this is called flat."""

UNDERFLOW: Final = 1e-150
"""Smaller values of f may come from products that underflow to 0."""

_ROUNDING: Final = 1000.0

_QUIET: Final = 100.0
_RESTARTS: Final = 3
"""How often a fit that small nudges contradict is tried again from below."""

LARGEST_BAR: Final = 0.1
"""A bar longer than this share of the largest slope seen is no answer."""


_LARGEST_NOISY_BAR: Final = 0.4
"""… and of one that is known to be noisy, this share: the noise is named, and so is its bar."""

_SMALL_NOISE: Final = 0.05
"""A longer bar is told where it is noise that makes it, and the noise no more than this share of f:
then the slope is too small to be seen, and the bar says how small."""

_MADE_OF_NOISE: Final = 0.5
_SLIGHT: Final = 0.5


class Finding(NamedTuple):
    """A verdict, with the slope that goes with it (NaN where there is none).

    Attributes:
        verdict: What was found.
        value: The slope.
        error: Its bar.
        left: The slope on the left.
        right: The slope on the right.
        noise: The noise of f that was met.
        smooth: The fit behind a two-sided slope, for derivatives of higher order.
    """

    verdict: Verdict
    value: float = math.nan
    error: float = math.inf
    left: float = math.nan
    right: float = math.nan
    noise: float = math.nan
    smooth: Smooth | None = None


def find(sampler: Sampler, noise: float) -> Finding:
    """Look at f from both sides, and say what its slope is and how far to trust it."""
    descent = descend(sampler, noise)
    if sampler.point == 0.0 and not descent.settled:
        descent = descend_at_zero(sampler, noise) or descent
    if not descent.levels:
        return _missing(sampler, descent, noise)
    if descent.settled:
        return _settled(sampler, descent, noise)
    return _unsettled(sampler, descent, noise)


def _settled(sampler: Sampler, descent: Descent, noise: float) -> Finding:
    """Left and right meet: fit, and start again from below where small nudges contradict."""
    below = descent.levels[-1]
    still = all(is_still(level) for level in descent.levels)
    if still and len(descent.missing_above) == 1:
        return _one_sided(sampler, min(descent.missing_above), noise)
    found = smooth(sampler, descent.levels, ceiling=descent.ceiling, noise=noise)
    for _ in range(_RESTARTS):
        if not found.doubts:
            break
        ceiling = min(found.rungs[-1].h, descent.ceiling)
        found = smooth(sampler, found.doubts, ceiling=ceiling, noise=noise)
    if found.doubts:
        return Finding(Verdict.CANNOT_TELL, left=below.left, right=below.right)
    if found.corner:
        left, right = (found.fit.value + sign * found.corner / 2 for sign in (-1.0, 1.0))
        return Finding(Verdict.KINK, left=left, right=right)
    local = with_ledge(sampler, found)
    steps = local.step > FLAT_ULPS * noise
    afar = None
    if is_still(local.rungs[0]):
        afar = from_afar(sampler, noise, local.end if steps else math.inf)
    if afar is None and steps:
        afar = second_reading(sampler, local, noise) or through_teeth(sampler, local, noise)
    found = afar or found
    return _told(sampler, found)


def _told(sampler: Sampler, found: Smooth) -> Finding:
    """The fitted slope, if its bar is short enough to be worth the name."""
    fit, top = found.fit, found.rungs[0]
    narrow = found.rungs[-1]
    # Beside a zero of f its value at the point says little of how large f is.
    nearest = narrow.floor / sampler.unit if narrow.h <= sampler.scale else 0.0
    size = max(abs(sampler.before), nearest)
    noisy = found.noisy and found.noise > max(NOISY_ULPS * 2 * ULP * size, UNDERFLOW**2)
    share = _LARGEST_NOISY_BAR if noisy else LARGEST_BAR
    error = fit.error
    long = not error <= share * max(top.steepest, abs(fit.value))
    if long and not (noisy and _is_made_of_noise(sampler, found)):
        height = max(FLAT_ULPS * ULP * abs(sampler.before), UNDERFLOW)
        if not error * found.rungs[fit.first].h <= height:
            return Finding(Verdict.CANNOT_TELL, left=narrow.left, right=narrow.right)
        # All that can be told is that f is flat to within rounding.
        error += abs(fit.value)
    return Finding(
        Verdict.NOISY if noisy else Verdict.CONVERGED,
        value=fit.value,
        error=error,
        left=fit.value,
        right=fit.value,
        noise=found.noise,
        smooth=found,
    )


def _is_made_of_noise(sampler: Sampler, found: Smooth) -> bool:
    """Whether a noise that is small beside f makes the bar long, and f changes little within it."""
    near_by = [level.floor for level in sampler.seen if level.whole and level.h <= sampler.scale]
    largest = max([found.rungs[0].floor, *near_by]) / sampler.unit
    made = found.fit.rounding >= _MADE_OF_NOISE * found.fit.error
    slight = found.fit.error * sampler.scale <= _SLIGHT * largest
    return (made or slight) and found.noise <= _SMALL_NOISE * largest


def _unsettled(sampler: Sampler, descent: Descent, noise: float) -> Finding:
    """Left and right never meet: a jump, a kink, a vertical slope, noise, or nobody can tell."""
    levels = _with_more(sampler, descent)
    clear = clear_levels(levels, noise)
    if is_jump(clear):
        left, right = (_jump_side(clear, levels, side, noise) for side in ("left", "right"))
        return Finding(Verdict.JUMP, left=left, right=right)
    if is_kink(levels, noise):
        left, right = (_kink_side(levels, side, noise) for side in ("left", "right"))
        return Finding(Verdict.KINK, left=left, right=right)
    if is_vertical(descent.levels, noise):
        clear = clear_levels(descent.levels, noise)
        left, right = (_end(clear, side, noise) for side in ("left", "right"))
        return Finding(Verdict.VERTICAL, left=left, right=right)
    lasting = lasting_noise(descent.levels)
    if 0.0 < lasting < _ROUNDING * noise:
        # A little more rounding inside f than was allowed for: most of it may settle after all.
        again = descend(sampler, lasting)
        if again.settled:
            return _settled(sampler, again, lasting)
    if lasting > 0.0:
        return _through_noise(sampler, levels, lasting, descent.ceiling)
    return Finding(Verdict.CANNOT_TELL, left=levels[-1].left, right=levels[-1].right)


def _with_more(sampler: Sampler, descent: Descent) -> list[Level]:
    """The levels with two more between the small ones, so that no verdict rests on chance."""
    more = [sampler.at_power(k) for k in (24, 32) if sampler.affords(1)]
    whole = [level for level in more if level is not None and level.whole]
    return sorted({*descent.levels, *whole}, reverse=True)


def _through_noise(sampler: Sampler, levels: list[Level], noise: float, ceiling: float) -> Finding:
    """The slope seen from nudges that are wide beside the noise."""
    good = levels[0]
    for wide, narrow in pairwise(levels):
        good = wide
        if abs(wide.slope - narrow.slope) <= 4 * noise / narrow.h:
            break
    found = through_noise(sampler, good, ceiling=ceiling, noise=noise)
    fit = found.fit
    off = _quiet_slope(levels, fit.value, noise)
    if off > fit.error:
        # What looked like noise was a shape of f: the slope may be the one inside of it.
        found = found._replace(fit=fit._replace(error=fit.error + off))
    return _told(sampler, found)


def _quiet_slope(levels: list[Level], slope: float, noise: float) -> float:
    """How far the slope of levels is off at which noise would show, and does not; 0 if it does."""
    return max(
        (
            abs(narrow.slope - slope)
            for wide, narrow in pairwise(levels)
            if not is_still(narrow)
            and abs(wide.slope - slope) * wide.h < noise / _QUIET
            and abs(wide.slope - narrow.slope) < abs(narrow.slope - slope) / _QUIET
        ),
        default=0.0,
    )


def _kink_side(levels: list[Level], side: str, noise: float) -> float:
    widths = [level.h for level in levels]
    noises = [max(noise, level.floor) / level.h for level in levels]
    return extrapolated(widths, [level.side(side) for level in levels], noises, 1.0).value


def _jump_side(clear: list[Level], levels: list[Level], side: str, noise: float) -> float:
    """Infinite where f keeps its distance on this side, otherwise the slope on it."""
    low = clear[-1]
    height = abs(low.side(side)) * low.h
    if height > 0.25 * max(abs(low.left), abs(low.right)) * low.h:
        return math.copysign(math.inf, low.side(side))
    return _kink_side(levels, side, noise)


def _end(clear: list[Level], side: str, noise: float) -> float:
    values = [level.side(side) for level in clear]
    return one_sided_end(values, [max(noise, level.floor) / level.h for level in clear])


def _missing(sampler: Sampler, descent: Descent, noise: float) -> Finding:
    """Nothing to one side, or to both, however small the nudge."""
    if len(descent.missing) != 1:
        return Finding(Verdict.CANNOT_TELL)
    return _one_sided(sampler, min(descent.missing), noise)


def _one_sided(sampler: Sampler, missing: str, noise: float) -> Finding:
    """The slope on the side on which f exists."""
    side = "left" if missing == "right" else "right"
    return find_on(sampler, side, noise, Verdict.EDGE)


def find_on(sampler: Sampler, side: str, noise: float, verdict: Verdict) -> Finding:
    """The slope on one side; `verdict` is what it is called where it is finite or grows."""
    found = edge_slope(sampler, side, noise)
    fit, end = found.fit, found.end
    if math.isinf(end):
        grows = verdict if verdict is Verdict.EDGE else Verdict.VERTICAL
        return _sided(Finding(grows), side, end)
    flat = fit.error * found.widest <= FLAT_ULPS * ULP * abs(sampler.before)
    if not fit.error <= LARGEST_BAR * max(abs(fit.value), abs(end)) and not flat:
        return _sided(Finding(Verdict.CANNOT_TELL), side, end)
    finding = Finding(verdict, value=fit.value, error=fit.error, noise=found.noise)
    return _sided(finding, side, fit.value)


def _sided(finding: Finding, side: str, slope: float) -> Finding:
    return finding._replace(left=slope) if side == "left" else finding._replace(right=slope)
