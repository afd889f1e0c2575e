"""Data made short for a page, and whole again in the page."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dfda
from dfda.explanation.exploration import exploration
from dfda.show.page.compact import compact, whole
from dfda.show.page.entry import entry_of

FRONT = Path(dfda.__file__).parent / "show" / "page" / "front" / "compact.js"

NAMES = st.sampled_from(["at", "text", "marks", "constructor", "__proto__"])
TEXTS = st.text(max_size=3).filter(lambda text: not text.startswith("@"))
FLOATS = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)
WIDE = st.integers(-(2**60), 2**60)
SHORT = st.builds(lambda n, places: round(n / 1e6, places) + 0.0, WIDE, st.integers(0, 6))
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | FLOATS | TEXTS | st.lists(SHORT, min_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def in_node(found):
    """What the front end makes of data that were made short."""
    node = shutil.which("node")
    if node is None and not os.environ.get("CI"):
        pytest.skip("Node is not installed: the page's modules are not tested")
    script = (
        f'import {{ whole }} from "{FRONT.as_uri()}"; import {{ readFileSync }} from "node:fs";'
        "const read = (text) => JSON.parse(text, whole()).told;"
        'console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));'
    )
    texts = json.dumps([as_text(data) for data in found])
    answer = subprocess.run(
        [node, "--input-type=module", "--eval", script],
        input=texts, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(answer.stdout, parse_int=float)


def as_text(data):
    marks, told = compact(data)
    return json.dumps({"marks": marks, "told": told})


@given(DATA)
def test_nothing_is_lost(data):
    marks, told = compact(data)
    assert json.dumps(whole(json.loads(json.dumps(told)), marks)) == json.dumps(data)


def test_the_page_reads_what_python_reads():
    found = []

    @settings(max_examples=200)
    @given(DATA)
    def collect(data):
        found.append(data)

    collect()
    found += [entry_of(exploration(text)) for text in ("|a|", "sin(40a)", "1/a", "1e300a^9")]
    assert in_node(found) == found


def test_names_are_said_once_and_curves_in_steps():
    point = {"at": "2", "exact": False}
    marks, told = compact([point, {"line": [0.5, 1.25, 0.75, 1.0]}, point, ["sin", [0]]])
    assert marks == [("@0", ["at", "exact"]), ("@1", ["line"])]
    assert told == [
        ["@0", "2", False],
        ["@1", ["@", 2, 2, 50, 125, 25, -25]],
        ["@0", "2", False],
        ["sin", [0]],
    ]


@pytest.mark.parametrize("numbers", [[0.1, 0.2, 0.3], [1, 2, 3, 4], [1e300, 1.0, 2.0, 3.0]])
def test_what_is_no_curve_in_whole_steps_stays(numbers):
    assert compact(numbers) == ([], numbers)
