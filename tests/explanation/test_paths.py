"""Python code that is followed step by step is explained as its formula is, as far as it goes."""

import dataclasses
import itertools
import math
import random
import time
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy import special
from tests.loops import cube, horner
from tests.unmodified import numerics

import dfda
from dfda.show.terminal import rendered


def root(a):
    x = a
    while abs(x * x - a) > 1e-12:
        x = (x + a / x) / 2
    return x


def root_in_five(a):
    x = a
    for _ in range(5):
        x = (x + a / x) / 2
    return x


def logistic_map(a, turns=8):
    x = 0.5
    for _ in range(turns):
        x = a * x * (1 - x)
    return x


def normal_cdf(x):
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def call_price(spot):
    strike, rate, volatility, years = 100, 0.25, 0.5, 1
    spread = volatility * math.sqrt(years)
    first = (math.log(spot / strike) + (rate + volatility**2 / 2) * years) / spread
    return spot * normal_cdf(first) - strike * math.exp(-rate * years) * normal_cdf(first - spread)


def bent(a):
    if a > 1:
        return a * a
    return 3 * a


def fading(a):
    return (1 - math.cos(a)) / a**2


TYPED = {
    "a line": (lambda a: 3 * a, "3a", (2, 5)),
    "a loop": (cube, "a*a*a", (2,)),
    "Horner's loop": (horner, "(3a + 2)*a + 1", (2, "0.1")),
    "a power": (lambda a: a**2, "a^2", (2, 5, -3)),
    "an irrational slope": (lambda a: math.sin(a) ** 2 + math.exp(a), "sin(a)^2 + e^a", ("1/3",)),
    "a quotient": (lambda a: 1 / (1 + a * a), "1/(1 + a*a)", (2,)),
    "NumPy": (lambda a: np.tanh(a) + np.log1p(a**2), "tanh(a) + log1p(a^2)", (1,)),
    "SciPy": (lambda a: special.erf(a) * special.expit(a), "erf(a)*sigmoid(a)", (1,)),
    "a helper": (lambda a: 2 * horner(a), "2((3a + 2)*a + 1)", (2,)),
    "the logistic map": (lambda a: logistic_map(a, turns=4), "a*X*(1 - X)", ("7/2",)),
    "a corner": (lambda a: abs(a - 2) + a, "|a - 2| + a", (2, 3)),
    "a corner that f does not have": (lambda a: a * abs(a), "a|a|", (0,)),
    "an edge": (lambda a: np.sqrt(a), "sqrt(a)", (0, 2)),
    "values that floats lose": (fading, "(1 - cos(a))/a^2", ("1e-8",)),
    "an array": (lambda a: np.array([a, a * a]).sum(), "a + a*a", (2,)),
    "a branch": (bent, "a*a", (2, 5)),
    "the other branch": (bent, "3a", (0,)),
}  # fmt: skip


def typed(name):
    f, text, points = TYPED[name]
    if "X" in text:
        turn, text = text, "a*0.5*0.5"  # constants alone are worked out
        for _ in range(3):
            text = turn.replace("X", f"({text})")
    return f, text, points


@pytest.mark.parametrize("name", TYPED)
def test_every_cell_is_the_one_of_the_same_formula_typed(name):
    f, text, points = typed(name)
    code, formula = dfda.explain(f, *points), dfda.explain(text, *points)
    for one, other in zip(code.points, formula.points, strict=True):
        assert one.ledger.exact == other.ledger.exact
        assert [rung.exact for rung in one.ladder] == [rung.exact for rung in other.ladder]
        assert one.sentence == other.sentence
        assert one.times == other.times
        assert one.gap == other.gap
        assert one.corner == other.corner
        if one.derivative is not None or other.derivative.value is not None:
            assert one.derivative == other.derivative
        assert one.disagreement == other.disagreement
    assert [told(step) for step in code.steps] == [told(step) for step in formula.steps]


