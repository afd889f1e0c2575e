"""A recorded run as a program: the same function, step by step, with its decisions as guards."""

import functools
import json
import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import special
from tests.loops import cube, horner

import dfda
from dfda.digits import cell
from dfda.program.printing import Style, printed
from dfda.program.serial import program_data, program_from
from dfda.trace.captured import depends_on_input_alone
from dfda.trace.run import traced_run
from dfda.trace.writing import LONGEST, PathWriter


def followed(f, at=2.0):
    """The path of a run, and why there is none."""
    writer = PathWriter("a")
    run = traced_run(f, (at,), {}, witness=writer)
    return writer.path(run), writer


def path_of(f, at=2.0):
    path, writer = followed(f, at)
    assert path is not None, writer.trouble
    return path


def text_of(f, at=2.0):
    return printed(path_of(f, at).program, style=Style.PLAIN, short=True)


class Line:
    def __init__(self, slope):
        self.slope = slope

    def __call__(self, a):
        return self.slope * a


WRITTEN = {
    "arithmetic": (lambda a: 3 * a - a / 4 + -a, "3a - a/4 - a"),
    "powers": (lambda a: a**3 + 2**a + a**0.5 + a**-1, "a^3 + 2^a + a^0.5 + a^(-1)"),
    "a loop of sums": (horner, "(3a + 2)*a + 1"),
    "a loop of products": (cube, "a*a*a"),
    "a sum from 0": (lambda a: sum(a * k for k in (1, 2)), "a + a*2"),
    "math": (lambda a: math.sin(a) + math.erf(a) + math.log(a, 3), None),
    "NumPy": (lambda a: np.sin(a) + np.exp(a), "sin(a) + e^a"),
    "special": (lambda a: special.expit(a) + special.erf(a), "sigmoid(a) + erf(a)"),
    "an object": (Line(4), "4a"),
    "a partial": (functools.partial(pow, exp=3), "a^3"),
    "a float": (lambda a: 0.1 * a, "0.1a"),
    "a folded float": (lambda a: 0.1 + (0.2 + a * 0), "0.30000000000000002"),
    "pi is the float that Python has": (lambda a: math.pi * a, "3.141592653589793a"),
    "an array and its sum": (lambda a: np.array([a, a * a, 1.0]).sum(), "a + a*a + 1"),
    "a dot product": (lambda a: np.dot(np.array([a, 2.0]), np.array([a, 3.0])), "a*a + 6"),
    "writes": (lambda a: filled(a)[1] + filled(a)[0], "2a + a"),
    "a choice by np.where": (lambda a: np.where(a > 0, a, -a), "a"),
    "a corner": (lambda a: abs(a) + np.maximum(a, 0), "|a| + max(a, 0)"),
    "a remainder": (lambda a: a % 3, "a - 3floor(a/3)"),
    "degrees": (math.degrees, "a*180/pi"),
    "a constant": (lambda _: 5.0, "5"),
    "a truth value": (lambda a: a > 1, "1"),
    "a kind of float": (lambda a: np.array(a, dtype=np.float64).astype(np.float32) * 2, "a*2"),
}


def filled(a):
    y = np.zeros(2)
    y[0] = a
    y[1] = 2 * a
    return y


@pytest.mark.parametrize("name", WRITTEN)
def test_a_run_is_written_down_as_it_went(name):
    f, text = WRITTEN[name]
    path = path_of(f)
    if text is not None:
        assert text_of(f) == text
    assert float(cell(path.value(Fraction(2)))) == pytest.approx(float(f(2.0)), rel=1e-15)


