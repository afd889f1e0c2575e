"""Quotients of polynomials in lowest terms: the same values, the same holes, honest about size."""

import random
from fractions import Fraction
from math import comb, gcd

import pytest

from dfda.digits import Blank
from dfda.formulas import formula
from dfda.program.exact import evaluate
from dfda.program.forward import derivative
from dfda.program.program import Builder
from dfda.program.rational import MOST_BITS, rational_function
from dfda.rules import whole_power

HIGHEST = 12


def found(text, highest=HIGHEST):
    return rational_function(formula(text).program, highest=highest)


def coefficients(poly):
    return [Fraction(int(value.p), int(value.q)) for value in poly.coeffs()]


def value(form, numbers):
    """A polynomial's value, with numbers for its atoms."""
    total = Fraction(0)
    for monomial, coefficient in form.items():
        product = coefficient
        for atom, exponent in monomial:
            product *= numbers[atom] ** exponent
        total += product
    return total


def ratio_value(ratio, a, h):
    """The value of a polynomial over factors; None where one of these is 0."""
    form, factors = ratio
    below = Fraction(1)
    for factor in factors:
        below *= value(factor.form, [a + h if factor.nudged else a]) ** factor.exponent
    return value(form, [a, h]) / below if below else None


# the polynomial above, then each factor below with its exponent, lowest power first
FORMS = [
    ("1/a", [1], {(0, 1): 1}),
    ("a/(a+1)", [0, 1], {(1, 1): 1}),
    ("(a^2-1)/(a+2)", [-1, 0, 1], {(2, 1): 1}),
    ("1/(2a)", [Fraction(1, 2)], {(0, 1): 1}),
    ("1/(3-2a)", [-1], {(-3, 2): 1}),
    ("(1/3)/(a/2 + 1/3)", [2], {(2, 3): 1}),
    ("a^-3", [1], {(0, 1): 3}),
    ("1/(a*(a+1)^2)", [1], {(0, 1): 1, (1, 1): 2}),
    ("1/a + 1/a^2", [1, 1], {(0, 1): 2}),
    ("1/(a-1) + 1/(a^2-1)", [2, 1], {(-1, 0, 1): 1}),
    ("1/(a^2-1)", [1], {(-1, 0, 1): 1}),
    ("1/(a*(a^2-1))", [1], {(0, 1): 1, (-1, 0, 1): 1}),
    ("1/((a-1)(a+1))", [1], {(-1, 1): 1, (1, 1): 1}),
    ("1/(a^2+2a+1)", [1], {(1, 1): 2}),
    ("1/(a^3+a^2)", [1], {(0, 1): 2, (1, 1): 1}),
    ("(1/(a+1))/a", [1], {(0, 1): 1, (1, 1): 1}),
    ("3a/(1+1)", [0, Fraction(3, 2)], {}),
    ("(1/a)^2*(1+a)", [1, 1], {(0, 1): 2}),
]


@pytest.mark.parametrize(("text", "above", "below"), FORMS)
def test_lowest_terms_with_the_factors_as_they_are_written(text, above, below):
    f = found(text)
    assert coefficients(f.above) == above
    factors = {tuple(coefficients(factor)): exponent for factor, exponent in f.factors}
    assert factors == below


HOLES = ["a/a", "1/(1/a)", "a^2/a", "1/a - 1/a", "0/a", "(1/a)^0", "(a^-1)^-1", "(a+1)/(a^2-1)",
         "a/a + 1/(a-1)", "(a^2+1)/(a^2+1)"]  # fmt: skip


@pytest.mark.parametrize("text", HOLES)
def test_a_factor_that_cancels_is_not_forgotten(text):
    assert found(text) is None


def test_a_factor_that_cancels_in_one_place_and_not_in_another_is_no_hole():
    """(a + 1)/a + a/a has no value at 0, and neither has (2a + 1)/a."""
    assert coefficients(found("(a + 1)/a + a/a").above) == [1, 2]


@pytest.mark.parametrize("text", ["1/(a-a)", "a/0", "(a-a)^-1", "0^-1 + a"])
def test_a_division_by_zero_is_no_function(text):
    assert found(text) is None


@pytest.mark.parametrize("text", ["sin(a)", "pi/a", "e^a", "|a|", "a^0.5", "sqrt(a)", "2^a", "a^a"])
def test_other_functions_are_none(text):
    assert found(text) is None


