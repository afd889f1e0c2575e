"""The lexer: every kind of token, exact values, places in the text, and each limit."""

import math
import unicodedata
from fractions import Fraction
from itertools import pairwise

import pytest

from dfda.errors import FormulaError
from dfda.formulas.lexer import GREEK, VULGAR, Token, number_value, tokenize

# text: the kinds and texts of its tokens, the last one (the end) left out
CUT = {
    "3": "number:3",
    "3.": "number:3.",
    ".5": "number:.5",
    "0.001": "number:0.001",
    "007": "number:007",
    "1e5": "number:1e5",
    "2E-3": "number:2E-3",
    "1.5e+7": "number:1.5e+7",
    "2e−3": "number:2e-3",
    "2e": "number:2 name:e",
    "2e-a": "number:2 name:e -:- name:a",
    "2e -3": "number:2 name:e -:- number:3",
    "2E": "number:2 name:E",
    "2exp": "number:2 name:exp",
    "3a": "number:3 name:a",
    "3.a": "number:3. name:a",
    "a2": "name:a2",
    "log10": "name:log10",
    "x_1": "name:x_1",
    "speed2_b": "name:speed2_b",
    "a b": "name:a name:b",
    "θ": "name:θ",
    "αβ": "name:α name:β",
    "aθb": "name:a name:θ name:b",
    "2πa": "number:2 name:π name:a",
    "pi": "name:pi",
    "a²": "name:a superscript:2",
    "a⁻¹": "name:a superscript:-1",
    "a¹²³⁴⁵⁶⁷⁸⁹⁰": "name:a superscript:1234567890",
    "2⁻³": "number:2 superscript:-3",
    "a+b-c": "name:a +:+ name:b -:- name:c",
    "a−b": "name:a -:- name:b",
    "a*b·c×d⋅e": "name:a *:* name:b *:* name:c *:* name:d *:* name:e",
    "a/b÷c": "name:a /:/ name:b /:/ name:c",
    "a^b**c": "name:a ^:^ name:b ^:^ name:c",
    "a***b": "name:a ^:^ *:* name:b",
    "(|a|)": "(:( |:| name:a |:| ):)",
    "f(a, 2)": "name:f (:( name:a ,:, number:2 ):)",
    "lambda a: 3": "name:lambda name:a ::: number:3",
    "np.sin": "name:np .:. name:sin",
    "a.5": "name:a number:.5",
    "½a": "number:1/2 name:a",
    "a^⅔": "name:a ^:^ number:2/3",
    "½⅓": "number:1/2 number:1/3",
    "↉": "number:0/3",
    "1if a<2else 3": "number:1 if:if name:a <:< number:2 else:else number:3",
    "a<=b>=c==d!=e": "name:a <=:<= name:b >=:>= name:c ==:== name:d !=:!= name:e",
    "a≤b≥c≠d>e": "name:a <=:<= name:b >=:>= name:c !=:!= name:d >:> name:e",
    "a<>b": "name:a <:< >:> name:b",
    "not a and b or c": "not:not name:a and:and name:b or:or name:c",
    "iffy elsewhere": "name:iffy name:elsewhere",
    "IF": "name:IF",
    " \t3 \t a ": "number:3 name:a",
    "": "",
    " ": "",
}


@pytest.mark.parametrize("text", CUT)
def test_cutting(text):
    tokens = tokenize(text)
    assert " ".join(f"{token.kind}:{token.text}" for token in tokens[:-1]) == CUT[text]
    assert tokens[-1] == Token("end", "", len(text), len(text))


@pytest.mark.parametrize("text", CUT)
def test_tokens_cover_everything_but_spaces(text):
    tokens = tokenize(text)
    pieces = "".join(text[token.start : token.end] for token in tokens)
    assert pieces == "".join(text.split())
    assert all(left.end <= right.start for left, right in pairwise(tokens))


@pytest.mark.parametrize("letter", GREEK)
def test_greek_letters_are_names(letter):
    assert tokenize(letter)[0] == Token("name", letter, 0, 1)


VALUES = {
    "3": Fraction(3),
    "3.": Fraction(3),
    ".5": Fraction(1, 2),
    "0.1": Fraction(1, 10),
    "1e5": Fraction(100_000),
    "2E-3": Fraction(1, 500),
    "2e−3": Fraction(1, 500),
    "1.25e+2": Fraction(125),
    "3.e1": Fraction(30),
    ".5e1": Fraction(5),
    "½": Fraction(1, 2),
    "⅒": Fraction(1, 10),
    "⅞": Fraction(7, 8),
    "↉": Fraction(0),
    "0e-999": Fraction(0),
    "9" * 40: Fraction(10**40 - 1),
    "1e308": Fraction(10**308),
    "5e-324": Fraction(5, 10**324),
}


@pytest.mark.parametrize("text", VALUES)
def test_values_are_exact(text):
    token = tokenize(text)[0]
    assert number_value(token.text) == VALUES[text]
    if text[0] not in VULGAR:
        assert float(token.text) == float(VALUES[text])


