"""Rare ways through the engine, each with an answer derived by hand."""

import functools
import math
import operator
import sys

import numpy as np
import pytest
from scipy import linalg

import dfda

X = np.array([0.0, 4.0, 9.0])


# Arrays that depend on no input are plain wherever they go


def test_an_array_without_axes_that_depends_on_no_input_is_a_number():
    def f(a):
        z = np.array(2.5)
        parts = [float(z), int(z), math.floor(z), math.ceil(z), complex(z).real, z.tolist()]
        parts.append([10.0, 20.0, 30.0][np.array(1.0).astype(int)])
        assert parts == [2.5, 2, 2, 3, 2.5, 2.5, 20.0]
        return a * sum(parts)

    assert f(3.0) == 3 * 34.5
    assert dfda.derivative(f, 3.0) == 34.5


def test_arrays_that_depend_on_no_input_may_go_into_c_code():
    def f(a):
        matrix = np.eye(2) * 2
        fixed = linalg.det(matrix) + len(matrix.tobytes()) + matrix.astype(int)[0, 0]
        matrix[0, 0] = a
        return np.linalg.det(matrix) * fixed

    assert dfda.derivative(f, 3.0) == 2 * (4 + 32 + 2)


# The careful way, where 0 met an infinite slope


def test_the_careful_way_passes_what_has_no_slope():
    def f(x):
        return np.sum(np.where(x > 0, np.sqrt(x), 0.0) + np.floor_divide(x, 7.0) * x)

    assert dfda.gradient(f, X, kinks="ignore").tolist() == [0.0, 0.25, 1 / 6 + 1]
    along = dfda.jvp(f, X, np.ones(3), kinks="ignore")
    assert along == pytest.approx(0.25 + 1 / 6 + 1, rel=1e-15)


def test_the_careful_way_passes_rules_of_the_users():
    @dfda.rule(pull=(None, lambda g, y, k, x: g * k))
    def times(k, x):
        return np.array(k.tolist()) * np.array(x.tolist())

    def f(x):
        y = np.where(x > 0, np.sqrt(x), 0.0)
        return np.sum(times(x, y))  # the slope by the first operand is left out

    assert dfda.gradient(f, X, kinks="ignore").tolist() == [0.0, 1.0, 1.5]


# Many directions at once


def test_jacobians_of_products_of_stacks():
    stack = np.arange(8.0).reshape(2, 2, 2)

    def f(x):
        return stack @ np.diag(x) @ x

    x = np.array([2.0, 3.0])
    # the entries of stack times 2x, column by column
    assert np.array_equal(dfda.jacobian(f, x), stack * (2 * x))


def test_jacobians_of_entries_that_are_picked_by_lists():
    def f(x):
        return np.stack([x, 2 * x])[:, [0, 0, 1]]

    assert dfda.jacobian(f, np.array([2.0, 3.0])).tolist() == [
        [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]],
        [[2.0, 0.0], [2.0, 0.0], [0.0, 2.0]],
    ]


def test_jacobians_of_sums_over_chosen_axes():
    cube = np.arange(12.0).reshape(2, 3, 2)

    def f(x):
        y = cube * x
        return np.concatenate([np.sum(y, axis=(0, 2)), np.sum(y, axis=-1)[0], [np.sum(y)]])

    by_hand = [cube.sum(axis=0), cube[0], cube.sum(axis=(0, 1))[None]]
    assert np.array_equal(dfda.jacobian(f, np.array([2.0, 3.0])), np.concatenate(by_hand))


def test_a_jacobian_inside_a_derivative():
    def f(a):
        def g(x):
            return np.outer(x * a, x) @ x

        return np.sum(dfda.jacobian(g, np.array([2.0, 3.0])))

    # g = a·x·|x|²: its Jacobian is a(|x|² + 2xxᵀ), and its entries sum up to a(2·13 + 2·25)
    assert dfda.derivative(f, 0.5) == 76.0


# Code that can only be lifted in part


def test_a_variable_that_has_no_value_yet():
    def f(a):
        def g(t):
            return later(t) if t > 100 else math.sin(t)

        answer = g(a)

        def later(t):
            return t

        return answer

    assert dfda.derivative(f, 0.5) == math.cos(0.5)

    def outer():
        def early(a):
            return a * a if a < 1 else missing(a)

        yield early

        def missing(a):
            return a

    assert dfda.derivative(next(outer()), 0.5) == 1.0


