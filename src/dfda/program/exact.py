"""Running a program exactly: on fractions while they last, then on python-flint balls.

A ball is a midpoint and a radius that surely contain the true value (F. Johansson, *Arb: efficient
arbitrary-precision midpoint-radius interval arithmetic*, IEEE Trans. Computers 66, 2017). Rational
steps stay fractions; the rest is enclosed afresh at every precision that is asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final, final

from dfda.digits import BALL_BITS, FRACTION_BITS, Blank, Exact, Real, bits_of
from dfda.effort import spend
from dfda.program.program import Constant, Input, Named, Node, Program, Step, needed_nodes
from dfda.rules import COMPARED, NotDefined, NotRational, NotResolved, Rule

_PRECISION: Final = threading.RLock()
"""python-flint's working precision belongs to the whole process."""

_FRACTION: Final = 3
_SQUARED: Final = 20
"""A step on fractions costs so many units, and its bits squared, shifted by so much: reducing them
is what takes long."""

_BALL: Final = 4
_PER_BALL: Final = 128
"""A step on balls costs so many units, and one for so many bits."""

_PER_SHIFT: Final = 9
"""Its end costs a unit for as many bits as its exponent has, shifted by so much."""

Ball = Any
"""A python-flint `arb`."""

Rational = Fraction | Blank | None
"""What fractions tell about a node: its value, that it has none, or nothing."""


def evaluate(program: Program, number: Fraction, *, output: int = 0) -> Exact:
    """The exact value of a program with one input at an exact number."""
    return Values(program.nodes, number).of(program.outputs[output])


@final
class Evaluator:
    """An `evaluate` that works out every node once for all programs that share their nodes.

    Fractions of more than `longest` bits become balls at once.
    """

    def __init__(self, *, longest: int = FRACTION_BITS) -> None:
        self._longest = longest
        self._known: dict[tuple[int, Fraction], Values] = {}

    def __call__(self, program: Program, number: Fraction) -> Exact:
        """The exact value of a program's first output at an exact number."""
        key = id(program.nodes), number
        if key not in self._known:  # the values keep the nodes alive, and so their id
            self._known[key] = Values(program.nodes, number, longest=self._longest)
        return self._known[key].of(program.outputs[0])


