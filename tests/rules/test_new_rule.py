"""A new function is one row of the table, plus nothing else: no test and no page has to be told."""

# ruff: noqa: ARG005 - a derivative is a function of the operand and the result

import math
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import dfda
from dfda.digits import Blank, cell
from dfda.errors import FormulaError
from dfda.formulas import formula
from dfda.formulas.lower import functions
from dfda.results import Everywhere
from dfda.rules import RULES
from dfda.rules.rule import function

pytestmark = pytest.mark.skipif("logit" in RULES, reason="dfda has a logit of its own by now")

ROOT = Path(__file__).parent.parent.parent


def registered():
    """The three lines that somebody writes who misses a function."""
    parts = {"slope": lambda x, y: 1 / (x * (1 - x)), "floats": lambda x: 2 * np.arctanh(2 * x - 1)}
    parts["ball"] = lambda x: RULES["log"].ball(x) - RULES["log"].ball(1 - x)
    return function("logit", **parts, known={0.5: 0}, sample=(0.1, 0.9), hazard="logarithm")


@pytest.fixture
def logit():
    rule = registered()
    yield rule
    del RULES._rules["logit"]


@pytest.fixture
def told(checks, monkeypatch):
    """The checks, told what logit is."""
    monkeypatch.setitem(checks.TRUTH, "logit", lambda mp, x: mp.log(x / (1 - x)))
    return checks


def test_before_and_after_there_is_no_such_function():
    assert "logit" not in RULES
    assert "logit" not in functions()
    with pytest.raises(FormulaError, match="no function called 'logit'"):
        formula("logit(a)")


def test_nothing_else_changes():
    before = functions()
    registered()
    try:
        assert functions().items() - before.items() == {("logit", before["log"])}
        assert before.keys() < functions().keys()
    finally:
        del RULES._rules["logit"]
    assert functions() == before


@pytest.mark.usefixtures("logit")
def test_a_formula_can_call_it():
    f = formula("2logit(a) + 1")
    assert f(0.5) == 1.0
    assert f(0.75) == pytest.approx(1 + 2 * math.log(3), rel=1e-15)
    column = f(np.array([0.25, 0.5], np.float32))
    assert column.dtype == np.float32
    assert column[1] == 1
    with pytest.raises(FormulaError, match="did you mean 'logit'"):
        formula("lojit(a)")
    with pytest.raises(FormulaError, match="one argument"):
        formula("logit(a, 2)")


@pytest.mark.usefixtures("logit")
def test_it_prints():
    f = formula("3logit(a^2)")
    assert (f.text, f.pretty) == ("3logit(a^2)", "3logit(a²)")
    assert f.latex() == r"3 \operatorname{logit}\left(a^{2}\right)"
    assert formula(f.pretty).text == f.text


@pytest.mark.usefixtures("logit")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("1/2", "0"),
        ("3/4", "1.0986122886681096914"),
        ("1e-30", "-69.077552789821370521"),
        ("0", "undefined"),
        ("1", "undefined"),
        ("2", "undefined"),
    ],
)
def test_it_is_exact(at, expected):
    assert cell(formula("logit(a)").at(Fraction(at))).text == expected


@pytest.mark.usefixtures("logit")
def test_it_is_differentiated():
    slope = formula("logit(a)").derivative
    assert slope.text == "1/(a*(1 - a))"
    assert slope.at(Fraction(1, 4)) == Fraction(16, 3)
    assert slope.at(Fraction(0)) == Blank.UNDEFINED
    assert slope.derivative.at(Fraction(1, 4)) == -(Fraction(16, 3) ** 2) / 2
    assert formula("logit(3a)^2").derivative.at(Fraction(1, 6)) == 0


@pytest.mark.usefixtures("logit")
def test_it_is_explained():
    told = dfda.explain("logit(a)", Fraction(1, 2), Fraction(1, 4))
    assert [str(point.derivative) for point in told.points] == ["4", "5.3333333333333333333"]
    assert told.everywhere.verdict is Everywhere.REFUTED


EACH_CHECK = pytest.mark.parametrize(
    "check", ["slopes", "float slopes", "float32 slopes", "floats", "floats32", "ball", "fraction"]
)


@EACH_CHECK
def test_the_checks_pass_on_it(check, logit, told, seed):
    told.CHECKS[check](logit, seed)


@EACH_CHECK
def test_the_checks_pass_on_it_without_being_told_what_it_is(check, logit, checks, seed):
    """mpmath has no logit, so the row has to agree with itself."""
    assert "logit" not in checks.TRUTH
    checks.CHECKS[check](logit, seed)


BROKEN = {
    "slopes": {"slopes": (lambda x, y: (1 + Fraction(1, 10**30)) / (x * (1 - x)),)},
    "float slopes": {"slopes": (lambda x, y: 1 / (x - x * (1 - (1 - x))) + 1 / 10**9 * y,)},
    "floats": {"floats": lambda x: np.log(x) - np.log1p(-x) * (1 + 1e-12)},
    "floats32": {"floats": lambda x: np.float64(2) * np.arctanh(2 * x - 1)},
    "ball": {"ball": lambda x: RULES["log"].ball(x) - RULES["log"].ball(1 - x) * (1 + x / 10**30)},
    "fraction": {"fraction": lambda x: Fraction(float(2 * x - 1))},
}


@pytest.mark.parametrize("check", BROKEN)
def test_a_part_that_disagrees_with_the_others_is_noticed(check, logit, checks, seed):
    with pytest.raises(AssertionError, match=r"^logit"):
        checks.CHECKS[check](replace(logit, **BROKEN[check]), seed)


def test_a_name_that_mpmath_knows_is_held_against_mpmath(logit, checks, seed):
    """The row of logit under the name of another function agrees with itself, and is wrong."""
    for name in ("ball", "floats", "slopes"):
        with pytest.raises(AssertionError, match=r"^asech"):
            checks.CHECKS[name](replace(logit, name="asech"), seed)


def test_the_checks_notice_what_is_wrong_with_it(logit, told, seed, monkeypatch):
    monkeypatch.setitem(told.TRUTH, "logit", lambda mp, x: mp.log(x / (1 - x)) + mp.mpf(10) ** -30)
    for check in ("ball", "fraction"):
        with pytest.raises(AssertionError, match=r"^logit"):
            told.CHECKS[check](logit, seed)


ROW = """
logit = function(
    "logit", slope=lambda x, y: 1 / (x * (1 - x)), floats=lambda x: 2 * np.arctanh(2 * x - 1),
    ball=lambda x: 2 * _inside_one(2 * x - 1).atanh(), where="0 < {0} < 1", known={0.5: 0},
    sample=(0.1, 0.9), hazard="logarithm")
"""
WHAT_READS_THE_TABLE = "logit or table or every or rule or called or written or new"


@pytest.mark.slow
def test_a_row_in_one_file_is_all_it_takes(tmp_path):
    """A copy of the repository with this row in one file passes all tests that read the table."""
    made = shutil.ignore_patterns(".*", "build", "__pycache__")
    shutil.copytree(ROOT, tmp_path, ignore=made, dirs_exist_ok=True)
    with (tmp_path / "src/dfda/rules/inverse.py").open("a", encoding="utf-8") as family:
        family.write(ROW)
    folders = ["rules", "formulas", "program", "page", "test_docs.py", "test_architecture.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-k", WHAT_READS_THE_TABLE, *(f"tests/{name}" for name in folders)]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "src")}
    ran = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]
    assert "logit" in subprocess.run(
        [sys.executable, "-m", "dfda", "explain", "logit(a)", "--at", "0.5"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
