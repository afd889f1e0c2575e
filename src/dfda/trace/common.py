"""What traced numbers and arrays share: operators, decisions, refusals, NumPy's protocols."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, cast

import numpy as np

from dfda.arrays import elementwise, shapes
from dfda.arrays.rule import ArrayRule
from dfda.trace.dispatch import dispatched, dispatched_ufunc, refuse_kind, row_for
from dfda.trace.recording import (
    Recording,
    Traced,
    apply,
    apply_to_numbers,
    isinstance_traced,
    note_edge,
    note_settled,
    recordings_of,
    refuse,
    strip,
    witnesses_of,
)

_PLAIN: Final = frozenset({float, int, bool, np.float64, np.float32})
_ADD = elementwise.ADD
_SUBTRACT = elementwise.SUBTRACT
_MULTIPLY = elementwise.MULTIPLY
_DIVIDE = elementwise.DIVIDE


def fits(other: Any) -> bool:
    """Whether an operand is a real number or an array."""
    kind = type(other)
    if kind in _PLAIN or issubclass(kind, Traced):
        return True
    if issubclass(kind, np.ndarray):
        return other.dtype.kind in "fiub" or _refuse_kind(other)
    if issubclass(kind, complex | np.complexfloating):
        return _refuse_kind(other)
    return issubclass(kind, int | float | np.number | np.bool_)


def _refuse_kind(other: Any) -> bool:
    return refuse_kind(getattr(other, "dtype", type(other).__name__))


def _binary(row: ArrayRule, compute: Callable[[Any, Any], Any]) -> tuple[Any, Any]:
    """An operator and its reflection."""

    def method(self: Traced, other: Any) -> Any:
        if type(other) in _PLAIN or fits(other):
            return apply_to_numbers(row, compute, (self, other))
        return _of_sequence(self, other, lambda array: apply(row, (self, array), compute=compute))

    def reflected(self: Traced, other: Any) -> Any:
        if type(other) in _PLAIN or fits(other):
            return apply_to_numbers(row, compute, (other, self))
        return _of_sequence(self, other, lambda array: apply(row, (array, self), compute=compute))

    return method, reflected


def _of_sequence(self: Traced, other: Any, combine: Callable[[Any], Any]) -> Any:
    """An array takes lists as NumPy does, and fractions are floats; the rest is left to others."""
    if isinstance(other, Fraction):
        return combine(float(other))
    if isinstance(other, list | tuple) and isinstance(strip(self), np.ndarray):
        from dfda.trace.stand_ins import array_of

        return combine(array_of(other))
    return NotImplemented


def _power(self: Any, other: Any, modulus: Any = None) -> Any:
    if modulus is not None:
        refuse("pow with a modulus works on whole numbers", recordings=recordings_of(self))
    if not fits(other):
        return NotImplemented
    return apply_to_numbers(elementwise.power_row(other), operator.pow, (self, other))


def _reflected_power(self: Any, other: Any) -> Any:
    if not fits(other):
        return NotImplemented
    return apply(elementwise.POWER, (other, self), compute=operator.pow)


def _comparison(compare: Callable[[Any, Any], Any], sign: str) -> Callable[[Any, Any], Any]:
    """A decision: a plain answer, and a note where it sits on its edge."""

    def method(self: Traced, other: Any) -> Any:
        if isinstance(other, list | tuple) and isinstance(strip(self), np.ndarray):
            from dfda.trace.stand_ins import array_of

            other = array_of(other)
        if not fits(other):
            return NotImplemented
        self.refresh()  # type: ignore[attr-defined]
        left, right = strip(self), strip(other)
        if _is_same_number(self, other):
            return compare(left, right)  # x == x asks for NaN, and is no decision of a number
        equal = left == right
        if equal is True or (equal is not False and np.any(equal)):
            note_edge(self, other)
        answer = compare(left, right)
        for witness in witnesses_of(self, other):
            witness.decided(sign, self, other, answer)
        return answer

    return method


def _is_same_number(one: Traced, other: Any) -> bool:
    return (
        isinstance_traced(other)
        and one.recording is other.recording
        and one.number == other.number
        and not isinstance(one.value, np.ndarray)
    )


def _refusing(what: str, instead: str = "") -> Callable[..., Any]:
    def method(self: Traced, *_: Any, **__: Any) -> Any:
        refuse(what, instead=instead, recordings=recordings_of(self))

    return method


_ESTIMATE = "measure the slope with dfda.estimate, which only calls the function"


class Common(Traced):
    """What numbers and arrays share."""

    __slots__ = ()
    __array_priority__ = 1000.0

    def __init__(self, recording: Recording | None, number: int, value: Any) -> None:
        self.recording = recording
        self.number = number
        self.value = value

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """The kind that it stands for, so that isinstance answers as in a plain run."""
        kind: type = type(strip(self))
        return kind

    def refresh(self) -> None:
        """Nothing to do: only a view of an array can be out of date."""

    def frozen(self) -> Traced:
        """A copy that later writes cannot reach."""
        return self

    __add__, __radd__ = _binary(_ADD, operator.add)
    __sub__, __rsub__ = _binary(_SUBTRACT, operator.sub)
    __mul__, __rmul__ = _binary(_MULTIPLY, operator.mul)
    __truediv__, __rtruediv__ = _binary(_DIVIDE, operator.truediv)
    __mod__, __rmod__ = _binary(elementwise.REMAINDER, operator.mod)
    __floordiv__, __rfloordiv__ = _binary(elementwise.FLOOR_DIVIDE, operator.floordiv)
    __pow__ = _power
    __rpow__ = _reflected_power
    __lt__ = _comparison(operator.lt, "<")
    __le__ = _comparison(operator.le, "<=")
    __gt__ = _comparison(operator.gt, ">")
    __ge__ = _comparison(operator.ge, ">=")
    __eq__ = _comparison(operator.eq, "==")
    __ne__ = _comparison(operator.ne, "!=")

    def __neg__(self) -> Any:
        return apply_to_numbers(elementwise.NEGATE, operator.neg, (self,))

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return apply(elementwise.ABS, (self,), compute=operator.abs)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __bool__(self) -> bool:
        self.refresh()
        value = strip(self)
        answer = bool(value)
        if not answer:
            note_edge(self)
        for witness in witnesses_of(self):
            witness.decided("!=", self, 0.0, answer)
        return answer

    def __float__(self) -> float:
        return float(self.constant("float(x) turns a traced value into a plain float"))

    def __complex__(self) -> complex:
        return complex(self.constant("complex(x) turns a traced value into a complex number"))

    def __int__(self) -> int:
        return int(self.constant("int(x) rounds a traced value to a whole number"))

    def __index__(self) -> int:
        # Not remembered: NumPy 2.0 asks a power's exponent and carries on without an answer.
        what = "a traced value was used as an index or a count"
        return operator.index(self.constant(what, remembered=False))

    def __trunc__(self) -> int:
        return int(self.constant("int(x) rounds a traced value to a whole number"))

    def __round__(self, digits: int | None = None) -> Any:
        return round(self.constant("round(x) rounds a traced value"), digits)

    def __floor__(self) -> int:
        return int(np.floor(self.constant("math.floor(x) rounds a traced value")))

    def __ceil__(self) -> int:
        return int(np.ceil(self.constant("math.ceil(x) rounds a traced value")))

    def constant(self, what: str, *, remembered: bool = True) -> Any:
        """The value of an array that depends on no input; anything else is refused."""
        if self.recording is not None:
            refuse(
                f"{what}, which has lost its derivative",
                instead=f"leave it out: traced values work like floats; or {_ESTIMATE}",
                recordings=recordings_of(self) if remembered else (),
            )
        return strip(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:  # noqa: FBT001
        if self.recording is not None:
            refuse(
                "NumPy or a C function wants a plain array of a traced value",
                instead=f"np.stack of the values, or {_ESTIMATE}",
                recordings=recordings_of(self),
            )
        plain_array = np.array(strip(self), dtype=dtype, copy=True)
        del copy  # always a copy: what is written into it must not reach this array
        return plain_array

    def __dfda_compute__(
        self, function: Any, compute: Callable[..., Any], operands: tuple[Any, ...]
    ) -> Any:
        """Compute in this very way, with the row of that function."""
        return apply_to_numbers(cast("ArrayRule", row_for(function)), compute, operands)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        return dispatched_ufunc(ufunc, method, inputs, keywords)

    def __array_function__(
        self, function: Any, types: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> Any:
        del types
        return dispatched(function, arguments, keywords)

    def __dfda_function__(
        self, function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> Any:
        """How functions of dfda's own find their rows."""
        return dispatched(function, arguments, keywords)

    def __hash__(self) -> int:  # noqa: PLE0309 - a refusal never returns
        refuse(
            "a traced value was used as the key of a dict, a set or a cache",
            instead=f"leave the cache out, or {_ESTIMATE}",
            recordings=recordings_of(self),
        )

    def __reduce__(self) -> Any:
        refuse("a traced value cannot be pickled", recordings=recordings_of(self))

    def __repr__(self) -> str:
        return str(note_settled("its text", f"{strip(self)!r}", self))

    def __str__(self) -> str:
        return str(note_settled("its text", str(strip(self)), self))

    def __format__(self, template: str) -> str:
        return str(note_settled("its text", format(strip(self), template), self))

    for _name, _sign in (
        ("and", "&"), ("or", "|"), ("xor", "^"), ("lshift", "<<"), ("rshift", ">>"),
    ):  # fmt: skip
        locals()[f"__{_name}__"] = locals()[f"__r{_name}__"] = _refusing(
            f"the operator {_sign} works on whole numbers only", _ESTIMATE
        )
    del _name, _sign
    __invert__ = _refusing("the operator ~ works on whole numbers only", _ESTIMATE)

    # What floats and NumPy's scalars and arrays have in common

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape; a Python float has none."""
        return np.shape(self._numpy("shape"))

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return int(np.ndim(self._numpy("ndim")))

    @property
    def size(self) -> int:
        """The number of entries."""
        return int(np.size(self._numpy("size")))

    @property
    def dtype(self) -> Any:
        """The kind of float."""
        return self._numpy("dtype").dtype

    @property
    def T(self) -> Any:  # noqa: N802 - what NumPy calls it
        """The transpose."""
        return dispatched(np.transpose, (self,), {})

    @property
    def mT(self) -> Any:  # noqa: N802 - what NumPy calls it
        """The transpose of matrices."""
        return dispatched(np.matrix_transpose, (self,), {})

    @property
    def real(self) -> Any:
        """The real part: the value itself."""
        return self

    @property
    def imag(self) -> Any:
        """The imaginary part of a real value."""
        return np.zeros_like(strip(self)) if self.shape else 0.0

    def _numpy(self, name: str) -> Any:
        value = strip(self)
        if not isinstance(value, np.ndarray | np.generic):
            message = f"'float' object has no attribute {name!r}"
            raise AttributeError(message)  # noqa: TRY004 - what a plain float raises
        return value

    def astype(self, dtype: Any, **_: Any) -> Any:
        """The value in another kind of float."""
        if np.dtype(dtype).kind != "f":
            refuse(
                f"astype({np.dtype(dtype)}) rounds a traced value",
                recordings=recordings_of(self),
            ) if self.recording is not None else None
            return np.asarray(strip(self)).astype(dtype)[()]
        return apply(shapes.ASTYPE, (self,), {"kind": np.dtype(dtype)})

    def item(self, *index: Any) -> Any:
        """The only entry, or the one at an index."""
        chosen = index[0] if len(index) == 1 else index
        flat = dispatched(np.ravel, (self,), {})
        if isinstance(chosen, tuple) and chosen:
            return self[chosen]  # type: ignore[index]
        return flat[chosen if index else 0]

    def __getattr__(self, name: str) -> Any:
        """NumPy's methods, through the functions of the same name."""
        value = strip(self)
        if name.startswith("__") or not hasattr(value, name):
            message = f"{type(value).__name__!r} object has no attribute {name!r}"
            raise AttributeError(message)
        if isinstance(value, float) and not isinstance(value, np.generic):
            return self._float_method(name)
        function = getattr(np, name, None)
        if name in _FACTS:
            return getattr(value, name)
        if name in _MUTATORS:
            return getattr(self, f"_{name}")
        if name in _LOSING and self.recording is None:
            return getattr(np.array(value), name)
        if name in _LOSING or function is None or not callable(function):
            refuse(
                f"x.{name} of a traced value has no derivative rule",
                instead=_ESTIMATE,
                recordings=recordings_of(self),
            )
        return lambda *arguments, **keywords: dispatched(function, (self, *arguments), keywords)

    def _float_method(self, name: str) -> Any:
        """The few methods of a Python float."""
        if name == "conjugate":
            return lambda: self
        if name == "is_integer":
            return lambda: note_settled("is_integer", strip(self).is_integer(), self)
        return refuse(
            f"x.{name} of a traced value has no derivative rule", recordings=recordings_of(self)
        )


_LOSING: Final = frozenset({"tolist", "tobytes", "tofile", "view", "data", "flat", "ctypes"})
_FACTS: Final = frozenset({"flags", "strides", "nbytes", "itemsize"})
"""What an array says about itself that does not move with its entries."""

_MUTATORS: Final = frozenset({"fill", "sort", "put", "itemset", "resize", "partition"})
