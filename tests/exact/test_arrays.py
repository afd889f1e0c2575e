"""Arrays in ordinary code: writes, views, NumPy's methods, and branches that are not used."""

import math
import warnings
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest

import dfda

X = np.array([0.3, -1.2, 2.0])


def nudged(f, x):
    """The gradient by central differences, extrapolated once: good to about 1e-10."""
    slopes = np.empty_like(x)
    for index in np.ndindex(x.shape):

        def moved(width, index=index):
            y = x.copy()
            y[index] += width
            return f(y)

        wide, fine = ((moved(h) - moved(-h)) / (2 * h) for h in (2e-3, 1e-3))
        slopes[index] = (4 * fine - wide) / 3
    return slopes


def zeros_then_writes(x):
    y = np.zeros(4)
    y[0] = x[0]
    y[1:3] = x[1:] * 2
    y[-1] += y[0] * y[1]
    y *= 3
    return np.sum(y**2)


def write_into_derived(x):
    y = x * 2
    y[1] = 5.0
    y[0] = y[2] * x[1]
    return np.sum(y**3)


def write_into_the_input(x):
    x[0] = x[1] * x[2]
    return np.sum(x**2)


def through_a_view(x):
    y = np.zeros((2, 3))
    row = y[0]
    row[:] = x
    y[1] = row * 2
    column = y[:, 1]
    column *= x[0]
    return np.sum(y * np.arange(6.0).reshape(2, 3))


def a_view_sees_later_writes(x):
    y = x.copy()
    tail = y[1:]
    y[2] = x[0] * 10
    return np.sum(tail**2)


def through_reshape_and_transpose(x):
    y = np.zeros(6)
    table = y.reshape(2, 3)
    table.T[0] = x[0] * x[1]
    table[1] += x
    return np.sum(y**2 + y)


def by_mask(x):
    y = x.copy()
    y[x < 0] = x[x < 0] ** 2
    return np.sum(y)


def by_list_of_places(x):
    y = np.zeros(5)
    y[[0, 2, 2]] = x
    np.add.at(y, [1, 1, 3], x)
    return np.sum(y**2)


def aliases(x):
    y = np.zeros(2)
    z = y
    z[0] = x[0]
    z += x[1]
    return y[0] * y[1]


def out_argument(x):
    y = np.empty(3)
    np.multiply(x, x, out=y)
    return np.sum(y)


def nested_lists(x):
    m = np.array([[x[0], 1.0], [x[1] * x[2], x[0]]])
    return np.linalg.det(m) + np.sum(np.asarray([x[0], x[2]]))


def methods(x):
    m = x.reshape(3, 1) @ x.reshape(1, 3)
    return (
        m.sum(axis=0).max()
        + m.T.mean()
        + m.ravel().dot(m.ravel())
        + x.std()
        + x.prod()
        + m.trace()
        + x.clip(-1, 1).sum()
        + x[::-1].cumsum()[-1]
    )


def python_loops(x):
    total = 0.0
    for number, value in enumerate(x):
        total += value * math.sin(number + value)
    return total + len(x) * sum(x) + max(x) - min(x)


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def full_and_linspace(x):
    y = np.full(3, x[0])
    z = np.linspace(x[1], x[2], 4)
    return np.sum(y * y) + np.sum(z**2) + np.sum(np.ones_like(x) * x)


def comparisons(x):
    return np.sum(np.where((x > 0) & (x < 1), x**2, 3 * x)) + np.sum(x[np.argsort(x)][:2])


def lists_to_numpy(x):
    return np.sum([x[0], x[1] ** 2]) + np.dot([x[0], x[1]], [x[2], 1.0]) + np.max([x[0], x[2]])


PROGRAMS = [
    zeros_then_writes, write_into_derived, write_into_the_input, through_a_view,
    a_view_sees_later_writes, through_reshape_and_transpose, by_mask, by_list_of_places, aliases,
    out_argument, nested_lists, methods, python_loops, rosenbrock, full_and_linspace, comparisons,
    lists_to_numpy,
]  # fmt: skip


