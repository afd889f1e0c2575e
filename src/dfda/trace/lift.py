"""Copies of the user's functions that see stand-ins under the names math, numpy and scipy.special.

A lifted function is the same code with other globals: a plain dict of the names that its code uses,
read afresh for every run, so nothing captured can be out of date. Its helpers, closures, defaults,
methods and partials are lifted likewise. The user's own objects are never changed.
"""

from __future__ import annotations

import contextlib
import functools
import math
import operator
from collections.abc import Callable
from types import (
    BuiltinFunctionType,
    CellType,
    FunctionType,
    MethodType,
    ModuleType,
)
from typing import Any, Final

import numpy as np

from dfda.errors import UnsupportedError
from dfda.program.program import Program
from dfda.trace import entries, stand_ins
from dfda.trace.code import NO_CONTENT, CodeFacts, content_of, facts_of
from dfda.trace.kinds import (
    CACHED,
    ORDER,
    can_subclass,
    has_slots,
    is_method,
    is_users,
    members_of,
    meta_of,
    root_of,
)
from dfda.trace.recording import PACKAGE, Recording, isinstance_traced, refuse, strip
from dfda.trace.replay import replayed

_ATOMS: Final = frozenset({
    float, int, bool, str, bytes, complex, type(None), np.ndarray, np.float64, np.float32, range,
    slice, np.dtype, Ellipsis.__class__,
})  # fmt: skip
_DISPATCHER: Final = type(np.sum)
_NO_CELL: Final = object()


def _is_users_code(function: FunctionType) -> bool:
    if root_of(function.__module__) == "dfda":  # where an example in a docstring says it is
        return not function.__code__.co_filename.startswith(PACKAGE)
    return is_users(function.__module__)


