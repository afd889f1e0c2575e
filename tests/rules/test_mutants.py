"""What changed rows were not noticed by before: tools/mutate_rules.py found each of these gaps.

Every test states what the rows promise, and none reads a row for the answer.
"""

import math
import re
from fractions import Fraction
from html import unescape

import numpy as np
import pytest
from flint import arb, ctx

from dfda.digits import cell
from dfda.formulas import formula
from dfda.program.exact import evaluate
from dfda.program.printing import Style, printed
from dfda.program.program import Builder
from dfda.rules import CHOICES, RULES, NotDefined, NotRational, NotResolved
from dfda.rules.rule import function

# How each function is written


def in_brackets(name):
    return rf"{name}\left(x\right)"


def operator_name(name):
    return in_brackets(rf"\operatorname{{{name}}}")


LATEX = {
    "negate": "-x",
    "abs": r"\left|x\right|",
    "sign": operator_name("sign"),
    "step": operator_name("step"),
    "relu": operator_name("relu"),
    "floor": r"\left\lfloor x \right\rfloor",
    "ceil": r"\left\lceil x \right\rceil",
    "exp": "e^{x}",
    "log": in_brackets(r"\log"),
    "log2": in_brackets(r"\log_2"),
    "log10": in_brackets(r"\log_{10}"),
    "log1p": operator_name("log1p"),
    "expm1": operator_name("expm1"),
    "sigmoid": in_brackets(r"\sigma"),
    "softplus": operator_name("softplus"),
    "sin": in_brackets(r"\sin"),
    "cos": in_brackets(r"\cos"),
    "tan": in_brackets(r"\tan"),
    "sec": in_brackets(r"\sec"),
    "csc": in_brackets(r"\csc"),
    "cot": in_brackets(r"\cot"),
    "sinh": in_brackets(r"\sinh"),
    "cosh": in_brackets(r"\cosh"),
    "tanh": in_brackets(r"\tanh"),
    "asin": in_brackets(r"\arcsin"),
    "acos": in_brackets(r"\arccos"),
    "atan": in_brackets(r"\arctan"),
    "asinh": operator_name("arsinh"),
    "acosh": operator_name("arcosh"),
    "atanh": operator_name("artanh"),
    "sqrt": r"\sqrt{x}",
    "cbrt": r"\sqrt[3]{x}",
    "erf": operator_name("erf"),
    "erfc": operator_name("erfc"),
    "add": "x + w",
    "subtract": "x - w",
    "multiply": r"x \cdot w",
    "divide": r"\frac{x}{w}",
    "whole_power": "x^{w}",
    "odd_power": "x^{w}",
    "even_power": "x^{w}",
    "power": "x^{w}",
    "min": r"\min\left(x, w\right)",
    "max": r"\max\left(x, w\right)",
    "hypot": r"\operatorname{hypot}\left(x, w\right)",
    "atan2": r"\operatorname{atan2}\left(x, w\right)",
    "sinc": r"\operatorname{sinc}^{\left(w\right)}\left(x\right)",
}


def called(head, operands="x"):
    return f"{head}<mo>\u2061</mo><mrow><mo>(</mo>{operands}<mo>)</mo></mrow>"


def between(opening, closing):
    return f"<mrow>{opening}x{closing}</mrow>"


POWER = "<msup><mrow>x</mrow><mrow>w</mrow></msup>"
BAR = '<mo form="prefix">|</mo>', '<mo form="postfix">|</mo>'
BOOKS = {
    "sigmoid": "σ", "asin": "arcsin", "acos": "arccos", "atan": "arctan", "asinh": "arsinh",
    "acosh": "arcosh", "atanh": "artanh",
}  # fmt: skip
MATHML = {
    "negate": '<mo form="prefix">−</mo>x',
    "abs": between(*BAR),
    "floor": between("<mo>⌊</mo>", "<mo>⌋</mo>"),
    "ceil": between("<mo>⌈</mo>", "<mo>⌉</mo>"),
    "exp": "<msup><mrow><mi>e</mi></mrow><mrow>x</mrow></msup>",
    "log2": called("<msub><mi>log</mi><mn>2</mn></msub>"),
    "log10": called("<msub><mi>log</mi><mn>10</mn></msub>"),
    "sqrt": "<msqrt>x</msqrt>",
    "cbrt": "<mroot><mrow>x</mrow><mn>3</mn></mroot>",
    "add": "x<mo>+</mo>w",
    "subtract": "x<mo>−</mo>w",
    "multiply": "x<mo>⋅</mo>w",
    "divide": "<mfrac><mrow>x</mrow><mrow>w</mrow></mfrac>",
    "whole_power": POWER,
    "odd_power": POWER,
    "even_power": POWER,
    "power": POWER,
    "sinc": called("<msup><mi>sinc</mi><mrow><mo>(</mo>w<mo>)</mo></mrow></msup>"),
}


