"""What the page is told about one function: all that follows from the formula alone.

The page computes digits by interpreting the programs; it never parses or differentiates. What
depends on the point and needs more than arithmetic, such as the slopes on both sides of a corner,
is told for every stop of the slider. front/facts.js has the types of these objects.
"""

from __future__ import annotations

import math
from fractions import Fraction
from operator import itemgetter
from typing import Final

from dfda.digits import cell
from dfda.explanation.breaks import Kind, is_smooth
from dfda.explanation.corners import Corner
from dfda.explanation.document import Document, cell_document, ledger_document
from dfda.explanation.exploration import Exploration, Stop
from dfda.picture import Overview
from dfda.program.program import Program, Step
from dfda.program.serial import program_data
from dfda.program.smooth import hazards, is_partial, moving_steps, switches
from dfda.program.steps import DerivationStep
from dfda.rules import CHOICES

_DIGITS: Final = 4
"""Decimals of a curve's coordinates, in shares of the window: the page draws in tenths of a pixel,
and a window of a thousand pixels."""

_USUAL_STEP: Final = Fraction(1, 2)
_SQUARE: Final = 2
_UNTOLD: Final = "—"
_BENT: Final = frozenset({"kink", "root"})

SETTLED: Final = frozenset(
    {"add", "subtract", "negate", "multiply", "divide", "sqrt", "abs", "sign", "step", "relu"}
    | {"floor", "ceil", "min", "max"}
    | {rule.name for rule in CHOICES.values()}
)
"""The rules whose results IEEE 754 prescribes to the last bit, as it does those of squares."""


def entry_of(found: Exploration) -> Document:
    """Everything that the page reads about a function, as plain lists, texts and numbers."""
    f, told = found.formula, found.explanation
    edges = switches(f.program)
    return {
        "text": found.text,
        "pretty": f.pretty,
        "name": told.name,
        "variable": told.variable,
        "title": told.title,
        "start": _exact_text(told.points[0].at),
        "nudge": _exact_text(told.nudge),
        "line": told.straight_line,
        "verdict": str(told.everywhere.verdict),
        "everywhere": told.everywhere.sentence,
        "notations": [{"text": text, "spoken": said} for text, said in told.notations],
        "quotient": _quotient(found),
        "steps": [_step(step) for step in told.steps],
        "corners": _corners(found),
        "places": _places(found),
        "step": _exact_text(_distance(found.stops)),
        "program": program_data(f.program),
        "derivative": program_data(f.derivative.program),
        "second": program_data(f.derivative.derivative.program),
        "edges": None if edges is None else program_data(edges),
        "jumps": "jump" in hazards(f.program),
        "bends": _bends(f.program),
        "settled": is_settled(f.program),
        "overview": _window(found.overview),
        "slopes": _window(found.slopes),
    }


def _exact_text(number: Fraction) -> str:
    """A decimal, or a ratio where that does not end; of numbers too long for both 20 digits.

    front/state.js writes the same.
    """
    shown = cell(number)
    return shown.text if shown.exact else shown.fraction or shown.text


def _distance(stops: tuple[Stop, ...]) -> Fraction:
    """How far the stops of the slider are apart."""
    return stops[1].at - stops[0].at if len(stops) > 1 else _USUAL_STEP


def _quotient(found: Exploration) -> list[list[str]]:
    """How the h cancels: the sign before each term, what that is called, the term, a condition."""
    lines = found.explanation.quotient
    if lines is None:
        return []
    return [
        ["", "quotient", lines.quotient],
        ["=", "expanded", lines.expanded],
        ["=", "cancelled", lines.cancelled, lines.condition],
        ["→", "letGo", lines.limit],
    ]


def _step(step: DerivationStep) -> Document:
    law = f": {step.law}" if step.law else ""
    condition = f" ({step.condition})" if step.condition else ""
    bad = [check.at for check in step.checks if not check.agrees]
    looked_at = bad or [check.at for check in step.checks]
    mark, look = {None: ("·", "muted"), True: ("✓", "tick"), False: ("✗", "flag")}[step.checked]
    return {
        "mark": mark,
        "look": look,
        "pretty": step.pretty,
        "law": f"{step.rule}{law}{condition}",
        "told": "broken" if bad else "checked" if looked_at else "unchecked",
        "at": looked_at,
    }


