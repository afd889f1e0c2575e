"""Functions that only move entries about: reshape, transpose, join, split, repeat, pad."""

from __future__ import annotations

from typing import Any

import numpy as np

from dfda.arrays.rule import (
    Bound,
    Options,
    binder,
    case,
    composed,
    fitted,
    linear,
    refuse_arguments,
)


def _back(g: Any, x: Any, **_: Any) -> Any:
    return np.reshape(g, np.shape(x))


def _reshape_arguments(arguments: tuple[Any, ...], keywords: Options) -> Bound:
    """np.reshape(x, shape) and the method x.reshape(2, 3)."""
    array, *shape = arguments
    told = dict(keywords)
    shape += [told.pop(name) for name in ("shape", "newshape") if name in told]
    if told.get("copy") is not True:  # otherwise it is no view
        told.pop("copy", None)
    if told:
        name = next(iter(told))
        refuse_arguments("np.reshape", f"the argument {name}={told[name]!r}")
    return (array,), {"shape": shape[0] if len(shape) == 1 else tuple(shape)}


def _reshaped(x: Any, shape: Any) -> Any:
    """By position: the name of this argument changed in NumPy 2.1."""
    return np.reshape(x, shape)


RESHAPE = linear(
    np.reshape,
    bind=_reshape_arguments,
    transpose=_back,
    compute=_reshaped,
    samples=(
        case((2, 3), prepare=lambda x: (x, (3, 2))),
        case((2, 3), prepare=lambda x: (x, -1)),
        case((), prepare=lambda x: (x, (1, 1))),
    ),
)
linear(np.ravel, transpose=_back, samples=(case((2, 3)), case(())))
linear(
    np.squeeze,
    options={"axis": None},
    transpose=_back,
    samples=(case((1, 3, 1)), case((1, 3, 1), axis=0)),
)
linear(
    np.expand_dims,
    options={"axis": 0},
    transpose=_back,
    samples=(case((3,), axis=1), case((), axis=0), case((2, 3), axis=(0, 3))),
)


def _order(axes: Any, ndim: int) -> tuple[int, ...]:
    if axes is None:
        return tuple(range(ndim))[::-1]
    return tuple(number % ndim for number in axes)


def _transpose_arguments(arguments: tuple[Any, ...], keywords: Options) -> Bound:
    """np.transpose(x, axes) and the method x.transpose(0, 2, 1)."""
    array, *axes = arguments
    wanted = axes[0] if len(axes) == 1 else (tuple(axes) or keywords.get("axes"))
    return (array,), {"axes": None if wanted is None else tuple(wanted)}


TRANSPOSE = linear(
    np.transpose,
    bind=_transpose_arguments,
    transpose=lambda g, x, axes: np.transpose(
        g, tuple(int(number) for number in np.argsort(_order(axes, np.ndim(x))))
    ),
    samples=(case((2, 3)), case((2, 3, 4), axes=(2, 0, 1)), case((3,))),
)
linear(
    np.swapaxes,
    options={"axis1": 0, "axis2": 1},
    transpose=lambda g, x, axis1, axis2: np.swapaxes(g, axis1, axis2),
    samples=(case((2, 3, 4), axis1=0, axis2=2),),
)
linear(
    np.moveaxis,
    options={"source": 0, "destination": 0},
    transpose=lambda g, x, source, destination: np.moveaxis(g, destination, source),
    samples=(case((2, 3, 4), source=0, destination=-1),),
)
for _function in (np.matrix_transpose, np.linalg.matrix_transpose):
    linear(
        _function,
        transpose=lambda g, x: np.swapaxes(g, -1, -2),
        samples=(case((2, 3)), case((2, 3, 4))),
    )
linear(
    np.flip,
    options={"axis": None},
    transpose=lambda g, x, axis: np.flip(g, axis=axis),
    samples=(case((4,)), case((2, 3), axis=0), case((2, 3))),
)
linear(np.flipud, transpose=lambda g, x: np.flipud(g), samples=(case((2, 3)),))
linear(np.fliplr, transpose=lambda g, x: np.fliplr(g), samples=(case((2, 3)),))


def _opposite(shift: Any) -> Any:
    return tuple(-number for number in shift) if isinstance(shift, tuple) else -shift


linear(
    np.roll,
    options={"shift": 0, "axis": None},
    transpose=lambda g, x, shift, axis: np.roll(g, _opposite(shift), axis=axis),
    samples=(
        case((4,), shift=1),
        case((2, 3), shift=2),
        case((2, 3), shift=-1, axis=1),
        case((2, 3), shift=(1, 2), axis=(0, 1)),
    ),
)
linear(
    np.rot90,
    options={"k": 1, "axes": (0, 1)},
    transpose=lambda g, x, k, axes: np.rot90(g, -k, axes),
    samples=(case((2, 3)), case((2, 3), k=2)),
)
linear(
    np.broadcast_to,
    options={"shape": ()},
    transpose=lambda g, x, shape: fitted(g, x),
    samples=(case((3,), shape=(2, 3)), case((2, 1), shape=(2, 3)), case((), shape=(2,))),
)
linear(
    np.copy,
    transpose=lambda g, x: g,
    samples=(case((3,)), case(())),
    compute=np.array,
)
for _triangle in (np.tril, np.triu):
    linear(
        _triangle,
        options={"k": 0},
        transpose=lambda g, x, k, triangle=_triangle: triangle(g, k),
        samples=(case((3, 3)), case((2, 3), k=1)),
    )


