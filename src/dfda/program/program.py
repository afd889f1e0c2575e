"""A function, written down: inputs, constants and steps, each used by number.

A `Program` is a straight line of nodes in evaluation order (SSA). A `Builder` makes one; equal
nodes are interned, so that a repeated subexpression is one node however often it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from dfda.effort import spend
from dfda.errors import InputError
from dfda.rules import (
    NotDefined,
    NotRational,
    Rule,
    add,
    divide,
    multiply,
    negate,
    power_for,
    subtract,
)

_STEP: Final = 5
"""The units of work that writing down one step costs (see `effort`)."""


@dataclass(frozen=True, slots=True)
class Input:
    """A variable of the function."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """An exact constant."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Named:
    """π or e, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """A rule applied to earlier nodes."""

    rule: Rule
    operands: tuple[int, ...]


Node = Input | Constant | Named | Step


@dataclass(frozen=True, slots=True)
class Program:
    """Nodes in evaluation order and the numbers of those that are the answers."""

    nodes: tuple[Node, ...]
    outputs: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The variables, in the order in which they were declared."""
        return tuple(node.name for node in self.nodes if isinstance(node, Input))

    def needed(self, wanted: int) -> list[int]:
        """The numbers of all nodes that a node needs, itself last, in evaluation order."""
        return sorted(needed_nodes(self.nodes, [wanted]))

    def known(self, step: Step) -> tuple[Fraction | None, ...]:
        """For each operand of a step the constant it is, or None."""
        return tuple(
            node.value if isinstance(node, Constant) else None
            for node in (self.nodes[index] for index in step.operands)
        )


class Builder:
    """Writes a program down, node by node, sharing equal ones.

    Steps are written as they are told. With `tidy`, each step is first offered to that function,
    which may answer with a simpler term (see `simplify`).
    """

    def __init__(
        self, *, tidy: Callable[[Rule, tuple[Term, ...]], Term | None] | None = None
    ) -> None:
        self._tidy = tidy
        self.nodes: list[Node] = []
        self._numbers: dict[Node, int] = {}

    def input(self, name: str) -> Term:
        """Declare a variable."""
        return self._term(Input(name))

    def constant(self, value: Fraction | int) -> Term:
        """An exact constant."""
        return self._term(Constant(Fraction(value)))

    def named(self, name: str) -> Term:
        """π ("pi") or e ("e")."""
        return self._term(Named(name))

    def step(self, rule: Rule, *operands: Term) -> Term:
        """A rule applied to terms, written down as it stands."""
        if len(operands) != rule.arity:
            operand = "operand" if rule.arity == 1 else "operands"
            message = f"{rule.name} takes {rule.arity} {operand}, not {len(operands)}"
            raise InputError(message)
        spend(_STEP)
        simpler = self._tidy(rule, operands) if self._tidy else None
        if simpler is not None:
            return simpler
        return self._term(Step(rule, tuple(operand.number for operand in operands)))

    def extend(self, program: Program, replacing: Mapping[str, Term] | None = None) -> list[Term]:
        """Copy a program's nodes, with terms in place of the variables that `replacing` names.

        The answer is numbered as the program's nodes are.
        """
        replacing = replacing or {}
        copies: list[Term] = []
        for node in program.nodes:
            if isinstance(node, Step):
                copies.append(self.step(node.rule, *(copies[index] for index in node.operands)))
            elif isinstance(node, Input) and node.name in replacing:
                copies.append(replacing[node.name])
            else:
                copies.append(self._term(node))
        return copies

    def build(self, *outputs: Term) -> Program:
        """The program of these outputs, without the nodes that none of them needs."""
        needed = needed_nodes(self.nodes, [output.number for output in outputs])
        inputs = {index for index, node in enumerate(self.nodes) if isinstance(node, Input)}
        kept = sorted(inputs.union(needed))
        position = {number: index for index, number in enumerate(kept)}
        nodes = tuple(_renumbered(self.nodes[number], position) for number in kept)
        return Program(nodes, tuple(position[output.number] for output in outputs))

    def rational(self, number: int) -> Fraction | None:
        """The value of a node that holds neither variables nor irrational constants."""
        values: dict[int, Fraction | None] = {}
        for index in sorted(needed_nodes(self.nodes, [number])):
            values[index] = _constant_value(self.nodes[index], values)
        return values[number]

    def _term(self, node: Node) -> Term:
        number = self._numbers.get(node)
        if number is None:
            number = self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return Term(self, number)


