"""Derivatives along a direction, forwards and backwards, without the matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dfda.errors import InputError
from dfda.exact.gradients import gradient, in_kind
from dfda.exact.operator import operated
from dfda.structure import Structure, flattened
from dfda.trace.backward import pulled_back
from dfda.trace.corners import Kinks, tell_corners
from dfda.trace.onward import pushed
from dfda.trace.recording import strip
from dfda.trace.run import Where, checked, traced_run


def jvp(
    f: Callable[..., Any],
    *at: Any,
    wrt: Where = 0,
    kinks: Kinks = "warn",
    **keywords: Any,
) -> Any:
    """How the output moves when the input moves along a direction: Jacobian times vector.

    Args:
        f: The function, ordinary Python and NumPy.
        at: Its arguments, and last the direction dx, in the structure of the argument (a tuple of
            directions for several arguments). Leave them out to get a function of them.
        wrt: Which arguments move: a position, a name, or a tuple of them.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        dy, in the structure and the shapes of the output.

    Raises:
        InputError: A direction that does not fit its argument.
        UnsupportedError: A piece of code that cannot be followed; the message names the line.
        KinkError: The function bends there, with kinks="raise".

    Source:
        Griewank and Walther, Evaluating Derivatives, 2nd edition, SIAM 2008, chapter 3.

    Example:
        >>> import numpy as np
        >>> import dfda
        >>> dfda.jvp(lambda x: x**2, np.array([1.0, 2.0]), np.array([1.0, 10.0]))
        array([ 2., 40.])
    """
    return operated("jvp", _jvp, f, (at, keywords), wrt=wrt, kinks=kinks)


def vjp(
    f: Callable[..., Any],
    *at: Any,
    wrt: Where = 0,
    kinks: Kinks = "warn",
    **keywords: Any,
) -> Any:
    """How sensitive a weighted output is to the input: vector times Jacobian.

    Args:
        f: The function, ordinary Python and NumPy.
        at: Its arguments, and last the weights gy, in the structure of the output. Leave them out
            to get a function of them.
        wrt: Which arguments to differentiate by: a position, a name, or a tuple of them.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        gx, in the structure, the shapes and the kinds of the argument.

    Raises:
        InputError: Weights that do not fit the output.
        UnsupportedError: A piece of code that cannot be followed; the message names the line.
        KinkError: The function bends there, with kinks="raise".

    Source:
        Griewank and Walther, Evaluating Derivatives, 2nd edition, SIAM 2008, chapter 3.

    Example:
        >>> import numpy as np
        >>> import dfda
        >>> dfda.vjp(lambda x: x**2, np.array([1.0, 2.0]), np.array([1.0, 10.0]))
        array([ 2., 40.])
    """
    return operated("vjp", _vjp, f, (at, keywords), wrt=wrt, kinks=kinks)


def hvp(
    f: Callable[..., Any],
    *at: Any,
    wrt: Where = 0,
    kinks: Kinks = "warn",
    **keywords: Any,
) -> Any:
    """How the gradient moves when the input moves along a direction: Hessian times vector.

    Args:
        f: A function that returns one number.
        at: Its arguments, and last the direction v, in the structure of the argument. Leave them
            out to get a function of them.
        wrt: Which arguments move: a position, a name, or a tuple of them.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        The product, in the structure and the shapes of the argument.

    Raises:
        InputError: A direction that does not fit, or an output that is no number.
        UnsupportedError: A piece of code that cannot be followed; the message names the line.
        KinkError: The function bends there, with kinks="raise".

    Source:
        Pearlmutter, Fast exact multiplication by the Hessian, Neural Computation 6, 1994.

    Example:
        >>> import numpy as np
        >>> import dfda
        >>> dfda.hvp(lambda x: np.sum(x**3), np.array([1.0, 2.0]), np.array([1.0, 1.0]))
        array([ 6., 12.])
    """
    return operated("hvp", _hvp, f, (at, keywords), wrt=wrt, kinks=kinks)


def _last(arguments: tuple[Any, ...], what: str) -> tuple[tuple[Any, ...], Any]:
    if len(arguments) < 2:  # noqa: PLR2004 - a point and a direction
        raise InputError(f"the last argument must be {what}")
    return arguments[:-1], arguments[-1]


def _matching(
    given: Any, structures: Sequence[Structure], likes: Sequence[Any], what: str, *, single: bool
) -> list[Any]:
    """The leaves of a direction, which must fit the leaves that they go with."""
    parts = [given] if single else list(given)
    leaves = []
    for part in parts:
        found, _ = flattened(part)
        leaves += [checked(leaf, what) for leaf in found]
    shapes = [np.shape(strip(leaf)) for leaf in leaves]
    wanted = [np.shape(strip(like)) for like in likes]
    if shapes != wanted or len(parts) != len(structures):
        raise InputError(f"{what} has the shapes {shapes}, where {wanted} belong")
    return leaves


def _jvp(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    wrt: Where,
    kinks: Kinks,
) -> Any:
    point, direction = _last(arguments, "the direction dx, shaped like the argument")
    run = traced_run(f, point, keywords, wrt=wrt)
    tangents = _matching(direction, run.structures, run.inputs, "the direction", single=run.single)
    numbers = [run.number_of(output) for output in run.outputs]
    moving = [number for number in numbers if number is not None]
    found, used = pushed(run.recording, dict(enumerate(tangents)), moving)
    tell_corners(run.recording, used, kinks)
    by_number = dict(zip(moving, found, strict=True))
    leaves = [
        in_kind(None if number is None else by_number[number], run.value_of(output))
        for number, output in zip(numbers, run.outputs, strict=True)
    ]
    return run.structure.filled(leaves)


def _vjp(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    wrt: Where,
    kinks: Kinks,
) -> Any:
    point, weights = _last(arguments, "the weights gy, shaped like the output")
    run = traced_run(f, point, keywords, wrt=wrt)
    given = _matching(weights, [run.structure], run.outputs, "the weights", single=True)
    outputs = [
        (number, weight)
        for output, weight in zip(run.outputs, given, strict=True)
        if (number := run.number_of(output)) is not None
    ]
    parts, used = pulled_back(run.recording, outputs, range(len(run.inputs)))
    tell_corners(run.recording, used, kinks)
    return run.shaped_like_inputs(
        [in_kind(part, at) for part, at in zip(parts, run.inputs, strict=True)]
    )


def _hvp(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    wrt: Where,
    kinks: Kinks,
) -> Any:
    slope = gradient(f, wrt=wrt, kinks="ignore")
    return _jvp(slope, arguments, keywords, wrt=wrt, kinks=kinks)
