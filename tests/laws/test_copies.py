"""Pickled, copied or sent to another process, every result and value comes back the same."""

import copy
import dataclasses
import math
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction

import numpy as np
import pytest

import dfda
from dfda.digits import cell
from dfda.formulas.lower import functions
from dfda.program.quotient import cancel_the_h
from dfda.results import Everywhere

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)
CORNERED = dfda.explain("|a| + sin(pi*a) + e^a", 0, 2)
ESTIMATED = {
    "slope": (math.sin, 2),
    "kink": (abs, 0),
    "edge": (math.sqrt, 0),
    "hole": (math.log, 0),
}

VALUES = {
    "a nudge in exact numbers": dfda.nudge(dfda.formula("a^2"), "1/3"),
    "a nudge in floats": dfda.nudge(math.lgamma, 2),
    "a nudge of code": dfda.nudge(math.sin, 2),
    "a nudge without a value": dfda.nudge(math.log, 0),
    **{f"an estimate: {name}": dfda.estimate(f, at) for name, (f, at) in ESTIMATED.items()},
    "an explanation of a formula": CORNERED,
    "an explanation of a straight line": dfda.explain("3a", 2),
    "an explanation of a function of a module": dfda.explain(math.hypot, 1),
    "an explanation of a NumPy function": dfda.explain(np.arctan, 1),
    "a path": dfda.explain(abs, 1).points[0].path,
    "a point of an explanation": CORNERED.points[0],
    "a corner": CORNERED.points[0].corner,
    "a ladder": CORNERED.points[0].ladder,
    "a ledger": CORNERED.points[0].ledger,
    "the verdict about all points": CORNERED.everywhere,
    "a difference quotient": cancel_the_h(dfda.formula("a^2").program),
    "a program": CORNERED.formula.program,
    "a cell": cell(Fraction(1, 3)),
}


def same_text(one, other):
    """The sentence, the whole text and the document, as far as a value has them."""
    for ask in (lambda v: v.sentence, lambda v: v.sentences, str, repr, lambda v: v.to_json()):
        try:
            text = ask(one)
        except AttributeError:
            continue
        assert ask(other) == text


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", VALUES)
def test_a_value_comes_back_from_its_pickle(name, protocol):
    again = pickle.loads(pickle.dumps(VALUES[name], protocol))
    assert again == VALUES[name]
    assert hash(again) == hash(VALUES[name])
    same_text(VALUES[name], again)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
@pytest.mark.parametrize("name", VALUES)
def test_a_copy_is_equal(name, copied):
    again = copied(VALUES[name])
    assert again == VALUES[name]
    same_text(VALUES[name], again)


@pytest.mark.parametrize("verdict", [*dfda.Verdict, *Everywhere])
def test_a_verdict_stays_the_one_it_is(verdict):
    assert copy.deepcopy(verdict) is verdict
    for protocol in PROTOCOLS:
        assert pickle.loads(pickle.dumps(verdict, protocol)) is verdict


def calls():
    """A formula that calls each function that formulas may call, and one with both constants."""
    for name, arity in sorted(functions().items()):
        yield f"{name}({', '.join(['a', '3', '2'][: arity.least])})"
    yield "a^pi + e^a - 2*pi*e"


@pytest.mark.parametrize("text", list(calls()))
def test_every_rule_and_its_derivative_come_back(text):
    f = dfda.formula(text)
    for formula in (f, f.derivative, f.derivative.derivative):
        for protocol in PROTOCOLS:
            again = pickle.loads(pickle.dumps(formula, protocol))
            assert (again, hash(again)) == (formula, hash(formula))
            assert again.latex() == formula.latex()
            at = Fraction(7, 5)
            assert cell(again.at(at)) == cell(formula.at(at))
            assert np.array_equal(again(1.4), formula(1.4), equal_nan=True)


LATER = {
    "nudge": (dfda.nudge(dfda.formula("a^2"), by="0.1"), (2,)),
    "estimate": (dfda.estimate(math.sin), (2,)),
    "explain": (dfda.explain("a^2", nudge="0.1"), (2, 5)),
}


@pytest.mark.parametrize("name", LATER)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_operator_that_waits_for_its_point_comes_back(name, protocol):
    later, points = LATER[name]
    assert pickle.loads(pickle.dumps(later, protocol))(*points) == later(*points)


def test_a_plot_that_waits_for_its_points_comes_back():
    figure = pickle.loads(pickle.dumps(dfda.plot("a^2")))(2)
    assert type(figure).__name__ == "Figure"


def test_an_explanation_of_a_lambda_can_be_copied_but_not_pickled():
    told = dfda.explain(lambda a: 3 * a, 2)
    assert copy.deepcopy(told) == told
    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda"):
        pickle.dumps(told)
    assert pickle.loads(pickle.dumps(told.points)) == told.points


@pytest.fixture(scope="module")
def pool():
    """One other process, started afresh as on Windows and macOS."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


@pytest.mark.parametrize("name", VALUES)
def test_a_value_travels_to_another_process_and_back(pool, name):
    again = pool.submit(copy.copy, VALUES[name]).result()
    assert again == VALUES[name]
    same_text(VALUES[name], again)


def test_another_process_finds_the_same(pool):
    later = dfda.estimate(math.sin)
    assert list(pool.map(later, [1, "1/3"])) == [later(1), later("1/3")]
    told = pool.submit(dfda.explain, "|a|*e^a", 0).result()
    assert told == dfda.explain("|a|*e^a", 0)
    assert told.to_json() == dfda.explain("|a|*e^a", 0).to_json()


def test_an_error_in_another_process_arrives_whole(pool):
    with pytest.raises(dfda.FormulaError) as refusal:
        pool.submit(dfda.formula, "3a + sinn(a)").result()
    error = refusal.value
    assert (error.text, error.start, error.end) == ("3a + sinn(a)", 5, 9)
    assert str(error) == (
        "There is no function called 'sinn'\n  at:  position 6\n  try: did you mean 'sin'?"
    )
    with pytest.raises(dfda.FunctionError) as failure:
        pool.submit(dfda.estimate(str), 2).result()
    assert failure.value.what == "str(2.0) returned text, not a number"


def test_a_changed_copy_is_another_result():
    found = dfda.estimate(abs, 0)
    changed = dataclasses.replace(found, left=-2.0)
    assert changed != found
    assert dataclasses.replace(changed, left=-1.0) == found
