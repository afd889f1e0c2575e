"""What there is to draw, as plain numbers: the overview of f and one microscope for each nudge.

Every face draws the same `Picture` and computes nothing about f. The overview shows the whole
function in its own coordinates. A lens shows one nudge in local coordinates

    u = (x - a) / |h|        v = (f(x) - f(a)) / |h|

in which the triangle of a nudge has width 1 and its slope as height, whatever a and h are: no
float has to tell 2 from 2 + 1e-30, and the triangle of 3a is the same picture everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from dfda.curves import Polyline, Values, one_by_one, trace, turning_points

SAMPLES = 480
READABLE_TURNS = 24
"""A curve that turns more often than this is too crowded to read in one window."""

STEEPEST, FLATTEST = 12.0, 0.1
"""Slopes in between are drawn true to scale; others with heights times a power of ten."""

_COLUMNS = 120
_LARGEST = 1e300


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """One nudge under the microscope.

    `slope` is height over width as a float, NaN where it is undefined; `width` is the size of the
    nudge. The texts are exact decimals, ready to print. `segments` is f in local coordinates.
    """

    at: float
    value: float
    slope: float
    width: float
    nudge_sign: int = 1
    at_text: str
    nudged_text: str
    before_text: str
    after_text: str
    height_text: str
    width_text: str
    slope_text: str
    caption: str
    segments: tuple[Polyline, ...]

    @property
    def rise(self) -> float:
        """Where the triangle's tip lies, in nudges above the point: v at u = ±1."""
        return self.slope * self.nudge_sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Where f oscillates too fast for a line: all of f between left and right lies in here."""

    left: float
    right: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The whole function in a window, broken where it jumps, and the points on it.

    The value of a point is NaN where f is undefined.
    """

    left: float
    right: float
    bottom: float
    top: float
    segments: tuple[Polyline, ...]
    points: tuple[tuple[float, float], ...]
    band: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything a face draws. `description` has one line for each point."""

    title: str
    verdict: str
    description: str
    overview: Overview
    lenses: tuple[Lens, ...]
    variable: str = "a"
    name: str = "f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One mark on an axis."""

    value: float
    text: str


def sample_overview(
    f: Values[float],
    points: Sequence[float],
    *,
    window: tuple[float, float] | None = None,
    samples: int = SAMPLES,
) -> Overview:
    """Find a window in which f can be read, and the lines to draw in it.

    `f` tells the values at many places at once: NaN or an infinity where it is undefined, and it
    never raises. Where it oscillates too fast, the window shrinks around the points, unless it is
    given; if that does not help, the crowded stretches become a band between the smallest and the
    largest value.
    """

    def bounded(places: Sequence[float]) -> list[float]:
        return [
            max(-_LARGEST, min(value, _LARGEST)) if math.isfinite(value) else math.nan
            for value in f(places)
        ]

    points = [x for x in points if math.isfinite(x)]  # others are too far out for any picture
    if window is None:
        left, right, scattered = _readable_window(bounded, points or [0.0], samples)
    else:
        left, right = window
        scattered = _scattered(bounded, left, right, samples)
    *marks, first, last = _pairs(bounded, [*points, left, right])
    bottom, top = _heights([y for _, y in scattered], [y for _, y in marks])
    crowded = _crowded_columns([y for _, y in scattered], 0.02 * (top - bottom))
    everything = sorted({x: (x, y) for x, y in [*scattered, *marks, first, last]}.values())
    segments: list[Polyline] = []
    for stretch in _calm_stretches(everything, left, right, crowded):
        segments += trace(bounded, stretch, bottom=bottom, top=top)
    return Overview(
        left=left,
        right=right,
        bottom=bottom,
        top=top,
        segments=tuple(segments),
        points=tuple(marks),
        band=_band(bounded, left, right, crowded),
    )


def _pairs(f: Values[float], places: Sequence[float]) -> list[tuple[float, float]]:
    return list(zip(places, f(places), strict=True))


def _readable_window(
    f: Values[float], points: Sequence[float], samples: int
) -> tuple[float, float, list[tuple[float, float]]]:
    """The usual window, or the widest half, quarter, ... of it in which f turns seldom enough."""
    usual = left, right = _usual_window(points)
    low, high = min(points), max(points)
    first: list[tuple[float, float]] = []
    for halving in range(40):
        scattered = _scattered(f, left, right, samples)
        first = first or scattered
        values = [y for _, y in scattered]
        bottom, top = _heights(values, [])
        if len(turning_points(values, 0.02 * (top - bottom))) <= READABLE_TURNS:
            return left, right, scattered
        share = 0.5 ** (halving + 1)
        pad_left, pad_right = share * (low - usual[0]), share * (usual[1] - high)
        if min(pad_left, pad_right) < 0.15 * (high - low):
            break
        left, right = _snapped(low - pad_left, high + pad_right)
    return *usual, first


