"""Exact numbers: read from what people type, kept exact, printed to the last true digit.

A number is a `Fraction` whenever it is rational. Anything else is a `Real`, which can be enclosed
between two fractions as tightly as asked. Where there is no number to give, a `Blank` says why.
The printing rule is the one of `cell`; sums and quotients stay exact throughout.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any, Final

import numpy as np

from dfda.effort import spend
from dfda.errors import InputError

PLAIN_DIGITS: Final = 200
"""A terminating decimal with at most this many digits prints in full."""

SIGNIFICANT: Final = 20
"""Any other number prints this many significant digits, correctly rounded."""

FRACTION_BITS: Final = 2**17
"""A fraction whose numerator or denominator needs more bits is no longer kept as one."""

BALL_BITS: Final = 4096
"""The highest working precision that is tried before a cell admits what is not known."""

_FEW_CHARACTERS: Final = 30
_FIRST_BITS: Final = 128
_FLOAT_BITS: Final = 512
_PLAIN_EXPONENT: Final = 20
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_RATIO = re.compile(r"[+-]?\d+/\d+", re.ASCII)
_LONGEST_TEXT = 400
_WHOLE_DIGITS: Final = 4000
_WHOLE: Final = 10**_WHOLE_DIGITS
_LONG_ZERO: Final = 6
"""Counting the zeros of a number with so many bits, shifted by this, costs a unit of work."""

_PLAIN_FROM: Final = np.float32(1e-4)
_PLAIN_BELOW: Final = np.float32(1e6)


class Blank(StrEnum):
    """Why there is no number: each is what the cell says in its place."""

    UNDEFINED = "undefined"
    TOO_LARGE = "too large"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True, eq=False)
class Real:
    """A real number known through its enclosures.

    `enclose(bits)` works at that many bits and returns a lower and an upper bound, or a `Blank`.
    """

    enclose: Callable[[int], tuple[Fraction, Fraction] | Blank]


Exact = Fraction | Real | Blank
"""A number kept exactly, or the reason why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One printed number.

    Attributes:
        text: The number as it prints, or in words why there is none.
        exact: Whether the text is the whole truth.
        value: The number behind the text: exact where it is rational and known, otherwise within
            half a unit of the last printed digit (0 for "0 to within 1e-N"); None for no number.
        fraction: The whole truth as a short ratio, where the text is rounded and there is one.
    """

    text: str
    exact: bool
    value: Fraction | None = None
    fraction: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether the text is a number, not words such as "undefined" or "0 to within 1e-1232"."""
        return self.value is not None and " " not in self.text

    def __str__(self) -> str:
        return self.text

    def __float__(self) -> float:
        return nearest_float(self.value)

    def __repr__(self) -> str:
        return f"Cell({self.text!r}, exact={self.exact})"


def float_text(number: np.floating[Any]) -> str:
    """A float in the fewest digits that tell it from its neighbours, the same on every NumPy.

    float32 has seven or eight digits, so from a million on it is written with an exponent.
    """
    if number.dtype != np.float32:
        return repr(float(number))
    size = abs(number)
    if not np.isfinite(size) or size == 0 or _PLAIN_FROM <= size < _PLAIN_BELOW:
        return np.format_float_positional(number, unique=True, trim="0")
    return np.format_float_scientific(number, unique=True, trim="-", exp_digits=2)


