"""Points where a formula bends or breaks: both one-sided slopes and what to make of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from dfda.digits import Blank, Cell, cell, is_undefined
from dfda.explanation.frameworks import framework_slopes
from dfda.formulas import Formula
from dfda.program.sides import OneSided, one_sided
from dfda.program.smooth import is_inside, is_smooth_at, switches
from dfda.results import Result, Verdict
from dfda.sentences import corner_sentence

NO_SLOPE: Final = "no single slope"
"""What the derivative's cell says at a corner or a jump."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner(Result):
    """The slopes to the left and to the right of a point where rules bend or break.

    Each slope is a number, "∞", "-∞", "undefined" or "cannot tell".

    Attributes:
        left: The slope to the left.
        right: The slope to the right.
        verdict: What kind of corner this is.
        frameworks: Pairs of a framework for automatic differentiation and the number that it
            returns there; empty where a rule has no counterpart whose convention is known.
    """

    left: Cell
    right: Cell
    verdict: Verdict
    frameworks: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """Both slopes, the verdict, and what a framework would say."""
        return corner_sentence(
            self.verdict,
            left=self.left.text,
            right=self.right.text,
            frameworks=self.frameworks,
        )


def corner_at(f: Formula, slope: Formula, at: Fraction) -> Corner | None:
    """The corner at a point; None where the formula is smooth and its slope has a value.

    The end of a domain is a corner, whatever the rules say about it.
    """
    has_slope = is_smooth_at(switches(f.program), at) and cell(slope.at(at)).value is not None
    if has_slope and is_inside(f.program, at):
        return None
    left, right = one_sided(f.program, at, -1), one_sided(f.program, at, 1)
    return Corner(
        left=left.slope,
        right=right.slope,
        verdict=_verdict(left, right, has_value=not is_undefined(f.at(at))),
        frameworks=framework_slopes(f.program, at),
    )


def _verdict(left: OneSided, right: OneSided, *, has_value: bool) -> Verdict:
    texts = {left.slope.text, right.slope.text}
    if left.jumps or right.jumps:
        return Verdict.JUMP
    if Blank.CANNOT_TELL in texts:
        return Verdict.CANNOT_TELL
    if texts == {Blank.UNDEFINED}:
        return Verdict.EDGE if has_value else Verdict.UNDEFINED
    if Blank.UNDEFINED in texts:
        return Verdict.EDGE
    if left.slope.value is None or right.slope.value is None:
        return Verdict.VERTICAL
    return Verdict.CONVERGED if same_slope(left.slope, right.slope) else Verdict.KINK


def same_slope(one: Cell, other: Cell) -> bool:
    """Whether two one-sided slopes are one."""
    return one.text == other.text or (one.exact and other.exact and one.value == other.value)


def slope_at(f: Formula, slope: Formula, at: Fraction) -> tuple[Cell, Corner | None]:
    """The exact derivative at a point, or in words why there is none; and the corner there."""
    corner = corner_at(f, slope, at)
    before = cell(f.at(at))
    if before.value is None:
        return before, corner
    if corner is None:
        return cell(slope.at(at)), None
    if corner.verdict is Verdict.CONVERGED:
        return corner.left, corner
    told = corner.verdict is not Verdict.CANNOT_TELL
    return Cell(text=NO_SLOPE if told else str(Blank.CANNOT_TELL), exact=False), corner
