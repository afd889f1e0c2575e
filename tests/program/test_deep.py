"""Programs ten thousand steps deep: nothing recurses, nothing grows faster than the program."""

# ruff: noqa: ARG005 - every chain is made of the same three parts

from fractions import Fraction

import numpy as np
import pytest

from dfda.digits import Blank
from dfda.formulas import formula
from dfda.program import smooth
from dfda.program.exact import evaluate
from dfda.program.floats import run
from dfda.program.forward import derivative
from dfda.program.polynomial import polynomial
from dfda.program.printing import Style, printed
from dfda.program.program import Builder
from dfda.program.simplify import tidy_builder
from dfda.program.smooth import hazards, moving_nodes, switches
from dfda.rules import RULES, abs_, cos, exp, sin, sqrt

DEEP = 10_000

CHAINS = {
    "a + a + a": lambda term, a, number: term + a,
    "a + 1 + 2": lambda term, a, number: term + number,
    "a·a·a": lambda term, a, number: term * a,
    "a/a/a": lambda term, a, number: term / a,
    "--a": lambda term, a, number: -term,
    "1 - (1 - a)": lambda term, a, number: 1 - term,
    "sin(sin(a))": lambda term, a, number: sin(term),
    "||a| - 1| - 1": lambda term, a, number: abs_(term) - 1,
    "sqrt(sqrt(a) + 2) + 2": lambda term, a, number: sqrt(term) + 2,
    "1/(1 + 1/(1 + a))": lambda term, a, number: 1 / (1 + term),
    "sin(a + 2)·(sin(a + 1)·a)": lambda term, a, number: sin(a + number) * term,
    "a·sin(a + 1)·sin(a + 2)": lambda term, a, number: term * sin(a + number),
    "min(min(a, 1), 2)": lambda term, a, number: RULES["min"](term, a + number),
    "e^-(e^-a)": lambda term, a, number: exp(-term),
}
EACH_CHAIN = pytest.mark.parametrize("name", CHAINS)


def chain(name, depth=DEEP):
    builder = Builder()
    a = term = builder.input("a")
    for number in range(1, depth + 1):
        term = CHAINS[name](term, a, number)
    return builder.build(term)


@pytest.fixture(scope="module", params=CHAINS)
def deep(request):
    """One program after the other, for all tests that ask for it."""
    return chain(request.param)


def test_deep_programs_build(deep):
    assert DEEP < len(deep) < 5 * DEEP
    assert len(Builder().extend(deep)) == len(deep)
    assert sum(moving_nodes(deep)) >= DEEP
    switches(deep)


def test_deep_programs_run(deep):
    found = run(deep, a=np.float64(1))
    assert isinstance(found, np.float64)


@EACH_CHAIN
def test_deep_programs_evaluate(name):
    value = evaluate(chain(name, 1000), Fraction(1))
    shallow = run(chain(name, 1000), a=np.float64(1))
    low, high = (value, value) if isinstance(value, Fraction) else value.enclose(2048)
    assert float(low) == pytest.approx(shallow, rel=1e-9)
    assert float(high) == pytest.approx(shallow, rel=1e-9)


def test_deep_programs_evaluate_to_the_bottom(deep):
    value = evaluate(deep, Fraction(1))
    assert isinstance(value, Fraction) or isinstance(value.enclose(128), (tuple, Blank))


def test_deep_programs_are_copied_tidily(deep):
    builder = tidy_builder()
    builder.extend(deep)
    assert len(builder.nodes) < 10 * len(deep)


@EACH_CHAIN
def test_deep_programs_print(name):
    program = chain(name, 1000)
    for style in Style:
        most = 120 if style is Style.MATHML else 60  # for each step: its tags are words
        assert 1000 < len(printed(program, style=style)) < most * len(program)


@EACH_CHAIN
def test_deep_programs_have_a_derivative(name):
    """A derivative is a few times as long as its function, however deep that is."""
    program = chain(name, 1000)
    assert len(derivative(program)) < 10 * len(program)


