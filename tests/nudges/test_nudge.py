"""One nudge: its fields, its float columns digit for digit, its reasons, and every kind of code."""

import dataclasses
import math
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dfda
from dfda.errors import FunctionError, InputError
from dfda.nudges.nudge import ladder
from dfda.results import QUANTITIES

LINE = dfda.formula("3a")
SQUARE = dfda.formula("a^2")
FIELDS = ("at", "by", "before", "after", "height", "width", "slope")


def test_the_fields_of_the_tutorials_nudge():
    found = dfda.nudge(LINE, 2)
    assert {name: getattr(found, name) for name in FIELDS} == {
        "at": 2, "by": Fraction(1, 1000), "before": 6, "after": Fraction("6.003"),
        "height": Fraction("0.003"), "width": Fraction("0.001"), "slope": 3,
    }  # fmt: skip
    assert repr(found) == (
        "Nudge(at=2, by=0.001, before=6, after=6.003, height=0.003, width=0.001, slope=3)"
    )
    assert found.sentence == (
        "At a = 2, f is 6. Nudge a by 0.001 to 2.001: f goes up by 0.003 to 6.003. "
        "Height over width is 0.003 / 0.001 = 3."
    )


@pytest.mark.parametrize("f", ["3a", "a^2", "1/a", "a^(1/3)"])
def test_numbers_that_are_rational_are_fractions(f):
    found = dfda.nudge(dfda.formula(f), 8, by=19)
    assert {type(getattr(found, name)) for name in FIELDS} == {Fraction}


def test_a_quotient_that_never_ends_is_still_an_exact_fraction():
    assert dfda.nudge(dfda.formula("1/a"), 3).slope == Fraction(-1000, 9003)


def test_numbers_that_are_not_rational_are_floats():
    found = dfda.nudge(dfda.formula("e^a"), 2)
    kinds = {name: type(getattr(found, name)) for name in FIELDS}
    assert kinds == {
        "at": Fraction, "by": Fraction, "width": Fraction,
        "before": float, "after": float, "height": float, "slope": float,
    }  # fmt: skip
    assert found.before == 7.38905609893065  # e² to the nearest float
    assert repr(found) == (
        "Nudge(at=2, by=0.001, before=7.3890560989306502272, after=7.3964488507894476315, "
        "height=0.0073927518587974042973, width=0.001, slope=7.3927518587974042973)"
    )


def test_code_that_is_followed_gives_fractions_as_its_formula_does():
    found = dfda.nudge(lambda a: 3 * a, 2)
    assert found == dfda.nudge(dfda.formula("3a"), 2)
    assert found.ledger.float64.slope == 3.0000000000001137


def test_code_that_is_only_called_gives_floats_operation_by_operation():
    found = dfda.nudge(lambda a: 3 * float(a), 2)
    assert {type(getattr(found, name)) for name in FIELDS} == {float}
    assert (found.height, found.slope) == (0.0030000000000001137, 3.0000000000001137)
    assert found.ledger.exact is None
    assert repr(found) == (
        "Nudge(at=2, by=0.001, before=6, after=6.003, height=0.0030000000000001137, width=0.001, "
        "slope=3.0000000000001137)"
    )


@pytest.mark.parametrize(
    "by", [0.001, "0.001", "1e-3", "1/1000", Fraction(1, 1000), Decimal("0.001"), np.float32(0.001)]
)
def test_a_nudge_may_be_written_in_any_way(by):
    assert repr(dfda.nudge(LINE, 2, by=by)) == repr(dfda.nudge(LINE, 2))


def test_both_ways_to_call_are_the_same():
    assert repr(dfda.nudge(SQUARE)(2)) == repr(dfda.nudge(SQUARE, 2))
    later = dfda.nudge(SQUARE, by="-1e-9")
    assert repr(later(-7.25)) == repr(dfda.nudge(SQUARE, -7.25, by="-1e-9"))


def test_a_nudge_to_the_left_has_a_negative_width():
    found = dfda.nudge(SQUARE, -2, by="-0.001")
    assert (found.width, found.height, found.slope) == (
        Fraction("-0.001"),
        Fraction("0.004001"),
        Fraction("-4.001"),
    )
    assert found.sentence == (
        "At a = -2, f is 4. Nudge a by -0.001 to -2.001: f goes up by 0.004001 to 4.004001. "
        "Height over width is 0.004001 / -0.001 = -4.001."
    )


