"""Aliases, views, copies and objects behave as in a plain run: small traps, each against nudges."""

import abc
import copy
import functools
import itertools
import math
import operator
from dataclasses import dataclass

import numpy as np
import pytest

import dfda

X = np.array([0.3, 1.2, -0.7])
TABLE = np.arange(9.0).reshape(3, 3)


class Base:
    def act(self, a):
        return math.tanh(a)


class Derived(Base):
    def __init__(self, k):
        self.k = k

    def act(self, a):
        return super().act(a) * self.k


class Layer:
    def __init__(self, w):
        self.w = w

    def __call__(self, x):
        return np.tanh(self.w * x) + math.sin(self.w)


class Net:
    def __init__(self):
        self.layers = [Layer(0.5), Layer(1.5)]
        self.seen = 0
        self.last = None

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
            self.last = layer
        self.seen += 1
        return x


NET = Net()


@dataclass(frozen=True)
class Point:
    a: float
    b: float

    def wave(self):
        return math.sin(self.a) * self.b

    def moved(self):
        return Point(self.a + 1, self.b)


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self, a): ...


class Disc(Shape):
    def area(self, a):
        return math.pi * math.pow(a, 2)


def methods_that_make_their_own_class(x):
    return Point(x[0], x[1]).moved().wave()


def abstract_classes(x):
    disc = Disc()
    return disc.area(x[0]) if isinstance(disc, Shape) else 0 * x[0]


def super_call(x):
    return Derived(x[1]).act(x[0])


def layers_in_an_object(x):
    return np.sum(NET.forward(x[0]) * x)


def operator_module(x):
    return operator.mul(x[0], operator.add(x[1], 2)) + sum(itertools.accumulate(x, operator.mul))


def unpacked(x):
    first, *rest = x
    return first * rest[0] + rest[1] ** 2


def sorted_values(x):
    return sorted(x)[1] * 3 + sorted(x, key=lambda value: -value)[1] * x[0]


def swapped(x):
    y = x.copy()
    y[0], y[1] = y[1], y[0]
    return y[0] ** 2 + 3 * y[1]


def swapped_rows(x):
    m = np.outer(x, x)
    m[[0, 1]] = m[[1, 0]]
    return np.sum(m * TABLE)


def overlapping(x):
    y = x.copy()
    y[1:] = y[:-1]
    y[:-1] += y[1:]
    return np.sum(y * np.array([1.0, 2.0, 3.0]))


def view_of_a_view(x):
    m = np.zeros((2, 3))
    m[:] = x
    tail = m[1][1:]
    tail *= 2
    tail[0] = x[0]
    return np.sum(m**2)


def written_through_a_transpose(x):
    m = np.zeros((3, 2))
    t = m.T
    t[0] = x
    m[0, 0] *= 5
    return np.sum(t**2) + np.sum(m)


def ravel_is_a_view(x):
    m = np.zeros((3, 2))
    m.ravel()[1] = x[0]
    m.reshape(-1)[2:4] = x[1:]
    return np.sum(m**2)


def ravel_is_a_copy_of_a_transpose(x):
    m = np.outer(x, x).T
    r = m.ravel()
    r[1] = 7.0
    return np.sum(m * TABLE)


def ravel_is_a_copy_of_columns(x):
    m = np.outer(x, x)
    columns = m[:, :2]
    columns *= 2
    r = columns.ravel()
    r[0] = 7.0
    return np.sum(m * TABLE)


def flipped_view(x):
    m = np.outer(x, x)
    np.flipud(m)[0] = 1.0
    np.rot90(m)[0, 0] = x[1]
    return np.sum(m * TABLE)


def flatten_is_a_copy(x):
    m = np.outer(x, x)
    r = m.flatten()
    r[1] = 7.0
    return np.sum(m) + np.sum(r**2)


def asarray_is_an_alias(x):
    y = np.asarray(x * 1.0)
    z = np.asarray(y)
    z[0] = 5
    return np.sum(y**2)


def array_is_a_copy(x):
    y = x * 1.0
    z = np.array(y)
    z[0] = 5
    return np.sum(y**2) + np.sum(z)


