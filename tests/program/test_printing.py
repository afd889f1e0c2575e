"""What is printed can be typed back and means the same; LaTeX is well formed."""

import pickle
import re
from fractions import Fraction

import pytest

from dfda.errors import FormulaError
from dfda.formulas import Formula, formula
from dfda.formulas.lexer import MOST_CHARACTERS, MOST_TOKENS, tokenize
from dfda.program.forward import derivative
from dfda.program.printing import Printer, Style, printed
from dfda.program.program import Builder
from dfda.program.quotient import cancel_the_h
from dfda.rules import RULES, sin

TYPED = [Style.PLAIN, Style.PRETTY]
ORDERS = 3

FIXED = [
    "a", "-a", "--a", "3", "-3", "0", "1/3", "-1/3", "pi", "e", "-pi", "2pi", "pi/2", "e^2",
    "e*e", "a - (a - (a - 1))", "a - (-a)", "a + (-a)", "-(a - 1)", "-(a + 1)", "-(a*2)",
    "3 - (-2)*a", "3 + (-2)*a", "3 - (-2a + 1)", "a*(-2)", "(-2)*a", "(-2)*(-a)", "(-1/3)*a",
    "a - (-1/3)", "a*(-1/3)", "2*(3*a)", "2*(1/3)*a", "2*(a*3)", "a*2*3", "a^2*a", "a^2*3",
    "3*a^2", "(a^2)*(a+1)", "a^2*(3a)", "a/2/3", "a/(2/3)", "a/(2a)", "1/2a", "1/(2a)",
    "a/(a/(a/3))", "(a/2)*3", "2*(a/3)", "a*(2/3)", "(1/a)/(1/a^2)",
    "1/(1 + 1/(1 + 1/(1 + a^2)))", "(a/3)^2", "(1/3)^a", "(2/3)^2*a", "0.5/a", "a/0.5", "-a^2",
    "(-a)^2", "(-a)^3", "(-2)^a", "(-2)^3*a", "(-1/3)^3*a", "2^(-a)", "a^-2", "(a^2)^3",
    "((a+1)^2)^3", "a^2^3", "a^(1/3)", "a^(-2/3)", "a^0.5", "(a+1)^1.5", "a^a", "a^a^a",
    "(a^a)^a", "a^(a+1)", "a^(2a)", "a^|a|", "a^sin(a)", "a^pi", "pi^a", "2^2^a",
    "(a^2 + 1)^(2/3)", "e^a", "e^-a", "e^(2a)", "e^(-a^2)", "e^e^a", "(e^a)^2", "e^(a/2)",
    "e^|a|", "2e^a", "a e^a", "e^a*2", "e^a a", "e^(1/3)*a", "e^0.5a", "(e^a)^(1/3)", "1/e^a",
    "-e^a", "e^(-1/3)", "e^pi", "e*a", "2*e", "|a|", "-|a|", "|-a|", "2|a|", "a|a|", "a^2|a|",
    "|a|^3", "|a|^|a|", "|a - 1| - |a + 1|", "abs(abs(a) - 1)", "abs(1 - abs(a))",
    "abs(1 + 2*abs(a))", "abs(a*abs(a - 1))", "abs(-abs(a))", "abs(abs(a)*abs(a + 1))",
    "abs(abs(a)^3 - 2)", "abs(sin(abs(a)))", "|sin(|a|)|", "abs(3*(abs(a) - 2))", "sign(a)*|a|",
    "step(-a)", "min(a, 1)", "max(a, -a)", "min(a, 1, a^2)", "max(|a|, min(a, 2), 1/3)",
    "2min(a, 3)", "min(a,2)^2", "-min(a, -1)", "min(a, 1)max(a, 2)", "0.1", "0.1a", "1.5a",
    "-0.1a", "0.000001a", "0.0000001a", "0.1^0.2*a", "1000000a", "1e20a", "1e-20a", "2.50a",
    "(1/7)a + 1/7", "0.125a^8", "0*a", "0(a + 1)", "0*sin(a)", "1*a", "sin(a)cos(a)", "sin(a)^2",
    "2sin(a)", "sin(2a)/a", "sin(a)/cos(a)/a", "tan(a)^-1", "ln(a)", "log(a)^2", "sqrt(a)",
    "sqrt(a)^3", "sqrt(2)a", "2sqrt(a)", "sqrt(sqrt(a))", "(sin(a))^(cos(a))", "tanh(a/2)",
    "(a+1)(a-1)", "(a+1)(a-1)(a+2)", "(a+1)*2", "2(a+1)*3", "-(a+1)(a-1)", "(a+1)/(a-1)/(a+2)",
    "x^2*x", "x*x", "x1*x1", "x1^2*(x1 + 1)", "x1*sin(x1)", "x_1*(x_1 + 1)", "2x1", "0*x1",
    "0*xb", "0*b1", "x2^x2", "E^2", "2E", "E*e^E", "e1*2", "2*e1", "h^2 + h", "alpha^2*alpha",
    "θ*θ", "2θ", "sin(θ)θ", "0*e5",
]  # fmt: skip


