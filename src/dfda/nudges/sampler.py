"""Levels: f at the same distance to both sides of a point, and what the two values say."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from dfda.nudges.calls import Watched

ULP: Final = 2.0**-53
"""Half a unit in the last place, as a share of a float64."""

MANTISSA: Final = math.sqrt(1.98)
"""Nudges have this mantissa, odd to the last bit: round ones meet the period of many functions, and
hide what f loses when it adds its input to something larger."""

_COARSE: Final[dict[type, float]] = {np.float32: 2.0**-24, np.float16: 2.0**-11}
"""Half a unit in the last place of the coarser kinds of float that f may answer with."""

LEAST: Final = 5e-324
"""Below 1e-307 floats are evenly spaced, and round by so much."""

ROOM: Final = 16.0
"""A nudge is at least so many units of the point, or it is not made."""


EVERYWHERE: Final = (-math.inf, math.inf)
"""The domain of an f that may be called with any number."""


class Level(NamedTuple):
    """One nudge to both sides; slopes are NaN where f is missing on a side.

    Attributes:
        h: The width.
        above: f(a + h).
        below: f(a - h).
        slope: The central slope (f(a + h) - f(a - h)) / 2h.
        bend: How much steeper the right side is: right slope minus left slope.
        steepest: The larger one-sided slope, without its sign.
        floor: What rounding alone may do to f at these points.
    """

    h: float
    above: float
    below: float
    slope: float
    bend: float
    steepest: float
    floor: float

    @property
    def left(self) -> float:
        """The slope on the left."""
        return self.slope - self.bend / 2

    @property
    def right(self) -> float:
        """The slope on the right."""
        return self.slope + self.bend / 2

    @property
    def whole(self) -> bool:
        """Whether f has values on both sides."""
        return math.isfinite(self.slope)

    def side(self, name: str) -> float:
        """The slope on one side."""
        return self.left if name == "left" else self.right


class Sampler:
    """f around one point, as levels. It remembers every level that it has seen.

    Attributes:
        point: The point.
        before: f there.
        scale: The nudge that counts as 1: about the point's own size, 1.407 at 0.
        unit: Half a unit in the last place of the floats that f answers with.
        spacing: No nudge is finer than this.
        value: The value of f at a number, NaN where it is missing or outside of the domain.
        seen: All levels, in the order in which they were asked for.
        known: The same by their widths.
        one_sided: Slopes on one side alone, by their widths.
    """

    def __init__(
        self,
        f: Watched,
        point: float,
        before: float,
        *,
        domain: tuple[float, float] = EVERYWHERE,
        budget: float = math.inf,
    ) -> None:
        self.f = f
        self.point = point
        self.before = before
        self.unit = _COARSE.get(f.kind, ULP)
        self.scale = MANTISSA * 2.0 ** (math.frexp(point)[1] - 1) if point else MANTISSA
        self.spacing = ROOM * max(math.ulp(point), 2 * self.unit * abs(point))
        self.domain = domain
        # Without a domain there is nothing to see to, and this is asked for at every call of f.
        self.value = f.plain if domain == EVERYWHERE else self._value
        self.budget = budget
        self.seen: list[Level] = []
        self.known: dict[float, Level] = {}
        self.one_sided: dict[float, float] = {}

    def affords(self, levels: int) -> bool:
        """Whether the budget allows so many more levels."""
        return self.f.calls + 2 * levels <= self.budget

    def at_power(self, k: int) -> Level | None:
        """The level 2**-k of the scale."""
        return self.at_width(self.scale * 2.0**-k)

    def at_width(self, h: float) -> Level | None:
        """The level of about this width, rounded so that a + h and a - h are exactly h away."""
        h = (self.point + h) - self.point
        if h in self.known:
            return self.known[h]
        if not self.spacing <= h < math.inf:
            return None
        level = self._level(h, self.value(self.point + h), self.value(self.point - h))
        self.seen.append(level)
        self.known[h] = level
        return level

    def forget(self, *, narrower: float) -> None:
        """Leave levels that are narrower than this out of what has been seen, but for the trail."""
        self.seen = [level for level in self.seen if level.h >= narrower]

    def trail(self) -> list[tuple[float, float, float]]:
        """The widths that were tried, from wide to narrow, each with its slope and its bend."""
        seen = {h: (h, level.slope, level.bend) for h, level in self.known.items()}
        if self.one_sided:
            seen |= {h: (h, slope, math.nan) for h, slope in self.one_sided.items()}
        return sorted(seen.values(), reverse=True)

    def _value(self, x: float) -> float:
        """The value at a point, NaN where it is missing or outside of the domain."""
        low, high = self.domain
        return self.f.plain(x) if low <= x <= high else math.nan

    def _level(self, h: float, above: float, below: float) -> Level:
        before = self.before
        right, left = (above - before) / h, (before - below) / h
        floor = self.unit * max(above, below, before, -above, -below, -before) + LEAST
        steepest = max(left, right, -left, -right)
        return Level(h, above, below, (above - below) / h / 2, right - left, steepest, floor)
