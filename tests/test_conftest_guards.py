"""The guards of conftest.py, tried on tests that break each of them."""

from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")

LEAKS = {
    "decimal context": "import decimal; decimal.getcontext().prec = 5",
    "numpy errstate": "import numpy; numpy.seterr(divide='raise')",
    "numpy print options": "import numpy; numpy.set_printoptions(precision=3)",
    "warnings filters": "import warnings; warnings.simplefilter('ignore')",
    "os.environ": "import os; os.environ['DFDA_LEAK'] = '1'",
    "working directory": "import os; os.chdir('..')",
    "sys.path": "import sys; sys.path.append('nowhere')",
    "random state": "import random; random.random()",
    "numpy random state": "import numpy; numpy.random.random()",
    "matplotlib rcParams": "import matplotlib; matplotlib.rcParams['lines.linewidth'] = 7",
    "flint.ctx": "import flint; flint.ctx.prec = 99",
    "mpmath.mp": "import mpmath; mpmath.mp.prec = 99",
}

LOADED_LATE = ("matplotlib rcParams", "flint.ctx", "mpmath.mp")


@pytest.fixture
def guarded(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder with our conftest.py and no other setting."""
    pytester.makeconftest(CONFTEST)
    pytester.makeini("[pytest]\nmarkers =\n    slow: a long random campaign\n")
    return pytester


@pytest.mark.parametrize("name", LEAKS)
def test_each_leak_is_noticed_and_undone(guarded: pytest.Pytester, name: str):
    imports, leak = LEAKS[name].split("; ")
    pytest.importorskip(imports.split()[1])
    guarded.makepyfile(f"{imports}\ndef test_leaks():\n    {leak}\ndef test_after():\n    pass\n")
    result = guarded.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines([f"the test leaves global state changed: {name}"])


def test_the_first_test_that_loads_a_module_is_watched_too(guarded: pytest.Pytester):
    for name in LOADED_LATE:
        pytest.importorskip(LEAKS[name].split("; ")[0].split()[1])
    leaking = (f"def test_{i}():\n    {LEAKS[name]}\n" for i, name in enumerate(LOADED_LATE))
    guarded.makepyfile("".join(leaking) + "def test_after():\n    pass\n")
    result = guarded.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=4, errors=3)
    result.stdout.fnmatch_lines(
        [f"the test leaves global state changed: {name}" for name in LOADED_LATE]
    )


def test_loading_the_watched_modules_is_no_leak(guarded: pytest.Pytester):
    for module in ("matplotlib", "flint", "mpmath"):
        pytest.importorskip(module)
    guarded.makepyfile("def test_loads():\n    import flint, matplotlib.pyplot, mpmath\n")
    guarded.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_state_that_a_test_puts_back_is_no_leak(guarded: pytest.Pytester):
    guarded.makepyfile(
        """
        import decimal, warnings
        import numpy as np
        import pytest

        @pytest.mark.filterwarnings("ignore:anything")
        def test_tidy(monkeypatch, tmp_path):
            monkeypatch.chdir(tmp_path)
            monkeypatch.setenv("DFDA_LEAK", "1")
            monkeypatch.syspath_prepend(tmp_path)
            with decimal.localcontext() as context, np.errstate(all="raise"):
                context.prec = 5
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
            decimal.Decimal(1) / 3
        """
    )
    guarded.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


SLOW_AND_FAST = """
import pytest

@pytest.mark.slow
def test_slow(): pass

def test_fast(): pass
"""


def test_slow_tests_run_only_with_slow(guarded: pytest.Pytester):
    guarded.makepyfile(SLOW_AND_FAST)
    guarded.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1, deselected=1)
    guarded.runpytest_inprocess("-p", "no:cacheprovider", "--slow").assert_outcomes(passed=2)


def test_no_browser_leaves_the_tests_of_the_page_out(guarded: pytest.Pytester):
    guarded.makepyfile(SLOW_AND_FAST)
    guarded.mkdir("browser").joinpath("test_page.py").write_text("def test_page(): pass\n")
    guarded.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=2, deselected=1)
    found = guarded.runpytest_inprocess("-p", "no:cacheprovider", "--no-browser", "--slow")
    found.assert_outcomes(passed=2, deselected=1)


def test_the_header_tells_the_seed(guarded: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    guarded.makepyfile("def test_nothing(): pass")
    monkeypatch.setenv("DFDA_SEED", "7")
    result = guarded.runpytest_inprocess("-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["random points: DFDA_SEED=7"])


def test_a_seed_that_is_no_number_is_refused(
    guarded: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DFDA_SEED", "seven")
    result = guarded.runpytest_inprocess("-p", "no:cacheprovider")
    result.stderr.fnmatch_lines(["*DFDA_SEED must be a whole number, not 'seven'*"])


def test_random_points_follow_the_seed(guarded: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    guarded.makepyfile("def test_show(rng): print('drew', rng.integers(10**9))")
    drawn = []
    for seed in ("7", "7", "8"):
        monkeypatch.setenv("DFDA_SEED", seed)
        lines = guarded.runpytest_inprocess("-p", "no:cacheprovider", "-s").outlines
        drawn.append(next(line for line in lines if "drew" in line))
    assert drawn[0] == drawn[1] != drawn[2]
