"""Array functions by family: one row each, with its derivative stated once."""

from __future__ import annotations

from dfda.arrays import (
    choices,
    elementwise,
    indexing,
    joins,
    linear_algebra,
    missing,
    products,
    reductions,
    shapes,
    signals,
    special,
)
from dfda.arrays.rule import ARRAY_RULES, ArrayRule, Case, Composed, Row, plain

__all__ = [
    "ARRAY_RULES",
    "ArrayRule",
    "Case",
    "Composed",
    "Row",
    "choices",
    "elementwise",
    "indexing",
    "joins",
    "linear_algebra",
    "missing",
    "plain",
    "products",
    "reductions",
    "shapes",
    "signals",
    "special",
]
