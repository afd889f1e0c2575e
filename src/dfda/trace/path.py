"""A recorded run of a function of one number as a `Program`.

A run takes one path through the code: loops are unrolled, helpers are inlined, and of every `if`
one side is taken. Written down, each step becomes the rule of the same name, so that the path can
be computed exactly, differentiated and printed like a typed formula. The decisions that led along
the path are its guards: the program is f wherever they come out the same.

The module stands beside the recording, because nothing but a running trace knows what a step was,
and above `program`, whose language it writes; exact columns, explanations and everything else that
wants f as a formula read the `Path` and know nothing of traced values.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final, final

from dfda.digits import BALL_BITS, Blank, Exact, Real, nearest_float
from dfda.program.exact import Values
from dfda.program.printing import is_abridged
from dfda.program.program import Constant, Program
from dfda.trace.recording import user_frame

_LONGEST_FRACTION: Final = 4096
"""Bits. The fractions of a loop double their length with every turn, and balls do not."""

_SIGNS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_FIRST_BITS: Final = 128


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the user's code."""

    file: str
    line: int
    function: str

    @staticmethod
    def here() -> Place:
        """The line that is running."""
        frame = user_frame()
        return Place(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)


@dataclass(frozen=True, slots=True)
class Guard:
    """A comparison that the run took: the nodes of its sides and of their difference."""

    sign: str
    left: int
    right: int
    difference: int
    answer: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Settled:
    """What was read off a value in another way than by comparing it, such as math.floor of it."""

    what: str
    answer: str
    place: Place


@final
@dataclass(frozen=True)
class Path:
    """One way through a function, as a program of its variable.

    Attributes:
        at: The float at which the function was run.
        program: f along this path.
        whole: The same with the differences and both sides of all guards as further outputs.
        guards: The comparisons that led along the path.
        settled: What else the run read off its values.
    """

    at: float
    program: Program
    whole: Program
    guards: tuple[Guard, ...]
    settled: tuple[Settled, ...]
    _values: dict[Fraction, Values] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_open(self) -> bool:
        """Whether the path took no decision of any kind: then it is the only one that was seen."""
        return not self.guards and not self.settled

    @cached_property
    def has_floats(self) -> bool:
        """Whether constants of the code are floats such as 0.1, which have 55 digits."""
        values = (node.value for node in self.program.nodes if isinstance(node, Constant))
        return any(map(is_abridged, values))

    @property
    def turns(self) -> tuple[object, ...]:
        """The decisions without the numbers in them. Two runs with the same took the same path."""
        return (*((guard.sign, guard.answer, guard.place) for guard in self.guards), *self.settled)

    def value(self, number: Fraction) -> Exact:
        """What the path computes at an exact number."""
        return self._values_at(number).of(self.whole.outputs[0])

    def leads_to(self, number: Fraction) -> bool:
        """Whether every decision comes out at a number as it does where the path was recorded.

        Decisions are compared in exact arithmetic at both. What else was settled is known for the
        float alone.
        """
        if number == Fraction(self.at):
            return True
        if self.settled:
            return nearest_float(number) == self.at
        return self._outcomes(number) == self._own_outcomes

    def is_on_edge(self, number: Fraction) -> bool:
        """Whether a decision compares equal numbers there."""
        values = self._values_at(number)
        return any(_sign(values.of(guard.difference)) == 0 for guard in self.guards)

    @cached_property
    def _own_outcomes(self) -> list[bool | None]:
        return self._outcomes(Fraction(self.at))

    def _outcomes(self, number: Fraction) -> list[bool | None]:
        values = self._values_at(number)
        return [_outcome(guard, values) for guard in self.guards]

    def _values_at(self, number: Fraction) -> Values:
        if number not in self._values:
            self._values[number] = Values(self.whole.nodes, number, longest=_LONGEST_FRACTION)
        return self._values[number]


def _outcome(guard: Guard, values: Values) -> bool | None:
    """Whether the comparison holds in exact arithmetic; None where nobody can tell."""
    sign = _sign(values.of(guard.difference))
    return None if sign is None else _SIGNS[guard.sign](sign, 0)


def _sign(value: Exact) -> int | None:
    if isinstance(value, Fraction):
        return (value > 0) - (value < 0)
    bits = _FIRST_BITS
    while isinstance(value, Real) and bits <= BALL_BITS:
        bounds = value.enclose(bits)
        if isinstance(bounds, Blank):
            return None
        if bounds[0] > 0 or bounds[1] < 0:
            return 1 if bounds[0] > 0 else -1
        bits *= 4
    return None
