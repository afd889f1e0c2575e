"""`dfda explore` and `dfda export` as people use them, and every way to use them wrongly."""

import json
import re
import signal
import subprocess
import sys
import urllib.request

import pytest

from dfda.show.page import server
from dfda.show.page.compact import whole
from dfda.show.page.server import listener


@pytest.fixture
def served(monkeypatch):
    """What would be served, without serving it."""
    calls = []
    monkeypatch.setattr(server, "explore", lambda found, **options: calls.append((found, options)))
    return calls


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to write to."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(answer):
    """The one sentence of a refusal."""
    status, out, err = answer
    assert status == 2
    assert out == ""
    assert err.startswith("dfda: ")
    assert err.count("\n") == 1
    assert err.rstrip().endswith((".", "?"))
    return err.removeprefix("dfda: ").rstrip()


def data_of(path):
    text = path.read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="dfda-data">(.*?)</script>', text)[1])
    return data | {"functions": whole(data["functions"], data["marks"])}


def test_the_explorer_opens_on_the_tutorial(dfda, served):
    assert dfda("explore") == (0, "", "")
    ((found, options),) = served
    assert [one.text for one in found] == ["3a", "a^2", "|a|", "sin(a)"]
    assert [str(point.at) for point in found[0].explanation.points] == ["2", "5"]
    assert (options["port"], options["browser"]) == (0, True)


def test_the_explorer_opens_on_any_formula(dfda, served):
    dfda("explore", "-a^2", "--at", "3", "--nudge", "0.1", "--port", "8123", "--no-browser")
    ((found, options),) = served
    assert found[0].text == "-a^2"
    assert [str(point.at) for point in found[0].explanation.points] == ["3"]
    assert str(found[0].explanation.nudge) == "1/10"
    assert (options["port"], options["browser"]) == (8123, False)


