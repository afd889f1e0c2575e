"""The slopes of the scalar rules, compiled once into functions of floats and of arrays.

A rule states its slope as a formula. Written down as a program and printed as Python, it becomes
one function that runs on plain floats with the math module, and one that runs on whole arrays.
Traced arrays take the second, whose functions are all dispatched, and traced floats one that calls
what plain floats call, so that a nested derivative has the bits of a plain one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Final

import numpy as np

from dfda.arrays.rule import dispatching, plain
from dfda.program.program import Builder, Constant, Input, Named, Program
from dfda.program.simplify import tidy_builder
from dfda.rules import Rule

_INFIX: Final = {
    "add": "({0} + {1})",
    "subtract": "({0} - {1})",
    "multiply": "({0} * {1})",
    "divide": "({0} / {1})",
    "negate": "(-{0})",
    "whole_power": "({0} ** {1})",
    "power": "({0} ** {1})",
}


def sign_of(x: float) -> float:
    """-1.0, 1.0, or the zero or NaN that it is."""
    return math.copysign(1.0, x) if x else x


_ON_FLOATS: Final[Mapping[str, Callable[..., Any]]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "sign": sign_of,
}

_FAILURES: Final = (ArithmeticError, ValueError)
"""What Python's floats raise where NumPy's are infinite or no number."""


class CompiledSlope:
    """A slope as a function of the operands and the result, for floats, arrays and traced values.

    `constant` is its value where it is the same everywhere.
    """

    __slots__ = ("constant", "on_arrays", "on_floats", "on_traced")

    def __init__(
        self,
        on_arrays: Callable[..., Any],
        on_floats: Callable[..., Any] | None = None,
        constant: float | None = None,
        on_traced: Callable[..., Any] | None = None,
    ) -> None:
        self.on_arrays = on_arrays
        self.on_floats = on_floats or on_arrays
        self.on_traced = on_traced or on_arrays
        self.constant = constant

    def __call__(self, operands: Sequence[Any], result: Any) -> Any:
        """The slope at these operands; infinite or NaN where there is none."""
        try:
            if type(result) is float:
                return self.on_floats(*operands, result)
            if type(plain(result)) is float:
                return self.on_traced(*operands, result)
            return self.on_arrays(*operands, result)
        except _FAILURES:
            wide = (np.multiply(value, np.float64(1)) for value in (*operands, result))
            return self.on_arrays(*wide)


def stated(slope: Callable[..., Any] | float) -> CompiledSlope:
    """A slope that is given as a function of arrays, or as a number."""
    if callable(slope):
        return CompiledSlope(slope)
    return CompiledSlope(lambda *_: slope, constant=float(slope))


def compiled(rule: Rule, place: int, **known: Fraction) -> CompiledSlope | None:
    """The slope of a rule by one operand; None for an operand that must be a constant.

    `known` gives operands by name ("x1") that are constants.
    """
    slope = rule.slopes[place]
    if slope is None:
        return None
    program = _written(slope, rule.arity, known)
    found = program.nodes[program.outputs[0]]
    constant = float(found.value) if isinstance(found, Constant) else None
    text = _source(program, rule.arity)
    return CompiledSlope(
        _function(text, program, on_arrays),
        _function(text, program, _on_floats),
        constant,
        _later(lambda: _function(text, program, _on_traced_floats)),
    )


def _later(make: Callable[[], Callable[..., Any]]) -> Callable[..., Any]:
    """A function that is made when it is first called."""
    made = cache(make)

    def called(*operands: Any) -> Any:
        return made()(*operands)

    return called


def corner(rule: Rule) -> Callable[..., bool] | None:
    """Whether operands sit on the corner of a rule, as a function of plain values."""
    if rule.switch is None:
        return None
    switch = rule.switch
    program = _written(lambda *operands: switch(*operands[:-1]), rule.arity, {})
    distance = _function(_source(program, rule.arity), program, on_arrays)

    def sits(*operands: Any) -> bool:
        with np.errstate(all="ignore"):
            return bool(np.any(distance(*operands, None) == 0))

    return sits


def _written(slope: Callable[..., Any], arity: int, known: Mapping[str, Fraction]) -> Program:
    builder: Builder = tidy_builder()
    names = [f"x{index}" for index in range(arity)]
    operands = [
        builder.constant(known[name]) if name in known else builder.input(name) for name in names
    ]
    answer = slope(*operands, builder.input("y"))
    return builder.build(answer if hasattr(answer, "number") else builder.constant(answer))


def _source(program: Program, arity: int) -> str:
    """The program as the source of a function, one line for each step."""
    names: list[str] = []
    operands = [f"x{index}" for index in range(arity)]
    lines = [f"def slope({', '.join(operands)}, y):"]
    for number, node in enumerate(program.nodes):
        if isinstance(node, Input):
            names.append(node.name)
        elif isinstance(node, Constant):
            whole = node.value.denominator == 1
            names.append(repr(int(node.value) if whole else float(node.value)))
        elif isinstance(node, Named):
            names.append({"pi": repr(math.pi), "e": repr(math.e)}[node.name])
        else:
            operands = [names[operand] for operand in node.operands]
            template = _INFIX.get(node.rule.name)
            call = f"{node.rule.name}({', '.join(operands)})"
            lines.append(f"    t{number} = {template.format(*operands) if template else call}")
            names.append(f"t{number}")
    lines.append(f"    return {names[program.outputs[0]]}")
    return "\n".join(lines)


def _function(
    text: str, program: Program, choose: Callable[[Rule], Callable[..., Any]]
) -> Callable[..., Any]:
    rules = {node.rule.name: node.rule for node in program.nodes if hasattr(node, "rule")}
    scope: dict[str, Any] = {name: choose(rule) for name, rule in rules.items()}
    exec(compile(text, "<slope>", "exec"), scope)  # noqa: S102 - the text is made from a rule
    made: Callable[..., Any] = scope["slope"]
    return made


@cache
def on_arrays(rule: Rule) -> Callable[..., Any]:
    """The function of a rule on arrays, which finds its row where an operand is traced."""
    floats = rule.floats
    if isinstance(floats, np.ufunc):
        return floats

    def called(*operands: Any) -> Any:
        return floats(*operands)

    called.__name__ = rule.name
    return dispatching(called)


@cache
def _on_floats(rule: Rule) -> Callable[..., Any]:
    known = _ON_FLOATS.get(rule.name)
    if known:
        return known

    def called(*operands: Any) -> float:
        return float(rule.floats(*map(np.float64, operands)))

    return called


def _on_traced_floats(rule: Rule) -> Callable[..., Any]:
    """What plain floats call, which finds the rule's row where an operand is traced."""
    compute, function = _on_floats(rule), on_arrays(rule)

    def called(*operands: Any) -> Any:
        for operand in operands:
            hook = getattr(type(operand), "__dfda_compute__", None)
            if hook is not None:
                return hook(operand, function, compute, operands)
        return compute(*operands)

    return called
