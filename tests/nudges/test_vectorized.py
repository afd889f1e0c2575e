"""Estimates at many points at once: the same bars, honest verdicts, few calls, bounded memory."""

import math
import pickle
import tracemalloc
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import dfda
from dfda.errors import FunctionError, InputError
from dfda.nudges import points, swift
from dfda.nudges.blocks import BLOCK
from dfda.nudges.namespaces import Arrays
from dfda.nudges.points import MANY
from dfda.results import Verdict

SUITE = Path(__file__).parent.parent.parent / "benchmarks"


def bell(a):
    return np.sin(a) * np.exp(-a * a / 50)


def slope_of_bell(a):
    return np.exp(-a * a / 50) * (np.cos(a) - a / 25 * np.sin(a))


SMOOTH = [
    (np.sin, np.cos),
    (np.tanh, lambda a: 1 / np.cosh(a) ** 2),
    (lambda a: 1 / (1 + a * a), lambda a: -2 * a / (1 + a * a) ** 2),
    (bell, slope_of_bell),
    (lambda a: a**3 - 2 * a, lambda a: 3 * a * a - 2),
    (lambda a: 0 * a + 3, lambda a: 0 * a),
    (lambda a: np.log(a + 10), lambda a: 1 / (a + 10)),
]


def share_covered(found, truth):
    return np.mean(np.abs(found.value - truth) <= found.error + np.spacing(np.abs(truth)))


@pytest.mark.parametrize(("f", "slope"), SMOOTH)
def test_the_bars_hold_the_truth_and_most_points_go_together(f, slope, rng):
    x = rng.uniform(-8, 8, 3000)
    truth = slope(x)
    found = dfda.estimate(f, x, vectorized=True)
    # NumPy's own truth is off by a few units in the last place; a bar is never that short.
    assert share_covered(found, truth) >= 0.998
    assert set(found.verdict) <= {Verdict.CONVERGED, Verdict.NOISY}
    assert found.alone <= 0.02 * x.size
    assert found.evaluations <= 25 * x.size
    size = np.maximum(np.abs(truth), np.abs(f(x)) / np.maximum(np.abs(x), 1))
    assert np.median(np.abs(found.value - truth) / np.maximum(size, 1e-300)) < 1e-12


def test_a_point_in_a_block_is_told_as_it_would_be_alone(rng):
    x = rng.uniform(-8, 8, 200)
    together = dfda.estimate(bell, x, vectorized=True)
    for at, value, error in zip(x, together.value, together.error, strict=True):
        alone = dfda.estimate(lambda t: float(bell(t)), float(at))
        assert abs(value - alone.value) <= error + alone.error


def test_the_bar_holds_the_truth_on_the_cases_of_the_benchmark(monkeypatch):
    monkeypatch.syspath_prepend(str(SUITE))
    generate, language, measure, score = (
        import_module(f"estimate_suite.{name}")
        for name in ("generate", "language", "measure", "score")
    )

    together = []

    def ours(case):
        program = case.program or language.in_floats(case.formula)

        def f(x):
            answers = (program(float(t)) for t in x)
            return np.array([math.nan if isinstance(y, complex) else float(y) for y in answers])

        found = dfda.estimate(f, [case.at], vectorized=True)
        together.append(found.alone == 0)
        return score.Answer(
            value=float(found.value[0]), error=float(found.error[0]), verdict=found.verdict[0]
        )

    cases = [one for one in generate.cases(12, 300) if one.kind not in {"truncated", "severe"}]
    outcomes = measure.outcomes(cases, ours)
    told = [one.covered for one in outcomes if one.covered is not None]
    # The bounds are those of test_calibration.
    assert sum(told) >= 0.98 * len(told), [one for one in outcomes if one.covered is False]
    assert not [one for one in outcomes if one.wrong]
    assert sum(together) >= len(cases) / 3


