"""Random formulas, and what it means that two exact numbers are the same."""

import random
from fractions import Fraction

import pytest

from dfda.digits import Blank, enclosure
from dfda.program.exact import evaluate

BITS = 256

FUNCTIONS = [
    "sin",
    "cos",
    "tan",
    "exp",
    "log",
    "sqrt",
    "sinh",
    "cosh",
    "tanh",
    "abs",
    "sign",
    "step",
]
NUMBERS = ["1", "2", "3", "7", "0.5", "1.25", "0.1", "(1/3)", "(2/7)", "0", "10", "pi", "e"]
EXPONENTS = [
    "2",
    "3",
    "4",
    "(-1)",
    "(-2)",
    "0",
    "1",
    "(1/3)",
    "(2/3)",
    "(-5/3)",
    "0.5",
    "1.5",
    "(-1/2)",
]


KINDS = ["sum", "sum", "product", "product", "quotient", "power", "call", "sign", "pair"]


def random_formula(draw, depth):
    """The text of a formula of a, with signs, powers, bars, fractions and constants in it."""
    if depth == 0:
        return draw.choice(["a", "a", draw.choice(NUMBERS)])
    kind = draw.choice(KINDS)
    inside = f"({random_formula(draw, depth - 1)})"
    other = f"({random_formula(draw, draw.randrange(depth))})"
    if draw.random() < 0.5:
        inside, other = other, inside
    made = {
        "sum": f"{inside} {draw.choice('+-')} {other}",
        "product": f"{inside}*{other}",
        "quotient": f"{inside}/{other}",
        "power": f"{inside}^{draw.choice([other, *EXPONENTS * 2])}",
        "call": draw.choice([f"{draw.choice(FUNCTIONS)}{inside}", f"|{inside}|", f"e^{inside}"]),
        "sign": f"-{inside}",
        "pair": f"{draw.choice(['min', 'max'])}({inside}, {other})",
    }
    return made[kind]


def random_formulas(rng, count, depths=(1, 2, 3, 4)):
    draw = random.Random(int(rng.integers(2**32)))
    return [random_formula(draw, draw.choice(depths)) for _ in range(count)]


POINTS = tuple(map(Fraction, ("2", "-3/2", "1/3", "-1/7", "5", "0")))


def bounds_at(program, number, bits=BITS):
    return enclosure(evaluate(program, number), bits)


def differ(left, right):
    """How two enclosures contradict each other; None where they may be the same number."""
    if isinstance(left, Blank) or isinstance(right, Blank):
        return None if left == right else f"{left!r} and {right!r}"
    if left[1] < right[0] or right[1] < left[0]:
        return f"{float(left[0])!r} and {float(right[0])!r}"
    return None


@pytest.fixture
def formulas(rng):
    """A maker of random formulas that depend on the seed and the test's name."""
    return lambda count, **options: random_formulas(rng, count, **options)


class Exactly:
    """What tests ask about exact numbers."""

    points = POINTS
    at = staticmethod(bounds_at)
    differ = staticmethod(differ)


@pytest.fixture(scope="session")
def exactly():
    return Exactly
