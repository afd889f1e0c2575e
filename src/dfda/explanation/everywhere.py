"""Is the slope the same everywhere? Proof, counterexample, or an honest "not known"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from dfda.digits import (
    BALL_BITS,
    SIGNIFICANT,
    Blank,
    Cell,
    Exact,
    cell,
    is_undefined,
    minus,
    rounded,
)
from dfda.explanation.breaks import breaks_between, is_smooth
from dfda.explanation.corners import corner_at
from dfda.formulas import Formula
from dfda.program.smooth import constant_value, hazards, is_inside, is_smooth_at, switches
from dfda.results import Everywhere, Result, Verdict
from dfda.sentences import (
    jump_sentence,
    open_sentence,
    same_slope_sentence,
    witnesses_sentence,
)

GRID: Final = tuple(Fraction(half, 2) for half in range(-20, 21))
"""Where an undefined point or a second slope is looked for besides the user's own points."""

_BETWEEN: Final = tuple(map(Fraction, ("1/3", "-2/3", "7/3", "-22/7", "31/7", "-58/9")))
"""Where a slope is looked for too: floor(2a) jumps at every point of the grid."""

_TWO, _FIVE = Fraction(2), Fraction(5)
PAIRS: Final = ((2, 5), (-1, 1), (0, 1))
"""Where two slopes are compared first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A point and the slope there.

    Attributes:
        at: The point.
        slope: The slope there.
    """

    at: Cell
    slope: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopeEverywhere(Result):
    """The verdict about all points, its sentence, and what it rests on.

    Attributes:
        verdict: The verdict.
        sentence: The same in words.
        slope: The proved slope; None without a proof.
        witnesses: Two points whose slopes differ; empty unless refuted.
        samples: How many points a verdict by sampling has seen; None for others.
        jump: A point where f jumps, so that it is no straight line, where one is known and no two
            slopes were found to differ.
    """

    verdict: Everywhere
    sentence: str
    slope: Cell | None = None
    witnesses: tuple[Witness, ...] = ()
    samples: int | None = None
    jump: Cell | None = None


def slope_everywhere(f: Formula, points: Sequence[Fraction]) -> SlopeEverywhere:
    """The verdict for a formula: proved from its derivative, refuted by two exact slopes, or open.

    Proved means: the derivative is a constant, and no step of the formula has a kink, a jump, a
    division, a logarithm, a root or a restricted domain anywhere on the real line.
    """
    proved = proved_slope(f)
    if proved is not None:
        return SlopeEverywhere(
            verdict=Everywhere.PROVED, sentence=same_slope_sentence(proved.text), slope=proved
        )
    slopes = _ExactSlopes(f)
    for pair in _pairs(points):
        witnesses = slopes.differ(*pair)
        if witnesses:
            return refuted(witnesses)
    tried = (*GRID, *_BETWEEN)
    first = next((point for point in tried if slopes.at(point) is not None), None)
    if first is not None:
        found = (slopes.differ(first, point) for point in tried)
        witnesses = next(filter(None, found), None)
        if witnesses:
            return refuted(witnesses)
    return _open(f, slopes, points)


def proved_slope(f: Formula) -> Cell | None:
    """The slope that the rules prove at all points; None where they prove none."""
    if not is_smooth(f.program):
        return None
    value = constant_value(f.derivative.program)
    if value is None or isinstance(value, Blank):
        return None
    slope = cell(value)
    return slope if slope.value is not None else None


