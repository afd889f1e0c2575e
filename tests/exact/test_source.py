"""The printed derivative: it reads well, needs no dfda, and gives the same numbers bit for bit."""

import builtins
import importlib
import math
import pickle
import re
import runpy
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import dfda
from dfda.arrays.linear_algebra import eigen
from dfda.exact.constants import LARGEST, array_text
from dfda.exact.spelled import HELPERS
from dfda.rules import RULES
from dfda.structure import flattened

UNMODIFIED = runpy.run_path(str(Path(__file__).parent.parent / "unmodified" / "test_unmodified.py"))
PROGRAMS = UNMODIFIED["PROGRAMS"]
MODULES = [(UNMODIFIED["loaded"](path).__name__, str(path)) for path in UNMODIFIED["FILES"]]

OPERATORS = ("derivative", "gradient", "jacobian", "hessian")

RUNNER = (
    f"OPERATORS = {OPERATORS}"
    """
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
    (printed,) = [scope[operator] for operator in OPERATORS if operator in scope]
    answers[name] = printed(*arguments)
assert "dfda" not in sys.modules
pickle.dump(answers, sys.stdout.buffer)
"""
)


def run_without_dfda(programs, modules=()):
    """The answers of printed programs, from a Python that cannot import dfda."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", RUNNER],
        input=pickle.dumps([*MODULES, *modules]) + pickle.dumps(programs),
        capture_output=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr.decode()
    return pickle.loads(done.stdout)


def run_here(text, *arguments):
    scope = {}
    exec(compile(text, "printed", "exec"), scope)  # noqa: S102 - the text is what is tested
    (printed,) = [scope[operator] for operator in OPERATORS if operator in scope]
    with np.errstate(all="ignore"):  # as dfda computes it
        return printed(*arguments)


def bits(value):
    """The numbers, kinds and shapes of a nested structure."""
    leaves, structure = flattened(value)
    return structure.paths(), [
        (type(leaf), np.shape(leaf), np.asarray(leaf).dtype, np.asarray(leaf).tobytes())
        for leaf in leaves
    ]


@pytest.fixture(scope="module")
def everything():
    """The printed first and second derivatives of every unmodified program, and their answers."""
    texts = {
        (name, n): dfda.source(f, point, n=n)
        for name, (f, point) in PROGRAMS.items()
        for n in (1, 2)
    }
    programs = {key: (text, (PROGRAMS[key[0]][1],)) for key, text in texts.items()}
    return texts, run_without_dfda({str(key): program for key, program in programs.items()})


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_source_of_an_unmodified_program_gives_the_same_bits_without_dfda(name, everything):
    f, point = PROGRAMS[name]
    texts, answers = everything
    scalar = isinstance(point, float)
    wanted = (dfda.derivative if scalar else dfda.gradient)(f, point)
    assert bits(answers[str((name, 1))]) == bits(wanted), texts[name, 1]
    assert "dfda" not in texts[name, 1]


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_source_of_its_second_derivatives_gives_the_same_bits_too(name, everything):
    f, point = PROGRAMS[name]
    texts, answers = everything
    wanted = dfda.derivative(f, point, n=2) if isinstance(point, float) else dfda.hessian(f, point)
    assert bits(answers[str((name, 2))]) == bits(wanted), texts[name, 2]


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
            return np.sum(g2 * C1, axis=(0,))
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
        (lambda a: sum([a, a * a, 1.0]) * sum([a], a * 2), 2.0),
        (lambda a: math.fsum([a, a * a, 1.0]) ** 2 + math.prod([a, a, 2.0]), 2.0),
        (lambda x: np.linalg.lstsq(np.vander(x, 2), x**2, rcond=None)[0][0], np.arange(4.0)),
        (lambda x: np.interp(x, [0.0, 1.0, 5.0], [1.0, 3.0, 2.0]).sum(), np.arange(4.0)),
        (lambda a: a, np.float32(2.0)),
        (lambda a: np.sin(a) * np.float32(3), np.float32(2.0)),
        (lambda x: np.sum(x.astype(np.float32) * 2), np.arange(3.0)),
        (lambda a: (a * np.int64(3)) ** 2 / np.int32(7), np.float32(0.1)),
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


class Couple(NamedTuple):
    left: object
    right: object


SEVERAL = [
    (lambda x: np.array([x[0] * x[1], np.sin(x[1])]), np.array([2.0, 0.5])),
    (lambda x: x[1:] * x[:-1], np.arange(4.0)),  # fewer outputs: backwards
    (lambda x: np.outer(x, x) @ np.array([1.0, 3.0]), np.array([2.0, 0.5])),
    (lambda x: np.sin(np.arange(12.0).reshape(4, 3) @ x), np.array([2.0, 0.5, 1.0])),
    (lambda x: np.concatenate([x.ravel(), np.prod(x, axis=1)]) ** 2, np.arange(4.0).reshape(2, 2)),
    (lambda x: np.tanh(x)[np.array([0, 2, 2, 1])], np.arange(3.0, dtype=np.float32)),
    (lambda x: np.sqrt(x), np.array([0.0, 4.0])),  # an infinite slope: the careful way
    (lambda x: np.where(x > 0, np.sqrt(x), 0.0), np.array([0.0, 4.0])),
    (lambda x: (np.arange(3.0), x * 2), np.arange(3.0)),  # a part that does not move
    (lambda x: {"sum": np.sum(x), "list": [x[0] ** 2, x]}, np.array([2.0, 0.5])),
    (lambda p: (p["a"] * p["b"], p["a"]), {"a": 2.0, "b": np.arange(3.0)}),
    (lambda p: [p.left * p.right, p.left], Couple(2.0, np.float32(3.0))),
    (lambda x: x, np.arange(3.0)),
    (lambda x: np.array([]), np.arange(3.0)),
    (lambda x: np.ones(2), np.arange(3.0)),
]


@pytest.mark.parametrize(("f", "at"), SEVERAL)
def test_a_jacobian_is_printed_with_its_bits(f, at):
    text = dfda.source(f, at, kinks="ignore")
    assert "The Jacobian by" in text
    assert bits(run_here(text, at)) == bits(dfda.jacobian(f, at, kinks="ignore")), text


def test_a_jacobian_by_two_arguments_is_printed():
    def f(a, x):
        return a * x, x[0] ** 2

    at = (3.0, np.array([2.0, 0.5]))
    for wrt in (1, (0, 1), (1,), ("x", "a")):
        text = dfda.source(f, *at, wrt=wrt)
        names = {0: at[0], 1: at[1], "a": at[0], "x": at[1]}
        given = [names[place] for place in (wrt if isinstance(wrt, tuple) else [wrt])]
        assert bits(run_here(text, *given)) == bits(dfda.jacobian(f, *at, wrt=wrt)), text


def test_a_jacobian_reads_as_it_is_computed():
    def f(x):
        return np.sin(x) * x[0]

    assert dfda.source(f, np.array([2.0, 0.5])) == textwrap.dedent('''\
        import numpy as np


        def jacobian(x):
            """The Jacobian by x, recorded at x as given."""
            j1 = np.eye(2) * np.cos(x) * x[0] + np.array([[1.0], [0.0]]) * np.sin(x)
            return np.moveaxis(j1, 0, -1)
        ''')


def test_the_directions_of_a_large_jacobian_take_no_room():
    at = np.linspace(0, 1, 100)
    text = dfda.source(np.sin, at)
    assert "np.eye(100)" in text
    assert bits(run_here(text, at)) == bits(dfda.jacobian(np.sin, at))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_orders_of_a_function_of_one_number(n):
    def f(a):
        return math.sin(a) * a**4 if a > 1 else a

    text = dfda.source(f, 1.25, n=n)
    assert bits(run_here(text, 1.25)) == bits(dfda.derivative(f, 1.25, n=n))
    name = {1: "derivative", 2: "second derivative", 5: "derivative of order 5"}.get(n, "")
    assert f"The {name}" in text
    assert "It holds where\n        a > 1\n" in text


def test_the_second_derivative_reads_as_in_a_textbook():
    assert dfda.source(lambda a: math.sin(a) * a, 1.0, n=2) == textwrap.dedent('''\
        import math


        def derivative(a):
            """The second derivative by a, recorded at a = 1.0."""
            # the derivative
            y1 = math.cos(a)
            # its derivative
            return -math.sin(a) * a + y1 + y1
        ''')


FORMULAS = [
    "sigmoid(a) * a", "softplus(a)^2", "relu(a)", "a^(1/3)", "a^(2/3)", "sec(a) + csc(a)", "cot(a)",
    "a^2 if a < 1 else 3a", "log(a) + ln(a)", "step(a) a", "floor(a) a", "atan2(a, 2)",
    "hypot(a, 2)", "erf(a) + erfc(a)", "cbrt(a)", "log2(a) + log10(a)", "max(a, 1) + min(a, 2)",
    "|a| + sign(a)", "asinh(a) + tanh(a)", "pi a + e^a", "a^a + 2^a", "(1 + a)^-2", "acos(a)",
]  # fmt: skip


@pytest.mark.parametrize("at", [0.7, np.float32(0.7), np.float64(0.7)])
@pytest.mark.parametrize("text", FORMULAS)
def test_a_typed_formula_is_printed(text, at):
    f = dfda.formula(text)
    for n in (1, 2, 3):
        printed = dfda.source(f, at, n=n, kinks="ignore")
        assert bits(run_here(printed, at)) == bits(dfda.derivative(f, at, n=n, kinks="ignore"))


def test_names_keep_clear_of_each_other():
    def f(y1, d1):
        return math.sin(y1 * d1) * math.exp(y1 * d1)

    text = dfda.source(f, 0.5, 2.0)
    assert bits(run_here(text, 0.5)) == bits(dfda.derivative(f, 0.5, 2.0))
    text = dfda.source(lambda *numbers: numbers[0] * numbers[1] ** 2, 2.0, 3.0, wrt=(0, 1))
    assert "def gradient(x, x2):" in text
    assert run_here(text, 2.0, 3.0) == (9.0, 12.0)


def test_the_size_of_a_number_is_printed():
    text = dfda.source(lambda a: np.linalg.norm(np.array(a)) * a, -2.0)
    assert run_here(text, -2.0) == 4.0


def test_a_hessian_by_two_arguments_is_printed():
    def f(a, b):
        return a**2 * math.sin(b)

    text = dfda.source(f, 2.0, 0.5, wrt=("a", "b"), n=2)
    assert "def hessian(a, b):" in text
    assert bits(run_here(text, 2.0, 0.5)) == bits(dfda.hessian(f, 2.0, 0.5, wrt=("a", "b")))


@dataclass
class Weights:
    w: object
    b: float


def test_a_hessian_by_a_dataclass_is_printed():
    def loss(p):
        return np.sum(p.w**2) * p.b

    at = Weights(np.array([2.0, 0.5]), 3.0)
    text = dfda.source(loss, at, n=2)
    assert bits(run_here(text, at)) == bits(dfda.hessian(loss, at))


def test_the_jacobian_of_a_hessian_is_printed():
    def f(x):
        return np.prod(x) * x[0]

    at, third = np.array([2.0, 0.5, 3.0]), dfda.hessian(f)
    assert bits(run_here(dfda.source(third, at), at)) == bits(dfda.jacobian(third, at))


TABLE = """
import math

