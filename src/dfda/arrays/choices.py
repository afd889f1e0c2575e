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


def _sort_arguments(arguments: tuple[Any, ...], keywords: Options) -> Bound:
    """How an array is sorted changes nothing but the time that it takes."""
    left = {key: value for key, value in keywords.items() if key not in ("kind", "stable")}
    return _by_axis(arguments, left)


_by_axis = binder("np.sort", 1, {"axis": -1})

nonlinear(
    np.sort,
    bind=_sort_arguments,
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


def _with_axes(found: Any, a: Any, axis: Any, *, keepdims: bool, before: int = 0) -> Any:
    """The axes that were reduced come back with length 1, behind so many others."""
    if not keepdims:
        return found
    axes = range(np.ndim(a)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return np.expand_dims(found, tuple(number % np.ndim(a) + before for number in axes))


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
    last = len(places) - 1
    number = np.clip(np.searchsorted(places, at, side="right") - 1, 0, max(last - 1, 0))
    after = np.minimum(number + 1, last)
    low, high = np.take(values, number), np.take(values, after)
    width = places[after] - places[number]
    share = (x - places[number]) / np.where(width == 0, 1.0, width)
    inside = low + share * (high - low)
    below = np.take(values, 0) if left is None else left
    above = np.take(values, last) if right is None else right
    return np.where(at < places[0], below, np.where(at > places[-1], above, inside))


@composed(
    np.quantile,
    samples=(
        case((5,), q=0.3),
        case((4,), q=[0.1, 0.5]),
        case((2, 3), q=0.6, axis=1, keepdims=True),
        case((2, 3), q=[[0.25, 1.0]], axis=0),
    ),
)
def quantile(
    a: Any, q: Any, axis: Any = None, *, method: str = "linear", keepdims: bool = False
) -> Any:
    """The entry below which a share of the others lies, between entries on a straight line."""
    if method != "linear" or hasattr(type(q), "__dfda_function__"):
        refuse_arguments(
            "np.quantile", f"method={method!r}" if method != "linear" else "a moving q"
        )
    row = _in_a_row(a, axis)
    ordered, size = np.sort(row, axis=-1), np.shape(row)[-1]
    place = np.asarray(q, dtype=np.float64) * (size - 1)
    below = np.clip(np.floor(place), 0, max(size - 2, 0)).astype(int)
    low, high = ordered[..., below], ordered[..., np.minimum(below + 1, size - 1)]
    share = (place - below).astype(getattr(ordered, "dtype", np.float64))[()]
    found = low + share * (high - low)
    found = np.moveaxis(found, tuple(range(-place.ndim, 0)), tuple(range(place.ndim)))
    return _with_axes(_or_nan(found, row), a, axis, keepdims=keepdims, before=place.ndim)


@composed(np.percentile, samples=(case((5,), q=30), case((2, 3), q=[10, 50], axis=1)))
def percentile(
    a: Any, q: Any, axis: Any = None, *, method: str = "linear", keepdims: bool = False
) -> Any:
    """The quantile of so many hundredths."""
    return quantile(a, np.asarray(q) / 100, axis, method=method, keepdims=keepdims)


@composed(np.extract, samples=(case((3,), prepare=lambda x: ([True, False, True], x)),))
def extract(condition: Any, arr: Any) -> Any:
    """The entries where a condition holds."""
    return np.take(np.ravel(arr), np.flatnonzero(condition))


@composed(
    np.choose,
    samples=(case((3,), (3,), prepare=lambda x, w: (np.array([0, 1, 0]), [x, w])),),
)
def choose(a: Any, choices: Sequence[Any]) -> Any:
    """Entry by entry the choice with that number."""
    np.choose(np.ravel(a), [0] * len(choices))  # the same complaints
    return select([np.equal(a, number) for number in range(len(choices))], choices)


@composed(
    np.piecewise,
    samples=(
        case((4,), domain=(0.1, 2.0), prepare=lambda x: (x, [x < 0, x > 0], [np.sin, np.exp])),
        case((4,), domain=(0.1, 2.0), prepare=lambda x: (x, [x < 0], [1.0, np.exp])),
        case((), domain=(0.1, 2.0), prepare=lambda x: (x, [x < 0, x > 0], [0.0, np.exp])),
    ),
)
def piecewise(x: Any, condlist: Any, funclist: Sequence[Any], *more: Any, **options: Any) -> Any:
    """On each part its own function, or number."""
    from dfda.arrays.indexing import written

    listed = (
        isinstance(condlist, list | tuple) and len(condlist) and np.ndim(condlist[0]) == np.ndim(x)
    )
    parts = [np.asarray(one, bool) for one in (condlist if listed else [condlist])]
    if len(funclist) == len(parts) + 1:
        parts.append(~np.any(parts, axis=0))
    answer: Any = np.zeros(np.shape(x), getattr(x, "dtype", np.float64))[()]
    for part, function in zip(parts, funclist, strict=True):
        if np.any(part):
            chosen = x[part] if np.ndim(x) else x
            value = function(chosen, *more, **options) if callable(function) else function
            answer = written(answer, value, part) if np.ndim(x) else value
    return answer


@composed(
    np.apply_along_axis,
    samples=(
        case((2, 3), prepare=lambda x: (lambda row: row[0] * row[1], 1, x)),
        case((2, 3), prepare=lambda x: (lambda row, k: row * row[0] * k, 0, x, 2.0)),
        case((3,), prepare=lambda x: (lambda row: np.outer(row, row), 0, x)),
    ),
)
def apply_along_axis(func1d: Any, axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """A function of each row along an axis."""
    turned = np.moveaxis(arr, axis, -1)
    before = np.shape(turned)[:-1]
    rows = [func1d(turned[index], *args, **kwargs) for index in np.ndindex(before)]
    size = np.shape(rows[0])
    found = np.reshape(np.stack(rows), before + size)
    start = axis % np.ndim(arr)
    return np.moveaxis(found, tuple(range(-len(size), 0)), tuple(range(start, start + len(size))))
