"""Many threads at once find what one thread finds, and leave no setting changed."""

import math
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

import dfda
from dfda.digits import enclosure
from dfda.explanation.portrait import portrait
from dfda.show.figure import figure_png, figure_svg

THREADS = 8


@pytest.fixture(autouse=True)
def _hurried():
    """Threads take turns as often as Python can let them."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def in_threads(work, count=THREADS):
    """What `work` returns in each of so many threads that start together."""
    together = threading.Barrier(count)

    def start(number):
        together.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(start, range(count)))


def refused(text):
    with pytest.raises(dfda.FormulaError) as refusal:
        dfda.formula(text)
    return str(refusal.value)


PICTURE = portrait(dfda.explain("|a|", 1))
TASKS = [
    lambda: enclosure(dfda.formula("sin(a)*e^a").at(Fraction(1, 3)), 90),
    lambda: enclosure(dfda.formula("log(a + 2)/pi").at(Fraction(5, 7)), 1024),
    lambda: enclosure(dfda.formula("erf(a)^3").at(Fraction(1)), 2048),
    lambda: dfda.formula("2a^2 + sin(a)").derivative,
    lambda: refused("3a + sinn(a)"),
    lambda: dfda.nudge(dfda.formula("e^a"), "1/7", by="1e-30"),
    lambda: dfda.nudge(np.log, 0),
    lambda: dfda.estimate(math.sin, 2),
    lambda: dfda.estimate(math.sqrt, 0),
    lambda: dfda.explain("|a|*e^a", 0, 1).to_json(),
    lambda: dfda.explain(math.tanh, 1),
    lambda: figure_svg(PICTURE),
    lambda: figure_png(PICTURE),
]


def test_eight_threads_find_what_one_finds():
    expected = [task() for task in TASKS]
    settings = dict(mpl.rcParams)

    def work(number):
        order = [(index + 2 * number) % len(TASKS) for index in range(len(TASKS))]
        return {index: TASKS[index]() for index in order}

    for found in in_threads(work):
        assert [found[index] for index in range(len(TASKS))] == expected
    assert dict(mpl.rcParams) == settings


def test_one_figure_is_saved_at_a_time(monkeypatch):
    """Two at a time would each put back the settings that the other has changed."""
    inside, most = [], []
    save = Figure.savefig

    def slow(*arguments, **options):
        inside.append(1)
        time.sleep(0.02)
        most.append(len(inside))
        save(*arguments, **options)
        inside.pop()

    monkeypatch.setattr(Figure, "savefig", slow)
    settings = dict(mpl.rcParams)
    texts = in_threads(lambda _: figure_svg(PICTURE), 3)
    assert most == [1, 1, 1]
    assert len(set(texts)) == 1
    assert dict(mpl.rcParams) == settings


EXACT = """
import contextlib, sys, threading, time
from fractions import Fraction
from flint import ctx
from dfda import formula
from dfda.program import exact

if sys.argv[1] == "unlocked":
    exact._PRECISION = contextlib.nullcontext()
compute, kept = exact._ball_step, []

def slow(*arguments):
    before = ctx.prec
    time.sleep(0.005)
    kept.append(ctx.prec == before)
    return compute(*arguments)

def work(bits):
    found[bits] = formula("sin(a)").at(Fraction(1)).enclose(bits)

PRECISIONS = [64 * step for step in range(1, 9)]
found = {}
for bits in PRECISIONS:
    work(bits)
expected, found = found, {}
exact._ball_step = slow
threads = [threading.Thread(target=work, args=(bits,)) for bits in PRECISIONS]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(all(kept) and len(kept) == len(PRECISIONS), found == expected)
"""


def told(script, *words):
    command = [sys.executable, "-W", "error", "-c", script, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def test_exact_values_keep_their_precision_because_of_the_lock():
    """python-flint has one working precision: without the lock threads change each other's."""
    assert told(EXACT, "locked") == ["True", "True"]
    assert told(EXACT, "unlocked") == ["False", "False"]


FIRST_USE = """
import sys, threading
import dfda
sys.setswitchinterval(1e-6)
together, found, failures = threading.Barrier(16), set(), []

def work(number):
    together.wait()
    for step in range(len(dfda.__all__)):
        name = dfda.__all__[(5 * number + step) % len(dfda.__all__)]
        found.add((name, id(getattr(dfda, name))))
    if dfda.nudge(dfda.formula("3a"), 2).slope != 3:
        failures.append(number)

threading.excepthook = lambda arguments: failures.append(arguments.exc_value)
threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(failures, len(found) == len(dfda.__all__))
"""


@pytest.mark.parametrize("attempt", range(3))
def test_sixteen_threads_may_be_the_first_to_use_a_name(attempt):
    assert told(FIRST_USE) == ["[]", "True"], attempt
