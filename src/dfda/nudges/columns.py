"""The ledger of one nudge: exact, float64, float32, and why a float column is off."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np

from dfda.digits import Cell, cell, float_text, minus, nearest_float, over, short_decimal
from dfda.nudges.calls import Watched
from dfda.results import ExactColumn, ExactFunction, FloatColumn, Ledger, Scalar, exactly

FLAG_SHARE: Final = 0.01
"""A float slope is flagged when it is off by more than this share of the exact slope …"""

FLAG_BOUND: Final = 1e-9
"""… and by more than this."""

_OVERFLOW: Final = "a number on the way is too large"
_FEW_STEPS: Final = 100


def ledger_of(f: Scalar, at: Fraction, by: Fraction) -> Ledger:
    """All columns of one nudge; the exact one only for a function that can be run exactly."""
    exact_f = exactly(f)
    exact = exact_column(exact_f, at, by) if exact_f else None
    watched = Watched(f)
    return Ledger(
        exact=exact,
        float64=_float_column(watched, np.float64, at, by, exact),
        float32=_float_column(watched, np.float32, at, by, exact),
    )


def exact_column(f: ExactFunction, at: Fraction, by: Fraction) -> ExactColumn:
    """One nudge in exact numbers."""
    before, after = f.at(at), f.at(at + by)
    height = minus(after, before)
    return ExactColumn(
        at=cell(at),
        before=cell(before),
        nudged=cell(at + by),
        after=cell(after),
        height=cell(height),
        width=cell(by),
        slope=cell(over(height, by)),
    )


def exact_slopes(f: ExactFunction, at: Fraction, widths: Sequence[Fraction]) -> list[Cell]:
    """The slopes of several nudges of one point in exact numbers."""
    before = f.at(at)
    return [cell(over(minus(f.at(at + by), before), by)) for by in widths]


def float_slopes(
    f: Watched, kind: type[np.floating[Any]], at: Fraction, widths: Sequence[Fraction]
) -> list[Any]:
    """The slopes of several nudges of one point as floats of one kind compute them."""
    before = _float_value(f, kind(nearest_float(at)))
    return [_float_numbers(f, kind, at, by, before)["slope"] for by in widths]


def _float_column(
    f: Watched, kind: type[np.floating[Any]], at: Fraction, by: Fraction, exact: ExactColumn | None
) -> FloatColumn:
    f.trouble = ""
    with np.errstate(all="ignore"):
        before = _float_value(f, kind(nearest_float(at)))
        numbers = _float_numbers(f, kind, at, by, before)
        reason = _reason(numbers, exact.slope if exact else None, exact, f.trouble)
    if f.refused:
        reason = f"f takes no {kind.__name__}, it raised {f.refused}"
    flag = bool(reason) and _is_far(numbers["slope"], exact.slope if exact else None)
    return FloatColumn(**numbers, reason=reason, flag=flag)


def _float_numbers(
    f: Watched, kind: type[np.floating[Any]], at: Fraction, by: Fraction, before: Any
) -> dict[str, Any]:
    """One nudge as floats of one kind compute it, each operation rounded.

    Overflow gives an infinity; the caller sees to it that NumPy does not warn.
    """
    start, width = kind(nearest_float(at)), kind(nearest_float(by))
    nudged = kind(start + width)
    after = _float_value(f, nudged)
    height = kind(after - before)
    slope = kind(height / width)
    return {
        "at": start,
        "before": before,
        "nudged": nudged,
        "after": after,
        "height": height,
        "width": width,
        "slope": slope,
    }


def _float_value(f: Watched, at: np.floating[Any]) -> np.floating[Any]:
    value: np.floating[Any] = type(at)(f(_argument(at)))
    return value


def _argument(number: np.floating[Any]) -> Any:
    """A plain Python float for float64: the commonest argument of the user's own code."""
    return float(number) if isinstance(number, np.float64) else number


def _is_far(slope: np.floating[Any], exact: Cell | None) -> bool:
    if exact is None or exact.value is None:
        return True
    if not np.isfinite(slope):
        return True
    off = abs(Fraction(float(slope)) - exact.value)
    return bool(off > max(Fraction(FLAG_SHARE) * abs(exact.value), Fraction(FLAG_BOUND)))


def _reason(
    numbers: dict[str, Any], exact: Cell | None, column: ExactColumn | None, trouble: str
) -> str:
    """Why the slope of a float column is off, in words; empty where it is right."""
    slope, kind = numbers["slope"], type(numbers["slope"])
    truth = exact.value if exact else None
    if truth is not None and np.isfinite(slope) and slope == kind(nearest_float(truth)):
        return ""
    if not np.isfinite(numbers["nudged"]):
        return _OVERFLOW
    if numbers["nudged"] == numbers["at"]:
        shown = short_decimal(column.width.value) if column and column.width.value else None
        by = shown or float_text(numbers["width"])
        start = _plain(numbers["at"])
        return f"{start} + {_bracketed(by)} rounds to {start}, so nothing moves"
    if truth is None:
        return ""
    if not np.isfinite(slope):
        return f"f raised {trouble}" if trouble else _OVERFLOW
    return _grid_reason(numbers, column)


def _grid_reason(numbers: dict[str, Any], column: ExactColumn | None) -> str:
    moved = float(numbers["nudged"]) - float(numbers["at"])
    steps = abs(moved) / float(np.spacing(np.abs(numbers["at"])))
    if steps < _FEW_STEPS:
        whole = max(1, round(steps))
        count = f"{whole} step{'' if whole == 1 else 's'}"
        return f"only {count} of the float grid inside the nudge"
    if numbers["after"] == numbers["before"]:
        return f"both values of f round to {_plain(numbers['before'])}"
    spacing = np.spacing(max(abs(numbers["before"]), abs(numbers["after"])))
    near = _plain(numbers["before"] or numbers["after"])
    text = f"numbers near {near} are {float(spacing):.1e} apart"
    off = _off(numbers["height"], column.height if column else None)
    return f"{text}, so the height is off by {off}" if off else text


def _off(height: np.floating[Any], exact: Cell | None) -> str:
    if exact is None or exact.value is None:
        return ""
    difference = nearest_float(abs(Fraction(float(height)) - exact.value))
    return f"{difference:.1e}" if difference else ""


def _plain(number: np.floating[Any]) -> str:
    return float_text(number).removesuffix(".0")


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text
