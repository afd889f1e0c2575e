"""Forwards through a recording: how every step moves when the inputs move along a direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dfda.arrays.elementwise import scaled
from dfda.trace.backward import has_nan, pulled_back
from dfda.trace.recording import Recording, Shaped, Step, Traced, apply, strip, wrap


def pushed(
    recording: Recording, tangents: Mapping[int, Any], outputs: Sequence[int]
) -> tuple[list[Any], set[int]]:
    """The tangent of each output, None where it does not move, and the steps that were used."""
    needed = needed_steps(recording, outputs)
    with np.errstate(all="ignore"):
        moving = _walk(recording, tangents, needed, careful=False)
        if any(_has_nan(moving.get(number)) for number in outputs):
            moving = _walk(recording, tangents, needed, careful=True)
    return [moving.get(number) for number in outputs], set(needed)


def _has_nan(tangent: Any) -> bool:
    return tangent is not None and has_nan(tangent)


def needed_steps(recording: Recording, outputs: Sequence[int]) -> list[int]:
    """The numbers of the steps that an output depends on, in the order of the run."""
    steps = recording.steps
    marked = [False] * len(steps)
    for number in outputs:
        marked[number] = True
    for number in range(len(steps) - 1, -1, -1):
        if marked[number]:
            for parent in steps[number].parents:
                if parent is not None:
                    marked[parent] = True
    return [number for number, wanted in enumerate(marked) if wanted]


def _walk(
    recording: Recording, tangents: Mapping[int, Any], needed: Sequence[int], *, careful: bool
) -> dict[int, Any]:
    """The tangents, by number. A careful walk also tracks which entries move at all.

    An entry that does not move contributes nothing, however steep the function is there.
    """
    moving: dict[int, Any] = {}
    live: dict[int, Any] = {}
    for number in needed:
        step = recording.steps[number]
        if step.row is None:
            tangent = tangents.get(number)
        else:
            incoming = [None if parent is None else moving.get(parent) for parent in step.parents]
            if all(part is None for part in incoming):
                continue
            lit = [live.get(parent) for parent in step.parents if parent is not None]
            tangent = step_tangent(step, incoming, _lives(step, live) if lit and careful else None)
        if tangent is not None:
            moving[number] = tangent
            if careful:
                live[number] = _live(step, tangent, live)
    return moving


def _lives(step: Step, live: Mapping[int, Any]) -> list[Any]:
    return [None if parent is None else live.get(parent) for parent in step.parents]


def _live(step: Step, tangent: Any, live: Mapping[int, Any]) -> Any:
    """Where a step's entries can move: 1 or 0 in the shape of its result."""
    row, shape = step.row, np.shape(strip(tangent))
    if row is None:
        return np.asarray(strip(tangent) != 0, np.float64)
    lives = _lives(step, live)
    known = [part for part in lives if part is not None]
    if row.slopes:
        total: Any = np.zeros(shape)
        for part in known:
            total = np.maximum(total, part)
        return np.broadcast_to(total, shape)
    if row.structural:
        parts = [
            np.zeros(kept.shape) if part is None else part
            for kept, part in zip(step.operands, lives, strict=True)
        ]
        return np.asarray(row.compute(*parts, **step.options) != 0, np.float64)
    return np.full(shape, float(any(np.any(part) for part in known)))


def step_tangent(step: Step, incoming: Sequence[Any], lives: Sequence[Any] | None = None) -> Any:
    """The tangent of one step, None where it does not move.

    `lives` says for each operand which entries move at all; None where all may.
    """
    row = step.row
    assert row is not None  # noqa: S101 - inputs are left out by the caller
    if row.slopes:
        return _by_slopes(step, incoming, lives)
    if row.linearity == "linear":
        moved = [
            np.zeros(part.shape) if tangent is None else tangent
            for part, tangent in zip(step.operands, incoming, strict=True)
        ]
        return apply(row, moved, step.options)
    total = None
    for place, tangent in enumerate(incoming):
        if tangent is None:
            continue
        if row.linearity == "multilinear":
            operands = [*step.operands]
            operands[place] = tangent
            part = apply(row, operands, step.options)
        else:
            part = _transposed_pull(step, place, tangent)
        total = part if total is None else total + part
    return total


def _by_slopes(step: Step, incoming: Sequence[Any], lives: Sequence[Any] | None) -> Any:
    row = step.row
    assert row is not None  # noqa: S101 - see above
    total = None
    for place, (tangent, slope) in enumerate(zip(incoming, row.slopes, strict=True)):
        if tangent is None or slope is None:
            continue
        part = scaled(tangent, slope, step.operands, step.result)
        if part is None:
            continue
        if lives is not None:
            part = np.where(lives[place] != 0, part, 0.0)
        total = part if total is None else total + part
    if total is None or type(step.result) is float:
        return total
    shape = np.shape(strip(step.result))
    return total if np.shape(strip(total)) == shape else np.broadcast_to(total, shape)


def _transposed_pull(step: Step, place: int, tangent: Any) -> Any:
    """A pull is linear in the sensitivity: pulled back once more it moves tangents forwards."""
    row = step.row
    assert row is not None  # noqa: S101 - see above
    inner = Recording()
    kept = Shaped(step.result)
    zero = np.zeros(kept.shape, kept.dtype or np.float64)
    inner.step(None, (), (), None)
    sensitivity = wrap(inner, 0, zero if kept.shape else zero[()])
    part = row.pull(place, sensitivity, step.result, step.operands, step.options)
    inner.open = False
    if not (issubclass(type(part), Traced) and part.recording is inner):
        return None
    return pulled_back(inner, [(part.number, tangent)], [0])[0][0]