def told(step):
    return step.text, step.latex(), step.rule, step.law, step.condition, step.checks


def test_the_logistic_map_is_computed_in_fractions():
    at = Fraction(7, 2)
    x, slope = Fraction(1, 2), Fraction(0)
    for _ in range(8):
        x, slope = at * x * (1 - x), x * (1 - x) + at * (1 - 2 * x) * slope
    point = dfda.explain(logistic_map, at).points[0]
    assert point.ledger.exact.before.value == x
    assert abs(point.derivative.value / slope - 1) < Fraction(1, 10**19)


def test_an_option_is_priced_and_differentiated_in_twenty_digits():
    root, due = math.sqrt(2), 100 * math.exp(-0.25)  # constants of the code are its floats

    def price(spot):
        first = (mpmath.log(spot / 100) + 0.375) / 0.5
        above, below = (1 + mpmath.erf(x / root) for x in (first, first - 0.5))
        return (spot * above - due * below) / 2

    point = dfda.explain(call_price, 110).points[0]
    with mpmath.workdps(60):
        spot = mpmath.mpf(110)
        value, slope = price(spot), mpmath.diff(price, spot)
        assert point.ledger.exact.before.text == mpmath.nstr(value, 20, strip_zeros=False)
        assert point.derivative.text == mpmath.nstr(slope, 20, strip_zeros=False)
    assert point.path.decisions == ()


def test_a_function_that_cancels_in_floats_is_told_as_it_is():
    point = dfda.explain(fading, "1e-8").points[0]
    assert point.ledger.exact.before.text == "0.49999999999999999583"
    assert float(point.ledger.float64.before) == fading(1e-8) == 0
    assert point.disagreement.startswith("f itself cancels in floats here: at a = 1e-08 they make")
    assert point.disagreement.endswith("the estimate from floats is wrong.")
    assert abs(point.derivative.value * -12 * 10**8 - 1) < Fraction(1, 10**8)


# Floats of the code are the floats that they are


def test_the_literal_of_code_is_the_float_that_it_is_and_is_written_in_short():
    told = dfda.explain(lambda a: 0.1 * a, 2)
    assert told.title == "f(a) = 0.1a"
    assert told.derivative.text == told.derivative.pretty == told.derivative.latex() == "0.1"
    assert told.points[0].derivative.value == Fraction(0.1)
    assert told.points[0].ledger.exact.after.value == Fraction(0.1) * Fraction("2.001")
    assert told.points[0].path.sentence == (
        "Followed step by step, f(a) = 0.1a. "
        "Decimals in it are floats: 0.1 is 0.10000000000000000555…."
    )


def test_what_the_user_gave_keeps_all_of_its_digits():
    digits = "0.1234567890123456789012345678901234567"
    exact = dfda.explain(lambda a: 0.1 * a, digits).points[0].ledger.exact
    assert exact.at.text == digits
    assert exact.before.text == "0.012345678901234568575"


def test_a_float_with_an_exponent_can_be_drawn():
    f = dfda.explain(lambda a: 1e-8 * a**2, 2).written
    assert f.text == "1e-08*a^2"
    assert f.latex() == r"1 \cdot 10^{-8} \cdot a^{2}"
    assert "<mn>1</mn><mo>⋅</mo><msup><mn>10</mn><mrow>" in f.mathml()


# Decisions


def test_the_path_is_told_and_the_title_claims_no_formula():
    told = dfda.explain(bent, 2)
    assert told.title == "f(a) = bent(a)"
    assert told.written is told.derivative is told.quotient is None
    assert told.notations == ()
    assert told.paths[0].decisions == ("a > 1",)
    assert told.paths[0].sentence == (
        "Followed step by step, bent(a) = a·a on the path that was taken, where a > 1."
    )
    assert [step.text for step in told.steps] == ["d/da (a*a) = 2a"]


