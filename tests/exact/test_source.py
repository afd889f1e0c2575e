"""The printed derivative: it reads well, needs no dfda, and gives the same numbers bit for bit."""

import math
import pickle
import re
import runpy
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import dfda
from dfda.exact.constants import LARGEST, array_text
from dfda.exact.spelled import HELPERS
from dfda.rules import RULES
from dfda.structure import flattened

UNMODIFIED = runpy.run_path(str(Path(__file__).parent.parent / "unmodified" / "test_unmodified.py"))
PROGRAMS = UNMODIFIED["PROGRAMS"]
MODULES = [(UNMODIFIED["loaded"](path).__name__, str(path)) for path in UNMODIFIED["FILES"]]

RUNNER = """
import importlib.util, pickle, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "dfda":
            raise ImportError("dfda is not installed")

sys.meta_path.insert(0, Refuse())
try:
    import dfda
except ImportError:
    pass
else:
    raise SystemExit("dfda can be imported here")
for name, path in pickle.load(sys.stdin.buffer):  # where the classes of the points come from
    spec = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
answers = {}
for name, (text, arguments) in pickle.load(sys.stdin.buffer).items():
    scope = {}
    exec(compile(text, name, "exec"), scope)
    answers[name] = (scope.get("gradient") or scope["derivative"])(*arguments)
assert "dfda" not in sys.modules
pickle.dump(answers, sys.stdout.buffer)
"""