@pytest.mark.parametrize("f", PROGRAMS)
def test_gradient_agrees_with_nudges(f):
    kept = X.copy()
    value, found = dfda.value_and_gradient(f, X, kinks="raise")
    assert value == pytest.approx(f(X.copy()), rel=1e-14)
    assert np.array_equal(X, kept)
    assert np.allclose(found, nudged(f, X), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("f", PROGRAMS)
def test_forwards_and_second_order_agree(f):
    direction = np.array([0.4, -0.7, 1.1])
    along = dfda.jvp(f, X, direction)
    assert along == pytest.approx(dfda.gradient(f, X) @ direction, rel=1e-12)
    curved = dfda.hvp(f, X, direction)
    wide, fine = (
        (dfda.gradient(f, X + h * direction) - dfda.gradient(f, X - h * direction)) / (2 * h)
        for h in (2e-3, 1e-3)
    )
    assert np.allclose(curved, (4 * fine - wide) / 3, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("f", PROGRAMS)
def test_float32_stays_float32(f):
    found = dfda.gradient(f, X.astype(np.float32))
    assert found.dtype == np.float32
    wide = dfda.gradient(f, X)
    bound = 1e3 * np.finfo(np.float32).eps * max(1.0, np.max(np.abs(wide)))
    assert np.max(np.abs(found - wide)) <= bound


# A branch that is not used


def guarded_root(x):
    return np.sum(np.where(x > 0, np.sqrt(x), 0.0))


def guarded_log(x):
    safe = np.log(x)
    return np.sum(np.where(x > 0, safe * x, x))


def guarded_by_reading(x):
    roots = np.sqrt(x)
    return np.sum(roots[1:])


def guarded_quotient(x):
    return np.sum(np.where(x == 0, 1.0, np.sin(x) / x))


POISON = [
    (guarded_root, [0.0, 4.0, -1.0], [0.0, 0.25, 0.0]),
    (guarded_log, [0.0, 1.0, -1.0], [1.0, 1.0, 1.0]),
    (guarded_by_reading, [0.0, 4.0, 1.0], [0.0, 0.25, 0.5]),
    (guarded_quotient, [0.0, math.pi, math.pi / 2], [0.0, -1 / math.pi, -4 / math.pi**2]),
]


@pytest.mark.parametrize(("f", "at", "wanted"), POISON)
def test_an_unused_branch_never_poisons(f, at, wanted):
    x = np.array(at)
    with np.errstate(all="ignore"):
        found = dfda.gradient(f, x, kinks="ignore")
        rows = dfda.jacobian(f, x, kinks="ignore")
        along = [dfda.jvp(f, x, unit, kinks="ignore") for unit in np.eye(3)]
    assert np.allclose(found, wanted, rtol=1e-15, atol=1e-16)
    assert np.allclose(rows, wanted, rtol=1e-15, atol=1e-16)
    assert np.allclose(along, wanted, rtol=1e-15, atol=1e-16)


def test_an_entry_that_does_not_move_contributes_nothing():
    found = dfda.jacobian(np.sqrt, np.array([0.0, 4.0]))
    assert found.tolist() == [[math.inf, 0.0], [0.0, 0.25]]


def test_a_zero_that_is_in_use_stays_undefined():
    # sqrt(x)² has the slope 1 everywhere, and 0·∞ must not be taken for 0 here.
    found = dfda.gradient(lambda x: np.sum(np.sqrt(x) ** 2), np.array([0.0, 4.0]))
    assert math.isnan(found[0])
    assert found[1] == 1.0


# Structures


@dataclass
class Layer:
    weights: np.ndarray
    bias: float


class Pair(NamedTuple):
    left: float
    right: float


def test_the_gradient_has_the_structure_of_the_argument():
    point = {
        "layers": [Layer(np.array([1.0, 2.0]), 3.0), Layer(np.array([4.0]), 5.0)],
        "pair": Pair(6.0, 7.0),
        "tuple": (8.0, np.float32(9.0)),
    }

    def f(p):
        first, second = p["layers"]
        return (
            np.sum(first.weights**2) * second.bias
            + second.weights[0] * first.bias
            + p["pair"].left * p["pair"].right
            + p["tuple"][0] * p["tuple"][1]
        )

    found = dfda.gradient(f)(point)
    assert type(found["layers"][0]) is Layer
    assert found["layers"][0].weights.tolist() == [10.0, 20.0]
    assert found["layers"][0].bias == 4.0
    assert found["layers"][1].weights.tolist() == [3.0]
    assert found["layers"][1].bias == 5.0
    assert found["pair"] == Pair(7.0, 6.0)
    assert found["tuple"] == (9.0, np.float32(8.0))
    assert type(found["tuple"][1]) is np.float32


def test_several_arguments():
    def f(a, x, b=2.0):
        return a * np.sum(x) * b

    x = np.array([1.0, 2.0])
    slopes = dfda.gradient(f, wrt=(0, 1))(3.0, x)
    assert slopes[0] == 6.0
    assert slopes[1].tolist() == [6.0, 6.0]
    assert dfda.gradient(f, wrt=("b", "a"))(3.0, x, b=4.0) == (9.0, 12.0)


def test_a_list_of_numbers_is_a_structure_of_numbers():
    assert dfda.gradient(lambda p: p[0] * p[1])([2.0, 3]) == [3.0, 2.0]


# Jacobians


def test_a_jacobian_has_the_axes_of_output_and_input():
    x = np.arange(6.0).reshape(2, 3) + 1
    found = dfda.jacobian(lambda x: np.sum(x**2, axis=1))(x)
    assert found.shape == (2, 2, 3)
    assert found[1].tolist() == [[0, 0, 0], [8, 10, 12]]
    tall = dfda.jacobian(lambda x: np.outer(x, x))(np.array([1.0, 2.0]))
    assert tall.shape == (2, 2, 2)
    assert tall.tolist() == [[[2, 0], [2, 1]], [[2, 1], [0, 4]]]


def test_a_jacobian_of_structures():
    found = dfda.jacobian(lambda p: {"y": p["a"] * p["x"]})({"a": 2.0, "x": np.array([1.0, 3.0])})
    assert found["y"]["a"].tolist() == [1.0, 3.0]
    assert found["y"]["x"].tolist() == [[2.0, 0.0], [0.0, 2.0]]


def test_rows_and_columns_agree(rng):
    def f(x):
        return np.concatenate([np.sin(x[:2]) * x[2], [np.prod(x)], x**2])

    x = rng.normal(size=3)
    columns = dfda.jacobian(f, x)  # 6 outputs, 3 inputs
    rows = np.stack([dfda.vjp(f, x, unit) for unit in np.eye(6)])
    assert np.allclose(columns, rows, rtol=1e-14, atol=1e-15)


def stretched(x):
    rows = np.sum(np.outer(x, x).T.reshape(-1, 3), axis=0)
    return np.tanh(TABLE @ x) * x[::-1] + rows[::-1] + x[np.array([0, 0, 2])] + (x @ TABLE).max()


def chained(x):
    m = TABLE @ np.diag(x) @ TABLE
    return np.concatenate([m[0] * x[0], np.reshape(m, -1)[2:5], np.sum(m, axis=(0, 1)) * x[:2]])


def in_place_rows(x):
    y = np.zeros((3, 2))
    y[:, 0] = np.where(x > 0, x, np.exp(x))
    y[1:] *= x[0]
    return y


TABLE = np.arange(9.0).reshape(3, 3) / 9


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("f", [stretched, chained, in_place_rows, np.linalg.norm, np.sort])
def test_directions_together_agree_with_directions_one_by_one(f, kind):
    x = X.astype(kind)
    found = dfda.jacobian(f, x)
    columns = [dfda.jvp(f, x, unit) for unit in np.eye(3, dtype=kind)]
    assert found.dtype == kind
    bound = 64 * np.finfo(kind).eps
    assert np.allclose(found, np.stack(columns, axis=-1), rtol=bound, atol=bound)


def test_a_wide_jacobian_is_made_in_pieces(monkeypatch):
    monkeypatch.setattr("dfda.exact.jacobians._AT_ONCE", 7)
    found = dfda.jacobian(stretched, X)
    monkeypatch.undo()
    assert np.array_equal(found, dfda.jacobian(stretched, X))


def test_a_hessian_is_symmetric_and_right():
    x = np.array([1.0, 2.0, -0.5])
    found = dfda.hessian(rosenbrock, x)
    assert np.array_equal(found, found.T)
    wanted = np.array(
        [
            [1200 * 1.0 - 400 * 2.0 + 2, -400.0, 0.0],
            [-400.0, 200 + 1200 * 4.0 + 400 * 0.5 + 2, -800.0],
            [0.0, -800.0, 200.0],
        ]
    )
    assert np.allclose(found, wanted, rtol=1e-14)


# Entry by entry


def test_a_derivative_of_arrays_is_taken_entry_by_entry():
    x = np.array([[0.5, 1.5], [2.5, -3.5]])
    found = dfda.derivative(lambda x: np.where(x > 1, x**2, np.sin(x)))(x)
    assert np.allclose(found, np.where(x > 1, 2 * x, np.cos(x)), rtol=1e-15)
    assert dfda.derivative(np.sin, x.astype(np.float32)).dtype == np.float32
    second = dfda.derivative(lambda x: x**3, x, n=2)
    assert np.allclose(second, 6 * x, rtol=1e-15)


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (lambda x: x * np.sum(x), r"f mixes the entries of its array \(np.sum\)"),
        (lambda x: x[::-1] * 2, r"f mixes the entries of its array \(indexing\)"),
        (lambda x: np.sum(x), "f returned the shape"),
        (lambda x: np.outer(x, x), "f returned the shape"),
    ],
)
def test_mixed_entries_have_no_derivative_entry_by_entry(f, text):
    with pytest.raises(dfda.InputError, match=text):
        dfda.derivative(f, np.ones(3))