def read_back(program, style, points, exactly):
    """How many values survive printing and reading; None where the text is longer than allowed."""
    text = printed(program, style=style)
    if len(text) > MOST_CHARACTERS:
        return None
    try:
        again = formula(text).program
    except FormulaError as refusal:
        if f"more than {MOST_TOKENS}" in str(refusal):
            return None
        message = f"{text!r} cannot be typed back: {refusal}"
        raise AssertionError(message) from refusal
    assert again.inputs == program.inputs or text.isascii(), text
    known = 0
    for point in points:
        before, after = exactly.at(program, point), exactly.at(again, point)
        assert exactly.differ(before, after) is None, (text, point, exactly.differ(before, after))
        known += isinstance(before, tuple)
    return known


@pytest.mark.parametrize("style", TYPED)
@pytest.mark.parametrize("text", FIXED)
def test_derivatives_can_be_typed_back(text, style, exactly):
    program = formula(text).program
    known = 0
    for _ in range(ORDERS + 1):
        known += read_back(program, style, exactly.points, exactly) or 0
        program = derivative(program)
    assert known >= 3


@pytest.mark.parametrize("style", TYPED)
def test_random_derivatives_can_be_typed_back(style, formulas, exactly):
    known = too_long = 0
    for text in formulas(400, depths=(1, 2, 3)):
        program = formula(text).program
        for _ in range(ORDERS + 1):
            found = read_back(program, style, exactly.points[:4], exactly)
            too_long += found is None
            known += found or 0
            program = derivative(program)
    assert known > 3000
    assert too_long < 100


@pytest.mark.parametrize("style", TYPED)
@pytest.mark.parametrize("text", FIXED)
def test_printing_twice_is_printing_once(text, style):
    """The text of a formula that was typed back is the same text."""
    once = printed(formula(text).program, style=style)
    assert printed(formula(once).program, style=style) == once


@pytest.mark.parametrize("exponent", [50, -50, 100])
def test_long_constants_can_be_typed_back(exponent, exactly):
    """A number may be written with an exponent, so it must come back however long it prints."""
    program = formula(f"1e{exponent}a").program
    for style in TYPED:
        assert read_back(program, style, exactly.points, exactly)


@pytest.mark.parametrize("text", ["log((1e-300)^99*a)", "a/(7e300)^20", "-(3e300)^30*a"])
@pytest.mark.parametrize("style", Style)
def test_a_number_longer_than_python_prints_is_printed(text, style):
    """Python refuses to write a whole number of more than 4,300 digits."""
    program = derivative(formula(f"a^2*{text} + sin(a*{text})").program)
    assert printed(program, style=style)


def test_constants_of_derivatives_can_be_typed_back(exactly):
    program = formula("(123456789a)^7").program
    for _ in range(4):
        for style in TYPED:
            assert read_back(program, style, exactly.points, exactly)
        program = derivative(program)


def unbalanced(latex):
    """What is wrong with the braces, brackets and bars of a LaTeX text; empty where nothing is."""
    plain = latex.replace(r"\left(", "<(").replace(r"\right)", ")>")
    plain = plain.replace(r"\left|", "<|").replace(r"\right|", "|>")
    waiting = []
    pairs = {"}": "{", ")": "(", ">": "<"}
    for character in plain:
        if character in "{(<":
            waiting.append(character)
        elif character in pairs and (not waiting or waiting.pop() != pairs[character]):
            return f"{character} closes nothing"
    return "".join(waiting)


@pytest.mark.parametrize(
    "wrong", ["{", "}", "{(})", r"\left(a)", r"\left|a", r"a\right|", r"\frac{1}{"]
)
def test_unbalanced_latex_is_noticed(wrong):
    assert unbalanced(wrong)


COMMANDS = {
    "frac", "cdot", "left", "right", "pi", "sqrt", "sin", "cos", "tan", "log", "sinh", "cosh",
    "tanh", "min", "max", "operatorname", "mathit",
}  # fmt: skip


@pytest.mark.parametrize("text", FIXED)
def test_latex_is_balanced_and_known(text):
    program = formula(text).program
    for _ in range(ORDERS + 1):
        latex = printed(program, style=Style.LATEX)
        assert not unbalanced(latex), latex
        assert set(re.findall(r"\\([a-z]+)", latex)) <= COMMANDS, latex
        assert not re.search(r"[\^_]{}|\^[^{]|\*|[⁰-⁹²³]", latex), latex
        assert not re.search(r"\}\^\{[^{}]*\}\^|\d\s+\d", latex), latex
        program = derivative(program)


def test_random_latex_is_balanced(formulas):
    for text in formulas(500):
        program = formula(text).program
        for _ in range(3):
            latex = printed(program, style=Style.LATEX)
            assert not unbalanced(latex), latex
            program = derivative(program)


