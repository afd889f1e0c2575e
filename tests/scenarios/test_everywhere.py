"""Is the slope the same everywhere? What must never be proved, what is, and who bears witness.

Every witness is checked against 60 digits of mpmath; nothing that has one slope may be refuted.
"""

import math
import random
from fractions import Fraction

import mpmath
import pytest

import dfda
from dfda.exact.following import Following
from dfda.explanation import everywhere_in_code as module
from dfda.explanation.everywhere import slope_everywhere
from dfda.results import Everywhere

TWO = (Fraction(2),)
POINTS = (TWO, (Fraction(2), Fraction(5)), (Fraction(-1),), (Fraction("0.3"), Fraction("1/3")))


def verdict_on(text, points=TWO):
    return slope_everywhere(dfda.formula(text), points)


PROVED = {
    "3a": "3",
    "7-2a": "-2",
    "(a+1)^2-a^2-2a": "0",
    "sin(a)^2+cos(a)^2": "0",
    "cosh(a)^2-sinh(a)^2": "0",
    "pi*a": "3.1415926535897932385",
    "a/pi": "0.31830988618379067154",
    "e*a": "2.7182818284590452354",
    "a/(1+1)": "0.5",
    "a/3": "0.33333333333333333333",
    "a*sin(pi)": "0 to within 1e-1232",
    "5": "0",
    "pi": "0",
    "0*a": "0",
    "a-a": "0",
    "-a": "-1",
    "a^1": "1",
    "a^0": "0",
    "|pi|*a": "3.1415926535897932385",
    "max(1,2)*a": "2",
    "step(5)*a": "1",
    "a*ln(2)": "0.69314718055994530942",
    "sqrt(2)*a": "1.4142135623730950488",
    "tanh(a)-tanh(a)+4a": "4",
    "1e-30*a": "0.000000000000000000000000000001",
}


@pytest.mark.parametrize("text", PROVED)
@pytest.mark.parametrize("points", POINTS, ids=str)
def test_these_slopes_are_proved(text, points):
    found = verdict_on(text, points)
    assert found.verdict is Everywhere.PROVED
    assert found.slope.text == PROVED[text]
    assert found.sentence == f"The slope is {PROVED[text]} everywhere (proved)."
    assert (found.witnesses, found.samples) == ((), None)


def test_a_slope_in_spite_of_a_corner_is_a_witness():
    """|a - |a|| is 0 where a is positive, and a corner of its rules at each of these points."""
    found = verdict_on("|a - |a||")
    assert found.verdict is Everywhere.REFUTED
    assert [(str(w.at), str(w.slope)) for w in found.witnesses] == [("-1", "-2"), ("1", "0")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("max(a, a)", "The slope is 1 at 2, but not proved everywhere: nothing is proved about"),
        ("relu(a) - relu(-a)", "The slope is 1 at 2, but not proved everywhere: nothing is"),
        (
            "floor(2a)",
            "Not the same everywhere: 0 at 0.33333333333333333333, a jump at 2.",
        ),
    ],
)
def test_a_slope_at_corners_of_the_rules_is_told(text, sentence):
    assert verdict_on(text).sentence.startswith(sentence)


