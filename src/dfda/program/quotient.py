"""Cancelling the h: the difference quotient, line by line, until h can be 0.

In a polynomial h stands in every term. In a quotient of polynomials it does so over the common
denominator, and in a square root after multiplying by the conjugate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction
from typing import Final

from dfda.program.polynomial import Monomial, polynomial, primitive, written
from dfda.program.printing import Style, printed
from dfda.program.program import Builder, Input, Program, Step, written_out
from dfda.program.rational import Ratio, rational_function
from dfda.program.simplify import tidy_builder
from dfda.rules import add, divide, multiply, negate, power, sqrt, subtract, whole_power

READABLE: Final = 12
"""A difference quotient of more terms teaches nobody anything."""

LONGEST: Final = 200
"""Nor does a line of more characters."""

STEP: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The lines (3(a + h) - 3a)/h, then 3h/h, then 3 for h ≠ 0, then the limit 3 as h goes to 0.

    Attributes:
        quotient: Height over width, written out.
        expanded: The same, multiplied out.
        cancelled: The same, with the h cancelled.
        condition: Where that is the same as before, such as "h ≠ 0".
        limit: What is left as h goes to 0.
    """

    quotient: str
    expanded: str
    cancelled: str
    condition: str
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The same lines as programs, whose inputs are the variable and the step.

    The first two stand over the step: these are their numerators.
    """

    quotient: Program
    expanded: Program
    cancelled: Program
    limit: Program


def cancel_the_h(
    program: Program, *, style: Style = Style.PRETTY, short: bool = False
) -> Cancelled | None:
    """The difference quotient with its h cancelled: polynomials, quotients of two, sqrt(2a + 1).

    None for other functions, for lines that are too long to read, and for functions with a hole:
    a/a has no value at 0, and the lines would fill it. With `short` constants are written in short.
    """
    lines = lines_of(program)
    if lines is None:
        return None
    quotient, expanded, cancelled, limit = (
        printed(line, style=style, short=short)
        for line in (lines.quotient, lines.expanded, lines.cancelled, lines.limit)
    )
    step = lines.quotient.inputs[STEP]
    texts = Cancelled(
        quotient=f"({quotient})/{step}",
        expanded=f"{_bracketed(expanded)}/{step}",
        cancelled=cancelled,
        condition=f"{step} ≠ 0",
        limit=limit,
    )
    return texts if max(map(len, astuple(texts))) <= LONGEST else None


def lines_of(program: Program) -> Lines | None:
    """The lines of `cancel_the_h` before they are printed."""
    if written_out(program, most=LONGEST) > LONGEST:
        return None
    variable = program.inputs[0]
    step = "h" if variable != "h" else "k"
    builder = Builder()  # as it stands: tidying would fill the hole of a/a
    at, nudge = builder.input(variable), builder.input(step)
    before = builder.extend(program)[program.outputs[0]]
    after = builder.extend(program, {variable: at + nudge})[program.outputs[0]]
    rise = builder.build(after - before)
    inside = _slope_under_the_root(program)
    if inside is not None:
        return _by_the_conjugate(program, rise, inside)
    found = _of_polynomial(rise) if _is_polynomial(program) else _of_quotient(program)
    if found is None or len(found[0][0]) > READABLE:
        return None
    difference, slope = found
    return Lines(
        quotient=rise,
        expanded=_line(difference, rise.inputs, risen=True),
        cancelled=_line(difference, rise.inputs),
        limit=_line(slope, rise.inputs),
    )


def _is_polynomial(program: Program) -> bool:
    """Whether the output is written with sums, products and whole powers only."""
    steps = (program.nodes[number] for number in program.needed(program.outputs[0]))
    return all(_has_no_hole(program, step) for step in steps if isinstance(step, Step))


def _has_no_hole(program: Program, step: Step) -> bool:
    if step.rule in (divide, whole_power):
        value = program.known(step)[1]
        return value is not None and (value != 0 if step.rule is divide else value >= 0)
    return step.rule in (add, subtract, negate, multiply)


def _of_polynomial(rise: Program) -> tuple[Ratio, Ratio] | None:
    """The difference quotient and its limit, from the rise."""
    form = polynomial(rise)
    inputs = [number for number, node in enumerate(rise.nodes) if isinstance(node, Input)]
    if form is None or any(atom not in inputs for monomial in form for atom, _ in monomial):
        return None
    lowered = {_moved(monomial, inputs, -1): value for monomial, value in form.items()}
    settled = {m: value for m, value in lowered.items() if all(atom != STEP for atom, _ in m)}
    return (lowered, ()), (settled, ())


def _of_quotient(program: Program) -> tuple[Ratio, Ratio] | None:
    """The difference quotient and its limit, from the function."""
    f = rational_function(program, highest=READABLE)
    return None if f is None else (f.difference(), f.slope())


def _moved(monomial: Monomial, inputs: Sequence[int], more: int) -> Monomial:
    """A monomial with so many steps more, in the atoms 0 and 1."""
    exponents = dict(monomial)
    powers = [exponents.get(atom, 0) for atom in inputs]
    powers[STEP] += more
    return tuple((atom, exponent) for atom, exponent in enumerate(powers) if exponent)


def _line(ratio: Ratio, inputs: Sequence[str], *, risen: bool = False) -> Program:
    """A quotient, times the step where it has not been cancelled, with numbers taken out."""
    builder = tidy_builder()
    at, step = (builder.input(name) for name in inputs)
    form, factors = ratio
    if not factors or len(form) == 1:
        form = {_moved(monomial, (0, STEP), int(risen)): value for monomial, value in form.items()}
        risen = False
    if not factors:
        return builder.build(written(builder, form, [at, step]))
    scale, simple = primitive(form)
    above = scale.numerator * (step if risen else builder.constant(1))
    below = builder.constant(scale.denominator)
    for factor in factors:
        place = at + step if factor.nudged else at
        below = below * written(builder, factor.form, [place]) ** factor.exponent
    return builder.build(above * written(builder, simple, [at, step]) / below)


def _slope_under_the_root(program: Program) -> Fraction | None:
    """The slope of the straight line under a square root, None for everything else."""
    node = program.nodes[program.outputs[0]]
    if not isinstance(node, Step) or not (
        node.rule is sqrt or (node.rule is power and program.known(node)[1] == Fraction(1, 2))
    ):
        return None
    inner = Program(program.nodes, node.operands[:1])
    form = polynomial(inner) if _is_polynomial(inner) else None
    line = ((program.nodes.index(Input(program.inputs[0])), 1),)
    return form.get(line) if form is not None and form.keys() <= {line, ()} else None


def _by_the_conjugate(program: Program, rise: Program, inside: Fraction) -> Lines:
    """The difference of two roots times their sum is the difference of what is under them.

    Both sides have a value at the same points: the two roots of a line are not 0 together.
    """
    builder = tidy_builder()
    at, step = (builder.input(name) for name in rise.inputs)
    before = builder.extend(program)[program.outputs[0]]
    after = builder.extend(program, {rise.inputs[0]: at + step})[program.outputs[0]]
    above, below = builder.constant(inside.numerator), inside.denominator * (after + before)
    return Lines(
        quotient=rise,
        expanded=builder.build(above * step / below),
        cancelled=builder.build(above / below),
        limit=builder.build(above / (2 * inside.denominator * before)),
    )


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text