NAMED = [rule.name for rule in RULES.values() if not rule.chooses]


@pytest.mark.parametrize("name", NAMED)
def test_latex_is_what_books_write(name):
    expected = LATEX.get(name, operator_name(name))
    assert RULES[name].notation.latex.format("x", "w") == expected


@pytest.mark.parametrize("name", NAMED)
def test_mathml_is_what_books_write(name):
    rule = RULES[name]
    by_name = called(f"<mi>{BOOKS.get(name, name)}</mi>", "<mo>,</mo>".join("xw"[: rule.arity]))
    assert rule.notation.mathml.format("x", "w") == MATHML.get(name, by_name)


def shown(rule, style):
    """The rule of names and small numbers, printed, and its template with the same in it."""
    builder = Builder()
    a = builder.input("a")
    operands = [a, *(builder.constant(2) for _ in rule.sample[1:])]
    operands = [a, a] if rule is RULES["multiply"] else operands
    texts = [printed(builder.build(operand), style=style) for operand in operands]
    template = {Style.LATEX: rule.notation.latex, Style.MATHML: rule.notation.mathml}
    return (
        printed(builder.build(builder.step(rule, *operands)), style=style),
        template.get(style, rule.notation.text).format(*texts),
    )


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
@pytest.mark.parametrize("style", [Style.PLAIN, Style.LATEX, Style.MATHML])
def test_the_simplest_use_of_a_rule_prints_as_its_template_says(rule, style):
    found, expected = shown(rule, style)
    if style is Style.MATHML:
        found, expected = (unescape(re.sub("&#123;", "{", text)) for text in (found, expected))
    assert found == expected


# Where an operand needs brackets

OPERANDS = {
    "choice": "1 if a < 2 else a",
    "sum": "a + 2",
    "difference": "a - 2",
    "product": "a*sin(a)",
    "quotient": "a/sin(a)",
    "sign": "-a",
    "power": "a^2",
    "root": "a^(1/3)",
    "exponential": "e^a",
    "function": "sin(a)",
    "name": "a",
}
"""One operand or two for each way to hold together, loosest first."""

SUMS = {"choice", "sum", "difference"}
PRODUCTS = {"product", "quotient"}
POWERS = {"power", "root", "exponential"}
COMPOUND = SUMS | PRODUCTS | POWERS | {"sign"}
BRACKETS = {
    # typed, drawn
    ("add", 0): ({"choice"}, {"choice"}),
    ("add", 1): (SUMS, SUMS),
    ("subtract", 0): ({"choice"}, {"choice"}),
    ("subtract", 1): (SUMS | {"sign"}, SUMS | {"sign"}),
    ("negate", 0): (SUMS, SUMS),
    ("multiply", 0): (SUMS | {"quotient"}, SUMS),
    ("multiply", 1): (SUMS | PRODUCTS | {"sign"}, SUMS | PRODUCTS | {"sign"}),
    ("divide", 0): (SUMS, set()),
    ("divide", 1): (SUMS | PRODUCTS | {"sign"}, set()),
    ("whole_power", 0): (COMPOUND, COMPOUND),
    ("odd_power", 0): (COMPOUND, COMPOUND),
    ("even_power", 0): (COMPOUND, COMPOUND),
    ("power", 0): (COMPOUND, COMPOUND),
    ("power", 1): (COMPOUND, {"choice"}),
    ("exp", 0): (COMPOUND, set()),
}
"""Which operands are put in brackets: in text that is typed, and in formulas that are drawn."""


