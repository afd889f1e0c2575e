"""Reading a number exactly as it is written, and refusing everything else at once."""

import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfda.digits import Cell, cell, exact_number
from dfda.errors import InputError

HINT = "write a decimal such as 2 or 0.001, or a ratio such as 1/3"
AT_ONCE = 0.5
"""Seconds. A refusal takes microseconds; working out 10**(10**9) would take minutes."""

READ = {
    "2": 2,
    "-7.25": Fraction(-29, 4),
    "+5": 5,
    "0.001": Fraction(1, 1000),
    ".5": Fraction(1, 2),
    "5.": 5,
    "007": 7,
    "1e-30": Fraction(1, 10**30),
    "1E3": 1000,
    "2.5e+2": 250,
    "1e999": 10**999,
    "1e-999": Fraction(1, 10**999),
    "1/3": Fraction(1, 3),
    "-4/6": Fraction(-2, 3),
    "0/7": 0,
    " 2 ": 2,
    "\t0.5\n": Fraction(1, 2),
    "\N{MINUS SIGN}2": -2,
    "1e\N{MINUS SIGN}3": Fraction(1, 1000),
    "-0": 0,
    "9" * 400: 10**400 - 1,
}


@pytest.mark.parametrize("text", READ, ids=lambda text: ascii(text[:20]))
def test_text_is_read_as_it_is_written(text):
    number = exact_number(text)
    assert type(number) is Fraction
    assert number == READ[text]


TENTH = Fraction(1, 10)
VALUES = [
    (2, 2),
    (-(10**50), -(10**50)),
    (0.1, TENTH),
    (-0.0, 0),
    (1e22, 10**22),
    (5e-324, Fraction(5, 10**324)),
    (np.float64(0.1), TENTH),
    (np.float32(0.1), TENTH),
    (np.float16(0.1), TENTH),
    (np.float32(16777217), Fraction(16777216)),
    (np.int8(-3), -3),
    (np.uint64(2**64 - 1), 2**64 - 1),
    (Decimal("0.10"), TENTH),
    (Decimal("1E+3"), 1000),
    (Fraction(1, 3), Fraction(1, 3)),
    (np.array(0.1), TENTH),
    (np.array(np.float32(0.1)), TENTH),
    (np.array(3), 3),
    (np.array(Fraction(1, 3), dtype=object), Fraction(1, 3)),
    (np.str_("1/3"), Fraction(1, 3)),
    (cell(Fraction(1, 8)), Fraction(1, 8)),
]


