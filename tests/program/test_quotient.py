"""Cancelling the h: what stands on each line, and that every line says the same."""

import random
import re
from dataclasses import asdict, replace
from fractions import Fraction

import pytest

from dfda.digits import Blank
from dfda.formulas import formula
from dfda.program import quotient
from dfda.program.exact import evaluate
from dfda.program.forward import derivative
from dfda.program.polynomial import polynomial
from dfda.program.printing import Style, printed
from dfda.program.program import Builder, Constant, Input
from dfda.program.quotient import LONGEST, READABLE, cancel_the_h, lines_of
from dfda.rules import NotDefined

POLYNOMIALS = [
    ("3a", "(3(a + h) - 3a)/h", "3h/h", "3", "3"),
    ("a", "(a + h - a)/h", "h/h", "1", "1"),
    ("-a", "(-(a + h) - (-a))/h", "-h/h", "-1", "-1"),
    ("a^2", "((a + h)² - a²)/h", "(2a·h + h²)/h", "2a + h", "2a"),
    ("-a^2", "(-(a + h)² - (-a²))/h", "(-2a·h - h²)/h", "-2a - h", "-2a"),
    (
        "a^3-2a",
        "((a + h)³ - 2(a + h) - (a³ - 2a))/h",
        "(3a²·h + 3a·h² + h³ - 2h)/h",
        "3a² + 3a·h + h² - 2",
        "3a² - 2",
    ),
    ("7-2a", "(7 - 2(a + h) - (7 - 2a))/h", "-2h/h", "-2", "-2"),
    ("7", "(7 - 7)/h", "0/h", "0", "0"),
    ("0", "(0 - 0)/h", "0/h", "0", "0"),
    ("a - a", "(a + h - (a + h) - (a - a))/h", "0/h", "0", "0"),
    ("0.5a^2", "(0.5(a + h)² - 0.5a²)/h", "(a·h + 0.5h²)/h", "a + 0.5h", "a"),
    (
        "(1/3)a^3",
        "((1/3)·(a + h)³ - (1/3)·a³)/h",
        "(a²·h + a·h² + (1/3)·h³)/h",
        "a² + a·h + (1/3)·h²",
        "a²",
    ),
    ("x^2", "((x + h)² - x²)/h", "(2x·h + h²)/h", "2x + h", "2x"),
    ("h^2", "((h + k)² - h²)/k", "(2h·k + k²)/k", "2h + k", "2h"),
    ("k^2", "((k + h)² - k²)/h", "(2k·h + h²)/h", "2k + h", "2k"),
]

