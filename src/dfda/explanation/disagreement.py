"""Where the floats of a formula do not show its derivative: why, and which of the two to trust."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Protocol

import numpy as np

from dfda.digits import Cell, Exact, cell, nearest_float
from dfda.nudges.calls import Watched
from dfda.program.floats import node_values
from dfda.program.program import Program, Step
from dfda.results import Estimate, Verdict, float_cell
from dfda.sentences import contradiction_sentence, lost_digits_sentence

LOST_ULPS: Final = 1000
"""f has lost digits where floats compute it wrong by more than so many units in the last place:
three of its sixteen digits. A formula of a dozen well-behaved steps stays far below."""

CANCELLED: Final = 1000
"""A sum cancels where it is so many times smaller than its larger part: as many digits again."""

_BROKEN: Final = frozenset({Verdict.KINK, Verdict.JUMP, Verdict.VERTICAL})
UNSURE: Final = frozenset({Verdict.NOISY, Verdict.CANNOT_TELL})
"""Verdicts whose reason may be that f loses its digits."""


class Written(Protocol):
    """What is needed of a function: a call in floats, and what it is in exact numbers."""

    @property
    def variable(self) -> str:
        """The name of its variable."""

    @property
    def program(self) -> Program:
        """Its steps."""

    def at(self, number: Fraction) -> Exact:
        """Its exact value."""

    def __call__(self, x: Any) -> Any:
        """Its value in floats."""


@dataclass(frozen=True, slots=True)
class _Loss:
    """A float near the point, what floats make of f there, and what f is."""

    at: float
    floats: float
    exact: Cell
    ulps: Fraction


def disagreement_at(f: Written, at: Fraction, derivative: Cell, found: Estimate) -> str:
    """Why the estimate does not show the derivative, and which to trust; empty where it does.

    Digits that f loses are not a guess: f is computed exactly at the very floats that were nudged.
    """
    if derivative.value is None or found.verdict is Verdict.UNDEFINED:
        return ""
    contradicts = found.verdict in _BROKEN or _misses(found, derivative.value)
    if not contradicts and found.verdict not in UNSURE:
        return ""
    told = lost_digits_at(f, at, derivative, found, contradicts=contradicts)
    return told or (contradiction_sentence(derivative=derivative) if contradicts else "")


def lost_digits_at(
    f: Written, at: Fraction, derivative: Cell, found: Estimate, *, contradicts: bool
) -> str:
    """How floats lose the digits of f at the point or beside it; empty where they do not."""
    lost = next((loss for loss in _losses(f, at, found) if loss.ulps > LOST_ULPS), None)
    if lost is None:
        return ""
    return lost_digits_sentence(
        f.variable,
        at=float_cell(np.float64(lost.at)),
        floats=float_cell(np.float64(lost.floats)),
        exact=lost.exact,
        derivative=derivative,
        cancels=_cancels(f, lost.at),
        contradicts=contradicts,
    )


def _misses(found: Estimate, derivative: Fraction) -> bool:
    """Whether the derivative lies outside of the bar, beyond what writing a float rounds off."""
    if not (math.isfinite(found.value) and math.isfinite(found.error)):
        return False
    reach = Fraction(found.error) + Fraction(math.ulp(found.value))
    return abs(Fraction(found.value) - derivative) > reach


def _losses(f: Written, at: Fraction, found: Estimate) -> Iterator[_Loss]:
    """What floats lose of f at the point and at its nearest nudges: one value may be right by luck.

    The exact value is that at the float itself, so that rounding the point is not held against f.
    """
    watched, point = Watched(f), nearest_float(at)
    width = found.nudges[-1] if found.nudges else 0.0
    for x in dict.fromkeys((point, point - width, point + width)):
        floats, exact = float(watched(x)), cell(f.at(Fraction(x)))
        if math.isfinite(floats) and exact.value is not None:
            unit = Fraction(math.ulp(nearest_float(exact.value)))
            yield _Loss(x, floats, exact, abs(Fraction(floats) - exact.value) / unit)


def _cancels(f: Written, at: float) -> bool:
    """Whether a sum or difference on the way is far smaller than its parts."""
    program = f.program
    values = [abs(float(v)) for v in node_values(program, {f.variable: np.float64(at)})]
    return any(
        node.rule.name in {"add", "subtract"}
        and max(values[index] for index in node.operands) > CANCELLED * value
        for node, value in zip(program.nodes, values, strict=True)
        if isinstance(node, Step)
    )