def applied(name, place, text):
    """A rule of one such operand, and the operand alone; beside it stands a name or a number."""
    inner, builder = formula(text).program, Builder()
    exponents = {"odd_power": Fraction(1, 3), "even_power": Fraction(2, 3)}
    number = builder.constant(exponents.get(name, 7))
    operands = [builder.input("a") if place else number] * RULES[name].arity
    operands[place] = builder.extend(inner)[inner.outputs[0]]
    return builder.build(builder.step(RULES[name], *operands)), inner


@pytest.mark.parametrize(("name", "place"), BRACKETS)
@pytest.mark.parametrize("operand", OPERANDS)
def test_an_operand_has_brackets_where_it_needs_them(name, place, operand):
    whole, inner = applied(name, place, OPERANDS[operand])
    typed, drawn = BRACKETS[name, place]
    assert (f"({printed(inner)})" in printed(whole)) is (operand in typed)
    latex, mathml = (printed(inner, style=style) for style in (Style.LATEX, Style.MATHML))
    assert (rf"\left({latex}\right)" in printed(whole, style=Style.LATEX)) is (operand in drawn)
    in_brackets = f"<mo>(</mo>{mathml}<mo>)</mo>" in printed(whole, style=Style.MATHML)
    assert in_brackets is (operand in drawn)


@pytest.mark.parametrize(("name", "place"), BRACKETS)
@pytest.mark.parametrize("operand", OPERANDS)
def test_what_is_printed_with_brackets_means_the_same(name, place, operand):
    whole, _ = applied(name, place, OPERANDS[operand])
    again = formula(printed(whole)).program
    for point in map(Fraction, ("1/2", "2", "3")):
        before, after = (cell(evaluate(program, point)).text for program in (whole, again))
        assert before == after


FUNCTIONS = [rule for rule in RULES.values() if rule.callable and rule.name != "exp"]


@pytest.mark.parametrize("rule", FUNCTIONS, ids=lambda rule: rule.name)
@pytest.mark.parametrize("style", [Style.PLAIN, Style.LATEX, Style.MATHML])
def test_a_function_s_own_brackets_are_enough(rule, style):
    for place in range(rule.arity):
        if rule.slopes[place] is not None:
            whole, inner = applied(rule.name, place, OPERANDS["choice"])
            text = printed(inner, style=style)
            around = printed(applied(rule.name, place, "a")[0], style=style)
            assert printed(whole, style=style) != around
            assert text in printed(whole, style=style)
            assert printed(whole, style=style).count("(") == around.count("(") + text.count("(")


# What balls say where a corner lies inside of them


def around(middle, radius):
    return arb(middle, radius)


@pytest.mark.parametrize(
    ("name", "sure"),
    [
        (
            "sign",
            [(0.5, 0.25, 1), (-0.5, 0.25, -1), (1e-9, 5e-10, 1), (-1e-9, 5e-10, -1), (0, 0, 0)],
        ),
        ("step", [(0.5, 0.25, 1), (-0.5, 0.25, 0), (1e-9, 5e-10, 1), (-1e-9, 5e-10, 0), (0, 0, 0)]),
        ("floor", [(0.5, 0.25, 0), (-0.5, 0.25, -1), (2, 0, 2), (2.5, 0.25, 2)]),
        ("ceil", [(0.5, 0.25, 1), (-0.5, 0.25, 0), (2, 0, 2), (2.5, 0.25, 3)]),
    ],
)
def test_a_ball_beside_a_jump_has_one_exact_value(name, sure):
    for middle, radius, value in sure:
        found = RULES[name].ball(around(middle, radius))
        assert found.is_exact()
        assert found == value


@pytest.mark.parametrize("name", ["sign", "step", "floor", "ceil"])
@pytest.mark.parametrize(("middle", "radius"), [(0, 1), (0.5, 0.5), (-0.5, 0.5), (0, 1e-9)])
def test_a_ball_across_a_jump_tells_nothing(name, middle, radius):
    with pytest.raises(NotResolved):
        RULES[name].ball(around(middle, radius))


def from_zero(side):
    """A ball that ends at 0 exactly, which takes a radius that arithmetic has made."""
    third = arb(1) / 3
    ball = third - third.mid() + third.rad()
    assert ball >= 0
    assert not ball > 0
    return ball if side > 0 else -ball


