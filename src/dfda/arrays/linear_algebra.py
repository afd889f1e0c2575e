"""Solving, inverting and decomposing matrices.

Source: Giles, *An extended collection of matrix derivative results for forward and reverse mode
algorithmic differentiation*, 2008.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dfda.arrays.rule import (
    Bound,
    Options,
    case,
    composed,
    dispatching,
    fitted,
    nonlinear,
    plain,
    refuse_arguments,
)


def _turned(matrix: Any) -> Any:
    return np.swapaxes(matrix, -1, -2)


def _well(x: Any, *rest: Any) -> tuple[Any, ...]:
    """A matrix that is far from singular."""
    return (x + 4 * np.eye(np.shape(x)[-1]), *rest)


def _definite(x: Any, *rest: Any) -> tuple[Any, ...]:
    """A symmetric matrix with positive eigenvalues, far from each other."""
    size = np.shape(x)[-1]
    return (x @ _turned(x) / size + np.diag(3.0 + 2 * np.arange(size)), *rest)


def _rows(b: Any, a: Any) -> bool:
    """Whether the right-hand side is a single vector."""
    return bool(np.ndim(b) == 1 and np.ndim(a) >= 2)  # noqa: PLR2004


def _solve_matrix(g: Any, y: Any, a: Any, b: Any) -> Any:
    back = np.linalg.solve(_turned(a), g)
    if _rows(b, a):
        return fitted(-np.expand_dims(back, -1) * np.expand_dims(y, -2), a)
    return fitted(-np.matmul(back, _turned(y)), a)


nonlinear(
    np.linalg.solve,
    pulls=(
        _solve_matrix,
        lambda g, y, a, b: fitted(np.linalg.solve(_turned(a), g), b),
    ),
    samples=(
        case((3, 3), (3,), prepare=_well),
        case((3, 3), (3, 2), prepare=_well),
        case((2, 3, 3), (2, 3, 1), prepare=_well),
    ),
)
nonlinear(
    np.linalg.inv,
    pulls=(lambda g, y, a: -np.matmul(_turned(y), np.matmul(g, _turned(y))),),
    samples=(case((3, 3), prepare=_well), case((2, 2, 2), prepare=_well)),
)


def _each_matrix(g: Any) -> Any:
    return np.expand_dims(g, (-1, -2)) if np.ndim(g) else g


@dispatching
def log_size(a: Any) -> Any:
    """The logarithm of the size of the determinant."""
    return np.linalg.slogdet(a)[1]


nonlinear(
    log_size,
    name="np.linalg.slogdet",
    pulls=(lambda g, y, a: _each_matrix(g) * _turned(np.linalg.inv(a)),),
    samples=(case((3, 3), prepare=_well), case((2, 2, 2), prepare=_well)),
)


@composed(np.linalg.slogdet, samples=(case((3, 3), prepare=_well),))
def slogdet(a: Any) -> Any:
    """The sign, which does not move, and the logarithm of the size."""
    sign = np.linalg.slogdet(plain(a))[0]
    return _SLOGDET_RESULT(sign, log_size(a))


_SLOGDET_RESULT = type(np.linalg.slogdet(np.eye(1)))


def _cofactors(a: Any) -> Any:
    """The matrix of cofactors, which exists for singular matrices too."""
    size = np.shape(a)[-1]
    rows = []
    for row in range(size):
        left = [n for n in range(size) if n != row]
        minors = [
            np.linalg.det(a[..., left, :][..., [n for n in range(size) if n != column]])
            * (-1.0) ** (row + column)
            for column in range(size)
        ]
        rows.append(np.stack(minors, axis=-1))
    return np.stack(rows, axis=-2)


def _pull_det(g: Any, y: Any, a: Any) -> Any:
    if np.shape(a)[-1] == 1:
        return np.ones_like(plain(a)) * _each_matrix(g)
    if np.any(np.abs(plain(y)) < np.finfo(np.float64).eps):
        return _each_matrix(g) * _cofactors(a)
    return _each_matrix(g * y) * _turned(np.linalg.inv(a))


nonlinear(
    np.linalg.det,
    pulls=(_pull_det,),
    samples=(case((3, 3), prepare=_well), case((2, 2, 2), prepare=_well), case((1, 1))),
)


def _pull_cholesky(g: Any, y: Any, a: Any) -> Any:  # noqa: ARG001
    """Murray, *Differentiation of the Cholesky decomposition*, 2016, equation 10."""
    inner = np.tril(np.matmul(_turned(y), g))
    inner = inner - 0.5 * inner * np.eye(np.shape(y)[-1])
    outside = np.linalg.solve(_turned(y), _turned(np.linalg.solve(_turned(y), _turned(inner))))
    return 0.5 * (outside + _turned(outside))


nonlinear(
    np.linalg.cholesky,
    pulls=(_pull_cholesky,),
    samples=(case((3, 3), prepare=_definite), case((2, 2, 2), prepare=_definite)),
)


@dispatching
def eigen(a: Any) -> Any:
    """Eigenvalues of a symmetric matrix in the first row, eigenvectors as columns below."""
    values, vectors = np.linalg.eigh(a)
    return np.concatenate([values[..., None, :], vectors], axis=-2)


def _pull_eigen(g: Any, y: Any, a: Any) -> Any:  # noqa: ARG001
    values, vectors = y[..., 0, :], y[..., 1:, :]
    of_values, of_vectors = g[..., 0, :], g[..., 1:, :]
    size = np.shape(values)[-1]
    apart = np.expand_dims(values, -2) - np.expand_dims(values, -1)
    apart = apart + np.eye(size)  # the diagonal is not used
    turning = np.matmul(_turned(vectors), of_vectors) * (1 - np.eye(size)) / apart
    inner = turning + np.expand_dims(of_values, -1) * np.eye(size)
    part = np.matmul(vectors, np.matmul(inner, _turned(vectors)))
    return 0.5 * (part + _turned(part))


def _has_equal_eigenvalues(a: Any) -> bool:
    return bool(np.any(np.diff(np.linalg.eigvalsh(a), axis=-1) == 0))


nonlinear(
    eigen,
    name="np.linalg.eigh",
    pulls=(_pull_eigen,),
    samples=(case((3, 3), prepare=_definite), case((2, 2, 2), prepare=_definite)),
    sits=_has_equal_eigenvalues,
    convention="equal eigenvalues have no separate eigenvectors",
)


@composed(np.linalg.eigh, samples=(case((3, 3), prepare=_definite),))
def eigh(a: Any) -> Any:
    """Eigenvalues and eigenvectors of a symmetric matrix."""
    both = eigen(0.5 * (a + _turned(a)))
    return _EIGH_RESULT(both[..., 0, :], both[..., 1:, :])


_EIGH_RESULT = type(np.linalg.eigh(np.eye(1)))


@composed(np.linalg.eigvalsh, samples=(case((3, 3), prepare=_definite),))
def eigvalsh(a: Any) -> Any:
    """Eigenvalues of a symmetric matrix."""
    return np.linalg.eigh(a)[0]


@composed(
    np.linalg.norm,
    samples=(
        case((3,)),
        case((2, 3)),
        case((2, 3), axis=1),
        case((3,), ord=1),
        case((3,), ord=np.inf),
        case((3,), ord=3),
        case((2, 3), ord="fro"),
        case((2, 3), ord=1),
        case((2, 3), ord=-np.inf, keepdims=True),
        case((2, 3, 2), ord=np.inf, axis=(2, 0)),
    ),
)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002, FBT001, FBT002 - as NumPy has it
    """The length of vectors, or the size of matrices by rows, by columns or by entries."""
    if ord is None:
        return length(x, axis=axis, keepdims=keepdims)
    axes = tuple(range(np.ndim(x))) if axis is None else axis
    axes = axes if isinstance(axes, tuple) else (axes,)
    if len(axes) == 1:
        return _norm_of_vectors(x, ord, axes[0], keepdims=keepdims)
    if ord in ("fro", "f"):
        return length(x, axis=axes, keepdims=keepdims)
    if len(axes) != 2 or ord not in (1, -1, np.inf, -np.inf):  # noqa: PLR2004 - matrices
        refuse_arguments("np.linalg.norm", f"ord={ord!r} of {len(axes)} axes")
    first, second = axes if abs(ord) == 1 else axes[::-1]
    sums = np.sum(np.abs(x), axis=first, keepdims=True)
    found = (np.max if ord > 0 else np.min)(sums, axis=second, keepdims=True)
    return found if keepdims else np.squeeze(found, axis=axes)


def _norm_of_vectors(x: Any, order: Any, axis: int, *, keepdims: bool) -> Any:
    if order == 2:  # noqa: PLR2004 - Euclid's
        return length(x, axis=axis, keepdims=keepdims)
    if order == 0 or isinstance(order, str):
        refuse_arguments("np.linalg.norm", f"ord={order!r} of 1 axes")
    size = np.abs(x)
    if order in (np.inf, -np.inf):
        return (np.max if order > 0 else np.min)(size, axis=axis, keepdims=keepdims)
    if order == 1:
        return np.sum(size, axis=axis, keepdims=keepdims)
    return np.sum(size**order, axis=axis, keepdims=keepdims) ** (1 / order)


@dispatching
def length(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The square root of the sum of squares."""
    return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))


