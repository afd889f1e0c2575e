"""Running a program on floats: float64 or float32, numbers or whole arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from dfda.program.program import Constant, Input, Named, Program

NAMED_FLOATS: Final[Mapping[str, float]] = {"pi": math.pi, "e": math.e}


def run(program: Program, /, **inputs: Any) -> Any:
    """The program's first output, computed step by step in the kind of its inputs.

    Inputs are NumPy scalars or arrays of one floating kind. Where the program has no value the
    answer is NaN or infinite, without a warning.
    """
    answer = node_values(program, inputs)[program.outputs[0]]
    shape = np.broadcast_shapes(*(np.shape(value) for value in inputs.values()))
    return answer if np.shape(answer) == shape else np.broadcast_to(answer, shape).copy()


def node_values(
    program: Program,
    inputs: Mapping[str, Any],
    *,
    instead: Mapping[str, Callable[..., Any]] | None = None,
) -> list[Any]:
    """The values of all nodes; `instead` names rules that are to be computed differently."""
    instead = instead or {}
    kind = np.result_type(*inputs.values()).type
    values: list[Any] = []
    with np.errstate(all="ignore"):
        for node in program.nodes:
            if isinstance(node, Input):
                values.append(inputs[node.name])
            elif isinstance(node, Constant):
                values.append(kind(_float(node)))
            elif isinstance(node, Named):
                values.append(kind(NAMED_FLOATS[node.name]))
            else:
                floats = instead.get(node.rule.name, node.rule.floats)
                values.append(floats(*(values[index] for index in node.operands)))
    return values


def _float(node: Constant) -> float:
    try:
        return float(node.value)
    except OverflowError:
        return math.inf if node.value > 0 else -math.inf
