"""Derivatives inside derivatives, on many threads, with exceptions midway: nothing mixes."""

import copy
import gc
import math
import pickle
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import dfda


def test_an_inner_derivative_does_not_see_the_outer_nudge():
    # Siskind & Pearlmutter (2005): the classic perturbation confusion would give 2.
    found = dfda.derivative(lambda x: x * dfda.derivative(lambda y: x + y)(1.0), 1.0)
    assert found == 1.0


def test_the_outer_nudge_travels_through_the_inner_derivative():
    # d/dx of d/dy (x y²) at y = x is d/dx of 2x·x
    found = dfda.derivative(lambda x: dfda.derivative(lambda y: x * y * y)(x), 3.0)
    assert found == 12.0


def test_an_inner_derivative_at_a_constant():
    found = dfda.derivative(lambda x: dfda.derivative(lambda y: x * y**3)(2.0), 5.0)
    assert found == 12.0


def test_a_function_that_returns_a_function():
    # Manzyuk et al. (2019): the shift d/dx of y ↦ f(x + y), taken twice.
    def shift(u):
        return lambda f: lambda x: f(x + u)

    def slope_of_shift(f):
        return lambda x: dfda.derivative(lambda u: shift(u)(f)(x))(0.0)

    assert slope_of_shift(slope_of_shift(math.exp))(1.0) == pytest.approx(math.e, rel=1e-15)


def test_third_order_nesting():
    def f(x):
        return math.sin(x) * x**3

    thrice = dfda.derivative(dfda.derivative(dfda.derivative(f)))
    wanted = -(0.7**3) * math.cos(0.7) - 9 * 0.7**2 * math.sin(0.7)
    wanted += 18 * 0.7 * math.cos(0.7) + 6 * math.sin(0.7)
    assert thrice(0.7) == pytest.approx(wanted, rel=1e-14)
    assert dfda.derivative(f, 0.7, n=3) == thrice(0.7)


@pytest.mark.parametrize("outer", [dfda.derivative, dfda.gradient])
@pytest.mark.parametrize("inner", [dfda.derivative, dfda.gradient])
def test_forwards_and_backwards_in_any_order(outer, inner):
    found = outer(lambda x: x * inner(lambda y: math.sin(x * y))(2.0))(0.5)
    wanted = 2 * 0.5 * math.cos(1.0) - 0.5**2 * 2.0 * math.sin(1.0)
    assert found == pytest.approx(wanted, rel=1e-14)


def test_arrays_nest_too():
    def loss(x):
        return np.sum(dfda.gradient(lambda w: np.sum(w**3 * x))(x) ** 2)

    x = np.array([1.0, -2.0, 0.5])
    # The inner gradient is 3w²x at w = x: the loss is the sum of 9x⁶.
    assert np.allclose(dfda.gradient(loss)(x), 54 * x**5, rtol=1e-14, atol=0)


def test_a_hessian_inside_a_gradient():
    def f(x):
        return x[0] ** 3 * x[1]

    found = dfda.gradient(lambda x: np.sum(dfda.hessian(f)(x)))(np.array([1.0, 2.0]))
    # The Hessian's entries are 6xy, 3x² twice and 0.
    assert found.tolist() == [6 * 2.0 + 12 * 1.0, 6.0]


def test_writes_inside_nested_derivatives():
    def f(x):
        y = np.zeros(2)
        y[0] = x
        y[1] = dfda.derivative(lambda t: y[0] * t**2)(x)
        return y[0] * y[1]

    assert dfda.derivative(f, 3.0) == 6 * 9.0  # f is 2x³


def test_an_outer_array_written_while_an_inner_run_uses_it():
    def f(x):
        y = np.array([x, x])

        def inner(t):
            first = y[0] * t
            y[0] = 100.0  # after its use: the inner derivative is still x
            return first

        return dfda.derivative(inner)(2.0)

    assert dfda.derivative(f, 3.0) == 1.0


def test_an_exception_midway_leaves_nothing_behind():
    def fails(x):
        dfda.derivative(lambda y: y * x)(1.0)
        message = "midway"
        raise RuntimeError(message)

    for _ in range(3):
        with pytest.raises(RuntimeError, match="midway"):
            dfda.derivative(fails, 1.0)
        with pytest.raises(RuntimeError, match="midway"):
            dfda.derivative(lambda x: dfda.derivative(fails)(x), 1.0)
    assert dfda.derivative(lambda x: x * x, 3.0) == 6.0


def test_an_exception_in_an_inner_run_that_is_caught():
    def f(x):
        try:
            dfda.derivative(lambda y: math.log(-y * x))(1.0)
        except ValueError:
            return x**2
        return x

    assert dfda.derivative(f, 3.0) == 6.0


def test_a_value_kept_from_a_run_that_is_over():
    kept = []

    def f(x):
        kept.append([x])  # out of reach: what lies in the list itself becomes plain
        return x * x

    assert dfda.derivative(f, 3.0) == 6.0
    with pytest.raises(dfda.UnsupportedError, match="kept from a run that is over"):
        kept[0][0] + 1.0
    with pytest.raises(dfda.UnsupportedError, match="kept from a run that is over"):
        dfda.derivative(lambda x: x * kept[0][0], 1.0)


def test_no_run_stays_in_memory():
    class Big:
        pass

    watched = []

    def f(x):
        big = Big()
        watched.append(weakref.ref(big))
        return x * x

    dfda.derivative(f, 3.0)
    gc.collect()
    assert watched[0]() is None


def test_the_arrays_of_a_run_are_let_go_without_a_garbage_collection():
    watched = []

    @dfda.rule(pull=lambda g, y, x: 2 * g * x)
    def square(x):
        watched.append(weakref.ref(x))
        return x * x

    def loss(x):
        return np.sum(square(np.sin(x)) ** 2)

    gc.collect()
    gc.disable()
    try:
        dfda.gradient(loss)(np.ones(1000))
        assert len(watched) == 1
        assert watched[0]() is None
    finally:
        gc.enable()


def test_eight_threads_at_once():
    def f(x, k):
        total = 0.0
        for _ in range(30):
            total = total + math.sin(k * x) * dfda.derivative(lambda y: x * y * y)(x)
        return total

    def one(k):
        barrier.wait()
        return [dfda.derivative(f, 0.1 * k, k) for _ in range(5)]

    barrier = threading.Barrier(8)
    wanted = [dfda.derivative(f, 0.1 * k, k) for k in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(one, range(8)))
    assert found == [[value] * 5 for value in wanted]


def square(a):
    return a * a


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_operators_pickle(protocol):
    for operator in (dfda.derivative(square, n=2), dfda.gradient(square, wrt=0), dfda.jvp(square)):
        again = pickle.loads(pickle.dumps(operator, protocol))
        assert again == operator
    assert pickle.loads(pickle.dumps(dfda.derivative(square), protocol))(3.0) == 6.0
    assert copy.deepcopy(dfda.derivative(square))(3.0) == 6.0


def test_an_operator_tells_what_it_is():
    assert repr(dfda.derivative(square)) == "<derivative of square>"
    assert repr(dfda.gradient(dfda.derivative(square))) == "<gradient of derivative of square>"
