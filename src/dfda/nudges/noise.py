"""How noisy f is, read off the smallest nudges: what they say beside what the fit says there.

After J. J. Moré and S. M. Wild, *Estimating computational noise*, SIAM J. Sci. Comput. 33 (2011):
differences of a smooth f shrink with the nudge, those of noise do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from dfda.nudges.sampler import Level

MARGIN: Final = 1.5
_FALLS: Final = 0.75


def strays(
    levels: Iterable[Level], slope: float, narrow: Level, curved: float, bent: float
) -> list[tuple[float, float]]:
    """The width of each level, and how far f strays there from the fitted curve, as a height.

    At the narrowest rung curvature moves the central slope by `curved`, and the bend is `bent`;
    below it the first shrinks with the square of the nudge and the second with the nudge.
    """
    found = []
    for level in levels:
        share = level.h / narrow.h
        off = abs(level.slope - slope - curved * share * share)
        found.append((level.h, max(off, abs(level.bend - bent * share) / 2) * level.h))
    return found


def measured(heights: Iterable[float]) -> float:
    """The noise that these strays point to."""
    return MARGIN * max(heights, default=0.0)


def is_noise(found: Sequence[tuple[float, float]]) -> bool:
    """Whether strays are those of noise: they do not shrink along with the nudge."""
    if len(found) < 2:  # noqa: PLR2004  (one stray shows no trend)
        return True
    (wide, first), (narrow, last) = found[0], found[-1]
    return last >= first * float((narrow / wide) ** _FALLS)
