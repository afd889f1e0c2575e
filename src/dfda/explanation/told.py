"""What is said of one nudge beside the derivative: of formulas and of Python code alike."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from dfda.digits import Blank, Cell, Exact, cell, minus, over
from dfda.explanation.corners import Corner
from dfda.formulas import Formula
from dfda.results import Ledger, column_cells
from dfda.sentences import gap_sentence, infinitesimal_sentence, times_sentence


def limit(slope: Formula, at: Fraction, corner: Corner | None) -> Exact:
    """The derivative at a point; at a corner the formula of the derivative need not be right."""
    if corner is None:
        return slope.at(at)
    return Blank.CANNOT_TELL if corner.left.value is None else corner.left.value


def infinitesimal(ledger: Ledger, slope: Cell) -> str:
    """What an infinitesimal nudge does: f(a + ε)."""
    cells = column_cells(ledger)
    return infinitesimal_sentence(cells["at"].text, before=cells["before"].text, slope=slope.text)


def gap(
    value: Callable[[Fraction], Exact],
    limit: Exact,
    at: Fraction,
    nudge: Fraction,
    *,
    shown: Callable[[Cell], Cell] = lambda number: number,
) -> str:
    """How far the slope of this nudge is from the derivative."""
    quotient = over(minus(value(at + nudge), value(at)), nudge)
    slope, derivative = shown(cell(quotient)), shown(cell(limit))
    if slope.value is None or derivative.value is None:
        return ""
    left = shown(cell(minus(quotient, limit)))
    return gap_sentence(slope=slope, derivative=derivative, gap=left, by=cell(nudge))


def times(ledger: Ledger) -> str:
    """How many times the width the height is."""
    cells = column_cells(ledger)
    if not cells["slope"].is_number:
        return ""
    return times_sentence(height=cells["height"], slope=cells["slope"], width=cells["width"])
