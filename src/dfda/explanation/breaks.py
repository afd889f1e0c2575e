"""Where a formula may bend, jump or have no value in a window, at whatever numbers that is.

Each rule says where its derivative holds (`Rule.where`), and the numbers where that ends are zeros
of short expressions. These are looked for in floats at places close together; what floats show is
settled exactly, a ratio by the value of the expression there and any other number by its signs on
both sides. Nothing is claimed about a zero that floats do not show.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dfda.digits import cell, minus
from dfda.effort import spend
from dfda.formulas import formula
from dfda.program.exact import evaluate
from dfda.program.floats import node_values
from dfda.program.program import Builder, Node, Program, Step, Term
from dfda.program.smooth import hazards, moving_nodes, moving_steps

Kind = Literal["kink", "jump", "hole"]

_PLACES: Final = 960
"""How many intervals of the window are looked at."""

_MOST: Final = 20
"""At most so many zeros are settled, those next to the point."""

_HALVINGS: Final = 60
_LONGEST_DENOMINATORS: Final = (1_000, 1_000_000)
"""Ratios are tried with denominators up to these: floats tell a longer one from no other number."""

_DIGITS: Final = 4
_PER_UNIT: Final = 100
_COMPARED: Final = re.compile(r" (?:!=|<=|>=|<|>) ")
_OPERAND: Final = re.compile(r"\{(\d)\}")
_ROUNDS: Final = frozenset({"floor", "ceil"})
_SAME_ZEROS: Final = {
    "multiply": (0, 1),
    **dict.fromkeys(
        ("divide", "negate", "whole_power", "even_power", "odd_power", "sqrt", "cbrt", "abs"), (0,)
    ),
}
"""The operands of a rule among whose zeros those of the rule are: of a², those of a."""

_UNSETTLED: Final = frozenset({"jump", "division"})
"""An expression that jumps or divides may change its sign without a zero."""


class Near(NamedTuple):
    """A number that is no short ratio, near which some step of a formula surely bends or breaks."""

    at: Fraction
    kind: Kind


@dataclass(frozen=True, slots=True)
class Breaks:
    """What was found: exact numbers, others to a few decimals, and whether there may be more."""

    exact: tuple[Fraction, ...] = ()
    near: tuple[Near, ...] = ()
    more: bool = False


class _Edge(NamedTuple):
    """An expression by its number among the nodes; what happens at its zeros, or whole numbers."""

    number: int
    kind: Kind
    rounds: bool


class _Bracket(NamedTuple):
    """Two places between which an edge passes a level."""

    edge: _Edge
    level: int
    low: float
    high: float


def is_smooth(program: Program) -> bool:
    """Whether the rules show that a formula has a value and one slope at every real number."""
    return not hazards(program) and cell(evaluate(program, Fraction(0))).value is not None


def breaks_between(program: Program, left: float, right: float, *, point: float) -> Breaks:
    """Where a formula may bend, jump or have no value in a window, next to a point first."""
    nodes, edges = _edges(program)
    if not edges:
        return Breaks()
    brackets, more = _brackets(program, nodes, edges, np.linspace(left, right, _PLACES + 1))
    brackets.sort(key=lambda bracket: abs(bracket.low - point))
    exact: list[Fraction] = []
    near: dict[Fraction, Near] = {}
    chooses = any(isinstance(node, Step) and node.rule.chooses for node in nodes)
    kept = brackets[:_MOST]
    more = more or len(kept) < len(brackets)
    digits = _DIGITS - math.floor(math.log10(right - left))
    for bracket, x in zip(kept, _refined(program, nodes, kept), strict=True):
        ratio = _ratio(nodes, bracket, x)
        # a choice may leave the step out there
        found = None if chooses or ratio is not None else _near(nodes, bracket, x, digits)
        exact += [] if ratio is None else [ratio]
        near |= {found.at: found} if found else {}
        more = more or (ratio is None and found is None)
    return Breaks(tuple(sorted(set(exact))), tuple(sorted(near.values())), more)


def _edges(program: Program) -> tuple[tuple[Node, ...], list[_Edge]]:
    """The program's nodes with those of the expressions whose zeros are looked for."""
    builder = Builder()
    terms = builder.extend(program)
    found: dict[int, _Edge] = {}
    for node, known, hazard in moving_steps(program):
        kind: Kind = "kink" if hazard == "kink" else "jump" if hazard == "jump" else "hole"
        rounds = node.rule.name in _ROUNDS
        operands = [terms[index] for index in node.operands]
        if hazard and rounds:
            found[operands[0].number] = _Edge(operands[0].number, kind, rounds)
        elif hazard:
            for edge in _ends(builder, node.rule.where(known), operands):
                for factor in _factors(builder, edge.number):
                    found.setdefault(factor, _Edge(factor, kind, rounds))
    nodes = tuple(builder.nodes)
    still_moving = moving_nodes(Program(nodes, (0,)))
    return nodes, [edge for edge in found.values() if still_moving[edge.number]]


