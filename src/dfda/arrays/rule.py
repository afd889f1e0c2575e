"""What an array rule is: one row for each NumPy function, its derivative stated once.

A row says how sensitivities travel backwards through the function (`pulls`, one for each operand).
The other direction follows from it: a linear function moves its tangent through itself, a function
that is linear in each operand through one operand at a time, and for any other the pull, which is
linear in the sensitivity, is transposed once more.

Rows are written in plain NumPy, so they are differentiated in turn like a user's own code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any, Final, Literal, cast

import numpy as np

from dfda.errors import UnsupportedError
from dfda.rules import Rule

Options = dict[str, Any]
Bound = tuple[tuple[Any, ...], Options]
"""Operands that can be differentiated, and the options beside them."""

Linearity = Literal["linear", "multilinear", "neither"]

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which tests call a function: shapes to draw, options, and where to draw from.

    `prepare` turns the drawn arrays into the arguments, where the function asks for more than
    shapes: a matrix that is positive definite, or a list of arrays.
    """

    shapes: tuple[tuple[int, ...], ...]
    options: Options = field(default_factory=dict)
    domain: Interval = (-3.0, 3.0)
    prepare: Callable[..., tuple[Any, ...]] | None = None

    def arguments(self, arrays: Sequence[Any]) -> tuple[Any, ...]:
        """The positional arguments made of the drawn arrays."""
        return self.prepare(*arrays) if self.prepare else tuple(arrays)


def case(
    *shapes: tuple[int, ...],
    domain: Interval = (-3.0, 3.0),
    prepare: Callable[..., tuple[Any, ...]] | None = None,
    **options: Any,
) -> Case:
    """A case with these shapes and options."""
    return Case(shapes, options, domain, prepare)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArrayRule:
    """One function of arrays.

    name: what messages call it.
    compute: the NumPy function itself, called with the operands and the options.
    pulls: for each operand how a sensitivity of the result becomes one of the operand, given the
        sensitivity, the result and the operands, with the options by name; None for an operand that
        cannot be differentiated. A function of any number of operands has one pull, which is also
        given the place.
    linearity: whether the tangent of the result is the function of the tangents.
    bind: how a call's arguments become operands and options.
    keeps: whether pulls look at values; otherwise shapes are kept and the values are let go.
    structural: whether each output is a sum of inputs that were picked: an output that nobody uses
        then tells which inputs nobody uses.
    elementwise: whether each output depends on the input at the same place only.
    sits: where the rule bends: given the operands, whether any of them sits on the corner.
    convention: what is taken there, in words.
    slopes: for a function of single entries its slope by each operand; the pulls follow from them.
    rule: the row of the table of scalar rules that says the same of numbers, where there is one.
    """

    name: str
    compute: Callable[..., Any]
    pulls: tuple[Callable[..., Any] | None, ...]
    bind: Callable[[tuple[Any, ...], Options], Bound]
    linearity: Linearity = "neither"
    keeps: bool = True
    any_number: bool = False
    structural: bool = False
    elementwise: bool = False
    sits: Callable[..., bool] | None = None
    convention: str = ""
    samples: tuple[Case, ...] = ()
    slopes: tuple[Any, ...] = ()
    rule: Rule | None = None

    def pull(
        self, place: int, sensitivity: Any, result: Any, operands: Sequence[Any], options: Options
    ) -> Any:
        """The sensitivity of one operand."""
        if self.any_number:
            one = self.pulls[0]
            return one(sensitivity, result, *operands, place=place, **options) if one else None
        pull = self.pulls[place]
        return pull(sensitivity, result, *operands, **options) if pull else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Composed:
    """A function that is put together from others, in plain NumPy."""

    name: str
    compose: FunctionType
    samples: tuple[Case, ...] = ()


Row = ArrayRule | Composed


class ArrayRuleTable(Mapping[Any, Row]):
    """All rows by the function that a program calls. Registering one twice is refused."""

    def __init__(self) -> None:
        self._rows: dict[Any, Row] = {}

    def __getitem__(self, function: Any) -> Row:
        return self._rows[function]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, function: Any, row: Row) -> None:
        """Register the row of a function, which must say where tests may sample it."""
        if function in self._rows:
            message = f"there is a rule for {row.name!r} already"
            raise ValueError(message)
        if not row.samples:
            message = f"{row.name}: a rule needs samples, for untested rules cannot exist"
            raise ValueError(message)
        self._rows[function] = row


ARRAY_RULES: Final = ArrayRuleTable()

NO_VALUE: Final = np._NoValue  # noqa: SLF001 - what NumPy passes on for an argument left out
_IGNORED: Final = frozenset({"out", "dtype", "casting", "order", "where", "subok", "like"})
"""Options that change nothing where they are left at their defaults."""


def name_of(function: Any) -> str:
    """What to call a function: `np.linalg.solve`, `scipy.special.erf`."""
    name = getattr(function, "__name__", str(function))
    if isinstance(function, np.ufunc):  # which does not know its module
        return f"np.{name}" if getattr(np, name, None) is function else f"scipy.special.{name}"
    parts = (getattr(function, "__module__", "") or "numpy").split(".")
    module = ".".join(part for part in parts if not part.startswith("_"))
    return f"{module.replace('numpy', 'np')}.{name}"


def binder(name: str, operands: int, defaults: Options) -> Callable[..., Bound]:
    """A call's arguments as so many operands and these options, in the order of the signature."""
    names = tuple(defaults)

    def bind(arguments: tuple[Any, ...], keywords: Options) -> Bound:
        given = arguments[:operands]
        options = dict(defaults)
        options.update(zip(names, arguments[operands:], strict=False))
        left = len(arguments) - operands - len(names)
        if len(given) < operands or left > 0:
            refuse_arguments(name, f"{len(arguments)} positional arguments")
        for keyword, value in keywords.items():
            if keyword in options:
                options[keyword] = value
            elif not _says_nothing(keyword, value):
                refuse_arguments(name, f"the argument {keyword}={value!r}")
        return given, options

    return bind


