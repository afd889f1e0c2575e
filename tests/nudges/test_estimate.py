"""The estimate as a result, the honesty of its count, and how often its bar holds the truth.

Functions with hand-derived slopes stand in tests/scenarios/test_slopes.py.
"""

import dataclasses
import math
import pickle
import random
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dfda
from dfda.errors import FunctionError
from dfda.nudges.rounded import grid
from dfda.results import SINGLE_SLOPE, Estimate, Verdict, digits_within

# The result


def test_the_fields_of_an_estimate():
    found = dfda.estimate(lambda a: a**2, 2)
    assert [field.name for field in dataclasses.fields(found)] == [
        "value", "error", "verdict", "left", "right", "n", "noise", "evaluations", "nudges",
        "slopes", "bends",
    ]  # fmt: skip
    assert found.verdict is Verdict.CONVERGED
    assert abs(found.value - 4) <= found.error < 1e-12
    assert found.left == found.right == found.value
    assert {type(getattr(found, name)) for name in ("value", "error", "left", "right")} == {float}
    assert repr(found) == (
        f"Estimate(value={found.value!r}, error={found.error!r}, verdict='converged', "
        f"left={found.value!r}, right={found.value!r}, evaluations={found.evaluations})"
    )


def test_both_ways_to_call_are_the_same():
    assert dfda.estimate(math.sin)(1) == dfda.estimate(math.sin, 1)
    assert dfda.estimate(math.sin)("0.1") == dfda.estimate(math.sin, 0.1)
    assert dfda.estimate(math.sin, Fraction(1, 3)) == dfda.estimate(math.sin, 1 / 3)


def test_a_formula_is_a_function_too():
    found = dfda.estimate(dfda.formula("a^2"), 5)
    assert abs(found.value - 10) <= found.error


def test_the_widths_that_were_tried_shrink():
    found = dfda.estimate(math.sin, 1)
    assert all(earlier > later > 0 for earlier, later in pairwise(found.nudges))
    assert found.nudges[0] < math.pi  # a wider one would look past the sine's own shape
    assert found.nudges[-1] < 1e-7  # about the square root of the float grid
    assert len(found.slopes) == len(found.nudges)
    for width, slope in zip(found.nudges, found.slopes, strict=True):
        # (sin(1 + h) - sin(1 - h))/2h is cos(1) sin(h)/h; the nudge is rounded to the float grid.
        truth = math.cos(1) * math.sin(width) / width
        assert abs(slope - truth) <= 4 * 2**-53 / width + 1e-15


def test_the_trail_of_an_edge_has_the_slopes_of_its_side():
    found = dfda.estimate(lambda a: math.sqrt(a) ** 3, 0)
    seen = [slope for slope in found.slopes if not math.isnan(slope)]
    assert len(seen) >= 9
    assert all(earlier > later > 0 for earlier, later in pairwise(seen))


def test_two_estimates_are_equal_although_slopes_may_be_missing():
    assert dfda.estimate(math.sqrt, 0) == dfda.estimate(math.sqrt, 0)
    assert hash(dfda.estimate(math.sqrt, 0)) == hash(dfda.estimate(math.sqrt, 0))


def test_the_noise_of_f_is_told():
    smooth, rounded = dfda.estimate(math.sin, 1), dfda.estimate(lambda a: round(math.sin(a), 6), 1)
    assert smooth.noise < 1e-14
    # Values rounded to 6 places are up to half a millionth off; a few times that may be told.
    assert 2e-7 < rounded.noise < 5e-6
    assert rounded.verdict is Verdict.NOISY


def test_a_single_slope_is_a_float():
    found = dfda.estimate(lambda a: 3 * a, 2)
    assert float(found) == found.value
    edge = dfda.estimate(lambda a: math.sqrt(a) ** 3, 0)
    assert edge.verdict is Verdict.EDGE
    assert float(edge) == edge.value


@pytest.mark.parametrize(
    ("f", "at", "verdict"),
    [
        (abs, 0, "kink"),
        (lambda a: float(a > 0), 0, "jump"),
        (np.cbrt, 0, "vertical"),
        (math.sqrt, 0, "edge"),
        (math.log, 0, "undefined"),
        (lambda a: a * math.sin(1 / a) if a else 0.0, 0, "cannot tell"),
    ],
)
def test_where_there_is_no_single_slope_float_refuses(f, at, verdict):
    found = dfda.estimate(f, at)
    assert found.verdict == verdict
    assert math.isnan(found.value)
    assert found.error == math.inf
    with pytest.raises(TypeError) as refusal:
        float(found)
    assert str(refusal.value) == f"there is no single slope here (verdict: {verdict})"


