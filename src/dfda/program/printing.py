"""Programs as people write them: text that can be typed back, pretty text, LaTeX, MathML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeGuard, final

from dfda.digits import cell, nearest_float, rounded, whole_text
from dfda.program import choices, mathml
from dfda.program.choices import Choices
from dfda.program.program import Constant, Input, Named, Node, Program, Step
from dfda.rules import (
    SINC_ITSELF,
    Level,
    Notation,
    Rule,
    abs_,
    add,
    divide,
    exp,
    multiply,
    negate,
    sinc,
    subtract,
    whole_power,
)


class Style(StrEnum):
    """Four ways to write the same formula. Plain and pretty ones can be typed back."""

    PLAIN = "plain"
    PRETTY = "pretty"
    LATEX = "latex"
    MATHML = "mathml"

    @property
    def is_drawn(self) -> bool:
        """Whether fractions, roots and powers are drawn, so that they need no parentheses."""
        return self in (Style.LATEX, Style.MATHML)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A printed expression: how tightly it holds, and whether it starts with a digit."""

    text: str
    level: Level

    def within(self, need: Level, style: Style) -> str:
        """The text, in parentheses where it would fall apart."""
        if self.level >= need:
            return self.text
        if style is Style.MATHML:
            return mathml.bracketed(self.text)
        return rf"\left({self.text}\right)" if style is Style.LATEX else f"({self.text})"


_WORDS: Final = {
    Style.PLAIN: choices.PLAIN,
    Style.PRETTY: choices.PRETTY,
    Style.LATEX: choices.LATEX,
    Style.MATHML: choices.MATHML,
}
_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NAMES: Final = {
    Style.PLAIN: {"pi": "pi", "e": "e"},
    Style.PRETTY: {"pi": "π", "e": "e"},
    Style.LATEX: {"pi": r"\pi", "e": "e"},
    Style.MATHML: {"pi": "<mi>π</mi>", "e": "<mi>e</mi>"},
}
MOST_DIGITS: Final = 40
"""The longest number that a formula may hold."""

_SHORT_DECIMAL: Final = 10**6
_FLOAT_DIGITS: Final = 17
"""So many tell any two floats apart."""

_LONG_WHOLE: Final = 10**16
"""From here on Python writes whole floats with an exponent."""

_LONG_PART: Final = 10**9
"""Above or below the line of a fraction: longer than anybody types."""


def printed(
    program: Program,
    *,
    style: Style = Style.PLAIN,
    least: Level = Level.CHOICE,
    short: bool = False,
) -> str:
    """The program's first output in one of the styles, in parentheses if looser than `least`.

    With `short` the constants of Python code, which are floats, are written as Python writes them:
    0.1 for the float 0.1000000000000000055511151231257827…, and others in 17 digits.
    """
    return _Printing(program.nodes, style, short=short).text(program, least)


@final
class Printer:
    """A `printed` that prints every node once for all programs that share their nodes."""

    def __init__(self, *, short: bool = False) -> None:
        self._short = short
        self._known: dict[tuple[int, Style], _Printing] = {}

    def __call__(
        self, program: Program, *, style: Style = Style.PLAIN, least: Level = Level.CHOICE
    ) -> str:
        """The program's first output, as `printed` gives it."""
        key = id(program.nodes), style
        if key not in self._known:  # the printing keeps the nodes alive, and so their id
            self._known[key] = _Printing(program.nodes, style, short=self._short)
        return self._known[key].text(program, least)

    def __reduce__(self) -> tuple[Callable[[bool], Printer], tuple[bool]]:
        return _printer, (self._short,)


def _printer(short: bool) -> Printer:  # noqa: FBT001 - what pickle can call
    return Printer(short=short)


@final
class _Printing:
    """The nodes of a program in one style, each printed once, when it is needed."""

    def __init__(self, nodes: tuple[Node, ...], style: Style, *, short: bool) -> None:
        self._nodes = nodes
        self._style = style
        self._short = short
        self._pieces: dict[int, _Piece] = {}
        pieces = self._pieces
        self._cases = Choices(_WORDS[style], lambda index, need: pieces[index].within(need, style))

    def text(self, program: Program, least: Level) -> str:
        """The first output of a program with these nodes."""
        for number in program.needed(program.outputs[0]):
            if number not in self._pieces:
                self._pieces[number] = self._piece(program, number)
        return self._pieces[program.outputs[0]].within(least, self._style)

    def _piece(self, program: Program, number: int) -> _Piece:
        node, style = self._nodes[number], self._style
        if isinstance(node, Step) and node.rule.chooses:
            return _Piece(self._cases.text(number, node), node.rule.notation.level)
        if isinstance(node, Step):
            return _step(program, node, [self._pieces[index] for index in node.operands], style)
        if isinstance(node, Constant):
            return _constant(node.value, style, short=self._short)
        if isinstance(node, Named):
            return _Piece(_NAMES[style][node.name], Level.ATOM)
        return _Piece(_variable(node, style), Level.ATOM)


