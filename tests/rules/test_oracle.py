"""Every rule in every interpretation against mpmath; the domain's edges against a table."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from dfda.digits import Blank, cell
from dfda.formulas import formula
from dfda.rules import RULES, NotDefined, NotRational, power_for

EACH_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
CHECKS = ["slopes", "float slopes", "float32 slopes", "floats", "floats32", "ball", "fraction"]


@EACH_RULE
@pytest.mark.parametrize("check", CHECKS)
def test_rule_agrees_with_mpmath(rule, check, checks, seed):
    checks.CHECKS[check](rule, seed)


def test_every_check_and_every_rule_is_visited(checks):
    assert list(checks.CHECKS) == CHECKS
    assert checks.TRUTH.keys() <= RULES.keys()


# The samples of some rules show only one half of their domain: the other parts, one by one.
ELSEWHERE = {
    "cbrt below 0": ("cbrt", [(-9.0, -0.1)]),
    "csc below 0": ("csc", [(-3.0, -0.1)]),
    "cot below 0": ("cot", [(-3.0, -0.1)]),
    "csc one turn on": ("csc", [(6.5, 9.3)]),
    "sec behind its pole": ("sec", [(1.8, 4.5)]),
    "atan2 in the second quadrant": ("atan2", [(0.1, 9.0), (-9.0, -0.1)]),
    "atan2 in the third quadrant": ("atan2", [(-9.0, -0.1), (-9.0, -0.1)]),
    "atan2 in the fourth quadrant": ("atan2", [(-9.0, -0.1), (0.1, 9.0)]),
    "hypot of two below 0": ("hypot", [(-9.0, -0.1), (-9.0, -0.1)]),
    "hypot of both signs": ("hypot", [(-9.0, -0.1), (0.1, 9.0)]),
    "log2 of large numbers": ("log2", [(9.0, 5000.0)]),
    "log10 of large numbers": ("log10", [(9.0, 5000.0)]),
    "acosh of large numbers": ("acosh", [(9.0, 5000.0)]),
    "softplus far below 0": ("softplus", [(-40.0, -9.0)]),
    "sigmoid far below 0": ("sigmoid", [(-40.0, -9.0)]),
}


@pytest.mark.parametrize("check", ["slopes", "floats", "floats32", "ball", "fraction"])
@pytest.mark.parametrize("place", ELSEWHERE)
def test_rule_agrees_with_mpmath_elsewhere(place, check, checks, seed):
    name, sample = ELSEWHERE[place]
    checks.CHECKS[check](replace(RULES[name], sample=tuple(sample)), seed)


@EACH_RULE
def test_points_are_drawn_from_both_sides_of_a_corner_if_there_are_two(rule, checks, seed):
    draw = checks.generator(rule, "sides", seed)
    for side in (-1, 1):
        distances = [
            1 if rule.switch is None else rule.switch(*checks.drawn(rule, draw, side=side))
            for _ in range(20)
        ]
        one_sign = rule.switch is None or rule.name in checks.ONE_SIGN
        assert all(distance > 0 if one_sign else side * distance > 0 for distance in distances)


UNDEFINED = "undefined"
CANNOT_TELL = "cannot tell"
AT = [
    ("log(a)", "0", UNDEFINED),
    ("log(a)", "-1", UNDEFINED),
    ("log(a)", "1", "0"),
    ("log(a)", "1e-30", "-69.077552789821370521"),
    ("log(pi - 4 + a)", "0", UNDEFINED),
    ("log(sin(pi) + a)", "0", CANNOT_TELL),
    ("sqrt(a)", "-1", UNDEFINED),
    ("sqrt(a)", "-1e-30", UNDEFINED),
    ("sqrt(a)", "0", "0"),
    ("sqrt(a)", "9/16", "0.75"),
    ("sqrt(a - pi)", "3", UNDEFINED),
    ("1/a", "0", UNDEFINED),
    ("a/a", "0", UNDEFINED),
    ("0/a", "0", UNDEFINED),
    ("0*(1/a)", "0", UNDEFINED),
    ("1/(a - a)", "3", UNDEFINED),
    ("1/sin(pi a)", "1", CANNOT_TELL),
    ("1/sin(a)", "0", UNDEFINED),
    ("tan(a pi/2)", "1", CANNOT_TELL),
    ("tan(a)", "0", "0"),
    ("tan(a pi/4)", "1", "1.0000000000000000000"),  # 1, which no precision shows to be exact
    ("a^(1/3)", "-8", "-2"),
    ("a^(1/3)", "8", "2"),
    ("a^(1/3)", "0", "0"),
    ("a^(1/3)", "-2", "-1.2599210498948731648"),
    ("a^(-1/3)", "0", UNDEFINED),
    ("a^(-1/3)", "-8", "-0.5"),
    ("a^(5/3)", "-8", "-32"),
    ("a^(2/3)", "-8", "4"),
    ("a^(2/3)", "-2", "1.5874010519681994748"),
    ("a^(2/3)", "0", "0"),
    ("a^(-2/3)", "0", UNDEFINED),
    ("a^(-2/3)", "-8", "0.25"),
    ("a^(1/2)", "-4", UNDEFINED),
    ("a^(1/2)", "4", "2"),
    ("a^(1/2)", "0", "0"),
    ("a^(-1/2)", "0", UNDEFINED),
    ("a^0.25", "-16", UNDEFINED),
    ("a^0.25", "16", "2"),
    ("a^-1", "0", UNDEFINED),
    ("a^-3", "0", UNDEFINED),
    ("a^-3", "-2", "-0.125"),
    ("a^0", "0", "1"),
    ("0^a", "0", "1"),
    ("0^a", "2", "0"),
    ("0^a", "-1", UNDEFINED),
    ("a^a", "0", "1"),
    ("a^a", "2", "4"),
    ("a^a", "1/4", "0.70710678118654752440"),
    ("a^a", "-1", "-1"),
    ("a^a", "-2", "0.25"),
    ("a^a", "-1/2", UNDEFINED),
    ("a^pi", "-1", UNDEFINED),
    ("a^pi", "0", "0"),
    ("a^(-pi)", "0", UNDEFINED),
    ("a^pi", "1", "1"),
    ("pi^a", "0", "1"),
    ("(-2)^a", "1/2", UNDEFINED),
    ("(-2)^a", "3", "-8"),
    ("sign(a)", "0", "0"),
    ("step(a)", "0", "0"),
    ("|a|", "0", "0"),
    ("sign(sin(pi) + a)", "0", CANNOT_TELL),
    ("step(sin(pi) + a)", "0", CANNOT_TELL),
    ("asin(a)", "0", "0"),
    ("asin(a)", "1", "1.5707963267948966192"),
    ("asin(a)", "-1", "-1.5707963267948966192"),
    ("asin(a)", "1.0000001", UNDEFINED),
    ("asin(a)", "-2", UNDEFINED),
    ("asin(sin(pi/2) + a)", "0", CANNOT_TELL),
    ("acos(a)", "1", "0"),
    ("acos(a)", "-1", "3.1415926535897932385"),
    ("acos(a)", "1.0000001", UNDEFINED),
    ("acos(a)", "-2", UNDEFINED),
    ("acos(sin(pi/2) + a)", "0", CANNOT_TELL),
    ("atan(a)", "0", "0"),
    ("atan(a)", "1e30", "1.5707963267948966192"),
    ("asinh(a)", "0", "0"),
    ("asinh(a)", "-1e30", "-69.770699970381315830"),
    ("acosh(a)", "1", "0"),
    ("acosh(a)", "0.9999999", UNDEFINED),
    ("acosh(a)", "-2", UNDEFINED),
    ("acosh(sin(pi/2) + a)", "0", CANNOT_TELL),
    ("atanh(a)", "0", "0"),
    ("atanh(a)", "1", UNDEFINED),
    ("atanh(a)", "-1", UNDEFINED),
    ("atanh(a)", "2", UNDEFINED),
    ("atanh(sin(pi/2) + a)", "0", CANNOT_TELL),
    ("atan2(a, 0)", "0", UNDEFINED),
    ("atan2(0, a)", "0", UNDEFINED),
    ("atan2(0, a)", "2", "0"),
    ("atan2(0, a)", "-2", "3.1415926535897932385"),
    ("atan2(a, 0)", "2", "1.5707963267948966192"),
    ("atan2(a, 0)", "-2", "-1.5707963267948966192"),
    ("atan2(-3, a)", "-4", "-2.4980915447965088517"),
    ("atan2(sin(pi) + a, -1)", "0", CANNOT_TELL),
    ("atan2(a, sin(pi))", "0", CANNOT_TELL),
    ("log1p(a)", "-1", UNDEFINED),
    ("log1p(a)", "-2", UNDEFINED),
    ("log1p(a)", "0", "0"),
    ("log1p(sin(pi) - 1 + a)", "0", CANNOT_TELL),
    ("log2(a)", "8", "3"),
    ("log2(a)", "1/8", "-3"),
    ("log2(a)", "1", "0"),
    ("log2(a)", "6", "2.5849625007211561815"),
    ("log2(a)", "0", UNDEFINED),
    ("log2(a)", "-8", UNDEFINED),
    ("log2(sin(pi) + a)", "0", CANNOT_TELL),
    ("log10(a)", "1000", "3"),
    ("log10(a)", "1/1000", "-3"),
    ("log10(a)", "1e300", "300"),
    ("log10(a)", "20", "1.3010299956639811952"),
    ("log10(a)", "0", UNDEFINED),
    ("log10(a)", "-10", UNDEFINED),
    ("sec(a)", "0", "1"),
    ("sec(pi a/2)", "1", CANNOT_TELL),
    ("csc(a)", "0", UNDEFINED),
    ("csc(sin(a))", "0", UNDEFINED),
    ("csc(pi a)", "1", CANNOT_TELL),
    ("cot(a)", "0", UNDEFINED),
    ("cot(pi a)", "1", CANNOT_TELL),
    ("expm1(a)", "0", "0"),
    ("expm1(a)", "-1000", "-1.0000000000000000000"),
    ("sigmoid(a)", "0", "0.5"),
    ("sigmoid(a)", "1000", "1.0000000000000000000"),
    ("sigmoid(a)", "-1000", "5.0759588975494567653e-435"),
    ("softplus(a)", "0", "0.69314718055994530942"),
    ("softplus(a)", "-100", "0." + "0" * 43 + "37200759760208359630"),
    ("softplus(a)", "-5000", "3.3696941483089175145e-2172"),
    ("softplus(a)", "1e30", "1.0000000000000000000e30"),
    ("cbrt(a)", "-8", "-2"),
    ("cbrt(a)", "27/64", "0.75"),
    ("cbrt(a)", "-2", "-1.2599210498948731648"),
    ("cbrt(a)", "0", "0"),
    ("cbrt(sin(pi) + a)", "0", CANNOT_TELL),
    ("hypot(a, 4)", "3", "5"),
    ("hypot(a, 4)", "-3", "5"),
    ("hypot(a, 1)", "1", "1.4142135623730950488"),
    ("hypot(a, a)", "0", "0"),
    ("hypot(sin(pi) + a, 0)", "0", CANNOT_TELL),
    ("relu(a)", "0", "0"),
    ("relu(a)", "-3", "0"),
    ("relu(a)", "0.75", "0.75"),
    ("floor(a)", "2", "2"),
    ("floor(a)", "-2", "-2"),
    ("floor(a)", "5/2", "2"),
    ("floor(a)", "-1/2", "-1"),
    ("floor(a)", "-1e-30", "-1"),
    ("floor(pi a)", "1", "3"),
    ("floor(1e30 pi a)", "1", "3141592653589793238462643383279"),
    ("floor(sin(pi) + a)", "1/2", "0"),
    ("floor(sin(pi) + a)", "2", CANNOT_TELL),
    ("ceil(a)", "2", "2"),
    ("ceil(a)", "-2", "-2"),
    ("ceil(a)", "5/2", "3"),
    ("ceil(a)", "-1/2", "0"),
    ("ceil(a)", "1e-30", "1"),
    ("ceil(pi a)", "-1", "-3"),
    ("ceil(sin(pi) + a)", "2", CANNOT_TELL),
    ("erf(a)", "0", "0"),
    ("erf(a)", "1", "0.84270079294971486934"),
    ("erfc(a)", "0", "1"),
    ("erfc(a)", "40", "1.8969610599662765093e-697"),
]


@pytest.mark.parametrize(("text", "at", "expected"), AT)
def test_value_at_the_edge(text, at, expected):
    assert cell(formula(text).at(Fraction(at))).text == expected


SLOPES = [
    ("log(a)", "0", UNDEFINED),
    ("sqrt(a)", "0", UNDEFINED),
    ("1/a", "0", UNDEFINED),
    ("a^(1/3)", "0", UNDEFINED),
    ("a^(1/3)", "-8", "1/12"),
    ("a^(2/3)", "-8", "-1/3"),
    ("a^(2/3)", "0", UNDEFINED),
    ("a^(5/3)", "0", "0"),
    ("a^(5/3)", "-8", "20/3"),
    ("a^-1", "0", UNDEFINED),
    ("a^0", "0", "0"),
    ("a^1", "0", "1"),
    ("a^2", "0", "0"),
    ("a^1.5", "0", "0"),
    ("a^a", "0", UNDEFINED),
    ("a^a", "-1/2", UNDEFINED),
    ("0^a", "2", UNDEFINED),  # a documented limit: the slope holds log(0)
    ("tan(a)", "0", "1"),
    ("asin(a)", "0", "1"),
    ("asin(a)", "1", UNDEFINED),
    ("asin(a)", "-1", UNDEFINED),
    ("asin(a)", "3/5", "5/4"),
    ("acos(a)", "3/5", "-5/4"),
    ("acos(a)", "1", UNDEFINED),
    ("acosh(a)", "1", UNDEFINED),
    ("acosh(a)", "5/4", "4/3"),
    ("asinh(a)", "-3/4", "4/5"),
    ("atan(a)", "2", "1/5"),
    ("atanh(a)", "1/2", "4/3"),
    ("atanh(a)", "1", UNDEFINED),
    ("atan2(a, 4)", "3", "4/25"),
    ("atan2(3, a)", "4", "-3/25"),
    ("atan2(-3, a)", "-4", "3/25"),
    ("log1p(a)", "-1", UNDEFINED),
    ("log1p(a)", "1", "1/2"),
    ("sec(a)", "0", "0"),
    ("csc(a)", "0", UNDEFINED),
    ("cot(a)", "0", UNDEFINED),
    ("expm1(a)", "0", "1"),
    ("sigmoid(a)", "0", "1/4"),
    ("softplus(a)", "0", "1/2"),
    ("cbrt(a)", "0", UNDEFINED),
    ("cbrt(a)", "-8", "1/12"),
    ("hypot(a, 4)", "3", "3/5"),
    ("hypot(a, 4)", "-3", "-3/5"),
    ("hypot(a, 4)", "0", "0"),
    ("relu(a)", "-3", "0"),
    ("relu(a)", "3", "1"),
    ("floor(a)", "5/2", "0"),
    ("ceil(a)", "-5/2", "0"),
]


@pytest.mark.parametrize(("text", "at", "expected"), SLOPES)
def test_slope_at_the_edge(text, at, expected):
    found = formula(text).derivative.at(Fraction(at))
    assert found == (Blank.UNDEFINED if expected is UNDEFINED else Fraction(expected))


IRRATIONAL_SLOPES = [
    ("log2(a)", "0", UNDEFINED),
    ("log10(a)", "0", UNDEFINED),
    ("log2(a)", "8", "0.18033688011112042592"),
    ("log10(a)", "1/1000", "434.29448190325182765"),
    ("cbrt(a)", "-2", "0.20998684164914552746"),
    ("erf(a)", "0", "1.1283791670955125739"),
    ("erfc(a)", "0", "-1.1283791670955125739"),
    ("cot(pi a/2)", "1", "-1.5707963267948966192"),
    ("csc(pi a)", "1", CANNOT_TELL),
    ("cot(sin(a))", "0", UNDEFINED),
    ("acosh(sin(pi/2) + a)", "0", CANNOT_TELL),
]


@pytest.mark.parametrize(("text", "at", "expected"), IRRATIONAL_SLOPES)
def test_irrational_slope_at_the_edge(text, at, expected):
    assert cell(formula(text).derivative.at(Fraction(at))).text == expected


FLOATS = [
    ("log(a)", 0.0, -math.inf),
    ("log(a)", -1.0, math.nan),
    ("sqrt(a)", -1.0, math.nan),
    ("1/a", 0.0, math.inf),
    ("1/a", -0.0, -math.inf),
    ("a/a", 0.0, math.nan),
    ("a^(1/3)", -8.0, -2.0),
    ("a^(2/3)", -8.0, 4.0),
    ("a^(1/2)", -4.0, math.nan),
    ("a^-1", 0.0, math.inf),
    ("a^a", 0.0, 1.0),
    ("a^a", -0.5, math.nan),
    ("a^a", -2.0, 0.25),
    ("sign(a)", 0.0, 0.0),
    ("step(a)", 0.0, 0.0),
    ("step(a)", -0.0, 0.0),
    ("step(a)", math.inf, 1.0),
    ("e^a", 1000.0, math.inf),
    ("min(a, 1)", math.nan, math.nan),
    ("max(a, 1)", math.nan, math.nan),
    ("sign(a)", math.nan, math.nan),
    ("step(a)", math.nan, math.nan),
    ("|a|", -math.inf, math.inf),
    ("asin(a)", 2.0, math.nan),
    ("acos(a)", -2.0, math.nan),
    ("acosh(a)", 0.5, math.nan),
    ("atanh(a)", 1.0, math.inf),
    ("atanh(a)", 2.0, math.nan),
    ("atan(a)", math.inf, math.pi / 2),
    ("asinh(a)", -math.inf, -math.inf),
    ("atan2(a, -1)", 0.0, math.pi),
    ("atan2(a, 1)", 0.0, 0.0),
    ("log2(a)", 0.0, -math.inf),
    ("log2(a)", 8.0, 3.0),
    ("log10(a)", -1.0, math.nan),
    ("log1p(a)", -1.0, -math.inf),
    ("log1p(a)", -2.0, math.nan),
    ("expm1(a)", -1000.0, -1.0),
    ("sigmoid(a)", math.inf, 1.0),
    ("sigmoid(a)", -math.inf, 0.0),
    ("sigmoid(a)", math.nan, math.nan),
    ("sigmoid(a)", -1000.0, 0.0),
    ("softplus(a)", math.inf, math.inf),
    ("softplus(a)", -math.inf, 0.0),
    ("softplus(a)", 1000.0, 1000.0),
    ("softplus(a)", math.nan, math.nan),
    ("csc(a)", 0.0, math.inf),
    ("cot(a)", -0.0, -math.inf),
    ("cbrt(a)", -8.0, -2.0),
    ("hypot(a, 4)", -3.0, 5.0),
    ("hypot(a, 1)", -math.inf, math.inf),
    ("relu(a)", math.nan, math.nan),
    ("relu(a)", -math.inf, 0.0),
    ("floor(a)", -0.5, -1.0),
    ("floor(a)", math.nan, math.nan),
    ("ceil(a)", -1.5, -1.0),
    ("ceil(a)", math.inf, math.inf),
    ("erf(a)", -math.inf, -1.0),
    ("erf(a)", math.nan, math.nan),
    ("erfc(a)", math.inf, 0.0),
]


@pytest.mark.parametrize("kind", [float, np.float64, np.float32])
@pytest.mark.parametrize(("text", "at", "expected"), FLOATS)
def test_float_at_the_edge(text, at, expected, kind):
    found = formula(text)(kind(at))
    assert type(found) is kind
    assert np.array_equal(found, expected, equal_nan=True) or found == pytest.approx(
        expected, rel=4 * float(np.finfo(kind).eps)
    )


POWERS = {
    None: "power",
    "0": "whole_power",
    "-3": "whole_power",
    "7": "whole_power",
    "1/3": "odd_power",
    "-5/3": "odd_power",
    "2/3": "even_power",
    "-4/7": "even_power",
    "1/2": "power",
    "-3/4": "power",
    "1.7": "power",
    "0.2": "odd_power",
    "0.4": "even_power",
}


@pytest.mark.parametrize("exponent", POWERS)
def test_which_power_law(exponent):
    value = None if exponent is None else Fraction(exponent)
    assert power_for(value).name == POWERS[exponent]


OVERLAPS = [("power", "whole_power"), ("power", "odd_power"), ("power", "even_power")]


@pytest.mark.parametrize(("general", "special"), OVERLAPS)
def test_power_laws_agree_where_they_overlap(general, special):
    for base in map(Fraction, ("1/8", "1", "27/64", "2")):
        for exponent in RULES[special].sample[1]:
            answers = [_fraction(RULES[name], base, exponent) for name in (general, special)]
            assert answers[0] == answers[1], (base, exponent)


def _fraction(rule, *operands):
    try:
        return rule.fraction(*operands)
    except (NotDefined, NotRational) as answer:
        return type(answer)
