"""What the user's code finds under the names math, numpy and scipy.special while it is traced.

NumPy's functions find traced values by themselves, through NumPy's protocols. What does not ask
(the math module, np.array, np.zeros) is stood in for here. A stand-in that meets no traced value
calls the function itself.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import numpy as np

from dfda.trace.dispatch import dispatched, dispatched_made, is_known
from dfda.trace.entries import vectorized
from dfda.trace.mathematics import MATH, added_up, named
from dfda.trace.recording import (
    LIFTED,
    isinstance_traced,
    note_edge,
    refuse,
    strip,
)
from dfda.trace.values import Array


def holds_traced(value: Any) -> bool:
    """Whether a value is traced, or is a list or tuple with traced values in it."""
    kind = type(value)
    if kind is list or kind is tuple:
        return any(map(holds_traced, value))
    return isinstance_traced(value)


# Constructors of arrays


def array_of(value: Any, dtype: Any = None, *, ndmin: int = 0, **keywords: Any) -> Any:
    """np.array of lists that may hold traced values, and of anything else."""
    if not holds_traced(value):
        return dispatched_made(np.array(value, dtype=dtype, ndmin=ndmin, **keywords))
    if ndmin:
        made = array_of(value, dtype, **keywords)
        return dispatched(np.reshape, (made, (1,) * (ndmin - made.ndim) + made.shape), {})
    if isinstance_traced(value):
        copy = dispatched(np.copy, (value,), {})
        copy = copy if np.ndim(strip(copy)) else _zero_dimensional(copy)
        return copy if dtype is None else copy.astype(dtype)
    if dtype is not None and np.dtype(dtype).kind != "f":
        refuse(f"np.array(…, dtype={np.dtype(dtype)}) of traced values rounds them")
    parts = [array_of(part) if isinstance(part, list | tuple) else part for part in value]
    joined = dispatched(np.stack, (parts,), {})
    return joined if dtype is None else joined.astype(dtype)


def _zero_dimensional(number: Any) -> Any:
    return number if type(number) is Array else dispatched(np.reshape, (number, ()), {})


def _array(object: Any, dtype: Any = None, *, copy: Any = True, **keywords: Any) -> Any:  # noqa: A002
    if not copy and isinstance_traced(object) and dtype is None:
        return object
    return array_of(object, dtype, **keywords)


def _as_array(function: Callable[..., Any]) -> Callable[..., Any]:
    """np.asarray and its kin, which hand on an array as it is where it is what they promise."""

    def stand_in(a: Any, dtype: Any = None, *arguments: Any, **keywords: Any) -> Any:
        if type(a) is Array:
            a.refresh()
            made = function(strip(a), dtype, *arguments, **keywords)
            if made is strip(a):
                return a
            copy = array_of(a, dtype)
            return dispatched(np.reshape, (copy, made.shape), {})
        if holds_traced(a):
            return array_of(a, dtype)
        made = function(a, dtype, *arguments, **keywords)
        return made if made is a else dispatched_made(made)

    return named(stand_in, function)


def _maker(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that makes a new array: one that traced values can be written into."""

    def stand_in(*arguments: Any, **keywords: Any) -> Any:
        return dispatched_made(function(*arguments, **keywords))

    return named(stand_in, function)


def _full(shape: Any, fill_value: Any, dtype: Any = None, **keywords: Any) -> Any:
    if not holds_traced(fill_value):
        return dispatched_made(np.full(shape, fill_value, dtype, **keywords))
    made = dispatched(np.broadcast_to, (fill_value, shape), {})
    return dispatched(np.copy, (made if dtype is None else made.astype(dtype),), {})


