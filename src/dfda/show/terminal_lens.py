"""One nudge in a terminal: the triangle in its own coordinates, drawn cell by cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dfda.picture import Lens, height_power
from dfda.show.braille import Canvas, Role
from dfda.show.labels import ascii_text, is_number, short_number, times_text


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """Where the triangle stands: its corner cells, and dots in a nudge across and up."""

    origin: int
    side: int
    base: int
    tip: int
    across: float
    up: float


def lens_power(lenses: Sequence[Lens]) -> int:
    """The power of ten by which all lenses' heights are multiplied; 0 is true to scale."""
    return height_power([lens.rise for lens in lenses])


def draw_lens(
    plate: Canvas, lens: Lens, lenses: Sequence[Lens], *, power: int, name: str = "f"
) -> None:
    """Draw one lens on the scale that all lenses share; the last row is for the places."""
    view = _view(plate, lens, lenses, power)
    defined = math.isfinite(lens.slope)
    factor = 10.0**power
    for segment in lens.segments:
        plate.lines(
            [
                (2 * view.origin + 1 + u * view.across, 4 * view.base + 2 - v * factor * view.up)
                for u, v in segment
            ],
            "f",
        )
    plate.write(0, plate.rows - 1, " " * plate.columns)
    if not defined:
        _missing(plate, lens, name)
        _places(plate, lens, view)
        return
    _triangle(plate, lens, view)
    _ends(plate, lens, view)
    _labels(plate, lens, view)
    _places(plate, lens, view)


def _view(plate: Canvas, lens: Lens, lenses: Sequence[Lens], power: int) -> _View:
    """One unit and one baseline for all lenses, then this lens's own corners."""
    rises = [other.rise * 10.0**power for other in lenses if math.isfinite(other.rise)]
    up, down = max([0.0, *rises]), max([0.0, *(-rise for rise in rises)])
    room = plate.rows - 4
    columns = round(min(0.3 * plate.columns, max(3.0, 2 * room / max(up + down, 0.1))))
    gutter = max(_gutter(plate, other) for other in lenses)
    labels = max(_label_room(plate, other) for other in lenses)
    columns = max(3, min(columns, plate.columns - gutter - labels))
    rows = min(float(room), (up + down) * columns / 2)
    per_unit = rows / (up + down) if rows else columns / 2
    base = plate.rows - 3 - math.ceil(down * per_unit - 1e-9) if up or not down else 1
    rise = lens.rise * 10.0**power if math.isfinite(lens.rise) else 0.0
    height = round(rise * per_unit)
    if rise and not height:
        height = 1 if rise > 0 else -1
    usual = round(0.4 * plate.columns - columns / 2)
    inset = max(gutter, min(usual, plate.columns - columns - max(14, labels)))
    sign = lens.nudge_sign
    origin = inset if sign > 0 else plate.columns - 1 - inset
    return _View(
        origin=origin,
        side=origin + sign * columns,
        base=base,
        tip=base - height,
        across=2.0 * columns,
        up=4 * height / rise if rise else 4 * per_unit,
    )


def _gutter(plate: Canvas, lens: Lens) -> int:
    """How many columns the values of f need at the outer edge."""
    return max(len(_short(plate, text)) for text in (lens.before_text, lens.after_text)) + 3


def _label_room(plate: Canvas, lens: Lens) -> int:
    """How many columns the shortest words beside the triangle need."""
    height = _variants(plate, "height", lens.height_text)
    slope = _variants(plate, "slope", lens.slope_text, keep=True)
    return max(min(map(len, texts)) for texts in (height, slope)) + 3


def _short(plate: Canvas, text: str, digits: int = 4) -> str:
    shown = short_number(text, digits=digits)
    return shown if plate.unicode else ascii_text(shown)


def _triangle(plate: Canvas, lens: Lens, view: _View) -> None:
    """Base and side in characters of their own, so that they stand out without colour."""
    flat, upright = ("━", "┃") if plate.unicode else ("_", "|")
    left, right = sorted((view.origin, view.side))
    plate.write(left + 1, view.base, flat * (right - left - 1), "triangle")
    low, high = sorted((view.base, view.tip))
    for row in range(low + 1, high):
        plate.write(view.side, row, upright, "triangle")
    corner = upright
    if plate.unicode:
        rising = view.tip < view.base
        corner = ("┛" if rising else "┓") if lens.nudge_sign > 0 else ("┗" if rising else "┏")
    if view.tip != view.base:
        plate.write(view.side, view.base, corner, "triangle")
    dot = "●" if plate.unicode else "o"
    plate.write(view.origin, view.base, dot, "f")
    plate.write(view.side, view.tip, dot, "f")


