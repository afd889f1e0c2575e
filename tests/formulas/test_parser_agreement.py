"""Agreement with Python's own arithmetic, on text that Python and the parser both read.

The text is made here, in Python's syntax, so that eval on it is safe.
"""

import operator
import random
from fractions import Fraction

from dfda.digits import Blank
from dfda.formulas.lower import lowered
from dfda.formulas.parser import parse
from dfda.formulas.tree import (
    Arity,
    Binary,
    Call,
    Comparison,
    Conditional,
    Junction,
    Negation,
    Number,
    Unary,
    Variable,
    children,
    postorder,
)
from dfda.program.exact import evaluate

FUNCTIONS = {"sin": Arity(1, 1)}

WRITTEN = {
    Number: lambda node, _: node.text,
    Variable: lambda node, _: node.name,
    Unary: lambda _, parts: f"(-{parts[0]})",
    Binary: lambda node, parts: f"({parts[0]} {node.operator} {parts[1]})",
    Call: lambda _, parts: f"sin({parts[0]})",
}


def written(node):
    """The tree as text with every parenthesis."""
    return WRITTEN[type(node)](node, [written(child) for child in children(node)])


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


def wrapped(text, root, name):
    """The text with each of its numbers in a call, so that Python keeps it exact."""
    numbers = [node for node in postorder(root) if isinstance(node, Number)]
    for number in sorted(numbers, key=lambda node: -node.start):
        text = f"{text[: number.start]}{name}('{number.text}'){text[number.end :]}"
    return text


def test_the_same_tree_as_python():
    draw = random.Random(1729)
    record = {"a": Recorded("a"), "sin": lambda x: Recorded(f"sin({x.text})"), "N": Recorded}
    for _ in range(20_000):
        text = random_formula(draw, draw.randrange(1, 7))
        root = parse(text, FUNCTIONS).root
        traced = eval(wrapped(text, root, "N"), {"__builtins__": {}, **record})  # noqa: S307
        assert traced.text == written(root), text


COMPARE = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
    "!=": operator.ne,
}  # fmt: skip


def random_number(draw, depth):
    """Arithmetic with choices in it, as Python reads it; powers are small and whole."""
    if depth == 0:
        return draw.choice(["a", "a", "1", "2", "3", "0.5", ".25", "1e1"])
    kind = draw.choice(["choice", "choice", "sum", "sum", "product", "power", "sign", "()", "flat"])
    inside = random_number(draw, depth - 1)
    other = random_number(draw, draw.randrange(depth))
    if kind == "choice":
        condition = random_condition(draw, depth - 1)
        then = f"({inside})" if " if " in inside and draw.random() < 0.5 else inside
        text = f"{then} if {condition} else {other}"
        return text if draw.random() < 0.3 else f"({text})"
    base = f"({inside})" if "**" in inside else inside  # 2**-1 above a power would be a root
    made = {
        "sum": f"{inside}{draw.choice(['+', '-', ' - '])}{other}",
        "product": f"{inside}{draw.choice('*/')}{other}",
        "power": f"{base}**{draw.choice(['2', '3', '-1', '0', '-2', '2**1'])}",
        "sign": f"{draw.choice('+-')}{inside}",
        "()": f"({inside})",
        "flat": draw.choice(["--a", "a - -1", "2**-1", "-a**2", "2**2**1", "a*-a**2"]),
    }
    return made[kind]


def random_condition(draw, depth):
    kind = draw.choice(["compare"] * 3 + ["chain", "and", "or", "not", "()"])
    if depth == 0 or kind == "compare":
        left, right = (random_number(draw, max(0, depth - 1)) for _ in range(2))
        return f"{bracketed(left)} {draw.choice(list(COMPARE))} {bracketed(right)}"
    if kind == "chain":
        terms = [bracketed(random_number(draw, 0)) for _ in range(draw.randrange(3, 5))]
        return "".join(f"{term} {draw.choice(list(COMPARE))} " for term in terms[:-1]) + terms[-1]
    inside = random_condition(draw, depth - 1)
    if kind == "not":
        return f"not {inside}"
    if kind == "()":
        return f"({inside})"
    return f"{inside} {kind} {random_condition(draw, depth - 1)}"


def bracketed(text):
    """A choice cannot be compared without parentheses, in Python and here."""
    return f"({text})" if " if " in text else text


def check_values(count, seed):
    """Python computes with fractions; what Python refuses has no value in dfda either."""
    draw = random.Random(seed)
    compared = chosen = 0
    for _ in range(count):
        text = random_number(draw, draw.randrange(1, 5))
        parsed = parse(f"lambda a: {text}", {})
        body = wrapped(parsed.source, parsed.root, "N").removeprefix("lambda a: ")
        code = compile(body, "formula", "eval")
        program = lowered(parsed)
        chosen += any(isinstance(node, Conditional) for node in postorder(parsed.root))
        for _ in range(2):
            a = Fraction(draw.randrange(-9, 10), draw.randrange(1, 5))
            found = evaluate(program, a)
            try:
                expected = eval(code, {"__builtins__": {}, "N": Fraction, "a": a})  # noqa: S307
            except ZeroDivisionError:
                assert found is Blank.UNDEFINED, (text, a)
                continue
            assert found == expected, (text, a)
            compared += 1
    assert compared > 1.5 * count
    assert chosen > count / 4


def test_20000_formulas_have_the_values_that_python_gives():
    check_values(20_000, seed=1731)


def test_every_kind_of_condition_is_made():
    draw = random.Random(1732)
    seen = set()
    for _ in range(2000):
        text = random_number(draw, 3)
        seen |= {type(node) for node in postorder(parse(f"lambda a: {text}", {}).root)}
    assert {Comparison, Conditional, Junction, Negation, Binary, Unary, Number, Variable} <= seen
