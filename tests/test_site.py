"""The site: what is generated says what the code does, and its checker sees faults."""

import dataclasses
import doctest
import inspect
import re
import runpy
from importlib import import_module
from pathlib import Path

import pytest

import dfda
from dfda.digits import Cell
from dfda.explanation.corners import Corner
from dfda.explanation.everywhere import SlopeEverywhere, Witness
from dfda.explanation.evidence import PointExplanation
from dfda.formulas.lower import ALIASES, functions
from dfda.nudges.nudge import Rung
from dfda.program.quotient import Cancelled
from dfda.program.steps import Check, DerivationStep
from dfda.results import ExactColumn, FloatColumn, Ledger

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = runpy.run_path(str(ROOT / "tools" / "pages.py"))
FAULTS = runpy.run_path(str(ROOT / "tools" / "check_site.py"))["faults"]
PYTHON = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
RECORDS = [
    *(dfda.Nudge, dfda.Estimate, dfda.Explanation, PointExplanation, Corner, Cell, Rung, Witness),
    *(ExactColumn, FloatColumn, Ledger, SlopeEverywhere, Cancelled, DerivationStep, Check),
]


def table():
    """The cells of each row, by the name of its function."""
    lines = PAGES["rules_table"]().splitlines()[2:]
    rows = [re.split(r" (?<!\\)\| ", line.removeprefix("| ").removesuffix(" |")) for line in lines]
    return {re.match(r"`(\w+)", row[0])[1]: row for row in rows}


def test_every_function_of_a_formula_has_one_row():
    assert list(table()) == sorted(set(functions()) - set(ALIASES))


@pytest.mark.parametrize("name", [name for name, arity in functions().items() if arity.least == 1])
def test_a_row_tells_the_derivative_of_the_formula(name):
    row = table()[ALIASES.get(name, name)]
    f = dfda.formula(f"{name}(a)")
    assert row[1] == f"`{f.derivative.text}`".replace("|", r"\|")
    typeset = f"{f.latex()} = {f.derivative.latex()}".replace("|", r"\|")
    assert row[2] == rf"{{math}}`\frac{{d}}{{da}}\, {typeset}`"


def test_rows_as_a_textbook_has_them():
    rows = table()
    assert rows["abs"] == [
        r"`abs(a)`, prints as `\|a\|`",
        "`sign(a)`",
        r"{math}`\frac{d}{da}\, \left\|a\right\| = \operatorname{sign}\left(a\right)`",
        "`a ≠ 0`",
        "`y ≥ 0`",
        "kink where<br>`a = 0`",
    ]
    assert rows["sin"][1:2] + rows["sin"][3:] == ["`cos(a)`", "", "`-1 ≤ y ≤ 1`", ""]
    assert rows["sqrt"][1] == "`1/(2sqrt(a))`"
    assert rows["log"][3:] == ["`a > 0`", "", "logarithm"]
    assert rows["hypot"][:2] == ["`hypot(a, b)`", "`a/hypot(a, b)`<br>`b/hypot(a, b)`"]
    assert rows["max"][3] == "`a ≠ b`"


def test_the_rules_page_holds_the_table():
    page = (DOCS / "reference" / "rules.md").read_text(encoding="utf-8")
    assert page.count(PAGES["TABLE_MARK"]) == 1


def test_the_sidebar_is_the_index():
    index = "# d\n\n## Do\n\n- [A](a.md): x, [B](b.md#c).\n\n## Read\n\n- [README](../README.md)\n"
    assert PAGES["sidebar"](index) == (
        "\n\n```{toctree}\n:hidden:\n:caption: Do\n\na\n```"
        "\n\n```{toctree}\n:hidden:\n:caption: Read\n\nREADME <../README>\n```"
    )


@pytest.mark.parametrize("page", ["README.md", "docs/tutorials/first-nudge.md"])
def test_pictures_follow_the_theme_of_the_site(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    shown = PAGES["both_pictures"](text)
    assert "<picture>" in text
    assert "<picture>" not in shown
    assert shown.count('class="only-light"') == shown.count('class="only-dark"')
    assert shown.count('class="only-dark"') == text.count("<picture>")


def test_sessions_end_with_their_last_line():
    page = "a\n\n```pycon\n>>> 1\n1\n\n>>> 2\n2\n\n```\n\n```text\nb\n\n```\n"
    assert PAGES["trimmed_sessions"](page) == page.replace("2\n2\n\n", "2\n2\n")


@pytest.mark.parametrize("name", [name for name in dfda.__all__ if name != "__version__"])
def test_every_public_name_is_in_the_reference(name):
    assert re.search(rf"^\.\. auto(function|class|exception):: {name}\b", PYTHON, re.MULTILINE)


def test_the_version_in_the_reference():
    assert f'`"{dfda.__version__}"`' in PYTHON


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_of_an_answer_is_described(record):
    listed = inspect.getdoc(record).partition("Attributes:\n")[2]
    described = re.findall(r"^    (\w+): \w", listed, flags=re.MULTILINE)
    assert described == [field.name for field in dataclasses.fields(record)]
    assert re.search(rf"^\.\. autoclass:: ([\w.]+\.)?{record.__name__}\(\)", PYTHON, re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in dfda.__all__ if name != "__version__"])