def _variable(node: Input, style: Style) -> str:
    if style is Style.LATEX and len(node.name) > 1:
        return rf"\mathit{{{node.name.replace('_', chr(92) + '_')}}}"
    return f"<mi>{node.name}</mi>" if style is Style.MATHML else node.name


def _constant(value: Fraction, style: Style, *, short: bool) -> _Piece:
    if short and is_abridged(value):
        return _decimal(abridged(value), style)
    number = cell(value)
    if value.denominator == 1:
        return _whole(value.numerator, style)
    if number.exact and _SHORT_DECIMAL % value.denominator == 0:
        return _decimal(number.text, style)
    if style is Style.MATHML:
        return _Piece(mathml.fraction(*map(whole_text, value.as_integer_ratio())), Level.PRODUCT)
    above, below = _whole(value.numerator, style), _whole(value.denominator, style)
    if style is Style.LATEX:
        sign, size = ("-", above.text[1:]) if value < 0 else ("", above.text)
        return _Piece(rf"{sign}\frac{{{size}}}{{{below.text}}}", Level.PRODUCT)
    return _Piece(f"{above.text}/{below.within(Level.POWER, style)}", Level.PRODUCT)


def is_abridged(value: Fraction) -> bool:
    """Whether a number is written in short where its program asks for that."""
    if value.denominator == 1 or _SHORT_DECIMAL % value.denominator == 0:
        return abs(value.numerator) >= _LONG_WHOLE * value.denominator
    return max(abs(value.numerator), value.denominator) >= _LONG_PART


def abridged(value: Fraction) -> str:
    """A float as Python writes it; what is not a float, in 17 digits."""
    nearest = nearest_float(value)
    text = repr(nearest) if nearest == value else rounded(value, _FLOAT_DIGITS)
    return text.replace("e+", "e").removesuffix(".0")


def _decimal(text: str, style: Style) -> _Piece:
    """A decimal; one with an exponent is a product where formulas are drawn."""
    mantissa, _, exponent = text.partition("e")
    if exponent and style is Style.MATHML:
        return _Piece(mathml.scientific(mantissa, int(exponent)), Level.PRODUCT)
    if exponent and style is Style.LATEX:
        return _Piece(rf"{mantissa} \cdot 10^{{{int(exponent)}}}", Level.PRODUCT)
    level = Level.SIGN if text.startswith("-") else Level.ATOM
    return _Piece(mathml.number(text) if style is Style.MATHML else text, level)


def _whole(value: int, style: Style) -> _Piece:
    """A whole number; one too long to be typed back is written in groups of digits."""
    text = whole_text(value)
    if style is Style.MATHML:
        text = mathml.number(text)
    if len(text) <= MOST_DIGITS or style.is_drawn:
        return _Piece(text, Level.SIGN if value < 0 else Level.ATOM)
    sign, digits = ("-", text[1:]) if value < 0 else ("", text)
    zeros = len(digits) - len(digits.rstrip("0"))
    if digits.rstrip("0") == "1":
        return _Piece(f"{sign}10^{zeros}", Level.SIGN if value < 0 else Level.POWER)
    if len(digits) - zeros <= MOST_DIGITS:
        return _Piece(f"{sign}{digits[: len(digits) - zeros]}*10^{zeros}", Level.PRODUCT)
    groups = [
        (int(digits[max(0, end - MOST_DIGITS) : end]), len(digits) - end)
        for end in range(len(digits), 0, -MOST_DIGITS)
    ]
    parts = [f"{group}*10^{power}" if power else f"{group}" for group, power in groups[::-1]]
    return _Piece(f"{sign}({' + '.join(parts)})", Level.SIGN if value < 0 else Level.ATOM)


def _step(program: Program, step: Step, operands: list[_Piece], style: Style) -> _Piece:
    special = _SPECIAL.get(step.rule.name)
    if special:
        text = special(program, step, operands, style)
        if text is not None:
            return _Piece(text, step.rule.notation.level)
    notation = step.rule.notation
    return _Piece(_filled(notation, operands, style), notation.level)


def _filled(notation: Notation, operands: list[_Piece], style: Style) -> str:
    texts = [
        operand.within(notation.need(index, latex=style.is_drawn), style)
        for index, operand in enumerate(operands)
    ]
    return _template(notation, style).format(*texts)


