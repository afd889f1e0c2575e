"""A derivative derived step by step, each step checked by a nudge.

The steps are the very terms that forward accumulation writes down, so they cannot tell another
story than the answer. Each check is independent of the rules: it nudges the undifferentiated
expression to both sides, in exact numbers, and compares height over width with what the rule said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Final, cast

from dfda.digits import Blank, Exact, Real, cell, minus, over
from dfda.errors import InputError
from dfda.program.exact import Evaluator
from dfda.program.forward import tangents
from dfda.program.polynomial import shortened
from dfda.program.printing import Printer, Style, printed, unsigned
from dfda.program.program import Builder, Constant, Input, Program, Step, Term
from dfda.program.simplify import tidy_builder
from dfda.program.smooth import is_smooth_at, known_operands, moving_nodes, switches
from dfda.rules import Level, Rule, divide
from dfda.rules.rule import COMPARED

MOST: Final = 200
"""More steps than this teach nobody anything."""

CHECKS: Final = 3
"""At how many points each step is checked."""

_POINTS: Final = tuple(
    Fraction(text)
    for text in (
        *("0.7", "1.3", "-0.6", "2.1", "0.3", "-1.7", "0.05", "3.7", "-4.1", "11", "-12", "101"),
        *("-103", "0.001", "-0.001", "1009", "-1013", "100003", "-100003", "1"),
    )
)
"""Where a step may be checked: the first points at which it has a value and does not bend."""

_NUDGE: Final = Fraction(1, 10**60)
_BITS: Final = 1024
_RELATIVE: Final = Fraction(1, 10**40)
_SMALL: Final = Fraction(1, 10**30)
_LARGE: Final = Fraction(10**100)
_ABSOLUTE: Final = Fraction(1, 10**80)
"""A central difference is off by the nudge squared times a third of the third derivative."""

_BOTH, _FIRST, _SECOND = (True, True), (True, False), (False, True)
Laws = Mapping[tuple[bool, ...], tuple[str, str]]
_POWER_RULE: Final[Laws] = {_FIRST: ("power rule", "(u^n)′ = n·u^(n - 1)·u′")}
_TEXTBOOK: Final[Mapping[str, Laws]] = {
    "add": {
        _BOTH: ("sum rule", "(u + v)′ = u′ + v′"),
        _FIRST: ("constant summand", "(u + c)′ = u′"),
        _SECOND: ("constant summand", "(c + u)′ = u′"),
    },
    "subtract": {
        _BOTH: ("difference rule", "(u - v)′ = u′ - v′"),
        _FIRST: ("constant summand", "(u - c)′ = u′"),
        _SECOND: ("constant summand", "(c - u)′ = -u′"),
    },
    "negate": {(True,): ("constant factor", "(-u)′ = -u′")},
    "multiply": {
        _BOTH: ("product rule", "(u·v)′ = u′·v + u·v′"),
        _FIRST: ("constant factor", "(u·c)′ = c·u′"),
        _SECOND: ("constant factor", "(c·u)′ = c·u′"),
    },
    "divide": {
        _BOTH: ("quotient rule", "(u/v)′ = u′/v - u·v′/v²"),
        _FIRST: ("constant factor", "(u/c)′ = u′/c"),
        _SECOND: ("reciprocal rule", "(c/u)′ = -c·u′/u²"),
    },
    "whole_power": _POWER_RULE,
    "odd_power": _POWER_RULE,
    "even_power": _POWER_RULE,
    "power": {
        **_POWER_RULE,
        _SECOND: ("exponential rule", "(c^u)′ = c^u·log(c)·u′"),
        _BOTH: ("power rule with a moving exponent", "(u^v)′ = v·u^(v - 1)·u′ + u^v·log(u)·v′"),
    },
}
"""Names and laws of arithmetic, by which operands move. All other laws are read off the rules."""

_MOVING: Final = "uvwz"
_STILL: Final = "cdkm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule held against a nudge at one point.

    `nudged` is height over width of a nudge of 1e-60 to both sides, `slope` what the rule says,
    both to 20 digits; `agrees` compares 40 digits of them.

    Attributes:
        at: The point.
        nudged: Height over width.
        slope: What the rule says.
        agrees: Whether they are the same to 40 digits.
    """

    at: str
    nudged: str
    slope: str
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationStep:
    """One step of a derivation: the expression `before`, and `after`, its derivative.

    The last step may only collect terms; then `before` is a derivative already and `collects` is
    true. `law` is the rule in general, with u and v for what moves and c for what does not.
    `condition` says where the rule holds, such as "a > 0", and is empty where it always does.

    Attributes:
        rule: The name of the rule.
        law: The rule in general, with u and v for what moves and c for what does not.
        before: The expression.
        after: Its derivative.
        condition: Where the rule holds, such as "a > 0"; empty where it always does.
        checks: The rule held against nudges.
        collects: Whether this last step only collects terms.
        printed: What prints both sides; the steps of a derivation share one.
    """

    rule: str
    law: str
    before: Program
    after: Program
    condition: str
    checks: tuple[Check, ...]
    collects: bool = False
    printed: Printer = field(default_factory=Printer, repr=False, compare=False)

    @property
    def checked(self) -> bool | None:
        """Whether every check agrees; None where no point was found to check it at."""
        return all(check.agrees for check in self.checks) if self.checks else None

    @property
    def text(self) -> str:
        """The step in ASCII; both sides of the equals sign can be typed as formulas."""
        return self.line(Style.PLAIN)

    @property
    def pretty(self) -> str:
        """The step with superscripts and raised dots."""
        return self.line(Style.PRETTY)

    def latex(self) -> str:
        """The step in LaTeX, without dollar signs."""
        return self.line(Style.LATEX)

    def line(self, style: Style) -> str:
        """The step in one of the styles: `d/da (3a) = 3`."""
        before, after = (self.printed(side, style=style) for side in (self.before, self.after))
        if self.collects:
            return f"{before} = {after}"
        variable = self.before.inputs[0]
        if style is Style.LATEX:
            return rf"\frac{{d}}{{d{variable}}}\left({before}\right) = {after}"
        return f"d/d{variable} ({before}) = {after}"

    def __str__(self) -> str:
        return f"{self.text}  [{self.rule}]"


