"""Fourteen snippets of ordinary code, and the page that says what dfda makes of them."""

import re
import runpy
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "snippets.py"))
SNIPPETS = {snippet.name: snippet for snippet in TOOL["SNIPPETS"]}
PAGE = (ROOT / "docs" / "explanation" / "snippets.md").read_text(encoding="utf-8")

NOT_RIGHT = {"`float(x)`": "refused: `UnsupportedError`", "`abs` at 0": "`KinkWarning`: 0.0"}


@pytest.mark.parametrize("name", SNIPPETS)
def test_what_dfda_makes_of_it(name):
    found = TOOL["outcome"](SNIPPETS[name], TOOL["dfda_library"](), np)
    assert found.cell == NOT_RIGHT.get(name, "right"), found.said


@pytest.mark.parametrize("name", SNIPPETS)
def test_the_page_says_so_in_both_tables(name):
    row = rf"^\| \d+ {re.escape(name)} \| ([^|]+) \|"
    assert re.findall(row, PAGE, flags=re.MULTILINE) == [NOT_RIGHT.get(name, "right")] * 2


def test_there_are_fourteen_and_the_page_shows_them_all():
    assert len(SNIPPETS) == 14
    assert "\n".join(TOOL["listing"]()) in PAGE


@pytest.mark.parametrize("name", sorted(SNIPPETS.keys() - {"`abs` at 0"}))
def test_nudges_agree_with_the_truth_that_is_stated(name):
    snippet = SNIPPETS[name]
    central = TOOL["Library"](name="nudges", slope=nudged, arrays=np)
    with np.errstate(invalid="ignore"):
        found = TOOL["differentiated"](snippet, central, np)
    # the error of a central difference is about h² and 2⁻⁵³/h
    np.testing.assert_allclose(found, snippet.truth, rtol=0, atol=1e-7)


def nudged(f):
    def slope(at):
        flat = np.atleast_1d(np.asarray(at, dtype=float))
        shape = np.shape(at)
        h = 1e-5
        parts = [
            (f(put(flat, i, h, shape)) - f(put(flat, i, -h, shape))) / (2 * h)
            for i in range(flat.size)
        ]
        return np.reshape(parts, shape)

    return slope


def put(flat, place, h, shape):
    moved = flat.copy()
    moved[place] += h
    return moved if shape else float(moved[0])