@pytest.mark.parametrize("name", ["sign", "step"])
@pytest.mark.parametrize("side", [1, -1])
def test_a_ball_that_touches_a_jump_tells_nothing(name, side):
    with pytest.raises(NotResolved):
        RULES[name].ball(from_zero(side))


EDGES = {
    # name, edge: the side on which there are values, whether the edge is one of them
    ("log", 0): (1, False),
    ("log2", 0): (1, False),
    ("log10", 0): (1, False),
    ("log1p", -1): (1, False),
    ("sqrt", 0): (1, True),
    ("asin", 1): (-1, True),
    ("asin", -1): (1, True),
    ("acos", 1): (-1, True),
    ("acos", -1): (1, True),
    ("acosh", 1): (1, True),
    ("atanh", 1): (-1, False),
    ("atanh", -1): (1, False),
}


@pytest.mark.parametrize(("name", "edge"), EDGES)
def test_balls_about_the_edge_of_a_domain(name, edge):
    """A ball has a value, or certainly none, or lies across the edge so that nobody can tell."""
    side, included = EDGES[name, edge]

    def told(ball):
        with ctx.workprec(200):
            try:
                found = RULES[name].ball(arb(edge) + ball)
            except (NotDefined, NotResolved) as refusal:
                return type(refusal)
            return found.is_finite()

    assert told(arb(side) / 2 + arb(0, 0.01)) is True
    assert told(arb(-side) / 2 + arb(0, 0.01)) is NotDefined
    assert told(arb(-side) / 1000) is NotDefined
    assert told(arb(side) / 1000) is True
    assert told(arb(0, 0.25)) is NotResolved
    assert told(arb(0)) is (True if included else NotDefined)
    # where the edge belongs to the domain there is no refusal, even if FLINT finds no bounds
    assert told(from_zero(side)) in ({True, False} if included else {NotResolved})
    assert told(from_zero(-side)) is (NotResolved if included else NotDefined)


@pytest.mark.parametrize("name", ["divide"])
def test_a_quotient_of_balls_exists_where_the_divisor_is_no_zero(name):
    divide = RULES[name].ball
    for divisor in (0.5, -0.5, 1, -1, 2):
        assert divide(arb(3), arb(divisor)) == 3 / divisor
    assert divide(arb(3), around(-1, 0.5)).contains(-3)
    with pytest.raises(NotDefined):
        divide(arb(3), arb(0))
    with pytest.raises(NotResolved):
        divide(arb(3), around(0, 0.5))


HALF = (0.5, 0.125)
POWERS = [
    # base, exponent, what the ball says: a value that it contains, or a refusal
    ("whole_power", (0, 0.5), (0, 0), 1),
    ("whole_power", (0, 0), (0, 0), 1),
    ("whole_power", (3, 0), (0, 0), 1),
    ("whole_power", (-3, 0), (1, 0), -3),
    ("whole_power", (3, 0), (5, 0), 243),
    ("whole_power", (-3, 0), (5, 0), -243),
    ("whole_power", (2, 0), (-3, 0), 0.125),
    ("whole_power", (0, 0.5), (3, 0), 0),
    ("whole_power", (0, 0.5), (-1, 0), NotResolved),
    ("whole_power", (0, 0), (-1, 0), NotDefined),
    ("whole_power", (3, 0), (2, 0.1), 9),
    ("whole_power", (3, 0), (2, 2), NotResolved),
    ("odd_power", (0, 0), HALF, 0),
    ("odd_power", (0, 0), (-0.5, 0.125), NotDefined),
    ("odd_power", (0, 0), (0, 0.5), NotResolved),
    ("odd_power", (0, 0.5), HALF, NotResolved),
    ("odd_power", (-4, 0), (0.5, 0), -2),
    ("odd_power", (4, 0), (0.5, 0), 2),
    ("even_power", (0, 0), HALF, 0),
    ("even_power", (0, 0), (-0.5, 0.125), NotDefined),
    ("even_power", (0, 0.5), HALF, NotResolved),
    ("even_power", (-4, 0), (0.5, 0), 2),
    ("power", (4, 0), (0.5, 0), 2),
    ("power", (0, 0), HALF, 0),
    ("power", (0, 0), (-0.5, 0.125), NotDefined),
    ("power", (0, 0), (0, 0.5), NotResolved),
    ("power", (0, 0.5), HALF, NotResolved),
    ("power", (-4, 0.5), HALF, NotDefined),
    ("power", (-4, 0.5), (2, 0.5), NotResolved),
    ("power", (-1, 0.5), (-0.5, 0.125), NotDefined),
    ("hypot", (0, 0), (0, 0), 0),
    ("hypot", (-3, 0), (4, 0), 5),
    ("hypot", (0, 0.5), (1, 0), 1),
    ("atan2", (0, 0), (1, 0.5), 0),
    ("atan2", (0, 0.5), (1, 0.5), 0),
    ("atan2", (0, 0.5), (0, 0.5), NotResolved),
    ("atan2", (0, 0.5), (-1, 0.5), NotResolved),
    ("atan2", (0, 0), (0, 0), NotDefined),
    ("atan2", (0, 0), (-1, 0), math.pi),
    ("atan2", (0, 0), (0, 0.5), NotResolved),
    ("atan2", (1, 0.5), (0, 0.5), math.pi / 2),
    ("atan2", (-1, 0.5), (0, 0.5), -math.pi / 2),
]