@EACH_CHAIN
def test_a_derivative_is_written_down_in_proportion(name, monkeypatch):
    """The nodes that the tidying throws away count too: they are the work that is done."""
    written = []

    def counted(self, node):
        written.append(node)
        return term_of(self, node)

    term_of = Builder._term
    monkeypatch.setattr(Builder, "_term", counted)
    work = []
    for depth in (30, 60):
        written.clear()
        derivative(chain(name, depth))
        work.append(len(written))
    # twice as deep: twice the work, and a little for what does not depend on the depth
    assert work[1] < 3 * work[0], work


@pytest.mark.parametrize("name", ["a + 1 + 2", "a + a + a", "sin(sin(a))"])
def test_hazards_look_at_each_constant_once(name, monkeypatch):
    asked = []
    plain_evaluate = smooth.evaluate

    def counted(program, number, **options):
        asked.append(len(program))
        return plain_evaluate(program, number, **options)

    monkeypatch.setattr(smooth, "evaluate", counted)
    work = []
    for depth in (50, 100):
        asked.clear()
        hazards(chain(name, depth))
        work.append(sum(asked))
    assert work[1] <= 3 * work[0], work


def test_shared_steps_are_evaluated_once():
    """2^200 copies of a, written down in 200 steps."""
    builder = Builder()
    term = builder.input("a")
    for _ in range(200):
        term = term + term
    program = builder.build(term)
    assert len(program) == 201
    assert evaluate(program, Fraction(1, 3)) == Fraction(2**200, 3)
    assert run(program, a=np.float64(1)) == 2.0**200
    assert evaluate(derivative(program), Fraction(0)) == 2**200
    assert polynomial(program) == {((0, 1),): 2**200}


def test_a_deep_sum_is_a_short_polynomial():
    assert polynomial(chain("a + a + a")) == {((0, 1),): DEEP + 1}
    assert len(derivative(chain("a + a + a"))) == 2


def test_the_longest_formulas_can_be_used():
    """What the parser lets in must get through everything behind it, with a usual stack."""
    longest = [
        "a" + "+a" * 199,
        "a" + "*a" * 199,
        "sin(a)" + "*sin(a)" * 70,
        "".join(f"sin(a+{n})*" for n in range(1, 55)) + "a",
        "sin(" * 60 + "a" + ")" * 60,
        "(a+" * 60 + "1" + ")" * 60,
        "e^(" * 30 + "-a" + ")" * 30,
        "(" * 60 + "a" + "+1)*a" * 60,
        "1/(1+" * 60 + "a" + ")" * 60,
        "a*(1+" * 60 + "a" + ")" * 60,
        "a/" * 150 + "2",
        "-" * 60 + "a",
    ]
    for text in longest:
        f = formula(text)
        slope = f.derivative
        assert len(slope.program) < 20 * len(f.program), text
        assert len(slope.text) > 0
        assert formula(f.text)(1.0) == pytest.approx(f(1.0), rel=1e-9, nan_ok=True)


def test_the_derivative_of_a_deep_chain_is_right():
    """sin(sin(…a)) a hundred deep against the product of the cosines."""
    program = chain("sin(sin(a))", 100)
    value, product = Fraction(1, 2), 1.0
    number = 0.5
    for _ in range(100):
        product *= float(np.cos(number))
        number = float(np.sin(number))
    found = run(derivative(program), a=np.float64(value))
    assert found == pytest.approx(product, rel=1e-12)
    builder = Builder()
    assert run(builder.build(cos(builder.input("a"))), a=np.float64(0)) == 1


def test_the_logistic_map_nested_100_times_stays_small():
    """x → 4x(1 - x), a hundred times over: written out it would have 2^100 terms."""
    builder = Builder()
    x = a = builder.input("a")
    for _ in range(100):
        x = 4 * x * (1 - x)
    program = builder.build(x)
    slope = derivative(program)
    assert len(program) <= 404
    assert len(slope) <= 10 * 100  # ten nodes a step
    point = Fraction(1, 2)  # a fixed point is reached after two steps: 1, then 0 for good
    assert evaluate(program, point) == 0
    assert evaluate(slope, point) == 0
    assert a.number == 0
    at = np.float64(0.3)
    by_hand, value = 1.0, 0.3
    for _ in range(100):
        by_hand, value = by_hand * 4 * (1 - 2 * value), 4 * value * (1 - value)
    assert run(slope, a=at) == pytest.approx(by_hand, rel=1e-6)
