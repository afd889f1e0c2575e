"""Text, tree, text, tree: what is printed reads back as the same function, and prints the same."""

import random
from fractions import Fraction

import pytest

from dfda.digits import Blank, enclosure
from dfda.errors import FormulaError
from dfda.formulas import formula
from dfda.formulas.lexer import MOST_CHARACTERS, VULGAR
from dfda.formulas.lower import functions
from dfda.program.printing import Style, printed

BITS = 200
ONE = sorted(name for name, arity in functions().items() if arity.least == 1)
TWO = sorted(name for name, arity in functions().items() if arity.least == 2)
NUMBERS = ["0", "1", "2", "3", "10", "0.5", ".25", "0.1", "1e-3", "7", "pi", "π", "e", *VULGAR]
SIGNS = ["<", "<=", ">", ">=", "==", "!=", "≤", "≥", "≠"]
POWERS = ["^2", "²", "³", "^-1", "⁻¹", "**3", "^½", "^(1/3)", "^(2/3)", "^0.5", "^a", "⁰"]
KINDS = [
    "sum", "sum", "product", "left out", "quotient", "power", "call", "call", "pair", "bars",
    "sign", "choice", "choice", "exp", "derivative",
]  # fmt: skip


def random_text(draw, depth):
    """A formula in everything that the parser reads, printed carelessly."""
    if depth <= 0:
        return draw.choice(["a", "a", "a", draw.choice(NUMBERS)])
    inside, other = random_text(draw, depth - 1), random_text(draw, draw.randrange(depth))
    made = {
        "sum": lambda: f"{inside} {draw.choice('+-−')} ({other})",
        "product": lambda: f"({inside}){draw.choice('*·×')}({other})",
        "left out": lambda: f"{draw.choice(['2', '(a)', '½'])}({inside})",
        "quotient": lambda: f"({inside})/({other})",
        "power": lambda: f"({inside}){draw.choice(POWERS)}",
        "call": lambda: f"{draw.choice(ONE)}({inside})",
        "pair": lambda: f"{draw.choice(TWO)}({inside}, {other})",
        "bars": lambda: f"abs({inside})" if "|" in inside else f"|{inside}|",
        "sign": lambda: f"-({inside})",
        "choice": lambda: f"(({inside}) if {random_condition(draw, depth - 1)} else {other})",
        "exp": lambda: f"e^({inside})",
        "derivative": lambda: f"(d/da ({inside}))" if depth < 3 else f"({inside})",
    }
    return made[draw.choice(KINDS)]()


def random_condition(draw, depth):
    kind = draw.choice(["compare", "compare", "chain", "and", "or", "not"])
    if depth <= 0 or kind in {"compare", "chain"}:
        count = 3 if kind == "chain" else 2
        terms = [f"({random_text(draw, min(depth, 1))})" for _ in range(count)]
        return "".join(f"{term} {draw.choice(SIGNS)} " for term in terms[:-1]) + terms[-1]
    inside = random_condition(draw, depth - 1)
    if kind == "not":
        return f"not ({inside})"
    return f"({inside}) {kind} ({random_condition(draw, depth - 1)})"


def points(draw):
    return [Fraction(draw.randrange(-12, 13), draw.randrange(1, 6)) for _ in range(3)]


def differ(one, other):
    """Whether two exact values contradict each other."""
    first, second = enclosure(one, BITS), enclosure(other, BITS)
    if isinstance(first, Blank) or isinstance(second, Blank):
        undecided = Blank.CANNOT_TELL in (first, second)
        return not undecided and first != second
    return first[1] < second[0] or second[1] < first[0]


def read(text):
    """The formula, or None where a limit is in the way; nothing else may be."""
    try:
        return formula(text)
    except FormulaError as error:
        if "too long" in error.what or "more than 400" in error.what:
            return None
        raise


def check_stable(count, seed, *, derived=0):
    draw = random.Random(seed)
    kept = values = choices = 0
    while kept < count:
        f = read(random_text(draw, draw.randrange(1, 5)))
        if f is None:
            continue
        for _ in range(derived):
            f = f.derivative
        for style in (Style.PLAIN, Style.PRETTY):
            once = printed(f.program, style=style)
            if len(once) > MOST_CHARACTERS:
                break
            again = formula(once)
            assert printed(again.program, style=style) == once
            for point in points(draw):
                before, after = f.at(point), again.at(point)
                assert not differ(before, after), (once, point)
                values += not isinstance(enclosure(before, BITS), Blank)
        else:
            kept += 1
            choices += " if " in once
    assert values > 2 * count
    assert choices > count / 10


def test_what_is_printed_reads_back_and_prints_the_same():
    check_stable(2_000, seed=1733)


def test_derivatives_read_back_and_print_the_same():
    check_stable(500, seed=1734, derived=1)


@pytest.mark.slow
def test_20000_formulas_read_back_and_print_the_same():
    check_stable(20_000, seed=1735)
