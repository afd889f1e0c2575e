"""A program as plain data that JSON can hold, and back.

    {
        "inputs": ["a"],
        "nodes": [["input", "a"], ["constant", "3"], ["multiply", [1, 0]]],
        "outputs": [2]
    }

is 3a. Every node is a pair. A variable has its name, a constant its exact value as text ("3",
"-1/3"), π and e stand as ["named", "pi"] and ["named", "e"], and a step pairs the name of a rule
with the numbers of its operands, which are earlier nodes, counted from 0. A constant that is too
long to be read in base 10 is written in base 16 ("0x1f/0x3").

The data carry no version of their own: the document that holds them has one. Reading them looks
names up in tables and executes nothing, whatever they say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, TypeGuard

from dfda.digits import FRACTION_BITS, bits_of
from dfda.errors import InputError
from dfda.program.floats import NAMED_FLOATS
from dfda.program.program import Constant, Input, Named, Node, Program, Step
from dfda.rules import RULES, Rule, power_for, sinc

Data = dict[str, Any]

_KEYS: Final = ("inputs", "nodes", "outputs")
_LONGEST_DECIMAL: Final = 1024
"""Bits; Python itself refuses to read whole numbers of more than 4,300 decimal digits."""

_CONSTANT: Final = re.compile(
    r"(-?)(?:([0-9]{1,400})(?:/([0-9]{1,400}))?|0x([0-9a-f]+)(?:/0x([0-9a-f]+))?)"
)
_LONGEST_TEXT: Final = FRACTION_BITS // 2 + 16
_HIGHEST_ORDER: Final = 1000
_SHORT: Final = 40
_LARGEST_SHOWN: Final = 10**9
_PAIR: Final = 2


def program_data(program: Program) -> Data:
    """The program as lists, texts and whole numbers.

    Example:
        >>> from dfda.formulas import formula
        >>> program_data(formula("3a").program)["nodes"]
        [['input', 'a'], ['constant', '3'], ['multiply', [1, 0]]]
    """
    return {
        "inputs": list(program.inputs),
        "nodes": [_node_data(node) for node in program.nodes],
        "outputs": list(program.outputs),
    }


def _node_data(node: Node) -> list[Any]:
    match node:
        case Input():
            return ["input", node.name]
        case Constant():
            return ["constant", _constant_text(node.value)]
        case Named():
            return ["named", node.name]
    return [node.rule.name, list(node.operands)]


def _constant_text(value: Fraction) -> str:
    if bits_of(value) <= _LONGEST_DECIMAL:
        return str(value)
    below = "" if value.denominator == 1 else f"/{value.denominator:#x}"
    return f"{value.numerator:#x}{below}"


def program_from(data: object) -> Program:
    """The program that such data describe.

    Raises:
        InputError: The data are no program; the message names the first thing that is wrong.

    Example:
        >>> from dfda.formulas import formula
        >>> program = formula("sin(a)/3").program
        >>> program_from(program_data(program)) == program
        True
    """
    if not isinstance(data, Mapping) or set(data) != set(_KEYS):
        raise _malformed("it must have exactly the keys inputs, nodes and outputs")
    for key in _KEYS:
        if not _is_list(data[key]):
            raise _malformed(f"{key} must be a list, not {_shown(data[key])}")
    nodes: list[Node] = []
    for number, pair in enumerate(data["nodes"]):
        nodes.append(_node(pair, nodes, f"node {number}"))
    program = Program(tuple(nodes), _outputs(data["outputs"], len(nodes)))
    _check_inputs(program, data["inputs"])
    return program


def _node(pair: object, before: Sequence[Node], where: str) -> Node:
    if not (_is_list(pair) and len(pair) == _PAIR and isinstance(pair[0], str)):
        raise _malformed(f"{where} must be a pair such as ['sin', [0]], not {_shown(pair)}")
    kind, content = pair
    if kind in _LEAVES:
        if not isinstance(content, str):
            raise _malformed(f"{where}: {kind} must have a text, not {_shown(content)}")
        return _LEAVES[kind](content, where)
    if kind not in RULES:
        raise _malformed(f"{where}: there is no rule named {_shown(kind)}")
    return _step(RULES[kind], content, before, where)


def _input(name: str, where: str) -> Input:
    if not name.isidentifier():
        raise _malformed(f"{where}: {_shown(name)} cannot be the name of a variable")
    return Input(name)


def _constant(text: str, where: str) -> Constant:
    match = _CONSTANT.fullmatch(text)
    if match is None or len(text) > _LONGEST_TEXT:
        raise _malformed(f"{where}: {_shown(text)} is not a constant such as '-1/3'")
    sign, above, below, long_above, long_below = match.groups()
    size = int(above) if above else int(long_above, 16)
    divisor = int(long_below, 16) if long_below else int(below or 1)
    if divisor == 0:
        raise _malformed(f"{where}: {_shown(text)} divides by zero")
    return Constant(Fraction(-size if sign else size, divisor))


def _named(name: str, where: str) -> Named:
    if name not in NAMED_FLOATS:
        raise _malformed(f"{where}: the named constants are pi and e, not {_shown(name)}")
    return Named(name)


_LEAVES: Final[Mapping[str, Callable[[str, str], Node]]] = {
    "input": _input,
    "constant": _constant,
    "named": _named,
}


def _step(rule: Rule, operands: object, before: Sequence[Node], where: str) -> Step:
    if not (_is_list(operands) and all(_is_number(index, len(before)) for index in operands)):
        raise _malformed(
            f"{where}: the operands of {rule.name} must be a list of numbers of earlier nodes"
        )
    if len(operands) != rule.arity:
        count = f"{rule.arity} operand{'' if rule.arity == 1 else 's'}"
        raise _malformed(f"{where}: {rule.name} takes {count}, not {len(operands)}")
    for place, index in enumerate(operands):
        if isinstance(rule.sample[place], frozenset):
            _check_constant(rule, before[index], f"{where}: operand {place} of {rule.name}")
    return Step(rule, tuple(operands))


def _check_constant(rule: Rule, node: Node, where: str) -> None:
    """An operand that must not move: an exponent that chose this row, or an order."""
    if not isinstance(node, Constant):
        raise _malformed(f"{where} must be a constant")
    value = node.value
    is_order = value.denominator == 1 and 0 <= value <= _HIGHEST_ORDER
    if not (is_order if rule is sinc else power_for(value) is rule):
        raise _malformed(f"{where} cannot have this value")


def _outputs(numbers: Sequence[object], count: int) -> tuple[int, ...]:
    if not numbers or not all(_is_number(number, count) for number in numbers):
        raise _malformed("outputs must be numbers of nodes, at least one")
    return tuple(number for number in numbers if isinstance(number, int))


def _check_inputs(program: Program, inputs: Sequence[object]) -> None:
    if list(program.inputs) != list(inputs):
        raise _malformed("inputs must list the variables of the nodes, in their order")
    if len(set(program.inputs)) != len(program.inputs):
        raise _malformed("a variable is declared twice")


def _is_list(data: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(data, (list, tuple))


def _is_number(data: object, below: int) -> bool:
    return isinstance(data, int) and not isinstance(data, bool) and 0 <= data < below


def _malformed(reason: str) -> InputError:
    return InputError(f"This is not a program: {reason}")


def _shown(data: object) -> str:
    """A text or a small number itself, of anything else its type: it may be endless or nested."""
    if isinstance(data, int) and abs(data) < _LARGEST_SHOWN:
        return repr(data)
    if not isinstance(data, str):
        return f"a value of type {type(data).__name__}"
    return repr(data) if len(data) <= _SHORT else f"{data[:_SHORT]!r}…"
