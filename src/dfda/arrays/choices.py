"""Choosing among entries: where, clip, sort, interpolation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dfda.arrays.rule import (
    ARRAY_RULES,
    ArrayRule,
    Bound,
    Options,
    binder,
    case,
    composed,
    dispatching,
    fitted,
    linear,
    nonlinear,
    plain,
    refuse_arguments,
)


def _where_arguments(arguments: tuple[Any, ...], keywords: Options) -> Bound:
    """The condition is decided; the two values are the operands."""
    if len(arguments) != 3 or keywords:  # noqa: PLR2004 - condition, then, otherwise
        refuse_arguments("np.where", "anything but a condition and two values")
    condition, then, otherwise = arguments
    return (then, otherwise), {"condition": np.array(plain(condition), dtype=bool)}


def _chosen_part(g: Any, then: Any, otherwise: Any, place: int, condition: Any) -> Any:
    taken = condition if place == 0 else ~condition
    return fitted(np.where(taken, g, 0.0), otherwise if place else then)


WHERE: ArrayRule = linear(
    np.where,
    bind=_where_arguments,
    any_number=True,
    compute=lambda then, otherwise, condition: np.asarray(np.where(condition, then, otherwise))[()],
    transpose=_chosen_part,
    samples=(
        case((3,), (3,), prepare=lambda x, w: (np.array([True, False, True]), x, w)),
        case((2, 3), (), prepare=lambda x, w: (np.array([True, False, True]), x, w)),
        case((), (3,), prepare=lambda x, w: (np.array([[True], [False]]), x, w)),
    ),
)


@composed(
    np.select,
    samples=(
        case((3,), (3,), prepare=lambda x, w: ([np.arange(3) > 1, np.arange(3) < 1], [x, w])),
    ),
)
def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0.0) -> Any:
    """The first choice whose condition holds."""
    chosen = default
    for condition, choice in zip(condlist[::-1], choicelist[::-1], strict=True):
        chosen = np.where(condition, choice, chosen)
    return chosen


def _sits_on_an_end(x: Any, low: Any, high: Any) -> bool:
    on_low = low is not None and np.any(x == low)
    on_high = high is not None and np.any(x == high)
    return bool(on_low or on_high)


@composed(
    np.clip,
    samples=(
        case((4,), a_min=-1.0, a_max=1.0),
        case((4,), a_min=None, a_max=1.0),
        case((4,), (), prepare=lambda x, low: (x, low, 4.0)),
    ),
)
def clip(a: Any, a_min: Any = None, a_max: Any = None, **keywords: Any) -> Any:
    """Entries below and above are moved to the ends."""
    a_min, a_max = keywords.pop("min", a_min), keywords.pop("max", a_max)
    if any(value is not None for value in keywords.values()):
        refuse_arguments("np.clip", f"the argument {next(iter(keywords))}")
    if a_min is not None:
        a = np.maximum(a, a_min)
    return a if a_max is None else np.minimum(a, a_max)


def _has_equal_neighbours(x: Any, axis: Any = -1) -> bool:
    ordered = np.sort(x, axis=axis)
    return bool(np.any(np.diff(ordered, axis=-1 if axis is None else axis) == 0))


def _pull_sort(g: Any, _: Any, x: Any, axis: Any) -> Any:
    if axis is None:
        return np.reshape(_pull_sort(g, None, np.reshape(x, -1), 0), np.shape(x))
    order = np.argsort(plain(x), axis=axis, kind="stable")
    return np.take_along_axis(g, np.argsort(order, axis=axis), axis=axis)


nonlinear(
    np.sort,
    options={"axis": -1},
    pulls=(_pull_sort,),
    samples=(case((5,)), case((2, 3)), case((2, 3), axis=0)),
    sits=_has_equal_neighbours,
    convention="equal entries keep their order",
)


@composed(
    np.median,
    samples=(
        case((5,)),
        case((4,)),
        case((2, 3), axis=1),
        case((2, 3, 2), axis=(0, 2)),
        case((2, 3), axis=0, keepdims=True),
        case((2, 3), keepdims=True),
    ),
)
def median(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The middle entry, or the mean of the two in the middle."""
    row = _in_a_row(a, axis)
    ordered, size = np.sort(row, axis=-1), np.shape(row)[-1]
    middle = ordered[..., (size - 1) // 2 : size // 2 + 1]
    return _with_axes(_or_nan(np.mean(middle, axis=-1), row), a, axis, keepdims=keepdims)


def _in_a_row(a: Any, axis: Any) -> Any:
    """The entries of some axes along one axis, the last."""
    if axis is None:
        return np.ravel(a)
    axes = axis if isinstance(axis, tuple) else (axis,)
    turned = np.moveaxis(a, axes, tuple(range(-len(axes), 0)))
    return np.reshape(turned, (*np.shape(turned)[: -len(axes)], -1))


def _or_nan(found: Any, row: Any) -> Any:
    """What was found among the entries of the last axis; NaN where one of them is NaN."""
    undefined = np.any(np.isnan(plain(row)), axis=-1)
    return found * np.where(undefined, np.nan, 1.0) if np.any(undefined) else found


def _with_axes(found: Any, a: Any, axis: Any, *, keepdims: bool) -> Any:
    """The axes that were reduced come back with length 1."""
    if not keepdims:
        return found
    axes = range(np.ndim(a)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return np.expand_dims(found, tuple(number % np.ndim(a) for number in axes))


@dispatching
def among(x: Any, knots: Any) -> Any:  # noqa: ARG001 - the corners are read off both
    """The places themselves, which may sit on a knot."""
    return x


AMONG: ArrayRule = ArrayRule(
    name="np.interp",
    compute=lambda x, knots: x,
    pulls=(lambda g, y, x, knots: g,),
    bind=binder("np.interp", 1, {"knots": ()}),
    linearity="linear",
    keeps=False,
    structural=True,
    elementwise=True,
    sits=lambda x, knots: bool(np.any(np.isin(x, knots))),
    convention="the slope of the piece that was taken counts",
    samples=(case((3,), knots=np.array([4.0, 5.0])),),
)
ARRAY_RULES.add(among, AMONG)


@composed(
    np.interp,
    samples=(
        case((3,), domain=(0.1, 0.9), prepare=lambda x: (x, [0.0, 1.0, 2.0], [1.0, 3.0, 2.0])),
        case((3,), domain=(-3.0, 3.0), prepare=lambda f: (0.5, [0.0, 1.0, 2.0], f)),
        case((), domain=(1.1, 1.9), prepare=lambda x: (x, [0.0, 1.0, 2.0], [1.0, 3.0, 2.0])),
    ),
)
def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None) -> Any:
    """Straight lines between the points, and constants beyond the ends."""
    if any(hasattr(type(value), "__dfda_function__") for value in xp):
        refuse_arguments("np.interp", "places xp that depend on the input")
    places, at = np.asarray(plain(xp), dtype=np.float64), plain(x)
    x = among(x, knots=places)
    values = np.stack(list(fp)) if isinstance(fp, list | tuple) else fp
    number = np.clip(np.searchsorted(places, at, side="right") - 1, 0, len(places) - 2)
    low, high = np.take(values, number), np.take(values, number + 1)
    share = (x - places[number]) / (places[number + 1] - places[number])
    inside = low + share * (high - low)
    below = np.take(values, 0) if left is None else left
    above = np.take(values, len(places) - 1) if right is None else right
    return np.where(at < places[0], below, np.where(at > places[-1], above, inside))
