#!/usr/bin/env python3
"""Write tests/page/conformance.json: what Python says in cases that the page must say the same in.

The page runs programs by itself, in JavaScript. This file holds formulas as programs, points and
nudges, and Python's own words and digits for them; tests/page/ holds the page against it. All
choices are seeded, so that the file changes only when the answers do.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import cycle, product
from pathlib import Path
from typing import Any, Final

import numpy as np

import dfda
from dfda.digits import Cell, as_float, cell, exact_number
from dfda.errors import InputError
from dfda.explanation.exploration import exploration
from dfda.formulas import Formula, formula
from dfda.nudges.columns import ledger_of
from dfda.nudges.nudge import exact_width, ladder
from dfda.program.exact import evaluate
from dfda.program.program import Builder
from dfda.program.serial import program_data
from dfda.program.smooth import switches
from dfda.results import QUANTITIES, FloatColumn, column_cells, ledger_sentence
from dfda.rules import CHOICES, RULES, Rule
from dfda.show.page.entry import SETTLED, entry_of, is_settled

FILE: Final = Path(__file__).resolve().parent.parent / "tests" / "page" / "conformance.json"
SEED: Final = 1729

CHOOSING: Final = {rule.name for rule in CHOICES.values()}
FRONT: Final = Path(dfda.__file__).parent / "show" / "page" / "front"


MATH: Final = frozenset(re.findall(
    r"\w+",
    """
    abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 floor fround hypot
    imul log log10 log1p log2 max min pow random round sign sin sinh sqrt tan tanh trunc
    """,
))  # fmt: skip
"""The functions of JavaScript's `Math`: the page takes from it what its own table has not."""


def _computed(module: str) -> set[str]:
    """The rules in a module's table."""
    text = (FRONT / module).read_text(encoding="utf-8")
    table = text.partition("export const RULES = {\n")[2].partition("\n};")[0]
    rows = [row for row in table.splitlines() if re.match(r"  \w", row)]
    return {name for row in rows for name in re.findall(r"\w+", row.partition(":")[0])}


WITHOUT_FLOATS: Final = frozenset(RULES.keys() - _computed("floats.js") - MATH - CHOOSING)
"""Rules that the page does not compute at all: `Math` has nothing like them."""

MISSING: Final = frozenset(RULES.keys() - _computed("program.js") - CHOOSING)
"""Rules that the page does not compute exactly: it shows the digits that Python baked."""

NOT_LIVE: Final = (
    ("erf(a)", "0.5", "the error functions"),
    ("erfc(a)/2", "0.5", "the error functions"),
    ("log(e^a) - a", "1e30", "numbers with an exponent beyond 2^50 on the way"),
    ("sinc(a)", "0.5", "the cardinal sine"),
    ("atan2(a, 2) + a", "0.5", "the angle of a point"),
    ("1 if e^a > 5 else 2", "1e30", "numbers with an exponent beyond 2^50 on the way"),
    ("e^a + a", "1e30", "numbers with an exponent beyond 2^50 on the way"),
    ("e^(-a*a)", "99", "numbers that are smaller than 2^-4672"),
    ("((((a + pi)^50)^50)^50)^50", "2", "too much work"),
)
"""What the page does not compute, and why."""

