"""The microscope of a figure: one nudge in its own coordinates, one square for each nudge.

Everything is placed from u, v and the slope alone, so that the triangle of 3a is drawn to the very
same pixels for every point and every nudge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dfda.picture import Lens, height_power
from dfda.show.figure_overview import along
from dfda.show.labels import is_number, short_number, times_text, too_fast
from dfda.show.palette import Palette
from dfda.show.sheet import Align, Box, Panel, Sheet, placed, text_box, text_width, wrapped

FLOOR = 40.0
_HEAD, _FOOT = 40.0, 42.0

Row = tuple[str, str, float]
"""A word, a number, and the size of the number, or of the word where there is no number."""

Rows = Sequence[Row]

_RICHNESS = (
    (True, 10, 1.0), (True, 10, 0.75), (False, 10, 1.0), (False, 7, 0.85), (False, 5, 0.7),
    (False, 3, 0.6),
)  # fmt: skip
"""With the number of places or not, digits, size: tried in turn until a label has room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What microscopes side by side share: pixels in a nudge, powers of ten, the baseline."""

    unit: float
    power: int
    base: float

    def drawn(self, rise: float) -> float:
        """A height in nudges as it is drawn, in units."""
        return rise * 10.0**self.power if math.isfinite(rise) else 0.0


def shared_scale(lenses: Sequence[Lens], plate: Box) -> Scale:
    """One scale and one baseline for all lenses, so that their triangles can be compared."""
    power = shared_power(lenses)
    rises = [lens.rise * 10.0**power for lens in lenses if math.isfinite(lens.rise)]
    up, down = max([0.0, *rises]), max([0.0, *(-rise for rise in rises)])
    room = plate.bottom - FLOOR - plate.top - _HEAD - _FOOT
    share = 0.34 if len(lenses) == 1 else 0.25
    unit = min(room / max(up + down, 0.1), share * (plate.right - plate.left))
    spare = room - (up + down) * unit
    low = min(0.3 * spare, 60.0) if up > down or not down else max(0.7 * spare, spare - 60)
    base = plate.bottom - FLOOR - _FOOT - low - down * unit
    return Scale(unit=unit, power=power, base=round(base))


def shared_power(lenses: Sequence[Lens]) -> int:
    """The power of ten by which all heights are multiplied; 0 is true to scale."""
    finite = [lens.rise for lens in lenses if math.isfinite(lens.rise)]
    return height_power(finite or [_extent(lens) for lens in lenses])


def _extent(lens: Lens) -> float:
    return max((abs(v) for segment in lens.segments for u, v in segment if abs(u) <= 1), default=1)


class LensView:
    """One lens on its plate."""

    def __init__(self, sheet: Sheet, lens: Lens, plate: Box, scale: Scale, palette: Palette, *,
                 name: str, variable: str, alone: bool) -> None:  # fmt: skip
        self.sheet, self.lens, self.plate, self.scale = sheet, lens, plate, scale
        self.palette, self.name, self.variable, self.alone = palette, name, variable, alone
        self.sign = lens.nudge_sign
        width = plate.right - plate.left
        inset = (0.4 * width - scale.unit / 2) if alone else 0.3 * width
        self.origin = round(plate.left + inset if self.sign > 0 else plate.right - inset)
        self.tip = scale.drawn(lens.rise)
        self.floor = plate.bottom - FLOOR
        self.obstacles: list[Box] = []
        radius = 18 if alone else 14
        sheet.plate(plate, color=palette.plate, radius=radius)
        view = Box(plate.left, plate.top, plate.right, self.floor)
        self.panel = Panel(
            sheet,
            view,
            x=((plate.left - self.origin) / scale.unit, (plate.right - self.origin) / scale.unit),
            y=((scale.base - self.floor) / scale.unit, (scale.base - plate.top) / scale.unit),
            clip=sheet.window(view, radius=radius),
        )

    def draw(self) -> None:
        """Everything on the plate, from the squares up to the words."""
        self._squares()
        curve = self._curve()
        if math.isfinite(self.lens.slope):
            self._triangle()
        self._ends(curve)
        self._places()
        if not self.alone:
            self._heading(curve)
        if math.isfinite(self.lens.slope):
            self._width_label(curve)
            self._side_label(curve)
        self._note(curve)

    def _at(self, u: float, v: float) -> tuple[float, float]:
        return self.origin + u * self.scale.unit, self.scale.base - v * self.scale.unit

    def _squares(self) -> None:
        (left, right), (bottom, top) = self.panel.x_range, self.panel.y_range
        step = 1 if self.scale.unit >= 12 else 2
        for k in range(math.ceil(left), math.floor(right) + 1):
            if k % step == 0:
                self.panel.line([(k, bottom), (k, top)], color=self.palette.grid, width=1.5,
                                order=1)  # fmt: skip
        for k in range(math.ceil(bottom), math.floor(top) + 1):
            if k % step == 0:
                self.panel.line([(left, k), (right, k)], color=self.palette.grid, width=1.5,
                                order=1)  # fmt: skip
        self.sheet.line([(self.plate.left, self.floor), (self.plate.right, self.floor)],
                        color=self.palette.hair, width=1.5, order=1)  # fmt: skip

    def _curve(self) -> list[tuple[float, float]]:
        """Draw f; its pixels, for labels to keep away from."""
        found: list[tuple[float, float]] = []
        for segment in self.lens.segments:
            drawn = [(u, self.scale.drawn(v)) for u, v in segment]
            self.panel.line(drawn, color=self.palette.blue, width=4.5 if self.alone else 4)
            found += along([self._at(u, v) for u, v in drawn])
        return [(x, y) for x, y in found if self.plate.holds(x, y)]

    def _triangle(self) -> None:
        corners = [(0.0, 0.0), (float(self.sign), 0.0), (float(self.sign), self.tip)]
        if self.tip:
            self.panel.fill(corners, color=self.palette.triangle,
                            opacity=self.palette.triangle_opacity)  # fmt: skip
        green, pixels = self.palette.green, [self._at(u, v) for u, v in corners]
        self.sheet.line(pixels, color=green, width=4.5, order=6)
        count = math.ceil(abs(self.tip) - 1e-9)
        if self.scale.power == 0 and count > 1 and self.scale.unit >= 9:
            for k in range(1, count):
                x, y = self._at(self.sign, math.copysign(k, self.tip))
                self.sheet.line([(x - 6, y), (x + 6, y)], color=green, width=2.5, order=6)
        (left, base), _, (right, tip) = pixels
        self.obstacles.append(
            Box(min(left, right) - 4, min(base, tip), max(left, right) + 9, max(base, tip))
        )

    def _ends(self, curve: Sequence[tuple[float, float]]) -> None:
        """Both values of f at the outer edge, each with a dotted leader to its point."""
        lens, palette = self.lens, self.palette
        edge = self.plate.left + 14 if self.sign > 0 else self.plate.right - 14
        ends = [(0.0, 0.0, lens.before_text), (float(self.sign), self.tip, lens.after_text)]
        if not math.isfinite(lens.slope):
            ends = ends[:1] if is_number(lens.before_text) else []
        if len(ends) == 2 and not self.tip:
            ends = [(0.0, 0.0, lens.before_text), (float(self.sign), 0.0, "")]
        for u, v, text in ends:
            x, y = self._at(u, v)
            self.sheet.dot(x, y, 7 if self.alone else 6, color=palette.blue, halo=palette.plate)
            if not text:
                continue
            self.sheet.line([(edge, y), (x - self.sign * 12, y)], color=palette.blue, width=1.5,
                            dotted=True, order=2)  # fmt: skip
            self._end_label(text, (edge, y), abs(x - edge) - 14, curve)

    def _end_label(
        self, text: str, end: tuple[float, float], room: float,
        curve: Sequence[tuple[float, float]],
    ) -> None:  # fmt: skip
        """A value over its leader, or under it where that is freer."""
        size, text = self._shortest(text, room)
        align: Align = "left" if self.sign > 0 else "right"
        edge, y = end
        rows = (y - 8, y + size + 5)
        if abs(self.tip) * self.scale.unit < 34 and (y > self.scale.base - 1) == (self.tip > 0):
            rows = rows[::-1]
        boxes = [text_box(edge, row, text, size, align=align) for row in rows]
        best, _ = placed(boxes, within=self.plate, obstacles=self.obstacles, curve=curve)
        self.obstacles.append(boxes[best])
        self.sheet.text(edge, rows[best], text, size=size, color=self.palette.blue, align=align)

    def _shortest(self, number: str, room: float) -> tuple[float, str]:
        """The most digits of a number, in the largest size, that fit beside the triangle."""
        large = 16.0 if self.alone else 14.0
        for digits in (10, 7, 5, 3):
            text = short_number(number, digits=digits)
            for size in (large, large - 1, large - 2, large - 3):
                if text_width(text, size) <= room:
                    return size, text
        return large - 3, text

    def _places(self) -> None:
        """The point and where the nudge moves it, under the plate's floor."""
        size, palette = 16.0 if self.alone else 14.0, self.palette
        places = ((0, self.lens.at_text), (self.sign, self.lens.nudged_text))
        texts = [(u, short_number(text, digits=6)) for u, text in places]
        widths = [text_width(text, size) for _, text in texts]
        centred = self.scale.unit > sum(widths) / 2 + 14
        for index, (u, text) in enumerate(texts):
            x, _ = self._at(u, 0)
            self.sheet.line([(x, self.floor - 1), (x, self.floor + 7)], color=palette.ink,
                            width=2, order=4)  # fmt: skip
            outward = (1 if index else -1) * self.sign
            align: Align = "center" if centred else "left" if outward > 0 else "right"
            if not centred:
                middle = self._at(self.sign / 2, 0)[0]
                x = middle + outward * 7
            self.sheet.text(x, self.floor + 27, text, size=size, color=palette.ink, align=align)

    def _heading(self, curve: Sequence[tuple[float, float]]) -> None:
        """Which point this is: in the corner beyond the triangle, or wherever f leaves room."""
        text, size = f"{self.variable} = {short_number(self.lens.at_text, digits=6)}", 17.0
        wide, row = text_width(text, size, bold=True), self.plate.top + 28
        ends = (self.plate.right - 16 - wide, self.plate.left + 16)
        lefts = [*ends[:: self.sign], (self.plate.left + self.plate.right - wide) / 2]
        starts = [(left, y) for y in (row, self.floor - 12) for left in lefts]
        boxes = [text_box(left, y, text, size, bold=True) for left, y in starts]
        best, _ = placed(boxes, within=self.plate, obstacles=self.obstacles, curve=curve)
        left, baseline = starts[best]
        self.obstacles.append(
            self.sheet.text(left, baseline, text, size=size, color=self.palette.ink, bold=True)
        )

    def _width_label(self, curve: Sequence[tuple[float, float]]) -> None:
        """The word and the number under the base, or over it where the triangle hangs down."""
        big, small = (20.0, 15.0) if self.alone else (16.0, 14.0)
        variants = [
            [("width", short_number(self.lens.width_text, note=note, digits=digits), size)]
            for note, digits, size in ((True, 10, big), (False, 10, big), (False, 4, small))
        ]
        x, base = self._at(min(0, self.sign), 0)

        def starts(wide: float, tall: float) -> list[tuple[float, float]]:
            lefts = [x + 7, x + self.scale.unit - 7 - wide, x + self.scale.unit + 14, x - 14 - wide]
            rows = (base + 4, base - tall - 6)
            return [
                (left, row)
                for row in (rows if self.tip >= 0 else rows[::-1])
                for left in (lefts if self.sign > 0 else [lefts[1], lefts[0], *lefts[:1:-1]])
            ]

        self._put(variants, starts, curve)

    def _side_label(self, curve: Sequence[tuple[float, float]]) -> None:
        """Height, how many widths that is, and the slope, beside the triangle's side."""
        x, tip = self._at(self.sign, self.tip)
        middle = (tip + self.scale.base) / 2

        def starts(wide: float, tall: float) -> list[tuple[float, float]]:
            near = x + 20 if self.sign > 0 else x - 20 - wide
            far = self.plate.right - 16 - wide if self.sign > 0 else self.plate.left + 16
            back = self._at(0, 0)[0] - self.sign * 20 - (wide if self.sign > 0 else 0)
            offsets = [side * shift for shift in range(0, 150, 15) for side in (1, -1)]
            found = [(near, middle - tall / 2 + dy) for dy in offsets]
            found += [(far, middle - tall / 2 + dy) for dy in offsets]
            edges = (self.plate.top + 10, self.floor - tall - 8)
            return found + [(left, edge) for left in (near, far, back) for edge in edges]

        self._put(self._side_variants(), starts, curve)

    def _put(
        self,
        variants: Sequence[Rows],
        starts: Callable[[float, float], list[tuple[float, float]]],
        curve: Sequence[tuple[float, float]],
    ) -> None:
        """Write the first variant of a label that is free somewhere, or what hides least."""
        inside = Box(self.plate.left + 8, self.plate.top + 6, self.plate.right - 8, self.floor - 3)
        choices: list[tuple[float, int, Box]] = []
        for index, rows in enumerate(variants):
            wide = max(self._row_width(row) for row in rows)
            tall = sum(row[2] + 7 for row in rows)
            boxes = [Box(x, y, x + wide, y + tall) for x, y in starts(wide, tall)]
            best, badness = placed(boxes, within=inside, obstacles=self.obstacles, curve=curve)
            choices.append((badness, index, boxes[best]))
            if badness == 0:
                break
        _, index, box = min(choices, key=lambda choice: choice[:2])
        self.obstacles.append(box)
        self._write_rows(variants[index], box)

    def _side_variants(self) -> list[Rows]:
        """The label in full, then with ever fewer digits and words."""
        lens = self.lens
        variants: list[Rows] = []
        for note, digits, shrink in _RICHNESS:
            height = short_number(lens.height_text, note=note and self.alone, digits=digits)
            width = short_number(lens.width_text, digits=digits)
            slope = short_number(lens.slope_text, digits=digits)
            size = (34.0 if self.alone else 28.0) * (shrink if len(slope) <= 6 else 0.8 * shrink)
            if self.alone:
                rows = [("height", height, 20.0 * max(shrink, 0.75)), ("slope", slope, size)]
                times = times_text(lens.slope_text, lens.width_text, digits=digits)
                variants += [[rows[0], (times, "", 15.0), rows[1]], rows]
            else:
                rows = [("slope", "", 14.0), ("", slope, size)]
                ratio = f"{height} / {width}"
                variants += [[*rows, (ratio, "", 14.0)], rows]
        return variants

    def _row_width(self, row: Row) -> float:
        word, number, size = row
        gap = 7 if word and number else 0
        return text_width(word, self._word_size()) + gap + text_width(number, size, bold=True)

    def _word_size(self) -> float:
        return 15.0 if self.alone else 14.0

    def _write_rows(self, rows: Rows, box: Box) -> None:
        baseline, green = box.top, self.palette.green
        for word, number, size in rows:
            baseline += size + 7
            x, small = box.left, self._word_size()
            wide = text_width(word, small)
            if word and number:
                x += wide + 7
                self.sheet.text(x - 7, baseline - 5, word, size=small, color=green, align="right")
            elif word:
                self.sheet.text(x, baseline - 5, word, size=small, color=green)
            if number:
                self.sheet.text(x, baseline - 5, number, size=size, color=green, bold=True)

    def _note(self, curve: Sequence[tuple[float, float]]) -> None:
        """Say in words what cannot be drawn."""
        text = self._missing()
        if not text:
            return
        room = 0.8 * (self.plate.right - self.plate.left)
        lines = wrapped(text, room, 15)
        wide = max(text_width(line, 15) for line in lines)
        tall = 21.0 * len(lines)
        lefts = [(self.plate.left + self.plate.right - wide) / 2, self.plate.left + 16,
                 self.plate.right - 16 - wide]  # fmt: skip
        tops = [self.plate.top + 40, self.plate.top + 14, self.floor - tall - 12,
                (self.plate.top + self.floor - tall) / 2]  # fmt: skip
        boxes = [Box(x, y, x + wide, y + tall) for y in tops for x in lefts]
        found, _ = placed(boxes, within=self.plate, obstacles=self.obstacles, curve=curve, gap=16)
        best = boxes[found]
        for k, line in enumerate(lines):
            self.sheet.text(best.left, best.top + 16 + 21 * k, line, size=15,
                            color=self.palette.ink)  # fmt: skip

    def _missing(self) -> str:
        lens = self.lens
        if math.isfinite(lens.slope):
            return "" if lens.segments else too_fast(self.name)
        for place, value in ((lens.at_text, lens.before_text), (lens.nudged_text, lens.after_text)):
            if not is_number(value):
                return f"{self.name}({short_number(place)}) is {value}: there is no triangle"
        return f"the slope is {lens.slope_text}: there is no triangle to draw"
