"""Jacobians and Hessians: the derivative of every output by every input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dfda.errors import InputError, MissingExtraError
from dfda.exact.gradients import gradient
from dfda.exact.operator import operated
from dfda.sparsity import colours_of
from dfda.trace.backward import pulled_back
from dfda.trace.batches import pushed_in_batches
from dfda.trace.corners import Kinks, tell_corners
from dfda.trace.onward import needed_steps, pushed
from dfda.trace.patterns import pattern_of
from dfda.trace.recording import isinstance_traced, strip
from dfda.trace.run import Run, Where, traced_run


def jacobian(
    f: Callable[..., Any],
    *at: Any,
    wrt: Where = 0,
    sparse: bool = False,
    kinks: Kinks = "warn",
    **keywords: Any,
) -> Any:
    """The exact derivative of every entry of the output by every entry of the input.

    Args:
        f: The function, ordinary Python and NumPy.
        at: Its arguments: arrays, numbers, and nested dicts, lists, tuples and dataclasses of them.
            Leave them out to get the Jacobian as a function.
        wrt: Which arguments to differentiate by: a position, a name, or a tuple of them.
        sparse: Whether to find out which entries are zero throughout, to compute the others with
            as few directions as possible, and to return a scipy.sparse.csr_array.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        An array whose first axes are those of the output and whose last are those of the input. For
        nested structures: the structure of the output, each leaf holding that of the input.

    Raises:
        InputError: An argument that cannot be differentiated by; with sparse, more than one array.
        MissingExtraError: SciPy is not installed, with sparse.
        UnsupportedError: A piece of code that cannot be followed; the message names the line.
        KinkError: The function bends there, with kinks="raise".

    Source:
        Griewank and Walther, Evaluating Derivatives, 2nd edition, SIAM 2008.

    Example:
        >>> import numpy as np
        >>> import dfda
        >>> dfda.jacobian(lambda x: np.array([x[0] * x[1], x[1]]), np.array([2.0, 5.0]))
        array([[5., 2.],
               [0., 1.]])
    """
    return operated("jacobian", _jacobian, f, (at, keywords), wrt=wrt, sparse=sparse, kinks=kinks)


def hessian(
    f: Callable[..., Any],
    *at: Any,
    wrt: Where = 0,
    sparse: bool = False,
    kinks: Kinks = "warn",
    **keywords: Any,
) -> Any:
    """The exact second derivatives of a function that returns one number.

    Args:
        f: The function, ordinary Python and NumPy.
        at: Its arguments. Leave them out to get the Hessian as a function.
        wrt: Which arguments to differentiate by: a position, a name, or a tuple of them.
        sparse: Whether to find out which entries are zero throughout, to compute the others with
            as few directions as possible, and to return a scipy.sparse.csr_array.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        An array with the axes of the input twice.

    Raises:
        InputError: An argument that cannot be differentiated by, or an output that is no number.
        MissingExtraError: SciPy is not installed, with sparse.
        UnsupportedError: A piece of code that cannot be followed; the message names the line.
        KinkError: The function bends there, with kinks="raise".

    Source:
        Griewank and Walther, Evaluating Derivatives, 2nd edition, SIAM 2008.

    Example:
        >>> import numpy as np
        >>> import dfda
        >>> dfda.hessian(lambda x: x[0] ** 2 * x[1], np.array([1.0, 2.0]))
        array([[4., 2.],
               [2., 0.]])
    """
    return operated("hessian", _hessian, f, (at, keywords), wrt=wrt, sparse=sparse, kinks=kinks)


def _hessian(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    wrt: Where,
    sparse: bool,
    kinks: Kinks,
) -> Any:
    slope = gradient(f, wrt=wrt, kinks="ignore")
    return _jacobian(slope, arguments, keywords, wrt=wrt, sparse=sparse, kinks=kinks)


def _jacobian(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    wrt: Where,
    sparse: bool,
    kinks: Kinks,
) -> Any:
    run = traced_run(f, arguments, keywords, wrt=wrt)
    return _sparse_jacobian(run, kinks) if sparse else jacobian_of(run, kinks)


def jacobian_of(run: Run, kinks: Kinks) -> Any:
    """The dense Jacobian, from one run."""
    rows = sum(int(np.size(strip(output))) for output in run.outputs)
    columns = sum(int(np.size(strip(given))) for given in run.inputs)
    used, blocks = (_by_columns if columns <= rows else _by_rows)(run)
    tell_corners(run.recording, used, kinks)
    leaves = [
        run.shaped_like_inputs(
            [_in_kind(block, given) for block, given in zip(row, run.inputs, strict=True)]
        )
        for row in blocks
    ]
    return run.structure.filled(leaves)


def _sparse_jacobian(run: Run, kinks: Kinks) -> Any:
    """The entries that can differ from zero, by one direction for each colour."""
    given, output, number = _one_array(run)
    from scipy.sparse import csr_array

    size, kind = (int(np.size(output)), given.size), given.dtype
    if number is None:
        return csr_array(size, dtype=kind)
    pattern = pattern_of(run.recording, (0, given), (number, output)).tocoo()
    colours = colours_of(pattern)
    directions = np.zeros((int(colours.max(initial=-1)) + 1, given.size), dtype=kind)
    directions[colours, np.arange(given.size)] = 1
    units = [direction.reshape(given.shape) for direction in directions]
    found, used = _pushed_together(run, 0, units, [number])
    tell_corners(run.recording, used, kinks)
    tangents = np.zeros((len(units), *np.shape(output))) if found[0] is None else found[0]
    entries = np.reshape(tangents, (len(units), -1))[colours[pattern.col], pattern.row]
    return csr_array((entries.astype(kind), (pattern.row, pattern.col)), shape=size)


def _one_array(run: Run) -> tuple[Any, Any, int | None]:
    """The only input and output of a sparse Jacobian."""
    from importlib.util import find_spec

    if find_spec("scipy") is None:
        raise MissingExtraError("sparse Jacobians need SciPy", instead="pip install scipy")
    single = len(run.inputs) == len(run.outputs) == 1
    if not single or np.ndim(run.inputs[0]) == 0 or isinstance_traced(run.inputs[0]):
        raise InputError(
            "a sparse Jacobian is of one array by one array, outside of other derivatives",
            instead="leave sparse out",
        )
    return run.inputs[0], run.values_apart()[0], run.number_of(run.outputs[0])


def _in_kind(block: Any, given: Any) -> Any:
    if isinstance_traced(block):
        return block
    kind = np.float64 if type(strip(given)) is float else strip(given).dtype
    block = np.asarray(block, dtype=kind)
    if block.ndim:
        return block
    return float(block) if type(strip(given)) is float else block[()]


def _units(value: Any) -> list[Any]:
    """The directions along each entry of a value."""
    plain = strip(value)
    if np.ndim(plain) == 0:
        return [1.0]
    units = np.eye(plain.size, dtype=plain.dtype)
    return [unit.reshape(plain.shape) for unit in units]


def _by_columns(run: Run) -> tuple[set[int], list[list[Any]]]:
    """Forwards, one input entry after the other."""
    numbers = [run.number_of(output) for output in run.outputs]
    moving = [number for number in numbers if number is not None]
    used: set[int] = set()
    blocks: list[list[Any]] = [[] for _ in run.outputs]
    for place, given in enumerate(run.inputs):
        columns: list[list[Any]] = [[] for _ in run.outputs]
        units = _units(given)
        step = _directions_at_once(run)
        for start in range(0, len(units), step):
            found, seen = _pushed_together(run, place, units[start : start + step], moving)
            used |= seen
            by_number = dict(zip(moving, found, strict=True))
            for column, number, output in zip(columns, numbers, run.outputs, strict=True):
                count = len(units[start : start + step])
                still = np.zeros((count, *np.shape(strip(output))))
                tangent = None if number is None else by_number[number]
                column.append(still if tangent is None else tangent)
        shape = np.shape(strip(given))
        for block, column, output in zip(blocks, columns, run.outputs, strict=True):
            block.append(np.reshape(_side_by_side(column), np.shape(strip(output)) + shape))
    return used, blocks


def _side_by_side(columns: list[Any]) -> Any:
    """The tangents along all directions, which become the last axis."""
    if not columns:
        return np.zeros(0)
    together = columns[0] if len(columns) == 1 else np.concatenate(columns)
    return np.moveaxis(together, 0, -1) if np.ndim(strip(together)) > 1 else together


_AT_ONCE = 2**21
"""How many numbers of a step are moved together: more would not fit into the caches."""


def _directions_at_once(run: Run) -> int:
    sizes = [np.size(strip(step.result)) for step in run.recording.steps if step.result is not None]
    return max(1, _AT_ONCE // max([1, *sizes]))


def _pushed_together(
    run: Run, place: int, units: list[Any], moving: list[int]
) -> tuple[list[Any], set[int]]:
    """The tangents along several directions: in one go, or one by one where that is not safe."""
    together = pushed_in_batches(run.recording, {place: np.stack(units)}, moving)
    if together is not None:
        return together, set(needed_steps(run.recording, moving))
    used: set[int] = set()
    columns = []
    for unit in units:
        found, seen = pushed(run.recording, {place: unit}, moving)
        used |= seen
        columns.append(found)
    return [_joined(parts) for parts in zip(*columns, strict=True)], used


def _joined(parts: tuple[Any, ...]) -> Any:
    like = next((part for part in parts if part is not None), None)
    if like is None:
        return None
    still = np.zeros(np.shape(strip(like)))
    return np.stack([still if part is None else part for part in parts])


def _by_rows(run: Run) -> tuple[set[int], list[list[Any]]]:
    """Backwards, one output entry after the other."""
    used: set[int] = set()
    blocks = []
    for output in run.outputs:
        number, shape = run.number_of(output), np.shape(strip(output))
        rows: list[list[Any]] = [[] for _ in run.inputs]
        for unit in _units(output):
            outputs = [] if number is None else [(number, unit)]
            parts, seen = pulled_back(run.recording, outputs, range(len(run.inputs)))
            used |= seen
            for row, part, given in zip(rows, parts, run.inputs, strict=True):
                row.append(np.zeros(np.shape(strip(given))) if part is None else part)
        blocks.append(
            [
                np.reshape(np.stack(row), shape + np.shape(strip(given)))
                if row
                else np.zeros(shape + np.shape(strip(given)))
                for row, given in zip(rows, run.inputs, strict=True)
            ]
        )
    return used, blocks
