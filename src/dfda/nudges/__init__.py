"""Finite nudges of any function: one nudge, a ladder of them, and the slope they point to."""

from __future__ import annotations

from dfda.nudges.estimate import estimate
from dfda.nudges.many import (
    estimate_directional,
    estimate_gradient,
    estimate_hessian,
    estimate_jacobian,
)

__all__ = [
    "estimate",
    "estimate_directional",
    "estimate_gradient",
    "estimate_hessian",
    "estimate_jacobian",
]
