"""dfda never warns by itself; a function's own warnings reach its user from their own line."""

import ast
import pkgutil
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import dfda

OPERATIONS = [dfda.nudge, dfda.estimate, dfda.explain, dfda.plot]


def outdated(a):
    warnings.warn("outdated", DeprecationWarning, stacklevel=1)
    return a * a


LINE_OF_THE_WARNING = outdated.__code__.co_firstlineno + 1


def id_of(operation):
    return operation.__name__


@pytest.mark.parametrize("operation", OPERATIONS, ids=id_of)
def test_a_function_s_warning_arrives_once_with_its_own_line(operation):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        operation(outdated, 2)
    assert [str(warning.message) for warning in caught] == ["outdated"]
    assert (caught[0].filename, caught[0].lineno) == (__file__, LINE_OF_THE_WARNING)


@pytest.mark.parametrize("operation", OPERATIONS, ids=id_of)
def test_a_function_s_warning_may_be_silenced_as_usual(operation):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        operation(outdated, 2)
    assert caught == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=id_of)
def test_where_warnings_are_errors_the_function_fails_with_its_warning(operation):
    with pytest.raises(dfda.FunctionError) as refusal:
        operation(outdated, 2)
    assert refusal.value.what == "outdated(2.0) raised DeprecationWarning: outdated"
    assert isinstance(refusal.value.__cause__, DeprecationWarning)


@pytest.mark.parametrize("operation", [dfda.derivative, dfda.gradient])
def test_a_traced_function_s_warning_arrives_as_from_a_plain_call(operation):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            operation(outdated)(2.0)
    assert [str(warning.message) for warning in caught] == ["outdated"]
    assert (caught[0].filename, caught[0].lineno) == (__file__, LINE_OF_THE_WARNING)


def overflowing(a):
    return np.float32(1e38) * np.float32(100) * a


def invalid_inside(a):
    return np.nansum(np.sqrt(np.array([-1.0, a])))


def told(explanation):
    return str(explanation), explanation._repr_mimebundle_()


@pytest.mark.parametrize("f", [np.log, np.sqrt, np.reciprocal, np.exp, invalid_inside], ids=id_of)
@pytest.mark.parametrize("at", [0, "1e-320", 709, "1e300"])
def test_numpy_s_floating_point_warnings_are_silenced(f, at):
    """Infinities and NaN are answers, and the verdict tells what they mean."""
    dfda.nudge(f, at)
    dfda.estimate(f, at)
    told(dfda.explain(lambda a: np.nan_to_num(f(a)), at))


def test_a_value_that_is_nowhere_finite_does_not_warn_either():
    assert dfda.estimate(overflowing, 1).verdict is dfda.Verdict.UNDEFINED


def test_a_function_may_ask_for_its_own_floating_point_warnings():
    def strict(a):
        with np.errstate(all="warn"):
            return np.log(np.float64(a))

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        assert dfda.estimate(strict, 0).verdict is dfda.Verdict.UNDEFINED
    assert [warning.filename for warning in caught] == [__file__]


def modules():
    return ["dfda", *(m.name for m in pkgutil.walk_packages(dfda.__path__, "dfda."))]


def test_every_module_loads_without_a_warning():
    loading = "\n".join(f"import {name}" for name in modules() if name != "dfda.__main__")
    command = [sys.executable, "-W", "error", "-X", "dev", "-bb", "-c", loading]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


WARNS = Path(dfda.__file__).parent / "trace" / "corners.py"
"""The one module that issues a warning: an exact derivative at a corner."""


def test_one_module_issues_warnings_and_none_changes_a_filter():
    """Filters belong to the whole process: what no module imports, none can change."""
    used = re.findall(r"\bwarnings\.(\w+)", WARNS.read_text(encoding="utf-8"))
    assert used == ["warn"]
    for path in Path(dfda.__file__).parent.rglob("*.py"):
        if path == WARNS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert "warnings" not in names, path
