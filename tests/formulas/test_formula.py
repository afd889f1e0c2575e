"""A formula as an object: called with every kind of number, derived, printed, pickled, compared."""

import copy
import math
import pickle
import warnings
from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import dfda
from dfda import Formula, formula
from dfda.digits import Blank, Real

F = formula("2a^2 + sin(a)")


def by_hand(x):
    return 2 * x**2 + math.sin(x)


# --- what goes in and what comes out ---


@pytest.mark.parametrize("x", [2, 0, -3, 2.5, 10**15, True])
def test_a_python_number_gives_a_python_float(x):
    found = F(x)
    assert type(found) is float
    assert found == pytest.approx(by_hand(float(x)), rel=1e-15)


@pytest.mark.parametrize("x", [10**25, -(10**25), 2**64])
def test_a_large_python_integer_is_a_number_too(x):
    found = formula("2a")(x)
    assert type(found) is float
    assert found == 2 * float(x)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_numpy_scalar_keeps_its_kind(kind):
    found = F(kind(1.5))
    assert type(found) is kind
    assert found == pytest.approx(by_hand(1.5), rel=4 * float(np.finfo(kind).eps))


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int32, np.int64, np.bool_, np.float16])
def test_other_numpy_scalars_become_float64(kind):
    found = F(kind(1))
    assert type(found) is np.float64
    assert found == pytest.approx(by_hand(1), rel=1e-15)


def test_small_integers_do_not_overflow():
    assert formula("a^2")(np.int8(100)) == 10_000
    assert formula("2a")(np.uint8(200)) == 400
    assert formula("-a")(np.uint8(1)) == -1
    assert formula("a^-1")(np.array([2, 4])).tolist() == [0.5, 0.25]


SHAPES = [(3,), (0,), (2, 3), (1, 1), (2, 0, 3)]


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("shape", SHAPES)
def test_arrays_elementwise_with_their_shape_and_dtype(shape, kind):
    x = np.linspace(-2, 2, math.prod(shape), dtype=kind).reshape(shape)
    found = F(x)
    assert type(found) is np.ndarray
    assert found.shape == shape
    assert found.dtype == kind
    expected = np.array([by_hand(float(value)) for value in x.ravel()]).reshape(shape)
    assert np.allclose(found, expected, rtol=8 * np.finfo(kind).eps, atol=8 * np.finfo(kind).eps)


@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.bool_, np.float16])
def test_arrays_of_other_kinds_become_float64(kind):
    found = F(np.array([0, 1, 1], kind))
    assert found.dtype == np.float64
    assert found.tolist() == pytest.approx([0, by_hand(1), by_hand(1)], rel=1e-15)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("text", ["a", "2a^2", "7", "sin(a)"])
def test_an_array_of_no_dimensions_stays_one(text, kind):
    found = formula(text)(np.array(2, kind))
    assert isinstance(found, np.ndarray)
    assert found.shape == ()
    assert found.dtype == kind


def test_a_list_is_an_array():
    found = F([0, 1, 2])
    assert type(found) is np.ndarray
    assert found.tolist() == pytest.approx([by_hand(x) for x in (0, 1, 2)], rel=1e-15)


def test_strided_and_foreign_ordered_arrays():
    x = np.arange(10.0)
    assert formula("3a")(x[::-2]).tolist() == [27, 21, 15, 9, 3]
    assert (
        formula("3a")(np.asfortranarray(x.reshape(2, 5))).tolist() == (3 * x.reshape(2, 5)).tolist()
    )
    swapped = x.astype(">f8")
    assert formula("3a")(swapped).tolist() == (3 * x).tolist()
    frozen = x.copy()
    frozen.flags.writeable = False
    assert formula("a")(frozen).tolist() == x.tolist()


def test_float32_of_the_other_byte_order_is_float32():
    found = formula("3a")(np.arange(4, dtype=">f4"))
    assert found.dtype == np.float32
    assert found.tolist() == [0, 3, 6, 9]


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int64])
@pytest.mark.parametrize("text", ["a", "a + 0", "7", "|a|", "min(a, a)"])
def test_the_answer_is_an_array_of_its_own(text, kind):
    x = np.array([1, 2, 3], kind)
    found = formula(text)(x)
    assert not np.shares_memory(found, x)
    found[:] = 9
    assert x.tolist() == [1, 2, 3]


CONSTANTS = {"7": 7, "pi": math.pi, "e": math.e, "1/3": 1 / 3, "sin(1)": math.sin(1), "-0.5": -0.5}


@pytest.mark.parametrize("text", CONSTANTS)
def test_a_constant_formula_takes_the_shape_of_its_input(text):
    f = formula(text)
    assert type(f(2)) is float
    assert f(2) == pytest.approx(CONSTANTS[text], rel=1e-15)
    assert type(f(np.float32(2))) is np.float32
    for shape in SHAPES:
        found = f(np.zeros(shape, np.float32))
        assert found.shape == shape
        assert found.dtype == np.float32
        assert found.flags.writeable
        assert (found == np.float32(CONSTANTS[text])).all() or text in {"1/3", "sin(1)"}


