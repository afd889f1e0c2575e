"""Points that are arrays of another library: the strict reference of the array API standard."""

import numpy as np
import pytest

import dfda
from dfda.errors import FunctionError
from dfda.results import Verdict

xp = pytest.importorskip("array_api_strict", minversion="2.4.1")


def test_f_gets_arrays_of_the_namespace_of_its_points():
    seen = set()

    def f(a):
        seen.add(type(a))
        return xp.sin(a) * xp.exp(-a * a / xp.asarray(50.0))

    x = xp.linspace(1, 9, 500, dtype=xp.float64)
    found = dfda.estimate(f, x, vectorized=True)
    a = np.linspace(1, 9, 500)
    truth = np.exp(-a * a / 50) * (np.cos(a) - a / 25 * np.sin(a))
    assert seen == {type(x)}
    assert isinstance(found.value, np.ndarray)
    assert np.all(np.abs(found.value - truth) <= found.error)
    assert np.median(found.error) < 1e-11


def test_a_corner_is_told_and_shapes_are_kept():
    found = dfda.estimate(xp.abs, xp.asarray([[0.0, 1.0], [-2.0, 3.0]]), vectorized=True)
    assert found.verdict.tolist() == [
        [Verdict.KINK, Verdict.CONVERGED],
        [Verdict.CONVERGED, Verdict.CONVERGED],
    ]


def test_float32_points_are_nudged_as_floats_of_64_bits():
    found = dfda.estimate(xp.exp, xp.asarray([0.5], dtype=xp.float32), vectorized=True)
    assert found.verdict[0] is Verdict.CONVERGED
    assert abs(found.value[0] - np.exp(0.5)) <= found.error[0] < 1e-12


def test_an_answer_of_another_shape_is_refused():
    with pytest.raises(FunctionError, match=r"returned float64 of shape \(\) for an array of 2 "):
        dfda.estimate(xp.sum, xp.asarray([1.0, 2.0]), vectorized=True)
