"""The page's own engine says what Python says: conformance.json, held against both.

Exact cells and sentences agree to the letter, floats to the last digit where IEEE 754 settles them
and to one unit in the last place elsewhere. `python tools/page_conformance.py` writes the file.
"""

import json
import os
import re
import runpy
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import dfda
from dfda.rules import RULES

ROOT = Path(__file__).parent.parent.parent
FILE = Path(__file__).with_name("conformance.json")
RUNNER = Path(__file__).with_name("runner.mjs")
ENGINE = Path(dfda.__file__).parent / "show" / "page" / "front"
MODULES = [
    "facts.js",
    "floats.js",
    "ledger.js",
    "memory.js",
    "numbers.js",
    "program.js",
    "rational.js",
    "reals.js",
]
MAKER = runpy.run_path(str(ROOT / "tools" / "page_conformance.py"))

SECTIONS = ["numbers", "cells", "nudges", "ladders", "slopes", "steps", "not live", "baked"]
LEAST_CASES = 600
LARGEST_FILE = 720_000

NUMPY_ULPS = 4
"""What NumPy promises for its own float32 and float64 functions."""


def told():
    return json.loads(FILE.read_text(encoding="utf-8"))


def run_engine(file):
    node = shutil.which("node")
    if node is None:
        reason = "Node.js is missing, so nobody compares the page's engine with Python"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    command = [node, str(RUNNER), str(ENGINE), str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def sections():
    return run_engine(FILE)


def canonical(entry):
    """The same data with every number in float texts written in one way.

    NumPy 2.3 began to print float32 numbers from a million on with an exponent.
    """
    if isinstance(entry, list):
        return [canonical(part) for part in entry]
    if isinstance(entry, dict):
        return {key: canonical(part) for key, part in entry.items()}
    if not isinstance(entry, str):
        return entry
    number = r"(?<![\w.])\d+(?:\.\d+)?(?:e[+-]\d+)?(?![\w.])"
    return re.sub(number, lambda found: repr(float(found[0])), entry)


def floats_apart(content):
    """The content without its float texts, and these in canonical form."""
    kinds = ("float64", "float32")
    columns = [
        canonical([case.pop(kind, None) for kind in kinds])
        for entry in content["nudges"]
        for case in entry["cases"]
    ]
    rungs = [canonical(rung[2:]) for entry in content["ladders"] for rung in entry["rungs"]]
    for entry in content["ladders"]:
        entry["rungs"] = [rung[:2] for rung in entry["rungs"]]
    special = [canonical(entry.pop("special")) for entry in content["steps"]]
    return content, columns, rungs, special


def test_the_file_is_what_python_says_today():
    today = json.loads(MAKER["written"](MAKER["document"]()))
    for found, committed in zip(floats_apart(today), floats_apart(told()), strict=True):
        assert found == committed, "run tools/page_conformance.py and look at what changed"


def test_the_file_holds_many_cases_and_stays_small():
    cases = [case for entry in told()["nudges"] for case in entry["cases"]]
    assert len(cases) >= LEAST_CASES
    assert FILE.stat().st_size < LARGEST_FILE


def test_every_rule_is_tried():
    steps = {
        name for entry in told()["nudges"] for name, _ in entry["program"]["nodes"] if name in RULES
    }
    assert steps == RULES.keys() - MAKER["MISSING"]
    assert {entry["rule"] for entry in told()["steps"]} == (
        RULES.keys() - MAKER["WITHOUT_FLOATS"] - MAKER["SETTLED"]
    )


def test_the_runner_knows_every_section(sections):
    assert list(sections) == SECTIONS == [key for key in told() if key != "about"]


@pytest.mark.parametrize("name", SECTIONS)
def test_the_page_says_what_python_says(name, sections):
    assert sections[name]["complaints"] == []
    assert sections[name]["compared"] >= len(told()[name])


def test_enclosures_of_zero_are_nearly_always_as_narrow_as_in_python(sections):
    pairs = [
        re.findall(r"within 1e-(\d+)", found)
        for found in sections["nudges"]["narrow"]
        if " instead of ~" in found
    ]
    wider = [(ours, theirs) for ours, theirs in pairs if int(ours) < int(theirs)]
    assert len(pairs) > 100
    assert len(wider) < len(pairs) / 20


def with_one_wrong_digit_in_each_section(content):
    content["numbers"][4][1] = "1/1001"
    content["cells"][0][1] = content["cells"][0][1].replace("3|", "4|")
    content["nudges"][0]["cases"][0]["exact"][3] = "6.004"
    content["ladders"][0]["rungs"][9][2] = "3.000000248221114"
    content["slopes"][0]["slope"] = "4"
    truth = content["steps"][0]["truths"][4]
    truth[-2] = repr(float(np.nextafter(np.nextafter(float(truth[-2]), 9), 9)))
    content["not live"][0]["program"] = content["nudges"][0]["program"]
    content["baked"][0]["exact"][1] = content["baked"][0]["exact"][1].replace("0", "1")
    return content


def test_the_runner_notices_one_wrong_digit(tmp_path):
    file = tmp_path / "altered.json"
    content = with_one_wrong_digit_in_each_section(told())
    file.write_text(json.dumps(content), encoding="utf-8")
    found = run_engine(file)
    assert {name: len(found[name]["complaints"]) for name in SECTIONS} == dict.fromkeys(SECTIONS, 1)


def test_a_wider_enclosure_of_zero_is_noticed(tmp_path):
    content = told()
    wide = re.compile(r"~0 to within 1e-9[0-4]\d$")
    entry, case = next(
        (entry, case)
        for entry in content["nudges"]
        for case in entry["cases"]
        if wide.match(case["exact"][-1])
    )
    case["exact"][-1] = "~0 to within 1e-999"
    content["nudges"] = [entry | {"cases": [case]}]
    file = tmp_path / "wider.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    assert len(run_engine(file)["nudges"]["complaints"]) == 1


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("entry", told()["steps"], ids=lambda entry: entry["rule"])
def test_numpy_is_near_the_truth_that_the_page_is_held_to(entry, kind):
    rule = RULES[entry["rule"]]
    for row in entry["truths"]:
        operands, truth = row[:-2], row[-2 if kind is np.float64 else -1]
        if truth is None:
            continue
        with np.errstate(all="ignore"):
            found = float(rule.floats(*(kind(float(operand)) for operand in operands)))
        unit = Fraction(float(np.spacing(kind(abs(float(truth))))))
        assert abs(Fraction(found) - Fraction(float(truth))) <= NUMPY_ULPS * unit, row


def test_the_engine_is_plain_modules_that_touch_nothing_but_each_other():
    assert [path.name for path in sorted(ENGINE.glob("*.js")) if path.name in MODULES] == MODULES
    for name in MODULES:
        source = (ENGINE / name).read_text(encoding="utf-8")
        imported = re.findall(r'from "([^"]+)"', source)
        assert {path.removeprefix("./") for path in imported} <= set(MODULES)
        code = re.sub(r"/\*\*.*?\*/|//[^\n]*", "", source, flags=re.DOTALL)
        assert not re.search(
            r"\b(eval|Function|document|window|globalThis|fetch|import\(|Date|performance)\b", code
        )


@pytest.mark.parametrize("ci", [False, True])
def test_a_missing_node_is_loud(ci, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("CI", raising=False)
    if ci:
        monkeypatch.setenv("CI", "true")
    wanted = pytest.fail.Exception if ci else pytest.skip.Exception
    with pytest.raises(wanted, match=r"Node\.js is missing"):
        run_engine(FILE)
