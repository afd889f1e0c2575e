"""Backwards through a recording: the output's sensitivity to every step, from the last on.

This is reverse accumulation (Griewank & Walther, *Evaluating Derivatives*, 2nd ed., 2008, ch. 3).
The pulls are ordinary NumPy code, so in a nested derivative the enclosing run records them in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dfda.arrays.elementwise import scaled
from dfda.arrays.indexing import READ, added, picks_once
from dfda.arrays.rule import fitted
from dfda.trace.recording import Recording, Step, isinstance_traced, strip


def pulled_back(
    recording: Recording, outputs: Sequence[tuple[int, Any]], inputs: Sequence[int]
) -> tuple[list[Any], set[int]]:
    """The sensitivity of each input, None where there is none, and the steps that were used.

    `outputs` gives the number and the sensitivity of each output. Where 0 met an infinite slope the
    walk is repeated, keeping track of which zeros stand for values that nobody uses: those
    contribute nothing, whatever the slope; the others stay NaN.
    """
    with np.errstate(all="ignore"):
        found, used = _walk(recording, outputs, inputs)
        if any(part is not None and has_nan(part) for part in found):
            found = _careful_walk(recording, outputs, inputs)
    return found, used


def has_nan(part: Any) -> bool:
    """Whether any entry is no number."""
    value = strip(part)
    return value != value if type(value) is float else bool(np.any(np.isnan(value)))  # noqa: PLR0124 - NaN is not itself


def _walk(
    recording: Recording, outputs: Sequence[tuple[int, Any]], inputs: Sequence[int]
) -> tuple[list[Any], set[int]]:
    steps = recording.steps
    sums = Sums(len(steps))
    used: set[int] = set()
    for number, sensitivity in outputs:
        sums.add(number, sensitivity)
    for number in range(max((number for number, _ in outputs), default=-1), -1, -1):
        step = steps[number]
        row = step.row
        if sums.values[number] is None:
            continue
        used.add(number)
        if row is None:
            continue
        sensitivity = sums.take(number)
        operands, result, options = step.operands, step.result, step.options
        for place, parent in enumerate(step.parents):
            if parent is None:
                continue
            if row is READ:
                sums.add_at(parent, sensitivity, options["index"], operands[0])
                continue
            part = row.pull(place, sensitivity, result, operands, options)
            if part is not None:
                sums.add(parent, part)
    return [sums.values[number] for number in inputs], used


_PLAIN = (np.ndarray, np.float64, np.float32, float)


class Sums:
    """The sensitivities that have arrived so far, by the number of the step.

    A sum that this walk has made itself is added to in place; one that came from a pull may be
    shared, and is added to a new array.
    """

    __slots__ = ("own", "values")

    def __init__(self, count: int) -> None:
        self.values: list[Any] = [None] * count
        self.own: set[int] = set()

    def take(self, number: int) -> Any:
        """The whole sum, which is let go: its memory can be used again."""
        value = self.values[number]
        self.values[number] = None
        self.own.discard(number)
        return value

    def add(self, number: int, part: Any) -> None:
        """One more contribution."""
        before = self.values[number]
        if before is None:
            self.values[number] = part
        elif number in self.own and type(part) in _PLAIN:
            before += part
        else:
            total = before + part
            self.values[number] = total
            if type(total) is np.ndarray:
                self.own.add(number)

    def add_at(self, number: int, part: Any, index: Any, like: Any) -> None:
        """A contribution to the entries that an index reads."""
        before = self.values[number]
        if before is None:
            before = np.zeros(like.shape, like.dtype or np.float64)
        elif type(before) is np.ndarray and number not in self.own:
            before = np.array(before)
        self.values[number] = before
        if isinstance_traced(before) or isinstance_traced(part):
            self.values[number] = added(before, part, index)
            self.own.discard(number)
            return
        self.own.add(number)
        if picks_once(index):
            before[index] += part
        else:
            np.add.at(before, index, part)


class _Lit:
    """A sensitivity and where it is in use: 1 or 0 in its shape."""

    __slots__ = ("live", "value")

    def __init__(self, value: Any, live: Any) -> None:
        self.value = value
        self.live = live

    def plus(self, other: _Lit | None) -> _Lit:
        """The sum; in use is what either of them uses."""
        if other is None:
            return self
        return _Lit(self.value + other.value, np.maximum(self.live, other.live))


def _careful_walk(
    recording: Recording, outputs: Sequence[tuple[int, Any]], inputs: Sequence[int]
) -> list[Any]:
    sums: dict[int, _Lit] = {}
    for number, sensitivity in outputs:
        lit = _Lit(sensitivity, np.ones(np.shape(strip(sensitivity))))
        sums[number] = lit.plus(sums.get(number))
    for number in range(max((number for number, _ in outputs), default=-1), -1, -1):
        step = recording.steps[number]
        if number not in sums or step.row is None:
            continue
        for place, parent in enumerate(step.parents):
            if parent is not None:
                part = _careful_pull(step, place, sums[number])
                if part is not None:
                    sums[parent] = part.plus(sums.get(parent))
    return [sums[number].value if number in sums else None for number in inputs]


def _careful_pull(step: Step, place: int, lit: _Lit) -> _Lit | None:
    row = step.row
    assert row is not None  # noqa: S101 - inputs are left out by the caller
    if row.slopes:
        return _careful_slope(step, place, lit)
    part = row.pull(place, lit.value, step.result, step.operands, step.options)
    if part is None:
        return None
    if row.structural:
        live = row.pull(place, lit.live, None, step.operands, step.options)
        return _Lit(part, np.asarray(live != 0, np.float64))
    used = float(np.any(lit.live))
    return _Lit(part, np.full(np.shape(strip(part)), used))


def _careful_slope(step: Step, place: int, lit: _Lit) -> _Lit | None:
    """One slope; what is not in use contributes nothing, whatever its slope."""
    row = step.row
    assert row is not None  # noqa: S101 - see above
    slope = row.slopes[place]
    part = None if slope is None else scaled(lit.value, slope, step.operands, step.result)
    if part is None:
        return None
    live = np.broadcast_to(lit.live, np.shape(strip(part)))
    kept = np.where(live != 0, part, 0.0)
    like = step.operands[place]
    return _Lit(fitted(kept, like), np.asarray(fitted(live, strip(like)) != 0, np.float64))
