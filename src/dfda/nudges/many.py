"""Slopes of functions of many inputs: every entry is an estimate with its own bar and verdict."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Any

import numpy as np

from dfda.errors import FunctionError, InputError
from dfda.nudges.calls import checked_function
from dfda.nudges.estimate import estimate
from dfda.nudges.namespaces import finite_array
from dfda.nudges.together import Column, Measured, measured_together, placed
from dfda.results import SINGLE_SLOPE, Estimate, Estimates, Verdict
from dfda.sparsity import colours_of

Progress = Callable[[int, int], None]

Task = Callable[[], Estimate | Measured]


def estimate_gradient(
    f: Callable[[Any], Any],
    x: Any,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Estimates:
    """Estimate the gradient of any function of an array, entry by entry.

    Each entry nudges one input alone and is an estimate of its own, with an error bar and a
    verdict: a kink in one direction does not spoil the others.

    Args:
        f: A function of one array of floats that returns one number. Each call gets an array of its
            own.
        x: The point, an array of any shape (numbers and nested lists become one).
        executor: Any `concurrent.futures.Executor`: the entries are then worked out in parallel. A
            process pool needs an `f` that can be pickled.
        progress: Called with the count of finished entries and of all after each entry.
        options: `domain`, `budget`, `noise` and `method` of `dfda.estimate`, for every entry.

    Returns:
        `Estimates` of the shape of `x`: arrays `value`, `error` and `verdict`, the `entries`
        themselves, and `evaluations`, the calls of `f` in all.

    Raises:
        InputError: `x` is no array of finite numbers, or an option is unusable.
        FunctionError: `f` fails, or returns something that is not a number; the message names the
            entry and its point.

    Source:
        One directional derivative for each input; `dfda.estimate` tells the sources of each.

    Example:
        >>> import dfda
        >>> found = dfda.estimate_gradient(lambda x: x[0] ** 2 + abs(x[1]), [3.0, 0.0])
        >>> [str(verdict) for verdict in found.verdict]
        ['converged', 'kink']
        >>> found.value.round(9).tolist()
        [6.0, nan]
    """
    point = finite_array(x)
    checked_function(f)
    tasks = [partial(_entry, f, point, index, options) for index in np.ndindex(point.shape)]
    return _gathered(tasks, point.shape, executor, progress)


def estimate_directional(
    f: Callable[[Any], Any], x: Any, direction: Any, **options: Any
) -> Estimate:
    """Estimate how fast a function of an array moves when its input moves along a direction.

    Args:
        f: A function of one array of floats that returns one number.
        x: The point, an array of any shape.
        direction: The direction, an array of the same shape; its length counts.
        options: `n`, `budget`, `noise` of `dfda.estimate`.

    Returns:
        An `Estimate` of the derivative of f(x + t·direction) by t at t = 0.

    Raises:
        InputError: `x` or `direction` is no array of finite numbers, or their shapes differ.
        FunctionError: `f` fails, or returns something that is not a number.

    Source:
        The definition of the directional derivative; `dfda.estimate` tells the sources of the rest.

    Example:
        >>> import dfda
        >>> found = dfda.estimate_directional(lambda x: x[0] * x[1], [2.0, 5.0], [1.0, 1.0])
        >>> round(found.value, 9)
        7.0
    """
    point, along = finite_array(x), finite_array(direction, "the direction")
    if point.shape != along.shape:
        raise InputError(
            f"the direction has the shape {along.shape}, the point {point.shape}",
            instead="give one number of the direction for each number of the point",
        )
    return _along(checked_function(f), point, along, options)


def estimate_jacobian(
    f: Callable[[Any], Any],
    x: Any,
    *,
    sparsity: Any = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Estimates:
    """Estimate all first derivatives of a function from arrays to arrays.

    Outputs share the calls of `f` at the same nudge, and each still finds its own nudges. With
    `sparsity`, inputs on which no common output depends are nudged together.

    Args:
        f: A function of one array of floats that returns an array, always of one shape.
        x: The point, an array of any shape.
        sparsity: Which entries may differ from 0, an array of truth values of the result's shape;
            the others are 0 ± 0 and cost nothing. It is believed: an entry that it leaves out
            by mistake spoils others. None means all.
        executor: As for `dfda.estimate_gradient`; its unit of work is one input, or those that are
            nudged together.
        progress: Called with the count of finished units of work and of all.
        options: `domain`, `budget` (for each entry) and `noise` of `dfda.estimate`.

    Returns:
        `Estimates` of the shape of the output followed by that of `x`.

    Raises:
        InputError: `x` is no array of finite numbers, or `sparsity` has another shape.
        FunctionError: `f` fails; the message names the input and its point.

    Source:
        Columns by `dfda.estimate`; which to nudge together by A. R. Curtis, M. J. D. Powell and
        J. K. Reid, *J. Inst. Math. Appl.* 13 (1974).

    Example:
        >>> import dfda
        >>> import numpy as np
        >>> found = dfda.estimate_jacobian(lambda x: np.array([x[0] * x[1], x[1]]), [2.0, 5.0])
        >>> np.round(found.value, 9).tolist()
        [[5.0, 2.0], [0.0, 1.0]]
    """
    point = finite_array(x)
    checked_function(f)
    with np.errstate(all="ignore"):
        before = np.array(f(point.copy()))
    shape = (*before.shape, *point.shape)
    groups = _groups(sparsity, before.shape, point.shape)
    tasks = [partial(measured_together, f, point, group, before, options) for group in groups]
    measured: list[Measured] = _run(tasks, executor, progress)
    found = {
        (*i, *index): _with_calls(entry, calls)
        for entries, calls in measured
        for (i, index), entry in entries.items()
    }
    zero = _zero()
    return Estimates(
        shape=shape,
        entries=tuple(found.get(place, zero) for place in np.ndindex(shape)),
        evaluations=1 + sum(calls for _, calls in measured),
    )


def estimate_hessian(
    f: Callable[[Any], Any],
    x: Any,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Estimates:
    """Estimate all second derivatives of a function of an array.

    The diagonal is the second derivative along each input. The others come from the second
    derivatives along the sum and along the difference of two inputs, whose bars add up.

    Args:
        f: A function of one array of floats that returns one number.
        x: The point, an array of one dimension.
        executor: As for `dfda.estimate_gradient`.
        progress: Called with the count of finished entries and of all.
        options: `budget` and `noise` of `dfda.estimate`, for every second derivative.

    Returns:
        `Estimates` of the shape (n, n), symmetric.

    Raises:
        InputError: `x` is not a row of finite numbers.
        FunctionError: `f` fails, or returns something that is not a number.

    Source:
        4 f_ij = D²f along (e_i + e_j) - D²f along (e_i - e_j), the polarisation identity.

    Example:
        >>> import dfda
        >>> import numpy as np
        >>> found = dfda.estimate_hessian(lambda x: x[0] ** 2 * x[1], [2.0, 5.0])
        >>> np.round(found.value, 6).tolist()
        [[10.0, 4.0], [4.0, 0.0]]
    """
    point = finite_array(x)
    if point.ndim != 1:
        raise InputError(
            f"the point of a Hessian has one dimension, not {point.ndim}",
            instead="give a function of the flattened array",
        )
    checked_function(f)
    size = len(point)
    pairs = [(i, j) for i in range(size) for j in range(i, size)]
    tasks = [partial(_mixed, f, point, i, j, options) for i, j in pairs]
    found = dict(zip(pairs, _run(tasks, executor, progress), strict=True))
    entries = [found[min(i, j), max(i, j)] for i, j in itertools.product(range(size), repeat=2)]
    evaluations = sum(entry.evaluations for entry in found.values())
    return Estimates(shape=(size, size), entries=tuple(entries), evaluations=evaluations)


def _pattern(sparsity: Any, shape: tuple[int, ...]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    pattern = np.ones(shape, dtype=bool) if sparsity is None else np.asarray(sparsity, dtype=bool)
    if pattern.shape != shape:
        raise InputError(
            f"sparsity has the shape {pattern.shape}, the derivative {shape}",
            instead="the shape of the output, followed by that of the point",
        )
    return pattern


def _groups(sparsity: Any, outputs: tuple[int, ...], inputs: tuple[int, ...]) -> list[list[Column]]:
    """The inputs that are nudged together, each with the outputs that it moves."""
    pattern = _pattern(sparsity, (*outputs, *inputs))
    flat = pattern.reshape(math.prod(outputs), math.prod(inputs))
    colours = range(flat.shape[1]) if sparsity is None else colours_of(flat).tolist()
    groups: dict[int, list[Column]] = {}
    for colour, index in zip(colours, np.ndindex(inputs), strict=True):
        moved = tuple(i for i in np.ndindex(outputs) if pattern[(*i, *index)])
        if moved:
            groups.setdefault(colour, []).append(Column(index, moved))
    return list(groups.values())


def _entry(
    f: Callable[[Any], Any], point: Any, index: tuple[int, ...], options: dict[str, Any]
) -> Estimate:
    def along(t: float) -> Any:
        moved = point.copy()
        moved[index] = t
        return f(moved)

    try:
        found: Estimate = estimate(along, float(point[index]), **options)
    except FunctionError as error:
        raise placed(error, f, point, index) from error
    return found


def _along(
    f: Callable[[Any], Any], point: Any, direction: Any, options: dict[str, Any]
) -> Estimate:
    """F along a direction, parametrised so that t has the size that moves the point by its own."""
    length = float(np.max(np.abs(direction), initial=0.0))
    size = float(np.max(np.abs(point), initial=0.0)) or 1.0
    start = size / length if length > 0.0 else 1.0

    def along(t: float) -> Any:
        return f(point + (t - start) * direction)

    found: Estimate = estimate(along, start, **options)
    return found


def _zero() -> Estimate:
    return Estimate(
        value=0.0, error=0.0, verdict=Verdict.CONVERGED, left=0.0, right=0.0, noise=0.0,
        evaluations=0, nudges=(),
    )  # fmt: skip


def _with_calls(found: Estimate, calls: int) -> Estimate:
    values = {name: getattr(found, name) for name in found.__dataclass_fields__}
    return Estimate(**(values | {"evaluations": calls}))


def _mixed(
    f: Callable[[Any], Any], point: Any, i: int, j: int, options: dict[str, Any]
) -> Estimate:
    """The second derivative by inputs i and j."""
    first, second = np.zeros_like(point), np.zeros_like(point)
    wide, high = _size(float(point[i])), _size(float(point[j]))
    first[i], second[j] = wide, high
    options = {**options, "n": 2}
    if i == j:
        return _scaled(_along(f, point, first, options), wide * wide)
    scale = 4.0 * wide * high
    plus = _along(f, point, first + second, options)
    minus = _along(f, point, first - second, options)
    if not {plus.verdict, minus.verdict} <= SINGLE_SLOPE:
        broken = minus if plus.verdict in SINGLE_SLOPE else plus
        return _scaled(broken, scale, calls=plus.evaluations + minus.evaluations)
    value, error = (plus.value - minus.value) / scale, (plus.error + minus.error) / scale
    noisy = Verdict.NOISY in {plus.verdict, minus.verdict}
    return Estimate(
        value=value,
        error=error,
        verdict=Verdict.NOISY if noisy else Verdict.CONVERGED,
        left=value,
        right=value,
        n=2,
        noise=max(plus.noise, minus.noise),
        evaluations=plus.evaluations + minus.evaluations,
        nudges=plus.nudges,
        slopes=plus.slopes,
        bends=plus.bends,
    )


def _size(number: float) -> float:
    """A power of two of a number's size, so that scaling by it is exact; 1 at 0."""
    return 2.0 ** (math.frexp(number)[1] - 1) if number else 1.0


def _scaled(found: Estimate, scale: float, calls: int | None = None) -> Estimate:
    values = {name: getattr(found, name) for name in found.__dataclass_fields__}
    values |= {name: values[name] / scale for name in ("value", "error", "left", "right")}
    if calls is not None:
        values["evaluations"] = calls
    return Estimate(**values)


def _gathered(
    tasks: Sequence[Task],
    shape: tuple[int, ...],
    executor: Executor | None,
    progress: Progress | None,
) -> Estimates:
    entries = _run(tasks, executor, progress)
    evaluations = sum(entry.evaluations for entry in entries)
    return Estimates(shape=shape, entries=tuple(entries), evaluations=evaluations)


def _run(tasks: Sequence[Task], executor: Executor | None, progress: Progress | None) -> list[Any]:
    """All tasks in their order, in parallel where there is an executor."""
    results = executor.map(_call, tasks) if executor is not None else map(_call, tasks)
    found = []
    for done, result in enumerate(results, start=1):
        found.append(result)
        if progress is not None:
            progress(done, len(tasks))
    return found


def _call(task: Task) -> Any:
    return task()
