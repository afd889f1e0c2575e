"""The six choices: what is taken, what is never looked at, and what broken ones are caught by.

The truth is Python's own comparison of fractions.
"""

import itertools
import math
import operator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq

from dfda.program.exact import evaluate
from dfda.program.forward import derivative
from dfda.program.program import Builder
from dfda.rules import CHOICES, COMPARED, RULES, NotResolved

PYTHON = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
    "!=": operator.ne,
}  # fmt: skip
NUMBERS = tuple(map(Fraction, ("-2", "-1/3", "0", "1/7", "1/3", "2")))
PAIRS = list(itertools.product(NUMBERS, NUMBERS))
EACH_SIGN = pytest.mark.parametrize("sign", PYTHON)


def test_these_are_all_rules_that_choose():
    assert CHOICES.keys() == PYTHON.keys()
    assert {rule.name for rule in RULES.values() if rule.chooses} == {
        rule.name for rule in CHOICES.values()
    }


@EACH_SIGN
def test_no_formula_calls_one_by_name(sign):
    assert not CHOICES[sign].callable


# What is taken


@EACH_SIGN
@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_fractions_choose_as_python_does(sign, left, right):
    holds = PYTHON[sign](left, right)
    rule = CHOICES[sign]
    assert rule.chooses(left, right) is holds
    assert rule.fraction(left, right, Fraction(5), Fraction(7)) == (5 if holds else 7)
    assert rule.taken(left, right) == (COMPARED if holds else COMPARED + 1)


@EACH_SIGN
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_floats_choose_as_python_does(sign, kind):
    rule = CHOICES[sign]
    left, right = (np.array(column, kind) for column in zip(*PAIRS, strict=True))
    found = rule.floats(left, right, kind(5), kind(7))
    assert found.dtype == kind
    expected = [5 if PYTHON[sign](x, w) else 7 for x, w in zip(left, right, strict=True)]
    assert found.tolist() == expected
    for x, w, answer in zip(left, right, expected, strict=True):
        single = rule.floats(x, w, kind(5), kind(7))
        assert type(single) is kind
        assert single == answer


@EACH_SIGN
def test_floats_never_let_through_what_is_not_taken(sign):
    rule = CHOICES[sign]
    for bad in (math.nan, math.inf, -math.inf):
        for left, right in PAIRS:
            holds = PYTHON[sign](left, right)
            values = (1.0, bad) if holds else (bad, 1.0)
            assert rule.floats(*map(np.float64, (float(left), float(right), *values))) == 1


@EACH_SIGN
def test_a_comparison_with_no_number_has_no_value(sign):
    """As in exact arithmetic: what is not defined is neither less nor more."""
    rule = CHOICES[sign]
    one, nan = np.float64(1), np.float64(math.nan)
    assert math.isnan(rule.floats(nan, one, one, one))
    assert math.isnan(rule.floats(one, nan, one, one))
    assert rule.floats(np.float64(math.inf), one, one, -one) == (1 if sign in "> >= !=" else -1)


def wide(middle, radius):
    return arb(fmpq(middle.numerator, middle.denominator)) + arb(0, radius)


# sign: the answer for balls that lie below, that overlap, and that lie above
BALLS = {
    "<": (True, None, False),
    "<=": (True, None, False),
    ">": (False, None, True),
    ">=": (False, None, True),
    "==": (False, None, False),
    "!=": (True, None, True),
}


@EACH_SIGN
@pytest.mark.parametrize("place", [0, 1, 2])
def test_balls_choose_only_what_is_certain(sign, place):
    rule, expected = CHOICES[sign], BALLS[sign][place]
    left = wide(Fraction((-1, 0, 1)[place]), 0.25)
    then, otherwise = arb(5), arb(7)
    if expected is None:
        with pytest.raises(NotResolved):
            rule.ball(left, wide(Fraction(0), 0.25), then, otherwise)
        with pytest.raises(NotResolved):
            rule.chooses(left, wide(Fraction(0), 0.25))
    else:
        found = rule.ball(left, wide(Fraction(0), 0.25), then, otherwise)
        assert found is (then if expected else otherwise)


@EACH_SIGN
def test_exact_balls_that_are_equal_are_known_to_be(sign):
    assert CHOICES[sign].chooses(arb(2), arb(2)) is PYTHON[sign](2, 2)


# Slopes


def slope_programs(rule):
    """One program of the four operands for each slope that the row states, and the derivative."""
    builder = Builder()
    names = ("left", "right", "x", "w")
    operands = [builder.input(name) for name in names]
    whole = builder.step(rule, *operands)
    for slope in rule.slopes:
        found = slope(*operands, whole)
        yield builder, found if hasattr(found, "builder") else builder.constant(found)


