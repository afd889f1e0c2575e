"""sinc(x) = sin(x)/x, with the value 1 at 0, and its derivatives."""

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx

from dfda.digits import Blank, cell
from dfda.errors import FormulaError
from dfda.formulas import formula
from dfda.formulas.lower import HIGHEST_ORDER
from dfda.rules import sinc

FLOATS = [
    (0, 0.0, 1.0),
    (0, -0.0, 1.0),
    (0, 1e-8, 1.0),
    (0, -1e-8, 1.0),
    (0, math.pi, 3.8981718325193755e-17),  # the float π is off by 1.22e-16, divided by π
    (0, math.pi / 2, 2 / math.pi),
    (0, math.inf, 0.0),
    (0, math.nan, math.nan),
    (1, 0.0, 0.0),
    (1, 1e-8, -1e-8 / 3),
    (1, -1e-8, 1e-8 / 3),
    (1, 1e-300, -1e-300 / 3),
    (1, math.pi, -1 / math.pi),
    (1, -math.inf, 0.0),
    (2, 0.0, -1 / 3),
    (3, 0.0, 0.0),
    (4, 0.0, 1 / 5),
    (100, 0.0, 1 / 101),
]


@pytest.mark.parametrize(("order", "x", "expected"), FLOATS)
def test_values_in_floats(order, x, expected):
    assert sinc.floats(np.float64(x), np.float64(order)) == pytest.approx(
        expected, rel=2**-52, abs=0, nan_ok=True
    )


ZEROS = [k * math.pi + math.pi / 2 for k in range(1, 10)]
"""Near the zeros of sinc′, where tan x = x; from the second on each is a little smaller."""


@pytest.mark.parametrize("near", ZEROS, ids=lambda x: f"sinc near {x:.3g}")
@pytest.mark.parametrize("sign", [1, -1])
def test_the_float_beside_a_zero_has_all_its_digits(near, sign, checks):
    """The terms of the series are up to 10^12 there, and the value is 10^-17: all of it cancels."""
    with checks.SHARP.workdps(60):
        root = float(
            checks.SHARP.findroot(lambda x: x * checks.SHARP.cos(x) - checks.SHARP.sin(x), near)
        )
    x = Fraction(sign * root)
    expected = float(checks.truth(sinc, x, Fraction(1)))
    assert 0 < abs(expected) < 1e-15
    assert sinc.floats(np.float64(x), np.float64(1)) == expected


@pytest.mark.parametrize(
    ("order", "expected"), list(enumerate(["1", "0", "-1/3", "0", "1/5", "0", "-1/7"]))
)
def test_derivatives_at_zero_are_fractions(order, expected):
    f = formula("sinc(a)")
    for _ in range(order):
        f = f.derivative
    assert f.at(Fraction(0)) == Fraction(expected)
    assert f(0.0) == float(Fraction(expected))


DIGITS = [
    ("sinc(a)", "1", "0.84147098480789650665"),  # sin 1
    ("sinc(a, 1)", "1", "-0.30116867893975678925"),  # cos 1 - sin 1
    ("sinc(a, 2)", "1", "-0.23913362692838292815"),  # sin 1 - 2 cos 1
    ("sinc(a)", "1e-30", "1.0000000000000000000"),
    ("sinc(a, 1)", "3e-30", "-0." + "0" * 29 + "10000000000000000000"),
    ("sinc(a)", "1e30", "-0." + "0" * 31 + "90116901912138058030"),
]


@pytest.mark.parametrize(("text", "at", "expected"), DIGITS)
def test_digits(text, at, expected):
    shown = cell(formula(text).at(Fraction(at))).text
    assert shown == expected


def test_the_sinc_of_signal_processing_is_numpy_s():
    x = np.linspace(-7.3, 7.3, 101)
    assert formula("sinc(pi a)")(x) == pytest.approx(np.sinc(x), abs=1e-15)


@pytest.mark.parametrize("order", [1, 2, 3, 7])
def test_floats_beyond_the_series_are_close_to_the_balls(order, rng):
    x = np.concatenate([rng.uniform(-500, 500, 200), [32.0, -32.0, 33.0, 1e6, -1e15]])
    found = sinc.floats(x, np.full(len(x), float(order)))
    with ctx.workprec(200):
        for point, value in zip(x, found, strict=True):
            truth = sinc.ball(arb(point), arb(order))
            assert truth.rad() < 1e-30
            assert abs(truth - arb(value)) < 8 * 2**-53 / abs(arb(point)) + abs(truth) * 2**-51


@pytest.mark.parametrize("order", [0, 1, 2, 5, 60])
@pytest.mark.parametrize("middle", [0.0, 0.3, -2.0, 4.5, 61.0])
def test_wide_balls_hold_every_value_and_little_else(order, middle):
    with ctx.workprec(120):
        wide = sinc.ball(arb(middle, 0.25), arb(order))
        assert wide.rad() <= 0.2501 / (order + 2)
        for shift in (-0.25, -0.1, 0.0, 0.25):
            assert wide.contains(sinc.ball(arb(middle) + shift, arb(order)))


def test_a_ball_without_a_sign_is_no_hole():
    found = cell(formula("sinc(sin(pi) a, 2)").at(Fraction(1))).value
    assert abs(found + Fraction(1, 3)) < Fraction(1, 10**19)
    assert formula("sinc(1/a)").at(Fraction(0)) == Blank.UNDEFINED


ORDERS = ["a", "-1", "0.5", "1/2", "1 + 1", "pi", str(HIGHEST_ORDER + 1), "1e40"]


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_is_a_small_whole_number_written_out(order):
    text = f"2 + sinc(a, {order})"
    with pytest.raises(FormulaError) as refusal:
        formula(text)
    assert str(refusal.value) == (
        "The second argument of sinc is the order of a derivative, a whole number from 0 to 100\n"
        "  at:  position 13\n"
        "  try: write sinc(a, 1) for the first derivative"
    )
    assert text[refusal.value.start : refusal.value.end] == order


PRINTED = [
    ("sinc(a)", "sinc(a)", r"\operatorname{sinc}\left(a\right)"),
    ("sinc(a, 0)", "sinc(a)", r"\operatorname{sinc}\left(a\right)"),
    ("sinc(2a, 3)", "sinc(2a, 3)", r"\operatorname{sinc}^{\left(3\right)}\left(2a\right)"),
]


@pytest.mark.parametrize(("typed", "plain", "latex"), PRINTED)
def test_it_prints(typed, plain, latex):
    f = formula(typed)
    assert (f.text, f.pretty, f.latex()) == (plain, plain, latex)
    assert formula(f.derivative.text).text == f.derivative.text
