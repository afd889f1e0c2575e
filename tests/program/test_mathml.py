"""MathML is well formed, uses MathML Core only, and reads from left to right as LaTeX does."""

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from dfda.formulas import formula
from dfda.formulas.lower import functions
from dfda.program.mathml import element
from dfda.program.printing import Style, printed
from dfda.program.program import Builder
from dfda.rules import RULES

EACH_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
CHILDREN = {"mfrac": 2, "msup": 2, "msub": 2, "mroot": 2}
"""How many children an element must have; all others take any number."""

TOKENS = {"mi", "mn", "mo", "mtext"}
CONTAINERS = {"math", "mrow", "msqrt", "mtable", "mtr", "mtd", *CHILDREN}
ATTRIBUTES = {"display", "form", "lspace", "rspace"}


def checked(text):
    """The root of a MathML text, which is XML, and MathML Core, and has no empty parts."""
    assert re.sub(r"&(amp|lt|gt|quot|apos|#\d+);", "", text).count("&") == 0, text
    root = ET.fromstring(text)
    assert root.tag == f"{NAMESPACE}math"
    for node in root.iter():
        name = node.tag.removeprefix(NAMESPACE)
        assert name in TOKENS | CONTAINERS, text
        assert node.attrib.keys() <= ATTRIBUTES, text
        assert len(node) == CHILDREN.get(name, len(node)), text
        assert not (node.tail or "").strip(), text
        if name in TOKENS:
            assert node.text, text
            assert not len(node), text
        else:
            assert len(node), text
            assert not (node.text or "").strip(), text
    return root


WRONG = [
    "<mi>a</mo>",
    "<mi>a</mi>b",
    "<mi></mi>",
    "<mrow></mrow>",
    "<mfrac><mi>a</mi></mfrac>",
    "<msup><mi>a</mi><mn>2</mn><mn>3</mn></msup>",
    "<mi>&alpha;</mi>",
    "<mfenced><mi>a</mi></mfenced>",
    '<mi color="red">a</mi>',
]


@pytest.mark.parametrize("content", WRONG)
def test_what_is_no_mathml_is_noticed(content):
    with pytest.raises((AssertionError, ET.ParseError)):
        checked(element(content, block=False))


def read(text):
    """The text content from left to right, invisible signs included."""
    return "".join(checked(text).itertext())


TIMES, APPLY, DOT, MINUS = "\u2062", "\u2061", "⋅", "−"
AS_READ = [
    ("a", "a"),
    ("3", "3"),
    ("-a", f"{MINUS}a"),
    ("-2.5", f"{MINUS}2.5"),
    ("3a", f"3{TIMES}a"),
    ("a*3", f"a{DOT}3"),
    ("a*a^2", f"a{DOT}a2"),
    ("0*a", f"0{DOT}a"),
    ("5*2^a", f"5{DOT}2a"),
    ("2(a+1)", f"2{TIMES}(a+1)"),
    ("(a+1)(a-1)", f"(a+1){TIMES}(a{MINUS}1)"),
    ("-(a+1)", f"{MINUS}(a+1)"),
    ("a - (-a)", f"a{MINUS}({MINUS}a)"),
    ("a + (-2)*a", f"a{MINUS}2{TIMES}a"),
    ("a - (a - 1)", f"a{MINUS}(a{MINUS}1)"),
    ("(-a)^2", f"({MINUS}a)2"),
    ("a*sin(a)", f"a{TIMES}sin{APPLY}(a)"),
    ("2sin(a)^2", f"2{TIMES}sin{APPLY}(a)2"),
    ("2pi a", f"2{TIMES}π{DOT}a"),
    ("2e^a", f"2{TIMES}ea"),
    ("a/2", "a2"),
    ("-(1/3)a", f"{MINUS}13{DOT}a"),
    ("|a-1|", f"|a{MINUS}1|"),
    ("abs(abs(a)-1)", f"||a|{MINUS}1|"),
    ("floor(a) + ceil(2a)", f"⌊a⌋+⌈2{TIMES}a⌉"),
    ("sqrt(a) + cbrt(2a)", f"a+2{TIMES}a3"),
    ("ln(a)log2(a)", f"log{APPLY}(a){TIMES}log2{APPLY}(a)"),
    ("sigmoid(-a)", f"σ{APPLY}({MINUS}a)"),
    ("acosh(a)asin(a)", f"arcosh{APPLY}(a){TIMES}arcsin{APPLY}(a)"),
    ("min(a, 1, 2a)", f"min{APPLY}(min{APPLY}(a,1),2{TIMES}a)"),
    ("sinc(a) + sinc(a, 2)", f"sinc{APPLY}(a)+sinc(2){APPLY}(a)"),
    ("x_1*x_1", f"x_1{DOT}x_1"),
    ("θ^2", "θ2"),
    ("1e40", "1" + "0" * 40),
]


@pytest.mark.parametrize(("typed", "expected"), AS_READ)
def test_it_reads_from_left_to_right(typed, expected):
    assert read(formula(typed).mathml()) == expected


