"""Every cell of the exact column beside a reference of more than 100 digits.

The nudges go down to 1e-30, so a height loses 30 digits to cancellation: the reference works with
240, and its 20 printed digits must not change when it is moved by one part in 10^100.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest

import dfda
from dfda.nudges.nudge import ladder
from dfda.results import QUANTITIES, Ledger

DIGITS = 240
SURE = 100

RATIONAL = {"3a": lambda a: 3 * a, "a²": lambda a: a * a, "1/a": lambda a: 1 / a}
IRRATIONAL = {
    "e^a": (mpmath.exp, Fraction(1)),
    "sin a": (mpmath.sin, Fraction(0)),
    "tanh a": (mpmath.tanh, Fraction(0)),
}
"""Each function with its value at 0, the only rational point where it is rational."""

TYPED = {"sin a": "sin(a)", "tanh a": "tanh(a)"}
POINTS = (2, 5, -7.25, 0.1, "1/3")
NUDGES = tuple(f"1e-{power}" for power in range(1, 31))

UNDEFINED = "undefined"


def exact_point(point: Any) -> Fraction:
    return Fraction(repr(point)) if isinstance(point, float) else Fraction(point)


def true_value(f: str, at: Fraction) -> Any:
    """A fraction where the value is rational, otherwise 240 digits of it."""
    if f in RATIONAL:
        return UNDEFINED if f == "1/a" and at == 0 else RATIONAL[f](at)
    function, at_zero = IRRATIONAL[f]
    return at_zero if at == 0 else function(as_mpf(at))


def as_mpf(value: Any) -> Any:
    if isinstance(value, Fraction):
        return mpmath.mpf(value.numerator) / value.denominator
    return value


def true_column(f: str, at: Fraction, by: Fraction) -> dict[str, Any]:
    before, after = true_value(f, at), true_value(f, at + by)
    if UNDEFINED in (before, after):
        height = slope = UNDEFINED
    elif isinstance(before, Fraction) and isinstance(after, Fraction):
        height = after - before
        slope = height / by
    else:
        height = as_mpf(after) - as_mpf(before)
        slope = height / as_mpf(by)
    values = (at, before, at + by, after, height, by, slope)
    return dict(zip(QUANTITIES, values, strict=True))


def as_fraction(value: Any) -> Fraction:
    sign, mantissa, exponent, _ = value._mpf_
    return Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** exponent


@pytest.fixture
def says(printed, to_twenty) -> Callable[[Any], tuple[str, bool, str | None]]:
    """What the cell of a reference value must say."""

    def answer(value: Any) -> tuple[str, bool, str | None]:
        if value == UNDEFINED:
            return UNDEFINED, False, None
        if isinstance(value, Fraction):
            return printed(value)
        near = as_fraction(value)
        texts = {to_twenty(near * (1 + Fraction(move, 10**SURE))) for move in (-1, 0, 1)}
        assert len(texts) == 1, "the reference itself is not sure of its 20 digits"
        return texts.pop(), False, None

    return answer


def told(ledger: Ledger) -> dict[str, tuple[str, bool, str | None]]:
    cells = {name: getattr(ledger.exact, name) for name in QUANTITIES}
    return {name: (cell.text, cell.exact, cell.fraction) for name, cell in cells.items()}


@pytest.mark.parametrize("sign", ["", "-"], ids=["right", "left"])
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("f", [*RATIONAL, *IRRATIONAL])
def test_every_cell_of_every_nudge_is_right_to_the_last_digit(f, point, sign, says):
    formula, at = dfda.formula(TYPED.get(f, f)), exact_point(point)
    wrong = []
    for nudge in NUDGES:
        found = told(dfda.nudge(formula, point, by=sign + nudge).ledger)
        with mpmath.workdps(DIGITS):
            expected = {
                name: says(value)
                for name, value in true_column(f, at, Fraction(sign + nudge)).items()
            }
        wrong += [(nudge, name) for name in QUANTITIES if found[name] != expected[name]]
    assert not wrong, f"{wrong[0]}: {len(wrong)} cells of {7 * len(NUDGES)} are wrong"


@pytest.mark.parametrize("sign", [1, -1], ids=["right", "left"])
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("f", [*RATIONAL, *IRRATIONAL])
def test_every_rung_of_the_ladder_is_right_to_the_last_digit(f, point, sign, says):
    at = exact_point(point)
    rungs = ladder(dfda.formula(TYPED.get(f, f)), at, sign=sign)
    assert [rung.by for rung in rungs] == [sign * Fraction(1, 10**power) for power in range(31)]
    found = [(rung.exact.text, rung.exact.exact, rung.exact.fraction) for rung in rungs]
    with mpmath.workdps(DIGITS):
        expected = [says(true_column(f, at, rung.by)["slope"]) for rung in rungs]
    assert found == expected


def test_the_reference_says_what_the_tutorial_says(says):
    column = {name: says(value)[0] for name, value in true_column("3a", *at_two("0.001")).items()}
    assert column == {
        "at": "2", "before": "6", "nudged": "2.001", "after": "6.003",
        "height": "0.003", "width": "0.001", "slope": "3",
    }  # fmt: skip
    assert says(true_column("a²", *at_two("0.001"))["slope"]) == ("4.001", True, None)
    third = true_column("1/a", Fraction(3), Fraction("0.001"))["slope"]
    assert says(third) == ("-0.11107408641563923137", False, "-1000/9003")


def at_two(nudge: str) -> tuple[Fraction, Fraction]:
    return Fraction(2), Fraction(nudge)


@pytest.mark.parametrize("point", ["2", "1.1", "-7.25", "1/3"])
@pytest.mark.parametrize("by", ["0.001", "1e-30"])
def test_a_hidden_constant_is_zero_to_within_what_was_computed(point, by):
    column = dfda.nudge(dfda.formula("sin(a)^2+cos(a)^2"), point, by=by).ledger.exact
    for quantity in (column.height, column.slope):
        assert quantity.text.startswith("0 to within 1e-")
        assert int(quantity.text.removeprefix("0 to within 1e-")) > 1000
        assert (quantity.exact, quantity.value, quantity.fraction) == (False, 0, None)
    for quantity in (column.before, column.after):
        assert (quantity.text, quantity.exact) == ("1.0000000000000000000", False)


@pytest.mark.parametrize("point", [2, -7.25, 5])
def test_a_number_that_nobody_could_print_is_too_large(point):
    # The nudge keeps |a| above 1, where a power of 10^9 is beyond every budget.
    column = dfda.nudge(dfda.formula("((a^1000)^1000)^1000"), point).ledger.exact
    for name in ("before", "after"):
        assert (getattr(column, name).text, getattr(column, name).value) == ("too large", None)
    for name in ("height", "slope"):
        assert getattr(column, name).text == "too large"
    assert (column.at.exact, column.nudged.exact, column.width.text) == (True, True, "0.001")


def test_a_number_too_small_to_print_is_zero_to_within():
    before = dfda.nudge(dfda.formula("((a^1000)^1000)^1000"), "1/2").ledger.exact.before
    within = int(before.text.removeprefix("0 to within 1e-"))
    # 2^-(10^9) lies far below 10^-1000, and the claim must be true: 10^-N >= 2^-(10^9).
    assert 1000 < within < 301_029_996
    assert before.value == 0
