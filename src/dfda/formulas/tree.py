"""The syntax tree of a typed formula: what was written, before it means anything.

Every node knows where it stands in the typed text: `text[node.start:node.end]`, with the
parentheses around it, if any. Two trees are equal when they say the same, wherever it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, final

if TYPE_CHECKING:
    from fractions import Fraction

Operator: TypeAlias = Literal["+", "-", "*", "/", "^"]
Word: TypeAlias = Literal["and", "or"]
Sign: TypeAlias = Literal["<", "<=", ">", ">=", "==", "!="]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """Where a node stands in the typed text; not part of what it says."""

    start: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)


@final
@dataclass(frozen=True, slots=True)
class Number(_Placed):
    """A number: `0.1` is one tenth exactly. `text` is what was typed, "1/2" where that was ½."""

    value: Fraction
    text: str


@final
@dataclass(frozen=True, slots=True)
class Constant(_Placed):
    """One of the two named numbers, `pi` (also typed π) and `e`."""

    name: str


@final
@dataclass(frozen=True, slots=True)
class Variable(_Placed):
    """The one variable of the formula."""

    name: str


@final
@dataclass(frozen=True, slots=True)
class Unary(_Placed):
    """A minus sign in front; a plus sign in front leaves no node."""

    operator: Literal["-"]
    operand: Tree


@final
@dataclass(frozen=True, slots=True)
class Binary(_Placed):
    """Two operands; `2a` and `2·a` come out as `*`, `a**2` and `a²` as `^`."""

    operator: Operator
    left: Tree
    right: Tree


@final
@dataclass(frozen=True, slots=True)
class Call(_Placed):
    """A function applied to its arguments, under the name that was typed; `|a|` is `abs`."""

    function: str
    arguments: tuple[Tree, ...]


@final
@dataclass(frozen=True, slots=True)
class Conditional(_Placed):
    """`then if condition else otherwise`."""

    then: Tree
    condition: Tree
    otherwise: Tree


@final
@dataclass(frozen=True, slots=True)
class Derivative(_Placed):
    """`d/da (operand)`, where a is the variable of the formula; `d²/da²` is two of these."""

    operand: Tree


@final
@dataclass(frozen=True, slots=True)
class Comparison(_Placed):
    """Two numbers and the sign between them, or a chain: `0 < a < 1` has two signs."""

    signs: tuple[Sign, ...]
    operands: tuple[Tree, ...]


@final
@dataclass(frozen=True, slots=True)
class Junction(_Placed):
    """Two or more conditions between which stands the same word."""

    word: Word
    operands: tuple[Tree, ...]


@final
@dataclass(frozen=True, slots=True)
class Negation(_Placed):
    """`not` in front of a condition."""

    operand: Tree


Condition: TypeAlias = Comparison | Junction | Negation
"""What holds or does not hold. It is no number: it stands only between `if` and `else`."""

Tree: TypeAlias = (
    Number | Constant | Variable | Unary | Binary | Call | Conditional | Derivative | Condition
)


@final
@dataclass(frozen=True, slots=True)
class Arity:
    """How many arguments a function takes; `greatest=None` means any number from `least` on."""

    least: int
    greatest: int | None


@final
@dataclass(frozen=True, slots=True)
class ParsedFormula:
    """A formula that was read: its text, the name of its variable, and its tree."""

    source: str
    variable: str
    root: Tree


def children(node: Tree) -> tuple[Tree, ...]:
    """The nodes directly below this one, in the order they were typed."""
    match node:
        case Binary():
            return (node.left, node.right)
        case Unary() | Derivative() | Negation():
            return (node.operand,)
        case Call():
            return node.arguments
        case Conditional():
            return (node.then, node.condition, node.otherwise)
        case Comparison() | Junction():
            return node.operands
        case _:
            return ()


def postorder(root: Tree) -> list[Tree]:
    """Every node of the tree, each after its operands, the left ones first.

    A loop, because a long sum is a deep tree: up to 200 levels, besides the nesting that was typed.
    """
    found: list[Tree] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(children(node))
    found.reverse()
    return found
