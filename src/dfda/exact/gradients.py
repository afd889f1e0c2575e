"""The gradient of a function that gives one number: backwards through one run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dfda.errors import InputError
from dfda.exact.operator import operated
from dfda.trace.backward import pulled_back
from dfda.trace.corners import Kinks, tell_corners
from dfda.trace.recording import isinstance_traced, strip
from dfda.trace.run import Run, Where, like_input, traced_run


def gradient(
    f: Callable[..., Any],
    *at: Any,
    wrt: Where = 0,
    has_aux: bool = False,
    kinks: Kinks = "warn",
    **keywords: Any,
) -> Any:
    """The exact gradient of a function of many inputs that returns one number.

    Args:
        f: The function, ordinary Python and NumPy.
        at: Its arguments: arrays, numbers, and nested dicts, lists, tuples and dataclasses of them.
            Leave them out to get the gradient as a function.
        wrt: Which arguments to differentiate by: a position, a name, or a tuple of them, which
            gives a tuple of gradients.
        has_aux: Whether f returns a pair, of which only the first is differentiated. The answer is
            then a pair too.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        The gradient, in the structure, the shapes and the kinds of the argument.

    Raises:
        InputError: An argument that cannot be differentiated by, or an output that is no number.
        UnsupportedError: A piece of code that cannot be followed; the message names the line.
        KinkError: The function bends there, with kinks="raise".

    Source:
        Griewank and Walther, Evaluating Derivatives, 2nd edition, SIAM 2008.

    Example:
        >>> import numpy as np
        >>> import dfda
        >>> dfda.gradient(lambda x: np.sum(x**2), np.array([1.0, 2.0]))
        array([2., 4.])
        >>> dfda.gradient(lambda point: point["a"] * point["b"], {"a": 2.0, "b": 5.0})
        {'a': 5.0, 'b': 2.0}
    """
    options = {"wrt": wrt, "has_aux": has_aux, "kinks": kinks}
    return operated("gradient", _gradient, f, (at, keywords), **options)


def value_and_gradient(
    f: Callable[..., Any],
    *at: Any,
    wrt: Where = 0,
    has_aux: bool = False,
    kinks: Kinks = "warn",
    **keywords: Any,
) -> Any:
    """The value of a function that returns one number, and its exact gradient, from one run.

    This is what scipy.optimize.minimize takes with jac=True.

    Args:
        f: The function, ordinary Python and NumPy.
        at: Its arguments. Leave them out to get a function of them.
        wrt: Which arguments to differentiate by: a position, a name, or a tuple of them.
        has_aux: Whether f returns a pair, of which only the first is differentiated. The answer has
            a third part then.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        The pair of value and gradient.

    Raises:
        InputError: An argument that cannot be differentiated by, or an output that is no number.
        UnsupportedError: A piece of code that cannot be followed; the message names the line.
        KinkError: The function bends there, with kinks="raise".

    Source:
        Griewank and Walther, Evaluating Derivatives, 2nd edition, SIAM 2008.

    Example:
        >>> import numpy as np
        >>> import dfda
        >>> dfda.value_and_gradient(np.prod, np.array([2.0, 5.0]))
        (np.float64(10.0), array([5., 2.]))
    """
    options = {"wrt": wrt, "has_aux": has_aux, "kinks": kinks}
    return operated("value and gradient", _value_and_gradient, f, (at, keywords), **options)


def _gradient(
    f: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any], **options: Any
) -> Any:
    _, *found = _value_and_gradient(f, arguments, keywords, **options)
    return tuple(found) if options["has_aux"] else found[0]


def _value_and_gradient(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    wrt: Where,
    has_aux: bool,
    kinks: Kinks,
) -> Any:
    value, answer, aux = gradient_of(
        traced_run(f, arguments, keywords, wrt=wrt, has_aux=has_aux), kinks
    )
    return (value, answer, aux) if has_aux else (value, answer)


def gradient_of(run: Run, kinks: Kinks) -> tuple[Any, Any, Any]:
    """Value, gradient and what came beside them."""
    output = single_number(run)
    number = run.number_of(output)
    value = run.value_of(output)
    one = np.ones_like(strip(value)) if np.ndim(strip(value)) else 1.0
    outputs = [] if number is None else [(number, one)]
    parts, used = pulled_back(run.recording, outputs, range(len(run.inputs)))
    tell_corners(run.recording, used, kinks)
    leaves = [in_kind(part, given) for part, given in zip(parts, run.inputs, strict=True)]
    answer = run.shaped_like_inputs(leaves)
    if isinstance(value, np.ndarray) and not isinstance_traced(value):
        value = value.reshape(())[()]
    return value, answer, run.aux


def in_kind(part: Any, given: Any) -> Any:
    """A gradient in the kind and shape of its input; zeros where it is None."""
    if part is not None:
        return like_input(part, given)
    kind = getattr(strip(given), "dtype", None)
    if kind is None:
        return 0.0
    return np.zeros(np.shape(strip(given)), kind if kind.kind == "f" else np.float64)[()]


def is_single_number(run: Run) -> bool:
    """Whether the function returned one number, be it in an array."""
    single = len(run.outputs) == 1 and run.structure.build is None
    return single and np.size(strip(run.outputs[0])) == 1


def single_number(run: Run) -> Any:
    """The one number that the function returned."""
    if is_single_number(run):
        return run.outputs[0]
    several = len(run.outputs) != 1 or run.structure.build is not None
    told = (
        f"{len(run.outputs)} of them" if several else f"the shape {np.shape(strip(run.outputs[0]))}"
    )
    raise InputError(
        f"a gradient needs a function that returns one number, and this one returned {told}",
        instead="dfda.jacobian or dfda.vjp; or dfda.derivative, entry by entry",
    )
