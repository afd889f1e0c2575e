"""What the explorer gathers about a formula."""

import dataclasses
from fractions import Fraction

import pytest

import dfda
from dfda.explanation.exploration import exploration


def test_the_tutorial_s_window_and_stops():
    found = exploration("3a")
    assert (found.overview.left, found.overview.right) == (-2, 7)
    assert [stop.at for stop in found.stops] == [Fraction(half, 2) for half in range(-4, 15)]
    assert {stop.derivative.text for stop in found.stops} == {"3"}


def test_the_slopes_have_the_window_of_the_curve():
    found = exploration("a^2", 1000)
    assert found.slopes.left == found.overview.left
    assert found.slopes.right == found.overview.right


@pytest.mark.parametrize("text", ["3a", "sin(a)/a", "|a|"])
def test_an_exploration_is_the_explanation_without_its_ladders(text):
    """The page climbs by itself, so nothing is computed and sent for it."""
    found, told = exploration(text, 0, 2).explanation, dfda.explain(text, 0, 2)
    assert [point.ladder for point in found.points] == [(), ()]
    without = tuple(dataclasses.replace(point, ladder=()) for point in told.points)
    assert found == dataclasses.replace(told, points=without)


def test_a_bad_formula_is_refused_as_ever():
    with pytest.raises(dfda.FormulaError):
        exploration("3,5a")