def test_the_bar_holds_the_truth_where_a_sample_has_chosen_the_widths(monkeypatch, rng):
    monkeypatch.syspath_prepend(str(SUITE))
    arrays, generate = (import_module(f"estimate_suite.{name}") for name in ("arrays", "generate"))
    monkeypatch.setattr(points, "MANY", 300)
    monkeypatch.setattr(arrays, "MANY", 300)
    found = []
    for case in arrays.suited(generate.cases(13, 150)):
        found += arrays.outcomes(case, rng)[0]
    assert len(found) > 400
    told = [one.covered for one in found]
    assert sum(map(bool, told)) >= 0.98 * len(told), [one for one in found if not one.covered]
    assert not [one for one in found if one.wrong]


def test_a_million_points_would_take_few_values_of_f_each():
    x = np.linspace(1, 9, 4 * MANY)
    found = dfda.estimate(bell, x, vectorized=True)
    # One at the point, two for each of six nudges, and what the sample took.
    assert found.evaluations <= 14 * x.size
    assert found.alone == 0
    assert share_covered(found, slope_of_bell(x)) >= 0.999
    off = np.abs(found.value - slope_of_bell(x)) / np.abs(slope_of_bell(x))
    assert np.median(off) < 1e-12


@pytest.mark.parametrize("span", [3, 300])
def test_points_of_many_sizes_have_widths_of_their_own(span, rng):
    # Over 600 powers of ten a sample has no two points of a size, and every point looks for itself.
    x = 10.0 ** rng.uniform(-span, span, MANY)
    found = dfda.estimate(np.log, x, vectorized=True)
    assert share_covered(found, 1 / x) >= 0.999
    assert np.median(found.error * x) < 1e-10
    assert found.alone < 0.02 * x.size


def test_corners_and_jumps_among_many_points_are_told(rng):
    def f(a):
        return np.where(a < 2, np.abs(a - 1), np.sin(a))

    x = rng.uniform(-8, 8, MANY)
    x[[5, 77]] = 1.0, 2.0
    found = dfda.estimate(f, x, vectorized=True)
    assert [str(found.verdict[index]) for index in (5, 77)] == ["kink", "jump"]
    broken = np.isin(np.arange(x.size), [5, 77])
    truth = np.where(x < 2, np.sign(x - 1), np.cos(x))
    assert np.all(np.isnan(found.value[broken]))
    assert np.mean(np.abs(found.value - truth)[~broken] <= found.error[~broken]) >= 0.999


def glanced(f, x):
    """The first look at many points alone, before any of them is looked at again."""
    with np.errstate(all="ignore"):
        arrays = Arrays(f)
        return swift.glance(arrays, x, swift.Widths(arrays, x[::20], 0.0), 0.0)


@pytest.mark.parametrize(
    "f",
    [
        lambda a: np.round(np.exp(a), 9),
        lambda a: np.sin(a.astype(np.float32)).astype(float),
        lambda a: np.exp(a) * (1 + 1e-12 * np.sin(a * 1e17)),
        lambda a: 3 * a + np.mod(a * 2.0**34, 1),
        lambda a: np.sin(1e9 * a),
        lambda a: a + 1e-6 * np.sin(2 * np.pi * 2**14 * a),
        lambda a: 5 + 1e-300 * a,
        lambda a: (1 - np.cos(a * 1e-6)) / (a * 1e-6) ** 2,
    ],
    ids=[
        "rounded", "float32 inside", "noise", "sawtooth", "fast", "ripple", "flat", "cancelling",
    ],
)  # fmt: skip
def test_no_first_look_believes_an_adversary(f, rng):
    assert not glanced(f, rng.uniform(0.5, 4, 5000)).plain.any()


