"""Writing a program down: sharing, dropping, substituting."""

import pickle
from fractions import Fraction

import pytest

from dfda.errors import InputError
from dfda.formulas import formula
from dfda.program.exact import evaluate
from dfda.program.program import Builder, Constant, Input, Named, Step
from dfda.program.simplify import tidy_builder
from dfda.rules import RULES, add, multiply, sin, whole_power


@pytest.fixture
def builder():
    return Builder()


def test_equal_nodes_are_one_node(builder):
    a = builder.input("a")
    first, second = sin(2 * a + 1), sin(2 * builder.input("a") + Fraction(3, 3))
    assert first.number == second.number
    assert builder.nodes.count(Step(sin, first.node.operands)) == 1
    assert len(builder.nodes) == len(set(builder.nodes)) == 6  # a, 2, 2a, 1, 2a + 1, sin


def test_different_nodes_stay_apart(builder):
    a, b = builder.input("a"), builder.input("b")
    terms = [
        a,
        b,
        a + b,
        b + a,
        a - b,
        a * b,
        a / b,
        -a,
        a**2,
        builder.named("e"),
        builder.named("pi"),
    ]
    assert len({term.number for term in terms}) == len(terms)


def test_a_repeated_subexpression_of_a_formula_is_one_node():
    program = formula("sin(a + 1)^2 + sin(a + 1)*sin(1 + a)").program
    assert sum(isinstance(node, Step) and node.rule is sin for node in program.nodes) == 2


def test_build_drops_what_no_output_needs(builder):
    a = builder.input("a")
    wanted = a + 1
    sin(a) * 7
    builder.named("pi")
    program = builder.build(wanted)
    assert program.nodes == (Input("a"), Constant(Fraction(1)), Step(add, (0, 1)))
    assert program.outputs == (2,)


def test_build_keeps_inputs_in_their_order(builder):
    builder.input("b")
    builder.input("a")
    program = builder.build(builder.constant(3))
    assert program.inputs == ("b", "a")
    assert len(program) == 3


def test_build_of_several_outputs(builder):
    a = builder.input("a")
    program = builder.build(a**2, a, a**2 + 1, a)
    values = [evaluate(program, Fraction(3), output=index) for index in range(4)]
    assert values == [9, 3, 10, 3]


def test_nodes_stand_after_their_operands(formulas):
    for text in formulas(200):
        program = formula(text).derivative.program
        for number, node in enumerate(program.nodes):
            if isinstance(node, Step):
                assert len(node.operands) == node.rule.arity
                assert all(operand < number for operand in node.operands)
        assert len(set(program.nodes)) == len(program)


def test_extend_copies(builder):
    program = formula("2a^2 + sin(a)/pi").program
    copies = builder.extend(program)
    assert len(copies) == len(program)
    assert builder.build(copies[program.outputs[0]]) == program
    again = builder.extend(program)  # all shared
    assert [term.number for term in again] == [term.number for term in copies]


def test_extend_replaces_a_variable(builder):
    program = formula("a^3 - 2/a").program
    h = builder.input("h")
    copies = builder.extend(program, {"a": h + 1})
    shifted = builder.build(copies[program.outputs[0]])
    assert shifted.inputs == ("h",)
    for number in map(Fraction, ("0", "1/3", "-7/2")):
        assert evaluate(shifted, number) == evaluate(program, number + 1)


def test_extend_replaces_only_what_is_named(builder):
    a = builder.input("a")
    copies = builder.extend(formula("x^2").program, {"y": a})
    assert builder.build(copies[-1]).inputs == ("a", "x")


def test_a_replacement_may_hold_the_variable(builder):
    program = formula("a^2").program
    a = builder.input("a")
    copies = builder.extend(program, {"a": 2 * a})
    assert evaluate(builder.build(copies[-1]), Fraction(3)) == 36


def test_rational(builder):
    a = builder.input("a")
    third = builder.constant(1) / 3
    assert builder.rational((third + 1).number) == Fraction(4, 3)
    assert builder.rational((a - a).number) is None
    assert builder.rational((third / 0).number) is None
    assert builder.rational(builder.named("pi").number) is None
    assert builder.rational(RULES["sqrt"](builder.constant(2)).number) is None
    assert builder.rational(RULES["sqrt"](builder.constant(4)).number) == 2


RAISED = [
    ("2", "whole_power", "2"),
    ("-1", "whole_power", "-1"),
    ("1/3", "odd_power", "1/3"),
    ("2/3", "even_power", "2/3"),
    ("0.5", "power", "1/2"),
    ("1/2+1/2", "whole_power", "1"),
    ("sqrt(4)", "whole_power", "2"),
    ("4^(-1/2)*2/3", "odd_power", "1/3"),
    ("-2", "whole_power", "-2"),
]


@pytest.mark.parametrize(("exponent", "rule", "value"), RAISED)
def test_a_power_takes_the_law_of_its_exponent(exponent, rule, value):
    program = formula(f"a^({exponent})").program
    step = program.nodes[program.outputs[0]]
    assert step.rule.name == rule
    assert program.known(step) == (None, Fraction(value))


@pytest.mark.parametrize("exponent", ["a", "pi", "e", "sqrt(2)", "sin(0)+a", "1/0"])
def test_a_power_whose_exponent_is_no_known_fraction(exponent):
    program = formula(f"a^({exponent})").program
    assert program.nodes[program.outputs[0]].rule.name == "power"


def test_known_operands():
    program = formula("3a").program
    step = program.nodes[program.outputs[0]]
    assert step.rule is multiply
    assert program.known(step) == (Fraction(3), None)


def test_operators_of_terms(builder):
    a = builder.input("a")
    values = {
        1 + a: 4, a + 1: 4, 1 - a: -2, a - 1: 2, 2 * a: 6, a * 2: 6, 6 / a: 2,
        a / 6: Fraction(1, 2),
        -a: -3, a**2: 9, a**-1: Fraction(1, 3), a ** Fraction(1, 1): 3,
    }  # fmt: skip
    for term, value in values.items():
        assert evaluate(builder.build(term), Fraction(3)) == value


def test_a_term_is_no_sequence(builder):
    with pytest.raises(TypeError, match=r"^a term is one number, not a sequence$"):
        list(builder.input("a"))


@pytest.mark.parametrize("build", [Builder, tidy_builder])
def test_a_step_takes_the_operands_of_its_rule(build):
    builder = build()
    a = builder.input("a")
    with pytest.raises(InputError, match=r"^sin takes .* not 2$"):
        builder.step(sin, a, a)
    with pytest.raises(InputError, match=r"^whole_power takes 2 operands, not 1$"):
        builder.step(whole_power, a)


def test_programs_compare_hash_and_pickle():
    program = formula("a^2 + |a|/pi").program
    assert program == formula("a² + abs(a)/π").program
    assert program != formula("a^2 + |a|/e").program
    copy = pickle.loads(pickle.dumps(program))
    assert copy == program
    assert hash(copy) == hash(program)
    assert Named("pi") in copy.nodes
