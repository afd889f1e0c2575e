"""From a NumPy function that meets a traced value to the row that knows its derivative."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NoReturn, cast

import numpy as np

from dfda.arrays import elementwise, indexing, special
from dfda.arrays.rule import (
    ARRAY_RULES,
    NO_VALUE,
    ArrayRule,
    Composed,
    Row,
    name_of,
    refuse_arguments,
)
from dfda.errors import UnsupportedError
from dfda.trace.recording import (
    Recording,
    apply,
    isinstance_traced,
    note_edge,
    note_settled,
    recordings_of,
    refuse,
    strip,
    wrap,
)
from dfda.trace.ties import TIES

DECIDED: Final = frozenset({
    np.argmax, np.argmin, np.argsort, np.searchsorted, np.nonzero, np.flatnonzero, np.argwhere,
    np.isnan, np.isfinite, np.isinf, np.signbit, np.shape, np.size, np.ndim, np.any, np.all,
    np.isclose, np.allclose, np.array_equal, np.logical_and, np.logical_or, np.logical_not,
    np.logical_xor, np.count_nonzero, np.result_type, np.can_cast, np.iscomplexobj, np.isrealobj,
    np.digitize, np.argpartition, np.unravel_index, np.isin, np.linalg.matrix_rank, np.isscalar,
    np.may_share_memory, np.shares_memory, np.array_repr, np.array_str, np.array2string,
    np.min_scalar_type, np.common_type, np.lexsort, np.isreal, np.iscomplex, np.isposinf,
    np.isneginf,
})  # fmt: skip
"""Functions whose answer is a decision, a place or a shape: it does not move with the input."""

_OF_THE_KIND: Final = frozenset({
    np.shape, np.size, np.ndim, np.result_type, np.can_cast, np.iscomplexobj, np.isrealobj,
    np.isscalar, np.may_share_memory, np.shares_memory, np.min_scalar_type, np.common_type,
    np.isreal, np.iscomplex, np.unravel_index,
})  # fmt: skip
"""Those of them that ask for a shape or a kind, which is the same for every input."""

COMPARISONS: Final = {
    np.less: "__lt__", np.less_equal: "__le__", np.greater: "__gt__",
    np.greater_equal: "__ge__", np.equal: "__eq__", np.not_equal: "__ne__",
}  # fmt: skip
_REFLECTED: Final = {
    "__lt__": "__gt__", "__le__": "__ge__", "__gt__": "__lt__", "__ge__": "__le__",
    "__eq__": "__eq__", "__ne__": "__ne__",
}  # fmt: skip

LIKE: Final = {
    np.zeros_like: np.zeros_like, np.ones_like: np.ones_like, np.empty_like: np.zeros_like,
    np.full_like: np.full_like,
}  # fmt: skip
VIEWING: Final = frozenset({
    np.reshape, np.ravel, np.transpose, np.swapaxes, np.moveaxis, np.squeeze, np.expand_dims,
    np.flip, np.flipud, np.fliplr, np.rot90, np.matrix_transpose, indexing.read,
})  # fmt: skip
_SAME: Final = frozenset({np.asarray, np.asanyarray, np.ascontiguousarray})
_REDUCTIONS: Final = {
    np.add: np.sum, np.multiply: np.prod, np.maximum: np.max, np.minimum: np.min,
}  # fmt: skip
_RUNNING: Final = {np.add: np.cumsum, np.multiply: np.cumprod}


_FOLDED: Final = frozenset({
    np.subtract, np.true_divide, np.maximum, np.minimum, np.fmax, np.fmin, np.logaddexp,
    np.logaddexp2, np.hypot,
})  # fmt: skip
"""Other functions of two operands that NumPy applies from the first entry to the last."""


def row_for(function: Any) -> Row | None:
    """The row of a function; those of scipy.special are registered when one is first met."""
    row = ARRAY_RULES.get(function)
    if row is None and (getattr(function, "__module__", "") or "scipy").startswith("scipy"):
        _register_scipy(function)
        row = ARRAY_RULES.get(function)
    return row


def _register_scipy(function: Any) -> None:
    import sys

    if "scipy.special" in sys.modules and callable(function):
        special.register()


def dispatched(function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Call a function with traced arguments: through its row, its decision, or not at all."""
    if function in _ORDERED:
        arguments, keywords, order = _with_order(arguments, keywords)
        if order != "C":
            return _in_order(order, function, arguments, keywords)
    row = elementwise.power_row(arguments[1]) if function is np.power else row_for(function)
    if row is not None:
        return _by_row(row, function, arguments, keywords)
    if function in DECIDED:
        return _decided(function, arguments, keywords)
    own = _OWN.get(function)
    if own is not None:
        return own(*arguments, **keywords)
    return refuse_function(name_of(function), arguments)


