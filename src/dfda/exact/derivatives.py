"""The derivative of a function of one number, or of an array entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dfda.arrays import choices, shapes
from dfda.arrays.rule import ARRAY_RULES, ArrayRule
from dfda.errors import InputError
from dfda.exact.operator import operated
from dfda.trace.corners import Kinks, tell_corners
from dfda.trace.onward import pushed
from dfda.trace.recording import isinstance_traced, strip
from dfda.trace.run import Run, Where, like_input, traced_run


def derivative(
    f: Callable[..., Any],
    *at: Any,
    n: int = 1,
    wrt: int | str = 0,
    has_aux: bool = False,
    kinks: Kinks = "warn",
    **keywords: Any,
) -> Any:
    """The exact derivative of a function, as a function or at a point.

    The function is ordinary Python: math, NumPy, loops, conditions, helpers. It is run once with a
    value that remembers how it came about, and the chain rule is applied to every step. There is no
    step size: the answer is exact up to rounding. On an array the derivative is taken entry by
    entry, and a function that mixes entries is refused.

    Args:
        f: The function.
        at: Its arguments. Leave them out to get the derivative as a function.
        n: The order: 2 is the derivative of the derivative.
        wrt: The argument to differentiate by, by position or by name.
        has_aux: Whether f returns a pair, of which only the first is differentiated. The answer is
            then a pair too.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        A Python float for a Python float, and float32 for float32; shaped like the output of f.

    Raises:
        InputError: An argument that cannot be differentiated by, or entries that are mixed.
        UnsupportedError: A piece of code that cannot be followed; the message names the line.
        KinkError: The function bends there, with kinks="raise".

    Source:
        Griewank and Walther, Evaluating Derivatives, 2nd edition, SIAM 2008.

    Example:
        >>> import math
        >>> import dfda
        >>> dfda.derivative(lambda a: 3 * a, 2)
        3.0
        >>> dfda.derivative(math.sin)(0.0)
        1.0
        >>> dfda.derivative(lambda a: a**3, 2.0, n=2)
        12.0
    """
    options = {"n": checked_order(n), "wrt": wrt, "has_aux": has_aux, "kinks": kinks}
    return operated("derivative", _derivative, f, (at, keywords), **options)


def value_and_derivative(
    f: Callable[..., Any],
    *at: Any,
    wrt: int | str = 0,
    has_aux: bool = False,
    kinks: Kinks = "warn",
    **keywords: Any,
) -> Any:
    """The value of a function and its exact derivative, from one run.

    Args:
        f: The function.
        at: Its arguments. Leave them out to get a function of them.
        wrt: The argument to differentiate by, by position or by name.
        has_aux: Whether f returns a pair, of which only the first is differentiated. The answer has
            a third part then.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        The pair of value and derivative.

    Raises:
        InputError: An argument that cannot be differentiated by, or entries that are mixed.
        UnsupportedError: A piece of code that cannot be followed; the message names the line.
        KinkError: The function bends there, with kinks="raise".

    Source:
        Griewank and Walther, Evaluating Derivatives, 2nd edition, SIAM 2008.

    Example:
        >>> import dfda
        >>> dfda.value_and_derivative(lambda a: a**2, 3.0)
        (9.0, 6.0)
    """
    options = {"wrt": wrt, "has_aux": has_aux, "kinks": kinks}
    return operated("value and derivative", _value_and_derivative, f, (at, keywords), **options)


def checked_order(n: Any) -> int:
    """An order of differentiation: a whole number from 1."""
    if type(n) is bool or not isinstance(n, int | np.integer) or n < 1:
        raise InputError(
            f"the order n must be a whole number from 1, not {n!r}",
            instead="write n=2 for the second derivative",
        )
    return int(n)


def _derivative(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    n: int,
    wrt: int | str,
    has_aux: bool,
    kinks: Kinks,
) -> Any:
    if n > 1:
        f = derivative(f, n=n - 1, wrt=wrt, has_aux=has_aux, kinks="ignore")
    _, slope, aux = _both(f, arguments, keywords, wrt=wrt, has_aux=has_aux, kinks=kinks)
    return (slope, aux) if has_aux else slope


def _value_and_derivative(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    wrt: int | str,
    has_aux: bool,
    kinks: Kinks,
) -> Any:
    value, slope, aux = _both(f, arguments, keywords, wrt=wrt, has_aux=has_aux, kinks=kinks)
    return (value, slope, aux) if has_aux else (value, slope)


def _both(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    wrt: Where,
    has_aux: bool,
    kinks: Kinks,
) -> tuple[Any, Any, Any]:
    """Value, derivative and what came beside them."""
    return derivative_of(traced_run(f, arguments, keywords, wrt=wrt, has_aux=has_aux), kinks)


def derivative_of(run: Run, kinks: Kinks) -> tuple[Any, Any, Any]:
    """Value, derivative and what came beside them, from one run."""
    if len(run.inputs) != 1 or not run.single:
        raise InputError(
            "a derivative is taken by one number or array, not by a structure of them",
            instead="dfda.gradient, dfda.jacobian or dfda.jvp",
        )
    at = run.inputs[0]
    numbers = [run.number_of(output) for output in run.outputs]
    moving = [number for number in numbers if number is not None]
    if np.ndim(strip(at)):
        _check_entries_apart(run, moving)
    one = 1.0 if type(strip(at)) is float else np.ones_like(strip(at))
    tangents, used = pushed(run.recording, {0: one}, moving)
    tell_corners(run.recording, used, kinks)
    found = dict(zip(moving, tangents, strict=True))
    leaves = [
        _in_kind(found.get(number) if number is not None else None, run.value_of(output), at)
        for number, output in zip(numbers, run.outputs, strict=True)
    ]
    return run.values(), run.structure.filled(leaves), run.aux


def _in_kind(tangent: Any, value: Any, at: Any) -> Any:
    """A tangent in the shape of the output and the kind of the input."""
    if tangent is None:
        tangent = np.zeros(np.shape(strip(value)))
    if isinstance_traced(tangent) or isinstance_traced(at):
        return tangent
    if np.ndim(tangent) == 0 and np.ndim(at) == 0:
        return like_input(tangent, at)
    kind = np.float64 if type(at) is float else at.dtype
    return np.array(tangent, dtype=kind)


_APART = frozenset({choices.WHERE, shapes.ASTYPE, ARRAY_RULES[np.copy]})
"""Rows that leave every entry at its place without being functions of single entries."""


def _check_entries_apart(run: Run, numbers: list[int]) -> None:
    """Refuse a function of arrays whose output entries depend on more than one input entry."""
    shape = np.shape(strip(run.inputs[0]))
    for output in run.outputs:
        if np.shape(strip(output)) != shape:
            raise InputError(
                f"the derivative of an array of shape {shape} is taken entry by entry, "
                f"but f returned the shape {np.shape(strip(output))}",
                instead="dfda.gradient or dfda.jacobian",
            )
    mixing = first_mixing(run, numbers)
    if mixing is not None:
        raise InputError(
            f"f mixes the entries of its array ({mixing.name}), so it has no derivative "
            "entry by entry",
            instead="dfda.jacobian, dfda.gradient or dfda.jvp",
        )


def first_mixing(run: Run, numbers: list[int]) -> ArrayRule | None:
    """A row on the way from the input to these steps that is no function of single entries."""
    steps = run.recording.steps
    waiting, seen = list(numbers), set()
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        row: ArrayRule | None = steps[number].row
        if row is not None and not (row.elementwise or row in _APART):
            return row
        waiting += [parent for parent in steps[number].parents if parent is not None]
    return None
