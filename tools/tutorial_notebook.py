#!/usr/bin/env python3
"""Make docs/tutorials/first-nudge.ipynb out of first-nudge.md, the one place where it is written.

Text stays text. Python sessions and commands become cells to run, without their outputs. A picture
becomes the cell that draws it. A command that has run already is not run again: there the page
shows a few lines of what it printed, and so does the notebook.
"""

from __future__ import annotations

import doctest
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

TUTORIALS: Final = Path(__file__).resolve().parent.parent / "docs" / "tutorials"
PAGE: Final = TUTORIALS / "first-nudge.md"
NOTEBOOK: Final = PAGE.with_suffix(".ipynb")

PICTURES: Final = {"3a": ("3a", (2,)), "a2": ("a^2", (2, 5))}
"""What each picture in docs/images shows: a formula and its points."""

_BLOCK: Final = re.compile(
    r"^```(?P<kind>pycon|console)\n(?P<code>.*?)^```$"
    r"|^<picture>.*?src=\"[./\w]*/(?P<picture>\w+)-light\.svg\".*?</picture>$",
    re.MULTILINE | re.DOTALL,
)
_METADATA: Final = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

Cell = tuple[str, str]
"""Its kind, "markdown" or "code", and its source."""


def notebook(page: str) -> str:
    """The notebook of a page, as the text of its file."""
    cells = [_cell(number, *cell) for number, cell in enumerate(_joined(_cells(page)), 1)]
    document = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _cell(number: int, kind: str, source: str) -> dict[str, Any]:
    cell = {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _cells(page: str) -> Iterator[Cell]:
    told: set[str] = set()
    end = 0
    for block in _BLOCK.finditer(page):
        yield "markdown", page[end : block.start()].strip()
        end = block.end()
        if block["picture"]:
            yield "code", _drawing(block["picture"])
        elif block["kind"] == "pycon":
            yield from (("code", source) for source in _statements(block["code"]))
        else:
            yield _command(block["code"], told)
    yield "markdown", page[end:].strip()


def _joined(cells: Iterator[Cell]) -> Iterator[Cell]:
    """Text that follows text in one cell, and no empty ones."""
    waiting: list[str] = []
    for kind, source in cells:
        if kind == "markdown":
            waiting += [source] if source else []
            continue
        if waiting:
            yield "markdown", "\n\n".join(waiting)
            waiting = []
        yield kind, source
    if waiting:
        yield "markdown", "\n\n".join(waiting)


def _drawing(picture: str) -> str:
    formula, points = PICTURES[picture]
    return f"dfda.explain({json.dumps(formula)}, {', '.join(map(str, points))})"


def _statements(session: str) -> Iterator[str]:
    """The statements of a session, in cells that end where it shows an answer."""
    waiting = ""
    for example in doctest.DocTestParser().get_examples(session):
        waiting += example.source
        if example.want:
            yield waiting.strip()
            waiting = ""
    if waiting:
        yield waiting.strip()


def _command(shown: str, told: set[str]) -> Cell:
    """A cell that runs `dfda` in the notebook's own Python, or an excerpt of one that has run."""
    line, _, excerpt = shown.partition("\n")
    command = line.removeprefix("$ dfda ")
    if command in told:
        lines = excerpt.removeprefix("[...]\n").removesuffix("[...]\n")
        return "markdown", f"```text\n{lines}```"
    told.add(command)
    return "code", f"%run -m dfda {command}"


if __name__ == "__main__":
    NOTEBOOK.write_text(notebook(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
