"""Every page says only what happens: its commands and its Python run, its links lead somewhere."""

import doctest
import json
import re
import shlex
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from dfda.cli import explain_command, main
from dfda.formulas.lower import functions
from dfda.results import Everywhere, Verdict

ROOT = Path(__file__).parent.parent
README, DOCS = ROOT / "README.md", ROOT / "docs"
PAGES = [README, *sorted(DOCS.rglob("*.md"))]
LINE = "Nudge any function. See the slope. Know whether to believe it."
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def text_of(page):
    return page.read_text(encoding="utf-8")


def blocks(page, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", text_of(page), flags=re.MULTILINE | re.DOTALL)


def named(page):
    return page.relative_to(ROOT).as_posix()


def pages_with(kind):
    return [page for page in PAGES if blocks(page, kind)]


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """A reader's empty folder: what a page writes stays there."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save_files(page, folder):
    """Save the Python blocks that begin with a comment that is a file's name."""
    for block in blocks(page, "python"):
        name = re.match(r"# (\w+\.py)\n", block)
        assert name, f"{named(page)}: begin a python block with its file's name"
        (folder / name[1]).write_text(block, encoding="utf-8")


def sessions(page):
    """Each command of a page with the lines that are shown below it."""
    for block in blocks(page, "console"):
        first, *parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
        assert not first, f"{named(page)}: a console block begins with a command"
        for part in parts:
            command, *shown = part.splitlines()
            yield command, shown


def ran(command, status, capsys):
    """What a command prints, and its exit status: dfda, dfda piped into Python, or echo $?."""
    if command == "echo $?":
        return f"{status}\n", 0
    command, _, rest = command.partition(" | ")
    program, *words = shlex.split(command)
    assert program == "dfda", command
    with pytest.raises(SystemExit) as stop:
        main(words)
    captured = capsys.readouterr()
    if not rest:
        return captured.out + captured.err, stop.value.code
    program, script = shlex.split(rest)
    assert program == "python", rest
    piped = subprocess.run(
        [sys.executable, "-X", "utf8", script],
        input=captured.out,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return piped.stdout, 0


@pytest.mark.parametrize("page", pages_with("console"), ids=named)
def test_commands_print_what_the_page_shows(page, reader, capsys):
    save_files(page, reader)
    status = 0
    for command, shown in sessions(page):
        text, status = ran(command, status, capsys)
        printed = iter(text.splitlines())
        wanted = [line for line in shown if line != "[...]"]
        assert wanted, command
        for line in wanted:
            assert line in printed, f"{command}: {line}"  # consumes: the lines stand in this order
        failed = any(line.startswith("dfda: ") for line in wanted)
        assert status == (2 if failed else 0), command


@pytest.mark.parametrize("page", pages_with("pycon"), ids=named)
def test_python_says_what_the_page_shows(page, reader):
    save_files(page, reader)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    session = "\n".join(blocks(page, "pycon"))
    runner.run(doctest.DocTestParser().get_doctest(session, {}, named(page), str(page), 0))
    assert runner.failures == 0
    assert runner.tries > 0


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=named)
def test_every_local_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)|src(?:set)?=\"([^\"]+)\"", text_of(page)):
        link = next(filter(None, target))
        if link.startswith("http"):
            continue
        place, _, anchor = link.partition("#")
        goal = page.parent / place if place else page
        assert goal.exists(), link
        if anchor:
            assert anchor in anchors(goal), link


def anchors(page):
    """The names of a page's headings, as they stand in links."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_the_index_leads_to_every_page():
    index = text_of(DOCS / "index.md")
    for page in DOCS.rglob("*.md"):
        assert page.name == "index.md" or f"({page.relative_to(DOCS).as_posix()})" in index


def test_the_first_screen_of_the_readme():
    first = text_of(README).partition("## See")[0]
    order = [
        "# dfda", LINE, "<picture>", "At a = 2, f is 6.", "make see", "make test", "pip install .",
    ]  # fmt: skip
    places = [first.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["3a-light.svg", "3a-dark.svg", "a2-light.svg", "a2-dark.svg"])
def test_the_pictures_are_there_and_say_the_sentence(name):
    svg = text_of(DOCS / "images" / name)
    assert "Height over width is" in svg
    assert "magnified ×1000, not to scale" in svg


def test_the_table_of_functions_is_the_code_s():
    counts = r"^\| `(\w+)` \| (\d+)(?: or (more|\d+))? \|"
    rows = re.findall(counts, formulas_page(), flags=re.MULTILINE)
    written = {
        name: (int(least), None if most == "more" else int(most or least))
        for name, least, most in rows
    }
    table = {name: (arity.least, arity.greatest) for name, arity in functions().items()}
    # a function that was just added stands in the table of rules, which is made from the rows
    assert written.items() <= table.items()
    assert set(written) >= set(CALLED_SO_FAR.split())
    assert [name for name, *_ in rows] == sorted(written)


CALLED_SO_FAR = """
abs acos acosh asin asinh atan atan2 atanh cbrt ceil cos cosh cot csc erf erfc exp expm1 floor hypot
ln log log10 log1p log2 max min relu sec sigmoid sign sin sinc sinh softplus sqrt step tan tanh
"""


def formulas_page():
    return text_of(DOCS / "reference" / "formulas.md")


def test_every_field_of_the_document_is_described():
    file = resources.files("dfda.explanation").joinpath("explanation.schema.json")
    names = properties(json.loads(file.read_text(encoding="utf-8")))
    page = text_of(DOCS / "reference" / "explanation-json.md")
    assert names
    assert {name for name in names if f"`{name}`" not in page} == set()


def properties(schema):
    """The names of all properties, at any depth."""
    if isinstance(schema, list):
        return {name for item in schema for name in properties(item)}
    if not isinstance(schema, dict):
        return set()
    inner = {name for part in schema.values() for name in properties(part)}
    return inner | set(schema.get("properties", {}))


def test_every_verdict_is_described():
    page = text_of(DOCS / "explanation" / "verdicts.md")
    for verdict in (*Verdict, *Everywhere):
        assert f"| `{verdict}` |" in page


def test_every_option_is_described():
    page = text_of(DOCS / "reference" / "command-line.md")
    names = [name for option in explain_command.params[1:] for name in option.opts]
    assert names
    for name in [*names, "--help"]:
        assert re.search(rf"^\| `{name}\b", page, flags=re.MULTILINE), name
