"""What a rule is made of, and what the table refuses."""

# ruff: noqa: ARG005 - a derivative is a function of the operands and the result

import copy
import pickle
from dataclasses import FrozenInstanceError, fields, replace
from fractions import Fraction

import numpy as np
import pytest

from dfda.digits import FRACTION_BITS, Blank, cell
from dfda.errors import InputError
from dfda.formulas.lower import functions
from dfda.program.exact import evaluate
from dfda.program.forward import derivative
from dfda.program.program import Builder
from dfda.rules import (
    CHOICES,
    RULES,
    Level,
    Notation,
    NotDefined,
    NotRational,
    NotResolved,
    Rule,
    add,
    log,
    sin,
    within_budget,
)
from dfda.rules.rule import RuleTable, function, operation, require, rule_named

EACH_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


def made(name="made", **changes):
    parts = {
        "slopes": (lambda x, y: 1,),
        "floats": np.positive,
        "fraction": lambda x: x,
        "ball": lambda x: x,
        "sample": ((0.0, 1.0),),
        "notation": Notation(text="made({0})", latex="made({0})"),
    }
    return operation(name, **(parts | changes))


@pytest.fixture
def table(monkeypatch):
    """An empty table in place of dfda's own, so that no rule made here stays behind."""
    empty = RuleTable()
    monkeypatch.setattr("dfda.rules.rule.RULES", empty)
    return empty


def test_a_rule_is_registered_under_its_name(table):
    rule = made()
    assert dict(table) == {"made": rule}
    assert rule.arity == 1


def test_a_name_is_taken_once(table):
    first = made()
    with pytest.raises(ValueError, match=r"^there is a rule named 'made' already$"):
        made()
    assert dict(table) == {"made": first}


def test_dfda_s_own_names_are_taken():
    with pytest.raises(ValueError, match=r"^there is a rule named 'sin' already$"):
        RULES.add(replace(sin))
    assert RULES["sin"] is sin


@pytest.mark.parametrize(
    "changes",
    [
        {"sample": ()},
        {"sample": ((0.0, 1.0), (0.0, 1.0))},
        {"slopes": (lambda x, w, y: 1, None)},
        {"slopes": ()},
    ],
)
def test_every_operand_needs_a_slope_and_a_sample(table, changes):
    with pytest.raises(ValueError, match=r"^made: every operand needs a slope and a sample"):
        made(**changes)
    assert not table


def test_the_sample_cannot_be_left_out(table):
    parts = {"slope": lambda x, y: 1, "floats": np.positive, "ball": lambda x: x}
    with pytest.raises(TypeError, match="sample"):
        function("made", **parts)
    with pytest.raises(TypeError, match="sample"):
        operation("made", slopes=(), floats=None, fraction=None, ball=None, notation=None)
    assert not table


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("sample", [(1.0, 1.0), (2.0, 1.0), frozenset()])
def test_a_sample_holds_points(sample):
    """An empty sample would be a rule without a sample domain after all."""
    with pytest.raises(ValueError, match="sample"):
        made(sample=(sample,))


@EACH_RULE
def test_parts_fit_together(rule):
    assert rule.arity == len(rule.slopes) == len(rule.sample)
    for slope, sample in zip(rule.slopes, rule.sample, strict=True):
        # an operand that must be a constant is tried at constants, and only such a one
        assert (slope is None) == isinstance(sample, frozenset)
        if slope is None:
            assert all(isinstance(value, Fraction) for value in sample)
        else:
            assert sample[0] < sample[1]
    assert rule.slopes[0] is not None
    for needs in (rule.notation.needs, rule.notation.latex_needs):
        assert len(needs) in {0, rule.arity}
    assert (rule.switch is not None) == (rule.hazard([None] * rule.arity) in {"kink", "jump"})


@EACH_RULE
def test_a_rule_pickles_and_copies_as_itself(rule):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(rule, protocol)) is rule
    assert copy.copy(rule) is rule
    assert copy.deepcopy(rule) is rule
    assert rule_named(rule.name) is rule


