"""Programs as people write them: plain text that can be typed back, pretty text, LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeGuard

from dfda.digits import cell
from dfda.program.program import Constant, Input, Named, Node, Program, Step
from dfda.rules import Level, Rule, abs_, add, multiply, negate, subtract, whole_power


class Style(StrEnum):
    """Three ways to write the same formula. Plain and pretty ones can be typed back."""

    PLAIN = "plain"
    PRETTY = "pretty"
    LATEX = "latex"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A printed expression: how tightly it holds, and whether it starts with a digit."""

    text: str
    level: Level

    def within(self, need: Level, style: Style) -> str:
        """The text, in parentheses where it would fall apart."""
        if self.level >= need:
            return self.text
        return rf"\left({self.text}\right)" if style is Style.LATEX else f"({self.text})"


_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NAMES: Final = {
    Style.PLAIN: {"pi": "pi", "e": "e"},
    Style.PRETTY: {"pi": "π", "e": "e"},
    Style.LATEX: {"pi": r"\pi", "e": "e"},
}
MOST_DIGITS: Final = 40
"""The longest number that a formula may hold."""

_SHORT_DECIMAL: Final = 10**6


def printed(program: Program, *, style: Style = Style.PLAIN) -> str:
    """The program's first output in one of the styles."""
    pieces: list[_Piece] = []
    for node in program.nodes:
        if isinstance(node, Step):
            pieces.append(_step(program, node, pieces, style))
        elif isinstance(node, Constant):
            pieces.append(_constant(node.value, style))
        elif isinstance(node, Named):
            pieces.append(_Piece(_NAMES[style][node.name], Level.ATOM))
        else:
            pieces.append(_Piece(_variable(node, style), Level.ATOM))
    return pieces[program.outputs[0]].text


def _variable(node: Input, style: Style) -> str:
    if style is Style.LATEX and len(node.name) > 1:
        return rf"\mathit{{{node.name.replace('_', chr(92) + '_')}}}"
    return node.name


def _constant(value: Fraction, style: Style) -> _Piece:
    number = cell(value)
    if value.denominator == 1:
        return _whole(value.numerator, style)
    if number.exact and _SHORT_DECIMAL % value.denominator == 0:
        return _Piece(number.text, Level.SIGN if value < 0 else Level.ATOM)
    above, below = _whole(value.numerator, style), _whole(value.denominator, style)
    if style is Style.LATEX:
        sign, size = ("-", above.text[1:]) if value < 0 else ("", above.text)
        return _Piece(rf"{sign}\frac{{{size}}}{{{below.text}}}", Level.PRODUCT)
    return _Piece(f"{above.text}/{below.within(Level.POWER, style)}", Level.PRODUCT)


def _whole(value: int, style: Style) -> _Piece:
    """A whole number; one too long to be typed back is written in groups of digits."""
    text = str(value)
    if len(text) <= MOST_DIGITS or style is Style.LATEX:
        return _Piece(text, Level.SIGN if value < 0 else Level.ATOM)
    sign, digits = ("-", text[1:]) if value < 0 else ("", text)
    zeros = len(digits) - len(digits.rstrip("0"))
    if len(digits) - zeros <= MOST_DIGITS:
        return _Piece(f"{sign}{digits[: len(digits) - zeros]}*10^{zeros}", Level.PRODUCT)
    groups = [
        (int(digits[max(0, end - MOST_DIGITS) : end]), len(digits) - end)
        for end in range(len(digits), 0, -MOST_DIGITS)
    ]
    parts = [f"{group}*10^{power}" if power else f"{group}" for group, power in groups[::-1]]
    return _Piece(f"{sign}({' + '.join(parts)})", Level.SIGN if value < 0 else Level.ATOM)


def _step(program: Program, step: Step, pieces: list[_Piece], style: Style) -> _Piece:
    special = _SPECIAL.get(step.rule.name)
    operands = [pieces[index] for index in step.operands]
    if special:
        text = special(program, step, operands, style)
        if text is not None:
            return _Piece(text, step.rule.notation.level)
    notation, latex = step.rule.notation, style is Style.LATEX
    texts = [
        operand.within(notation.need(index, latex=latex), style)
        for index, operand in enumerate(operands)
    ]
    template = notation.latex if latex else notation.text
    return _Piece(template.format(*texts), notation.level)


def _sum(_: Program, step: Step, operands: list[_Piece], style: Style) -> str | None:
    """A + (-b) as a - b."""
    left, right = operands
    if step.rule is add and right.text.startswith("-") and right.level >= Level.PRODUCT:
        return f"{left.text} - {right.text[1:]}"
    if step.rule is subtract and right.text.startswith("-") and right.level >= Level.PRODUCT:
        return f"{left.text} - {_bracketed(right, style)}"
    return None


def _bracketed(piece: _Piece, style: Style) -> str:
    return _Piece(piece.text, Level.SUM).within(Level.ATOM, style)


def _product(program: Program, step: Step, operands: list[_Piece], style: Style) -> str | None:
    """3a, 2(a + 1), a·sin(a): the sign is left out where a number meets a name."""
    left = operands[0].within(Level.PRODUCT, style)
    number = _is_number(program, step.operands[0])
    product = program.nodes[step.operands[1]]
    flat = number and _is(product, multiply) and not _is_number(program, product.operands[0])
    right = operands[1].within(Level.PRODUCT if flat else Level.POWER, style)
    if "/" in left and style is not Style.LATEX and operands[0].level is Level.PRODUCT:
        left = f"({left})"
    if number and left[-1].isdigit() and left != "0" and _may_follow_a_number(right, style):
        return left + right
    if style is Style.LATEX:
        return f"{left} {right}" if right.startswith("\\") else None
    return f"{left}·{right}" if style is Style.PRETTY else f"{left}*{right}"


def _is_number(program: Program, number: int) -> bool:
    """Whether a node is a constant, or a constant with a sign."""
    node = program.nodes[number]
    if _is(node, negate):
        node = program.nodes[node.operands[0]]
    return isinstance(node, Constant)


def _absolute(_: Program, __: Step, operands: list[_Piece], style: Style) -> str | None:
    """abs(|a| - 1): bars inside bars would be read as closing ones."""
    nested = style is not Style.LATEX and "|" in operands[0].text
    return f"abs({operands[0].text})" if nested else None


def _is(node: Node, rule: Rule) -> TypeGuard[Step]:
    return isinstance(node, Step) and node.rule is rule


def _may_follow_a_number(right: str, style: Style) -> bool:
    if style is Style.LATEX:
        return right.startswith(("\\left(", "\\s", "\\c", "\\t", "\\l")) or right[0].isalpha()
    return (right[0].isalpha() and right[0] not in "eE") or right[0] in "(|"


def _power(program: Program, step: Step, operands: list[_Piece], style: Style) -> str | None:
    """a² for a whole exponent."""
    exponent = program.known(step)[1]
    if style is not Style.PRETTY or exponent is None or exponent.denominator != 1:
        return None
    return operands[0].within(Level.ATOM, style) + str(exponent).translate(_SUPERSCRIPTS)


_Special = Callable[[Program, Step, list[_Piece], Style], str | None]
_SPECIAL: Final[dict[str, _Special]] = {
    add.name: _sum,
    subtract.name: _sum,
    multiply.name: _product,
    abs_.name: _absolute,
    whole_power.name: _power,
}