def _template(notation: Notation, style: Style) -> str:
    if style is Style.MATHML:
        return notation.mathml
    return notation.latex if style is Style.LATEX else notation.text


def _sum(_: Program, step: Step, operands: list[_Piece], style: Style) -> str | None:
    """A + (-b) as a - b."""
    left, right = operands
    minus = mathml.MINUS if style is Style.MATHML else "-"
    if right.level < Level.PRODUCT or not right.text.startswith(minus):
        return None
    rest = _Piece(right.text.removeprefix(minus), right.level) if step.rule is add else right
    text = _bracketed(rest, style) if rest.text.startswith(minus) else rest.text
    return _template(subtract.notation, style).format(left.within(Level.SUM, style), text)


def _bracketed(piece: _Piece, style: Style) -> str:
    return _Piece(piece.text, Level.SUM).within(Level.ATOM, style)


def _product(program: Program, step: Step, operands: list[_Piece], style: Style) -> str | None:
    """3a, 2(a + 1), a·sin(a): the sign is left out where a number meets a name."""
    need = [step.rule.notation.need(place, latex=style.is_drawn) for place in (0, 1)]
    left = operands[0].within(need[0], style)
    number = _is_number(program, step.operands[0])
    first = _first_factor(program, step.operands[1])
    flat = number and first != step.operands[1] and not _is_number(program, first)
    flat = flat and not operands[1].text.startswith("-")
    right = operands[1].within(Level.PRODUCT if flat else need[1], style)
    if style is Style.MATHML:
        return mathml.product(left, right, numbered=number)
    if style is Style.LATEX:
        dot = "" if right.startswith("\\") else r"\cdot "
        after_digit = number and left[-1].isdigit() and left != "0"
        touching = after_digit and _may_follow_a_number(right, style)
        return left + right if touching else f"{left} {dot}{right}"
    size = left.lstrip("-")
    after_digit = number and size.replace(".", "").isdigit() and size != "0"
    if after_digit and _may_follow_a_number(right, style):
        return left + right
    if _is_quotient(program, step.operands[0], left):
        # the sign goes in front, where reading it back would put it
        left = f"{left[: len(left) - len(size)]}({size})"
    return f"{left}·{right}" if style is Style.PRETTY else f"{left}*{right}"


def _is_number(program: Program, number: int) -> bool:
    """Whether a node is a constant, or a quotient of constants, with any signs in front."""
    node = unsigned(program, number)
    if _is(node, divide):
        return all(isinstance(unsigned(program, index), Constant) for index in node.operands)
    return isinstance(node, Constant)


def _first_factor(program: Program, number: int) -> int:
    """The first of all factors of a product; the node itself where it is none."""
    node = program.nodes[number]
    while _is(node, multiply):
        number = node.operands[0]
        node = program.nodes[number]
    return number


def _is_quotient(program: Program, number: int, text: str) -> bool:
    node = unsigned(program, number)
    return _is(node, divide) or (isinstance(node, Constant) and "/" in text)


def unsigned(program: Program, number: int) -> Node:
    """A node without the minus signs in front of it."""
    node = program.nodes[number]
    while _is(node, negate):
        node = program.nodes[node.operands[0]]
    return node


def _exponential(program: Program, step: Step, operands: list[_Piece], style: Style) -> str | None:
    """e² for a whole exponent, which is how e is raised where it is not a function."""
    exponent = operands[0].text
    whole = isinstance(unsigned(program, step.operands[0]), Constant)
    if style is not Style.PRETTY or not whole or not exponent.removeprefix("-").isdigit():
        return None
    return "e" + exponent.translate(_SUPERSCRIPTS)


def _absolute(_: Program, __: Step, operands: list[_Piece], style: Style) -> str | None:
    """abs(|a| - 1): bars inside bars would be read as closing ones."""
    nested = not style.is_drawn and "|" in operands[0].text
    return f"abs({operands[0].text})" if nested else None


def _is(node: Node, rule: Rule) -> TypeGuard[Step]:
    return isinstance(node, Step) and node.rule is rule


def _may_follow_a_number(right: str, style: Style) -> bool:
    if style is Style.LATEX:
        return right.startswith(("\\left(", "\\s", "\\c", "\\t", "\\l")) or right[0].isalpha()
    return (right[0].isalpha() and right[0] not in "eE") or right[0] in "(|"


def _sinc(program: Program, step: Step, operands: list[_Piece], style: Style) -> str | None:
    """sinc(a): the order 0 is left out."""
    if program.known(step)[1] != 0:
        return None
    return _filled(SINC_ITSELF, operands, style)


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
    exp.name: _exponential,
    sinc.name: _sinc,
}
