"""The printing rule beside its second implementation in conftest.py."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dfda.digits import (
    BALL_BITS,
    Blank,
    Real,
    cell,
    in_few_digits,
    is_undefined,
    rounded,
    short_decimal,
    whole_text,
)

BY_HAND = {
    "0": ("0", True, None),
    "4": ("4", True, None),
    "-4": ("-4", True, None),
    "120": ("120", True, None),
    "6.003": ("6.003", True, None),
    "-0.0500": ("-0.05", True, None),
    "1e-30": ("0.000000000000000000000000000001", True, None),
    "2.50": ("2.5", True, None),
    "1/3": ("0.33333333333333333333", False, "1/3"),
    "-1000/9003": ("-0.11107408641563923137", False, "-1000/9003"),
    "2/3": ("0.66666666666666666667", False, "2/3"),
    "200/3": ("66.666666666666666667", False, "200/3"),
    "1/7": ("0.14285714285714285714", False, "1/7"),
    "1/3000000000000000000000": ("3.3333333333333333333e-22", False, None),
}  # fmt: skip


def said(value):
    shown = cell(value)
    return shown.text, shown.exact, shown.fraction


@pytest.mark.parametrize("text", list(BY_HAND)[:-1])
def test_the_rule_by_hand(text):
    assert said(Fraction(text)) == BY_HAND[text]


EVEN, ODD = 10000000000000000000_5, 10000000000000000001_5
"""Ties: twenty digits, of which the last is even or odd, and a 5."""

EDGES = [
    # how many digits a terminating decimal may have
    Fraction(10**200 - 1), Fraction(10**200), Fraction(10**199), Fraction(10**200 + 1),
    Fraction(1, 10**198), Fraction(1, 10**199), Fraction(1, 10**200), Fraction(3, 10**201),
    Fraction(10**199 + 1, 10**100), Fraction(10**200 - 1, 10**100), Fraction(10**200 + 1, 10**100),
    Fraction(1, 2**199), Fraction(1, 2**200), Fraction(1, 2**700), Fraction(1, 5**199),
    Fraction(10**10, 2**210), Fraction(1, 2**3000), Fraction(1, 5**900), Fraction(2**700),
    # ties of the 21st digit: to even
    Fraction(10**20 + 5, 10**20) + Fraction(1, 10**250), Fraction(10**20 + 5, 10**20),
    Fraction(EVEN * 10**300), Fraction(ODD * 10**300), Fraction(EVEN, 10**300),
    Fraction(EVEN * 10**300 + 1), Fraction(EVEN * 10**300 - 1), Fraction(ODD, 10**300),
    # 9.99…9 becomes 10
    Fraction(10**21 - 1, 3 * 10**20) * 3 + Fraction(1, 3 * 10**40),
    10 - Fraction(1, 3 * 10**25), 1 - Fraction(1, 3 * 10**25), Fraction(1, 10) - Fraction(1, 3**90),
    10**20 - Fraction(1, 3), 10**19 - Fraction(1, 3), 10**20 + Fraction(1, 3),
    10**19 + Fraction(1, 3),
    10 - Fraction(1, 2 * 10**19) - Fraction(1, 3 * 10**60), 10**200 - Fraction(1, 3),
    10 - Fraction(1, 2 * 10**19) + Fraction(1, 3 * 10**60),
    Fraction(10**20 - 1) * 10**300, (Fraction(10**20) - Fraction(1, 2)) * 10**300,
    # where plain digits end
    Fraction(1, 3 * 10**179), Fraction(1, 3 * 10**180), Fraction(1, 3 * 10**181),
    Fraction(1, 3) * 10**19, Fraction(1, 3) * 10**20, Fraction(1, 3) * 10**21,
    # fractions that are just short enough and just too long
    Fraction(10**200 - 1, 7 * 10**5), Fraction(1, 10**200 - 1), Fraction(1, 10**200 + 1),
    Fraction(3, 10**200 - 1), Fraction(10**200 + 1, 3), Fraction(10**200 - 2, 3),
    # tiny and huge
    Fraction(1, 3 * 10**5000), Fraction(10**5000, 3), Fraction(7, 3**9000), Fraction(3**9000, 7),
]  # fmt: skip


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("number", range(len(EDGES)))
def test_the_edges_of_the_rule(number, sign, printed):
    value = sign * EDGES[number]
    assert said(value) == printed(value)
    assert cell(value).value == value


SMALL = st.fractions()
DECIMALS = st.builds(
    lambda digits, places: Fraction(digits) / Fraction(10) ** places,
    st.integers(-(10**205), 10**205),
    st.integers(-50, 230),
)
WIDE = st.builds(
    lambda above, below, power: Fraction(above, below) * Fraction(10) ** power,
    st.integers(-(10**40), 10**40),
    st.integers(1, 10**40),
    st.integers(-260, 260),
)
NEAR_TIES = st.builds(
    lambda digits, power, nudge, small: (
        (Fraction(2 * digits + 1, 2) + Fraction(nudge, small)) * Fraction(10) ** power
    ),
    st.integers(10**19, 10**20 - 1),
    st.integers(-250, 250),
    st.sampled_from([-1, 0, 1]),
    st.sampled_from([3, 10**30 + 1, 3**200]),
)
NEAR_POWERS = st.builds(
    lambda power, nudge, small: Fraction(10) ** power * (1 + Fraction(nudge, 3 * 10**small)),
    st.integers(-260, 260),
    st.integers(-20, 20),
    st.integers(17, 23),
)
ANY = SMALL | DECIMALS | WIDE | NEAR_TIES | NEAR_POWERS


@settings(max_examples=1500)
@given(value=ANY)
@example(value=Fraction(0))
def test_every_fraction_prints_by_the_rule(value, printed):
    assert said(value) == printed(value)


@settings(max_examples=500)
@given(value=ANY)
def test_what_is_printed_as_exact_reads_back_and_the_rest_is_within_half_a_unit(value):
    shown = cell(value)
    if shown.exact:
        assert Fraction(shown.text) == value
    elif value:
        off = abs(Fraction(shown.text) / value - 1)
        # Half a unit of the 20th digit is at most 5e-20 of the number.
        assert off <= Fraction(5, 10**20)
        assert sum(letter.isdigit() for letter in shown.text.partition("e")[0].lstrip("-0.")) == 20
    if shown.fraction:
        assert Fraction(shown.fraction) == value


@settings(max_examples=500)
@given(value=ANY, digits=st.integers(1, 40))
def test_rounding_to_any_number_of_digits_is_to_the_nearest_and_ties_are_even(value, digits):
    text = rounded(value, digits)
    if value == 0:
        assert text == "0"
        return
    size = abs(value)
    unit = Fraction(10) ** (exponent_of(size) - digits + 1)
    below = size // unit
    rest = size - below * unit
    up = rest > unit / 2 or (rest == unit / 2 and below % 2 == 1)
    assert Fraction(text) == (1 if value > 0 else -1) * (below + up) * unit


def exponent_of(size: Fraction) -> int:
    exponent = 0
    while size >= 10:
        size, exponent = size / 10, exponent + 1
    while size < 1:
        size, exponent = size * 10, exponent - 1
    return exponent


def enclosed(value: Fraction, *, low: int = 1, high: int = 1) -> Real:
    """A number known only through bounds that close in at 2**-bits of it, or of 1."""

    def enclose(bits: int) -> tuple[Fraction, Fraction]:
        spread = max(abs(value), Fraction(1)) / 2**bits
        return value - low * spread, value + high * spread

    return Real(enclose)


@settings(max_examples=300)
@given(value=WIDE | SMALL)
def test_an_enclosed_number_prints_twenty_correct_digits_or_words(value, to_twenty):
    shown = cell(enclosed(value))
    assert shown.exact is False
    assert shown.fraction is None
    if value == 0:
        # The last bounds tried are ±2**-4096, and 10**-1233 is the least power of ten above.
        assert (shown.text, shown.value) == ("0 to within 1e-1233", 0)
    elif to_twenty(value) == to_twenty(value * (1 + Fraction(1, 2**3000))):
        assert shown.text == to_twenty(value)
        assert abs(shown.value / value - 1) <= Fraction(5, 10**20)


def test_the_first_bits_that_settle_the_digits_are_the_last_ones_asked_for():
    asked = []

    def enclose(bits):
        asked.append(bits)
        return Fraction(1, 3) - Fraction(1, 2**bits), Fraction(1, 3) + Fraction(1, 2**bits)

    assert cell(Real(enclose)).text == "0.33333333333333333333"
    assert asked == [128]


def test_a_tie_is_settled_as_soon_as_the_bits_allow():
    tie = Fraction(10**20 + 5, 10**20)
    just_above = enclosed(tie + Fraction(1, 2**2000))
    just_below = enclosed(tie - Fraction(1, 2**2000))
    assert cell(just_above).text == "1.0000000000000000001"
    assert cell(just_below).text == "1.0000000000000000000"


def test_a_number_that_sits_on_a_tie_cannot_be_told():
    # 1.00000000000000000005 rounds down from below and up from above, at every precision.
    shown = cell(enclosed(Fraction(10**20 + 5, 10**20)))
    assert said(enclosed(Fraction(10**20 + 5, 10**20))) == ("cannot tell", False, None)
    assert shown.value is None


def test_bounds_that_meet_are_a_fraction():
    assert said(Real(lambda _: (Fraction(1, 3), Fraction(1, 3)))) == (
        "0.33333333333333333333",
        False,
        "1/3",
    )
    assert said(Real(lambda _: (Fraction(3), Fraction(3)))) == ("3", True, None)


@pytest.mark.parametrize("power", [21, 25, 100, 999, 1000, 1234])
def test_zero_is_claimed_only_to_what_the_bounds_allow(power):
    bound = Fraction(1, 10**power)
    for low, high in ((-bound, bound), (-bound, Fraction(0)), (Fraction(0), bound)):
        assert cell(Real(lambda _, low=low, high=high: (low, high))).text == (
            f"0 to within 1e-{power}"
        )
    wider = Real(lambda _: (-bound * Fraction(1001, 1000), bound))
    assert cell(wider).text == f"0 to within 1e-{power - 1}"
    narrower = Real(lambda _: (-bound * Fraction(999, 1000), bound * Fraction(999, 1000)))
    assert cell(narrower).text == f"0 to within 1e-{power}"


def test_bounds_too_wide_to_say_anything_cannot_be_told():
    for low, high in ((-1, 1), (Fraction(-1, 10**20), Fraction(1, 10**20)), (1, 2), (-2, -1)):
        bounds = Fraction(low), Fraction(high)
        assert cell(Real(lambda _, bounds=bounds: bounds)).text == "cannot tell"


@pytest.mark.parametrize("blank", Blank)
def test_a_blank_says_its_own_reason(blank):
    shown = cell(blank)
    assert (shown.text, shown.exact, shown.value, shown.fraction) == (str(blank), False, None, None)
    assert said(Real(lambda _: blank)) == (str(blank), False, None)


def test_cannot_tell_at_few_bits_is_asked_again_with_more():
    asked = []

    def enclose(bits):
        asked.append(bits)
        return Blank.CANNOT_TELL if bits < BALL_BITS else (Fraction(2), Fraction(2))

    assert cell(Real(enclose)).text == "2"
    assert asked == [128, 256, 512, 1024, 2048, 4096]


@pytest.mark.parametrize("blank", [Blank.UNDEFINED, Blank.TOO_LARGE])
def test_a_final_blank_is_not_asked_again(blank):
    asked = []

    def enclose(bits):
        asked.append(bits)
        return blank

    assert cell(Real(enclose)).text == str(blank)
    assert len(asked) == 1


@pytest.mark.parametrize("last", [*Blank, (Fraction(-1), Fraction(1)), (Fraction(2), Fraction(2))])
@pytest.mark.parametrize("known_from", [128, 4096])
def test_a_value_is_undefined_where_its_cell_says_so(last, known_from):
    def enclose(bits):
        return Blank.CANNOT_TELL if bits < known_from else last

    assert is_undefined(Real(enclose)) is (cell(Real(enclose)).text == "undefined")
    assert is_undefined(Real(enclose)) is (last is Blank.UNDEFINED)


def test_bounds_of_any_width_show_that_there_is_a_value():
    asked = []

    def enclose(bits):
        asked.append(bits)
        return Fraction(-1), Fraction(1)

    assert not is_undefined(Real(enclose))
    assert asked == [128]


@pytest.mark.parametrize("value", [*Blank, Fraction(0), Fraction(1, 3)])
def test_blanks_and_fractions_are_undefined_at_a_glance(value):
    assert is_undefined(value) is (value is Blank.UNDEFINED)


def test_the_words_of_the_blanks():
    assert list(map(str, Blank)) == ["undefined", "too large", "cannot tell"]


def test_a_cell_reads_as_its_text_and_its_float():
    assert str(cell(Fraction(6003, 1000))) == "6.003"
    assert float(cell(Fraction(1, 3))) == 1 / 3
    assert float(cell(Blank.UNDEFINED)) != float(cell(Blank.UNDEFINED))


def test_a_cell_too_long_for_python_to_print_still_has_a_repr():
    # Python refuses to write integers of more than 4,300 digits.
    assert repr(cell(Fraction(10**5000, 3))) == "Cell('3.3333333333333333333e4999', exact=False)"


SHORT = {
    "0.001": "0.001",
    "1e-8": "0.00000001",
    "1e-10": "0.0000000001",
    "1e-11": "1e-11",
    "1e-15": "1e-15",
    "1e-30": "1e-30",
    "-1e-15": "-0.000000000000001",
    "2e-15": "0.000000000000002",
    "1e10": "10000000000",
    "1e12": "1e12",
    "12345678901234": "12345678901234",
    "1/3": "0.33333333333333333333",
    "0": "0",
    "-1": "-1",
}


@pytest.mark.parametrize("text", SHORT)
def test_a_power_of_ten_has_a_short_form(text):
    assert short_decimal(Fraction(text)) == SHORT[text]


@pytest.mark.parametrize("digits", [1, 4000, 4001, 8000, 8001, 20_000])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_whole_number_of_any_length_is_written_out(digits, sign):
    for number, text in (
        (10 ** (digits - 1), "1" + "0" * (digits - 1)),
        (10**digits - 1, "9" * digits),
        (10**digits // 9, "1" * digits),
    ):
        assert whole_text(sign * number) == ("-" if sign < 0 else "") + text
    assert whole_text(0) == "0"


def test_a_number_of_100_000_bits_is_rounded_as_whole_numbers_are():
    value = Fraction(2 * 10**40_000 + 1, 3 * 10**40_000)
    assert rounded(value) == "0.66666666666666666667"
    assert rounded(value * 10**30_000) == "6.6666666666666666667e29999"


@pytest.mark.parametrize(
    ("value", "text"), [("2.5", "2"), ("3.5", "4"), ("25", "2e1"), ("35", "4e1")]
)
def test_a_tie_goes_to_the_even_digit(value, text):
    assert float(rounded(Fraction(value), 1)) == float(text)


@pytest.mark.parametrize(
    ("value", "text", "exact"),
    [
        (Fraction(0.1), "0.10000000000000000555", False),
        (Fraction(1, 10**20), "0.00000000000000000001", True),
        (Fraction(1, 3), "0.33333333333333333333", False),
        (Fraction(3), "3", True),
    ],
)
def test_the_digits_of_a_float_are_cut_and_others_are_left(value, text, exact):
    shown = in_few_digits(cell(value))
    assert (shown.text, shown.exact, shown.value is not None) == (text, exact, True)
    assert in_few_digits(cell(Blank.UNDEFINED)) == cell(Blank.UNDEFINED)