@pytest.mark.parametrize(
    ("f", "slope"),
    [
        (lambda a: np.abs(np.sin(20 * a)), lambda a: 20 * np.cos(20 * a) * np.sign(np.sin(20 * a))),
        (lambda a: np.sin(a) + 1e-9 * np.floor(a * 1000), np.cos),
        (lambda a: np.cbrt(a - 2), lambda a: np.abs(a - 2) ** (-2 / 3) / 3),
        (lambda a: 1 / (a - 2), lambda a: -((a - 2.0) ** -2)),
        (lambda a: np.sin(300 * a), lambda a: 300 * np.cos(300 * a)),
    ],
    ids=["corners", "steps", "a vertical slope", "a pole", "oscillation"],
)
def test_a_first_look_between_breaks_has_honest_bars(f, slope, rng):
    x = rng.uniform(0.5, 4, 5000)
    found = glanced(f, x)
    plain, truth = found.plain, slope(x)
    assert plain.sum() > 1000
    # NumPy's own truth is off by a few units in the last place of what the slope is made of.
    slack = 8 * np.spacing(np.abs(truth) * np.maximum(1, np.abs(x / (x - 2))))
    held = np.abs(found.value - truth) <= found.error + slack
    assert np.mean(held[plain]) >= 0.998


def test_what_stands_still_because_its_digits_are_gone_is_not_called_flat():
    large = 2.7e8

    def f(a):
        return (large + a) * (large - a) - large**2

    x = np.linspace(1, 2, 5)
    found = dfda.estimate(f, x, vectorized=True)
    assert set(found.verdict) == {Verdict.NOISY}
    assert share_covered(found, -2 * x) == 1
    flat = dfda.estimate(lambda a: np.maximum(a, 7.0) ** 2, x, vectorized=True)
    assert (flat.alone, set(flat.value)) == (0, {0.0})


def test_corners_edges_and_holes_are_looked_at_alone():
    def f(a):
        with np.errstate(all="ignore"):
            return np.where(a < 2, np.abs(a), np.where(a < 4, a + np.floor(a), np.sqrt(a - 5)))

    x = [-1.0, 0.0, 1.0, 3.0, 4.5, 5.0, 9.0]
    found = dfda.estimate(f, x, vectorized=True)
    assert [str(verdict) for verdict in found.verdict] == [
        "converged", "kink", "converged", "jump", "undefined", "edge", "converged",
    ]  # fmt: skip
    assert found.value[[0, 2, 6]] == pytest.approx([-1, 1, 0.25])
    assert np.isinf(found.error[np.isnan(found.value)]).all()


def test_noise_is_never_called_smooth(rng):
    x = rng.uniform(1, 2, 40)
    found = dfda.estimate(lambda a: np.round(np.sin(a), 6), x, vectorized=True)
    assert found.alone == x.size
    assert Verdict.CONVERGED not in set(found.verdict)
    assert share_covered(found, np.cos(x)) == 1


def test_float32_answers_are_recognised():
    found = dfda.estimate(lambda a: np.sin(a.astype(np.float32)), [1.0, 1.5], vectorized=True)
    assert found.alone == 2
    assert share_covered(found, np.cos([1.0, 1.5])) == 1


@pytest.mark.parametrize(("count", "asked"), [(20, 20), (MANY, 1)])
def test_coarse_answers_are_asked_for_once_before_every_point_is_looked_at_alone(count, asked):
    def f(a):
        return a.astype(np.float16)

    x = np.linspace(1, 2, count)
    found = dfda.estimate(f, x, vectorized=True)
    alone = dfda.estimate(lambda t: f(np.array([t]))[0], 1.5).evaluations
    assert (found.alone, found.evaluations) == (count, asked + alone * count)


def test_an_adversary_between_the_widths_is_found_by_the_smallest_of_them():
    # 3a, but with the slope -5 within a millionth of the point.
    def f(a):
        near = np.abs(a - 2) < 2e-6
        return np.where(near, 6 - 5 * (a - 2), 3 * a)

    found = dfda.estimate(f, [2.0], vectorized=True)
    assert not abs(found.value[0] - 3) < 1


