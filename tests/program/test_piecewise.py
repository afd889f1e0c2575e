"""Conditions in whole programs: exact values, derivatives, floats, print, and what is not taken."""

import math
import time
from fractions import Fraction

import numpy as np
import pytest

from dfda.digits import Blank, cell
from dfda.formulas import formula
from dfda.program.exact import evaluate
from dfda.program.printing import Style, printed
from dfda.program.program import Builder
from dfda.program.simplify import tidy_builder
from dfda.program.smooth import hazards, is_smooth_at, switches
from dfda.rules import CHOICES, log

# formula, point, value, what the formula of the derivative says there
EXACT = [
    ("log(a) if a > 0 else 0", "-1", "0", "0"),
    ("log(a) if a > 0 else 0", "1", "0", "1"),
    ("log(a) if a > 0 else 0", "0", "0", "0"),
    ("1/a if a != 0 else 7", "0", "7", "0"),
    ("1/a if a != 0 else 7", "-2", "-0.5", "-0.25"),
    ("sqrt(a) if a >= 0 else -sqrt(-a)", "-9", "-3", "0.16666666666666666667"),
    ("sqrt(a) if a >= 0 else -sqrt(-a)", "9", "3", "0.16666666666666666667"),
    ("(log(a) if a > 0 else 0)^2 + a", "-1", "-1", "1"),
    ("e^(1/a) if a > 0 else log(-a)", "-1", "0", "-1"),
    ("sin(a) if a < pi else 0", "0", "0", "1"),
    ("3a if a < pi else 0", "3.14159265358979323846", "9.4247779607693797154", "3"),
    ("3a if a < pi else 0", "3.14159265358979323847", "0", "0"),
    ("a if 1/3 == 1/3 else log(-1)", "5", "5", "1"),
    ("1 if log(a) > 0 else 2", "-1", "undefined", "0"),
    ("a if log(a) > 0 else 2", "-1", "undefined", "undefined"),
    ("1/0 if a > 0 else a", "1", "undefined", "0"),
    ("1/0 if a > 0 else a", "-1", "-1", "1"),
    ("1 if 1/a > 0 and a > 0 else 2", "0", "undefined", "0"),
    ("1 if a > 0 and 1/a > 0 else 2", "0", "2", "0"),
    ("1 if a <= 0 or 1/a > 0 else 2", "0", "1", "0"),
    ("a if sin(pi*a) == 0 else 2a", "1", "cannot tell", "cannot tell"),
    ("a if sin(pi*a) < -1 else 2a", "1", "2", "2"),
    ("a^2 if 0 < a < 1 else 3a", "1/2", "0.25", "1"),
    ("a^2 if 0 < a < 1 else 3a", "1", "3", "3"),
    ("(1 if a > 0 else 2)*log(a)", "-1", "undefined", "-2"),
]


@pytest.mark.parametrize(("text", "at", "value", "slope"), EXACT)
def test_only_what_is_taken_counts(text, at, value, slope):
    f, point = formula(text), Fraction(at)
    assert cell(f.at(point)).text == value
    assert cell(f.derivative.at(point)).text == slope


IN_FLOATS_ONLY = {
    "sin(a) if a < pi else 0": "π is between two floats",
    "3a if a < pi else 0": "π is between two floats",
    "a if sin(pi*a) == 0 else 2a": "sin(π) is not 0",
    "a if sin(pi*a) < -1 else 2a": "sin(π) is not 0",
    "1 if 1/a > 0 and a > 0 else 2": "1/0 is infinite, which is more than 0",
}


@pytest.mark.parametrize(("text", "at", "value", "slope"), EXACT)
@pytest.mark.parametrize("kind", [float, np.float32])
def test_floats_take_the_same(text, at, value, slope, kind):
    if text in IN_FLOATS_ONLY:
        return
    f = formula(text)
    for function, shown in ((f, value), (f.derivative, slope)):
        found = function(kind(Fraction(at)))
        if shown == "undefined":
            assert not math.isfinite(found)
        else:
            assert found == pytest.approx(float(shown), rel=1e-6)


def test_arrays_are_chosen_from_element_by_element():
    f = formula("log(a) if a > 0 else a^2")
    x = np.array([-2, -1, 0, 1, math.e, math.nan])
    assert f(x).tolist()[:5] == pytest.approx([4, 1, 0, 0, 1])
    assert math.isnan(f(x)[5])
    assert f.derivative(x).tolist()[:5] == pytest.approx([-4, -2, 0, 1, 1 / math.e])
    assert f(x.astype(np.float32)).dtype == np.float32


