"""Programs run on floats: kinds, shapes, constants, no warnings."""

import math
import warnings
from fractions import Fraction

import numpy as np
import pytest

from dfda.formulas import formula
from dfda.program.floats import run
from dfda.program.program import Builder

KINDS = [np.float32, np.float64]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (1, 0, 2)])
@pytest.mark.parametrize(
    "text", ["a", "3", "pi", "e", "1/3", "2a + 1", "sin(a)/pi", "step(a)", "a^(1/3)", "0*a"]
)
def test_kind_and_shape_are_kept(text, shape, kind):
    x = np.linspace(1, 2, math.prod(shape), dtype=kind).reshape(shape)[()]
    found = run(formula(text).program, a=x)
    assert found.dtype == kind
    assert found.shape == shape
    assert type(found) is type(x)


@pytest.mark.parametrize("kind", KINDS)
def test_constants_are_rounded_once(kind):
    for text, exact in {
        "1/3": Fraction(1, 3),
        "0.1": Fraction(1, 10),
        "1e-40": Fraction(1, 10**40),
    }.items():
        found = run(formula(text).program, a=kind(0))
        assert found == kind(float(exact)) or text == "1/3"
    assert run(formula("pi").program, a=kind(0)) == kind(math.pi)
    assert run(formula("e").program, a=kind(0)) == kind(math.e)


@pytest.mark.parametrize("kind", KINDS)
def test_constants_beyond_the_range_are_infinite(kind):
    builder = Builder()
    builder.input("a")
    for sign in (1, -1):
        program = builder.build(builder.constant(sign * Fraction(10) ** 400))
        assert run(program, a=kind(1)) == sign * math.inf


@pytest.mark.parametrize(
    "text",
    ["1/a", "log(a)", "sqrt(a - 1)", "e^(1000/a)", "a/a", "a^-1", "e^1000*a", "1e300*1e300*a"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_no_value_is_no_warning(text, kind):
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        scalar = run(formula(text).program, a=kind(0))
        array = run(formula(text).program, a=np.zeros(3, kind))
    assert not np.isfinite(scalar)
    assert not np.isfinite(array).any()


def test_the_error_state_is_put_back():
    before = np.geterr()
    run(formula("1/a").program, a=np.float64(0))
    assert np.geterr() == before


def test_several_inputs_broadcast():
    builder = Builder()
    a, b = builder.input("a"), builder.input("b")
    program = builder.build(a + 0 * b)
    found = run(program, a=np.zeros((2, 1)), b=np.ones(3))
    assert found.shape == (2, 3)
    assert run(builder.build(a), a=np.zeros((2, 1)), b=np.ones(3)).shape == (2, 3)


def test_scalars_and_arrays_say_nearly_the_same(formulas):
    """NumPy's vector code may round otherwise than its scalar code, by at most an ulp a step."""
    x = np.array([0.3, 1.7, -2.2, 5.5])
    compared = 0
    for text in formulas(300, depths=(1, 2)):
        program = formula(text).program
        if any(word in text for word in ("sign", "step", "tan")):
            continue  # a rounding may decide which side of a jump or a pole it is
        together = run(program, a=x)
        single = np.array([run(program, a=value) for value in x])
        assert np.array_equal(np.isnan(together), np.isnan(single)), text
        known = np.isfinite(together) & (np.abs(together) > 1e-6)
        assert np.allclose(together[known], single[known], rtol=1e-9, atol=0), text
        compared += known.sum()
    assert compared > 500


@pytest.mark.parametrize("kind", KINDS)
def test_the_angle_of_the_origin_is_no_number_and_zero_has_no_sign(kind):
    """C's atan2 says 0 there, and -π on the lower edge of the cut: the exact values say neither."""
    for text, at in [("atan2(a, a)", 0.0), ("atan2(-a, a)", 0.0), ("atan2(a, -a)", -0.0)]:
        assert np.isnan(run(formula(text).program, a=kind(at)))
    found = run(formula("atan2(a, -1)").program, a=np.array([0.0, -0.0], kind))
    assert found.dtype == kind
    assert found == pytest.approx([math.pi] * 2)
    assert run(formula("atan2(a, 0)").program, a=kind(-2)) == pytest.approx(-math.pi / 2)