def _back_from_diagonal(g: Any, x: Any, k: int) -> Any:
    if np.ndim(x) == 1:
        return np.diagonal(g, k)
    from dfda.arrays.indexing import scattered

    rows = np.arange(np.shape(g)[0])
    return scattered(g, (rows + max(-k, 0), rows + max(k, 0)), np.shape(x))


linear(
    np.diag,
    options={"k": 0},
    transpose=_back_from_diagonal,
    samples=(case((3,)), case((3,), k=1), case((3, 3)), case((3, 4), k=1), case((3, 3), k=-1)),
)


@composed(
    np.diagonal,
    samples=(case((3, 3)), case((3, 4), offset=1), case((2, 3, 4), offset=-1, axis1=2, axis2=0)),
)
def diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The diagonal of matrices, along the last axis."""
    turned = np.moveaxis(a, (axis1, axis2), (-2, -1))
    rows = np.arange(np.size(np.diagonal(np.empty(np.shape(turned)[-2:]), offset)))
    return turned[..., rows + max(-offset, 0), rows + max(offset, 0)]


# Repeating and padding


@composed(np.repeat, samples=(case((3,), repeats=2), case((2, 3), repeats=2, axis=1)))
def repeat(a: Any, repeats: Any, axis: Any = None) -> Any:
    """Each entry several times."""
    if axis is None:
        return np.take(np.ravel(a), np.repeat(np.arange(np.size(a)), repeats))
    return np.take(a, np.repeat(np.arange(np.shape(a)[axis]), repeats), axis=axis)


@composed(np.tile, samples=(case((3,), reps=2), case((2, 3), reps=(2, 2)), case((3,), reps=(2, 1))))
def tile(A: Any, reps: Any) -> Any:  # noqa: N803 - what NumPy calls it
    """The whole array several times."""
    return np.take(np.ravel(A), np.tile(np.reshape(np.arange(np.size(A)), np.shape(A)), reps))


@composed(
    np.pad,
    samples=(
        case((3,), pad_width=2),
        case((2, 3), pad_width=((1, 0), (2, 1))),
        case((3,), pad_width=1, mode="edge"),
        case((4,), pad_width=2, mode="reflect"),
        case((4,), pad_width=2, mode="wrap"),
        case((4,), pad_width=2, mode="symmetric"),
        case((3,), pad_width=2, constant_values=1.5),
    ),
)
def pad(array: Any, pad_width: Any, mode: Any = "constant", **options: Any) -> Any:
    """Entries around an array: constants, or copies of its own entries."""
    if mode == "constant":
        return _padded_with_constants(array, pad_width, options)
    if mode not in _PICKING or options.get("reflect_type", "even") != "even":
        refuse_arguments("np.pad", f"mode={mode!r} and {options}" if options else f"mode={mode!r}")
    picked = np.pad(
        np.reshape(np.arange(np.size(array)), np.shape(array)), pad_width, mode, **options
    )
    return np.take(np.ravel(array), picked)


_PICKING = ("edge", "reflect", "symmetric", "wrap")
"""Ways of padding in which every entry is a copy of one of the array's own."""


def _padded_with_constants(array: Any, pad_width: Any, options: Options) -> Any:
    kind = getattr(array, "dtype", np.float64)
    around = np.pad(np.zeros(np.shape(array), kind), pad_width, **options)
    marked = np.pad(np.ones(np.shape(array), bool), pad_width)
    first = np.unravel_index(np.argmax(marked), marked.shape)
    inside = tuple(
        slice(int(start), int(start) + size)
        for start, size in zip(first, np.shape(array), strict=True)
    )
    from dfda.arrays.indexing import written

    return written(around, array, inside)


@composed(np.atleast_1d, samples=(case(()), case((2,))))
def atleast_1d(ary: Any) -> Any:
    """A number becomes a vector of one."""
    return ary if np.ndim(ary) else np.reshape(ary, (1,))


@composed(np.atleast_2d, samples=(case(()), case((2,)), case((2, 2))))
def atleast_2d(ary: Any) -> Any:
    """A vector becomes a row."""
    return ary if np.ndim(ary) > 1 else np.reshape(ary, (1, -1))


@composed(np.broadcast_arrays, samples=(case((3,), (2, 1)),))
def broadcast_arrays(*args: Any) -> tuple[Any, ...]:
    """All arrays in one shape."""
    shape = np.broadcast_shapes(*map(np.shape, args))
    return tuple(np.broadcast_to(array, shape) for array in args)


@composed(np.meshgrid, samples=(case((2,), (3,)), case((2,), (3,), indexing="ij")))
def meshgrid(*xi: Any, indexing: str = "xy") -> Any:
    """Coordinates of a grid."""
    grids = []
    for number, x in enumerate(xi):
        shape = [1] * len(xi)
        shape[number] = -1
        grids.append(np.reshape(x, shape))
    full = broadcast_arrays(*grids)
    if indexing == "xy" and len(xi) > 1:
        return tuple(np.swapaxes(grid, 0, 1) for grid in full)
    return full


@composed(np.real, samples=(case((3,)),))
def real(val: Any) -> Any:
    """A real array itself."""
    return val


def astype(x: Any, kind: Any) -> Any:
    """The array in another kind of float."""
    return x.astype(kind)


ASTYPE = linear(
    astype,
    name="astype",
    bind=binder("astype", 1, {"kind": None}),
    compute=lambda x, kind: np.asarray(x).astype(kind)[()],
    transpose=lambda g, x, kind: (
        g if x.dtype is None else astype(g, x.dtype) if hasattr(g, "dtype") else x.dtype.type(g)
    ),
    samples=(case((3,), kind=np.float64), case((2, 2), kind=np.float64)),
)
