"""Lowering conditions: `and`, `or` and `not` become choices within choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from dfda.formulas.tree import Comparison, Junction
from dfda.program.program import Term
from dfda.rules import CHOICES, Rule

YES: Final = -1
NO: Final = -2


class Test(NamedTuple):
    """One comparison, and what follows: YES, NO, or the number of a later test."""

    rule: Rule
    left: Term
    right: Term
    if_true: int = YES
    if_false: int = NO


Tests = tuple[Test, ...]
"""A condition, tested from the first one on; each test leads to a later one or to an end."""


def comparison(tree: Comparison, operands: Sequence[Term]) -> Tests:
    """One test, or as many as a chain has signs."""
    pairs = zip(tree.signs, operands, operands[1:], strict=False)
    return _in_a_row([(Test(CHOICES[sign], left, right),) for sign, left, right in pairs], YES)


def junction(tree: Junction, operands: Sequence[Tests]) -> Tests:
    """Conditions with `and` or `or` between them: the next one is tested only if it matters."""
    return _in_a_row(operands, YES if tree.word == "and" else NO)


def negation(tests: Tests) -> Tests:
    """The same tests with the ends exchanged."""
    ends = {YES: NO, NO: YES}
    return tuple(
        test._replace(
            if_true=ends.get(test.if_true, test.if_true),
            if_false=ends.get(test.if_false, test.if_false),
        )
        for test in tests
    )


def choice(then: Term, tests: Tests, otherwise: Term) -> Term:
    """The term that is `then` where the tests end with YES, and `otherwise` where with NO."""
    terms: dict[int, Term] = {YES: then, NO: otherwise}
    for number in range(len(tests) - 1, -1, -1):
        rule, left, right, if_true, if_false = tests[number]
        terms[number] = then.builder.step(rule, left, right, terms[if_true], terms[if_false])
    return terms[0]


def _in_a_row(conditions: Sequence[Tests], open_end: int) -> Tests:
    """One condition after the other: where one ends openly, the next one begins."""
    found: list[Test] = []
    for place, tests in enumerate(conditions):
        start = len(found)
        ends = {YES: YES, NO: NO}
        if place < len(conditions) - 1:
            ends[open_end] = start + len(tests)
        for test in tests:
            if_true, if_false = (
                ends.get(target, target + start) for target in (test.if_true, test.if_false)
            )
            found.append(test._replace(if_true=if_true, if_false=if_false))
    return tuple(found)
