"""The JSON document: its schema, its shape, and what it promises."""

import copy
import json

import jsonschema
import pytest

import dfda
from dfda.explanation.document import SCHEMA, schema
from dfda.program.serial import program_data

KINDS = [
    ("3a", (2,)),
    ("3a", (2, 5)),
    ("a^2", (2, 5, -1)),
    ("|a|", (0,)),
    ("1/a", (0,)),
    ("1/a", ("1/3",)),
    ("sqrt(a)", (0,)),
    ("a/a", (2,)),
    ("sign(a)", (1, 0)),
    ("sin(a)^2 + cos(a)^2", (2,)),
    ("((a^1000)^1000)^1000", (2,)),
    ("e^a", (1000,)),
    ("theta^2", (3,)),
    ("7", (2,)),
    ("(1 - cos(a))/a^2", ("1e-8",)),
    (lambda a: 3 * a, (2,)),
    (lambda a: a**2, (2, 5)),
    (abs, (0,)),
]


@pytest.mark.parametrize(("f", "points"), KINDS)
def test_every_document_is_valid_json_and_fits_the_schema(f, points):
    document = dfda.explain(f, *points).to_json()
    again = json.loads(json.dumps(document, allow_nan=False))
    assert again == document
    jsonschema.validate(document, schema())
    assert document["schema"] == SCHEMA
    assert len(document["points"]) == len(points)


def test_the_schema_itself_is_valid():
    jsonschema.Draft202012Validator.check_schema(schema())


def broken_documents():
    document = dfda.explain("3a", 2).to_json()
    for path in (
        ["schema"],
        ["points"],
        ["everywhere", "verdict"],
        ["everywhere", "slope"],
        ["ledger"],
        ["ledger", "float32", "reason"],
        ["points", 0, "sentence"],
        ["points", 0, "ledger", "exact", "slope", "text"],
        ["points", 0, "ladder", 3, "float64"],
        ["points", 0, "estimate", "verdict"],
        ["points", 0, "disagreement"],
        ["disagreement"],
    ):
        broken = copy.deepcopy(document)
        *parents, last = path
        place = broken
        for part in parents:
            place = place[part]
        del place[last]
        yield pytest.param(broken, id=".".join(map(str, path)))


@pytest.mark.parametrize("broken", list(broken_documents()))
def test_the_schema_notices_what_is_missing(broken):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema())


def test_a_single_points_fields_stand_at_the_top_too():
    document = dfda.explain("a^2", 2).to_json()
    (point,) = document["points"]
    for name in ("at", "sentence", "ledger", "ladder", "estimate", "gap", "infinitesimal"):
        assert document[name] == point[name]
    assert document["derivative"]["value"] == point["derivative"]["value"]
    assert document["derivative"]["formula"] == "2a"


def test_two_points_stand_in_the_list_only():
    document = dfda.explain("a^2", 2, 5).to_json()
    assert "ledger" not in document
    assert document["derivative"] == {
        "formula": "2a",
        "pretty": "2a",
        "latex": "2a",
        "mathml": dfda.formula("2a").mathml(),
    }


def test_code_that_cannot_be_followed_has_no_exact_column_and_no_derivative():
    document = dfda.explain(lambda a: 3 * float(a), 2).to_json()
    assert document["ledger"]["exact"] is None
    assert document["derivative"] is None
    assert document["function"]["kind"] == "python"
    assert document["everywhere"]["verdict"] == "not refuted"
    assert document["everywhere"]["samples"] > 30
    assert (document["paths"], document["path"]) == ([], None)


def test_code_that_decides_nothing_has_all_that_its_formula_has():
    code = dfda.explain(lambda a: 3 * a, 2, 5).to_json()
    typed = dfda.explain("3a", 2, 5).to_json()
    same = ("title", "straight_line", "derivative", "notations", "quotient", "steps")
    assert [code[name] for name in same] == [typed[name] for name in same]
    assert code["function"] == typed["function"] | {"kind": "python"}
    for one, other in zip(code["points"], typed["points"], strict=True):
        assert one.pop("path") == 0
        assert one.pop("followed").startswith("The derivative is 3, exactly")
        assert one == other
    assert code["paths"][0]["program"] == program_data(dfda.formula("3a").program)


def test_code_that_decides_has_its_paths_and_no_formula_of_its_own():
    def bent(a):
        return a**2 if a > 0 else 3 * a

    document = dfda.explain(bent, 2, -1, 5).to_json()
    jsonschema.validate(document, schema())
    assert [point["path"] for point in document["points"]] == [0, 1, 0]
    assert [path["text"] for path in document["paths"]] == ["a^2", "3a"]
    assert [path["derivative"] for path in document["paths"]] == ["2a", "3"]
    assert [path["decisions"] for path in document["paths"]] == [["a > 0"], ["a ≤ 0"]]
    assert document["function"]["text"] is document["derivative"] is None
    assert document["steps"] == document["notations"] == []


def test_infinite_bars_are_text():
    found = dfda.explain("|a|", 0).to_json()["estimate"]
    assert found["value"] == "nan"
    assert found["error"] == "inf"
    assert (found["left"], found["right"]) == (-1.0, 1.0)


def test_fractions_travel_with_rounded_cells():
    document = dfda.explain("1/a", 3, nudge="0.001").to_json()
    assert document["ledger"]["exact"]["slope"] == {
        "text": "-0.11107408641563923137",
        "exact": False,
        "fraction": "-1000/9003",
    }