def _pull_length(g: Any, y: Any, x: Any, axis: Any, keepdims: Any) -> Any:
    from dfda.arrays.reductions import opened

    return opened(g, x, axis, keepdims) * (x / opened(y, x, axis, keepdims))


nonlinear(
    length,
    name="np.linalg.norm",
    options={"axis": None, "keepdims": False},
    compute=lambda x, axis, keepdims: (
        np.linalg.norm(x, axis=axis, keepdims=keepdims) if np.ndim(x) else np.abs(x)
    ),
    pulls=(_pull_length,),
    samples=(case((3,)), case((2, 3)), case((2, 3), axis=1), case((2, 3), axis=0, keepdims=True)),
    sits=lambda x, axis=None, **_: bool(np.any(np.sum(x * x, axis=axis) == 0)),
    convention="the length of a zero vector has no slope",
)


@composed(
    np.linalg.matrix_power,
    samples=(case((3, 3), n=3), case((2, 2), n=0), case((3, 3), n=-2, prepare=_well)),
)
def matrix_power(a: Any, n: int) -> Any:
    """A matrix times itself."""
    if n < 0:
        return matrix_power(np.linalg.inv(a), -n)
    result: Any = np.eye(np.shape(a)[-1])
    for bit in f"{n:b}" if n else "":
        result = np.matmul(result, result)
        if bit == "1":
            result = np.matmul(result, a)
    return result


