"""A finite nudge: move the input a little and see how much the output moves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from dfda.digits import Cell, exact_number, nearest_float
from dfda.errors import InputError
from dfda.nudges.calls import Watched
from dfda.nudges.columns import exact_slopes, float_slopes
from dfda.results import (
    Ledger,
    Nudge,
    Number,
    Record,
    Scalar,
    column_cells,
    exactly,
    ledger_sentence,
)

DEFAULT_NUDGE: Final = Fraction(1, 1000)
"""The tutorial's nudge."""

SMALLEST_RUNG: Final = 30
"""The ladder goes down to 10**-30."""


def exact_width(by: Number) -> Fraction:
    """The width of a nudge, exactly as written; zero is refused."""
    width = exact_number(by, name="the nudge")
    if width == 0:
        raise InputError(
            "the nudge must not be zero, for slope is height over width",
            instead="write a small number such as 0.001 or 1e-30",
        )
    return width


def nudge_of(ledger: Ledger, *, variable: str) -> Nudge:
    """A ledger as a nudge: the numbers of its best column, and its sentence."""
    cells = column_cells(ledger)
    numbers = {name: _number(value) for name, value in cells.items() if name != "nudged"}
    return Nudge(
        **numbers,
        by=_number(cells["width"]),
        sentence=ledger_sentence(ledger, variable=variable),
        ledger=ledger,
    )


def _number(value: Cell) -> Fraction | float:
    exact = value.exact or value.fraction is not None
    return value.value if exact and value.value is not None else nearest_float(value.value)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rung(Record):
    """One step of the ladder: the slope at a smaller and smaller nudge.

    Attributes:
        by: The width of the nudge.
        exact: The slope in exact numbers; None where f is only known as floats.
        float64: The slope as float64 computes it.
        float32: The slope as float32 computes it.
    """

    by: Fraction
    exact: Cell | None
    float64: np.float64
    float32: np.float32


def ladder(f: Scalar, at: Fraction, *, sign: int = 1) -> tuple[Rung, ...]:
    """The slope at nudges of 1, 0.1, 0.01 … 1e-30, exactly and in floats."""
    watched, exact = Watched(f), exactly(f)
    widths = [sign * Fraction(1, 10**power) for power in range(SMALLEST_RUNG + 1)]
    exact_ones = exact_slopes(exact, at, widths) if exact else [None] * len(widths)
    with np.errstate(all="ignore"):
        doubles = float_slopes(watched, np.float64, at, widths)
        singles = float_slopes(watched, np.float32, at, widths)
    return tuple(
        Rung(by=by, exact=slope, float64=double, float32=single)
        for by, slope, double, single in zip(widths, exact_ones, doubles, singles, strict=True)
    )