class Lifter:
    """Lifts what one run needs, each thing once."""

    def __init__(self, recording: Recording) -> None:
        self.recording: Recording | None = recording
        self._lifted: dict[int, Any] = {}
        self._kept: list[Any] = []
        self._copies: list[tuple[Any, Any, Any]] = []
        self._builtins: dict[str, Any] | None = None
        self._shadowed: dict[int, Any] = {}
        self._holders: list[Any] = []
        self._cells: list[CellType] = []
        self._caches: list[dict[Any, Any]] = []
        self._waiting: dict[type, list[Callable[[Any], None]]] = {}
        self._attributes: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = []

    def lift(self, value: Any) -> Any:
        """What stands for a value in lifted code; most values stand for themselves."""
        kind = type(value)
        if kind in _ATOMS or isinstance_traced(value):
            return value
        known = self._lifted.get(id(value), _NO_CELL)
        if known is not _NO_CELL:
            return known
        maker = _MAKERS.get(kind)
        if maker is not None:
            return maker(self, value)
        return self._other(value)

    def _remember(self, value: Any, lifted: Any) -> Any:
        self._lifted[id(value)] = lifted
        self._kept.append(value)  # while it is alive nothing else has its id
        return lifted

    # Functions

    def function(self, value: FunctionType) -> Any:
        """A Python function with lifted globals, closure and defaults."""
        stand_in = None if hasattr(value, "stands_for") else _known(value)
        if stand_in is not None:
            return self._remember(value, stand_in)
        code = value.__code__
        if hasattr(value, "stands_for") or not _is_users_code(value):
            return value
        facts = facts_of(code)
        _refuse_globals(value, facts)
        self._note_writes(facts)
        # Python looks for the builtins when a function is made, so they come first.
        scope: dict[str, Any] = {"__builtins__": self.builtins}
        cells = tuple(CellType() for _ in code.co_freevars)
        kept = [
            old if name in facts.kept_cells else new
            for name, old, new in zip(code.co_freevars, value.__closure__ or (), cells, strict=True)
        ]
        lifted = FunctionType(code, scope, value.__name__, None, tuple(kept))
        self._remember(value, lifted)
        lifted.__qualname__, lifted.__module__ = value.__qualname__, value.__module__
        scope["__name__"] = value.__globals__.get("__name__", "__main__")
        # Shared, so that a warning of the user's code is told as often as by a plain call.
        scope["__warningregistry__"] = value.__globals__.setdefault("__warningregistry__", {})
        for name in facts.names:
            found = value.__globals__.get(name, _NO_CELL)
            if found is not _NO_CELL:
                scope[name] = self.lift(found)
                self._wait_for(found, functools.partial(scope.__setitem__, name))
        if not _ASKS.isdisjoint(facts.names):
            self._lift_what_may_be(value.__globals__, scope)
        for old, new in zip(value.__closure__ or (), kept, strict=True):
            self._fill(old, new)
        if value.__defaults__:
            lifted.__defaults__ = tuple(map(self.lift, value.__defaults__))
        if value.__kwdefaults__:
            lifted.__kwdefaults__ = {k: self.lift(v) for k, v in value.__kwdefaults__.items()}
        if value.__dict__:
            lifted.__dict__.update({k: self.lift(v) for k, v in value.__dict__.items()})
        return lifted

    def _lift_what_may_be(self, found: dict[str, Any], scope: dict[str, Any]) -> None:
        """The other globals, for the sake of eval and exec; those that must not be are left out."""
        for name in found.keys() - scope.keys():
            if not name.startswith("__"):
                with contextlib.suppress(UnsupportedError):
                    scope[name] = self.lift(found[name])

    def _note_writes(self, facts: CodeFacts) -> None:
        """Code that may write into arrays makes the run keep copies of those it uses."""
        if self.recording is not None and facts.writes:
            self.recording.copies = True

    def _fill(self, old: CellType, new: CellType) -> None:
        if new is old:
            self._cells.append(old)
            return
        content = content_of(old)
        if content is NO_CONTENT:  # a variable that has no value yet
            return
        new.cell_contents = self.lift(content)
        self._wait_for(content, functools.partial(setattr, new, "cell_contents"))

    def _wait_for(self, value: Any, put: Callable[[Any], None]) -> None:
        """A method that names its own class, as super() does, gets the lifted one in the end."""
        if isinstance(value, type) and value in self._waiting:
            self._waiting[value].append(put)

    @property
    def builtins(self) -> dict[str, Any]:
        """Python's builtins for lifted code."""
        if self._builtins is None:
            self._builtins = stand_ins.builtins_with(self._import)
        return self._builtins

    def _import(self, *arguments: Any, **keywords: Any) -> Any:
        """The import statement: the module's stand-in."""
        return self.lift(__import__(*arguments, **keywords))

    def builtin(self, value: Any) -> Any:
        """A function written in C: those of math and NumPy have stand-ins."""
        stand_in = _known(value)
        return value if stand_in is None else self._remember(value, stand_in)

    def method(self, value: MethodType) -> Any:
        """A bound method: its function and its object."""
        function, holder = self.lift(value.__func__), self.lift(value.__self__)
        return MethodType(function, holder)

    def partial(self, value: functools.partial[Any]) -> Any:
        """A partial: its function and its arguments."""
        arguments = tuple(map(self.lift, value.args))
        keywords = {name: self.lift(item) for name, item in value.keywords.items()}
        return functools.partial(self.lift(value.func), *arguments, **keywords)

    def vectorized(self, value: Any) -> Any:
        """A function behind np.vectorize."""
        options = {"excluded": value.excluded, "cache": value.cache, "signature": value.signature}
        stand_in = entries.vectorized(self.lift(value.pyfunc), value.otypes, **options)
        return self._remember(value, stand_in)

    def cached(self, value: Any) -> Any:
        """A function behind functools.lru_cache, with a cache that lasts as long as the run.

        Traced values never meet the user's own cache. In this one a traced number stands for the
        step that made it.
        """
        answers: dict[Any, Any] = {}
        self._caches.append(answers)

        def called(*arguments: Any, **keywords: Any) -> Any:
            key = _key_of((*arguments, *keywords.items()))
            if key is None:
                return lifted(*arguments, **keywords)
            if key not in answers:
                answers[key] = lifted(*arguments, **keywords)
            return answers[key]

        functools.update_wrapper(called, value)
        called.cache_clear = answers.clear  # type: ignore[attr-defined]
        self._remember(value, called)
        lifted = self.lift(value.__wrapped__)
        return called

    # Modules, containers, classes and their objects

    def module(self, value: ModuleType) -> Any:
        """A module: math and NumPy have stand-ins, the user's own are looked up lifted."""
        if isinstance(value, stand_ins.StandInModule):
            return value
        known = stand_ins.module_stand_in(value)
        if known is None and is_users(value.__name__):
            known = stand_ins.StandInModule(value, self.lift)
        return self._remember(value, value if known is None else known)

    def container(self, value: Any) -> Any:
        """A list, tuple or dict: a copy, only where something in it has to be lifted."""
        if type(value) is not tuple:
            self._holders.append(value)
        items = list(value.values()) if type(value) is dict else list(value)
        if all(type(item) in _ATOMS for item in items):
            return value
        self._remember(value, value)  # for a container that holds itself
        lifted = [self.lift(item) for item in items]
        if all(new is old for new, old in zip(lifted, items, strict=True)):
            return value
        if type(value) is tuple:
            return self._remember(value, tuple(lifted))
        copy = dict(zip(value, lifted, strict=True)) if type(value) is dict else lifted
        self._copies.append((value, copy, list(copy.items()) if type(copy) is dict else [*copy]))
        return self._remember(value, copy)

    def kind(self, value: type) -> Any:
        """A class: a subclass with lifted methods, where it is the user's own; its bases too."""
        if not can_subclass(value):
            return value
        self._remember(value, value)
        self._waiting[value] = []
        after = [self.lift(base) for base in value.__mro__[1:]]
        pairs = list(zip(after, value.__mro__[1:], strict=True))
        hidden = [old for new, old in pairs if new is not old]
        if not hidden and not any(map(is_method, vars(value).values())):
            del self._waiting[value]
            return value
        members = {name: self.lift_member(member) for name, member in members_of(value).items()}
        members[ORDER] = (*after, value, *hidden)
        bases = [self.lift(base) for base in value.__bases__ if base in hidden]
        members.update(__module__=value.__module__, __qualname__=value.__qualname__)
        try:
            lifted = meta_of(type(value))(value.__name__, (*bases, value), members)
        except TypeError:  # a class that cannot be subclassed is used as it is
            del self._waiting[value]
            return value
        type.__setattr__(lifted, "stands_for", value)
        for put in self._waiting.pop(value):
            put(lifted)
        self._remember(lifted, lifted)
        return self._remember(value, lifted)

    def lift_member(self, member: Any) -> Any:
        """A method, a static method, a class method or a property."""
        if isinstance(member, staticmethod):
            return staticmethod(self.lift(member.__func__))
        if isinstance(member, classmethod):
            return classmethod(self.lift(member.__func__))
        if isinstance(member, property):
            return property(*(f and self.lift(f) for f in (member.fget, member.fset, member.fdel)))
        if isinstance(member, functools.cached_property):
            return functools.cached_property(self.lift(member.func))
        return self.lift(member)

    def _other(self, value: Any) -> Any:
        """A class, an object of the user's class, a formula, or something left as it is."""
        if isinstance(value, type):
            return self.kind(value)
        if isinstance(value, ModuleType):
            return self.module(value)
        program = getattr(value, "program", None)
        if isinstance(program, Program):
            return self._remember(value, functools.partial(replayed, program))
        kind = type(value)
        if not is_users(kind.__module__) or not hasattr(value, "__dict__"):
            return value
        lifted_kind = self.lift(kind)
        if lifted_kind is kind:
            return value
        return self._shadow(value, lifted_kind)

    def _shadow(self, value: Any, lifted_kind: type) -> Any:
        """An object of the lifted class that shares the attributes of the user's object."""
        try:
            shadow: Any = object.__new__(lifted_kind)
        except TypeError:  # a subclass of a built-in type
            return value
        if has_slots(type(value)):
            return value
        self._shadowed[id(shadow)] = value
        self._remember(value, shadow)  # before its attributes, which may lead back to it
        object.__setattr__(shadow, "__dict__", self._attributes_of(value))
        return shadow

    def _attributes_of(self, value: Any) -> dict[str, Any]:
        """The attributes of an object, shared with its shadow where none has to be lifted."""
        attributes: dict[str, Any] = value.__dict__
        self._holders.append(attributes)
        lifted = {name: self.lift(item) for name, item in attributes.items()}
        if all(lifted[name] is attributes[name] for name in lifted):
            return attributes
        self._attributes.append((attributes, lifted, dict(lifted)))
        return lifted

    def hand_back(self) -> None:
        """Do to the user's objects what the run did to their shadows."""
        for attributes, lifted, before in self._attributes:
            for name in before.keys() - lifted.keys():
                attributes.pop(name, None)
            for name, item in lifted.items():
                if name not in before or item is not before[name]:
                    attributes[name] = self._shadowed.get(id(item), item)
        for holder in self._holders:
            for key, item in holder.items() if type(holder) is dict else enumerate(holder):
                if isinstance_traced(item) and item.recording in (self.recording, None):
                    holder[key] = item.value  # as a plain run would have left it
        for cell in self._cells:
            item = content_of(cell)
            if isinstance_traced(item) and item.recording in (self.recording, None):
                cell.cell_contents = item.value

    def let_go(self) -> None:
        """Forget the run: functions that were lifted for it may live on, its arrays must not."""
        self.recording = None
        for what in (self._holders, self._cells, self._lifted, self._kept, self._copies):
            what.clear()
        for answers in self._caches:
            answers.clear()
        self._builtins = None  # lifted code has it, and in it the way back here: a cycle

    def finish(self) -> None:
        """Complain about lists that were copied for this run and then changed by it."""
        for _, copy, before in self._copies:
            now = list(copy.items()) if type(copy) is dict else [*copy]
            if len(now) != len(before) or any(
                not _same(new, old) for new, old in zip(now, before, strict=True)
            ):
                refuse(
                    "the function changes a list or a dict that holds functions or objects",
                    instead="make the list inside the function, or use dfda.estimate",
                )