SENTENCES = {
    ("7-2a", "5", "0.001"): "At a = 5, f is -3. Nudge a by 0.001 to 5.001: f goes down by 0.002 to "
    "-3.002. Height over width is -0.002 / 0.001 = -2.",
    ("5+0*t", "2", "0.001"): "At t = 2, f is 5. Nudge t by 0.001 to 2.001: f does not move. "
    "Height over width is 0 / 0.001 = 0.",
    ("1/a", "0", "0.001"): "At a = 0, f is undefined. Nudge a by 0.001 to 0.001: f is 1000 there. "
    "Height over width is undefined.",
    ("1/a", "-0.001", "0.001"): "At a = -0.001, f is -1000. Nudge a by 0.001 to 0: f is undefined "
    "there. Height over width is undefined.",
}


@pytest.mark.parametrize(("f", "at", "by"), SENTENCES)
def test_the_sentence_for_every_kind_of_move(f, at, by):
    assert dfda.nudge(dfda.formula(f), at, by=by).sentence == SENTENCES[f, at, by]


@pytest.mark.parametrize("f", ["3a+1/sin(pi)", "sign(sin(pi))+0*a"])
def test_a_number_that_cannot_be_told_is_told_in_english(f):
    sentence = dfda.nudge(dfda.formula(f), 2).sentence
    assert "is cannot tell" not in sentence
    assert "= cannot tell" not in sentence


# The numbers of the walkthrough, rows 22 and 23.
FLOAT64 = {
    (2, "1e-3"): "3.0000000000001137",
    (2, "1e-6"): "3.000000000419334",
    (2, "1e-9"): "3.000000248221113",
    (2, "1e-12"): "3.000266701747023",
    (2, "1e-15"): "2.6645352591003757",
    (5, "1e-15"): "3.5527136788005005",
    (2, "1e-16"): "0.0",
    (5, "1e-16"): "0.0",
    (2, "1e-30"): "0.0",
}
FLOAT32 = {(2, "1e-3"): "2.9997823", (2, "1e-7"): "0.0"}


@pytest.mark.parametrize("f", [LINE, lambda a: 3 * a], ids=["formula", "code"])
@pytest.mark.parametrize(("at", "by"), FLOAT64)
def test_float64_says_what_the_walkthrough_says(f, at, by):
    assert str(dfda.nudge(f, at, by=by).ledger.float64.slope) == FLOAT64[at, by]


@pytest.mark.parametrize("f", [LINE, lambda a: 3 * a], ids=["formula", "code"])
@pytest.mark.parametrize(("at", "by"), FLOAT32)
def test_float32_says_what_the_walkthrough_says(f, at, by):
    assert str(dfda.nudge(f, at, by=by).ledger.float32.slope) == FLOAT32[at, by]


def test_the_ladder_is_the_ledger_of_every_power_of_ten():
    for sign, minus in ((1, ""), (-1, "-")):
        rungs = ladder(SQUARE, Fraction(2), sign=sign)
        assert len(rungs) == 31
        for power, rung in enumerate(rungs):
            ledger = dfda.nudge(SQUARE, 2, by=f"{minus}1e-{power}").ledger
            assert rung.exact == ledger.exact.slope
            assert rung.float64 == ledger.float64.slope
            assert rung.float32 == ledger.float32.slope
    assert all(rung.exact is None for rung in ladder(lambda a: 3 * a, Fraction(2)))


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("by", ["0.7", "0.001", "-1e-5", "1e-16", "1e-30"])
@pytest.mark.parametrize("at", ["2", "0.1", "-7.25", "1e10", "0"])
def test_float_columns_round_after_every_operation(at, by, kind):
    column = getattr(dfda.nudge(lambda a: 3 * a, at, by=by).ledger, kind.__name__)
    start, width = kind(float(at)), kind(float(by))
    nudged = start + width
    before, after = kind(3) * start, kind(3) * nudged
    height = after - before
    expected = (start, before, nudged, after, height, width, height / width)
    found = tuple(getattr(column, name) for name in QUANTITIES)
    assert {type(number) for number in found} == {kind}
    assert found == expected


# Reasons and flags


def columns(f, at, by):
    ledger = dfda.nudge(dfda.formula(f), at, by=by).ledger
    return ledger.float64, ledger.float32


