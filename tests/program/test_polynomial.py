"""The polynomial form: the same values, shorter programs, honest about its budget."""

import random
from fractions import Fraction
from math import comb

import pytest

from dfda.formulas import formula
from dfda.program.exact import evaluate
from dfda.program.polynomial import HIGHEST, LARGEST, polynomial, shortened
from dfda.program.printing import printed
from dfda.program.program import Builder, Constant, Input, Program, Step
from dfda.rules import RULES, add, negate, subtract


def form_of(text):
    """The polynomial with its atoms written out as texts."""
    program = formula(text).program
    form = polynomial(program)
    if form is None:
        return None
    return {
        tuple((_shown(program, atom), exponent) for atom, exponent in monomial): value
        for monomial, value in form.items()
    }


def _shown(program, number):
    return printed(Program(program.nodes, (number,)))


FORMS = [
    ("0", {}),
    ("7", {(): 7}),
    ("a", {(("a", 1),): 1}),
    ("a - a", {}),
    ("(a + 1)^2 - a^2 - 2a - 1", {}),
    ("(a + 1)(a - 1)", {(("a", 2),): 1, (): -1}),
    ("-(a/2 - 1/3)", {(("a", 1),): Fraction(-1, 2), (): Fraction(1, 3)}),
    ("3a*a^4", {(("a", 5),): 3}),
    ("(2a)^3", {(("a", 3),): 8}),
    ("a^0", {(): 1}),
    ("0^0", {(): 1}),
    ("pi^2*a", {(("pi", 2), ("a", 1)): 1}),
    ("sin(a)*sin(a)", {(("sin(a)", 2),): 1}),
    ("sin(a) - sin(a)", {}),
    ("1/a", {(("1/a", 1),): 1}),
    ("a/a", {(("a/a", 1),): 1}),
    ("a^-1", {(("a^(-1)", 1),): 1}),
    ("a/0", {(("a/0", 1),): 1}),
    ("|a|^2", {(("|a|", 2),): 1}),
    ("a^(1/3)*a^(1/3)", {(("a^(1/3)", 2),): 1}),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_polynomial_form(text, expected):
    found = form_of(text)
    assert {frozenset(monomial): value for monomial, value in found.items()} == {
        frozenset(monomial): value for monomial, value in expected.items()
    }


BINOMIAL = 199


def test_the_binomial_theorem():
    program = formula(f"(a + 1)^{BINOMIAL}").program
    form = polynomial(program)
    atom = program.nodes.index(Input("a"))
    assert form == {
        ((atom, power),) if power else (): comb(BINOMIAL, power) for power in range(BINOMIAL + 1)
    }


TOO_LONG = [
    f"(a + 1)^{LARGEST}",
    f"(a + 1)^{LARGEST + 1}",
    "(a + sin(a) + 1)^20",
    "(a + 1)^150*(a + 1)^60",
    "(((a + 1)^10)^10)^10",
    "(10^1000*a)^1000",
    "+".join(f"(a + {number})^99" for number in range(20)),
    "+".join(f"(a + 1/{number}{'7' * 38})^40" for number in range(1, 8)),
]


@pytest.mark.parametrize("text", TOO_LONG)
def test_nothing_is_claimed_beyond_the_budget(text):
    program = formula(text).program
    assert polynomial(program) is None
    assert shortened(program) is program


def test_one_monomial_may_be_of_a_high_degree():
    assert form_of(f"a^{HIGHEST}") == {(("a", HIGHEST),): 1}
    for power in (HIGHEST + 1, 10**38):
        assert form_of(f"a^{power}") == {((f"a^{power}", 1),): 1}


RATIONAL_ATOMS = [
    "a",
    "|a|",
    "(1/(a^2 + 1))",
    "sign(a - 1)",
    "min(a, 2)",
    "step(a)",
    "2",
    "0.5",
    "(1/3)",
]


def random_polynomial(draw, depth):
    if depth == 0:
        return draw.choice(RATIONAL_ATOMS)
    left, right = (random_polynomial(draw, draw.randrange(depth)) for _ in range(2))
    return draw.choice(
        [f"({left} + {right})", f"({left} - {right})", f"({left})*({right})", f"-({left})",
         f"({left})^{draw.randrange(4)}", f"({left})/3"]
    )  # fmt: skip


@pytest.fixture
def programs(rng):
    draw = random.Random(int(rng.integers(2**32)))
    return [formula(random_polynomial(draw, draw.randrange(1, 7))).program for _ in range(500)]


POINTS = tuple(map(Fraction, ("0", "1", "-5/3", "7/2", "100")))


def value_of_form(program, form, point):
    """The form's value from its atoms' values, in plain fractions."""
    total = Fraction(0)
    for monomial, coefficient in form.items():
        product = coefficient
        for atom, exponent in monomial:
            product *= evaluate(Program(program.nodes, (atom,)), point) ** exponent
        total += product
    return total


def test_the_form_has_the_program_s_value(programs):
    for program in programs:
        form = polynomial(program)
        assert form is not None
        assert all(isinstance(value, Fraction) and value for value in form.values())
        assert not any(isinstance(program.nodes[atom], Constant) for m in form for atom, _ in m)
        for point in POINTS:
            found = value_of_form(program, form, point)
            assert isinstance(found, Fraction)
            assert found == evaluate(program, point)


def summands(program):
    """How many terms stand in the outermost sum, however its nodes are shared."""
    counts = []
    for node in program.nodes:
        splits = isinstance(node, Step) and node.rule in {add, subtract, negate}
        counts.append(sum(counts[index] for index in node.operands) if splits else 1)
    return counts[program.outputs[0]]


def test_shortened_programs_are_simpler_and_the_same(programs):
    """Fewer steps or, where like terms are collected, fewer terms."""
    simpler = 0
    for program in programs:
        short = shortened(program)
        if short is not program:
            assert len(short) < len(program) or summands(short) < summands(program)
            simpler += 1
        assert short.inputs == program.inputs
        for point in POINTS:
            assert evaluate(short, point) == evaluate(program, point)
    assert simpler > 25


class Watched(tuple):
    """Nodes that count how often somebody looks at one of them."""

    __slots__ = ()
    looks = 0

    def __getitem__(self, index):
        type(self).looks += 1
        return super().__getitem__(index)


def test_shared_sums_are_looked_at_once(monkeypatch):
    """Twenty sums of the two before them: 23 nodes, and 17,711 terms when they are written out."""
    builder = Builder()
    a = builder.input("a")
    last, before = RULES["sin"](a), RULES["cos"](a)
    for _ in range(20):
        last, before = last + before, last
    program = builder.build(last)
    assert (len(program), summands(program)) == (23, 17711)
    monkeypatch.setattr(Watched, "looks", 0)
    shortened(Program(Watched(program.nodes), program.outputs))
    assert Watched.looks < 100 * len(program)


def test_equal_polynomials_have_equal_forms(programs):
    """(p + q)(p - q) = p² - q², whatever p and q are."""
    for left, right in zip(programs[:100], programs[100:200], strict=True):
        builder = Builder()
        p = builder.extend(left)[left.outputs[0]]
        q = builder.extend(right)[right.outputs[0]]
        program = builder.build((p + q) * (p - q) - (p**2 - q**2))
        assert polynomial(program) in ({}, None)
        assert shortened(program).nodes[-1] == Constant(Fraction(0)) or polynomial(program) is None
