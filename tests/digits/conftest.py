"""The design's printing rule, written a second time with `decimal` and nothing of dfda's.

"A terminating decimal of at most 200 digits prints in full, plain, without trailing zeros. Other
values print 20 significant digits correctly rounded and their cell says `exact: false`, with the
fraction where there is one." Twenty digits that would take more than 200 places, or invented zeros,
to write plainly stand in the form 2.5e43.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from fractions import Fraction

import pytest

Printed = tuple[str, bool, str | None]
"""Text, exact, fraction: what a cell must say."""

LONGEST = 200
TWENTY = Context(prec=20, rounding=ROUND_HALF_EVEN, Emax=10**9, Emin=-(10**9))
ROOMY = Context(prec=20_000, Emax=10**9, Emin=-(10**9), traps=[Inexact])


def digits_of(text: str) -> int:
    return sum(letter.isdecimal() for letter in text)


def ends(value: Fraction) -> bool:
    """Whether the decimal of a fraction ends: its denominator holds only twos and fives."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def in_full(value: Fraction) -> str:
    quotient = ROOMY.divide(Decimal(value.numerator), Decimal(value.denominator))
    text = format(quotient, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def twenty_digits(value: Fraction) -> str:
    if value == 0:
        return "0"
    quotient = TWENTY.divide(Decimal(value.numerator), Decimal(value.denominator))
    sign, digits, _ = quotient.as_tuple()
    mantissa = "".join(map(str, digits)).ljust(20, "0")
    point = quotient.adjusted()
    plain = format(Decimal((sign, tuple(map(int, mantissa)), point - 19)), "f")
    if point < 20 and digits_of(plain) <= LONGEST:
        return plain
    return f"{'-' * sign}{mantissa[0]}.{mantissa[1:]}e{point}"


def printed_fraction(value: Fraction) -> Printed:
    if ends(value):
        text = in_full(value)
        if digits_of(text) <= LONGEST:
            return text, True, None
    above, below = abs(value.numerator), value.denominator
    short = below != 1 and max(above, below) < 10**LONGEST
    return twenty_digits(value), False, f"{value.numerator}/{below}" if short else None


@pytest.fixture(scope="session")
def printed() -> Callable[[Fraction], Printed]:
    """What the cell of a rational number must say: text, exact, fraction."""
    return printed_fraction


@pytest.fixture(scope="session")
def to_twenty() -> Callable[[Fraction], str]:
    """A fraction to 20 significant digits, correctly rounded."""
    return twenty_digits
