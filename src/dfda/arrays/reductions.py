"""Sums, products, extremes and running totals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dfda.arrays.rule import (
    ARRAY_RULES,
    NO_VALUE,
    Bound,
    Options,
    binder,
    case,
    composed,
    fitted,
    linear,
    name_of,
    nonlinear,
    plain,
    refuse_arguments,
)

_AXES: Options = {"axis": None, "keepdims": False}
_BY_AXIS = (
    case((4,)),
    case((2, 3)),
    case((2, 3), axis=0),
    case((2, 3), axis=-1, keepdims=True),
    case((2, 3, 2), axis=(0, 2)),
    case(()),
)


def opened(reduced: Any, like: Any, axis: Any, keepdims: Any) -> Any:
    """A reduced array with its axes of length 1 back, ready to be broadcast against the whole."""
    if keepdims or axis is None:
        return reduced
    axes = axis if isinstance(axis, tuple) else (axis,)
    return np.expand_dims(reduced, tuple(number % np.ndim(like) for number in axes))


def count_along(x: Any, axis: Any) -> int:
    """How many entries are reduced to one."""
    if axis is None:
        return int(np.size(x))
    axes = axis if isinstance(axis, tuple) else (axis,)
    return int(np.prod([np.shape(x)[number] for number in axes]))


def _as_numpy_has_it(name: str, *names: str) -> Callable[..., Bound]:
    """The options that dfda knows, wherever they stand among NumPy's."""
    known = binder(name, 1, _AXES)

    def bind(arguments: tuple[Any, ...], keywords: Options) -> Bound:
        if len(arguments) > 1 + len(names):
            refuse_arguments(name, f"{len(arguments)} positional arguments")
        given = dict(zip(names, arguments[1:], strict=False))
        told = {key: value for key, value in given.items() if value is not None}
        return known(arguments[:1], {**told, **keywords})

    return bind


SUM = linear(
    np.sum,
    bind=_as_numpy_has_it("np.sum", "axis", "dtype", "out", "keepdims"),
    transpose=lambda g, x, axis, keepdims: np.broadcast_to(
        opened(g, x, axis, keepdims), np.shape(x)
    ),
    samples=_BY_AXIS,
)


