"""What the explorer page is told about a formula."""

import dataclasses
import json
import math
from fractions import Fraction

import pytest

import dfda
from dfda.explanation.exploration import exploration
from dfda.program.exact import evaluate
from dfda.program.serial import program_from


def entry(*arguments, **options):
    """The document after a round trip through JSON, which allows no NaN."""
    document = exploration(*arguments, **options).to_json()
    return json.loads(json.dumps(document, allow_nan=False))


def test_the_tutorial_s_window_points_and_stops():
    found = entry("3a")
    assert found["text"] == "3a"
    assert [point["at"]["text"] for point in found["explanation"]["points"]] == ["2", "5"]
    assert (found["overview"]["left"], found["overview"]["right"]) == (-2, 7)
    assert [stop["at"] for stop in found["stops"]] == [
        "-2", "-1.5", "-1", "-0.5", "0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5",
        "5", "5.5", "6", "6.5", "7",
    ]  # fmt: skip
    assert {stop["derivative"]["text"] for stop in found["stops"]} == {"3"}


def test_the_line_of_3a_is_two_points():
    assert entry("3a")["overview"]["lines"] == [[-2, -6, 7, 21]]
    assert entry("3a")["slopes"]["lines"] == [[-2, 3, 7, 3]]


def test_the_slope_curve_has_the_window_of_the_curve():
    found = entry("a^2", 1000)
    assert found["slopes"]["left"] == found["overview"]["left"]
    assert found["slopes"]["right"] == found["overview"]["right"]


@pytest.mark.parametrize("text", ["3a", "a^2", "sin(a)/a", "|a|", "a^a", "a if a < 0 else a^2"])
def test_the_programs_are_the_function_and_its_derivatives(text):
    found, f = entry(text), dfda.formula(text)
    for name, formula in [
        ("program", f),
        ("derivative", f.derivative),
        ("second", f.derivative.derivative),
    ]:
        program = program_from(found[name])
        for at in (Fraction(2), Fraction(-1, 3)):
            ours, theirs = evaluate(program, at), formula.at(at)
            assert type(ours) is type(theirs)
            if isinstance(ours, Fraction):
                assert ours == theirs


def test_the_expressions_whose_zeros_are_corners_are_programs_too():
    assert entry("3a")["corners"] is None
    corners = program_from(entry("|a - 0.37|")["corners"])
    assert evaluate(corners, Fraction("0.37")) == 0
    assert evaluate(corners, Fraction("0.4")) == Fraction("0.03")


def test_a_stop_on_a_corner_tells_both_sides():
    stop = next(stop for stop in entry("|a|")["stops"] if stop["at"] == "0")
    assert stop["derivative"] == {"text": "no single slope", "exact": False}
    assert (stop["corner"]["left"]["text"], stop["corner"]["right"]["text"]) == ("-1", "1")
    assert [stop["at"] for stop in entry("|a|")["stops"] if stop["corner"]] == ["0"]


def test_a_stop_where_there_is_no_value():
    stop = next(stop for stop in entry("1/a")["stops"] if stop["at"] == "0")
    assert stop["derivative"]["text"] == "undefined"
    assert stop["corner"]["verdict"] == "undefined"


@pytest.mark.parametrize("text", ["3a", "sin(1000a)", "tan(a)", "exp(a)", "sqrt(a)", "1e290*a"])
def test_curves_lie_on_the_function(text):
    found, f = entry(text), dfda.formula(text)
    window = found["overview"]
    near = 2e-3 * (window["top"] - window["bottom"])
    steps = (window["right"] - window["left"]) * 2e-5
    for line in window["lines"]:
        assert len(line) % 2 == 0
        for x, y in zip(line[::2], line[1::2], strict=True):
            values = [f(x + step) for step in (-steps, 0.0, steps)]
            finite = [value for value in values if math.isfinite(value)]
            assert min(finite) - near <= y <= max(finite) + near


@pytest.mark.parametrize("text", ["3a", "sin(a)/a", "|a|"])
def test_an_exploration_is_the_explanation_without_its_ladders(text):
    """The page climbs by itself, so nothing is computed and sent for it."""
    found, told = exploration(text, 0, 2).explanation, dfda.explain(text, 0, 2)
    assert [point.ladder for point in found.points] == [(), ()]
    without = tuple(dataclasses.replace(point, ladder=()) for point in told.points)
    assert found == dataclasses.replace(told, points=without)


def test_a_few_kilobytes_a_function():
    for text in ("3a", "a^2", "|a|", "sin(a)"):
        assert len(json.dumps(entry(text), separators=(",", ":"))) < 22_000


def test_a_bad_formula_is_refused_as_ever():
    with pytest.raises(dfda.FormulaError):
        exploration("3,5a")
