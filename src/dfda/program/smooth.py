"""Where a program bends or jumps, and what may go wrong with it anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final

from dfda.digits import Blank, Exact, cell, is_undefined
from dfda.program.exact import Values, evaluate
from dfda.program.polynomial import polynomial
from dfda.program.program import Builder, Constant, Input, Program, Step, Term
from dfda.rules import COMPARED, if_equal
from dfda.rules.rule import Hazard, Known, Rule

_STEPS: Final = ((20, 613), (40, 751), (80, 857), (160, 929))
"""How near to look beside a point: a power of ten, and 997ths of it.

Whole powers of ten would all meet the same phase of cos(2π/a), which has no limit at 0.
"""

_HOLES: Final = frozenset({"division", "logarithm", "root", "restricted domain"})
"""The hazards of functions without a value somewhere."""

_BESIDE: Final = 16
"""How many times as long as the point fractions may be beside it: those of a^99 are longer."""


def hazards(program: Program) -> set[Hazard]:
    """Everything that may go wrong on the real line; empty for a smooth function without holes.

    Steps that hold no variable are constants: they count only as operands of those that do.
    """
    return {hazard for _, _, hazard in moving_steps(program)} - {""}


def moving_steps(program: Program) -> Iterator[tuple[Step, Known, Hazard]]:
    """The steps that depend on the variable, with what is known of their operands, and hazards."""
    moving = moving_nodes(program)
    for number, node in enumerate(program.nodes):
        if moving[number] and isinstance(node, Step):
            known = known_operands(program, node, moving)
            yield node, known, node.rule.hazard(known)


def known_operands(program: Program, step: Step, moving: Sequence[bool]) -> Known:
    """The operands that do not move, near enough to know their signs; None for those that do."""
    return tuple(None if moving[index] else _constant(program, index) for index in step.operands)


def moving_nodes(program: Program) -> list[bool]:
    """For each node whether it depends on the variable."""
    moving: list[bool] = []
    for node in program.nodes:
        if isinstance(node, Step):
            moving.append(any(moving[index] for index in node.operands))
        else:
            moving.append(isinstance(node, Input))
    return moving


def _constant(program: Program, number: int) -> Fraction | None:
    """The value of a node that does not move, near enough to know its sign."""
    node = program.nodes[number]
    if isinstance(node, Constant):
        return node.value
    value = evaluate(Program(program.nodes, (number,)), Fraction(0))
    return cell(value).value


def constant_value(program: Program) -> Exact | None:
    """The value of a program that is shown not to depend on its variable, None for others.

    It is shown by cancelling in the polynomial form (see `polynomial`).
    """
    form = polynomial(program)
    if form is None:
        return None
    moving = moving_nodes(program)
    if any(moving[atom] for monomial in form for atom, _ in monomial):
        return None
    value = form.get((), Fraction(0))
    if all(not monomial for monomial in form):
        return value
    return evaluate(program, Fraction(0))


@lru_cache(maxsize=16)
def switches(program: Program) -> Program | None:
    """The program of the expressions whose zeros are corners or jumps, or None."""
    builder = Builder()
    terms = builder.extend(program)
    guards = _guards(program, terms)
    found = []
    for number, guard in sorted(guards.items()):
        node = program.nodes[number]
        if isinstance(node, Step) and node.rule.switch is not None:
            switch = node.rule.switch(*(terms[index] for index in node.operands))
            found.append(switch if guard is None else if_equal(guard, 0, 1, switch))
    return builder.build(*found) if found else None


def _guards(program: Program, terms: Sequence[Term]) -> dict[int, Term | None]:
    """For each node that is needed a term that is 0 where a choice leaves the node out.

    None stands for a node that is used whatever is chosen.
    """
    guards: dict[int, Term | None] = dict.fromkeys(program.outputs)
    for number in range(len(program) - 1, -1, -1):
        node = program.nodes[number]
        if number not in guards or not isinstance(node, Step):
            continue
        for place, operand in enumerate(node.operands):
            guard = guards[number]
            if node.rule.chooses and place >= COMPARED:
                compared = [terms[index] for index in node.operands[:COMPARED]]
                is_then = int(place == COMPARED)
                guard = _both(guard, node.rule(*compared, is_then, 1 - is_then))
            guards[operand] = _either(guards[operand], guard) if operand in guards else guard
    return guards


def _both(outer: Term | None, inner: Term) -> Term:
    """What is 0 where either guard is; where the outer one is, the inner one need not exist."""
    choice: Term = inner if outer is None else if_equal(outer, 0, 0, inner)
    return choice


def _either(one: Term | None, other: Term | None) -> Term | None:
    return None if one is None or other is None else one + other


def is_smooth_at(corners: Program | None, number: Fraction) -> bool:
    """Whether no step surely sits on a corner there; what cannot be told counts as a corner."""
    if corners is None:
        return True
    values = Values(corners.nodes, number)
    return all(_is_not_zero(values.of(output)) for output in corners.outputs)


def steps_beside(point: Fraction) -> tuple[Fraction, ...]:
    """Steps from a point to where a program is looked at right beside it, the smallest last.

    A corner r/s is no nearer to another point p/q than 1/(qs), so they shrink as q grows: 1e-300
    is far inside of the domain of log(a).
    """
    digits = (point.denominator.bit_length() - 1) * 3 // 10
    return tuple(
        Fraction(share, 997 * 10 ** (power + power * digits // 20)) for power, share in _STEPS
    )


def is_inside(program: Program, number: Fraction) -> bool:
    """Whether the program has values on both sides; what cannot be told counts as a value."""
    if not _may_have_holes(program):
        return True
    nearest = steps_beside(number)[-1]
    longest = _BESIDE * max(nearest.denominator.bit_length(), number.denominator.bit_length())
    beside = (Values(program.nodes, number + step, longest=longest) for step in (-nearest, nearest))
    return not any(is_undefined(values.of(program.outputs[0])) for values in beside)


@lru_cache(maxsize=16)
def _may_have_holes(program: Program) -> bool:
    """Whether some step has no value somewhere, as far as the rules tell."""
    if any(is_partial(step.rule, hazard) for step, _, hazard in moving_steps(program)):
        return True
    return any(
        is_undefined(evaluate(Program(program.nodes, (number,)), Fraction(0)))
        for number, moves in enumerate(moving_nodes(program))
        if not moves and isinstance(program.nodes[number], Step)
    )


def is_partial(rule: Rule, hazard: Hazard) -> bool:
    """Whether a rule may have no value: of those that jump, only an angle, at its origin."""
    if hazard == "jump":
        return rule.arity > 1 and not rule.chooses
    return hazard in _HOLES


def _is_not_zero(value: Exact) -> bool:
    if isinstance(value, Blank):
        return False
    if isinstance(value, Fraction):
        return value != 0
    shown = cell(value)
    return shown.value is not None and shown.value != 0