def _usual_window(points: Sequence[float]) -> tuple[float, float]:
    """A window with room around the points, and with 0 in it unless that is far away."""
    low, high = min(points), max(points)
    span, size = high - low, max(abs(low), abs(high))
    alone = span == 0
    pad = max(4.0, 0.75 * size) if alone else max(4 - 2 / 3 * span, 2.0, 0.35 * span)
    if not alone:
        pad = max(min(pad, 10 * span), 1e-6 * size)
    if size > _LARGEST:
        pad = 1e-3 * size
        return low - pad, high + pad
    left, right = low - pad, high + pad
    beyond = min(pad, max(2.0, pad / 4))
    if 0 <= left < 2 * pad:
        left = min(left, -beyond)
    if 0 <= -right < 2 * pad:
        right = max(right, beyond)
    return _snapped(left, right)


def _snapped(left: float, right: float) -> tuple[float, float]:
    """The window widened to whole steps of a round number, or narrowed by a sliver."""
    step = round_step(Fraction(right) - Fraction(left), 10)
    low, high = math.floor(Fraction(left) / step), math.ceil(Fraction(right) / step)
    little = Fraction(3, 20) * step
    low += (low + 1) * step - Fraction(left) < little
    high -= Fraction(right) - (high - 1) * step < little
    return float(low * step), float(high * step)


def _scattered(
    f: Values[float], left: float, right: float, count: int
) -> list[tuple[float, float]]:
    """One sample in each of `count` strips, at irregular places that no period can match."""
    strip = (right - left) / count
    return _pairs(f, [left + (i + _jitter(i)) * strip for i in range(count)])


@cache
def _jitter(index: int) -> float:
    """A number from 0 to 1 that looks random and never changes: a congruential generator's."""
    state = 1
    for _ in range(3):
        state = ((state + index) * 1664525 + 1013904223) % 2**32
        state ^= state >> 15
    return state / 2**32


def _heights(values: Sequence[float], musts: Sequence[float]) -> tuple[float, float]:
    """Bottom and top of the window: all values unless a few are far out, and always `musts`."""
    ordered = sorted(value for value in values if math.isfinite(value))
    musts = [value for value in musts if math.isfinite(value)]
    if not ordered:
        ordered = sorted(musts) or [0.0]
    low, high = (ordered[round(share * (len(ordered) - 1))] for share in (0.08, 0.92))
    reach = high - low
    below, above = low - ordered[0] > 1.5 * reach > 0, ordered[-1] - high > 1.5 * reach > 0
    low = low - 0.35 * reach if below else ordered[0]
    high = high + 0.35 * reach if above else ordered[-1]
    low, high = min([low, *musts]), max([high, *musts])
    size = max(abs(low), abs(high))
    if high - low <= max(1e-9 * size, 1e-290):  # what is smaller has no reciprocal in floats
        low, high = low - max(0.5 * size, 1e-12), high + max(0.5 * size, 1e-12)
        if size == 0:
            low, high = -1.0, 1.0
    if 0 < low < 0.35 * high:
        low = 0.0
    elif 0.35 * low < high < 0:
        high = 0.0
    pad = 0.06 * (high - low)
    return low - pad, high + pad


def _crowded_columns(values: Sequence[float], least: float) -> set[int]:
    """The columns in which neighbouring samples go up and down like noise."""
    per_column = len(values) / _COLUMNS
    counts = [0] * (_COLUMNS + 2)
    for index in turning_points(values, least):
        counts[int(index / per_column) + 1] += 1
    noisy = [c for c in range(_COLUMNS) if sum(counts[c : c + 3]) > per_column]
    return {near for c in noisy for near in (c - 1, c, c + 1) if 0 <= near < _COLUMNS}


def _calm_stretches(
    samples: list[tuple[float, float]], left: float, right: float, crowded: set[int]
) -> list[list[tuple[float, float]]]:
    """The samples outside the crowded columns, one list for each stretch between them."""
    stretches: list[list[tuple[float, float]]] = [[]]
    for x, y in samples:
        if min(int((x - left) / (right - left) * _COLUMNS), _COLUMNS - 1) in crowded:
            if stretches[-1]:
                stretches.append([])
        else:
            stretches[-1].append((x, y))
    return [stretch for stretch in stretches if len(stretch) > 1]


