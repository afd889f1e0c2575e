"""The picture in a terminal: the whole function in braille dots, and each nudge magnified."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

from dfda.picture import Lens, Picture, ticks
from dfda.show.braille import Canvas
from dfda.show.labels import (
    ascii_text,
    heights_note,
    readable_sentence,
    short_number,
    small_amount,
    too_fast,
    value_text,
)
from dfda.show.terminal_lens import draw_lens, lens_power

NARROWEST, WIDEST = 40, 76
_GAP = 2
_ROWS = 12
_SIDE_BY_SIDE = 64


def draw(
    picture: Picture,
    *,
    width: int = WIDEST,
    unicode: bool = True,
    colour: bool = True,
    words: bool = True,
) -> str:
    """Draw the overview and the microscopes in at most `width` columns, 40 to 76.

    One microscope stands beside the overview, more of them below it in rows of two, on one shared
    scale. Where there is no room for that, everything is stacked. Without `unicode` the text is
    pure ASCII; without `colour` it has no escape codes; without `words` the verdict is left to the
    text around it.
    """
    width = max(NARROWEST, min(width, WIDEST))
    two = width >= _SIDE_BY_SIDE
    half = (width - _GAP) // 2
    lenses = picture.lenses
    beside = two and len(lenses) == 1
    size = half if two and lenses else width
    power = lens_power(lenses)
    panels = [
        _lens_panel(picture, lens, size, _ROWS if beside else _ROWS - 1, power, unicode=unicode)
        for lens in lenses
    ]
    head = picture.verdict if words else picture.title
    overview = _overview_panel(picture, head, half if beside else width, unicode=unicode)
    rows = [[overview, *panels]] if beside else [[overview]]
    if not beside:
        step = 2 if two else 1
        rows += [panels[k : k + step] for k in range(0, len(panels), step)]
    title = _wrapped(picture.title if words else "", width, unicode=unicode)
    return _stacked(title, rows, width, half, unicode=unicode).text(colour=colour)


def _stacked(
    title: Sequence[str], rows: Sequence[Sequence[Canvas]], width: int, half: int, *, unicode: bool
) -> Canvas:
    """The title and, under it, the rows of panels, as one canvas."""
    heights = [max(panel.rows for panel in row) for row in rows]
    page = Canvas(width, len(title) + sum(heights) + len(rows), unicode=unicode)
    for index, line in enumerate(title):
        page.write(0, index, line, "f")
    top = len(title) + bool(title)
    for row, height in zip(rows, heights, strict=True):
        for index, panel in enumerate(row):
            page.paste(panel, index * (half + _GAP), top)
        top += height + 1
    return page


def _wrapped(text: str, width: int, *, unicode: bool) -> list[str]:
    shown = readable_sentence(text)
    return textwrap.wrap(shown if unicode else ascii_text(shown), width) if shown else []


def _lens_panel(
    picture: Picture, lens: Lens, width: int, rows: int, power: int, *, unicode: bool
) -> Canvas:
    """One microscope with its heading above and its caption below."""
    place = short_number(lens.at_text, digits=6)
    heading = _wrapped(f"Microscope at {picture.variable} = {place}", width, unicode=unicode)
    hidden = math.isfinite(lens.slope) and not lens.segments
    notes = [lens.caption, heights_note(power), too_fast(picture.name) if hidden else ""]
    caption = "; ".join(filter(None, notes))
    below = _wrapped(caption, width, unicode=unicode)
    canvas = Canvas(width, len(heading) + rows + 1 + len(below), unicode=unicode)
    for index, line in enumerate(heading):
        canvas.write(0, index, line, "strong")
    plate = Canvas(width, rows + 1, unicode=unicode)
    draw_lens(plate, lens, picture.lenses, power=power, name=picture.name)
    canvas.paste(plate, 0, len(heading))
    for index, line in enumerate(below):
        canvas.write(0, len(heading) + rows + 1 + index, line, "muted")
    return canvas


def _overview_panel(picture: Picture, heading: str, width: int, *, unicode: bool) -> Canvas:
    """The whole function under a heading, with the note on the nudge that is too small."""
    overview = picture.overview
    heights = ticks(overview.bottom, overview.top, 6)
    labels = [tick.text if unicode else ascii_text(tick.text) for tick in heights]
    gutter = max(map(len, labels), default=0) + 2
    head = _wrapped(heading, width, unicode=unicode)
    note = [
        line
        for part in _note(picture, width - gutter, width)
        for line in _wrapped(part, width, unicode=unicode)
    ]
    canvas = Canvas(width, len(head) + _ROWS + 1 + len(note), unicode=unicode)
    for index, line in enumerate(head):
        canvas.write(0, index, line, "strong")
    plot = Canvas(width - gutter, _ROWS - 1, unicode=unicode)
    _plot(plot, picture)
    top, bottom = len(head), len(head) + _ROWS - 1
    corner, side, across, mark = "└│─┤" if unicode else "+|-+"
    for row in range(top, bottom):
        canvas.write(gutter - 1, row, side, "muted")
    canvas.write(gutter - 1, bottom, corner + across * (width - gutter), "muted")
    share = (_ROWS - 1) / (overview.top - overview.bottom)
    for tick, label in zip(heights, labels, strict=True):
        row = top + min(_ROWS - 2, math.floor((overview.top - tick.value) * share))
        canvas.write(gutter - 1 - len(label), row, label, "muted")
        canvas.write(gutter - 1, row, mark, "muted")
    canvas.paste(plot, gutter, top)
    _x_labels(canvas, picture, gutter, bottom)
    for index, line in enumerate(note):
        canvas.write(0, bottom + 2 + index, line, "muted")
    return canvas


def _note(picture: Picture, columns: int, width: int) -> list[str]:
    """How many dots the nudge takes, where it is less than one; in two lines if need be."""
    overview = picture.overview
    if not picture.lenses:
        return []
    lens = picture.lenses[0]
    dots = lens.width / (overview.right - overview.left) * 2 * columns
    if not dots < 1:
        return []
    nudge = short_number(lens.width_text.lstrip("-\N{MINUS SIGN}"))
    parts = [f"{nudge} is {small_amount(dots)} dots here:", "too small to see"]
    whole = " ".join(parts)
    return [whole] if len(whole) <= width else parts


def _plot(plot: Canvas, picture: Picture) -> None:
    """The curve, then the points over it, then their labels where there is room."""
    overview = picture.overview
    across = (2 * plot.columns - 1) / (overview.right - overview.left)
    down = (4 * plot.rows - 1) / (overview.top - overview.bottom)

    def at(x: float, y: float) -> tuple[float, float]:
        return (x - overview.left) * across + 0.5, (overview.top - y) * down + 0.5

    if overview.bottom < 0 < overview.top:
        row = math.floor(at(0, 0)[1]) // 4
        plot.write(0, row, ("┈" if plot.unicode else ".") * plot.columns, "muted")
    for strip in overview.band:
        (left, low), (right, high) = at(strip.left, strip.low), at(strip.right, strip.high)
        for dot in range(math.floor(left), math.ceil(right)):
            plot.lines([(dot, high), (dot, low)], "f")
    for segment in overview.segments:
        plot.lines([at(x, y) for x, y in segment], "f")
    cells = []
    for lens in picture.lenses:
        if math.isfinite(lens.value):
            x, y = at(lens.at, lens.value)
            row = math.floor(min(max(y, 0.0), 4.0 * plot.rows - 1) / 4)
            cells.append((math.floor(x) // 2, row))
            plot.write(*cells[-1], "●" if plot.unicode else "o", "f")
    defined = [lens for lens in picture.lenses if math.isfinite(lens.value)]
    for lens, cell in zip(defined, cells, strict=True):
        _point_label(plot, value_text(picture.name, lens.at_text, lens.before_text), *cell)


def _point_label(plot: Canvas, label: str, column: int, row: int) -> None:
    """Write f(2) = 6 beside its point, where there is room for it."""
    text = label if plot.unicode else ascii_text(label)
    right, left = column + 2, column - 1 - len(text)
    places = [(right, 1), (left, -1), (right, 0), (left, 0)]
    places += [(right, -1), (left, 1), (right, 2), (left, -2)]
    for start, down in places:
        if plot.is_free(start - 1, row + down, len(text) + 2):
            plot.write(start, row + down, text, "f")
            return


def _x_labels(canvas: Canvas, picture: Picture, gutter: int, axis: int) -> None:
    """The points' own labels first, then the ticks that they leave room for."""
    overview, columns = picture.overview, canvas.columns - gutter
    scale = (columns - 1) / (overview.right - overview.left)
    marks = [(lens.at, short_number(lens.at_text, digits=4), True) for lens in picture.lenses]
    marks += [(t.value, t.text, False) for t in ticks(overview.left, overview.right, columns // 7)]
    for value, text, strong in marks:
        if not math.isfinite(value):
            continue  # too far out for a picture in floats; the microscope has its exact digits
        shown = text if canvas.unicode else ascii_text(text)
        column = gutter + round((value - overview.left) * scale)
        start = max(0, min(column - len(shown) // 2, canvas.columns - len(shown)))
        space = max(0, start - 1)
        length = min(len(shown) + 2, canvas.columns - space)
        if canvas.is_free(space, axis + 1, length):
            canvas.write(start, axis + 1, shown, "strong" if strong else "muted")
            canvas.write(column, axis, "┬" if canvas.unicode else "+", "muted")