AS_PRINTED = [
    # typed, plain, pretty, LaTeX
    ("3a", "3a", "3a", "3a"),
    ("-2a", "-2a", "-2a", "-2a"),
    ("a*3", "a*3", "a·3", r"a \cdot 3"),
    ("2a^2", "2a^2", "2a²", "2a^{2}"),
    ("a**-2", "a^(-2)", "a⁻²", "a^{-2}"),
    ("a^10", "a^10", "a¹⁰", "a^{10}"),
    ("2(a+1)", "2(a + 1)", "2(a + 1)", r"2\left(a + 1\right)"),
    ("a*sin(a)", "a*sin(a)", "a·sin(a)", r"a \sin\left(a\right)"),
    ("2sin(a)", "2sin(a)", "2sin(a)", r"2\sin\left(a\right)"),
    ("2pi", "2pi", "2π", r"2 \pi"),
    ("2e", "2*e", "2·e", "2e"),
    ("2e^a", "2*e^a", "2·e^a", "2e^{a}"),
    ("a/2", "a/2", "a/2", r"\frac{a}{2}"),
    ("(a+1)/(a-1)", "(a + 1)/(a - 1)", "(a + 1)/(a - 1)", r"\frac{a + 1}{a - 1}"),
    ("1/3", "1/3", "1/3", r"\frac{1}{3}"),
    ("0.5", "0.5", "0.5", "0.5"),
    ("|a|", "|a|", "|a|", r"\left|a\right|"),
    ("sqrt(a)", "sqrt(a)", "sqrt(a)", r"\sqrt{a}"),
    ("e^(2a)", "e^(2a)", "e^(2a)", "e^{2a}"),
    ("(-a)^2", "(-a)^2", "(-a)²", r"\left(-a\right)^{2}"),
    ("-a^2", "-a^2", "-a²", "-a^{2}"),
    ("a - -a", "a - (-a)", "a - (-a)", r"a - \left(-a\right)"),
    ("a^(1/3)", "a^(1/3)", "a^(1/3)", r"a^{\frac{1}{3}}"),
    ("min(a,1)", "min(a, 1)", "min(a, 1)", r"\min\left(a, 1\right)"),
    ("sign(a)", "sign(a)", "sign(a)", r"\operatorname{sign}\left(a\right)"),
    ("x_1", "x_1", "x_1", r"\mathit{x\_1}"),
    ("θ", "θ", "θ", "θ"),
    ("ln(a)", "log(a)", "log(a)", r"\log\left(a\right)"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "plain", "pretty", "latex"), AS_PRINTED)
def test_as_printed(typed, plain, pretty, latex):
    f = formula(typed)
    assert (f.text, f.pretty, f.latex()) == (plain, pretty, latex)


def test_the_unprintable_does_not_come_up(formulas):
    """Whatever is printed plainly is ASCII, and whatever is pretty is of the parser's alphabet."""
    for text in formulas(200, depths=(1, 2)):
        derived = formula(text).derivative
        assert derived.text.isascii()
        tokenize(derived.pretty)


def test_a_rule_that_no_formula_could_write_still_prints():
    builder = Builder()
    a = builder.input("a")
    assert printed(builder.build(RULES["odd_power"](a, Fraction(1, 3)))) == "a^(1/3)"
    assert printed(builder.build(sin(builder.constant(-2)))) == "sin(-2)"


def times_a(value):
    builder = Builder()
    return builder.build(Fraction(value) * builder.input("a"))


# The constant: as it is, and in short: plain, pretty and in LaTeX.
SHORTENED = [
    (0.1, "(3602879701896397/36028797018963968)*a", ("0.1a", "0.1a", "0.1a")),
    (-0.1, "-(3602879701896397/36028797018963968)*a", ("-0.1a", "-0.1a", "-0.1a")),
    (0.5, "0.5a", ("0.5a", "0.5a", "0.5a")),
    (Fraction(1, 3), "(1/3)*a", ("(1/3)*a", "(1/3)·a", r"\frac{1}{3} \cdot a")),
    (3 * Fraction(0.1), None, ("0.30000000000000002a",) * 3),
    (Fraction(0.1) / 7, None, ("0.014285714285714287a",) * 3),
    (1e-8, None, ("1e-08*a", "1e-08·a", r"1 \cdot 10^{-8} \cdot a")),
    (10**16, "10000000000000000a", ("1e16*a", "1e16·a", r"1 \cdot 10^{16} \cdot a")),
    (10**15, "1000000000000000a", ("1000000000000000a",) * 3),
]


@pytest.mark.parametrize(("value", "whole", "short"), SHORTENED)
def test_the_floats_of_python_code_are_written_in_short(value, whole, short):
    program = times_a(value)
    styles = (Style.PLAIN, Style.PRETTY, Style.LATEX)
    assert tuple(printed(program, style=style, short=True) for style in styles) == short
    assert whole is None or printed(program) == whole
    assert Printer(short=True)(program) == short[0]
    assert pickle.loads(pickle.dumps(Printer(short=True)))(program) == short[0]


def test_what_is_derived_from_code_is_written_in_short_too():
    f = Formula(times_a(0.1), short=True)
    assert f.derivative == Formula(f.derivative.program, short=True)
    assert [step.text for step in f.steps] == ["d/da (0.1a) = 0.1"]
    assert cancel_the_h(f.program, short=True).limit == "0.1"