BAKED: Final = ("erf(a)", "erfc(a)/2", "sinc(a)", "atan2(a, 2)", "a*sinc(a)", "erf(a)^2 + a")
TUTORIAL: Final = ("3a", "a^2", "7 - 2a", "(a + 1)^2 - a^2 - 2a", "|a|", "max(a, 0)", "a|a|")
RATIONAL: Final = (
    *("1/a", "a/(a + 1)", "(a^2 - 1)/(a - 1)", "a^3 - 2a", "1/(1 + a^2)", "a^-3", "(2a + 1)/7"),
    *("a/3 + a/7 - a/9", "(a^2 + a)/(a^3 + 1)", "((a + 1)/(a - 2))^5", "a^4", "1/(a - a)"),
    *("a*a*a - a*a/4", "(a + 1/3)*(a - 1/3)", "-a*a", "1/(3a) - 2/(a*a)", "a*(1 - a)*0.1"),
)
CHOSEN: Final = (
    *("a*a if a < 2 else 3a - 2", "1/a if a != 0 else 0", "sqrt(a) if a >= 0 else -sqrt(-a)"),
    *(
        "2 if sin(a) <= 1/2 else a",
        "3 if a*a == 4 else a",
        "a if e^a > 5 else 5",
        "floor(a)*ceil(a)",
        "sign(a) + step(a)",
    ),
    *("min(a, a*a, 3)", "max(1/a, a)", "relu(a - 1) - relu(1 - a)", "a - floor(a)"),
)
EQUALITIES: Final = (
    *("sin(a)^2 + cos(a)^2", "log(e^a) - a", "sqrt(a)^2 - a", "tan(a) - sin(a)/cos(a)"),
    *("e^(log(a)) - a", "(e^a)^2 - e^(2a)", "atan(tan(a/4)) - a/4", "cosh(a)^2 - sinh(a)^2"),
    *("pi - 4atan(1 + a - a)", "log2(a^3) - 3log2(a)", "sqrt(a*a + 1)^2 - a^2 - 1", "e^(pi - pi)"),
)
MIXED: Final = (
    *("a^(1/3)", "a^(2/3)", "a^(-5/3)", "a^0.5", "a^-1.5", "a^pi", "2^a", "a^a", "(-2)^a", "pi^a"),
    *("hypot(a, 3)", "hypot(a, a - 1)", "hypot(1/3, a)", "a^(3/5)", "cbrt(a - 2)", "sqrt(a/3)"),
    *("e", "pi/3", "e^(-a*a/1000)", "sin(1/a)", "log(log(a))", "e^(e^a)", "sin(a)/a", "a*log(a)"),
    *("1/(1 + e^(-a))", "log(1 + e^a)", "sqrt(1 - a^2)", "1/sin(pi*a)", "sign(sin(pi*a))"),
)

CHAINS: Final = (
    ("sin({})", "({})*a", "tanh({})", "({})/3"),
    ("({})*a", "({})+1/3", "1/(2+({})^2)"),
    ("exp({}-a)", "atan({})", "sqrt({}+2)", "cos({})"),
    ("({})^2-a", "({})/3", "log(3+({})^2)"),
    ("({})*a+7", "({})-a/7"),
)
CHAINED: Final = 30

NEAR: Final = (
    *("1.5707963267948966192313216916397514420985846996875529", "3.14159265358979323846"),
    *("4.7123889803846898", "1e-100", "0.000001", "-1e-12", "123456.789"),
)
"""Points next to poles and zeros of tan, sin and log."""

POINTS: Final = ("2", "-7.25", "0", "1/3", "1e-30")
FAR: Final = ("5", "0.1", "-1e-20", "1e30", "-123456789.123", "1e300", "1", "-1", "16")
NUDGES: Final = ("0.001", "1e-30", "-0.001", "0.7", "1e-9", "1/3", "-1e-16", "1000", "1e-300")

