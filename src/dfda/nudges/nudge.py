"""A finite nudge: move the input a little and see how much the output moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Final, overload

import numpy as np

from dfda.digits import Cell, exact_number, nearest_float
from dfda.errors import InputError
from dfda.nudges.calls import Watched, checked_function
from dfda.nudges.columns import exact_slopes, float_slopes, ledger_of
from dfda.results import (
    Absent,
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


@overload
def nudge(f: Scalar, *, by: Number = ...) -> Callable[[Number], Nudge]: ...
@overload
def nudge(f: Scalar, at: Number, *, by: Number = ...) -> Nudge: ...
def nudge(
    f: Scalar, at: Number | Absent = Absent.ABSENT, *, by: Number = DEFAULT_NUDGE
) -> Nudge | Callable[[Number], Nudge]:
    """Nudge the input of a function and measure how far its output moves.

    Slope is height over width: how many times as much the output moved as the input. For a typed
    formula all numbers are exact; for a Python function they are float64, operation by operation.

    Args:
        f: A function of one number: `dfda.formula("3a")` or any Python function.
        at: The point, a finite number. A float is read as it prints, so 0.1 means one tenth. Leave
            it out to get a function of the point.
        by: The width of the nudge, not zero; negative ones go left. Text such as "1e-30" is exact.

    Returns:
        A `Nudge` with `at`, `by`, `before`, `after`, `height`, `width`, `slope`, the `sentence` and
        the `ledger` that compares exact numbers with float64 and float32.

    Raises:
        InputError: A point or a nudge that is no finite number, or a nudge of zero.
        FunctionError: The function fails, or returns something that is not a number.

    Source:
        The difference quotient, as in any calculus book.

    Example:
        >>> import dfda
        >>> dfda.nudge(dfda.formula("3a"), 2)
        Nudge(at=2, by=0.001, before=6, after=6.003, height=0.003, width=0.001, slope=3)
        >>> dfda.nudge(lambda a: 3 * a, 2).slope
        3.0000000000001137
    """
    later = partial(_nudged, checked_function(f), exact_width(by))
    return later if at is Absent.ABSENT else later(at)


def exact_width(by: Number) -> Fraction:
    """The width of a nudge, exactly as written; zero is refused."""
    width = exact_number(by, name="the nudge")
    if width == 0:
        raise InputError(
            "the nudge must not be zero, for slope is height over width",
            instead="write a small number such as 0.001 or 1e-30",
        )
    return width


def _nudged(f: Scalar, by: Fraction, at: Number) -> Nudge:
    ledger = ledger_of(f, exact_number(at, name="the point"), by)
    exact = exactly(f)
    variable = exact.variable if exact else "a"
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
