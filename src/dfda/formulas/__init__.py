"""Typed formulas: text to tree to program, without ever executing the text."""

from __future__ import annotations

from dfda.formulas.formula import Formula, formula

__all__ = ["Formula", "formula"]
