"""What PyTorch and JAX return as the slope of a formula, at corners too.

They go backwards through the formula in floats: what arrives at a step is multiplied by the step's
slope and handed on. Nothing is simplified on the way, so an infinite slope times 0 is NaN, unless
the step chooses instead of multiplying. The tests compare this with the frameworks themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import numpy as np

from dfda.digits import nearest_float
from dfda.effort import spend
from dfda.program.floats import node_values, run
from dfda.program.program import Builder, Input, Node, Program, Step, Term
from dfda.program.smooth import moving_nodes
from dfda.rules import power
from dfda.rules.rule import Known, Slope

Parts = tuple[Any, ...]
"""What a step hands on to each operand; None is no contribution at all, not even a zero."""

Backwards = Callable[..., Parts | None]
"""What a step hands on, given what arrives, the operands and the result; None: as usual."""

_COMPARED: Final = frozenset(
    {"add", "subtract", "negate", "multiply", "divide", "whole_power", "odd_power", "even_power"}
    | {"power", "sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh"}
    | {"asin", "acos", "atan", "abs", "sign", "relu", "floor", "ceil", "min", "max"}
)
"""The rules whose conventions were compared with the frameworks (tests/frameworks)."""

_WORK: Final = 20
"""The units of work that one step costs (see `effort`)."""

_SAME: Final = 1e-4
"""A slope that differs by more between float32 and float64 is rounding: no convention to report."""


def _zero(arriving: Any, *_: Any) -> Parts:
    return type(arriving)(0), type(arriving)(0)


def _nothing(*_: Any) -> Parts:
    return None, None


def _relu(arriving: Any, x: Any, _: Any) -> Parts:
    return _zero(arriving) if x <= 0 else (arriving,)


def _chosen(arriving: Any, *, first: bool, equal: bool) -> Parts:
    """All to the operand that is taken; halves where both are equal."""
    half, zero = arriving / 2, type(arriving)(0)
    return (half, half) if equal else (arriving, zero) if first else (zero, arriving)


def _multiplied(arriving: Any, *, first: bool, equal: bool) -> Parts:
    """The same by multiplication, which makes infinity times 0 a NaN."""
    share = type(arriving)(0.5 if equal else first)
    return arriving * share, arriving * (1 - share)


_PYTORCH: Final[Mapping[str, Backwards]] = {
    "relu": _relu,
    "sign": _zero,
    "floor": _zero,
    "ceil": _zero,
    "whole_power": lambda arriving, _, n, __: None if n else _zero(arriving),
    "min": lambda arriving, x, w, _: _chosen(arriving, first=x < w, equal=x == w),
    "max": lambda arriving, x, w, _: _chosen(arriving, first=x > w, equal=x == w),
}
_JAX: Final[Mapping[str, Backwards]] = {
    "relu": _relu,
    "sign": _nothing,
    "floor": _nothing,
    "ceil": _nothing,
    "whole_power": lambda _, __, n, ___: None if n else _nothing(),
    "abs": lambda arriving, x, _: (arriving if x >= 0 else -arriving,),
    "tanh": lambda arriving, _, y: ((arriving + arriving * y) * (1 - y),),
    "min": lambda arriving, x, w, _: _multiplied(arriving, first=x < w, equal=x == w),
    "max": lambda arriving, x, w, _: _multiplied(arriving, first=x > w, equal=x == w),
}
_FRAMEWORKS: Final = {"PyTorch": _PYTORCH, "JAX": _JAX}
"""The steps at which each framework does not simply multiply by the rule's slope."""

_FLOAT_POWER: Final[tuple[Slope, ...]] = (lambda x, w, _: w * power(x, w - 1), None)
_REAL_ROOTS: Final = {"odd_power": _FLOAT_POWER, "even_power": _FLOAT_POWER}
"""To both a fractional power of a negative number is NaN."""


def framework_slopes(program: Program, at: Fraction) -> tuple[tuple[str, str], ...]:
    """Each framework and the number that it returns; empty where that was never compared."""
    if not all(_is_compared(program, node) for node in program.nodes):
        return ()
    spend(_WORK * len(program))
    point, found = nearest_float(at), []
    value = run(program, **{program.inputs[0]: np.float64(point)})
    for name, special in _FRAMEWORKS.items():
        wide = float(_slope(program, np.float64(point), special))
        with np.errstate(over="ignore"):
            narrow = float(_slope(program, np.float32(point), special))
        if not (
            math.isclose(wide, narrow, rel_tol=_SAME) or (math.isnan(wide) and math.isnan(narrow))
        ):
            return ()
        if math.isnan(value) and not math.isnan(wide):
            return ()  # what a choice between NaNs hands on is nobody's convention
        found.append((name, f"{wide + 0.0:g}".replace("inf", "∞")))
    return tuple(found)


def _is_compared(program: Program, node: Node) -> bool:
    if not isinstance(node, Step):
        return True
    if node.rule is power:
        base, exponent = program.known(node)
        return exponent is not None or (base is not None and base > 0)
    return node.rule.name in _COMPARED


def _slope(program: Program, x: Any, special: Mapping[str, Backwards]) -> Any:
    """The slope at a float, by reverse accumulation in its kind."""
    roots = dict.fromkeys(_REAL_ROOTS, np.power)
    values = node_values(program, {program.inputs[0]: x}, instead=roots)
    moving = moving_nodes(program)
    arriving: list[Any] = [None] * len(program)
    arriving[program.outputs[0]] = type(x)(1)
    with np.errstate(all="ignore"):
        for number, step in reversed([*enumerate(program.nodes)]):
            if isinstance(step, Step) and moving[number] and arriving[number] is not None:
                seen = [values[index] for index in (*step.operands, number)]
                parts = _handed_on(program, step, special, arriving[number], seen)
                for index, part in zip(step.operands, parts, strict=False):
                    if part is not None:
                        earlier = arriving[index]
                        arriving[index] = part if earlier is None else earlier + part
    return arriving[program.nodes.index(Input(program.inputs[0]))] or 0.0


def _handed_on(
    program: Program,
    step: Step,
    special: Mapping[str, Backwards],
    arriving: Any,
    seen: Sequence[Any],
) -> Parts:
    """What a step hands on to its operands."""
    parts = special[step.rule.name](arriving, *seen) if step.rule.name in special else None
    if parts is not None:
        return parts
    slopes = _REAL_ROOTS.get(step.rule.name, step.rule.slopes)
    return tuple(
        None if slope is None else arriving * _in_floats(slope, program.known(step), seen)
        for slope in slopes
    )


def _in_floats(slope: Callable[..., Any], known: Known, seen: Sequence[Any]) -> Any:
    """A step's slope by one operand, at floats."""
    found = _written_down(slope, tuple(known))
    if not isinstance(found, Program):
        return found
    return run(found, **dict(zip(_operand_names(known), seen, strict=True)))


@lru_cache(maxsize=256)
def _written_down(slope: Callable[..., Any], known: tuple[Fraction | None, ...]) -> Any:
    """A slope as a program, or as the number that it is."""
    builder = Builder()
    *names, result = _operand_names(known)
    operands = [
        builder.input(name) if value is None else builder.constant(value)
        for name, value in zip(names, known, strict=True)
    ]
    found = slope(*operands, builder.input(result))
    return builder.build(found) if isinstance(found, Term) else found


def _operand_names(known: Known) -> list[str]:
    return [*(f"x{place}" for place in range(len(known))), "y"]