class _ExactSlopes:
    """Exact slopes of a formula where it has one; None elsewhere."""

    def __init__(self, f: Formula) -> None:
        self._f = f
        self._derivative = f.derivative
        self._corners = switches(f.program)
        self._known: dict[Fraction, Exact | None] = {}

    def at(self, point: Fraction) -> Cell | None:
        """The slope at a point, printed."""
        value = self._value(point)
        return None if value is None else cell(value)

    def _value(self, point: Fraction) -> Exact | None:
        if point not in self._known:
            self._known[point] = self._worked_out(point)
        return self._known[point]

    def _worked_out(self, point: Fraction) -> Exact | None:
        if cell(self._f.at(point)).value is None:
            return None
        if not is_smooth_at(self._corners, point):
            return self._in_spite_of_a_corner(point)
        slope = self._derivative.at(point)
        told = cell(slope).value is not None and is_inside(self._f.program, point)
        return slope if told else None

    def _in_spite_of_a_corner(self, point: Fraction) -> Fraction | None:
        """The slope at a point where rules bend and f does not, as |a|·a at 0."""
        corner = corner_at(self._f, self._derivative, point)
        one = corner is not None and corner.verdict is Verdict.CONVERGED and corner.left.exact
        return corner.left.value if corner is not None and one else None

    def differ(self, first: Fraction, second: Fraction) -> tuple[Witness, Witness] | None:
        """Two witnesses, where the slopes at two points certainly differ."""
        one, other = self._value(first), self._value(second)
        if one is None or other is None or not cell(minus(one, other)).value:
            return None
        slopes = _told_apart(cell(one), cell(other))
        return Witness(at=cell(first), slope=slopes[0]), Witness(at=cell(second), slope=slopes[1])


def _told_apart(one: Cell, other: Cell) -> tuple[Cell, Cell]:
    """Two different numbers with as many digits as it takes to see that they differ."""
    digits = SIGNIFICANT
    while one.text == other.text and digits < BALL_BITS // 4:
        digits *= 2
        one, other = _with_digits(one, digits), _with_digits(other, digits)
    return one, other


def _with_digits(slope: Cell, digits: int) -> Cell:
    return slope if slope.value is None else replace(slope, text=rounded(slope.value, digits))


def _pairs(points: Sequence[Fraction]) -> Iterator[tuple[Fraction, Fraction]]:
    """Pairs to compare: the user's own points first, then the tutorial's and other small ones."""
    for index, point in enumerate(points[1:], start=1):
        yield from ((earlier, point) for earlier in points[:index])
    for point in points[:1]:
        yield (point, _FIVE) if point < _FIVE else (_TWO, point)
    yield from ((Fraction(first), Fraction(second)) for first, second in PAIRS)


def refuted(witnesses: tuple[Witness, Witness]) -> SlopeEverywhere:
    """The verdict that two points with different slopes bring."""
    first, second = ((witness.slope.text, witness.at.text) for witness in witnesses)
    return SlopeEverywhere(
        verdict=Everywhere.REFUTED,
        sentence=witnesses_sentence(first, second),
        witnesses=witnesses,
    )


def _open(f: Formula, slopes: _ExactSlopes, points: Sequence[Fraction]) -> SlopeEverywhere:
    """Neither proved nor refuted by two slopes: say what stands in the way."""
    seen = ((point, slopes.at(point)) for point in (*points, _TWO, _FIVE, *GRID, *_BETWEEN))
    shown = next(((slope, cell(point)) for point, slope in seen if slope is not None), None)
    witness = None if shown is None else (shown[0].text, shown[1].text)
    hole = next((point for point in GRID if is_undefined(f.at(point))), None)
    if "jump" in hazards(f.program):
        verdict, obstacle = Everywhere.JUMP_POSSIBLE, "f may jump"
        jump = _jump(f, points)
        if jump is not None:
            sentence = jump_sentence(witness, jump.text)
            return SlopeEverywhere(verdict=verdict, sentence=sentence, jump=jump)
    elif hole is not None:
        verdict, obstacle = Everywhere.UNDEFINED_SOMEWHERE, f"f is undefined at {cell(hole)}"
    else:
        verdict, obstacle = Everywhere.UNDECIDED, "nothing is proved about the other points"
    return SlopeEverywhere(verdict=verdict, sentence=open_sentence(witness, obstacle))


def _jump(f: Formula, points: Sequence[Fraction]) -> Cell | None:
    """A point where f surely jumps: one of the user's, of the grid, or where a step of f jumps."""
    slope = f.derivative
    for point in _may_jump(f, points):
        corner = corner_at(f, slope, point)
        if corner is not None and corner.verdict is Verdict.JUMP:
            return cell(point)
    return None


def _may_jump(f: Formula, points: Sequence[Fraction]) -> Iterator[Fraction]:
    """The points to look at; what is between those of the grid is searched for only in the end."""
    yield from points
    yield from sorted(GRID, key=abs)
    yield from breaks_between(f.program, float(GRID[0]), float(GRID[-1]), point=0).exact
