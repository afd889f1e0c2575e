"""Hostile text: it is read or refused, quickly, and nothing else ever happens."""

# ruff: noqa: RUF001 - attacks use characters that look like others

import math
import random
import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfda.errors import FormulaError
from dfda.formulas.parser import parse
from dfda.formulas.tree import Arity, Binary, ParsedFormula, children, postorder

NAMES = ("sin", "cos", "exp", "log", "ln", "sqrt", "abs")
FUNCTIONS = {name: Arity(1, 1) for name in NAMES}
FUNCTIONS |= {"max": Arity(2, None)}

REFUSED = [
    # reaching Python
    "__import__('os').system('true')",
    "__import__(1)",
    "().__class__.__bases__[0].__subclasses__()",
    "(1).__class__",
    "a.__class__",
    "1 .__class__",
    "1.0.__class__",
    "a.real",
    "a.real.imag",
    "getattr(a, 1)",
    "eval(a)",
    "exec(a)",
    "open(a)",
    "compile(a)",
    "globals()",
    "breakpoint()",
    "exit()",
    "sin.__globals__",
    "sin(__builtins__)",
    "np.load(a)",
    "os.system(1)",
    "import os",
    "from os import system",
    "lambda: __import__",
    "lambda a: lambda: a",
    "(lambda a: a)(2)",
    "lambda a=2: a",
    "lambda *a: a",
    "lambda a, b: a",
    "a if a else 2",
    "[a for a in (1,2)]",
    "(a for a in a)",
    "{a: a}",
    "{*a}",
    "[*a]",
    "a[0]",
    "a[::1]",
    "(a := 2)",
    "a = 2",
    "a; a",
    "a\nimport os",
    "a#",
    "yield a",
    "await a",
    "*a",
    "**a",
    "max(*a)",
    "max(a, key=a)",
    "...",
    "a @ a",
    "~a",
    "a // 2",
    "a % 2",
    "a << 2",
    "a and a",
    "not a",
    "a < 2 < 3",
    "True",
    "None",
    "Ellipsis.x",
    "`a`",
    "$a",
    "\\sin(a)",
    "\\x61",
    "\\u0061 + 1",
    "@a",
    "1_000",
    "0x41",
    "0b11",
    "1e400",
    "-1e999",
    "nan",
    "inf*a",
    # conditions and words
    "if",
    "else",
    "and",
    "if else",
    "if if if",
    "else else",
    "1 if",
    "1 if 2",
    "1 if else 2",
    "1 if a else",
    "a if a>1 else",
    "a if not else a",
    "a if a> else a",
    "a if <a else a",
    "a if a<>a else a",
    "a if a<<a else a",
    "a if a=a else a",
    "a if a===a else a",
    "a if a:=1 else a",
    "a if a is a else a",
    "a if a in a else a",
    "a if (a:=2) else a",
    "a if True else a",
    "a if a.__class__ > 1 else a",
    "a if a>1 else import os",
    "a if a>1 else lambda: a",
    "(a>1)*(a<2)",
    "a>1",
    "-(a>1)",
    "sum(a if a>1 else 2 for a in a)",
    "if a>1: a else: 2",
    "while a>1: a",
    "match a: case 1: 2",
    "assert a>1",
    "If a>1",
    "a IF a>1 ELSE a",
    "iſ",
    "a if a>1 elſe a",
    "d/da",
    "d/da d/da",
    "d/dd/dd/d",
    "d/d__class__ (a)",
    "d^99/da^99 (a)",
    "d^(1+1)/da^(1+1) (a)",
    "d/" * 400,
    "d/da" * 200,
    "½½",
    "½.5",
    "1½",
    "⅟",
    "½" * 1000,
    # formatting
    "{}",
    "{0}",
    "{a.__class__}",
    "{a!r}",
    "%s",
    "%(a)s",
    "%n%n%n",
    "${a}",
    "f'{a}'",
    "'a'",
    '"""a"""',
    "r'a'",
    "b'a'",
    # markup
    "<script>alert(1)</script>",
    "a<img src=x>",
    "a&amp;",
    "a-->",
    "]]>",
    "'; drop table a; --",
    "$(touch x)",
    "`touch x`",
    "a | cat",
    # characters that hide or look like others
    "a\0",
    "\0",
    "a\x1b[2J",
    "a\x7f",
    "a\u202e+1",
    "\u2066a\u2069",
    "a\u200b",
    "a\u200d",
    "\ufeffa",
    "a\xad",
    "\xa0a",
    "a\u3000",
    "ａ",
    "ｓｉｎ(a)",
    "３a",
    "а",
    "sіn(a)",
    "ο",
    "ℯ",
    "𝐚",
    "𝟑a",
    "a\u0301",
    "a\ufe0f",
    "\ud800",
    "\udcff",
    "\U0010ffff",
    "٣a",
    "²",
    "ª",
    "℘",
    "ª+º",
    "ﬁ",
    "\u212a",
    "\u212b",
    "\u2126",
    "\u3164",
    "\u115f",
    # broken grammar
    "a" + "\t" * 998 + "\n",
    "(" * 999,
    ")" * 999,
    "|" * 999,
    "(|" * 400,
    "|(" * 400,
    "()" * 400,
    "-" * 999,
    "^" * 999,
    "," * 999,
    "." * 999,
    "²" * 999,
    "1" * 1000,
    "." + "1" * 999,
    "1e" + "9" * 998,
    "a.b" * 300,
    "9**" * 300 + "9",
    "sin" * 300,
    "sin(" * 250,
    "lambda " * 140,
    "max(" + "a," * 400,
    "if " * 333,
    "else " * 200,
    "not " * 250,
    "a<" * 500,
    "a if a<" * 100,
    "a if a<a else " * 70,
    "a if " * 200,
    "a and " * 160,
    "1 if " * 150 + "a<1" + " else 2" * 30,
    "(1 if " * 100,
    "not(" * 250,
]


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_attacks_are_refused(text):
    with pytest.raises(FormulaError) as caught:
        parse(text, FUNCTIONS)
    check_message(caught.value, text)


