"""Gradients, Jacobians, Hessians and directional derivatives: every entry with its bar."""

import math
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from scipy.optimize import rosen

import dfda
from dfda.errors import FunctionError, InputError
from dfda.nudges.namespaces import finite_array
from dfda.results import Verdict
from dfda.sparsity import colours_of


def rosenbrock(x):
    return float((1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2)


def slopes_of_rosenbrock(x):
    return [-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] ** 2), 200 * (x[1] - x[0] ** 2)]


POINT = [1.3, -0.7]


def assert_within(found, truth):
    truth = np.asarray(truth, dtype=float)
    assert found.value.shape == truth.shape
    assert np.all(np.abs(found.value - truth) <= found.error + np.spacing(np.abs(truth)))


# Gradients


def test_a_gradient_is_within_its_bars():
    found = dfda.estimate_gradient(rosenbrock, POINT)
    assert_within(found, slopes_of_rosenbrock(POINT))
    assert np.all(found.error < 1e-9)


def test_a_gradient_has_the_shape_of_its_point():
    x = np.arange(6.0).reshape(2, 3) + 1
    found = dfda.estimate_gradient(lambda x: np.sum(np.sin(x) * x), x)
    assert_within(found, np.cos(x) * x + np.sin(x))
    assert found.verdict.shape == (2, 3)
    assert set(found.verdict.ravel()) == {Verdict.CONVERGED}


def test_a_kink_in_one_direction_does_not_spoil_the_others():
    found = dfda.estimate_gradient(lambda x: x[0] ** 2 + abs(x[1]) + math.floor(x[2]), [3, 0, 2])
    assert found.verdict.tolist() == ["converged", "kink", "jump"]
    assert found.value[0] == pytest.approx(6)
    assert np.isnan(found.value[1:]).all()
    assert found.sentence == "1 of 3 entries have a slope (1 converged, 1 kink, 1 jump)."


def test_every_call_is_counted_and_gets_an_array_of_its_own():
    seen = []

    def f(x):
        seen.append(x)
        x *= 0
        return 1.0

    found = dfda.estimate_gradient(f, [1.0, 2.0])
    assert found.evaluations == len(seen)
    assert len({id(x) for x in seen}) == len(seen)


# Processes that are started afresh: a copy of one in which JAX has threads may stand still.
FRESH = partial(ProcessPoolExecutor, mp_context=multiprocessing.get_context("spawn"))
POOLS = pytest.mark.parametrize("pool", [ThreadPoolExecutor, FRESH], ids=["threads", "processes"])


@POOLS
def test_an_executor_finds_the_same(pool):
    with pool(max_workers=2) as executor:
        found = dfda.estimate_gradient(rosen, POINT, executor=executor)
    assert found == dfda.estimate_gradient(rosen, POINT)