def _linspace(  # noqa: PLR0917 - as NumPy has it
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: Any = True,  # noqa: FBT002
    retstep: Any = False,  # noqa: FBT002
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    if not (holds_traced(start) or holds_traced(stop)):
        made = np.linspace(start, stop, num, endpoint, retstep, dtype, axis)
        return (dispatched_made(made[0]), made[1]) if retstep else dispatched_made(made)
    start, stop = (array_of(end) if isinstance(end, list | tuple) else end for end in (start, stop))
    width = stop - start
    share = np.linspace(0.0, 1.0, num, endpoint, dtype=getattr(width, "dtype", None))
    share = share.reshape(-1, *(1,) * np.ndim(width))
    points = start + share * width
    points = points if axis == 0 else dispatched(np.moveaxis, (points, 0, axis), {})
    points = points if dtype is None else points.astype(dtype)
    return (points, width / max(num - 1 if endpoint else num, 1)) if retstep else points


def _arange(*arguments: Any, **keywords: Any) -> Any:
    """From start to stop by steps; how many steps that takes is decided."""
    alone = len(arguments) == 1 and "stop" not in keywords
    names = ("stop",) if alone else ("start", "stop", "step")
    given = {**dict(zip(names, arguments, strict=False)), **keywords}
    if not any(map(isinstance_traced, given.values())):
        return dispatched_made(np.arange(*arguments, **keywords))
    start, step = given.get("start", 0.0), given.get("step", 1.0)
    count = len(np.arange(strip(start), strip(given["stop"]), strip(step)))
    if strip(start) + count * strip(step) == strip(given["stop"]):
        note_edge(start, given["stop"], step)
    points = start + np.arange(count) * step
    return points if given.get("dtype") is None else points.astype(given["dtype"])


_MAKERS: Final[dict[Any, Any]] = {
    np.array: _array, np.full: _full, np.linspace: _linspace, np.arange: _arange,
    **{made: _as_array(made) for made in (
        np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray, np.require,
        np.asarray_chkfinite,
    )},
    **{made: _maker(made) for made in (
        np.zeros, np.ones, np.empty, np.eye, np.identity, np.copy, np.zeros_like, np.ones_like,
        np.empty_like, np.full_like,
    )},
}  # fmt: skip


def _entries(arr: Any) -> Any:
    """np.ndenumerate: each index with its entry."""
    if not isinstance_traced(arr):
        return np.ndenumerate(arr)
    return ((index, arr[index]) for index in np.ndindex(arr.shape))


class _Joiner:
    """np.r_ and np.c_, which join what stands between their brackets."""

    def __init__(self, plain: Any, *, columns: bool) -> None:
        self._plain = plain
        self._columns = columns

    def __getitem__(self, key: Any) -> Any:
        parts = key if isinstance(key, tuple) else (key,)
        if not any(map(holds_traced, parts)):
            return self._plain[key]
        if any(isinstance(part, str) for part in parts):
            refuse("np.r_ with a text that says how to join", instead="np.concatenate")
        arrays = [np.r_[part] if isinstance(part, slice) else array_of(part) for part in parts]
        if self._columns:
            return dispatched(np.column_stack, (arrays,), {})
        vectors = [dispatched(np.atleast_1d, (part,), {}) for part in arrays]
        return dispatched(np.concatenate, (vectors,), {})


_MAKERS.update({
    np.ndenumerate: _entries,
    np.r_: _Joiner(np.r_, columns=False),
    np.c_: _Joiner(np.c_, columns=True),
    np.vectorize: vectorized,
})  # fmt: skip


def numpy_stand_in(function: Any) -> Any:
    """What stands for a function of NumPy or scipy.special: the function itself where it asks."""
    own = _MAKERS.get(function)
    if own is not None:
        return own if function not in _ASKING else _dispatching(function, own)
    if isinstance(function, np.ufunc) or not is_known(function):
        return function
    return _dispatching(function, function)


_ASKING: Final = frozenset({np.copy, np.zeros_like, np.ones_like, np.empty_like, np.full_like})


def _dispatching(function: Any, plain: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose lists may hold traced values too."""

    def stand_in(*arguments: Any, **keywords: Any) -> Any:
        if any(map(holds_traced, arguments)) or any(map(holds_traced, keywords.values())):
            return dispatched(function, tuple(map(_joined, arguments)), keywords)
        return plain(*arguments, **keywords)

    def _joined(value: Any) -> Any:
        """A list of traced numbers is an array; a list of arrays stays one, for np.stack."""
        flat = isinstance(value, list | tuple) and function not in _OF_LISTS
        return array_of(value) if flat and holds_traced(value) else value

    return named(stand_in, function)


_OF_LISTS: Final = frozenset({
    np.stack, np.concatenate, np.vstack, np.hstack, np.column_stack, np.select,
    np.linalg.multi_dot, np.meshgrid, np.dstack, np.block,
})  # fmt: skip


# Modules


class StandInModule(ModuleType):
    """A module whose names are looked up when they are used, each as its stand-in."""

    def __init__(self, module: ModuleType, lift: Callable[[Any], Any]) -> None:
        super().__init__(module.__name__)
        self.__dict__["stands_for"] = module
        self.__dict__["_lift"] = lift

    def __getattr__(self, name: str) -> Any:
        return self.__dict__["_lift"](getattr(self.__dict__["stands_for"], name))

    def __setattr__(self, name: str, value: Any) -> None:
        refuse(
            f"the function sets {self.__name__}.{name}, which outlives it",
            instead="return the value instead",
        )


def _math_module() -> StandInModule:
    module = StandInModule(math, lambda value: value)
    module.__dict__.update({name: value for name, value in MATH.items() if name != "natural"})
    return module


def _lift_numpy(value: Any) -> Any:
    if isinstance(value, ModuleType):
        return module_stand_in(value) or value
    try:
        return numpy_stand_in(value)
    except TypeError:  # not hashable: no function
        return value


class NumPyModule(StandInModule):
    """numpy or one of its parts; stand-ins are kept, for they depend on nothing."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__(module, _lift_numpy)

    def __getattr__(self, name: str) -> Any:
        value = super().__getattr__(name)
        self.__dict__[name] = value
        return value


MATH_MODULE: Final = _math_module()
_NUMPY_MODULES: Final[dict[str, StandInModule]] = {
    "math": MATH_MODULE,
    "numpy": NumPyModule(np),
    "numpy.linalg": NumPyModule(np.linalg),
}
_MATH_FUNCTIONS: Final = {
    getattr(math, name): stand_in for name, stand_in in MATH.items() if name != "natural"
}


def module_stand_in(module: ModuleType) -> ModuleType | None:
    """The stand-in of math, numpy, numpy.linalg, scipy or scipy.special; None for others."""
    name = module.__name__
    if name in ("scipy", "scipy.special") and name not in _NUMPY_MODULES:
        _NUMPY_MODULES[name] = NumPyModule(module)
    return _NUMPY_MODULES.get(name)


def function_stand_in(function: Any) -> Any:
    """The stand-in of a function of math, NumPy or scipy.special; None for others."""
    stand_in = _MATH_FUNCTIONS.get(function)
    if stand_in is not None:
        return stand_in
    stand_in = numpy_stand_in(function)
    return None if stand_in is function else stand_in


# Builtins


class _Kinds(type):
    """type() that tells what a traced value stands for."""

    def __call__(cls, *arguments: Any, **keywords: Any) -> Any:
        if len(arguments) == 1 and isinstance_traced(arguments[0]):
            return arguments[0].__class__
        return type(*arguments, **keywords)

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, type)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return subclass is cls or issubclass(subclass, type)


class _Kind(metaclass=_Kinds):
    """Stands for type."""


def builtins_with(importer: Callable[..., Any]) -> dict[str, Any]:
    """Python's builtins, with an import statement that finds the stand-ins."""
    changed = {"__import__": importer, "type": _Kind, "sum": added_up, LIFTED: True}
    return {**builtins.__dict__, **changed}
