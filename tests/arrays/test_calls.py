"""Calls as people write them, with all their options: followed to the letter, or refused.

Each call in calls.txt is held against NumPy itself: its value against a plain run, its slope along
random directions against nudges. An option that was overlooked would give other numbers.
"""

import math
from pathlib import Path

import numpy as np
import pytest

import dfda
from dfda.structure import flattened

EPS = np.finfo(np.float64).eps
WIDEST = 2e-3
LEVELS = 4
BOUND = 1e-9
"""As in checks.py: corners and poles of these calls are 0.04 or more away from their points."""

X = np.array([1.3, -0.4, 2.2, 0.7, -1.1, 0.35])
POINTS = {
    "a": np.float64(0.7),
    "x": X,
    "P": np.abs(X),
    "M": X.reshape(2, 3),
    "A": np.array([[2.0, 0.3, -0.2], [0.1, 1.5, 0.4], [0.3, -0.1, 1.8]]),
    "T": np.arange(12.0).reshape(2, 3, 2) * 0.1 + 0.3,
}
SCOPE = {
    "np": np,
    "math": math,
    "W": np.arange(6.0) + 0.5,
    "I3": np.eye(3),
    "c": np.array([0.3, 1.1, -0.7]),
}
LINES = (Path(__file__).parent / "calls.txt").read_text(encoding="utf-8")
FOLLOWED, REFUSED = (
    [line for line in part.splitlines() if line and not line.startswith("#")]
    for part in LINES.split("# Refused:")
)


def made(line):
    """The call as a function of its point, with one number made of whatever it returns."""
    name, _, expression = line.partition(": ")
    function = eval(f"lambda {name}: {expression}", dict(SCOPE))  # noqa: S307 - the text is what is tested
    return (lambda point: weighed(function(point))), POINTS[name]


def weighed(answer):
    """All numbers of an answer, each with a weight of its own."""
    leaves, _ = flattened(tuple(answer) if hasattr(answer, "_fields") else answer)
    total, start = 0.0, 0
    for leaf in leaves:
        weights = np.cos(1.7 * np.arange(start, start + np.size(leaf)) + 0.4)
        total = total + np.sum(weights.reshape(np.shape(leaf)) * leaf)
        start += np.size(leaf)
    return total


def nudged(f, point, direction):
    """The slope along a direction: central differences, extrapolated."""
    row = []
    for level in range(LEVELS):
        width = WIDEST / 2**level
        row.append((f(point + width * direction) - f(point - width * direction)) / (2 * width))
        for order in range(level, 0, -1):
            factor = 4.0 ** (level - order + 1)
            row[order - 1] = (factor * row[order] - row[order - 1]) / (factor - 1)
    return row[0]


@pytest.mark.parametrize("line", FOLLOWED)
def test_a_call_gives_numpys_numbers_and_their_slope(line, rng):
    f, point = made(line)
    value, gradient = dfda.value_and_gradient(f, point, kinks="ignore")
    wanted = f(point)
    assert abs(value - wanted) <= 64 * EPS * max(1.0, abs(wanted))
    direction = rng.uniform(-1, 1, np.shape(point))
    slope = nudged(f, point, direction)
    found = np.sum(gradient * direction)
    assert abs(found - slope) <= BOUND * max(1.0, abs(wanted), abs(slope))


@pytest.mark.parametrize("line", REFUSED)
def test_a_call_that_is_not_followed_is_refused(line):
    f, point = made(line)
    with pytest.raises(dfda.UnsupportedError) as refusal:
        dfda.gradient(f, point, kinks="ignore")
    assert refusal.value.where
    assert refusal.value.instead
