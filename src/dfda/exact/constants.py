"""Plain values as Python text that makes the very same value again, bit for bit."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from dfda.errors import UnsupportedError
from dfda.trace.transcript import once, repeats

LARGEST: Final = 1000
"""The most entries that an array may have to be printed."""

_INLINE: Final = 48
"""The longest text of an array, in characters, that stays where it is used."""

_FEW: Final = 30
"""The same for an array whose entries are listed."""


class Constants:
    """The arrays that a program captured, each with a name of its own at the top of the module."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def text(self, value: Any, *, with_kind: bool = True) -> str:
        """A constant where it is used: its value, or the name of a larger array.

        `with_kind` says whether a NumPy number must stay one; beside one of its kind it need not.
        """
        if isinstance(value, np.ndarray) and not value.shape and not with_kind:
            return number_text(value[()], with_kind=False)
        if isinstance(value, np.ndarray):
            text = array_text(value)
            if len(text) <= (_FEW if text.startswith("np.array(") else _INLINE):
                return text
            return self.names.setdefault(text, f"C{len(self.names) + 1}")
        return number_text(value, with_kind=with_kind)


def number_text(value: Any, *, with_kind: bool = True) -> str:
    """A number, or whatever else an option may be."""
    if isinstance(value, np.bool_ | np.integer):
        return repr(value.item())
    if isinstance(value, np.dtype):
        if value == np.bool_:
            return "bool"
        return f"np.{value.name}"
    if isinstance(value, np.floating):
        plain = _float_text(float(value))
        return f"np.{value.dtype.name}({plain})" if with_kind else plain
    if type(value) is float:
        return _float_text(value)
    if value is None or isinstance(value, bool | int | str):
        return repr(value)
    raise UnsupportedError(
        f"a {type(value).__name__} cannot be printed as part of dfda.source",
        instead="keep it out of the function: use its numbers or arrays",
    )


def _float_text(value: float) -> str:
    if math.isnan(value):
        return "np.nan"
    if math.isinf(value):
        return "np.inf" if value > 0 else "-np.inf"
    return repr(value)


def array_text(array: Any) -> str:
    """An expression for an array: its entries, its kind, and how it lies in memory.

    Sums and products of matrices round according to how an array lies in memory.
    """
    simple = _regular_text(array)
    if simple:
        return simple
    if array.size > LARGEST:
        raise UnsupportedError(
            f"dfda.source would have to print an array of {array.size} entries (at most {LARGEST})",
            instead="pass the array as an argument and name it in wrt= beside the others",
        )
    order = sorted(range(array.ndim), key=lambda axis: -array.strides[axis])
    if array.flags.c_contiguous or order == list(range(array.ndim)):
        return _entries_text(array)
    turned = _entries_text(np.transpose(array, order))
    if order == list(range(array.ndim))[::-1]:
        return f"{turned}.T"
    return f"np.transpose({turned}, {tuple(int(axis) for axis in np.argsort(order))})"


def _regular_text(array: Any) -> str:
    """Arrays that are told in a few words: all entries the same, rows repeated, a range."""
    kind = "" if array.dtype == np.float64 else f", dtype={number_text(array.dtype)}"
    if array.size > 1 and repeats(array):
        inner = once(array)
        inside = number_text(inner.item(), with_kind=False) if inner.size == 1 else None
        if inside is None or kind:
            inside = array_text(np.array(inner))
        return f"np.broadcast_to({inside}, {array.shape})"
    if array.size > 1 and array.flags.c_contiguous and _all_same(array):
        shape = str(array.shape[0] if array.ndim == 1 else array.shape)
        first = array.flat[0].item()
        if kind or first not in (0, 1) or math.copysign(1, first) < 0:
            kind = kind or ", dtype=np.float64"
            return f"np.full({shape}, {number_text(first)}{kind})"
        return f"np.{'ones' if first else 'zeros'}({shape})"
    unit = _unit_text(array)
    if unit:
        return unit
    if array.ndim == 1 and array.dtype == np.intp and len(array) > 2:  # noqa: PLR2004 - pays off
        first = int(array[0])
        if np.array_equal(array, np.arange(first, first + len(array))):
            return f"np.arange({f'{first}, ' if first else ''}{first + len(array)})"
    return ""


_SQUARE: Final = 2
"""The fewest rows of a unit matrix that are told in words."""


def _unit_text(array: Any) -> str:
    """Rows of a unit matrix, each in the shape of an array: the directions of a Jacobian."""
    if array.ndim < _SQUARE or len(array) < _SQUARE or not array.flags.c_contiguous:
        return ""
    rows = array.reshape(len(array), -1)
    first = int(np.argmax(rows[0] == 1)) if rows.shape[1] else 0
    unit = np.eye(rows.shape[0], rows.shape[1], first, dtype=array.dtype)
    if first + len(rows) > rows.shape[1] or rows.tobytes() != unit.tobytes():
        return ""
    size = (
        str(len(rows))
        if first == 0 and len(rows) == rows.shape[1]
        else (f"{len(rows)}, {rows.shape[1]}" + (f", {first}" if first else ""))
    )
    kind = "" if array.dtype == np.float64 else f", dtype={number_text(array.dtype)}"
    text = f"np.eye({size}{kind})"
    return text if array.ndim == _SQUARE else f"np.reshape({text}, {array.shape})"


def _all_same(array: Any) -> bool:
    bits = np.ascontiguousarray(array).reshape(-1)
    return bits.tobytes() == bits[:1].tobytes() * bits.size


def _entries_text(array: Any) -> str:
    kind = array.dtype
    natural = kind in (np.dtype(np.float64), np.dtype(np.bool_), np.dtype(np.intp))
    if not array.size:
        return f"np.zeros({array.shape}, dtype={number_text(kind)})"
    suffix = "" if natural else f", dtype={number_text(kind)}"
    return f"np.array({_nested_text(array.tolist())}{suffix})"


def _nested_text(entries: Any) -> str:
    if isinstance(entries, list):
        return f"[{', '.join(map(_nested_text, entries))}]"
    return number_text(entries)
