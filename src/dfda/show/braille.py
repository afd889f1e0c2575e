r"""A small canvas for terminals: lines in braille dots, words over them, colours by role.

A cell holds 2 by 4 dots. Without Unicode a line is drawn with `-`, `/`, `\` and `|` instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

Role = Literal["", "f", "triangle", "muted", "strong", "slope"]

_COLOURS: Final[dict[str, str]] = {
    "f": "38;5;32", "triangle": "38;5;29", "muted": "38;5;243", "strong": "1", "slope": "1;38;5;29"
}  # fmt: skip
_BITS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK: Final = 0x2800
_BRAILLE: Final = range(_BLANK, _BLANK + 256)


class Canvas:
    """A rectangle of cells; x and y count dots and columns and rows count cells, from the top."""

    def __init__(self, columns: int, rows: int, *, unicode: bool = True) -> None:
        self.columns, self.rows, self.unicode = columns, rows, unicode
        self._characters = [[" "] * columns for _ in range(rows)]
        self._roles: list[list[Role]] = [[""] * columns for _ in range(rows)]

    def write(self, column: int, row: int, text: str, role: Role = "") -> None:
        """Put a text over whatever is there. Cells outside the canvas are left out."""
        for index, character in enumerate(text, start=column):
            if 0 <= index < self.columns and 0 <= row < self.rows:
                self._characters[row][index] = character
                self._roles[row][index] = role

    def is_free(self, column: int, row: int, length: int) -> bool:
        """Whether these cells are all on the canvas and blank."""
        if not (0 <= row < self.rows and column >= 0 and column + length <= self.columns):
            return False
        return all(c == " " for c in self._characters[row][column : column + length])

    def lines(self, points: Sequence[tuple[float, float]], role: Role) -> None:
        """Straight lines through points in dots."""
        for (x0, y0), (x1, y1) in pairwise(points):
            if max(x0, x1) < 0 or min(x0, x1) > 2 * self.columns:
                continue
            stroke = _stroke(x1 - x0, y1 - y0)
            count = min(4000, max(1, math.ceil(max(abs(x1 - x0), abs(y1 - y0)))))
            for k in range(count + 1):
                share = k / count
                self._dot(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share, role, stroke)

    def _dot(self, x: float, y: float, role: Role, stroke: str) -> None:
        if not math.isfinite(x + y):
            return
        across, down = math.floor(x), math.floor(y)
        if not (0 <= across < 2 * self.columns and 0 <= down < 4 * self.rows):
            return
        column, row = across // 2, down // 4
        if not self.unicode:
            self.write(column, row, stroke, role)
            return
        before = ord(self._characters[row][column])
        bits = before - _BLANK if before in _BRAILLE else 0
        self.write(column, row, chr(_BLANK + (bits | _BITS[down % 4][across % 2])), role)

    def paste(self, other: Canvas, column: int, row: int) -> None:
        """Copy another canvas into this one."""
        for r in range(other.rows):
            for c in range(other.columns):
                self.write(column + c, row + r, other._characters[r][c], other._roles[r][c])

    def text(self, *, colour: bool) -> str:
        """All rows, without blanks at their ends, each ending in a line feed."""
        rows = zip(self._characters, self._roles, strict=True)
        return "".join(_row(*row, colour=colour) + "\n" for row in rows)


def _stroke(width: float, height: float) -> str:
    """The ASCII character for a direction; y grows downwards."""
    if abs(height) > 5 * abs(width):
        return "|"
    if abs(height) < 0.4 * abs(width):
        return "-"
    return "/" if width * height < 0 else "\\"


def _row(characters: Sequence[str], roles: Sequence[Role], *, colour: bool) -> str:
    length = len("".join(characters).rstrip())
    if not colour:
        return "".join(characters[:length])
    text, current = "", ""
    for character, role in zip(characters[:length], roles, strict=False):
        wanted = current if character == " " else role
        if wanted != current:
            text += ("\x1b[0m" if current else "") + (f"\x1b[{_COLOURS[wanted]}m" if wanted else "")
            current = wanted
        text += character
    return text + ("\x1b[0m" if current else "")