SAME_WHERE_DEFINED = {
    "a/a": "undefined somewhere",
    "(a^2-a)/(a-1)": "undefined somewhere",
    "|a|*a/|a|": "undefined somewhere",
    "0*(1/a)": "undefined somewhere",
    "0*ln(a)": "undefined somewhere",
    "3a+1/0": "undefined somewhere",
    "3a+ln(0-1)": "undefined somewhere",
    "sign(a)": "jump possible",
    "step(a)": "jump possible",
    "a+step(a-3)": "jump possible",
    "a+step(a-30)": "jump possible",
    "a+step(a-1e9)": "jump possible",
    "a+sign(a-1e-9)": "jump possible",
    "sqrt(a)^2": None,
    "sqrt(a)*sqrt(a)": None,
    "e^(ln(a))": None,
    "3*e^(ln(a))+1": None,
    "ln(e^a)": None,
    "ln(e^(3a))": None,
    "ln(e^a)+a": None,
    "(a^(1/3))^3": None,
    "(a^3)^(1/3)": None,
    "e^a*e^(-a)*a": None,
    "e^a/e^a*a": None,
    "a*tan(a)*cos(a)/sin(a)": None,
    "max(a,a)": None,
    "min(3a,3a)+a": None,
    "1^a": None,
    "a^(sqrt(2)^2)/a": None,
    "sqrt(a^2)*sqrt(a^2)/a": None,
    "sin(2a)-2*sin(a)*cos(a)": None,
    "3a if a < 1 else 3a": "jump possible",
    "3a if a < 1 else 3a + 1": "jump possible",
    "3a if 1 < 2 else 3a": "jump possible",
    "0 if a == 2 else 1": "jump possible",
    "1 if a > 1e9 else 0": "jump possible",
    "3a + (1 if a == 1/7 else 0)": "jump possible",
    "3a if a != 1/7 else 0": "jump possible",
    "3a if 0 < a < 1e-9 or a > 30 else 3a + 1": "jump possible",
    "a/a if a != 0 else 1": "jump possible",
}
"""One slope wherever there is one, but a hole, a corner or a law that dfda does not know is in the
way: neither proved nor refuted. None: any of the open verdicts will do."""

OPEN = {Everywhere.UNDECIDED, Everywhere.JUMP_POSSIBLE, Everywhere.UNDEFINED_SOMEWHERE}


@pytest.mark.parametrize("text", SAME_WHERE_DEFINED)
def test_one_slope_with_an_obstacle_is_neither_proved_nor_refuted(text):
    for points in POINTS:
        found = verdict_on(text, points)
        assert found.verdict in OPEN, found.sentence
        assert SAME_WHERE_DEFINED[text] in (None, found.verdict)
        assert found.slope is None
        assert found.witnesses == ()
        open_words = ("not proved", "No slope could be computed", "Not the same everywhere: ")
        assert any(words in found.sentence for words in open_words)
        assert (found.jump is not None) == (" jump at " in found.sentence)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("sign(a)", "0"),
        ("step(a)", "0"),
        ("a+step(a-3)", "3"),
        ("a+step(a-1/3)", "0.33333333333333333333"),
        ("0 if a == 2 else 1", "2"),
        ("3a if a < 1 else 3a + 1", "1"),
    ],
)
def test_what_surely_jumps_is_no_straight_line(text, at):
    """No two slopes differ, and yet it is none."""
    told = dfda.explain(text, 5)
    assert str(told.everywhere.jump) == at
    assert told.everywhere.sentence.startswith("Not the same everywhere: ")
    assert told.everywhere.sentence.endswith(f", a jump at {at}.")
    assert told.straight_line == "straight line: no"
    assert told.to_json()["everywhere"]["jump"]["text"] == at


@pytest.mark.parametrize("text", ["3a if a < 1 else 3a", "1 if a > 1e9 else 0", "step(a - pi)"])
def test_what_may_jump_is_not_said_to_jump(text):
    told = dfda.explain(text, 5)
    assert told.everywhere.jump is None
    assert told.everywhere.sentence.endswith("but not proved everywhere: f may jump.")
    assert told.straight_line == "straight line: not known"


NOWHERE = [
    "3a+1/sin(pi)", "3a+1/(sqrt(2)^2-2)", "3a+ln(cos(pi)+1)", "3a+0*(1/sin(pi))", "a/sin(pi)",
]  # fmt: skip
"""A constant that nobody can compute, for it is 1/0 or ln(0): these have no value anywhere."""


@pytest.mark.parametrize("text", NOWHERE)
def test_a_function_without_any_value_has_no_proved_slope(text):
    assert verdict_on(text).verdict not in (Everywhere.PROVED, Everywhere.REFUTED)


def real_root(degree):
    return lambda a: mpmath.sign(a) * mpmath.root(abs(a), degree)