def bits_of(value: Fraction) -> int:
    """How long a fraction is: the bits of its numerator or its denominator, whichever is longer."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def nearest_float(value: Fraction | None) -> float:
    """The float64 nearest to a fraction; infinite beyond its range, NaN for no number."""
    if value is None:
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def exact_number(value: Any, *, name: str = "the number") -> Fraction:
    """Read a number exactly as it is written.

    Text is a decimal ("0.001", "1e-30") or a ratio ("1/3"). A float is read through its shortest
    text, so that 0.001 means one thousandth and not the double next to it.
    """
    if isinstance(value, str):
        return _from_text(value, name=name)
    if isinstance(value, Cell) and value.exact and value.value is not None:
        return value.value
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (bool, np.bool_)):
        raise _unusable(name, repr(bool(value)))
    if isinstance(value, np.timedelta64):
        raise _unusable(name, "a span of time")
    if isinstance(value, (Integral, Rational)):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, Decimal) and value.is_finite():
        return _from_text(str(value), name=name)
    if isinstance(value, (float, np.floating)) and math.isfinite(value):
        return Fraction(str(value))
    raise _unusable(name, _shown(value))


def _from_text(text: str, *, name: str) -> Fraction:
    stripped = text.strip().replace("\N{MINUS SIGN}", "-")
    if len(stripped) <= _LONGEST_TEXT and _DECIMAL.fullmatch(stripped):
        return Fraction(stripped)
    if len(stripped) <= _LONGEST_TEXT and _RATIO.fullmatch(stripped):
        above, below = stripped.split("/")
        if int(below) != 0:
            return Fraction(int(above), int(below))
    raise _unusable(name, _shown(text))


def _unusable(name: str, shown: str) -> InputError:
    return InputError(
        f"{name} must be a finite number, not {shown}",
        instead="write a decimal such as 2 or 0.001, or a ratio such as 1/3",
    )


def _shown(value: object, longest: int = 40) -> str:
    try:
        text = ascii(value) if isinstance(value, str) else " ".join(repr(value).split())
    except Exception:  # noqa: BLE001 - a repr that fails must not hide what is wrong
        text = f"an object of type {type(value).__name__}"
    return text if len(text) <= longest else text[: longest - 1] + "…"


def minus(left: Exact, right: Exact) -> Exact:
    """The difference of two exact numbers."""
    return _combine(left, right, lambda low, high, low2, high2: (low - high2, high - low2))


def over(value: Exact, divisor: Fraction) -> Exact:
    """An exact number divided by a fraction that is not zero."""
    if isinstance(value, Blank):
        return value
    if isinstance(value, Fraction):
        return value / divisor

    def enclose(bits: int) -> tuple[Fraction, Fraction] | Blank:
        bounds = value.enclose(bits)
        if isinstance(bounds, Blank):
            return bounds
        first, second = bounds[0] / divisor, bounds[1] / divisor
        return min(first, second), max(first, second)

    return Real(enclose)


def _combine(
    left: Exact,
    right: Exact,
    bounds: Callable[[Fraction, Fraction, Fraction, Fraction], tuple[Fraction, Fraction]],
) -> Exact:
    for side in (left, right):
        if isinstance(side, Blank):
            return side
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return bounds(left, left, right, right)[0]

    def enclose(bits: int) -> tuple[Fraction, Fraction] | Blank:
        first, second = enclosure(left, bits), enclosure(right, bits)
        if isinstance(first, Blank):
            return first
        if isinstance(second, Blank):
            return second
        return bounds(*first, *second)

    return Real(enclose)


def enclosure(value: Exact, bits: int) -> tuple[Fraction, Fraction] | Blank:
    """A lower and an upper bound of any exact number."""
    if isinstance(value, Real):
        return value.enclose(bits)
    return value if isinstance(value, Blank) else (value, value)


def is_undefined(value: Exact) -> bool:
    """Whether a cell would say "undefined", found out without printing: numbers may be long."""
    if not isinstance(value, Real):
        return value is Blank.UNDEFINED
    bits = _FIRST_BITS
    while bits <= BALL_BITS:
        bounds = value.enclose(bits)
        if bounds is not Blank.CANNOT_TELL:
            return bounds is Blank.UNDEFINED
        bits *= 2
    return False


def cell(value: Exact) -> Cell:
    """Print a number by dfda's one rule.

    A terminating decimal of at most 200 digits prints in full, without trailing zeros. Any other
    number prints 20 significant digits, correctly rounded, and is marked as not exact, with its
    fraction where there is a short one. What 4,096 bits cannot settle is said in words.
    """
    if isinstance(value, Blank):
        return Cell(text=str(value), exact=False)
    if isinstance(value, Fraction):
        return _fraction_cell(value)
    bounds: tuple[Fraction, Fraction] | Blank = Blank.CANNOT_TELL
    bits = _FIRST_BITS
    while bits <= BALL_BITS:
        bounds = value.enclose(bits)
        if isinstance(bounds, tuple):
            low, high = bounds
            if low == high:
                return _fraction_cell(low)
            text = _shared_text(low, high)
            if text is not None:
                return Cell(text=text, exact=False, value=(low + high) / 2)
        elif bounds is not Blank.CANNOT_TELL:
            return Cell(text=str(bounds), exact=False)
        bits *= 2
    return _unsettled_cell(bounds)


def in_few_digits(number: Cell) -> Cell:
    """The same in 20 digits where the whole truth takes more than 30 characters to write.

    It is for sums and products of floats: the float 0.1 has 55 digits that nobody wrote.
    """
    if number.value is None or len(number.text) <= _FEW_CHARACTERS:
        return number
    return Cell(text=rounded(number.value), exact=False, value=number.value)


def _shared_text(low: Fraction, high: Fraction) -> str | None:
    """What both ends round to, None where they differ."""
    if low <= 0 <= high:
        return None
    text = rounded(low)
    return text if text == rounded(high) else None


def _fraction_cell(value: Fraction) -> Cell:
    plain = _terminating(value)
    if plain is not None:
        return Cell(text=plain, exact=True, value=value)
    longest = 10**PLAIN_DIGITS
    short = value.denominator != 1 and max(abs(value.numerator), value.denominator) < longest
    fraction = f"{value.numerator}/{value.denominator}" if short else None
    return Cell(text=rounded(value), exact=False, value=value, fraction=fraction)


def _unsettled_cell(bounds: tuple[Fraction, Fraction] | Blank) -> Cell:
    if isinstance(bounds, Blank):
        return Cell(text=str(bounds), exact=False)
    low, high = bounds
    largest = max(abs(low), abs(high))
    if low <= 0 <= high and largest < Fraction(1, 10**SIGNIFICANT):
        text = f"0 to within 1e-{_zeros_after_point(largest)}"
        return Cell(text=text, exact=False, value=Fraction(0))
    return Cell(text=str(Blank.CANNOT_TELL), exact=False)


def _zeros_after_point(small: Fraction) -> int:
    """The largest N with small <= 10**-N."""
    spend(small.denominator.bit_length() >> _LONG_ZERO)
    bits = small.denominator.bit_length() - small.numerator.bit_length() - 1
    count = max(0, int(bits * math.log10(2)) - 1)
    while small.numerator * 10 ** (count + 1) <= small.denominator:
        count += 1
    return count


def _terminating(value: Fraction) -> str | None:
    """The plain decimal text of a fraction, where it ends within the allowed digits."""
    places = _decimal_places(value.denominator)
    if places is None or abs(value.numerator) >= value.denominator * 10**PLAIN_DIGITS:
        return None
    scaled = str(abs(value.numerator) * 10**places // value.denominator)
    sign = "-" if value < 0 else ""
    if places == 0:
        return sign + scaled if len(scaled) <= PLAIN_DIGITS else None
    digits = scaled.rjust(places + 1, "0")
    if len(digits) > PLAIN_DIGITS:
        return None
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _decimal_places(denominator: int) -> int | None:
    """How many decimals 1/denominator has, or None where it never ends or is too long."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    if max(twos, rest.bit_length()) > 4 * PLAIN_DIGITS:
        return None
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