def test_a_loop_tells_how_often_its_line_decided():
    told = dfda.explain(root, 2)
    line = root.__code__.co_firstlineno + 2
    assert "; ".join(told.paths[0].decisions) == (
        f"“while abs(x * x - a) > 1e-12:” (line {line} of root) was decided 6 times: "
        "5 true, 1 false"
    )
    assert told.paths[0].sentence.startswith("root(a) was followed through 15 steps, too long")
    assert float(told.points[0].derivative) == pytest.approx(math.sqrt(2) / 4, rel=1e-11)


def test_a_loop_that_decides_nothing_is_its_formula():
    told = dfda.explain(root_in_five, 2)
    assert told.paths[0].decisions == ()
    assert float(told.points[0].derivative) == pytest.approx(math.sqrt(2) / 4, rel=1e-11)


def test_the_nudge_may_lead_to_another_path():
    exact = dfda.explain(bent, 1).points[0].ledger.exact
    assert (exact.before.text, exact.after.text) == ("3", "1.002001")
    assert exact.height.text == "-1.997999"


def test_a_nudge_too_small_for_floats_still_crosses_the_edge():
    point = dfda.explain(bent, 1, nudge="1e-30").points[0]
    assert point.ledger.exact.after.value == (1 + Fraction(1, 10**30)) ** 2
    assert point.derivative is None
    assert "a decision sits on its edge" in point.followed


@pytest.mark.parametrize("limit", [-1e9, 1.37, 1e9])
def test_nothing_is_proved_from_a_path_that_depends_on_a_decision(limit):
    told = dfda.explain(lambda a: 3 * a if a != limit else 0.0, 2, 5)
    assert told.points[0].derivative.text == "3"
    assert told.everywhere.verdict == "not refuted"
    assert told.straight_line == "straight line: not known"


def test_bisection_of_the_unmodified_programs_is_followed():
    point = dfda.explain(numerics.bisected, 3).points[0]
    assert point.path.sentence.startswith("Followed step by step, bisected(a) = 1.21341166276")
    assert "was decided 42 times: 16 true, 26 false" in point.path.sentence
    x = point.ledger.exact.before.value
    assert float(point.derivative) == pytest.approx(1 / (3 * float(x) ** 2 + 1), rel=1e-11)


# The slope everywhere

PROVED = {
    "a line": (lambda a: 3 * a, "3"),
    "a loop of nothing": (lambda a: sum(a for _ in range(4)), "4"),
    "what cancels": (lambda a: (a + 1) ** 2 - a**2 - 2 * a, "0"),
    "a helper": (lambda a: cube(a) - a**3 + 7 - 2 * a, "-2"),
    "a float": (lambda a: 0.1 * a, "0.10000000000000000555"),
}


@pytest.mark.parametrize("name", PROVED)
def test_steps_that_decide_nothing_prove_what_their_formula_proves(name):
    f, slope = PROVED[name]
    told = dfda.explain(f, 2).everywhere
    assert told.verdict == "proved"
    assert told.slope.text == slope
    assert told.sentence == (
        f"The slope is {slope} everywhere (proved from the steps of f, which decide nothing)."
    )


SLOPE = 3
RANDOM = random.Random(3)
SLOPES = [3]


def drifting():
    turn = itertools.count()
    return lambda a: 3 * a + 0 * next(turn)


UNPROVED = {
    "a step": lambda a: 3 * a + math.floor(a) * 0,
    "a text": lambda a: 3 * a + 0 * len(str(a)),
    "a kink": lambda a: abs(a) - abs(a) + 3 * a,
    "a hole": lambda a: 3 * a * a / a,
    "a list that may change": lambda a: SLOPES[0] * a,
    "a random number": lambda a: 3 * a + 0 * RANDOM.random(),
    "an iterator": drifting(),
    "steps that are no rules": lambda a: 3 * a + 0 * np.round(a),
    "a corner seldom met": lambda a: 3 * max(a, -1e9),
}


