"""The derivative of Python code in an explanation: exact, up to rounding, or why there is none."""

import math
import re
from dataclasses import replace
from fractions import Fraction

import jsonschema
import numpy as np
import pytest

import dfda
from dfda.explanation.document import schema

# name: (f, at, the derivative by hand)
FOLLOWED = {
    "a line": (lambda a: 3 * a, 2, 3.0),
    "a loop": (lambda a: sum(a**k for k in range(1, 4)), 2, 17.0),
    "math": (math.sin, 2, math.cos(2)),
    "NumPy": (lambda a: np.exp(a) * np.array([a, 1.0]).sum(), 0, 2.0),
    "a branch": (lambda a: a * a if a > 1 else 3 * a, 2, 4.0),
    "a constant": (lambda _: 5.0, 2, 0.0),
    "a large slope": (lambda a: 1e300 * a, 2, 1e300),
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_the_derivative_stands_in_the_explanation_and_is_said_to_be_exact(name):
    f, at, slope = FOLLOWED[name]
    point = dfda.explain(f, at).points[0]
    assert float(point.derivative) == pytest.approx(slope, rel=1e-15)
    how = "exactly" if point.derivative.exact else "in the digits shown"
    assert point.followed == (
        f"The derivative is {point.derivative}, {how}: f was followed step by step."
    )


@pytest.mark.parametrize(
    ("slope", "text"),
    [(3.0, "3"), (0.1, "0.10000000000000000555"), (-1e-300, "-1.0000000000000000251e-300")],
)
def test_the_float_that_is_a_slope_is_shown_in_few_digits(slope, text):
    derivative = dfda.explain(lambda a: slope * a, 2).points[0].derivative
    assert derivative.text == text
    assert derivative.value == Fraction(slope)


# Slopes of functions that no rule of formulas computes: name: (f, at, the derivative by hand).
ROUNDED = {
    "a line": (lambda a: 3 * a + 0 * math.lgamma(a), 2, "3"),
    "a float": (lambda a: 0.1 * a + 0 * math.lgamma(a), 2, "0.1"),
    "a tiny float": (lambda a: -1e-300 * a + 0 * math.lgamma(a), 2, "-1e-300"),
}


@pytest.mark.parametrize("name", ROUNDED)
def test_where_steps_are_not_all_rules_the_derivative_is_said_to_be_rounded(name):
    f, at, text = ROUNDED[name]
    point = dfda.explain(f, at).points[0]
    assert (point.derivative.text, point.derivative.exact) == (text, False)
    assert (point.path, point.ledger.exact) == (None, None)
    assert point.followed == (
        f"The derivative is {text}, exact up to rounding: f was followed step by step. "
        "Its columns are floats: scipy.special.gammaln is not written as a formula."
    )


def as_text(a):
    return 2 * float(str(a))


def by_float(a):
    return a * float(a)


SILENT = "No exact derivative, only the estimate: "
NOT_SO = "No exact derivative is claimed: the steps that could be followed have the slope 0, but "
UNCLAIMED = {
    "float": (by_float, 2, re.escape(SILENT) + r"float\(x\) turns .*, in by_float\)\."),
    "a bend beside what its text says": (
        lambda a: abs(a - 2) - abs(float(str(a)) - 2),
        2,
        re.escape(SILENT) + r"abs bends at .* taken as 0 there\.",
    ),
    "a whole number": (
        lambda a: a - math.floor(a),
        2,
        re.escape(SILENT) + r"a decision sits on its edge at .*\.",
    ),
    "its own words": (
        lambda a: 1 / a,
        0,
        re.escape(SILENT) + r"it raised ZeroDivisionError: .* zero\.",
    ),
    "text": (
        as_text,
        2,
        re.escape(NOT_SO) + r"nudges measure 2 \(converged\)\.",
    ),
    "a hidden corner": (
        lambda a: abs(float(str(a)) - 2),
        2,
        re.escape(NOT_SO) + r"nudges see no single slope \(kink\)\.",
    ),
}


@pytest.mark.parametrize("name", UNCLAIMED)
def test_what_is_not_claimed_is_said_in_one_sentence(name):
    f, at, sentence = UNCLAIMED[name]
    told = dfda.explain(f, at)
    assert told.points[0].derivative is None
    assert re.fullmatch(sentence, told.points[0].followed)
    assert told.points[0].followed in str(told)


def turns(a):
    return 2 * a if a > 2 else a + 2


KNOWN = "f has no derivative here, known {how} from both sides: it was followed step by step"
TURNS = ", and a decision sits on its edge at {file}:{line}, in turns"
BENDS = ", and abs bends at {file}:{line}, in <lambda>"

# name: (f, at, the same as a formula, how it is known, what bends)
CORNERS = {
    "a bend": (lambda a: abs(a - 2), 2, "|a - 2|", "exactly", BENDS),
    "a decision": (turns, 2, "max(2a, a + 2)", "exactly", TURNS),
    "an edge": (lambda a: math.sqrt(a - 2), 2, "sqrt(a - 2)", "exactly", ""),
    "upright": (np.cbrt, 0, "cbrt(a)", "exactly", ""),
    "no value": (lambda a: np.divide(1, a), 0, "1/a", "exactly", ""),
    "digits": (lambda a: abs(a) * np.exp(a + 1), 0, "|a|*exp(a + 1)", "in the digits shown", BENDS),
}


@pytest.mark.parametrize("name", CORNERS)
def test_a_corner_that_is_known_from_both_sides_is_no_matter_of_an_estimate(name):
    f, at, typed, how, bends = CORNERS[name]
    told, formula = dfda.explain(f, at), dfda.explain(typed, at)
    point, same = told.points[0], formula.points[0]
    line = f.__code__.co_firstlineno + (f is turns) if bends else 0
    where = bends.format(file=__file__, line=line)
    assert point.followed == f"{KNOWN.format(how=how)}{where}."
    assert point.derivative is None
    assert replace(point.corner, frameworks=()) == replace(same.corner, frameworks=())
    for words in (str(told), str(formula)):
        assert "estimate" not in words.replace("there is no slope to estimate", "")


def test_a_corner_beside_what_the_text_of_a_number_says_is_not_claimed():
    point = dfda.explain(lambda a: abs(a - 2) - abs(float(str(a)) - 2), 2).points[0]
    assert point.corner is None
    assert point.estimate.verdict == "converged"


def test_witnesses_have_the_slopes_that_were_followed():
    told = dfda.explain(math.sin, 2, 5).everywhere
    assert told.verdict == "refuted"
    assert told.witnesses == dfda.explain("sin(a)", 2, 5).everywhere.witnesses


def test_witnesses_of_what_cannot_be_followed_are_estimates():
    told = dfda.explain(by_float, 2, 5).everywhere
    assert [witness.slope.text for witness in told.witnesses] == ["4", "10"]


def test_a_line_with_a_step_that_samples_miss_is_never_called_proved():
    told = dfda.explain(lambda a: 3 * a if abs(a - 1.37) > 1e-3 else 0.0, 2)
    assert told.points[0].derivative.text == "3"
    assert told.everywhere.verdict == "not refuted"
    assert told.everywhere.sentence.endswith("(sampled, not proved).")
    assert told.straight_line == "straight line: not known"


def test_rounding_alone_refutes_nothing():
    told = dfda.explain(lambda a: (a + 0.1) ** 2 - a**2 - 0.2 * a + 0 * math.sqrt(a**2 + 1), 2)
    assert told.everywhere.verdict == "not refuted"


def test_the_document_says_it_in_each_point_and_nowhere_for_formulas():
    document = dfda.explain(lambda a: 3 * a, 2).to_json()
    jsonschema.validate(document, schema())
    assert document["points"][0]["derivative"] == {"value": {"text": "3", "exact": True}}
    assert document["followed"] == document["points"][0]["followed"]
    several = dfda.explain(lambda a: 3 * a, 2, 5).to_json()
    jsonschema.validate(several, schema())
    assert "followed" not in several
    assert "followed" not in dfda.explain("3a", 2).to_json()["points"][0]


def test_the_point_is_the_float_that_the_function_is_called_with():
    assert float(dfda.explain(lambda a: a * a, Fraction(1, 3)).points[0].derivative) == 2 / 3
