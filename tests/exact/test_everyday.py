"""The smaller habits of everyday code, each with its value and its slope."""

import copy
import functools
import math
import pickle
from fractions import Fraction

import numpy as np
import pytest

import dfda

X = np.array([0.3, 1.2, -0.7])


class Counter:
    made = 0

    def __init__(self, start):
        self.start = start
        self.spare = math.sin
        self.gone = 1.0

    @classmethod
    def of(cls, a):
        cls.made += 1
        return cls(math.sin(a))

    def total(self, a):
        del self.gone
        self.spare = math.cos
        return self.start * a + self.spare(a)


class Twice(list):
    def wave(self, a):
        return sum(self) * a


class Slotted:
    __slots__ = ("k",)

    def __init__(self, k):
        self.k = k

    def scaled(self, x):
        return self.k * np.sin(x)


class Final:
    def __init_subclass__(cls):
        message = "no subclasses"
        raise TypeError(message)

    def wave(self, x):
        return np.sin(x)


PAIR = (math.sin, 2.0)
TWICE, SLOTTED, FINAL = Twice([1.0, 2.0]), Slotted(3.0), Final()


def in_place_operators(x):
    y = x * 1.0
    y /= 2
    y -= x**2
    y **= 2
    y = y.astype(np.float32) if x.dtype == np.float32 else y
    return np.sum(+y)


def fill_and_sort(x):
    y = np.zeros(3)
    y.fill(x[0])
    z = x.copy()
    z.sort()
    z[:2] = [x[1], 2.0]
    z[2:] = (x[2],)
    return np.sum(y * z * np.array([1.0, 2.0, 3.0]))


def ranges(x):
    steps = np.arange(x[0], 2.0, 0.5)
    plain = np.arange(3) + np.arange(x[1])[:1]
    return np.sum(steps**2) + np.sum(plain)


def arrays_of_numbers(x):
    zero = np.array(x[0])
    single = np.asarray([x[1], 1], dtype=float)
    again = np.array(x, copy=False) if False else np.asarray(x)
    full = np.full((2, 2), x[2], dtype=float)
    return zero * 2 + single.sum() + again[0] + full.sum() + np.asarray([1.0, 2.0]) @ single


def with_lists(x):
    return np.sum(x - [1, 2, 3]) + np.sum([1, 2, 3] * x) + np.sum(x > [0, 5, 0]) * x[0]


def with_attributes(x):
    return x.ndim * x.size * x.shape[0] * np.sum(x.real + x.imag) + x.item(1) + x[:1].item()


def with_items(x):
    m = np.outer(x, x)
    return m.item((0, 1)) + m.item(0, 2) + x[0].conjugate() + (1.5 in x) * x[1]


def with_bools(x):
    return (x[0] if x[1] else 0 * x[0]) + (x[1] if x[0] != 7 else 0)


def rmatmul(x):
    return np.sum(TABLE @ x) + np.sum([1.0, 2.0, 3.0] @ x) + np.sum(x @ TABLE)


TABLE = np.arange(9.0).reshape(3, 3)


def ufunc_comparisons(x):
    return np.sum(x[np.greater(x, 0)]) + np.sum(x * np.less(0.5, x)) + np.sum(x[x < 2.0])


def decided(x):
    return np.isclose(x, 5.0).sum() * x[0] + np.any(x > 1) * x[1] + np.searchsorted([0, 1], x[0])


def constants_through_c(x):
    y = np.zeros(2)
    y[0] = 3.0
    count = int(y[0]) + math.floor(y[0]) + round(y[0]) + math.ceil(y[0]) + len(range(int(y[0])))
    return x[0] * count + x[1] * float(y[0]) + x[2] * sum(np.asarray(y).tolist())


def types(x):
    name = type("Made", (), {"value": 2.0})
    return x[0] * name.value + (x[1] if isinstance(name, type) and issubclass(type, type) else 0)


