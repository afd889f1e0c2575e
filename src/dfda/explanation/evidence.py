"""What an explanation holds, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from dfda.digits import Cell, cell
from dfda.errors import InputError
from dfda.explanation.corners import Corner
from dfda.explanation.everywhere import SlopeEverywhere
from dfda.explanation.written import WrittenPath
from dfda.formulas import Formula
from dfda.nudges.nudge import Rung
from dfda.program.quotient import Cancelled
from dfda.program.steps import DerivationStep
from dfda.results import Estimate, Ledger, Result, Scalar, column_cells
from dfda.sentences import straight_line

LONGEST_TITLE: Final = 40
"""A longer formula of Python code does not stand in the title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointExplanation(Result):
    """One point: its ledger, its sentence, the ladder, the estimate and the exact derivative.

    Attributes:
        at: The point.
        ledger: The nudge in exact numbers, float64 and float32.
        sentence: The nudge in one sentence.
        times: The height as a multiple of the width; empty where there is no slope.
        gap: How far the slope of the nudge is from the derivative; empty where there is none.
        infinitesimal: The nudge by ε, such as "f(2+ε) = 6 + 3ε"; empty likewise.
        ladder: The slope at smaller and smaller nudges.
        estimate: What shrinking float nudges say.
        disagreement: Why the estimate does not show the exact derivative, and which to trust; empty
            where it does.
        derivative: The exact derivative. For Python code whose steps are not all rules it is exact
            up to rounding, and None where the code cannot be followed, or nudges contradict it.
        corner: Both one-sided slopes where the rules of f bend or break; None elsewhere.
        followed: For Python code, the derivative in one sentence, or why there is none; empty for
            formulas.
        path: For Python code, the steps that it took as a formula; None where they cannot be
            written down, and for formulas.
    """

    at: Fraction
    ledger: Ledger
    sentence: str
    times: str
    gap: str
    infinitesimal: str
    ladder: tuple[Rung, ...]
    estimate: Estimate
    disagreement: str
    derivative: Cell | None
    corner: Corner | None
    followed: str = ""
    path: WrittenPath | None = None

    def __repr__(self) -> str:
        shown = {
            "at": cell(self.at).text,
            "slope": column_cells(self.ledger)["slope"].text,
            "derivative": self.derivative,
            "estimate": repr(str(self.estimate.verdict)),
        }
        return f"PointExplanation({', '.join(f'{name}={text}' for name, text in shown.items())})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Result):
    """All the evidence about a function at its points.

    A notebook shows it as a picture; `print` shows the text; `to_json()` is the versioned document
    that every face reads. It holds the function, so it can be pickled where that can: a formula or
    a function of a module, but not a lambda.

    Attributes:
        f: What was explained.
        formula: The same where it is a formula; None for Python code.
        name: The function's name: "f" for a formula, its own for Python code.
        variable: The name of its variable.
        nudge: The width of the nudge.
        points: One explanation for each point.
        derivative: The exact derivative as a formula. For Python code None where its steps depend
            on decisions, differ from point to point, or are too long for a formula.
        everywhere: The verdict about all points.
        quotient: The difference quotient with its h cancelled, where that can be shown.
        notations: The two ways to write the derivative, each with how to say it.

    Example:
        >>> import dfda
        >>> told = dfda.explain("a^2", 2)
        >>> told
        Explanation('f(a) = a²', at=2, everywhere='refuted')
        >>> told.derivative, told.points[0].derivative
        (formula('2a'), Cell('4', exact=True))
    """

    f: Scalar = field(repr=False, hash=False)
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
        """What is explained, such as "f(a) = 3a"."""
        if self.formula:
            return f"f({self.variable}) = {self.formula.pretty}"
        parts = [f"f({self.variable})", f"{self.name}({self.variable})"]
        short = self.written.pretty if self.written else ""
        parts += [short] if 0 < len(short) <= LONGEST_TITLE else []
        return " = ".join(dict.fromkeys(parts))

    @property
    def paths(self) -> tuple[WrittenPath, ...]:
        """The different paths that Python code took at the points; empty for a formula."""
        return tuple(dict.fromkeys(point.path for point in self.points if point.path is not None))

    @property
    def written(self) -> Formula | None:
        """The formula itself; of Python code that decides nothing its steps, where they are short.

        None where there is no formula that is all of f.
        """
        return self.formula or (self.paths[0].formula if self.derivative else None)

    @property
    def steps(self) -> tuple[DerivationStep, ...]:
        """The derivation of the derivative; empty beyond 200 steps.

        For Python code it is that of the path that was taken, where it is one path for all points
        and short enough to be read.
        """
        try:
            if self.formula:
                return self.formula.steps
        except InputError:
            return ()
        alone = len(self.paths) == 1 and all(point.path is not None for point in self.points)
        return self.paths[0].steps if alone else ()

    @property
    def straight_line(self) -> str:
        """Whether f is a straight line, and how that is known."""
        return straight_line(self.everywhere.verdict, jumps=self.everywhere.jump is not None)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentence of every point, then the verdict about all points."""
        return (*(point.sentence for point in self.points), self.everywhere.sentence)

    def to_json(self) -> dict[str, Any]:
        """The explanation as a document of plain lists, texts and numbers."""
        from dfda.explanation.document import document_of

        return document_of(self)

    def save(self, path: str | Path) -> None:
        """Write a page (.html) that explores it, or its picture (.svg, .png, .pdf).

        The page is one file that needs no network. It holds a formula: of Python code what its
        steps compute, if they decide nothing. A picture, of anything, needs matplotlib.
        """
        from dfda.show.page.export import save

        save(self, path)

    def __repr__(self) -> str:
        at = ", ".join(cell(point.at).text for point in self.points)
        return f"Explanation({self.title!r}, at={at}, everywhere={str(self.everywhere.verdict)!r})"

    def __str__(self) -> str:
        from dfda.show.terminal import rendered

        return rendered(self)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        from dfda.show.notebook import mimebundle

        return mimebundle(self)
