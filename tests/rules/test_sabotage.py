"""Break every rule in every way: the checks of test_oracle.py must notice each one.

A sabotage that changes nothing is listed by name in HARMLESS, with its reason: a list that a
computation made could hide a check that sees nothing.
"""

# ruff: noqa: ARG005 - a derivative is a function of the operands and the result

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq

from dfda.rules import RULES, NotDefined, NotRational, cosh

TINY = Fraction(1, 10**30)
EACH_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


def with_slope(rule, index, change):
    """A copy whose slope by one operand is changed."""
    slopes = list(rule.slopes)
    slope = slopes[index]
    slopes[index] = lambda *operands: change(slope(*operands), operands)
    return replace(rule, slopes=tuple(slopes))


BROKEN_SLOPES = {
    "off by one part in 1e30": lambda slope, operands: slope * (1 + TINY),
    "off by 1e-30": lambda slope, operands: slope + TINY,
    "wrong sign": lambda slope, operands: -slope,
    "twice too large": lambda slope, operands: slope * 2,
    "missing": lambda slope, operands: slope * 0,
    "one more factor of the result": lambda slope, operands: operands[-1] * slope,
}

ZERO_SLOPES = {"sign", "step", "floor", "ceil"}
"""Zero times anything is zero: only an added 1e-30 breaks these slopes.

Rules that choose are derived by choosing; the slopes in their rows are broken in test_piecewise.py.
"""


@pytest.mark.parametrize("rule", [r for r in RULES.values() if not r.chooses], ids=lambda r: r.name)
@pytest.mark.parametrize("way", BROKEN_SLOPES)
def test_a_broken_slope_is_noticed(rule, way, checks, seed):
    for index in checks.movable(rule):
        broken = with_slope(rule, index, BROKEN_SLOPES[way])
        if rule.name in ZERO_SLOPES and way != "off by 1e-30":
            checks.check_slopes(broken, seed)  # really harmless
            continue
        with pytest.raises(AssertionError, match=f"^{rule.name}: derivative"):
            checks.check_slopes(broken, seed)


SAME_SLOPES = {"add"}
"""Rules whose two slopes are the same formula, so that swapping them changes nothing."""

BINARY = [rule for rule in RULES.values() if None not in rule.slopes and rule.arity == 2]


@pytest.mark.parametrize("rule", BINARY, ids=lambda rule: rule.name)
def test_swapped_slopes_are_noticed(rule, checks, seed):
    broken = replace(rule, slopes=rule.slopes[::-1])
    if rule.name in SAME_SLOPES:
        checks.check_slopes(broken, seed)
        return
    with pytest.raises(AssertionError, match=f"^{rule.name}: derivative"):
        checks.check_slopes(broken, seed)


SWAPPING_CHANGES_NOTHING = {("add", 0), ("add", 1), ("subtract", 0), ("subtract", 1)}
"""Slopes that are constants."""


@pytest.mark.parametrize("rule", BINARY, ids=lambda rule: rule.name)
def test_swapped_operands_are_noticed(rule, checks, seed):
    for index, slope in enumerate(rule.slopes):
        slopes = list(rule.slopes)
        slopes[index] = lambda x, w, y, slope=slope: slope(w, x, y)
        broken = replace(rule, slopes=tuple(slopes))
        if (rule.name, index) in SWAPPING_CHANGES_NOTHING:
            checks.check_slopes(broken, seed)
            continue
        with pytest.raises(AssertionError, match=f"^{rule.name}: "):
            checks.check_slopes(broken, seed)


def test_swapped_operands_cover_every_rule_of_two_operands():
    assert {rule.name for rule in BINARY} == {
        "add", "subtract", "multiply", "divide", "min", "max", "power", "atan2", "hypot",
    }  # fmt: skip


