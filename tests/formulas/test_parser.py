"""Formulas that are read, each with its tree written out with every parenthesis."""

import pickle
import re
from fractions import Fraction
from itertools import pairwise

import pytest

from dfda.errors import InputError
from dfda.formulas.parser import parse
from dfda.formulas.tree import (
    Arity,
    Binary,
    Call,
    Comparison,
    Conditional,
    Constant,
    Derivative,
    Junction,
    Negation,
    Number,
    Unary,
    Variable,
    children,
    postorder,
)

ONE = "sin cos tan exp log ln log10 log2 sqrt abs sign step floor asin relu"
FUNCTIONS = {name: Arity(1, 1) for name in ONE.split()}
FUNCTIONS |= {"max": Arity(2, None), "clamp": Arity(2, 3), "atan2": Arity(2, 2)}


def written(node):
    """The tree as text with every parenthesis; constants stand in angle brackets."""
    parts = [written(child) for child in children(node)]
    return WRITTEN[type(node)](node, parts)


def chain(node, parts):
    pairs = zip(node.signs, parts[1:], strict=True)
    return f"({parts[0]}{''.join(f' {sign} {operand}' for sign, operand in pairs)})"


WRITTEN = {
    Number: lambda node, _: node.text,
    Constant: lambda node, _: f"<{node.name}>",
    Variable: lambda node, _: node.name,
    Unary: lambda _, parts: f"(-{parts[0]})",
    Binary: lambda node, parts: f"({parts[0]} {node.operator} {parts[1]})",
    Call: lambda node, parts: f"{node.function}({', '.join(parts)})",
    Derivative: lambda _, parts: f"D({parts[0]})",
    Conditional: lambda _, parts: "({} if {} else {})".format(*parts),
    Comparison: chain,
    Junction: lambda node, parts: f"({f' {node.word} '.join(parts)})",
    Negation: lambda _, parts: f"(not {parts[0]})",
}


