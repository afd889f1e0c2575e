"""The main job: everything dfda knows about a function at some points, as plain data.

Every face (terminal, figure, JSON, notebook) draws an `Explanation` and computes nothing itself.
"""

from __future__ import annotations

from dfda.explanation.evidence import Explanation, PointExplanation
from dfda.explanation.gather import explain

__all__ = ["Explanation", "PointExplanation", "explain"]