def test_every_vulgar_fraction_of_unicode_is_a_number():
    """All but ⅟, which is a fraction without its lower half."""
    known = {chr(code) for code in range(0x20000) if is_vulgar(chr(code))}
    assert known == VULGAR.keys() | {"⅟"}
    for character, text in VULGAR.items():
        assert number_value(tokenize(character)[0].text) == Fraction(text)
        assert math.isclose(unicodedata.numeric(character), Fraction(text))


def is_vulgar(character):
    return unicodedata.decomposition(character).startswith("<fraction>")


TOO_LONG = "The formula has {} characters, and 1,000 are allowed"
TOO_MANY = "The formula has more than 400 numbers, names and signs"
SHORTER = "write a shorter formula"
ONE_POINT = "write a number with one decimal point, such as 1.5"
THREE = "write at most 3 digits after the e"

# what: text, start, end, message, hint
LIMITS = {
    "one character": ("a" * 1001, 1000, 1001, TOO_LONG.format("1,001"), SHORTER),
    "spaces": (" " * 2000, 1000, 2000, TOO_LONG.format("2,000"), SHORTER),
    "a million": ("(" * 10**6, 1000, 10**6, TOO_LONG.format("1,000,000"), SHORTER),
    "tokens": ("a+" * 200 + "a", 400, 401, TOO_MANY, SHORTER),
    "digits": (
        "a+" + "1" * 41, 2, 43,
        f"The number '{'1' * 40}…' has 41 digits", "write at most 40 digits",
    ),
    "decimals": (
        "0." + "0" * 40, 0, 42,
        f"The number '0.{'0' * 38}…' has 41 digits", "write at most 40 digits",
    ),
    "raised digits": (
        "a" + "²" * 41, 1, 42,
        f"The number '{'²' * 40}…' has 41 digits", "write at most 40 digits",
    ),
    "exponent": ("2e1000", 0, 6, "The exponent of '2e1000' is too long", THREE),
    "zeros": ("2e-0001", 0, 7, "The exponent of '2e-0001' is too long", THREE),
    "large": ("1e309", 0, 5, "The number '1e309' is too large", "write a number below 1.79e308"),
    "largest": ("1e999", 0, 5, "The number '1e999' is too large", "write a number below 1.79e308"),
    "small": (
        "3a+1e-324", 3, 9,
        "The number '1e-324' is too close to zero", "write a number above 4.95e-324, or 0",
    ),
    "points": ("a+1.2.3", 2, 7, "'1.2.3' is not a number", ONE_POINT),
    "range": ("1..2", 0, 4, "'1..2' is not a number", ONE_POINT),
    "exponents": ("1e5e5", 0, 5, "'1e5e5' is not a number", ONE_POINT),
    "broken exponent": ("1e5.5", 0, 5, "'1e5.5' is not a number", ONE_POINT),
    "base 16": ("0x1F+a", 0, 4, "'0x1F' is not a decimal number", "write 31"),
    "base 2": ("3+0b101", 2, 7, "'0b101' is not a decimal number", "write 5"),
    "base 8": ("0o17", 0, 4, "'0o17' is not a decimal number", "write 15"),
}  # fmt: skip


@pytest.mark.parametrize("limit", LIMITS)
def test_limits(limit):
    text, start, end, what, instead = LIMITS[limit]
    with pytest.raises(FormulaError) as caught:
        tokenize(text)
    error = caught.value
    assert (error.start, error.end, error.what, error.instead) == (start, end, what, instead)


@pytest.mark.parametrize(
    "text",
    ["a" * 1000, "a+" * 199 + "aa", "1" * 40, "." + "1" * 40, "1e-323", "0x", "0xg", "0b2", "10x1"],
)
def test_just_within_the_limits(text):
    assert tokenize(text)[-1].kind == "end"


def test_no_digit_outside_ascii_is_a_number():
    digits = [chr(code) for code in range(0x80, 0x20000) if chr(code).isdigit()]
    raised = set("⁰¹²³⁴⁵⁶⁷⁸⁹")
    assert len(digits) > 500
    for digit in set(digits) - raised:
        with pytest.raises(FormulaError):
            tokenize(digit)


def test_the_alphabet_is_explicit():
    allowed = set("\t _.,:()|+-−*·×⋅/÷^π⁻⁰¹²³⁴⁵⁶⁷⁸⁹<>≤≥≠" + GREEK) | VULGAR.keys()
    allowed |= {chr(code) for code in range(0x80) if chr(code).isalnum()}
    for code in range(0x3000):
        inside = f"a{chr(code)}²" if chr(code) == "⁻" else f"a{chr(code)}"
        if chr(code) in allowed:
            tokenize(inside)
        else:
            with pytest.raises(FormulaError) as caught:
                tokenize(inside)
            assert caught.value.start == 1