def test_an_undefined_part_that_is_not_taken_stays_apart():
    """In a program of several answers each stands for itself."""
    builder = Builder()
    a = builder.input("a")
    hole = log(a)
    choice = CHOICES["<"](a, 0, a, hole)
    program = builder.build(choice, choice + hole, choice * 2)
    answers = [evaluate(program, Fraction(-1), output=index) for index in range(3)]
    assert answers == [-1, Blank.UNDEFINED, -2]


def test_higher_derivatives_stay_choices():
    f = formula("a^3 if a < 1 else sin(a)")
    texts = []
    for _ in range(4):
        f = f.derivative
        texts.append(f.text)
    assert texts == [
        "3a^2 if a < 1 else cos(a)",
        "6a if a < 1 else -sin(a)",
        "6 if a < 1 else -cos(a)",
        "0 if a < 1 else sin(a)",
    ]


# Tidying


@pytest.mark.parametrize("sign", CHOICES)
def test_a_choice_between_equals_is_no_choice(sign):
    builder = tidy_builder()
    a = builder.input("a")
    assert CHOICES[sign](a, 2, a + 1, a + 1).number == (a + 1).number


@pytest.mark.parametrize(("sign", "first"), [
    ("<", True), ("<=", True), (">", False), (">=", False), ("==", False), ("!=", True),
])  # fmt: skip
def test_a_choice_between_constants_is_made_at_once(sign, first):
    builder = tidy_builder()
    a = builder.input("a")
    rule = CHOICES[sign]
    chosen = rule(builder.constant(Fraction(1, 3)), builder.constant(Fraction(1, 2)), a, a + 1)
    assert chosen.number == (a if first else a + 1).number
    equal = rule(a, a, a, a + 1)
    assert equal.number == (a if sign in {"<=", ">=", "=="} else a + 1).number


def test_a_formula_itself_is_never_tidied():
    assert formula("a if a < 1 else a").text == "a if a < 1 else a"
    assert formula("a if 1 < 2 else 3").text == "a if 1 < 2 else 3"
    assert formula("a if a < 1 else a").derivative.text == "1"


# Corners


SWITCHES = [
    ("1 if a > 0 else 2", ["a - 0"]),
    ("a if 0 < a < 1 else 2", ["0 - a", "a - 1 if 0 < a else 1"]),
    ("|a - 3| if a > 0 else a", ["a - 0", "a - 3 if a > 0 else 1"]),
    ("|a| + (|a| if a > 0 else 1)", ["a", "a - 0"]),  # used in any case, so not guarded
]


@pytest.mark.parametrize(("text", "expected"), SWITCHES)
def test_the_corners_of_what_is_not_taken_are_guarded(text, expected):
    """A guarded switch is 1 where its step is left out."""
    found = switches(formula(text).program)
    for at in map(Fraction, ("-2", "0", "1/2", "1", "3", "4")):
        values = {evaluate(found, at, output=index) for index in range(len(found.outputs))}
        by_hand = {formula(each).at(at) for each in expected}
        assert (0 in values) == (0 in by_hand), at


SMOOTH = [
    ("|log(a)| if a > 0 else 0", "-1", True),
    ("|log(a)| if a > 0 else 0", "1", False),
    ("|a - 1| if a < 0 else a", "1", True),
    ("|a - 1| if a < 0 else |a - 2|", "1", True),
    ("|a - 1| if a < 0 else |a - 2|", "2", False),
    ("|a - 1| if a > 0 and a < 5 else 0", "1", False),
    ("|a - 1| if a > 1/2 and a < 5 else |a - 7|", "7", False),
    ("|a - 7| if a > 1/2 and a < 5 else |a - 1|", "7", True),
    ("1 if sin(pi*a) > 0 else 2", "1", False),  # nobody can tell
    ("(1 if log(a) > 0 else 2) if a > 0 else 3", "-1", True),
    ("(1 if log(a) > 0 else 2) if a > 0 else 3", "1", False),
]


@pytest.mark.parametrize(("text", "at", "expected"), SMOOTH)
def test_is_smooth_at(text, at, expected):
    assert is_smooth_at(switches(formula(text).program), Fraction(at)) is expected


def test_a_condition_may_jump():
    assert hazards(formula("3a if a < 1 else 3a").program) == {"jump"}
    assert hazards(formula("1/a if a < 1 else 3a").program) == {"jump", "division"}
    assert hazards(formula("3a if 1 < 2 else 4a").program) == {"jump"}
    assert hazards(formula("3a + (1 if 1 < 2 else 4)").program) == set()  # no part of it moves


# Print


