"""Telling of corners: the one module of dfda that issues a warning."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Collection
from typing import Final, Literal

from dfda.errors import KinkError, KinkWarning
from dfda.trace.recording import PACKAGE, Recording

Kinks = Literal["warn", "raise", "ignore"]
KINKS: Final = ("warn", "raise", "ignore")


def tell_corners(recording: Recording, used: Collection[int], kinks: Kinks) -> None:
    """Warn of, or refuse, the corners that the answer depends on; one message for each line."""
    if kinks == "ignore" or not recording.corners:
        return
    texts = dict.fromkeys(
        corner.text
        for corner in recording.corners
        if corner.number is None or corner.number in used
    )
    for text in texts:
        if kinks == "raise":
            raise KinkError(text, instead='choose a point beside it, or allow it: kinks="ignore"')
        warnings.warn(text, KinkWarning, stacklevel=_levels_to_user())


def _levels_to_user() -> int:
    level, frame = 1, sys._getframe(1)  # noqa: SLF001 - to name the line that asked
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE):
        level, frame = level + 1, frame.f_back
    return level