# What each spelling is in SciPy and NumPy, at points of its domain.
SPELLED = {
    "square": np.square, "reciprocal": np.reciprocal, "positive": np.positive,
    "conjugate": np.conjugate, "exp2": np.exp2, "deg2rad": np.deg2rad, "rad2deg": np.rad2deg,
    "radians": np.radians, "degrees": np.degrees,
    "logaddexp": lambda a: np.logaddexp(a, 1.0), "trunc": np.trunc,
    "trunc below 0": lambda a: np.trunc(-a), "remainder": lambda a: np.remainder(-a, 0.3),
    "fmod": lambda a: np.fmod(-a, 0.3), "floor_divide": lambda a: np.floor_divide(-a, 0.3),
    "exp10": special.exp10, "logit": special.logit, "log_expit": special.log_expit,
    "ndtr": special.ndtr, "log_ndtr": special.log_ndtr, "erfcx": special.erfcx,
    "xlogy": lambda a: special.xlogy(2.0, a), "xlog1py": lambda a: special.xlog1py(2.0, a),
    "entr": special.entr, "rel_entr": lambda a: special.rel_entr(a, 2.0),
    "kl_div": lambda a: special.kl_div(a, 2.0),
}  # fmt: skip


@pytest.mark.parametrize("name", SPELLED)
@pytest.mark.parametrize("at", [0.25, 0.7, 0.9375])
def test_a_function_without_a_row_is_spelled_in_terms_of_those_that_have_one(name, at):
    f = SPELLED[name]
    exact = float(cell(path_of(lambda a: 1.0 * f(a), at).value(Fraction(at))))
    assert exact == pytest.approx(float(f(at)), rel=1e-14)


def test_the_same_step_is_one_node():
    assert len(path_of(lambda a: math.sin(a) * math.sin(a)).program) == 3


def test_nothing_with_a_hole_is_left_out():
    assert text_of(lambda a: 0 / a + 0 * (1 / a)) == "0/a + 0*(1/a)"


@pytest.mark.parametrize("name", WRITTEN)
def test_a_path_is_a_program_that_can_be_stored(name):
    program = path_of(WRITTEN[name][0]).program
    assert program_from(json.loads(json.dumps(program_data(program)))) == program


# Decisions


def collatz(a):
    while a > 1:
        a = a / 2
    return a


def test_decisions_are_kept_with_both_sides_and_their_answers():
    path = path_of(collatz, 5.0)
    assert [(guard.sign, guard.answer) for guard in path.guards] == [(">", True)] * 3 + [
        (">", False)
    ]
    assert {guard.place.function for guard in path.guards} == {"collatz"}
    assert len({guard.place.line for guard in path.guards}) == 1
    assert not path.is_open


@pytest.mark.parametrize(
    ("number", "leads"), [("5", True), ("4.1", True), ("8", True), ("4", False), ("8.1", False)]
)
def test_a_path_leads_to_the_numbers_at_which_every_decision_comes_out_the_same(number, leads):
    path = path_of(collatz, 5.0)
    assert path.leads_to(Fraction(number)) is leads
    if leads:
        assert path.value(Fraction(number)) == Fraction(number) / 8


def test_a_path_that_sits_on_the_edge_of_a_decision_leads_to_its_own_side():
    path = path_of(lambda a: a if a > 2 else -a, 2.0)
    tiny = Fraction(1, 10**30)
    assert path.leads_to(2 - tiny)
    assert not path.leads_to(2 + tiny)


def test_a_decision_against_infinity_is_none():
    assert path_of(lambda a: min(a, math.inf)).is_open


def test_asking_for_nan_decides_nothing():
    assert path_of(lambda a: a if a == a else 0.0).is_open  # noqa: PLR0124


def test_and_of_arrays_every_entry_is_kept():
    path = path_of(lambda a: np.where(np.array([a, -a]) > 0, 1.0, 2.0).sum())
    assert [guard.answer for guard in path.guards] == [True, False]


def test_if_a_asks_whether_a_is_zero():
    path = path_of(lambda a: 1 / a if a else 0.0)
    assert [(guard.sign, guard.answer) for guard in path.guards] == [("!=", True)]


