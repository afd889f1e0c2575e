"""The slope to the left and to the right of a point, exactly, where rules bend or break.

On one side of a corner every rule is smooth: |x| is x or -x, sign(x) is 1 or -1. So the program is
rewritten as what it is on that side, and that is differentiated as usual. Which branch holds is
read off the first derivative of the switch that is not zero at the point.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, Literal

from dfda.digits import Blank, Cell, Exact, Real, cell, enclosure, is_undefined, minus, over
from dfda.program.exact import evaluate
from dfda.program.forward import derivative
from dfda.program.program import Builder, Program, Step, Term
from dfda.program.smooth import constant_value, steps_beside
from dfda.rules import (
    COMPARED,
    RULES,
    Rule,
    divide,
    even_power,
    multiply,
    negate,
    odd_power,
    subtract,
    whole_power,
)

Side = Literal[-1, 1]

HIGHEST: Final = 12
"""How many derivatives of a switch are tried for its sign, while they stay short."""

_LONGEST: Final = 300
"""The most nodes of such a derivative: some grow threefold with every order."""

_MOST_FACTORS: Final = 200
"""How many steps and factors of a product are looked at for its sign."""

_AGREEING: Final = 3
_GROWTH: Final = Fraction(3, 2)
_SHRINKING: Final = 1000
_NOTHING: Final = Fraction(1, 10**5000)
_FEW_BITS: Final = 128
_UNBOUNDED: Final = {1: "∞", -1: "-∞"}
_ROUNDINGS: Final = {"floor": (0, -1), "ceil": (1, 0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSided:
    """What happens on one side of a point.

    `slope` is a number, "∞", "-∞", "undefined" where f has no value there, or "cannot tell".
    `jumps` is true where f does not tend to its own value.
    """

    slope: Cell
    jumps: bool = False


def one_sided(program: Program, point: Fraction, side: Side) -> OneSided:
    """The one-sided limit of (f(a + h) - f(a))/h as h goes to 0 from one side."""
    value = evaluate(program, point)
    if is_undefined(value):
        return OneSided(slope=cell(Blank.UNDEFINED))
    branch = on_one_side(program, point, side)
    if branch is None:
        return OneSided(slope=cell(Blank.CANNOT_TELL))
    if is_undefined(evaluate(program, point + side * steps_beside(point)[-1])):
        return OneSided(slope=cell(Blank.UNDEFINED))
    limit = evaluate(branch, point)
    if is_undefined(limit):
        return _beside_a_hole(branch, value, point, side)
    return _beside(branch, minus(limit, value), point, side)


def _beside(branch: Program, height: Exact, point: Fraction, side: Side) -> OneSided:
    """One side of a point at which the branch ends so far from the value."""
    gap = cell(height)
    if gap.value is None:
        return OneSided(slope=cell(Blank.CANNOT_TELL))
    if gap.value:
        upwards = 1 if (gap.value > 0) == (side > 0) else -1
        return OneSided(slope=_infinite(upwards), jumps=True)
    slope = derivative(branch)
    at_point = cell(evaluate(slope, point))
    return OneSided(slope=at_point if at_point.value is not None else _nearby(slope, point, side))


def _beside_a_hole(branch: Program, value: Exact, point: Fraction, side: Side) -> OneSided:
    """One side of a point that was filled in: (f(a + h) - f(a))/h read off tiny exact nudges."""
    nudges = [side * step for step in steps_beside(point)]
    heights = [minus(evaluate(branch, point + nudge), value) for nudge in nudges]
    gap = _limit([_seen(height) for height in heights])
    if gap.value == 0:
        slopes = [over(height, nudge) for height, nudge in zip(heights, nudges, strict=True)]
        return OneSided(slope=_limit([_seen(slope) for slope in slopes]))
    if gap.text == Blank.CANNOT_TELL:
        return OneSided(slope=gap)
    return OneSided(slope=_infinite(-side if gap.text.startswith("-") else side), jumps=True)


def on_one_side(program: Program, point: Fraction, side: Side) -> Program | None:
    """What a program is on one side of a point, smooth; None where that is not clear."""
    builder = Builder()
    terms: list[Term | None] = []
    for node in program.nodes:
        if isinstance(node, Step):
            operands = [terms[index] for index in node.operands]
            terms.append(_smooth_step(builder, node.rule, operands, point, side))
        else:
            terms.append(builder.extend(Program((node,), (0,)))[0])
    answer = terms[program.outputs[0]]
    return None if answer is None else builder.build(answer)


def _smooth_step(
    builder: Builder, rule: Rule, operands: list[Any], point: Fraction, side: Side
) -> Term | None:
    """What a step is on one side; an operand that is not clear matters only if it is used."""
    if None in (operands[:COMPARED] if rule.chooses else operands):
        return None
    if rule.name in _ROUNDINGS:
        return _rounded(builder, rule.name, operands[0], point, side)
    if rule.switch is None:
        return builder.step(rule, *operands)
    switch = builder.build(rule.switch(*operands))
    if rule.branch is None:
        return builder.step(rule, *operands) if cell(evaluate(switch, point)).value else None
    sign = _sign(switch, point, side)
    if sign is None:
        return None
    branch: Term | None = rule.branch(sign, *operands)
    return branch


def _rounded(builder: Builder, name: str, x: Term, point: Fraction, side: Side) -> Term | None:
    """Floor and ceil are constant beside every point."""
    ends = [evaluate(builder.build(builder.step(RULES[end], x)), point) for end in _ROUNDINGS]
    low, high = (shown.value if shown.exact else None for shown in map(cell, ends))
    if low is None or high is None:
        return None
    if low != high:
        return builder.constant(low if name == "floor" else high)
    sign = _sign(builder.build(x - low if low else x), point, side)
    above, below = _ROUNDINGS[name]
    if sign is None:
        return None
    return builder.constant(low + (above if sign > 0 else below if sign < 0 else 0))


def _sign(program: Program, point: Fraction, side: Side) -> int | None:
    """The sign of a smooth program just beside a point: 0 where it stays 0, None if not clear.

    A product has the signs of its factors, however flat it is: a^99 that of a.
    """
    product = 1
    waiting = [(program.outputs[0], False)]
    for _ in range(_MOST_FACTORS):
        number, even = waiting.pop()
        factors = _factors(program, number)
        if factors is None:
            sign = _sign_of_one(Program(program.nodes, (number,)), point, side)
            if not sign:
                return sign
            product *= abs(sign) if even else sign
        else:
            turn, found = factors
            product *= abs(turn) if even else turn
            waiting += [(factor, even or twice) for factor, twice in found]
        if not waiting:
            return product
    return None


def _factors(program: Program, number: int) -> tuple[int, list[tuple[int, bool]]] | None:
    """A sign, and the nodes whose signs are the rest of a node's; True for one that is squared."""
    node = program.nodes[number]
    if not isinstance(node, Step):
        return None
    first, *others = node.operands
    if node.rule in (multiply, divide):
        return 1, [(first, False), (others[0], False)]
    if node.rule is negate:
        return -1, [(first, False)]
    known = program.known(node)
    if node.rule is subtract and 0 in known:
        return (1, [(first, False)]) if known[1] == 0 else (-1, [(others[0], False)])
    exponent = known[-1]
    if node.rule in (whole_power, odd_power, even_power) and exponent:
        return 1, [(first, exponent.numerator % 2 == 0)]
    return None


