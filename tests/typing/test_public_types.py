"""What a type checker knows about the public names: `make types` reads this file, pytest runs it.

Each `type: ignore` marks a wrong use that must stay a type error: where it is none any more, the
type checker reports the mark as unused. All of them are refused at run time too.
"""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_type

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

import dfda
from dfda.digits import Exact
from dfda.results import AtPoints, Number

POINTS: Sequence[float] = [2, 5]


def triple(a: float) -> float:
    return 3 * a


def refusal(call: Callable[[], object]) -> type[Exception]:
    """The kind of error that a call raises."""
    try:
        call()
    except (dfda.DfdaError, TypeError) as error:
        return type(error)
    message = "nothing was refused"
    raise AssertionError(message)


def test_a_formula_answers_in_the_kind_that_it_is_given() -> None:
    f = dfda.formula("3a")
    assert assert_type(f(2), float) == 6
    assert type(assert_type(f(2.0), float)) is float
    assert type(assert_type(f(np.float32(2)), np.float32)) is np.float32
    assert type(assert_type(f(np.float64(2)), np.float64)) is np.float64
    assert type(assert_type(f(np.int32(2)), np.float64)) is np.float64
    pair = np.zeros((3, 2), dtype=np.float32)
    answer = f(pair)
    assert_type(answer, np.ndarray[tuple[int, int], np.dtype[Any]])
    assert (answer.shape, answer.dtype) == (pair.shape, pair.dtype)
    assert assert_type(f([1, 2]), NDArray[np.float64]).dtype == np.float64
    assert_type(f.at(Fraction(2)), Exact)


def test_a_formula_is_called_with_real_numbers() -> None:
    f = dfda.formula("3a")
    assert refusal(lambda: f(2 + 0j)) is TypeError  # type: ignore[call-overload]
    assert refusal(lambda: f("2")) is TypeError  # type: ignore[arg-type]
    assert refusal(lambda: f(None)) is TypeError  # type: ignore[call-overload]
    assert refusal(lambda: f(Fraction(2))) is TypeError  # type: ignore[call-overload]


def test_a_nudge_at_a_point_is_a_nudge() -> None:
    f = dfda.formula("3a")
    assert_type(f, dfda.Formula)
    for found in (
        assert_type(dfda.nudge(f, 2), dfda.Nudge),
        assert_type(dfda.nudge(triple, 2, by="1e-30"), dfda.Nudge),
        assert_type(dfda.nudge(f=np.sin, at=Fraction(1, 3), by=0.1), dfda.Nudge),
    ):
        assert isinstance(found, dfda.Nudge)
        assert_type(found.slope, Fraction | float)
        assert_type(found.sentence, str)


def test_a_nudge_without_a_point_waits_for_it() -> None:
    later = dfda.nudge(triple, by=Fraction(1, 10))
    assert_type(later, Callable[[Number], dfda.Nudge])
    found = later(2)
    assert_type(found, dfda.Nudge)
    assert found == dfda.nudge(triple, 2, by="0.1")
    assert assert_type(dfda.nudge(math.sin)("2"), dfda.Nudge) == dfda.nudge(math.sin, 2)


def test_an_estimate_at_a_point_is_an_estimate() -> None:
    found = dfda.estimate(triple, 2)
    assert_type(found, dfda.Estimate)
    assert_type(found.verdict, dfda.Verdict)
    assert_type(found.value, float)
    assert_type(float(found), float)
    later = dfda.estimate(triple)
    assert_type(later, Callable[[Number], dfda.Estimate])
    assert assert_type(later(2), dfda.Estimate) == found


def test_an_explanation_at_points_is_an_explanation() -> None:
    told = dfda.explain("3a", 2, 5)
    assert_type(told, dfda.Explanation)
    assert_type(told.derivative, dfda.Formula | None)
    assert_type(told.to_json(), dict[str, Any])
    later = dfda.explain("3a", nudge="0.001")
    assert_type(later, AtPoints[dfda.Explanation])
    assert assert_type(later(2, 5), dfda.Explanation) == told
    assert assert_type(later(*POINTS), dfda.Explanation) == told
    assert assert_type(dfda.explain("3a", *POINTS), dfda.Explanation) == told


