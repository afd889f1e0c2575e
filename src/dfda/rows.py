"""A point of several numbers, as it is typed at the command line: 1,2,3 or @FILE."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from dfda.digits import exact_number, nearest_float
from dfda.errors import InputError

_BETWEEN: Final = re.compile(r"[\s,]+")
_LARGEST: Final = 10**8
"""A file with more bytes is no point that anybody means."""


def is_row(text: str) -> bool:
    """Whether a point is written as several numbers, or as a file that holds them."""
    return "," in text or text.startswith("@")


def row(text: str) -> list[float]:
    """The numbers of such a point."""
    words = _BETWEEN.split((_contents(text[1:]) if text.startswith("@") else text).strip())
    numbers = [word for word in words if word]
    if not numbers:
        raise InputError(f"{text[:60]} holds no numbers", instead="write them as 1,2,3")
    return [nearest_float(exact_number(word, name="an input")) for word in numbers]


def _contents(name: str) -> str:
    path = Path(name)
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{name[:60]} is too large for a point", instead="see what it holds")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise InputError(
            f"{name[:60]} cannot be read: {reason}", instead="name a text file of numbers"
        ) from error
