"""From a transcript to the lines of a function: what is needed, named, and put where it is used."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from dfda.arrays import choices, shapes
from dfda.arrays.rule import ARRAY_RULES
from dfda.errors import UnsupportedError
from dfda.exact.spelled import ATOM, WRITING, Speller, Text
from dfda.trace.dispatch import VIEWING
from dfda.trace.transcript import Line, StepNumber, Transcript

LONGEST: Final = 20_000
"""The most steps that are printed."""

WIDEST: Final = 96
"""Longest line in characters; longer expressions are cut in pieces with names."""

_MOST: Final = 12
"""The most decisions that are told one by one."""

_SHORT: Final = 48
"""The longest expression that is written where it is used instead of getting a name."""


class Layout:
    """Writes the lines of a function one after the other.

    `inputs` gives the expression of each input by its number, `names` every name that is taken.
    """

    def __init__(
        self, transcript: Transcript, inputs: Mapping[int, str], names: Iterable[str]
    ) -> None:
        self.transcript = transcript
        self.taken = set(names)
        self.speller = Speller(self.taken)
        self.texts: dict[int, Text] = {number: Text(name) for number, name in inputs.items()}
        self.same: dict[int, int] = {}
        self.counts: Counter[str] = Counter()
        self.pending: set[int] = set()
        self.owned: set[int] = set()
        self.lines: list[str] = []
        self.letter = "y"
        self.heading = "the value"
        self.uses: Counter[int] = Counter()
        self.last: int | None = None

    def written(self, outputs: Sequence[int], boundary: int, letter: str) -> list[str]:
        """The lines that make these steps; those from the boundary on belong to the derivative."""
        needed = self._needed(outputs)
        if len(needed) > LONGEST:
            raise UnsupportedError(
                f"the derivative takes {len(needed)} steps, and dfda.source prints at most "
                f"{LONGEST}",
                instead="print the function that a loop repeats, by itself",
            )
        self.uses = Counter(
            self.origin(parent)
            for number in needed
            for parent in self.transcript.lines[number].operation.parents
            if parent is not None
        )
        last = [self.origin(number) for number in outputs]
        self.uses.update(last)
        self.last = last[0] if len(last) == 1 else None
        for number in needed:
            if number >= boundary and self.letter != letter:
                self._begin(letter)
            self._write(number)
        if self.last is None:
            self._settle(last)
        return self.lines

    def _begin(self, letter: str) -> None:
        self.letter = letter
        if self.lines:
            self.lines.insert(0, f"# {self.heading}")
            self.lines.append("# its derivative")

    def origin(self, number: int) -> int:
        """The first step that made the same value."""
        while number in self.same:
            number = self.same[number]
        return number

    def looks_into_an_input(self, number: int) -> bool:
        """Whether the printed expression of a step is an input, or a view of one."""
        number = self.origin(number)
        while number in self.transcript.lines:
            operation = self.transcript.lines[number].operation
            parent = operation.parents[0]
            if operation.row not in _VIEWING or parent is None:
                return False
            number = self.origin(parent)
        return True

    def _needed(self, outputs: Sequence[int]) -> list[int]:
        """The steps that the outputs depend on, without those that change nothing or repeat."""
        lines = self.transcript.lines
        seen: dict[Any, int] = {}
        for number, line in sorted(lines.items()):
            unchanged = _unchanged(line)
            if unchanged is not None:
                self.same[number] = unchanged
                continue
            key = self._key(line)
            if key is not None:
                first = seen.setdefault(key, number)
                if first != number:
                    self.same[number] = first
        marked = {self.origin(number) for number in outputs}
        for number in sorted(lines, reverse=True):
            if number in marked:
                parents = lines[number].operation.parents
                marked |= {self.origin(parent) for parent in parents if parent is not None}
        return [number for number in sorted(marked) if number in lines]

    def _key(self, line: Line) -> Any:
        """What two steps have in common that compute the same; None where it is not looked for."""
        if line.options or any(isinstance(value, np.ndarray) for value in line.operands):
            return None
        operands = tuple(
            (repr(value), type(value)) if parent is None else self.origin(parent)
            for value, parent in zip(line.operands, line.operation.parents, strict=True)
        )
        return line.operation.compute, operands

    def _write(self, number: int) -> None:
        line = self.transcript.lines[number]
        if line.operation.row in WRITING:
            self._write_into(line)
            return
        text = self._expression(line)
        if len(text.text) > WIDEST - 16:
            self._settle(self._parents(line))
            text = self._expression(line)
        self.texts[number] = text
        self.pending.add(number)
        if self.uses[number] > 1 or (len(text.text) > _SHORT and number != self.last):
            self._settle([number])

    def _parents(self, line: Line) -> list[int]:
        return [self.origin(one) for one in line.operation.parents if one is not None]

    def _operands(self, line: Line) -> list[Text]:
        return [
            self.speller.constant(line, place)
            if parent is None
            else self.texts[self.origin(parent)]
            for place, parent in enumerate(line.operation.parents)
        ]

    def _expression(self, line: Line) -> Text:
        return self.speller.expression(line, self._operands(line))

    def _write_into(self, line: Line) -> None:
        """Into a new array, or into one that nobody else looks at any more."""
        self._settle(self._parents(line))
        before = line.operation.parents[0]
        first = None if before is None else self.origin(before)
        in_place = first in self.owned and self.uses[first] == 1
        target = self.texts[first].text if in_place and first is not None else self._new_name()
        lines = self.speller.statements(line, target, self._operands(line), in_place=in_place)
        self.lines += lines
        self.texts[line.number] = Text(target)
        self.owned.add(line.number)

    def _settle(self, numbers: Iterable[int]) -> None:
        """Give names to what has none yet."""
        for number in numbers:
            if number in self.pending:
                self.pending.discard(number)
                name = self._new_name()
                self.lines.append(f"{name} = {self.texts[number].text}")
                self.texts[number] = Text(name)

    def _new_name(self) -> str:
        while True:
            self.counts[self.letter] += 1
            name = f"{self.letter}{self.counts[self.letter]}"
            if name not in self.taken:
                self.taken.add(name)
                return name

    def decisions(self) -> list[str]:
        """What was decided, where it can be said in terms of the inputs."""
        told: dict[str, None] = {}
        for decision in self.transcript.decisions:
            left, right = self._side(decision.left), self._side(decision.right)
            if len(told) < _MOST and left and right and len(left + right) < WIDEST - 16:
                text = f"{left} {decision.sign} {right}"
                told[text if decision.answer else f"not {text}"] = None
            else:
                told["the other comparisons come out as they did"] = None
        return list(told)

    def _side(self, side: Any) -> str:
        if isinstance(side, StepNumber):
            return self._told(side.number)
        return Speller().value(side) if not np.shape(side) else ""

    def _told(self, number: int, depth: int = 3) -> str:
        """A step in terms of the inputs, or nothing where that is long."""
        number = self.origin(number)
        line = self.transcript.lines.get(number)
        if line is None:
            return self.texts[number].text
        if not depth or line.operation.row in WRITING:
            return ""
        speller = Speller()
        operands = []
        for place, parent in enumerate(line.operation.parents):
            told = None if parent is None else self._told(parent, depth - 1)
            if told == "" or (told is None and np.size(line.operands[place]) > 1):
                return ""
            simple = told is None or told.replace(".", "").isidentifier()
            operands.append(
                speller.constant(line, place) if told is None else Text(told, ATOM if simple else 0)
            )
        text = speller.expression(line, operands).text
        return "" if speller.constants.names else text


def _unchanged(line: Line) -> int | None:
    """The operand that a step hands on as it is: x * 1, 1 * x, x - 0, a shape that it has."""
    if line.operation.row is choices.AMONG:
        return line.operation.parents[0]
    if line.operation.row in _SHAPING and line.kinds[0] == line.made:
        return line.operation.parents[0]
    neutral = _NEUTRAL.get(line.operation.compute)
    if neutral is None:
        return None
    parents = line.operation.parents
    for place, parent in enumerate(parents):
        other = line.operands[1 - place]
        if parent is None or other is None or (neutral == 0 and place == 1):
            continue
        if line.kinds[place] == line.made and np.all(other == neutral):
            return None if np.any(np.signbit(other)) else parent
    return None


_VIEWING: Final = frozenset(ARRAY_RULES[function] for function in VIEWING)
_SHAPING: Final = frozenset({shapes.RESHAPE, ARRAY_RULES[np.broadcast_to]})

_NEUTRAL: Final[dict[Any, int]] = {
    operator.mul: 1, np.multiply: 1, operator.sub: 0, np.subtract: 0,
}  # fmt: skip
"""Constants that change no bit: x + 0 is not among them, for it changes the sign of -0.0."""