def made(verdict, *, value=3.0, error=1e-9):
    return Estimate(
        value=value, error=error, verdict=verdict, left=1.0, right=2.0, evaluations=9, nudges=(0.5,)
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_float_follows_the_verdict_alone(verdict):
    assert {Verdict.CONVERGED, Verdict.NOISY, Verdict.EDGE} == SINGLE_SLOPE
    if verdict in SINGLE_SLOPE:
        assert float(made(verdict)) == 3.0
        for value in (math.nan, math.inf):
            with pytest.raises(TypeError):
                float(made(verdict, value=value))
    else:
        with pytest.raises(TypeError):
            float(made(verdict))


def test_the_refusal_of_a_truth_value_is_good_english():
    with pytest.raises(TypeError, match=r"^an Estimate is neither true nor false"):
        bool(made(Verdict.CONVERGED))


@pytest.mark.parametrize("verdict", Verdict)
def test_an_estimate_is_neither_true_nor_false_but_frozen_and_can_be_pickled(verdict):
    found = made(verdict)
    with pytest.raises(TypeError, match=r"neither true nor false: compare one of its fields$"):
        bool(found)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.value = 4.0
    copy = pickle.loads(pickle.dumps(found))
    assert copy == found
    assert copy.verdict is verdict


def test_the_verdicts_are_the_designs_words():
    assert list(map(str, Verdict)) == [
        "converged", "noisy", "kink", "jump", "vertical", "edge", "undefined", "cannot tell",
    ]  # fmt: skip


SENTENCES = {
    "converged": "Shrinking nudges point to a slope of 3.000000000 ± 1.0e-09 (converged).",
    "noisy": "Shrinking nudges point through noise to a slope of 3.000000000 ± 1.0e-09 (noisy).",
    "kink": "No single slope: left slope 1, right slope 2 (kink).",
    "jump": "No single slope: left slope 1, right slope 2 (jump).",
    "vertical": "No single slope: left slope 1, right slope 2 (vertical).",
    "edge": "Edge of the domain: left slope 1, right slope 2 ± 1.0e-09 (edge).",
    "undefined": "f has no float value here, so there is no slope to estimate (undefined).",
    "cannot tell": "Shrinking nudges do not settle on a slope (cannot tell).",
}


@pytest.mark.parametrize("verdict", Verdict)
def test_the_sentence_of_every_verdict(verdict):
    expected = SENTENCES[verdict].replace("3.000000000", digits_within(3.0, 1e-9))
    assert made(verdict).sentence == expected


@given(
    st.floats(-1e9, 1e9, allow_subnormal=False).filter(lambda value: abs(value) > 1e-9),
    st.integers(-16, 0),
)
def test_a_value_is_written_to_the_digits_that_its_bar_supports(value, power):
    error = abs(value) * 10.0**power
    text = digits_within(value, error)
    # What is left out lies within the bar; what is written is no finer than a tenth of it.
    assert abs(Fraction(text) - Fraction(value)) <= Fraction(error)
    digits = sum(letter.isdigit() for letter in text.partition("e")[0].lstrip("-0."))
    assert digits <= 2 - power


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (3.14159265, 1e-3, "3.1416"),
        (3.0, 1e-9, "3"),
        (3.14159265, 10, "3"),
        (0.1, 0.0, "0.10000000000000001"),
        (0.0, 1e-9, "0"),
        (math.nan, math.inf, "nan"),
        (1e300, 1e290, "1e+300"),
    ],
)
def test_digits_by_hand(value, error, text):
    assert digits_within(value, error) == text


# The count of evaluations


class Counted:
    def __init__(self, f):
        self.f = f
        self.calls = 0

    def __call__(self, a):
        self.calls += 1
        return self.f(a)


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (math.sin, 1),
        (abs, 0),
        (math.sqrt, 0),
        (math.log, 0),
        (lambda a: 1e6 * round(a, 2), 1),
        (lambda a: a, 1e308),
        (lambda a: 1 / 0 if a > 1 else a, 1),
    ],
)
def test_every_call_is_counted(f, at):
    counted = Counted(f)
    assert dfda.estimate(counted, at).evaluations == counted.calls


@pytest.mark.parametrize(
    "f",
    [lambda _: 0.0, lambda _: 5.0, lambda a: 1e-300 * a],
    ids=["nought", "five", "next to nought"],
)
def test_every_call_is_counted_where_f_is_flat(f):
    counted = Counted(f)
    assert dfda.estimate(counted, 0).evaluations == counted.calls


def test_code_gets_plain_floats():
    seen = set()

    def f(a):
        seen.add(type(a))
        return a

    dfda.estimate(f, np.float32(2))
    assert seen == {float}