def test_the_address_is_printed_and_ctrl_c_ends_it():
    command = [sys.executable, "-m", "dfda", "explore", "a^3", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            line = process.stdout.readline().decode()
            address = re.fullmatch(r"The explorer is at (http://127\.0\.0\.1:\d+/)\n", line)[1]
            with urllib.request.urlopen(address, timeout=30) as page:  # noqa: S310  (our own)
                assert b'"a^3"' in page.read()
            assert process.stdout.readline() == b"Ctrl-C ends it.\n"
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (0, b"", b"")


def test_a_lesson_is_written(dfda, folder):
    assert dfda("export", "3*a", "lesson.html") == (0, "", "")
    data = data_of(folder / "lesson.html")
    assert [one["text"] for one in data["functions"]] == ["3*a", "a^2", "|a|", "sin(a)"]
    assert data["live"] is False


def test_a_lesson_may_hold_more_formulas(dfda, folder):
    words = ["-a^2", "lesson.html", "--also", "1/a", "--also=-a", "--at", "1", "--nudge", "-0.01"]
    assert dfda("export", *words) == (0, "", "")
    data = data_of(folder / "lesson.html")
    texts = [one["text"] for one in data["functions"]]
    assert texts == ["-a^2", "1/a", "-a", "3a", "a^2", "|a|", "sin(a)"]
    assert (data["functions"][0]["start"], data["functions"][0]["nudge"]) == ("1", "-0.01")


def test_a_lesson_without_a_formula_is_the_tutorial(dfda, folder):
    assert dfda("export", "lesson.html") == (0, "", "")
    assert data_of(folder / "lesson.html")["functions"][0]["text"] == "3a"


BAD_CALLS = {
    "no file": (["export"], "the last word must be the file to write; dfda export"),
    "only a formula": (["export", "3*a"], "the last word must be the file to write"),
    "another suffix": (["export", "3*a", "lesson.pdf"], "the last word must be the file to write"),
    "two formulas": (["export", "3*a", "a^2", "a.html"], "one formula at a time"),
    "bad formula": (["export", "sinn(a)", "a.html"], "did you mean 'sin'?"),
    "bad second formula": (["export", "a", "a.html", "--also", "sinn(a)"], "did you mean 'sin'?"),
    "bad point": (["export", "a", "a.html", "--at", "x"], "the point must be a finite number"),
    "bad nudge": (["export", "a", "a.html", "--nudge", "0"], "the nudge must not be zero"),
    "missing folder": (["export", "a", "no/a.html"], "no such file or directory"),
    "Python": (
        ["export", "math:lgamma", "a.html"],
        "needs a formula, and lgamma has none: The der",
    ),
    "misspelt": (["export", "a", "a.html", "--alos", "a"], "did you mean --also?"),
    "explore two": (["explore", "3*a", "a^2"], "one formula at a time"),
    "explore Python": (["explore", "math:floor"], "needs a formula, and floor has none: it takes"),
    "explore nothing": (["explore", ""], "formula"),
    "explore misspelt": (["explore", "--prot", "1"], "did you mean --port?"),
    "explore port": (["explore", "--port", "65536"], "65536 is not in the range"),
    "explore no port": (["explore", "--port", "x"], "'x' is not a valid integer"),
    "explore undefined": (["explore", "log(a)", "--at", "-1"], "has no value at a = -1"),
}


@pytest.mark.parametrize("name", BAD_CALLS)
def test_bad_calls_get_one_sentence(dfda, folder, served, name):
    arguments, part = BAD_CALLS[name]
    assert part in refused(dfda(*arguments))
    assert list(folder.iterdir()) == []
    assert served == []


def test_python_code_that_decides_nothing_is_explored_as_its_formula(dfda, folder, served):
    code = "def f(a):\n    return 3 * a\n\ndef g(a):\n    return 0.1 * f(a)\n"
    (folder / "model.py").write_text(code, encoding="utf-8")
    assert dfda("export", "model.py:f", "lesson.html", "--also", "model.py:g")[0] == 0
    texts = [one["text"] for one in data_of(folder / "lesson.html")["functions"]]
    assert texts[0] == "3a"
    assert texts[1] == "(3602879701896397/36028797018963968)*(3a)"
    assert dfda("explore", "model.py:f", "--no-browser")[0] == 0
    assert served != []


def test_python_code_that_decides_has_no_formula_to_explore(dfda, folder):
    code = "def f(a):\n    return 3 * a if a > 0 else 0\n"
    (folder / "model.py").write_text(code, encoding="utf-8")
    assert refused(dfda("explore", "model.py:f")) == (
        "the explorer needs a formula, and f has none: Followed step by step, f(a) = 3a on the "
        "path that was taken, where a > 0; type a formula, or save a figure as .svg, .png or .pdf."
    )


def test_a_module_that_ends_the_program_gets_one_sentence(dfda, folder):
    (folder / "model.py").write_text("raise SystemExit(7)\ndef f(a): return a\n", encoding="utf-8")
    assert "ended the program while it was loaded" in refused(dfda("explore", "model.py:f"))


def test_a_port_that_is_taken_gets_one_sentence(dfda):
    with listener(0) as taken:
        port = str(taken.getsockname()[1])
        sentence = refused(dfda("explore", "--no-browser", "--port", port))
    assert sentence == f"port {port} is in use; leave --port out to get a free one."


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_without_the_extra_the_explorer_says_what_to_install(missing):
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from dfda.cli import main\n"
        "main(['explore', '--no-browser'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "dfda: the explorer needs starlette and uvicorn; pip install 'dfda[explore]'.\n",
    )


@pytest.mark.usefixtures("folder")
def test_an_export_needs_no_server():
    code = (
        "import sys; from dfda.cli import main\n"
        "try: main(['export', 'a^3', 'lesson.html'])\n"
        "except SystemExit as stop: status = stop.code\n"
        "heavy = {'starlette', 'uvicorn', 'matplotlib'} & set(sys.modules)\n"
        "print(status, sorted(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("0 []\n", "")


def test_both_commands_are_in_the_help(dfda):
    text = dfda("--help")[1]
    assert "explore" in text
    assert "export" in text
    assert "--port" in dfda("explore", "--help")[1]
    assert "--also" in dfda("export", "--help")[1]
