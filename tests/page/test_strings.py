"""All strings of the page are in one table: none is missing, and none is left over."""

import json
import re

import pytest

from dfda.explanation.exploration import exploration
from dfda.show.page.entry import entry_of
from dfda.show.page.page import HERE

TABLE = json.loads((HERE / "strings.json").read_text(encoding="utf-8"))
SOURCES = {
    path.name: path.read_text(encoding="utf-8")
    for path in [*sorted((HERE / "front").glob("*.js")), HERE / "page.html", HERE / "entry.py"]
}
ASKED = re.compile(r'\bTEXT\.(\w+)|\bsay\("(\w+)"|\{\{(\w+)\}\}')
HELD = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("name", SOURCES)
def test_every_string_that_is_asked_for_is_in_the_table(name):
    asked = {key for found in ASKED.finditer(SOURCES[name]) for key in found.groups() if key}
    assert asked <= TABLE.keys()


def test_every_string_of_the_table_is_used():
    words = set(re.findall(r"\w+", " ".join(SOURCES.values())))
    computed = {f"{view}All" for view in ("one", "compare", "overlay")}
    assert TABLE.keys() - words == computed


def test_what_is_put_into_a_string_is_given_where_it_is_asked_for():
    given = set(re.findall(r"[{,]\s*(\w+)\s*(?=[,:}])", " ".join(SOURCES.values())))
    held = set(HELD.findall(json.dumps(TABLE, ensure_ascii=False)))
    assert held <= given


def test_no_sentence_stands_in_the_script():
    """Words in quotes are keys and looks; a sentence has a capital, a space and a full stop."""
    for name, source in SOURCES.items():
        code = re.sub(r'/\*.*?\*/|//[^\n]*|""".*?"""', "", source, flags=re.DOTALL)
        assert not re.findall(r'"[A-Z][a-z]+ [^"]*\."', code), name


def test_entries_name_strings_of_the_table():
    """Notes, terms and what is said of a step: the page looks them up."""
    for text in ("3a", "|a| + floor(a/pi)", "1/(a^2 + 1)", "sin(a)", "floor(1000a)"):
        entry = entry_of(exploration(text))
        named = {name for _, name, *_ in entry["quotient"]} | {entry["corners"]["note"]} - {""}
        named |= {step["told"] for step in entry["steps"]}
        assert named <= TABLE.keys()
        near = {row["verdict"] for row in entry["corners"]["rows"] if row["sign"] == "≈"}
        assert near <= TABLE["verdicts"].keys()