def test_every_public_example_is_one_that_pytest_runs(name):
    thing = getattr(dfda, name)
    module = import_module(thing.__module__)
    assert Path(module.__file__).is_relative_to(ROOT / "src")
    found = doctest.DocTestFinder().find(module)
    own = re.compile(rf"{re.escape(thing.__module__)}\.{name}(\.|$)")
    run = sum(len(test.examples) for test in found if own.match(test.name))
    assert run == sum(len(doctest.DocTestParser().get_examples(text)) for text in docstrings(thing))


def docstrings(thing):
    """Its own, and those of its methods and properties."""
    parts = vars(thing).values() if inspect.isclass(thing) else []
    told = [part for part in parts if inspect.isroutine(part) or isinstance(part, property)]
    return [part.__doc__ for part in (thing, *told) if part.__doc__]


# The checker of built sites, tried on sites with and without faults.

CLEAN = (
    '<link rel="stylesheet" href="s.css"><script src="s.js"></script><h1 id="top">a</h1>'
    '<img src="a%20b.svg"><img src="data:image/png;base64,AA"><a href="#top">b</a>'
    '<a href="https://example.org/">c</a><a href="sub/b.html#place">d</a>'
)


def toy_site(folder, page):
    (folder / "sub").mkdir()
    (folder / "index.html").write_text(page, encoding="utf-8")
    (folder / "sub" / "b.html").write_text('<p id="place">x</p>', encoding="utf-8")
    (folder / "a b.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "s.css").write_text("p { color: red }", encoding="utf-8")
    (folder / "s.js").write_text("let a = 1", encoding="utf-8")
    return folder


def test_a_clean_site_has_no_faults(tmp_path):
    assert FAULTS(toy_site(tmp_path, CLEAN)) == []


@pytest.mark.parametrize(
    ("tag", "fault"),
    [
        ('<script src="https://cdn.example/a.js"></script>', "loads https://cdn.example/a.js"),
        ('<script src="//cdn.example/a.js"></script>', "loads //cdn.example/a.js"),
        ('<link rel="stylesheet" href="http://a.example/f.css">', "loads http://a.example/f.css"),
        ('<img src="missing.svg">', "loads missing.svg"),
        ('<img src="a%20b.svg" srcset="x.png 2x">', "loads x.png"),
        ('<p style="background: url(http://a.example/b)">', "loads http://a.example/b"),
        ("<style>@import 'https://a.example/f.css';</style>", "loads https://a.example/f.css"),
        ('<a href="missing.html">a</a>', "leads to missing.html"),
        ('<a href="sub/b.html#nowhere">a</a>', "leads to sub/b.html#nowhere"),
        ('<a href="#nowhere">a</a>', "leads to #nowhere"),
        ('<a href="file:///etc/hosts">a</a>', "leads to file:///etc/hosts"),
        ("<math><msqrt><mi>a</mi></msqrt></math>", "<msqrt> needs a font"),
    ],
)
def test_a_fault_in_a_page_is_seen(tmp_path, tag, fault):
    page = tmp_path / "index.html"
    assert FAULTS(toy_site(tmp_path, CLEAN + tag)) == [f"{page}: {fault}"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("s.css", "@font-face { src: url(https://fonts.example/a.woff2) }"),
        ("s.js", 'fetch("https://fonts.example/a.woff2")'),
        ("s.js", 'const f = await import("https://fonts.example/a.woff2")'),
    ],
)
def test_a_style_or_a_script_that_needs_the_network_is_seen(tmp_path, file, text):
    site = toy_site(tmp_path, CLEAN)
    (site / file).write_text(text, encoding="utf-8")
    assert FAULTS(site) == [f"{site / file}: loads https://fonts.example/a.woff2"]


def test_an_empty_folder_is_no_site(tmp_path):
    assert FAULTS(tmp_path) == [f"{tmp_path}: there are no pages here"]


def test_the_page_of_covered_functions_is_up_to_date():
    made = runpy.run_path(str(ROOT / "tools" / "coverage_page.py"))
    assert made["PAGE"].read_text(encoding="utf-8") == made["page"]()
