"""Every claim of the README: its commands and its Python are run, and say what it says."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from dfda.cli import main

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
LINE = "Nudge any function. See the slope. Know whether to believe it."


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)


def test_the_first_screen():
    start = TEXT.index("## See")
    first = TEXT[:start]
    order = ["# dfda", LINE, "<picture>", "At a = 2, f is 6.", "make see", "make test", "pip install ."]
    places = [first.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("block", blocks("console"))
def test_commands_print_what_the_readme_shows(block, capsys):
    command, *shown = block.splitlines()
    assert command.startswith("$ dfda ")
    with pytest.raises(SystemExit) as stop:
        main(shlex.split(command.removeprefix("$ dfda ")))
    assert stop.value.code == 0
    printed = iter(capsys.readouterr().out.splitlines())
    wanted = [line for line in shown if line != "[...]"]
    assert wanted
    for line in wanted:
        assert line in printed, line  # consumes: the lines stand in this order


@pytest.mark.parametrize("block", blocks("pycon"))
def test_python_says_what_the_readme_shows(block):
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    names = {}
    exec("import dfda", names)  # noqa: S102 - the blocks share one import
    runner.run(doctest.DocTestParser().get_doctest(block, names, "README", str(README), 0))
    assert runner.failures == 0
    assert runner.tries > 0


@pytest.mark.parametrize("name", ["3a-light.svg", "3a-dark.svg", "a2-light.svg", "a2-dark.svg"])
def test_the_pictures_are_there_and_say_the_sentence(name):
    svg = (README.parent / "docs" / "images" / name).read_text(encoding="utf-8")
    assert "Height over width is" in svg
    assert "magnified ×1000, not to scale" in svg


def test_every_local_link_leads_somewhere():
    pages = [README, *README.parent.joinpath("docs").rglob("*.md"), README.parent / "CONTRIBUTING.md"]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)\)|src(?:set)?=\"([^\"]+)\"", page.read_text("utf-8")):
            link = next(filter(None, target))
            if not link.startswith("http"):
                assert (page.parent / link).exists(), f"{page.name}: {link}"
