"""Nothing outlives its use: no cache keeps a function alive, no cycle waits for the collector."""

import gc
import json
import math
import weakref

import pytest

import dfda


def refused(operation, *arguments):
    with pytest.raises(dfda.DfdaError):
        operation(*arguments)


def whole(explanation):
    return str(explanation), explanation.to_json(), explanation._repr_mimebundle_()


OPERATIONS = {
    "nudge": lambda f: dfda.nudge(f, 2),
    "nudge where values are missing": lambda f: dfda.nudge(f, 0),
    "estimate": lambda f: dfda.estimate(f, 2),
    "estimate where values are missing": lambda f: dfda.estimate(f, 0),
    "explain": lambda f: dfda.explain(f, 2),
    "explain where values are missing": lambda f: dfda.explain(f, 0),
    "explain where there is no value": lambda f: refused(dfda.explain, f, -5),
    "a whole explanation": lambda f: whole(dfda.explain(f, 2)),
    "derivative": lambda f: dfda.derivative(f, 2.0),
    "gradient": lambda f: dfda.gradient(f, 2.0),
    "an operator that waits": lambda f: dfda.estimate(f)(2),
}


def fresh_function():
    def root(a):
        return math.sqrt(a)

    return root


@pytest.fixture(autouse=True)
def _no_collector():
    """Without the collector only a count of references that falls to zero frees anything."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_function_dies_with_its_last_user(name):
    f = fresh_function()
    alive = weakref.ref(f)
    OPERATIONS[name](f)
    if name == "a whole explanation":
        gc.collect()  # matplotlib's figures are cycles
    del f
    assert alive() is None


@pytest.mark.parametrize("wrong", [str, lambda a: [a], lambda a: {}[a]], ids=range(3))
def test_a_function_dies_with_the_error_that_names_it(wrong):
    def f(a):
        return wrong(a)

    alive = weakref.ref(f)
    refused(dfda.estimate, f, 2)
    del f
    gc.collect()  # an exception and the frame that caught it are a cycle of Python's own
    assert alive() is None


def test_an_explanation_holds_its_function_and_lets_it_go():
    f = fresh_function()
    alive = weakref.ref(f)
    told = dfda.explain(f, 2)
    del f
    assert alive() is told.f
    del told
    assert alive() is None


FORMULAS = {
    "read": lambda: dfda.formula("sin(a)*e^a - |a|"),
    "differentiate": lambda: dfda.formula("sin(a)*e^a - |a|").derivative.derivative,
    "compute": lambda: dfda.nudge(dfda.formula("sin(a)*e^a"), "1/3"),
    "explain": lambda: dfda.explain("sin(a)*e^a", 1, 2),
    "explain a corner": lambda: dfda.explain("|a| + floor(a)", 0, 1),
    "explain code": lambda: dfda.explain(lambda a: a * a, 0, 1),
    "explain code where values are missing": lambda: dfda.explain(fresh_function(), 0, 1),
    "print": lambda: str(dfda.explain("a^3", 1, 2)),
    "write down": lambda: json.dumps(dfda.explain("|a|", 0).to_json()),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_no_cycle_is_left_for_the_collector(name):
    FORMULAS[name]()  # what is loaded at the first use stays
    gc.collect()
    FORMULAS[name]()
    assert gc.collect() == 0
