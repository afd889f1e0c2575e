"""A sheet of paper measured in pixels, drawn with matplotlib's objects and nothing global.

Texts, rings and dotted leaders are placed in pixels from the top left corner, as in the browser;
curves live in panels, ordinary axes with the data's own coordinates. Every style is given, so that
nobody's rcParams change the picture, and no text is ever read as mathtext.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, TransformedPath

from dfda.show.palette import Palette

DPI = 100
FAMILY = "DejaVu Sans"
Align = Literal["left", "center", "right"]
BLOCKED = 1000.0
"""How bad it is to cover another label; to cover one spot of the curve is 1."""

_POINT = 72 / DPI
_MEASURED = text_to_path.FONT_SCALE


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, gap: float = 0) -> bool:
        """Whether two boxes share more than an edge, or come closer than `gap`."""
        apart_x = self.right + gap <= other.left or other.right + gap <= self.left
        apart_y = self.bottom + gap <= other.top or other.bottom + gap <= self.top
        return not (apart_x or apart_y)

    def inside(self, other: Box) -> bool:
        """Whether this box lies within the other."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom

    def holds(self, x: float, y: float, gap: float = 0) -> bool:
        """Whether a point lies in the box, or closer to it than `gap`."""
        across = self.left - gap < x < self.right + gap
        return across and self.top - gap < y < self.bottom + gap


class Sheet:
    """One figure of a given size in pixels."""

    def __init__(self, width: float, height: float, palette: Palette) -> None:
        self.width, self.height = width, height
        self.figure = Figure(
            figsize=(width / DPI, height / DPI),
            dpi=DPI,
            facecolor=palette.background,
            edgecolor="none",
            linewidth=0,
        )
        self.figure.set_layout_engine("none")
        FigureCanvasAgg(self.figure)
        scale = Affine2D().scale(1 / width, -1 / height).translate(0, 1)
        self.pixels = scale + self.figure.transFigure
        self.palette = palette

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        color: str,
        bold: bool = False,
        align: Align = "left",
        backed: str | None = None,
        order: float = 10,
    ) -> Box:
        """Write text with its baseline at y; the box it covers."""
        if backed is not None:
            width = text_width(text, size, bold=bold)
            left = _start(x, width, align)
            box = Box(left - 4, y - 0.86 * size, left + width + 4, y + 0.3 * size)
            self.rectangle(box, color=backed, order=order - 1)
        self.figure.add_artist(
            Text(
                x,
                y,
                text,
                transform=self.pixels,
                color=color,
                fontproperties=_font(size, bold=bold),
                horizontalalignment=align,
                verticalalignment="baseline",
                parse_math=False,
                usetex=False,
                antialiased=True,
                zorder=order,
            )
        )
        return text_box(x, y, text, size, bold=bold, align=align)

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        color: str,
        width: float,
        dotted: bool = False,
        order: float = 5,
        opacity: float = 1,
    ) -> Line2D:
        """A line through points in pixels."""
        line = _line(points, color=color, width=width, order=order)
        line.set_transform(self.pixels)
        line.set_alpha(opacity)
        if dotted:
            line.set_linestyle((0, (0.1, 3.3)))
            line.set_dash_capstyle("round")
        self.figure.add_artist(line)
        return line

    def dot(self, x: float, y: float, radius: float, *, color: str, halo: str) -> None:
        """A filled point with a halo that separates it from lines."""
        self.figure.add_artist(
            Circle((x, y), radius, facecolor=color, edgecolor=halo, linewidth=2.5 * _POINT,
                   transform=self.pixels, zorder=8)
        )  # fmt: skip

    def ring(self, x: float, y: float, radius: float, *, color: str) -> None:
        """The ring around the point that the microscope looks at."""
        self.figure.add_artist(
            Circle((x, y), radius, facecolor="none", edgecolor=color, linewidth=2.5 * _POINT,
                   transform=self.pixels, zorder=9)
        )  # fmt: skip

    def polygon(self, points: Sequence[tuple[float, float]], *, color: str, opacity: float) -> None:
        """A filled shape without an outline."""
        self.figure.add_artist(
            Polygon(list(points), closed=True, facecolor=color, edgecolor="none", alpha=opacity,
                    linewidth=0, transform=self.pixels, zorder=-2)
        )  # fmt: skip

    def rectangle(self, box: Box, *, color: str, order: float) -> None:
        """A filled rectangle."""
        self.figure.add_artist(
            Rectangle((box.left, box.top), box.right - box.left, box.bottom - box.top,
                      facecolor=color, edgecolor="none", linewidth=0, transform=self.pixels,
                      zorder=order)
        )  # fmt: skip

    def plate(self, box: Box, *, color: str, radius: float = 18) -> None:
        """The rounded plate of a microscope."""
        plate = FancyBboxPatch(
            (box.left, box.top), box.right - box.left, box.bottom - box.top,
            boxstyle=f"round,pad=0,rounding_size={radius}", facecolor=color, edgecolor="none",
            linewidth=0, transform=self.pixels, zorder=-1, mutation_aspect=1,
        )  # fmt: skip
        self.figure.add_artist(plate)

    def window(self, box: Box, *, radius: float) -> TransformedPath:
        """A clip with its upper corners rounded: SVG knows no second, rectangular clip."""
        left, right, top, bottom = box.left, box.right, box.top, box.bottom
        corners = [
            (Path.MOVETO, (left, bottom)),
            (Path.LINETO, (left, top + radius)),
            (Path.CURVE3, (left, top)),
            (Path.CURVE3, (left + radius, top)),
            (Path.LINETO, (right - radius, top)),
            (Path.CURVE3, (right, top)),
            (Path.CURVE3, (right, top + radius)),
            (Path.LINETO, (right, bottom)),
            (Path.CLOSEPOLY, (left, bottom)),
        ]
        path = Path([place for _, place in corners], [code for code, _ in corners])
        return TransformedPath(path, self.pixels)