REFUSED = {
    "complex": 1j,
    "str": "2",
    "bytes": b"2",
    "None": None,
    "complex64": np.complex64(1),
    "array of complex": np.array([1j]),
    "array of text": np.array(["2"]),
    "array of objects": np.array([1, None], object),
    "datetime64": np.datetime64("2020-01-01"),
    "timedelta64": np.timedelta64(1, "D"),
    "record": np.zeros(2, [("x", float)]),
    "dict": {"a": 2},
    "formula": F,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_real_number_is_refused(name):
    for f in (F, formula("7")):
        with pytest.raises(TypeError, match=r"^a formula takes real numbers, not "):
            f(REFUSED[name])


@pytest.mark.parametrize("x", [Fraction(1, 3), Decimal("0.1")])
def test_exact_numbers_are_refused_or_computed_but_never_called_unreal(x):
    """Fractions and decimals are real numbers: take them, or say what to write instead."""
    try:
        found = formula("3a")(x)
    except TypeError as refusal:
        assert "float(" in str(refusal) or ".at(" in str(refusal)  # noqa: PT017
    else:
        assert found == pytest.approx(3 * float(x))


def test_a_ragged_list_is_refused():
    with pytest.raises((TypeError, ValueError)):
        F([[1, 2], [3]])


HOLES = [
    "1/a",
    "log(a)",
    "log(a - 1)",
    "sqrt(a - 1)",
    "a/a",
    "a^-1",
    "e^(1000 - a)",
    "a^-0.5",
    "(a - 1)^a",
    "a*e^1000",
]


@pytest.mark.parametrize("text", HOLES)
@pytest.mark.parametrize(
    "x", [0, 0.0, np.float32(0), np.float64(0), np.zeros(2), np.zeros(2, np.float32)]
)
def test_no_value_gives_nan_or_infinity_and_no_warning(text, x):
    f = formula(text)
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for g in (f, f.derivative):
            found = g(x)
        value = f(x)
    if text != "(a - 1)^a":
        assert not np.isfinite(value).any()
    assert np.shape(found) == np.shape(x)


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
def test_nan_and_infinity_go_through(x):
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for text in ("3a", "a^2", "sin(a)", "e^a", "|a|", "a/a", "a^(1/3)", "min(a, 1)", "step(a)"):
            found = formula(text)(x)
            assert type(found) is float
            assert not (math.isnan(x) and not math.isnan(found))


# --- exact values ---


def test_exact_values_at_exact_numbers():
    assert formula("a^2 - 1/3").at(Fraction(1, 2)) == Fraction(-1, 12)
    assert isinstance(formula("sin(a)").at(Fraction(1)), Real)
    assert formula("1/a").at(Fraction(0)) is Blank.UNDEFINED


# --- the derivative ---


def test_the_derivative_is_a_formula():
    slope = F.derivative
    assert isinstance(slope, Formula)
    assert slope.text == "4a + cos(a)"
    assert slope(0) == 1.0
    assert slope.variable == "a"


def test_derivatives_of_derivatives():
    f, texts = formula("a^4"), []
    for _ in range(6):
        f = f.derivative
        texts.append(f.text)
    assert texts == ["4a^3", "12a^2", "24a", "24", "0", "0"]
    f = formula("sin(a)")
    for expected in ("cos(a)", "-sin(a)", "-cos(a)", "sin(a)"):
        f = f.derivative
        assert f.text == expected


def test_a_constant_derivative_takes_the_shape_of_its_input():
    slope = formula("3a").derivative
    assert slope(2) == 3.0
    assert slope(np.zeros((2, 3), np.float32)).tolist() == [[3, 3, 3], [3, 3, 3]]
    assert formula("7").derivative(np.zeros(2)).tolist() == [0, 0]


# --- names ---


@pytest.mark.parametrize("name", ["a", "x", "t", "h", "rate", "x_1", "x1", "E", "θ", "λ", "alpha"])
def test_the_variable_has_any_name(name):
    f = formula(f"3*{name}^2 + 1")
    assert f.variable == name
    assert f(2) == 13.0
    assert f.derivative.variable == name
    assert f.derivative(2) == 12.0
    assert formula(f.text) == f
    assert formula(f.pretty) == f


def test_a_formula_without_a_variable_is_one_of_a():
    assert formula("7").variable == "a"
    assert formula("lambda t: 7").variable == "t"


def test_a_declared_variable():
    f = formula("lambda t: 3*t")
    assert (f.variable, f(2), f.text) == ("t", 6.0, "3t")


# --- functions and powers ---


@pytest.mark.parametrize("x", [0.5, 1.0, 7.25])
def test_ln_is_log(x):
    assert formula("ln(a)") == formula("log(a)")
    assert formula("ln(a)")(x) == pytest.approx(math.log(x), rel=1e-15)


@pytest.mark.parametrize("text", ["e^x", "e**x", "exp(x)"])
def test_e_to_the_x_is_exp(text):
    assert formula(text) == formula("exp(x)")
    assert formula(text).derivative == formula("exp(x)")
    assert formula(text)(1) == pytest.approx(math.e, rel=1e-15)


def test_a_power_of_e_that_is_a_number_is_exp_too():
    assert formula("e^2*a") == formula("exp(2)*a")
    assert formula("e^-a") == formula("exp(-a)")


def test_min_and_max_of_several():
    low, high = formula("min(a, 1, a^2, 3)"), formula("max(a, 1, a^2, 3)")
    for x in (-3.0, -0.5, 0.5, 1.5, 2.0):
        assert low(x) == min(x, 1, x**2, 3)
        assert high(x) == max(x, 1, x**2, 3)
    assert low.at(Fraction(1, 2)) == Fraction(1, 4)
    assert formula("max(2, 3)")(0) == 3


ROOTS = [
    ("a^(1/3)", -8, -2),
    ("a^(2/3)", -8, 4),
    ("a^(5/3)", -8, -32),
    ("a^(-1/3)", -8, -0.5),
    ("a^0.2", -32, -2),
]


@pytest.mark.parametrize(("text", "x", "expected"), ROOTS)
def test_odd_roots_are_real(text, x, expected):
    f = formula(text)
    assert f(x) == pytest.approx(expected, rel=1e-15)
    assert f.at(Fraction(x)) == Fraction(expected)
    assert f(np.float32(x)) == pytest.approx(expected, rel=1e-6)
    assert f(np.array([x, -x])).tolist() == pytest.approx([expected, f(-x)], rel=1e-15)


def test_even_roots_of_negative_numbers_are_none():
    assert math.isnan(formula("a^(1/2)")(-4))
    assert formula("a^(1/2)").at(Fraction(-4)) is Blank.UNDEFINED


def test_the_slope_of_a_root_of_a_negative_number():
    assert formula("a^(1/3)").derivative(-8) == pytest.approx(1 / 12, rel=1e-15)
    assert formula("a^(2/3)").derivative(-8) == pytest.approx(-1 / 3, rel=1e-15)


# --- text ---


def test_repr_str_and_the_three_styles():
    f = formula("2*a**2+sin(a)")
    assert repr(f) == "formula('2a^2 + sin(a)')"
    assert str(f) == f.text == "2a^2 + sin(a)"
    assert f.pretty == "2a² + sin(a)"
    assert f.latex() == r"2a^{2} + \sin\left(a\right)"
    assert f._repr_latex_() == r"$2a^{2} + \sin\left(a\right)$"


def test_the_repr_can_be_typed():
    assert eval(repr(F), {"formula": dfda.formula}) == F  # noqa: S307


# --- identity ---


def test_equality_is_that_of_what_was_written():
    assert formula("3a") == formula("3 * a") == formula("3·a")
    assert formula("3a") != formula("a*3")
    assert formula("3a") != formula("3x")
    assert formula("3a") != "3a"
    assert len({formula("3a"), formula("3*a"), formula("4a")}) == 2


@pytest.mark.parametrize("text", ["3a", "a^(1/3) + |a|", "min(a, pi, e)*step(a)", "e^x/x^2", "7"])
def test_pickles_and_copies(text):
    f = formula(text)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(f, protocol))
        assert again == f
        assert hash(again) == hash(f)
        assert again.derivative == f.derivative
        assert again(0.7) == f(0.7)
    assert copy.deepcopy(f) == f