# by hand: over the common denominator, h out of the numerator, then h = 0
QUOTIENTS = [
    ("1/a", "(1/(a + h) - 1/a)/h", "(-h/(a·(a + h)))/h", "-1/(a·(a + h))", "-1/a²"),
    ("-1/a", "(-1/(a + h) - (-1/a))/h", "(h/(a·(a + h)))/h", "1/(a·(a + h))", "1/a²"),
    (
        "a/(a+1)",
        "((a + h)/(a + h + 1) - a/(a + 1))/h",
        "(h/((a + 1)·(a + h + 1)))/h",
        "1/((a + 1)·(a + h + 1))",
        "1/(a + 1)²",
    ),
    (
        "(a^2-1)/(a+2)",
        "(((a + h)² - 1)/(a + h + 2) - (a² - 1)/(a + 2))/h",
        "(h·(a² + a·h + 4a + 2h + 1)/((a + 2)·(a + h + 2)))/h",
        "(a² + a·h + 4a + 2h + 1)/((a + 2)·(a + h + 2))",
        "(a² + 4a + 1)/(a + 2)²",
    ),
    (
        "1/(2a)",
        "(1/(2(a + h)) - 1/(2a))/h",
        "(-h/(2a·(a + h)))/h",
        "-1/(2a·(a + h))",
        "-1/(2a²)",
    ),
    (
        "1/a^2",
        "(1/(a + h)² - 1/a²)/h",
        "(-h·(2a + h)/(a²·(a + h)²))/h",
        "-(2a + h)/(a²·(a + h)²)",
        "-2/a³",
    ),
    (
        "a^-2",
        "((a + h)⁻² - a⁻²)/h",
        "(-h·(2a + h)/(a²·(a + h)²))/h",
        "-(2a + h)/(a²·(a + h)²)",
        "-2/a³",
    ),
    (
        "1/(a^2+1)",
        "(1/((a + h)² + 1) - 1/(a² + 1))/h",
        "(-h·(2a + h)/((a² + 1)·((a + h)² + 1)))/h",
        "-(2a + h)/((a² + 1)·((a + h)² + 1))",
        "-2a/(a² + 1)²",
    ),
    (
        "1/((a+1)*a)",
        "(1/((a + h + 1)·(a + h)) - 1/((a + 1)·a))/h",
        "(-h·(2a + h + 1)/(a·(a + h)·(a + 1)·(a + h + 1)))/h",
        "-(2a + h + 1)/(a·(a + h)·(a + 1)·(a + h + 1))",
        "-(2a + 1)/(a²·(a + 1)²)",
    ),
    (
        "1/(a^2-1)",
        "(1/((a + h)² - 1) - 1/(a² - 1))/h",
        "(-h·(2a + h)/((a² - 1)·((a + h)² - 1)))/h",
        "-(2a + h)/((a² - 1)·((a + h)² - 1))",
        "-2a/(a² - 1)²",
    ),
    (
        "1/(a^2+2a+1)",
        "(1/((a + h)² + 2(a + h) + 1) - 1/(a² + 2a + 1))/h",
        "(-h·(2a + h + 2)/((a + 1)²·(a + h + 1)²))/h",
        "-(2a + h + 2)/((a + 1)²·(a + h + 1)²)",
        "-2/(a + 1)³",
    ),
    (
        "0.5/(3-2a)",
        "(0.5/(3 - 2(a + h)) - 0.5/(3 - 2a))/h",
        "(h/((2a - 3)·(2(a + h) - 3)))/h",
        "1/((2a - 3)·(2(a + h) - 3))",
        "1/(2a - 3)²",
    ),
    (
        "1/a + a",
        "(1/(a + h) + (a + h) - (1/a + a))/h",
        "(h·(a² + a·h - 1)/(a·(a + h)))/h",
        "(a² + a·h - 1)/(a·(a + h))",
        "(a² - 1)/a²",
    ),
    ("a/(1+1)", "((a + h)/(1 + 1) - a/(1 + 1))/h", "0.5h/h", "0.5", "0.5"),
    (
        "2^13/a",
        "(2¹³/(a + h) - 2¹³/a)/h",
        "(-8192h/(a·(a + h)))/h",
        "-8192/(a·(a + h))",
        "-8192/a²",
    ),
    ("1/x", "(1/(x + h) - 1/x)/h", "(-h/(x·(x + h)))/h", "-1/(x·(x + h))", "-1/x²"),
    ("1/h", "(1/(h + k) - 1/h)/k", "(-k/(h·(h + k)))/k", "-1/(h·(h + k))", "-1/h²"),
]

# by hand: times the conjugate, the difference of the roots is the difference under them
ROOTS = [
    (
        "sqrt(a)",
        "(sqrt(a + h) - sqrt(a))/h",
        "(h/(sqrt(a + h) + sqrt(a)))/h",
        "1/(sqrt(a + h) + sqrt(a))",
        "1/(2sqrt(a))",
    ),
    (
        "a^0.5",
        "((a + h)^0.5 - a^0.5)/h",
        "(h/((a + h)^0.5 + a^0.5))/h",
        "1/((a + h)^0.5 + a^0.5)",
        "1/(2a^0.5)",
    ),
    (
        "sqrt(2a+1)",
        "(sqrt(2(a + h) + 1) - sqrt(2a + 1))/h",
        "(2h/(sqrt(2(a + h) + 1) + sqrt(2a + 1)))/h",
        "2/(sqrt(2(a + h) + 1) + sqrt(2a + 1))",
        "1/sqrt(2a + 1)",
    ),
    (
        "sqrt(1-a)",
        "(sqrt(1 - (a + h)) - sqrt(1 - a))/h",
        "(-h/(sqrt(1 - (a + h)) + sqrt(1 - a)))/h",
        "-1/(sqrt(1 - (a + h)) + sqrt(1 - a))",
        "-1/(2sqrt(1 - a))",
    ),
    (
        "sqrt(a/3)",
        "(sqrt((a + h)/3) - sqrt(a/3))/h",
        "(h/(3(sqrt((a + h)/3) + sqrt(a/3))))/h",
        "1/(3(sqrt((a + h)/3) + sqrt(a/3)))",
        "1/(6sqrt(a/3))",
    ),
]

RATIONAL = POLYNOMIALS + QUOTIENTS


@pytest.mark.parametrize("row", RATIONAL + ROOTS, ids=lambda row: row[0])
def test_the_lines(row):
    text, *expected = row
    found = asdict(cancel_the_h(formula(text).program))
    step = "k" if text[-1] == "h" or text == "h^2" else "h"
    assert found.pop("condition") == f"{step} ≠ 0"
    assert list(found.values()) == expected


