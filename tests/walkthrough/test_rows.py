"""The tutorial, row by row, on every face that shows it."""

import json
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import dfda
from dfda.explanation.portrait import portrait
from dfda.show.figure import figure_svg
from dfda.show.terminal import rendered

ROWS = tomllib.loads((Path(__file__).parent / "rows.toml").read_text(encoding="utf-8"))["row"]

CASES = [
    pytest.param(row, formula, id=f"row{row['number']}-{row['says'][:24]}-{formula}")
    for row in ROWS
    for formula in row.get("formulas", ["3a"])
]


@cache
def explained(formula: str, at: tuple[str, ...], nudge: str) -> dfda.Explanation:
    return dfda.explain(formula, *at, nudge=nudge)


def of(row: dict[str, Any], formula: str) -> dfda.Explanation:
    return explained(formula, tuple(row.get("at", ["2"])), row.get("nudge", "0.001"))


@cache
def face(name: str, formula: str, at: tuple[str, ...], nudge: str) -> str:
    explanation = explained(formula, at, nudge)
    if name == "terminal":
        return rendered(explanation)
    if name == "json":
        return json.dumps(explanation.to_json(), ensure_ascii=False)
    root = ET.fromstring(figure_svg(portrait(explanation)))
    return "\n".join(text for text in root.itertext() if text.strip())


def followed(root: Any, path: str) -> Any:
    for part in path.split("."):
        if part.isdecimal():
            root = root[int(part)]
        else:
            root = root[part] if isinstance(root, dict) else getattr(root, part)
    return root


def test_every_row_is_there():
    assert {row["number"] for row in ROWS} == set(range(1, 32))


SHOWN = [
    pytest.param(*case.values, name, id=f"{case.id}-{name}")
    for case in CASES
    for name in case.values[0]["faces"]
    if name != "page"  # driven in a browser by tests/browser/test_walkthrough.py
]


@pytest.mark.parametrize(("row", "formula", "name"), SHOWN)
def test_face_shows_the_row(row, formula, name):
    shown = face(name, formula, tuple(row.get("at", ["2"])), row.get("nudge", "0.001"))
    for text in row["texts"]:
        assert text in shown
    if name in row.get("not_in", []):
        for text in row["not"]:
            assert text not in shown


@pytest.mark.parametrize(("row", "formula"), [case for case in CASES if "values" in case.values[0]])
def test_python_holds_the_row(row, formula):
    for path, expected in row["values"].items():
        assert followed(of(row, formula), path) == expected


@pytest.mark.parametrize(("row", "formula"), [case for case in CASES if "json" in case.values[0]])
def test_json_holds_the_row(row, formula):
    for path, expected in row["json"].items():
        assert followed(of(row, formula).to_json(), path) == expected


def test_the_sentence_is_the_same_on_every_face():
    sentence = (
        "At a = 2, f is 6. Nudge a by 0.001 to 2.001: f goes up by 0.003 to 6.003. "
        "Height over width is 0.003 / 0.001 = 3."
    )
    explanation = dfda.explain("3a", 2)
    assert explanation.points[0].sentence == sentence
    assert dfda.nudge(dfda.formula("3a"), 2).sentence == sentence
    assert sentence in rendered(explanation).splitlines()
    assert explanation.to_json()["sentence"] == sentence
    root = ET.fromstring(figure_svg(portrait(explanation)))
    assert root.find("{http://www.w3.org/2000/svg}title").text == sentence
    assert explanation._repr_mimebundle_()["text/plain"] == rendered(explanation)


@pytest.mark.parametrize("a", ["2", "5", "-7.25", "0", "1e6", "-1/3", "0.000001"])
@pytest.mark.parametrize("nudge", ["0.001", "-0.001", "0.7", "1e-30", "3"])
def test_row_26_to_29_any_point_any_width(a, nudge):
    told = dfda.nudge(dfda.formula("3a"), a, by=nudge)
    assert told.slope == 3
    assert told.height == 3 * told.width


def test_the_command_line_says_what_python_says():
    command = [sys.executable, "-m", "dfda", "explain", "3a", "--at", "2", "--at", "5"]
    said = subprocess.run(command, capture_output=True, check=True)
    assert said.stdout.decode() == rendered(dfda.explain("3a", 2, 5))
    assert said.stderr == b""
