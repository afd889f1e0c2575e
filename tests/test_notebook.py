"""The tutorial as a notebook: made from the page, runs in a clean kernel, says the same."""

import doctest
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAKER = ROOT / "tools" / "tutorial_notebook.py"
PAGE = ROOT / "docs" / "tutorials" / "first-nudge.md"
NOTEBOOK = PAGE.with_suffix(".ipynb")

EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient

book = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(book, kernel_name="python3", timeout=120).execute()
nbformat.write(book, sys.argv[2])
"""


def cells_of(notebook):
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def code_cells(notebook):
    return [cell for cell in cells_of(notebook) if cell["cell_type"] == "code"]


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The cells of the notebook after a clean kernel has run them in an empty folder."""
    folder = tmp_path_factory.mktemp("notebook")
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own = {home: str(folder / home.lower()) for home in homes}
    subprocess.run(
        [sys.executable, "-c", EXECUTE, str(NOTEBOOK), str(folder / "executed.ipynb")],
        check=True,
        cwd=folder,
        env=os.environ | own,
    )
    return code_cells(folder / "executed.ipynb")


def told(cell):
    """What a cell printed, and its answer as text."""
    texts = [output.get("text") or output["data"]["text/plain"] for output in cell["outputs"]]
    return "".join(map("".join, texts))


def answer_to(executed, source):
    """What the cell that ends with these statements told."""
    [cell] = [cell for cell in executed if "".join(cell["source"]).endswith(source.strip())]
    return told(cell)


def numbers(text):
    return set(re.findall(r"-?\d+(?:\.\d+)?", text))


def test_the_notebook_is_the_page():
    made = runpy.run_path(str(MAKER))["notebook"](PAGE.read_text(encoding="utf-8"))
    assert NOTEBOOK.read_text(encoding="utf-8") == made, "run: make notebook"


def test_the_notebook_comes_without_outputs():
    code = code_cells(NOTEBOOK)
    assert code
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)


def test_every_cell_answers_without_an_error(executed):
    for cell in executed:
        kinds = {output["output_type"] for output in cell["outputs"]}
        assert kinds, cell["source"]
        assert kinds <= {"stream", "execute_result"}, cell["source"]
        assert {output.get("name", "stdout") for output in cell["outputs"]} == {"stdout"}


def test_the_first_nudge_is_the_tutorial_s(executed):
    step = answer_to(executed, "step")
    assert "f is 6. Nudge a by 0.001 to 2.001: f goes up by 0.003 to 6.003." in step
    assert "Height over width is 0.003 / 0.001 = 3." in step
    line = answer_to(executed, 'explain "3a" --at 2 --at 5')
    assert "At a = 5, f is 15." in line
    assert "The slope is 3 everywhere (proved)." in line
    curve = answer_to(executed, 'explain "a^2" --at 2 --at 5')
    assert "Not the same everywhere: 4 at 2, 10 at 5." in curve
    assert answer_to(executed, "g.derivative(5)") == "10.0"


def test_python_answers_with_the_numbers_of_the_page(executed):
    page = PAGE.read_text(encoding="utf-8")
    sessions = re.findall(r"^```pycon\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    shown = doctest.DocTestParser().get_examples("\n".join(sessions))
    answers = [example for example in shown if example.want]
    assert answers
    for example in answers:
        assert numbers(example.want) <= numbers(answer_to(executed, example.source)), example.source


def test_commands_print_the_lines_of_the_page(executed):
    page = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n\$ dfda (.*?)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert blocks
    for command, shown in blocks:
        printed = answer_to(executed, f"%run -m dfda {command}").splitlines()
        wanted = [line for line in shown.splitlines() if line != "[...]"]
        assert wanted
        assert [line for line in wanted if line not in printed] == [], command


def test_the_pictures_are_drawn(executed):
    drawn = [cell for cell in executed if "".join(cell["source"]).startswith("dfda.explain(")]
    page = PAGE.read_text(encoding="utf-8")
    assert len(drawn) == page.count("<picture>") > 0
    for cell in drawn:
        [output] = cell["outputs"]
        assert "Height over width is" in "".join(output["data"]["image/svg+xml"])
