"""A run of the user's function, written down step by step, and the values that take part in it.

A `Recording` is one run. Its values carry what the run computes, so that the user's `if`, `while`
and indexing just work. Runs may be nested: a derivative inside a function that is itself being
differentiated is a second recording, whose values hold values of the first. Recordings are numbered
in the order in which they begin, and the numbers only grow, so an exception leaves nothing to
clean up and threads cannot mix.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Final, NamedTuple, NoReturn, Protocol

import numpy as np

from dfda.arrays.rule import ArrayRule, Options
from dfda.errors import UnsupportedError

_NUMBERS = itertools.count(1)
_NONE: Final[Options] = {}
PACKAGE: Final = str(Path(__file__).parent.parent)


class Step:
    """One operation of a run: the row, where its operands came from, and what its pull needs."""

    __slots__ = ("operands", "options", "parents", "result", "row")

    def __init__(
        self,
        row: ArrayRule | None,
        parents: tuple[int | None, ...],
        operands: tuple[Any, ...],
        result: Any,
        options: Options,
    ) -> None:
        self.row = row
        self.parents = parents
        self.operands = operands
        self.result = result
        self.options = options


class Corner:
    """A place where a run sat on a corner: the number of the step, or None for a decision.

    what: what bends, and at which line.
    convention: what is taken there all the same.
    """

    __slots__ = ("convention", "number", "what")

    def __init__(self, number: int | None, what: str, convention: str) -> None:
        self.number = number
        self.what = what
        self.convention = convention

    @property
    def text(self) -> str:
        """What a warning says."""
        return f"{self.what}: {self.convention}"


class Witness(Protocol):
    """What is told of each operation and decision of a run, such as the writer of its source."""

    def saw(self, number: int, operation: Operation) -> None:
        """A step was written down."""

    def decided(self, sign: str, left: Any, right: Any, answer: Any) -> None:
        """Two values were compared."""

    def settled(self, what: str, answer: Any) -> None:
        """Something else was read off a value that is not followed, such as math.floor of it."""


class Operation(NamedTuple):
    """One operation with all that it takes to do it again."""

    row: ArrayRule
    compute: Callable[..., Any]
    parents: tuple[int | None, ...]
    operands: Sequence[Any]
    result: Any
    options: Options


class Recording:
    """One run of a function; a witness is told of its steps where there is one."""

    __slots__ = ("copies", "corners", "number", "open", "refusal", "steps", "witness")

    def __init__(self, witness: Witness | None = None) -> None:
        self.number = next(_NUMBERS)
        self.steps: list[Step] = []
        self.corners: list[Corner] = []
        self.open = True
        self.refusal: UnsupportedError | None = None
        self.copies = False
        self.witness = witness

    def step(
        self,
        row: ArrayRule | None,
        parents: tuple[int | None, ...],
        operands: tuple[Any, ...],
        result: Any,
        options: Options = _NONE,
    ) -> int:
        """Write a step down and return its number."""
        if not self.open:
            refuse(
                "a value was kept from a run that is over",
                instead="return it, or give it to the caller through has_aux=True",
            )
        self.steps.append(Step(row, parents, operands, result, options))
        return len(self.steps) - 1


class Shaped:
    """What is left of a value where only its shape and kind matter."""

    __slots__ = ("dtype", "ndim", "shape", "size")

    def __init__(self, value: Any) -> None:
        self.shape = np.shape(value)
        self.ndim = len(self.shape)
        self.size = int(np.prod(self.shape)) if self.shape else 1
        self.dtype = getattr(value, "dtype", None)


# Where in the user's code

LIFTED: Final = "__dfda_lifted__"
"""A name among the builtins of lifted code."""


def user_frame() -> FrameType:
    """The frame of the user's code that is running: of lifted code, wherever that called."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the documented way to name a line
    first = None
    while frame is not None and LIFTED not in frame.f_builtins:
        if first is None and not _is_inside(frame.f_code.co_filename):
            first = frame
        frame = frame.f_back
    return frame or first or sys._getframe(1)  # noqa: SLF001 - where nobody called


def _is_inside(filename: str) -> bool:
    return filename.startswith((PACKAGE, "<slope>", "<__array_function__")) or "/numpy/" in filename


def user_line() -> str:
    """The line of the user's code that is running, such as "model.py:12, in loss"."""
    frame = user_frame()
    code = frame.f_code
    return f"{code.co_filename}:{frame.f_lineno}, in {code.co_name}"


def refuse(what: str, *, instead: str = "", recordings: Sequence[Recording] = ()) -> NoReturn:
    """Refuse what cannot be followed, naming the line."""
    error = UnsupportedError(
        what,
        where=user_line(),
        instead=instead or "measure the slope with dfda.estimate, which only calls the function",
    )
    for recording in recordings:
        recording.refusal = recording.refusal or error
    raise error


# Values


class Traced:
    """A value of a run; numbers and arrays share how they combine.

    recording: the run that it depends on; None for an array that depends on no input.
    number: the step that made it.
    value: what it is, or the value of an enclosing run.
    """

    __slots__ = ("number", "recording", "value")

    recording: Recording | None
    number: int
    value: Any


def recordings_of(value: Any) -> list[Recording]:
    """The runs that a value takes part in, the innermost first."""
    found = []
    while isinstance_traced(value):
        if value.recording is not None:
            found.append(value.recording)
        value = value.value
    return found


def witnesses_of(*values: Any) -> list[Witness]:
    """The witnesses of the runs that these values take part in, each once."""
    found: dict[int, Witness] = {}
    for value in values:
        for recording in recordings_of(value):
            if recording.witness is not None:
                found[recording.number] = recording.witness
    return list(found.values())


