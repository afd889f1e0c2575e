"""What three rungs foretell of the smaller nudges at many points, and how far f strays from it.

Slope and bend/h move with the square of the nudge, but for higher powers that Richardson's scheme
takes off.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dfda.nudges.namespaces import Array


class Rows(NamedTuple):
    """Levels at a block of points, one row for each width, from wide to narrow."""

    h: Array
    slope: Array
    bend: Array

    def at(self, which: slice) -> Rows:
        """Some of the rows."""
        return Rows(*(part[which] for part in self))


def strays(value: Array, rungs: Rows, small: Rows) -> Array:
    """How far f strays from the fitted slope at small levels, as a height for each of them.

    The rungs are the three narrowest of the fit.
    """
    # Widths beside the narrowest rung's: their squares are floats, however large the points are.
    unit = rungs.h[-1]
    shares, share = rungs.h / unit, small.h / unit
    bends = rungs.bend / shares
    curves = (rungs.slope[1:] - value) / shares[1:] ** 2
    curved = curves[1] + (curves[1] - curves[0]) / 3
    bent = bends[1:] + (bends[1:] - bends[:-1]) / 3
    bend = bent[1] + (bent[1] - bent[0]) / 15
    off = np.abs(small.slope - value - curved * share**2)
    expected = (bend + (bends[-1] - bend) * share**2) * share
    height: Array = np.maximum(off, np.abs(small.bend - expected) / 2) * small.h
    return height