def test_a_rule_pickles_by_name_only():
    assert sin.__reduce__() == (rule_named, ("sin",))
    with pytest.raises(KeyError):
        rule_named("no such rule")


@EACH_RULE
def test_a_rule_cannot_be_changed(rule):
    for field in fields(Rule):
        with pytest.raises(FrozenInstanceError):
            setattr(rule, field.name, None)


def test_a_rule_takes_its_number_of_operands():
    builder = Builder()
    a = builder.input("a")
    with pytest.raises(InputError, match=r"^add takes 2 operands, not 1$"):
        add(a)
    with pytest.raises(InputError, match=r"^sin takes 1 operand"):
        sin(a, a)


def test_a_rule_takes_terms_and_plain_numbers():
    builder = Builder()
    a = builder.input("a")
    assert add(1, a).node == (1 + a).node
    assert add(a, Fraction(1, 3)).node == (a + Fraction(1, 3)).node


# What may go wrong on the real line. Proofs rest on this table: "" means smooth and defined
# wherever the operands are. Operands: None moves, a number is a constant.
HAZARDS = {
    "add": [((None, None), "")],
    "subtract": [((None, None), "")],
    "negate": [((None,), "")],
    "multiply": [((None, None), "")],
    "divide": [
        ((None, None), "division"),
        ((1, None), "division"),
        ((None, 2), ""),
        ((None, -2), ""),
        ((None, 0), "division"),
    ],
    "abs": [((None,), "kink"), ((0,), ""), ((3,), "")],
    "sign": [((None,), "jump"), ((0,), "")],
    "step": [((None,), "jump"), ((0,), "")],
    "min": [((None, None), "kink"), ((None, 1), "kink"), ((1, None), "kink"), ((1, 2), "")],
    "max": [((None, None), "kink"), ((None, 1), "kink"), ((1, None), "kink"), ((1, 2), "")],
    "exp": [((None,), "")],
    "log": [((None,), "logarithm")],
    "sin": [((None,), "")],
    "cos": [((None,), "")],
    "tan": [((None,), "division")],
    "sinh": [((None,), "")],
    "cosh": [((None,), "")],
    "tanh": [((None,), "")],
    "sqrt": [((None,), "root")],
    "whole_power": [
        ((None, 2), ""),
        ((None, 1), ""),
        ((None, 0), ""),
        ((None, -1), "division"),
        ((None, -2), "division"),
        ((None, None), "division"),
    ],
    "odd_power": [((None, Fraction(1, 3)), "root"), ((None, Fraction(5, 3)), "root")],
    "even_power": [((None, Fraction(2, 3)), "root"), ((None, Fraction(4, 3)), "root")],
    "power": [
        ((None, Fraction(1, 2)), "restricted domain"),
        ((None, None), "restricted domain"),
        ((2, None), ""),
        ((Fraction(1, 3), None), ""),
        ((0, None), "restricted domain"),
        ((-2, None), "restricted domain"),
    ],
    "sec": [((None,), "division"), ((0,), "")],
    "csc": [((None,), "division"), ((1,), "")],
    "cot": [((None,), "division"), ((1,), "")],
    "asin": [((None,), "restricted domain"), ((0,), "")],
    "acos": [((None,), "restricted domain"), ((0,), "")],
    "atan": [((None,), "")],
    "asinh": [((None,), "")],
    "acosh": [((None,), "restricted domain"), ((1,), "")],
    "atanh": [((None,), "restricted domain"), ((0,), "")],
    "atan2": [
        ((None, None), "jump"),
        ((None, -1), "jump"),
        ((0, None), "jump"),
        ((3, 4), ""),
    ],
    "log2": [((None,), "logarithm"), ((8,), "")],
    "log10": [((None,), "logarithm"), ((10,), "")],
    "log1p": [((None,), "logarithm"), ((0,), "")],
    "expm1": [((None,), "")],
    "sigmoid": [((None,), "")],
    "softplus": [((None,), "")],
    "cbrt": [((None,), "root"), ((8,), "")],
    "hypot": [((None, None), "kink"), ((None, 0), "kink"), ((0, None), "kink"), ((3, 4), "")],
    "relu": [((None,), "kink"), ((0,), ""), ((-3,), "")],
    "floor": [((None,), "jump"), ((Fraction(1, 2),), "")],
    "ceil": [((None,), "jump"), ((Fraction(1, 2),), "")],
    "erf": [((None,), "")],
    "erfc": [((None,), "")],
    "if_less": [((None, 1, 2, 3), "jump"), ((1, 2, None, 3), "jump"), ((1, 2, 3, 4), "")],
    "if_at_most": [((None, 1, 2, 3), "jump"), ((1, 2, 3, None), "jump"), ((1, 2, 3, 4), "")],
    "if_greater": [((None, 1, 2, 3), "jump"), ((1, 2, 3, 4), "")],
    "if_at_least": [((None, 1, 2, 3), "jump"), ((1, 2, 3, 4), "")],
    "if_equal": [((None, 1, 2, 3), "jump"), ((1, None, 2, 3), "jump"), ((1, 2, 3, 4), "")],
    "if_not_equal": [((None, 1, 2, 3), "jump"), ((1, 2, 3, 4), "")],
    "sinc": [((None, 0), ""), ((None, 3), "")],
}