@composed(np.linalg.multi_dot, samples=(case((2, 3), (3, 2), prepare=lambda x, w: ([x, w],)),))
def multi_dot(arrays: Any) -> Any:
    """Several matrices multiplied."""
    first, *rest = arrays
    for matrix in rest:
        first = np.dot(first, matrix)
    return first


def _full_rank(arguments: tuple[Any, ...], keywords: Options) -> Bound:
    """Where a matrix loses rank its pseudo-inverse jumps."""
    if len(arguments) != 1 or keywords:
        refuse_arguments("np.linalg.pinv", "anything but a matrix")
    matrix = plain(arguments[0])
    if np.any(np.linalg.matrix_rank(matrix) < min(np.shape(matrix)[-2:])):
        refuse_arguments("np.linalg.pinv", "a matrix without full rank")
    return arguments, {}


def _pull_pinv(g: Any, y: Any, a: Any) -> Any:
    """Golub and Pereyra, *The differentiation of pseudo-inverses …*, 1973, equation 4.12."""
    turned, back = _turned(y), _turned(g)
    rows = np.eye(np.shape(a)[-2]) - np.matmul(a, y)
    columns = np.eye(np.shape(a)[-1]) - np.matmul(y, a)
    inside = np.matmul(turned, np.matmul(g, turned))
    left = np.matmul(rows, np.matmul(back, np.matmul(y, turned)))
    right = np.matmul(turned, np.matmul(y, np.matmul(back, columns)))
    return left + right - inside


