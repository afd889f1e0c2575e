"""One-sided slopes, derived by hand, where rules bend or break."""

import math
import random
import re
from fractions import Fraction

import pytest

import dfda
from dfda.digits import cell, minus, over
from dfda.explanation.corners import corner_at
from dfda.program.exact import evaluate
from dfda.program.sides import one_sided

UP, DOWN, NONE, OPEN = "∞", "-∞", "undefined", "cannot tell"

# formula, point, left slope, right slope, verdict
CORNERS = [
    ("|a|", "0", "-1", "1", "kink"),
    ("relu(a)", "0", "0", "1", "kink"),
    ("max(a, 0)", "0", "0", "1", "kink"),
    ("step(a)", "0", "0", UP, "jump"),
    ("a^(1/3)", "0", UP, UP, "vertical"),
    ("cbrt(a)", "0", UP, UP, "vertical"),
    ("sqrt(a)", "0", NONE, UP, "edge"),
    ("a*|a|", "0", "0", "0", "converged"),
    ("floor(a)", "0", UP, "0", "jump"),
    ("floor(a)", "2", UP, "0", "jump"),
    ("ceil(a)", "2", "0", UP, "jump"),
    ("floor(-a)", "2", "0", DOWN, "jump"),
    ("sign(a)", "0", UP, UP, "jump"),
    ("sign(a^2)", "0", DOWN, UP, "jump"),
    ("1/a", "0", NONE, NONE, "undefined"),
    ("ln(a)", "0", NONE, NONE, "undefined"),
    ("a^a", "0", NONE, DOWN, "edge"),
    ("sin(1/a)", "0", NONE, NONE, "undefined"),
    ("a*sin(1/a)", "0", NONE, NONE, "undefined"),
    ("a^2*sin(1/a)", "0", NONE, NONE, "undefined"),
    ("max(a, 3-2a)", "1", "-2", "1", "kink"),
    ("min(a, a^3)", "1", "3", "1", "kink"),
    ("max(a, a^3)", "1", "1", "3", "kink"),
    ("asin(a)", "1", UP, NONE, "edge"),
    ("acos(a)", "1", DOWN, NONE, "edge"),
    ("tan(a + pi/2)", "0", OPEN, OPEN, "cannot tell"),  # no precision shows that cos(π/2) is 0
    ("sqrt(|a|)", "0", DOWN, UP, "vertical"),
    ("a^(2/3)", "0", DOWN, UP, "vertical"),
    ("sqrt(a^2)", "0", "-1", "1", "kink"),
    ("hypot(a, 0)", "0", "-1", "1", "kink"),
    ("|a^2-a|", "1", "-1", "1", "kink"),
    ("||a|-1|", "1", "-1", "1", "kink"),
    ("|sin(a)|", "0", "-1", "1", "kink"),
    ("|a|^3", "0", "0", "0", "converged"),
    ("relu(a)^2", "0", "0", "0", "converged"),
    ("max(a, a)", "1", "1", "1", "converged"),
    ("|a-a|", "1", "0", "0", "converged"),
    ("step(a-a)", "1", "0", "0", "converged"),
    ("sign(a-a)", "1", "0", "0", "converged"),
    ("relu(a-a)", "1", "0", "0", "converged"),
    ("|a^5|", "0", "0", "0", "converged"),
    ("|a^99*sin(a)|", "0", "0", "0", "converged"),
    ("|-3*a^(5/3)|", "0", "0", "0", "converged"),
    ("|(a-1)^7/(a+2)|", "1", "0", "0", "converged"),
    ("max(a^5, a^7)", "0", "0", "0", "converged"),
    ("step(a - 1 + hypot(1-a, 0))", "0", OPEN, OPEN, "cannot tell"),  # it is 0 for all a < 1
    ("cbrt(sign(asin(a)))", "1", "0", NONE, "edge"),  # sign(…) is 1 beside 1, were it defined
    ("a if |a| > sqrt(a) - 1 else 2a", "0", NONE, "1", "edge"),
    ("log(max(a^0.5, 1 - a))", "0", NONE, "-1", "edge"),
    ("sqrt(|a^5|)", "0", "0", "0", "converged"),  # |h|^(5/2)/h
    ("max(0, a^15)", "0", "0", "0", "converged"),
    (f"|{'*'.join(['a'] * 60)}|", "0", "0", "0", "converged"),
    (f"|{'*'.join(['a'] * 150)}|", "0", OPEN, OPEN, "cannot tell"),  # too many factors
    ("|a^13 - a^15|", "0", OPEN, OPEN, "cannot tell"),  # more derivatives than are tried
    ("step(-a^98)", "0", "0", "0", "converged"),
    ("step(a^98)", "0", DOWN, UP, "jump"),
    ("1 if a^99 < 0 else 0", "0", DOWN, "0", "jump"),
    ("1 if (a - a)*sin(a) == 0 else 0", "0", "0", "0", "converged"),
    ("|0*a^5|", "0", "0", "0", "converged"),
    ("2|a-1|+3a", "1", "1", "5", "kink"),
    ("atan2(a, -1)", "0", OPEN, OPEN, "cannot tell"),  # it jumps from -π to π
    ("a if a < 1 else 2-a", "1", "1", "-1", "kink"),
    ("a if not a >= 1 else 2-a", "1", "1", "-1", "kink"),
    ("a if a <= 1 else 2-a", "1", "1", "-1", "kink"),
    ("2-a if a > 1 else a", "1", "1", "-1", "kink"),
    ("0 if a < 0 else 1", "0", UP, "0", "jump"),  # f(0) is 1, f(-h) is 0
    ("0 if a <= 0 else 1", "0", "0", UP, "jump"),
    ("1 if a < 0 else 0", "0", DOWN, "0", "jump"),
    ("a^2 if a < 0 else a^3", "0", "0", "0", "converged"),
    ("4 if a == 2 else a^2", "2", "4", "4", "converged"),
    ("a^2 if a != 2 else 4", "2", "4", "4", "converged"),
    ("5 if a == 2 else a^2", "2", UP, DOWN, "jump"),  # -1/(-h) and -1/h
    ("a if a < 1 else a", "1", "1", "1", "converged"),
    ("a if a < a else 3a", "1", "3", "3", "converged"),
    ("1/a if a != 0 else 0", "0", UP, UP, "jump"),  # 1/h² on either side
    ("1/a if a > 0 else a", "0", "1", UP, "jump"),
    ("log(a) if a > 0 else 0", "0", "0", DOWN, "jump"),
    ("sqrt(a) if a >= 0 else 0", "0", "0", UP, "vertical"),
    ("sin(a)/a if a != 0 else 1", "0", "0", "0", "converged"),  # -h/6
    ("a/a if a != 0 else 1", "0", "0", "0", "converged"),
    ("a/a if a != 0 else 3", "0", UP, DOWN, "jump"),
    ("a^2*sin(1/a) if a != 0 else 0", "0", "0", "0", "converged"),  # h·sin(1/h)
    ("a*sin(1/a) if a != 0 else 0", "0", OPEN, OPEN, "cannot tell"),  # sin(1/h)
    ("sin(1/a) if a != 0 else 0", "0", OPEN, OPEN, "cannot tell"),
    ("cos(2pi/a) if a != 0 else 0", "0", OPEN, OPEN, "cannot tell"),  # 1 at all powers of 1/10
    ("a*cos(2pi/a) if a != 0 else 0", "0", OPEN, OPEN, "cannot tell"),
    ("a*sin(1e9*pi/a) if a != 0 else 0", "0", OPEN, OPEN, "cannot tell"),
    ("a if 0 < a < 1 else 0", "0", "0", "1", "kink"),
    ("a if 0 < a < 1 else 0", "1", DOWN, "0", "jump"),  # f(1) is 0, f(1 - h) is 1 - h
    ("(a if a > 0 else -a) if a < 1 else 2-a", "0", "-1", "1", "kink"),
    ("(a if a > 0 else -a) if a < 1 else 2-a", "1", "1", "-1", "kink"),
    ("a if a < 1 else 2-a if a < 3 else a-4", "1", "1", "-1", "kink"),
    ("a if a < 1 else 2-a if a < 3 else a-4", "3", "-1", "1", "kink"),
    ("3 if a <= 2 or a >= 5 else a+1", "2", "0", "1", "kink"),
    ("3 if a <= 2 or a >= 5 else a+1", "5", DOWN, "0", "jump"),  # f(5) is 3, f(5 - h) is 6 - h
    ("1 if a > 0 and log(a) < 1 else 0", "0", "0", UP, "jump"),
    ("(1 if 1/a > 0 else 2) if a != 0 else 0", "0", DOWN, UP, "jump"),
    ("|a-3| if a > 0 else log(a)", "3", "-1", "1", "kink"),
    ("floor(a) if a < 2 else 2", "2", UP, "0", "jump"),
    ("|a if a < 1 else a-2|", "0", "-1", "1", "kink"),
    ("|a if a < 1 else a-2|", "1", "1", "-1", "kink"),
    ("1 if sin(pi*a) < 0 else 0", "1", OPEN, OPEN, "cannot tell"),
    ("|a-1| + floor(pi*a)", "1", "-1", "1", "kink"),  # floor(πa) stays 3 beside 1
    ("|a+1| + ceil(pi*a)", "-1", "-1", "1", "kink"),
    ("1 + floor(sin(pi) + a)", "2", OPEN, OPEN, "cannot tell"),  # no precision shows sin(π) = 0
    ("floor(a^5)", "0", UP, "0", "jump"),
    ("floor(-a^6)", "0", UP, DOWN, "jump"),  # -1 on both sides
    ("floor(a^13 - a^15)", "0", OPEN, OPEN, "cannot tell"),
    ("floor(pi*a)", "0", UP, "0", "jump"),  # 0·π is 0 exactly
    ("ceil(pi*a)", "0", "0", UP, "jump"),
    ("ceil(e^(pi*a))", "0", "0", UP, "jump"),
    ("floor(|sin(pi)|+a)", "0", OPEN, OPEN, "cannot tell"),
    ("a^1.5", "0", NONE, "0", "edge"),  # the formula 1.5a^0.5 has a value at 0 all the same
    ("0*asin(a) + a", "1", "1", NONE, "edge"),
    ("hypot(e^a, sqrt(a))", "0", NONE, "1.5", "edge"),  # sqrt(1 + 2h + h)
    ("a^a", "-1", NONE, NONE, "edge"),  # it has a value there, and none beside it
]