@pytest.mark.parametrize("name", UNPROVED)
def test_everything_else_is_sampled(name):
    told = dfda.explain(UNPROVED[name], 2).everywhere
    assert told.verdict == "not refuted"
    assert told.sentence.endswith("tried (sampled, not proved).")


# Code that depends on more than its input


def test_a_captured_number_is_the_one_that_it_is_now(monkeypatch):
    def f(a):
        return SLOPE * a

    assert dfda.explain(f, 2).derivative.text == "3"
    monkeypatch.setitem(globals(), "SLOPE", 4)
    assert dfda.explain(f, 2).derivative.text == "4"


def test_an_array_edited_in_place_is_the_one_that_it_is_now():
    weights = np.array([1.0, 2.0])

    def f(a):
        return (weights * a).sum()

    assert dfda.explain(f, 2).points[0].ledger.exact.before.text == "6"
    weights[0] = 5
    assert dfda.explain(f, 2).points[0].ledger.exact.before.text == "14"


def counting():
    calls = 0

    def f(a):
        nonlocal calls
        calls += 1
        return calls * a

    return f


def turning(turn):
    return lambda a: a * next(turn)


DRIFTING = {
    "a counter": counting,
    "random numbers": lambda: lambda a: a * RANDOM.random(),
    "an iterator": lambda: turning(itertools.count()),
}


@pytest.mark.parametrize("name", DRIFTING)
def test_code_whose_numbers_change_from_run_to_run_has_no_exact_column(name):
    point = dfda.explain(DRIFTING[name](), 2).points[0]
    assert point.ledger.exact is None
    assert point.path is None
    assert dfda.nudge(DRIFTING[name](), 2).ledger.exact is None


def test_code_whose_numbers_change_is_found_out_by_a_nudge_too_small_for_floats():
    assert dfda.nudge(counting(), 2, by="1e-30").ledger.exact is None


def test_code_that_is_another_when_it_is_traced_has_no_exact_column():
    def f(a):
        try:
            a.__getnewargs__  # noqa: B018 - floats have it, traced values do not
        except AttributeError:
            return 3 * a
        return 4 * a

    point = dfda.explain(f, 2).points[0]
    assert point.ledger.exact is None
    assert point.derivative is None
    assert dfda.nudge(f, 2).ledger.exact is None


def test_a_trouble_found_at_a_later_point_takes_back_what_was_written_before():
    factor = [3.0]

    def f(a):
        try:
            plain = a.__getnewargs__()[0]
        except AttributeError:  # floats have it, traced values do not
            plain = 0.0
        if 2.9995 < plain < 3.0015:
            factor[0] = 4.0
        return factor[0] * a

    assert dfda.explain(f, 2).points[0].path is not None
    factor[0] = 3.0
    told = dfda.explain(f, 2, 3)
    assert [point.path for point in told.points] == [None, None]


def test_side_effects_are_those_of_calls():
    seen = []

    def f(a):
        seen.append(3)
        return 3 * a

    assert dfda.nudge(f, 2).slope == 3
    assert set(seen) == {3}


# Exceptions, kinds of numbers, loops without an end


def positive(a):
    if a <= 0:
        message = "a must be positive"
        raise ValueError(message)
    return math.log(a)


def test_where_code_raises_it_has_no_value():
    exact = dfda.explain(positive, "0.0005", nudge="-0.001").points[0].ledger.exact
    assert exact.before.text == "-7.6009024595420823615"
    assert exact.after.text == "undefined"


def test_where_a_nudged_point_cannot_be_followed_the_columns_are_floats():
    def f(a):
        return 3 * a if a <= 2 else 3 * float(a)

    point = dfda.explain(f, 2).points[0]
    assert point.ledger.exact is None
    assert dfda.nudge(f, 2).ledger.exact is None


@pytest.mark.parametrize("kind", [bool, np.bool_])
def test_a_truth_value_counts_as_0_or_1(kind):
    exact = dfda.nudge(lambda a: kind(a > 2), 2).ledger.exact
    assert (exact.before.text, exact.after.text) == ("0", "1")