def test_code_that_fails_only_beside_the_point_fails_with_the_call():
    def f(a):
        if a > 2:
            message = "too far"
            raise RuntimeError(message)
        return a

    with pytest.raises(FunctionError, match=r"f\(2\.\d+\) raised RuntimeError: too far"):
        dfda.estimate(f, 2)


# Points at the ends of the floats


EXTREMES = ["1e-300", "1e-307", "1e-310", "5e-324", "1e300", "1e308", "1.7e308"]


@pytest.mark.parametrize("at", EXTREMES)
def test_a_line_has_its_slope_at_every_float(at):
    found = dfda.estimate(lambda a: a / 2, at)
    assert found.evaluations > 0
    if found.verdict in SINGLE_SLOPE:
        # Below 2**-1022 halving rounds, by half of the least float on each side of the nudge.
        assert abs(found.value - 0.5) <= found.error
    if float(at) > 1e-300:
        assert found.verdict in SINGLE_SLOPE | {Verdict.CANNOT_TELL}


@pytest.mark.parametrize("at", ["1e309", "-1e400", "1e999"])
@pytest.mark.parametrize("f", [lambda a: a, lambda _: 3.0], ids=["line", "constant"])
def test_a_point_beyond_the_floats_has_no_confident_slope(f, at):
    assert dfda.estimate(f, at).verdict in (Verdict.UNDEFINED, Verdict.CANNOT_TELL)


@pytest.mark.parametrize("huge", [10**400, Fraction(10**400)], ids=["int", "Fraction"])
def test_values_beyond_the_floats_have_no_confident_slope(huge):
    assert dfda.estimate(lambda _: huge, 2).verdict in (Verdict.UNDEFINED, Verdict.CANNOT_TELL)


# Coverage: a campaign of random smooth functions

UNARY = {
    "sin": (math.sin, mpmath.sin),
    "cos": (math.cos, mpmath.cos),
    "exp(·/2)": (lambda x: math.exp(x / 2), lambda x: mpmath.exp(x / 2)),
    "tanh": (math.tanh, mpmath.tanh),
    "atan": (math.atan, mpmath.atan),
    "log(1 + ·²)": (lambda x: math.log(1 + x * x), lambda x: mpmath.log(1 + x * x)),
    "sqrt(1 + ·²)": (lambda x: math.sqrt(1 + x * x), lambda x: mpmath.sqrt(1 + x * x)),
    "1/(1 + ·²)": (lambda x: 1 / (1 + x * x), lambda x: 1 / (1 + x * x)),
    "·²": (lambda x: x * x, lambda x: x * x),
}
"""Functions that are smooth on the whole real line, for floats and for mpmath."""


def random_tree(rng, depth):
    """Nested tuples: ("a", slope, shift) is the line slope·a + shift."""
    if depth == 0:
        slope, shift = (float(rng.integers(-64, 65)) / 32 for _ in range(2))
        return ("a", slope or 1.0, shift)
    if rng.random() < 0.5:
        return (list(UNARY)[rng.integers(len(UNARY))], random_tree(rng, depth - 1))
    kind = "+" if rng.random() < 0.5 else "*"
    return (kind, random_tree(rng, depth - 1), random_tree(rng, depth - 1))


def value_of(tree, a, which):
    kind, *rest = tree
    if kind == "a":
        return rest[0] * a + rest[1]
    if kind in UNARY:
        return UNARY[kind][which](value_of(rest[0], a, which))
    left, right = (value_of(part, a, which) for part in rest)
    return left + right if kind == "+" else left * right


def random_point(rng):
    return float(rng.choice([-1, 1]) * 10.0 ** rng.uniform(-2, 1)) if rng.random() < 0.9 else 0.0


def outcomes(rng, count):
    """Of random estimates the verdict, and whether the bar holds the truth."""
    while count:
        tree, at = random_tree(rng, int(rng.integers(1, 4))), random_point(rng)
        with mpmath.workdps(60):
            truth = mpmath.diff(lambda a, tree=tree: value_of(tree, a, 1), mpmath.mpf(at))
        if not abs(truth) < 1e100:
            continue
        found = dfda.estimate(lambda a, tree=tree: value_of(tree, a, 0), at)
        with mpmath.workdps(60):
            yield found.verdict, bool(abs(found.value - truth) <= found.error)
        count -= 1


def coverage(seen):
    """The share of claimed slopes whose bar holds the truth, and the share of claims."""
    claimed = [holds for verdict, holds in seen if verdict in SINGLE_SLOPE]
    return sum(claimed) / len(claimed), len(claimed) / len(seen)


