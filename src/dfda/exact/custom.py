"""Rules of the user's own, for code that cannot be followed: C functions, tables, other code."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dfda.arrays.elementwise import row_of
from dfda.arrays.rule import ArrayRule, binder
from dfda.arrays.slopes import stated
from dfda.errors import InputError
from dfda.nudges import estimate
from dfda.results import Verdict
from dfda.trace.recording import apply, isinstance_traced
from dfda.trace.run import followed

Slopes = Callable[..., Any] | Sequence[Callable[..., Any] | None]


def rule(
    *,
    slope: Slopes | None = None,
    pull: Slopes | None = None,
    check_at: Any = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """State the derivative of a function that dfda cannot follow; a decorator.

    The function is called as it is, and its derivative comes from the rule. Forward and reverse
    both follow from it, and so do higher derivatives, for the rule is differentiated in turn.

    Args:
        slope: For a function of single numbers, or of arrays entry by entry: the derivative, given
            the operands and the result. For several operands a sequence with one for each, None for
            an operand that cannot be differentiated.
        pull: For any other function of arrays: what a sensitivity g of the result is for the
            operand, given g, the result and the operands; likewise a sequence for several.
        check_at: A point (a tuple of operands) at which nudges check the rule, once, here.

    Returns:
        The decorator.

    Raises:
        InputError: Neither or both are given, or nudges disagree with the rule.

    Source:
        The chain rule asks no more than this of any function.

    Example:
        >>> import math
        >>> import dfda
        >>> @dfda.rule(slope=lambda x, y: 2 * x, check_at=(3.0,))
        ... def area(x):
        ...     return float(str(x)) ** 2  # text, which nothing can follow
        >>> dfda.derivative(lambda a: area(math.sin(a)), 0.5)
        0.8414709848078965
    """
    if (slope is None) == (pull is None):
        raise InputError("a rule states either its slope or its pull")
    given = slope if slope is not None else pull
    told = (given,) if callable(given) else tuple(given or ())
    parts = tuple(None if part is None else followed(part) for part in told)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        called = _with_row(function, parts, by_slopes=slope is not None)
        if check_at is not None:
            _check(called, check_at)
        return called

    return decorate


def _with_row(
    function: Callable[..., Any], parts: tuple[Callable[..., Any] | None, ...], *, by_slopes: bool
) -> Callable[..., Any]:
    name = getattr(function, "__name__", "a function with a rule")
    if by_slopes:
        slopes = [None if part is None else stated(part) for part in parts]
        row = row_of(name, function, slopes, ())
    else:
        row = ArrayRule(name=name, compute=function, pulls=parts, bind=binder(name, len(parts), {}))

    @functools.wraps(function)
    def called(*operands: Any) -> Any:
        if len(operands) != len(parts):
            raise InputError(f"the rule of {name} is for {len(parts)} operands")
        if not any(map(isinstance_traced, operands)):
            return function(*operands)
        return apply(row, operands)

    called.stands_for = function  # type: ignore[attr-defined]
    return called


def _check(called: Callable[..., Any], at: Any) -> None:
    """Nudge along one direction through the point and compare."""
    from dfda.exact.products import jvp

    point = at if isinstance(at, tuple) else (at,)
    draw = np.random.default_rng(0)
    direction = tuple(draw.uniform(0.5, 1.0, np.shape(part))[()] for part in point)
    weights = draw.uniform(0.5, 1.0, np.shape(called(*point)))

    def along(t: Any) -> Any:
        moved = (part + t * step for part, step in zip(point, direction, strict=True))
        return np.sum(weights * called(*moved))

    floats = tuple(np.asarray(part, np.float64)[()] for part in point)
    stated_slope = np.sum(weights * jvp(called, *floats, direction, wrt=tuple(range(len(point)))))
    measured = estimate(along, 0.0)
    right = measured.verdict in (Verdict.CONVERGED, Verdict.NOISY)
    if right and abs(measured.value - stated_slope) > 10 * measured.error + 1e-9 * abs(
        stated_slope
    ):
        name = getattr(called, "__name__", "the function")
        raise InputError(
            f"the rule of {name} says {stated_slope:.6g} where nudges measure {measured.text}",
            instead="compare the rule with a textbook",
        )