def test_a_whole_number_is_exact_whatever_its_size():
    assert dfda.nudge(lambda a: a * 10**30, 2).height == Fraction(10**27)


def test_a_loop_that_does_not_end_in_float32_leaves_that_column_empty():
    column = dfda.explain(root, 2).points[0].ledger.float32
    assert math.isnan(column.before)
    assert column.reason == "f raised NoEndError: its loop does not come to an end"
    assert column.flag


def test_a_picture_is_drawn_of_a_loop_that_does_not_end_everywhere():
    text = rendered(dfda.explain(root, 2))
    assert "Microscope at a = 2" in text


def test_a_run_of_many_steps_has_its_derivative_in_floats_and_says_why():
    def decaying(a):
        y = 1.0
        for k in range(2000):
            y -= 1e-3 * a * y * (1 + 1e-4 * k)
        return y

    start = time.process_time()
    point = dfda.explain(decaying, 2).points[0]
    assert point.ledger.exact is None
    assert point.followed.endswith(
        " Its columns are floats: f computes more than 500 different numbers."
    )
    assert float(point.derivative) == dfda.derivative(decaying, 2.0)
    assert time.process_time() - start < 60  # it takes about one second


def test_a_nudge_leaves_a_run_that_it_cannot_write_down():
    turns = []

    def f(a):
        for _ in range(10_000):
            a = a + 1e-9 / a
            if a < 0:
                break
            turns.append(0)
        return a

    ledger = dfda.nudge(f, 2).ledger
    assert ledger.exact is None
    assert 4 * 10_000 < len(turns) < 4 * 10_000 + 2_000


def test_a_run_that_is_left_is_left_in_order():
    opened = []

    def f(a):
        opened.append(1)
        try:
            return a + math.lgamma(a)
        except Exception:  # noqa: BLE001
            return 0.0
        finally:
            opened.pop()

    assert dfda.nudge(f, 2).ledger.exact is None
    assert opened == []


@pytest.mark.parametrize("at", ["1e309", "-1e309"])
def test_a_point_beyond_the_floats_has_no_path(at):
    point = dfda.explain(lambda a: 3 * a, at).points[0]
    assert point.path is None
    assert dfda.nudge(lambda a: 3 * a, at).ledger.exact is None


def test_every_entry_of_a_large_array_is_not_written_down():
    start = time.process_time()
    assert dfda.nudge(lambda a: np.exp(a * np.linspace(0, 1, 10**6)).sum(), 2).ledger.exact is None
    assert time.process_time() - start < 30  # of which writing a million entries down would be most


# The document and the faces


def test_a_path_too_long_to_be_read_has_a_program_and_no_text():
    def roots_of_roots(a):
        return root_in_five(a) - root_in_five(a + 1) + root_in_five(root_in_five(a))

    path = dfda.explain(roots_of_roots, 2).to_json()["paths"][0]
    assert path["text"] is path["derivative"] is None
    assert len(path["program"]["nodes"]) > 10
    assert path["sentence"].startswith("roots_of_roots(a) was followed through")


def test_what_was_read_off_is_told_with_its_line():
    told = dfda.explain(lambda a: a - math.floor(a), 2.5)
    assert told.paths[0].decisions[0].startswith("math.floor gave 2 (line ")
    assert told.written is None


def stairs(a):
    first = 1 if a > 1 else 0
    second = 1 if a > 2 else 0
    third = 1 if a > 3 else 0
    fourth = 1 if a > 4 else 0
    fifth = 1 if a > 5 else 0
    sixth = 1 if a > 6 else 0
    seventh = 1 if a > 7 else 0
    eighth = 1 if a > 8 else 0
    return a + first + second + third + fourth + fifth + sixth + seventh + eighth


