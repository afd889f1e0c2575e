"""What an explanation holds, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from dfda.digits import Cell, cell
from dfda.explanation.corners import Corner
from dfda.explanation.everywhere import SlopeEverywhere
from dfda.formulas import Formula
from dfda.nudges.nudge import Rung
from dfda.program.quotient import Cancelled
from dfda.results import Estimate, Ledger, Result, Scalar
from dfda.sentences import straight_line


@dataclass(frozen=True, slots=True, kw_only=True)
class PointExplanation(Result):
    """One point: its ledger, its sentence, the ladder, the estimate and the exact derivative.

    `derivative` is None where f is Python code: then only the estimate speaks. `gap` and
    `infinitesimal` are empty where there is no derivative to compare with. `corner` is there where
    the rules of a formula bend or break.
    """

    at: Fraction
    ledger: Ledger
    sentence: str
    times: str
    gap: str
    infinitesimal: str
    ladder: tuple[Rung, ...]
    estimate: Estimate
    derivative: Cell | None
    corner: Corner | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Result):
    """All the evidence about a function at its points.

    A notebook shows it as a picture; `print` shows the text; `to_json()` is the versioned document
    that every face reads.
    """

    f: Scalar = field(repr=False)
    formula: Formula | None
    name: str
    variable: str
    nudge: Fraction
    points: tuple[PointExplanation, ...]
    derivative: Formula | None
    everywhere: SlopeEverywhere
    quotient: Cancelled | None
    notations: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """What is explained: f(a) = 3a."""
        shown = self.formula.pretty if self.formula else f"{self.name}({self.variable})"
        return f"f({self.variable}) = {shown}"

    @property
    def straight_line(self) -> str:
        """The verdict chip: "straight line: yes (proved)"."""
        return straight_line(self.everywhere.verdict)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentence of every point, then the verdict about all points."""
        return (*(point.sentence for point in self.points), self.everywhere.sentence)

    def to_json(self) -> dict[str, Any]:
        """The explanation as a document of plain lists, texts and numbers."""
        from dfda.explanation.document import document_of

        return document_of(self)

    def __repr__(self) -> str:
        at = ", ".join(cell(point.at).text for point in self.points)
        return f"Explanation({self.title!r}, at={at}, everywhere={str(self.everywhere.verdict)!r})"

    def __str__(self) -> str:
        from dfda.show.terminal import rendered

        return rendered(self)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        from dfda.show.notebook import mimebundle

        return mimebundle(self)
