"""Traced numbers and arrays: they behave as the floats and NumPy arrays that they stand for."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from dfda.arrays import indexing
from dfda.arrays.rule import ArrayRule
from dfda.trace.common import Common, fits
from dfda.trace.dispatch import dispatched
from dfda.trace.recording import Recording, apply, isinstance_traced, refuse, strip, use_wrappers


class Number(Common):
    """A traced float, float64 or float32."""

    __slots__ = ()

    def __copy__(self) -> Number:
        return self

    def __deepcopy__(self, memo: Any) -> Number:
        return self


class Array(Common):
    """A traced array.

    Writing into it makes a new value and points the array at it, so that every other name of the
    same array sees the write, as in NumPy. A view remembers the array that it looks into: it is
    read again when that has been written, and writes through it reach that array.
    """

    __slots__ = ("_base", "_reread", "_seen", "version")

    def __init__(self, recording: Recording | None, number: int, value: Any) -> None:
        self.recording = recording
        self.number = number
        self.value = value
        self.version = 0
        self._base: Array | None = None
        self._reread: tuple[ArrayRule, dict[str, Any]] | None = None
        self._seen = 0

    def look_into(self, base: Array, row: ArrayRule, options: dict[str, Any]) -> None:
        """Become a view of an array through a function that only moves entries about."""
        self._base, self._reread, self._seen = base, (row, options), base.version

    def refresh(self) -> None:
        """Read a view again if the array below has been written."""
        if self._base is None or self._reread is None:
            return
        self._base.refresh()
        if self._seen != self._base.version:
            row, options = self._reread
            self._point_at(apply(row, (self._base,), options))
            self._seen = self._base.version

    def frozen(self) -> Array:
        """The array as it is now, out of reach of later writes."""
        return Array(self.recording, self.number, self.value)

    def _point_at(self, other: Any) -> None:
        self.recording, self.number, self.value = other.recording, other.number, other.value
        self.version += 1

    def __getitem__(self, index: Any) -> Any:
        return dispatched(indexing.read, (self, plain_index(index)), {})

    def __setitem__(self, index: Any, value: Any) -> None:
        if isinstance(value, list | tuple):
            from dfda.trace.stand_ins import array_of

            value = array_of(value)
        elif not fits(value):
            value = np.asarray(value)
        self.refresh()
        index = plain_index(index)
        kept = _copied(index)
        new = apply(indexing.WRITTEN, (self, value), {"index": kept})
        self._become(new)

    def _become(self, new: Any) -> None:
        """Take a new content; a view hands it to the array below and reads it again when used."""
        if self._base is None or self._reread is None:
            self._point_at(new)
            return
        row, options = self._reread
        if row is indexing.READ:
            self._base[options["index"]] = new
        else:  # entries were only moved about, so the transpose moves them back
            self._base[...] = row.pull(0, new, None, (self._base,), options)

    def _in_place(self, other: Any, method: str) -> Any:
        self.refresh()
        new = getattr(self, method)(other)
        if new is NotImplemented:
            return NotImplemented
        if np.shape(strip(new)) != np.shape(strip(self)):
            message = f"an array of shape {self.shape} cannot hold one of shape {new.shape}"
            raise ValueError(message)
        if strip(new).dtype != self.dtype:
            new = new.astype(self.dtype)
        self._become(new)
        return self

    def __iadd__(self, other: Any) -> Any:  # type: ignore[misc]
        return self._in_place(other, "__add__")

    def __isub__(self, other: Any) -> Any:  # type: ignore[misc]
        return self._in_place(other, "__sub__")

    def __imul__(self, other: Any) -> Any:  # type: ignore[misc]
        return self._in_place(other, "__mul__")

    def __itruediv__(self, other: Any) -> Any:  # type: ignore[misc]
        return self._in_place(other, "__truediv__")

    def __ipow__(self, other: Any) -> Any:  # type: ignore[misc, override]
        return self._in_place(other, "__pow__")

    def __pos__(self) -> Any:
        return dispatched(np.copy, (self,), {})

    def __len__(self) -> int:
        return len(strip(self))

    def __iter__(self) -> Iterator[Any]:
        return (self[number] for number in range(len(self)))

    def __contains__(self, value: Any) -> bool:
        return bool(np.any(self == value))

    def __matmul__(self, other: Any) -> Any:
        return dispatched(np.matmul, (self, other), {})

    def __rmatmul__(self, other: Any) -> Any:
        return dispatched(np.matmul, (other, self), {})

    def copy(self, order: str = "C") -> Any:
        """An array of its own."""
        del order
        return dispatched(np.copy, (self,), {})

    def __copy__(self) -> Any:
        return self.copy()

    def __deepcopy__(self, memo: Any) -> Any:
        return self.copy()

    def compress(self, condition: Any, axis: Any = None) -> Any:
        """The entries where a condition holds; np.compress takes it first."""
        return dispatched(np.compress, (condition, self, axis), {})

    def flatten(self, order: str = "C") -> Any:
        """A copy with one axis."""
        return dispatched(np.copy, (dispatched(np.ravel, (self, order), {}),), {})

    def _fill(self, value: Any) -> None:
        self[...] = value

    def _sort(self, axis: int = -1) -> None:
        self._become(dispatched(np.sort, (self, axis), {}))

    def _put(self, *_: Any, **__: Any) -> None:
        refuse("x.put writes through a flat view", instead="x[index] = value")

    _itemset = _resize = _partition = _put


def plain_index(index: Any) -> Any:
    """An index without traced arrays that depend on no input; numbers that do are refused."""
    if isinstance(index, tuple):
        return tuple(plain_index(part) for part in index)
    if isinstance(index, slice):
        return slice(*(plain_index(part) for part in (index.start, index.stop, index.step)))
    if isinstance_traced(index):
        if type(index) is Number:
            return operator.index(index)
        return index.constant("a traced array was used as an index")
    return index


def _copied(index: Any) -> Any:
    """An index that the user's code cannot change afterwards."""
    if isinstance(index, tuple):
        return tuple(_copied(part) for part in index)
    return np.array(index) if isinstance(index, list | np.ndarray) else index


use_wrappers(Number, Array)
