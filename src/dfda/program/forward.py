"""The derivative of a program, itself a program: each step's slope times its operands' tangents.

This is forward accumulation (Griewank & Walther, *Evaluating Derivatives*, 2nd ed., 2008, ch. 3),
written down as terms instead of numbers, so the result is exact and can be differentiated again.
"""

from __future__ import annotations

from collections.abc import Mapping

from dfda.program.polynomial import shortened
from dfda.program.program import Input, Program, Step, Term
from dfda.program.simplify import tidy_builder
from dfda.rules.rule import Slope

Slopes = tuple[Slope, ...]
"""One partial derivative for each operand."""


def derivative(program: Program, *, instead: Mapping[str, Slopes] | None = None) -> Program:
    """The program of the derivative of a program with one input and one output.

    `instead` names rules whose slopes are to be replaced, as other libraries choose them.
    """
    instead = instead or {}
    builder = tidy_builder()
    terms = builder.extend(program)
    tangents: list[Term | None] = []
    for node, term in zip(program.nodes, terms, strict=True):
        if isinstance(node, Input):
            tangents.append(builder.constant(1))
        elif isinstance(node, Step):
            operands = [terms[index] for index in node.operands]
            incoming = [tangents[index] for index in node.operands]
            slopes = instead.get(node.rule.name, node.rule.slopes)
            tangents.append(_tangent(node.rule.name, slopes, operands, term, incoming))
        else:
            tangents.append(None)
    answer = tangents[program.outputs[0]]
    return shortened(builder.build(builder.constant(0) if answer is None else answer))


def _tangent(
    name: str,
    slopes: Slopes,
    operands: list[Term],
    result: Term,
    incoming: list[Term | None],
) -> Term | None:
    """The chain rule for one step; None stands for a tangent that is zero throughout."""
    total: Term | None = None
    for slope, tangent in zip(slopes, incoming, strict=True):
        if tangent is None:
            continue
        if slope is None:
            message = f"{name} cannot be differentiated by an operand that must be a constant"
            raise TypeError(message)
        part = tangent * slope(*operands, result)
        total = part if total is None else total + part
    return total