def check_message(error, text):
    assert error.text == text
    assert 0 <= error.start <= error.end <= len(text)
    shown = f"{error.what} {error.instead}"
    assert shown.isprintable()
    assert len(shown) <= 300
    assert str(error).encode()


MILLION = 10**6
HUNDRED_THOUSAND = 10**5
HUGE = {
    "letters": "a" * MILLION,
    "digits": "9" * MILLION,
    "spaces": " " * MILLION,
    "newlines": "\n" * MILLION,
    "NUL": "\0" * MILLION,
    "surrogates": "\ud800" * MILLION,
    "a long sum": "a+" * MILLION + "a",
    "names": "a " * MILLION,
    "points": "." * MILLION,
    "parentheses": "(" * HUNDRED_THOUSAND + "a" + ")" * HUNDRED_THOUSAND,
    "bars": "|" * HUNDRED_THOUSAND + "a" + "|" * HUNDRED_THOUSAND,
    "brackets": "[" * HUNDRED_THOUSAND + "a" + "]" * HUNDRED_THOUSAND,
    "braces": "{" * HUNDRED_THOUSAND + "a" + "}" * HUNDRED_THOUSAND,
    "calls": "sin(" * HUNDRED_THOUSAND + "a" + ")" * HUNDRED_THOUSAND,
    "minus signs": "-" * HUNDRED_THOUSAND + "a",
    "plus signs": "+" * HUNDRED_THOUSAND + "a",
    "powers": "a^" * HUNDRED_THOUSAND + "a",
    "stars": "9**" * HUNDRED_THOUSAND + "9",
    "raised digits": "a" + "²" * HUNDRED_THOUSAND,
    "mixed": "(-|sin(2^" * HUNDRED_THOUSAND,
    "comparisons": "a<" * MILLION,
    "ifs": "if " * HUNDRED_THOUSAND,
    "choices": "a if a<a else " * HUNDRED_THOUSAND,
    "conditions in conditions": "1 if (" * HUNDRED_THOUSAND + "a<1" + ") else 2" * HUNDRED_THOUSAND,
    "nots": "1 if " + "not " * HUNDRED_THOUSAND + "a<1 else 2",
    "ands": "1 if " + "a<1 and " * HUNDRED_THOUSAND + "a<1 else 2",
    "derivatives": "d/da (" * HUNDRED_THOUSAND + "a" + ")" * HUNDRED_THOUSAND,
    "halves": "½" * MILLION,
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_text_is_refused_at_once(name):
    began = time.process_time()
    with pytest.raises(FormulaError, match="characters, and 1,000 are allowed") as caught:
        parse(HUGE[name], FUNCTIONS)
    assert time.process_time() - began < 0.1
    check_message(caught.value, HUGE[name])


# As deep as the limits allow, with as many of Python's calls as possible on each level.
DEEPEST = {
    "parentheses": "(" * 64 + "a" + ")" * 64,
    "bars": "|" * 64 + "a" + "|" * 64,
    "calls": "sin(" * 64 + "a" + ")" * 64,
    "signs": "-" * 64 + "a",
    "powers": "a^" * 64 + "a",
    "sums in calls": "sin(a+" * 64 + "a" + ")" * 64,
    "sums in parentheses": "(a+a*" * 64 + "a" + ")" * 64,
    "sums in bars": "|a+a*" * 64 + "a" + "|" * 64,
    "powers in calls": "sin(a+a*a^" * 32 + "a" + ")" * 32,
    "signs in calls": "sin(a+a*-" * 32 + "a" + ")" * 32,
    "signs in powers": "a^-" * 32 + "a",
    "bars in parentheses": "(a+|" * 32 + "a" + "|)" * 32,
    "choices in parentheses": "(a if a<a+a*" * 21 + "a" + " else a)" * 21,
    "conditions in parentheses": "a if " + "(a<a or a<a and " * 20 + "a<a" + ")" * 20 + " else a",
    "nots": "a if " + "not " * 62 + "a<a else a",
    "not in parentheses": "a if " + "not (" * 31 + "a<a" + ")" * 31 + " else a",
    "choices in calls": "sin(a if a<a else a+a*" * 30 + "a" + ")" * 30,
    "choices in conditions": "a if " + "(a if a<" * 15 + "a" + " else a)<a" * 15 + " else a",
    "derivatives": "d/da (" * 32 + "a" + ")" * 32,
    "choices behind else": "a if a<a else " * 66 + "a",
}


LOWER = {"parentheses": 1, "derivatives": 33, "not in parentheses": 34}
LOWER |= {"conditions in parentheses": 43, "choices in conditions": 33}
"""Trees that are not as high as their texts are deep."""


@pytest.mark.parametrize("name", DEEPEST)
def test_the_deepest_formulas_are_read(name):
    parsed = parse(DEEPEST[name], FUNCTIONS)
    assert height(parsed.root) >= LOWER.get(name, 64)


def height(root):
    heights = {}
    for node in postorder(root):
        below = (heights[id(child)] for child in children(node))
        heights[id(node)] = 1 + max(below, default=0)
    return heights[id(root)]


def test_no_tree_is_too_deep_for_an_ordinary_walk():
    texts = ["+".join("a" * 200), "a " * 200, "2" + "a " * 199, "|a|" * 100, *DEEPEST.values()]
    texts.append("-" * 63 + "(" + "a+" * 167 + "a)")
    assert max(height(parse(text, FUNCTIONS).root) for text in texts) <= 264


def test_half_of_pythons_stack_is_enough():
    def deeper(levels, text):
        return deeper(levels - 1, text) if levels else parse(text, FUNCTIONS)

    used = len(list(iterate_frames()))
    for text in DEEPEST.values():
        assert deeper(sys.getrecursionlimit() - used - 560, text)


def iterate_frames():
    frame = sys._getframe()
    while frame:
        yield frame
        frame = frame.f_back


def test_a_small_thread_stack_is_enough():
    read = []
    before = threading.stack_size(256 * 1024)
    try:
        worker = threading.Thread(
            target=lambda: read.extend(parse(text, FUNCTIONS) for text in DEEPEST.values())
        )
        worker.start()
        worker.join()
    finally:
        threading.stack_size(before)
    assert len(read) == len(DEEPEST)


def test_towers_of_powers_are_only_written_down():
    root = parse("9^9^9^9^9^9^9", {}).root
    assert isinstance(root, Binary)
    assert (root.operator, float(root.left.value)) == ("^", 9.0)


def test_no_number_is_huge():
    for text in ["9" * 40, "1e308", "9" * 40 + "e268", "1e-323", "." + "0" * 39 + "1e-283"]:
        number = parse(text, {}).root.value
        assert number.numerator.bit_length() <= 1100
        assert number.denominator.bit_length() <= 1300
        assert math.isfinite(float(number))


PIECES = [
    *"aax3e+-*/^()|,.=_ \t²³⁻¹π−·×÷θ:!%[]{}'\"\n\0\\&<>#@√",
    "sin(", "cos(", "exp(", "max(", "sin", "cos", "ln", "pi", "lambda", "if", "nan", "np.", "sen(",
    "2e", "2e-3", "1e5", ".5", "3.", "**", "//", "||",
    "else", "and", "or", "not", " if ", " else ", " and ", "==", "!=", "<=", ">=", "≤", "≠", "<",
    "½", "⅔", "d/da (", "d/da", "d²/da²", "d/dx (", "(a>1)", "1 if a<0 else ", "df/da",
    "lambda a:", "\u202e", "ａ", "а", "\ud800", "𝑎", "__", "a.real", "e400", "0x1", "0,5", "=3a",
]  # fmt: skip

SEEDS = [
    "3*a", "2a(a+1)", "sin(a)*exp(-a^2)", "||a|-1|", "a^2^3", "a²+2a⁻¹", "lambda x: x^2",
    "1 if a>0 else 2",
    "a if 0<a<1 and not a==2 or a>5 else -a", "(1 if a≤2 else a if a≠4 else a)^2",
    "½a+a^⅔", "d/da (3a^2)", "2+d²/da² (a^3)", "|a if a>1 else 2|", "d/da (a if a<1 else 2-a)",
    "max(a, 2, 3)", "(a+1)(a-1)", "1/2a", "2e-3a", "-a**2", "|a|*a/|a|", "f(a) = 3a", "np.sin(a)",
]  # fmt: skip


def hostile(draw):
    """A random string of pieces, or a good formula with a few random changes."""
    if draw.random() < 0.5:
        return "".join(draw.choice(PIECES) for _ in range(draw.randrange(1, 16)))
    text = draw.choice(SEEDS)
    for _ in range(draw.randrange(1, 5)):
        at, end = sorted(draw.randrange(len(text) + 1) for _ in range(2))
        insert = draw.choice([draw.choice(PIECES), chr(draw.randrange(0x110000)), text[at:end]])
        text = text[:at] + insert + text[draw.choice([at, end]) :]
    return text


def attack(count, seed):
    draw = random.Random(seed)
    read = 0
    for _ in range(count):
        text = hostile(draw)
        try:
            parsed = parse(text, FUNCTIONS)
        except FormulaError as error:
            check_message(error, text)
        else:
            assert isinstance(parsed, ParsedFormula)
            assert height(parsed.root) <= 264
            read += 1
    return read


def test_fuzz():
    assert 1000 < attack(20_000, seed=1729) < 19_000


@pytest.mark.slow
def test_long_fuzz():
    assert attack(MILLION, seed=1730) > 50_000


@given(st.text(max_size=60))
def test_any_text(text):
    try:
        assert parse(text, FUNCTIONS).source == text
    except FormulaError as error:
        check_message(error, text)


WORDS = st.sampled_from(
    [*"a2e.+-*^()|,²⁻ <>½", " if ", " else ", " and ", " or ", " not ", "<=", "!=", "d/da ("]
)


@given(st.lists(WORDS, max_size=30).map("".join))
def test_any_words(text):
    try:
        parsed = parse(text, FUNCTIONS)
    except FormulaError as error:
        check_message(error, text)
    else:
        assert parse(f"lambda {parsed.variable}: ({text})", FUNCTIONS).root == parsed.root


@given(st.text(alphabet="a2e.+-*^()|,²⁻ ", max_size=40))
def test_any_text_of_the_alphabet(text):
    try:
        parsed = parse(text, FUNCTIONS)
    except FormulaError as error:
        check_message(error, text)
    else:
        assert parse(f"lambda {parsed.variable}: ({text})", FUNCTIONS).root == parsed.root
