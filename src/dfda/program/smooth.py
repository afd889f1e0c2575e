"""Where a program bends or jumps, and what may go wrong with it anywhere."""

from __future__ import annotations

from fractions import Fraction

from dfda.digits import Blank, Exact, cell
from dfda.program.exact import evaluate
from dfda.program.polynomial import polynomial
from dfda.program.program import Builder, Constant, Input, Program, Step
from dfda.rules.rule import Hazard


def hazards(program: Program) -> set[Hazard]:
    """Everything that may go wrong on the real line; empty for a smooth function without holes.

    Steps that hold no variable are constants: they count only as operands of those that do.
    """
    moving = moving_nodes(program)
    found: set[Hazard] = set()
    for number, node in enumerate(program.nodes):
        if moving[number] and isinstance(node, Step):
            known = [
                None if moving[index] else _constant(program, index) for index in node.operands
            ]
            found.add(node.rule.hazard(known))
    return found - {""}


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


def switches(program: Program) -> Program | None:
    """The program of the expressions whose zeros are corners or jumps, or None."""
    builder = Builder()
    terms = builder.extend(program)
    found = [
        node.rule.switch(*(terms[index] for index in node.operands))
        for node in program.nodes
        if isinstance(node, Step) and node.rule.switch is not None
    ]
    return builder.build(*found) if found else None


def is_smooth_at(corners: Program | None, number: Fraction) -> bool:
    """Whether no step surely sits on a corner there; what cannot be told counts as a corner."""
    if corners is None:
        return True
    values = [evaluate(corners, number, output=index) for index in range(len(corners.outputs))]
    return all(_is_not_zero(value) for value in values)


def _is_not_zero(value: Exact) -> bool:
    if isinstance(value, Blank):
        return False
    if isinstance(value, Fraction):
        return value != 0
    shown = cell(value)
    return shown.value is not None and shown.value != 0