def test_a_power_with_an_exponent_that_moves_is_none():
    builder = Builder()
    a = builder.input("a")
    assert rational_function(builder.build(a.apply(whole_power, a, a)), highest=HIGHEST) is None


def test_degrees_and_coefficients_have_a_limit():
    assert found(f"1/a^{HIGHEST}") is not None
    assert found(f"1/a^{HIGHEST + 1}") is None
    assert found("1/a^2", highest=1) is None
    assert found(f"2^{MOST_BITS // 2}/a") is not None  # 2 has two bits
    assert found(f"2^{MOST_BITS // 2 + 1}/a") is None
    assert found("10^38*10^38/a") is not None
    assert found("10^38*10^38*10^38/a") is None
    assert found("((((2^60)^60)^60)^60)^60/a") is None


def test_the_steps_before_the_answer_have_the_same_limits():
    assert found("(a^13 - a^13)/a + 1/a") is None


def random_quotient(draw, depth):
    if depth == 0:
        return draw.choice(["a", "a", "1", "2", "0.5", "(a + 1)", "(a - 2)", "(2a - 1)"])
    left, right = (random_quotient(draw, draw.randrange(depth)) for _ in range(2))
    return draw.choice(
        [f"({left} + {right})", f"({left} - {right})", f"({left})*({right})", f"-({left})",
         f"({left})/({right})", f"({left})/({right})", f"({left})^{draw.randrange(-2, 4)}"]
    )  # fmt: skip


@pytest.fixture
def cases(rng):
    """Random formulas that are quotients of polynomials, each with what was found."""
    draw = random.Random(int(rng.integers(2**32)))
    made = []
    while len(made) < 200:
        program = formula(random_quotient(draw, draw.randrange(1, 5))).program
        f = rational_function(program, highest=HIGHEST)
        if f is not None:
            made.append((program, f))
    return made


POINTS = tuple(map(Fraction, ("0", "1", "-1", "2", "1/2", "-5/3", "7/2", "100")))


def test_it_has_the_program_s_value_and_is_undefined_where_that_is(cases):
    for program, f in cases:
        above, below = coefficients(f.above), coefficients(f.below)
        for a in POINTS:
            over = sum(c * a**power for power, c in enumerate(below))
            expected = evaluate(program, a)
            if over == 0:
                assert expected is Blank.UNDEFINED
            else:
                assert expected == sum(c * a**power for power, c in enumerate(above)) / over


def test_the_factors_are_whole_and_share_no_number(cases):
    for _, f in cases:
        for factor, exponent in f.factors:
            numbers = coefficients(factor)
            assert exponent > 0
            assert all(number.denominator == 1 for number in numbers)
            assert gcd(*(int(number) for number in numbers)) == 1
            assert numbers[-1] > 0


def test_the_difference_is_height_over_width(cases):
    for program, f in cases:
        difference = f.difference()
        for a in POINTS:
            for h in map(Fraction, ("1/7", "-2", "13/5")):
                before, after = evaluate(program, a), evaluate(program, a + h)
                found = ratio_value(difference, a, h)
                if Blank.UNDEFINED in {before, after}:
                    assert found is None
                else:
                    assert found == (after - before) / h


def test_the_slope_is_the_derivative(cases):
    for program, f in cases:
        slope, expected = f.slope(), derivative(program)
        for a in POINTS:
            number = evaluate(expected, a)
            there = ratio_value(slope, a, Fraction(0))
            assert there == (None if number is Blank.UNDEFINED else number)


@pytest.mark.parametrize("power", [1, 2, 5, 12])
def test_powers_of_one_over_a_follow_the_binomial_theorem(power):
    """1/(a + h)^n - 1/a^n = -(the terms of (a + h)^n that hold h) / (a^n·(a + h)^n)."""
    form, factors = found(f"1/a^{power}").difference()
    expected = {}
    for step in range(1, power + 1):
        pairs = ((0, power - step), (1, step - 1))
        expected[tuple(pair for pair in pairs if pair[1])] = -comb(power, step)
    assert form == expected
    assert [(factor.form, factor.exponent, factor.nudged) for factor in factors] == [
        ({((0, 1),): 1}, power, False),
        ({((0, 1),): 1}, power, True),
    ]
