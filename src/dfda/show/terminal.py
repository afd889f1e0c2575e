"""The explanation in a terminal: sentences and ledger first, then the picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from dfda.digits import Cell, float_text, short_decimal
from dfda.explanation import Explanation, PointExplanation
from dfda.explanation.portrait import portrait
from dfda.explanation.written import WrittenPath
from dfda.nudges.nudge import Rung
from dfda.program.steps import DerivationStep
from dfda.results import Ledger
from dfda.show.labels import short_number
from dfda.show.terminal_picture import draw

WIDTH: Final = 76
"""No table and no picture is wider; sentences are left to the terminal to wrap."""

SHOWN_RUNGS: Final = frozenset({1, 3, 6, 7, 9, 12, 15, 16, 30})
"""The nudges of the ladder that a terminal shows, as powers of 1/10. JSON has them all."""

_GREEN, _PLAIN = "\033[32m", "\033[0m"
_GREEN_ROWS: Final = frozenset({"height", "width", "slope"})
_ASCII: Final = str.maketrans(
    {
        "ε": "eps",
        "×": "x",
        "·": "*",
        "−": "-",
        "±": "+-",
        "π": "pi",
        "≠": "!=",
        "…": "...",
        "—": "-",
        "→": "->",
        "∞": "inf",
        "✓": "ok",
        "✗": "WRONG:",
        "′": "'",
        "≤": "<=",
        "≥": ">=",
        "“": "'",
        "”": "'",
    }
)
_RAISED: Final = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWERED: Final = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def rendered(
    explanation: Explanation,
    *,
    width: int = WIDTH,
    unicode: bool = True,
    colour: bool = False,
    steps: bool = False,
) -> str:
    """The whole explanation as text. Without `unicode` it is pure ASCII."""
    width = min(width, WIDTH)
    blocks = [
        _title(explanation, unicode=unicode),
        "\n".join(filter(None, _point_sentences(explanation))),
        _paths(explanation),
        _verdict(explanation),
        *_tables(explanation, width, colour=colour),
        _formal(explanation),
        _steps(explanation) if steps else "",
        draw(portrait(explanation), width=width, unicode=unicode, colour=colour, words=False),
    ]
    text = "\n\n".join(block for block in blocks if block).rstrip() + "\n"
    return text if unicode else _ascii(text)


def _ascii(text: str) -> str:
    text = _RAISED.sub(lambda raised: "^" + raised[0].translate(_LOWERED), text)
    return text.translate(_ASCII).encode("ascii", "replace").decode("ascii")


def _title(explanation: Explanation, *, unicode: bool) -> str:
    formula = explanation.formula
    if formula is None:
        return f"{explanation.title}    ({_how_known(explanation)})"
    return explanation.title if unicode else f"f({formula.variable}) = {formula.text}"


def _how_known(explanation: Explanation) -> str:
    """What the numbers of Python code rest on."""
    if all(point.path is not None for point in explanation.points):
        return "Python code, followed step by step"
    if any(point.derivative for point in explanation.points):
        return "Python code: floats, and what its steps tell when they are followed"
    return "Python code: floats and estimates only"


def _paths(explanation: Explanation) -> str:
    """What Python code computes along each path that it took, and at which points."""
    paths = explanation.paths
    if len(paths) == 1 and all(point.path is not None for point in explanation.points):
        return paths[0].sentence
    return "\n".join(f"{_where(explanation, path)}: {path.sentence}" for path in paths)


def _where(explanation: Explanation, path: WrittenPath) -> str:
    points = [_at(point) for point in explanation.points if point.path == path]
    return f"At {explanation.variable} = {' and '.join(points)}"


def _point_sentences(explanation: Explanation) -> Iterable[str]:
    for point in explanation.points:
        yield point.sentence
        yield f"  {point.times}." if point.times else ""
        if point.corner is not None:
            yield f"  {point.corner.sentence}"
        if point.gap or point.corner is None:
            yield f"  {point.gap or point.estimate.sentence}"
        yield f"  {point.disagreement}" if point.disagreement else ""
        yield f"  {point.followed}" if point.followed else ""


def _verdict(explanation: Explanation) -> str:
    return f"{explanation.everywhere.sentence}\n{explanation.straight_line}"


def _tables(explanation: Explanation, width: int, *, colour: bool) -> Iterable[str]:
    for point in explanation.points:
        yield _ledger(explanation.variable, point, width, colour=colour)
        yield _ladder(point, width)


def _ledger(variable: str, point: PointExplanation, width: int, *, colour: bool) -> str:
    ledger = point.ledger
    names = {
        "at": variable,
        "before": f"f({variable})",
        "nudged": f"{variable} + nudge",
        "after": f"f({variable} + nudge)",
        "height": "height",
        "width": "width",
        "slope": "slope",
    }
    rows = [[label, *_texts(ledger, name)] for name, label in names.items()]
    heads = ["", *(["exact"] if ledger.exact else []), "float64", "float32"]
    table = _table([heads, *rows], width)
    lines = [_green(line, colour=colour) for line in table]
    return "\n".join([*lines, *_reasons(ledger)])


def _texts(ledger: Ledger, name: str) -> list[str]:
    exact = [getattr(ledger.exact, name).text] if ledger.exact else []
    columns = (ledger.float64, ledger.float32)
    return [*exact, *(float_text(getattr(column, name)) for column in columns)]


def _green(line: str, *, colour: bool) -> str:
    first = line.split(maxsplit=1)[:1]
    return f"{_GREEN}{line}{_PLAIN}" if colour and first and first[0] in _GREEN_ROWS else line


def _reasons(ledger: Ledger) -> list[str]:
    columns = (("float64", ledger.float64), ("float32", ledger.float32))
    return [
        f"{'! ' if column.flag else '  '}{name}: {column.reason}."
        for name, column in columns
        if column.reason
    ]


def _ladder(point: PointExplanation, width: int) -> str:
    rungs = [rung for power, rung in enumerate(point.ladder) if power in SHOWN_RUNGS]
    exact = rungs[0].exact is not None
    heads = ["nudge", *(["exact slope"] if exact else []), "float64", "float32"]
    rows = [heads, *map(_rung, rungs)]
    if exact and _table_width(rows) > width:
        rows = [heads, *([row[0], short_number(row[1]), *row[2:]] for row in rows[1:])]
    return "\n".join(_table(rows, width))


def _rung(rung: Rung) -> list[str]:
    sign = "-" if rung.by < 0 else ""
    exact = [rung.exact.text] if rung.exact else []
    floats = [float_text(rung.float64), float_text(rung.float32)]
    return [sign + short_decimal(abs(rung.by)), *exact, *floats]


def _table_width(rows: Sequence[Sequence[str]]) -> int:
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return sum(sizes) + 2 * (len(sizes) - 1)


def _table(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Aligned columns; where they are too wide, each row becomes a small list."""
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if _table_width(rows) <= width:
        return [
            "  ".join(text.ljust(size) for text, size in zip(row, sizes, strict=True)).rstrip()
            for row in rows
        ]
    heads, *rest = rows
    label = max(map(len, heads))
    lines = []
    for first, *texts in rest:
        lines.append(first)
        lines += [
            f"  {head.ljust(label)}  {text}" for head, text in zip(heads[1:], texts, strict=True)
        ]
    return lines


