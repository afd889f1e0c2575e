"""How far a long run is, as a bar on stderr, where tqdm is installed and somebody looks."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

from dfda.nudges.many import Progress

DELAY: Final = 1.0
"""Seconds that pass before there is a bar: most runs have ended by then."""


@contextlib.contextmanager
def progress_bar(unit: str) -> Iterator[Progress | None]:
    """A callback for the counts of what is done and of all; None where no bar can be shown."""
    tqdm = _tqdm() if sys.stderr.isatty() else None
    if tqdm is None:
        yield None
        return
    with tqdm(desc="estimating", unit=unit, delay=DELAY, leave=False, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


def _tqdm() -> Callable[..., contextlib.AbstractContextManager[Any]] | None:
    """The class that draws the bar, or None where it is not installed: then there is no bar."""
    try:
        from tqdm import tqdm
    except ImportError:
        return None
    found: Callable[..., contextlib.AbstractContextManager[Any]] = tqdm
    return found
