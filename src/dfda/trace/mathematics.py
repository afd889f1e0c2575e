"""The functions of Python's math module, which do not ask their operands how to compute."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final, cast

import numpy as np

from dfda.arrays import elementwise, special
from dfda.arrays.elementwise import row_of
from dfda.arrays.rule import ArrayRule
from dfda.arrays.slopes import on_arrays, stated
from dfda.rules import RULES
from dfda.trace.dispatch import row_for
from dfda.trace.recording import (
    apply,
    apply_to_numbers,
    isinstance_traced,
    note_edge,
    note_settled,
    recordings_of,
    refuse,
    strip,
)
from dfda.trace.values import Array


def scalar(value: Any) -> Any:
    """A traced array of one entry as a number, as math's functions take it."""
    return value.item() if type(value) is Array else value


def _math_function(function: Callable[..., Any], row: ArrayRule) -> Callable[..., Any]:
    """A function of math with the row of NumPy's."""

    def stand_in(*arguments: Any) -> Any:
        if not any(map(isinstance_traced, arguments)):
            return function(*arguments)
        return apply_to_numbers(row, function, tuple(map(scalar, arguments)))

    return named(stand_in, function)


def named(stand_in: Any, function: Any) -> Callable[..., Any]:
    """Say what a stand-in stands for."""
    stand_in.__name__ = getattr(function, "__name__", "function")
    stand_in.stands_for = function
    named: Callable[..., Any] = stand_in
    return named


_MATH_ROWS: Final = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos,
    "atan": np.arctan, "atan2": np.arctan2, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh, "exp": np.exp,
    "exp2": np.exp2, "expm1": np.expm1, "log2": np.log2, "log10": np.log10, "log1p": np.log1p,
    "sqrt": np.sqrt, "cbrt": np.cbrt, "fabs": np.abs, "degrees": np.degrees,
    "radians": np.radians, "fmod": np.fmod, "copysign": np.copysign,
    "erf": on_arrays(RULES["erf"]), "erfc": on_arrays(RULES["erfc"]),
}  # fmt: skip


def _log(x: Any, *base: Any) -> Any:
    if not (isinstance_traced(x) or any(map(isinstance_traced, base))):
        return math.log(x, *base)
    top = MATH["natural"](x)
    return top / MATH["natural"](base[0]) if base else top


def _power(x: Any, w: Any) -> Any:
    if not (isinstance_traced(x) or isinstance_traced(w)):
        return math.pow(x, w)
    row = elementwise.power_row(w)
    return apply(row, (scalar(x), scalar(w)), compute=math.pow)


_HYPOT: Final = cast("ArrayRule", row_for(np.hypot))


def _hypot(*coordinates: Any) -> Any:
    if not any(map(isinstance_traced, coordinates)):
        return math.hypot(*coordinates)
    first, *rest = coordinates or (0.0,)
    if not rest:
        return abs(first)
    for other in rest:
        first = apply(_HYPOT, (first, other), compute=math.hypot)
    return first


@cache
def _row_of_sums(count: int) -> ArrayRule:
    """The sum of so many numbers, however it is rounded."""
    return row_of("sum", sum, [stated(1.0)] * count, ())


@cache
def _row_of_products(count: int) -> ArrayRule:
    """The sum of so many products: the slope by each factor is its partner."""

    def partner(place: int) -> Callable[..., Any]:
        return lambda *operands: operands[(place + count) % (2 * count)]

    slopes = [stated(partner(place)) for place in range(2 * count)]
    return row_of("math.sumprod", sum, slopes, ())


def fsum_of(*numbers: float) -> float:
    """math.fsum of its arguments."""
    return math.fsum(numbers)


def sum_of(start: float, *numbers: float) -> float:
    """Python's sum of all arguments but the first, which it starts with."""
    return sum(numbers, start)


def sumprod_of(*numbers: float) -> float:
    """math.sumprod of the first half of its arguments and the other."""
    half = len(numbers) // 2
    total: float = math.sumprod(numbers[:half], numbers[half:])  # type: ignore[attr-defined]
    return total


def _total(numbers: Iterable[Any]) -> Any:
    kept = list(map(scalar, numbers))
    if not any(map(isinstance_traced, kept)):
        return math.fsum(kept)
    return apply(_row_of_sums(len(kept)), kept, compute=fsum_of)