def test_a_whole_element():
    """One formula in full: a power's base is one element, and so is its exponent."""
    assert formula("(a + 1)^2/sqrt(3)").mathml(block=True) == (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mfrac><mrow><msup>'
        "<mrow><mrow><mo>(</mo><mi>a</mi><mo>+</mo><mn>1</mn><mo>)</mo></mrow></mrow><mn>2</mn>"
        "</msup></mrow><mrow><msqrt><mn>3</mn></msqrt></mrow></mfrac></math>"
    )


def test_a_sign_in_front_is_told_from_a_difference():
    """A renderer leaves no gap after a sign in front: each says which of the two it is."""
    text = formula("-a - (-a)").mathml()
    assert text.count('<mo form="prefix">−</mo>') == 2
    assert text.count("<mo>−</mo>") == 1


def test_a_function_keeps_its_distance_from_what_stands_before_it():
    """Without a gap a·sin(a) would look like asin(a)."""
    gap = '<mo lspace="0" rspace="0.167em">\u2062</mo>'
    for typed in ("a*sin(a)", "2sin(a)", "a*log2(a)", "a*sinc(a, 1)", "(a+1)sin(a)^2"):
        assert formula(typed).mathml().count(gap) == 1, typed
    for typed in ("3a", "(a+1)(a-1)", "2sqrt(a)", "2|a|"):
        assert gap not in formula(typed).mathml(), typed


def rule_formula(rule):
    builder = Builder()
    operands = [builder.input("a")]
    for sample in rule.sample[1:]:
        exact = max(sample) if isinstance(sample, frozenset) else 2
        operands.append(builder.constant(exact))
    return type(formula("a"))(builder.build(builder.step(rule, *operands)))


@EACH_RULE
def test_every_rule_and_its_derivatives(rule):
    f = rule_formula(rule)
    for order in range(4):
        shown = read(f.mathml())
        assert order or "a" in shown
        f = f.derivative


@EACH_RULE
def test_every_name_is_read(rule):
    """A function that a formula can call is read by its name, or by the sign that books use."""
    if rule.callable:
        signs = {"abs": "|", "floor": "⌊", "ceil": "⌈", "sigmoid": "σ", "exp": "e"}
        books = {"asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh"}
        books |= {name: f"arc{name[1:]}" for name in ("asin", "acos", "atan")}
        shown = read(rule_formula(rule).mathml())
        roots = {"sqrt", "cbrt"}
        expected = (
            "a" if rule.name in roots else signs.get(rule.name, books.get(rule.name, rule.name))
        )
        assert shown.startswith(expected)
    else:
        assert rule.name not in functions()


def test_roots_are_drawn():
    assert "<msqrt><mi>a</mi></msqrt>" in formula("sqrt(a)").mathml()
    assert "<mroot><mi>a</mi><mn>3</mn></mroot>" in formula("cbrt(a)").mathml()


CHOICES = [
    ("a if a > 0 else -a", f"{{aif\u00a0a>0{MINUS}aotherwise"),
    ("1 if a <= 2 else 2 if a != 3 else 4", "{1if\u00a0a≤22if\u00a0a≠34otherwise"),
]


@pytest.mark.parametrize(("typed", "expected"), CHOICES)
def test_choices_are_tables(typed, expected):
    assert read(formula(typed).mathml()) == expected


def test_random_formulas(formulas):
    for text in formulas(1000):
        program = formula(text).program
        shown = read(element(printed(program, style=Style.MATHML), block=False))
        assert_same_leaves(shown, printed(program, style=Style.LATEX))


def test_random_derivatives(formulas):
    for text in formulas(200, depths=(1, 2, 3)):
        f = formula(text)
        for _ in range(3):
            f = f.derivative
            assert_same_leaves(read(f.mathml()), f.latex())


def assert_same_leaves(shown, latex):
    """The names, numbers and brackets of both styles, in the order in which they stand."""
    plain = latex.replace(r"\cdot", "").replace(r"\pi", "π").replace("-", MINUS)
    plain = re.sub(r"\\(left|right|frac|sqrt|operatorname|mathit|text)(?![a-z])", "", plain)
    plain = re.sub(r"\\begin{cases}", "{", plain)
    plain = re.sub(r"\\end{cases}|\\\\|[\s\\&^_]", "", plain)
    braces = str.maketrans("", "", "{}")
    invisible = re.compile(f"[{TIMES}{APPLY}{DOT}\\s]")
    assert invisible.sub("", shown).translate(braces) == plain.translate(braces), latex


def test_a_number_with_an_exponent_is_drawn_as_a_product():
    builder = Builder()
    program = builder.build(Fraction(-2.5e-8) * builder.input("a"))
    shown = element(printed(program, style=Style.MATHML, short=True), block=False)
    assert_same_leaves(read(shown), printed(program, style=Style.LATEX, short=True))
    assert "<mn>2.5</mn><mo>⋅</mo><msup><mn>10</mn>" in shown
