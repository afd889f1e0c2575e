"""The numbers there are to draw: windows, breaks, bands, lenses, ticks."""

import math
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise

import pytest

from dfda.curves import HALVINGS, one_by_one
from dfda.picture import SAMPLES, Overview, height_power, sample_lens, sample_overview, ticks


def total(g):
    def f(x):
        try:
            return float(g(x))
        except (ValueError, ZeroDivisionError, OverflowError):
            return math.nan

    return f


def inverse(x):
    return 1 / x


def overview(g, *points) -> Overview:
    return sample_overview(one_by_one(total(g)), points)


def crosses(picture: Overview, place: float) -> bool:
    """Whether some line has points on both sides of a place."""
    return any(line[0][0] < place < line[-1][0] for line in picture.segments)


@pytest.mark.parametrize(
    ("points", "window"),
    [
        ((2, 5), (-2, 7)),
        ((2,), (-2, 6)),
        ((0,), (-4, 4)),
        ((1e-8,), (-4, 4)),
        ((-7.25,), (-14, 2)),
        ((1e6,), (-2e5, 1.8e6)),
        ((-1, 1), (-4, 4)),
    ],
)
def test_window_is_round_and_has_room(points, window):
    picture = overview(lambda x: 3 * x, *points)
    assert (picture.left, picture.right) == window


@pytest.mark.parametrize(
    "points",
    [(1000, 1001), (1e-8, 2e-8), (1e15,), (1e305,), (-1e305,), (5e-324,), (2, 2 + 1e-9), (-3, 1e4)],
)
def test_window_holds_every_point_with_room(points):
    picture = overview(lambda x: x, *points)
    assert picture.left < min(points) <= max(points) < picture.right
    assert all(picture.bottom <= y <= picture.top for _, y in picture.points)


def test_far_points_do_not_drag_zero_in():
    picture = overview(lambda x: x, 1000, 1001)
    assert picture.left > 900


def test_straight_line_needs_two_points():
    picture = overview(lambda x: 3 * x, 2)
    (line,) = picture.segments
    assert len(line) == 2
    assert line[0] == (-2, -6)
    assert line[1] == (6, 18)


@pytest.mark.parametrize(
    ("g", "points", "breaks"),
    [
        (inverse, (-1, 1), [0]),
        (math.tan, (1,), [-math.pi / 2, math.pi / 2, 3 * math.pi / 2]),
        (math.floor, (2,), [-1, 0, 1, 2, 3, 4, 5]),
        (lambda x: 0 if x < 1.37 else 1, (2,), [1.37]),
        (lambda x: 1 / x**2, (2,), [0]),
        (lambda x: math.copysign(1, x) / abs(x) ** 0.5, (1,), [0]),
    ],
)
def test_lines_never_cross_a_jump_or_a_pole(g, points, breaks):
    picture = overview(g, *points)
    assert picture.segments
    assert not picture.band
    for place in breaks:
        assert not crosses(picture, place), place


@pytest.mark.parametrize(
    "g",
    [
        abs,
        math.exp,
        lambda x: math.copysign(abs(x) ** (1 / 3), x),
        lambda x: math.tanh(1e5 * x),
        lambda x: x**9,
    ],
)
def test_steep_but_continuous_curves_stay_whole(g):
    assert len(overview(g, 1).segments) == 1


def test_lines_reach_the_edge_of_the_domain():
    (line,) = overview(math.sqrt, 2).segments
    assert line[0] == pytest.approx((0, 0), abs=1e-6)
    (line,) = overview(math.log, 2).segments
    assert line[0][1] < overview(math.log, 2).bottom


def test_lines_stay_near_the_window():
    picture = overview(inverse, 1)
    height = picture.top - picture.bottom
    heights = [y for line in picture.segments for _, y in line]
    assert min(heights) >= picture.bottom - 0.11 * height
    assert max(heights) <= picture.top + 0.11 * height


def test_curve_is_close_to_the_function():
    picture = overview(math.sin, 2)
    for line in picture.segments:
        for (x0, y0), (x1, y1) in pairwise(line):
            assert (y0 + y1) / 2 == pytest.approx(math.sin((x0 + x1) / 2), abs=0.004)


@pytest.mark.parametrize("frequency", [100, 1000, 1e4, 62.8318, 376.99, 335.1, 837.75, 1e6])
def test_fast_oscillation_shrinks_the_window(frequency):
    picture = overview(lambda x: math.sin(frequency * x), 2)
    periods = (picture.right - picture.left) * frequency / (2 * math.pi)
    assert 1 < periods < 14
    assert picture.left < 2 < picture.right
    assert not picture.band


@pytest.mark.parametrize("frequency", [300 + 77.3 * k for k in range(40)])
def test_no_sampling_fakes_a_slow_curve(frequency):
    picture = overview(lambda x: math.sin(frequency * x), 2, 5)
    covered = sum(column.right - column.left for column in picture.band)
    assert covered > 0.97 * (picture.right - picture.left)
    assert sum(column.low < -0.95 for column in picture.band) > 0.95 * len(picture.band)
    assert sum(column.high > 0.95 for column in picture.band) > 0.95 * len(picture.band)