@pytest.mark.parametrize(("text", "at", "left", "right", "verdict"), CORNERS)
def test_the_slope_on_either_side(text, at, left, right, verdict):
    assert verdict in set(dfda.Verdict)
    program, point = dfda.formula(text).program, Fraction(at)
    assert one_sided(program, point, -1).slope.text == left
    assert one_sided(program, point, 1).slope.text == right


@pytest.mark.parametrize(("text", "at", "left", "right", "verdict"), CORNERS)
def test_the_explanation_names_the_corner(text, at, left, right, verdict):
    if text in {"1/a", "ln(a)", "sin(1/a)", "a*sin(1/a)", "a^2*sin(1/a)"}:
        assert dfda.explain(text, at).points[0].derivative.text == "undefined"
    (point,) = dfda.explain(text, at).points
    assert point.corner is not None
    assert point.corner.verdict == verdict
    assert (point.corner.left.text, point.corner.right.text) == (left, right)
    if verdict == "converged":
        assert point.derivative.text == left
        assert re.match(rf"The derivative is {left}(\. | too)", point.gap)
    else:
        assert not point.derivative.is_number
        assert point.infinitesimal == ""


def test_the_float_next_to_half_of_pi_is_an_ordinary_point_of_the_tangent():
    point = dfda.explain("tan(a)", math.pi / 2).points[0]
    assert point.corner is None
    assert point.derivative.text == "2.7038446458583802881e33"  # 1/cos² 6e-17 beside the pole
    assert point.estimate.verdict == "jump"  # floats cannot look between it and the pole


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("|a|", "2"), ("a^2", "0"), ("floor(a)", "1/2"), ("3a", "0"),
        ("a if a < 1 else 2-a", "2"), ("1/a if a != 0 else 0", "1"),
        ("|log(a)| if a > 0 else 0", "-1"),  # the value that is not taken has no corners
        ("|a-1| if a < 0 else a", "1"), ("0 if a < 0 else (1 if log(a) < 3 else 2)", "-2"),
    ],
)  # fmt: skip
def test_smooth_points_have_no_corner(text, at):
    assert dfda.explain(text, at).points[0].corner is None


