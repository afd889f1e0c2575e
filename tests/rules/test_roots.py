"""Roots of fractions come out whole where they are, however long the numbers."""

import math
from fractions import Fraction

import pytest

from dfda.digits import FRACTION_BITS
from dfda.effort import bounded
from dfda.rules import RULES, NotRational
from dfda.rules.powers import _whole_root

POWER = RULES["power"].fraction


def root(number, degree):
    """The root of a whole number, None where it is not whole."""
    try:
        return POWER(Fraction(number), Fraction(1, degree))
    except NotRational:
        return None


@pytest.mark.parametrize("degree", range(2, 14))
def test_roots_of_small_numbers(degree):
    expected = {base**degree: base for base in range(1, 26)}
    for number in range(1, 600):
        assert root(number, degree) == expected.get(number)
    for number, base in expected.items():
        assert root(number, degree) == base


@pytest.mark.parametrize("degree", [2, 3, 5, 7, 30, 999])
def test_roots_of_long_numbers(degree, rng):
    bits = FRACTION_BITS // degree - 1
    for size in {2, 30, 49, 50, 51, 64, 200, bits} & set(range(2, bits + 1)):
        base = int.from_bytes(rng.bytes(size // 8 + 1)) % 2**size | 1 << (size - 1)
        for least in (base, 2**size - 1, 2 ** (size - 1)):
            number = least**degree
            assert root(number, degree) == least
            assert root(number + 1, degree) is None
            assert root(number - 1, degree) is None


class Counted(int):
    """A whole number that counts how often it is divided."""

    divisions = 0

    def __floordiv__(self, other):
        Counted.divisions += 1
        return int(self) // other


@pytest.mark.parametrize("degree", [2, 3, 999])
@pytest.mark.parametrize("root", [7, 3**60, 3**1000])
def test_a_root_takes_few_steps_however_long_the_number_is(degree, root):
    """The digits double with each; halving would take a step for each bit of the root."""
    Counted.divisions = 0
    assert _whole_root(Counted(root**degree), degree) == root
    assert 1 <= Counted.divisions <= 3 + math.log2(max(2, math.log2(root) / 15))


def test_the_root_of_a_degree_beyond_all_bits_is_known_at_once():
    for number in (2, 3, 2**999):
        assert root(number, 10**30) is None
    assert root(1, 10**30) == 1


@pytest.mark.parametrize("bits", [300, 3000, 3004, 30_000])  # 3004 = 7·429 + 1
def test_a_root_costs_the_square_of_its_bits(bits):
    with bounded(10**9) as account:
        assert root(1 << (bits - 1), 7) == (2 ** (bits // 7) if bits % 7 == 1 else None)
    assert account.spent == bits**2 // 2**17