def test_the_bar_holds_the_truth_on_random_smooth_functions(rng):
    share, claims = coverage(list(outcomes(rng, 300)))
    assert share >= 0.9
    assert claims >= 0.9  # "cannot tell" everywhere would cover everything


@pytest.mark.slow
def test_the_bar_holds_the_truth_on_many_random_smooth_functions(rng):
    share, claims = coverage(list(outcomes(rng, 10_000)))
    assert share >= 0.9
    assert claims >= 0.9


@pytest.mark.slow
def test_no_random_smooth_function_is_called_broken(rng):
    seen = Counter(verdict for verdict, _ in outcomes(rng, 10_000))
    assert set(seen) <= {Verdict.CONVERGED, Verdict.NOISY, Verdict.CANNOT_TELL}, seen


# Smooth functions that were taken for broken ones

LOG = "log(1 + ·²)"
SMOOTH = {
    "a sum of atan and sin where both cancel": (
        ("+", ("atan", ("a", -0.5625, 0.125)), ("sin", ("a", -1.84375, -0.03125))),
        -2.6265099105937724,
    ),
    "log(1 + x²) times log(1 + x²)": (
        ("*", (LOG, ("a", -0.09375, 0.03125)), (LOG, ("a", -0.28125, 0.90625))),
        -0.15476344905530243,
    ),
    "log of 1 plus the square of a line": (
        (LOG, ("+", ("a", -1.5, 1.28125), ("a", -1.15625, -1.15625))),
        0.016781582516451926,
    ),
    "log of 1 plus a Lorentz curve": (
        (LOG, ("1/(1 + ·²)", ("a", -0.4375, 1.71875))),
        0.18389321093272143,
    ),
    "the square of a logarithm of a product": (
        ("·²", (LOG, ("*", ("a", -1.5625, -0.21875), ("a", -1.96875, 0.875)))),
        0.03273197125639555,
    ),
    "a logarithm times a cosine": (
        ("*", (LOG, ("*", ("a", -1.9375, 0.375), ("a", -1.40625, -0.03125))),
         ("cos", ("sqrt(1 + ·²)", ("a", -1.375, 1.34375)))),
        -0.04648276849418127,
    ),
    "a sine near its zero": (("sin", ("a", -1.4375, 0.5)), -1.8341589058850298),
    "a product of two lines": (
        ("*", ("a", -2.0, -1.6875), ("a", 1.46875, -1.5)),
        1.0386012453876097,
    ),
}  # fmt: skip
"""Rounding inside f is larger here than f itself suggests, but nothing jumps or bends."""


@pytest.mark.parametrize("name", SMOOTH)
def test_rounding_inside_a_smooth_function_is_no_jump(name):
    tree, at = SMOOTH[name]
    with mpmath.workdps(60):
        truth = mpmath.diff(lambda a: value_of(tree, a, 1), mpmath.mpf(at))
    found = dfda.estimate(lambda a: value_of(tree, a, 0), at)
    assert found.verdict in (Verdict.CONVERGED, Verdict.NOISY, Verdict.CANNOT_TELL)
    if found.verdict is not Verdict.CANNOT_TELL:
        assert abs(found.value - truth) <= found.error


@pytest.mark.parametrize("name", ["a sine near its zero", "a product of two lines"])
def test_functions_of_a_schoolbook_are_told(name):
    tree, at = SMOOTH[name]
    assert dfda.estimate(lambda a: value_of(tree, a, 0), at).verdict in SINGLE_SLOPE


# Where f has lost its digits, or hides its slope


def within(found, truth):
    return abs(found.value - truth) <= found.error


@pytest.mark.parametrize("large", [2.7e7, 2.7e8, 6.9e10])
def test_a_difference_of_large_numbers_shows_its_slope_from_afar(large):
    found = dfda.estimate(lambda a: (large + a) * (large - a) - large**2, 1.3)
    assert found.verdict is Verdict.NOISY
    assert within(found, -2.6)
    assert found.error < 3  # worth something beside the slope


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (lambda a: max(a, 0.0), -1),
        (lambda a: 3.7 if a < 1e6 else a, 2),
        (lambda a: float(a > 30), 2),
        (math.floor, 0.5),
        (lambda a: math.floor(a) + 1.1626, 9.5),
        (lambda a: math.floor(a) * 100, 0.5),
        (lambda _: 5.0, 1e9),
    ],
)
def test_what_stands_still_and_is_on_no_coarse_grid_is_flat(f, at):
    found = dfda.estimate(f, at)
    assert found.verdict is Verdict.CONVERGED
    assert found.value == 0
    assert found.error < 1e-9