@pytest.mark.parametrize(
    "text",
    [
        "|a|", "relu(a)", "max(a, 3-2a)", "step(a)", "a*|a|", "|a|^3", "a if a < 1 else 2-a",
        "0 if a <= 0 else 1", "4a if a == 1 else a^2", "3 if a < 0 else a if 0 <= a < 1 else a^2",
    ],
)  # fmt: skip
@pytest.mark.parametrize("at", ["0", "1", "-1/2"])
def test_both_sides_agree_with_exact_nudges(text, at):
    """(f(a ± h) - f(a))/(±h) at h = 1e-30 is the one-sided slope, up to the curve's own bend."""
    f, point = dfda.formula(text), Fraction(at)
    for side in (-1, 1):
        shown = one_sided(f.program, point, side).slope
        nudge = dfda.nudge(f, point, by=side * Fraction(1, 10**30))
        if shown.value is None:
            assert abs(nudge.slope) > 10**29
        else:
            assert abs(nudge.slope - shown.value) <= Fraction(10, 10**30)


def test_what_is_flatter_than_any_power_has_slope_0():
    program = dfda.formula("e^(-1/a^2) if a != 0 else 0").program
    assert [one_sided(program, Fraction(0), side).slope.text for side in (-1, 1)] == ["0", "0"]


