"""How much work a formula is: dear ones are refused by what they take, never by a clock."""

import json

import pytest

from dfda.effort import EffortError, bounded, spend
from dfda.explanation.exploration import exploration
from dfda.show.page.entry import entry_of
from dfda.show.page.worker import WORK, answered


def many(term, count, between="+"):
    return between.join(term.format(number) for number in range(1, count + 1))


def nested(term, count):
    text = "a"
    for number in range(1, count + 1):
        text = term.format(number, inner=text)
    return text


ORDINARY = ["3a", "a^2", "|a|", "sin(7a)/(a^2+1)", "tan(a)", "floor(1000a)", "exp(-a^2/2)", "a^a"]

DEAR = {
    "a maximum of powers": f"max({many('a^{}', 99, ',')})",
    "corners within corners": nested("abs({inner}-1)", 64),
    "jumps within jumps": nested("floor(7*{inner}/3)", 57),
    "a product of jumps": many("floor({}a)", 57, "*"),
    "zeros that no precision shows": many("abs(sin({0}a)^2+cos({0}a)^2-1)", 17),
    "choices that no precision makes": many("(a if sin({0}a)^2+cos({0}a)^2<1 else {0})", 15),
    "fractions of many digits": many(f"(a+1/{'7' * 38}{{}})^99", 9),
    "a product of high powers": many("(a+{})^999", 50, "*"),
}
"""As much as a formula of 400 signs can ask for: seconds and minutes without a bound."""

MENDED = {
    "a sum of powers": (many("a^{}", 100), ["2", "5"], 700_000),
    "a sum of binomials": (many("(a+{})^99", 50), ["2", "5"], 1_000_000),
    "roots beside long numbers": (many("sqrt(a+{})", 57), [f"1/{'7' * 300}"], 700_000),
}
"""Formulas that once took a minute, their points, and the most units that they take now."""


def message(answer):
    status, content = answer
    return status, json.loads(content)["error"]["message"]


@pytest.mark.parametrize("name", DEAR)
def test_what_is_too_much_work_is_refused(name):
    assert message(answered(json.dumps({"formula": DEAR[name]}).encode())) == (
        400,
        "This formula takes too much work to explore; try a shorter one or smaller exponents",
    )


@pytest.mark.parametrize("name", MENDED)
def test_what_was_dear_takes_no_more_work_than_it_does_now(name):
    text, points, most = MENDED[name]
    with bounded(most) as account:
        entry_of(exploration(text, *points))
    assert account.spent > 0.3 * most  # otherwise the number above says nothing


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_formula_takes_a_small_part_of_what_it_may(text):
    with bounded(WORK // 20) as account:
        entry_of(exploration(text))
    assert account.spent > 0


@pytest.mark.parametrize("text", ORDINARY)
def test_the_same_formula_takes_the_same_work_every_time(text):
    entry_of(exploration(text))  # what is remembered between formulas is cheaper the second time
    spent = []
    for _ in range(2):
        with bounded(WORK) as account:
            entry_of(exploration(text))
        spent.append(account.spent)
    assert spent[0] == spent[1]


def test_nothing_is_counted_unless_somebody_counts():
    spend(10**30)
    with bounded(7) as outer:
        with bounded(100) as inner:
            spend(100)
            with pytest.raises(EffortError):
                spend(1)
        spend(7)
        with pytest.raises(EffortError):
            spend(1)
    spend(10**30)
    assert (outer.spent, inner.spent) == (8, 101)