def _places(found: Exploration) -> Document:
    """What is told of single numbers: the stops, the corners between them, and the points."""
    places: Document = {}
    for stop in (*found.stops, *found.breaks):
        derivative = {"derivative": cell_document(stop.derivative)}
        places[_exact_text(stop.at)] = derivative | _bend(stop.corner)
    for point in found.explanation.points:
        place = places.setdefault(_exact_text(point.at), {})
        if point.derivative is not None:
            place["derivative"] = cell_document(point.derivative)
        place |= _bend(point.corner) | {"gap": point.gap, "ledger": ledger_document(point.ledger)}
    return places


def _bend(corner: Corner | None) -> Document:
    return {} if corner is None else {"corner": corner.sentence}


def _corners(found: Exploration) -> Document:
    """The table of all corners: a row for each, and what is said of those that are not in it."""
    every = [(point.at, point.corner) for point in found.explanation.points]
    every += [(stop.at, stop.corner) for stop in (*found.stops, *found.breaks)]
    known = {at: corner for at, corner in every if corner is not None}
    tools = list(dict.fromkeys(name for one in known.values() for name, _ in one.frameworks))
    rows = {at: _row(corner, tools) for at, corner in known.items()}
    rows |= {at: _row_near(kind, tools) for at, kind in found.near}
    note = "mayBeMore" if found.more else ""
    if not rows:
        note = "noCorners" if is_smooth(found.formula.program) else "noneFound"
    ordered = [{"at": _exact_text(at)} | row for at, row in sorted(rows.items(), key=itemgetter(0))]
    return {"tools": tools, "rows": ordered, "note": note}


def _row(corner: Corner, tools: list[str]) -> Document:
    slopes = dict(corner.frameworks)
    return {
        "sign": "=",
        "left": corner.left.text,
        "right": corner.right.text,
        "verdict": str(corner.verdict),
        "tools": [slopes.get(name, _UNTOLD) for name in tools],
    }


def _row_near(kind: Kind, tools: list[str]) -> Document:
    """The row of a number that is known to a few decimals."""
    verdict, others = f"near {kind}", [_UNTOLD for _ in tools]
    return {"sign": "≈", "left": _UNTOLD, "right": _UNTOLD, "verdict": verdict, "tools": others}


def _bends(program: Program) -> bool:
    """Whether some step may bend or jump; the angle of a point does so only at its origin."""
    steps = ((step.rule, hazard) for step, _, hazard in moving_steps(program))
    return any(
        hazard in _BENT or (hazard == "jump" and not is_partial(rule, hazard))
        for rule, hazard in steps
    )


def is_settled(program: Program) -> bool:
    """Whether every computer that follows IEEE 754 finds the same floats on the way."""
    return all(
        not isinstance(node, Step)
        or node.rule.name in SETTLED
        or (node.rule.name == "whole_power" and program.known(node)[1] == _SQUARE)
        for node in program.nodes
    )


def _window(overview: Overview) -> Document:
    wide, high = overview.right - overview.left, overview.top - overview.bottom
    return {
        "left": overview.left,
        "right": overview.right,
        "bottom": _rounded(overview.bottom, high),
        "top": _rounded(overview.top, high),
        "lines": [
            [number for x, y in line for number in (_rounded(x, wide), _rounded(y, high))]
            for line in overview.segments
        ],
        "band": [
            [
                *(_rounded(end, wide) for end in (column.left, column.right)),
                *(_rounded(end, high) for end in (column.low, column.high)),
            ]
            for column in overview.band
        ],
    }


def _rounded(number: float, span: float) -> float:
    """As many decimals as a window of this span can show."""
    return round(number, _DIGITS - math.floor(math.log10(span)))