def test_a_plot_at_points_is_a_figure() -> None:
    later = dfda.plot("3a", nudge="0.1")
    assert_type(later, AtPoints[Figure])
    for figure in (
        assert_type(dfda.plot("3a", 2, dark=True), Figure),
        assert_type(dfda.plot(triple, 2, 5, nudge=0.1), Figure),
        assert_type(dfda.plot(dfda.explain("3a", 2)), Figure),
        assert_type(later(2, 5), Figure),
        assert_type(dfda.plot("3a", *POINTS), Figure),
    ):
        assert isinstance(figure, Figure)


def test_every_kind_of_number_is_a_point() -> None:
    given: list[Number] = [
        2, 2.0, "2", Fraction(2), Decimal(2), np.float64(2), np.float32(2), np.int64(2),
        np.array(2.0),
    ]  # fmt: skip
    later = dfda.nudge(dfda.formula("3a"))
    assert {later(point).at for point in given} == {2}


def test_text_is_a_function_only_where_it_is_read() -> None:
    assert refusal(lambda: dfda.nudge("3a", 2)) is dfda.InputError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.estimate("3a", 2)) is dfda.InputError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.explain(3, 2)) is dfda.InputError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.formula(triple)) is dfda.InputError  # type: ignore[arg-type]


def test_a_point_is_a_number() -> None:
    assert refusal(lambda: dfda.nudge(triple, None)) is dfda.InputError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.nudge(triple)(2 + 0j)) is dfda.InputError  # type: ignore[arg-type]
    assert refusal(lambda: dfda.estimate(triple, None)) is dfda.InputError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.estimate(triple, [2])) is dfda.InputError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.explain("3a", None)) is dfda.InputError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.plot("3a", [2, 5])) is dfda.InputError  # type: ignore[call-overload]


def test_what_waits_for_points_needs_one() -> None:
    assert refusal(dfda.explain("3a")) is TypeError  # type: ignore[arg-type]
    assert refusal(dfda.plot("3a")) is TypeError  # type: ignore[arg-type]
    assert refusal(dfda.nudge(triple)) is TypeError  # type: ignore[arg-type]
    assert refusal(dfda.estimate(triple)) is TypeError  # type: ignore[arg-type]


def test_options_have_one_spelling() -> None:
    assert refusal(lambda: dfda.nudge(triple, nudge="0.1")) is TypeError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.nudge(triple, 2, 0.1)) is TypeError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.estimate(triple, 2, 0.1)) is TypeError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.explain("3a", 2, by=0.1)) is TypeError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.plot("3a", 2, color="red")) is TypeError  # type: ignore[call-overload]


def test_an_explanation_has_its_own_points() -> None:
    told = dfda.explain("3a", 2)
    assert refusal(lambda: dfda.plot(told, 5)) is dfda.InputError  # type: ignore[call-overload]
    assert refusal(lambda: dfda.plot(told, nudge=1)) is dfda.InputError  # type: ignore[call-overload]


def test_results_cannot_be_changed() -> None:
    found, told = dfda.estimate(triple, 2), dfda.explain("3a", 2)

    def change_the_estimate() -> None:
        found.value = 4.0  # type: ignore[misc]

    def change_the_explanation() -> None:
        told.name = "g"  # type: ignore[misc]

    for change in (change_the_estimate, change_the_explanation):
        try:
            change()
        except AttributeError:
            continue
        message = "nothing was refused"
        raise AssertionError(message)


def test_estimates_at_many_points_are_arrays() -> None:
    found = assert_type(dfda.estimate(np.sin, [1.0], vectorized=True), dfda.PointEstimates)
    later = assert_type(
        dfda.estimate(np.sin, vectorized=True), Callable[[Any], dfda.PointEstimates]
    )
    assert later([1.0]) == found
