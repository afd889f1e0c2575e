"""Rungs: levels whose widths halve, and the slope that is fitted to them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from dfda.nudges.fit import Fit, Tableau
from dfda.nudges.noise import measured
from dfda.nudges.reach import is_alike
from dfda.nudges.sampler import Level, Sampler

RUNGS: Final = 4
"""So many to begin with: the fit asks for more where it needs them."""

_MORE_ABOVE: Final = 4
MORE_BELOW: Final = 6
MOSTLY_CURVED: Final = 0.15
_MOSTLY_NOISE: Final = 0.5
_CHANGES: Final = 0.6
"""Against noise a wider nudge may change the slope by this share: the fit takes curvature off."""

_FEWEST: Final = 3
_MOST_SHED: Final = 8
_GOOD_ENOUGH: Final = 2.0**-41
"""A bar that is this short beside the slope is not worth more calls of f to halve it."""


class Ladder:
    """Levels from wide to narrow, the noise that is assumed in them, and the fit.

    Noise is the same everywhere, unless `near` tells what rounding does to f at the point: then it
    grows with f, as rounding does.
    """

    def __init__(self, sampler: Sampler, top: Level, noise: float, near: float = 0.0) -> None:
        self.sampler = sampler
        self.noise = noise
        self.near = near
        self.rungs = [top]
        for step in range(1, RUNGS):
            level = self._below(math.ldexp(top.h, -step))
            if level is None:
                break
            self.rungs.append(level)
        self.tableau = self._tableau(self.rungs)

    @property
    def fit(self) -> Fit:
        """The slope that the rungs point to."""
        return self.tableau.fit

    def refit(self, noise: float) -> None:
        """Fit again, knowing more about the noise."""
        if noise != self.noise:
            self.noise = noise
            self.tableau = self._tableau(self.rungs)

    @property
    def is_curved(self) -> bool:
        """Whether curvature, and not noise, is what the bar is made of."""
        return self.fit.rounding <= MOSTLY_CURVED * self.fit.error

    def lengthen_below(self) -> None:
        """More narrow rungs while curvature is what the bar is made of."""
        for _ in range(MORE_BELOW):
            if not self.is_curved:
                break
            level = self._below(self.rungs[-1].h / 2)
            if level is None:
                break
            self.rungs.append(level)
            self.tableau.add(level.h, level.slope, self._noise_at(level))

    def lengthen_above(self, ceiling: float) -> None:
        """More wide rungs while noise is what the bar is made of, and they help."""
        for _ in range(_MORE_ABOVE):
            if self.fit.error <= _GOOD_ENOUGH * abs(self.fit.value):
                break
            wide = self.fit.first <= 1 and self.fit.rounding >= _MOSTLY_NOISE * self.fit.error
            h = self.rungs[0].h * 2
            still = self.rungs[0].steepest == 0.0
            if still or not wide or h >= ceiling or not self.sampler.affords(1):
                break
            level = self.sampler.at_width(h)
            if level is None or not is_alike(level, self.rungs[0], self.noise, _CHANGES):
                break
            better = self._tableau([level, *self.rungs])
            if not better.fit.error < self.fit.error:
                break
            before = self.tableau
            self.rungs.insert(0, level)
            self.tableau = better
            if self._is_contradicted():
                del self.rungs[0]
                self.tableau = before
                break

    def refit_to_scatter(self) -> None:
        """Fit again with more noise where rungs below those of the fit contradict it.

        Two noisy rungs may agree by chance; curvature cannot set the narrower ones apart from them.
        """
        value, error, _, _, last = self.fit
        lowest = self.rungs[last]
        curved = abs(lowest.slope - value) / lowest.h
        heights = [
            (abs(level.slope - value) - error - curved * level.h) * level.h
            for level in self.rungs[last + 1 :]
        ]
        noise = measured(heights)
        if noise > self.noise:
            self.refit(noise)

    def shed(self) -> None:
        """Take off wide rungs that narrower ones contradict by more than noise does.

        Against noise the nudge grows by leaps, which may pass over what f does between.
        """
        for _ in range(_MOST_SHED):
            if not self._is_contradicted():
                break
            level = self._below(self.rungs[-1].h / 2) if len(self.rungs) <= RUNGS else None
            if level is None and len(self.rungs) <= _FEWEST:
                break
            self.rungs = [*self.rungs[1:], level] if level else self.rungs[1:]
            self.tableau = self._tableau(self.rungs)

    def _is_contradicted(self) -> bool:
        value, _, _, _, last = self.fit
        lowest = self.rungs[last]
        bend = abs(lowest.slope - value)
        return any(
            abs(level.slope - value) > self._noise_at(level) + bend * (level.h / lowest.h) ** 2
            for level in self.rungs[last + 1 :]
        )

    def _below(self, h: float) -> Level | None:
        level = self.sampler.at_width(h) if self.sampler.affords(1) else None
        return level if level and level.whole and level.h < self.rungs[-1].h else None

    def _tableau(self, rungs: Sequence[Level]) -> Tableau:
        found = Tableau()
        for level in rungs:
            found.add(level.h, level.slope, self._noise_at(level))
        return found

    def _noise_at(self, level: Level) -> float:
        """What noise may do to the slope at a level."""
        if self.near:
            return self.noise * max(1.0, level.floor / self.near) / level.h
        # A comparison, as in `fit`: this is asked of every rung.
        size = level.floor if level.floor > self.noise else self.noise  # noqa: FURB136
        return size / level.h
