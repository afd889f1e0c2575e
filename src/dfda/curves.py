"""Curves as polylines that do not lie: broken where f jumps, finer where it bends.

`trace` turns samples of a function into lines. Where neighbouring values differ a lot it halves
the interval again and again: the difference shrinks with the interval where f is continuous, and
does not where f jumps or has a pole; there the line is broken. Edges of the domain are found the
same way, so that the curve of a square root reaches down to 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

import numpy as np

Polyline = tuple[tuple[float, float], ...]
"""Neighbouring points that may be joined by straight lines."""

Place = TypeVar("Place", float, Fraction)
Sample = tuple[Place, float]
Values = Callable[[Sequence[Place]], Sequence[float]]
"""The values of f at some places, asked for together: a formula computes many as soon as one."""

_Found = tuple[list[Sample[Place]], list[Sample[Place]], bool]
"""Samples to the left and to the right of a steep place, and whether the curve breaks there."""

_Search = Generator[Place, float, _Found[Place]]
"""Yields places, is sent their values, and returns what it found."""

HALVINGS = 60
"""How often an interval is halved before a difference that stays is called a jump."""

_JUMP = 0.03
_ALIKE = 0.1
_BEND = 0.0015
_THIN = 0.0005


def one_by_one(f: Callable[[Place], float]) -> Values[Place]:
    """The values of a function that takes a single place."""
    return lambda places: [f(place) for place in places]


def trace(
    values: Values[Place],
    samples: Sequence[Sample[Place]],
    *,
    bottom: float,
    top: float,
    budget: int = 400,
) -> tuple[Polyline, ...]:
    """Join samples, sorted by place, into the polylines of f between two heights.

    Samples that are not finite are stretches where f is undefined. What lies far above `top` or
    far below `bottom` is cut off. At most about `budget` more values of f are asked for.
    """
    height = top - bottom
    runs = _broken(values, samples, bottom=bottom, top=top)
    lines: list[Polyline] = []
    for run in runs:
        finer = _refined(values, run, bottom=bottom, top=top, budget=budget)
        budget -= len(finer) - len(run)
        floats = [(float(place), value) for place, value in finer]
        pieces = _clipped(floats, bottom - 0.1 * height, top + 0.1 * height)
        lines += [_thinned(piece, _THIN * height) for piece in pieces]
    return tuple(lines)


def turning_points(values: Sequence[float], least: float) -> list[int]:
    """Where a sequence turns back by at least `least`: the indices of its peaks and valleys.

    The smaller wiggles of rounding noise are not counted, nor are undefined values.
    """
    turns: list[int] = []
    extreme = start = -1
    direction = 0
    for index, value in enumerate(values):
        if not math.isfinite(value):
            continue
        if start < 0:
            extreme = start = index
        elif direction == 0:
            moved = value - values[start]
            if abs(moved) >= least:
                direction, extreme = (1 if moved > 0 else -1), index
        elif (value - values[extreme]) * direction >= 0:
            extreme = index
        elif abs(value - values[extreme]) >= least:
            turns.append(extreme)
            direction, extreme = -direction, index
    return turns


def _broken(
    values: Values[Place], samples: Sequence[Sample[Place]], *, bottom: float, top: float
) -> list[list[Sample[Place]]]:
    """Split the samples into runs without a jump, adding the samples that found each break."""
    found = _in_step(values, _searches(samples, bottom=bottom, top=top))
    runs: list[list[Sample[Place]]] = [[]]
    for index, sample in enumerate(samples):
        if math.isfinite(sample[1]):
            runs[-1].append(sample)
        if index in found:
            before, after, is_break = found[index]
            runs[-1] += before
            if is_break:
                runs.append([])
            runs[-1] += after
    return [run for run in runs if len(run) > 1]


def _searches(
    samples: Sequence[Sample[Place]], *, bottom: float, top: float
) -> dict[int, _Search[Place]]:
    """A search in each interval that may hold a break, by the number of its first sample."""
    height = top - bottom
    low, high = bottom - height, top + height
    searches: dict[int, _Search[Place]] = {}
    intervals = zip(samples, samples[1:], _smooth_intervals(samples), strict=False)
    for index, (here, there, calm) in enumerate(intervals):
        ends = math.isfinite(here[1]), math.isfinite(there[1])
        if all(ends):
            gap = abs(min(max(here[1], low), high) - min(max(there[1], low), high))
            if not calm and gap > _JUMP * height:
                searches[index] = _search(here, there, small=_JUMP / 3 * height)
        elif any(ends):
            searches[index] = _edge(here, there)
    return searches


def _in_step(
    values: Values[Place], searches: dict[int, _Search[Place]]
) -> dict[int, _Found[Place]]:
    """What all searches find, each step of all of them at once."""
    found: dict[int, _Found[Place]] = {}
    answers: dict[int, float | None] = dict.fromkeys(searches)
    while answers:
        places: dict[int, Place] = {}
        for index, answer in answers.items():
            try:
                search = searches[index]
                places[index] = next(search) if answer is None else search.send(answer)
            except StopIteration as end:
                found[index] = end.value
        answers = dict(zip(places, values(list(places.values())), strict=True))
    return found


def _smooth_intervals(samples: Sequence[Sample[Place]]) -> list[bool]:
    """Whether each interval is about as steep as both of its neighbours.

    Samples lie at irregular distances, so that equal jumps do not look equally steep.
    """
    slopes: list[float] = [
        (there[1] - here[1]) / float(there[0] - here[0]) for here, there in pairwise(samples)
    ]
    if len(slopes) < 2:  # noqa: PLR2004  without a neighbour nothing can be compared
        return [False] * len(slopes)
    around = [slopes[1], *slopes, slopes[-2]]
    return [
        abs(around[i] - slope) <= _ALIKE * abs(slope) >= abs(around[i + 2] - slope)
        for i, slope in enumerate(slopes)
    ]


def _search(here: Sample[Place], there: Sample[Place], *, small: float) -> _Search[Place]:
    """Halve towards the larger difference until it is small, or is found to be a jump."""
    before, after = [here], [there]
    for _ in range(HALVINGS):
        (left, low), (right, high) = before[-1], after[-1]
        middle = (left + right) / 2
        if not left < middle < right:
            break
        value = yield middle
        if not math.isfinite(value):
            break
        if abs(value - low) >= abs(high - value):
            after.append((middle, value))
        else:
            before.append((middle, value))
        if abs(after[-1][1] - before[-1][1]) <= small:
            return before[1:], after[:0:-1], False
    return before[1:], after[:0:-1], True


def _edge(here: Sample[Place], there: Sample[Place]) -> _Search[Place]:
    """Halve towards the place where f stops being defined; the samples found on its side."""
    inside, outside = (here, there) if math.isfinite(here[1]) else (there, here)
    found: list[Sample[Place]] = []
    for _ in range(HALVINGS):
        middle = (inside[0] + outside[0]) / 2
        if middle in (inside[0], outside[0]):
            break
        value = yield middle
        if math.isfinite(value):
            inside = (middle, value)
            found.append(inside)
        else:
            outside = (middle, value)
    return (found, [], True) if math.isfinite(here[1]) else ([], found[::-1], True)


def _refined(
    values: Values[Place],
    run: list[Sample[Place]],
    *,
    bottom: float,
    top: float,
    budget: int,
    rounds: int = 7,
) -> list[Sample[Place]]:
    """Add samples in the middle of the intervals around every bend that can be seen."""
    least = _BEND * (top - bottom)
    for _ in range(rounds):
        bent = sorted(_bent_intervals(run, bottom=bottom, top=top, least=least))
        budget -= len(bent)
        if not bent or budget < 0:
            break
        middles = [(run[index][0] + run[index + 1][0]) / 2 for index in bent]
        between = dict(zip(bent, zip(middles, values(middles), strict=True), strict=True))
        finer: list[Sample[Place]] = []
        for index, sample in enumerate(run):
            finer.append(sample)
            if index in between:
                middle, value = between[index]
                if math.isfinite(value) and sample[0] < middle < run[index + 1][0]:
                    finer.append((middle, value))
        if len(finer) == len(run):
            break
        run = finer
    return run


def _bent_intervals(
    run: list[Sample[Place]], *, bottom: float, top: float, least: float
) -> set[int]:
    """The intervals next to a sample that lies visibly off the line through its neighbours."""
    x = np.array([float(place) for place, _ in run])
    y = np.clip([value for _, value in run], 2 * bottom - top, 2 * top - bottom)
    with np.errstate(all="ignore"):
        share = (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
        chord = np.where(x[2:] > x[:-2], y[:-2] + (y[2:] - y[:-2]) * share, y[1:-1])
    lowest = np.minimum(np.minimum(y[:-2], y[1:-1]), y[2:])
    highest = np.maximum(np.maximum(y[:-2], y[1:-1]), y[2:])
    bent = (lowest < top) & (highest > bottom) & (np.abs(y[1:-1] - chord) > least)
    return {interval for index in np.flatnonzero(bent).tolist() for interval in (index, index + 1)}


def _clipped(
    run: Sequence[tuple[float, float]], bottom: float, top: float
) -> list[list[tuple[float, float]]]:
    """Cut a run at two heights, ending each piece exactly on them."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for (x0, y0), (x1, y1) in pairwise(run):
        if bottom <= min(y0, y1) and max(y0, y1) <= top and pieces[-1]:
            pieces[-1].append((x1, y1))
            continue
        shares = sorted(
            share
            for limit in (bottom, top)
            if (y0 - limit) * (y1 - limit) < 0
            for share in [(limit - y0) / (y1 - y0)]
        )
        ends = [(x0, y0), *((x0 + s * (x1 - x0), y0 + s * (y1 - y0)) for s in shares), (x1, y1)]
        for start, end in pairwise(ends):
            if bottom <= (start[1] + end[1]) / 2 <= top:
                if not pieces[-1]:
                    pieces[-1].append(start)
                pieces[-1].append(end)
            elif pieces[-1]:
                pieces.append([])
    return [piece for piece in pieces if len(piece) > 1]


def _thinned(run: Sequence[tuple[float, float]], tolerance: float) -> Polyline:
    """Leave out every point that the line between its kept neighbours shows as well."""
    kept = [run[0]]
    last, low, high = run[0], -math.inf, math.inf
    for x, y in run[1:]:
        width, rise = x - kept[-1][0], y - kept[-1][1]
        if width <= 0 or not low <= rise / width <= high:
            if last != kept[-1]:
                kept.append(last)
            width, rise, low, high = x - last[0], y - last[1], -math.inf, math.inf
        if width > 0:
            low = max(low, (rise - tolerance) / width)
            high = min(high, (rise + tolerance) / width)
        last = (x, y)
    return (*kept, last) if last != kept[-1] else tuple(kept)
