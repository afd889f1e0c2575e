"""What can be said about f beforehand: its domain, its noise, a side, a budget, complex code."""

import cmath
import math

import numpy as np
import pytest

import dfda
from dfda.errors import FunctionError, InputError
from dfda.results import Verdict


def refusal(call):
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.sentence


# The domain


def test_f_is_never_called_outside_of_its_domain():
    seen = []

    def f(a):
        seen.append(a)
        return a * a

    found = dfda.estimate(f, 1, domain=(0.99, None))
    assert min(seen) >= 0.99
    assert abs(found.value - 2) <= found.error < 1e-9


@pytest.mark.parametrize("domain", [(0, None), (0, 10), ("0", 1e300)])
def test_the_end_of_a_given_domain_is_an_edge(domain):
    found = dfda.estimate(lambda a: 3 * a + a * a, 0, domain=domain)
    assert found.verdict is Verdict.EDGE
    assert abs(found.value - 3) <= found.error < 1e-9
    assert math.isnan(found.left)


def test_a_domain_that_is_none():
    assert refusal(lambda: dfda.estimate(math.sin, 1, domain=3)) == (
        "domain must be a pair of numbers; domain=(0, None) for all that is not negative."
    )
    assert dfda.estimate(math.sin, 1, domain=(None, None)) == dfda.estimate(math.sin, 1)


# One side only


def test_one_side_of_a_corner():
    left, right = (dfda.estimate(abs, 0, direction=side) for side in ("left", "right"))
    assert abs(left.value + 1) <= left.error < 1e-9
    assert abs(right.value - 1) <= right.error < 1e-9
    assert left.verdict is right.verdict is Verdict.CONVERGED


def test_one_side_never_calls_the_other():
    seen = []

    def f(a):
        seen.append(a)
        return math.exp(a)

    found = dfda.estimate(f, 1, direction="left")
    assert max(seen) == 1
    assert abs(found.value - math.e) <= found.error < 1e-7


def test_a_side_that_grows_without_bound():
    assert dfda.estimate(math.sqrt, 0, direction="right").verdict is Verdict.VERTICAL


def test_a_direction_that_is_none():
    assert refusal(lambda: dfda.estimate(abs, 0, direction="up")) == (
        'direction must be "left" or "right", not \'up\'; leave direction out.'
    )


# The budget


@pytest.mark.parametrize("budget", [15, 16, 17, 20, 25, 40, 1000])
@pytest.mark.parametrize("f", [math.sin, math.exp, abs, lambda a: round(a, 3)])
def test_the_budget_is_kept(f, budget):
    found = dfda.estimate(f, 1.5, budget=budget)
    assert found.evaluations <= budget


def test_a_small_budget_is_enough_for_a_simple_function():
    found = dfda.estimate(math.sin, 1, budget=15)
    assert found.verdict is Verdict.CONVERGED
    assert abs(found.value - math.cos(1)) <= found.error < 1e-9


@pytest.mark.parametrize("budget", [14, 0, -3, 20.5, True, "20"])
def test_a_budget_that_is_none(budget):
    assert refusal(lambda: dfda.estimate(math.sin, 1, budget=budget)) == (
        f"budget must be a whole number from 15 on, not {budget!r}; "
        "leave budget out: most functions take about 23 calls."
    )


# Noise that is known


def test_known_noise_lengthens_the_bar():
    said = dfda.estimate(math.sin, 1, noise=1e-6)
    assert abs(said.value - math.cos(1)) <= said.error
    assert said.error > 1e-7
    assert said.noise >= 1e-6


def test_noise_that_is_larger_than_said_is_noticed():
    found = dfda.estimate(lambda a: round(math.sin(a), 5), 1, noise=1e-12)
    assert abs(found.value - math.cos(1)) <= found.error
    assert found.noise > 1e-6


@pytest.mark.parametrize("noise", [-1e-9, math.nan, "1e-9", True])
def test_noise_that_is_none(noise):
    assert refusal(lambda: dfda.estimate(math.sin, 1, noise=noise)) == (
        f"noise must be a number that is not negative, not {noise!r}; "
        "leave noise out, and it is measured."
    )


# The complex step


@pytest.mark.parametrize(
    ("f", "at", "truth"),
    [
        (np.sin, 1.0, math.cos(1)),
        (cmath.exp, 1.0, math.e),
        (lambda a: a**3, 2, 12.0),
        (lambda a: 1 / a, 1e-100, -1e200),
        (lambda a: cmath.log(a) ** 2, 3, 2 * math.log(3) / 3),
    ],
)
def test_the_complex_step_is_exact_to_rounding(f, at, truth):
    def real_or_complex(a):
        answer = f(a)
        return answer if isinstance(a, complex) else complex(answer).real

    found = dfda.estimate(real_or_complex, at, method="complex")
    assert found.verdict is Verdict.CONVERGED
    assert abs(found.value - truth) <= found.error + math.ulp(truth)
    assert found.error <= 1e-14 * abs(truth)
    assert found.evaluations == 5


def test_code_that_is_not_analytic_is_found_out():
    # abs of a complex number is its modulus: no imaginary part is left, and the step sees 0.
    found = dfda.estimate(lambda a: abs(a) + 0 * a, 2, method="complex")
    assert found.verdict is Verdict.CANNOT_TELL
    conjugating = dfda.estimate(lambda a: np.conj(a) ** 2, 2, method="complex")
    assert conjugating.verdict is Verdict.CANNOT_TELL


def test_code_that_refuses_complex_numbers_is_told():
    with pytest.raises(FunctionError) as caught:
        dfda.estimate(math.sin, 1, method="complex")
    assert caught.value.what == (
        "sin does not take complex numbers: it raised TypeError: must be real number, not complex"
    )
    with pytest.raises(
        FunctionError, match="abs does not take complex numbers: it returned a float"
    ):
        dfda.estimate(abs, 1, method="complex")


def test_the_complex_step_knows_one_order():
    assert refusal(lambda: dfda.estimate(np.sin, 1, n=2, method="complex")) == (
        'the complex step gives first derivatives only; leave out method="complex".'
    )


def test_a_method_that_is_none():
    assert refusal(lambda: dfda.estimate(math.sin, 1, method="magic")) == (
        'method must be "nudge" or "complex", not \'magic\'; leave method out.'
    )


def test_options_go_with_a_function_of_the_point_too():
    later = dfda.estimate(math.exp, n=2)
    assert later(1) == dfda.estimate(math.exp, 1, n=2)
