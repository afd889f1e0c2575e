"""Where everything in a figure stands: the words on top, the overview, the microscopes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dfda.picture import Lens, Picture
from dfda.show.figure_lens import FLOOR, LensView, shared_power, shared_scale
from dfda.show.figure_overview import RING, draw_overview
from dfda.show.labels import heights_note, readable_sentence
from dfda.show.palette import DARK, LIGHT, Palette
from dfda.show.sheet import Box, Sheet, fitted, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, MARGIN, GAP = 1120.0, 40.0, 40.0
PLOT = 350.0
_TITLES = (26.0, 22.0, 19.0, 17.0)
_SENTENCES = (18.0, 17.0, 16.0, 15.0)
_VERDICTS = (19.0, 17.0, 15.5, 14.5)


def lay_out(picture: Picture, *, dark: bool) -> Figure:
    """The whole figure. Of more than two lenses the first and the last are magnified."""
    palette = DARK if dark else LIGHT
    lenses = picture.lenses[:: max(1, len(picture.lenses) - 1)]
    room = WIDTH - 2 * MARGIN
    title, title_size = fitted(picture.title, room, _TITLES, lines=1)
    lines = [readable_sentence(line) for line in picture.description.splitlines()]
    if len(lenses) < len(picture.lenses):
        lines = [lines[0], lines[-1]] if len(lines) > 2 else lines
    sentence_size = _sentence_size(lines, room)
    sentences = [part for line in lines for part in wrapped(line, room, sentence_size)]
    middle = MARGIN + (room - GAP) * (0.5 if len(lenses) < 2 else 0.44)
    verdict, verdict_size = _best_fit(readable_sentence(picture.verdict), middle - MARGIN)
    parts = _caption(picture, lenses)
    words = 28 + len(title) * (title_size + 8) + len(sentences) * (sentence_size + 9)
    # whole pixels, so that the same triangle is drawn alike whatever stands above it
    plot_top = math.ceil(words + 30 + len(verdict) * (verdict_size + 6) + 12)
    below = _caption_lines(parts, WIDTH - MARGIN - middle - GAP)
    sheet = Sheet(WIDTH, math.ceil(plot_top + PLOT + 16 + 20 * len(below) + 14), palette)
    _write(sheet, title, title_size, 28 + title_size, palette.blue, step=title_size + 8)
    top = 28 + len(title) * (title_size + 8) + sentence_size + 6
    _write(sheet, sentences, sentence_size, top, palette.ink, step=sentence_size + 9)
    head = plot_top - 14 - (len(verdict) - 1) * (verdict_size + 6)
    _write(sheet, verdict, verdict_size, head, palette.ink, step=verdict_size + 6, bold=True)
    overview = Box(MARGIN, plot_top, middle, plot_top + PLOT)
    points = draw_overview(sheet, overview, picture)
    if lenses:
        right = Box(middle + GAP, plot_top, WIDTH - MARGIN, plot_top + PLOT)
        _microscopes(sheet, right, picture, lenses, palette)
        _write(sheet, below, 14, plot_top + PLOT + 24, palette.muted, step=20, left=right.left)
        if len(picture.lenses) == 1 and points:
            _beam(sheet, points[0], right, palette)
    return sheet.figure


def _sentence_size(lines: list[str], room: float) -> float:
    for each in (1, 2):
        for size in _SENTENCES:
            if all(len(wrapped(line, room, size)) <= each for line in lines):
                return size
    return _SENTENCES[-1]


def _caption_lines(parts: list[str], room: float) -> list[str]:
    together = wrapped("; ".join(parts), room, 14)
    if len(together) <= 1:
        return together
    return [line for part in parts for line in wrapped(part, room, 14)]


def _best_fit(verdict: str, room: float) -> tuple[list[str], float]:
    """The verdict on one line if any size allows it, otherwise on two or more."""
    lines, size = fitted(verdict, room, _VERDICTS, lines=1, bold=True)
    if len(lines) > 1:
        lines, size = fitted(verdict, room, _VERDICTS, lines=2, bold=True)
    return lines, size


def _caption(picture: Picture, lenses: tuple[Lens, ...]) -> list[str]:
    """The lenses' caption, what was done to the heights, and which lenses are shown."""
    parts = list(dict.fromkeys(lens.caption for lens in lenses if lens.caption))
    parts += filter(None, [heights_note(shared_power(lenses))])
    if len(lenses) < len(picture.lenses):
        parts.append(f"first and last of {len(picture.lenses)} points")
    return parts


def _write(
    sheet: Sheet,
    lines: list[str],
    size: float,
    baseline: float,
    color: str,
    *,
    step: float,
    bold: bool = False,
    left: float = MARGIN,
) -> None:
    for index, line in enumerate(lines):
        sheet.text(left, baseline + index * step, line, size=size, color=color, bold=bold)


def _microscopes(
    sheet: Sheet, box: Box, picture: Picture, lenses: tuple[Lens, ...], palette: Palette
) -> None:
    """One plate for each lens, all on one scale and one baseline."""
    gap = 8.0
    wide = (box.right - box.left - gap * (len(lenses) - 1)) / len(lenses)
    plates = [
        Box(box.left + k * (wide + gap), box.top, box.left + k * (wide + gap) + wide, box.bottom)
        for k in range(len(lenses))
    ]
    sheet.text(box.left, box.top - 14, "Microscope", size=19, color=palette.ink, bold=True)
    scale = shared_scale(lenses, plates[0])
    for lens, plate in zip(lenses, plates, strict=True):
        LensView(
            sheet, lens, plate, scale, palette,
            name=picture.name, variable=picture.variable, alone=len(lenses) == 1,
        ).draw()  # fmt: skip


def _beam(sheet: Sheet, point: tuple[float, float], plate: Box, palette: Palette) -> None:
    """The cone of the microscope: tangents from the ring to the corners of the plate."""
    x, y = point
    ends = []
    for corner, side in ((plate.top + 14, -1), (plate.bottom - FLOOR, 1)):
        dx, dy = plate.left - x, corner - y
        angle = math.atan2(dy, dx) + side * math.acos(min(1.0, RING / math.hypot(dx, dy)))
        ends.append((x + RING * math.cos(angle), y + RING * math.sin(angle)))
    first, last = (plate.left, plate.top + 14), (plate.left, plate.bottom - FLOOR)
    sheet.polygon([ends[0], first, last, ends[1]], color=palette.ink, opacity=palette.beam_opacity)
    for start, end in ((ends[0], first), (ends[1], last)):
        sheet.line([start, end], color=palette.line, width=1, opacity=0.45, order=-2)