def test_right_slopes_need_no_reason():
    float64, float32 = columns("3a", 2, "0.5")
    assert (float64.slope, float64.reason, float64.flag) == (3, "", False)
    assert (float32.slope, float32.reason, float32.flag) == (3, "", False)


def test_a_nudge_that_rounds_away_is_said_and_flagged():
    float64, float32 = columns("3a", 2, "1e-16")
    assert (float64.reason, float64.flag) == ("2 + 1e-16 rounds to 2, so nothing moves", True)
    assert (float32.reason, float32.flag) == ("2 + 1e-16 rounds to 2, so nothing moves", True)
    float64, _ = columns("3a", "-0.1", "-1e-30")
    assert float64.reason == (
        "-0.1 + (-0.000000000000000000000000000001) rounds to -0.1, so nothing moves"
    )


def test_a_nudge_that_rounds_away_from_a_constant_changes_nothing():
    # The slope of a constant is 0 in floats too: there is nothing to explain.
    float64, float32 = columns("5", 2, "1e-30")
    assert (float64.slope, float64.reason, float64.flag) == (0, "", False)
    assert (float32.slope, float32.reason, float32.flag) == (0, "", False)


def test_few_grid_steps_are_counted():
    float64, _ = columns("3a", 2, "1e-15")
    assert float64.nudged - float64.at == 2 * np.spacing(2.0)
    assert (float64.reason, float64.flag) == (
        "only 2 steps of the float grid inside the nudge",
        True,
    )
    float64, float32 = columns("3a", 2, "3e-7")
    assert float32.reason == "only 1 step of the float grid inside the nudge"
    assert float32.flag is True
    assert float64.flag is False


def test_a_nudge_into_the_finer_grid_below_a_power_of_two_is_at_least_one_step():
    # Below 1 the grid is twice as fine: 1 - 1e-16 is the neighbour of 1, one step away.
    float64, _ = columns("3a", 1, "-1e-16")
    assert float64.nudged == np.nextafter(np.float64(1), np.float64(0))
    assert float64.reason == "only 1 step of the float grid inside the nudge"


def test_cancellation_is_said_with_its_size():
    float64, _ = columns("3a", 2, "0.001")
    assert float64.reason == ("numbers near 6 are 8.9e-16 apart, so the height is off by 1.1e-16")
    assert float64.flag is False


def test_a_height_that_rounds_away_is_said():
    float64, _ = columns("1e9+a", 2, "1e-10")
    assert float64.reason == "both values of f round to 1000000002"
    assert (float64.slope, float64.flag) == (0, True)


@pytest.mark.parametrize(
    ("f", "at", "by", "kind"),
    [
        ("e^a", "88.7225", "0.001", "float32"),
        ("e^a", "709.782", "0.001", "float64"),
        ("e^a", "710", "0.001", "float64"),
        ("a^2", "1e154", "1e154", "float64"),
        ("3a", "1e308", "1e300", "float64"),
        ("a^2", "1e200", "1e190", "float64"),
        ("a^2", "1e30", "1e20", "float32"),
        ("3a", "1e400", "1e390", "float64"),
    ],
)
def test_overflow_is_said_and_flagged(f, at, by, kind):
    ledger = dfda.nudge(dfda.formula(f), at, by=by).ledger
    column = getattr(ledger, kind)
    assert not np.isfinite(column.slope)
    assert column.flag is True
    assert column.reason
    assert ledger.exact.slope.value > 0


def test_the_reason_for_an_overflow():
    _, float32 = columns("e^a", "88.7225", "0.001")
    assert (float32.before < np.inf, float32.after) == (True, np.inf)
    assert float32.reason == "a number on the way is too large"
    float64, float32 = columns("3a", "1e308", "1e300")
    assert float64.reason == float32.reason == "a number on the way is too large"


def is_off(slope, exact):
    """The design's bound: more than one per cent, and more than 1e-9."""
    if not np.isfinite(slope):
        return True
    off = abs(Fraction(float(slope)) - exact)
    bound = max(abs(exact) / 100, Fraction(1, 10**9))
    # 0.01 itself is a float a little over 1/100; no case may hang on that.
    assert abs(off / bound - 1) > Fraction(1, 10**15)
    return off > bound


RATIONAL_FORMULAS = ("3a", "a^2", "7-2a", "1/a", "5", "a^3-a", "a/7", "1e9+a", "1e-6*a")


