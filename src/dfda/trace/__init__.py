"""Running the user's function with values that remember how they came about."""

from __future__ import annotations

from dfda.trace.run import Run, traced_run

__all__ = ["Run", "traced_run"]
