"""Writing a run of a function of one number down while it goes, step by step.

Each recorded step becomes the rule of its name, or what that is in terms of rules; an array becomes
its entries; a number of the code becomes the exact fraction that it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final, final

import numpy as np

from dfda.arrays.rule import ArrayRule
from dfda.arrays.shapes import ASTYPE
from dfda.program.program import Builder, Input, Program, Term
from dfda.program.simplify import value_of
from dfda.rules import NotDefined, NotRational, Rule, multiply, power
from dfda.trace.path import Guard, Path, Place, Settled
from dfda.trace.recording import Operation, isinstance_traced, strip
from dfda.trace.run import Run
from dfda.trace.spelling import SPELLINGS

LONGEST: Final = 500
"""More numbers than this are followed, but not written down: exact digits would take too long."""

_LONGEST_RUN: Final = 20_000
"""Nor is a run of more steps, however often they repeat: writing them down takes time, too."""


@final
class PathWriter:
    """The witness of a run that writes it down as a program.

    What cannot be written is remembered as `trouble`, in words, and the rest of the run is let go:
    raising would change what the user's code does. `decisions` counts all
    comparisons, and `loops` tells whether one line compared more than once.

    With `leaves` the run is left as soon as there is trouble, and with `patience` after so many
    comparisons, by an exception that the user's code does not catch as an Exception.
    """

    def __init__(self, variable: str, *, leaves: bool = False, patience: float = math.inf) -> None:
        self.trouble = ""
        self.decisions = 0
        self.loops = False
        self._leaves = leaves
        self._patience = patience
        self._steps = 0
        self._lines: set[Place] = set()
        self._builder = Builder(tidy=_without_nothing)
        self._values: dict[int, Any] = {0: self._builder.input(variable)}
        self._decisions: list[tuple[str, Term, Term, bool, Place]] = []
        self._settled: list[Settled] = []

    def saw(self, number: int, operation: Operation) -> None:
        """Write a step down."""
        if self.trouble:
            return
        self._steps += 1
        try:
            self._values[number] = self._written(operation)
        except _CannotWriteError as error:
            self._stop(str(error))
        except Exception:  # noqa: BLE001 - NumPy may raise anything on arrays of terms
            self._stop(f"{operation.row.name} is not written as a formula")
        if len(self._builder.nodes) > LONGEST:
            self._stop(f"f computes more than {LONGEST:,} different numbers")
        if self._steps > _LONGEST_RUN:
            self._stop(f"f takes more than {_LONGEST_RUN:,} steps")

    def _stop(self, trouble: str) -> None:
        self.trouble = self.trouble or trouble
        self._values.clear()
        if self._leaves:
            raise LeftRun

    def decided(self, sign: str, left: Any, right: Any, answer: Any) -> None:
        """Keep a comparison, entry by entry where arrays are compared."""
        self.decisions += 1
        if self.decisions > self._patience:
            self.trouble = NO_END
            raise LeftRun
        if self.trouble and self.loops:
            return
        place = Place.here()
        self.loops = self.loops or place in self._lines
        self._lines.add(place)
        if self.trouble:
            return
        if np.size(answer) > LONGEST:
            self._stop(_TOO_MANY)
            return
        sides = np.broadcast_arrays(
            _objects(self._side(left)), _objects(self._side(right)), np.asarray(answer)
        )
        for one, other, found in zip(*(side.flat for side in sides), strict=True):
            if isinstance(one, _Endless) or isinstance(other, _Endless):
                continue  # every number is less than infinity: nothing was decided
            self._decisions.append((sign, one, other, bool(found), place))

    def settled(self, what: str, answer: Any) -> None:
        """Keep what else was read off a value."""
        self._settled.append(Settled(what, repr(answer), Place.here()))

    def _side(self, value: Any) -> Any:
        if isinstance_traced(value) and value.recording is not None:
            return self._values.get(value.number, _ENDLESS)
        try:
            return _constants(self._builder, strip(value))
        except _CannotWriteError:
            return _ENDLESS

    def _written(self, operation: Operation) -> Any:
        sizes = (np.size(strip(one)) for one in (*operation.operands, operation.result))
        if max(sizes) > LONGEST:
            raise _CannotWriteError(_TOO_MANY)
        operands = [
            _constants(self._builder, strip(operand)) if parent is None else self._values[parent]
            for operand, parent in zip(operation.operands, operation.parents, strict=True)
        ]
        row = operation.row
        single = _single(row)
        if single is not None:
            return _each(single, operands)
        if row is ASTYPE:
            return operands[0]  # exact digits know no kinds of floats
        if row.linearity == "neither" and row.compute is not np.prod:
            raise _CannotWriteError(f"{row.name} is not written as a formula")
        found = operation.compute(*map(_objects, operands), **operation.options)
        return _constants(self._builder, found)

    def path(self, run: Run) -> Path | None:
        """The path of a run that is over; None with its `trouble` where it is not written down."""
        if self.trouble:
            return None
        number = run.number_of(run.outputs[0])
        try:
            answer = (
                _constants(self._builder, strip(run.outputs[0]))
                if number is None
                else self._values[number]
            )
        except _CannotWriteError as error:
            self.trouble = str(error)
            return None
        answer = answer if isinstance(answer, Term) else _objects(answer).item()
        differences = [left - right for _, left, right, *_ in self._decisions]
        whole = self._builder.build(answer, *differences, *self._sides())
        return self._made(float(strip(run.inputs[0])), answer, whole)

    def _sides(self) -> list[Term]:
        return [side for _, *sides, _, _ in self._decisions for side in sides]

    def _made(self, at: float, answer: Term, whole: Program) -> Path:
        count = len(self._decisions)
        _, *rest = whole.outputs
        guards = tuple(
            Guard(
                sign=sign,
                left=rest[count + 2 * index],
                right=rest[count + 2 * index + 1],
                difference=rest[index],
                answer=answer_taken,
                place=place,
            )
            for index, (sign, _, _, answer_taken, place) in enumerate(self._decisions)
        )
        return Path(
            at=at,
            program=self._builder.build(answer),
            whole=whole,
            guards=guards,
            settled=tuple(self._settled),
        )


NO_END: Final = "its loop does not come to an end"
"""What is said of a run that took more comparisons than there was patience for."""

_TOO_MANY: Final = f"it works on arrays of more than {LONGEST:,} entries"


class LeftRun(BaseException):
    """Leaves a run of the user's code, which may catch every Exception."""