def _formal(explanation: Explanation) -> str:
    """Both notations, the cancelled h, the infinitesimal nudge and what the estimate found."""
    lines = [f"{text}    (say: {said})" for text, said in explanation.notations]
    if explanation.quotient is not None:
        steps = explanation.quotient
        cancelled = f"{steps.quotient} = {steps.expanded} = {steps.cancelled}"
        lines.append(f"{cancelled} for {steps.condition}, limit {steps.limit}")
    lines += [point.infinitesimal for point in explanation.points if point.infinitesimal]
    lines += [
        f"at {explanation.variable} = {_at(point)}: {point.estimate.sentence}"
        for point in explanation.points
        if point.gap or point.corner is not None
    ]
    return "\n".join(lines)


def _steps(explanation: Explanation) -> str:
    """The derivation; of Python code that took several paths, one for each."""
    if explanation.steps or not explanation.paths:
        return _derivation(explanation.variable, explanation.steps)
    return "\n\n".join(
        f"{_where(explanation, path)}:\n{_derivation(explanation.variable, path.steps)}"
        for path in explanation.paths
        if path.steps
    )


def _derivation(variable: str, steps: Sequence[DerivationStep]) -> str:
    """A derivation, two lines a step: what comes of what, then the rule and its check."""
    lines: list[str] = []
    for number, step in enumerate(steps, start=1):
        condition = f"    for {step.condition}" if step.condition else ""
        law = f": {step.law}" if step.law else ""
        lines += [f"{number}. {step.pretty}{condition}", f"   {step.rule}{law}  {_tick(step)}"]
    return "\n".join([*lines, *_checked_how(variable, steps)])


def _tick(step: DerivationStep) -> str:
    return {True: "✓", False: "✗ A NUDGE DISAGREES", None: "(not checked)"}[step.checked]


def _checked_how(variable: str, steps: Sequence[DerivationStep]) -> Iterable[str]:
    """What a tick means, with one check as the example."""
    numbered = enumerate(steps, start=1)
    for number, check in ((number, step.checks[0]) for number, step in numbered if step.checks):
        yield (
            "✓: at three points a nudge of 1e-60 to both sides gives the same slope in 40 digits, "
            f"such as {check.nudged} at {variable} = {check.at} in step {number}."
        )
        return


def _at(point: PointExplanation) -> str:
    ledger = point.ledger
    shown: Cell | None = ledger.exact.at if ledger.exact else None
    return shown.text if shown else float_text(ledger.float64.at)
