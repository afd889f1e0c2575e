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


class Tableau:
    """Neville's scheme in h**power, rung by rung from wide to narrow; of all runs the surest one.

    Attributes:
        fit: The extrapolated slope so far.
    """

    __slots__ = ("fit", "power", "row", "widths")

    def __init__(self, power: float = 2.0) -> None:
        self.power = power
        self.widths: list[float] = []
        self.row: list[tuple[float, float]] = []
        self.fit = NOTHING

    def add(self, width: float, slope: float, noise: float) -> None:
        """One rung more, narrower than those before."""
        best, least, rounding, first, end = self.fit
        last, power, widths = len(self.widths), self.power, self.widths
        value, before, column = slope, 0.0, last
        fresh = [(value, noise)]
        for older, older_noise in self.row:
            column -= 1
            ratio = widths[column] / width
            weight = 1.0 / ((ratio * ratio if power == 2.0 else ratio**power) - 1.0)  # noqa: PLR2004
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
                first, end = column, last
            fresh.append((value, noise))
            before = change
        self.row = fresh
        widths.append(width)
        self.fit = Fit(best, least, rounding, first, end)


def extrapolated(
    widths: Sequence[float], slopes: Sequence[float], noises: Sequence[float], power: float = 2.0
) -> Fit:
    """The extrapolation of slopes at all of these widths, from wide to narrow."""
    tableau = Tableau(power)
    for width, slope, noise in zip(widths, slopes, noises, strict=True):
        tableau.add(width, slope, noise)
    return tableau.fit