READ = {
    # numbers
    "3": "3",
    "3.": "3.",
    ".5": ".5",
    "0.5": "0.5",
    "007": "007",
    "1e5": "1e5",
    "2E-3": "2E-3",
    "2e-3": "2e-3",
    "2e−3": "2e-3",
    "2e+3": "2e+3",
    "1.5e10": "1.5e10",
    "0e-999": "0e-999",
    # constants
    "e": "<e>",
    "pi": "<pi>",
    "π": "<pi>",
    "2e": "(2 * <e>)",
    "2e-a": "((2 * <e>) - a)",
    "2e - 3": "((2 * <e>) - 3)",
    "2e(3)": "((2 * <e>) * 3)",
    "e^a": "(<e> ^ a)",
    "2π": "(2 * <pi>)",
    "2πa": "((2 * <pi>) * a)",
    "πa": "(<pi> * a)",
    "aπ": "(a * <pi>)",
    "pi a": "(<pi> * a)",
    "pi(a+1)": "(<pi> * (a + 1))",
    "e(a)": "(<e> * a)",
    "2e3a": "(2e3 * a)",
    "2e^2": "(2 * (<e> ^ 2))",
    "a e": "(a * <e>)",
    # variables
    "a": "a",
    "x": "x",
    "E": "E",
    "θ": "θ",
    "λ^2": "(λ ^ 2)",
    "2θ": "(2 * θ)",
    "speed": "speed",
    "x_1": "x_1",
    "a2": "a2",
    "ab": "ab",
    "time + 2time": "(time + (2 * time))",
    "seconds": "seconds",
    # sums and products
    "3*a": "(3 * a)",
    "3a": "(3 * a)",
    "3 a": "(3 * a)",
    "3.a": "(3. * a)",
    "3·a": "(3 * a)",
    "3×a": "(3 * a)",
    "3⋅a": "(3 * a)",
    "3÷a": "(3 / a)",
    "a + 1": "(a + 1)",
    "a - 1": "(a - 1)",
    "a − 1": "(a - 1)",
    "a -1": "(a - 1)",
    "a+1+2": "((a + 1) + 2)",
    "a-1-2": "((a - 1) - 2)",
    "a-1+2": "((a - 1) + 2)",
    "a+2*3": "(a + (2 * 3))",
    "2*3+a": "((2 * 3) + a)",
    "a*2*3": "((a * 2) * 3)",
    "a/2/3": "((a / 2) / 3)",
    "a/2*3": "((a / 2) * 3)",
    "a*2/3": "((a * 2) / 3)",
    "2+3a": "(2 + (3 * a))",
    " \t3\t* a ": "(3 * a)",
    # multiplication left out has the strength of a written one
    "1/2a": "((1 / 2) * a)",
    "1/2π": "((1 / 2) * <pi>)",
    "1/2(a)": "((1 / 2) * a)",
    "1/a(a+1)": "((1 / a) * (a + 1))",
    "a/3a": "((a / 3) * a)",
    "2a*3a": "(((2 * a) * 3) * a)",
    "2a(a+1)": "((2 * a) * (a + 1))",
    "(a+1)(a-1)": "((a + 1) * (a - 1))",
    "(2)(3)": "(2 * 3)",
    "2(3)": "(2 * 3)",
    "(a)a": "(a * a)",
    "a a": "(a * a)",
    "a(a)": "(a * a)",
    "a(a+1)": "(a * (a + 1))",
    "a (a+1)": "(a * (a + 1))",
    "a(2)": "(a * 2)",
    "f(2)": "(f * 2)",
    "rate(rate+1)": "(rate * (rate + 1))",
    "2sin(a)": "(2 * sin(a))",
    "a sin(a)": "(a * sin(a))",
    "a(sin(a))": "(a * sin(a))",
    "sin(a)a": "(sin(a) * a)",
    "sin(a)cos(a)": "(sin(a) * cos(a))",
    "a a a": "((a * a) * a)",
    "2 a sin(a) (a)": "(((2 * a) * sin(a)) * a)",
    "0x": "(0 * x)",
    "2exp(a)": "(2 * exp(a))",
    # signs
    "-a": "(-a)",
    "−a": "(-a)",
    "+a": "a",
    "--a": "(-(-a))",
    "-+a": "(-a)",
    "+-a": "(-a)",
    "a--1": "(a - (-1))",
    "a+-1": "(a + (-1))",
    "a*-2": "(a * (-2))",
    "a/-2": "(a / (-2))",
    "-a*2": "((-a) * 2)",
    "-2a": "((-2) * a)",
    "-a a": "((-a) * a)",
    "-(a+1)": "(-(a + 1))",
    "-sin(a)": "(-sin(a))",
    "a-+1": "(a - 1)",
    "a*-a^2": "(a * (-(a ^ 2)))",
    # powers
    "a^2": "(a ^ 2)",
    "a**2": "(a ^ 2)",
    "a ** 2": "(a ^ 2)",
    "a²": "(a ^ 2)",
    "a ²": "(a ^ 2)",
    "a³": "(a ^ 3)",
    "a¹²": "(a ^ 12)",
    "a⁻¹": "(a ^ (-1))",
    "a⁰": "(a ^ 0)",
    "-a^2": "(-(a ^ 2))",
    "-a²": "(-(a ^ 2))",
    "(-a)^2": "((-a) ^ 2)",
    "(-a)²": "((-a) ^ 2)",
    "2^-a": "(2 ^ (-a))",
    "2^+a": "(2 ^ a)",
    "2^--a": "(2 ^ (-(-a)))",
    "2^-a^2": "(2 ^ (-(a ^ 2)))",
    "2^-a*3": "((2 ^ (-a)) * 3)",
    "2^3^2": "(2 ^ (3 ^ 2))",
    "2**3**a": "(2 ^ (3 ^ a))",
    "2^3**a": "(2 ^ (3 ^ a))",
    "(2^3)^2": "((2 ^ 3) ^ 2)",
    "a^2²": "(a ^ (2 ^ 2))",
    "2^a²": "(2 ^ (a ^ 2))",
    "2^-a²": "(2 ^ (-(a ^ 2)))",
    "(a²)^3": "((a ^ 2) ^ 3)",
    "(a²)³": "((a ^ 2) ^ 3)",
    "(a+1)²": "((a + 1) ^ 2)",
    "2a^2": "(2 * (a ^ 2))",
    "2a²": "(2 * (a ^ 2))",
    "2²a": "((2 ^ 2) * a)",
    "2^3a": "((2 ^ 3) * a)",
    "e^2a": "((<e> ^ 2) * a)",
    "a^2(a+1)": "((a ^ 2) * (a + 1))",
    "a^(a+1)": "(a ^ (a + 1))",
    "a^2+1": "((a ^ 2) + 1)",
    "a^2*3": "((a ^ 2) * 3)",
    "2*a^3/4": "((2 * (a ^ 3)) / 4)",
    "a^(1/3)": "(a ^ (1 / 3))",
    "a^sin(a)": "(a ^ sin(a))",
    "a²a³": "((a ^ 2) * (a ^ 3))",
    "π²": "(<pi> ^ 2)",
    "a^-2a": "((a ^ (-2)) * a)",
    "9^9^9^9": "(9 ^ (9 ^ (9 ^ 9)))",
    # bars
    "|a|": "abs(a)",
    "|a+1|": "abs((a + 1))",
    "| a |": "abs(a)",
    "-|a|": "(-abs(a))",
    "2|a|": "(2 * abs(a))",
    "|a|a": "(abs(a) * a)",
    "a|a|": "(a * abs(a))",
    "|a|²": "(abs(a) ^ 2)",
    "|a|^2": "(abs(a) ^ 2)",
    "||a|-1|": "abs((abs(a) - 1))",
    "||a||": "abs(abs(a))",
    "|a||a|": "(abs(a) * abs(a))",
    "|a|*a/|a|": "((abs(a) * a) / abs(a))",
    "|(2|a|)|": "abs((2 * abs(a)))",
    "|2*|a||": "abs((2 * abs(a)))",
    "|-|a||": "abs((-abs(a)))",
    "|a|+|a-1|": "(abs(a) + abs((a - 1)))",
    "(|a|)(|a|)": "(abs(a) * abs(a))",
    "|sin(|a|)|": "abs(sin(abs(a)))",
    "2^|a|": "(2 ^ abs(a))",
    "|a|(a)": "(abs(a) * a)",
    "max(|a|, 2)": "max(abs(a), 2)",
    # parentheses and calls
    "(a)": "a",
    "((a))": "a",
    "2(a+1)": "(2 * (a + 1))",
    "sin(a)": "sin(a)",
    "sin (a)": "sin(a)",
    "sin((a))": "sin(a)",
    "ln(a)": "ln(a)",
    "log10(a)": "log10(a)",
    "sin(2a)": "sin((2 * a))",
    "sin(-a)": "sin((-a))",
    "sin(cos(a))": "sin(cos(a))",
    "sin(a)^2": "(sin(a) ^ 2)",
    "sin(a)²": "(sin(a) ^ 2)",
    "abs(a)": "abs(a)",
    "max(a, 2)": "max(a, 2)",
    "max(0,5)": "max(0, 5)",
    "max(a,1,2,3)": "max(a, 1, 2, 3)",
    "clamp(a,2)": "clamp(a, 2)",
    "clamp(a, 0, 1)": "clamp(a, 0, 1)",
    "atan2(a, max(1, a))": "atan2(a, max(1, a))",
    "sin(a)*exp(-a^2)": "(sin(a) * exp((-(a ^ 2))))",
    "exp(-a²/2)/sqrt(2π)": "(exp(((-(a ^ 2)) / 2)) / sqrt((2 * <pi>)))",
    # conditions
    "1 if a > 0 else 2": "(1 if (a > 0) else 2)",
    "1 if a ≥ 0 else 2": "(1 if (a >= 0) else 2)",
    "1if a<0else 2": "(1 if (a < 0) else 2)",
    "a+1 if a*2 < 3+a else -a": "((a + 1) if ((a * 2) < (3 + a)) else (-a))",
    "1 if a<0 else 2 if a<1 else 3": "(1 if (a < 0) else (2 if (a < 1) else 3))",
    "(1 if a<0 else 2) if a<1 else 3": "((1 if (a < 0) else 2) if (a < 1) else 3)",
    "1 if (a<0) else (2)": "(1 if (a < 0) else 2)",
    "1 if 0<a<=1 else 2": "(1 if (0 < a <= 1) else 2)",
    "1 if 0<a and a<1 else 2": "(1 if ((0 < a) and (a < 1)) else 2)",
    "1 if a==1 or a!=2 and a>3 else 2": "(1 if ((a == 1) or ((a != 2) and (a > 3))) else 2)",
    "1 if (a==1 or a>2) and a>3 else 2": "(1 if (((a == 1) or (a > 2)) and (a > 3)) else 2)",
    "1 if a<1 or a<2 or a<3 else 2": "(1 if ((a < 1) or (a < 2) or (a < 3)) else 2)",
    "1 if not a<1 and a<2 else 2": "(1 if ((not (a < 1)) and (a < 2)) else 2)",
    "1 if not (a<1 and a<2) else 2": "(1 if (not ((a < 1) and (a < 2))) else 2)",
    "1 if not not a<1 else 2": "(1 if (not (not (a < 1))) else 2)",
    "2(1 if a>0 else 2)": "(2 * (1 if (a > 0) else 2))",
    "sin(1 if a>0 else 2)": "sin((1 if (a > 0) else 2))",
    "max(1 if a>0 else 2, a)": "max((1 if (a > 0) else 2), a)",
    "|1 if a>0 else 2|": "abs((1 if (a > 0) else 2))",
    "|a| if |a|>1 else |a|²": "(abs(a) if (abs(a) > 1) else (abs(a) ^ 2))",
    "2^(1 if a>0 else 2)": "(2 ^ (1 if (a > 0) else 2))",
    "1 if (1 if a>0 else 2)<2 else 3": "(1 if ((1 if (a > 0) else 2) < 2) else 3)",
    # fractions of one character
    "½": "1/2",
    "½a": "(1/2 * a)",
    "a^½": "(a ^ 1/2)",
    "-¾a²": "((-3/4) * (a ^ 2))",
    "½²": "(1/2 ^ 2)",
    "1/½": "(1 / 1/2)",
    "½π": "(1/2 * <pi>)",
    # derivatives
    "d/da (3a)": "D((3 * a))",
    "d/dx(x²)": "D((x ^ 2))",
    "d / da (a)": "D(a)",
    "2 + d/da (a^2)": "(2 + D((a ^ 2)))",
    "2d/da (a^2)": "(2 * D((a ^ 2)))",
    "d/da (a)*3": "(D(a) * 3)",
    "1/d/da (a^2)": "(1 / D((a ^ 2)))",
    "d/da (d/da (a^3))": "D(D((a ^ 3)))",
    "d/da d/da (a^3)": "D(D((a ^ 3)))",
    "d²/da² (a^3)": "D(D((a ^ 3)))",
    "d^3/da^3 (a^3)": "D(D(D((a ^ 3))))",
    "d¹/da (a)": "D(a)",
    "d/dθ (θ²)": "D((θ ^ 2))",
    "d/dspeed (speed)": "D(speed)",
    "d/da (5)": "D(5)",
    "lambda d: d/dd (d²)": "D((d ^ 2))",
    "d/d": "(d / d)",
    "d/(d+1)": "(d / (d + 1))",
    "da/da": "(da / da)",
    # a declared variable
    "lambda a: 3*a": "(3 * a)",
    "lambda x: x^2": "(x ^ 2)",
    "lambda x:x²": "(x ^ 2)",
    " lambda x : 2": "2",
    "lambda e: e*2": "(e * 2)",
    "lambda e: 2e": "(2 * e)",
    "lambda e: 2e3": "2e3",
    "lambda e: pi e": "(<pi> * e)",
    "lambda cost: 2cost(cost)": "((2 * cost) * cost)",
    "lambda sina: sina": "sina",
}


