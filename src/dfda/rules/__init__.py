"""One row per function: everything dfda knows about it, by family."""

from __future__ import annotations

from dfda.rules import inverse, special
from dfda.rules.arithmetic import add, divide, multiply, negate, subtract
from dfda.rules.cardinal import SINC_ITSELF, sinc
from dfda.rules.corners import abs_, maximum, minimum, sign, step
from dfda.rules.exponential import exp, log
from dfda.rules.hyperbolic import cosh, sinh, tanh
from dfda.rules.piecewise import CHOICES, if_equal
from dfda.rules.powers import even_power, odd_power, power, power_for, sqrt, whole_power
from dfda.rules.rule import (
    COMPARED,
    RULES,
    Level,
    Notation,
    NotDefined,
    NotRational,
    NotResolved,
    Rule,
    within_budget,
)
from dfda.rules.trigonometric import cos, sin, tan

__all__ = [
    "CHOICES",
    "COMPARED",
    "RULES",
    "SINC_ITSELF",
    "Level",
    "NotDefined",
    "NotRational",
    "NotResolved",
    "Notation",
    "Rule",
    "abs_",
    "add",
    "cos",
    "cosh",
    "divide",
    "even_power",
    "exp",
    "if_equal",
    "inverse",
    "log",
    "maximum",
    "minimum",
    "multiply",
    "negate",
    "odd_power",
    "power",
    "power_for",
    "sign",
    "sin",
    "sinc",
    "sinh",
    "special",
    "sqrt",
    "step",
    "subtract",
    "tan",
    "tanh",
    "whole_power",
    "within_budget",
]
