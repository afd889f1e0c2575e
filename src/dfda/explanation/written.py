"""A path through Python code as people read it: its formula, its decisions, and what to mind."""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from dfda.digits import rounded
from dfda.errors import InputError
from dfda.formulas import Formula
from dfda.program.printing import Printer, Style, abridged, is_abridged
from dfda.program.program import Constant, Program, Step, written_out
from dfda.program.serial import program_data
from dfda.program.steps import DerivationStep
from dfda.results import Result
from dfda.rules import Level
from dfda.sentences import path_sentence

if TYPE_CHECKING:  # formulas are explained without loading what follows code
    from dfda.trace.path import Guard, Path, Place

READABLE: Final = 300
"""A formula of more parts is not written out: a loop's may have more than any computer can hold."""

SHOWN: Final = 100
"""The longest formula in characters that stands in a sentence."""

_MOST: Final = 6
"""The most places of decisions that are told one by one."""

_SHORT: Final = 40
"""The longest comparison in characters that is told as a formula."""

_LINE: Final = 60
_OPPOSITE: Final = {"<": "≥", "<=": ">", ">": "≤", ">=": "<", "==": "≠", "!=": "="}
_PRETTY: Final = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPath(Result):
    """The steps that Python code took at some points, as a formula, and where they hold.

    Attributes:
        formula: The steps as a formula of `a`. Constants of the code are the floats that they are.
        decisions: Where the code decided something by the value, in words: the formula is f
            wherever they come out the same. Empty for code that decides nothing.
        sentence: All that in words.
    """

    formula: Formula
    decisions: tuple[str, ...]
    sentence: str

    @property
    def is_readable(self) -> bool:
        """Whether the formula is short enough to be written out."""
        return is_readable(self.formula.program)

    @property
    def derivative(self) -> Formula | None:
        """The derivative along the path as a formula; None where it is too long to be written."""
        return self.formula.derivative if self.is_readable else None

    @property
    def steps(self) -> tuple[DerivationStep, ...]:
        """How the derivative is derived, rule by rule; empty where that is too long."""
        try:
            return self.formula.steps if self.is_readable else ()
        except InputError:
            return ()

    def to_json(self) -> dict[str, Any]:
        """The path as plain lists, texts and numbers, its program included."""
        shown, slope = (self.formula if self.is_readable else None), self.derivative
        return {
            "text": shown and shown.text,
            "pretty": shown and shown.pretty,
            "latex": shown and shown.latex(),
            "mathml": shown and shown.mathml(),
            "derivative": slope and slope.text,
            "decisions": list(self.decisions),
            "sentence": self.sentence,
            "program": program_data(self.formula.program),
        }


def is_readable(program: Program) -> bool:
    """Whether a program is short enough to be written out."""
    return written_out(program, most=READABLE) <= READABLE


def written(path: Path, name: str) -> WrittenPath:
    """A path in words."""
    f = Formula(path.program, short=True)
    decisions = tuple(_decisions(path))
    text = f.pretty if is_readable(path.program) else ""
    steps = sum(isinstance(node, Step) for node in path.program.nodes)
    return WrittenPath(
        formula=f,
        decisions=decisions,
        sentence=path_sentence(
            name,
            f.variable,
            formula=text if len(text) <= SHOWN else "",
            steps=steps,
            decisions=decisions,
            floats=_floats(path.program) if text else (),
        ),
    )


def _floats(program: Program) -> tuple[tuple[str, str], ...]:
    """Constants that are written in short, each with the first digits of what it is."""
    values = (node.value for node in program.nodes if isinstance(node, Constant))
    return tuple((abridged(value), rounded(value)) for value in values if is_abridged(value))


def _decisions(path: Path) -> Iterator[str]:
    """Each line that decided something, once; then what else was read off values."""
    printer = Printer(short=True)
    told = [
        _told(path, place, list(guards), printer)
        for place, guards in groupby(
            sorted(path.guards, key=lambda guard: _order(guard.place)),
            key=lambda guard: guard.place,
        )
    ]
    told += [
        f"{one.what} gave {_cut(one.answer)}{_at(one.place)}" for one in dict.fromkeys(path.settled)
    ]
    yield from told[:_MOST]
    if len(told) > _MOST:
        yield f"and {len(told) - _MOST} more"


def _order(place: Place) -> tuple[str, int, str]:
    return place.file, place.line, place.function


def _told(path: Path, place: Place, guards: list[Guard], printer: Printer) -> str:
    """One decision as the comparison that held, several of one line by their count."""
    if len(guards) == 1:
        text = _comparison(path.whole, guards[0], printer)
        if text:
            return text
    line = _cut(linecache.getline(place.file, place.line).strip(), _LINE)
    shown = f"“{line}”" if line else "a comparison"
    return f"{shown}{_at(place)} was decided {_counted(guard.answer for guard in guards)}"


def _counted(answers: Iterable[bool]) -> str:
    found = list(answers)
    yes, no = found.count(True), found.count(False)
    if yes and no:
        return f"{len(found)} times: {yes} true, {no} false"
    times = "once" if len(found) == 1 else f"{len(found)} times"
    return f"{times}: {'true' if yes else 'false'}"


def _comparison(program: Program, guard: Guard, printer: Printer) -> str:
    """The comparison that held; empty where it is too long."""
    sides = [Program(program.nodes, (number,)) for number in (guard.left, guard.right)]
    if not all(written_out(side, most=_SHORT) <= _SHORT for side in sides):
        return ""
    left, right = (printer(side, style=Style.PRETTY, least=Level.SUM) for side in sides)
    sign = _PRETTY.get(guard.sign, guard.sign) if guard.answer else _OPPOSITE[guard.sign]
    text = f"{left} {sign} {right}"
    return text if len(text) <= _SHORT else ""


def _at(place: Place) -> str:
    return f" (line {place.line} of {place.function})" if place.line else ""


def _cut(text: str, longest: int = _SHORT) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