REFUTED = {
    "a^2": lambda a: a**2,
    "a^3": lambda a: a**3,
    "|a|": abs,
    "|a-1|": lambda a: abs(a - 1),
    "1/a": lambda a: 1 / a,
    "sin(a)": mpmath.sin,
    "e^a": mpmath.exp,
    "ln(a)": mpmath.log,
    "sqrt(a)": mpmath.sqrt,
    "a^(1/3)": real_root(3),
    "a^(1/3)^3": real_root(27),
    "min(a,2a)": lambda a: min(a, 2 * a),
    "max(a,3-2a)": lambda a: max(a, 3 - 2 * a),
    "tan(a)*cos(a)": lambda a: mpmath.tan(a) * mpmath.cos(a),
    "tanh(a)": mpmath.tanh,
    "2^a": lambda a: mpmath.power(2, a),
    "sqrt(a^2)": lambda a: mpmath.sqrt(a**2),
    "a+1e-30*sin(a)": lambda a: a + mpmath.sin(a) / mpmath.mpf(10) ** 30,
    "sin(2*pi*a)": lambda a: mpmath.sin(2 * mpmath.pi * a),
    "a*sign(a)": lambda a: a * mpmath.sign(a),
    "a if a < 1 else 2-a": lambda a: a if a < 1 else 2 - a,
    "a^2 if a < 3 else 2a": lambda a: a**2 if a < 3 else 2 * a,
    "4 if a == 2 else a^2": lambda a: a**2,
    "log(a) if a > 0 else 0": lambda a: mpmath.log(a) if a > 0 else mpmath.mpf(0),
}
NEEDS_LUCK = {"sin(2*pi*a)"}
"""Its slope is 2π at every whole number: other points must be asked."""


def true_slope(f, at):
    with mpmath.workdps(60):
        return mpmath.diff(f, mpmath.mpf(at.numerator) / at.denominator)


@pytest.mark.parametrize("text", REFUTED)
@pytest.mark.parametrize("points", POINTS, ids=str)
def test_every_witness_tells_the_truth(text, points):
    found = verdict_on(text, points)
    assert found.verdict is not Everywhere.PROVED
    if text not in NEEDS_LUCK:
        assert found.verdict is Everywhere.REFUTED
    if found.verdict is Everywhere.REFUTED:
        first, second = found.witnesses
        assert first.slope.value != second.slope.value
        for witness in found.witnesses:
            truth = true_slope(REFUTED[text], witness.at.value)
            with mpmath.workdps(60):
                told = mpmath.mpf(witness.slope.text)
                # Twenty digits, correctly rounded; the reference itself has more than 40.
                assert abs(told - truth) <= abs(truth) * mpmath.mpf("5.0001e-20")


BY_HAND = {
    ("a^2", "2"): "Not the same everywhere: 4 at 2, 10 at 5.",
    ("a^2", "2 5"): "Not the same everywhere: 4 at 2, 10 at 5.",
    ("a^2", "5 2"): "Not the same everywhere: 10 at 5, 4 at 2.",
    ("a^2", "3"): "Not the same everywhere: 6 at 3, 10 at 5.",
    ("a^2", "-1 0.5"): "Not the same everywhere: -2 at -1, 1 at 0.5.",
    ("|a|", "2"): "Not the same everywhere: -1 at -1, 1 at 1.",
    ("|a|", "-1 1"): "Not the same everywhere: -1 at -1, 1 at 1.",
    ("|a|", "0"): "Not the same everywhere: -1 at -1, 1 at 1.",
}


@pytest.mark.parametrize(("text", "points"), BY_HAND)
def test_the_witnesses_of_the_tutorial(text, points):
    numbers = tuple(map(Fraction, points.split()))
    assert verdict_on(text, numbers).sentence == BY_HAND[text, points]


def test_the_verdict_stands_in_the_explanation():
    told = dfda.explain("a^2", 2, 5)
    assert told.everywhere.sentence == "Not the same everywhere: 4 at 2, 10 at 5."
    assert told.straight_line == "straight line: no"
    assert dfda.explain("3a", 2).straight_line == "straight line: yes (proved)"
    assert dfda.explain("a/a", 2).straight_line == "straight line: not known"


@pytest.mark.parametrize("text", ["3a", "a^2", "a/a"])
def test_a_verdict_is_neither_true_nor_false(text):
    with pytest.raises(TypeError, match="a SlopeEverywhere is neither true nor false"):
        bool(verdict_on(text))


# Code, which can only be sampled


def sampled(f, *points):
    return module.sampled(Following(f), tuple(map(Fraction, points or (2,))))[0]