@pytest.mark.parametrize("text", READ)
def test_reading(text):
    assert written(parse(text, FUNCTIONS).root) == READ[text]


VARIABLES = {
    "3": "a",
    "pi": "a",
    "x+1": "x",
    "f(2)": "f",
    "2θ": "θ",
    "speed*2": "speed",
    "lambda x: 3": "x",
    "lambda e: e": "e",
    "lambda pix: 2": "pix",
    "1 if 2 > 3 else 4": "a",
    "1 if x > 3 else 4": "x",
    "d/dx (5)": "x",
    "d/dθ (5)": "θ",
}


@pytest.mark.parametrize("text", VARIABLES)
def test_the_variable(text):
    parsed = parse(text, FUNCTIONS)
    assert (parsed.source, parsed.variable) == (text, VARIABLES[text])


@pytest.mark.parametrize("text", READ)
def test_every_node_knows_where_it_stands(text):
    parsed = parse(text, FUNCTIONS)
    for node in postorder(parsed.root):
        piece = text[node.start : node.end]
        if isinstance(node, Comparison | Junction | Negation):
            declared = f"lambda {parsed.variable}: 1 if {piece} else 2"
            assert parse(declared, FUNCTIONS).root.condition == node
        elif piece.strip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹") and not is_half_of_an_order(node, text):
            declared = f"lambda {parsed.variable}: {piece}"
            assert parse(declared, FUNCTIONS).root == node
        below = children(node)
        assert all(node.start <= child.start < child.end <= node.end for child in below)
        assert all(left.end <= right.start for left, right in pairwise(below))