def needed_nodes(
    nodes: Sequence[Node], wanted: Iterable[int], *, known: Container[int] = ()
) -> set[int]:
    """The numbers of these nodes and of all that they depend on, save what is known already."""
    needed: set[int] = set()
    waiting = list(wanted)
    while waiting:
        number = waiting.pop()
        if number not in needed and number not in known:
            needed.add(number)
            node = nodes[number]
            waiting.extend(node.operands if isinstance(node, Step) else ())
    return needed


def written_out(program: Program, *, most: int) -> int:
    """How many nodes the output has when shared ones are written as often as they are used.

    Counting ends at `most`: of a loop's 100 nodes it may be 2**50.
    """
    sizes: list[int] = []
    for node in program.nodes:
        operands = node.operands if isinstance(node, Step) else ()
        sizes.append(min(most + 1, 1 + sum(sizes[index] for index in operands)))
    return sizes[program.outputs[0]]


def _renumbered(node: Node, position: dict[int, int]) -> Node:
    if isinstance(node, Step):
        return Step(node.rule, tuple(position[operand] for operand in node.operands))
    return node


def _constant_value(node: Node, values: dict[int, Fraction | None]) -> Fraction | None:
    if isinstance(node, Constant):
        return node.value
    if not isinstance(node, Step):
        return None
    operands = [values[operand] for operand in node.operands]
    if any(operand is None for operand in operands):
        return None
    try:
        return node.rule.fraction(*operands)
    except (NotDefined, NotRational):
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A node of a builder, to be combined with + - * / ** and rules."""

    builder: Builder
    number: int

    @property
    def node(self) -> Node:
        """What stands at this number."""
        return self.builder.nodes[self.number]

    def apply(self, rule: Rule, *operands: Term | Fraction | int) -> Term:
        """The rule applied to operands, of which plain numbers become constants."""
        return self.builder.step(rule, *(self._term(operand) for operand in operands))

    def _term(self, value: Term | Fraction | int) -> Term:
        return value if isinstance(value, Term) else self.builder.constant(value)

    def constant(self, value: Fraction | int) -> Term:
        """A constant beside this term."""
        return self.builder.constant(value)

    def named(self, name: str) -> Term:
        """π ("pi") or e ("e") beside this term."""
        return self.builder.named(name)

    def __iter__(self) -> Iterator[Any]:
        message = "a term is one number, not a sequence"
        raise TypeError(message)

    def __add__(self, other: Term | Fraction | int) -> Term:
        return self.apply(add, self, other)

    def __radd__(self, other: Fraction | int) -> Term:
        return self.apply(add, other, self)

    def __sub__(self, other: Term | Fraction | int) -> Term:
        return self.apply(subtract, self, other)

    def __rsub__(self, other: Fraction | int) -> Term:
        return self.apply(subtract, other, self)

    def __mul__(self, other: Term | Fraction | int) -> Term:
        return self.apply(multiply, self, other)

    def __rmul__(self, other: Fraction | int) -> Term:
        return self.apply(multiply, other, self)

    def __truediv__(self, other: Term | Fraction | int) -> Term:
        return self.apply(divide, self, other)

    def __rtruediv__(self, other: Fraction | int) -> Term:
        return self.apply(divide, other, self)

    def __neg__(self) -> Term:
        return self.apply(negate, self)

    def __pow__(self, exponent: Term | Fraction | int) -> Term:
        return self.raised(self._term(exponent))

    def raised(self, exponent: Term) -> Term:
        """The power with the row of the power law that fits the exponent."""
        value = self.builder.rational(exponent.number)
        rule = power_for(value)
        if value is not None:
            exponent = self.builder.constant(value)
        return self.builder.step(rule, self, exponent)
