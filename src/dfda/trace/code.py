"""What the code of a function uses and does, read from its instructions without running them."""

from __future__ import annotations

import dis
from dataclasses import dataclass
from functools import lru_cache
from types import CellType, CodeType
from typing import Any, Final

_WRITING_METHODS: Final = frozenset({
    "fill", "sort", "put", "itemset", "partition", "resize", "copyto", "place", "putmask",
    "shuffle", "put_along_axis", "fill_diagonal", "setflags", "at",
})  # fmt: skip
_FIRST_IN_PLACE: Final = 13
"""The operators from here on in CPython's numbering are +=, -= and so on."""


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What a function's code, nested functions included, uses and does.

    names: every name that may be a global.
    kept_cells: variables of enclosing functions that it writes.
    stored_global: the first global that it writes, and the line; empty where there is none.
    imports: whether it imports anything.
    writes: whether it may write into arrays.
    """

    names: tuple[str, ...]
    kept_cells: frozenset[str]
    stored_global: tuple[str, int] | None
    imports: bool
    writes: bool


@lru_cache(maxsize=4096)
def facts_of(code: CodeType) -> CodeFacts:
    """Read the instructions of a function once."""
    names: dict[str, None] = {}
    kept: set[str] = set()
    stored: tuple[str, int] | None = None
    imports = writes = False
    waiting = [code]
    while waiting:
        block = waiting.pop()
        names.update(dict.fromkeys(block.co_names))
        waiting.extend(const for const in block.co_consts if isinstance(const, CodeType))
        line = block.co_firstlineno
        for instruction in dis.get_instructions(block):
            operation = instruction.opname
            position = instruction.positions
            line = (position.lineno if position else None) or line
            if operation in ("STORE_GLOBAL", "DELETE_GLOBAL"):
                stored = stored or (str(instruction.argval), line)
            elif operation == "STORE_DEREF" and instruction.argval in block.co_freevars:
                kept.add(instruction.argval)
            elif operation == "IMPORT_NAME":
                imports = True
            elif operation in ("STORE_SUBSCR", "STORE_SLICE", "DELETE_SUBSCR") or (
                operation == "BINARY_OP" and (instruction.arg or 0) >= _FIRST_IN_PLACE
            ):
                writes = True
        told = {name for const in block.co_consts if isinstance(const, tuple) for name in const}
        writes = writes or "out" in told  # the names of keywords stand in a tuple
    writes = writes or not _WRITING_METHODS.isdisjoint(names)
    return CodeFacts(tuple(names), frozenset(kept), stored, imports, writes)


NO_CONTENT: Final = object()


def content_of(cell: CellType) -> Any:
    """What a variable of an enclosing function holds; NO_CONTENT before it holds anything."""
    try:
        return cell.cell_contents
    except ValueError:
        return NO_CONTENT