NUMBERS: Final = (
    *("0", "-0", "2", "+2", "0.001", "1e-30", "1E5", ".5", "5.", "-1/3", "4/6", " 7 ", "−7.25"),
    *("0.1e-999", "1e999", "00012.500", "", "abc", "1/0", "1e1000", "--1", "1_000", "1.5/2", "."),
    *("1e", "e5", "1 2", "nan", "inf", "0x10", "1/-3", "3/", "/3", "+", "1e5.5", "2a", "9" * 400),
    *("9" * 401, "0." + "3" * 390, "x" * 99, "1,5"),
)
PRINTED: Final = (
    *("1/3", "-2/7", "10/4", "1/1024", f"1/{2**150}", f"1/{2**199}", f"1/{2**250}", f"3/{5**80}"),
    *(f"{10**199}", f"{10**200 - 1}", f"{10**200}", f"{10**200}/3", f"1/{10**199}", f"1/{10**200}"),
    *(f"{2**70}/3", f"{10**20 - 1}/3", "66666666666666666666/3", "199999999999999999995/2000000"),
    *(f"2/{3 * 10**190}", f"2/{3 * 10**170}", f"{3**200}/{7**100}", f"-{7**300}", "-1000/9003"),
    *(f"{10**19 - 1}{5}/{10**250}", f"{10**21 - 5}/7{'0' * 19}", f"1/{3**2000}", f"{3**2000}/7"),
)
OPERANDS: Final = (-30.5, -2.75, -1.0, -0.625, -1e-8, 1e-300, 3e-5, 0.3, 0.7, 1.0, 1.75, 3.0, 88.25)
SPECIAL: Final = (np.nan, np.inf, -np.inf, 0.0, -0.0)


def document() -> dict[str, Any]:
    """Everything that the file holds."""
    return {
        "about": "made by tools/page_conformance.py; tests/page/ holds the page against it",
        "numbers": [[text, _read(text)] for text in NUMBERS],
        "cells": [[text, _cell_text(cell(Fraction(text)))] for text in PRINTED],
        "nudges": [_nudges(text, pairs) for text, pairs in _choices()],
        "ladders": [_ladder(text, at) for text, at in _ladders()],
        "slopes": [_slope(*choice) for choice in _slopes()],
        "steps": [
            _steps(rule) for rule in RULES.values() if rule.name not in SETTLED | WITHOUT_FLOATS
        ],
        "not live": [
            {"formula": text, "at": at, "why": why, "program": program_data(formula(text).program)}
            for text, at, why in NOT_LIVE
        ],
        "baked": [_baked(text, at) for text, at in product(BAKED, ("0.5", "-7/3"))],
    }


