"""What a page shows where no script runs: the sentence, the picture and the ledger.

The picture is an SVG of its own, made without matplotlib, in the colours of every other face.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Final

from dfda.explanation.exploration import Exploration
from dfda.explanation.portrait import portrait
from dfda.picture import Lens, Overview, height_power, ticks
from dfda.results import QUANTITIES, Ledger
from dfda.show.labels import heights_note, is_number, short_number
from dfda.show.palette import LIGHT

STYLE: Final = (
    ".static{max-width:60rem;margin:auto;padding:16px;overflow-x:auto}"
    ".static svg{max-width:100%;height:auto}"
    ".static th,.static td{padding:2px 12px 2px 0;text-align:left}"
)
_WIDTH, _HEIGHT, _STRIP, _GUTTER = 480.0, 320.0, 26.0, 52.0
_NAMES: Final = {
    "at": "{a}", "before": "f({a})", "nudged": "{a} + nudge", "after": "f({a} + nudge)",
    "height": "height", "width": "width", "slope": "slope = height / width",
}  # fmt: skip


def fallback(found: Exploration) -> str:
    """The exploration as HTML without a script. Every text in it is escaped."""
    explanation = found.explanation
    picture = portrait(explanation)
    parts = [
        f'<main class="static">\n<h1>{escape(explanation.title)}</h1>\n',
        _overview(found, picture.overview),
    ]
    for point, lens in zip(explanation.points, picture.lenses, strict=True):
        parts += [
            f"<p>{escape(point.sentence)}</p>\n",
            _microscope(lens, point.sentence),
            _table(point.ledger, explanation.variable),
        ]
    verdict = escape(explanation.everywhere.sentence)
    return "".join([*parts, f"<p><strong>{verdict}</strong></p>\n</main>\n"])


def _table(ledger: Ledger, variable: str) -> str:
    columns = [column for column in ("exact", "float64", "float32") if getattr(ledger, column)]
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    rows = []
    for name in QUANTITIES:
        cells = (getattr(getattr(ledger, column), name) for column in columns)
        texts = "".join(f"<td>{escape(getattr(cell, 'text', str(cell)))}</td>" for cell in cells)
        label = escape(_NAMES[name].format(a=variable))
        rows.append(f'<tr><th scope="row">{label}</th>{texts}</tr>\n')
    return f'<table>\n<tr><th scope="col">quantity</th>{head}</tr>\n{"".join(rows)}</table>\n'


def _svg(label: str, parts: Iterable[str]) -> str:
    ground = f'<rect width="{_WIDTH:g}" height="{_HEIGHT:g}" fill="{LIGHT.background}"/>'
    return (
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" '
        f'width="{_WIDTH:g}" height="{_HEIGHT:g}" font-family="sans-serif" font-size="14">'
        f"{ground}{''.join(parts)}</svg>\n"
    )


def _number(pixels: float) -> str:
    return f"{round(max(-9999.0, min(pixels, 9999.0)), 1):g}"


def _line(points: Iterable[tuple[float, float]], colour: str, width: float) -> str:
    places = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
    return (
        f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        'stroke-linejoin="round"/>'
    )


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start") -> str:
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="6" fill="{LIGHT.blue}"/>'


def _clipped(parts: Iterable[str], left: float, mark: str) -> str:
    """Only what lies inside the plot."""
    box = f'<rect x="{left:g}" width="{_WIDTH - left:g}" height="{_HEIGHT - _STRIP:g}"/>'
    clip = f'<clipPath id="dfda-{mark}">{box}</clipPath>'
    return f'{clip}<g clip-path="url(#dfda-{mark})">{"".join(parts)}</g>'


def _overview(found: Exploration, overview: Overview) -> str:
    wide, high = overview.right - overview.left, overview.top - overview.bottom

    def at(x: float, y: float) -> tuple[float, float]:
        across = _GUTTER + (x - overview.left) / wide * (_WIDTH - _GUTTER)
        return across, (overview.top - y) / high * (_HEIGHT - _STRIP)

    inside = [_line([at(x, y) for x, y in line], LIGHT.blue, 3.5) for line in overview.segments]
    for column in overview.band:
        corners = [(column.left, column.low), (column.left, column.high)]
        inside.append(_line([at(x, y) for x, y in corners], LIGHT.blue, 3.5))
    inside += [_dot(*at(x, y)) for x, y in overview.points if math.isfinite(y)]
    label = f"The whole of {found.explanation.title}"
    return _svg(label, [*_grid(overview, at), _clipped(inside, _GUTTER, "overview")])


def _grid(overview: Overview, at: Callable[[float, float], tuple[float, float]]) -> list[str]:
    """Round numbers on both axes, with their lines."""
    parts: list[str] = []
    bottom = _HEIGHT - _STRIP
    for tick in ticks(overview.left, overview.right, 6):
        x, _ = at(tick.value, overview.bottom)
        parts += [
            _line([(x, 0), (x, bottom)], LIGHT.grid, 1),
            _text(
                min(max(x, _GUTTER + 8), _WIDTH - 12), bottom + 18, tick.text, LIGHT.muted, "middle"
            ),
        ]
    for tick in ticks(overview.bottom, overview.top, 6):
        _, y = at(overview.left, tick.value)
        parts += [
            _line([(_GUTTER, y), (_WIDTH, y)], LIGHT.grid, 1),
            _text(_GUTTER - 6, min(max(y + 5, 12), bottom), tick.text, LIGHT.muted, "end"),
        ]
    return parts


def _microscope(lens: Lens, sentence: str) -> str:
    """One nudge in its own coordinates; no triangle where there is no slope."""
    rises = [lens.rise] if math.isfinite(lens.rise) else []
    power = height_power(rises or _extent(lens))
    drawn = lens.rise * 10.0**power if rises else 0.0
    floor = _HEIGHT - _STRIP
    unit = min((floor - 90) / max(abs(drawn), 0.1), 0.3 * _WIDTH)
    left = 0.36 * _WIDTH - lens.nudge_sign * unit / 2
    base = 40 + abs(drawn) * unit if drawn >= 0 else floor - 40 - abs(drawn) * unit
    base = (base + floor - 50) / 2 if drawn >= 0 else (base + 50) / 2

    def at(u: float, v: float) -> tuple[float, float]:
        return left + u * unit, base - v * 10.0**power * unit

    curve = [_line([at(u, v) for u, v in line], LIGHT.blue, 4.5) for line in lens.segments]
    parts = [_clipped(curve, 0, "lens")]
    if rises:
        parts += _triangle(lens, [at(0, 0), at(lens.nudge_sign, 0), at(lens.nudge_sign, lens.rise)])
    if is_number(lens.before_text):
        parts.append(_dot(*at(0, 0)))
    note = heights_note(power)
    caption = f"{lens.caption}, {note}" if note else lens.caption
    return _svg(sentence, [*parts, _text(8, _HEIGHT - 8, caption, LIGHT.muted)])


def _extent(lens: Lens) -> list[float]:
    return [max((abs(v) for line in lens.segments for _, v in line), default=1.0)]


def _triangle(lens: Lens, corners: Sequence[tuple[float, float]]) -> list[str]:
    (left, base), _, (right, tip) = corners
    places = " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)
    digits = 6
    beside = max(left, right) + 14
    middle = min(max((tip + base) / 2, 34), _HEIGHT - 60)
    words = [
        (f"height {short_number(lens.height_text, digits=digits)}", -12),
        (f"slope {short_number(lens.slope_text, digits=digits)}", 8),
    ]
    return [
        f'<polygon points="{places}" fill="{LIGHT.triangle}" fill-opacity="0.2"/>',
        _line(corners, LIGHT.green, 4.5),
        _dot(right, tip),
        *(_text(beside, middle + dy, word, LIGHT.green) for word, dy in words),
        _text(min(left, right), base + (20 if tip <= base else -10),
              f"width {short_number(lens.width_text, digits=digits)}", LIGHT.green),
    ]  # fmt: skip