def test_values_of_all_sizes_lie_on_no_grid():
    def f(a):
        return 0.0 if abs(a) < 3 else 1e300 if a > 0 else 5e-324

    assert dfda.estimate(f, 1).value == 0
    assert grid([5e-324, 1e300]) == 0
    assert grid([3.0, -8.0, 5.0]) == 0  # a count
    assert grid([0.375, -2.125, 0.0, 4.0]) == 0.125
    assert grid([0.1, 0.7]) == 0
    assert grid([100.0, 300.0, -700.0]) == 0  # a staircase of hundreds
    assert grid([0.0]) == 0


@pytest.mark.parametrize("small", [1e-6, 1e-5, 1e-3])
def test_a_slope_that_cancellation_drowns_has_a_bar_that_says_how_small_it_is(small):
    found = dfda.estimate(lambda a: a**5 - 5 * a**4 + 10 * a**3 - 10 * a**2 + 5 * a - 1, 1 + small)
    assert within(found, 5 * small**4)
    assert found.error < 1e-3


def test_the_steep_pieces_of_a_function_that_lost_its_digits_are_not_its_slope():
    found = dfda.estimate(lambda a: (1 - math.cos(a)) / a**2, -7.686909675517944e-06)
    assert found.verdict is Verdict.NOISY
    # f is 1/2 - a²/24 + …, its slope -a/12.
    assert within(found, 7.686909675517944e-06 / 12)
    assert found.error < 1


def test_one_unit_of_what_was_subtracted_is_no_jump():
    at = 26138.287858229996
    found = dfda.estimate(lambda a: math.sqrt(a * a + 1) - a, at)
    assert found.verdict is not Verdict.JUMP


@pytest.mark.parametrize("size", [1e-20, 1e-45, 1e-80, 1e-160])
def test_at_zero_a_function_is_followed_down_to_its_own_scale(size):
    found = dfda.estimate(lambda a: 2 + math.sin(a / size + 0.4), 0)
    assert found.verdict is Verdict.CONVERGED
    assert within(found, math.cos(0.4) / size)
    assert found.error < 1e-6 / size


@pytest.mark.parametrize(
    ("f", "verdict"),
    [
        (lambda a: 1 + abs(a), Verdict.KINK),
        (lambda a: 1.0 if a > 0 else 2.0, Verdict.JUMP),
        (lambda a: 1 + math.copysign(abs(a) ** (1 / 3), a), Verdict.VERTICAL),
        (lambda a: math.sqrt(a * a), Verdict.KINK),
    ],
)
def test_what_is_broken_at_zero_is_broken_at_every_scale(f, verdict):
    assert dfda.estimate(f, 0).verdict is verdict


def test_a_slope_far_below_the_noise_is_told_with_the_bar_of_the_noise(rng):
    salt = int(rng.integers(2**31))

    def f(a):
        # Chance that depends on the input alone.
        return 3 + math.tanh(a) + random.Random(f"{salt} {a!r}").uniform(-0.02, 0.02)

    found = dfda.estimate(f, 5)
    assert found.verdict is Verdict.NOISY
    assert within(found, 1 / math.cosh(5) ** 2)


def test_a_bump_that_looks_like_noise_from_afar_lengthens_the_bar():
    at, middle, width = -0.8986728540670595, -0.8987, 5.859464494120977e-06

    def f(a):
        return math.exp(-(((a - middle) / width) ** 2)) + 1 / (1 + (0.7837 * a - 0.2034) ** 2)

    inner = 0.7837 * at - 0.2034
    u = (at - middle) / width
    truth = -2 * u / width * math.exp(-u * u) - 2 * 0.7837 * inner / (1 + inner * inner) ** 2
    found = dfda.estimate(f, at)
    assert not found.error < abs(found.value - truth)


@pytest.mark.parametrize(
    ("f", "at", "truth"),
    [
        (lambda a: math.sqrt(a * a + 1) - a, 1688.9386697858247, -1.7528394e-07),
        (lambda a: (1 - math.cos(a)) / a**2, -0.0002443523913364039, 0.0002443523913364039 / 12),
        (
            lambda a: float(np.sin(np.float32(2.25) * np.float32(a) - np.float32(1.75))),
            0.7555,
            2.25 * math.cos(2.25 * 0.7555 - 1.75),
        ),
    ],
    ids=["a root less its input", "cancelled cosine", "float32 inside"],
)
def test_a_ledge_of_rounding_is_no_slope_of_zero(f, at, truth):
    found = dfda.estimate(f, at)
    assert found.verdict is Verdict.NOISY
    assert abs(found.value - truth) <= found.error
