"""Conditions: one of two values, chosen by comparing two others.

`x if l < r else y` is a rule of four operands. Only the value that is taken counts: the other one
need not even exist. `switch` is l - r, and what the rule is beside a zero of the switch depends
only on the sign of l - r there.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from dfda.rules.rule import PRETTY_SIGNS, Level, Notation, Rule, operation, require

Comparison = Callable[[Any, Any], Any]

LATEX_SIGNS: Final = {"<=": r"\le", ">=": r"\ge", "==": "=", "!=": r"\ne"}
MATHML_SIGNS: Final = {"<": "&lt;", ">": "&gt;", **PRETTY_SIGNS, "==": "="}

_LATEX: Final = (
    r"\begin{{{{cases}}}} {{2}} & \text{{{{if }}}} {{0}} {sign} {{1}} \\ "
    r"{{3}} & \text{{{{otherwise}}}} \end{{{{cases}}}}"
)
_MATHML: Final = (
    '<mrow><mo form="prefix">&#123;</mo><mtable>'
    "<mtr><mtd>{{2}}</mtd><mtd><mtext>if\u00a0</mtext>{{0}}<mo>{sign}</mo>{{1}}</mtd></mtr>"
    "<mtr><mtd>{{3}}</mtd><mtd><mtext>otherwise</mtext></mtd></mtr>"
    "</mtable></mrow>"
)


def _choice(name: str, sign: str, holds: Comparison, fails: Comparison) -> Rule:
    """The rule `then if left <sign> right else otherwise`."""

    def chooses(left: Any, right: Any) -> bool:
        if holds(left, right):
            return True
        require(holds=fails(left, right), fails=False)
        return False

    def taken(left: Any, right: Any, then: Any, otherwise: Any) -> Any:
        return then if chooses(left, right) else otherwise

    def floats(left: Any, right: Any, then: Any, otherwise: Any) -> Any:
        found = np.where(holds(left, right), then, otherwise)
        unknown = np.isnan(left) | np.isnan(right)
        return np.where(unknown, np.add(left, right), found)[()]

    rule: Rule = operation(
        name,
        slopes=(
            lambda left, right, then, otherwise, y: 0,
            lambda left, right, then, otherwise, y: 0,
            lambda left, right, then, otherwise, y: rule(left, right, 1, 0),
            lambda left, right, then, otherwise, y: rule(left, right, 0, 1),
        ),
        floats=floats,
        fraction=taken,
        ball=taken,
        sample=((-9.0, 9.0),) * 4,
        notation=_notation(sign),
        hazard="jump",
        switch=lambda left, right, then, otherwise: left - right,
        branch=lambda side, left, right, then, otherwise: then if holds(side, 0) else otherwise,
        chooses=chooses,
        where="{0} != {1}",
    )
    return rule


def _notation(sign: str) -> Notation:
    return Notation(
        text=f"{{2}} if {{0}} {sign} {{1}} else {{3}}",
        latex=_LATEX.format(sign=LATEX_SIGNS.get(sign, sign)),
        mathml=_MATHML.format(sign=MATHML_SIGNS[sign]),
        level=Level.CHOICE,
    )


if_less = _choice("if_less", "<", operator.lt, operator.ge)
if_at_most = _choice("if_at_most", "<=", operator.le, operator.gt)
if_greater = _choice("if_greater", ">", operator.gt, operator.le)
if_at_least = _choice("if_at_least", ">=", operator.ge, operator.lt)
if_equal = _choice("if_equal", "==", operator.eq, operator.ne)
if_not_equal = _choice("if_not_equal", "!=", operator.ne, operator.eq)

CHOICES: Final[Mapping[str, Rule]] = {
    "<": if_less,
    "<=": if_at_most,
    ">": if_greater,
    ">=": if_at_least,
    "==": if_equal,
    "!=": if_not_equal,
}
"""The rule behind each comparison."""
