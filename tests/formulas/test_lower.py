"""From the tree to the program: nothing is simplified, everything is shared."""

import time
from fractions import Fraction

import pytest

from dfda.errors import FormulaError
from dfda.formulas.lower import ALIASES, functions, lowered
from dfda.formulas.parser import parse
from dfda.formulas.tree import Arity
from dfda.program.program import Constant, Input, Named, Step
from dfda.rules import RULES


def program_of(text):
    return lowered(parse(text, functions()))


def written(program, number=None):
    """The program as nested calls."""
    node = program.nodes[program.outputs[0] if number is None else number]
    match node:
        case Step():
            return f"{node.rule.name}({', '.join(written(program, n) for n in node.operands)})"
        case Constant():
            return str(node.value)
        case Named():
            return f"<{node.name}>"
        case Input():
            return node.name


LOWERED = {
    "a": "a",
    "3": "3",
    "0.1": "1/10",
    "pi": "<pi>",
    "e": "<e>",
    "-a": "negate(a)",
    "-3": "negate(3)",
    "3a": "multiply(3, a)",
    "a*3": "multiply(a, 3)",
    "a + 0": "add(a, 0)",
    "a - a": "subtract(a, a)",
    "0*(1/a)": "multiply(0, divide(1, a))",
    "1/2a": "multiply(divide(1, 2), a)",
    "a/a": "divide(a, a)",
    "a^2": "whole_power(a, 2)",
    "a^-2": "whole_power(a, -2)",
    "a^0": "whole_power(a, 0)",
    "a^(1/3)": "odd_power(a, 1/3)",
    "a^(2/3)": "even_power(a, 2/3)",
    "a^0.5": "power(a, 1/2)",
    "a^(1/0)": "power(a, divide(1, 0))",
    "a^a": "power(a, a)",
    "a^pi": "power(a, <pi>)",
    "2^a": "power(2, a)",
    "2^3": "whole_power(2, 3)",
    "e^a": "exp(a)",
    "e^2": "exp(2)",
    "e^(-a)": "exp(negate(a))",
    "(e)^a": "exp(a)",
    "(e + 0)^a": "power(add(<e>, 0), a)",
    "exp(a)": "exp(a)",
    "ln(a)": "log(a)",
    "log(a)": "log(a)",
    "|a|": "abs(a)",
    "abs(a)": "abs(a)",
    "min(a, 1)": "min(a, 1)",
    "min(a, 1, 2)": "min(min(a, 1), 2)",
    "max(1, a, 2, 3)": "max(max(max(1, a), 2), 3)",
    "sin(a)^2": "whole_power(sin(a), 2)",
    "sqrt(a)": "sqrt(a)",
    "½a": "multiply(1/2, a)",
    "a^½": "power(a, 1/2)",
    "a^⅓": "odd_power(a, 1/3)",
    # conditions
    "1 if a < 2 else 3": "if_less(a, 2, 1, 3)",
    "1 if a <= 2 else 3": "if_at_most(a, 2, 1, 3)",
    "1 if a > 2 else 3": "if_greater(a, 2, 1, 3)",
    "1 if a >= 2 else 3": "if_at_least(a, 2, 1, 3)",
    "1 if a == 2 else 3": "if_equal(a, 2, 1, 3)",
    "1 if a != 2 else 3": "if_not_equal(a, 2, 1, 3)",
    "1 if not a < 2 else 3": "if_less(a, 2, 3, 1)",
    "1 if not not a < 2 else 3": "if_less(a, 2, 1, 3)",
    "1 if 0 < a < 2 else 3": "if_less(0, a, if_less(a, 2, 1, 3), 3)",
    "1 if a < 2 and a > 4 else 3": "if_less(a, 2, if_greater(a, 4, 1, 3), 3)",
    "1 if a < 2 or a > 4 else 3": "if_less(a, 2, 1, if_greater(a, 4, 1, 3))",
    "1 if not (a < 2 or a > 4) else 3": "if_less(a, 2, 3, if_greater(a, 4, 3, 1))",
    "1 if a < 2 and a < 4 or a < 5 else 3": (
        "if_less(a, 2, if_less(a, 4, 1, if_less(a, 5, 1, 3)), if_less(a, 5, 1, 3))"
    ),
    "1 if a < 2 and (a < 4 or a < 5) else 3": (
        "if_less(a, 2, if_less(a, 4, 1, if_less(a, 5, 1, 3)), 3)"
    ),
    "1 if a < 2 else 4 if a < 5 else 6": "if_less(a, 2, 1, if_less(a, 5, 4, 6))",
    # derivatives are worked out
    "d/da (3a)": "3",
    "2 + d/da (a^2)": "add(2, multiply(2, a))",
    "d²/da² (a^3)": "multiply(6, a)",
    "d/da (d/da (a^3))": "multiply(6, a)",
    "a^(d/da (3a))": "whole_power(a, 3)",
    "d/da (a if a < 1 else 2-a)": "if_less(a, 1, 1, -1)",
    "d/da (a + 0) if a < 1 else d/da (a^2)": "if_less(a, 1, 1, multiply(2, a))",
    "d/dx (5)": "0",
}


@pytest.mark.parametrize("text", LOWERED)
def test_lowered(text):
    assert written(program_of(text)) == LOWERED[text]


def test_the_variable_is_the_only_input_and_always_there():
    assert program_of("3x").inputs == ("x",)
    assert program_of("7").inputs == ("a",)
    assert program_of("lambda t: 7").inputs == ("t",)


def test_equal_parts_are_shared():
    program = program_of("sin(2a) + sin(2a)^2 + 2a")
    assert [written(program, n) for n in range(len(program))].count("multiply(2, a)") == 1


def test_the_table_of_functions():
    table = functions()
    assert {name for name, rule in RULES.items() if rule.callable} | set(ALIASES) == set(table)
    assert table["sin"] == Arity(1, 1)
    assert table["min"] == table["max"] == Arity(2, None)
    assert table["ln"] == table["log"] == Arity(1, 1)
    for name in ("add", "negate", "power", "whole_power", "divide"):
        assert name not in table


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("d^9/da^9 (sin(a)^a)", "d^9/da^9 (sin(a)^a)"),
        ("2 + d^6/da^6 (sin(cos(tan(a))))", "d^6/da^6 (sin(cos(tan(a))))"),
        ("sin(d^5/da^5 (a^a^a))", "d^5/da^5 (a^a^a)"),
    ],
)
def test_a_derivative_too_long_to_write_out_is_refused(text, piece):
    began = time.process_time()
    with pytest.raises(FormulaError) as caught:
        program_of(text)
    assert time.process_time() - began < 5
    error = caught.value
    assert text[error.start : error.end] == piece
    assert error.what == "This derivative is too long to be written out"
    assert error.instead == "take a lower order, or the derivative of a shorter formula"


def test_what_stands_in_two_outcomes_is_shared():
    program = program_of("1 if a < 2 and a > 4 and a != 5 else sin(a)")
    assert len(program) == len({written(program, number) for number in range(len(program))})


def test_numbers_are_exact():
    program = program_of("0.1a + 1e-30")
    values = {node.value for node in program.nodes if isinstance(node, Constant)}
    assert values == {Fraction(1, 10), Fraction(1, 10**30)}