def test_the_table_of_hazards_is_about_rules():
    assert HAZARDS.keys() <= RULES.keys()


EVERYWHERE = [
    rule for rule in RULES.values() if rule.arity == 1 and not rule.hazard([None]) and rule.callable
]


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.name)
@pytest.mark.parametrize(
    "x", ["0", "1", "-1", "1/3", "-2", "20", "-1000", "1000", "1e-30", "-1e-30"]
)
def test_a_function_without_hazard_has_a_value_and_a_slope_everywhere(rule, x):
    builder = Builder()
    program = builder.build(builder.step(rule, builder.input("a")))
    for each in (program, derivative(program)):
        assert evaluate(each, Fraction(x)) is not Blank.UNDEFINED
        assert cell(evaluate(each, Fraction(x))).text not in set(Blank) - {Blank.TOO_LARGE}


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [(name, known, hazard) for name, rows in HAZARDS.items() for known, hazard in rows],
)
def test_hazard(name, known, expected):
    operands = [None if value is None else Fraction(value) for value in known]
    assert RULES[name].hazard(operands) == expected


NOTATION = {
    "add": ("{0} + {1}", Level.SUM),
    "subtract": ("{0} - {1}", Level.SUM),
    "negate": ("-{0}", Level.SIGN),
    "multiply": ("{0}*{1}", Level.PRODUCT),
    "divide": ("{0}/{1}", Level.PRODUCT),
    "abs": ("|{0}|", Level.ATOM),
    "sign": ("sign({0})", Level.ATOM),
    "step": ("step({0})", Level.ATOM),
    "min": ("min({0}, {1})", Level.ATOM),
    "max": ("max({0}, {1})", Level.ATOM),
    "exp": ("e^{0}", Level.POWER),
    "log": ("log({0})", Level.ATOM),
    "sin": ("sin({0})", Level.ATOM),
    "cos": ("cos({0})", Level.ATOM),
    "tan": ("tan({0})", Level.ATOM),
    "sinh": ("sinh({0})", Level.ATOM),
    "cosh": ("cosh({0})", Level.ATOM),
    "tanh": ("tanh({0})", Level.ATOM),
    "sqrt": ("sqrt({0})", Level.ATOM),
    "whole_power": ("{0}^{1}", Level.POWER),
    "odd_power": ("{0}^{1}", Level.POWER),
    "even_power": ("{0}^{1}", Level.POWER),
    "power": ("{0}^{1}", Level.POWER),
    "sec": ("sec({0})", Level.ATOM),
    "csc": ("csc({0})", Level.ATOM),
    "cot": ("cot({0})", Level.ATOM),
    "asin": ("asin({0})", Level.ATOM),
    "acos": ("acos({0})", Level.ATOM),
    "atan": ("atan({0})", Level.ATOM),
    "asinh": ("asinh({0})", Level.ATOM),
    "acosh": ("acosh({0})", Level.ATOM),
    "atanh": ("atanh({0})", Level.ATOM),
    "log2": ("log2({0})", Level.ATOM),
    "log10": ("log10({0})", Level.ATOM),
    "log1p": ("log1p({0})", Level.ATOM),
    "expm1": ("expm1({0})", Level.ATOM),
    "sigmoid": ("sigmoid({0})", Level.ATOM),
    "softplus": ("softplus({0})", Level.ATOM),
    "cbrt": ("cbrt({0})", Level.ATOM),
    "relu": ("relu({0})", Level.ATOM),
    "floor": ("floor({0})", Level.ATOM),
    "ceil": ("ceil({0})", Level.ATOM),
    "erf": ("erf({0})", Level.ATOM),
    "erfc": ("erfc({0})", Level.ATOM),
    "if_less": ("{2} if {0} < {1} else {3}", Level.CHOICE),
    "if_at_most": ("{2} if {0} <= {1} else {3}", Level.CHOICE),
    "if_greater": ("{2} if {0} > {1} else {3}", Level.CHOICE),
    "if_at_least": ("{2} if {0} >= {1} else {3}", Level.CHOICE),
    "if_equal": ("{2} if {0} == {1} else {3}", Level.CHOICE),
    "if_not_equal": ("{2} if {0} != {1} else {3}", Level.CHOICE),
    "atan2": ("atan2({0}, {1})", Level.ATOM),
    "hypot": ("hypot({0}, {1})", Level.ATOM),
    "sinc": ("sinc({0}, {1})", Level.ATOM),
}