def note_settled(what: str, answer: Any, *values: Any) -> Any:
    """Tell every witness what was read off these values; the answer itself."""
    for witness in witnesses_of(*values):
        witness.settled(what, answer)
    return answer


def apply(
    row: ArrayRule,
    operands: Sequence[Any],
    options: Options = _NONE,
    compute: Callable[..., Any] | None = None,
) -> Any:
    """Run one operation and write it down in the innermost run that an operand belongs to."""
    top: Recording | None = None
    plain = True
    for operand in operands:
        if type(operand) in KINDS:
            plain = False
            operand.refresh()
            found = operand.recording
            if found is not None and (top is None or found.number > top.number):
                top = found
    if plain:
        return (compute or row.compute)(*operands, **options)
    below, parents, nested = _below(top, operands, copies=row.keeps)
    if nested:
        result = apply(row, below, options, compute)
    else:
        try:
            result = (compute or row.compute)(*below, **options)
        except ZeroDivisionError:  # beside this point there is a result
            note_edge(*operands)
            raise
    if top is None:
        return wrap(None, 0, result) if type(result) is np.ndarray else result
    return _written(top, row, (parents, below), result, options, compute)


KINDS: Final[set[type]] = set()
"""The classes of traced values."""


def isinstance_traced(value: Any) -> bool:
    """Whether a value is traced. Its class says what it stands for, so isinstance is no help."""
    return type(value) in KINDS


_FLOATS: Final = frozenset({float, np.float64, np.float32, int})


def apply_to_numbers(row: ArrayRule, compute: Callable[..., Any], operands: tuple[Any, ...]) -> Any:
    """`apply` in short, for plain numbers and numbers of one run that is not nested."""
    top: Recording | None = None
    below: list[Any] = []
    parents: list[int | None] = []
    for operand in operands:
        if type(operand) in KINDS:
            if top is not None and operand.recording is not top:
                return apply(row, operands, compute=compute)
            top = operand.recording
            parents.append(operand.number)
            value = operand.value
        else:
            parents.append(None)
            value = operand
        if type(value) not in _FLOATS:
            return apply(row, operands, compute=compute)
        below.append(value)
    assert top is not None  # noqa: S101 - a number belongs to a run
    try:
        result = compute(*below)
    except ZeroDivisionError:  # beside this point there is a result
        note_edge(*operands)
        raise
    return _written(top, row, (tuple(parents), below), result, _NONE, compute)


def _below(
    top: Recording | None, operands: Sequence[Any], *, copies: bool
) -> tuple[list[Any], tuple[int | None, ...], bool]:
    """The operands one run further out, which of them are of this run, and whether any is left."""
    below: list[Any] = []
    parents: list[int | None] = []
    nested = False
    for operand in operands:
        parent = None
        if isinstance_traced(operand):
            if operand.recording is top:
                parent = None if top is None else operand.number
                operand = operand.value  # noqa: PLW2901 - the same operand, one run further out
            elif operand.recording is None:
                operand = operand.value  # noqa: PLW2901
            else:
                operand = operand.frozen()  # noqa: PLW2901
            nested = nested or isinstance_traced(operand)
        elif copies and top is not None and top.copies and type(operand) is np.ndarray:
            operand = operand.copy()  # noqa: PLW2901 - the user's code may write into it later
        below.append(operand)
        parents.append(parent)
    return below, tuple(parents), nested


def _written(  # noqa: PLR0917 - called for every step: no detour through a container
    top: Recording,
    row: ArrayRule,
    operands: tuple[tuple[int | None, ...], list[Any]],
    result: Any,
    options: Options,
    compute: Callable[..., Any] | None,
) -> Any:
    """Write an operation down; its operands come with the numbers of the steps that made them."""
    parents, below = operands
    if type(result) is complex or getattr(result, "dtype", None) == np.complex128:
        refuse(f"{row.name} gives a complex number", recordings=[top])
    kept: tuple[Any, ...] = tuple(below) if row.keeps else tuple(map(Shaped, below))
    number = top.step(row, parents, kept, result if row.keeps else None, options)
    if top.witness is not None:
        done = Operation(row, compute or row.compute, parents, below, result, options)
        top.witness.saw(number, done)
    if row.sits is not None:
        note_corner(top, row, below, options, number)
    return wrap(top, number, result)


def note_corner(
    top: Recording, row: ArrayRule, operands: Sequence[Any], options: Options, number: int
) -> None:
    """Remember a step whose operands sit on the corner of its rule."""
    values = [strip(operand) for operand in operands]
    if row.sits is not None and row.sits(*values, **options):
        top.corners.append(Corner(number, f"{row.name} bends at {user_line()}", row.convention))


def note_edge(*values: Any) -> None:
    """Remember a decision that sits on its edge, in every run that it depends on."""
    for value in values:
        for recording in recordings_of(value):
            what = f"a decision sits on its edge at {user_line()}"
            recording.corners.append(Corner(None, what, "the taken side counts"))


def strip(value: Any) -> Any:
    """What a value is as NumPy sees it."""
    while type(value) in KINDS:
        value = value.value
    return value


_WRAPPERS: dict[str, Any] = {}


def wrap(recording: Recording | None, number: int, value: Any) -> Any:
    """A value of a run: an array, or a number."""
    kind = "array" if isinstance(value, np.ndarray) else "number"
    return _WRAPPERS[kind](recording, number, value)


def use_wrappers(number: type[Traced], array: type[Traced]) -> None:
    """Told by the module of values which classes to use: it needs this one first."""
    _WRAPPERS.update(number=number, array=array)
    KINDS.update((number, array))