def test_the_lines_in_plain_text():
    found = asdict(cancel_the_h(formula("1/a^2").program, style=Style.PLAIN))
    assert list(found.values()) == [
        "(1/(a + h)^2 - 1/a^2)/h",
        "(-h*(2a + h)/(a^2*(a + h)^2))/h",
        "-(2a + h)/(a^2*(a + h)^2)",
        "h ≠ 0",
        "-2/a^3",
    ]


def random_polynomial(draw, depth):
    if depth == 0:
        return draw.choice(["a", "a", "2", "0.5", "(1/3)", "7", "0"])
    left, right = (random_polynomial(draw, draw.randrange(depth)) for _ in range(2))
    return draw.choice(
        [f"({left} + {right})", f"({left} - {right})", f"({left})*({right})", f"-({left})",
         f"({left})^{draw.randrange(4)}", f"({left})/3"]
    )  # fmt: skip


def random_quotient(draw, depth):
    """Mostly divisions, of which many leave holes."""
    if depth == 0:
        return draw.choice(["a", "a", "a", "1", "2", "0.5", "(a + 1)", "(a - 2)", "(a^2 + 1)"])
    left, right = (random_quotient(draw, draw.randrange(depth)) for _ in range(2))
    return draw.choice(
        [f"({left} + {right})", f"({left} - {right})", f"({left})*({right})", f"-({left})",
         f"({left})/({right})", f"({left})/({right})", f"({left})^{draw.randrange(-2, 4)}"]
    )  # fmt: skip


def fraction(draw):
    return Fraction(draw.randint(-50, 50), draw.randint(1, 9))


def width(draw):
    return Fraction(draw.choice([-1, 1]) * draw.randint(1, 50), draw.randint(1, 9))


def exactly(program, *numbers):
    """The program's value at fractions, node by node; None where it has none."""
    given = dict(zip(program.inputs, numbers, strict=True))
    values = []
    try:
        for node in program.nodes:
            if isinstance(node, Input):
                values.append(given[node.name])
            elif isinstance(node, Constant):
                values.append(node.value)
            else:
                values.append(node.rule.fraction(*(values[index] for index in node.operands)))
    except NotDefined:
        return None
    return values[program.outputs[0]]


def check_programs(lines, a, h):
    """Whether the four lines say the same at a point, also that they say nothing there."""
    rise, risen, cancelled, at_zero, limit = (
        exactly(lines.quotient, a, h),
        exactly(lines.expanded, a, h),
        exactly(lines.cancelled, a, h),
        exactly(lines.cancelled, a, Fraction(0)),
        exactly(lines.limit, a, h),
    )
    assert rise == risen, (lines, a, h)
    assert (None if risen is None else risen / h) == cancelled, (lines, a, h)
    assert at_zero == limit, (lines, a)


def text_value(line, a, h, names="ah"):
    """The exact value of a line, with the numbers written where the letters stood."""
    variable, step = names
    letters = {variable: f"({a})", step: f"({h})"}
    text = re.sub(rf"\b[{names}](?![a-z])|(?<=\d)[{names}]", lambda found: letters[found[0]], line)
    assert not re.search(rf"\b[{names}]\b", text), text
    return formula(text).at(Fraction(0))


def check_texts(lines, a, h, variable="a"):
    names = variable + lines.condition[0]
    values = [
        text_value(line, a, h, names) for line in (lines.quotient, lines.expanded, lines.cancelled)
    ]
    assert values[0] == values[1] == values[2], (lines, a, h)
    at_zero = text_value(lines.cancelled, a, Fraction(0), names)
    assert at_zero == text_value(lines.limit, a, h, names), (lines, a)


ROWS = [row[0] for row in RATIONAL]


@pytest.mark.parametrize("text", ROWS)
def test_every_line_equals_the_next(text, rng):
    draw = random.Random(int(rng.integers(2**32)))
    lines = lines_of(formula(text).program)
    for _ in range(20):
        check_programs(lines, fraction(draw), width(draw))


@pytest.mark.parametrize("text", ROWS)
@pytest.mark.parametrize("style", [Style.PLAIN, Style.PRETTY])
def test_every_line_can_be_typed_back_and_equals_the_next(text, style, rng):
    draw = random.Random(int(rng.integers(2**32)))
    f = formula(text)
    lines = cancel_the_h(f.program, style=style)
    for _ in range(20):
        check_texts(lines, fraction(draw), width(draw), f.variable)