def is_half_of_an_order(node, text):
    """d²/da² is two derivatives, which stand at the same place."""
    order = re.search(r"d[²^]", text)
    return order and isinstance(node, Derivative)


def test_numbers_are_exact():
    numbers = parse("0.1 + 2e-3 + a³", {}).root
    assert numbers.left.left == Number(Fraction(1, 10), "0.1")
    assert numbers.left.right == Number(Fraction(1, 500), "2e-3")
    assert numbers.right.right == Number(Fraction(3), "3")


def test_bars_need_no_function_called_abs():
    assert parse("|a|", {}).root == Call("abs", (Variable("a"),))


def test_equal_trees_may_stand_at_different_places():
    assert parse("3a", {}).root == parse(" 3 * (a) ", {}).root
    assert parse("3a", {}).root != parse("3.0a", {}).root


def test_children_come_first_in_postorder():
    nodes = postorder(parse("2a+|a|", {}).root)
    texts = ["2", "a", "(2 * a)", "a", "abs(a)", "((2 * a) + abs(a))"]
    assert [written(node) for node in nodes] == texts


def test_a_parsed_formula_is_frozen_and_pickles():
    parsed = parse("3*sin(a)", FUNCTIONS)
    assert pickle.loads(pickle.dumps(parsed)) == parsed
    with pytest.raises(AttributeError):
        parsed.root.left.value = Fraction(4)


@pytest.mark.parametrize("given", [3, None, b"a", ["a"], 2.5])
def test_only_text_is_read(given):
    with pytest.raises(InputError) as caught:
        parse(given, {})
    kind = type(given).__name__
    assert caught.value.what == f"A formula is text, and this is of type {kind}"
    assert caught.value.instead == 'write it in quotes, such as "3*a"'