def test_a_sentence_for_each_verdict():
    def sentence(text, at=0):
        return dfda.explain(text, at).points[0].corner.sentence

    assert sentence("relu(a)") == (
        "No single slope: left slope 0, right slope 1 (kink). PyTorch and JAX return 0 here."
    )
    assert sentence("|a|").endswith("(kink). PyTorch returns 0, JAX returns 1 here.")
    assert sentence("step(a)") == (
        "f jumps, so there is no slope: left slope 0, right slope ∞ (jump)."
    )
    assert sentence("a^(1/3)").startswith("f stands upright, so there is no finite slope: ")
    assert sentence("sqrt(a)").startswith("Edge of the domain: left slope undefined, right slope ∞")
    assert sentence("a*|a|").startswith(
        "One slope in spite of a corner in the rules: 0 (converged)"
    )
    assert sentence("1/a").startswith("f has no value here, so there is no slope (undefined).")


@pytest.mark.parametrize(
    ("text", "at", "slope"),
    [
        ("log10(a)", "1e-300", "4.3429448190325182765e299"),
        ("a^a", "1e-300", "-689.77552789821370521"),
        ("sqrt(a)", "1e-200", f"5{'0' * 99}"),
        ("log(1 - a)", f"0.{'9' * 300}", f"-1{'0' * 300}"),
        ("|a|", "1e-310", "1"),
    ],
)
def test_a_point_right_beside_an_edge_is_no_edge(text, at, slope):
    (point,) = dfda.explain(text, at).points
    assert point.corner is None
    number = dfda.formula(text).derivative.at(Fraction(at))
    assert point.derivative.text == cell(number).text
    assert point.derivative.value == pytest.approx(Fraction(slope), rel=1e-19)


