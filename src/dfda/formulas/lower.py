"""From the syntax tree of a typed formula to its program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from dfda.errors import FormulaError
from dfda.formulas.conditions import choice, comparison, junction, negation
from dfda.formulas.tree import (
    Arity,
    Binary,
    Call,
    Comparison,
    Conditional,
    Constant,
    Derivative,
    Junction,
    Negation,
    Number,
    ParsedFormula,
    Tree,
    Unary,
    Variable,
    children,
    postorder,
)
from dfda.program.forward import derivative
from dfda.program.program import Builder, Program, Step, Term
from dfda.rules import RULES, exp

ALIASES: Final[Mapping[str, str]] = {"ln": "log"}
"""Other names that a formula may use for a rule."""

_SEVERAL: Final = frozenset({"min", "max"})
"""Rules of two operands that a formula may call with more."""

_WITH_ORDER: Final = frozenset({"sinc"})
"""Rules whose last operand is the order of a derivative, 0 where a formula leaves it out."""

HIGHEST_ORDER: Final = 100
"""The highest order that may be typed."""

LONGEST_DERIVATIVE: Final = 5000
"""How many numbers, names and signs the outcome of a typed d/da may have."""


def functions() -> dict[str, Arity]:
    """Every function name that a formula may use, with how many arguments it takes."""
    table = {
        rule.name: Arity(
            rule.arity - (rule.name in _WITH_ORDER),
            None if rule.name in _SEVERAL else rule.arity,
        )
        for rule in RULES.values()
        if rule.callable
    }
    return table | {alias: table[name] for alias, name in ALIASES.items()}


def lowered(parsed: ParsedFormula) -> Program:
    """The program of a parsed formula."""
    builder = Builder()
    builder.input(parsed.variable)
    terms: list[Any] = []
    for tree in postorder(parsed.root):
        _check_order(parsed, tree)
        count = len(children(tree))
        operands = terms[len(terms) - count :]
        del terms[len(terms) - count :]
        terms.append(_term(builder, tree, operands))
        if isinstance(tree, Derivative):
            _check_length(parsed, tree, terms[-1])
    return builder.build(terms[0])


def _check_order(parsed: ParsedFormula, tree: Tree) -> None:
    """Refuse an order of derivative that is not a small whole number, written out."""
    if not isinstance(tree, Call) or tree.function not in _WITH_ORDER or len(tree.arguments) == 1:
        return
    order, name = tree.arguments[1], tree.function
    if isinstance(order, Number) and order.value in range(HIGHEST_ORDER + 1):
        return
    raise FormulaError(
        f"The second argument of {name} is the order of a derivative, a whole number from 0 to "
        f"{HIGHEST_ORDER}",
        text=parsed.source,
        start=order.start,
        end=order.end,
        instead=f"write {name}({parsed.variable}, 1) for the first derivative",
    )


def _check_length(parsed: ParsedFormula, tree: Derivative, term: Term) -> None:
    """Refuse a derivative that would be too long to write out."""
    program = term.builder.build(term)
    lengths: list[int] = []
    for node in program.nodes:
        operands = node.operands if isinstance(node, Step) else ()
        lengths.append(1 + sum(lengths[index] for index in operands))
    if lengths[program.outputs[0]] <= LONGEST_DERIVATIVE:
        return
    raise FormulaError(
        "This derivative is too long to be written out",
        text=parsed.source,
        start=tree.start,
        end=tree.end,
        instead="take a lower order, or the derivative of a shorter formula",
    )


def _term(builder: Builder, tree: Tree, operands: list[Any]) -> Any:
    """The term of a number, or the tests of a condition."""
    return _LOWERED[type(tree)](builder, tree, operands)


def _differentiated(builder: Builder, operand: Term) -> Term:
    program = derivative(builder.build(operand))
    return builder.extend(program)[program.outputs[0]]


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
    if rule.name in _WITH_ORDER and len(arguments) < rule.arity:
        return builder.step(rule, *arguments, builder.constant(0))
    if rule.name not in _SEVERAL:
        return builder.step(rule, *arguments)
    total, *rest = arguments
    for argument in rest:
        total = builder.step(rule, total, argument)
    return total


_LOWERED: Final[Mapping[type[Tree], Callable[[Builder, Any, list[Any]], Any]]] = {
    Number: lambda builder, tree, _: builder.constant(tree.value),
    Constant: lambda builder, tree, _: builder.named(tree.name),
    Variable: lambda builder, tree, _: builder.input(tree.name),
    Unary: lambda _, __, operands: -operands[0],
    Binary: _binary,
    Call: _call,
    Conditional: lambda _, __, operands: choice(*operands),
    Derivative: lambda builder, _, operands: _differentiated(builder, operands[0]),
    Comparison: lambda _, tree, operands: comparison(tree, operands),
    Junction: lambda _, tree, operands: junction(tree, operands),
    Negation: lambda _, __, operands: negation(operands[0]),
}
