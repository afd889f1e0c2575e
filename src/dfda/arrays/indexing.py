"""Reading and writing parts of arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from dfda.arrays.rule import ArrayRule, binder, case, composed, dispatching, fitted, linear


def _parts(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)


def picks_once(index: Any) -> bool:
    """Whether an index cannot name an entry twice: integers, slices and masks."""
    return not any(
        isinstance(part, list | np.ndarray) and np.asarray(part).dtype != np.bool_
        for part in _parts(index)
    )


@dispatching
def read(x: Any, index: Any) -> Any:
    """The entries x[index]."""
    return x[index]


@dispatching
def scattered(g: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Zeros of a shape with g added at an index: the transpose of reading it."""
    whole = np.zeros(shape, getattr(g, "dtype", np.float64))
    if picks_once(index):
        whole[index] = g
    else:
        np.add.at(whole, index, g)
    return whole


@dispatching
def written(x: Any, value: Any, index: Any) -> Any:
    """A copy of x in which x[index] is the value."""
    copy = np.array(x)
    copy[index] = value
    return copy


@dispatching
def added(x: Any, part: Any, index: Any) -> Any:
    """A copy of x in which the part is added to x[index], as often as the index names an entry."""
    copy = np.array(x)
    if picks_once(index):
        copy[index] += part
    else:
        np.add.at(copy, index, part)
    return copy


_INDICES = (
    case((4,), index=1),
    case((4,), index=slice(1, None, 2)),
    case((2, 3), index=(slice(None), -1)),
    case((2, 3), index=(None, Ellipsis, 0)),
    case((4,), index=np.array([0, 2, 2, 1])),
    case((2, 3), index=(np.array([0, 1, 1]), np.array([2, 0, 0]))),
    case((4,), index=np.array([True, False, True, True])),
)

READ: ArrayRule = linear(
    read,
    name="indexing",
    options={"index": None},
    transpose=lambda g, x, index: scattered(g, index, np.shape(x)),
    compute=lambda x, index: x[index],
    samples=_INDICES,
)

SCATTERED: ArrayRule = linear(
    scattered,
    name="scattering",
    options={"index": None, "shape": ()},
    transpose=lambda g, x, index, shape: read(g, index),
    compute=scattered,
    samples=(
        case((2,), index=slice(1, 3), shape=(4,)),
        case((3,), index=np.array([0, 2, 2]), shape=(4,)),
        case((), index=1, shape=(3,)),
    ),
)


def _rest(g: Any, x: Any, value: Any, index: Any, place: int) -> Any:
    """A write forgets what it overwrites; of equal places the last one written counts."""
    if place == 0:
        return fitted(written(g, 0.0, index), x)
    part = read(g, index)
    if not picks_once(index):
        part = part * _last_writers(np.shape(x), index)
    return fitted(part, value)


def _last_writers(shape: tuple[int, ...], index: Any) -> Any:
    places = np.zeros(shape, np.intp)
    order = np.reshape(np.arange(places[index].size), places[index].shape)
    places[index] = order
    return (places[index] == order).astype(np.float64)


WRITTEN: ArrayRule = linear(
    written,
    name="writing",
    bind=binder("writing", 2, {"index": None}),
    any_number=True,
    transpose=lambda g, x, value, place, index: _rest(g, x, value, index, place),
    compute=written,
    samples=(
        case((4,), (), index=1),
        case((4,), (2,), index=slice(1, 3)),
        case((2, 3), (3,), index=slice(None)),
        case((2, 3), (2,), index=(slice(None), 0)),
        case((4,), (3,), index=np.array([0, 2, 2])),
        case((4,), (3,), index=np.array([True, False, True, True])),
    ),
)


ADDED: ArrayRule = linear(
    added,
    name="adding at an index",
    bind=binder("adding at an index", 2, {"index": None}),
    any_number=True,
    transpose=lambda g, x, part, place, index: fitted(
        read(g, index) if place else g, (x, part)[place]
    ),
    compute=added,
    samples=(
        case((4,), (), index=1),
        case((4,), (2,), index=slice(1, 3)),
        case((2, 3), (3,), index=slice(None)),
        case((4,), (3,), index=np.array([0, 2, 2])),
    ),
)


def _indices_along(indices: Any, shape: tuple[int, ...], axis: int) -> tuple[Any, ...]:
    return (*(slice(None),) * (axis % len(shape)), indices)


@composed(
    np.take,
    samples=(
        case((4,), indices=2),
        case((4,), indices=[0, 3, 3]),
        case((2, 3), indices=[[0, 1], [2, 2]], axis=1),
        case((2, 3), indices=[5, 0]),
    ),
)
def take(a: Any, indices: Any, axis: Any = None, *, mode: str = "raise") -> Any:
    """The entries at these places."""
    if axis is None:
        a, axis = np.ravel(a), 0
    places = np.asarray(indices) if np.size(indices) else np.zeros(np.shape(indices), np.intp)
    if mode != "raise":
        size = np.shape(a)[axis]
        places = places % size if mode == "wrap" else np.clip(places, 0, size - 1)
    return read(a, _indices_along(places[()], np.shape(a), axis))


@composed(
    np.take_along_axis,
    samples=(
        case((2, 3), indices=np.array([[0, 0], [2, 1]]), axis=1),
        case((2, 3), indices=np.array([0, 4]), axis=None),
    ),
)
def take_along_axis(arr: Any, indices: Any, axis: Any = -1) -> Any:
    """The entries that np.argsort and np.argmax name."""
    if axis is None:
        return np.take(arr, indices)
    grid = list(np.ogrid[tuple(slice(size) for size in np.shape(indices))])
    grid[axis] = indices
    return read(arr, tuple(grid))


@composed(np.compress, samples=(case((3,), prepare=lambda x: ([True, False, True], x)),))
def compress(condition: Any, a: Any, axis: Any = None) -> Any:
    """The entries where a condition holds."""
    return np.take(a, np.flatnonzero(condition), axis=axis)


@composed(np.delete, samples=(case((4,), obj=1), case((2, 3), obj=[0, 2], axis=1)))
def delete(arr: Any, obj: Any, axis: Any = None) -> Any:
    """All entries but these."""
    size = np.size(arr) if axis is None else np.shape(arr)[axis]
    return np.take(arr, np.delete(np.arange(size), obj), axis=axis)