_PLAIN: Final = frozenset({float, int, bool, str, type(None), np.float64, np.float32})


def _key_of(arguments: tuple[Any, ...]) -> Any:
    """What a cache knows arguments by; None for those that it must not look at."""
    parts = []
    for value in arguments:
        part: Any = value
        if type(value) is tuple:
            part = _key_of(value)
        elif isinstance_traced(value):
            array = isinstance(strip(value), np.ndarray)
            part = None if array else (value.recording.number, value.number)
        elif type(value) not in _PLAIN:
            part = None
        if part is None and value is not None:
            return None
        parts.append((type(value), part))
    return tuple(parts)


def _same(new: Any, old: Any) -> bool:
    """Whether an entry is still the one that it was; entries of a dict come with their key."""
    if type(new) is tuple and type(old) is tuple:
        return len(new) == len(old) and all(map(operator.is_, new, old))
    return new is old


_ASKS: Final = frozenset({"eval", "exec"})
"""Builtins with which code may use any global."""


def _refuse_globals(value: FunctionType, facts: CodeFacts) -> None:
    if "globals" in facts.names and "globals" not in value.__globals__:
        raise UnsupportedError(
            f"{value.__qualname__} asks for globals(), and a traced run has only those it names",
            where=f"{value.__code__.co_filename}:{value.__code__.co_firstlineno}",
            instead="name the variables, or measure the slope with dfda.estimate",
        )
    if facts.stored_global:
        name, line = facts.stored_global
        raise UnsupportedError(
            f"{value.__qualname__} writes the global variable {name}",
            where=f"{value.__code__.co_filename}:{line}, in {value.__name__}",
            instead="return the value instead, or measure the slope with dfda.estimate",
        )


def _known(function: Any) -> Any:
    try:
        return stand_ins.function_stand_in(function)
    except TypeError:  # not hashable
        return None


_MAKERS: Final[dict[type, Callable[[Lifter, Any], Any]]] = {
    FunctionType: Lifter.function,
    BuiltinFunctionType: Lifter.builtin,
    _DISPATCHER: Lifter.builtin,
    np.ufunc: Lifter.builtin,
    np.vectorize: Lifter.vectorized,
    MethodType: Lifter.method,
    functools.partial: Lifter.partial,
    CACHED: Lifter.cached,
    ModuleType: Lifter.module,
    list: Lifter.container,
    tuple: Lifter.container,
    dict: Lifter.container,
    type: Lifter.kind,
    type(math.sin): Lifter.builtin,
}
