"""The derivative of a program, itself a program: each step's slope times its operands' tangents.

This is forward accumulation (Griewank & Walther, *Evaluating Derivatives*, 2nd ed., 2008, ch. 3),
written down as terms instead of numbers, so the result is exact and can be differentiated again.
"""

from __future__ import annotations

from functools import lru_cache

from dfda.program.polynomial import shortened
from dfda.program.program import Builder, Input, Program, Step, Term
from dfda.program.simplify import tidy_builder
from dfda.rules.rule import COMPARED, Rule


@lru_cache(maxsize=32)
def derivative(program: Program) -> Program:
    """The program of the derivative of a program with one input and one output.

    The last ones are remembered, because a picture, a verdict and a page all ask for the same.
    """
    builder = tidy_builder()
    answer = tangents(builder, program)[program.outputs[0]]
    return shortened(builder.build(builder.constant(0) if answer is None else answer))


def tangents(builder: Builder, program: Program) -> list[Term | None]:
    """The derivative of every node, in the program's order; None where it is zero throughout."""
    terms = builder.extend(program)
    found: list[Term | None] = []
    for node, term in zip(program.nodes, terms, strict=True):
        if isinstance(node, Input):
            found.append(builder.constant(1))
        elif isinstance(node, Step):
            operands = [terms[index] for index in node.operands]
            incoming = [found[index] for index in node.operands]
            found.append(step_tangent(node.rule, operands, term, incoming))
        else:
            found.append(None)
    return found


def step_tangent(
    rule: Rule,
    operands: list[Term],
    result: Term,
    incoming: list[Term | None],
) -> Term | None:
    """The chain rule for one step; None stands for a tangent that is zero throughout."""
    if rule.chooses:
        return _choice_of_tangents(rule, operands, incoming)
    total: Term | None = None
    for slope, moving in zip(rule.slopes, incoming, strict=True):
        if moving is None:
            continue
        if slope is None:
            message = f"{rule.name} cannot be differentiated by an operand that must be a constant"
            raise TypeError(message)
        part = moving * slope(*operands, result)
        total = part if total is None else total + part
    return total


def _choice_of_tangents(
    rule: Rule, operands: list[Term], incoming: list[Term | None]
) -> Term | None:
    """The same choice between the tangents; a sum of products would hold what is not taken."""
    if not any(incoming[COMPARED:]):
        return None
    zero = operands[0].constant(0)
    tangents = (zero if tangent is None else tangent for tangent in incoming[COMPARED:])
    return zero.apply(rule, *operands[:COMPARED], *tangents)