def written(content: dict[str, Any]) -> str:
    """The document as text, one entry per line."""
    parts = []
    for key, entries in content.items():
        if isinstance(entries, str):
            parts.append(f"{_json(key)}: {_json(entries)}")
        else:
            lines = ",\n".join(_json(entry) for entry in entries)
            parts.append(f"{_json(key)}: [\n{lines}\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(entry: object) -> str:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def _read(text: str) -> str:
    try:
        return str(exact_number(text))
    except InputError:
        return "refused"


def _cell_text(shown: Cell) -> str:
    """The text, after ~ where it is not the whole truth, before | and the fraction it rounds."""
    return f"{'' if shown.exact else '~'}{shown.text}{'|' + (shown.fraction or '')}".rstrip("|")


Pairs = list[tuple[str, str]]


def _choices() -> Iterator[tuple[str, Pairs]]:
    """Each formula with the points and nudges to try it at."""
    draw = random.Random(SEED)  # noqa: S311 - test points need no cryptography
    near = [*product(POINTS[:2], NUDGES[:2])]
    for text in (*TUTORIAL, *RATIONAL):
        yield text, [*near, *_some(draw, (*POINTS, *FAR), 5)]
    for name, rule in RULES.items():
        if rule.callable and rule.arity == 1 and name not in MISSING:
            yield f"{name}(a)", [("2", "0.001"), *_some(draw, POINTS, 3), *_some(draw, FAR, 3)]
    for text in (*CHOSEN, *EQUALITIES, *MIXED):
        yield text, [("2", "0.001"), *_some(draw, POINTS, 2), *_some(draw, FAR[:3], 2)]
    for _ in range(75):
        yield _composed(draw, draw.choice((2, 3))), _some(draw, ("0.7", "3.25", *POINTS), 2)
    for text in ("sin(a)", "tan(a)", "atan(a)", "sqrt(a)", "log(a)", "a^2/(a + 1)", "tanh(3/a)"):
        yield text, [*product(("1e9", "-1e9"), ("1e-30", "1/3"))]
    for chain in CHAINS:
        yield _chained(chain), _some(draw, (*POINTS, *NEAR), 2)
    for _ in range(60):
        yield _composed(draw, draw.choice((2, 3))), [(draw.choice(NEAR), draw.choice(NUDGES[:7]))]


def _some(draw: random.Random, points: Sequence[str], count: int) -> Pairs:
    return [(draw.choice(points), draw.choice(NUDGES)) for _ in range(count)]


def _chained(kinds: Sequence[str]) -> str:
    """A formula of about a hundred steps, as long as one can be typed."""
    text = "a"
    for kind, _ in zip(cycle(kinds), range(CHAINED), strict=False):
        text = kind.format(text)
    return text


_INNER: Final = ("sin", "cos", "atan", "tanh", "asinh", "sigmoid", "cbrt", "abs", "floor", "relu")
_OUTER: Final = ("exp", "log", "sqrt", "tan", "sinh", "cosh", "asin", "acos", "log1p", "expm1")


def _composed(draw: random.Random, depth: int) -> str:
    if depth == 0:
        return draw.choice(("a", "a", "a", "2", "(1/3)", "0.25", "pi"))
    inside, other = _composed(draw, depth - 1), _composed(draw, draw.randrange(depth))
    call = f"{draw.choice((*_INNER, *_OUTER))}({inside})"
    kinds = (call, call, f"({inside}{draw.choice('+-*/')}{other})", f"({inside})^{depth}")
    return draw.choice(kinds)


def _nudges(text: str, pairs: Pairs) -> dict[str, Any]:
    """One formula: exact columns, sentences and, where IEEE 754 settles them, float columns.

    What NumPy makes of other rules depends on the processor; `steps` holds them to the truth.
    """
    f = formula(text)
    found = [_case(f, at, by, floats=is_settled(f.program)) for at, by in dict.fromkeys(pairs)]
    return {"formula": text, "program": program_data(f.program), "cases": found}


def _case(f: Formula, at: str, by: str, *, floats: bool) -> dict[str, Any]:
    ledger = ledger_of(f, exact_number(at), exact_width(exact_number(by)))
    cells = column_cells(ledger)
    case = {
        "at": at,
        "by": by,
        "exact": [_cell_text(cells[name]) for name in QUANTITIES],
        "sentence": ledger_sentence(ledger, variable=f.variable),
    }
    if floats:
        case |= {name: _float_texts(getattr(ledger, name)) for name in ("float64", "float32")}
    return case


def _float_texts(column: FloatColumn) -> list[Any]:
    return [*(str(getattr(column, name)) for name in QUANTITIES), column.reason, column.flag]


def _ladders() -> Iterable[tuple[str, str]]:
    return [("3a", "2"), ("3a", "5"), ("a^2", "2"), ("a^2", "5"), ("1/a", "-3"), ("sqrt(a)", "2")]


def _ladder(text: str, at: str) -> dict[str, Any]:
    f = formula(text)
    rungs = [
        [str(cell(rung.by)), _cell_text(rung.exact), str(rung.float64), str(rung.float32)]
        for sign in (1, -1)
        for rung in ladder(f, exact_number(at), sign=sign)
        if rung.exact is not None
    ]
    return {"formula": text, "at": at, "program": program_data(f.program), "rungs": rungs}


def _slopes() -> Iterator[tuple[str, str, str]]:
    draw = random.Random(SEED)  # noqa: S311 - test points need no cryptography
    for text in (*TUTORIAL, "a^3 - 2a", "1/(1 + a^2)", "sin(a)", "e^a", "log(a)", "sqrt(a)"):
        yield text, "2", "0.001"
        yield text, draw.choice(("5", "0.1", "1/3")), draw.choice(NUDGES[:4])
    for text in ("|a|", "max(a, 0)", "a|a|", "a^(1/3)", "floor(a)", "a if a < 0 else 2a"):
        yield text, "0", "0.001"
    for text in ("a^a", "tan(a)", "a/(a*a + 1)", "tanh(a)", "a*sigmoid(a)", "e^(-a)", "7 - 2a"):
        yield text, "0.7", draw.choice(NUDGES)
    for by in ("1000", "1e30", "-0.5", "0.1", "-1/11", "0.099"):
        yield "3a", "2", by


def _slope(text: str, at: str, by: str) -> dict[str, Any]:
    """The derivative, the gap and the infinitesimal nudge at one point; empty at corners."""
    f = formula(text)
    corners = switches(f.program)
    shared = {
        "formula": text,
        "at": at,
        "by": by,
        "program": program_data(f.program),
        "derivative": program_data(f.derivative.program),
        "corners": corners and program_data(corners),
    }
    (point,) = dfda.explain(f, at, nudge=exact_number(by)).points
    if point.corner is not None or point.derivative is None:
        return shared | dict.fromkeys(("slope", "gap", "infinitesimal"))
    told = {"slope": _cell_text(point.derivative), "gap": point.gap}
    return shared | told | {"infinitesimal": point.infinitesimal}


def _baked(text: str, at: str) -> dict[str, Any]:
    """What Python told about a formula that the page does not compute, and what it should show."""
    found = exploration(text, at)
    told = entry_of(found)
    places = {told["start"]: told["places"][told["start"]]}
    entry = {name: told[name] for name in ("text", "name", "variable", "nudge", "program")}
    entry |= {"places": places} | dict.fromkeys(("derivative", "second", "edges"))
    return {"entry": entry, **_case(found.formula, at, "0.001", floats=True)}


def _steps(rule: Rule) -> dict[str, Any]:
    """One rule in floats: operands with the correctly rounded truth in both kinds of float."""
    truths = [[*map(repr, chosen), *_truths(rule, chosen)] for chosen in _operands(rule)]
    special = [[repr(x), *_special(rule, x)] for x in SPECIAL if rule.arity == 1]
    return {"rule": rule.name, "truths": truths, "special": special}


def _operands(rule: Rule) -> Iterable[tuple[float, ...]]:
    if rule.arity == 1:
        return ((x,) for x in OPERANDS)
    if rule.name == "sinc":
        return ((x, 0.0) for x in OPERANDS)
    if isinstance(rule.sample[1], frozenset):
        return product(OPERANDS[1::2], sorted(map(float, rule.sample[1])))
    return product(OPERANDS[::2], OPERANDS[1::3])


def _truths(rule: Rule, operands: Sequence[float]) -> list[str | None]:
    """What the exact engine says, rounded once; None where an operand is no float32."""
    kinds = (np.float64, np.float32)
    return [_truth(rule, [float(kind(x)) for x in operands], operands, kind) for kind in kinds]


def _truth(
    rule: Rule, kept: Sequence[float], given: Sequence[float], kind: type[np.floating[Any]]
) -> str | None:
    if any(bool(x) != bool(y) for x, y in zip(kept, given, strict=True)):
        return None
    sign = -1 if rule is RULES["odd_power"] and kept[0] < 0 else 1
    if rule.name in {"odd_power", "even_power"}:
        rule, kept = RULES["power"], [abs(kept[0]), kept[1]]
    builder = Builder()
    step = builder.step(rule, *(builder.constant(Fraction(x)) for x in kept))
    with np.errstate(over="ignore", under="ignore"):
        truth = sign * float(kind(as_float(evaluate(builder.build(step), Fraction(0)))))
    return repr(truth) if np.isfinite(truth) else None


def _special(rule: Rule, x: float) -> list[str]:
    with np.errstate(all="ignore"):
        return [str(kind(rule.floats(kind(x)))) for kind in (np.float64, np.float32)]


if __name__ == "__main__":
    FILE.write_text(written(document()), encoding="utf-8")
    print(f"{FILE.name}: {FILE.stat().st_size} bytes")