def test_a_formula_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        F.program = formula("3a").program


@pytest.mark.parametrize("number", [2.5, "2.5", "5/2", Fraction(5, 2), np.float64(2.5)])
def test_at_reads_any_number_exactly(number):
    assert dfda.formula("a^2").at(number) == Fraction(25, 4)


def test_at_refuses_what_is_no_number():
    with pytest.raises(dfda.InputError, match="the point must be a"):
        dfda.formula("a").at("two")


@pytest.mark.parametrize(("text", "shown"), [
    ("10^400*a", "10^400"), ("-10^50*a", "-10^50"), ("10^40*a", "10^40"), ("3*10^60*a", "3*10^60"),
])  # fmt: skip
def test_a_power_of_ten_that_is_too_long_to_be_typed_back_is_one(text, shown):
    slope = formula(text).derivative
    assert slope.text == shown
    assert formula(slope.text).at(0) == slope.at(0)


def test_an_exponent_that_moves_takes_no_real_root():
    moving = formula("(-8)^a")
    assert moving.at(1) == -8
    assert moving.at("1/3") is Blank.UNDEFINED
    assert formula("(-8)^(1/3)").at(0) == -2


@pytest.mark.parametrize("name", ["program", "inputs", "x", "self", "kind", "instead", "f", "at"])
def test_no_name_of_a_variable_is_taken(name):
    f = formula(f"2{name} + sqrt({name})")
    assert (f(4.0), f.derivative(4.0), f.at(4)) == (10.0, 2.25, 10)
