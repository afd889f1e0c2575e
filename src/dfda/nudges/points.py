"""Estimates at all points of an array: most at a glance, others in blocks, the rest alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from dfda.nudges import swift
from dfda.nudges.blocks import BLOCK, plain_slopes
from dfda.nudges.namespaces import Array, Arrays, finite_array, kind_of
from dfda.results import Estimate, PointEstimates, Verdict

MANY: Final = 16384
"""From so many points on a sample of them is worth its while."""


def estimated_points(
    f: Callable[[Any], Any],
    x: Any,
    alone: Callable[[Callable[[float], Any], float], Estimate],
    *,
    given_noise: float,
    together: bool,
) -> PointEstimates:
    """Estimates at all points of an array; `alone` makes those that are not plain, one by one."""
    points = finite_array(x, "the points")
    arrays = Arrays(f, kind_of(x))
    flat = points.ravel()
    value, error = np.full(flat.shape, np.nan), np.full(flat.shape, np.inf)
    verdict = np.empty(flat.shape, dtype=object)
    verdict.fill(Verdict.CONVERGED)  # np.full would make plain text of it
    singly = np.ones(flat.shape, dtype=bool)
    if together:
        with np.errstate(all="ignore"):
            if flat.size >= MANY:
                value, error, singly = _at_a_glance(arrays, flat, given_noise)
            left = np.flatnonzero(singly)
            for start in range(0, left.size, BLOCK):
                if arrays.is_coarse:
                    break
                part = left[start : start + BLOCK]
                value[part], error[part], plain = plain_slopes(arrays, flat[part], given_noise)
                singly[part] = ~plain
    for index in np.flatnonzero(singly):
        found = alone(arrays.alone, float(flat[index]))
        value[index], error[index], verdict[index] = found.value, found.error, found.verdict
    return PointEstimates(
        value=value.reshape(points.shape),
        error=error.reshape(points.shape),
        verdict=verdict.reshape(points.shape),
        evaluations=arrays.points,
        alone=int(singly.sum()),
    )


def _at_a_glance(f: Arrays, x: Array, given_noise: float) -> tuple[Array, Array, Array]:
    """Slopes, bars and what is left to be looked at again, once a sample has shown the widths."""
    value, error = np.full(x.shape, np.nan), np.full(x.shape, np.inf)
    left = np.ones(x.shape, dtype=bool)
    sample = x[:: max(1, x.size // swift.SAMPLE)]
    f(sample[:1])  # which tells whether f answers in fewer digits than a float has
    if f.is_coarse:
        return value, error, left
    widths = swift.Widths(f, sample[sample != 0.0], given_noise)
    for start in range(0, x.size, swift.BLOCK):
        part = slice(start, start + swift.BLOCK)
        value[part], error[part], plain = swift.glance(f, x[part], widths, given_noise)
        left[part] = ~plain
    return value, error, left