def _sign_of_one(program: Program, point: Fraction, side: Side) -> int | None:
    if is_undefined(evaluate(program, point)):
        return _sign_beside_a_hole(program, point, side)
    slope, turn = program, 1
    for _ in range(HIGHEST + 1):
        value = cell(evaluate(slope, point))
        if value.value is None or (value.value == 0 and not value.exact):
            return None
        if value.value:
            return turn if value.value > 0 else -turn
        if len(slope) > _LONGEST:
            return None
        slope, turn = derivative(slope), turn * side
    return 0 if constant_value(program) == 0 else None


def _sign_beside_a_hole(program: Program, point: Fraction, side: Side) -> int | None:
    limit = _nearby(program, point, side)
    if limit.text == Blank.CANNOT_TELL or limit.value == 0:
        return None
    return -1 if limit.text.startswith("-") else 1


def _nearby(program: Program, point: Fraction, side: Side) -> Cell:
    """The limit of a program without a value at the point itself, read off exact values beside it.

    If f is continuous and its slope has a limit, that limit is the one-sided slope.
    """
    return _limit([_seen(evaluate(program, point + side * step)) for step in steps_beside(point)])


def _seen(value: Exact) -> Cell:
    """A printed number; one that is smaller than any power of a probe is as good as 0."""
    bounds = enclosure(value, _FEW_BITS)
    if isinstance(value, Real) and isinstance(bounds, tuple) and max(map(abs, bounds)) < _NOTHING:
        return replace(cell(Fraction(0)), exact=False)
    return cell(value)


def _limit(seen: list[Cell]) -> Cell:
    """Where values at the probes lead: to a number, to 0, beyond all bounds, or not clear."""
    values = [shown.value for shown in seen if shown.value is not None]
    if len(values) < len(seen):
        return cell(Blank.CANNOT_TELL)
    sizes = [abs(value) for value in values]
    shrinking = all(after < before / _SHRINKING for before, after in pairwise(sizes))
    if shrinking or not any(sizes):
        return replace(cell(Fraction(0)), exact=False)
    if len({shown.text for shown in seen[-_AGREEING:]}) == 1:
        return replace(seen[-1], exact=False)
    growing = all(after > _GROWTH * before for before, after in pairwise(sizes))
    one_way = len({value > 0 for value in values}) == 1
    return _infinite(1 if values[0] > 0 else -1) if growing and one_way else cell(Blank.CANNOT_TELL)


def _infinite(sign: int) -> Cell:
    return Cell(text=_UNBOUNDED[sign], exact=False)