def test_a_slope_that_loses_digits_is_noticed(checks, seed):
    exact = replace(RULES["tanh"], slopes=(lambda x, y: 1 - y * y,))
    checks.check_slopes(exact, seed)  # right, but not in floats:
    with pytest.raises(AssertionError, match="ulp"):
        checks.check_float_slopes(exact, np.float64, seed)


def test_a_slope_with_a_float_constant_is_noticed(checks, seed):
    third = Fraction(1 / 3) * 3  # what 1/3 is as a float, three times
    broken = with_slope(RULES["sin"], 0, lambda slope, operands: slope * third)
    with pytest.raises(AssertionError, match=r"^sin: derivative 1"):
        checks.check_slopes(broken, seed)


def test_a_slope_that_is_wrong_only_from_the_second_order_on_is_noticed(checks, seed):
    wrong_cosh = replace(RULES["cosh"], slopes=(lambda x, y: -RULES["sinh"](x),))
    broken = replace(RULES["sinh"], slopes=(lambda x, y: wrong_cosh(x),))
    with pytest.raises(AssertionError, match=r"^sinh: derivative 2"):
        checks.check_slopes(broken, seed)


def test_swapped_roles_of_operand_and_result_are_noticed(checks, seed):
    swapped = {"sqrt": lambda x, y: 1 / (2 * x), "log": lambda x, y: 1 / y, "exp": lambda x, y: x}
    for name, slope in swapped.items():
        with pytest.raises(AssertionError, match=f"^{name}: derivative 1"):
            checks.check_slopes(replace(RULES[name], slopes=(slope,)), seed)
    with pytest.raises(AssertionError, match=r"^tanh: derivative 1"):
        checks.check_slopes(replace(RULES["tanh"], slopes=(lambda x, y: 1 / cosh(y) ** 2,)), seed)


BROKEN_FLOATS = {
    "wrong sign": lambda found, kind: -found,
    "ten ulp off": lambda found, kind: found + 10 * np.spacing(found),
    "float64 only": lambda found, kind: np.float64(found),
    "rounded to half the digits": lambda found, kind: kind(np.float16(found)),
    "nan at times": lambda found, kind: np.where(np.abs(found) > 0, kind(np.nan), found),
}

HARMLESS_FLOATS = {
    ("float64 only", np.float64),
}
"""A float64 answer to a float64 question is right."""

FEW_DIGITS = {"sign", "step", "floor", "ceil"}
"""Their values are whole numbers from -9 to 9, which have half the digits."""


@EACH_RULE
@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("way", BROKEN_FLOATS)
def test_a_broken_float_function_is_noticed(rule, kind, way, checks, seed):
    def floats(*operands):
        with np.errstate(all="ignore"):
            return BROKEN_FLOATS[way](rule.floats(*operands), kind)

    broken = replace(rule, floats=floats)
    harmless = (way, kind) in HARMLESS_FLOATS
    harmless |= way == "rounded to half the digits" and rule.name in FEW_DIGITS
    if harmless:
        checks.check_float_value(broken, kind, seed)
        return
    with pytest.raises(AssertionError, match=f"^{rule.name}"):
        checks.check_float_value(broken, kind, seed)


def test_another_rule_s_float_function_is_noticed(checks, seed):
    pairs = [
        ("sin", "tan"), ("min", "max"), ("sinh", "cosh"), ("odd_power", "even_power"),
        ("csc", "cot"), ("asin", "acos"), ("atan", "asinh"), ("log2", "log10"),
        ("expm1", "exp"), ("sigmoid", "softplus"), ("atan2", "hypot"), ("relu", "abs"),
        ("floor", "ceil"), ("erf", "erfc"),
    ]  # fmt: skip
    for name, other in pairs:
        for broken in (
            replace(RULES[name], floats=RULES[other].floats),
            replace(RULES[other], floats=RULES[name].floats),
        ):
            with pytest.raises(AssertionError, match="ulp"):
                checks.check_float_value(broken, np.float64, seed)


def _tiny_ball():
    return arb(fmpq(1, 10**30))