@pytest.mark.parametrize(("name", "base", "exponent", "expected"), POWERS)
def test_balls_of_two_operands(name, base, exponent, expected):
    operands = around(*base), around(*exponent)
    if isinstance(expected, type):
        with pytest.raises(expected):
            RULES[name].ball(*operands)
        return
    found = RULES[name].ball(*operands)
    assert found.is_finite()
    assert abs(found - expected).abs_lower() < 1e-15  # pi here is a float
    if not base[1] + exponent[1]:
        assert found.rad() < 1e-14


@pytest.mark.parametrize("name", ["power"])
def test_a_power_of_zero_is_told_where_the_exponent_is_surely_positive(name):
    """From 0^0 on upwards: 1, and then 0."""
    rule = RULES[name]
    with pytest.raises(NotResolved):
        rule.ball(arb(0), from_zero(1))
    assert rule.fraction(Fraction(0), Fraction(1, 2)) == 0
    for base, exponent in ((0, Fraction(-1, 2)), (-1, Fraction(1, 2))):
        with pytest.raises(NotDefined):
            rule.fraction(Fraction(base), exponent)


POLES = {
    "tan": math.pi / 2, "sec": math.pi / 2, "csc": math.pi, "cot": math.pi,
}  # fmt: skip


@pytest.mark.parametrize("name", POLES)
def test_balls_about_a_pole(name):
    with pytest.raises(NotResolved):
        RULES[name].ball(around(POLES[name], 0.01))
    for side in (1, -1):
        assert RULES[name].ball(around(POLES[name] + side * 0.1, 0.01)).is_finite()


@pytest.mark.parametrize("name", ["tan"])
def test_the_tangent_has_values_where_the_cosine_is_1_or_minus_1(name):
    assert RULES[name].ball(arb(0)) == 0
    for middle in (0, math.pi, -math.pi):
        assert RULES[name].ball(around(middle, 0.01)).contains(0)


@pytest.mark.parametrize("name", ["log", "log2", "log10"])
@pytest.mark.parametrize("x", [0, -1, Fraction(-1, 2), -8, -10])
def test_a_logarithm_of_no_positive_fraction_is_undefined_at_once(name, x):
    with pytest.raises(NotDefined):
        RULES[name].fraction(Fraction(x))


@pytest.mark.parametrize("name", ["csc", "cot"])
def test_no_value_at_the_pole_itself(name):
    with pytest.raises(NotDefined):
        RULES[name].ball(arb(0))


OUTSIDE = [
    *(("asin", x) for x in (Fraction(3, 2), Fraction(-3, 2), 2, -2)),
    *(("acos", x) for x in (Fraction(3, 2), Fraction(-3, 2), 2, -2)),
    *(("acosh", x) for x in (Fraction(1, 2), 0, -1)),
    *(("atanh", x) for x in (1, -1, Fraction(3, 2), Fraction(-3, 2), 2, -2)),
]


@pytest.mark.parametrize(("name", "x"), OUTSIDE)
def test_an_inverse_function_beyond_its_domain_is_undefined_at_once(name, x):
    with pytest.raises(NotDefined):
        RULES[name].fraction(Fraction(x))


