"""The trail of an estimate: how far each nudge was off, on logarithmic axes.

It shows why a nudge can be too wide and too small: on the right the error falls with the nudge,
because f looks straighter from near by (truncation); on the left it grows again, because what
rounding did to f is divided by an ever smaller width.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dfda.errors import MissingExtraError
from dfda.results import Estimate
from dfda.show.figure import write_figure
from dfda.show.palette import DARK, LIGHT, Palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LEAST: Final = 1e-17
_WIDE: Final = 1e3


def trail_lines(found: Estimate) -> Iterator[str]:
    """The trail as lines of text: each nudge, its slope, and how far that is from the estimate."""
    known = math.isfinite(found.value) and found.n == 1
    if not found.nudges:
        return
    yield f"nudge    slope{' ' * 20}{'off by' if known else ''}".rstrip()
    for width, slope in zip(found.nudges, found.slopes, strict=True):
        off = f"{abs(slope - found.value):.0e}" if known else ""
        yield f"{width:<8.1e} {slope:<24.15g} {off}".rstrip()


def save_trail(found: Estimate, path: str | Path, *, title: str, dark: bool = False) -> None:
    """Write the trail as a picture: .svg, .png or .pdf."""
    write_figure(lambda: draw_trail(found, title=title, dark=dark), path)


def draw_trail(found: Estimate, *, title: str, dark: bool = False) -> Figure:
    """Draw the trail with matplotlib. Raises `MissingExtraError` where that is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError(
            "figures need matplotlib", instead="pip install 'dfda[figure]'"
        ) from error
    colours = DARK if dark else LIGHT
    figure = Figure(figsize=(7.2, 4.6), facecolor=colours.background, layout="constrained")
    axes = figure.add_subplot()
    axes.set(xscale="log", yscale="log", facecolor=colours.plate)
    axes.grid(visible=True, color=colours.grid)
    axes.tick_params(colors=colours.muted, which="both")
    axes.set_xlabel("width of the nudge", color=colours.ink)
    if math.isfinite(found.value) and found.n == 1:
        _draw_errors(axes, found, colours)
    else:
        _draw_slopes(axes, found, colours)
    axes.set_title(f"{title}\n{found.sentence}", color=colours.ink, fontsize=10, loc="left")
    return figure


def _draw_errors(axes: Axes, found: Estimate, colours: Palette) -> None:
    """The distance of each slope from the estimate, the bar, and the two reasons to be off."""
    seen = [(h, abs(slope - found.value)) for h, slope in _whole(found)]
    floor = max(found.error / 30, abs(found.value) * _LEAST, 5e-324)
    axes.plot(*_columns([(h, max(off, floor)) for h, off in seen]), "o", color=colours.green)
    axes.axhspan(floor, found.error, color=colours.blue, alpha=0.15, linewidth=0)
    axes.axhline(found.error, color=colours.blue)
    widths = sorted(h for h, _ in seen)
    _note(axes, widths[0], found.error, f"the bar, {found.error:.1e}", colours.blue)
    if found.noise > 0:
        line = [(h, found.noise / h) for h in widths]
        axes.plot(*_columns(line), "--", color=colours.orange)
        _note(axes, *line[0], "rounding: noise of f over the nudge", colours.orange)
    widest = max(seen)
    _note(axes, widest[0], max(widest[1], floor), "truncation: f bends", colours.ink, right=True)
    # The words stand above what they name, at the highest point too.
    axes.margins(y=0.12)
    axes.set_ylabel("distance of its slope from the estimate", color=colours.ink)


def _draw_slopes(axes: Axes, found: Estimate, colours: Palette) -> None:
    """The slopes on both sides, where there is no single one to compare them with."""
    trail = list(zip(found.nudges, found.slopes, found.bends, strict=True))
    sides = [("left", -0.5, "o-", colours.blue), ("right", 0.5, "s--", colours.green)]
    sizes = []
    for name, share, style, colour in sides:
        seen = [(h, slope + share * bend) for h, slope, bend in trail if math.isfinite(bend)]
        sizes += [abs(slope) for _, slope in seen if slope]
        if seen:
            axes.plot(*_columns(seen), style, color=colour, label=f"slope on the {name}")
    alone = [(h, slope) for h, slope, bend in trail if math.isfinite(slope) and math.isnan(bend)]
    if alone:
        sizes += [abs(slope) for _, slope in alone if slope]
        axes.plot(*_columns(alone), "o-", color=colours.green, label="slope on the one side")
    wide = sizes and max(sizes) > _WIDE * min(sizes)
    if wide:
        axes.set_yscale("symlog", linthresh=min(sizes))
    else:
        axes.set_yscale("linear")
    if sizes:
        axes.legend(facecolor=colours.background, labelcolor=colours.ink, edgecolor=colours.grid)
    axes.set_ylabel("slope", color=colours.ink)


def _whole(found: Estimate) -> list[tuple[float, float]]:
    trail = zip(found.nudges, found.slopes, strict=True)
    return [(h, slope) for h, slope in trail if math.isfinite(slope)]


def _columns(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in pairs], [y for _, y in pairs]


def _note(axes: Axes, x: float, y: float, text: str, colour: str, *, right: bool = False) -> None:
    side, shift = ("right", (-10, -4)) if right else ("left", (6, 6))
    axes.annotate(
        text, (x, y), xytext=shift, textcoords="offset points", ha=side, color=colour, fontsize=9
    )
