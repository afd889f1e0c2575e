"""A typed formula as a function of traced values: its program, replayed step by step."""

from __future__ import annotations

import math
import operator
from typing import Any, Final

import numpy as np

from dfda.arrays.slopes import on_arrays
from dfda.program.program import Constant, Input, Named, Program
from dfda.trace.recording import isinstance_traced

_NAMED: Final = {"pi": math.pi, "e": math.e}
_COMPARISONS: Final = {
    "if_less": operator.lt, "if_at_most": operator.le, "if_greater": operator.gt,
    "if_at_least": operator.ge, "if_equal": operator.eq, "if_not_equal": operator.ne,
}  # fmt: skip


def replayed(program: Program, at: Any) -> Any:
    """The program's first output at one value for its variable."""
    values: list[Any] = []
    for node in program.nodes:
        if isinstance(node, Input):
            values.append(at if isinstance_traced(at) else np.asarray(at, np.float64)[()])
        elif isinstance(node, Constant):
            whole = node.value.denominator == 1
            values.append(int(node.value) if whole else float(node.value))
        elif isinstance(node, Named):
            values.append(_NAMED[node.name])
        else:
            operands = [values[number] for number in node.operands]
            values.append(_applied(node.rule, operands))
    return values[program.outputs[0]]


def _applied(rule: Any, operands: list[Any]) -> Any:
    if rule.name in _COMPARISONS:
        left, right, then, otherwise = operands
        return np.where(_COMPARISONS[rule.name](left, right), then, otherwise)
    if rule.name in ("whole_power", "power"):
        return operands[0] ** operands[1]
    return on_arrays(rule)(*operands)
