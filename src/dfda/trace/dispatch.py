"""From a NumPy function that meets a traced value to the row that knows its derivative."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any, Final, NoReturn

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
    note_settled,
    recordings_of,
    refuse,
    strip,
    wrap,
)

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
_VIEWING: Final = frozenset({
    np.reshape, np.ravel, np.transpose, np.swapaxes, np.moveaxis, np.squeeze, np.expand_dims,
    np.flip, np.flipud, np.fliplr, np.rot90, np.matrix_transpose, indexing.read,
})  # fmt: skip
_SAME: Final = frozenset({np.asarray, np.asanyarray, np.ascontiguousarray})
_REDUCTIONS: Final = {
    np.add: np.sum, np.multiply: np.prod, np.maximum: np.max, np.minimum: np.min,
}  # fmt: skip
_RUNNING: Final = {np.add: np.cumsum, np.multiply: np.cumprod}


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
    if function is np.power:
        row: Row | None = elementwise.power_row(arguments[1])
    else:
        row = row_for(function)
    if row is not None:
        try:
            keywords = _telling(keywords, arguments)
            if isinstance(row, Composed):
                return _composed(row, arguments, keywords)
            return _applied(function, row, arguments, keywords)
        except UnsupportedError as error:
            if error.where:
                raise
            refuse(error.what, instead=error.instead, recordings=_runs_of(arguments))
    if function in DECIDED:
        answer = function(*_stripped(arguments), **{k: _stripped(v) for k, v in keywords.items()})
        return (
            answer
            if function in _OF_THE_KIND
            else note_settled(name_of(function), answer, *_leaves(arguments))
        )
    if function in LIKE:
        return _like(function, arguments, keywords)
    if function in COMPARISONS:
        return _compared(COMPARISONS[function], *arguments)
    return refuse_function(name_of(function), arguments)


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
    if function in _VIEWING and isinstance_traced(answer):
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


def _like(function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    first, *rest = arguments
    value = strip(first)
    if function is np.full_like:
        fill, *others = rest or [keywords.pop("fill_value")]
        made = dispatched_made(np.zeros_like(value, *others, **keywords))
        if isinstance_traced(made):
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
    if keywords.get("where", True) is not True:
        refuse_function(f"{name_of(ufunc)} with the argument where", inputs)
    answer = _of_method(ufunc, method, inputs, keywords)
    if out is None:
        return answer
    return _into(out[0], answer, name_of(ufunc), inputs)


def _of_method(ufunc: Any, method: str, inputs: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    if method == "__call__":
        return dispatched(ufunc, inputs, keywords)
    if method == "reduce" and ufunc in _REDUCTIONS:
        keywords.setdefault("axis", 0)
        return dispatched(_REDUCTIONS[ufunc], inputs, keywords)
    if method == "accumulate" and ufunc in _RUNNING:
        keywords.setdefault("axis", 0)
        return dispatched(_RUNNING[ufunc], inputs, keywords)
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


def _into(target: Any, answer: Any, name: str, inputs: Sequence[Any]) -> Any:
    """The argument out=: into an array that can hold traced values."""
    if not hasattr(type(target), "look_into"):
        refuse_function(f"{name} into an array made outside the function", inputs)
    target[...] = answer
    return target


def is_known(function: Any) -> bool:
    """Whether traced values can be given to a function."""
    return (
        row_for(function) is not None
        or function in DECIDED
        or function in LIKE
        or function in COMPARISONS
        or function in _SAME
    )
