"""Cancelling the h: the difference quotient of a polynomial, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dfda.program.polynomial import Polynomial, polynomial, written
from dfda.program.printing import Style, printed
from dfda.program.program import Builder, Input, Program
from dfda.program.simplify import tidy_builder

READABLE: Final = 12
"""A difference quotient of more terms teaches nobody anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The lines (3(a + h) - 3a)/h, then 3h/h, then 3 for h ≠ 0, then the limit 3 as h goes to 0."""

    quotient: str
    expanded: str
    cancelled: str
    limit: str


def cancel_the_h(program: Program, *, style: Style = Style.PRETTY) -> Cancelled | None:
    """The difference quotient of a polynomial with its h cancelled; None for other functions."""
    variable = program.inputs[0]
    step = "h" if variable != "h" else "k"
    builder = Builder()  # as it stands: tidying would fill the hole of a/a
    at, nudge = builder.input(variable), builder.input(step)
    before = builder.extend(program)[program.outputs[0]]
    after = builder.extend(program, {variable: at + nudge})[program.outputs[0]]
    rise = builder.build(after - before)
    form = polynomial(rise)
    if form is None or len(form) > READABLE or not _is_plain(form, rise):
        return None
    names = [node.name if isinstance(node, Input) else "" for node in rise.nodes]
    place = names.index(step)
    lowered = {_without_one(monomial, place): value for monomial, value in form.items()}
    settled = {m: value for m, value in lowered.items() if all(atom != place for atom, _ in m)}
    copies = tidy_builder()
    atoms = copies.extend(rise)

    def text(form: Polynomial, *, over_h: bool = False) -> str:
        term = written(copies, form, atoms)
        shown = printed(copies.build(term), style=style)
        return f"{_bracketed(shown)}/{step}" if over_h else shown

    return Cancelled(
        quotient=f"({printed(rise, style=style)})/{step}",
        expanded=text(form, over_h=True),
        cancelled=text(lowered),
        limit=text(settled),
    )


def _is_plain(form: Polynomial, program: Program) -> bool:
    return all(isinstance(program.nodes[atom], Input) for monomial in form for atom, _ in monomial)


def _without_one(monomial: tuple[tuple[int, int], ...], place: int) -> tuple[tuple[int, int], ...]:
    return tuple(
        (atom, exponent - (atom == place))
        for atom, exponent in monomial
        if exponent > (atom == place)
    )


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text