@settings(max_examples=400)
@given(
    f=st.sampled_from(RATIONAL_FORMULAS),
    at=st.sampled_from(["2", "5", "-7.25", "0.1", "1/3", "1e10", "1e-8", "1"]),
    power=st.integers(0, 32),
    first=st.sampled_from(["", "-", "3", "-7"]),
)
def test_a_flag_appears_iff_the_slope_is_off(f, at, power, first):
    by = f"{first if first.strip('-') else first + '1'}e-{power}"
    ledger = dfda.nudge(dfda.formula(f), at, by=by).ledger
    exact = ledger.exact.slope.value
    for column in (ledger.float64, ledger.float32):
        if exact is None:
            assert column.flag is True  # 1/a at a hole
            continue
        assert column.flag is is_off(column.slope, exact), (f, at, by)
        if column.flag:
            assert column.reason


@pytest.mark.parametrize("kind", ["float64", "float32"])
@pytest.mark.parametrize("at", ["1.1", "3.7"])
def test_noise_around_a_slope_that_is_zero_to_within_is_flagged(at, kind):
    # The exact slope lies within 1e-1200 of 0, so a float slope is off by all of itself.
    ledger = dfda.nudge(dfda.formula("sin(a)^2+cos(a)^2"), at, by="1e-10").ledger
    assert ledger.exact.slope.text.startswith("0 to within 1e-")
    column = getattr(ledger, kind)
    assert column.flag is bool(abs(column.slope) > 1e-9)


# Code of every kind


def line_of(kind):
    return lambda a: kind(3 * a)


SAME_NUMBER = {
    "float": lambda a: 3.0 * a,
    "int": lambda a: 3 * round(float(a)),
    "Fraction": lambda a: 3 * Fraction(float(a)),
    "Decimal": lambda a: 3 * Decimal(float(a)),
    "np.float64": line_of(np.float64),
    "np.float32": line_of(np.float32),
    "np.float16": line_of(np.float16),
    "np.longdouble": line_of(np.longdouble),
    "0-d array": line_of(np.array),
    "0-d array of integers": lambda a: np.array(3 * round(float(a))),
    "np.int64": lambda a: np.int64(3 * round(float(a))),
    "np.uint8": lambda a: np.uint8(3 * round(float(a))),
}


@pytest.mark.parametrize("kind", SAME_NUMBER)
def test_every_kind_of_number_may_be_returned(kind):
    found = dfda.nudge(SAME_NUMBER[kind], 2, by=2)
    assert (found.before, found.after, found.height, found.slope) == (6, 12, 6, 3)


@pytest.mark.parametrize("kind", [bool, np.bool_])
def test_a_truth_value_counts_as_0_or_1(kind):
    found = dfda.nudge(lambda a: kind(a > 2), 2)
    assert (found.before, found.after, found.slope) == (0, 1, 1000)


@pytest.mark.parametrize("f", [math.sin, np.sin], ids=["math", "numpy"])
def test_functions_of_libraries_are_code_too(f):
    column = dfda.nudge(f, 2).ledger.float64
    assert column.before == float(f(2.0))
    assert column.height == float(np.float64(f(2.0 + 0.001)) - np.float64(f(2.0)))


def test_code_gets_a_plain_float_first():
    seen = []

    def f(a):
        seen.append(type(a))
        return a

    dfda.nudge(f, 2)
    followed, called = seen[:2], seen[2:]
    assert followed == [float, float]
    assert called == [float, float, np.float32, np.float32]


HUGE = {
    "int": lambda _: 10**400,
    "negative int": lambda _: -(10**400),
    "Fraction": lambda _: Fraction(10**400),
    "Decimal": lambda _: Decimal("1e400"),
    "inf": lambda _: math.inf,
    "np.float32": lambda _: np.float32(np.inf),
}


@pytest.mark.parametrize("kind", HUGE)
def test_a_number_beyond_the_floats_is_no_crash(kind):
    found = dfda.nudge(HUGE[kind], 2)
    assert math.isinf(found.ledger.float64.before) or math.isnan(found.ledger.float64.before)
    assert math.isnan(found.ledger.float64.slope)


def asserted(holds):
    assert holds
    return 1.0


