"""A function that fails in the middle leaves nothing behind: no setting changed, no lock held."""

import decimal
import math
import threading
import warnings

import matplotlib as mpl
import numpy as np
import pytest
from flint import ctx
from matplotlib.figure import Figure

import dfda
from dfda.explanation.portrait import portrait
from dfda.program import exact
from dfda.show.figure import figure_svg


def settings():
    """All settings of the process that dfda or what it uses might change."""
    context = decimal.getcontext()
    return (
        np.geterr(),
        ctx.prec,
        list(warnings.filters),
        (context.prec, context.rounding, context.flags),
        dict(mpl.rcParams),
    )


class Stop(BaseException):
    """What some frameworks raise to end a program: no `Exception`."""


class Failing:
    """A function that raises at its n-th call, in the middle of settings of its own."""

    def __init__(self, error, call):
        self.error, self.left = error, call

    def __call__(self, a):
        self.left -= 1
        if self.left <= 0:
            with np.errstate(all="raise"), ctx.workprec(200), decimal.localcontext():
                raise self.error
        return a * a


def whole_explanation(f, at):
    return str(dfda.explain(f, at))


OPERATIONS = [dfda.nudge, dfda.estimate, dfda.explain, whole_explanation, dfda.plot]


def id_of(thing):
    return getattr(thing, "__name__", repr(thing))


@pytest.mark.parametrize("call", [1, 2, 4])
@pytest.mark.parametrize("operation", OPERATIONS, ids=id_of)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), GeneratorExit(), Stop()], ids=repr)
def test_an_interruption_passes_through(operation, error, call):
    before = settings()
    with pytest.raises(type(error)) as raised:
        operation(Failing(error, call), 2)
    assert raised.value is error
    assert settings() == before


@pytest.mark.parametrize("call", [1, 2, 4])
@pytest.mark.parametrize("operation", OPERATIONS, ids=id_of)
@pytest.mark.parametrize("error", [KeyError("b"), SystemExit(3), MemoryError()], ids=repr)
def test_a_failure_is_named_and_leaves_nothing(operation, error, call):
    before = settings()
    with pytest.raises(dfda.FunctionError, match=r"^f\(.*\) raised ") as refusal:
        operation(Failing(error, call), 2)
    assert refusal.value.__cause__ is error
    assert settings() == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=id_of)
def test_a_missing_value_leaves_nothing(operation):
    before = settings()
    operation(Failing(ZeroDivisionError("here"), 4), 2)
    assert settings() == before


def test_a_late_interruption_stops_a_picture():
    """The first calls belong to the explanation; those of the picture come after it."""
    told = dfda.explain(Failing(KeyboardInterrupt(), 10**9), 2)
    before = settings()
    told.f.left = 100
    with pytest.raises(KeyboardInterrupt):
        dfda.plot(told)
    assert settings() == before


def interrupted(*_, **__):
    raise KeyboardInterrupt


def test_an_interrupted_computation_gives_back_precision_and_lock(monkeypatch):
    before = settings()
    with monkeypatch.context() as patched:
        patched.setattr(exact, "_ball_step", interrupted)
        with pytest.raises(KeyboardInterrupt):
            dfda.nudge(dfda.formula("sin(a)"), 2)
    assert settings() == before
    assert answered_elsewhere(lambda: dfda.nudge(dfda.formula("sin(a)"), 2))


def test_an_interrupted_figure_gives_back_settings_and_lock(monkeypatch):
    picture = portrait(dfda.explain("3a", 2))
    before = settings()
    with monkeypatch.context() as patched:
        patched.setattr(Figure, "savefig", interrupted)
        with pytest.raises(KeyboardInterrupt):
            figure_svg(picture)
    assert settings() == before
    assert answered_elsewhere(lambda: figure_svg(picture))


def answered_elsewhere(work):
    """Whether another thread, which would wait for a lock that is still held, gets an answer."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(work()), daemon=True)
    thread.start()
    thread.join(timeout=30)
    return len(answers) == 1


def test_a_function_may_itself_use_dfda():
    """The slope of a slope: d/da cos(a) = -sin(a)."""
    found = dfda.estimate(lambda a: dfda.estimate(math.sin, a).value, 1)
    assert found.value == pytest.approx(-math.sin(1), abs=max(found.error, 1e-6))
    exactly = dfda.formula("sin(a)")

    def inner(a):
        return float(dfda.nudge(exactly, a, by="1e-6").slope)

    assert dfda.estimate(inner, 1).value == pytest.approx(-math.sin(1), abs=1e-5)


def test_a_failure_inside_a_function_that_uses_dfda_is_told_from_within():
    def inner(_):
        return dfda.estimate(lambda a: [a], 1).value

    with pytest.raises(dfda.FunctionError) as refusal:
        dfda.estimate(inner, 2)
    assert refusal.value.what.startswith("inner(2.0) raised FunctionError: f(1.0) returned a list")