def _band(
    f: Values[float], left: float, right: float, crowded: set[int], each: int = 12
) -> tuple[Column, ...]:
    """Smallest and largest value in every crowded column, judged together with its neighbours."""
    step = (right - left) / _COLUMNS
    strips = [column * each + strip for column in sorted(crowded) for strip in range(each)]
    found = f([left + (strip + _jitter(strip)) * step / each for strip in strips])
    values: dict[int, list[float]] = {}
    for strip, y in zip(strips, found, strict=True):
        if math.isfinite(y):
            values.setdefault(strip // each, []).append(y)
    columns: list[Column] = []
    for column in sorted(crowded):
        near = [y for c in range(column - 2, column + 3) for y in values.get(c, [])]
        if near:
            edges = left + column * step, left + (column + 1) * step
            columns.append(Column(left=edges[0], right=edges[1], low=min(near), high=max(near)))
    return tuple(columns)


def sample_lens(
    local: Callable[[Fraction], float],
    *,
    slope: float,
    nudge_sign: int = 1,
    steepest: float = math.nan,
) -> tuple[Polyline, ...]:
    """The curve around one nudge in local coordinates, from few values of `local`.

    `local(u)` is v, NaN where f is undefined. The point (u = 0) and its nudges (u = ±1) are
    always sampled. `steepest` is the largest slope among the lenses that will share one scale.
    The answer is empty where f moves too fast inside the nudge to be drawn.
    """
    reference = max((abs(s) for s in (slope, steepest) if math.isfinite(s)), default=1.0)
    factor = 10.0 ** height_power([reference])
    room = max(1.7, reference * factor + 1.2) / factor
    tip = slope * nudge_sign if math.isfinite(slope) else 0.0
    places = _lens_places(reference * factor)
    samples = sorted((u * nudge_sign, local(u * nudge_sign)) for u in places)
    least = 0.02 * room
    inner = [(u, v) for u, v in samples if -1 <= u * nudge_sign <= Fraction(5, 2)]
    if len(turning_points([v for _, v in inner], least)) > len(inner) // 3:
        inner = [(u, local(u)) for u in (_dense_place(k) * nudge_sign for k in range(124))]
        if len(turning_points([v for _, v in inner], least)) > len(inner) // 3:
            return ()
        samples = sorted({*inner, *((u, v) for u, v in samples if abs(u) <= 1)})
    bottom, top = min(0.0, tip) - room, max(0.0, tip) + room
    return trace(one_by_one(local), samples, bottom=bottom, top=top, budget=250)


def _lens_places(drawn_slope: float) -> list[Fraction]:
    """From u = -1 to 2.5 in irregular quarters, and wider steps out to the edge of a panel."""
    inner = [_off_grid(k, Fraction(1, 4)) for k in range(-4, 11)]
    left, right = (round(share * (drawn_slope + 0.5)) for share in (1.1, 1.5))
    outer_left = [-1 - Fraction(left * k, 6) for k in range(1, 7)] if left > 1 else []
    outer_right = [Fraction(5, 2) + Fraction(right * k, 8) for k in range(1, 9)]
    return [*outer_left, *inner, *outer_right]


def _off_grid(k: int, step: Fraction) -> Fraction:
    """A place near k steps, off by a little so that no period can match; 0 and ±1 stay."""
    place = k * step
    return place if abs(place) in (0, 1) else place + step * Fraction(k * 377 % 161 - 80, 250)


def _dense_place(k: int, count: int = 124) -> Fraction:
    """The k-th of many irregular places from u = -1 to 2.5, with a short denominator."""
    return Fraction(round(10_000 * (3.5 * (k + _jitter(k)) / count - 1)), 10_000)


def height_power(slopes: Sequence[float]) -> int:
    """The power of ten by which heights are multiplied so that the triangles can be seen.

    0 means true to scale: one square is one nudge, both across and up. Floats have no power above
    the 308th; what is flatter than that stays flat.
    """
    steepest = max((abs(slope) for slope in slopes if math.isfinite(slope)), default=0.0)
    if steepest == 0 or FLATTEST * (1 - 1e-9) <= steepest <= STEEPEST * (1 + 1e-9):
        return 0
    exponent = math.floor(math.log10(steepest) + math.log10(2) + 1e-9)
    return min(-exponent, 300)


def ticks(low: float, high: float, count: int = 8) -> tuple[Tick, ...]:
    """Round numbers between two ends, at most about `count`, with short labels."""
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        return ()
    step = round_step(Fraction(high) - Fraction(low), count)
    first, last = math.ceil(Fraction(low) / step), math.floor(Fraction(high) / step)
    values = [k * step for k in range(first, last + 1)]
    return tuple(
        Tick(value=float(value), text=text)
        for value, text in zip(values, _tick_texts(values), strict=True)
    )


def round_step(span: Fraction, count: int) -> Fraction:
    """The smallest 1, 2 or 5 times a power of ten that divides the span into `count` or less."""
    rough = span / count
    power = Fraction(10) ** math.floor(math.log10(rough.numerator) - math.log10(rough.denominator))
    return next((m * power for m in (Fraction(1, 2), 1, 2, 5) if m * power >= rough), 10 * power)


def _tick_texts(values: Sequence[Fraction], longest: int = 6) -> list[str]:
    decimals = [Decimal(value.numerator) / Decimal(value.denominator) for value in values]
    plain = [f"{value.normalize():f}" for value in decimals]
    if max((len(text.lstrip("-")) for text in plain), default=0) > longest:
        short = [_power_text(value) for value in decimals]
        if max(map(len, short)) < max(map(len, plain)):
            plain = short
    return [text.replace("-", "\N{MINUS SIGN}") for text in plain]


def _power_text(value: Decimal) -> str:
    sign, digits, _ = value.normalize().as_tuple()
    if not value:
        return "0"
    rest = "".join(map(str, digits[1:]))
    mantissa = f"{digits[0]}.{rest}" if rest else str(digits[0])
    return f"{'-' if sign else ''}{mantissa}e{value.adjusted()}"
