"""Exact evaluation: fractions while they last, then balls; what each budget says."""

import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise

import pytest
from flint import ctx
from mpmath import MPContext

from dfda.digits import BALL_BITS, FRACTION_BITS, Blank, Real, cell, enclosure
from dfda.formulas import formula
from dfda.program.exact import evaluate
from dfda.program.program import Builder
from dfda.rules import exp, sin

STAYS_A_FRACTION = [
    ("a^3 - 2a/7 + 0.1", "2/3", Fraction(8, 27) - Fraction(4, 21) + Fraction(1, 10)),
    ("a^-3", "-2/3", Fraction(-27, 8)),
    ("|a| + sign(a) + step(a)", "-1/3", Fraction(1, 3) - 1),
    ("min(a, 1/3) + max(a, 1/3)", "1/7", Fraction(1, 7) + Fraction(1, 3)),
    ("sqrt(a)", "9/16", Fraction(3, 4)),
    ("a^(1/3)", "-27/8", Fraction(-3, 2)),
    ("a^(2/3)", "-27/8", Fraction(9, 4)),
    ("a^1.5", "4/9", Fraction(8, 27)),
    ("a^-0.5", "4/9", Fraction(3, 2)),
    ("a^a", "-3", Fraction(-1, 27)),
    ("e^a + exp(0*a) + sin(a) + cos(a) + tan(a)", "0", Fraction(3)),
    ("log(a + 1) + sinh(a) + cosh(a) + tanh(a)", "0", Fraction(1)),
    ("a*0.1 - 0.3", "3", Fraction(0)),  # not so in floats
    ("2^a", str(FRACTION_BITS - 1), Fraction(2) ** (FRACTION_BITS - 1)),
    ("a^1000", "1", Fraction(1)),
    ("((a^1000)^1000)^1000", "-1", Fraction(1)),
    ("1e-300*a", "1e-300", Fraction(1, 10**600)),
]


@pytest.mark.parametrize(("text", "at", "expected"), STAYS_A_FRACTION)
def test_a_fraction_stays_a_fraction(text, at, expected):
    found = formula(text).at(Fraction(at))
    assert isinstance(found, Fraction)
    assert found == expected


GOES_ON_IN_BALLS = [
    ("e^a", "1"),
    ("pi*a", "1"),
    ("sin(a)", "1"),
    ("sqrt(a)", "2"),
    ("a^(1/3)", "2"),
    ("a^pi", "2"),
    ("log(a)", "2"),
    ("(1/2)^a", str(FRACTION_BITS + 1)),
    ("sqrt(2)^2", "0"),
]


@pytest.mark.parametrize(("text", "at"), GOES_ON_IN_BALLS)
def test_anything_else_is_enclosed(text, at):
    found = formula(text).at(Fraction(at))
    assert isinstance(found, Real)
    for bits in (64, 500):
        low, high = found.enclose(bits)
        assert isinstance(low, Fraction)
        assert isinstance(high, Fraction)
        assert low <= high
        assert high - low <= max(abs(low), abs(high), 1) / 2 ** (bits - 16)


CELLS = [
    ("sin(a)^2 + cos(a)^2", "1", "1.0000000000000000000", False),
    ("sin(a)^2 + cos(a)^2 - 1", "1", "0 to within 1e-1232", False),
    ("e^a - e^a", "1", "0 to within 1e-1232", False),
    ("sin(pi*a)", "1", "0 to within 1e-1232", False),
    ("sqrt(2)^2 - a", "2", "0 to within 1e-1232", False),
    ("1/(sin(a)^2 + cos(a)^2 - 1)", "1", "cannot tell", False),
    ("((a^1000)^1000)^1000", "2", "too large", False),
    ("((a^1000)^1000)^1000", "-2", "too large", False),
    ("((a^1001)^1001)^1001", "-2", "too large", False),
    ("((a^1000)^1000)^1000", "1/2", "0 to within 1e-39456", False),
    ("((a^1000)^1000)^1000", "1", "1", True),
    ("((a^1000)^1000)^1000", "0", "0", True),
    ("((a^-1000)^1000)^1000", "0", "undefined", False),
    ("2^a", "131073", "too large", False),
    ("2^a", "-200000", "1.0019988054061873793e-60206", False),
    ("e^a", "100000", "too large", False),
    ("-e^(e^(e^a))", "4", "too large", False),
    ("e^(-e^a)", "20", "0 to within 1e-39456", False),
    ("pi - a", "3.14159265358979", "0.0000000000000032384626433832795029", False),
    ("sin(a)", "1e30", "-0.090116901912138058030", False),
    ("sin(a)", "1e300", "-0.98575042516037699661", False),
    ("a^10000", "1.0001", "2.7181459268252248640", False),
    ("10^a", "199", "1" + 199 * "0", True),
    ("10^a", "200", "1.0000000000000000000e200", False),
    ("cosh(a)^2 - sinh(a)^2", "1", "1.0000000000000000000", False),
    ("(e^a - 1)/a", "1e-30", "1.0000000000000000000", False),
    ("(1 - cos(a))/a^2", "1e-30", "0.50000000000000000000", False),
    ("(sin(2 + a) - sin(2))/a", "1e-30", "-0.41614683654714238700", False),
]