class Final:
    """A class whose metaclass does not let it be subclassed."""

    def __init_subclass__(cls):
        raise TypeError("this class is final")

    def cube(self, a):
        return a**3


class Numbers(list):
    """A class on top of a built-in one."""

    def total(self, a):
        return sum(self) * a


FINAL, NUMBERS = Final(), Numbers([1.0, 2.0])
SQUARES = np.vectorize(lambda t: t * t)


def test_classes_that_cannot_be_lifted_are_used_as_they_are():
    assert dfda.derivative(lambda a: FINAL.cube(a) + Final().cube(a), 2.0) == 24.0
    assert dfda.derivative(lambda a: NUMBERS.total(a), 2.0) == 3.0


def test_a_vectorized_function_made_outside():
    assert dfda.gradient(lambda x: SQUARES(x).sum(), X).tolist() == [0.0, 8.0, 18.0]
    assert dfda.derivative(lambda a: a * SQUARES(np.arange(3)).sum(), 1.0) == 5.0

    @np.vectorize(otypes=[float])
    def bent(t):
        return t * t if t > 5 else 0

    def decorated_inside(x):
        @np.vectorize(otypes=[float])
        def bent_inside(t):
            return t * t if t > 5 else 0

        return bent(x).sum() + bent_inside(x).sum()

    assert dfda.gradient(decorated_inside, X).tolist() == [0.0, 0.0, 36.0]
    with pytest.raises(dfda.UnsupportedError, match="names of arguments, a signature or a cache"):
        dfda.gradient(lambda x: np.vectorize(np.sum, signature="(n)->()")(x), X)
    with pytest.raises(dfda.UnsupportedError, match="no entries at all"):
        dfda.gradient(lambda x: SQUARES(x[:0]).sum(), X)


def test_code_that_asks_for_other_things_by_name():
    class Unhashable:
        __hash__ = None

        def __call__(self, a):
            return a * 3

    thing = Unhashable()
    assert dfda.derivative(lambda a: thing(a), 2.0) == 3.0
    assert dfda.derivative(functools.partial(lambda k, a: k(a), thing), 2.0) == 3.0


def test_powers_and_kinds_that_floats_do_not_have():
    with pytest.raises(dfda.UnsupportedError, match="pow with a modulus works on whole numbers"):
        dfda.derivative(lambda a: pow(a, 2, 3), 2.0)
    with pytest.raises(TypeError):
        dfda.derivative(lambda a: a ** "2", 2.0)
    with pytest.raises(dfda.UnsupportedError, match=r"astype\(int64\) rounds"):
        dfda.gradient(lambda x: x.astype(int).sum(), X)
    assert np.array_equal(dfda.gradient(lambda x: np.sum(x * np.ones(3).astype(int)), X), [1, 1, 1])


# Writers


def test_writers_of_numpy():
    def f(x):
        y = np.zeros((3, 3))
        np.fill_diagonal(y, x[1])
        z = np.ones(3)
        np.putmask(z, x > 1, x**2)
        np.copyto(y[0], z)
        np.putmask(z, x < 1, 7.0)
        return np.sum(y * np.arange(9.0).reshape(3, 3)) + z.sum()

    # y = [[1, 16, 81], [0, 4, 0], [0, 0, 4]] and z = [7, 16, 81]
    assert f(X) == 16 + 2 * 81 + 4 * 4 + 8 * 4 + 7 + 16 + 81
    assert dfda.gradient(f, X, kinks="ignore").tolist() == [0.0, 2 * 2 * 4 + 12, 3 * 2 * 9]


WRITES = {
    "np.copyto into an array made outside": lambda x: np.copyto(X, x),
    "np.putmask into an array made outside": lambda x: np.putmask(X, X > 0, x),
    "np.fill_diagonal into an array made outside": lambda x: np.fill_diagonal(OUTSIDE, x[0]),
    "np.putmask of values that are repeated": lambda x: np.putmask(np.zeros(3), x > 0, x[:2]),
    "anything but a matrix with one number": lambda x: np.fill_diagonal(np.zeros((2, 2, 2)), x[0]),
    "np.sin into an array made outside": lambda x: np.sin(x, out=X),
    "np.sum into an array made outside": lambda x: np.sum(x, out=np.array(OUTSIDE)[0, 0]),
    r"np\.hypot\.reduce with axis=\(0, 1\)": lambda x: np.hypot.reduce(np.outer(x, x), axis=(0, 1)),
    r"np\.maximum\.accumulate with axis=0": lambda x: np.maximum.accumulate(x[:0]),
}
OUTSIDE = np.zeros((2, 2))