nonlinear(
    np.linalg.pinv,
    bind=_full_rank,
    pulls=(_pull_pinv,),
    samples=(
        case((4, 2), prepare=lambda x: (x + np.eye(4, 2) * 4,)),
        case((2, 3), prepare=lambda x: (x + np.eye(2, 3) * 4,)),
        case((2, 4, 2), prepare=lambda x: (x + np.eye(4, 2) * 4,)),
    ),
)


@dispatching
def least_squares(a: Any, b: Any) -> Any:
    """The least-squares solution alone."""
    return np.linalg.lstsq(a, b, rcond=None)[0]


def _matrix_of_least_squares(g: Any, y: Any, a: Any, b: Any) -> Any:
    """What is solved moves by A⁺ (db - dA y) + (AᵀA)⁻¹ dAᵀ (b - A y)."""
    inverse = np.linalg.pinv(a)
    g, y, b = (np.reshape(part, (np.shape(part)[0], -1)) for part in (g, y, b))
    through = np.matmul(_turned(inverse), g)
    rest = b - np.matmul(a, y)
    again = np.matmul(inverse, through)
    return np.matmul(rest, _turned(again)) - np.matmul(through, _turned(y))


nonlinear(
    least_squares,
    name="np.linalg.lstsq",
    pulls=(
        _matrix_of_least_squares,
        lambda g, y, a, b: np.matmul(_turned(np.linalg.pinv(a)), g),
    ),
    samples=(
        case((4, 2), (4,), prepare=lambda x, w: (x + np.eye(4, 2) * 4, w)),
        case((4, 2), (4, 3), prepare=lambda x, w: (x + np.eye(4, 2) * 4, w)),
    ),
)


@composed(
    np.linalg.lstsq, samples=(case((4, 2), (4,), prepare=lambda x, w: (x + np.eye(4, 2) * 4, w)),)
)
def lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    """The least-squares solution of an overdetermined system of full rank."""
    _, residuals, rank, _ = np.linalg.lstsq(plain(a), plain(b), rcond)
    if rank < np.shape(a)[1]:
        refuse_arguments("np.linalg.lstsq", "a matrix without full rank")
    solution = least_squares(a, b)
    if np.size(residuals):
        residuals = np.reshape(np.sum((b - np.matmul(a, solution)) ** 2, axis=0), (-1,))
    sizes = np.sqrt(np.linalg.eigvalsh(np.matmul(_turned(a), a)))
    return solution, residuals, rank, np.flip(sizes)


# The names of the array API


@composed(np.linalg.vector_norm, samples=(case((3,)), case((2, 3), axis=1), case((2, 3), ord=1)))
def vector_norm(x: Any, *, axis: Any = None, keepdims: bool = False, ord: Any = 2) -> Any:  # noqa: A002
    """The length of vectors; of all entries where no axis is told."""
    if axis is None and np.ndim(x) > 1:
        found = norm(np.ravel(x), ord)
        return np.reshape(found, (1,) * np.ndim(x)) if keepdims else found
    return norm(x, ord, axis, keepdims)


@composed(np.linalg.matrix_norm, samples=(case((2, 3)), case((2, 2, 3), ord=1, keepdims=True)))
def matrix_norm(x: Any, *, keepdims: bool = False, ord: Any = "fro") -> Any:  # noqa: A002
    """The size of matrices."""
    return norm(x, ord, (-2, -1), keepdims)


@composed(np.linalg.trace, samples=(case((3, 3)), case((2, 3, 3), offset=1)))
def trace(x: Any, /, *, offset: int = 0) -> Any:
    """The sum along the diagonal of matrices."""
    return np.trace(x, offset, -2, -1)


@composed(np.linalg.diagonal, samples=(case((3, 3)), case((2, 3, 3), offset=1)))
def diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """The diagonal of matrices."""
    return np.diagonal(x, offset, -2, -1)
