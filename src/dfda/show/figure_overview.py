"""The overview of a figure: the whole function, its points, and the nudge that is too small."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dfda.picture import Lens, Overview, Picture, Tick, ticks
from dfda.show.labels import short_number, small_amount, value_text
from dfda.show.palette import Palette
from dfda.show.sheet import BLOCKED, Box, Panel, Sheet, placed, text_box, text_width

RING = 14.0
_STRIP = 28.0
_TICK = 14.0
_MOST = 4096
"""A window near the largest float may be crossed by a line of 1e300 pixels."""


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a label has to keep clear of."""

    plot: Box
    obstacles: list[Box]
    curve: list[tuple[float, float]]

    def best(self, boxes: Sequence[Box]) -> tuple[int, float]:
        return placed(boxes, within=self.plot, obstacles=self.obstacles, curve=self.curve)


def draw_overview(sheet: Sheet, box: Box, picture: Picture) -> list[tuple[float, float]]:
    """Draw f in a box; where the points are, in pixels, for those that are defined."""
    overview, palette = picture.overview, sheet.palette
    heights = ticks(overview.bottom, overview.top, 6)
    gutter = max((text_width(tick.text, _TICK) for tick in heights), default=0) + 10
    plot = Box(box.left + gutter, box.top, box.right - 8, box.bottom - _STRIP)
    panel = Panel(sheet, plot, x=(overview.left, overview.right), y=(overview.bottom, overview.top))
    _axes(sheet, panel, heights, palette)
    _curve(panel, overview, palette)
    marks = [(lens, *panel.at(lens.at, lens.value)) for lens in picture.lenses]
    _axis_labels(sheet, panel, marks, palette)
    seen = [(x, y) for _, x, y in marks if math.isfinite(y)]
    obstacles = [Box(x - RING, y - RING, x + RING, y + RING) for x, y in seen]
    curve = _curve_pixels(panel, overview)
    for x, y in seen:
        curve += along([(x, y), (x, plot.bottom)])
    around = _Surroundings(plot, obstacles, curve)
    for lens, x, y in marks:
        if math.isfinite(y):
            sheet.line([(x, y + RING + 3), (x, plot.bottom)], color=palette.muted, width=1.5,
                       dotted=True, order=2)  # fmt: skip
            sheet.dot(x, y, 6.5, color=palette.blue, halo=palette.background)
            sheet.ring(x, y, RING, color=palette.ink)
        obstacles += _point_label(sheet, picture, lens, around, (x, y))
    if len(marks) == 1:
        _too_small(sheet, panel, around, marks[0])
    return seen


def pixels_per_unit(panel: Panel) -> float:
    """How many CSS pixels one unit of the variable takes."""
    return (panel.at(1, 0)[0] - panel.at(0, 0)[0]) if panel.x_range[1] < 1e12 else _wide(panel)


def _wide(panel: Panel) -> float:
    left, right = panel.x_range
    return (panel.box.right - panel.box.left) / (right - left)


def _axes(sheet: Sheet, panel: Panel, heights: Sequence[Tick], palette: Palette) -> None:
    (left, right), (bottom, top) = panel.x_range, panel.y_range
    for tick in ticks(left, right, _tick_count(panel)):
        colour, width = (palette.line, 1.5) if tick.value == 0 else (palette.grid, 1.0)
        panel.line([(tick.value, bottom), (tick.value, top)], color=colour, width=width, order=1)
    for tick in heights:
        colour, width = (palette.line, 1.5) if tick.value == 0 else (palette.grid, 1.0)
        panel.line([(left, tick.value), (right, tick.value)], color=colour, width=width, order=1)
        _, y = panel.at(left, tick.value)
        sheet.text(panel.box.left - 8, y + 5, tick.text, size=_TICK, color=palette.muted,
                   align="right")  # fmt: skip


def _tick_count(panel: Panel) -> int:
    """As many ticks as fit with their labels."""
    room = panel.box.right - panel.box.left
    for count in (10, 8, 6, 4, 3):
        found = ticks(*panel.x_range, count)
        widest = max((text_width(tick.text, _TICK) for tick in found), default=0)
        if len(found) * (widest + 18) <= room:
            return count
    return 2


def _axis_labels(
    sheet: Sheet, panel: Panel, marks: Sequence[tuple[Lens, float, float]], palette: Palette
) -> None:
    """The labels under the axis: the points in bold, then every tick that they leave room for."""
    baseline = panel.box.bottom + 19
    taken: list[Box] = []
    for lens, x, _ in marks:
        text = short_number(lens.at_text)
        box = text_box(x, baseline, text, _TICK, bold=True, align="center")
        if not any(box.overlaps(other, 6) for other in taken):
            sheet.text(x, baseline, text, size=_TICK, color=palette.ink, bold=True, align="center")
            taken.append(box)
    for tick in ticks(*panel.x_range, _tick_count(panel)):
        x, _ = panel.at(tick.value, 0)
        box = text_box(x, baseline, tick.text, _TICK, align="center")
        if not any(box.overlaps(other, 6) for other in taken):
            sheet.text(x, baseline, tick.text, size=_TICK, color=palette.muted, align="center")
            taken.append(box)