NO_VALUE = {
    "ValueError": (lambda _: math.sqrt(-1), True),
    "ZeroDivisionError": (lambda a: a / 0, True),
    "OverflowError": (lambda _: math.exp(1000), True),
    "nan": (lambda _: math.nan, True),
    "complex": (complex, True),
    "np.complex128": (np.complex128, True),
    "a power that turns complex": (lambda _: (-8.0) ** (1 / 3), True),
    "AssertionError": (lambda a: asserted(a < 0) * a, True),
    "IndexError": (lambda a: [1.0, 2.0][int(a)], True),
}


@pytest.mark.parametrize("kind", NO_VALUE)
def test_where_code_has_no_value_the_nudge_is_undefined(kind):
    found = dfda.nudge(NO_VALUE[kind][0], 2)
    assert found.sentence == (
        "At a = 2, f is undefined. Nudge a by 0.001 to 2.001: f is undefined there. "
        "Height over width is undefined."
    )
    assert math.isnan(found.slope)
    assert found.ledger.float64.flag is found.ledger.float32.flag


def named(text):
    def f(_):
        return text

    return f


class Mute:
    pass


RETURNED = [
    (None, "None, not a number", "is a return statement missing?"),
    ("6", "text, not a number", "return one real number"),
    (b"6", "a bytes, not a number", "return one real number"),
    ([6.0], "a list, not a number", "return one real number"),
    ((6.0, 1.0), "a tuple, not a number", "return one real number"),
    ({}, "a dict, not a number", "return one real number"),
    (np.array([6.0]), "an array of shape (1,), not a number", "return one real number"),
    (np.zeros((2, 3)), "an array of shape (2, 3), not a number", "return one real number"),
    (np.array("six"), "a ndarray, not a number", "return one real number"),
    (Mute(), "a Mute, not a number", "return one real number"),
    (Decimal("sNaN"), "a Decimal, not a number", "return one real number"),
]


@pytest.mark.parametrize(("answer", "kind", "hint"), RETURNED, ids=[row[1] for row in RETURNED])
def test_what_is_no_number_is_refused_with_the_call(answer, kind, hint):
    with pytest.raises(FunctionError) as refusal:
        dfda.nudge(named(answer), 2)
    assert str(refusal.value) == f"f(2.0) returned {kind}\n  try: {hint}"


def test_an_empty_array_is_an_array():
    with pytest.raises(FunctionError) as refusal:
        dfda.nudge(named(np.zeros(0)), 2)
    assert refusal.value.what == "f(2.0) returned an array of shape (0,), not a number"


def raising(error):
    def broken(_):
        raise error

    return broken


def endless(a):
    return endless(a)


RAISED = [
    (raising(TypeError("no sines here")), "broken(2.0) raised TypeError: no sines here"),
    (raising(KeyError("b")), "broken(2.0) raised KeyError: 'b'"),
    (raising(RuntimeError()), "broken(2.0) raised RuntimeError"),
    (raising(RuntimeError("two\n lines")), "broken(2.0) raised RuntimeError: two lines"),
    (raising(SystemExit(3)), "broken(2.0) raised SystemExit: 3"),
    (raising(SystemExit()), "broken(2.0) raised SystemExit"),
    (raising(NameError("x" * 300)), f"broken(2.0) raised NameError: {'x' * 200}…"),
    (lambda a, b: a + b, "f(2.0) raised TypeError: "),
    (endless, "endless(2.0) raised RecursionError: maximum recursion depth exceeded"),
    (raising(MemoryError()), "broken(2.0) raised MemoryError"),
    (raising(StopIteration(1)), "broken(2.0) raised StopIteration: 1"),
]


@pytest.mark.parametrize(("f", "what"), RAISED, ids=[row[1][:40] for row in RAISED])
def test_what_code_raises_becomes_one_error_that_keeps_its_cause(f, what):
    for operator in (dfda.nudge, dfda.estimate):
        with pytest.raises(FunctionError) as refusal:
            operator(f, 2)
        assert refusal.value.what.startswith(what)
        assert refusal.value.instead == "give a function of one number that returns a number"
        assert type(refusal.value.__cause__).__name__ in what


@pytest.mark.parametrize("operator", [dfda.nudge, dfda.estimate, dfda.explain])
@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit])
def test_an_interruption_passes_through(operator, error):
    with pytest.raises(error):
        operator(raising(error()), 2)


READ_IT = 'read it first with dfda.formula("3a")'
GIVE_ONE = "give a function of one number, such as lambda a: 3 * a"


