"""One file that needs nothing else, and nothing in it that was not meant."""

import base64
import dataclasses
import hashlib
import html.parser
import json
import math
import re
import xml.etree.ElementTree as ET

import pytest

import dfda
from dfda.errors import InputError
from dfda.explanation.exploration import exploration
from dfda.program.serial import program_data
from dfda.show.page.compact import whole
from dfda.show.page.export import LARGEST, export, write
from dfda.show.page.fallback import fallback
from dfda.show.page.page import HERE, PRESETS, explorations, page

MARKUP = '</script><img src=x onerror="alert(1)">&<!--\u2028'


class Elements(html.parser.HTMLParser):
    """What a browser finds in a page: (name, attributes, text) of every element."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = [tag, dict(attrs), ""]
        self.found.append(element)
        self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.found.append([tag, dict(attrs), ""])

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.open:
            self.open[-1][2] += data

    def named(self, name):
        return [element for element in self.found if element[0] == name]


def data_of(text):
    data = next(
        json.loads(content)
        for _, attributes, content in Elements(text).named("script")
        if attributes.get("id") == "dfda-data"
    )
    return data | {"functions": whole(data["functions"], data["marks"])}


@pytest.fixture(scope="module")
def found():
    return explorations(["3*a"], ["2", "5"])


@pytest.fixture(scope="module")
def text(found, small_page):
    return page(found, live=False, folder=small_page).text


def hash_of(content):
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_the_policy_allows_this_style_and_this_script_and_no_request(text):
    elements = Elements(text)
    meta = next(one for one in elements.named("meta") if "http-equiv" in one[1])
    assert meta[1]["http-equiv"] == "Content-Security-Policy"
    script = next(one for one in elements.named("script") if not one[1])
    style = elements.named("style")[0]
    assert meta[1]["content"] == (
        f"default-src 'none'; style-src {hash_of(style[2])}; script-src {hash_of(script[2])}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert elements.found.index(meta) < elements.found.index(style)


def test_nothing_in_the_page_could_be_fetched_or_styled_from_outside(text):
    for name, attributes, _ in Elements(text).found:
        assert not {"src", "style", "srcset", "action", "data", "poster"} & set(attributes), name
        assert not [key for key in attributes if key.startswith("on")], name
        href = attributes.get("href", "")
        assert not href or href.startswith(("#", "data:")), name
    assert not re.search(r"url\((?!#)|@import", text)


def test_the_data_hold_the_formula_and_the_presets(text):
    data = data_of(text)
    assert data["schema"] == "dfda.page/2"
    assert data["live"] is False
    assert [one["text"] for one in data["functions"]] == ["3*a", "a^2", "|a|", "sin(a)"]
    first = data["functions"][0]
    assert (first["start"], first["nudge"]) == ("2", "0.001")
    assert [at for at, place in first["places"].items() if "ledger" in place] == ["2", "5"]
    assert first["places"]["2"]["ledger"]["exact"]["slope"] == {"text": "3", "exact": True}


def test_the_page_brings_its_strings(text):
    assert data_of(text)["strings"] == {"title": "dfda"}


def test_a_preset_is_not_baked_twice():
    assert [one.text for one in explorations(["a²"])] == ["a²", "3a", "|a|", "sin(a)"]
    assert [one.text for one in explorations([])] == list(PRESETS)


def test_the_page_of_a_server_says_that_python_is_attached(found, small_page):
    live = page(found, live=True, folder=small_page)
    assert data_of(live.text)["live"] is True
    assert "Content-Security-Policy" not in live.text
    assert "connect-src 'self'" in live.policy


def test_the_style_sheet_is_only_made_shorter(text):
    style = Elements(text).named("style")[0][2]
    assert "every" not in style
    assert '"/* kept  */"' in style
    assert "\ncolor: #17202a;" in style


def test_without_a_script_the_sentence_the_table_and_the_picture_are_there(text):
    still = re.search(r"<noscript>\n(.*?)</noscript>", text, flags=re.DOTALL)[1]
    assert (
        "At a = 2, f is 6. Nudge a by 0.001 to 2.001: f goes up by 0.003 to 6.003. "
        "Height over width is 0.003 / 0.001 = 3." in still
    )
    assert "At a = 5, f is 15." in still
    assert "The slope is 3 everywhere (proved)." in still
    assert (
        '<th scope="row">slope = height / width</th><td>3</td><td>3.0000000000001137</td>' in still
    )
    assert "<script" not in still


@pytest.mark.parametrize(
    "formula", ["3a", "a^2", "-a^2", "|a|", "1/a", "sqrt(a)", "log(a)", "floor(a)", "sin(50a)", "7"]
)
@pytest.mark.parametrize("point", ["2", "0.5"])
def test_the_pictures_are_well_formed_and_stay_inside(formula, point):
    text = formula if formula != "7" else "7+0a"
    still = fallback(exploration(text, point))
    pictures = re.findall(r"<svg.*?</svg>", still, flags=re.DOTALL)
    assert len(pictures) == 2
    for picture in pictures:
        root = ET.fromstring(picture)
        wide, high = map(float, root.get("viewBox").split()[2:])
        assert root.get("aria-label")
        for word in root.iter("text"):
            assert 0 <= float(word.get("x")) <= wide
            assert 8 <= float(word.get("y")) <= high
        for dot in root.iter("circle"):
            assert 0 <= float(dot.get("cx")) <= wide
            assert 0 <= float(dot.get("cy")) <= high
        assert "nan" not in picture
        assert "inf" not in picture


def test_the_triangle_of_a_line_has_its_slope():
    still = fallback(exploration("3a", "2"))
    corners = re.search(r'<polygon points="([^"]*)"', still)[1]
    (left, base), (right, level), (edge, tip) = (
        map(float, pair.split(",")) for pair in corners.split()
    )
    assert (level, edge) == (base, right)
    assert (base - tip) / (right - left) == pytest.approx(3, abs=3 * 0.2 / (right - left))


def test_markup_in_a_text_stays_text(found, small_page):
    marked = dataclasses.replace(found[0], text=MARKUP)
    text = page([marked], live=False, folder=small_page).text
    assert data_of(text)["functions"][0]["text"] == MARKUP
    assert "<img" not in text
    assert "<!--" not in text
    assert len(Elements(text).named("script")) == 2


def test_markup_in_sentences_stays_text(found, monkeypatch):
    explained = found[0].explanation
    monkeypatch.setattr(type(explained), "title", property(lambda _: MARKUP))
    monkeypatch.setattr(type(explained.points[0]), "sentence", property(lambda _: MARKUP))
    monkeypatch.setattr(type(explained.everywhere), "sentence", property(lambda _: MARKUP))
    still = fallback(found[0])
    assert "<img" not in still
    assert "<!--" not in still
    assert "</script" not in still
    assert MARKUP in "".join(text for _, _, text in Elements(still).found)


@pytest.mark.parametrize("name", ["script", "style", "static", "data"])
def test_a_template_without_a_mark_is_refused(found, tmp_path, small_page, name):
    for path in ("page.css", "page.html"):
        (tmp_path / path).write_bytes((small_page / path).read_bytes())
    (tmp_path / "front").symlink_to(small_page / "front")
    (tmp_path / "strings.json").symlink_to(small_page / "strings.json")
    whole = (tmp_path / "page.html").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(
        whole.replace(f"<!-- dfda:{name} -->", ""), encoding="utf-8"
    )
    with pytest.raises(InputError, match="must have each of the marks"):
        page(found, live=False, folder=tmp_path)


def test_an_incomplete_installation_gets_one_sentence(found, tmp_path, small_page):
    (tmp_path / "front").symlink_to(small_page / "front")
    with pytest.raises(InputError) as refusal:
        page(found, live=False, folder=tmp_path)
    assert refusal.value.sentence == (
        "dfda is not installed completely: page.css is missing; "
        "install it again with pip install --force-reinstall dfda."
    )


def test_the_same_functions_make_the_same_file(found, text, small_page):
    assert page(found, live=False, folder=small_page).text == text


def refused(call):
    with pytest.raises(InputError) as refusal:
        call()
    return refusal.value.sentence


def test_paths_that_cannot_be_written_get_one_sentence(tmp_path):
    (tmp_path / "taken.html").mkdir()
    folder = tmp_path / "taken.html"
    assert refused(lambda: export(["3a"], folder)) == (
        f"{str(folder)!r} is a directory; name a file in it."
    )
    assert refused(lambda: export(["3a"], "lesson.pdf")) == (
        "a page cannot be saved as 'lesson.pdf'; use a path that ends in .html."
    )
    nowhere = tmp_path / "no" / "lesson.html"
    assert refused(lambda: export(["3a"], nowhere)) == (
        f"the page cannot be written to {str(nowhere)!r}: no such file or directory; "
        "use a directory that exists and that you may write to."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["taken.html"]


WAVES = [f"sin({number}a)^2/(a^2+1)" for number in range(2, 6)]


@pytest.fixture
def limited(tmp_path, small_page, monkeypatch):
    """Writes a page where so many bytes are allowed; the refusal, if there is one."""

    def write_limited(many, limit):
        monkeypatch.setattr("dfda.show.page.export.LARGEST", limit)
        path = tmp_path / "lesson.html"
        try:
            write(many, path, folder=small_page)
        except InputError as refusal:
            assert not path.exists()
            return refusal.sentence
        return ""

    return write_limited


@pytest.fixture
def size_of(small_page):
    """The bytes of a page, and of each of its own formulas, the smallest first."""

    def sizes(many):
        content = page(many, live=False, folder=small_page)
        pairs = zip(content.sizes, [one.text for one in many], strict=True)
        own = sorted(pair for pair in pairs if pair[1] not in PRESETS)
        return len(content.text.encode()), own

    return sizes


TOO_LARGE = [
    (WAVES, ["2", "3"], 1, "leave out {0[1]} ({0[0]:,} bytes), or look at fewer points"),
    (WAVES, ["2"], 1, "leave out {0[1]} ({0[0]:,} bytes)"),
    (WAVES[:2], ["2"], 10**6, "leave out {1[1]} ({1[0]:,} bytes) and {0[1]} ({0[0]:,} bytes)"),
    (WAVES[:1], ["2"], 1, "choose a shorter formula"),
    (WAVES[:1], ["2", "3"], 1, "choose a shorter formula, or look at fewer points"),
    ([WAVES[0], "3a", "a^2"], ["2"], 1, "choose a shorter formula"),
]


@pytest.mark.parametrize("case", TOO_LARGE, ids=range(len(TOO_LARGE)))
def test_a_page_that_is_too_large_says_by_how_much_and_what_to_leave_out(limited, size_of, case):
    texts, points, excess, advice = case
    many = explorations(texts, points)
    size, own = size_of(many)
    assert limited(many, size - excess) == (
        f"the page would have {size:,} bytes, {excess:,} more than the {size - excess:,} "
        f"that every course platform takes; {advice.format(*own)}."
    )
    assert limited(many, size) == ""


def test_four_rich_formulas_at_two_points_fit_into_one_page(tmp_path):
    rich = ["sin(a)*exp(-a^2/9)", "sqrt(a^2+1)*cos(3a)", "ln(a^2+1)/(1+a^2)", "a^3*exp(-a)*sin(a)"]
    export(rich, tmp_path / "rich.html", points=["2", "5"])
    assert len((tmp_path / "rich.html").read_bytes()) <= LARGEST


def test_two_formulas_are_left_out_where_one_is_not_enough(limited, size_of):
    many = explorations(WAVES, ["2"])
    size, [*_, second, largest] = size_of(many)
    sentence = limited(many, size - largest[0] - second[0])
    assert sentence.count(" bytes)") == 2
    assert f"({largest[0]:,} bytes) and " in sentence
    assert f"({second[0]:,} bytes)." in sentence


def test_a_long_formula_is_named_by_its_beginning(limited):
    long = "+".join(f"a^{number}" for number in range(3, 30))
    sentence = limited(explorations([long, f"2*({long})"], ["2"]), 0)
    assert f"{long[:39]}… (" in sentence
    assert len(sentence) < 300


@pytest.mark.parametrize(
    "formulas", [["sin(a)", "a^2 + 1", "exp(-a^2)", "1/a"], ["sin(a)^2", "exp(-a^2)"]]
)
def test_what_the_docs_say_fits_beside_the_presets_fits(tmp_path, formulas):
    """Three simple formulas at two points (sin(a) is a preset), or two that are less so."""
    export(formulas, tmp_path / "lesson.html", points=["2", "5"])
    assert len((tmp_path / "lesson.html").read_bytes()) <= LARGEST


def test_an_explanation_saves_itself_as_a_page(tmp_path):
    dfda.explain("a^2", 3, nudge="0.01").save(tmp_path / "lesson.html")
    data = data_of((tmp_path / "lesson.html").read_text(encoding="utf-8"))
    assert [one["text"] for one in data["functions"]] == ["a^2", "3a", "|a|", "sin(a)"]
    assert (data["functions"][0]["start"], data["functions"][0]["nudge"]) == ("3", "0.01")


def test_an_explanation_saves_its_picture(tmp_path):
    dfda.explain("a^2", 3).save(tmp_path / "picture.svg")
    assert "At a = 3, f is 9." in (tmp_path / "picture.svg").read_text(encoding="utf-8")


def test_python_code_whose_steps_are_a_formula_is_a_page(tmp_path):
    dfda.explain(lambda a: 3 * a**2, 2).save(tmp_path / "lesson.html")
    data = data_of((tmp_path / "lesson.html").read_text(encoding="utf-8"))
    assert [one["text"] for one in data["functions"]] == ["3a^2", "3a", "a^2", "|a|", "sin(a)"]
    assert data["functions"][0]["program"] == program_data(dfda.formula("3a^2").program)


def test_other_python_code_is_no_page(tmp_path):
    def bent(a):
        return 3 * a if a > 0 else 2 * a

    def saved(f, *points):
        return refused(lambda: dfda.explain(f, *points).save(tmp_path / "lesson.html"))

    end = "; type a formula, or save a figure as .svg, .png or .pdf."
    assert saved(bent, 2) == (
        "the explorer needs a formula, and bent has none: Followed step by step, bent(a) = 3a "
        "on the path that was taken, where a > 0" + end
    )
    assert saved(bent, 2, -2) == (
        "the explorer needs a formula, and bent has none: it takes different steps at different "
        "points" + end
    )
    assert saved(lambda a: 2 * float(str(a)), 2) == (
        "the explorer needs a formula, and f has none: No exact derivative is claimed: the steps "
        "that could be followed have the slope 0, but nudges measure 2 (converged)" + end
    )


def test_a_long_formula_of_python_code_is_no_page(tmp_path):
    def long(a):
        return sum(math.sin(0.1 * k * a) for k in range(50))

    sentence = refused(lambda: dfda.explain(long, 2).save(tmp_path / "lesson.html"))
    assert sentence.endswith(
        " characters, and the explorer takes at most 1,000; explore a part of the function."
    )


def test_the_tutorial_s_lesson_is_small_enough_for_every_platform(tmp_path):
    export(["3*a", "a^2 + 1"], tmp_path / "lesson.html", points=["2", "5"])
    content = (tmp_path / "lesson.html").read_bytes()
    assert len(content) <= LARGEST
    assert (HERE / "page.html").exists()