def test_known_noise_lengthens_the_bars():
    x = np.linspace(1, 2, 50)
    plain = dfda.estimate(np.sin, x, vectorized=True)
    noisy = dfda.estimate(np.sin, x, noise=1e-9, vectorized=True)
    assert np.all(noisy.error > 100 * plain.error)
    assert share_covered(noisy, np.cos(x)) == 1


def test_other_options_hold_at_every_point():
    found = dfda.estimate(np.exp, [0.0, 1.0], n=2, vectorized=True)
    assert found.alone == 2
    assert found.value == pytest.approx([1, math.e])
    sided = dfda.estimate(np.abs, [0.0], direction="right", vectorized=True)
    assert sided.value == pytest.approx([1])


def test_points_keep_their_shape_and_f_gets_rows_of_its_own():
    def f(a):
        assert a.ndim == 1
        a *= a
        return a

    x = np.arange(1.0, 7).reshape(2, 3)
    found = dfda.estimate(f, x, vectorized=True)
    assert found.value.shape == found.error.shape == found.verdict.shape == (2, 3)
    assert found.value == pytest.approx(2 * x)
    assert x[1, 2] == 6
    assert dfda.estimate(np.sin, 1.0, vectorized=True).value.shape == ()
    assert dfda.estimate(np.sin, [], vectorized=True).value.shape == (0,)


def test_every_verdict_is_one(rng):
    found = dfda.estimate(np.abs, [0.0, *rng.uniform(1, 2, 5)], vectorized=True)
    assert {type(verdict) for verdict in found.verdict} == {Verdict}


def test_without_points_it_is_a_function_of_them():
    x = [1.0, 2.0]
    assert dfda.estimate(np.sin, vectorized=True)(x) == dfda.estimate(np.sin, x, vectorized=True)


def test_an_f_that_refuses_a_block_for_one_of_its_numbers_is_asked_for_each():
    def f(a):
        if np.any(a < 0):
            message = "math domain error"
            raise ValueError(message)
        return np.sqrt(a)

    found = dfda.estimate(f, [-1.0, 0.0, 4.0], vectorized=True)
    assert [str(verdict) for verdict in found.verdict] == ["undefined", "edge", "converged"]


def test_memory_is_bounded_by_the_block():
    x = np.linspace(1, 2, 40 * BLOCK)
    tracemalloc.start()
    dfda.estimate(np.sin, x, vectorized=True)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Four results of eight bytes and a byte for each point, and some hundred arrays of a block.
    assert peak < 50 * x.size + 400 * 8 * BLOCK


@pytest.mark.parametrize(
    ("f", "what"),
    [
        (lambda _: 3.0, "f returned float64 of shape () for an array of 2 points"),
        (lambda a: a + 0j, "f returned complex128 of shape (2,) for an array of 2 points"),
        (math.sin, "sin raised TypeError: only "),
    ],
)
def test_an_f_that_does_not_take_arrays_is_refused(f, what):
    with pytest.raises(FunctionError) as caught:
        dfda.estimate(f, [1.0, 2.0], vectorized=True)
    assert caught.value.what.startswith(what)
    assert "leave vectorized out" in caught.value.instead


@pytest.mark.parametrize("x", [[1.0, math.nan], ["a"]])
def test_points_must_be_finite_numbers(x):
    with pytest.raises(InputError, match="the points must be an array of finite numbers"):
        dfda.estimate(np.sin, x, vectorized=True)


def test_results_compare_pickle_and_have_no_truth_value():
    found = dfda.estimate(np.abs, [-1.0, 0.0], vectorized=True)
    assert pickle.loads(pickle.dumps(found)) == found
    assert found != dfda.estimate(np.abs, [-1.0, 1.0], vectorized=True)
    assert repr(found) == (
        f"PointEstimates(shape=(2,), evaluations={found.evaluations}: "
        "1 of 2 points have a slope (1 converged, 1 kink).)"
    )
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(found)