def derivation(program: Program, *, short: bool = False) -> tuple[DerivationStep, ...]:
    """The steps from a program to its derivative, in the order of evaluation.

    With `short` constants are written in short, as `printed` has it. Raises InputError where there
    are more than anybody would read.
    """
    moving, needed = moving_nodes(program), set(program.needed(program.outputs[0]))
    differentiated = [
        number
        for number, node in enumerate(program.nodes)
        if number in needed and moving[number] and isinstance(node, Step)
    ]
    if len(differentiated) > MOST:
        raise InputError(
            f"The derivation has {len(differentiated)} steps, and at most {MOST} are written out",
            instead="derive a part of the formula, or take only the derivative",
        )
    builder = tidy_builder()
    found = [term or builder.constant(0) for term in tangents(builder, program)]
    nodes, shared = tuple(builder.nodes), _Shared(program, moving, Printer(short=short))
    steps = [
        _step(shared, number, Program(nodes, (found[number].number,))) for number in differentiated
    ]
    collected = _collected(builder.build(found[program.outputs[0]]), shared.printed)
    return (*(steps or [_without_steps(program, shared.printed)]), *collected)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the steps of one derivation have in common."""

    program: Program
    moving: Sequence[bool]
    printed: Printer
    value_of: Evaluator = field(default_factory=lambda: Evaluator(longest=_BITS))


def _without_steps(program: Program, printer: Printer) -> DerivationStep:
    """A formula that is a constant or the variable alone."""
    builder = Builder()
    builder.input(program.inputs[0])
    alone = isinstance(program.nodes[program.outputs[0]], Input)
    slope = builder.build(builder.constant(int(alone)))
    return DerivationStep(
        rule="the variable itself" if alone else "constant",
        law="u′ = 1 where u is the variable" if alone else "c′ = 0",
        before=program,
        after=slope,
        condition="",
        checks=_checks(program, slope),
        printed=printer,
    )


def _step(shared: _Shared, number: int, slope: Program) -> DerivationStep:
    program, node = shared.program, cast("Step", shared.program.nodes[number])
    before = Program(program.nodes, (number,))
    mask = tuple(shared.moving[index] for index in node.operands)
    name, law = _name_and_law(program, node, mask)
    return DerivationStep(
        rule=name,
        law=law,
        before=before,
        after=slope,
        condition=_condition(shared, node),
        checks=_checks(before, slope, value_of=shared.value_of),
        printed=shared.printed,
    )


def _collected(slope: Program, printer: Printer) -> Iterator[DerivationStep]:
    """The step from the last tangent to the derivative as it is shown, if there is one."""
    short = shortened(slope)
    if short != slope:
        yield DerivationStep(
            rule="collect terms",
            law="",
            before=slope,
            after=short,
            condition="",
            checks=_checks(slope, short, collects=True),
            collects=True,
            printed=printer,
        )


def _name_and_law(program: Program, step: Step, mask: tuple[bool, ...]) -> tuple[str, str]:
    rule = step.rule
    if rule.name in _TEXTBOOK:
        return _TEXTBOOK[rule.name][mask]
    law = _law(rule, mask)
    if rule.chooses is not None:
        return "case by case", law
    inner = all(isinstance(program.nodes[index], Input | Constant) for index in step.operands)
    return f"derivative of {rule.name}" if inner else f"chain rule with {rule.name}", law


def _law(rule: Rule, mask: tuple[bool, ...]) -> str:
    """The rule's own row with letters for its operands: (sin(u))′ = cos(u)·u′."""
    builder = tidy_builder()
    letters = [
        (_MOVING if moves else _STILL)[sum(kind is moves for kind in mask[:index])]
        for index, moves in enumerate(mask)
    ]
    operands = [builder.input(letter) for letter in letters]
    whole = builder.step(rule, *operands)
    start = f"({printed(builder.build(whole), style=Style.PRETTY)})′ = "
    if rule.chooses is not None:
        primed = [
            builder.input(f"{letter}′") if moves else builder.constant(0)
            for letter, moves in zip(letters[COMPARED:], mask[COMPARED:], strict=True)
        ]
        choice = builder.step(rule, *operands[:COMPARED], *primed)
        return start + printed(builder.build(choice), style=Style.PRETTY)
    parts = [
        _times(builder, slope(*operands, whole), f"{letter}′")
        for slope, letter, moves in zip(rule.slopes, letters, mask, strict=True)
        if moves and slope is not None
    ]
    return start + " + ".join(parts)