def _curve(panel: Panel, overview: Overview, palette: Palette) -> None:
    for column in overview.band:
        corners = [
            (column.left, column.low), (column.right, column.low),
            (column.right, column.high), (column.left, column.high),
        ]  # fmt: skip
        panel.fill(corners, color=palette.blue, opacity=0.45)
    for segment in overview.segments:
        panel.line(segment, color=palette.blue, width=3.5)


def _curve_pixels(panel: Panel, overview: Overview) -> list[tuple[float, float]]:
    """Pixels along the curve, close together, to keep labels away from."""
    found: list[tuple[float, float]] = []
    for segment in overview.segments:
        corners = [panel.at(x, y) for x, y in segment]
        found += along(corners)
    if overview.bottom < 0 < overview.top:
        found += along([panel.at(overview.left, 0), panel.at(overview.right, 0)], step=16)
    for column in overview.band:
        (x, low), (_, high) = panel.at(column.left, column.low), panel.at(0, column.high)
        found += along([(x, low), (x, high)])
    return found


def along(corners: Sequence[tuple[float, float]], step: float = 4) -> Iterable[tuple[float, float]]:
    """Points at most `step` pixels apart along a line, or a few thousand on one that leaves far."""
    for (x0, y0), (x1, y1) in pairwise(corners):
        count = max(1, math.ceil(min(math.hypot(x1 - x0, y1 - y0) / step, _MOST)))
        yield from ((x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count) for k in range(count))


def _point_label(
    sheet: Sheet,
    picture: Picture,
    lens: Lens,
    around: _Surroundings,
    point: tuple[float, float],
) -> list[Box]:
    """Write f(2) = 6 near its point; among many points, only where there is room for it."""
    plot, palette = around.plot, sheet.palette
    text = value_text(picture.name, lens.at_text, lens.before_text)
    few = len(picture.lenses) <= 2
    size = 17.0 if len(picture.lenses) == 1 else 15.0
    x, y = point
    if not math.isfinite(y):
        y = plot.bottom - 18
    wide = text_width(text, size, bold=True)
    sides = (RING + 9, -RING - 9 - wide)
    starts = [(x + dx, y + dy) for dx in sides for dy in (24.0, -10.0, 6.0, 40.0, -28.0)]
    starts += [(x - wide / 2, y + dy) for dy in (-24.0, 36.0)]
    if few:
        starts += [(x + dx, y + dy) for dx in sides for dy in (64.0, -52.0, 90.0, -80.0)]
        starts += [(plot.left + 10, plot.top + 24), (plot.right - wide - 10, plot.top + 24)]
    boxes = [text_box(left, base, text, size, bold=True) for left, base in starts]
    best, badness = around.best(boxes)
    if badness >= (BLOCKED if few else 3):
        return []
    left, base = starts[best]
    box = sheet.text(left, base, text, size=size, color=palette.blue, bold=True,
                     backed=palette.background)  # fmt: skip
    return [box]


def _too_small(
    sheet: Sheet,
    panel: Panel,
    around: _Surroundings,
    mark: tuple[Lens, float, float],
) -> None:
    """Say how many pixels the nudge takes, where that is less than one."""
    lens, x, y = mark
    pixels = lens.width * pixels_per_unit(panel)
    if pixels >= 1 or not math.isfinite(y):
        return
    width = short_number(lens.width_text.lstrip("-\N{MINUS SIGN}"))
    lines = [f"{width} is {small_amount(pixels)} px here:", "too small to see"]
    size, plot, palette = 14.0, panel.box, sheet.palette
    wide = max(text_width(line, size) for line in lines)
    starts = [
        (x + dx, y + dy)
        for dy in (-33.0, -50.0, 30.0, -90.0, 60.0, -10.0, -130.0, 100.0)
        for dx in (-RING - 10 - wide, RING + 10, -RING - 60 - wide, RING + 60)
    ]
    starts += [(plot.left + 10, plot.top + 20), (plot.right - wide - 10, plot.bottom - 34)]
    boxes = [Box(left - 4, base - 13, left + wide + 4, base + 24) for left, base in starts]
    best, badness = around.best(boxes)
    if badness >= BLOCKED:
        return
    left, base = starts[best]
    align, start = ("right", left + wide) if left < x else ("left", left)
    for k, line in enumerate(lines):
        sheet.text(start, base + 19 * k, line, size=size, color=palette.muted,
                   align="right" if align == "right" else "left",
                   backed=palette.background)  # fmt: skip
