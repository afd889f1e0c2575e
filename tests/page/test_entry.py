"""What the page is told about a formula."""

import json
import math
import re
from fractions import Fraction

import pytest

import dfda
from dfda.explanation.exploration import exploration
from dfda.program.exact import evaluate
from dfda.program.serial import program_from
from dfda.show.page.entry import entry_of
from dfda.show.page.page import HERE


def entry(*arguments, **options):
    """The document after a round trip through JSON, which allows no NaN."""
    document = entry_of(exploration(*arguments, **options))
    return json.loads(json.dumps(document, allow_nan=False))


def test_the_tutorial_s_places():
    found = entry("3a")
    assert (found["text"], found["pretty"], found["title"]) == ("3a", "3a", "f(a) = 3a")
    assert (found["start"], found["nudge"], found["step"]) == ("2", "0.001", "0.5")
    assert list(found["places"]) == [
        "-2", "-1.5", "-1", "-0.5", "0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5",
        "5", "5.5", "6", "6.5", "7",
    ]  # fmt: skip
    assert {place["derivative"]["text"] for place in found["places"].values()} == {"3"}
    assert [at for at, place in found["places"].items() if "ledger" in place] == ["2", "5"]


@pytest.mark.parametrize(
    "text",
    [
        *("|x|", "relu(x)", "sqrt(x)", "cbrt(x)", "1/x", "tan(x)", "log(x)", "sign(x)", "step(x)"),
        *("asin(x/9)", "x^x", "x^0.5", "(x^2-1)/(x-1)", "x^2+step(x)", "max(x, pi)", "floor(x)"),
    ],
)
def test_the_variable_may_have_any_name(text):
    """What is told is the same, but for the name."""
    ours, usual = entry(text), entry(text.replace("x", "a").replace("maa", "max"))
    assert ours["variable"] == "x"
    for name in ("corners", "places", "slopes", "overview", "bends", "jumps", "settled"):
        assert ours[name] == usual[name]


@pytest.mark.parametrize(
    ("at", "start"),
    [
        ("1e150", f"1{'0' * 150}"),
        ("1e300", "1.0000000000000000000e300"),
        ("-1e-300", "-1.0000000000000000000e-300"),
        ("-2/6", "-1/3"),
    ],
)
def test_the_start_is_written_as_the_page_writes_it(at, start):
    """The page compares it, as a text, with what textOf in state.js makes of what was typed."""
    found = entry("2a + 1", at)
    assert found["start"] == start
    assert "ledger" in found["places"][start]


def test_a_point_that_is_no_decimal_is_told_as_the_ratio_it_is():
    found = entry("a^2", "1/3", nudge="1/7")
    assert (found["start"], found["nudge"]) == ("1/3", "1/7")
    assert found["places"]["1/3"]["derivative"]["fraction"] == "2/3"


def test_the_line_of_3a_is_two_points():
    assert entry("3a")["overview"]["lines"] == [[-2, -6, 7, 21]]
    assert entry("3a")["slopes"]["lines"] == [[-2, 3, 7, 3]]


@pytest.mark.parametrize("text", ["3a", "a^2", "sin(a)/a", "|a|", "a^a", "a if a < 0 else a^2"])
def test_the_programs_are_the_function_and_its_derivatives(text):
    found, f = entry(text), dfda.formula(text)
    for name, formula in [
        ("program", f),
        ("derivative", f.derivative),
        ("second", f.derivative.derivative),
    ]:
        program = program_from(found[name])
        for at in (Fraction(2), Fraction(-1, 3)):
            ours, theirs = evaluate(program, at), formula.at(at)
            assert type(ours) is type(theirs)
            if isinstance(ours, Fraction):
                assert ours == theirs


def test_the_expressions_whose_zeros_are_corners_are_programs_too():
    assert entry("3a")["edges"] is None
    edges = program_from(entry("|a - 0.37|")["edges"])
    assert evaluate(edges, Fraction("0.37")) == 0
    assert evaluate(edges, Fraction("0.4")) == Fraction("0.03")


def test_a_corner_is_a_place_and_a_row_of_the_table():
    found = entry("|a|")
    assert found["places"]["0"]["derivative"] == {"text": "no single slope", "exact": False}
    assert found["places"]["0"]["corner"] == dfda.explain("|a|", 0).points[0].corner.sentence
    assert [at for at, place in found["places"].items() if "corner" in place] == ["0"]
    tools = found["corners"]["tools"]
    assert tools
    assert found["corners"]["rows"] == [
        {
            "at": "0", "sign": "=", "left": "-1", "right": "1", "verdict": "kink",
            "tools": [dict(dfda.explain("|a|", 0).points[0].corner.frameworks)[t] for t in tools],
        }
    ]  # fmt: skip
    assert found["corners"]["note"] == ""


