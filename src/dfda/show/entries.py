"""A gradient as lines of text: one for each input, with its bar and its verdict."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dfda.results import Estimates


def entry_lines(found: Estimates) -> Iterator[str]:
    """A heading, then an entry a line: which input, the slope and its bar, the verdict."""
    names = [f"x[{', '.join(map(str, index))}]" for index in np.ndindex(found.shape)]
    width = max(map(len, ["input", *names]))
    yield f"{'input':<{width}}  {'slope':<24} {'bar':<8} verdict"
    for name, entry in zip(names, found.entries, strict=True):
        yield f"{name:<{width}}  {entry.text:<24} {entry.error:<8.1e} {entry.verdict}"
