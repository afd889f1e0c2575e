"""All that a run computed, kept so that it can be printed as a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dfda.arrays.rule import Options
from dfda.trace.recording import Operation, Recording, isinstance_traced, strip, user_line


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a step: its class, its shape and its kind, without its value."""

    type: type
    shape: tuple[int, ...]
    dtype: Any

    @staticmethod
    def of(value: Any) -> Made:
        """What a plain value is."""
        return Made(type(value), np.shape(value), getattr(value, "dtype", None))


@dataclass(frozen=True, slots=True)
class Line:
    """One operation: what was called, with what, and where.

    operands: constants as they were; None where `parents` names the step that made it.
    """

    number: int
    operation: Operation
    operands: tuple[Any, ...]
    kinds: tuple[Made, ...]
    options: Options
    made: Made
    where: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A comparison that the run took: the steps or constants on both sides, and its answer."""

    sign: str
    left: Any
    right: Any
    answer: bool


@dataclass(frozen=True, slots=True)
class StepNumber:
    """A side of a decision that is a step, not a constant."""

    number: int


class Transcript:
    """The witness of a recording that writes everything down."""

    def __init__(self) -> None:
        self.recording = Recording(self)
        self.lines: dict[int, Line] = {}
        self.decisions: list[Decision] = []
        self.masks = 0

    def saw(self, number: int, operation: Operation) -> None:
        """Keep an operation with its constants."""
        plain = [strip(operand) for operand in operation.operands]
        constants = tuple(
            _kept(value) if parent is None else None
            for value, parent in zip(plain, operation.parents, strict=True)
        )
        self.lines[number] = Line(
            number=number,
            operation=operation._replace(operands=(), result=None),
            operands=constants,
            kinds=tuple(map(Made.of, plain)),
            options={name: _kept(strip(value)) for name, value in operation.options.items()},
            made=Made.of(strip(operation.result)),
            where=user_line(),
        )

    def decided(self, sign: str, left: Any, right: Any, answer: Any) -> None:
        """Keep a comparison of numbers; of arrays it is kept that there was one."""
        if isinstance(answer, bool | np.bool_):
            decision = Decision(sign, self._side(left), self._side(right), bool(answer))
            self.decisions.append(decision)
        else:
            self.masks += 1

    def settled(self, what: str, answer: Any) -> None:
        """Nothing to print: the answer stands in the program as the constant that it was."""

    def _side(self, value: Any) -> Any:
        while isinstance_traced(value):
            if value.recording is self.recording:
                return StepNumber(value.number)
            value = value.value
        return value


def _kept(value: Any) -> Any:
    """A constant as it is now, lying in memory as it does."""
    if isinstance(value, tuple):
        return tuple(map(_kept, value))
    if not isinstance(value, np.ndarray):
        return value
    if not repeats(value):
        return np.array(value)
    return np.broadcast_to(np.array(once(value)), value.shape)


def repeats(array: Any) -> bool:
    """Whether an array shows the same memory several times."""
    return any(
        step == 0 and size > 1 for step, size in zip(array.strides, array.shape, strict=True)
    )


def once(array: Any) -> Any:
    """The part of an array that repeats nothing."""
    return array[tuple(slice(None) if step else slice(0, 1) for step in array.strides)]