class Panel:
    """A part of the sheet with its own coordinates, in which curves are drawn and clipped."""

    def __init__(self, sheet: Sheet, box: Box, *, x: tuple[float, float], y: tuple[float, float],
                 clip: TransformedPath | None = None) -> None:  # fmt: skip
        self.sheet, self.box, self.x_range, self.y_range = sheet, box, x, y
        self.axes = _plain_axes(sheet, box)
        self.axes.set_xlim(*x)
        self.axes.set_ylim(*y)
        self._clip = clip

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Data coordinates to pixels."""
        (x0, x1), (y0, y1), box = self.x_range, self.y_range, self.box
        across, up = (x - x0) / (x1 - x0), (y - y0) / (y1 - y0)
        return (
            box.left + across * (box.right - box.left),
            box.bottom - up * (box.bottom - box.top),
        )

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        color: str,
        width: float,
        order: float = 3,
    ) -> None:
        """A line in data coordinates."""
        line = _line(points, color=color, width=width, order=order)
        self.axes.add_line(line)
        self._clipped(line)

    def fill(self, points: Sequence[tuple[float, float]], *, color: str, opacity: float) -> None:
        """A filled shape in data coordinates."""
        shape = Polygon(list(points), closed=True, facecolor=color, edgecolor="none",
                        alpha=opacity, linewidth=0, zorder=2)  # fmt: skip
        self.axes.add_patch(shape)
        self._clipped(shape)

    def _clipped(self, artist: Any) -> None:
        if self._clip is not None:
            artist.set_clip_path(self._clip)


def _plain_axes(sheet: Sheet, box: Box) -> Axes:
    width, height = sheet.width, sheet.height
    size = (box.right - box.left) / width, (box.bottom - box.top) / height
    axes = sheet.figure.add_axes((box.left / width, 1 - box.bottom / height, *size))
    axes.set_axis_off()
    axes.patch.set_visible(False)
    axes.set_autoscale_on(False)
    axes.set_zorder(0)
    return axes


def _line(
    points: Sequence[tuple[float, float]], *, color: str, width: float, order: float
) -> Line2D:
    line = Line2D(
        [x for x, _ in points], [y for _, y in points], color=color, linewidth=width * _POINT,
        linestyle="-", marker="None", antialiased=True, solid_capstyle="round",
        solid_joinstyle="round", zorder=order,
    )  # fmt: skip
    line.set_sketch_params(None)
    line.set_path_effects([])
    return line


def _font(size: float, *, bold: bool) -> FontProperties:
    return FontProperties(
        family=FAMILY, size=size * _POINT, weight="bold" if bold else "normal", style="normal",
        variant="normal", stretch="normal",
    )  # fmt: skip


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in pixels."""
    return _width(text, bold=bold) * (size * _POINT / _MEASURED) / _POINT if text else 0.0


@lru_cache(maxsize=4096)
def _width(text: str, *, bold: bool) -> float:
    """How wide it is when its letters are `_MEASURED` points high.

    Matplotlib measures every text in this size and scales the width, so one measurement is right
    for all sizes. Laying out a figure tries many of them, and most of its time went into measuring.
    """
    font = _font(_MEASURED / _POINT, bold=bold)
    width: float = text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]
    return width


def text_box(
    x: float, y: float, text: str, size: float, *, bold: bool = False, align: Align = "left"
) -> Box:
    """The box of a text whose baseline is at y."""
    width = text_width(text, size, bold=bold)
    left = _start(x, width, align)
    return Box(left, y - 0.78 * size, left + width, y + 0.24 * size)


def _start(x: float, width: float, align: Align) -> float:
    return x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines at spaces, and inside a word that is wider than a line."""
    lines: list[str] = []
    for word in _pieces(text.split(), width, size, bold=bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _pieces(words: Iterable[str], width: float, size: float, *, bold: bool) -> Iterable[str]:
    for word in words:
        rest = word
        while text_width(rest, size, bold=bold) > width and len(rest) > 1:
            share = width / text_width(rest, size, bold=bold)
            count = max(1, int(len(rest) * share * 0.95))
            yield rest[:count]
            rest = rest[count:]
        yield rest


def fitted(
    text: str, width: float, sizes: Sequence[float], *, lines: int, bold: bool = False
) -> tuple[list[str], float]:
    """The text wrapped at the first size that needs no more lines than allowed, or the last."""
    for size in sizes:
        result = wrapped(text, width, size, bold=bold)
        if len(result) <= lines:
            return result, size
    return result, sizes[-1]


def placed(
    candidates: Sequence[Box],
    *,
    within: Box,
    obstacles: Sequence[Box],
    curve: Sequence[tuple[float, float]],
    gap: float = 3,
) -> tuple[int, float]:
    """The index of the first free box, or of the one that hides least, and how bad it is."""

    def badness(box: Box) -> float:
        hidden = sum(box.holds(x, y, 5) for x, y in curve)
        blocked = sum(box.overlaps(other, gap) for other in obstacles)
        return hidden + BLOCKED * blocked + (0 if box.inside(within) else 10 * BLOCKED)

    costs = [badness(box) for box in candidates]
    return costs.index(min(costs)), min(costs)
