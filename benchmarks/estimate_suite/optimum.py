"""The best that central differences show of a noisy function, whatever nudge and order they take.

Every nudge of a dense grid is tried, and orders 2, 4, 6 and 8 by Richardson's weights. One of so
many is close to the truth by luck; so what a nudge shows is taken to be the root mean square of the
errors around it, and the optimum is the smallest of these. No method can know which nudge it is.
"""

from __future__ import annotations

import math
from typing import Final

import mpmath
import numpy as np

from estimate_suite.language import Case
from estimate_suite.score import correct_digits

STEPS: Final = 8
"""So many nudges to an octave …"""

OCTAVES: Final = 44
WIDEST: Final = 8.0
"""… from eight times the point's own size downwards."""

MANTISSA: Final = math.sqrt(1.98)
ORDERS: Final = (2, 4, 6, 8)
AROUND: Final = 4
"""The errors of a nudge are those of all nudges within half an octave of it."""


def slopes(case: Case) -> np.ndarray:
    """The central slope of every nudge of the grid, from wide to narrow; NaN where f is missing."""
    size = (abs(case.at) or 1.0) * MANTISSA
    found = []
    for index in range(STEPS * OCTAVES):
        h = WIDEST * size * 2.0 ** (-index / STEPS)
        above, below = case.at + h, case.at - h
        try:
            found.append((float(case.f(above)) - float(case.f(below))) / (above - below))
        except (ArithmeticError, ValueError, TypeError):
            found.append(math.nan)
    return np.array(found)


def optimum(case: Case, truth: mpmath.mpf, at_point: float) -> float:
    """The digits of the best nudge and order for this function and its noise."""
    column, least = slopes(case), math.inf
    for order in ORDERS:
        errors = column - float(truth)
        windows = np.lib.stride_tricks.sliding_window_view(errors**2, 2 * AROUND + 1)
        typical = np.sqrt(windows.mean(axis=1))
        least = min(least, float(np.nanmin(typical, initial=math.inf)))
        # Richardson: the slope at half the nudge stands one octave further down the grid.
        weight = 1.0 / (2.0**order - 1.0)
        column = column[STEPS:] + weight * (column[STEPS:] - column[:-STEPS])
    return correct_digits(least, truth, case.at, at_point)
