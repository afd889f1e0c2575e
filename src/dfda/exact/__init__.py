"""Exact answers: every operator reads traced runs of the user's function."""

from __future__ import annotations

from dfda.exact.custom import rule
from dfda.exact.derivatives import derivative, value_and_derivative
from dfda.exact.gradients import gradient, value_and_gradient
from dfda.exact.jacobians import hessian, jacobian
from dfda.exact.nudging import nudge
from dfda.exact.products import hvp, jvp, vjp
from dfda.exact.source import source

__all__ = [
    "derivative",
    "gradient",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "nudge",
    "rule",
    "source",
    "value_and_derivative",
    "value_and_gradient",
    "vjp",
]