def _by_row(row: Row, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    try:
        keywords = _telling(keywords, arguments)
        if "out" in keywords:
            out = keywords.pop("out")
            return _into(out, _by_row(row, function, arguments, keywords), row.name, arguments)
        if function in _PARTLY and not keywords.keys().isdisjoint(("where", "initial")):
            return _partly(function, arguments, keywords)
        if isinstance(row, Composed):
            return _composed(row, arguments, keywords)
        return _applied(function, row, arguments, keywords)
    except UnsupportedError as error:
        if error.where:
            raise
        refuse(error.what, instead=error.instead, recordings=_runs_of(arguments))


_PARTLY: Final[dict[Any, tuple[float | None, Any]]] = {
    np.sum: (0.0, np.add), np.prod: (1.0, np.multiply), np.max: (None, np.maximum),
    np.min: (None, np.minimum), np.mean: (0.0, None),
}  # fmt: skip
"""Reductions with what an entry counts that is left out, and how a first value is taken in."""


def _partly(function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A reduction of the entries at which where= holds, which begins at initial=."""
    others = {key: value for key, value in keywords.items() if key not in ("where", "initial")}
    neutral, combine = _PARTLY[function]
    x, *rest = arguments
    start = keywords.get("initial")
    mask = keywords.get("where", True)
    if mask is not True and neutral is None and start is None:
        refuse_arguments(name_of(function), "where= but without initial=")
    if mask is not True:
        x = dispatched(np.where, (mask, x, start if neutral is None else neutral), {})
    if combine is None:
        counts = np.mean(np.broadcast_to(strip(mask), np.shape(strip(x))), *rest, **others)
        return dispatched(function, (x, *rest), others) / counts
    found = dispatched(function, (x, *rest), others)
    return found if start is None else dispatched(combine, (found, start), {})


def _decided(function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A decision, a place or a shape, from the plain values."""
    operands, options = _stripped(arguments), {k: _stripped(v) for k, v in keywords.items()}
    answer = function(*operands, **options)
    tied = TIES.get(function)
    if tied is not None and tied(*operands, **options):
        note_edge(*arguments, *keywords.values())
    if function in _OF_THE_KIND:
        return answer
    return note_settled(name_of(function), answer, *_leaves((*arguments, *keywords.values())))


_ORDERED: Final = frozenset({np.reshape, np.ravel})


def _with_order(
    arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any], str]:
    """The argument order, by name or as the last one, apart from the others."""
    others = {name: value for name, value in keywords.items() if name != "order"}
    if len(arguments) > 1 and isinstance(arguments[-1], str):
        return arguments[:-1], others, arguments[-1]
    return arguments, others, keywords.get("order", "C")


def _in_order(
    order: str, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> Any:
    """Column by column is row by row of the transpose, transposed."""
    if order != "F":
        refuse(
            f"{name_of(function)} with order={order!r} goes by how the array lies in memory",
            instead='order="C" or order="F"',
            recordings=_runs_of(arguments),
        )
    turned = dispatched(np.transpose, arguments[:1], {})
    if function is np.ravel:
        return dispatched(np.ravel, (turned,), {})
    row = cast("ArrayRule", ARRAY_RULES[np.reshape])
    shape = row.bind(arguments, keywords)[1]["shape"]
    shape = shape[::-1] if isinstance(shape, tuple | list) else shape
    return dispatched(np.transpose, (dispatched(np.reshape, (turned, shape), {}),), {})


def refuse_function(name: str, arguments: Sequence[Any]) -> NoReturn:
    """Refuse a function without a row."""
    refuse(f"{name} has no derivative rule", recordings=_runs_of(arguments))


def _runs_of(arguments: Sequence[Any]) -> list[Recording]:
    return [recording for argument in arguments for recording in recordings_of(argument)]


def _composed(row: Composed, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A function that is put together from others; options that it does not know are refused."""
    code = row.compose.__code__
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    for keyword, value in keywords.items():
        if keyword not in known and not code.co_flags & inspect.CO_VARKEYWORDS:
            refuse_arguments(row.name, f"the argument {keyword}={value!r}")
    if len(arguments) > code.co_argcount and not code.co_flags & inspect.CO_VARARGS:
        refuse_arguments(row.name, f"{len(arguments)} positional arguments")
    return row.compose(*arguments, **keywords)


def _applied(
    function: Any, row: ArrayRule, arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> Any:
    if row.slopes and not keywords:
        operands: tuple[Any, ...] = arguments
        options: dict[str, Any] = {}
    else:
        operands, options = row.bind(arguments, keywords)
    operands = tuple(map(_operand, operands))
    answer = apply(row, operands, options)
    if function in VIEWING and isinstance_traced(answer):
        _note_view(answer, operands[0], row, options)
    return answer


def _operand(value: Any) -> Any:
    """Lists become arrays, as in NumPy."""
    if isinstance(value, list | tuple):
        from dfda.trace.stand_ins import array_of

        return array_of(value)
    if type(value) is np.ndarray and value.dtype.kind not in "fiub":
        refuse_kind(value.dtype)
    return value


def refuse_kind(kind: Any) -> NoReturn:
    """Refuse to combine a traced value with objects or complex numbers."""
    refuse(
        f"a real number was combined with a value of the kind {kind}",
        instead="work with real floats",
    )


def _note_view(answer: Any, base: Any, row: ArrayRule, options: dict[str, Any]) -> None:
    """Remember that an array looks into another one, where NumPy's would."""
    both = hasattr(type(answer), "look_into") and hasattr(type(base), "look_into")
    if both and np.may_share_memory(strip(answer), strip(base)):
        answer.look_into(base, row, options)


def _telling(keywords: dict[str, Any], arguments: tuple[Any, ...]) -> dict[str, Any]:
    """The options that say something: not those left at their defaults, not the kind it has."""
    if not keywords:
        return keywords
    told = {
        key: value
        for key, value in keywords.items()
        if value is not NO_VALUE
        and not (value is None and key in ("out", "dtype", "where", "mean", "device", "like"))
    }
    kind = getattr(strip(arguments[0]), "dtype", None) if arguments else None
    if "dtype" in told and kind is not None and np.dtype(told["dtype"]) == kind:
        del told["dtype"]
    return told


def _leaves(value: Any) -> list[Any]:
    """The values in nested lists and tuples."""
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


def _stripped(value: Any) -> Any:
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(_stripped(item) for item in value)
    if isinstance_traced(value):
        value.refresh()
    return strip(value)


def _like(function: Any, *arguments: Any, **keywords: Any) -> Any:
    first, *rest = arguments
    value = strip(first)
    if function is np.full_like:
        fill, *others = rest or [keywords.pop("fill_value")]
        made = dispatched_made(np.zeros_like(value, *others, **keywords))
        made[...] = fill
        return made
    maker: Any = LIKE[function]
    return dispatched_made(maker(value, *rest, **keywords))


def dispatched_made(array: Any) -> Any:
    """A new array of floats as one that traced values can be written into."""
    if type(array) is np.ndarray and array.dtype.kind == "f":
        return wrap(None, 0, array)
    return array


def _compared(method: str, left: Any, right: Any) -> Any:
    if isinstance_traced(left):
        return getattr(left, method)(right)
    return getattr(right, _REFLECTED[method])(left)


def dispatched_ufunc(
    ufunc: Any, method: str, inputs: tuple[Any, ...], keywords: dict[str, Any]
) -> Any:
    """What `__array_ufunc__` answers: a call, a reduction, or a refusal."""
    out = keywords.pop("out", None)
    mask = keywords.get("where", True)
    if method != "__call__" or mask is True:
        answer = _of_method(ufunc, method, inputs, keywords)
        return answer if out is None else _into(out[0], answer, name_of(ufunc), inputs)
    if out is None:
        refuse(
            f"{name_of(ufunc)} with where= leaves the other entries undefined",
            instead="give out=np.zeros_like(x) too, or write np.where",
            recordings=_runs_of(inputs),
        )
    with np.errstate(all="ignore"):  # of entries that nobody takes
        answer = _of_method(ufunc, method, inputs, {**keywords, "where": True})
    kept = dispatched(np.where, (mask, answer, out[0]), {})
    return _into(out[0], kept, name_of(ufunc), inputs)


def _of_method(ufunc: Any, method: str, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    if method == "__call__":
        return dispatched(ufunc, inputs, keywords)
    if method == "reduce" and ufunc in _REDUCTIONS:
        keywords.setdefault("axis", 0)
        return dispatched(_REDUCTIONS[ufunc], inputs, keywords)
    if method == "accumulate" and ufunc in _RUNNING:
        keywords.setdefault("axis", 0)
        return dispatched(_RUNNING[ufunc], inputs, keywords)
    if method in ("reduce", "accumulate") and ufunc in _FOLDED and set(keywords) <= {"axis"}:
        return _one_after_the_other(ufunc, method, inputs[0], keywords.get("axis", 0))
    if method == "outer" and len(inputs) == 2:  # noqa: PLR2004 - x and w
        x, w = inputs
        opened = dispatched(np.reshape, (x, np.shape(strip(x)) + (1,) * np.ndim(strip(w))), {})
        return dispatched(ufunc, (opened, w), {})
    if method == "at" and ufunc is np.add and isinstance_traced(inputs[0]):
        array, index, value = inputs
        array += indexing.scattered(
            value + np.zeros(np.shape(strip(array)[index])), index, np.shape(strip(array))
        )
        return None
    refuse_function(f"{name_of(ufunc)}.{method}", inputs)


def _one_after_the_other(ufunc: Any, method: str, x: Any, axis: Any) -> Any:
    """A function of two operands, along one axis from the first entry to the last."""
    if type(axis) is not int or not x.shape[axis]:
        refuse_function(f"{name_of(ufunc)}.{method} with axis={axis!r}", (x,))
    first, *others = dispatched(np.moveaxis, (x, axis, 0), {})
    totals = [first]
    for other in others:
        totals.append(dispatched(ufunc, (totals[-1], other), {}))
    if method == "reduce":
        return totals[-1]
    return dispatched(np.stack, (totals, axis), {})


def _into(target: Any, answer: Any, name: str, inputs: Sequence[Any]) -> Any:
    """The argument out=: into an array that can hold traced values."""
    _check_writable(target, name, *inputs)
    target[...] = answer
    return target


def _check_writable(target: Any, what: str, *others: Any) -> None:
    if not hasattr(type(target), "look_into"):
        refuse_function(f"{what} into an array made outside the function", others)


def _copyto(dst: Any, src: Any, casting: str = "same_kind", where: Any = True) -> None:  # noqa: ARG001, FBT002 - as NumPy has it
    _check_writable(dst, "np.copyto", src)
    dst[...] = src if where is True else dispatched(np.where, (where, src, dst), {})


def _putmask(a: Any, mask: Any, values: Any) -> None:
    _check_writable(a, "np.putmask", values)
    if np.size(strip(values)) != 1 and np.shape(strip(values)) != np.shape(strip(a)):
        refuse_function("np.putmask of values that are repeated", (a, values))
    a[...] = dispatched(np.where, (mask, values, a), {})


def _fill_diagonal(a: Any, val: Any, wrap: Any = False) -> None:  # noqa: FBT002 - as NumPy has it
    _check_writable(a, "np.fill_diagonal", val)
    if a.ndim != 2 or np.size(strip(val)) != 1 or wrap:  # noqa: PLR2004 - a matrix
        refuse_function("np.fill_diagonal of anything but a matrix with one number", (a, val))
    places = np.arange(min(a.shape))
    a[places, places] = val


_OWN: Final[dict[Any, Callable[..., Any]]] = {
    **{function: partial(_like, function) for function in LIKE},
    **{function: partial(_compared, method) for function, method in COMPARISONS.items()},
    np.copyto: _copyto,
    np.putmask: _putmask,
    np.fill_diagonal: _fill_diagonal,
}
"""Functions that are no rows: they make arrays, compare, or write into their first argument."""


def is_known(function: Any) -> bool:
    """Whether traced values can be given to a function."""
    return (
        row_for(function) is not None
        or function in DECIDED
        or function in _OWN
        or function in _SAME
    )
