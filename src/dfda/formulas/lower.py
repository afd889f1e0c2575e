"""From the syntax tree of a typed formula to its program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from dfda.formulas.tree import (
    Arity,
    Binary,
    Call,
    Constant,
    Number,
    ParsedFormula,
    Tree,
    Unary,
    Variable,
    children,
    postorder,
)
from dfda.program.program import Builder, Program, Term
from dfda.rules import RULES, exp

ALIASES: Final[Mapping[str, str]] = {"ln": "log"}
"""Other names that a formula may use for a rule."""

_SEVERAL: Final = frozenset({"min", "max"})
"""Rules of two operands that a formula may call with more."""


def functions() -> dict[str, Arity]:
    """Every function name that a formula may use, with how many arguments it takes."""
    table = {
        rule.name: Arity(rule.arity, None if rule.name in _SEVERAL else rule.arity)
        for rule in RULES.values()
        if rule.callable
    }
    return table | {alias: table[name] for alias, name in ALIASES.items()}


def lowered(parsed: ParsedFormula) -> Program:
    """The program of a parsed formula."""
    builder = Builder()
    builder.input(parsed.variable)
    terms: list[Term] = []
    for tree in postorder(parsed.root):
        count = len(children(tree))
        operands = terms[len(terms) - count :]
        del terms[len(terms) - count :]
        terms.append(_term(builder, tree, operands))
    return builder.build(terms[0])


def _term(builder: Builder, tree: Tree, operands: list[Term]) -> Term:
    match tree:
        case Number():
            return builder.constant(tree.value)
        case Constant():
            return builder.named(tree.name)
        case Variable():
            return builder.input(tree.name)
        case Unary():
            return -operands[0]
        case Binary():
            return _binary(builder, tree, operands)
        case Call():
            return _call(builder, tree, operands)


def _binary(builder: Builder, tree: Binary, operands: list[Term]) -> Term:
    left, right = operands
    if tree.operator == "^" and isinstance(tree.left, Constant) and tree.left.name == "e":
        return builder.step(exp, right)
    return _OPERATIONS[tree.operator](left, right)


_OPERATIONS: Final[Mapping[str, Callable[[Term, Term], Term]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "^": lambda left, right: left**right,
}


def _call(builder: Builder, tree: Call, arguments: list[Term]) -> Term:
    rule = RULES[ALIASES.get(tree.function, tree.function)]
    if rule.name not in _SEVERAL:
        return builder.step(rule, *arguments)
    total, *rest = arguments
    for argument in rest:
        total = builder.step(rule, total, argument)
    return total
