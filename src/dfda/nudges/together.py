"""Inputs that are nudged together: no output depends on two of them, so each call serves them all.

Each entry still finds its own nudges. Since an entry sees its own input alone, the others may stand
anywhere at that call: every input of the group is moved to where it is wanted next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from dfda.errors import FunctionError
from dfda.nudges.calls import name_of
from dfda.nudges.estimate import estimate
from dfda.results import Estimate

Index = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One input, and the outputs that depend on it."""

    index: Index
    outputs: tuple[Index, ...]


class Measured(NamedTuple):
    """The derivatives by the inputs of one group, by output and input, and the calls of f."""

    entries: dict[tuple[Index, Index], Estimate]
    calls: int


class _Wanted(BaseException):
    """f is wanted at a number. No `Exception`, which would be taken for one of f's own."""

    def __init__(self, t: float) -> None:
        super().__init__(t)
        self.t = t


class _Calls:
    """The calls of f for some inputs, with the answers that each input knows."""

    def __init__(
        self, f: Callable[[Any], Any], point: Any, columns: Sequence[Column], before: Any
    ) -> None:
        self.f, self.point, self.shape = f, point, before.shape
        self.known = {at.index: {float(point[at.index]): before} for at in columns}
        self.count = 0

    def output(self, index: Index, i: Index, t: float) -> Any:
        """Output i where the input is t and the others are at the point."""
        if t not in self.known[index]:
            if len(self.known) > 1:
                raise _Wanted(t)
            self.call({index: t})
        answer = self.known[index][t]
        if isinstance(answer, BaseException):
            raise answer
        return answer[i]

    def call(self, wanted: Mapping[Index, float]) -> None:
        """Call f with each input where it is wanted.

        If f fails, nobody knows which input is to blame: each is tried alone.
        """
        moved = self.point.copy()
        for index, t in wanted.items():
            moved[index] = t
        self.count += 1
        try:
            with np.errstate(all="ignore"):
                # A copy: f may return the same array each time.
                answer = self._checked(np.array(self.f(moved)))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - kept, and raised where it belongs
            if len(wanted) > 1:
                for index, t in wanted.items():
                    self.call({index: t})
                return
            answer = error
        for index, t in wanted.items():
            self.known[index][t] = answer

    def _checked(self, answer: Any) -> Any:
        if answer.shape != self.shape:
            message = f"f returned the shape {answer.shape}, and {self.shape} at the point"
            raise FunctionError(message, instead="return arrays of one shape")
        return answer


def measured_together(
    f: Callable[[Any], Any],
    point: Any,
    columns: Sequence[Column],
    before: Any,
    options: Mapping[str, Any],
) -> Measured:
    """The derivatives by inputs that share no output; `before` is f at the point.

    An estimate that wants an unknown value is given up, and begun again when f has been called:
    what it has seen so far is remembered, and it takes the same way.
    """
    calls = _Calls(f, point, columns, before)
    entries: dict[tuple[Index, Index], Estimate] = {}
    while True:
        wanted = {}
        for column in columns:
            t = _advance(calls, column, entries, options)
            if t is not None:
                wanted[column.index] = t
        if not wanted:
            break
        calls.call(wanted)
    return Measured(entries, calls.count)


def _advance(
    calls: _Calls,
    column: Column,
    entries: dict[tuple[Index, Index], Estimate],
    options: Mapping[str, Any],
) -> float | None:
    """Estimate what is left of a column, up to the first number at which f is wanted."""
    index, start = column.index, float(calls.point[column.index])
    for i in column.outputs:
        if (i, index) in entries:
            continue
        try:
            entries[i, index] = estimate(partial(calls.output, index, i), start, **options)
        except _Wanted as wanted:
            return wanted.t
        except FunctionError as error:
            raise placed(error, calls.f, calls.point, index) from error
    return None


def placed(
    error: FunctionError, f: Callable[[Any], Any], point: Any, index: Index
) -> FunctionError:
    """The error with the entry in which it happened."""
    entry = ", ".join(map(str, index))
    what = (
        error.what.replace("along(", f"{name_of(f)} with x[{entry}] = ", 1)
        .replace(") raised", " raised", 1)
        .replace(") returned", " returned", 1)
    )
    where = f"x[{entry}], which is {float(point[index])!r} at the point"
    return FunctionError(what, where=where, instead=error.instead)
