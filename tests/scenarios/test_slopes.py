"""Functions with hand-derived slopes: the bar holds the truth, and corners are named.

The one rule that nothing may break: never one confident number where the two sides disagree.
"""

import math
import random

import mpmath
import numpy as np
import pytest

import dfda
from dfda.results import SINGLE_SLOPE, Verdict

INF = math.inf
NAN = math.nan

CONVERGED = {Verdict.CONVERGED}
SETTLED = {Verdict.CONVERGED, Verdict.NOISY}
HONEST = SETTLED | {Verdict.CANNOT_TELL}
EDGE = {Verdict.EDGE}


def step(a):
    return 1.0 if a > 0 else 0.0


def cube_root(a):
    return math.copysign(abs(a) ** (1 / 3), a)


def odd_power(p):
    return lambda a: math.copysign(abs(a) ** p, a)


def bump(width, at=1.0):
    return lambda a: a + math.exp(-(((a - at) / width) ** 2))


def true_sine(frequency):
    with mpmath.workdps(40):
        return float(frequency * mpmath.cos(mpmath.mpf(2) * frequency))


# name: (f, at, the true slope, the verdicts that are right)
SINGLE = {
    # straight lines and powers
    "a line": (lambda a: 3 * a, 2, 3, CONVERGED),
    "a falling line": (lambda a: 7 - 2 * a, 5, -2, CONVERGED),
    "a square": (lambda a: a * a, 5, 10, CONVERGED),
    "a square at its bottom": (lambda a: a * a, 0, 0, CONVERGED),
    "a cube at 0": (lambda a: a**3, 0, 0, CONVERGED),
    "a hundredth power": (lambda a: a**100, 1, 100, CONVERGED),
    "the reciprocal": (lambda a: 1 / a, 2, -0.25, CONVERGED),
    "the reciprocal near its pole": (lambda a: 1 / a, 1e-6, -1e12, CONVERGED),
    # constants and flat places
    "the constant 5": (lambda _: 5.0, 2, 0, CONVERGED),
    "the constant 0": (lambda _: 0.0, 2, 0, CONVERGED),
    "the constant 0 at 0": (lambda _: 0.0, 0, 0, CONVERGED),
    "0 times a": (lambda a: 0 * a, 2, 0, CONVERGED),
    "an integer constant": (lambda _: 7, 2, 0, CONVERGED),
    "relu on its flat side": (lambda a: max(a, 0), -1, 0, CONVERGED),
    "relu on its steep side": (lambda a: max(a, 0), 2, 1, CONVERGED),
    "a step beside its jump": (step, 2, 0, CONVERGED),
    "floor between its jumps": (math.floor, 0.5, 0, CONVERGED),
    "exp underflowed to 0": (math.exp, -800, 0, CONVERGED),
    "a bell far from its middle": (lambda a: math.exp(-a * a), 30, 0, CONVERGED),
    "flat to every order": (lambda a: math.exp(-1 / a**2) if a else 0.0, 0, 0, HONEST),
    # smooth corners
    "a times |a|": (lambda a: a * abs(a), 0, 0, CONVERGED),
    "|a|^1.5": (lambda a: abs(a) ** 1.5, 0, 0, CONVERGED),
    "|a|^1.2": (lambda a: abs(a) ** 1.2, 0, 0, HONEST),
    "|a|^1.1": (lambda a: abs(a) ** 1.1, 0, 0, HONEST),
    "odd |a|^1.75": (odd_power(1.75), 0, 0, HONEST),
    "odd |a|^1.5": (odd_power(1.5), 0, 0, HONEST),
    "odd |a|^1.4": (odd_power(1.4), 0, 0, HONEST),
    "odd |a|^1.3": (odd_power(1.3), 0, 0, HONEST),
    "odd |a|^1.2": (odd_power(1.2), 0, 0, HONEST),
    "odd |a|^1.1": (odd_power(1.1), 0, 0, HONEST),
    "a² sin(1/a)": (lambda a: a * a * math.sin(1 / a) if a else 0.0, 0, 0, HONEST),
    "a very tight bend, seen": (lambda a: math.sqrt(a * a + 1e-6), 0, 0, CONVERGED),
    "a kink nearby": (lambda a: abs(a - 1.001), 1, -1, CONVERGED),
    "a kink very near": (lambda a: abs(a - 1 - 1e-9), 1, -1, HONEST),
    "a jump nearby": (lambda a: a + step(a - 3), 3.0001, 1, CONVERGED),
    # wiggles
    "sin of 1000a": (lambda a: math.sin(1000 * a), 2, true_sine(1000), SETTLED),
    "sin of 100000a": (lambda a: math.sin(1e5 * a), 2, true_sine(100_000), HONEST),
    "a wiggle on a line": (lambda a: a + 1e-3 * math.sin(1000 * (a - 1)), 1, 2, CONVERGED),
    "aliasing: every coarse nudge sees 1": (
        lambda a: a + math.sin(2 * math.pi * ((a * 2**20) % 1)), 1, 1 + 2 * math.pi * 2**20, HONEST,
    ),
    "aliasing, slower": (
        lambda a: a + math.sin(2 * math.pi * ((a * 2**10) % 1)), 1, 1 + 2 * math.pi * 2**10, HONEST,
    ),
    "a narrow bump": (bump(1e-3), 1, 1, HONEST),
    "a very narrow bump": (bump(1e-9), 1, 1, HONEST),
    "a bell on its side": (bump(1e-2, 1.37), 1.375, 1 - 100 * math.exp(-0.25), HONEST),
    "a steep turn": (lambda a: math.tanh((a - 1) / 1e-6), 1, 1e6, CONVERGED),
    # near the end of a domain
    "ln at 1e-8": (math.log, 1e-8, 1e8, CONVERGED),
    "sqrt at 1e-12": (math.sqrt, 1e-12, 5e5, CONVERGED),
    "asin just inside": (math.asin, 0.75, 1.5118578920369088, CONVERGED),
    # sizes
    "a million squares": (lambda a: 1e6 * a * a, 2, 4e6, CONVERGED),
    "1e-300 squares": (lambda a: 1e-300 * a * a, 2, 4e-300, CONVERGED),
    "1e-300 a": (lambda a: 1e-300 * a, 2, 1e-300, CONVERGED),
    "1e-300 a at 0": (lambda a: 1e-300 * a, 0, 1e-300, HONEST),
    "slope below the normal floats": (lambda a: 1e-320 * a, 2, 1e-320, HONEST),
    "a denormal point": (lambda a: 3 * a, 1e-310, 3, HONEST),
    "the least float": (lambda a: 3 * a, 5e-324, 3, HONEST),
    "a square of 1e-200, which floats hold as 0": (lambda a: a * a, 1e-200, 0, HONEST),
    "half of 1e308": (lambda a: a / 2, 1e308, 0.5, CONVERGED),
    "1e300 sines": (lambda a: 1e300 * math.sin(a), 1, 1e300 * math.cos(1), CONVERGED),
    "a square near overflow": (lambda a: a * a, 1e150, 2e150, CONVERGED),
    "exp at 700": (math.exp, 700, math.exp(700), CONVERGED),
    # cancellation inside f: the program's own digits are gone, and the bar must say so
    "(1 - cos a)/a²": (lambda a: (1 - math.cos(a)) / a**2, 1e-4, -1e-4 / 12, HONEST),
    "a line over 1e8": (lambda a: (1e8 + 3 * a) - 1e8, 2, 3, HONEST),
    "a line over 1e12": (lambda a: (1e12 + 3 * a) - 1e12, 2, 3, HONEST),
    "a line over 1e8 at 0": (lambda a: (1e8 + 3 * a) - 1e8, 0, 3, HONEST),
    "a line over 1e12 at 0": (lambda a: (1e12 + 3 * a) - 1e12, 0, 3, HONEST),
    "a line over 1e15": (lambda a: (1e15 + 3 * a) - 1e15, 2, 3, HONEST),
    "sin² + cos²": (lambda a: math.sin(a) ** 2 + math.cos(a) ** 2, 1.1, 0, HONEST),
    # rounded answers
    "rounded to 12 places": (lambda a: round(math.sin(a), 12), 1, math.cos(1), HONEST),
    "rounded to 6 places": (lambda a: round(math.sin(a), 6), 1, math.cos(1), HONEST),
    "a sine in float32": (lambda a: np.sin(np.float32(a)), 1, math.cos(1), HONEST),
    # one-sided functions
    "sin on one side": (lambda a: math.sin(a) if a >= 0 else NAN, 0, 1, EDGE),
    "a constant on one side": (lambda a: 1.0 if a >= 0 else NAN, 0, 0, EDGE),
    "zero on one side": (lambda a: 0.0 if a >= 0 else NAN, 0, 0, EDGE),
    "the left side only": (lambda a: a * a if a <= 2 else NAN, 2, 4, EDGE),
    "a^2.5": (lambda a: a**2.5 if a >= 0 else NAN, 0, 0, EDGE | HONEST),
    "a^1.5": (lambda a: math.sqrt(a) ** 3, 0, 0, EDGE | HONEST),
    "a^1.3": (lambda a: a**1.3 if a >= 0 else NAN, 0, 0, EDGE | HONEST),
    "a^1.1": (lambda a: a**1.1 if a >= 0 else NAN, 0, 0, EDGE | HONEST),
    "a² ln(a)": (lambda a: a * a * math.log(a) if a else 0.0, 0, 0, EDGE | HONEST),
}  # fmt: skip