def value_of(builder, term, operands):
    """A term of four inputs at fractions."""
    names = ("left", "right", "x", "w")
    fixed = Builder()
    fixed.input("a")
    replacing = {n: fixed.constant(v) for n, v in zip(names, operands, strict=True)}
    program = builder.build(term)
    copies = fixed.extend(program, replacing)
    return evaluate(fixed.build(copies[program.outputs[0]]), Fraction(0))


def check_stated_slopes(rule, holds):
    for left, right in PAIRS:
        expected = [0, 0, int(holds(left, right)), int(not holds(left, right))]
        for index, (builder, term) in enumerate(slope_programs(rule)):
            found = value_of(builder, term, (left, right, Fraction(5), Fraction(7)))
            assert found == expected[index], f"{rule.name}: slope {index} at {left}, {right}"


@EACH_SIGN
def test_the_slopes_in_the_row_are_1_for_what_is_taken(sign):
    check_stated_slopes(CHOICES[sign], PYTHON[sign])


BROKEN = {
    "wrong sign": lambda slope: -slope,
    "missing": lambda slope: slope * 0,
    "twice too large": lambda slope: 2 * slope,
    "off by 1e-30": lambda slope: slope + Fraction(1, 10**30),
}


@EACH_SIGN
@pytest.mark.parametrize("way", BROKEN)
@pytest.mark.parametrize("index", [2, 3])
def test_a_broken_slope_in_the_row_is_noticed(sign, way, index):
    rule = CHOICES[sign]
    slopes = list(rule.slopes)
    slopes[index] = lambda *operands: BROKEN[way](rule.slopes[index](*operands))
    with pytest.raises(AssertionError, match=f"^{rule.name}: slope {index}"):
        check_stated_slopes(replace(rule, slopes=tuple(slopes)), PYTHON[sign])


def program_of(rule, left, right):
    """rule(left, right, 1/(a - 3), log(a)) as a program of a."""
    builder = Builder()
    a = builder.input("a")
    then, otherwise = 1 / (a - 3), RULES["log"](a)
    compared = (builder.constant(left), builder.constant(right))
    return builder.build(builder.step(rule, *compared, then, otherwise))


@EACH_SIGN
@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_the_derivative_is_that_of_what_is_taken(sign, left, right):
    """1/(a - 3) has no value at 3, log(a) none at -1: whichever is not taken does no harm."""
    program = program_of(CHOICES[sign], left, right)
    slope = derivative(program)
    second = derivative(slope)
    if PYTHON[sign](left, right):
        answers = [evaluate(each, Fraction(-1)) for each in (program, slope, second)]
        assert answers == [Fraction(-1, 4), Fraction(-1, 16), Fraction(-2, 64)]
        assert evaluate(program, Fraction(3)) == "undefined"
    else:
        answers = [evaluate(each, Fraction(3)) for each in (slope, second)]
        assert answers == [Fraction(1, 3), Fraction(-1, 9)]
        assert evaluate(program, Fraction(-1)) == "undefined"


# Corners


@EACH_SIGN
@pytest.mark.parametrize("side", [-1, 0, 1])
def test_beside_the_switch_the_sign_of_the_difference_decides(sign, side):
    rule = CHOICES[sign]
    expected = "then" if PYTHON[sign](side, 0) else "otherwise"
    assert rule.branch(side, None, None, "then", "otherwise") == expected


@EACH_SIGN
def test_the_switch_is_zero_where_both_are_equal(sign):
    rule = CHOICES[sign]
    for left, right in PAIRS:
        assert (rule.switch(left, right, None, None) == 0) is (left == right)
    assert rule.condition([None] * 4, ["l", "r", "x", "w"], pretty=False) == "l != r"


# Broken choices


def check_choice(rule, holds):
    for left, right in PAIRS:
        taken = 5 if holds(left, right) else 7
        assert rule.fraction(left, right, Fraction(5), Fraction(7)) == taken, rule.name
        assert rule.floats(*map(np.float64, (left, right, 5, 7))) == taken, rule.name
        assert rule.chooses(left, right) is (taken == 5), rule.name
        for side in (-1, 0, 1):
            assert (rule.branch(side, 0, 0, 5, 7) == 5) is holds(side, 0), rule.name


@EACH_SIGN
def test_each_choice_passes_its_own_check(sign):
    check_choice(CHOICES[sign], PYTHON[sign])


@pytest.mark.parametrize("part", ["fraction", "floats", "chooses", "branch"])
@pytest.mark.parametrize(("sign", "other"), list(itertools.permutations(PYTHON, 2)))
def test_a_part_of_another_choice_is_noticed(part, sign, other):
    broken = replace(CHOICES[sign], **{part: getattr(CHOICES[other], part)})
    with pytest.raises(AssertionError, match=f"^{broken.name}"):
        check_choice(broken, PYTHON[sign])