def entries_are_numbers(x):
    y = x * 1.0
    for value in y:
        value *= 2  # noqa: PLW2901 - a number: y stays as it is
    return np.sum(y**2)


def rows_are_views(x):
    m = np.outer(x, x)
    for number, row in enumerate(m):
        row *= number  # noqa: PLW2901 - in place: a row is a view
    first, second, third = m
    first += 1
    second[:] = 0
    third[0] = x[2]
    return np.sum(m**2)


def pieces_are_views(x):
    whole = np.concatenate([x, x])
    left, right = np.split(whole, 2)
    left[0] = 9.0
    right *= x
    return np.sum(whole**2)


def arrays_in_a_dict(x):
    p = {"w": x * 2}
    p["w"][0] = 3.0
    q = dict(p)
    q["w"] = q["w"] * x
    return np.sum(q["w"]) + np.sum(p["w"])


def copies(x):
    y = x * 2
    z = copy.deepcopy(y)
    z[0] = 0
    w = copy.copy(y)
    w[1] = 0
    return np.sum(y * z * w) + np.sum(y)


def reversed_writes(x):
    y = x.copy()
    y[::-1] = x * np.arange(3.0)
    y[::2] += 1
    return np.sum(y**2)


def out_is_an_operand(x):
    y = x * 1.0
    np.exp(y, out=y)
    np.add(y, 1, y)
    return np.sum(y)


def reductions_of_ufuncs(x):
    return (
        np.add.reduce(x) * np.multiply.reduce(x)
        + np.maximum.reduce(x)
        + np.add.accumulate(x)[-1]
        + np.multiply.outer(x, x).sum()
    )


def outside_array_is_reused(x):
    work = np.random.default_rng(0).normal(size=3)
    total = np.sum(work * x)
    work *= 0
    work += 1
    return total + np.sum(work * x**2)


def count_of_halvings(x):
    n = 0
    while np.linalg.norm(x) > 0.1:
        x = x / 2
        n += 1
    return x.sum() * n


def bools_as_numbers(x):
    return np.sum(x * (x > 0)) + (x[0] > 0.1) * x[1] + x[~(x > 0)].prod()


def same_kind_is_no_change(x):
    return np.sum(x, dtype=np.float64) * np.mean(x, dtype=float) + x.astype(float)[0]


def nonlocal_total(x):
    total = 0.0

    def add(value):
        nonlocal total
        total += value * x[0]

    for value in x:
        add(value)
    return total


def class_inside(x):
    class Holder:
        def __init__(self, value):
            self.value = value

        def wave(self):
            return math.sin(self.value)

    return Holder(x[0]).wave() * Holder(x[1]).wave()


def reduced(x):
    return functools.reduce(lambda left, right: left * right, [x[0], math.sin(x[1]), 3])


PROGRAMS = [
    value
    for value in list(globals().values())
    if getattr(value, "__module__", None) == __name__ and not isinstance(value, type)
    and callable(value) and not isinstance(value, Net)
]  # fmt: skip


def nudged(f):
    slopes = []
    for unit in np.eye(3):
        wide, fine = ((f(X + h * unit) - f(X - h * unit)) / (2 * h) for h in (2e-3, 1e-3))
        slopes.append((4 * fine - wide) / 3)
    return slopes


@pytest.mark.parametrize("f", PROGRAMS)
def test_a_trap_is_no_trap(f):
    kept = X.copy()
    value, slopes = dfda.value_and_gradient(f, X)
    assert value == pytest.approx(f(X.copy()), rel=1e-14)
    assert np.allclose(slopes, nudged(f), rtol=1e-8, atol=1e-8)
    forwards = [dfda.jvp(f, X, unit) for unit in np.eye(3)]
    assert np.allclose(slopes, forwards, rtol=1e-13, atol=1e-14)
    assert np.array_equal(X, kept)


def test_all_of_them_are_found():
    assert len(PROGRAMS) == 34


def test_what_a_run_does_to_an_object_is_done():
    net = Net()
    dfda.derivative(net.forward, 0.5)
    assert net.seen == 1
    assert net.last is net.layers[1]
    assert [type(layer) for layer in net.layers] == [Layer, Layer]
