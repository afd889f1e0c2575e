"""Functions that put arrays together and take them apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from dfda.arrays.rule import Bound, Options, case, composed, linear, refuse_arguments


def _list_arguments(arguments: tuple[Any, ...], keywords: Options) -> Bound:
    parts = tuple(arguments[0])
    axis = arguments[1] if len(arguments) > 1 else keywords.get("axis", 0)
    return parts, {"axis": axis}


def _part_of_joined(g: Any, *parts: Any, place: int, axis: Any) -> Any:
    if axis is None:
        start = sum(np.size(part) for part in parts[:place])
        return np.reshape(g[start : start + np.size(parts[place])], np.shape(parts[place]))
    start = sum(np.shape(part)[axis] for part in parts[:place])
    chosen: list[Any] = [slice(None)] * np.ndim(g)
    chosen[axis] = slice(start, start + np.shape(parts[place])[axis])
    return g[tuple(chosen)]


def _two(*parts: Any) -> tuple[Any, ...]:
    return (list(parts),)


CONCATENATE = linear(
    np.concatenate,
    bind=_list_arguments,
    any_number=True,
    compute=lambda *parts, axis: np.concatenate(parts, axis=axis),
    transpose=_part_of_joined,
    samples=(
        case((2,), (3,), prepare=_two),
        case((2, 3), (2, 1), prepare=_two, axis=1),
        case((2, 3), (2, 1), prepare=_two, axis=None),
    ),
)
STACK = linear(
    np.stack,
    bind=_list_arguments,
    any_number=True,
    compute=lambda *parts, axis: np.stack(parts, axis=axis),
    transpose=lambda g, *parts, place, axis: np.take(g, place, axis=axis),
    samples=(
        case((3,), (3,), prepare=_two),
        case((2, 3), (2, 3), prepare=_two, axis=-1),
        case((), (), prepare=_two),
    ),
)


@composed(np.vstack, samples=(case((3,), (3,), prepare=_two), case((1, 2), (2, 2), prepare=_two)))
def vstack(tup: Sequence[Any]) -> Any:
    """Rows below each other."""
    return np.concatenate([np.atleast_2d(part) for part in tup], axis=0)


@composed(np.hstack, samples=(case((3,), (2,), prepare=_two), case((2, 1), (2, 2), prepare=_two)))
def hstack(tup: Sequence[Any]) -> Any:
    """Columns beside each other."""
    parts = [np.atleast_1d(part) for part in tup]
    return np.concatenate(parts, axis=0 if np.ndim(parts[0]) == 1 else 1)


@composed(
    np.column_stack, samples=(case((3,), (3,), prepare=_two), case((2, 1), (2,), prepare=_two))
)
def column_stack(tup: Sequence[Any]) -> Any:
    """Vectors as the columns of a matrix."""
    columns = [part if np.ndim(part) > 1 else np.reshape(part, (-1, 1)) for part in tup]
    return np.concatenate(columns, axis=1)


@composed(np.append, samples=(case((3,), (2,)), case((2, 2), (1, 2), axis=0)))
def append(arr: Any, values: Any, axis: Any = None) -> Any:
    """One array behind another."""
    if axis is None:
        return np.concatenate([np.ravel(arr), np.ravel(values)])
    return np.concatenate([arr, values], axis=axis)


def _split_places(total: int, sections: Any) -> list[int]:
    if np.ndim(sections):
        return [0, *(int(number) for number in sections), total]
    size, more = divmod(total, sections)
    sizes = [size + 1] * more + [size] * (sections - more)
    return [0, *(int(number) for number in np.cumsum(sizes))]


@composed(np.array_split, samples=(case((4,), indices_or_sections=3),))
def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Pieces along an axis."""
    places = _split_places(np.shape(ary)[axis], indices_or_sections)
    before: tuple[Any, ...] = (slice(None),) * (axis % np.ndim(ary))
    return [ary[(*before, slice(start, stop))] for start, stop in pairwise(places)]


@composed(
    np.split,
    samples=(case((4,), indices_or_sections=2), case((2, 3), indices_or_sections=[1], axis=1)),
)
def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> Any:
    """Equal pieces along an axis."""
    np.split(np.empty(np.shape(ary)), indices_or_sections, axis=axis)  # the same complaints
    return array_split(ary, indices_or_sections, axis)


@composed(np.vsplit, samples=(case((2, 3), indices_or_sections=2),))
def vsplit(ary: Any, indices_or_sections: Any) -> Any:
    """Pieces along the first axis."""
    return split(ary, indices_or_sections, 0)


@composed(np.hsplit, samples=(case((2, 4), indices_or_sections=2),))
def hsplit(ary: Any, indices_or_sections: Any) -> Any:
    """Pieces along the second axis, or the only one."""
    return split(ary, indices_or_sections, 1 if np.ndim(ary) > 1 else 0)


@composed(np.dstack, samples=(case((3,), (3,), prepare=_two), case((2, 3), (2, 3), prepare=_two)))
def dstack(tup: Sequence[Any]) -> Any:
    """Behind each other, along the third axis."""
    parts = [part if np.ndim(part) > 1 else np.reshape(part, (1, -1)) for part in tup]
    deep = [part if np.ndim(part) > 2 else np.expand_dims(part, 2) for part in parts]  # noqa: PLR2004 - three axes
    return np.concatenate(deep, axis=2)


@composed(
    np.block,
    samples=(
        case((2,), (2,), prepare=_two),
        case((2, 2), (2, 1), prepare=lambda x, w: ([[x, w], [w.T, np.ones((1, 1))]],)),
    ),
)
def block(arrays: Any) -> Any:
    """A matrix of matrices: inner lists along the last axis, outer ones along those before."""
    depth = _depth(arrays)
    return _blocks(arrays, depth, max(depth, _most_axes(arrays)))


def _depth(arrays: Any) -> int:
    return 1 + max(map(_depth, arrays)) if isinstance(arrays, list) else 0


def _most_axes(arrays: Any) -> int:
    return max(map(_most_axes, arrays)) if isinstance(arrays, list) else int(np.ndim(arrays))


def _blocks(arrays: Any, depth: int, axes: int) -> Any:
    if not isinstance(arrays, list):
        return np.reshape(arrays, (1,) * (axes - np.ndim(arrays)) + np.shape(arrays))
    return np.concatenate([_blocks(part, depth - 1, axes) for part in arrays], axis=-depth)


@composed(
    np.insert,
    samples=(
        case((4,), (), prepare=lambda x, w: (x, 1, w)),
        case((4,), (2,), prepare=lambda x, w: (x, [1, 3], w)),
    ),
)
def insert(arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """Entries put in before others."""
    if np.ndim(arr) > 1 and axis is not None:
        refuse_arguments("np.insert", f"axis={axis} of {np.ndim(arr)} axes")
    size = np.size(arr)
    count = len(np.insert(np.arange(size), obj, 0 * np.empty(np.shape(values)))) - size
    new = np.broadcast_to(np.ravel(values), (count,))
    places = np.insert(np.arange(size), obj, size + np.arange(count))
    return np.take(np.concatenate([np.ravel(arr), new]), places)


if hasattr(np, "unstack"):  # since NumPy 2.1

    @composed(np.unstack, samples=(case((2, 3)), case((2, 3), axis=1)))
    def unstack(x: Any, /, *, axis: int = 0) -> tuple[Any, ...]:
        """The parts of an array along an axis."""
        turned = np.moveaxis(x, axis, 0)
        return tuple(turned[number] for number in range(np.shape(turned)[0]))