@pytest.mark.parametrize(
    ("name", "operands"),
    [("whole_power", (0, -1)), ("whole_power", (0, -3)), ("sqrt", (-1,)), ("sqrt", (-4,))],
)
def test_a_fraction_outside_the_domain_has_no_value(name, operands):
    with pytest.raises(NotDefined):
        RULES[name].fraction(*map(Fraction, operands))


@pytest.mark.parametrize("name", ["odd_power", "even_power", "power"])
@pytest.mark.parametrize("side", [1, -1])
def test_a_power_of_zero_is_open_where_the_exponent_touches_zero(name, side):
    with pytest.raises(NotResolved):
        RULES[name].ball(arb(0), from_zero(side))


def test_a_power_is_open_where_the_base_touches_zero_from_the_left():
    with pytest.raises(NotResolved):
        RULES["power"].ball(from_zero(-1), around(*HALF))


# The angle of a point, and kinds of floats


@pytest.mark.parametrize(
    ("y", "x", "expected"),
    [
        ("0", "1/2", 0), ("0", "1", 0), ("0", "5", 0), ("0", "0", NotDefined),
        ("0", "-1/2", NotRational), ("0", "-1", NotRational), ("1", "0", NotRational),
        ("-1", "0", NotRational), ("1", "5", NotRational), ("-1", "5", NotRational),
    ],
)  # fmt: skip
def test_an_angle_is_rational_on_the_ray_to_the_right_only(y, x, expected):
    fraction = RULES["atan2"].fraction
    if isinstance(expected, type):
        with pytest.raises(expected):
            fraction(Fraction(y), Fraction(x))
    else:
        assert fraction(Fraction(y), Fraction(x)) == expected


def test_a_ball_that_touches_the_origin_has_no_angle():
    with pytest.raises(NotResolved):
        RULES["atan2"].ball(around(0, 0.5), from_zero(1))


@pytest.mark.parametrize(
    ("x", "condition"), [("0", "a != 0"), ("-1/2", "a != 0"), ("1/2", ""), ("1", "")]
)
def test_an_angle_over_a_fixed_ground_has_a_derivative_off_the_cut(x, condition):
    rule = RULES["atan2"]
    assert rule.condition((None, Fraction(x)), ["a", x], pretty=False) == condition


def test_the_switch_of_an_angle_is_zero_on_the_cut_only():
    numbers = [Fraction(half, 2) for half in range(-4, 5)]
    zeros = {(y, x) for y in numbers for x in numbers if RULES["atan2"].switch(y, x) == 0}
    assert zeros == {(Fraction(0), x) for x in numbers if x <= 0}


@pytest.mark.parametrize("name", ["sinh", "cosh"])
def test_hyperbolic_functions_of_a_float32_are_rounded_once(name):
    points = np.linspace(-3, 3, 1001, dtype=np.float32)
    wide = getattr(np, name)(points.astype(np.float64)).astype(np.float32)
    found = RULES[name].floats(points)
    assert found.dtype == np.float32
    assert np.array_equal(found, wide)


# What is promised about points, levels and samples


@pytest.mark.parametrize("name", ["csc", "cot"])
def test_a_function_with_a_pole_at_0_has_no_value_there(name):
    with pytest.raises(NotDefined):
        RULES[name].fraction(Fraction(0))
    with pytest.raises(NotRational):
        RULES[name].fraction(Fraction(1))


@pytest.mark.parametrize("name", ["exp", "sin", "atan", "sigmoid"])
def test_a_smooth_function_has_no_hazard(name):
    assert RULES[name].hazard((None,)) == ""


@pytest.mark.parametrize("name", ["odd_power", "even_power"])
def test_a_root_with_a_moving_exponent_says_where_it_holds(name):
    condition = RULES[name].condition((None, None), ["a", "w"], pretty=False)
    assert condition == "a != 0 or w > 1"


def test_the_switch_of_a_hypotenuse_is_zero_at_the_origin_only():
    switch = RULES["hypot"].switch
    numbers = [Fraction(half, 2) for half in range(-4, 5)]
    assert [(x, w) for x in numbers for w in numbers if switch(x, w) == 0] == [(0, 0)]
    assert switch(Fraction(3), Fraction(4)) == 25