def test_progress_is_told_after_each_entry():
    told = []
    dfda.estimate_gradient(rosenbrock, POINT, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_an_exception_names_its_entry_and_its_point():
    def f(x):
        if x[1] != 2.5:
            message = "out of bounds"
            raise RuntimeError(message)
        return x[0]

    with pytest.raises(FunctionError) as caught:
        dfda.estimate_gradient(f, [1.0, 2.5])
    assert caught.value.where == "x[1], which is 2.5 at the point"
    assert caught.value.what.startswith("f with x[1] = 2.")
    assert caught.value.what.endswith(" raised RuntimeError: out of bounds")


def test_options_reach_every_entry():
    found = dfda.estimate_gradient(rosenbrock, POINT, budget=15)
    assert all(entry.evaluations <= 15 for entry in found.entries)


NO_POINTS = [[1.0, math.nan], [math.inf], ["a"], [[1.0], [1.0, 2.0]], None, np.array([1j])]


@pytest.mark.parametrize("x", NO_POINTS, ids=str)
def test_what_is_no_array_of_finite_numbers_is_refused_in_one_sentence(x):
    with pytest.raises(InputError) as caught:
        dfda.estimate_gradient(sum, x)
    assert caught.value.what == "the point must be an array of finite numbers"
    assert caught.value.instead == "give a list or an array of floats"
    with pytest.raises(InputError, match="the direction must be an array of finite numbers"):
        dfda.estimate_directional(sum, [1.0], x)


def test_the_array_that_is_given_is_not_the_one_that_is_nudged():
    given = np.array([1.0, 2.0])
    assert finite_array(given) is not given


# Directions


def test_a_directional_derivative_is_the_gradient_along_it():
    along = np.array([0.3, -2.0])
    found = dfda.estimate_directional(rosenbrock, POINT, along)
    truth = float(np.dot(slopes_of_rosenbrock(POINT), along))
    assert abs(found.value - truth) <= found.error < 1e-7


def test_a_direction_needs_the_shape_of_the_point():
    with pytest.raises(InputError) as caught:
        dfda.estimate_directional(rosenbrock, POINT, [1.0])
    assert caught.value.what == "the direction has the shape (1,), the point (2,)"


def test_along_no_direction_nothing_moves():
    found = dfda.estimate_directional(rosenbrock, POINT, [0.0, 0.0])
    assert abs(found.value) <= found.error


# Jacobians


def spiral(x):
    return np.array([[x[0] * x[1], math.sin(x[0])], [x[1] ** 3, 7.0]])


def slopes_of_spiral(x):
    return [[[x[1], x[0]], [math.cos(x[0]), 0]], [[0, 3 * x[1] ** 2], [0, 0]]]


def test_a_jacobian_is_within_its_bars():
    found = dfda.estimate_jacobian(spiral, POINT)
    assert_within(found, slopes_of_spiral(POINT))


def test_outputs_share_calls():
    calls = []

    def f(x):
        calls.append(x)
        return np.array([x[0], 2 * x[0], 3 * x[0]])

    found = dfda.estimate_jacobian(f, [1.5])
    assert found.evaluations == len(calls)
    alone = dfda.estimate(lambda a: 3 * a, 1.5).evaluations
    assert len(calls) <= 1 + 1.5 * alone


def test_entries_outside_of_the_sparsity_are_0_and_cost_nothing():
    pattern = np.eye(2, dtype=bool)
    found = dfda.estimate_jacobian(lambda x: x**2, POINT, sparsity=pattern)
    assert_within(found, np.diag(2 * np.array(POINT)))
    assert found.error[0, 1] == 0
    assert found.entries[1].nudges == ()


def banded(size):
    """A function each of whose outputs depends on three neighbouring inputs, and its slopes."""
    pattern = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) <= 1

    def f(x):
        y = np.sin(x) * x
        y[1:] += x[:-1] ** 2
        y[:-1] += 3 * x[1:]
        return y

    def slopes(x):
        inner = np.diag(np.cos(x) * x + np.sin(x))
        return inner + np.diag(2 * x[:-1], -1) + np.diag(np.full(size - 1, 3.0), 1)

    return f, slopes, pattern


def counted(f):
    calls = []

    def counting(x):
        calls.append(x.copy())
        return f(x)

    return counting, calls


def test_inputs_that_share_no_output_are_nudged_together():
    size, colours = 60, 3
    f, slopes, pattern = banded(size)
    x = np.linspace(0.3, 40, size)
    counting, calls = counted(f)
    found = dfda.estimate_jacobian(counting, x, sparsity=pattern)
    assert_within(found, slopes(x))
    assert found.evaluations == len(calls)

    # A colour takes as many calls as the input of it that takes the most.
    alone, calls_alone = counted(f)
    one_by_one = dfda.estimate_jacobian(alone, x)
    most = max(entry.evaluations for entry in one_by_one.entries)
    assert len(calls) <= 1 + colours * most
    assert len(calls) < len(calls_alone) / 12


def test_each_entry_is_what_it_would_be_alone():
    f, _, pattern = banded(9)
    x = np.geomspace(1e-3, 1e3, 9)
    together = dfda.estimate_jacobian(f, x, sparsity=pattern)
    alone = dfda.estimate_jacobian(f, x)
    for one, other, wanted in zip(together.entries, alone.entries, pattern.ravel(), strict=True):
        if wanted:
            assert (one.value, one.error, one.nudges) == (other.value, other.error, other.nudges)


def test_a_kink_and_an_edge_spoil_no_input_that_is_nudged_with_them():
    def f(x):
        return np.array([abs(x[0]), math.sqrt(x[1]) + x[1], x[2] ** 2, math.log(x[3])])

    found = dfda.estimate_jacobian(f, [0.0, 0.0, 3.0, 1e-5], sparsity=np.eye(4))
    assert np.diag(found.verdict).tolist() == ["kink", "edge", "converged", "converged"]
    assert np.diag(found.value)[2:] == pytest.approx([6, 1e5])