def _times(builder: Builder, slope: Term | int, tangent: str) -> str:
    """A slope times a tangent; (1/u)·u′ has brackets, lest somebody reads 1/(u·u′)."""
    term = slope if isinstance(slope, Term) else builder.constant(slope)
    program = builder.build(term)
    last = unsigned(program, program.outputs[0])
    is_quotient = isinstance(last, Step) and last.rule is divide
    least = Level.POWER if is_quotient else Level.PRODUCT
    text = printed(program, style=Style.PRETTY, least=least)
    return text if text == "0" else f"{text}·{tangent}"


def _condition(shared: _Shared, step: Step) -> str:
    """Where the rule's derivative holds, in the formula's own terms."""
    program = shared.program
    operands = [
        shared.printed(Program(program.nodes, (index,)), style=Style.PRETTY, least=Level.SUM)
        for index in step.operands
    ]
    return step.rule.condition(known_operands(program, step, shared.moving), operands, pretty=True)


def _checks(
    before: Program, after: Program, *, collects: bool = False, value_of: Evaluator | None = None
) -> tuple[Check, ...]:
    value_of = value_of or Evaluator(longest=_BITS)
    nudged = value_of if collects else partial(_slope_of_nudge, value_of)
    corners = switches(before)
    smooth = (point for point in _POINTS if is_smooth_at(corners, point))
    found = (_check(nudged(before, point), value_of(after, point), point) for point in smooth)
    return tuple(islice((check for check in found if check), CHECKS))


def _check(nudged: Exact, slope: Exact, at: Fraction) -> Check | None:
    """The rule against the nudge; None where either has no value."""
    agrees = _agree(nudged, slope)
    if agrees is None:
        return None
    return Check(at=cell(at).text, nudged=cell(nudged).text, slope=cell(slope).text, agrees=agrees)


def _slope_of_nudge(value_of: Evaluator, program: Program, at: Fraction) -> Exact:
    rise = minus(value_of(program, at + _NUDGE), value_of(program, at - _NUDGE))
    return over(rise, 2 * _NUDGE)


def _agree(nudged: Exact, slope: Exact) -> bool | None:
    first, second = _bounds(nudged), _bounds(slope)
    if first is None or second is None or not _is_ordinary(second):
        return None
    farthest = max(abs(first[1] - second[0]), abs(second[1] - first[0]))
    return farthest <= _RELATIVE * max(map(abs, second)) + _ABSOLUTE


def _is_ordinary(bounds: tuple[Fraction, Fraction]) -> bool:
    """Whether a slope is zero, or of a size that a nudge of 1e-60 can be compared with."""
    low, high = bounds
    if low < 0 < high or low == high == 0:
        return high - low <= _ABSOLUTE
    return _SMALL <= min(abs(low), abs(high)) <= _LARGE


def _bounds(value: Exact) -> tuple[Fraction, Fraction] | None:
    if isinstance(value, Fraction):
        return value, value
    bounds = value.enclose(_BITS) if isinstance(value, Real) else value
    return None if isinstance(bounds, Blank) else bounds