AS_PRINTED = [
    # typed, plain, pretty, LaTeX
    (
        "1 if a>=0 else 2", "1 if a >= 0 else 2", "1 if a ≥ 0 else 2",
        r"\begin{cases} 1 & \text{if } a \ge 0 \\ 2 & \text{otherwise} \end{cases}",
    ),
    (
        "1 if a!=0 else 2 if a==1 else 3", "1 if a != 0 else 2 if a == 1 else 3",
        "1 if a ≠ 0 else 2 if a == 1 else 3",
        (r"\begin{cases} 1 & \text{if } a \ne 0 \\ 2 & \text{if } a = 1 \\ "
        r"3 & \text{otherwise} \end{cases}"),
    ),
    (
        "a if 0<a and a<=1 else 2", "a if 0 < a <= 1 else 2", "a if 0 < a ≤ 1 else 2",
        r"\begin{cases} a & \text{if } 0 < a \le 1 \\ 2 & \text{otherwise} \end{cases}",
    ),
    (
        "a if not (a<1 and a<0 or a>5) else 2", "2 if a < 1 and a < 0 or a > 5 else a",
        "2 if a < 1 and a < 0 or a > 5 else a",
        (r"\begin{cases} 2 & \text{if } a < 1 \land a < 0 \lor a > 5 \\ "
        r"a & \text{otherwise} \end{cases}"),
    ),
    (
        "2*(1 if a<0 else a)", "2(1 if a < 0 else a)", "2(1 if a < 0 else a)",
        r"2\left(\begin{cases} 1 & \text{if } a < 0 \\ a & \text{otherwise} \end{cases}\right)",
    ),
    (
        "(1 if a<0 else a) + 1", "(1 if a < 0 else a) + 1", "(1 if a < 0 else a) + 1",
        r"\left(\begin{cases} 1 & \text{if } a < 0 \\ a & \text{otherwise} \end{cases}\right) + 1",
    ),
    (
        "sin(1 if a<0 else a)", "sin(1 if a < 0 else a)", "sin(1 if a < 0 else a)",
        r"\sin\left(\begin{cases} 1 & \text{if } a < 0 \\ a & \text{otherwise} \end{cases}\right)",
    ),
    (
        "(1 if a<0 else 2) if a<3 else 4", "(1 if a < 0 else 2) if a < 3 else 4",
        "(1 if a < 0 else 2) if a < 3 else 4",
        (r"\begin{cases} \begin{cases} 1 & \text{if } a < 0 \\ 2 & \text{otherwise} \end{cases} & "
        r"\text{if } a < 3 \\ 4 & \text{otherwise} \end{cases}"),
    ),
    (
        "1 if (1 if a<0 else 2)<a else 3", "1 if (1 if a < 0 else 2) < a else 3",
        "1 if (1 if a < 0 else 2) < a else 3",
        (r"\begin{cases} 1 & \text{if } \left(\begin{cases} 1 & \text{if } a < 0 \\ "
        r"2 & \text{otherwise} \end{cases}\right) < a \\ 3 & \text{otherwise} \end{cases}"),
    ),
    (
        "|a if a<0 else |a||", "abs(a if a < 0 else |a|)", "abs(a if a < 0 else |a|)",
        (r"\left|\begin{cases} a & \text{if } a < 0 \\ \left|a\right| & \text{otherwise} "
        r"\end{cases}\right|"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "plain", "pretty", "latex"), AS_PRINTED)
def test_as_printed(typed, plain, pretty, latex):
    f = formula(typed)
    assert (f.text, f.pretty, f.latex()) == (plain, pretty, latex)
    assert formula(plain).text == plain
    assert formula(pretty).pretty == pretty


SAME = [
    "a if a > 1 and a > 2 else 3",
    "a if a > 1 or a > 2 else 3",
    "a if a > 1 and (a > 2 or a == 4) else 3",
    "a if (a > 1 or a > 2) and (a > 3 or a > 4) else 3",
    "a if a > 1 and a > 2 or a > 3 and a > 4 else 3",
    "a if (a > 1 or a > 2 and a > 3) and a > 4 else 3",
    "a if a > 1 and not (a > 2 and a == 3) else 3",
    "a if 0 < a < 1 < a^2 else 3",
    "a if 0 < a < 1 and a != 1/2 else 3",
    "a if a > 1 and a > 2 else 3 if a > 4 or a > 5 else a^2",
]


@pytest.mark.parametrize("text", SAME)
def test_junctions_are_read_back_from_the_choices_that_they_became(text):
    shown = formula(text).text
    assert shown.count(" if ") == text.count(" if ")
    assert shown.count(" and ") + shown.count(" or ") == text.count(" and ") + text.count(" or ")
    assert formula(shown).text == shown


def test_what_follows_else_is_never_doubled():
    """Without reading junctions back this text would have more than two billion characters."""
    text = "".join(f"{number} if a > {number} and a < 9 else " for number in range(31)) + "a"
    began = time.process_time()
    f = formula(text)
    assert f.text == text.replace("  ", " ")
    assert len(f.derivative.text) < 1000
    assert len(printed(f.program, style=Style.MATHML)) < 10_000
    assert time.process_time() - began < 5
