"""The JSON document: its schema, its shape, and what it promises."""

import copy
import json

import jsonschema
import pytest

import dfda
from dfda.explanation.document import SCHEMA, schema

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


def test_code_has_no_exact_column_and_no_derivative():
    document = dfda.explain(lambda a: 3 * a, 2).to_json()
    assert document["ledger"]["exact"] is None
    assert document["derivative"] is None
    assert document["function"]["kind"] == "python"
    assert document["everywhere"]["verdict"] == "not refuted"
    assert document["everywhere"]["samples"] > 30


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