def test_the_table_of_notation_is_about_rules():
    assert NOTATION.keys() <= RULES.keys()


@EACH_RULE
def test_notation(rule):
    """What is not listed is written as its name and brackets."""
    usual = f"{rule.name}({{0}})", Level.ATOM
    assert (rule.notation.text, rule.notation.level) == NOTATION.get(rule.name, usual)


@EACH_RULE
def test_templates_show_every_operand_once(rule):
    marks = [f"<{index}>" for index in range(rule.arity)]
    for template in (rule.notation.text, rule.notation.latex, rule.notation.mathml):
        shown = template.format(*marks)
        assert all(shown.count(mark) == 1 for mark in marks)
        assert shown.count("{") == shown.count("}")
        assert shown.count(r"\left") == shown.count(r"\right")


def test_what_an_operand_needs():
    notation = Notation(
        text="", latex="", needs=(Level.ATOM, Level.SUM), latex_needs=(Level.POWER, Level.SIGN)
    )
    assert notation.need(0, latex=False) is Level.ATOM
    assert notation.need(1, latex=False) is Level.SUM
    assert notation.need(0, latex=True) is Level.POWER
    assert notation.need(1, latex=True) is Level.SIGN
    assert Notation(text="", latex="").need(0, latex=True) is Level.CHOICE


def test_functions_that_a_formula_may_call():
    assert set(functions()) >= {
        "abs", "sign", "step", "min", "max", "exp", "log", "ln", "sin", "cos", "tan",
        "sinh", "cosh", "tanh", "sqrt", "sec", "csc", "cot", "asin", "acos", "atan", "asinh",
        "acosh", "atanh", "atan2", "log2", "log10", "log1p", "expm1", "sigmoid", "softplus",
        "cbrt", "hypot", "relu", "floor", "ceil", "erf", "erfc", "sinc",
    }  # fmt: skip


def test_arithmetic_powers_and_choices_have_no_name_in_formulas():
    assert {rule.name for rule in RULES.values() if not rule.callable} == {
        "add", "subtract", "negate", "multiply", "divide",
        "whole_power", "odd_power", "even_power", "power",
        *(rule.name for rule in CHOICES.values()),
    }  # fmt: skip


def test_folding_rules():
    assert {rule.name for rule in RULES.values() if rule.folds} == {
        "add", "subtract", "negate", "multiply", "divide", "whole_power",
    }  # fmt: skip


@pytest.mark.parametrize(("holds", "fails", "answer"), [
    (False, True, NotDefined), (True, True, NotDefined), (False, False, NotResolved),
])  # fmt: skip
def test_require_refuses(holds, fails, answer):
    with pytest.raises(answer):
        require(holds=holds, fails=fails)