# Rules of the user's own


def test_a_rule_of_the_users_own():
    @dfda.rule(slope=(lambda x, w, y: w, lambda x, w, y: x), check_at=(2.0, 3.0))
    def product(x, w):
        return float(str(x * w)) if np.ndim(x * w) == 0 else np.array((x * w).tolist())

    assert dfda.gradient(lambda a: product(a, a) + 1)(3.0) == 6.0
    assert dfda.derivative(lambda a: product(a, a), 3.0, n=2) == 2.0
    assert dfda.gradient(lambda x: np.sum(product(x, 2.0)))(X).tolist() == [2.0, 2.0, 2.0]
    assert product(2.0, 3.0) == 6.0

    @dfda.rule(pull=lambda g, y, x: 2 * g * x, check_at=(X,))
    def energy(x):
        return float(np.sum(np.array(x.tolist()) ** 2))

    assert np.array_equal(dfda.gradient(energy)(X), 2 * X)
    assert dfda.jvp(energy)(X, np.ones(3)) == pytest.approx(2 * X.sum(), rel=1e-15)
    assert np.allclose(dfda.hessian(energy)(X), 2 * np.eye(3))


def test_a_rule_may_call_math_and_helpers():
    def slope(x):
        return math.cos(x)

    @dfda.rule(slope=lambda x, y: slope(x), check_at=(0.5,))
    def sine(x):
        return math.sin(float(str(x)))

    assert dfda.derivative(sine, 0.5) == math.cos(0.5)
    assert dfda.derivative(sine, 0.5, n=2) == -math.sin(0.5)
    assert dfda.derivative(lambda a: sine(a) * a, 0.5, n=3) == pytest.approx(
        -3 * math.sin(0.5) - 0.5 * math.cos(0.5), rel=1e-14
    )

    @dfda.rule(pull=(None, lambda g, y, k, x: g * k * np.array([math.exp(x[0]), 0.0])))
    def first(k, x):
        return k * math.exp(x.tolist()[0])

    found = dfda.hessian(lambda x: first(3.0, x), np.array([0.5, 1.0]))
    assert found.tolist() == [[3 * math.exp(0.5), 0.0], [0.0, 0.0]]


def test_a_wrong_rule_is_caught_where_it_is_made():
    with pytest.raises(dfda.InputError) as refusal:

        @dfda.rule(slope=lambda x, y: 3 * x, check_at=(2.0,))
        def square(x):
            return x * x

    assert "the rule of square says" in str(refusal.value)
    with pytest.raises(dfda.InputError, match="either its slope or its pull"):
        dfda.rule()


def test_nothing_warns_in_ordinary_use():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for f in PROGRAMS:
            dfda.gradient(f, X)