def _ends(plate: Canvas, lens: Lens, view: _View) -> None:
    """Both values of f at the outer edge, with dotted leaders to their points."""
    leader = "┈" if plate.unicode else "."
    ends = [(view.origin, view.base, lens.before_text), (view.side, view.tip, lens.after_text)]
    for column, row, value in ends if view.tip != view.base else ends[:1]:
        text = _short(plate, value)
        if lens.nudge_sign > 0:
            dots = max(0, column - len(text) - 2)
            plate.write(0, row, f"{text} ", "f")
            plate.write(len(text) + 1, row, leader * dots, "muted")
        else:
            dots = max(0, plate.columns - column - len(text) - 3)
            plate.write(column + 2, row, leader * dots, "muted")
            plate.write(plate.columns - len(text) - 1, row, f" {text}", "f")


def _labels(plate: Canvas, lens: Lens, view: _View) -> None:
    """The width at the base; height and slope beside the side."""
    hanging = view.tip > view.base
    row = view.base - 1 if hanging else view.base + 1
    width = _variants(plate, "width", lens.width_text)
    edge = min(view.origin, view.side) + 2
    _fit(plate, row, edge, width, "triangle", right=plate.columns)
    left, right = (view.side + 2, plate.columns) if lens.nudge_sign > 0 else (0, view.side - 1)
    times = times_text(lens.slope_text, lens.width_text, digits=4)
    lines: list[tuple[list[str], Role]] = [
        (_variants(plate, "height", lens.height_text), "triangle"),
        ([times if plate.unicode else ascii_text(times)], "triangle"),
        (_variants(plate, "slope", lens.slope_text, keep=True), "slope"),
    ]
    if len(lines[1][0][0]) > right - left or abs(view.base - view.tip) < 4:
        del lines[1]
    top = (view.base + view.tip) // 2 - len(lines) // 2 + (0 if hanging else 1)
    if abs(view.tip - view.base) < len(lines):
        top = view.tip + 2 if hanging else min(view.tip, view.base) - len(lines) - 2
    top = max(0, min(top, plate.rows - 2 - len(lines)))
    for index, (texts, role) in enumerate(lines):
        _fit(plate, top + index, left, texts, role, right=right, flush=lens.nudge_sign < 0)


def _variants(plate: Canvas, word: str, number: str, *, keep: bool = False) -> list[str]:
    """A labelled number in ever fewer characters; with `keep` never without its word."""
    long = short_number(number, note=True)
    numbers = [long, *(short_number(number, digits=digits) for digits in (10, 6, 4, 2))]
    texts = [f"{word} {shown}" for shown in numbers] if keep else []
    if not keep:
        texts = [f"{word} {long}", long, f"{word} {numbers[2]}", *numbers[1:]]
    return texts if plate.unicode else [ascii_text(text) for text in texts]


def _fit(
    plate: Canvas, row: int, left: int, texts: Sequence[str], role: Role, *, right: int,
    flush: bool = False,
) -> None:  # fmt: skip
    """Write the first text that fits between two columns, or the shortest."""
    fitting = [text for text in texts if len(text) <= right - left]
    text = fitting[0] if fitting else min(texts, key=len)
    start = right - len(text) if flush else left
    start = max(0, min(start, plate.columns - len(text)))
    plate.write(start, row, text, role)


def _places(plate: Canvas, lens: Lens, view: _View) -> None:
    """The point and where the nudge moves it, in the last row."""
    texts = [_short(plate, lens.at_text), _short(plate, lens.nudged_text)]
    cells = [view.origin, view.side]
    if lens.nudge_sign < 0:
        texts, cells = texts[::-1], cells[::-1]
    row = plate.rows - 1
    starts = [cell - len(text) // 2 for cell, text in zip(cells, texts, strict=True)]
    if starts[0] + len(texts[0]) + 1 > starts[1]:
        middle = sum(cells) / 2
        starts = [math.floor(middle) - len(texts[0]), math.floor(middle) + 2]
    starts[1] = min(starts[1], plate.columns - len(texts[1]))
    starts[0] = max(0, min(starts[0], starts[1] - 1 - len(texts[0])))
    for start, text in zip(starts, texts, strict=True):
        plate.write(start, row, text)


def _missing(plate: Canvas, lens: Lens, name: str) -> None:
    """Say why there is no triangle."""
    text = f"the slope is {lens.slope_text}"
    for place, value in ((lens.at_text, lens.before_text), (lens.nudged_text, lens.after_text)):
        if not is_number(value):
            text = f"{name}({_short(plate, place)}) is {value}"
            break
    for row, line in enumerate((text, "there is no triangle")):
        plate.write(max(0, (plate.columns - len(line)) // 2), row, line)