def test_only_the_crowded_part_becomes_a_band():
    picture = overview(lambda x: math.sin(1 / x), 0.5)
    assert picture.band
    assert all(column.left > -0.6 and column.right < 0.6 for column in picture.band)
    assert len(picture.segments) == 2


def test_rounding_noise_is_no_oscillation():
    picture = overview(lambda x: (x + 1) ** 2 - x * x - 2 * x, 2)
    assert len(picture.segments) == 1
    assert picture.right == 6
    assert picture.bottom < 1 < picture.top


def test_undefined_everywhere_draws_nothing():
    picture = overview(lambda _: math.nan, 2)
    assert picture.segments == ()
    assert math.isnan(picture.points[0][1])
    assert picture.bottom < picture.top


@pytest.mark.parametrize("value", [0.0, 7.0, -7.0, 1e-300, 1e300, -1e308])
def test_constant_functions(value):
    picture = overview(lambda _: value, 2)
    assert picture.bottom < max(-1e300, min(value, 1e300)) < picture.top
    assert len(picture.segments) == 1


@pytest.mark.parametrize("g", [lambda x: 3 * x, math.sin, math.tan, lambda x: math.floor(7 * x)])
def test_places_are_asked_for_together(g):
    """As many times as an interval is halved and a bend refined, however many there are of them."""
    asked = []

    def values(places):
        asked.append(len(places))
        return one_by_one(total(g))(places)

    sample_overview(values, [2.0, 5.0])
    assert sum(asked) > SAMPLES
    assert len(asked) < HALVINGS + 20


def lens(g, *, slope, sign=1):
    asked = []

    def local(u):
        assert isinstance(u, Fraction)
        asked.append(u)
        return float(g(u))

    return sample_lens(local, slope=slope, nudge_sign=sign), asked


@pytest.mark.parametrize("sign", [1, -1])
def test_smooth_lens_is_cheap_and_asks_at_the_triangle(sign):
    lines, asked = lens(lambda u: 4 * u + u * u / 1000, slope=4.001, sign=sign)
    assert len(asked) <= 49
    assert {Fraction(0), Fraction(1), Fraction(-1)} <= set(asked)
    (line,) = lines
    assert line[0][0] <= -1
    assert line[-1][0] >= 1


@pytest.mark.parametrize("power", [-8, -3, 0, 3, 8])
def test_lens_of_any_slope_reaches_past_the_triangle(power):
    slope = 3.0 * 10.0**power
    lines, asked = lens(lambda u: slope * float(u), slope=slope)
    assert len(asked) <= 49
    (line,) = lines
    assert line[0][1] < 0 < slope < line[-1][1]


def test_lens_breaks_at_a_jump():
    lines, _ = lens(lambda u: 1000 if u > Fraction(1, 3) else 0, slope=1000.0)
    assert len(lines) == 2
    assert lines[0][-1][0] == pytest.approx(1 / 3)
    assert lines[1][0][0] == pytest.approx(1 / 3)


def test_lens_shows_a_kink_exactly():
    lines, _ = lens(abs, slope=1.0)
    assert lines == ((lines[0][0], (0.0, 0.0), lines[0][-1]),)


def test_lens_ends_where_f_ends():
    (line,), _ = lens(lambda u: math.sqrt(u) if u >= 0 else math.nan, slope=1.0)
    assert line[0] == (0.0, 0.0)


def test_lens_refuses_to_draw_what_is_too_fast():
    lines, _ = lens(lambda u: math.sin(1000 * u), slope=0.8)
    assert lines == ()


@pytest.mark.parametrize(
    ("slopes", "power"),
    [([3], 0), ([12], 0), ([0.1], 0), ([0], 0), ([-0.5, 10], 0), ([math.nan], 0), ([1e6], -6),
     ([-4321], -3), ([1e-8], 8), ([0.02], 2), ([13], -1)],
)  # fmt: skip
def test_heights_are_rescaled_only_when_needed(slopes, power):
    assert height_power(slopes) == power


@pytest.mark.parametrize("exponent", range(-12, 13))
def test_rescaled_triangles_are_neither_flat_nor_tall(exponent):
    for mantissa in (1, 1.7, 4.99, 5.01, 9.99):
        slope = mantissa * 10.0**exponent
        assert slope * 10.0 ** height_power([slope]) * (1 + 1e-9) >= 0.1
        assert slope * 10.0 ** height_power([slope]) <= 12


@pytest.mark.parametrize(
    ("ends", "texts"),
    [
        ((-2, 6), ["−2", "−1", "0", "1", "2", "3", "4", "5", "6"]),
        ((0, 1), ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ((-5e5, 2e6), ["−5e5", "0", "5e5", "1e6", "1.5e6", "2e6"]),
        ((-1e-7, 1.5e-7), ["−5e−8", "0", "5e−8", "1e−7"]),
        ((996, 1005), ["996", "998", "1000", "1002", "1004"]),
    ],
)
def test_ticks_are_round_and_short(ends, texts):
    assert [tick.text for tick in ticks(*ends, 9 if ends == (-2, 6) else 6)] == texts


@pytest.mark.parametrize("ends", [(1, 1), (2, 1), (math.nan, 1), (0, math.inf)])
def test_no_ticks_without_a_window(ends):
    assert ticks(*ends) == ()


def test_pictures_need_no_drawing_library():
    code = "import sys, dfda.picture; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