@pytest.mark.parametrize(("value", "expected"), VALUES, ids=lambda value: repr(value)[:30])
def test_numbers_of_every_kind_are_read_through_their_text(value, expected):
    number = exact_number(value)
    assert type(number) is Fraction
    assert number == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_the_decimal_that_it_prints_as(value):
    assert exact_number(value) == Fraction(repr(value)) == exact_number(repr(value))
    assert exact_number(np.float64(value)) == Fraction(repr(value))
    assert float(exact_number(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_float32_is_the_decimal_that_it_prints_as(value):
    single = np.float32(value)
    assert exact_number(single) == Fraction(str(single))
    assert np.float32(float(exact_number(single))) == single


@given(st.integers(), st.integers(min_value=1))
def test_ratios_are_fractions(above, below):
    assert exact_number(f"{above}/{below}") == exact_number(Fraction(above, below))


REFUSED_TEXT = [
    "", " ", "two", "nan", "inf", "-inf", "Infinity", "NaN",
    "0x10", "1_000", "1,5", "1 000", "1e", "e5", ".", "-", "+-2", "--2", "2-",
    "1/0", "0/0", "1/-3", "1 / 3", "1/3/5", "1.5/2", "1/2.5", "/3", "1/",
    "1e1.5", "1e 3", "1e1000", "1e-1000", "1e0001",
    "\x002", "2\x00", "\x00", "2\n3",
    "\N{FULLWIDTH DIGIT TWO}", "\N{ARABIC-INDIC DIGIT TWO}", "\N{SUPERSCRIPT TWO}",
    "\N{VULGAR FRACTION ONE HALF}", "\N{ROMAN NUMERAL TWO}", "2\N{COMBINING ENCLOSING CIRCLE}",
    "\N{EN DASH}2", "\N{ZERO WIDTH SPACE}2", "1\N{FRACTION SLASH}3",
    "2+0j", "2j", "True", "None", "__import__('os')", "[2]",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED_TEXT, ids=ascii)
def test_other_text_is_refused_and_shown_in_ascii(text):
    with pytest.raises(InputError) as refusal:
        exact_number(text)
    assert refusal.value.what == f"the number must be a finite number, not {text!a}"
    assert refusal.value.instead == HINT
    assert "\n" not in refusal.value.sentence


class Huge:
    def __repr__(self) -> str:
        return "x" * 10**6


@pytest.mark.parametrize(
    "value",
    [
        "1e1000000000", "1e-1000000000", "1" * 401, "1" * 10**6, "1." + "0" * 10**6,
        "1/" + "3" * 10**6, "1e" + "9" * 10**6, "-" * 10**6, "\u0662" * 10**6,
        Decimal("1E+1000000000"), Decimal("1E-1000000000"), Huge(),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_what_would_take_long_is_refused_fast_and_shown_short(value):
    started = time.process_time()
    with pytest.raises(InputError) as refusal:
        exact_number(value)
    assert time.process_time() - started < AT_ONCE
    shown = refusal.value.what.removeprefix("the number must be a finite number, not ")
    assert len(shown) <= 40


NOT_FINITE = [
    (float("nan"), "nan"),
    (float("inf"), "inf"),
    (float("-inf"), "-inf"),
    (np.float32("nan"), "np.float32(nan)"),
    (np.float64("inf"), "np.float64(inf)"),
    (np.array(np.nan), "np.float64(nan)"),
    (Decimal("NaN"), "Decimal('NaN')"),
    (Decimal("sNaN"), "Decimal('sNaN')"),
    (Decimal("-Infinity"), "Decimal('-Infinity')"),
]
NO_NUMBERS = [
    (True, "True"),
    (np.bool_(0), "False"),
    (np.array(np.bool_(1)), "True"),
    (None, "None"),
    (2 + 0j, "(2+0j)"),
    (np.complex128(2), "np.complex128(2+0j)"),
    (b"2", "b'2'"),
    ([2], "[2]"),
    ((2,), "(2,)"),
    ({}, "{}"),
    (np.array([2.0]), "array([2.])"),
    (Cell(text="undefined", exact=False), "Cell('undefined', exact=False)"),
    (cell(Fraction(1, 3)), "Cell('0.33333333333333333333', exact=Fa…"),
]


@pytest.mark.parametrize(("value", "shown"), NOT_FINITE + NO_NUMBERS, ids=lambda v: repr(v)[:30])
def test_what_is_no_finite_number_is_refused(value, shown):
    with pytest.raises(InputError) as refusal:
        exact_number(value, name="the point")
    assert str(refusal.value) == f"the point must be a finite number, not {shown}\n  try: {HINT}"


@pytest.mark.parametrize("value", [np.timedelta64(3, "D"), np.timedelta64(3, "s")], ids=repr)
def test_a_time_span_is_no_number(value):
    # NumPy registers timedelta64 as an integer.
    with pytest.raises(InputError):
        exact_number(value)


class Unprintable:
    def __repr__(self) -> str:
        message = "this object cannot be shown"
        raise RuntimeError(message)


@pytest.mark.parametrize(
    "value",
    [Unprintable(), [10**5000], np.array([[1, 2], [3, 4]])],
    ids=["repr raises", "an integer too long to show", "repr of two lines"],
)
def test_a_value_that_cannot_be_shown_well_is_still_refused_in_one_sentence(value):
    with pytest.raises(InputError) as refusal:
        exact_number(value)
    assert "\n" not in refusal.value.sentence
