"""Curves as polylines that do not lie: broken where f jumps, finer where it bends.

`trace` turns samples of a function into lines. Where neighbouring values differ a lot it halves
the interval again and again: the difference shrinks with the interval where f is continuous, and
does not where f jumps or has a pole; there the line is broken. Edges of the domain are found the
same way, so that the curve of a square root reaches down to 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

Polyline = tuple[tuple[float, float], ...]
"""Neighbouring points that may be joined by straight lines."""

Place = TypeVar("Place", float, Fraction)
Sample = tuple[Place, float]

HALVINGS = 60
"""How often an interval is halved before a difference that stays is called a jump."""

_JUMP = 0.03
_ALIKE = 0.1
_BEND = 0.0015
_THIN = 0.0005


def trace(
    f: Callable[[Place], float],
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
    runs = _broken(f, samples, bottom=bottom, top=top)
    lines: list[Polyline] = []
    for run in runs:
        finer = _refined(f, run, bottom=bottom, top=top, budget=budget)
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
    f: Callable[[Place], float], samples: Sequence[Sample[Place]], *, bottom: float, top: float
) -> list[list[Sample[Place]]]:
    """Split the samples into runs without a jump, adding the samples that found each break."""
    height = top - bottom
    low, high = bottom - height, top + height
    runs: list[list[Sample[Place]]] = [[]]
    smooth = _smooth_intervals(samples)
    for here, there, calm in zip(samples, samples[1:], smooth, strict=False):
        if math.isfinite(here[1]):
            runs[-1].append(here)
        if not math.isfinite(here[1]) and not math.isfinite(there[1]):
            continue
        if math.isfinite(here[1]) and math.isfinite(there[1]):
            gap = abs(min(max(here[1], low), high) - min(max(there[1], low), high))
            if calm or gap <= _JUMP * height:
                continue
            before, after, jump = _search(f, here, there, small=_JUMP / 3 * height)
        else:
            before, after = _edge(f, here, there)
            jump = True
        runs[-1] += before
        if jump:
            runs.append([])
        runs[-1] += after
    if samples and math.isfinite(samples[-1][1]):
        runs[-1].append(samples[-1])
    return [run for run in runs if len(run) > 1]


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


def _search(
    f: Callable[[Place], float], here: Sample[Place], there: Sample[Place], *, small: float
) -> tuple[list[Sample[Place]], list[Sample[Place]], bool]:
    """Halve towards the larger difference: (samples before, samples after, is it a jump)."""
    before, after = [here], [there]
    for _ in range(HALVINGS):
        (left, low), (right, high) = before[-1], after[-1]
        middle = (left + right) / 2
        if not left < middle < right:
            break
        value = f(middle)
        if not math.isfinite(value):
            break
        if abs(value - low) >= abs(high - value):
            after.append((middle, value))
        else:
            before.append((middle, value))
        if abs(after[-1][1] - before[-1][1]) <= small:
            return before[1:], after[:0:-1], False
    return before[1:], after[:0:-1], True


def _edge(
    f: Callable[[Place], float], here: Sample[Place], there: Sample[Place]
) -> tuple[list[Sample[Place]], list[Sample[Place]]]:
    """Halve towards the place where f stops being defined; the samples found on its side."""
    inside, outside = (here, there) if math.isfinite(here[1]) else (there, here)
    found: list[Sample[Place]] = []
    for _ in range(HALVINGS):
        middle = (inside[0] + outside[0]) / 2
        if middle in (inside[0], outside[0]):
            break
        value = f(middle)
        if math.isfinite(value):
            inside = (middle, value)
            found.append(inside)
        else:
            outside = (middle, value)
    return (found, []) if math.isfinite(here[1]) else ([], found[::-1])


def _refined(
    f: Callable[[Place], float],
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
        bent = _bent_intervals(run, bottom=bottom, top=top, least=least)
        budget -= len(bent)
        if not bent or budget < 0:
            break
        finer: list[Sample[Place]] = []
        for index, sample in enumerate(run):
            finer.append(sample)
            if index in bent:
                middle = (sample[0] + run[index + 1][0]) / 2
                value = f(middle)
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
    bent: set[int] = set()
    low, high = 2 * bottom - top, 2 * top - bottom
    floats = [(float(place), min(max(value, low), high)) for place, value in run]
    for index in range(1, len(floats) - 1):
        (x0, y0), (x1, y1), (x2, y2) = floats[index - 1 : index + 2]
        chord = y0 + (y2 - y0) * ((x1 - x0) / (x2 - x0)) if x2 > x0 else y1
        seen = min(y0, y1, y2) < top and max(y0, y1, y2) > bottom
        if seen and abs(y1 - chord) > least:
            bent |= {index - 1, index}
    return bent


def _clipped(
    run: Sequence[tuple[float, float]], bottom: float, top: float
) -> list[list[tuple[float, float]]]:
    """Cut a run at two heights, ending each piece exactly on them."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for (x0, y0), (x1, y1) in pairwise(run):
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