def run_without_dfda(programs):
    """The answers of printed programs, from a Python that cannot import dfda."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", RUNNER],
        input=pickle.dumps(MODULES) + pickle.dumps(programs),
        capture_output=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr.decode()
    return pickle.loads(done.stdout)


def run_here(text, *arguments):
    scope = {}
    exec(compile(text, "printed", "exec"), scope)  # noqa: S102 - the text is what is tested
    with np.errstate(all="ignore"):  # as dfda computes it
        return (scope.get("gradient") or scope["derivative"])(*arguments)


def bits(value):
    """The numbers, kinds and shapes of a nested structure."""
    leaves, structure = flattened(value)
    return structure.paths(), [
        (type(leaf), np.shape(leaf), np.asarray(leaf).dtype, np.asarray(leaf).tobytes())
        for leaf in leaves
    ]


@pytest.fixture(scope="module")
def everything():
    """Every unmodified program: its printed source, and what dfda answers."""
    texts = {name: dfda.source(f, point) for name, (f, point) in PROGRAMS.items()}
    programs = {name: (text, (PROGRAMS[name][1],)) for name, text in texts.items()}
    return texts, run_without_dfda(programs)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_source_of_an_unmodified_program_gives_the_same_bits_without_dfda(name, everything):
    f, point = PROGRAMS[name]
    texts, answers = everything
    scalar = isinstance(point, float)
    wanted = (dfda.derivative if scalar else dfda.gradient)(f, point)
    assert bits(answers[name]) == bits(wanted), texts[name]
    assert "dfda" not in texts[name]


def test_every_program_is_printed(everything):
    texts, answers = everything
    assert len(texts) >= 40
    assert texts.keys() == answers.keys()


def test_the_slope_of_a_straight_line_is_a_number():
    assert dfda.source(lambda a: 3 * a, 2.0) == textwrap.dedent('''\
        def derivative(a):
            """The derivative by a, recorded at a = 2.0."""
            return 3.0
        ''')


def test_a_formula_reads_as_in_a_textbook():
    assert dfda.source(lambda a: math.sin(a) * math.exp(-a * a), 1.0) == textwrap.dedent('''\
        import math


        def derivative(a):
            """The derivative by a, recorded at a = 1.0."""
            # the value
            y1 = -a
            y2 = math.exp(y1 * a)
            # its derivative
            return math.cos(a) * y2 + (-1.0 * a + y1) * y2 * math.sin(a)
        ''')


def test_a_small_loss_reads_well():
    inputs, targets = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([1.0, 2.0, 3.0])

    def loss(w):
        return np.mean((inputs @ w - targets) ** 2)

    assert dfda.source(loss, np.array([0.1, 0.2])) == textwrap.dedent('''\
        import numpy as np

        C1 = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


        def gradient(w):
            """The gradient by w, recorded at w as given."""
            g1 = 2 * (C1 @ w - np.array([1.0, 2.0, 3.0]))
            g2 = np.expand_dims(np.broadcast_to(0.3333333333333333, (3,)) * g1, -1)
            return np.reshape(np.sum(g2 * C1, axis=(0,)), (2,))
        ''')


def test_the_decisions_of_the_run_stand_in_the_docstring():
    def steps(a, b):
        return a * b if 2 * a > b else a / b

    assert "It holds where\n        2 * a > b\n" in dfda.source(steps, 2.0, 3.0, wrt=(0, 1))
    assert "It holds where\n        not 2 * a > 5.0\n" in dfda.source(steps, 2.0, 5.0)
    assert "It holds where" not in dfda.source(lambda a: a * a, 2.0)


def test_a_mask_is_said_to_stay_as_it_was():
    text = dfda.source(lambda x: np.sum(np.where(x > 0, x * x, 0.0)), np.array([-1.0, 2.0]))
    assert "every entry is on the side where it was" in text


def test_the_printed_function_holds_at_other_points_of_the_same_path():
    def f(a):
        return math.sin(a) ** 3 / a if a > 0 else a

    printed = dfda.source(f, 1.0)
    for a in (0.25, 2.0, 7.5):
        assert run_here(printed, a) == dfda.derivative(f, a)


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (lambda a: math.atan2(a, 2.0) + math.sinh(a) + math.erf(a) + math.log2(a), 1.5),
        (lambda a: math.gamma(a) + math.hypot(a, 2.0) + a % 0.7 + abs(a) ** 1.5, 1.5),
        (lambda a: np.array([a, a * a, 1.0]), 2.0),
        (lambda a: 1.0, 2.0),
        (lambda a: a, np.float32(2.0)),
        (lambda a: np.sin(a) * np.float32(3), np.float32(2.0)),
        (lambda x: np.sum(x.astype(np.float32) * 2), np.arange(3.0)),
        (lambda x: np.sum(np.sin(x) ** 2), np.arange(3.0, dtype=np.float32)),
        (
            lambda x: x[np.array([0, 2, 2])] @ np.arange(3.0) + x[0] ** 2 + x[1:].prod(),
            np.arange(3.0),
        ),
        (lambda x: np.sum(x), np.arange(3.0)),
        (lambda x: np.sum(np.where(x > 0, np.sqrt(x), 0.0)), np.array([0.0, 4.0])),
        (lambda p: p["a"] * p["b"][0] + p["b"][1], {"a": 2.0, "b": (3.0, 4.0)}),
        (dfda.derivative(lambda a: math.sin(a) * a**4), 2.0),
        (lambda a: dfda.derivative(lambda b: math.sin(a * b), 2.0), 3.0),
    ],
)
def test_kinds_structures_and_nesting_give_the_same_bits(f, at):
    operator = dfda.derivative if isinstance(at, float | np.floating) else dfda.gradient
    found = run_here(dfda.source(f, at, kinks="ignore"), at)
    assert bits(found) == bits(operator(f, at, kinks="ignore"))


@pytest.mark.parametrize("name", HELPERS)
def test_a_helper_computes_as_the_rule_does(name):
    scope = {"np": np, "math": math}
    exec(HELPERS[name], scope)  # noqa: S102 - the text is what is tested
    operands = [0.3, 1 / 3][: RULES[name].arity]
    for kind in (np.float64, np.float32):
        numbers = [kind(number) for number in operands]
        assert bits(kind(scope[name](*numbers))) == bits(kind(RULES[name].floats(*numbers)))


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3).T,
        np.arange(24.0).reshape(2, 3, 4).transpose(1, 2, 0),
        np.broadcast_to(np.array([1.0, -0.0]), (3, 2)),
        np.broadcast_to(np.float32(2.5), (4,)),
        np.array([-0.0, -0.0]),
        np.array([np.nan, np.inf, -np.inf]),
        np.array(2.0),
        np.zeros((0, 3)),
        np.arange(3, 9),
        np.array([True, False]),
        np.array([1.5, 2.5], np.float32),
        np.ones((2, 2)),
    ],
)
def test_an_array_is_printed_with_its_bits_and_how_it_lies_in_memory(array):
    again = eval(array_text(array), {"np": np})  # noqa: S307 - the text is what is tested
    assert bits(again) == bits(array)
    assert again.strides == array.strides


def test_the_source_without_a_point_is_a_function():
    assert dfda.source(lambda a: a * a)(2.0) == dfda.source(lambda a: a * a, 2.0)


def test_arguments_keep_clear_of_the_names_that_the_program_uses():
    def f(sign, C1):  # noqa: N803 - a name that constants have
        return abs(sign) * np.sum(C1 * np.linspace(0, 1, 7)[::3])

    at = (-2.0, np.arange(3.0))
    text = dfda.source(f, *at, wrt=(0, 1))
    assert "def gradient(sign_, C1_):" in text
    assert bits(run_here(text, *at)) == bits(dfda.gradient(f, *at, wrt=(0, 1)))


def test_the_arrays_of_the_program_are_not_handed_out():
    weights = np.sin(np.arange(5.0))
    scope = {}
    exec(dfda.source(lambda x: weights @ x, np.ones(5)), scope)  # noqa: S102 - the text is what is tested
    scope["gradient"](np.ones(5))[:] = 0.0
    assert np.array_equal(scope["gradient"](np.ones(5)), weights)


# Refusals


def test_a_dict_whose_keys_have_no_text_is_refused():
    key = object()
    with pytest.raises(dfda.UnsupportedError, match="cannot write this as Python"):
        dfda.source(lambda p: p[key] ** 2, {key: 2.0})


def test_a_large_constant_is_refused():
    data = np.sin(np.arange(LARGEST + 1.0))
    with pytest.raises(
        dfda.UnsupportedError, match=r"an array of 1001 entries \(at most 1000\)"
    ) as error:
        dfda.source(lambda x: np.sum(data * x) ** 2, 2.0)
    assert "name it in wrt=" in str(error.value)


def test_a_function_without_a_name_in_math_or_numpy_is_refused_with_its_line():
    @dfda.rule(slope=lambda x, y: 2 * x * y)
    def table(x):
        return np.exp(float(str(x)) ** 2)

    with pytest.raises(
        dfda.UnsupportedError, match=r"table cannot be printed by dfda\.source"
    ) as error:
        dfda.source(lambda a: table(math.sin(a)), 0.5)
    assert re.search(r"test_source\.py:\d+", str(error.value))


def test_a_very_long_run_is_refused():
    def many(a):
        for _ in range(21_000):
            a = math.sin(a)
        return a

    with pytest.raises(dfda.UnsupportedError, match=r"dfda\.source prints at most 20000"):
        dfda.source(many, 1.0)


def test_it_is_not_asked_inside_a_derivative():
    with pytest.raises(dfda.InputError, match="inside a function that is being differentiated"):
        dfda.derivative(lambda a: len(dfda.source(lambda b: b * b, a)) * a, 1.0)


def test_an_output_of_many_numbers_is_refused():
    with pytest.raises(dfda.InputError, match="one number"):
        dfda.source(lambda x: x * 2, np.arange(3.0))