@pytest.mark.parametrize("text", WRITES)
def test_writes_that_would_be_lost_are_refused(text):
    with pytest.raises(dfda.UnsupportedError, match=text):
        dfda.gradient(lambda x: WRITES[text](x) or x[0], X, kinks="ignore")


def test_an_empty_row_has_no_ties():
    def f(x):
        assert np.argsort(x[:0]).size == 0
        with pytest.raises(ValueError, match="empty"):
            np.argmax(x[:0])
        return np.sum(x)

    assert dfda.gradient(f, X, kinks="raise").tolist() == [1.0, 1.0, 1.0]


def test_jacobians_of_nothing_by_nothing():
    nothing = np.zeros(0)
    assert dfda.jacobian(lambda x: np.ones(2) * np.sum(x), nothing).shape == (2, 0)
    assert dfda.jacobian(lambda x: x, nothing).shape == (0, 0)
    assert dfda.jacobian(lambda x: x[:0], X).shape == (0, 3)
    assert dfda.hessian(lambda x: np.sum(x**2), nothing).shape == (0, 0)


def test_the_value_of_a_gradient_is_a_number():
    value, gradient = dfda.value_and_gradient(lambda x: x[:1] ** 2, np.array([3.0, 1.0]))
    assert np.ndim(value) == 0
    assert (value, gradient.tolist()) == (9.0, [6.0, 0.0])
    value, gradient = dfda.value_and_gradient(lambda x: np.ones((1, 1)), np.array([3.0]))
    assert np.ndim(value) == 0
    assert (value, gradient.tolist()) == (1.0, [0.0])


def test_a_rule_says_how_many_operands_it_is_for():
    @dfda.rule(slope=lambda x, y: 2 * x)
    def square(x, *others):  # noqa: ARG001 - any number of them
        return x * x

    with pytest.raises(dfda.InputError, match="the rule of square is for 1 operands"):
        dfda.derivative(lambda a: square(a, 2.0), 1.0)


def test_a_division_by_zero_that_is_caught_sits_on_an_edge_in_second_derivatives_too():
    def f(a):
        try:
            return 1 / a
        except ZeroDivisionError:
            return 3 * a**2

    for n in (1, 2):
        with pytest.warns(dfda.KinkWarning, match="a decision sits on its edge"):
            assert dfda.derivative(f, 0.0, n=n) == (0.0 if n == 1 else 6.0)


def test_a_value_of_an_enclosing_run_is_handed_through():
    def f(x):
        value, slope = dfda.value_and_derivative(lambda y: x, 1.0)
        both, slopes = dfda.value_and_gradient(lambda y: np.sum(x * np.ones(2)), np.ones(3))
        return value * 3 + slope + both + slopes.sum()

    assert dfda.derivative(f, 2.0) == 5.0


def test_arrays_of_a_special_kind_are_refused():
    with pytest.raises(dfda.InputError, match="argument 0 is a MaskedArray, a special kind"):
        dfda.gradient(np.sum, np.ma.array([1.0, 2.0]))


def test_what_meets_no_traced_value_is_left_to_numpy():
    def f(x):
        same = np.array(x, copy=None)
        assert (same.nbytes, same.strides, same.flags.writeable) == (24, (8,), True)
        total = sum(entry * index[0] for index, entry in np.ndenumerate(np.ones(3)))
        rows, columns = np.r_[1:4, 0.5], np.c_[[1, 2], [3, 4]]
        assert rows.tolist() == [1, 2, 3, 0.5]
        assert columns.tolist() == [[1, 3], [2, 4]]
        assert np.linspace(0, 1, 3, retstep=True)[1] == 0.5
        assert math.remainder(5.0, 3.0) == -1.0
        assert math.modf(2.5) == (0.5, 2.0)
        assert math.ldexp(1.5, 2) == 6.0
        assert math.fsum([0.1] * 10) == 1.0
        assert "sin" in np.__all__
        assert np.ascontiguousarray(TURNED).flags.c_contiguous
        assert np.asfortranarray(TURNED.T).flags.f_contiguous
        assert np.require([1, 2], float, ["C"]).dtype == float
        return np.sum(same) * total

    assert dfda.gradient(f, X).tolist() == [3.0, 3.0, 3.0]


TURNED = np.arange(6.0).reshape(2, 3).T


