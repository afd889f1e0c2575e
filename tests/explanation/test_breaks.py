"""Where a formula bends or breaks in a window, off the stops of the slider too."""

from fractions import Fraction

import pytest

import dfda
from dfda.explanation.breaks import Breaks, breaks_between, is_smooth
from dfda.explanation.exploration import exploration

EXACT = {
    "|a - 0.3|": ["3/10"],
    "|3a - 1|": ["1/3"],
    "|1e6a - 1|": ["1/1000000"],
    "1/(a - 0.3)": ["3/10"],
    "1/(a - 0.3)^2": ["3/10"],
    "1/((a - 0.3)*(3a - 1))": ["3/10", "1/3"],
    "step(a - 0.3)": ["3/10"],
    "floor(a/2 + 0.3)": ["-3/5", "7/5", "17/5", "27/5"],
    "ceil(-a/4)": ["0", "4"],
    "log(a - 1/3)": ["1/3"],
    "asin(a/7)": ["7"],
    "sqrt(a - 0.1)": ["1/10"],
    "cbrt(a - 0.7)": ["7/10"],
    "hypot(a - 0.3, 0)": ["3/10"],
    "0 if a < 1.23 else a": ["123/100"],
}  # fmt: skip
NEAR = {
    "max(a, pi)": [("3.1416", "kink")],
    "|sin(a)|": [("3.1416", "kink"), ("6.2832", "kink")],
    "tan(a)": [("-1.5708", "hole"), ("1.5708", "hole"), ("4.7124", "hole")],
    "sign(a^2 - 2)": [("-1.4142", "jump"), ("1.4142", "jump")],
    "floor(a/pi)": [("0.0", "jump"), ("3.1416", "jump"), ("6.2832", "jump")],
    "|log(a) - 1|": [("2.7183", "kink")],
}


def breaks(text):
    return breaks_between(dfda.formula(text).program, -2.0, 7.0, point=2.0)


@pytest.mark.parametrize("text", EXACT)
def test_ratios_are_exact(text):
    assert breaks(text) == Breaks(tuple(map(Fraction, EXACT[text])))


@pytest.mark.parametrize("text", NEAR)
def test_other_numbers_are_told_to_a_few_decimals(text):
    found = breaks(text)
    assert [(str(float(one.at)), one.kind) for one in found.near] == NEAR[text]
    assert not found.more


def test_a_choice_that_may_leave_a_step_out_makes_no_claim_about_it():
    """tan has no value at π/2, and this has one."""
    found = breaks("tan(a) if a > 100 else 2a")
    assert (found.near, found.more) == ((), True)


def test_an_expression_that_passes_0_through_a_pole_has_no_zero_there():
    found = breaks("|1/sin(a - 1)|")
    assert Fraction(1) in found.exact
    assert {str(float(one.at)) for one in found.near} == {"4.1416"}
    assert {one.kind for one in found.near} == {"hole"}


def test_what_is_left_out_is_said():
    assert not breaks("|a|").more
    assert breaks("floor(1000a)").more
    assert breaks("|sin(300a)|").more
    assert breaks("|a - a|") == Breaks(more=True)


@pytest.mark.parametrize(
    ("text", "smooth"),
    [
        ("3a", True),
        ("sin(a)/(a^2 + 1)", False),
        ("e^a", True),
        ("|a|", False),
        ("a + log(-1)", False),
    ],
)
def test_only_what_the_rules_prove_is_smooth(text, smooth):
    assert is_smooth(dfda.formula(text).program) is smooth


def test_an_exploration_tells_both_slopes_at_a_corner_off_its_stops():
    found = exploration("|3a - 1|")
    (only,) = found.breaks
    assert (only.at, only.corner.left.text, only.corner.right.text) == (Fraction(1, 3), "-3", "3")
    assert (found.near, found.more) == ((), False)
    assert only.at not in [stop.at for stop in found.stops]


def test_a_break_is_told_once_and_only_where_f_has_no_single_slope():
    assert exploration("|a|").breaks == ()  # a stop of the slider tells it
    assert [str(float(one.at)) for one in exploration("floor(a/pi)").near] == ["3.1416", "6.2832"]
    assert exploration("2 if a - 0.3 < a - 0.4 else 3a").breaks == ()


@pytest.mark.parametrize(
    ("text", "at"),
    [("step(a)", 0.0), ("|a - 0.3|", 0.3), ("step(a - 1/3)", 1 / 3), ("max(a, pi)", 3.1416)],
)
def test_the_curve_of_slopes_is_open_where_there_is_no_slope(text, at):
    lines = exploration(text).slopes.segments
    assert len(lines) == 2
    assert lines[0][-1][0] < at < lines[1][0][0]
    assert {y for line in lines for _, y in line} <= {-1.0, 0.0, 1.0}  # and no wall between them


def test_the_curve_of_slopes_is_whole_where_one_slope_is_left():
    assert len(exploration("a|a|").slopes.segments) == 1