@final
class Values:
    """The values of a program's nodes at one number, each worked out once, when it is needed."""

    def __init__(
        self, nodes: tuple[Node, ...], number: Fraction, *, longest: int = FRACTION_BITS
    ) -> None:
        self._nodes = nodes
        self._number = number
        self._longest = longest
        self._rational: dict[int, Rational] = {}
        self._balls: dict[int, dict[int, Ball | Blank]] = {}

    def of(self, wanted: int) -> Exact:
        """The exact value of one node."""
        for index in sorted(needed_nodes(self._nodes, [wanted], known=self._rational)):
            value = self._rational[index] = self._fraction(self._nodes[index])
            bits = bits_of(value) if isinstance(value, Fraction) else 0
            spend(_FRACTION + (bits**2 >> _SQUARED))
        answer = self._rational[wanted]
        if answer is not None:
            return answer
        return Real(_remembered(lambda bits: self._enclosed(wanted, bits)))

    def _fraction(self, node: Node) -> Rational:
        """The value of a node as far as it is a fraction, None for others."""
        if isinstance(node, Input):
            return self._number
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Named):
            return None
        value = _rational_step(node.rule, [self._rational[index] for index in node.operands])
        if self._longest < FRACTION_BITS and isinstance(value, Fraction):
            return value if bits_of(value) <= self._longest else None
        return value

    def _enclosed(self, wanted: int, bits: int) -> Bounds:
        from flint import ctx

        with _PRECISION, ctx.workprec(min(bits, BALL_BITS)):
            if bits not in self._balls:
                self._balls[bits] = self._fractions()
            balls = self._balls[bits]
            needed = sorted(needed_nodes(self._nodes, [wanted], known=balls))
            spend(len(needed) * (_BALL + bits // _PER_BALL))
            for index in needed:
                balls[index] = self._ball(index, balls)
            found = balls[wanted]
            return found if isinstance(found, Blank) else _bounds(_as_ball(found))

    def _fractions(self) -> dict[int, Ball | Blank]:
        """What needs no enclosure, nor do the nodes that only this depends on."""
        return {index: value for index, value in self._rational.items() if value is not None}

    def _ball(self, index: int, balls: Mapping[int, Ball | Blank]) -> Ball | Blank:
        node, value = self._nodes[index], self._rational[index]
        if isinstance(node, Step) and value is None:
            return _ball_step(node.rule, [balls[operand] for operand in node.operands])
        return _named_ball(node.name) if isinstance(node, Named) else value


def _rational_step(rule: Rule, operands: list[Rational]) -> Rational:
    is_known = True
    for operand in operands[:COMPARED] if rule.chooses else operands:
        # by identity: to compare a fraction with anything else takes longer than to add it
        if operand is Blank.UNDEFINED:
            return operand
        is_known = is_known and operand is not None
    if not is_known:
        return None
    if rule.chooses:
        return operands[rule.taken(*operands[:COMPARED])]
    try:
        return rule.fraction(*operands)
    except NotDefined:
        return Blank.UNDEFINED
    except NotRational:
        return None


Bounds = tuple[Fraction, Fraction] | Blank


def _remembered(enclose: Callable[[int], Bounds]) -> Callable[[int], Bounds]:
    known: dict[int, Bounds] = {}

    def remembering(bits: int) -> Bounds:
        if bits not in known:
            known[bits] = enclose(bits)
        return known[bits]

    return remembering


def _ball_step(rule: Rule, operands: list[Ball | Blank]) -> Ball | Blank:
    """One step on balls and fractions; a blank operand is passed on, if the step looks at it."""
    looked_at = operands[:COMPARED] if rule.chooses else operands
    blanks = [operand for operand in looked_at if isinstance(operand, Blank)]
    if blanks:
        return Blank.UNDEFINED if Blank.UNDEFINED in blanks else Blank.CANNOT_TELL
    try:
        if not rule.chooses:
            return _finite(rule.ball(*map(_as_ball, operands)))
        if not all(isinstance(operand, Fraction) for operand in looked_at):
            looked_at = [_as_ball(operand) for operand in looked_at]
        return operands[rule.taken(*looked_at)]
    except NotDefined:
        return Blank.UNDEFINED
    except NotResolved:
        return Blank.CANNOT_TELL


def _as_ball(value: Ball | Fraction) -> Ball:
    from flint import arb, fmpq

    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return value


def _named_ball(name: str) -> Ball:
    from flint import arb

    return arb.pi() if name == "pi" else arb.const_e()


def _finite(ball: Ball) -> Ball:
    if not ball.is_finite():
        raise NotResolved
    return ball


def _bounds(ball: Ball) -> Bounds:
    """Fractions below and above a ball, or why there are none that one could print."""
    middle, exponent = ball.mid().man_exp()
    size = int(exponent) + int(middle).bit_length() if middle != 0 else 0
    _, spread = ball.rad().man_exp()
    if max(size, int(spread)) > FRACTION_BITS:
        certain = ball.abs_lower() > 1
        return Blank.TOO_LARGE if certain else Blank.CANNOT_TELL
    low, high = ball.lower(), ball.upper()
    return _fraction(low, up=False), _fraction(high, up=True)


def _fraction(point: Ball, *, up: bool) -> Fraction:
    """An exact ball as a fraction; one too small to write out moves away from the truth."""
    middle, exponent = (int(part) for part in point.man_exp())
    if exponent < -2 * FRACTION_BITS:
        least = Fraction(1, 2**FRACTION_BITS)
        if middle < 0:
            return Fraction(0) if up else -least
        return least if up else Fraction(0)
    spend(abs(exponent) >> _PER_SHIFT)
    return Fraction(middle << exponent) if exponent >= 0 else Fraction(middle, 1 << -exponent)
