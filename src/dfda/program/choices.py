"""Printing choices: `x if 0 < a < 1 else y`, read back from the choices within choices it became.

The parser lowers `x if c and d else y` to a choice in which y stands twice. Printed as it stands, y
would be doubled at every such place. So a choice is read in every way in which its inner choices
share an outcome with it, and the shortest way is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, final

from dfda.program.program import Step
from dfda.rules import CHOICES, COMPARED, Level
from dfda.rules.piecewise import LATEX_SIGNS, MATHML_SIGNS
from dfda.rules.rule import PRETTY_SIGNS

Shown = Callable[[int, Level], str]
"""The printed text of a node, in parentheses where it is looser than a level."""

_SIGN_OF: Final = {rule.name: sign for sign, rule in CHOICES.items()}
_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_SAME_WAY: Final = ({"<", "<="}, {">", ">="}, {"=="})
"""Signs that may stand in one chain."""


class Strength(IntEnum):
    """How tightly a condition holds together."""

    OR = 1
    AND = 2
    NOT = 3
    COMPARISON = 4


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a style writes choices and conditions: words to join with, and templates."""

    signs: Mapping[str, str]
    both: str = " and "
    either: str = " or "
    negation: str = "not {}"
    comparison: str = "{} {} {}"
    brackets: str = "({})"
    drawn: bool = False
    row: str = "{} if {} else "
    last: str = "{}"
    whole: str = "{}"


PLAIN: Final = Words(signs={})
PRETTY: Final = Words(signs=PRETTY_SIGNS)
LATEX: Final = Words(
    signs=LATEX_SIGNS,
    both=r" \land ",
    either=r" \lor ",
    negation=r"\lnot {}",
    brackets=r"\left({}\right)",
    drawn=True,
    row=r"{} & \text{{if }} {} \\ ",
    last=r"{} & \text{{otherwise}}",
    whole=r"\begin{{cases}} {} \end{{cases}}",
)
MATHML: Final = Words(
    signs=MATHML_SIGNS,
    both="<mo>∧</mo>",
    either="<mo>∨</mo>",  # noqa: RUF001 - the sign for "or"
    negation="<mo>¬</mo>{}",
    comparison="{}<mo>{}</mo>{}",
    brackets="<mrow><mo>(</mo>{}<mo>)</mo></mrow>",
    drawn=True,
    row="<mtr><mtd>{}</mtd><mtd><mtext>if\u00a0</mtext>{}</mtd></mtr>",
    last="<mtr><mtd>{}</mtd><mtd><mtext>otherwise</mtext></mtd></mtr>",
    whole='<mrow><mo form="prefix">{{</mo><mtable>{}</mtable></mrow>',
)