def objects(x):
    return (
        Counter.of(x[0]).total(x[1]) + TWICE.wave(x[2]) + SLOTTED.scaled(x[0]) + FINAL.wave(x[1])
        + PAIR[0](x[0]) * PAIR[1]
    )  # fmt: skip


def plain_math(x):
    plain = math.log(8, 3) + math.pow(2, 3) + math.hypot(3, 4) + math.floor(2.5) + math.lgamma(3.0)
    single = math.hypot(x[0]) + math.log(x[1], x[1] + 1) + divmod(7.5, x[1])[1]
    return x[0] * plain + single + math.dist((x[0],), (2.0,))


def copied_numbers(x):
    return copy.copy(x[0]) * copy.deepcopy(x[1]) + copy.deepcopy([x[2]])[0]


def shown(x):
    text = f"{x[0]:.2f} {x!r} {x[1]!s} {np.array_repr(x)}"
    return x[0] * len(text.split(maxsplit=1)[0])


def filled_later(x):
    later = functools.partial(lambda value, power: value**power, power=3)
    wait = lambda: late(x[1])  # noqa: E731 - a lambda that waits
    return later(x[0]) + wait()


def late(a):
    return math.exp(a)


PROGRAMS = [
    in_place_operators, fill_and_sort, ranges, arrays_of_numbers, with_lists, with_attributes,
    with_items, with_bools, rmatmul, ufunc_comparisons, decided, constants_through_c, types,
    objects, plain_math, copied_numbers, shown, filled_later,
]  # fmt: skip


@pytest.mark.parametrize("f", PROGRAMS)
def test_value_and_slope_are_those_of_the_plain_function(f):
    value, slopes = dfda.value_and_gradient(f, X, kinks="ignore")
    assert value == pytest.approx(f(X.copy()), rel=1e-14)
    wanted = []
    for unit in np.eye(3):
        wide, fine = ((f(X + h * unit) - f(X - h * unit)) / (2 * h) for h in (2e-3, 1e-3))
        wanted.append((4 * fine - wide) / 3)
    assert np.allclose(slopes, wanted, rtol=1e-8, atol=1e-8)
    forwards = [dfda.jvp(f, X, unit, kinks="ignore") for unit in np.eye(3)]
    assert np.allclose(slopes, forwards, rtol=1e-13, atol=1e-14)


def refused(f, text):
    with pytest.raises(dfda.UnsupportedError, match=text):
        dfda.gradient(f)(X)


def test_what_would_lose_the_derivative_is_refused():
    refused(lambda x: pickle.dumps(x[0]), "a traced value cannot be pickled")
    refused(lambda x: np.array([x[0]], dtype=int), r"dtype=int64\) of traced values rounds them")
    refused(lambda x: np.add.reduceat(x, [0, 1]), r"np\.add\.reduceat has no derivative rule")
    refused(lambda x: np.add(x, 1, where=[True, False, True]), "leaves the other entries undefined")
    refused(lambda x: np.std(x, where=[True, False, True]), r"np\.std with the argument where")
    refused(lambda x: np.mean(x, 0, None, None), "4 positional arguments")
    refused(lambda x: x.put(0, 1.0), r"x\.put writes through a flat view")
    refused(lambda x: x[0].hex(), r"x\.hex of a traced value|has no attribute")
    refused(lambda x: math.sin(x[0]).hex(), r"x\.hex of a traced value has no derivative rule")


def test_sums_are_rounded_as_in_a_plain_run():
    large = 1e16

    def added(a):
        return sum([large, a, -large]), math.fsum([large, a, -large]), sum((a, a), large) - large

    value, slope = dfda.value_and_derivative(added, 1.0)
    assert value == added(1.0)
    assert slope == (1.0, 1.0, 2.0)
    assert dfda.derivative(lambda a: math.fsum([a, a * a]) ** 2, 3.0, n=2) == 3 * 4 * 9 + 36 + 2