BROKEN_BALLS = {
    "wrong sign": lambda ball: -ball,
    "off by one part in 1e30": lambda ball: ball * (1 + _tiny_ball()),
    "off by 1e-30": lambda ball: ball + _tiny_ball(),
    "no radius": lambda ball: ball.mid(),
    "too small a radius": lambda ball: ball.mid() + (ball - ball.mid()) / 4,
    "a lost digit": lambda ball: ball + ball * _tiny_ball() * _unsure(),
    "everything": lambda ball: ball + _unsure() * 1000,
}


def _unsure():
    return arb(0, 1)


NO_RADIUS = {"sign", "step", "floor", "ceil"}
"""Their values are exact wherever they are known."""


@EACH_RULE
@pytest.mark.parametrize("way", BROKEN_BALLS)
def test_a_broken_ball_function_is_noticed(rule, way, checks, seed):
    broken = replace(rule, ball=lambda *operands: BROKEN_BALLS[way](rule.ball(*operands)))
    if rule.name in NO_RADIUS and way in {"no radius", "too small a radius"}:
        checks.check_ball(broken, seed)
        return
    if way == "a lost digit":  # 30 digits where 40 were asked for
        with pytest.raises(AssertionError, match=f"^{rule.name}.*too wide"):
            checks.check_ball(broken, seed)
        return
    with pytest.raises(AssertionError, match=f"^{rule.name}"):
        checks.check_ball(broken, seed)


def refusing(rule, refusal):
    def ball(*_):
        raise refusal

    return replace(rule, ball=ball, fraction=ball)


@EACH_RULE
def test_a_rule_that_refuses_its_own_domain_is_noticed(rule, checks, seed):
    for check in (checks.check_ball, checks.check_fraction):
        with pytest.raises(AssertionError, match="inside the sample domain"):
            check(refusing(rule, NotDefined()), seed)


NEVER_A_FRACTION = {"softplus", "csc", "cot"}
"""They answer no fraction with one, so there is nothing to change or to keep back."""


def test_the_rules_without_fractions_are_listed_with_their_reasons(checks):
    assert checks.RATIONAL_NOWHERE.keys() == NEVER_A_FRACTION
    assert all(checks.RATIONAL_NOWHERE.values())


@EACH_RULE
def test_a_rule_that_has_no_fraction_at_all_is_noticed(rule, checks, seed):
    def fraction(*operands):
        rule.fraction(*operands)  # undefined where it was
        raise NotRational

    broken = replace(rule, fraction=fraction)
    if rule.name in NEVER_A_FRACTION:
        checks.check_fraction(broken, seed)
        return
    with pytest.raises(AssertionError, match=f"^{rule.name}"):
        checks.check_fraction(broken, seed)


@pytest.mark.parametrize("name", sorted(NEVER_A_FRACTION))
def test_a_fraction_of_a_rule_that_has_none_is_noticed(name, checks, seed):
    broken = replace(RULES[name], fraction=lambda x: Fraction(1))
    with pytest.raises(AssertionError, match=f"^{name}"):
        checks.check_fraction(broken, seed)


def test_a_fraction_outside_of_the_domain_is_noticed(checks, seed):
    """The sample of log begins above 0; asin has a value at -1 and 1 and none further out."""
    for name, low in {"log": 0, "log2": 0, "log10": 0, "log1p": -1, "acosh": 1, "sqrt": 0}.items():

        def fraction(x, rule=RULES[name], low=low):
            return Fraction(1) if x < low else rule.fraction(x)

        with pytest.raises(AssertionError, match=f"^{name}.*there is no value"):
            checks.check_fraction(replace(RULES[name], fraction=fraction), seed)


