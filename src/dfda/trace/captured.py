"""What a function's code can reach besides its input.

A run shows what f did, not what else it might have done. Where the code and everything that it
reaches are functions of numbers, it can do nothing else: it has no state, reads no clock and no
file, and draws no random number. What is not known to be harmless is taken not to be.
"""

from __future__ import annotations

import builtins
import functools
import math
from collections.abc import Iterator
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any, Final

import numpy as np

from dfda.program.program import Program
from dfda.trace.code import NO_CONTENT, CodeFacts, content_of, facts_of
from dfda.trace.dispatch import is_known
from dfda.trace.kinds import is_users
from dfda.trace.stand_ins import function_stand_in

_ATOMS: Final = (float, int, bool, str, bytes, complex, type(None), np.floating, range, slice)
_MODULES: Final = frozenset({"math", "numpy", "numpy.linalg", "scipy", "scipy.special"})
_HARMLESS: Final = frozenset({
    abs, all, any, bool, divmod, enumerate, filter, float, int, isinstance, iter, len, list, map,
    max, min, next, pow, range, reversed, round, slice, sorted, sum, tuple, zip,
})  # fmt: skip


def depends_on_input_alone(f: Any) -> bool:
    """Whether the code of a function reaches nothing but functions of numbers and constants."""
    waiting, seen = [f], set()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        found = _reached(value)
        if found is None:
            return False
        waiting += found
    return True


def _reached(value: Any) -> list[Any] | None:
    """What a value leads on to; None for one that may change, or do anything."""
    if isinstance(value, _ATOMS) or isinstance(getattr(value, "program", None), Program):
        return []
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, functools.partial):
        return [value.func, *value.args, *value.keywords.values()]
    if isinstance(value, ModuleType):
        return [] if value.__name__ in _MODULES else None
    if isinstance(value, FunctionType) and is_users(value.__module__):
        return _reached_by(value)
    return [] if _is_harmless(value) else None


def _is_harmless(value: Any) -> bool:
    """Whether something that can be called is a function of numbers."""
    if isinstance(value, type) and issubclass(value, Exception):
        return True
    try:
        known = value in _HARMLESS or is_known(value) or function_stand_in(value) is not None
    except TypeError:  # not hashable
        return False
    return known or (isinstance(value, BuiltinFunctionType) and value.__module__ == math.__name__)


def _reached_by(function: FunctionType) -> list[Any] | None:
    facts = facts_of(function.__code__)
    if facts.stored_global or facts.kept_cells or facts.imports:
        return None
    if not all(map(_is_harmless_attribute, facts.names)):
        return None
    contents = map(content_of, function.__closure__ or ())
    cells = [content for content in contents if content is not NO_CONTENT]
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    return [*_named(function, facts), *cells, *defaults]


def _named(function: FunctionType, facts: CodeFacts) -> Iterator[Any]:
    for name in facts.names:
        if name in function.__globals__:
            yield function.__globals__[name]
        elif hasattr(builtins, name):
            yield getattr(builtins, name)


def _is_harmless_attribute(name: str) -> bool:
    """Whether a name, should it be one of NumPy's, is that of a function of numbers."""
    found = vars(np).get(name)  # getattr would warn of names that NumPy has given up
    return found is None or isinstance(found, _ATOMS) or _is_harmless(found)