@pytest.mark.parametrize(("text", "at", "shown", "exact"), CELLS)
def test_cell(text, at, shown, exact):
    found = cell(formula(text).at(Fraction(at)))
    assert (found.text, found.exact) == (shown, exact)


def test_digits_agree_with_mpmath(formulas, exactly):
    """Whole random formulas in another library's arithmetic, to 60 digits."""
    mp = MPContext()
    mp.dps = 120
    names = {
        name: getattr(mp, name) for name in ("sin", "cos", "tan", "exp", "sinh", "cosh", "tanh")
    }
    names |= {"abs": abs, "sign": mp.sign, "min": min, "max": max, "pi": mp.pi, "e": mp.e}
    compared = 0
    for text in formulas(1500, depths=(1, 2, 3)):
        if any(word in text for word in ("|", "log", "sqrt", "step", ".5)", "(1/3)^", "^(")):
            continue
        python = text.replace("^", "**")
        python = "".join(
            f"N({piece})" if piece.replace(".", "").isdigit() else piece
            for piece in re.split(r"([0-9.]+)", python)
        )
        for point in map(Fraction, ("2", "-3/2", "1/3")):
            number = mp.mpf(point.numerator) / point.denominator
            scope = {"__builtins__": {}, "a": number, "N": lambda n: mp.mpf(str(n)), **names}
            try:
                expected = eval(python, scope)  # noqa: S307  (the text was made here)
            except (ZeroDivisionError, OverflowError):
                continue
            found = exactly.at(formula(text).program, point)
            if (
                isinstance(expected, mp.mpc)
                or isinstance(found, Blank)
                or not mp.isfinite(expected)
            ):
                continue
            sign, mantissa, exponent, _ = mp.mpf(expected)._mpf_
            centre = (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
            slack = max(abs(centre), 1) / Fraction(10) ** 60
            assert found[0] - slack <= centre <= found[1] + slack, (text, point)
            compared += 1
    assert compared > 1000


def test_several_outputs_are_told_apart():
    builder = Builder()
    a = builder.input("a")
    program = builder.build(sin(a), a + 1, exp(a))
    assert evaluate(program, Fraction(2), output=1) == 3
    shown = [cell(evaluate(program, Fraction(1), output=index)).text for index in (0, 2)]
    assert shown == ["0.84147098480789650665", "2.7182818284590452354"]


def test_an_undefined_output_does_not_spoil_another():
    """Each answer stands for itself."""
    builder = Builder()
    a = builder.input("a")
    program = builder.build(1 / a, a + 1)
    assert evaluate(program, Fraction(0)) is Blank.UNDEFINED
    assert evaluate(program, Fraction(0), output=1) == 1


def test_enclosures_are_nested_and_remembered():
    value = formula("sin(a)*e^(a/3)").at(Fraction(7, 3))
    bounds = [value.enclose(bits) for bits in (64, 128, 512, BALL_BITS)]
    for (low, high), (inner_low, inner_high) in pairwise(bounds):
        assert low <= inner_high
        assert inner_low <= high
        assert inner_high - inner_low < high - low
    assert value.enclose(64) is bounds[0]


def test_more_than_the_highest_precision_is_not_worked_out():
    value = formula("sin(a)").at(Fraction(1))
    at_most, beyond = value.enclose(BALL_BITS), value.enclose(4 * BALL_BITS)
    assert beyond == at_most


def test_the_working_precision_is_put_back():
    before = ctx.prec
    formula("sin(a)").at(Fraction(1)).enclose(777)
    assert ctx.prec == before
    assert formula("1/(sin(pi) + a)").at(Fraction(0)).enclose(777) is Blank.CANNOT_TELL
    assert formula("log(sin(pi)^2 - a)").at(Fraction(1)).enclose(777) is Blank.UNDEFINED
    assert ctx.prec == before


def test_eight_threads_get_the_same_digits(rng):
    """Every thread works at precisions of its own, in an order of its own, at the same time."""
    texts = ["sin(a)*e^a", "log(a + 2)/pi", "a^pi - tanh(a)", "sqrt(a + 2)^3", "cos(a)^(1/3)"]
    tasks = [
        (text, Fraction(point, 7), bits)
        for text in texts
        for point in (1, 5, 9)
        for bits in (53, 90, 128, 333, 1024, 2048)
    ]
    expected = {task: _digits(*task) for task in tasks}
    together = threading.Barrier(8)
    seed = int(rng.integers(2**32))

    def work(number):
        mine = tasks.copy()
        random.Random(number + seed).shuffle(mine)
        together.wait()
        return {task: _digits(*task) for task in mine}

    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(work, range(8)):
            assert found == expected


def _digits(text, point, bits):
    return enclosure(formula(text).at(point), bits)


def test_the_sum_of_a_number_and_its_negative_stays_inside():
    """Enclosures hold the truth at every precision, the lowest included."""
    value = formula("(e^a)^(1/3) - e^(a/3)").at(Fraction(5))
    for bits in (24, 53, 1000):
        low, high = value.enclose(bits)
        assert low <= 0 <= high


@pytest.mark.parametrize("text", ["a^(1e60)", "(pi + a)^(1e60)"])
def test_an_exponent_too_long_for_the_first_precision(text):
    assert cell(evaluate(formula(text).program, Fraction(3, 2))).text == Blank.TOO_LARGE
