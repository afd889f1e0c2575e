"""SciPy's solvers with exact derivatives: the known answer, in fewer calls than by differences."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOLVERS = runpy.run_path(str(ROOT / "benchmarks" / "solvers.py"))
PROBLEMS = {problem.name: problem for problem in SOLVERS["PROBLEMS"]}


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_known_answer_in_fewer_calls_than_by_differences(name):
    problem = PROBLEMS[name]
    alone = SOLVERS["cost"](problem, problem.alone)
    exact = SOLVERS["cost"](problem, problem.exact)
    assert exact.error <= problem.tolerance
    assert exact.derivatives > 0
    assert exact.calls + exact.derivatives < alone.calls
    # by differences the solver ends in the same place, if not as near to it
    assert alone.error < 1e-3


def test_the_page_s_table_has_a_row_for_each_problem():
    page = (ROOT / "docs" / "how-to" / "scipy.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?) \| (\d+) \| \S+ \| (\d+) \| (\d+) \|", page, flags=re.MULTILINE)
    assert [name for name, *_ in rows] == list(PROBLEMS)
    for _, alone, calls, derivatives in rows:
        assert int(calls) + int(derivatives) < int(alone)
