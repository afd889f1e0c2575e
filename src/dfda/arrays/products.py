"""Products of vectors and matrices: linear in each operand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dfda.arrays.rule import (
    ARRAY_RULES,
    Bound,
    Options,
    case,
    composed,
    fitted,
    multilinear,
    refuse_arguments,
)


def _first_of_matmul(g: Any, x: Any, w: Any) -> Any:
    if np.ndim(x) == 1:
        if np.ndim(w) == 1:
            return g * w
        return fitted(np.matmul(w, np.expand_dims(g, -1))[..., 0], x)
    if np.ndim(w) == 1:
        return fitted(np.expand_dims(g, -1) * w, x)
    return fitted(np.matmul(g, np.swapaxes(w, -1, -2)), x)


def _second_of_matmul(g: Any, x: Any, w: Any) -> Any:
    if np.ndim(w) == 1:
        if np.ndim(x) == 1:
            return g * x
        return fitted(np.expand_dims(g, -1) * x, w)
    if np.ndim(x) == 1:
        return fitted(np.expand_dims(x, -1) * np.expand_dims(g, -2), w)
    return fitted(np.matmul(np.swapaxes(x, -1, -2), g), w)


MATMUL = multilinear(
    np.matmul,
    transposes=(_first_of_matmul, _second_of_matmul),
    samples=(
        case((3,), (3,)),
        case((2, 3), (3,)),
        case((3,), (3, 2)),
        case((2, 3), (3, 4)),
        case((5, 2, 3), (3, 2)),
        case((2, 3), (5, 3, 2)),
        case((4, 2, 3), (3,)),
        case((3,), (4, 3, 2)),
        case((2, 1, 2, 3), (4, 3, 2)),
    ),
)


@composed(
    np.dot,
    samples=(
        case((3,), (3,)),
        case((2, 3), (3,)),
        case((2, 3), (3, 2)),
        case((), (3,)),
        case((2, 3), ()),
        case((2, 3), (4, 3, 2)),
    ),
)
def dot(a: Any, b: Any) -> Any:
    """The sum of products over the last axis of a and the last but one of b."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    if np.ndim(a) <= 2 and np.ndim(b) <= 2:  # noqa: PLR2004 - where both products are the same
        return np.matmul(a, b)
    return np.tensordot(a, b, ((np.ndim(a) - 1,), (max(np.ndim(b) - 2, 0),)))


@composed(np.vdot, samples=(case((3,), (3,)), case((2, 2), (2, 2))))
def vdot(a: Any, b: Any) -> Any:
    """The sum of products of all entries."""
    return np.dot(np.ravel(a), np.ravel(b))