@pytest.mark.parametrize(
    ("f", "what", "instead"),
    [
        ("3a", "'3a' is text, not a function", READ_IT),
        ("a" * 50, "a typed formula is text, not a function", READ_IT),
        (3, "int is not a function", GIVE_ONE),
        (None, "NoneType is not a function", GIVE_ONE),
    ],
)
def test_what_cannot_be_called_is_refused_before_any_point_is_given(f, what, instead):
    for call in (lambda: dfda.nudge(f, 2), lambda: dfda.nudge(f), lambda: dfda.estimate(f, 2)):
        with pytest.raises(InputError) as refusal:
            call()
        assert (refusal.value.what, refusal.value.instead) == (what, instead)


def test_an_estimator_of_something_that_cannot_be_called_is_refused_at_once():
    with pytest.raises(InputError):
        dfda.estimate(3)


ZEROS = [0, 0.0, -0.0, "0", "0/5", "-0e9", Fraction(0), Decimal(0)]


@pytest.mark.parametrize("zero", ZEROS, ids=repr)
def test_a_nudge_of_zero_is_refused(zero):
    for call in (lambda: dfda.nudge(LINE, 2, by=zero), lambda: dfda.nudge(LINE, by=zero)):
        with pytest.raises(InputError) as refusal:
            call()
        assert str(refusal.value) == (
            "the nudge must not be zero, for slope is height over width\n"
            "  try: write a small number such as 0.001 or 1e-30"
        )


@pytest.mark.parametrize("operator", [dfda.nudge, dfda.estimate])
def test_a_point_that_is_no_number_is_refused_by_name(operator):
    hint = "write a decimal such as 2 or 0.001, or a ratio such as 1/3"
    for point, shown in (("two", "'two'"), (math.nan, "nan"), (True, "True"), ([2], "[2]")):
        for call in (lambda at=point: operator(LINE, at), lambda at=point: operator(LINE)(at)):
            with pytest.raises(InputError) as refusal:
                call()
            assert str(refusal.value) == (
                f"the point must be a finite number, not {shown}\n  try: {hint}"
            )


def test_a_nudge_that_is_no_number_is_refused_by_name():
    with pytest.raises(InputError) as refusal:
        dfda.nudge(LINE, 2, by=math.nan)
    assert refusal.value.what == "the nudge must be a finite number, not nan"


# The result


def test_a_nudge_is_frozen_and_has_no_truth_value():
    found = dfda.nudge(LINE, 2)
    with pytest.raises(TypeError) as refusal:
        bool(found)
    assert str(refusal.value) == "a Nudge is neither true nor false: compare one of its fields"
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.slope = 4


@pytest.mark.parametrize("f", ["3a", "e^a", "1/a", "((a^1000)^1000)^1000"])
@pytest.mark.parametrize("at", ["2", "0"])
def test_a_nudge_pickles(f, at):
    found = dfda.nudge(dfda.formula(f), at)
    copy = pickle.loads(pickle.dumps(found))
    assert repr(copy) == repr(found)
    assert copy.ledger.exact == found.ledger.exact
    assert copy.sentence == found.sentence


@pytest.mark.parametrize("by", ["1e-330", "1e-999"])
def test_a_nudge_below_all_floats_is_exact_and_said(by):
    ledger = dfda.nudge(LINE, 0, by=by).ledger
    assert ledger.exact.slope.text == "3"
    assert (float(ledger.float64.width), ledger.float64.flag) == (0, True)
    assert math.isnan(ledger.float64.slope)
    assert ledger.float64.reason.endswith("so nothing moves")


@pytest.mark.parametrize("at", ["1e309", "-1e400", "1e999"])
def test_a_point_beyond_all_floats_is_exact_and_said(at):
    ledger = dfda.nudge(LINE, at).ledger
    assert ledger.exact.slope.text == "3"
    assert math.isinf(ledger.float64.at)
    assert ledger.float64.flag is True


def test_code_that_takes_no_float32_has_a_blank_column_and_the_reason():
    def picky(a):
        if type(a) is float:
            return a
        raise TypeError("only float")

    told = dfda.nudge(picky, 2).ledger.float32
    assert np.isnan(told.slope)
    assert told.reason == "f takes no float32, it raised TypeError: only float"
    with pytest.raises(FunctionError, match="'float' object has no attribute 'foo'"):
        dfda.nudge(lambda a: a.foo, 2)