def test_a_ball_outside_of_the_domain_is_noticed(checks, seed):
    """Where the fraction function is silent about a missing value, the ball must not be."""
    for name in ("asin", "acos", "acosh", "atanh", "log", "log2", "log10", "log1p", "csc", "cot"):

        def fraction(x, rule=RULES[name]):
            try:
                return rule.fraction(x)
            except NotDefined:
                raise NotRational from None

        silent = replace(RULES[name], fraction=fraction)
        checks.check_fraction(silent, seed)  # silence alone is allowed
        with pytest.raises(AssertionError, match=f"^{name}.*there is no value"):
            checks.check_fraction(replace(silent, ball=lambda x: x), seed)


def test_a_domain_that_ends_too_early_is_noticed(checks, seed):
    """Refusing points that lie outside of the sample and inside the domain."""
    for name, end in {"asin": 1, "acos": -1, "cbrt": -8, "log10": 1000, "log1p": 10}.items():

        def fraction(x, rule=RULES[name], end=end):
            if x == end:
                raise NotDefined
            return rule.fraction(x)

        with pytest.raises(AssertionError, match=f"^{name}.*undefined, and it is"):
            checks.check_fraction(replace(RULES[name], fraction=fraction), seed)


BROKEN_FRACTIONS = {
    "off by 1e-30": lambda found: found + TINY,
    "a float": float,
    "rounded": lambda found: Fraction(float(found)) + Fraction(1, 2**80),
}


@EACH_RULE
@pytest.mark.parametrize("way", BROKEN_FRACTIONS)
def test_a_broken_fraction_function_is_noticed(rule, way, checks, seed):
    change = BROKEN_FRACTIONS[way]
    broken = replace(rule, fraction=lambda *operands: change(rule.fraction(*operands)))
    if rule.name in NEVER_A_FRACTION:
        checks.check_fraction(broken, seed)
        return
    with pytest.raises(AssertionError, match=f"^{rule.name}"):
        checks.check_fraction(broken, seed)


ALWAYS_A_FRACTION = {
    "add", "subtract", "negate", "multiply", "divide", "abs", "sign", "step", "min", "max",
    "whole_power", "relu", "floor", "ceil", "if_less", "if_at_most", "if_greater", "if_at_least",
    "if_equal", "if_not_equal",
}  # fmt: skip
"""At fractions these have fractions for values, so nothing can be passed off for one."""


@EACH_RULE
def test_a_rounded_fraction_for_an_irrational_value_is_noticed(rule, checks, seed):
    def fraction(*operands):
        try:
            return rule.fraction(*operands)
        except NotRational:
            return Fraction(float(rule.floats(*map(float, operands))))

    broken = replace(rule, fraction=fraction)
    if rule.name in ALWAYS_A_FRACTION:
        checks.check_fraction(broken, seed)
        return
    with pytest.raises(AssertionError, match=f"^{rule.name}"):
        checks.check_fraction(broken, seed)


@EACH_RULE
def test_a_fraction_that_is_kept_back_is_noticed(rule, checks, seed):
    """Silent about the shortest values: sqrt(4), exp(0), 8^(1/3) and the like."""

    def fraction(*operands):
        found = rule.fraction(*operands)
        if found.denominator <= 4:
            raise NotRational
        return found

    broken = replace(rule, fraction=fraction)
    if rule.name in NEVER_A_FRACTION:
        checks.check_fraction(broken, seed)
        return
    with pytest.raises(AssertionError, match=f"^{rule.name}"):
        checks.check_fraction(broken, seed)


@EACH_RULE
def test_the_unbroken_copy_passes(rule, checks, seed):
    """What is noticed above is the sabotage and not that a rule was copied."""
    copy = replace(rule)
    assert copy is not rule
    for name in ("slopes", "float slopes", "floats", "floats32", "ball", "fraction"):
        checks.CHECKS[name](copy, seed)


def test_a_switch_without_a_second_side_is_noticed(checks, seed):
    """It is an answer, and not a search without end."""
    broken = replace(RULES["abs"], switch=lambda x: x * x)
    with pytest.raises(AssertionError, match=r"^abs: the sample domain has no points on side -1"):
        checks.check_slopes(broken, seed)
