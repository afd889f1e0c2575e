"""What every result promises: it cannot be changed, is neither true nor false, and says itself."""

import dataclasses
import inspect
import math
from fractions import Fraction

import numpy as np
import pytest

import dfda
from dfda.results import SINGLE_SLOPE, Record, Result

CORNERED = dfda.explain("|a|", 0)
POINT = CORNERED.points[0]
RESULTS = {
    "Nudge": dfda.nudge(dfda.formula("3a"), 2),
    "Estimate": dfda.estimate(abs, 0),
    "Estimates": dfda.estimate_gradient(lambda x: x[0] + abs(x[1]), [1.0, 0.0]),
    "PointEstimates": dfda.estimate(np.abs, [1.0, 0.0], vectorized=True),
    "Explanation": CORNERED,
    "PointExplanation": POINT,
    "Corner": POINT.corner,
    "SlopeEverywhere": CORNERED.everywhere,
    "WrittenPath": dfda.explain(lambda a: 3 * a if a > 1 else 0, 2).points[0].path,
}
PARTS = {
    "Ledger": POINT.ledger,
    "ExactColumn": POINT.ledger.exact,
    "FloatColumn": POINT.ledger.float32,
    "Rung": POINT.ladder[0],
    "Witness": CORNERED.everywhere.witnesses[0],
}
ALL = RESULTS | PARTS


def names_below(kind):
    names = {below.__name__ for below in kind.__subclasses__()}
    return names.union(*map(names_below, kind.__subclasses__()))


def test_the_table_names_every_result():
    assert names_below(Result) == RESULTS.keys()
    assert names_below(Record) - {"Result"} <= ALL.keys()
    assert all(type(value).__name__ == name for name, value in ALL.items())


@pytest.mark.parametrize("name", ALL)
def test_a_result_cannot_be_changed(name):
    value = ALL[name]
    for field in dataclasses.fields(value):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, field.name, None)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(value, field.name)
    assert not hasattr(value, "__dict__")
    with pytest.raises((AttributeError, TypeError)):
        value.no_such_field = 1


@pytest.mark.parametrize("name", ALL)
def test_a_result_is_made_by_keyword_only(name):
    kinds = {p.kind for p in inspect.signature(type(ALL[name])).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}
    assert type(ALL[name]).__match_args__ == ()


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_neither_true_nor_false(name):
    article = "an" if name[0] in "AEIOU" else "a"
    with pytest.raises(TypeError) as refusal:
        bool(RESULTS[name])
    assert str(refusal.value) == (
        f"{article} {name} is neither true nor false: compare one of its fields"
    )


@pytest.mark.parametrize("name", ALL)
def test_a_repr_is_one_line_that_begins_with_the_name(name):
    shown = repr(ALL[name])
    assert shown.startswith(f"{name}(")
    assert shown.endswith(")")
    assert shown.isprintable()


def test_the_repr_of_a_point_names_what_counts():
    assert repr(POINT) == (
        "PointExplanation(at=0, slope=1, derivative=no single slope, estimate='kink')"
    )
    assert repr(dfda.explain(abs, 2).points[0]) == (
        "PointExplanation(at=2, slope=1, derivative=1, estimate='converged')"
    )
    assert repr(dfda.explain(lambda a: float(str(a)), 2).points[0]) == (
        "PointExplanation(at=2, slope=0.9999999999998899, derivative=None, estimate='converged')"
    )


@pytest.mark.parametrize("name", ALL)
def test_fields_can_be_replaced_and_listed(name):
    value = ALL[name]
    names = [field.name for field in dataclasses.fields(value)]
    assert dataclasses.replace(value) == value
    assert list(dataclasses.asdict(value)) == names
    assert len(dataclasses.astuple(value)) == len(names)


@pytest.mark.parametrize("name", RESULTS)
def test_a_notebook_shows_a_result_in_words(name):
    bundle = RESULTS[name]._repr_mimebundle_(include=None, exclude=None)
    said = str(CORNERED) if name == "Explanation" else RESULTS[name].sentence
    assert bundle["text/plain"] == said
    assert bundle.keys() - {"text/plain"} == ({"image/svg+xml"} if name == "Explanation" else set())