class _CannotWriteError(Exception):
    """A step that no rule stands for, or a constant that is no number."""


@final
class _Endless:
    """A side of a comparison that is infinite or no number."""


_ENDLESS: Final = _Endless()


def _single(row: ArrayRule) -> Callable[..., Term] | None:
    """What a function of single entries is in terms of rules; None for other functions."""
    if row.rule is power:
        return Term.raised
    if row.rule is not None:
        return row.rule
    return SPELLINGS.get(row.name) if row.elementwise else None


def _each(single: Callable[..., Term], operands: list[Any]) -> Any:
    """A function of single terms at terms, or entry by entry at arrays of them."""
    if all(isinstance(operand, Term) for operand in operands):
        return single(*operands)
    arrays = np.broadcast_arrays(*map(_objects, operands))
    found = np.empty(arrays[0].shape, dtype=object)
    for index in np.ndindex(found.shape):
        found[index] = single(*(array[index] for array in arrays))
    return found


def _objects(value: Any) -> Any:
    """A term or an array of them as an array."""
    if isinstance(value, np.ndarray):
        return value
    array = np.empty((), dtype=object)
    array[()] = value
    return array


def _constants(builder: Builder, value: Any) -> Any:
    """Numbers as the exact constants that they are; terms stay as they are."""
    if isinstance(value, Term):
        return value
    if not isinstance(value, np.ndarray):
        return _constant(builder, value)
    found = np.empty(value.shape, dtype=object)
    for index in np.ndindex(value.shape):
        found[index] = _constants(builder, value[index])
    return found[()]


def _constant(builder: Builder, value: Any) -> Term:
    if isinstance(value, int | np.integer | np.bool_):
        return builder.constant(int(value))
    if isinstance(value, float | np.floating) and math.isfinite(value):
        return builder.constant(Fraction(*value.as_integer_ratio()))
    raise _CannotWriteError(f"it computes with {value!r}, which is no number")


def _without_nothing(rule: Rule, operands: tuple[Term, ...]) -> Term | None:
    """Leave out what changes nothing anywhere: + 0, · 1, and sums of constants.

    Loops begin with 0 and 1. Nothing that has a hole is touched: 0/a stays.
    """
    values = [value_of(operand) for operand in operands]
    if all(value is not None for value in values):
        return _folded(rule, operands, values) if rule.folds else None
    neutral = _NEUTRAL.get(rule.name, ())
    for place, value in enumerate(values):
        if neutral and value is not None and value == neutral[place]:
            return operands[1 - place]
    is_flat = rule is multiply and 0 in values and any(map(_is_variable, operands))
    return operands[0].builder.constant(0) if is_flat else None


def _folded(rule: Rule, operands: tuple[Term, ...], values: list[Fraction | None]) -> Term | None:
    try:
        return operands[0].builder.constant(rule.fraction(*values))
    except (NotDefined, NotRational):
        return None


def _is_variable(term: Term) -> bool:
    return isinstance(term.node, Input)


_NEUTRAL: Final[Mapping[str, tuple[int | None, ...]]] = {
    "add": (0, 0),
    "subtract": (None, 0),
    "multiply": (1, 1),
    "divide": (None, 1),
    "whole_power": (None, 1),
}
"""For each operand the constant that leaves the other one as it is."""