class Tables:
    @staticmethod
    def area(x):
        return float(str(x)) ** 2

def table(x):
    return math.exp(float(str(x)) ** 2)

def total(x):
    return math.fsum(x.tolist())
"""


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """A module that nothing can follow and that never heard of dfda."""
    path = tmp_path / "dfda_test_tables.py"
    path.write_text(TABLE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("dfda_test_tables")
    del sys.modules["dfda_test_tables"]


def test_a_function_with_a_rule_of_the_users_is_imported_from_its_module(tables):
    table = dfda.rule(slope=lambda x, y: 2 * x * y)(tables.table)
    area = dfda.rule(slope=lambda x, y: 2 * x)(tables.Tables.area)

    def f(a):
        return area(table(math.sin(a)))

    text = dfda.source(f, 0.5, n=2)
    assert "import math\nimport dfda_test_tables\n" in text
    answers = run_without_dfda({"f": (text, (0.5,))}, [(tables.__name__, tables.__file__)])
    assert bits(answers["f"]) == bits(dfda.derivative(f, 0.5, n=2))


def test_a_rule_whose_sensitivity_is_one_number_is_spread_over_its_operand(tables):
    total = dfda.rule(pull=lambda g, y, x: 2 * g * y)(tables.total)

    def f(x):
        return total(x) ** 2

    text = dfda.source(f, np.arange(3.0))
    answers = run_without_dfda(
        {"f": (text, (np.arange(3.0),))}, [(tables.__name__, tables.__file__)]
    )
    assert bits(answers["f"]) == bits(dfda.gradient(f, np.arange(3.0)))


def test_the_module_of_a_rule_keeps_clear_of_the_arguments(tables):
    table = dfda.rule(slope=lambda x, y: 2 * x * y)(tables.table)

    def f(dfda_test_tables):
        return table(dfda_test_tables)

    with pytest.raises(dfda.UnsupportedError, match=r"table cannot be printed by dfda\.source"):
        dfda.source(f, 0.5)


def helper(name):
    scope = {"np": np, "math": math}
    exec(HELPERS[name], scope)  # noqa: S102 - the text is what is tested
    return scope[name]


@pytest.mark.parametrize("name", sorted(HELPERS.keys() & RULES.keys()))
def test_a_helper_computes_as_the_rule_does(name):
    operands = [0.3, 1 / 3][: RULES[name].arity]
    for kind in (np.float64, np.float32):
        numbers = [kind(number) for number in operands]
        assert bits(kind(helper(name)(*numbers))) == bits(kind(RULES[name].floats(*numbers)))


def test_the_helper_of_arrays_computes_as_its_rule_does(rng):
    assert HELPERS.keys() - RULES.keys() == {"eigen"}
    array = rng.normal(size=(2, 3, 3))
    for a in (array + array.mT, np.float32(array + array.mT)):
        assert bits(helper("eigen")(a)) == bits(eigen(a))


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
    def f(sign, C1, sum):  # noqa: A002, N803 - names that the program uses too
        return abs(sign) * np.sum(C1 * np.linspace(0, 1, 7)[::3]) * total([sign, sum], sum) ** 2

    at, total = (-2.0, np.arange(3.0), 5.0), builtins.sum
    text = dfda.source(f, *at, wrt=(0, 1, 2))
    assert "def gradient(sign_, C1_, sum_):" in text
    assert bits(run_here(text, *at)) == bits(dfda.gradient(f, *at, wrt=(0, 1, 2)))


def test_the_arrays_of_the_program_are_not_handed_out():
    weights = np.sin(np.arange(5.0))
    scope = {}
    exec(dfda.source(lambda x: weights @ x, np.ones(5)), scope)  # noqa: S102 - the text is what is tested
    scope["gradient"](np.ones(5))[:] = 0.0
    assert np.array_equal(scope["gradient"](np.ones(5)), weights)


def test_the_answer_shares_no_memory_with_the_point():
    def f(p):
        return np.sum(p["a"] * p["b"].T) + np.sum(p["c"] ** 2) / 2

    at = {"a": np.ones((2, 3)), "b": np.ones((3, 2)), "c": np.ones(4)}
    answer = run_here(dfda.source(f, at), at)
    for one in answer.values():
        assert not any(np.may_share_memory(one, other) for other in at.values())


# Refusals


def test_a_number_of_the_users_own_kind_is_refused():
    class Money(float):
        pass

    with pytest.raises(dfda.UnsupportedError, match="a Money cannot be printed"):
        dfda.source(lambda a: a * a * Money(3.0), 2.0)


def test_a_function_of_no_module_is_refused():
    scope = {"__name__": "nowhere"}
    exec("def area(x): return float(str(x)) ** 2", scope)  # noqa: S102 - it has to come from nowhere
    area = dfda.rule(slope=lambda x, y: y)(scope["area"])
    with pytest.raises(dfda.UnsupportedError, match=r"area cannot be printed by dfda\.source"):
        dfda.source(lambda a: area(a), 2.0)


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
    assert "define it in a module that does not import dfda" in str(error.value)


def test_a_function_that_only_dfda_computes_is_refused():
    with pytest.raises(dfda.UnsupportedError, match=r"sinc cannot be printed") as error:
        dfda.source(lambda a: np.sinc(a) ** 2, 0.5)
    assert "dfda.derivative and dfda.gradient" in str(error.value)


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


def test_orders_that_a_function_of_many_numbers_does_not_have():
    with pytest.raises(dfda.InputError, match="one number"):
        dfda.source(lambda x: x * 2, np.arange(3.0), n=2)
    with pytest.raises(dfda.InputError, match="of order 3 of a function of many") as error:
        dfda.source(np.sum, np.arange(3.0), n=3)
    assert "dfda.source(dfda.hessian(f), x)" in str(error.value)
    with pytest.raises(dfda.InputError, match="the order n must be a whole number from 1, not 0"):
        dfda.source(np.sum, np.arange(3.0), n=0)


@pytest.mark.parametrize("at", [2.0, np.arange(3.0)])
def test_a_class_of_the_output_cannot_be_made(at):
    with pytest.raises(dfda.UnsupportedError, match="cannot make a Couple") as error:
        dfda.source(lambda a: Couple(a, a), at)
    assert "return a dict or a tuple" in str(error.value)
