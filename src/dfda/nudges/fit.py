"""Slopes at several nudges, extrapolated to a nudge of 0, with a bar on what may be left.

Sources: the tableau is Neville's, its error read off neighbouring entries after C. Ridders,
*Advances in Engineering Software* 4 (1982); that rounding travels through the tableau beside the
values, after J. N. Lyness and C. B. Moler, *SIAM J. Numer. Anal.* 4 (1967).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

TRUNCATION: Final = 6.0
ROUNDING: Final = 2.5
DISTRUST: Final = 0.15
"""At least this share of a difference between neighbours counts as truncation: a column may look
settled only because f is not as smooth as the scheme assumes."""


class Fit(NamedTuple):
    """An extrapolated slope.

    Attributes:
        value: The slope at a nudge of 0.
        error: Its bar.
        rounding: The part of the bar that is noise and rounding of f.
        first: The widest rung that was used, as an index.
        last: The narrowest one.
    """

    value: float
    error: float
    rounding: float
    first: int
    last: int


NOTHING: Final = Fit(math.nan, math.inf, math.inf, 0, 0)


def extrapolated(
    widths: Sequence[float], slopes: Sequence[float], noises: Sequence[float], power: float = 2.0
) -> Fit:
    """Neville's scheme in h**power from wide to narrow; of all runs of rungs the surest one."""
    best, least, rounding, first, end = math.nan, math.inf, math.inf, 0, 0
    row: list[tuple[float, float]] = []
    for last, width in enumerate(widths):
        value, noise, before = slopes[last], noises[last], 0.0
        fresh = [(value, noise)]
        for column, (older, older_noise) in enumerate(row):
            weight = 1.0 / ((widths[last - column - 1] / width) ** power - 1.0)
            change = value - older
            value += weight * change
            noise += weight * (noise + older_noise)
            if change < 0.0:
                change = -change
            pace = change / before if before > change else (1.0 if before else 0.0)
            # Comparisons, not max(): a call here would take a fifth of an estimate's time.
            share = weight if weight > DISTRUST else DISTRUST  # noqa: FURB136
            share = pace if pace > share else share  # noqa: FURB136
            error = TRUNCATION * share * change + ROUNDING * noise
            if error < least:
                best, least, rounding = value, error, ROUNDING * noise
                first, end = last - column - 1, last
            fresh.append((value, noise))
            before = change
        row = fresh
    return Fit(best, least, rounding, first, end)
