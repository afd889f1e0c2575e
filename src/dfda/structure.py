"""Nested structures of numbers and arrays: dicts, lists, tuples, named tuples, dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Structure:
    """The shape of a nested structure.

    build: makes the outermost container of its parts; None for a leaf.
    parts: the structures of the parts.
    names: how to reach each part, such as ".weights" or "[0]".
    """

    build: Callable[[list[Any]], Any] | None
    parts: tuple[Structure, ...] = ()
    names: tuple[str, ...] = ()

    def filled(self, leaves: Sequence[Any]) -> Any:
        """The structure with these leaves in it."""
        return _filled(self, iter(leaves))

    def paths(self) -> list[str]:
        """How to reach each leaf, such as "['layer'][0]"."""
        if self.build is None:
            return [""]
        return [
            name + path
            for name, part in zip(self.names, self.parts, strict=True)
            for path in part.paths()
        ]


LEAF = Structure(None)


def _filled(structure: Structure, leaves: Any) -> Any:
    if structure.build is None:
        return next(leaves)
    return structure.build([_filled(part, leaves) for part in structure.parts])


def flattened(value: Any) -> tuple[list[Any], Structure]:
    """The leaves of a nested structure, in order, and its shape."""
    opened = _opened(value)
    if opened is None:
        return [value], LEAF
    build, items = opened
    leaves: list[Any] = []
    parts = []
    for _, item in items:
        below, part = flattened(item)
        leaves += below
        parts.append(part)
    return leaves, Structure(build, tuple(parts), tuple(name for name, _ in items))


Opened = tuple[Callable[[list[Any]], Any], list[tuple[str, Any]]]


def _opened(value: Any) -> Opened | None:
    kind = type(value)
    if kind is dict:
        keys = list(value)
        return (
            lambda items: dict(zip(keys, items, strict=True)),
            [(f"[{key!r}]", value[key]) for key in keys],
        )
    if kind is list or kind is tuple:
        return kind, [(f"[{number}]", item) for number, item in enumerate(value)]
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return lambda items: kind(*items), [
            (f".{name}", getattr(value, name)) for name in kind._fields
        ]
    if is_dataclass(kind):
        names = [field.name for field in fields(value)]

        def build(items: list[Any]) -> Any:
            made = object.__new__(kind)
            for name, item in zip(names, items, strict=True):
                object.__setattr__(made, name, item)
            return made

        return build, [(f".{name}", getattr(value, name)) for name in names]
    return None
