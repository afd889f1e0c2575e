"""Cancelling the h: what stands on each line, and that every line says the same."""

import random
import re
from dataclasses import astuple
from fractions import Fraction

import pytest

from dfda.digits import Blank
from dfda.formulas import formula
from dfda.program.printing import Style
from dfda.program.quotient import cancel_the_h

LINES = [
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


@pytest.mark.parametrize("row", LINES, ids=lambda row: row[0])
def test_the_lines(row):
    text, *expected = row
    assert list(astuple(cancel_the_h(formula(text).program))) == expected


def test_the_lines_in_plain_text():
    found = cancel_the_h(formula("a^2").program, style=Style.PLAIN)
    assert astuple(found) == ("((a + h)^2 - a^2)/h", "(2a*h + h^2)/h", "2a + h", "2a")


def random_polynomial(draw, depth):
    if depth == 0:
        return draw.choice(["a", "a", "2", "0.5", "(1/3)", "7", "0"])
    left, right = (random_polynomial(draw, draw.randrange(depth)) for _ in range(2))
    return draw.choice(
        [f"({left} + {right})", f"({left} - {right})", f"({left})*({right})", f"-({left})",
         f"({left})^{draw.randrange(4)}", f"({left})/3"]
    )  # fmt: skip


def value(line, a, h, names="ah"):
    """The exact value of a line, with the numbers written where the letters stood."""
    variable, step = names
    letters = {variable: f"({a})", step: f"({h})"}
    text = re.sub(rf"\b[{names}](?![a-z])|(?<=\d)[{names}]", lambda found: letters[found[0]], line)
    assert not re.search(rf"[{names}]", text), text
    return formula(text).at(Fraction(0))


def check_lines(lines, draw, names="ah"):
    for _ in range(20):
        a = Fraction(draw.randint(-50, 50), draw.randint(1, 9))
        h = Fraction(draw.choice([-1, 1]) * draw.randint(1, 50), draw.randint(1, 9))
        values = [
            value(line, a, h, names) for line in (lines.quotient, lines.expanded, lines.cancelled)
        ]
        assert values[0] == values[1] == values[2], (lines, a, h)
        assert value(lines.cancelled, a, Fraction(0), names) == value(lines.limit, a, h, names)


@pytest.mark.parametrize("text", [row[0] for row in LINES if row[0][0] not in "xhk"])
@pytest.mark.parametrize("style", [Style.PLAIN, Style.PRETTY])
def test_every_line_equals_the_next(text, style, rng):
    lines = cancel_the_h(formula(text).program, style=style)
    check_lines(lines, random.Random(int(rng.integers(2**32))))


def test_every_line_of_random_polynomials_equals_the_next(rng):
    draw = random.Random(int(rng.integers(2**32)))
    seen = 0
    while seen < 60:
        text = random_polynomial(draw, draw.randrange(1, 5))
        lines = cancel_the_h(formula(text).program)
        assert lines is not None, text
        if max(len(lines.quotient), len(lines.expanded)) < 100:  # numbers are longer than a and h
            check_lines(lines, draw)
            seen += 1


def test_the_limit_is_the_derivative(rng):
    draw = random.Random(int(rng.integers(2**32)))
    for _ in range(60):
        f = formula(random_polynomial(draw, draw.randrange(1, 5)))
        limit = cancel_the_h(f.program).limit
        for a in map(Fraction, ("0", "2", "-7/3")):
            assert value(limit, a, Fraction(1)) == f.derivative.at(a)


def test_a_line_with_a_wrong_coefficient_would_be_noticed(rng):
    lines = cancel_the_h(formula("a^3").program)
    wrong = type(lines)(
        quotient=lines.quotient,
        expanded=lines.expanded.replace("3a·h²", "2a·h²"),
        cancelled=lines.cancelled,
        limit=lines.limit,
    )
    assert wrong != lines
    with pytest.raises(AssertionError):
        check_lines(wrong, random.Random(int(rng.integers(2**32))))


NO_POLYNOMIALS = [
    "sin(a)", "1/a", "a/a", "|a|", "e^a", "2^a", "a^a", "a^-1", "a^(1/2)", "a^(1/3)", "sqrt(a)^2",
    "min(a, 1)", "step(a)", "a*sin(a)", "a^2 + 1/a", "a/0",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_POLYNOMIALS)
def test_no_lines_for_other_functions(text):
    assert cancel_the_h(formula(text).program) is None


def test_no_lines_where_they_would_be_too_long():
    assert cancel_the_h(formula("a^1000").program) is None


def test_a_division_by_zero_stays_undefined():
    assert value("(3h)/h", Fraction(1), Fraction(0)) is Blank.UNDEFINED