def test_an_array_is_copied_where_numpy_copies_it():
    def f(x):
        y = np.outer(x[:2], x)
        same, turned = np.ascontiguousarray(y), np.ascontiguousarray(y.T)
        same[0, 1] = 7.0
        turned[0, 0] = 5.0  # a copy
        assert np.ascontiguousarray(np.array(2.0)).shape == (1,)
        assert np.asfortranarray(y.T) is not y
        return np.sum(y) + np.sum(turned * x[0])

    x = np.array([1.0, 4.0, 9.0])
    value, gradient = dfda.value_and_gradient(f, x)
    assert value == f(x)
    # x₀² + 7 + x₀x₂ + x₁x₀ + x₁² + x₁x₂ and x₀ times 5 + x₀x₁ + x₀x₂ + x₁x₀ + x₁² + x₁x₂
    assert gradient.tolist() == [106.0, 37.0, 10.0]


def test_what_may_be_written_into_an_array():
    def f(x):
        y = np.zeros(3, np.float32)
        y[:] = range(3)
        y += x
        with pytest.raises(TypeError):
            y += "text"
        with pytest.raises(IndexError):
            y[np.zeros(2)]
        return np.sum(y * y)

    found = dfda.gradient(f, X)
    assert found.tolist() == [0.0, 10.0, 22.0]
    assert found.dtype == np.float64
    with pytest.raises(dfda.UnsupportedError, match="used as an index or a count"):
        dfda.gradient(lambda x: x[x[0]], X)


def test_rounding_methods_that_other_code_calls():
    for name in ("__floor__", "__ceil__", "__trunc__"):
        with pytest.raises(dfda.UnsupportedError, match="rounds a traced value"):
            dfda.derivative(operator.methodcaller(name), 1.5)


def test_a_zero_that_counts_as_false_sits_on_an_edge():
    with pytest.warns(dfda.KinkWarning, match="a decision sits on its edge"):
        assert dfda.derivative(lambda a: 2.0 * a if a else 3 * a, 0.0) == 3.0


class Parent:
    def square(self, a):
        return a * a


class Child(Parent):
    pass


def test_lifted_classes_know_their_subclasses():
    def f(a):
        assert issubclass(Child, Parent)
        assert not issubclass(Parent, Child)
        assert isinstance(Child(), Parent)
        return Child().square(a)

    assert dfda.derivative(f, 3.0) == 6.0


def test_the_slope_of_gamma_needs_scipy(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(
        dfda.UnsupportedError, match=r"the slope of math\.lgamma needs SciPy"
    ) as told:
        dfda.derivative(math.lgamma, 2.5)
    assert "pip install scipy" in told.value.instead


def test_the_careful_way_goes_through_what_mixes_entries():
    x = np.array([0.0, 4.0])

    def f(x):
        y = np.where(x > 0, np.sqrt(x), 0.0)
        return np.linalg.solve(np.array([[2.0, 1.0], [0.0, 4.0]]) * y[1], np.ones(2) + y)

    # y = (0, s): the second entry is (1 + s)/4s, the first (1 - (1 + s)/4s·s)/2s = (3 - s)/8s
    along = dfda.jvp(f, x, np.array([1.0, 1.0]), kinks="ignore")
    s, ds = 2.0, 0.25
    assert along == pytest.approx([-3 / (8 * s * s) * ds, -1 / (4 * s * s) * ds], rel=1e-14)


def test_a_rule_that_says_nothing_moves():
    @dfda.rule(pull=lambda g, y, x: np.zeros(3))
    def counted(x):
        return np.array(x.tolist()) * 0 + 2

    assert dfda.jvp(lambda x: counted(x) + x, X, np.ones(3)).tolist() == [1.0, 1.0, 1.0]
    assert dfda.gradient(lambda x: np.sum(counted(x)), X).tolist() == [0.0, 0.0, 0.0]


def test_jacobians_by_several_inputs_where_one_takes_the_careful_way():
    def f(x, w):
        return np.where(x > 0, np.sqrt(x), 0.0), w * 2

    x, w = np.array([0.0, 4.0]), np.array([1.0, 2.0])
    found = dfda.jacobian(f, x, w, wrt=(0, 1), kinks="ignore")
    zeros = np.zeros((2, 2)).tolist()
    told = [[part.tolist() for part in row] for row in found]
    assert told == [[[[0.0, 0.0], [0.0, 0.25]], zeros], [zeros, [[2.0, 0.0], [0.0, 2.0]]]]