def added_up(numbers: Iterable[Any], /, start: Any = 0) -> Any:
    """Python's sum, which rounds once for all where it adds floats, since Python 3.12."""
    kept = [start, *numbers]
    traced = any(map(isinstance_traced, kept))
    if not traced or not all(type(strip(one)) in (float, int) for one in kept):
        return sum(kept[1:], start)
    return apply(_row_of_sums(len(kept)), kept, compute=sum_of)


def _product(numbers: Iterable[Any], *, start: Any = 1) -> Any:
    for number in numbers:
        start = start * number
    return start


def _distance(p: Iterable[Any], q: Iterable[Any]) -> Any:
    return _hypot(*(x - w for x, w in zip(p, q, strict=True)))


def _sum_of_products(p: Iterable[Any], q: Iterable[Any]) -> Any:
    left, right = list(map(scalar, p)), list(map(scalar, q))
    both = [*left, *right]
    if len(left) != len(right) or not any(map(isinstance_traced, both)):
        return math.sumprod(left, right)  # type: ignore[attr-defined]
    return apply(_row_of_products(len(left)), both, compute=sumprod_of)


def _scaled(x: Any, i: Any) -> Any:
    return x * 2.0**i if isinstance_traced(x) else math.ldexp(x, i)


def _parts(x: Any) -> Any:
    if not isinstance_traced(x):
        return math.modf(x)
    whole = float(MATH["trunc"](x))
    return x - whole, whole


_REMAINDER: Final = row_of(
    "math.remainder", math.remainder, [stated(1.0), stated(lambda x, w, _: -np.rint(x / w))], ()
)


def _remainder(x: Any, w: Any) -> Any:
    if not (isinstance_traced(x) or isinstance_traced(w)):
        return math.remainder(x, w)
    return apply(_REMAINDER, (scalar(x), scalar(w)), compute=math.remainder)


def _rounding(function: Callable[[Any], int]) -> Callable[..., Any]:
    """math.floor and the like give a whole number, which does not move; on the edge it jumps."""

    def stand_in(x: Any) -> Any:
        if not isinstance_traced(x):
            return function(x)
        value = strip(scalar(x))
        if value == function(value):
            note_edge(x)
        return note_settled(f"math.{function.__name__}", function(value), x)

    return named(stand_in, function)


def _decided(function: Callable[..., Any]) -> Callable[..., Any]:
    def stand_in(*arguments: Any, **keywords: Any) -> Any:
        answer = function(*map(strip, arguments), **keywords)
        return note_settled(f"math.{function.__name__}", answer, *arguments)

    return named(stand_in, function)


def _by_gamma(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """math.gamma and math.lgamma take their slopes from scipy.special, where it is installed."""

    def stand_in(x: Any) -> Any:
        if not isinstance_traced(x):
            return function(x)
        try:
            from scipy import special as functions
        except ImportError:
            refuse(
                f"the slope of math.{function.__name__} needs SciPy",
                instead="pip install scipy, or measure it with dfda.estimate",
                recordings=recordings_of(x),
            )
        special.register()
        row = row_for(getattr(functions, name))
        return apply(row, (scalar(x),), compute=function)  # type: ignore[arg-type]

    return named(stand_in, function)


def _math_table() -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, function in _MATH_ROWS.items():
        table[name] = _math_function(getattr(math, name), row_for(function))  # type: ignore[arg-type]
    others = {
        "log": _log, "pow": _power, "hypot": _hypot, "fsum": _total, "prod": _product,
        "dist": _distance, "sumprod": _sum_of_products, "ldexp": _scaled, "modf": _parts,
        "remainder": _remainder,
    }  # fmt: skip
    for name, stand_in in others.items():
        if hasattr(math, name):
            table[name] = named(stand_in, getattr(math, name))
    for name in ("floor", "ceil", "trunc"):
        table[name] = _rounding(getattr(math, name))
    for name in ("isnan", "isinf", "isfinite", "isclose"):
        table[name] = _decided(getattr(math, name))
    table["gamma"] = _by_gamma(math.gamma, "gamma")
    table["lgamma"] = _by_gamma(math.lgamma, "gammaln")
    table["natural"] = _math_function(math.log, row_for(np.log))  # type: ignore[arg-type]
    return table


MATH: Final = _math_table()