def _ends(builder: Builder, where: str, operands: Sequence[Term]) -> Iterator[Term]:
    """The differences that are 0 where a rule's condition ends: of -1 < {0} < 1 there are two."""
    for condition in filter(None, where.split(" or ")):
        sides = [_side(builder, side, operands) for side in _COMPARED.split(condition)]
        for left, right in pairwise(sides):
            yield left if right.node == builder.constant(0).node else left - right


def _side(builder: Builder, template: str, operands: Sequence[Term]) -> Term:
    """One side of a condition, in which at most one operand stands."""
    if whole := _OPERAND.fullmatch(template):
        return operands[int(whole[1])]
    program = formula(_OPERAND.sub("a", template)).program
    inner = _OPERAND.search(template)
    operand = operands[int(inner[1])] if inner else builder.constant(0)  # no constant needs one
    return builder.extend(program, {"a": operand})[program.outputs[0]]


def _factors(builder: Builder, number: int) -> Iterator[int]:
    """The nodes whose zeros are those of a product, a quotient, a power."""
    waiting = [number]
    while waiting:
        number = waiting.pop()
        node = builder.nodes[number]
        places = _SAME_ZEROS.get(node.rule.name, ()) if isinstance(node, Step) else ()
        if isinstance(node, Step) and places:
            waiting += [node.operands[place] for place in places]
        else:
            yield number


def _floats(program: Program, nodes: tuple[Node, ...], places: NDArray[np.float64]) -> list[Any]:
    """The values of all nodes at many places."""
    spend(len(nodes) * (1 + len(places) // _PER_UNIT))
    return node_values(Program(nodes, (0,)), dict.fromkeys(program.inputs, places))


def _brackets(
    program: Program, nodes: tuple[Node, ...], edges: Sequence[_Edge], places: NDArray[np.float64]
) -> tuple[list[_Bracket], bool]:
    """Between which places each edge passes 0, or a whole number; and whether some are left out."""
    values = _floats(program, nodes, places)
    found: list[_Bracket] = []
    more = False
    for edge in edges:
        heights = np.broadcast_to(values[edge.number], places.shape)
        with np.errstate(invalid="ignore"):
            below = np.floor(heights if edge.rounds else np.sign(heights) / 2)  # NaN stays NaN
            levels = np.maximum(below[:-1], below[1:])
            passed = np.abs(np.diff(below))
            hits = np.flatnonzero(heights == (below if edge.rounds else 0))
        more = more or bool((passed > 1).any()) or len(hits) > _MOST
        between = np.flatnonzero(np.isfinite(passed) & (passed > 0))
        found += [_Bracket(edge, int(levels[i]), places[i], places[i + 1]) for i in between]
        if len(hits) <= _MOST:  # an expression that stays 0 has no corner of its own
            found += [_Bracket(edge, int(below[i]), places[i], places[i]) for i in hits]
    return found, more


def _refined(
    program: Program, nodes: tuple[Node, ...], brackets: Sequence[_Bracket]
) -> NDArray[np.float64]:
    """Where each edge passes its level, as nearly as floats tell, by halving all at once."""
    low, high = (np.array([bracket[end] for bracket in brackets]) for end in (2, 3))
    levels = np.array([bracket.level for bracket in brackets])
    numbers = [bracket.edge.number for bracket in brackets]
    columns = np.arange(len(brackets))

    def is_below(places: NDArray[np.float64]) -> NDArray[np.bool_]:
        values = _floats(program, nodes, places)
        table = np.array([np.broadcast_to(values[number], places.shape) for number in numbers])
        below: NDArray[np.bool_] = table[columns, columns] < levels
        return below

    if not brackets:
        return low
    start = is_below(low)
    for _ in range(_HALVINGS):
        middle = low + (high - low) / 2
        stays = is_below(middle) == start
        low, high = np.where(stays, middle, low), np.where(stays, high, middle)
    return high


def _ratio(nodes: tuple[Node, ...], bracket: _Bracket, x: float) -> Fraction | None:
    """The ratio at which an edge is exactly at its level, if it is one with few digits."""
    for longest in _LONGEST_DENOMINATORS:
        ratio = Fraction(x).limit_denominator(longest)
        if evaluate(Program(nodes, (bracket.edge.number,)), ratio) == bracket.level:
            return ratio
    return None


def _near(nodes: tuple[Node, ...], bracket: _Bracket, x: float, digits: int) -> Near | None:
    """A number of few decimals, where the signs on both sides prove that the level is passed."""
    edge = Builder()
    term = edge.extend(Program(nodes, (0,)))[bracket.edge.number]
    program = edge.build(term)
    if hazards(program) & _UNSETTLED:
        return None
    at, apart = Fraction(round(Fraction(x), digits)), Fraction(10) ** -digits
    ends = (
        minus(evaluate(program, at + step), Fraction(bracket.level)) for step in (-apart, apart)
    )
    below, above = (cell(end).value for end in ends)
    is_passed = (
        below is not None and above is not None and min(below, above) < 0 < max(below, above)
    )
    return Near(at, bracket.edge.kind) if is_passed else None
