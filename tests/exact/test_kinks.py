"""At a corner the convention is named, with the line, as a warning, an error, or not at all."""

import math
import warnings

import numpy as np
import pytest

import dfda


def line_of(f):
    return f.__code__.co_firstlineno + 1


def bends(a):
    return abs(a) + a


def decides(a):
    if a > 2.0:
        return a * a
    return 4 * a


def floors(a):
    return a * math.floor(a)


def largest(x):
    return np.max(x)


def off_the_way(a):
    abs(a - 1)
    return a * a


EDGE = "a decision sits on its edge at {file}:{line}, in f: the taken side counts"
CORNERS = [
    (bends, 0.0, 1.0, "abs bends at {file}:{line}, in bends: its slope is taken as 0 there"),
    (decides, 2.0, 4.0, EDGE.replace("f:", "decides:")),
    (floors, 3.0, 3.0, EDGE.replace("f:", "floors:")),
]  # fmt: skip


@pytest.mark.parametrize(("f", "at", "slope", "text"), CORNERS)
@pytest.mark.parametrize("operator", [dfda.derivative, dfda.gradient])
def test_a_corner_is_told_with_its_line(f, at, slope, text, operator):
    with pytest.warns(dfda.KinkWarning) as told:
        assert operator(f, at) == slope
    assert [str(one.message) for one in told] == [text.format(file=__file__, line=line_of(f))]
    assert told[0].filename == __file__


@pytest.mark.parametrize(("f", "at", "slope", "text"), CORNERS)
def test_a_corner_can_be_refused_or_allowed(f, at, slope, text):
    with pytest.raises(dfda.KinkError) as refusal:
        dfda.derivative(f, at, kinks="raise")
    assert str(refusal.value) == (
        text.format(file=__file__, line=line_of(f))
        + '\n  try: choose a point beside it, or allow it: kinks="ignore"'
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert dfda.derivative(f, at, kinks="ignore") == slope
        assert dfda.derivative(f, at + 0.5) == dfda.derivative(f, at + 0.5, kinks="raise")


def test_the_largest_of_equals_share_the_slope():
    with pytest.warns(dfda.KinkWarning, match="np.max bends at .*: equal entries share the slope"):
        found = dfda.gradient(largest, np.array([1.0, 3.0, 3.0]))
    assert found.tolist() == [0.0, 0.5, 0.5]


def test_one_message_for_a_line_however_often_it_runs():
    def f(a):
        return sum(abs(a) for _ in range(5))

    with pytest.warns(dfda.KinkWarning) as told:
        dfda.derivative(f, 0.0)
    assert len(told) == 1


def test_a_corner_that_the_answer_does_not_depend_on_is_not_told():
    assert dfda.derivative(off_the_way, 1.0) == 2.0
    assert dfda.gradient(off_the_way, 1.0) == 2.0


CONVENTIONS = {
    "abs": (lambda a: abs(a), 0.0),
    "np.abs": (lambda a: np.abs(a), 0.0),
    "np.sign": (lambda a: np.sign(a), 0.0),
    "np.maximum": (lambda a: np.maximum(a, 0.0), 0.5),
    "np.minimum": (lambda a: np.minimum(a, 0.0), 0.5),
    "np.clip": (lambda a: np.clip(a, 0.0, 1.0), 0.5),
    "max": (lambda a: max(a, 0.0), 1.0),
    "np.floor": (lambda a: np.floor(a), 0.0),
    "np.where": (lambda a: np.where(a > 0, a, 3 * a), 3.0),
    "remainder": (lambda a: a % 1.0, 1.0),
    "formula": (dfda.formula("relu(a)"), 0.0),
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_conventions(name):
    f, slope = CONVENTIONS[name]
    with pytest.warns(dfda.KinkWarning):
        assert dfda.derivative(f, 0.0) == slope


TIES = {
    "argmax": lambda x: x[np.argmax(x)],
    "argmin along an axis": lambda x: x[np.argmin(np.stack([x, -x]), axis=0)].sum(),
    "argsort": lambda x: x[np.argsort(x)] @ np.arange(3.0),
    "searchsorted": lambda x: np.searchsorted([0.0, 1.0], x).sum() * x[0],
    "digitize": lambda x: np.digitize(x, [0.0, 1.0]).sum() * x[0],
    "any": lambda x: x[0] if np.any(x[2:] - 1) else x[1],
    "nonzero": lambda x: x[np.nonzero(x - 1)].sum(),
    "count_nonzero": lambda x: np.count_nonzero(x - 1) * x[0],
    "logical_and": lambda x: np.logical_and(x - 1, x).sum() * x[0],
    "a caught division": lambda x: divided(math.fsum([x[0], -1.0])),
    "arange": lambda x: np.sum(np.arange(0.0, x[0], 0.25)) + np.sum(np.arange(0.0, 1.0, x[0])),
}


def divided(t):
    try:
        return 1 / math.sin(t)
    except ZeroDivisionError:
        return 3 * t


@pytest.mark.parametrize("name", TIES)
def test_a_function_that_decides_tells_of_its_edge(name):
    tied, apart = np.array([1.0, 0.0, 1.0]), np.array([1.13, 0.21, 0.64])
    with pytest.warns(dfda.KinkWarning, match="a decision sits on its edge"):
        dfda.gradient(TIES[name], tied)
    dfda.gradient(TIES[name], apart, kinks="raise")


def test_a_straight_line_between_points_bends_at_them():
    def f(a):
        return np.interp(a, [0.0, 1.0, 2.0], [1.0, 3.0, 2.0])

    with pytest.warns(dfda.KinkWarning, match=r"np\.interp bends at .*the slope of the piece"):
        assert dfda.derivative(f, 1.0) == -1.0
    assert dfda.derivative(f, 0.5, kinks="raise") == 2.0
    assert np.interp(5.0, [0.5], [3.0]) == 3.0
    assert dfda.derivative(lambda a: np.interp(a, [0.5], [3.0]), 5.0, kinks="raise") == 0.0


def test_the_word_must_be_one_of_three():
    with pytest.raises(dfda.InputError) as refusal:
        dfda.derivative(math.sin, 1.0, kinks="hide")
    assert str(refusal.value) == "kinks must be one of 'warn', 'raise', 'ignore', not 'hide'"


def test_asking_for_nan_is_no_edge():
    assert dfda.derivative(lambda a: 3 * a if a == a else 0.0, 2.0, kinks="raise") == 3  # noqa: PLR0124