READ_OFF = {
    "math.floor": lambda a: a - math.floor(a),
    "math.isnan": lambda a: 0 if math.isnan(a) else a,
    "its text": lambda a: a + len(f"{a}"),
    "is_integer": lambda a: a if a.is_integer() else 0.0,
    "np.argmax": lambda a: np.array([a, 1.0])[np.argmax(np.array([a, 1.0]))],
}


@pytest.mark.parametrize("what", READ_OFF)
def test_what_is_read_off_in_other_ways_is_kept_and_holds_for_that_float_alone(what):
    path = path_of(READ_OFF[what], 2.5)
    assert [one.what for one in path.settled] == [what]
    assert not path.is_open
    assert path.leads_to(Fraction("2.5") + Fraction(1, 10**30))
    assert not path.leads_to(Fraction("2.501"))


def test_asking_for_a_shape_or_a_kind_decides_nothing():
    assert path_of(lambda a: a * np.ndim(a) + isinstance(a, float)).is_open


# What cannot be written down


def endless_sum(a):
    for k in range(LONGEST):
        a = a + 1 / (a + k)
    return a


UNWRITTEN = {
    "scipy.special.gammaln is not written as a formula": math.lgamma,
    "np.rint is not written as a formula": lambda a: np.round(a),
    "np.sort is not written as a formula": lambda a: np.sort(np.array([a, 1.0]))[0],
    "it computes with inf, which is no number": lambda a: a + math.inf,
    f"it works on arrays of more than {LONGEST} entries": lambda a: (a * np.ones(10**6)).sum(),
    "f takes more than 20,000 steps": lambda a: max(math.sin(a) for _ in range(20_001)),
    f"f computes more than {LONGEST} different numbers": endless_sum,
}


@pytest.mark.parametrize("trouble", UNWRITTEN)
def test_what_cannot_be_written_is_said(trouble):
    path, writer = followed(UNWRITTEN[trouble], 2.3)
    assert path is None
    assert writer.trouble == trouble


def test_a_long_run_that_repeats_its_steps_is_short():
    def repeated(a):
        total = 0.0
        for _ in range(10 * LONGEST):
            total = max(total, math.sin(a))
        return total

    assert len(path_of(repeated).program) == 2


def test_the_witness_does_not_change_what_a_derivative_is():
    def f(a):
        return math.lgamma(a) + (a if a > 1 else 2 * a)

    writer = PathWriter("a")
    run = traced_run(f, (2.0,), {}, witness=writer)
    assert run.values() == f(2.0)
    assert dfda.derivative(f, 2.0) == pytest.approx(1.4227843350984671, rel=1e-15)


# What the code can reach

STATE = {"slope": 3}
SLOPE = 3


def helper(a):
    return abs(a) * SLOPE


def counted():
    calls = 0

    def f(a):
        nonlocal calls
        calls += 1
        return a

    return f


ALONE = [
    lambda a: 3 * a,
    helper,
    horner,
    math.sin,
    np.sin,
    functools.partial(lambda k, a: k * a, 3),
    lambda a: sum(helper(a) for _ in range(3)),
    lambda a: np.exp(a) * math.pi,
    dfda.formula("3a"),
]
NOT_ALONE = [
    lambda a: STATE["slope"] * a,
    lambda a: np.random.random() * a,  # noqa: NPY002
    lambda a: open("slope.txt").read() and a,  # noqa: PTH123, SIM115 - is never run
    lambda a: a * id(a),
    counted(),
    Line(3),
    functools.partial(lambda k, a: k[0] * a, [3]),
    lambda a: a if hasattr(a, "hex") else 0,
    lambda a: a * eval("3"),  # noqa: S307
]


@pytest.mark.parametrize("f", ALONE)
def test_code_of_functions_of_numbers_depends_on_its_input_alone(f):
    assert depends_on_input_alone(f)


@pytest.mark.parametrize("f", NOT_ALONE)
def test_code_that_can_reach_what_changes_does_not(f):
    assert not depends_on_input_alone(f)