def own_rounding(truth):
    """The truth above is itself a float: it may be half a unit in the last place off, or ten for
    a value of libm that went through several steps."""
    return 10 * math.ulp(truth)


@pytest.mark.parametrize("name", SINGLE)
def test_the_bar_holds_the_slope(name):
    f, at, truth, verdicts = SINGLE[name]
    found = dfda.estimate(f, at)
    assert found.verdict in verdicts, found
    if found.verdict in SINGLE_SLOPE and math.isfinite(found.value):
        assert abs(found.value - truth) <= found.error + own_rounding(float(truth)), found


@pytest.mark.parametrize("name", [name for name in SINGLE if SINGLE[name][3] == EDGE | HONEST])
def test_the_slope_at_an_edge_is_not_called_infinite_where_it_is_0(name):
    f, at, _, _ = SINGLE[name]
    found = dfda.estimate(f, at)
    assert not math.isinf(found.right)


# name: (f, at, verdict, left, right); NaN: there is no such side
BROKEN = {
    "|a|": (abs, 0, Verdict.KINK, -1, 1),
    "relu": (lambda a: max(a, 0), 0, Verdict.KINK, 0, 1),
    "relu of integers": (lambda a: max(0, a), 0, Verdict.KINK, 0, 1),
    "sqrt(a²)": (lambda a: math.sqrt(a * a), 0, Verdict.KINK, -1, 1),
    "max(a, 3 - 2a)": (lambda a: max(a, 3 - 2 * a), 1, Verdict.KINK, -2, 1),
    "a leaky relu": (lambda a: a if a > 0 else 0.01 * a, 0, Verdict.KINK, 0.01, 1),
    "a kink on a slope": (lambda a: 100 * a + 30 * abs(a - 2), 2, Verdict.KINK, 70, 130),
    "|sin a|": (lambda a: abs(math.sin(a)), 0, Verdict.KINK, -1, 1),
    "a kink of 2 per cent": (lambda a: a + 0.01 * abs(a - 1), 1, Verdict.KINK, 0.99, 1.01),
    "a kink of half a per cent": (
        lambda a: a + 0.0025 * abs(a - 1), 1, Verdict.KINK, 0.9975, 1.0025,
    ),
    "a kink of 2 per cent at 0": (lambda a: a + 0.01 * abs(a), 0, Verdict.KINK, 0.99, 1.01),
    "a quick triangle wave": (lambda a: abs((10 * a) % 2 - 1), 1, Verdict.KINK, 10, -10),
    "a quicker triangle wave": (lambda a: abs((100 * a) % 2 - 1), 1, Verdict.KINK, 100, -100),
    "a very quick triangle wave": (lambda a: abs((1000 * a) % 2 - 1), 1, Verdict.KINK, 1000, -1000),
    "a step": (step, 0, Verdict.JUMP, 0, INF),
    "a truth value": (lambda a: a > 2, 2, Verdict.JUMP, 0, INF),
    "floor at 0": (math.floor, 0, Verdict.JUMP, INF, 0),
    "floor at 2": (math.floor, 2, Verdict.JUMP, INF, 0),
    "ceil at 2": (math.ceil, 2, Verdict.JUMP, 0, INF),
    "a line with a step": (lambda a: a + step(a - 3), 3, Verdict.JUMP, 1, INF),
    "a small step": (lambda a: a + 1e-6 * step(a - 1), 1, Verdict.JUMP, 1, INF),
    "one point lifted": (lambda a: 100.0 if a == 2 else 3 * a, 2, Verdict.JUMP, INF, -INF),
    "one point of a constant lifted": (lambda a: float(a == 0), 0, Verdict.JUMP, INF, -INF),
    "a spike narrower than the nudges see": (
        lambda a: 100.0 if abs(a - 2) < 1e-15 else 3 * a, 2, Verdict.JUMP, INF, -INF,
    ),
    "cube root": (cube_root, 0, Verdict.VERTICAL, INF, INF),
    "numpy's cube root": (np.cbrt, 0, Verdict.VERTICAL, INF, INF),
    "minus cube root": (lambda a: -cube_root(a), 0, Verdict.VERTICAL, -INF, -INF),
    "a cusp": (lambda a: math.sqrt(abs(a)), 0, Verdict.VERTICAL, -INF, INF),
    "|a|^0.9": (lambda a: abs(a) ** 0.9, 0, Verdict.VERTICAL, -INF, INF),
    "a ln|a|": (lambda a: a * math.log(abs(a)) if a else 0.0, 0, Verdict.VERTICAL, -INF, -INF),
    "sqrt at 0": (math.sqrt, 0, Verdict.EDGE, NAN, INF),
    "a^a at 0": (lambda a: a**a, 0, Verdict.EDGE, NAN, -INF),
    "a ln a at 0": (lambda a: a * math.log(a) if a else 0.0, 0, Verdict.EDGE, NAN, -INF),
    "asin at 1": (math.asin, 1, Verdict.EDGE, INF, NAN),
    "asin at -1": (math.asin, -1, Verdict.EDGE, NAN, INF),
    "acos at -1": (math.acos, -1, Verdict.EDGE, NAN, -INF),
    "1/a at 0": (lambda a: 1 / a, 0, Verdict.UNDEFINED, NAN, NAN),
    "numpy's 1/a at 0": (lambda a: np.float64(1) / a, 0, Verdict.UNDEFINED, NAN, NAN),
    "ln at 0": (math.log, 0, Verdict.UNDEFINED, NAN, NAN),
    "ln|a| at 0": (lambda a: math.log(abs(a)), 0, Verdict.UNDEFINED, NAN, NAN),
    "sin(a)/a at 0": (lambda a: math.sin(a) / a, 0, Verdict.UNDEFINED, NAN, NAN),
    "sqrt at -1": (math.sqrt, -1, Verdict.UNDEFINED, NAN, NAN),
    "three times 1e308": (lambda a: 3 * a, 1e308, Verdict.UNDEFINED, NAN, NAN),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_corners_are_named(name):
    f, at, verdict, _, _ = BROKEN[name]
    found = dfda.estimate(f, at)
    assert found.verdict is verdict, found
    assert math.isnan(found.value)
    assert found.error == INF


SIX_DIGITS = 5e-6
"""The sentence prints a side to six digits, so it must be right to half a unit of the sixth."""


@pytest.mark.parametrize("name", [name for name in BROKEN if BROKEN[name][2] is not Verdict.JUMP])
def test_the_two_sides_are_right_to_every_printed_digit(name):
    f, at, _, left, right = BROKEN[name]
    found = dfda.estimate(f, at)
    for side, truth in ((found.left, left), (found.right, right)):
        if math.isfinite(truth):
            assert abs(side - truth) <= SIX_DIGITS * abs(truth)
        else:
            assert side == truth or (math.isnan(side) and math.isnan(truth))


@pytest.mark.parametrize("name", [name for name in BROKEN if BROKEN[name][2] is Verdict.JUMP])
def test_the_side_that_jumps_is_infinite(name):
    f, at, _, left, right = BROKEN[name]
    found = dfda.estimate(f, at)
    for side, truth in ((found.left, left), (found.right, right)):
        if math.isfinite(truth):
            # A jump leaves the other side's slope to rounding: 2 % is where it is read.
            assert abs(side - truth) <= 0.02 * max(1, abs(truth))
        else:
            assert side == truth


def seeded(seed):
    drawn = random.Random(seed)
    return lambda _: drawn.random()


NO_SLOPE = {name: row[:2] for name, row in BROKEN.items()} | {
    "sin(1/a)": (lambda a: math.sin(1 / a) if a else 0.0, 0),
    "a sin(1/a)": (lambda a: a * math.sin(1 / a) if a else 0.0, 0),
    "the sawtooth at its tooth": (lambda a: a % 1, 3),
    "rational or not": (lambda a: float((a * 2**30) % 1 == 0), 0.5),
    "Weierstrass": (lambda a: sum(0.5**n * math.cos(3**n * math.pi * a) for n in range(40)), 0.3),
    "random numbers": (seeded(1), 1),
    "random numbers at 0": (seeded(2), 0),
    "one point": (lambda a: 1.0 if a == 2 else NAN, 2),
}


@pytest.mark.parametrize("name", NO_SLOPE)
def test_never_one_confident_number_where_the_sides_disagree(name):
    f, at = NO_SLOPE[name]
    *_, left, right = BROKEN.get(name, (NAN, NAN))
    found = dfda.estimate(f, at)
    if found.verdict in SINGLE_SLOPE and math.isfinite(found.value):
        # A bar that reaches both sides, or that is as long as f itself is wild, is not confident.
        reach = abs(right - left) / 2 if math.isfinite(right - left) else 1.0
        assert found.error >= reach, found


@pytest.mark.parametrize("share", [0.1, 0.04, 0.02, 0.01, 1e-3, 1e-4, 1e-6])
@pytest.mark.parametrize("at", [0, 3.7])
def test_a_bar_at_a_kink_reaches_both_sides(at, share):
    """A kink too small to be named is still no reason for a bar that leaves both sides out."""
    found = dfda.estimate(lambda a: a + share / 2 * abs(a - at), at)
    if found.verdict in SINGLE_SLOPE:
        assert abs(found.value - (1 - share / 2)) <= found.error
        assert abs(found.value - (1 + share / 2)) <= found.error


# Code that answers differently from call to call


class Noisy:
    """3a with noise of a given size, the same in every run."""

    def __init__(self, size, seed):
        self.size = size
        self.random = random.Random(seed)

    def __call__(self, a):
        return 3 * a + self.size * self.random.uniform(-1, 1)


@pytest.mark.parametrize("size", [1e-12, 1e-9, 1e-6, 1e-4, 1e-2, 1])
@pytest.mark.parametrize("seed", range(8))
def test_noise_is_neither_a_corner_nor_a_short_bar(size, seed):
    found = dfda.estimate(Noisy(size, seed), 2)
    # A line with noise has the slope 3 on both sides: nothing is vertical, bends or jumps.
    assert found.verdict in HONEST, found
    if found.verdict in SINGLE_SLOPE:
        assert abs(found.value - 3) <= found.error


def test_code_that_fails_at_every_second_call_gives_no_wrong_number():
    calls = []

    def f(a):
        calls.append(a)
        if len(calls) % 2 == 0:
            message = "not this time"
            raise ValueError(message)
        return 3 * a

    found = dfda.estimate(f, 2)
    assert found.evaluations == len(calls)
    if found.verdict in SINGLE_SLOPE:
        assert abs(found.value - 3) <= found.error


def test_a_counter_is_no_slope():
    count = iter(range(10**6))
    assert dfda.estimate(lambda _: next(count), 2).verdict not in SINGLE_SLOPE


@pytest.mark.parametrize("name", SINGLE)
def test_the_same_call_gives_the_same_estimate(name):
    f, at, _, _ = SINGLE[name]
    assert repr(dfda.estimate(f, at)) == repr(dfda.estimate(f, at))