@composed(np.inner, samples=(case((3,), (3,)), case((2, 3), (4, 3)), case((), (3,))))
def inner(a: Any, b: Any) -> Any:
    """The sum of products over both last axes."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return a * b
    return np.tensordot(a, b, ((np.ndim(a) - 1,), (np.ndim(b) - 1,)))


@composed(np.outer, samples=(case((2,), (3,)), case((2, 2), (3,))))
def outer(a: Any, b: Any) -> Any:
    """Every entry of a times every entry of b."""
    return np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))


@composed(np.kron, samples=(case((2,), (3,)), case((2, 2), (2, 3))))
def kron(a: Any, b: Any) -> Any:
    """Every entry of a times the whole of b."""
    ndim = max(np.ndim(a), np.ndim(b))
    left = np.reshape(a, (1,) * (ndim - np.ndim(a)) + np.shape(a))
    right = np.reshape(b, (1,) * (ndim - np.ndim(b)) + np.shape(b))
    apart = np.expand_dims(left, tuple(range(1, 2 * ndim, 2))) * np.expand_dims(
        right, tuple(range(0, 2 * ndim, 2))
    )
    sizes = zip(np.shape(left), np.shape(right), strict=True)
    return np.reshape(apart, tuple(one * other for one, other in sizes))


@composed(np.cross, samples=(case((3,), (3,)), case((2, 3), (3,)), case((3, 2), (3, 2), axis=0)))
def cross(  # noqa: PLR0917 - as NumPy has it
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Any = None
) -> Any:
    """The vector product in three dimensions."""
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1)
    if np.shape(a)[-1] != 3 or np.shape(b)[-1] != 3:  # noqa: PLR2004 - what it is about
        refuse_arguments("np.cross", "anything but vectors of three")
    x, y, z = (a[..., number] for number in range(3))
    u, v, w = (b[..., number] for number in range(3))
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u], axis=axisc)


def _axes(axes: Any, x: Any, w: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if isinstance(axes, int | np.integer):
        number = int(axes)
        return tuple(range(np.ndim(x) - number, np.ndim(x))), tuple(range(number))
    left, right = ((part,) if isinstance(part, int | np.integer) else tuple(part) for part in axes)
    return tuple(int(n) % np.ndim(x) for n in left), tuple(int(n) % np.ndim(w) for n in right)


@composed(
    np.tensordot,
    samples=(
        case((2, 3), (3, 4), axes=1),
        case((2, 3), (2, 3), axes=2),
        case((2, 3, 4), (4, 2), axes=((2, 0), (0, 1))),
        case((2,), (3,), axes=0),
    ),
)
def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """The sum of products over pairs of axes, as one product of matrices."""
    left, right = _axes(axes, a, b)
    rest_left = tuple(n for n in range(np.ndim(a)) if n not in left)
    rest_right = tuple(n for n in range(np.ndim(b)) if n not in right)
    size = int(np.prod([np.shape(a)[n] for n in left], dtype=int))
    rows = np.reshape(np.transpose(a, rest_left + left), (-1, size))
    columns = np.reshape(np.transpose(b, right + rest_right), (size, -1))
    shape = tuple(np.shape(a)[n] for n in rest_left) + tuple(np.shape(b)[n] for n in rest_right)
    product = np.reshape(np.matmul(rows, columns), shape)
    return product if shape else product[()]


# Sums of products, spelled with letters


def _spelled_out(spelling: str, operands: Sequence[Any]) -> tuple[list[str], str]:
    """The letters of each operand and of the result, with the dots written as letters."""
    spelling = spelling.replace(" ", "")
    left, arrow, right = spelling.partition("->")
    inputs = left.split(",")
    if not arrow:
        letters = sorted(set(left) - set(",."))
        once = [letter for letter in letters if left.count(letter) == 1]
        right = ("..." if "..." in left else "") + "".join(once)
    free = [chr(code) for code in range(ord("A"), ord("Z") + 1) if chr(code) not in spelling]
    free += [chr(code) for code in range(ord("a"), ord("z") + 1) if chr(code) not in spelling]
    hidden = [
        np.ndim(operand) - len(text.replace("...", "")) if "..." in text else 0
        for text, operand in zip(inputs, operands, strict=True)
    ]
    names = "".join(free[: max(hidden, default=0)])
    inputs = [
        text.replace("...", names[len(names) - count :])
        for text, count in zip(inputs, hidden, strict=True)
    ]
    return inputs, right.replace("...", names)


def _einsum_arguments(arguments: tuple[Any, ...], keywords: Options) -> Bound:
    spelling, *operands = arguments
    if not isinstance(spelling, str):
        refuse_arguments("np.einsum", "axes in lists; spell them with letters")
    for keyword in keywords:
        if keyword != "optimize":
            refuse_arguments("np.einsum", f"the argument {keyword}")
    inputs, output = _spelled_out(spelling, operands)
    return tuple(operands), {"inputs": tuple(inputs), "output": output}


def _einsum(*operands: Any, inputs: tuple[str, ...], output: str) -> Any:
    return np.einsum(f"{','.join(inputs)}->{output}", *operands, optimize=len(operands) > 2)  # noqa: PLR2004


def _einsum_part(g: Any, *operands: Any, place: int, inputs: tuple[str, ...], output: str) -> Any:
    """Swap the operand's letters with the result's; letters found nowhere else are stretched."""
    wanted, like = inputs[place], operands[place]
    others = [operand for number, operand in enumerate(operands) if number != place]
    letters = [text for number, text in enumerate(inputs) if number != place]
    unique = "".join(dict.fromkeys(wanted))
    known = set("".join(letters)) | set(output)
    found = "".join(letter for letter in unique if letter in known)
    spelling = f"{','.join([output, *letters])}->{found}"
    part = np.einsum(spelling, g, *others, optimize=len(others) > 1)
    sizes = {letter: max(size, 1) for letter, size in zip(wanted, np.shape(like), strict=True)}
    for axis, letter in enumerate(unique):
        if letter not in known:
            part = np.expand_dims(part, axis)
    part = np.broadcast_to(
        part, _broadcast(np.shape(part), tuple(sizes[letter] for letter in unique))
    )
    if unique != wanted:
        return _on_diagonal(part, unique, wanted, np.shape(like))
    return fitted(part, like)


def _broadcast(shape: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[int, ...]:
    return np.broadcast_shapes(shape, wanted)


def _on_diagonal(part: Any, unique: str, wanted: str, shape: tuple[int, ...]) -> Any:
    """An operand that names a letter twice was read along its diagonal."""
    from dfda.arrays.indexing import scattered

    grid = np.ogrid[tuple(slice(shape[wanted.index(letter)]) for letter in unique)]
    places = dict(zip(unique, grid, strict=True))
    return scattered(part, tuple(places[letter] for letter in wanted), shape)


multilinear(
    np.einsum,
    bind=_einsum_arguments,
    any_number=True,
    compute=_einsum,
    transposes=(_einsum_part,),
    samples=(
        case((3,), (3,), prepare=lambda x, w: ("i,i", x, w)),
        case((2, 3), (3, 4), prepare=lambda x, w: ("ij,jk->ik", x, w)),
        case((2, 3), prepare=lambda x: ("ij->j", x)),
        case((2, 3), prepare=lambda x: ("ij->ji", x)),
        case((3, 3), prepare=lambda x: ("ii->i", x)),
        case((3, 3), prepare=lambda x: ("ii", x)),
        case((2, 3), (2, 3), prepare=lambda x, w: ("ij,ij->", x, w)),
        case((5, 2, 3), (5, 3, 4), prepare=lambda x, w: ("...ij,...jk->...ik", x, w)),
        case((2, 3), (3,), (2,), prepare=lambda x, w, v: ("ij,j,i->", x, w, v)),
        case((2, 3), (4,), prepare=lambda x, w: ("ij,k->ik", x, w)),
    ),
)


@composed(np.vecdot, samples=(case((2, 3), (2, 3)), case((3, 2), (3, 1), axis=0)))
def vecdot(x1: Any, x2: Any, *, axis: int = -1) -> Any:
    """The sums of products along an axis."""
    return np.sum(x1 * x2, axis=axis)


if hasattr(np, "matvec"):  # since NumPy 2.2

    @composed(np.matvec, samples=(case((2, 3), (3,)), case((4, 2, 3), (4, 3))))
    def matvec(x1: Any, x2: Any) -> Any:
        """Matrices times vectors."""
        return np.matmul(x1, np.expand_dims(x2, -1))[..., 0]

    @composed(np.vecmat, samples=(case((2,), (2, 3)), case((4, 2), (4, 2, 3))))
    def vecmat(x1: Any, x2: Any) -> Any:
        """Vectors times matrices."""
        return np.matmul(np.expand_dims(x1, -2), x2)[..., 0, :]


@composed(np.bincount, samples=(case((4,), prepare=lambda w: ([0, 2, 2, 1], w)),))
def bincount(x: Any, weights: Any = None, minlength: int = 0) -> Any:
    """The sums of the weights that stand at each number."""
    from dfda.arrays.indexing import scattered

    places = np.asarray(x)
    size = len(np.bincount(places, minlength=minlength))
    return scattered(weights, places, (size,))


@composed(np.linalg.outer, samples=(case((2,), (3,)),))
def outer_of_vectors(x1: Any, x2: Any, /) -> Any:
    """Every entry of one vector times every entry of the other."""
    return np.reshape(x1, (-1, 1)) * x2


for _function, _same in (
    (np.linalg.cross, np.cross),
    (np.linalg.matmul, np.matmul),
    (np.linalg.tensordot, np.tensordot),
    (np.linalg.vecdot, np.vecdot),
):
    ARRAY_RULES.add(_function, ARRAY_RULES[_same])