@final
@dataclass(frozen=True, slots=True)
class Wording:
    """A printed condition.

    A comparison, or a chain of them, also keeps its ends and signs; what `and` joins, its parts.
    """

    text: str
    strength: Strength
    first: str = ""
    last: str = ""
    signs: frozenset[str] = frozenset()
    parts: tuple[Wording, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in words, and the words for its opposite."""

    wording: Wording
    opposite: Wording

    @property
    def text(self) -> str:
        """The condition as it is printed."""
        return self.wording.text

    def negated(self) -> Condition:
        """What holds where this one does not."""
        return Condition(self.opposite, self.wording)


@final
@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a choice: a condition and the two nodes that it decides between."""

    condition: Condition
    then: int
    otherwise: int


@final
@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a program, printed one after the other."""

    words: Words
    shown: Shown
    readings: dict[int, list[Reading]] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)

    def text(self, number: int, step: Step) -> str:
        """The printed choice: of all ways to read it the one with the fewest characters."""
        self.readings[number] = readings = self._all_readings(step)
        self.rows[number] = self._rows(min(readings, key=self._length))
        return self.words.whole.format(self.rows[number])

    def _length(self, reading: Reading) -> int:
        """How long the rows are, but for what all readings have in common."""
        rest = self.rows.get(reading.otherwise) or self.shown(reading.otherwise, Level.CHOICE)
        then = self.shown(reading.then, Level.CHOICE if self.words.drawn else Level.SUM)
        return len(then) + len(reading.condition.text) + len(rest)

    def _rows(self, reading: Reading) -> str:
        """A value with its condition, then the rest; drawn ones stand line by line."""
        then = self.shown(reading.then, Level.CHOICE if self.words.drawn else Level.SUM)
        row = self.words.row.format(then, reading.condition.text)
        if reading.otherwise in self.rows:
            return row + self.rows[reading.otherwise]
        return row + self.words.last.format(self.shown(reading.otherwise, Level.CHOICE))

    def _all_readings(self, step: Step) -> list[Reading]:
        """Every way to read a choice, the shortest one for each pair of outcomes.

        The readings of the choices within are complete already. So what was widened on the side of
        `then` can only be widened further on the other side.
        """
        left, right = (self.shown(index, Level.SUM) for index in step.operands[:COMPARED])
        sign = _SIGN_OF[step.rule.name]
        compared = (self._comparison(left, each, right) for each in (sign, _OPPOSITE[sign]))
        alone = Reading(Condition(*compared), *step.operands[COMPARED:])
        found = {(alone.then, alone.otherwise): alone}
        waiting = [(alone, self._with_then), (alone, self._with_otherwise)]
        while waiting:
            reading, widened = waiting.pop()
            other_way = self._with_then if widened == self._with_otherwise else self._with_otherwise
            for wider in widened(reading):
                known = found.get((wider.then, wider.otherwise))
                if known is None or len(wider.condition.text) < len(known.condition.text):
                    found[wider.then, wider.otherwise] = wider
                    waiting.append((wider, other_way))
        return list(found.values())

    def _with_then(self, reading: Reading) -> Iterator[Reading]:
        """Readings that take in a choice which stands in `then` and shares the other outcome."""
        condition, otherwise = reading.condition, reading.otherwise
        for inner in self._inner_readings(reading.then):
            if inner.otherwise == otherwise:
                yield Reading(self._both(condition, inner.condition), inner.then, otherwise)
            if inner.then == otherwise:
                opposite = inner.condition.negated()
                yield Reading(self._both(condition, opposite), inner.otherwise, otherwise)

    def _with_otherwise(self, reading: Reading) -> Iterator[Reading]:
        """Readings that take in a choice which stands in `otherwise` and shares the outcome."""
        condition, then = reading.condition, reading.then
        for inner in self._inner_readings(reading.otherwise):
            if inner.then == then:
                yield Reading(self._either(condition, inner.condition), then, inner.otherwise)
            if inner.otherwise == then:
                opposite = inner.condition.negated()
                yield Reading(self._either(condition, opposite), then, inner.then)

    def _inner_readings(self, number: int) -> Iterator[Reading]:
        """The readings of a choice within; none between equals, which either sign would fit."""
        readings = self.readings.get(number, ())
        return (reading for reading in readings if reading.then != reading.otherwise)

    def _comparison(self, left: str, sign: str, right: str) -> Wording:
        text = self.words.comparison.format(left, self.words.signs.get(sign, sign), right)
        return Wording(text, Strength.COMPARISON, left, right, frozenset({sign}))

    def _both(self, one: Condition, other: Condition) -> Condition:
        wording = self._and(one.wording, other.wording)
        opposites = self._or(one.opposite, other.opposite), self._not(wording)
        return Condition(wording, min(opposites, key=lambda wording: len(wording.text)))

    def _either(self, one: Condition, other: Condition) -> Condition:
        opposite = self._and(one.opposite, other.opposite)
        return Condition(self._or(one.wording, other.wording), opposite)

    def _and(self, one: Wording, other: Wording) -> Wording:
        """Both; where the last part of one and the first of the other make a chain, they do."""
        *before, last = one.parts or (one,)
        first, *after = other.parts or (other,)
        chain = _chained(last, first)
        parts = (*before, *([chain] if chain else [last, first]), *after)
        if len(parts) == 1:
            return parts[0]
        text = self.words.both.join(self._within(part, Strength.AND) for part in parts)
        return Wording(text, Strength.AND, parts=parts)

    def _or(self, one: Wording, other: Wording) -> Wording:
        return Wording(f"{one.text}{self.words.either}{other.text}", Strength.OR)

    def _not(self, wording: Wording) -> Wording:
        text = self._within(wording, Strength.NOT)
        return Wording(self.words.negation.format(text), Strength.NOT)

    def _within(self, wording: Wording, least: Strength) -> str:
        if wording.strength >= least:
            return wording.text
        return self.words.brackets.format(wording.text)


def _chained(one: Wording, other: Wording) -> Wording | None:
    """The chain 0 < a < 1 of 0 < a and a < 1, where the signs point the same way."""
    signs = one.signs | other.signs
    same_way = any(signs <= way for way in _SAME_WAY)
    if not (one.signs and other.signs and same_way and one.last == other.first):
        return None
    text = one.text + other.text.removeprefix(other.first)
    return Wording(text, Strength.COMPARISON, one.first, other.last, signs)