def test_require_lets_pass():
    require(holds=True, fails=False)


LARGEST = Fraction(2**FRACTION_BITS - 1)


@pytest.mark.parametrize("value", [LARGEST, -LARGEST, 1 / LARGEST, -1 / LARGEST])
def test_within_the_budget(value):
    assert within_budget(value) is value


@pytest.mark.parametrize("value", [LARGEST + 1, -LARGEST - 1, 1 / (LARGEST + 1)])
def test_beyond_the_budget(value):
    with pytest.raises(NotRational):
        within_budget(value)


BUDGETED = [
    ("add", (2**FRACTION_BITS - 1, 1)),
    ("subtract", (-(2**FRACTION_BITS) + 1, 1)),
    ("multiply", (2 ** (FRACTION_BITS // 2), 2 ** (FRACTION_BITS // 2))),
    ("divide", (2 ** (FRACTION_BITS // 2), Fraction(1, 2 ** (FRACTION_BITS // 2)))),
    ("whole_power", (2, FRACTION_BITS + 1)),
    ("whole_power", (2, 10**39)),
    ("whole_power", (Fraction(1, 3), FRACTION_BITS)),
    ("odd_power", (8, Fraction(2 * FRACTION_BITS + 1, 3))),
    ("even_power", (-8, Fraction(2 * FRACTION_BITS + 2, 3))),
    ("power", (4, Fraction(4 * FRACTION_BITS + 1, 2))),
]


@pytest.mark.parametrize(("name", "operands"), BUDGETED)
def test_a_fraction_too_long_goes_on_in_balls(name, operands):
    with pytest.raises(NotRational):
        RULES[name].fraction(*map(Fraction, operands))


ONES = [("whole_power", 1), ("odd_power", 1), ("even_power", -1), ("power", 1)]


@pytest.mark.parametrize(("name", "base"), ONES)
def test_a_power_of_one_is_one_however_high(name, base):
    exponent = {"whole_power": 10**39, "odd_power": Fraction(10**39 + 1, 3)}.get(
        name, Fraction(2 * 10**39, 7)
    )
    assert RULES[name].fraction(Fraction(base), Fraction(exponent)) == 1


@pytest.mark.parametrize("x", ["0", "-1", "-1/3"])
def test_log_of_no_positive_number(x):
    with pytest.raises(NotDefined):
        log.fraction(Fraction(x))


def test_rules_are_frozen_and_told_by_keyword():
    check_row(sin)


def test_notations_are_frozen_and_told_by_keyword():
    check_row(sin.notation)


def check_row(made_of):
    kind = type(made_of)
    first, *_ = fields(kind)
    with pytest.raises(FrozenInstanceError):
        setattr(made_of, first.name, "")
    assert not hasattr(made_of, "__dict__")
    parts = {field.name: getattr(made_of, field.name) for field in fields(kind)}
    kind(**parts)
    with pytest.raises(TypeError, match="positional"):
        kind(parts.pop(first.name), **parts)


def test_a_rule_is_equal_to_itself_only():
    assert sin == sin  # noqa: PLR0124 - that is the question
    assert replace(sin) != sin
    assert replace(sin.notation) == sin.notation


def test_levels_are_told_apart():
    assert [level.name for level in sorted(Level)] == [
        "CHOICE", "SUM", "PRODUCT", "SIGN", "POWER", "ATOM",
    ]  # fmt: skip
    assert len(Level) == len(Level.__members__)


@pytest.mark.parametrize(
    ("template", "pretty"),
    [("{0} <= 1", "a ≤ 1"), ("{0} >= 1", "a ≥ 1"), ("{0} != 1", "a ≠ 1"), ("{0} < 1", "a < 1")],
)
def test_a_condition_has_signs_that_can_be_typed_and_pretty_ones(template, pretty):
    rule = replace(sin, where=lambda _: template)
    assert rule.condition([None], ["a"], pretty=False) == template.format("a")
    assert rule.condition([None], ["a"], pretty=True) == pretty