@pytest.mark.skipif(not hasattr(math, "sumprod"), reason="since Python 3.12")
def test_sums_of_products_are_rounded_as_in_a_plain_run():
    def added(a):
        return math.sumprod([1e8, a, -1e8], [1e8, a, 1e8])

    assert dfda.value_and_derivative(added, 3.0) == (9.0, 6.0)
    assert dfda.derivative(added, 3.0, n=2) == 2.0
    assert (
        dfda.derivative(lambda a: a * math.sumprod([1e8, 1.0, -1e8], [1e8, 1.0, 1e8]), 3.0) == 1.0
    )
    with pytest.raises(ValueError, match="same length"):
        dfda.derivative(lambda a: math.sumprod([a], [a, a]), 3.0)


def test_sums_of_other_things_are_left_to_python():
    assert dfda.derivative(lambda a: a * len(sum([[1], [2]], [])), 2.0) == 2.0  # noqa: RUF017 - people do this
    assert dfda.gradient(lambda x: sum(x) + sum(x, 1.0), X).tolist() == [2.0, 2.0, 2.0]
    assert dfda.derivative(lambda a: sum([np.array([a, 1.0]), 2.0]).sum() + sum([]), 2.0) == 1.0


def test_a_number_is_not_taken_for_a_sequence():
    def f(x):
        assert not np.iterable(x[0])
        assert not hasattr(x[0], "__iter__")
        with pytest.raises(TypeError, match="not iterable"):
            list(x[0])
        with pytest.raises(TypeError, match="not subscriptable"):
            x[0][0]
        return x[0] * 2

    assert dfda.gradient(f, X).tolist() == [2.0, 0.0, 0.0]


def test_a_precision_that_changes_on_the_way_back():
    found = dfda.gradient(lambda x: (x.astype(np.float32) * 2).sum().astype(float), X)
    assert found.tolist() == [2.0, 2.0, 2.0]
    assert found.dtype == np.float64


def test_a_fraction_counts_as_its_float():
    def f(a):
        return a * Fraction(1, 3) + Fraction(1, 2) / a + Fraction(2) ** 2 * a

    assert dfda.value_and_derivative(f, 2.0) == (f(2.0), 1 / 3 - 0.5 / 4 + 4)


def test_zeros_are_floats_where_nothing_moves():
    assert dfda.jvp(lambda x: 3, X, X) == 0.0
    assert type(dfda.jvp(lambda x: 3, X, X)) is float
    assert dfda.jvp(lambda x: np.arange(2), X, X).dtype == np.float64
    assert dfda.jvp(lambda x: np.ones(2, np.float32), X, X).dtype == np.float32


def test_what_plain_arrays_refuse_is_refused_alike():
    def too_wide(x):
        y = x * 1.0
        y += np.ones((3, 1))
        return np.sum(y)

    with pytest.raises(ValueError, match=r"cannot hold one of shape|broadcast"):
        dfda.gradient(too_wide)(X)
    with pytest.raises(AttributeError, match="has no attribute 'wave'"):
        dfda.gradient(lambda x: x.wave())(X)
    with pytest.raises(AttributeError, match="'float' object has no attribute 'shape'"):
        dfda.derivative(lambda a: a.shape, 1.0)
    with pytest.raises(TypeError):
        dfda.gradient(lambda x: x[0] + "text")(X)
    with pytest.raises(TypeError):
        dfda.gradient(lambda x: x[0] < "text")(X)
    with pytest.raises(TypeError):
        dfda.derivative(lambda a: "text" ** a, 1.0)


def test_a_float_tells_whether_it_is_whole():
    assert dfda.derivative(lambda a: a * a.is_integer() + a.conjugate(), 2.0) == 2.0


def test_an_entry_that_does_not_move_is_followed_through_moves():
    x = np.array([0.0, 4.0, 9.0])

    def f(x):
        return np.concatenate([np.sqrt(x[:2]), np.sqrt(np.flip(x))[:1], np.cumsum(np.sqrt(x))])

    along = dfda.jvp(f, x, np.array([0.0, 1.0, 0.0]))
    assert along.tolist() == [0.0, 0.25, 0.0, 0.0, 0.25, 0.25]