def bump(width, height=1.0):
    """3a, but for a bump around 1.37."""
    return lambda a: 3 * a + height * math.exp(-(((a - 1.37) / width) ** 2))


def true_bump_slope(width, at):
    with mpmath.workdps(40):
        u = (mpmath.mpf(at.numerator) / at.denominator - mpmath.mpf("1.37")) / width
        return 3 - 2 * u / width * mpmath.exp(-u * u)


@pytest.mark.parametrize("width", [1e-6, 1e-4, 1e-3, 1e-2, 0.05, 0.2])
@pytest.mark.parametrize("points", ["2", "2 5", "1.37", "1.36", "1.36 1.38"])
def test_a_line_with_a_hidden_bump_is_never_proved_nor_refuted_by_a_lie(width, points):
    found = sampled(bump(width), *points.split())
    assert found.verdict in (Everywhere.NOT_REFUTED, Everywhere.REFUTED)
    for witness in found.witnesses:
        truth = true_bump_slope(width, witness.at.value)
        # Far above every bar of these estimates, far below what a lie would be off by.
        assert abs(float(witness.slope.text) - truth) <= 1e-4 * max(1, abs(truth))
    if found.verdict is Everywhere.NOT_REFUTED:
        assert found.sentence.endswith("tried (sampled, not proved).")


def test_a_bump_between_the_samples_is_not_seen_and_the_sentence_admits_it():
    found = sampled(bump(1e-3))
    assert found.verdict is Everywhere.NOT_REFUTED
    assert found.samples == 41
    assert found.sentence == "The slope is 3 at all 41 points tried (sampled, not proved)."


def test_a_bump_under_a_point_of_the_user_is_seen():
    assert sampled(bump(1e-2), "1.37", "1.375").verdict is Everywhere.REFUTED


def noisy(size, seed):
    drawn = random.Random(seed)
    return lambda a: 3 * a + size * drawn.uniform(-1, 1)


ONE_SLOPE = {
    "3a": lambda a: 3 * a,
    "0": lambda _: 0.0,
    "7": lambda _: 7,
    "a squared difference": lambda a: (a + 1) ** 2 - a**2 - 2 * a,
    "a line over 1e8": lambda a: (1e8 + 3 * a) - 1e8,
    "a line over 1e12": lambda a: (1e12 + 3 * a) - 1e12,
    "a line over 1e15": lambda a: (1e15 + 3 * a) - 1e15,
    "sin² + cos²": lambda a: math.sin(a) ** 2 + math.cos(a) ** 2,
    "sqrt(a)²": lambda a: math.sqrt(a) ** 2,
    "exp(log(a))": lambda a: math.exp(math.log(a)),
    "log(exp(a))": lambda a: math.log(math.exp(a)),
    "a/a": lambda a: a / a,
    "(a² - a)/(a - 1)": lambda a: (a * a - a) / (a - 1),
    "a line with a step": lambda a: a + (1.0 if a > 3 else 0.0),
    "asin + acos": lambda a: math.asin(a) + math.acos(a),
    "1e-300 a": lambda a: 1e-300 * a,
    "a third of a": lambda a: a / 3,
    "noise of 1e-12": noisy(1e-12, 1),
    "noise of 1e-9": noisy(1e-9, 2),
    "noise of 1e-6": noisy(1e-6, 3),
    "noise of 0.01": noisy(1e-2, 4),
}


@pytest.mark.parametrize("name", ONE_SLOPE)
def test_code_with_one_slope_is_not_refuted(name):
    found = sampled(ONE_SLOPE[name])
    assert found.verdict is Everywhere.NOT_REFUTED, found.sentence
    assert (found.slope, found.witnesses) == (None, ())


TWO_SLOPES = {
    "a²": (lambda a: a * a, lambda a: 2 * a),
    "|a|": (abs, mpmath.sign),
    "relu": (lambda a: max(a, 0.0), lambda a: a > 0),
    "a³": (lambda a: a**3, lambda a: 3 * a * a),
    "sin": (math.sin, mpmath.cos),
    "exp": (math.exp, mpmath.exp),
    "1/a": (lambda a: 1 / a, lambda a: -1 / a**2),
    "max(a, 3 - 2a)": (lambda a: max(a, 3 - 2 * a), lambda a: 1 if a > 1 else -2),
    "a^1.5": (lambda a: math.sqrt(a) ** 3, lambda a: 1.5 * mpmath.sqrt(a)),
}


