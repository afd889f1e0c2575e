"""Roots of fractions come out whole where they are, however long the numbers."""

from fractions import Fraction

import pytest

from dfda.digits import FRACTION_BITS
from dfda.rules import RULES, NotRational

POWER = RULES["power"].fraction


def root(number, degree):
    """The root of a whole number, None where it is not whole."""
    try:
        return POWER(Fraction(number), Fraction(1, degree))
    except NotRational:
        return None


@pytest.mark.parametrize("degree", range(2, 14))
def test_roots_of_small_numbers(degree):
    expected = {base**degree: base for base in range(1, 56)}
    for number in range(1, 3000):
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
            assert root(number - 1, degree) == (least - 1 if number == 1 else None)


def test_a_root_takes_few_steps_however_long_the_number_is(monkeypatch):
    """Halving would take one for each bit of the root."""
    steps = []

    class Counted(int):
        def __pow__(self, exponent):
            steps.append(exponent)
            return int(self) ** exponent

    monkeypatch.setattr("dfda.rules.powers.int", Counted, raising=False)
    assert root(3**40_000, 2) == 3**20_000
    assert len(steps) < 3
