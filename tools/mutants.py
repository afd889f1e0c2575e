"""The small changes that turn a module into its mutants; mutate_rules.py tries them out.

Left alone are what no run of the program depends on (docstrings, annotations, imports, names of
types) and `sample`, which tells the tests where to look: any other interval is as good.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any, Final

_COMPARED: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
_COMPUTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_SYMMETRIC: Final = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr)
_REFUSED: Final = {
    "NotDefined": "NotRational",
    "NotRational": "NotDefined",
    "NotResolved": "NotDefined",
}
_LEVELS: Final = ("CHOICE", "SUM", "PRODUCT", "SIGN", "POWER", "ATOM")
_SIGNS: Final = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
_IN_TEXT: Final = re.compile(r"[<>=!]=|[<>]|(?<![{\w.])\d+(?![}\w])")
_LEFT_ALONE: Final = {"annotation", "returns", "ctx", "type_params", "_ANY"}
"""Fields of syntax trees, and a name whose value is a sample."""

_WIDTH: Final = 72
_TYPES: Final = {"Literal", "Callable", "Mapping", "Sequence", "frozenset", "tuple"}

Change = tuple[str, Any]
"""What is said about it, and the node that stands there instead."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One module with one change, in the function or row of that name."""

    module: str
    row: str
    line: int
    what: str
    code: CodeType

    @property
    def key(self) -> str:
        """What it is called as long as only other lines change."""
        return f"{self.module} {self.row}: {self.what}"

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line} {self.row}: {self.what}"


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for statement in tree.body:
        if _left_alone(statement) or name_of(statement) in _LEFT_ALONE:
            continue
        row = name_of(statement)
        for holder, place, node in _places(statement):
            for what, instead in _changes(node):
                holder[place] = ast.fix_missing_locations(ast.copy_location(instead, node))
                code = compile(tree, str(path), "exec", dont_inherit=True)
                yield Mutant(path.stem, row, node.lineno, what, code)
                holder[place] = node


def name_of(statement: ast.stmt) -> str:
    """The name that a top-level statement gives to something, or an empty text."""
    target = getattr(statement, "targets", [getattr(statement, "target", statement)])[0]
    return getattr(target, "id", "") or getattr(target, "name", "")


def _places(root: ast.AST) -> Iterator[tuple[Any, Any, ast.AST]]:
    """Every node below, with the list or the namespace that holds it and its place there."""
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        for field, value in ast.iter_fields(parent):
            holder, places = (value, range(len(value))) if isinstance(value, list) else (
                vars(parent), [field]
            )  # fmt: skip
            for place in () if field in _LEFT_ALONE else places:
                node = holder[place]
                if isinstance(node, ast.AST) and not _left_alone(node):
                    yield holder, place, node
                    waiting.append(node)


def _left_alone(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()):
            return True  # a docstring
        case ast.keyword(arg="sample"):
            return True
        case ast.Subscript(value=ast.Name(id=name)):
            return name in _TYPES
    return False


def _changes(node: ast.AST) -> Iterator[Change]:
    for kinds, change in _BY_KIND.items():
        if isinstance(node, kinds):
            for what, instead in change(node):
                if instead is None or ast.dump(instead) != ast.dump(node):
                    yield what or f"{_short(node)} → {_short(instead)}", instead


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _with(node: ast.AST, **parts: Any) -> Any:
    changed = copy(node)
    for name, part in parts.items():
        setattr(changed, name, part)
    return changed


def _swapped(row: list[Any]) -> Iterator[list[Any]]:
    """The row with two neighbours exchanged."""
    for left in range(len(row) - 1):
        yield [*row[:left], row[left + 1], row[left], *row[left + 2 :]]


def _compared(node: ast.Compare) -> Iterator[Change]:
    for index, sign in enumerate(node.ops):
        for other in _COMPARED[type(sign)]:
            ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            yield "", _with(node, ops=ops)


def _computed(node: ast.BinOp) -> Iterator[Change]:
    yield "", _with(node, op=_COMPUTED[type(node.op)]())
    if not isinstance(node.op, _SYMMETRIC):
        yield "", _with(node, left=node.right, right=node.left)


def _constant(node: ast.Constant) -> Iterator[Change]:
    match node.value:
        case bool() as value:
            yield "", ast.Constant(not value)
        case int() | float() as value:
            yield "", ast.Constant(value + 1)
            yield "", ast.Constant(value - 1)
        case str() as value:
            for other in dict.fromkeys(_texts(value)):
                yield "", ast.Constant(other)


def _texts(text: str) -> Iterator[str]:
    """A condition gets another comparison or number, or goes; other texts lose their first sign."""
    places = [] if text.startswith("<") and text not in _SIGNS else [*_IN_TEXT.finditer(text)]
    compares = any(place.group() in _SIGNS for place in places)
    yield ("" if compares else text[1:]) or "?"
    for found in places:
        sign = found.group()
        other = _SIGNS.get(sign) or str(int(sign) + 1)
        yield text[: found.start()] + other + text[found.end() :]


def _called(node: ast.Call) -> Iterator[Change]:
    for word in node.keywords:
        rest = [other for other in node.keywords if other is not word]
        if word.arg not in {None, "sample"}:
            yield f"without {_short(word)}", _with(node, keywords=rest)
    for args in _swapped(node.args):
        yield "", _with(node, args=args)


def _defined(node: ast.Lambda | ast.FunctionDef) -> Iterator[Change]:
    body = node.body if isinstance(node.body, list) else [node.body]
    used = {name.id for part in body for name in ast.walk(part) if isinstance(name, ast.Name)}
    for args in _swapped(node.args.args):
        moved = {arg.arg for arg, was in zip(args, node.args.args, strict=True) if arg is not was}
        if moved & used:
            names = ", ".join(arg.arg for arg in args)
            yield f"operands {names}", _with(node, args=_with(node.args, args=args))


def _tested(node: ast.If | ast.While | ast.IfExp) -> Iterator[Change]:
    if not isinstance(node.test, ast.Compare):
        negated = ast.UnaryOp(ast.Not(), node.test)
        yield f"{_short(node.test)} → {_short(negated)}", _with(node, test=negated)


def _left_out(node: ast.stmt) -> Iterator[Change]:
    yield f"without {_short(node)}", ast.Pass()


def _negated(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, (ast.USub, ast.Not)):
        yield "", node.operand


def _joined(node: ast.BoolOp) -> Iterator[Change]:
    yield "", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _named(node: ast.Name) -> Iterator[Change]:
    if node.id in _REFUSED:
        yield "", ast.Name(_REFUSED[node.id], ast.Load())


def _level(node: ast.Attribute) -> Iterator[Change]:
    if node.attr in _LEVELS:
        place = _LEVELS.index(node.attr)
        for other in {place - 1, place + 1} & set(range(len(_LEVELS))):
            yield "", _with(node, attr=_LEVELS[other])


_BY_KIND: Final[dict[Any, Callable[[Any], Iterator[Change]]]] = {
    ast.Compare: _compared,
    ast.BinOp: _computed,
    ast.Constant: _constant,
    ast.Call: _called,
    (ast.Lambda, ast.FunctionDef): _defined,
    (ast.If, ast.While, ast.IfExp): _tested,
    (ast.Assign, ast.AugAssign, ast.Return, ast.Raise, ast.Expr, ast.If, ast.For): _left_out,
    ast.UnaryOp: _negated,
    ast.BoolOp: _joined,
    ast.Name: _named,
    ast.Attribute: _level,
}
