"""The explanation as one versioned JSON document, described by `explanation.schema.json`."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from importlib import resources
from typing import Any, Final

from dfda.digits import Cell, cell, float_text
from dfda.explanation.corners import Corner
from dfda.explanation.everywhere import SlopeEverywhere
from dfda.explanation.evidence import Explanation, PointExplanation
from dfda.nudges.nudge import Rung
from dfda.program.steps import DerivationStep
from dfda.results import QUANTITIES, Estimate, FloatColumn, Ledger

SCHEMA: Final = "dfda.explanation/1"
"""Name and version of the document; the version grows when a field changes its meaning."""

Document = dict[str, Any]


def schema() -> Document:
    """The JSON Schema (draft 2020-12) of the document."""
    file = resources.files("dfda.explanation").joinpath("explanation.schema.json")
    document: Document = json.loads(file.read_text(encoding="utf-8"))
    return document


def document_of(explanation: Explanation) -> Document:
    """The whole document. With a single point its fields stand at the top level too."""
    points = [_point(point, explanation) for point in explanation.points]
    derivative = _derivative(explanation)
    document: Document = {
        "schema": SCHEMA,
        "title": explanation.title,
        "function": _function(explanation),
        "nudge": cell_document(cell(explanation.nudge)),
        "straight_line": explanation.straight_line,
        "points": points,
        "derivative": derivative,
        "everywhere": _everywhere(explanation.everywhere),
        "notations": [{"text": text, "spoken": said} for text, said in explanation.notations],
        "quotient": _quotient(explanation),
        "steps": [_derivation_step(step) for step in explanation.steps],
    }
    if explanation.formula is None:
        document["paths"] = [path.to_json() for path in explanation.paths]
    if len(points) == 1:
        document |= points[0]
        document["derivative"] = derivative and (points[0]["derivative"] or {}) | derivative
    return document


def _function(explanation: Explanation) -> Document:
    f = explanation.written
    return {
        "kind": "formula" if explanation.formula else "python",
        "name": explanation.name,
        "variable": explanation.variable,
        "text": f.text if f else None,
        "pretty": f.pretty if f else None,
        "latex": f.latex() if f else None,
        "mathml": f.mathml() if f else None,
    }


def _derivative(explanation: Explanation) -> Document | None:
    if explanation.derivative is None:
        return None
    slope = explanation.derivative
    return {
        "formula": slope.text,
        "pretty": slope.pretty,
        "latex": slope.latex(),
        "mathml": slope.mathml(),
    }


def _quotient(explanation: Explanation) -> Document | None:
    lines = explanation.quotient
    if lines is None:
        return None
    names = ("quotient", "expanded", "cancelled", "condition", "limit")
    return {name: getattr(lines, name) for name in names}


def _derivation_step(step: DerivationStep) -> Document:
    return {
        "rule": step.rule,
        "law": step.law,
        "text": step.text,
        "pretty": step.pretty,
        "latex": step.latex(),
        "condition": step.condition,
        "checked": step.checked,
        "checks": [asdict(check) for check in step.checks],
    }


def _point(point: PointExplanation, explanation: Explanation) -> Document:
    document: Document = {
        "at": cell_document(cell(point.at)),
        "sentence": point.sentence,
        "times": point.times,
        "gap": point.gap,
        "infinitesimal": point.infinitesimal,
        "ledger": ledger_document(point.ledger),
        "ladder": [_rung(rung) for rung in point.ladder],
        "estimate": _estimate(point.estimate),
        "disagreement": point.disagreement,
        "derivative": {"value": cell_document(point.derivative)} if point.derivative else None,
        "corner": None if point.corner is None else corner_document(point.corner),
    }
    if explanation.formula is None:
        document["followed"] = point.followed
        path = point.path
        document["path"] = None if path is None else explanation.paths.index(path)
    return document


def corner_document(corner: Corner) -> Document:
    """A corner with its sentence."""
    return {
        "left": cell_document(corner.left),
        "right": cell_document(corner.right),
        "verdict": str(corner.verdict),
        "frameworks": dict(corner.frameworks),
        "sentence": corner.sentence,
    }


def cell_document(number: Cell) -> Document:
    """A cell: its text, whether that is the whole truth, and a fraction where it is not."""
    document: Document = {"text": number.text, "exact": number.exact}
    return document | ({"fraction": number.fraction} if number.fraction else {})


def ledger_document(ledger: Ledger) -> Document:
    """The columns of a ledger; the exact one is None where there are no exact numbers."""
    exact = ledger.exact
    return {
        "exact": exact and {name: cell_document(getattr(exact, name)) for name in QUANTITIES},
        "float64": _float_column(ledger.float64),
        "float32": _float_column(ledger.float32),
    }


def _float_column(column: FloatColumn) -> Document:
    texts: Document = {name: float_text(getattr(column, name)) for name in QUANTITIES}
    return texts | {"flag": column.flag, "reason": column.reason}


def _rung(rung: Rung) -> Document:
    return {
        "nudge": cell_document(cell(rung.by)),
        "exact": rung.exact and cell_document(rung.exact),
        "float64": float_text(rung.float64),
        "float32": float_text(rung.float32),
    }


def _estimate(found: Estimate) -> Document:
    numbers = {name: _number(getattr(found, name)) for name in ("value", "error", "left", "right")}
    return numbers | {
        "verdict": str(found.verdict),
        "evaluations": found.evaluations,
        "sentence": found.sentence,
    }


def _number(value: float) -> float | str:
    """A finite number as it is; JSON has no other numbers, so these become text."""
    return value if math.isfinite(value) else repr(value)


def _everywhere(verdict: SlopeEverywhere) -> Document:
    document: Document = {"verdict": str(verdict.verdict), "sentence": verdict.sentence}
    if verdict.slope is not None:
        document["slope"] = cell_document(verdict.slope)
    if verdict.witnesses:
        document["witnesses"] = [
            {"at": cell_document(witness.at), "slope": cell_document(witness.slope)}
            for witness in verdict.witnesses
        ]
    if verdict.jump is not None:
        document["jump"] = cell_document(verdict.jump)
    if verdict.samples is not None:
        document["samples"] = verdict.samples
    return document