def whole_text(value: int) -> str:
    """A whole number of any length in decimal; `str` refuses one of more than 4,300 digits."""
    if abs(value) < _WHOLE:
        return str(value)
    pieces, rest = [], abs(value)
    while rest:
        rest, piece = divmod(rest, _WHOLE)
        pieces.append(str(piece).rjust(_WHOLE_DIGITS, "0"))
    return ("-" if value < 0 else "") + "".join(reversed(pieces)).lstrip("0")


def rounded(value: Fraction, digits: int = SIGNIFICANT) -> str:
    """A fraction to so many significant digits, correctly rounded, ties to even.

    Plain where that adds no invented zeros and stays short, otherwise like 2.5e43.
    """
    if value == 0:
        return "0"
    exponent = _exponent_of_ten(abs(value))
    quotient = _nearest(abs(value), exponent - digits + 1)
    if quotient == 10**digits:
        quotient, exponent = quotient // 10, exponent + 1
    text, sign = str(quotient), "-" if value < 0 else ""
    if exponent >= digits:
        text, digits = text.ljust(min(exponent + 1, _PLAIN_EXPONENT), "0"), exponent + 1
    if exponent >= _PLAIN_EXPONENT or digits - exponent > PLAIN_DIGITS:
        return f"{sign}{text[0]}.{text[1:]}e{exponent}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{text}"
    whole, rest = text[: exponent + 1], text[exponent + 1 :]
    return f"{sign}{whole}.{rest}" if rest else sign + whole


def _exponent_of_ten(value: Fraction) -> int:
    """The e with 10**e <= value < 10**(e + 1)."""
    bits = value.numerator.bit_length() - value.denominator.bit_length()
    exponent = math.floor(bits * math.log10(2))
    while _over_power(value, exponent)[0] == 0:
        exponent -= 1
    while _over_power(value, exponent + 1)[0] > 0:
        exponent += 1
    return exponent


def _nearest(value: Fraction, exponent: int) -> int:
    """Value / 10**exponent, rounded to the nearest integer, ties to even."""
    quotient, rest, divisor = _over_power(value, exponent)
    return quotient + (2 * rest > divisor or (2 * rest == divisor and quotient % 2 == 1))


def _over_power(value: Fraction, exponent: int) -> tuple[int, int, int]:
    """Value / 10**exponent as a whole number, the rest, and what the rest is divided by.

    In whole numbers, because reducing fractions of 100,000 bits takes most of the time.
    """
    above, divisor = value.numerator, value.denominator
    if exponent < 0:
        above *= 10**-exponent
    else:
        divisor *= 10**exponent
    return *divmod(above, divisor), divisor


def as_float(value: Exact) -> float:
    """The float64 nearest to an exact number, NaN where there is no number."""
    if not isinstance(value, Real):
        return nearest_float(value if isinstance(value, Fraction) else None)
    bits = _FIRST_BITS
    middle = math.nan
    while bits <= BALL_BITS:
        bounds = value.enclose(bits)
        if isinstance(bounds, tuple):
            low, high = nearest_float(bounds[0]), nearest_float(bounds[1])
            middle = nearest_float(sum(bounds, Fraction(0)) / 2)
            if low == high or (bits > _FLOAT_BITS and high - low <= 2 * math.ulp(middle)):
                return middle
        elif bounds is not Blank.CANNOT_TELL:
            return math.nan
        bits *= 2
    return middle


def short_decimal(value: Fraction) -> str:
    """A power of ten in its short form (1e-15), any other number as its cell says."""
    text = cell(value).text
    if len(text) <= len("0.0000000001"):
        return text
    exponent = _exponent_of_ten(abs(value))
    return f"1e{exponent}" if abs(value) == Fraction(10) ** exponent and value > 0 else text
