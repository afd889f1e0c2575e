"""Many directions at once: tangents with one more axis in front, pushed through a recording.

A Jacobian has a direction for each column. Entry by entry a step moves all of them in one go; a
step that is linear takes them as one larger array, where its row says how; any other step is
pushed direction by direction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from dfda.arrays.indexing import READ, SCATTERED
from dfda.arrays.products import MATMUL
from dfda.arrays.reductions import SUM
from dfda.arrays.rule import ArrayRule, Options
from dfda.arrays.shapes import RESHAPE, TRANSPOSE
from dfda.trace.backward import has_nan
from dfda.trace.onward import needed_steps, step_tangent
from dfda.trace.recording import Recording, Step, apply


def pushed_in_batches(
    recording: Recording, tangents: Mapping[int, Any], outputs: Sequence[int]
) -> list[Any] | None:
    """The tangents of the outputs along all directions; None where the careful way is needed."""
    moving: dict[int, Any] = {}
    with np.errstate(all="ignore"):
        for number in needed_steps(recording, outputs):
            step = recording.steps[number]
            if step.row is None:
                tangent = tangents.get(number)
            else:
                incoming = [
                    None if parent is None else moving.get(parent) for parent in step.parents
                ]
                still = all(part is None for part in incoming)
                tangent = None if still else _step_tangents(step, incoming)
            if tangent is not None:
                moving[number] = tangent
    found = [moving.get(number) for number in outputs]
    return None if any(part is not None and has_nan(part) for part in found) else found


def _step_tangents(step: Step, incoming: Sequence[Any]) -> Any:
    row = step.row
    assert row is not None  # noqa: S101 - inputs are left out by the caller
    if row.slopes:
        return _by_slopes(step, incoming)
    if len(incoming) == 1 and row in _IN_FRONT:
        options = _IN_FRONT[row](step.options, step.operands[0], len(incoming[0]))
        if options is not None:
            return apply(row, (incoming[0],), options)
    if row is MATMUL:
        product = _matmul(step.operands, incoming)
        if product is not None:
            return product
    return _one_by_one(step, incoming)


def _by_slopes(step: Step, incoming: Sequence[Any]) -> Any:
    row, result = step.row, step.result
    assert row is not None  # noqa: S101 - see above
    axes = np.ndim(result)
    total = None
    for tangent, slope in zip(incoming, row.slopes, strict=True):
        if tangent is None or slope is None or slope.constant == 0:
            continue
        missing = axes - (np.ndim(tangent) - 1)
        if missing:
            shape = np.shape(tangent)
            tangent = np.reshape(tangent, (shape[0], *(1,) * missing, *shape[1:]))  # noqa: PLW2901 - the same numbers
        part = tangent * (slope.constant or slope(step.operands, result))
        total = part if total is None else total + part
    if total is None:
        return None
    shape = (len(total), *np.shape(result))
    return total if np.shape(total) == shape else np.broadcast_to(total, shape)


def _one_by_one(step: Step, incoming: Sequence[Any]) -> Any:
    count = next(len(part) for part in incoming if part is not None)
    moved = [
        step_tangent(step, [None if part is None else part[one] for part in incoming])
        for one in range(count)
    ]
    return None if moved[0] is None else np.stack(moved)


def _matmul(operands: Sequence[Any], incoming: Sequence[Any]) -> Any:
    """Products of vectors and matrices, whose directions are the rows of one more product."""
    x, w = operands
    total = None
    for place, tangent in enumerate(incoming):
        if tangent is None:
            continue
        if place == 0 and np.ndim(w) <= 2 and np.ndim(x) <= 2:  # noqa: PLR2004 - matrices
            part = np.matmul(tangent, w)
        elif place == 1 and np.ndim(x) == 2 and np.ndim(w) == 1:  # noqa: PLR2004 - a matrix
            part = np.matmul(tangent, x.T)
        elif place == 1 and np.ndim(x) <= 2 and np.ndim(w) == 2:  # noqa: PLR2004 - matrices
            part = np.matmul(x, tangent)
        elif place == 1 and np.ndim(x) == np.ndim(w) == 1:
            part = np.matmul(tangent, x)
        else:
            return None
        total = part if total is None else total + part
    return total


# The options of linear rows when their operand has one more axis in front


def _sum(options: Options, like: Any, _: int) -> Options | None:
    axis = options["axis"]
    axes = range(like.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return {**options, "axis": tuple(number % like.ndim + 1 for number in axes)}


def _reshape(options: Options, like: Any, count: int) -> Options | None:
    wanted = options["shape"]
    shape = wanted if isinstance(wanted, tuple | list) else (wanted,)
    return {"shape": (count, *_settled(shape, like.size))}


def _settled(shape: Sequence[int], size: int) -> list[int]:
    """A shape without -1, for an array of this size."""
    known = max(1, int(np.prod([number for number in shape if number != -1])))
    return [size // known if number == -1 else number for number in shape]


def _transpose(options: Options, like: Any, _: int) -> Options | None:
    axes = options["axes"] or range(like.ndim)[::-1]
    return {"axes": (0, *(number % like.ndim + 1 for number in axes))}


def _read(options: Options, _: Any, __: int) -> Options | None:
    index = _with_one_more(options["index"])
    return None if index is None else {"index": index}


def _scattered(options: Options, _: Any, count: int) -> Options | None:
    index = _with_one_more(options["index"])
    return None if index is None else {"index": index, "shape": (count, *options["shape"])}


def _with_one_more(index: Any) -> tuple[Any, ...] | None:
    """An index of slices and integers behind a whole axis; None for places given in arrays."""
    parts = index if isinstance(index, tuple) else (index,)
    basic = all(
        part is None or part is Ellipsis or isinstance(part, slice | int | np.integer)
        for part in parts
    )
    return (slice(None), *parts) if basic else None


_IN_FRONT: Final[Mapping[ArrayRule, Callable[[Options, Any, int], Options | None]]] = {
    SUM: _sum,
    RESHAPE: _reshape,
    TRANSPOSE: _transpose,
    READ: _read,
    SCATTERED: _scattered,
}
