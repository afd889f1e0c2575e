"""Which entries of an output can depend on which entries of an input, read off a recording.

Each step keeps a sparse table: one row for each of its entries, one column for each entry of the
input. A table may hold too much, never too little: a step that is not understood makes every one of
its entries depend on all that its operands depend on.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dfda.trace.onward import needed_steps
from dfda.trace.recording import Recording, Step, strip


def pattern_of(recording: Recording, given: tuple[int, Any], output: tuple[int, Any]) -> Any:
    """The table of an output's dependence on an input; both come as a number and a value."""
    from scipy import sparse

    (start, at), (number, value) = given, output
    tables: dict[int, Any] = {start: sparse.eye_array(np.size(strip(at)), dtype=bool).tocsr()}
    for current in needed_steps(recording, [number]):
        step = recording.steps[current]
        incoming = [tables.get(parent) for parent in step.parents if parent is not None]
        if step.row is not None and any(table is not None for table in incoming):
            tables[current] = _table(step, tables)
    empty = sparse.csr_array((np.size(strip(value)), np.size(strip(at))), dtype=bool)
    return tables.get(number, empty)


def _table(step: Step, tables: dict[int, Any]) -> Any:
    """The union of what comes in through each operand."""
    total = None
    for place, parent in enumerate(step.parents):
        table = None if parent is None else tables.get(parent)
        if table is not None:
            part = _through(step, place, table)
            total = part if total is None else total + part
    assert total is not None  # noqa: S101 - some operand depends on the input
    return total.astype(bool).tocsr()


def _through(step: Step, place: int, table: Any) -> Any:
    row = step.row
    assert row is not None  # noqa: S101 - inputs are left out by the caller
    operand = step.operands[place]
    if row.slopes:
        shape = np.shape(strip(step.result))
        places = np.reshape(np.arange(table.shape[0]), np.shape(strip(operand)))
        return table[np.broadcast_to(places, shape).ravel()]
    links = _links(step, place) if row.structural else None
    return _all_of(step, table) if links is None else links @ table


def _links(step: Step, place: int) -> Any:
    """Which entry of a structural step comes from which of its operand; None where it is mixed.

    Numbered entries are sent through the step. Where every result is picked from one entry, they
    arrive as they were; where every entry goes to one result, they travel backwards.
    """
    from scipy import sparse

    row, operands = step.row, step.operands
    assert row is not None  # noqa: S101 - see above
    zeros = [np.zeros(part.shape) for part in operands]
    shape, size = operands[place].shape, operands[place].size

    def sent(numbers: Any) -> Any:
        return np.asarray(
            row.compute(*(*zeros[:place], numbers, *zeros[place + 1 :]), **step.options)
        )

    counts = sent(np.ones(shape)[()])
    if np.all(counts <= 1):
        arrived = sent(np.reshape(np.arange(1.0, size + 1), shape)[()]).ravel().astype(int)
        rows = np.flatnonzero(arrived)
        ends = (rows, arrived[rows] - 1)
    else:
        back = np.asarray(row.pull(place, np.ones(counts.shape)[()], None, operands, step.options))
        if np.any(back > 1):
            return None
        numbers = np.reshape(np.arange(1.0, counts.size + 1), counts.shape)[()]
        gone = (
            np.asarray(row.pull(place, numbers, None, operands, step.options)).ravel().astype(int)
        )
        columns = np.flatnonzero(gone)
        ends = (gone[columns] - 1, columns)
    ones = np.ones(len(ends[0]), dtype=bool)
    return sparse.csr_array((ones, ends), shape=(counts.size, size))


def _all_of(step: Step, table: Any) -> Any:
    """Every entry of the result depends on all that the operand depends on."""
    from scipy import sparse

    touched = np.asarray(table.sum(axis=0)).ravel() > 0
    count = np.size(strip(step.result)) if step.result is not None else _result_size(step)
    return sparse.csr_array(np.broadcast_to(touched, (count, touched.size)))


def _result_size(step: Step) -> int:
    row = step.row
    assert row is not None  # noqa: S101 - see above
    zeros = [np.zeros(part.shape)[()] for part in step.operands]
    return int(np.size(row.compute(*zeros, **step.options)))
