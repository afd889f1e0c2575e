"""Hazards, proofs of constancy, and corners, as tables."""

from fractions import Fraction
from itertools import product

import pytest

from dfda.digits import Blank, cell
from dfda.formulas import formula
from dfda.program.printing import printed
from dfda.program.program import Program
from dfda.program.smooth import (
    constant_value,
    hazards,
    is_inside,
    is_partial,
    is_smooth_at,
    moving_nodes,
    switches,
)
from dfda.rules import RULES, NotDefined, NotRational

DIVISION, LOG, ROOT, DOMAIN = "division", "logarithm", "root", "restricted domain"

HAZARDS = [
    ("a", set()),
    ("7", set()),
    ("3a^2 - a/2 + 1", set()),
    ("sin(a)*cos(a) - e^a + tanh(2a)", set()),
    ("sinh(a) + cosh(a)", set()),
    ("1/a", {DIVISION}),
    ("a/a", {DIVISION}),
    ("(a^2 - a)/(a - 1)", {DIVISION}),
    ("a^-2", {DIVISION}),
    ("a/0", {DIVISION}),
    ("a/(1 - 1)", {DIVISION}),
    ("a/(pi - pi)", {DIVISION}),
    ("a/(sin(1)^2 + cos(1)^2 - 1)", {DIVISION}),
    ("a/(pi - e)", set()),
    ("a/sqrt(2)", set()),
    ("a/(2 - 1)", set()),
    ("tan(a)", {DIVISION}),
    ("tan(1)*a", set()),
    ("log(a)", {LOG}),
    ("log(a^2 + 1)", {LOG}),
    ("log(2)*a", set()),
    ("0*log(a)", {LOG}),
    ("sqrt(a)", {ROOT}),
    ("sqrt(2)*a", set()),
    ("a^(1/3)", {ROOT}),
    ("a^(2/3)", {ROOT}),
    ("a^(1/2)", {DOMAIN}),
    ("a^pi", {DOMAIN}),
    ("a^a", {DOMAIN}),
    ("2^a", set()),
    ("pi^a", set()),
    ("sqrt(2)^a", set()),
    ("(1/3)^a", set()),
    ("0^a", {DOMAIN}),
    ("(-2)^a", {DOMAIN}),
    ("log(1/2)^a", {DOMAIN}),
    ("(pi - pi)^a", {DOMAIN}),
    ("|a|", {"kink"}),
    ("|-3|*a", set()),
    ("min(a, 1)", {"kink"}),
    ("max(2, 3)*a", set()),
    ("sign(a)", {"jump"}),
    ("a + step(a - 3)", {"jump"}),
    ("sign(3) + a", set()),
    ("a + 0*sign(a)", {"jump"}),
    ("|a| + 1/a + log(a) + step(a)", {"kink", DIVISION, LOG, "jump"}),
    # constants beside something that is undefined at 0 are still known
    ("a/2 + log(a)", {LOG}),
    ("a/2 + 1/a", {DIVISION}),
    ("2^a + 1/a", {DIVISION}),
    ("a^2 + log(a)", {LOG}),
    ("(a/3)^2 + a^(-1/3)", {ROOT}),
]


@pytest.mark.parametrize(("text", "expected"), HAZARDS)
def test_hazards(text, expected):
    assert hazards(formula(text).program) == expected


CONSTANTS = [
    ("7", "7"),
    ("pi", "3.1415926535897932385"),
    ("a - a", "0"),
    ("a - a + pi", "3.1415926535897932385"),
    ("(a + 1)^2 - a^2 - 2a", "1"),
    ("sin(a) - sin(a) + 2", "2"),
    ("0*sin(a)", "0"),
    ("sqrt(2)^2", "2"),
    ("2sqrt(2) - sqrt(8)", "0 to within 1e-1232"),
    ("1/0", "undefined"),
    ("a", None),
    ("a/a", None),
    ("sin(a)^2 + cos(a)^2", None),
    ("sign(a)", None),
    ("|a| - |a| + a", None),
    ("(a + 1)^1000 - (a + 1)^1000 + 1", None),
]


@pytest.mark.parametrize(("text", "expected"), CONSTANTS)
def test_constant_value(text, expected):
    value = constant_value(formula(text).program)
    assert (
        None if value is None else cell(value).text.replace("2.0000000000000000000", "2")
    ) == expected


CONSTANT_SLOPES = [
    "3a",
    "7 - 2a",
    "sin(a)^2 + cos(a)^2",
    "cosh(a)^2 - sinh(a)^2",
    "(a+1)^2 - a^2",
    "pi*a + e",
]