@pytest.mark.parametrize("text", [row[0] for row in ROOTS])
def test_every_line_of_a_root_equals_the_next(text, rng):
    """At points where both roots come out whole: what is under them is a square."""
    draw = random.Random(int(rng.integers(2**32)))
    lines, under = lines_of(formula(text).program), formula(UNDER[text])
    for _ in range(20):
        a, after = (under.at(Fraction(draw.randint(1, 50), draw.randint(1, 9))) for _ in range(2))
        if a != after:
            check_programs(lines, a, after - a)


UNDER = {"sqrt(a)": "a^2", "a^0.5": "a^2", "sqrt(2a+1)": "(a^2-1)/2", "sqrt(1-a)": "1-a^2",
         "sqrt(a/3)": "3a^2"}  # fmt: skip
"""Where the line under the root is a²."""


@pytest.mark.parametrize("row", ROOTS, ids=lambda row: row[0])
def test_the_lines_of_a_root_have_values_at_the_same_points(row):
    lines = lines_of(formula(row[0]).program)
    for a in map(Fraction, ("0", "1", "-1/2", "2", "-3")):
        for h in map(Fraction, ("1/7", "-1/7", "3", "-3", "1/2", "-1/2")):
            defined = [
                text_value(line, a, h) is not Blank.UNDEFINED for line in (row[1], row[2], row[3])
            ]
            assert len(set(defined)) == 1, (lines, a, h)


def test_every_line_of_random_polynomials_equals_the_next(rng):
    draw = random.Random(int(rng.integers(2**32)))
    seen = 0
    while seen < 60:
        program = formula(random_polynomial(draw, draw.randrange(1, 5))).program
        lines = cancel_the_h(program)
        assert (lines is None) == is_long(program)
        if lines and max(len(lines.quotient), len(lines.expanded)) < 100:
            for _ in range(20):  # longer ones do not fit a formula with numbers for a and h
                check_texts(lines, fraction(draw), width(draw))
            seen += 1


def is_long(program):
    """(a + h)^m - a^m has m terms, none of which another power has; the lines may be long too."""
    if sum(exponent for monomial in polynomial(program) for _, exponent in monomial) > READABLE:
        return True
    lines = lines_of(program)
    texts = [printed(line, style=Style.PRETTY) for line in (lines.cancelled, lines.limit)]
    texts.append(f"({printed(lines.quotient, style=Style.PRETTY)})/h")
    risen = printed(lines.expanded, style=Style.PRETTY)
    texts.append(f"({risen})/h" if " " in risen else f"{risen}/h")
    return max(map(len, texts)) > LONGEST


def random_lines(rng, count):
    """The lines of random quotients, with their programs."""
    draw = random.Random(int(rng.integers(2**32)))
    found = []
    while len(found) < count:
        program = formula(random_quotient(draw, draw.randrange(1, 5))).program
        lines = lines_of(program)
        if lines is not None:
            found.append((program, lines))
    return draw, found


def test_every_line_of_random_quotients_equals_the_next(rng):
    draw, found = random_lines(rng, 200)
    for _, lines in found:
        for _ in range(20):
            check_programs(lines, fraction(draw), width(draw))


def test_no_line_fills_a_hole(rng):
    """The limit has a value exactly where the function has one; most roots are small numbers."""
    _, found = random_lines(rng, 200)
    for program, lines in found:
        for a in map(Fraction, range(-4, 5)):
            there = evaluate(program, a) is not Blank.UNDEFINED
            assert there == (exactly(lines.limit, a, Fraction(0)) is not None), (program, a)


def test_the_limit_is_the_derivative(rng):
    draw, found = random_lines(rng, 100)
    found += [(formula(text).program, lines_of(formula(text).program)) for text in ROWS]
    for program, lines in found:
        slope = derivative(program)
        for _ in range(20):
            a = fraction(draw)
            expected = evaluate(slope, a)
            value = exactly(lines.limit, a, Fraction(0))
            assert value == (None if expected is Blank.UNDEFINED else expected), (program, a)


@pytest.mark.parametrize("text", [row[0] for row in ROOTS])
def test_the_limit_of_a_root_is_the_derivative(text):
    lines, slope = lines_of(formula(text).program), derivative(formula(text).program)
    for root in map(Fraction, ("0", "1", "7/3", "1/5")):
        a = formula(UNDER[text]).at(root)
        expected = evaluate(slope, a)
        value = exactly(lines.limit, a, Fraction(0))
        assert value == (None if expected is Blank.UNDEFINED else expected)