def _says_nothing(keyword: str, value: Any) -> bool:
    if isinstance(value, str):
        return keyword in _IGNORED and value in ("same_kind", "K", "C")
    return keyword in _IGNORED and (value is None or value is NO_VALUE or value is True)


def refuse_arguments(name: str, what: str) -> None:
    """Refuse a call that no rule covers."""
    raise UnsupportedError(
        f"{name} with {what} has no derivative rule",
        instead="leave it out, or measure the slope with dfda.estimate",
    )


def linear(
    function: Any,
    *,
    transpose: Callable[..., Any],
    samples: Sequence[Case],
    options: Options | None = None,
    bind: Callable[..., Bound] | None = None,
    structural: bool = True,
    any_number: bool = False,
    compute: Callable[..., Any] | None = None,
    name: str = "",
) -> ArrayRule:
    """Register a linear function of one operand, or of any number of them.

    `transpose` is given the sensitivity and the operands, of which only shapes and kinds are kept.
    """

    def pull(g: Any, _: Any, *operands: Any, **chosen: Any) -> Any:
        return transpose(g, *operands, **chosen)

    return _registered(
        function,
        name=name,
        compute=compute,
        pulls=(pull,),
        linearity="linear",
        bind=bind,
        operands=1,
        options=options,
        keeps=False,
        any_number=any_number,
        structural=structural,
        samples=samples,
    )


def multilinear(
    function: Any,
    *,
    transposes: Sequence[Callable[..., Any]],
    samples: Sequence[Case],
    options: Options | None = None,
    bind: Callable[..., Bound] | None = None,
    any_number: bool = False,
    compute: Callable[..., Any] | None = None,
    name: str = "",
) -> ArrayRule:
    """Register a function that is linear in each of its operands.

    A transpose is given the sensitivity and all operands.
    """
    pulls = tuple(_without_result(transpose) for transpose in transposes)
    return _registered(
        function,
        name=name,
        compute=compute,
        pulls=pulls,
        linearity="multilinear",
        bind=bind,
        operands=len(transposes),
        options=options,
        any_number=any_number,
        samples=samples,
    )


def _without_result(transpose: Callable[..., Any]) -> Callable[..., Any]:
    return lambda g, _, *operands, **chosen: transpose(g, *operands, **chosen)


def nonlinear(
    function: Any,
    *,
    pulls: Sequence[Callable[..., Any] | None],
    samples: Sequence[Case],
    options: Options | None = None,
    bind: Callable[..., Bound] | None = None,
    compute: Callable[..., Any] | None = None,
    name: str = "",
    sits: Callable[..., bool] | None = None,
    convention: str = "",
    elementwise: bool = False,
) -> ArrayRule:
    """Register any other function; a pull is given the sensitivity, the result, the operands."""
    return _registered(
        function,
        name=name,
        compute=compute,
        pulls=tuple(pulls),
        linearity="neither",
        bind=bind,
        operands=len(pulls),
        options=options,
        samples=samples,
        sits=sits,
        convention=convention,
        elementwise=elementwise,
    )


def _registered(
    function: Any,
    *,
    name: str,
    operands: int,
    options: Options | None,
    bind: Callable[..., Bound] | None,
    samples: Sequence[Case],
    compute: Callable[..., Any] | None,
    **facts: Any,
) -> ArrayRule:
    called = name or name_of(function)
    rule = ArrayRule(
        name=called,
        compute=compute or function,
        bind=bind or binder(called, operands, options or {}),
        samples=tuple(samples),
        **facts,
    )
    ARRAY_RULES.add(function, rule)
    return rule


def composed(
    function: Any, *, samples: Sequence[Case], name: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function that is put together from others; decorates how."""

    def register(compose: Callable[..., Any]) -> Callable[..., Any]:
        row = Composed(
            name=name or name_of(function),
            compose=cast("FunctionType", compose),
            samples=tuple(samples),
        )
        ARRAY_RULES.add(function, row)
        return compose

    return register


def dispatching(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of our own find its row where an argument is traced, as NumPy's do."""

    def called(*arguments: Any, **keywords: Any) -> Any:
        for argument in arguments:
            hook = getattr(type(argument), "__dfda_function__", None)
            if hook is not None:
                return hook(argument, called, arguments, keywords)
        return function(*arguments, **keywords)

    called.__name__ = function.__name__
    called.__doc__ = function.__doc__
    called.__module__ = function.__module__
    return called


def plain(value: Any) -> Any:
    """What a value is as NumPy sees it, without the recordings that it takes part in."""
    while hasattr(type(value), "__dfda_function__"):
        value = value.value
    return value


def fitted(part: Any, like: Any) -> Any:
    """A sensitivity summed over the axes along which its operand was broadcast, in its kind."""
    shape, wanted = np.shape(part), np.shape(like)
    if shape != wanted:
        extra = len(shape) - len(wanted)
        stretched = [axis + extra for axis, size in enumerate(wanted) if size == 1]
        axes = (*range(extra), *(axis for axis in stretched if shape[axis] != 1))
        part = (
            np.reshape(np.sum(part, axis=axes), wanted) if axes else np.broadcast_to(part, wanted)
        )
    kind = getattr(like, "dtype", None)
    if kind is not None and getattr(part, "dtype", kind) != kind and kind.kind == "f":
        part = part.astype(kind)
    return part