def test_corners_are_in_order_wherever_they_were_found():
    """Points, stops, ratios between stops, and numbers that are none."""
    rows = entry("|a - 0.3| + |a - 2| + max(a, pi) + |3a - 1|", "2")["corners"]["rows"]
    assert [(row["sign"], row["at"]) for row in rows] == [
        ("=", "0.3"),
        ("=", "1/3"),
        ("=", "2"),
        ("≈", "3.1416"),
    ]
    assert (rows[-1]["left"], rows[-1]["verdict"]) == ("—", "near kink")


@pytest.mark.parametrize(
    ("text", "note"),
    [("3a", "noCorners"), ("1/(a^2+1)", "noneFound"), ("floor(1000a)", "mayBeMore"), ("|a|", "")],
)
def test_what_is_said_of_corners_that_are_not_in_the_table(text, note):
    assert entry(text)["corners"]["note"] == note


def test_a_place_without_a_value():
    found = entry("1/a")
    assert found["places"]["0"]["derivative"]["text"] == "undefined"
    assert [row["verdict"] for row in found["corners"]["rows"]] == ["undefined"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3a", (False, False, True)),
        ("a^2", (False, False, True)),
        ("a^3", (False, False, False)),
        ("sin(a)", (False, False, False)),
        ("|a|", (False, True, True)),
        ("sqrt(a)", (False, True, True)),
        ("cbrt(a)", (False, True, False)),
        ("floor(a)", (True, True, True)),
        ("a if a < 1 else 2", (True, True, True)),
        ("1/a", (False, False, True)),
        ("a + |-2|", (False, False, True)),
        ("atan2(a, 2)", (True, False, False)),
    ],
)
def test_whether_it_jumps_and_bends_and_is_settled(text, expected):
    found = entry(text)
    assert (found["jumps"], found["bends"], found["settled"]) == expected


def test_how_the_h_cancels():
    assert entry("3a")["quotient"] == [
        ["", "quotient", "(3(a + h) - 3a)/h"],
        ["=", "expanded", "3h/h"],
        ["=", "cancelled", "3", "h ≠ 0"],
        ["→", "letGo", "3"],
    ]
    assert entry("sin(a)")["quotient"] == []


def test_steps_say_how_they_were_checked():
    first = entry("a^3")["steps"][0]
    told = dfda.explain("a^3", 2, 5).steps[0]
    assert (first["mark"], first["look"], first["told"]) == ("✓", "tick", "checked")
    assert first["at"] == [check.at for check in told.checks]
    assert first["law"].startswith(f"{told.rule}: {told.law}")


@pytest.mark.parametrize("text", ["3a", "sin(1000a)", "tan(a)", "exp(a)", "sqrt(a)", "1e290*a"])
def test_curves_lie_on_the_function(text):
    found, f = entry(text), dfda.formula(text)
    window = found["overview"]
    near = 2e-3 * (window["top"] - window["bottom"])
    steps = (window["right"] - window["left"]) * 2e-5
    for line in window["lines"]:
        assert len(line) % 2 == 0
        for x, y in zip(line[::2], line[1::2], strict=True):
            values = [f(x + step) for step in (-steps, 0.0, steps)]
            finite = [value for value in values if math.isfinite(value)]
            assert min(finite) - near <= y <= max(finite) + near


def test_a_few_kilobytes_a_function():
    for text in ("3a", "a^2", "|a|", "sin(a)"):
        assert len(json.dumps(entry(text), separators=(",", ":"))) < 22_000


def declared(name):
    """The fields that the front end's types declare for an object."""
    text = (HERE / "front" / "facts.js").read_text(encoding="utf-8")
    start = next(
        match.end()
        for match in re.finditer(r"@typedef \{\{", text)
        if re.match(r".*?\}\} (\w+)", text[match.end() :], re.DOTALL)[1] == name
    )
    depth, fields, field = 0, [], ""
    for letter in text[start:]:
        depth += (letter in "{[<(") - (letter in "}])>")
        if depth < 0:
            return {each.strip(" *\n?") for each in [*fields, field.partition(":")[0]]}
        if letter == "," and depth == 0:
            fields.append(field.partition(":")[0])
            field = ""
        else:
            field += letter
    return set()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Entry", lambda told: [told]),
        ("Window", lambda told: [told["overview"], told["slopes"]]),
        ("Step", lambda told: told["steps"]),
        ("Corner", lambda told: told["corners"]["rows"]),
    ],
)
def test_the_page_is_told_what_its_front_end_declares(name, found):
    objects = found(entry("|a|+sin(a)", "0", "2"))
    assert objects
    for one in objects:
        assert set(one) == declared(name)


def test_a_place_has_no_more_than_the_front_end_declares():
    places = entry("|a|+sin(a)", "0", "2")["places"].values()
    assert set().union(*places) == declared("Told")