@pytest.mark.parametrize("name", TWO_SLOPES)
def test_code_with_two_slopes_is_refuted_by_true_witnesses(name):
    f, slope = TWO_SLOPES[name]
    found = sampled(f)
    assert found.verdict is Everywhere.REFUTED
    for witness in found.witnesses:
        truth = float(slope(mpmath.mpf(float(witness.at.value))))
        assert float(witness.slope.text) == pytest.approx(truth, rel=1e-8, abs=1e-8)
        assert not witness.slope.exact or float(witness.slope.text) == truth
    first, second = found.witnesses
    assert found.sentence == (
        f"Not the same everywhere: {first.slope} at {first.at}, {second.slope} at {second.at}."
    )


def test_code_gives_the_witnesses_of_the_tutorial():
    assert sampled(lambda a: a * a).sentence == "Not the same everywhere: 4 at 2, 10 at 5."
    assert sampled(abs, -1, 1).sentence == "Not the same everywhere: -1 at -1, 1 at 1."


def test_only_points_with_a_slope_are_counted():
    assert sampled(lambda a: 3 * a, "1.37").samples == 42
    assert sampled(lambda a: a / a).samples == 40  # all but 0
    nothing = sampled(lambda a: math.sqrt(-1 - a * a))
    assert nothing.samples == 0
    assert nothing.sentence == (
        "No slope could be estimated at the points tried (sampled, not proved)."
    )


def test_when_the_time_is_up_the_users_own_points_are_all_that_is_claimed(monkeypatch):
    monkeypatch.setattr(module, "SECONDS", -1.0)
    found = sampled(lambda a: 3 * a, 2, 7)
    assert found.samples == 2
    assert found.sentence == "The slope is 3 at all 2 points tried (sampled, not proved)."
    assert sampled(lambda a: 3 * a, 2).sentence == (
        "The slope is 3 at all 1 point tried (sampled, not proved)."
    )


EXPLAINED = {
    "relu": lambda a: max(a, 0.0),
    "relu of integers": lambda a: max(0, a),
    "a step": lambda a: 1.0 if a > 3 else 0.0,
    "floor": math.floor,
    "the constant 0": lambda _: 0.0,
    "sqrt": math.sqrt,
    "log": math.log,
    "1/a": lambda a: 1 / a,
    "1e-300 a": lambda a: 1e-300 * a,
    "rounded": lambda a: round(3 * a, 6),
}


@pytest.mark.parametrize("name", EXPLAINED)
@pytest.mark.parametrize("at", [2, "0.5"])
def test_ordinary_code_can_be_explained(name, at):
    told = dfda.explain(EXPLAINED[name], at)
    proved = name in {"the constant 0", "1e-300 a"}
    assert (told.everywhere.verdict is Everywhere.PROVED) is proved
    assert told.everywhere.sentence in str(told)


@pytest.mark.parametrize("text", ["0*a", "5", "step(a)", "max(a,0)", "|a|", "sign(a)", "1e-300*a"])
@pytest.mark.parametrize("at", [0, 2, -2])
def test_formulas_with_flat_places_can_be_explained(text, at):
    assert dfda.explain(text, at).sentences


@pytest.mark.parametrize("at", ["1e309", "-1e400", "1e999"])
def test_a_point_beyond_the_floats_can_be_explained(at):
    told = dfda.explain("3a", at)
    assert told.points[0].derivative.text == "3"
    assert told.everywhere.verdict is Everywhere.PROVED


@pytest.mark.parametrize("nudge", ["0.0007", "3e-6", "7e-7", "0.003", "1e-6", "0.3", "7", "7e-12"])
def test_the_microscope_says_how_much_it_magnifies(nudge):
    from dfda.explanation.portrait import portrait

    caption = portrait(dfda.explain("3a", 2, nudge=nudge)).lenses[0].caption
    factor = caption.removeprefix("magnified ×").split(",")[0]
    # Three significant digits: off by at most half a unit of the third.
    assert abs(Fraction(factor) * Fraction(nudge) - 1) <= Fraction(5, 1000)