@pytest.mark.parametrize("text", ["sqrt(a - 1/3)", "log(a + 2/7)", "asin(7a)"])
def test_an_edge_that_no_decimal_hits_is_met_as_a_fraction(text):
    edge = {"sqrt(a - 1/3)": "1/3", "log(a + 2/7)": "-2/7", "asin(7a)": "-1/7"}[text]
    f = dfda.formula(text)
    assert corner_at(f, f.derivative, Fraction(edge)) is not None
    for nudge in (Fraction(1, 10**40), Fraction(1, 10**400)):
        assert corner_at(f, f.derivative, Fraction(edge) + nudge) is None


# Random formulas of rules that bend, jump and end, held against exact nudges of the formula itself

FUNCTIONS = [
    "abs", "relu", "step", "sign", "floor", "ceil", "sqrt", "cbrt", "log", "exp", "sin", "atan",
    "tanh", "asin", "cos",
]  # fmt: skip
LEAVES = ["a", "a", "a", "1", "2", "(a-1)", "(1-a)", "(1/2)", "0"]
EXPONENTS = ["2", "3", "(1/3)", "(2/3)", "0.5", "(-1)", "5", "(4/3)"]
COMPARISONS = ["<", "<=", ">", ">=", "==", "!="]
NUDGES = [Fraction(3, 7 * 10**power) for power in (30, 45, 60)]


def bending(draw, depth):
    """The text of a random formula."""
    if not depth:
        return draw.choice(LEAVES)
    one, other, third, fourth = (bending(draw, depth - 1) for _ in range(4))
    condition = f"{third} {draw.choice(COMPARISONS)} {fourth}"
    kinds = {
        f"{draw.choice(FUNCTIONS)}({one})": 4,
        f"{draw.choice(('max', 'min', 'hypot'))}({one}, {other})": 1,
        f"({one})^{draw.choice(EXPONENTS)}": 2,
        f"({one} if {condition} else {other})": 1,
        f"({one} {draw.choice('+-*/')} {other})": 4,
    }
    return draw.choices(list(kinds), kinds.values())[0]


def leads_to(slope, quotients):
    """Whether exact heights over widths tell the same as a one-sided slope."""
    values = [quotient.value for quotient in quotients]
    if slope.text == NONE:
        return {quotient.text for quotient in quotients} == {NONE}
    if None in values:
        return False
    first, second, third = (value if slope.text != DOWN else -value for value in values)
    if slope.value is None:
        return first < second < third and third > 20
    near = abs(third - slope.value) <= (1 + abs(slope.value)) / 10**6
    return near or abs(third - slope.value) < abs(first - slope.value) / 10


def check_sides(count, seed):
    draw, told = random.Random(seed), 0
    for _ in range(count):
        text = bending(draw, draw.choice((1, 2, 2, 3)))
        program = dfda.formula(text).program
        point = Fraction(draw.choice(("0", "1", "-1", "1/2", "2")))
        value = evaluate(program, point)
        if cell(value).value is None:
            continue
        for side in (1, -1):
            slope = one_sided(program, point, side).slope
            if slope.text == OPEN:
                continue
            heights = (minus(evaluate(program, point + side * h), value) for h in NUDGES)
            pairs = zip(heights, NUDGES, strict=True)
            quotients = [cell(over(height, side * h)) for height, h in pairs]
            assert leads_to(slope, quotients), (text, point, side, slope, quotients)
            told += 1
    return told


def test_the_sides_of_random_formulas_are_what_exact_nudges_say():
    assert check_sides(150, seed=1736) > 150


@pytest.mark.slow
def test_the_sides_of_many_random_formulas_are_what_exact_nudges_say():
    assert check_sides(3_000, seed=1737) > 3_000
