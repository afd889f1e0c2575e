"""Where an estimate from floats does not show the exact derivative, `explain` tells why."""

from fractions import Fraction

import jsonschema
import pytest

import dfda
from dfda.digits import cell
from dfda.explanation.disagreement import disagreement_at
from dfda.explanation.document import schema
from dfda.results import Estimate, Verdict
from dfda.show.terminal import rendered

FADING = "(1 - cos(a))/a^2"


def told(f, at):
    return dfda.explain(f, at).points[0]


def estimated(value, error, verdict=Verdict.CONVERGED):
    return Estimate(
        value=value, error=error, verdict=verdict, left=value, right=value,
        evaluations=9, nudges=(1e-3,),
    )  # fmt: skip


def test_a_wrong_estimate_of_a_function_that_cancels_is_called_wrong():
    point = told(FADING, "1e-8")
    assert point.estimate.verdict is Verdict.CONVERGED
    assert point.estimate.value == 0
    assert point.disagreement == (
        "f itself cancels in floats here: at a = 1e-08 they make it 0, and it is "
        "0.49999999999999999583. Trust the exact derivative -0.00000000083333333333333332778; "
        "the estimate from floats is wrong."
    )


def test_the_exact_derivative_that_is_trusted_is_right():
    # The slope of 1/2 - a²/24 + a⁴/720 is -a/12 + a³/180; the next term is below 1e-40 here.
    at = Fraction(1, 10**8)
    truth = -at / 12 + at**3 / 180
    assert abs(told(FADING, "1e-8").derivative.value / truth - 1) < Fraction(1, 10**19)


def test_a_blurred_estimate_of_a_function_that_cancels_is_no_better_than_its_bar():
    point = told(FADING, "1e-6")
    assert abs(point.estimate.value - float(point.derivative)) <= point.estimate.error
    assert point.disagreement.startswith("f itself cancels in floats here: at a = 1e-06 they make")
    assert point.disagreement.endswith("the estimate from floats is no better than its bar.")


def test_a_bar_that_misses_is_told_where_the_verdict_is_sure():
    # Floats make f 0 here, wherever a nudge goes: nothing shows that it is not.
    point = told(FADING, "1e-8")
    assert point.disagreement.startswith("f itself cancels in floats here")
    assert point.disagreement.endswith("the estimate from floats is wrong.")


def test_a_slope_that_wide_nudges_show_where_f_cancels_is_within_its_bar():
    point = told("(exp(a) - 1)/a", "1e-10")
    assert abs(point.estimate.value - 0.5) <= point.estimate.error
    assert point.disagreement.endswith("the estimate from floats is no better than its bar.")


def test_digits_can_be_lost_without_a_sum_that_cancels():
    assert told("log(1 + a)", "1e-12").disagreement.startswith("f itself loses its digits in")


def test_a_point_between_floats_is_no_loss_of_the_function():
    # The float next to pi/2 is 6e-17 away from it, this point 5e-24: there the tangent differs, and
    # floats compute it well.
    assert told("tan(a)", "1.57079632679489661923132").disagreement == (
        "The estimate contradicts the exact derivative 3.4944934923658049273e47: float nudges do "
        "not see all that f does here. Trust the exact one."
    )


@pytest.mark.parametrize(
    ("f", "at"),
    [
        ("3a", "1/3"),
        ("sin(a)", 1),
        ("sin(a)", "1e22"),
        ("tan(a)", "1.57"),
        (FADING, "0.1"),
        ("a^30", 1),
        ("a|a|", 0),
        ("|a|", 0),
        ("sqrt(a)", 0),
        ("1/a", 0),
        ("exp(-800a)", 1),
        ("a*sin(1/a)", "1/7"),
        (abs, 0),
    ],
)
def test_nothing_is_said_where_the_two_agree_or_one_is_missing(f, at):
    assert told(f, at).disagreement == ""


def test_a_broken_verdict_contradicts_a_derivative():
    f = dfda.formula("a^2")
    kink = estimated(float("nan"), float("inf"), Verdict.KINK)
    assert "contradicts the exact derivative 4" in disagreement_at(
        f, Fraction(2), cell(Fraction(4)), kink
    )


def test_the_bar_and_one_unit_in_the_last_place_are_forgiven():
    f, truth = dfda.formula("3a"), cell(Fraction(3))
    unit = 2.0**-51
    assert disagreement_at(f, Fraction(2), truth, estimated(3 + 2 * unit, unit)) == ""
    assert disagreement_at(f, Fraction(2), truth, estimated(3 + 3 * unit, unit)) != ""


def test_every_face_says_it():
    explanation = dfda.explain(FADING, "1e-8")
    said = explanation.points[0].disagreement
    assert said in rendered(explanation)
    assert said in " ".join(rendered(explanation, unicode=False).split())
    document = explanation.to_json()
    assert document["disagreement"] == document["points"][0]["disagreement"] == said
    jsonschema.validate(document, schema())
