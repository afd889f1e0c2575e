#!/usr/bin/env python3
"""Break dfda.rules in every small way, one at a time, and list the breaks that no test notices.

It ends with status 1 if one survives that tests/rules/SURVIVORS.md does not explain. No file is
changed: every mutant lives in a copy of this process. It meets the tests of the rules that name its
row, which notice nearly all of them; then a quick case of every test, all other tests that name the
row, and the fastest of the rest, until as many have run as take the budget without a mutant. A test
that runs for a minute counts as failed.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib.machinery
import importlib.util
import json
import os
import re
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any, Final

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process with threads is not safely copied
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # they take longer to load than most tests

import flint  # noqa: F401 - loaded once, for all copies
import hypothesis  # noqa: F401
import mpmath  # noqa: F401
import numpy as np  # noqa: F401
import pytest
from mutants import Mutant, mutants, name_of

ROOT: Final = Path(__file__).resolve().parent.parent
RULES: Final = ROOT / "src" / "dfda" / "rules"
EXPLAINED: Final = ROOT / "tests" / "rules" / "SURVIVORS.md"
FIRST_SHARE: Final = 0.2
"""How much of the budget the first tests may take."""
QUICK: Final = 0.02
"""Seconds that a case may take to be tried whatever the mutated row is."""
HUNG: Final = 60
"""Seconds after which a test counts as failed."""
MEMORY: Final = 4 << 30
SURVIVED: Final = "survived"
TIME_OUT: Final = "timed out"
FIRST: Final = ("rules/test_mutants", "rules/test_rule", "rules/test_oracle", "rules/test_notes")
TESTS: Final = (
    *FIRST, "rules/test_piecewise", "rules/test_cardinal", "rules/test_new_rule",
    "rules/test_roots",
    "program/test_printing",
    "program/test_mathml", "program/test_exact", "program/test_sides", "program/test_floats",
    "program/test_smooth", "program/test_steps", "program/test_polynomial",
    "program/test_piecewise", "program/test_serial",
    "formulas/test_formula", "formulas/test_lower",
)  # fmt: skip
OPTIONS: Final = (
    "-x", "-q", "--tb=no", "--assert=plain", "-o", "addopts=--import-mode=importlib",
    "-p", "no:cacheprovider", "-p", "no:faulthandler",
)  # fmt: skip


@dataclass
class Mutated(MetaPathFinder):
    """Loads one module of dfda.rules from other code than its file's."""

    mutant: Mutant

    def find_spec(self, name: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        """The module's own spec, with a loader that has the mutant's code."""
        if name != f"dfda.rules.{self.mutant.module}":
            return None
        path = str(RULES / f"{self.mutant.module}.py")
        loader = importlib.machinery.SourceFileLoader(name, path)
        loader.get_code = lambda _: self.mutant.code  # type: ignore[method-assign, assignment]
        return importlib.util.spec_from_file_location(name, path, loader=loader)


@dataclass(eq=False)
class Chosen:
    """A plugin of pytest: which tests run in what order, how long each took, and what failed."""

    names: re.Pattern[str] | None = None
    usual: Mapping[str, float] = field(default_factory=dict)
    budget: float = 0
    named_only: bool = False
    took: dict[str, float] = field(default_factory=dict)
    failed: str = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """What was written for mutants first, then the row's own tests, then the fastest ones."""
        if self.names is None:
            return
        if self.named_only:
            items[:] = [item for item in items if self.names.search(item.nodeid)]
        items.sort(key=self._usual)
        seen: Counter[str] = Counter()
        order = {}
        for item in items:  # the fastest case of every test, then the second of every test, …
            seen[item.originalname] += 1
            turn, named = seen[item.originalname], bool(self.names.search(item.nodeid))
            sample = turn == 1 and self._usual(item) < QUICK
            order[item] = ("test_mutants" not in item.nodeid, not sample, not named, turn)
        items.sort(key=order.__getitem__)
        left, kept = self.budget * (FIRST_SHARE if self.named_only else 1), []
        for item in items:
            if self._usual(item) <= left:
                left -= self._usual(item)
                kept.append(item)
        items[:] = kept

    def _usual(self, item: Any) -> float:
        return self.usual.get(item.nodeid, 0)

    def pytest_runtest_logstart(self) -> None:
        """Start the clock of one test; nobody answers the signal, so it ends the process."""
        signal.alarm(HUNG)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up what preparing, running and tidying up took."""
        self.took[report.nodeid] = self.took.get(report.nodeid, 0) + report.duration
        if report.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file whose tests cannot even be listed has failed."""
        if report.failed:
            self.failed = f"{report.nodeid} (collecting)"


def rows() -> tuple[dict[str, set[str]], dict[str, str]]:
    """What each top-level name of the rules' modules uses, and the rules that are registered."""
    uses: dict[str, set[str]] = {}
    rules: dict[str, str] = {}
    for path in RULES.glob("[a-z]*.py"):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            name = name_of(statement)
            uses[name] = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            match getattr(statement, "value", None):
                case ast.Call(args=[ast.Constant(value=str(rule)), *_]):
                    rules[name] = rule
    return uses, rules


def tested_as(row: str, uses: Mapping[str, set[str]], rules: Mapping[str, str]) -> re.Pattern[str]:
    """What the names of the tests of a row contain: the rules that it is part of."""
    reached, new = set(), {row}
    while new:
        reached |= new
        through = {name for name in new if name not in rules}
        new = {name for name, used in uses.items() if used & through} - reached
    names = sorted(rules[name] for name in reached & rules.keys())
    return re.compile(rf"\b({'|'.join(names) or row})\b")


def tested(chosen: Chosen, mutant: Mutant | None) -> str:
    """The test that fails, or an empty text."""
    if mutant is not None:
        sys.meta_path.insert(0, Mutated(mutant))
    signal.alarm(HUNG)
    try:
        importlib.import_module("dfda.rules")
    except Exception as error:  # noqa: BLE001 - a mutant may raise anything
        return f"import: {type(error).__name__}"
    # to list all of them takes longer than most mutants live
    for names in (FIRST, TESTS) if mutant else (TESTS,):
        chosen.named_only = names is FIRST
        files = [f"tests/{name}.py" for name in names]
        code = pytest.main([*OPTIONS, *files], plugins=[chosen])
        if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            return chosen.failed or f"pytest: {code}"
    return ""


def started(chosen: Chosen, mutant: Mutant | None, answer: Path) -> int:
    """The number of a copy of this process that runs the tests and writes what it found."""
    sys.stdout.flush()
    number = os.fork()
    if number:
        return number
    try:
        gc.disable()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        answer.write_text(json.dumps([tested(chosen, mutant), chosen.took]), encoding="utf-8")
    finally:
        os._exit(0)


def found(answer: Path, status: int) -> tuple[str, dict[str, float]]:
    """The test that failed, or an empty text, and how long each test took."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return (TIME_OUT if number == signal.SIGALRM else signal.Signals(number).name), {}
    if not answer.exists():
        return "the process ended", {}
    failed, took = json.loads(answer.read_text(encoding="utf-8"))
    return failed, took


def usual_times(folder: Path) -> dict[str, float]:
    """How long each test takes on the rules as they are; every one of them must pass."""
    kept = ROOT / "build" / "mutants.json"
    newest = max(
        path.stat().st_mtime for top in ("src", "tests") for path in (ROOT / top).rglob("*.py")
    )
    if kept.exists() and kept.stat().st_mtime > newest:
        return json.loads(kept.read_text(encoding="utf-8"))
    print("The tests without a mutant, once")
    number = started(Chosen(), None, folder / "usual")
    failed, took = found(folder / "usual", os.waitpid(number, 0)[1])
    if failed:
        sys.exit(f"a test fails without any mutant: {failed}")
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(took), encoding="utf-8")
    return took


def verdicts(
    todo: Sequence[Mutant], options: argparse.Namespace, folder: Path
) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with the test that noticed it; empty for a survivor."""
    usual, known = usual_times(folder), rows()
    waiting = list(enumerate(todo))[::-1]
    running: dict[int, tuple[Mutant, Path]] = {}
    while waiting or running:
        while waiting and len(running) < options.jobs:
            place, mutant = waiting.pop()
            chosen = Chosen(tested_as(mutant.row, *known), usual, options.budget)
            answer = folder / str(place)
            running[started(chosen, mutant, answer)] = mutant, answer
        number, status = os.wait()
        mutant, answer = running.pop(number)
        yield mutant, found(answer, status)[0]


def explained() -> Counter[str]:
    """The survivors with a reason, as `module row: change`: the first column of each table."""
    if not EXPLAINED.exists():
        return Counter()
    lines = EXPLAINED.read_text(encoding="utf-8").splitlines()
    return Counter(line.split("`")[1] for line in lines if line.startswith("| `"))


def options_given() -> argparse.Namespace:
    """What to try, and how long."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--only", action="append", help="mutants whose description holds this text; may be repeated"
    )
    parser.add_argument("--every", type=int, default=1, help="of these every Nth")
    parser.add_argument("--start", type=int, default=0, help="beginning with this one")
    parser.add_argument("--budget", type=float, default=5, help="seconds of tests for each")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--log", type=argparse.FileType("w"), help="each mutant and its test")
    return parser.parse_args()


def main() -> int:
    """Try the mutants and print what survives."""
    options, start = options_given(), time.monotonic()
    all_mutants = [mutant for path in sorted(RULES.glob("[a-z]*.py")) for mutant in mutants(path)]
    texts = options.only or [""]
    chosen = [mutant for mutant in all_mutants if any(text in str(mutant) for text in texts)]
    todo = chosen[options.start :: options.every]
    reasons, told = explained(), Counter[str]()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "src"))
    with tempfile.TemporaryDirectory() as folder:
        for mutant, failed in verdicts(todo, options, Path(folder)):
            end = ended(mutant, failed, reasons)
            told[end] += 1
            if end == SURVIVED:
                print(f"survives: {mutant}", flush=True)
            if options.log:
                print(f"{mutant} | {failed or end}", file=options.log, flush=True)
    counts = ", ".join(f"{count} {end}" for end, count in told.items())
    minutes = (time.monotonic() - start) / 60
    print(f"{len(todo)} of {len(all_mutants)} mutants in {minutes:.0f} minutes: {counts}")
    return bool(told[SURVIVED])


def ended(mutant: Mutant, failed: str, reasons: Counter[str]) -> str:
    """How a mutant ended; each reason is used up by one survivor."""
    if failed:
        return TIME_OUT if failed == TIME_OUT else "killed"
    reasons[mutant.key] -= 1
    return "explained" if reasons[mutant.key] >= 0 else SURVIVED


if __name__ == "__main__":
    sys.exit(main())
