"""Programs as plain JSON data: an exact round trip, and one clear sentence for anything else."""

import json
from fractions import Fraction

import pytest

from dfda.errors import InputError
from dfda.formulas import formula
from dfda.program.forward import derivative
from dfda.program.program import Builder, Program
from dfda.program.serial import program_data, program_from
from dfda.rules import RULES


def there_and_back(program):
    return program_from(json.loads(json.dumps(program_data(program))))


def step_of(rule):
    """A program with one step: variables, and a constant where the rule wants one."""
    builder = Builder()
    operands = [
        builder.constant(min(sample)) if isinstance(sample, frozenset) else builder.input(name)
        for name, sample in zip("abcd", rule.sample, strict=False)
    ]
    return builder.build(builder.step(rule, *operands))


def test_the_data_of_three_a_are_as_documented():
    assert program_data(formula("3a").program) == {
        "inputs": ["a"],
        "nodes": [["input", "a"], ["constant", "3"], ["multiply", [1, 0]]],
        "outputs": [2],
    }


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_comes_back(rule):
    program = step_of(rule)
    assert there_and_back(program) == program


def test_random_formulas_and_their_derivatives_come_back(formulas):
    for text in formulas(300):
        program = formula(f"{text} + 0*a").program
        assert there_and_back(program) == program
        slope = derivative(program)
        assert there_and_back(slope) == slope


@pytest.mark.parametrize(
    "value",
    ["0", "-1/3", "7", f"{10**308}/3", f"1/{2**1023}"],
)
def test_short_constants_are_written_in_base_10(value):
    builder = Builder()
    program = builder.build(builder.constant(Fraction(value)))
    assert program_data(program)["nodes"] == [["constant", value]]
    assert there_and_back(program) == program


@pytest.mark.parametrize(
    "value", [Fraction(3) ** 20000, -Fraction(1, 7**9000), Fraction(-(10**9000), 3**9000)]
)
def test_constants_too_long_for_base_10_come_back(value):
    builder = Builder()
    program = builder.build(builder.constant(value))
    text = program_data(program)["nodes"][0][1]
    assert text.startswith("-0x" if value < 0 else "0x")
    assert there_and_back(program) == program


def test_several_outputs_and_nodes_that_none_needs_come_back():
    program = formula("a^2 + sin(a)").program
    all_nodes = Program(program.nodes, tuple(range(len(program))))
    assert there_and_back(all_nodes) == all_nodes
    one = Program(program.nodes, (0,))
    assert there_and_back(one) == one


def of(*nodes, inputs=("a",), outputs=(0,)):
    return {"inputs": list(inputs), "nodes": [["input", "a"], *nodes], "outputs": list(outputs)}


ENDLESS = []
ENDLESS.append(ENDLESS)

WHERE = "This is not a program: node 1"
REFUSED = {
    "no mapping": (
        [1, 2],
        "This is not a program: it must have exactly the keys inputs, nodes and outputs",
    ),
    "a key too many": (
        of() | {"version": 1},
        "This is not a program: it must have exactly the keys inputs, nodes and outputs",
    ),
    "nodes as text": (
        {"inputs": [], "nodes": "abc", "outputs": [0]},
        "This is not a program: nodes must be a list, not 'abc'",
    ),
    "no pair": (
        of("sin"),
        f"{WHERE} must be a pair such as ['sin', [0]], not 'sin'",
    ),
    "three parts": (
        of(["sin", [0], 1]),
        f"{WHERE} must be a pair such as ['sin', [0]], not a value of type list",
    ),
    "an endless list": (
        of(ENDLESS),
        f"{WHERE} must be a pair such as ['sin', [0]], not a value of type list",
    ),
    "no such rule": (of(["sing", [0]]), f"{WHERE}: there is no rule named 'sing'"),
    "a name from Python": (
        of(["__import__", [0]]),
        f"{WHERE}: there is no rule named '__import__'",
    ),
    "a long name": (of(["s" * 99, [0]]), f"{WHERE}: there is no rule named '{'s' * 40}'…"),
    "a constant as number": (
        of(["constant", 3]),
        f"{WHERE}: constant must have a text, not 3",
    ),
    "a constant as huge number": (
        of(["constant", 10**5000]),
        f"{WHERE}: constant must have a text, not a value of type int",
    ),
    "a float": (of(["constant", "0.1"]), f"{WHERE}: '0.1' is not a constant such as '-1/3'"),
    "digits of another script": (
        of(["constant", "٣"]),
        f"{WHERE}: '٣' is not a constant such as '-1/3'",
    ),
    "a division by zero": (of(["constant", "1/0"]), f"{WHERE}: '1/0' divides by zero"),
    "a constant without end": (
        of(["constant", "0x" + "f" * 10**6]),
        f"{WHERE}: '0x{'f' * 38}'… is not a constant such as '-1/3'",
    ),
    "an unknown name": (
        of(["named", "tau"]),
        f"{WHERE}: the named constants are pi and e, not 'tau'",
    ),
    "a variable that is no name": (
        of(["input", "a b"]),
        f"{WHERE}: 'a b' cannot be the name of a variable",
    ),
    "the same variable twice": (
        of(["input", "a"], inputs="aa"),
        "This is not a program: a variable is declared twice",
    ),
    "other inputs": (
        of(inputs="x"),
        "This is not a program: inputs must list the variables of the nodes, in their order",
    ),
    "a later operand": (
        of(["sin", [1]]),
        f"{WHERE}: the operands of sin must be a list of numbers of earlier nodes",
    ),
    "a negative operand": (
        of(["sin", [-1]]),
        f"{WHERE}: the operands of sin must be a list of numbers of earlier nodes",
    ),
    "true as operand": (
        of(["sin", [False]]),
        f"{WHERE}: the operands of sin must be a list of numbers of earlier nodes",
    ),
    "an operand too many": (of(["sin", [0, 0]]), f"{WHERE}: sin takes 1 operand, not 2"),
    "an operand too few": (of(["add", [0]]), f"{WHERE}: add takes 2 operands, not 1"),
    "an exponent that moves": (
        of(["whole_power", [0, 0]]),
        f"{WHERE}: operand 1 of whole_power must be a constant",
    ),
    "another row's exponent": (
        of(["constant", "1/2"], ["whole_power", [0, 1]]),
        "This is not a program: node 2: operand 1 of whole_power cannot have this value",
    ),
    "an order below zero": (
        of(["constant", "-1"], ["sinc", [0, 1]]),
        "This is not a program: node 2: operand 1 of sinc cannot have this value",
    ),
    "no outputs": (
        of(outputs=()),
        "This is not a program: outputs must be numbers of nodes, at least one",
    ),
    "an output too far": (
        of(outputs=(1,)),
        "This is not a program: outputs must be numbers of nodes, at least one",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_malformed_data_are_refused_with_one_sentence(name):
    data, message = REFUSED[name]
    with pytest.raises(InputError) as caught:
        program_from(data)
    assert str(caught.value) == message
