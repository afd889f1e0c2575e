"""Derivatives of order 2 to 4, and corners that only they have."""

import math

import mpmath
import numpy as np
import pytest

import dfda
from dfda.errors import InputError
from dfda.results import Verdict

SMOOTH = {
    "sin": (math.sin, mpmath.sin, 1.0),
    "sin at 0": (math.sin, mpmath.sin, 0.0),
    "exp": (math.exp, mpmath.exp, -2.0),
    "a fifth power": (lambda a: a**5, lambda a: a**5, 3.0),
    "the reciprocal": (lambda a: 1 / a, lambda a: 1 / a, 0.01),
    "a logarithm of something tiny": (math.log, mpmath.log, 1e-8),
    "a bell": (lambda a: math.exp(-a * a), lambda a: mpmath.exp(-a * a), 0.7),
    "a quick sine": (lambda a: math.sin(100 * a), lambda a: mpmath.sin(100 * a), 2.0),
    "a constant": (lambda _: 7.0, lambda _: mpmath.mpf(7), 2.0),
}

DIGITS = {1: 12, 2: 9, 3: 7, 4: 6}
"""Digits that each order must reach here: each takes about two from the one before."""


@pytest.mark.parametrize("n", DIGITS)
@pytest.mark.parametrize("name", SMOOTH)
def test_every_order_is_within_its_bar(name, n):
    f, precise, at = SMOOTH[name]
    with mpmath.workdps(60):
        truth = mpmath.diff(precise, mpmath.mpf(at), n)
    found = dfda.estimate(f, at, n=n)
    assert found.n == n
    assert found.verdict is Verdict.CONVERGED
    assert abs(found.value - truth) <= found.error + math.ulp(float(truth))
    size = max(abs(float(truth)), abs(f(at)) / max(abs(at), 1) ** n)
    assert abs(found.value - float(truth)) <= 10.0 ** -DIGITS[n] * size


# f, at, the order, the derivative of that order on the left and on the right
CORNERS = {
    "a|a|": (lambda a: a * abs(a), 0.0, 2, -2, 2),
    "relu²": (lambda a: max(0, a - 1) ** 2, 1.0, 2, 0, 2),
    "|a|³": (lambda a: abs(a) ** 3, 0.0, 3, -6, 6),
    "a³|a|": (lambda a: a**3 * abs(a), 0.0, 4, -24, 24),
}


@pytest.mark.parametrize("name", CORNERS)
def test_a_corner_of_a_derivative_is_named(name):
    f, at, n, left, right = CORNERS[name]
    found = dfda.estimate(f, at, n=n)
    assert found.verdict is Verdict.KINK
    assert math.isnan(found.value)
    assert found.left == pytest.approx(left, rel=1e-6, abs=1e-6)
    assert found.right == pytest.approx(right, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("f", "at", "verdict"),
    [
        (abs, 0, "kink"),
        (math.floor, 2, "jump"),
        (np.cbrt, 0, "vertical"),
        (math.log, 0, "undefined"),
        (math.sqrt, 0, "edge"),
    ],
)
@pytest.mark.parametrize("n", [2, 3, 4])
def test_where_the_slope_is_broken_so_is_all_above_it(f, at, verdict, n):
    found = dfda.estimate(f, at, n=n)
    assert found.verdict == verdict
    assert math.isnan(found.value)


def test_the_order_shows_in_the_repr():
    assert repr(dfda.estimate(math.exp, 0, n=3)).endswith(", n=3)")
    assert "n=" not in repr(dfda.estimate(math.exp, 0)).replace("evaluations=", "")


@pytest.mark.parametrize("n", [0, 5, -1, 1.5, True, "2", None])
def test_other_orders_are_refused(n):
    with pytest.raises(InputError) as refusal:
        dfda.estimate(math.sin, 1, n=n)
    assert refusal.value.sentence == (
        f"n must be 1, 2, 3 or 4, not {n!r}; give the order as a number."
    )


def test_the_sentence_names_the_order():
    assert dfda.estimate(lambda a: a**2, 1, n=2).sentence.startswith(
        "Shrinking nudges point to a derivative of order 2 of 2 ± "
    )
    assert dfda.estimate(lambda a: a * abs(a), 0, n=2).sentence == (
        "No single derivative of order 2: left derivative of order 2 -2, "
        "right derivative of order 2 2 (kink)."
    )
    assert dfda.estimate(abs, 0, n=3).sentence == "No single derivative of order 3 (kink)."
    assert dfda.estimate(math.sqrt, 0, n=2).sentence == "Edge of the domain (edge)."