def test_results_match_by_keyword():
    match dfda.estimate(abs, 0):
        case dfda.Estimate(verdict=dfda.Verdict.KINK, left=left, right=right):
            assert (left, right) == (-1, 1)
        case _:
            pytest.fail("the pattern does not match")


SAME = {
    "a nudge": lambda: dfda.nudge(dfda.formula("3a"), 2),
    "a nudge without a value": lambda: dfda.nudge(math.log, 0),
    "a nudge of an undefined formula": lambda: dfda.nudge(dfda.formula("1/a"), 0),
    "a slope": lambda: dfda.estimate(math.sin, 2),
    "a kink": lambda: dfda.estimate(abs, 0),
    "no value": lambda: dfda.estimate(math.log, -1),
    "an explanation": lambda: dfda.explain("1/a", 0, 2),
    "an explanation of code": lambda: dfda.explain(math.sqrt, 0),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_question_has_an_equal_answer(name):
    one, other = SAME[name](), SAME[name]()
    assert one == other
    assert not one != other  # noqa: SIM202  (the other operator)
    assert len({one, other}) == 1


def test_nan_equals_nan_whoever_made_it():
    found = dfda.estimate(abs, 0)
    for nan in (float("nan"), -math.nan, np.float64("nan"), np.float32("nan")):
        assert dataclasses.replace(found, value=nan) == found
        assert hash(dataclasses.replace(found, value=nan)) == hash(found)
    assert dataclasses.replace(found, value=0.0) != found


@pytest.mark.parametrize("name", ["Nudge", "Estimate", "FloatColumn", "Rung"])
def test_a_difference_in_any_field_counts(name):
    value = ALL[name]
    for field in dataclasses.fields(value):
        assert dataclasses.replace(value, **{field.name: "another"}) != value, field.name


def test_different_answers_and_different_kinds_are_not_equal():
    two, three = (dfda.nudge(dfda.formula("3a"), at) for at in (2, 3))
    assert two != three
    assert two != dfda.nudge(lambda a: 3 * float(a), 2)
    assert two != dfda.estimate(lambda a: 3 * a, 2)
    assert dfda.explain(lambda a: 3 * a, 2) != dfda.explain(lambda a: 3 * a, 2)
    assert dfda.explain("3a", 2) != "3a"
    assert POINT.ladder[0] != POINT.ladder[1]


class Callable3:
    """A function that compares by value, so Python gives it no hash."""

    def __call__(self, a):
        return 3 * a

    def __eq__(self, other):
        return isinstance(other, Callable3)

    __hash__ = None


def test_an_explanation_has_a_hash_even_where_its_function_has_none():
    one, other = dfda.explain(Callable3(), 2), dfda.explain(Callable3(), 2)
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize("verdict", dfda.Verdict)
@pytest.mark.parametrize("value", [4.0, math.nan, math.inf])
def test_only_a_single_finite_slope_is_a_float(verdict, value):
    found = dataclasses.replace(dfda.estimate(math.sin, 2), verdict=verdict, value=value)
    if verdict in SINGLE_SLOPE and value == 4:
        assert float(found) == 4
        return
    with pytest.raises(TypeError) as refusal:
        float(found)
    assert str(refusal.value) == f"there is no single slope here (verdict: {verdict})"


def test_the_words_of_a_point_that_was_handed_over_by_mistake():
    for call in (dfda.nudge, dfda.estimate, dfda.explain, dfda.plot):
        with pytest.raises(dfda.InputError) as refusal:
            call(math.sin, None)
        assert refusal.value.what == "the point must be a finite number, not None"


def test_a_plot_without_points_waits_for_them():
    with pytest.raises(dfda.FormulaError):
        dfda.plot("3a +")
    assert type(dfda.plot("3a", nudge=Fraction(1, 10))(2, 5)).__name__ == "Figure"


def test_a_plot_of_an_explanation_takes_no_other_points():
    for arguments, options in (((2,), {}), ((), {"nudge": 0.1})):
        with pytest.raises(dfda.InputError) as refusal:
            dfda.plot(CORNERED, *arguments, **options)
        assert refusal.value.what == "an explanation already has its points and its nudge"
        assert refusal.value.instead == (
            "draw it as it is, or give the function itself with other points"
        )
