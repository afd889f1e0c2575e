"""Every rule in every interpretation against mpmath; the domain's edges against a table."""

import math
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
    assert checks.TRUTH.keys() == RULES.keys()


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
]


@pytest.mark.parametrize(("text", "at", "expected"), SLOPES)
def test_slope_at_the_edge(text, at, expected):
    found = formula(text).derivative.at(Fraction(at))
    assert found == (Blank.UNDEFINED if expected is UNDEFINED else Fraction(expected))


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