def test_many_decisions_are_not_all_told():
    path = dfda.explain(stairs, "3.5").points[0].path
    assert path.decisions == ("a > 1", "a > 2", "a > 3", "a ≤ 4", "a ≤ 5", "a ≤ 6", "and 2 more")
    assert path.sentence.endswith("where a > 1; a > 2; a > 3; a ≤ 4; a ≤ 5; a ≤ 6; and 2 more.")


def test_every_face_tells_the_path():
    told = dfda.explain(bent, 2)
    said = told.paths[0].sentence
    assert said in rendered(told)
    assert said in rendered(told, unicode=False).replace("a*a", "a·a")
    assert told.to_json()["paths"][0]["sentence"] == said


def test_points_on_different_paths_are_told_apart():
    text = rendered(dfda.explain(bent, 2, 0, 5))
    assert "\nAt a = 2 and 5: Followed step by step, bent(a) = a·a" in text
    assert "\nAt a = 0: Followed step by step, bent(a) = 3a" in text


def test_an_explanation_of_code_holds_no_run():
    told = dfda.explain(bent, 2)
    assert {field.name for field in dataclasses.fields(told.points[0].path)} == {
        "formula", "decisions", "sentence",
    }  # fmt: skip


# Where a decision sits on its edge

CROSSED = {
    "a kink": (lambda a: max(a, 3 - 2 * a), 1, ("-2", "1", "kink")),
    "relu": (lambda a: a if a > 0 else 0.0, 0, ("0", "1", "kink")),
    "a step": (bent, 1, ("3", "-∞", "jump")),
    "a step up": (lambda a: a + 1 if a >= 2 else a, 2, ("∞", "1", "jump")),
    "a gap of one point": (lambda a: 3 * a if a != 2 else 7.0, 2, ("∞", "-∞", "jump")),
    "no corner": (lambda a: a * a if a > 0 else -a * a, 0, ("0", "0", "converged")),
    "the same on both sides": (lambda a: 3 * a if a != 2 else 6, 2, ("3", "3", "converged")),
    "irrational slopes": (
        lambda a: math.exp(a) if a < 0 else math.cos(a),
        0,
        ("1", "0", "kink"),
    ),
    "a bend beside a bend": (lambda a: abs(a) if a > 0 else 2 * abs(a), 0, ("-2", "1", "kink")),
}


@pytest.mark.parametrize("name", CROSSED)
def test_both_slopes_are_those_of_the_paths_beside_the_point(name):
    f, at, expected = CROSSED[name]
    point = dfda.explain(f, at).points[0]
    corner = point.corner
    assert (corner.left.text, corner.right.text, str(corner.verdict)) == expected
    if corner.verdict == "converged":
        assert point.derivative == corner.left
    else:
        assert point.derivative is None
        assert "its edge" in point.followed or "bends" in point.followed


def test_what_was_read_off_beside_the_point_is_not_guessed():
    point = dfda.explain(lambda a: a - math.floor(a), 2).points[0]
    assert point.corner is None
    assert point.derivative is None
    assert "a decision sits on its edge" in point.followed


def test_a_function_of_a_library_is_said_once():
    told = dfda.explain(math.sqrt, 2)
    assert told.title == "f(a) = sqrt(a)"
    assert told.paths[0].sentence == "Followed step by step, f(a) = sqrt(a)."


def test_where_the_loop_of_code_waits_forever_beside_the_point_f_is_undefined():
    point = dfda.explain(root, "0.25", nudge="-0.001").points[0]
    assert point.ladder[1].by == Fraction(-1, 10)
    assert point.ladder[0].exact.text == "undefined"  # 0.25 - 1 has no root
    assert math.isnan(point.ladder[0].float64)
    assert float(point.derivative) == pytest.approx(1, rel=1e-11)


def test_an_estimate_beside_numbers_without_an_end_comes_to_one():
    assert dfda.explain(root, "1e-3").points[0].estimate.verdict in {"converged", "noisy"}