def test_an_exception_names_its_input_among_those_nudged_together():
    def f(x):
        if x[1] != 2.5:
            message = "out of bounds"
            raise RuntimeError(message)
        return x**2

    with pytest.raises(FunctionError) as caught:
        dfda.estimate_jacobian(f, [1.0, 2.5, 3.0], sparsity=np.eye(3))
    assert caught.value.where == "x[1], which is 2.5 at the point"
    assert caught.value.what.endswith(" raised RuntimeError: out of bounds")


def test_an_input_without_outputs_is_never_nudged():
    counting, calls = counted(lambda x: x[:1] ** 2)
    found = dfda.estimate_jacobian(counting, [3.0, 4.0], sparsity=[[True, False]])
    assert found.value == pytest.approx(np.array([[6, 0]]))
    assert {x[1] for x in calls} == {4.0}


def test_an_f_that_returns_the_same_array_each_time_is_understood():
    answer = np.empty(2)

    def f(x):
        answer[:] = x**2
        return answer

    for sparsity in (None, np.eye(2)):
        found = dfda.estimate_jacobian(f, POINT, sparsity=sparsity)
        assert_within(found, np.diag(2 * np.array(POINT)))


@POOLS
def test_an_executor_finds_the_same_jacobian(pool):
    pattern = np.eye(2)
    with pool(max_workers=2) as executor:
        found = dfda.estimate_jacobian(np.square, POINT, sparsity=pattern, executor=executor)
    assert found == dfda.estimate_jacobian(np.square, POINT, sparsity=pattern)


def test_columns_of_one_colour_share_no_row(rng):
    for density in (0.02, 0.1, 0.5):
        pattern = rng.random((30, 40)) < density
        colours = colours_of(pattern)
        for colour in set(colours):
            assert pattern[:, colours == colour].sum(axis=1).max() <= 1


@pytest.mark.parametrize("width", [0, 1, 2, 5])
def test_a_band_needs_no_more_colours_than_its_width(width):
    pattern = np.abs(np.subtract.outer(np.arange(40), np.arange(40))) <= width
    assert colours_of(pattern).max() + 1 == 2 * width + 1


def test_a_sparsity_of_another_shape_is_refused():
    with pytest.raises(InputError) as caught:
        dfda.estimate_jacobian(spiral, POINT, sparsity=[[True]])
    assert caught.value.what == "sparsity has the shape (1, 1), the derivative (2, 2, 2)"


def test_an_output_that_changes_its_shape_is_told():
    def f(x):
        return np.ones(2 if x[0] == 1 else 3)

    with pytest.raises(
        FunctionError, match=r"f returned the shape \(3,\), and \(2,\) at the point"
    ):
        dfda.estimate_jacobian(f, [1.0])


# Hessians


def test_a_hessian_is_within_its_bars():
    x, y = POINT
    truth = [[2 + 1200 * x**2 - 400 * y, -400 * x], [-400 * x, 200]]
    found = dfda.estimate_hessian(rosenbrock, POINT)
    assert_within(found, truth)
    assert np.array_equal(found.value, found.value.T)
    assert {type(entry.value) for entry in found.entries} == {float}
    assert np.all(found.error < 1e-5)


def test_a_corner_of_the_gradient_spoils_its_own_entries_only():
    found = dfda.estimate_hessian(lambda x: x[0] * abs(x[0]) + x[1] ** 2, [0.0, 1.0])
    bent = found.entries[0]  # -2 on the left, 2 on the right
    assert bent.verdict is Verdict.KINK or bent.error >= 2
    assert found.value[1, 1] == pytest.approx(2)


def test_a_hessian_needs_a_row():
    with pytest.raises(InputError) as caught:
        dfda.estimate_hessian(np.sum, np.ones((2, 2)))
    assert caught.value.what == "the point of a Hessian has one dimension, not 2"


# The result


def test_estimates_can_be_compared_and_pickled_but_are_neither_true_nor_false():
    found = dfda.estimate_gradient(rosenbrock, POINT)
    assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(found)
    assert repr(found) == (
        f"Estimates(shape=(2,), evaluations={found.evaluations}: "
        "All 2 entries have a slope (2 converged).)"
    )
    assert dfda.estimate_gradient(sum, [1.0]).sentence == "The entry has a slope (1 converged)."
