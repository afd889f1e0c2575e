"""What every test gets: a printed seed, repeatable random points, and no leaked global state."""

import decimal
import gc
import os
import random
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
import scipy.sparse
import scipy.special  # noqa: F401 - the two add warnings filters when they are first imported
from hypothesis import settings

DEFAULT_SEED = 1729
BROWSER_TESTS = Path(__file__).parent / "browser"
NO_BROWSER = "the page is not tested in a browser: "

os.environ.setdefault("MPLBACKEND", "agg")

settings.register_profile("dfda", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("dfda")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the long random campaigns too")
    parser.addoption("--no-browser", action="store_true", help="leave tests/browser out")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    def is_left_out(item: pytest.Item) -> bool:
        if config.getoption("--no-browser") and item.path.is_relative_to(BROWSER_TESTS):
            return True
        return "slow" in item.keywords and not config.getoption("--slow")

    left_out = [item for item in items if is_left_out(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not is_left_out(item)]


def pytest_collection_finish() -> None:
    # Whenever tests make many objects the collector looks through all there are. Most of them are
    # the twenty thousand collected tests, which stay to the end: let it pass over them.
    gc.freeze()


def chosen_seed() -> int:
    text = os.environ.get("DFDA_SEED", str(DEFAULT_SEED))
    if not text.isdecimal():
        raise pytest.UsageError(f"DFDA_SEED must be a whole number, not {text!r}")
    return int(text)


def pytest_report_header() -> str:
    return f"random points: DFDA_SEED={chosen_seed()}"


@pytest.fixture(scope="session")
def absent() -> Callable[[str], NoReturn]:
    """Skip what needs this, with a banner at the end; fail where CI promises that all is there."""

    def say(what: str) -> NoReturn:
        if os.environ.get("CI"):
            pytest.fail(f"{what}, and CI is set", pytrace=False)
        pytest.skip(NO_BROWSER + what)

    return say


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Here, because the process that prints has heard of all tests but collected none of them."""
    reasons = [str(report.longrepr[-1]) for report in terminalreporter.stats.get("skipped", ())]
    seen = dict.fromkeys(why.partition(NO_BROWSER)[2] for why in reasons if NO_BROWSER in why)
    if seen:
        terminalreporter.section("THE PAGE WAS NOT TESTED IN A BROWSER", sep="!", red=True)
        for what in seen:
            terminalreporter.write_line(what, red=True)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Random numbers that depend on the seed and the test's name, not on which tests ran before."""
    return np.random.default_rng([chosen_seed(), zlib.crc32(request.node.nodeid.encode())])


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One piece of global state: `read` gives a comparable copy, `restore` puts a copy back.

    State of a module that no test has loaded yet reads as None; `fresh` then tells
    what the module starts with, so that the first test to load it is watched too.
    """

    name: str
    read: Callable[[], Any]
    restore: Callable[[Any], None]
    fresh: Callable[[], Any] = lambda: None


def read_decimal() -> tuple[Any, ...]:
    # Flags are left out: every inexact operation raises one, and no result depends on them.
    c = decimal.getcontext()
    traps = tuple(signal for signal, trapped in c.traps.items() if trapped)
    return (c.prec, c.rounding, c.Emin, c.Emax, c.capitals, c.clamp, traps)


def restore_decimal(state: tuple[Any, ...]) -> None:
    prec, rounding, smallest, largest, capitals, clamp, traps = state
    decimal.setcontext(
        decimal.Context(prec, rounding, smallest, largest, capitals, clamp, [], list(traps))
    )


def read_environment() -> dict[str, str]:
    # pytest itself writes the running test's name here.
    return {name: text for name, text in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def restore_environment(state: dict[str, str]) -> None:
    for name in read_environment().keys() - state.keys():
        del os.environ[name]
    os.environ.update(state)


def restore_path(state: list[str]) -> None:
    sys.path[:] = state


def restore_filters(state: list[Any]) -> None:
    warnings.resetwarnings()  # also tells the warnings module to forget what it cached
    warnings.filters[:] = state


def read_numpy_random() -> tuple[Any, ...]:
    name, keys, position, has_gauss, gauss = np.random.get_state()  # noqa: NPY002  (the state that must not change)
    return (name, tuple(keys.tolist()), position, has_gauss, gauss)


def restore_numpy_random(state: tuple[Any, ...]) -> None:
    np.random.set_state(state)  # noqa: NPY002  (the state that must not change)


def rc_parameters(name: str) -> dict[str, Any] | None:
    # dict's own methods: asking for the backend through matplotlib's would choose one.
    matplotlib = sys.modules.get("matplotlib")
    parameters = getattr(matplotlib, name, None)
    if parameters is None:
        return None
    return {key: dict.__getitem__(parameters, key) for key in dict.keys(parameters) - {"backend"}}


def restore_rc_parameters(state: dict[str, Any]) -> None:
    for key, setting in state.items():
        dict.__setitem__(sys.modules["matplotlib"].rcParams, key, setting)


def attributes(module: str, holder: str, names: tuple[str, ...]) -> Watched:
    """Watch attributes of an object which a module, if it is loaded, holds."""

    def read() -> tuple[Any, ...] | None:
        kept = getattr(sys.modules.get(module), holder, None)
        return None if kept is None else tuple(getattr(kept, name) for name in names)

    def restore(state: tuple[Any, ...]) -> None:
        for name, setting in zip(names, state, strict=True):
            setattr(getattr(sys.modules[module], holder), name, setting)

    return Watched(name=f"{module}.{holder}", read=read, restore=restore, fresh=lambda: (53,))


WATCHED = (
    Watched(name="decimal context", read=read_decimal, restore=restore_decimal),
    Watched(name="numpy errstate", read=np.geterr, restore=lambda state: np.seterr(**state)),
    Watched(
        name="numpy print options",
        read=np.get_printoptions,
        restore=lambda state: np.set_printoptions(**state),
    ),
    Watched(
        name="warnings filters",
        read=lambda: list(warnings.filters),
        restore=restore_filters,
    ),
    Watched(name="os.environ", read=read_environment, restore=restore_environment),
    Watched(name="working directory", read=Path.cwd, restore=os.chdir),
    Watched(name="sys.path", read=lambda: list(sys.path), restore=restore_path),
    Watched(name="random state", read=random.getstate, restore=random.setstate),
    Watched(name="numpy random state", read=read_numpy_random, restore=restore_numpy_random),
    Watched(
        name="matplotlib rcParams",
        read=lambda: rc_parameters("rcParams"),
        restore=restore_rc_parameters,
        fresh=lambda: rc_parameters("rcParamsOrig"),
    ),
    attributes("flint", "ctx", ("prec",)),
    attributes("mpmath", "mp", ("prec",)),
)


@pytest.fixture(autouse=True)
def _no_leaked_state() -> Iterator[None]:
    """Fail a test that leaves global state changed, and undo it so that only that test fails."""
    before = {watched: watched.read() for watched in WATCHED}
    yield
    leaked = []
    for watched, state in before.items():
        after = watched.read()
        expected = watched.fresh() if state is None and after is not None else state
        if after != expected:
            leaked.append(watched.name)
            watched.restore(expected)
    if leaked:
        pytest.fail(f"the test leaves global state changed: {', '.join(leaked)}", pytrace=False)