@pytest.mark.parametrize("sample", [(1.0, 1.0), (2.0, 1.0), (-1.7e308, 1.7e308), (0.0, math.inf)])
def test_a_sample_without_points_is_refused(sample):
    with pytest.raises(
        ValueError, match=r"^blank: a sample must hold points: an interval \(low, h"
    ):
        function("blank", slope=np.exp, floats=np.exp, ball=np.exp, sample=sample)
    assert "blank" not in RULES


def test_a_function_of_two_operands_holds_together():
    assert formula("hypot(a, 2)^2").text == "hypot(a, 2)^2"
    assert formula("3*max(a, 2)^2").text == "3max(a, 2)^2"


# Conditions

CONDITIONS = {
    # sign: in LaTeX, in MathML, the signs of left - right for which it holds
    "<": ("<", "&lt;", {-1}),
    "<=": (r"\le", "≤", {-1, 0}),
    ">": (">", "&gt;", {1}),
    ">=": (r"\ge", "≥", {0, 1}),
    "==": ("=", "=", {0}),
    "!=": (r"\ne", "≠", {-1, 1}),
}


@pytest.mark.parametrize("sign", CONDITIONS)
def test_a_condition_is_drawn_in_two_rows(sign):
    latex, mathml, _ = CONDITIONS[sign]
    f = formula(f"a^2 if a {sign} 2 else 3a")
    rows = rf"a^{{2}} & \text{{if }} a {latex} 2 \\ 3a & \text{{otherwise}}"
    assert f.latex() == rf"\begin{{cases}} {rows} \end{{cases}}"
    condition = f"<mtext>if\u00a0</mtext><mi>a</mi><mo>{mathml}</mo><mn>2</mn>"
    square, triple = "<msup><mi>a</mi><mn>2</mn></msup>", "<mn>3</mn><mo>\u2062</mo><mi>a</mi>"
    first = f"<mtr><mtd>{square}</mtd><mtd>{condition}</mtd></mtr>"
    second = f"<mtr><mtd>{triple}</mtd><mtd><mtext>otherwise</mtext></mtd></mtr>"
    table = f'<mrow><mo form="prefix">{{</mo><mtable>{first}{second}</mtable></mrow>'
    assert f.mathml().partition(">")[2] == f"{table}</math>"


@pytest.mark.parametrize("sign", CONDITIONS)
@pytest.mark.parametrize("side", [-1, 0, 1])
def test_a_condition_is_told_by_the_sign_of_its_switch(sign, side):
    rule, holds = CHOICES[sign], side in CONDITIONS[sign][2]
    left, right, then, otherwise = Fraction(5 + side), Fraction(5), Fraction(7), Fraction(9)
    assert rule.switch(left, right, then, otherwise) == side
    assert rule.branch(side, left, right, then, otherwise) == (then if holds else otherwise)
    assert rule.fraction(left, right, then, otherwise) == (then if holds else otherwise)
    assert rule.slopes[2](left, right, then, otherwise, None) == int(holds)
    assert rule.slopes[3](left, right, then, otherwise, None) == int(not holds)


@pytest.mark.parametrize("sign", CONDITIONS)
def test_a_condition_on_a_ball_across_the_switch_is_open(sign):
    rule = CHOICES[sign]
    with pytest.raises(NotResolved):
        rule.chooses(around(0, 1), arb(0))
    with pytest.raises(NotResolved):
        rule.ball(around(0, 1), arb(0), arb(1), arb(2))


# sinc where its formula is 0/0 or has no number


@pytest.mark.parametrize("name", ["sinc"])
def test_the_ball_of_sinc_at_exactly_zero_holds_one(name):
    found = RULES[name].ball(arb(0), arb(0))
    assert found.is_finite()  # a ball that is no number contains everything
    assert found.contains(1)


@pytest.mark.parametrize("name", ["sinc"])
@pytest.mark.parametrize(("x", "expected"), [(math.inf, 0.0), (-math.inf, 0.0), (math.nan, None)])
def test_sinc_of_no_finite_float(name, x, expected):
    found = float(RULES[name].floats(np.float64(x), np.float64(0)))
    assert math.isnan(found) if expected is None else found == expected