@pytest.mark.parametrize("text", CONSTANT_SLOPES)
def test_a_constant_slope_is_found(text, exactly):
    f = formula(text)
    value = constant_value(f.derivative.program)
    assert value is not None
    for point in exactly.points:
        difference = cell(f.derivative.at(point)).text
        assert difference == cell(value).text


def test_moving_nodes():
    program = formula("sin(pi) + a*2").program
    moving = {printed(Program(program.nodes, (n,))): m for n, m in enumerate(moving_nodes(program))}
    assert moving == {
        "a": True, "pi": False, "sin(pi)": False, "2": False, "a*2": True, "sin(pi) + a*2": True,
    }  # fmt: skip


SWITCHES = [
    ("a^2", None),
    ("sin(a)/a", None),
    ("|a - 1|", ["a - 1"]),
    ("sign(2a)", ["2a"]),
    ("step(a^2 - 1)", ["a^2 - 1"]),
    ("min(a, 3)", ["a - 3"]),
    ("max(sin(a), cos(a))", ["sin(a) - cos(a)"]),
    ("||a| - 1|", ["a", "|a| - 1"]),
    ("min(a, 1, 2)", ["a - 1", "min(a, 1) - 2"]),
    ("|a| + |a|", ["a"]),
]


@pytest.mark.parametrize(("text", "expected"), SWITCHES)
def test_switches(text, expected):
    found = switches(formula(text).program)
    if expected is None:
        assert found is None
        return
    shown = [printed(Program(found.nodes, (output,))) for output in found.outputs]
    assert sorted(set(shown)) == sorted(expected)


SMOOTH = [
    ("a^2", "0", True),
    ("|a|", "0", False),
    ("|a|", "1e-30", True),
    ("|a|^3", "0", False),
    ("sign(a - 3)", "3", False),
    ("sign(a - 3)", "2", True),
    ("step(a)", "0", False),
    ("step(a)", "-1", True),
    ("min(a, 1)", "1", False),
    ("min(a, 1)", "0.999", True),
    ("max(sin(a), cos(a))", "0", True),
    ("max(a, a)", "2", False),
    ("|sin(a)|", "0", False),
    ("|sin(pi*a)|", "1", False),  # nobody can tell, so it counts as a corner
    ("|sin(a)|", "3", True),
    ("|pi - a|", "3.14159265358979323846", True),
    ("|1/a|", "0", False),
    ("||a| - 1|", "1", False),
    ("||a| - 1|", "-1", False),
    ("||a| - 1|", "0", False),
    ("||a| - 1|", "2", True),
    ("|e^a|", "-100", True),
    ("|log(a)|", "1", False),
    ("|log(a)|", "-1", False),
    ("|sqrt(2)^2 - a|", "2", False),
]


@pytest.mark.parametrize(("text", "at", "expected"), SMOOTH)
def test_is_smooth_at(text, at, expected):
    assert is_smooth_at(switches(formula(text).program), Fraction(at)) is expected


def test_a_blank_value_is_no_constant_slope():
    assert constant_value(formula("1/0").program) is Blank.UNDEFINED


INSIDE = [
    ("a^2 + |a| + floor(a)", "0", True),
    ("sqrt(a)", "0", False),
    ("sqrt(a)", "1e-300", True),
    ("1/a", "0", True),
    ("log(a^99)", "0", False),
    ("log(a^999)", "1e-30", True),
    ("sqrt(-a^2)", "0", False),
    ("a if a < 1 else a + 1/0", "1", False),
    ("a + log(1 - 1)", "1", False),
    ("atan2(a - a, max(a, 0))", "-1", False),
    ("atan2(a, a)", "0", True),
]


@pytest.mark.parametrize(("text", "at", "expected"), INSIDE)
def test_a_point_with_values_on_both_sides_is_inside(text, at, expected):
    assert is_inside(formula(text).program, Fraction(at)) is expected


def values_of_constants(rule):
    """What to try for each operand: corners of many rules, or the constants it must be."""
    usual = [Fraction(text) for text in ("0", "1", "-1", "1/3", "-7/2")]
    return [sorted(each) if isinstance(each, frozenset) else usual for each in rule.sample]


TOTAL = [
    rule
    for rule in RULES.values()
    if not rule.chooses and not is_partial(rule, rule.hazard([None] * rule.arity))
]


@pytest.mark.parametrize("rule", TOTAL, ids=lambda rule: rule.name)
def test_a_rule_that_is_not_partial_has_values_everywhere(rule):
    for operands in product(*values_of_constants(rule)):
        known = [
            value if isinstance(each, frozenset) else None
            for value, each in zip(operands, rule.sample, strict=True)
        ]
        if is_partial(rule, rule.hazard(known)):
            continue
        try:
            rule.fraction(*operands)
        except NotRational:
            pass  # a ball then has the value
        except NotDefined:
            pytest.fail(f"{rule.name}{operands} has no value")
