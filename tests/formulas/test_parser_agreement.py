"""Agreement with Python's own arithmetic, on text that Python and the parser both read.

The text is made here, in Python's syntax, so that eval on it is safe.
"""

import operator
import random
from fractions import Fraction

from dfda.formulas.parser import parse
from dfda.formulas.tree import Arity, Binary, Call, Number, Unary, postorder

FUNCTIONS = {"sin": Arity(1, 1)}


def written(node):
    """The tree as text with every parenthesis."""
    match node:
        case Number():
            return node.text
        case Unary():
            return f"(-{written(node.operand)})"
        case Binary():
            return f"({written(node.left)} {node.operator} {written(node.right)})"
        case Call():
            return f"sin({written(*node.arguments)})"
    return node.name


class Recorded:
    """Writes down what Python does with it."""

    def __init__(self, text):
        self.text = text

    def __neg__(self):
        return Recorded(f"(-{self.text})")

    def __pos__(self):
        return self

    def __add__(self, other):
        return Recorded(f"({self.text} + {other.text})")

    def __sub__(self, other):
        return Recorded(f"({self.text} - {other.text})")

    def __mul__(self, other):
        return Recorded(f"({self.text} * {other.text})")

    def __truediv__(self, other):
        return Recorded(f"({self.text} / {other.text})")

    def __pow__(self, other):
        return Recorded(f"({self.text} ^ {other.text})")


def random_formula(draw, depth):
    """A formula in Python's syntax with all its traps: signs, towers, missing parentheses."""
    kind = draw.choice(["number", "variable"] if depth == 0 else ["sign", "call", "()"] + ["+"] * 6)
    if kind == "number":
        return draw.choice(["1", "2", "0.5", "3.", ".25", "1e2", "2E-1"])
    if kind == "variable":
        return "a"
    inside = random_formula(draw, depth - 1)
    if kind == "sign":
        return draw.choice("+-") + inside
    if kind != "+":
        return f"({inside})" if kind == "()" else f"sin({inside})"
    sign = draw.choice(["+", "-", "*", "/", "**", " + ", " - ", " ** "])
    return inside + sign + random_formula(draw, draw.randrange(depth))


def random_formulas():
    draw = random.Random(1729)
    return [random_formula(draw, draw.randrange(1, 7)) for _ in range(4000)]


def test_the_same_tree_as_python():
    record = {"a": Recorded("a"), "sin": lambda x: Recorded(f"sin({x.text})")}
    for text in random_formulas():
        parsed = parse(text, FUNCTIONS)
        numbers = sorted(
            (node for node in postorder(parsed.root) if isinstance(node, Number)),
            key=lambda node: -node.start,
        )
        python = text
        for number in numbers:
            wrapped = f"N('{number.text}')"
            python = f"{python[: number.start]}{wrapped}{python[number.end :]}"
        traced = eval(python, {"__builtins__": {}, "N": Recorded, **record})  # noqa: S307
        assert traced.text == written(parsed.root), text


ARITHMETIC = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}


def value(node, a):
    """The value in exact arithmetic."""
    match node:
        case Number():
            return node.value
        case Unary():
            return -value(node.operand, a)
        case Binary():
            return ARITHMETIC[node.operator](value(node.left, a), value(node.right, a))
    return a


def test_the_same_value_as_python():
    draw = random.Random(1730)
    compared = 0
    for _ in range(3000):
        terms = draw.randrange(1, 6)
        pieces = [
            draw.choice(["", "-", "+", "--"])
            + draw.choice(["a", "(a-1)", "F(2)", "(F(3)-a)"])
            + draw.choice(["", "**F(2)", "**-F(1)", "**F(2)**F(2)"])
            for _ in range(terms)
        ]
        python = pieces[0] + "".join(draw.choice("+-*/") + piece for piece in pieces[1:])
        a = Fraction(draw.randrange(-9, 10), draw.randrange(1, 5))
        try:
            expected = eval(python, {"__builtins__": {}, "F": Fraction, "a": a})  # noqa: S307
        except ZeroDivisionError:
            continue
        text = python.replace("F(2)", "2").replace("F(1)", "1").replace("F(3)", "3")
        assert value(parse(text, {}).root, a) == expected, text
        compared += 1
    assert compared > 2500
