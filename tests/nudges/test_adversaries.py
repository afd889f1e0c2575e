"""Functions made to mislead: none may get a confidently wrong slope."""

import math
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import dfda
from dfda.errors import FunctionError, InputError
from dfda.results import SINGLE_SLOPE, Verdict

CONFIDENT = 1e-3
"""A bar under this share of the value is confident; three digits must then be right."""


def confidently_wrong(found, truth):
    """Whether an answer claims three digits, and has not got them."""
    if found.verdict not in SINGLE_SLOPE or not math.isfinite(found.value):
        return False
    if not found.error < CONFIDENT * abs(found.value):
        return False
    return truth is None or abs(found.value - truth) > CONFIDENT * abs(truth)


def dimple(width, slope, at):
    """3a but for a stretch around a point, where the slope is another."""
    return lambda a: 3 * a if abs(a - at) >= width else 3 * at + slope * (a - at)


def true_sine(frequency, at):
    with mpmath.workdps(60):
        return float(frequency * mpmath.cos(mpmath.mpf(frequency) * mpmath.mpf(at)))


def sawtooth(a):
    return 3 * a + (a * 2**34) % 1


def with_one_point(a):
    return 7 if a == 2 else 3 * a


WITH_A_SLOPE = {
    "a dimple of a millionth": (dimple(1e-6 * 2, -5, 2), 2, -5),
    "a dimple of a millionth, elsewhere": (dimple(1e-6 * 0.7, -5, 0.7), 0.7, -5),
    "a dimple of a thousandth": (dimple(1e-3, -5, 2), 2, -5),
    "sin of a billion": (lambda a: math.sin(1e9 * a), 1.3, true_sine(1e9, 1.3)),
    "sin of a billion, elsewhere": (lambda a: math.sin(1e9 * a), 2, true_sine(1e9, 2)),
    "a slope far below rounding": (lambda a: 5 + 1e-300 * a, 2, 1e-300),
    "a denormal point": (lambda a: 3 * a, 1e-310, 3),
    "0": (math.sin, 0, 1),
    "1e308": (lambda a: a / 2, 1e308, 0.5),
    "-1e308": (math.atan, -1e308, 0),
}


@pytest.mark.parametrize("name", WITH_A_SLOPE)
def test_the_slope_of_an_adversary_is_within_its_bar_or_not_told(name):
    f, at, truth = WITH_A_SLOPE[name]
    found = dfda.estimate(f, at)
    assert not confidently_wrong(found, truth), found
    if found.verdict in SINGLE_SLOPE:
        assert abs(found.value - truth) <= found.error + math.ulp(truth)


def counter():
    calls = iter(range(10**6))
    return lambda _: next(calls)


WITHOUT_A_SLOPE = {
    "a fine sawtooth": (sawtooth, 2),
    "a fine sawtooth, elsewhere": (sawtooth, 1.3),
    "one point that is not on its line": (with_one_point, 2),
    "a counter": (counter(), 2),
    "a truth value at its jump": (lambda a: a > 2, 2),
    "whole numbers at their jump": (int, 2),
}


@pytest.mark.parametrize("name", WITHOUT_A_SLOPE)
def test_an_adversary_without_a_slope_gets_no_confident_one(name):
    f, at = WITHOUT_A_SLOPE[name]
    assert not confidently_wrong(dfda.estimate(f, at), None)


def test_one_point_off_its_line_is_a_jump():
    assert dfda.estimate(with_one_point, 2).verdict is Verdict.JUMP


@pytest.mark.parametrize(
    ("f", "truth"),
    [
        (lambda a: np.array(a * a), 4),
        (lambda a: Decimal(a) * 3, 3),
        (lambda a: Fraction(a) ** 2, 4),
        (lambda a: np.float64(a) ** 3, 12),
        (lambda a: a > 1, 0),
        (lambda a: int(a + 0.5), 0),
    ],
    ids=["0-d array", "Decimal", "Fraction", "NumPy scalar", "bool", "int"],
)
def test_any_kind_of_number_may_come_back(f, truth):
    found = dfda.estimate(f, 2)
    assert found.verdict is Verdict.CONVERGED
    assert abs(found.value - truth) <= found.error


@pytest.mark.parametrize("first", [0, 1])
def test_an_f_that_fails_on_every_second_call_has_holes_and_no_confident_slope(first):
    calls = iter(range(10**6))

    def f(a):
        if next(calls) % 2 == first:
            message = "not this time"
            raise ValueError(message)
        return 3 * a

    found = dfda.estimate(f, 2)
    assert found.verdict in {Verdict.UNDEFINED, Verdict.EDGE, Verdict.CANNOT_TELL}
    assert not confidently_wrong(found, 3)


@pytest.mark.parametrize("size", [5e-324, 1e-310, 1e-300])
def test_values_that_are_denormal_are_not_made_up(size):
    found = dfda.estimate(lambda a: size * a, 2)
    assert not confidently_wrong(found, size)
    if found.verdict in SINGLE_SLOPE:
        assert abs(found.value - size) <= found.error + math.ulp(size)


def test_text_is_no_number():
    with pytest.raises(FunctionError, match=r"returned text, not a number"):
        dfda.estimate(str, 2)


@pytest.mark.parametrize("at", [math.inf, -math.inf, math.nan])
def test_a_point_must_be_finite(at):
    with pytest.raises(InputError, match="the point must be a finite number"):
        dfda.estimate(math.sin, at)


# Coarse floats


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_the_floats_that_f_answers_with_are_recognised(kind):
    found = dfda.estimate(lambda a: kind(math.sin(a)), 1)
    if found.verdict is not Verdict.CANNOT_TELL:
        assert found.verdict is Verdict.NOISY
        assert abs(found.value - math.cos(1)) <= found.error
    assert kind is np.float16 or found.verdict is Verdict.NOISY


def test_float32_inside_of_f_is_seen_although_it_answers_with_a_plain_float():
    found = dfda.estimate(lambda a: float(np.sin(np.float32(a))), 1)
    assert found.verdict is Verdict.NOISY
    assert abs(found.value - math.cos(1)) <= found.error < 1e-3


@pytest.mark.parametrize(("at", "slope"), [(2.9, 4.0), (2.9999, 4.0), (-3.5, 1.0)])
def test_a_table_ends_where_its_index_does(at, slope):
    heights = [1.0, 2.0, 4.0, 8.0]

    def table(a):
        place = math.floor(a)
        return heights[place] + (a - place) * (heights[place + 1] - heights[place])

    found = dfda.estimate(table, at)
    assert found.verdict is Verdict.CONVERGED
    assert abs(found.value - slope) <= found.error


def test_what_f_asserts_of_its_input_bounds_it():
    def checked(a):
        assert a > 0
        return 3 * a

    found = dfda.estimate(checked, 1e-3)
    assert abs(found.value - 3) <= found.error
    told = dfda.explain(checked, 2)
    assert told.points[0].derivative.text == "3"
    assert told.everywhere.samples == 20  # half of the points that are tried
