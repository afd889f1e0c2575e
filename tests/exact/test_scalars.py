"""Derivatives of ordinary functions of one number, against answers derived by hand."""

import functools
import math
from math import cos as cosine
from math import exp, log

import numpy as np
import pytest
from scipy import special

import dfda

RATE = 0.3


def helper(a, *, power=2):
    return math.sin(a) ** power


def branching(a):
    if a > 1:
        return a**2
    return 3 * a


def newton_root(a):
    x = 1.0
    while abs(x * x - a) > 1e-13:
        x = (x + a / x) / 2
    return x


def horner(a):
    total = 0.0
    for coefficient in (2.0, -1.0, 0.5):
        total = total * a + coefficient
    return total


def with_default(a, s=math.sin):
    return s(a)


def with_import(a):
    import math as m
    from math import tanh

    return m.sin(a) + tanh(a)


def nested_functions(a):
    def inner(b):
        return math.exp(b * a)

    return inner(2.0)


def recursive(a, n=4):
    return a if n == 0 else math.sin(recursive(a, n - 1))


def comprehension(a):
    return sum(math.cos(k * a) for k in range(1, 4))


def closed_over(rate):
    return lambda a: math.exp(rate * a)


class Spring:
    def __init__(self, stiffness):
        self.stiffness = stiffness

    def energy(self, a):
        return 0.5 * self.stiffness * math.pow(a, 2) + self.bump(a)

    def __call__(self, a):
        return self.energy(a)

    @staticmethod
    def bump(a):
        return math.sin(a)

    @property
    def doubled(self):
        return lambda a: 2 * self.energy(a)


@functools.lru_cache
def cached(a):
    return math.sin(a)


def numpy_scalar(a):
    return np.sin(a) + np.float64(2.0) * a


def in_array(a):
    y = np.zeros(3)
    y[0] = a
    y[1] = math.sin(y[0])
    y[2] += y[0] * y[1]
    return y.sum()


def by_array(a):
    return np.array([a, a * a, [a][0]]) @ np.array([1.0, 2.0, 3.0])


SPRING = Spring(4.0)

