"""The faces. They draw an explanation and compute nothing themselves."""

from __future__ import annotations

from dfda.show.plot import plot

__all__ = ["plot"]