WRONG = [
    ("a^3", "expanded", "2h^3 + 3a*h^2 + 3a^2*h"),
    ("a^3", "cancelled", "3a^2 + 3a*h + 2h^2"),
    ("1/a", "expanded", "h/(a*(a + h))"),
    ("1/a", "cancelled", "-1/a^2"),
    ("1/a^2", "limit", "-2/a^2"),
    ("a^2", "cancelled", "(2a + h)*a/a"),
]


def in_two_variables(text):
    """A formula has one variable: 7919 stands for h until it is replaced."""
    program = formula(text.replace("h", "7919")).program
    builder = Builder()
    at, step = builder.input("a"), builder.input("h")
    copies = []
    for node in program.nodes:
        if isinstance(node, Constant) and node.value == 7919:
            copies.append(step)
        elif isinstance(node, Input):
            copies.append(at)
        elif isinstance(node, Constant):
            copies.append(builder.constant(node.value))
        else:
            copies.append(builder.step(node.rule, *(copies[index] for index in node.operands)))
    return builder.build(copies[program.outputs[0]])


@pytest.mark.parametrize(("text", "line", "wrong"), WRONG)
def test_a_wrong_line_would_be_noticed(text, line, wrong, rng):
    draw = random.Random(int(rng.integers(2**32)))
    lines = lines_of(formula(text).program)
    broken = replace(lines, **{line: in_two_variables(wrong)})

    def check_all():
        for a in (Fraction(0), *(fraction(draw) for _ in range(20))):
            check_programs(broken, a, width(draw))

    with pytest.raises(AssertionError):
        check_all()


NO_LINES = [
    "sin(a)", "|a|", "e^a", "2^a", "a^a", "a^(1/3)", "sqrt(a)^2", "min(a, 1)", "step(a)",
    "a*sin(a)", "pi/a", "1/sin(a)", "sqrt(a^2)", "sqrt(4)", "sqrt(1/a)", "sqrt(a - a)",
    "sqrt(pi*a)", "sqrt(a) + 1", "sqrt(a^2 + a)", "a^1.5",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_LINES)
def test_no_lines_for_other_functions(text):
    assert cancel_the_h(formula(text).program) is None


HOLES = [
    "a/a", "(a^2 - a)/(a - 1)", "1/(1/a)", "1/a - 1/a", "a/a - a/a", "0/a", "(a - a)/a", "a^2/a",
    "(1/a)^0", "(a^-1)^-1", "1/(1 + 1/(1 + a))", "a*(1/a)", "0*(1/a)", "sqrt(a/a*a)",
    "(a + 1)/(a^2 - 1)", "(2a + 2)/(a + 1)",
]  # fmt: skip


@pytest.mark.parametrize("text", HOLES)
def test_no_lines_where_they_would_fill_a_hole(text):
    assert cancel_the_h(formula(text).program) is None


@pytest.mark.parametrize("text", ["a/0", "1/(a - a)", "1/0 - 1/0 + a", "(a - a)^-1", "a^0/(1 - 1)"])
def test_no_lines_where_there_is_no_value(text):
    assert cancel_the_h(formula(text).program) is None


TOO_LONG = [
    "a^13",
    "a^1000",
    "1/a^13",
    "(a + 1)^1000/(a - 1)^999",
    "a^(-10^30)",
    "((((a + 1)^9)^9)^9)^9/a",
    "((((2^60)^60)^60)^60)/a",
    "(a^12 + a + 7)/(a^12 + 5)",
    "+".join(f"1/(a + {number})" for number in range(40)),
    "a" + "+a" * 150,
    f"1/({'7' * 40}a)^2",
    f"({'7' * 40}a + {'3' * 40})^2",
]


@pytest.mark.parametrize("text", TOO_LONG, ids=lambda text: text[:40])
def test_no_lines_where_they_would_be_too_long(text):
    assert cancel_the_h(formula(text).program) is None


def test_the_longest_polynomial_and_the_longest_quotient():
    for text in ("a^12", "1/a^12"):
        lines = cancel_the_h(formula(text).program)
        assert max(map(len, asdict(lines).values())) <= LONGEST


@pytest.mark.parametrize("grow", [lambda x: 1 / (x + 1), lambda x: x * x + x, lambda x: x + 1])
def test_long_programs_are_turned_down_before_any_work(grow, monkeypatch):
    """Ten thousand nodes, which written out may be more than the atoms of the universe."""
    builder = Builder()
    term = builder.input("a")
    while len(builder.nodes) < 10_000:
        term = grow(term)
    monkeypatch.delattr(quotient, "polynomial")
    monkeypatch.delattr(quotient, "rational_function")
    monkeypatch.delattr(quotient, "printed")
    assert cancel_the_h(builder.build(term)) is None