FUNCTIONS = {
    "plus": (lambda a: 3 * a + 1, lambda a: 3.0),
    "minus": (lambda a: 1 - a - 2, lambda a: -1.0),
    "over": (lambda a: 1 / a + a / 4, lambda a: -1 / a**2 + 0.25),
    "power": (lambda a: a**3, lambda a: 3 * a**2),
    "power 0": (lambda a: a**0 + a, lambda a: 1.0),
    "negative power": (lambda a: a**-2, lambda a: -2 * a**-3),
    "power of a half": (lambda a: a**0.5, lambda a: 0.5 / math.sqrt(a)),
    "power to itself": (lambda a: a**a, lambda a: a**a * (math.log(a) + 1)),
    "number to the power": (lambda a: 2**a, lambda a: 2**a * math.log(2)),
    "math.pow": (lambda a: math.pow(a, 3) + math.pow(2, a), lambda a: 3 * a**2 + 2**a * log(2)),
    "pow": (lambda a: pow(a, 2), lambda a: 2 * a),
    "negation": (lambda a: -a, lambda a: -1.0),
    "plus sign": (lambda a: +a, lambda a: 1.0),
    "abs": (lambda a: abs(-3 * a), lambda a: 3.0),
    "max": (lambda a: max(a, 0.1, 2 * a), lambda a: 2.0),
    "min": (lambda a: min(a, 5.0), lambda a: 1.0),
    "sum": (lambda a: sum([a, 2 * a, a * a]), lambda a: 3 + 2 * a),
    "divmod": (lambda a: divmod(a, 0.5)[1] * 2, lambda a: 2.0),
    "remainder": (lambda a: a % 0.5 + 7.3 % (a + 2), lambda a: 1 - 7.3 // (a + 2)),
    "whole quotient": (lambda a: a // 0.5 + a, lambda a: 1.0),
    "sin": (math.sin, math.cos),
    "cos": (cosine, lambda a: -math.sin(a)),
    "tan": (lambda a: math.tan(a), lambda a: 1 / math.cos(a) ** 2),
    "asin": (lambda a: math.asin(a / 4), lambda a: 0.25 / math.sqrt(1 - a * a / 16)),
    "acos": (lambda a: math.acos(a / 4), lambda a: -0.25 / math.sqrt(1 - a * a / 16)),
    "atan": (math.atan, lambda a: 1 / (1 + a * a)),
    "atan2": (lambda a: math.atan2(a, 2), lambda a: 2 / (4 + a * a)),
    "sinh": (math.sinh, math.cosh),
    "cosh": (math.cosh, math.sinh),
    "tanh": (math.tanh, lambda a: 1 / math.cosh(a) ** 2),
    "asinh": (math.asinh, lambda a: 1 / math.sqrt(1 + a * a)),
    "acosh": (lambda a: math.acosh(a + 2), lambda a: 1 / math.sqrt((a + 2) ** 2 - 1)),
    "atanh": (lambda a: math.atanh(a / 4), lambda a: 0.25 / (1 - a * a / 16)),
    "exp": (exp, math.exp),
    "expm1": (math.expm1, math.exp),
    "exp2": (math.exp2, lambda a: 2**a * math.log(2)),
    "log": (log, lambda a: 1 / a),
    "log to a base": (lambda a: math.log(a, 3), lambda a: 1 / (a * math.log(3))),
    "log2": (math.log2, lambda a: 1 / (a * math.log(2))),
    "log10": (math.log10, lambda a: 1 / (a * math.log(10))),
    "log1p": (math.log1p, lambda a: 1 / (1 + a)),
    "sqrt": (math.sqrt, lambda a: 0.5 / math.sqrt(a)),
    "cbrt": (math.cbrt, lambda a: 1 / (3 * math.cbrt(a) ** 2)),
    "hypot": (lambda a: math.hypot(a, 3, 4), lambda a: a / math.hypot(a, 3, 4)),
    "dist": (lambda a: math.dist([a, 1], [0, 3]), lambda a: a / math.hypot(a, 2)),
    "fsum": (lambda a: math.fsum([a, a * a]), lambda a: 1 + 2 * a),
    "prod": (lambda a: math.prod([a, a, 3]), lambda a: 6 * a),
    "fabs": (lambda a: math.fabs(-a), lambda a: 1.0),
    "degrees": (math.degrees, lambda a: 180 / math.pi),
    "radians": (math.radians, lambda a: math.pi / 180),
    "fmod": (lambda a: math.fmod(a, 0.5), lambda a: 1.0),
    "copysign": (lambda a: math.copysign(a, -1.0), lambda a: -1.0),
    "erf": (math.erf, lambda a: 2 / math.sqrt(math.pi) * math.exp(-a * a)),
    "erfc": (math.erfc, lambda a: -2 / math.sqrt(math.pi) * math.exp(-a * a)),
    "gamma": (math.gamma, lambda a: math.gamma(a) * special.digamma(a)),
    "lgamma": (math.lgamma, special.digamma),
    "floor": (lambda a: a * math.floor(a + 0.1), lambda a: math.floor(a + 0.1)),
    "ceil and trunc": (lambda a: a * math.ceil(a) * math.trunc(a + 2),
                       lambda a: math.ceil(a) * math.trunc(a + 2)),
    "index by a value": (lambda a: a * [5, 6, 7][math.floor(a)],
                         lambda a: [5, 6, 7][math.floor(a)]),
    "isnan": (lambda a: 0.0 if math.isnan(a) else 2 * a, lambda a: 2.0),
    "isinstance": (lambda a: a * a if isinstance(a, float) else 0 * a, lambda a: 2 * a),
    "type": (lambda a: a * a if type(a) is float else 0 * a, lambda a: 2 * a),
    "helper": (lambda a: helper(a, power=3), lambda a: 3 * math.sin(a) ** 2 * math.cos(a)),
    "global": (lambda a: RATE * a, lambda a: RATE),
    "branch": (branching, lambda a: 2 * a if a > 1 else 3.0),
    "while": (newton_root, lambda a: 0.5 / math.sqrt(a)),
    "loop": (horner, lambda a: 4 * a - 1),
    "default": (with_default, math.cos),
    "import inside": (with_import, lambda a: math.cos(a) + 1 / math.cosh(a) ** 2),
    "function inside": (nested_functions, lambda a: 2 * math.exp(2 * a)),
    "recursion": (lambda a: recursive(a, 2), lambda a: math.cos(math.sin(a)) * math.cos(a)),
    "comprehension": (comprehension, lambda a: -sum(k * math.sin(k * a) for k in range(1, 4))),
    "closure": (closed_over(0.7), lambda a: 0.7 * math.exp(0.7 * a)),
    "partial": (functools.partial(helper, power=2), lambda a: math.sin(2 * a)),
    "method": (SPRING.energy, lambda a: 4 * a + math.cos(a)),
    "object that is called": (SPRING, lambda a: 4 * a + math.cos(a)),
    "property": (lambda a: SPRING.doubled(a), lambda a: 8 * a + 2 * math.cos(a)),
    "object made inside": (lambda a: Spring(2.0).energy(a), lambda a: 2 * a + math.cos(a)),
    "object that holds the value": (lambda a: Spring(a).energy(a),
                                    lambda a: 1.5 * a**2 + cosine(a)),
    "cached": (cached, math.cos),
    "functions in a dict": (lambda a: {"f": math.sin}["f"](a) + TABLE["g"](a),
                            lambda a: 2 * cosine(a)),
    "functions in a list": (lambda a: functools.reduce(lambda b, f: f(b), LAYERS, a),
                            lambda a: math.cos(math.exp(a)) * math.exp(a)),
    "map": (lambda a: sum(map(math.sin, [a, 2 * a])), lambda a: cosine(a) + 2 * cosine(2 * a)),
    "spread over an array": (lambda a: np.sum(np.arange(3.0) + a) + np.sum(np.ones(4) - a),
                             lambda a: -1.0),
    "numpy scalar": (numpy_scalar, lambda a: math.cos(a) + 2),
    "written into an array": (in_array, lambda a: 1 + math.cos(a) + math.sin(a) + a * math.cos(a)),
    "array of values": (by_array, lambda a: 4 + 4 * a),
    "formula": (dfda.formula("a^2 + sin(a)"), lambda a: 2 * a + math.cos(a)),
    "formula with a condition": (dfda.formula("a^2 if a < 5 else 3a"), lambda a: 2 * a),
    "sqrt of numpy": (np.sqrt, lambda a: 0.5 / math.sqrt(a)),
    "constant": (lambda a: 5.0, lambda a: 0.0),
    "itself": (lambda a: a, lambda a: 1.0),
    "swap": (lambda a: _swapped(*reversed((a, 2 * a))),
             lambda a: 2 * math.sin(a) + 2 * a * math.cos(a)),
    "f-string is no trap": (lambda a: a * len(f"{a:.0f}"), lambda a: 1.0),
    "try": (lambda a: _guarded(a), lambda a: 1 / a),
    "generator": (lambda a: sum(_powers(a)), lambda a: 1 + 2 * a + 3 * a * a),
    "star arguments": (lambda *a: a[0] * a[0], lambda a: 2 * a),
    "match": (lambda a: _matched(a), lambda a: 2 * a),
}  # fmt: skip
TABLE = {"g": math.sin}
LAYERS = [math.exp, math.sin]


def _swapped(b, c):
    return b * math.sin(c)


def _matched(a):
    match a:
        case float():
            return a * a
        case _:
            return 0 * a


def _powers(a):
    for k in range(1, 4):
        yield a**k


def _guarded(a):
    try:
        return math.log(-a)
    except ValueError:
        return math.log(a)


POINTS = (0.7, 1.3)
ULPS = 16
"""A hand-written derivative and the chain rule round a few times each, on well-conditioned sums."""


@pytest.mark.parametrize("at", POINTS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivative_as_derived_by_hand(name, at):
    f, slope = FUNCTIONS[name]
    found = dfda.derivative(f, at)
    assert type(found) is float
    wanted = slope(at)
    assert abs(found - wanted) <= ULPS * np.finfo(float).eps * max(1.0, abs(wanted))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_value_is_that_of_the_plain_function(name):
    f, _ = FUNCTIONS[name]
    value, slope = dfda.value_and_derivative(f, POINTS[0])
    assert value == pytest.approx(f(POINTS[0]), rel=1e-15)
    assert slope == dfda.derivative(f)(POINTS[0])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_backwards_gives_the_same(name):
    f, slope = FUNCTIONS[name]
    found = dfda.gradient(f, POINTS[0])
    assert type(found) is float
    assert found == pytest.approx(slope(POINTS[0]), rel=1e-14, abs=1e-15)


HIGHER = {
    "sin": (math.sin, [math.cos, lambda a: -math.sin(a), lambda a: -math.cos(a), math.sin]),
    "power": (lambda a: a**4, [lambda a: 4 * a**3, lambda a: 12 * a**2, lambda a: 24 * a,
                               lambda a: 24.0]),
    "log": (math.log, [lambda a: 1 / a, lambda a: -1 / a**2, lambda a: 2 / a**3,
                       lambda a: -6 / a**4]),
    "loop": (horner, [lambda a: 4 * a - 1, lambda a: 4.0, lambda a: 0.0, lambda a: 0.0]),
}  # fmt: skip


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("name", HIGHER)
def test_higher_orders(name, order):
    f, slopes = HIGHER[name]
    found = dfda.derivative(f, 0.9, n=order)
    assert type(found) is float
    assert found == pytest.approx(slopes[order - 1](0.9), rel=1e-13, abs=1e-14)


KINDS = [(2.0, float), (2, float), (np.float64(2), np.float64), (np.float32(2), np.float32),
         (np.int64(2), np.float64), (True, float)]  # fmt: skip


@pytest.mark.parametrize(("at", "kind"), KINDS)
def test_the_answer_has_the_kind_of_the_point(at, kind):
    assert type(dfda.derivative(lambda a: a * a + np.sin(a), at)) is kind


def test_a_point_of_no_axes_stays_an_array():
    found = dfda.derivative(lambda a: a * a, np.array(2.0))
    assert type(found) is np.ndarray
    assert found.shape == ()
    assert found == 4


def test_where_floats_raise_the_slope_is_infinite():
    assert dfda.derivative(math.sqrt, 0.0) == math.inf
    assert dfda.derivative(math.cbrt, 0.0) == math.inf
    assert math.isnan(dfda.derivative(lambda a: math.sqrt(a) ** 2, 0.0))


def test_the_users_own_exception_is_the_users():
    with pytest.raises(ZeroDivisionError):
        dfda.derivative(lambda a: 1 / a, 0.0)
    with pytest.raises(ValueError, match=r"math domain error|expected a"):
        dfda.derivative(math.log, -1.0)


def test_several_outputs_of_one_number():
    value = dfda.derivative(lambda a: {"sin": math.sin(a), "pair": (a, [a * a])}, 2.0)
    assert value == {"sin": math.cos(2.0), "pair": (1.0, [4.0])}
    curve = dfda.derivative(lambda a: np.array([a, a * a]), 3.0)
    assert curve.tolist() == [1.0, 6.0]


def test_which_argument():
    def f(a, b, *, c=1.0):
        return a * b**2 * c

    assert dfda.derivative(f, 2.0, 3.0) == 9
    assert dfda.derivative(f, 2.0, 3.0, wrt=1) == 12
    assert dfda.derivative(f, 2.0, 3.0, wrt="b") == 12
    assert dfda.derivative(f, wrt="c")(2.0, 3.0, c=5.0) == 18
    assert dfda.derivative(f, 2.0, b=3.0, c=2.0) == 18
    assert dfda.derivative(f, 2.0, 3.0, wrt=-1) == 12


class Curve:
    def __call__(self, a, b):
        return a * b**2

    def method(self, a, b):
        return a * b**2


def passed_on(f):
    @functools.wraps(f)
    def called(*arguments, **keywords):
        return f(*arguments, **keywords)

    return called


def with_one_more(f):
    @functools.wraps(f)
    def called(factor, *arguments):
        return factor * f(*arguments)

    return called


@pytest.mark.parametrize(
    "f",
    [
        Curve(),
        Curve().method,
        passed_on(Curve().method),
        functools.partial(lambda one, a, b: one * a * b**2, 1.0),
        functools.partial(lambda a, b, one: one * a * b**2, one=1.0),
    ],
)
def test_an_argument_is_found_by_its_name(f):
    assert dfda.derivative(f, 2.0, 3.0, wrt="b") == 12
    assert dfda.derivative(f, 2.0, 3.0, wrt="b", n=2) == 4
    assert dfda.hessian(f, 2.0, 3.0, wrt=("b", "a")) == ((4.0, 6.0), (6.0, 0.0))


def test_a_name_is_not_looked_for_behind_a_wrapper_with_arguments_of_its_own():
    with pytest.raises(dfda.InputError, match="was not given an argument named 'b'"):
        dfda.derivative(with_one_more(Curve().method), 5.0, 2.0, 3.0, wrt="b")


def test_what_comes_beside():
    def f(a):
        return a * a, {"seen": a, "text": "x"}

    assert dfda.derivative(f, 3.0, has_aux=True) == (6.0, {"seen": 3.0, "text": "x"})
    assert dfda.value_and_gradient(f, 3.0, has_aux=True) == (9.0, 6.0, {"seen": 3.0, "text": "x"})
    with pytest.raises(dfda.InputError, match="returns a pair"):
        dfda.derivative(math.sin, 3.0, has_aux=True)