@composed(np.mean, samples=_BY_AXIS)
def mean(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The sum over the count."""
    return np.sum(a, axis=axis, keepdims=keepdims) / count_along(a, axis)


@composed(np.average, samples=(case((4,)), case((2, 3), axis=0), case((4,), weights=np.arange(4))))
def average(a: Any, axis: Any = None, weights: Any = None) -> Any:
    """The mean, or the weighted mean."""
    if weights is None:
        return np.mean(a, axis=axis)
    if axis is not None and np.shape(weights) != np.shape(a):
        if isinstance(axis, tuple):
            refuse_arguments("np.average", f"weights along the axes {axis}")
        shape = [1] * np.ndim(a)
        shape[axis] = -1
        weights = np.reshape(weights, shape)
    return np.sum(a * weights, axis=axis) / np.sum(weights * np.ones_like(plain(a)), axis=axis)


@composed(np.var, samples=(*_BY_AXIS[:4], case((4,), ddof=1)))
def var(a: Any, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    """The mean of the squared distances from the mean."""
    distance = a - np.mean(a, axis=axis, keepdims=True)
    total = np.sum(distance * distance, axis=axis, keepdims=keepdims)
    return total / (count_along(a, axis) - ddof)


@composed(np.std, samples=(*_BY_AXIS[:4], case((4,), ddof=1)))
def std(a: Any, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    """The root of the variance."""
    return np.sqrt(np.var(a, axis=axis, ddof=ddof, keepdims=keepdims))


@composed(np.ptp, samples=(case((4,)), case((2, 3), axis=0)))
def ptp(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The largest entry minus the smallest."""
    return np.max(a, axis=axis, keepdims=keepdims) - np.min(a, axis=axis, keepdims=keepdims)


def _moved(x: Any, axis: Any) -> tuple[Any, int]:
    """The axis as a number; None takes the array as one row."""
    return (np.reshape(x, -1), 0) if axis is None else (x, axis % np.ndim(x))


def _products_of_others(x: Any, axis: int) -> Any:
    """For each entry the product of all others, without a division, so that zeros do no harm."""
    if not np.size(x):
        return x
    ones = np.ones_like(np.take(plain(x), [0], axis=axis))
    length = np.shape(x)[axis]
    before = np.concatenate([ones, np.take(x, np.arange(length - 1), axis=axis)], axis=axis)
    after = np.concatenate([np.take(x, np.arange(1, length), axis=axis), ones], axis=axis)
    from_right = np.flip(np.cumprod(np.flip(after, axis=axis), axis=axis), axis=axis)
    return np.cumprod(before, axis=axis) * from_right


def _pull_prod(g: Any, y: Any, x: Any, axis: Any, keepdims: Any) -> Any:  # noqa: ARG001
    if np.ndim(x) == 0:
        return g
    if isinstance(axis, tuple):
        axes = tuple(number % np.ndim(x) for number in axis)
        rest = tuple(number for number in range(np.ndim(x)) if number not in axes)
        order = rest + axes
        turned = np.transpose(x, order)
        flat = np.reshape(turned, (*(np.shape(x)[number] for number in rest), -1))
        others = np.reshape(_products_of_others(flat, len(rest)), np.shape(turned))
        others = np.transpose(others, tuple(np.argsort(order)))
    else:
        flat, number = _moved(x, axis)
        others = np.reshape(_products_of_others(flat, number), np.shape(x))
    return opened(g, x, axis, keepdims) * others


nonlinear(
    np.prod,
    bind=_as_numpy_has_it("np.prod", "axis", "dtype", "out", "keepdims"),
    pulls=(_pull_prod,),
    samples=_BY_AXIS,
)


def _pull_extreme(g: Any, y: Any, x: Any, axis: Any, keepdims: Any) -> Any:
    """Where several entries are the largest they share the slope equally."""
    reached = plain(x) == opened(plain(y), x, axis, keepdims)
    share = reached / np.sum(reached, axis=axis, keepdims=True)
    return fitted(opened(g, x, axis, keepdims) * share, x)


def _has_ties(extreme: Callable[..., Any]) -> Callable[..., bool]:
    def sits(x: Any, axis: Any = None, **_: Any) -> bool:
        reached = x == extreme(x, axis=axis, keepdims=True)
        return bool(np.any(np.sum(reached, axis=axis) > 1))

    return sits


for _function, _other in ((np.max, np.amax), (np.min, np.amin)):
    _row = nonlinear(
        _function,
        bind=_as_numpy_has_it(name_of(_function), "axis", "out", "keepdims"),
        pulls=(_pull_extreme,),
        samples=_BY_AXIS,
        sits=_has_ties(_function),
        convention="equal entries share the slope",
    )
    ARRAY_RULES.add(_other, _row)


def _with_axis(g: Any, x: Any, axis: Any) -> Any:
    """Sums of the entries from here to the end: the transpose of running totals."""
    number = 0 if axis is None else axis
    summed = np.flip(np.cumsum(np.flip(g, axis=number), axis=number), axis=number)
    return np.reshape(summed, np.shape(x))


linear(
    np.cumsum,
    options={"axis": None},
    transpose=_with_axis,
    samples=(case((4,)), case((2, 3)), case((2, 3), axis=0), case((2, 3), axis=-1)),
)


@composed(np.cumprod, samples=(case((4,)), case((2, 3)), case((2, 3), axis=1)))
def cumprod(a: Any, axis: Any = None) -> Any:
    """Running products, one after the other: no division, so zeros do no harm."""
    flat, number = _moved(a, axis)
    if not np.size(flat):
        return flat
    rows = np.moveaxis(flat, number, 0)
    running = [rows[0]]
    for row in rows[1:]:
        running.append(running[-1] * row)
    return np.moveaxis(np.stack(running), 0, number)


@composed(
    np.trace,
    samples=(case((3, 3)), case((2, 3)), case((3, 3), offset=1), case((2, 3, 4), axis1=0, axis2=2)),
)
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The sum along the diagonal of matrices."""
    return np.sum(np.diagonal(a, offset, axis1, axis2), axis=-1)


@composed(
    np.diff,
    samples=(
        case((4,)),
        case((4,), n=2),
        case((2, 3), axis=0),
        case((3,), (), prepare=lambda x, w: (x, 1, -1, w, 2.0)),
        case((2, 3), (2, 1), prepare=lambda x, w: (x, 1, 1, w)),
    ),
)
def diff(
    a: Any, n: int = 1, axis: int = -1, prepend: Any = NO_VALUE, append: Any = NO_VALUE
) -> Any:
    """Each entry minus the one before."""
    parts = [part for part in (prepend, a, append) if part is not NO_VALUE]
    if len(parts) > 1:
        size = [*np.shape(a)]
        size[axis] = 1
        parts = [part if np.ndim(part) else np.broadcast_to(part, tuple(size)) for part in parts]
        a = np.concatenate(parts, axis=axis)
    for _ in range(n):
        length = np.shape(a)[axis]
        after = np.take(a, np.arange(1, length), axis=axis)
        a = after - np.take(a, np.arange(length - 1), axis=axis)
    return a


@composed(np.trapezoid, samples=(case((4,)), case((4,), dx=0.5), case((4,), x=np.arange(4.0))))
def trapezoid(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Any:
    """The area under straight lines between the points."""
    length = np.shape(y)[axis]
    width = dx if x is None else np.diff(x, axis=axis if np.ndim(x) > 1 else -1)
    if x is not None and np.ndim(x) == 1 and np.ndim(y) > 1:
        shape = [1] * np.ndim(y)
        shape[axis] = -1
        width = np.reshape(width, shape)
    pairs = np.take(y, np.arange(1, length), axis=axis) + np.take(
        y, np.arange(length - 1), axis=axis
    )
    return np.sum(width * pairs / 2, axis=axis)


@composed(np.cov, samples=(case((2, 4)), case((4,), (4,)), case((4, 2), rowvar=False, bias=True)))
def cov(
    m: Any,
    y: Any = None,
    rowvar: Any = True,  # noqa: FBT002
    bias: Any = False,  # noqa: FBT002
    ddof: Any = None,
) -> Any:
    """The covariances of the rows."""
    rows = [np.atleast_2d(part) for part in (m, y) if part is not None]
    rows = [part if rowvar or np.shape(part)[0] == 1 else np.transpose(part) for part in rows]
    both = rows[0] if len(rows) == 1 else np.concatenate(rows)
    distance = both - np.mean(both, axis=1, keepdims=True)
    count = np.shape(both)[1] - ((0 if bias else 1) if ddof is None else ddof)
    products = np.matmul(distance, np.transpose(distance)) / count
    return products if len(products) > 1 else np.reshape(products, ())


@composed(np.corrcoef, samples=(case((2, 4)), case((4,), (4,))))
def corrcoef(x: Any, y: Any = None, rowvar: Any = True) -> Any:  # noqa: FBT002 - as NumPy has it
    """The covariances in units of the spreads."""
    products = cov(x, y, rowvar)
    if np.ndim(products) == 0:
        return products / products
    spread = np.sqrt(np.diag(products))
    return products / np.expand_dims(spread, 1) / spread
