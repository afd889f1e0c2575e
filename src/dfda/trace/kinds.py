"""The user's classes: which can be subclassed with lifted methods, and how."""

from __future__ import annotations

import functools
import sys
from abc import ABCMeta
from types import FunctionType
from typing import Any, Final

_NO_LIFT: Final = frozenset({
    "numpy", "scipy", "dfda", "torch", "jax", "jaxlib", "tensorflow", "pandas", "matplotlib",
    "sklearn", "sympy", "mpmath", "flint", "numba", "autograd",
})  # fmt: skip
"""Packages that compute with kinds of their own: a copy of their code would not help."""


def root_of(module: str | None) -> str:
    """The package that a module belongs to."""
    return (module or "").partition(".")[0]


def is_users(module: str | None) -> bool:
    """Whether code of this module is the user's own, or of a package that dfda does not know."""
    root = root_of(module)
    return root not in _NO_LIFT and (root not in sys.stdlib_module_names or root == "__main__")


CACHED: Final = type(functools.lru_cache(lambda: None))
"""What functools.lru_cache makes of a function."""

_METHODS: Final = (
    FunctionType, staticmethod, classmethod, property, functools.cached_property, CACHED,
)  # fmt: skip


def is_method(member: Any) -> bool:
    """Whether an attribute of a class is code that can be lifted."""
    return isinstance(member, _METHODS)


_OF_THE_CLASS_ITSELF: Final = frozenset({
    "__dict__", "__weakref__", "__module__", "__qualname__", "__doc__", "__slots__",
    "__abstractmethods__", "_abc_impl",
})  # fmt: skip


def members_of(value: type) -> dict[str, Any]:
    """What a lifted class has to have itself: its methods, and all that hides something of a base.

    The class itself comes after all its bases once it is lifted.
    """
    bases = value.__mro__[1:]
    return {
        name: member
        for name, member in vars(value).items()
        if is_method(member)
        or (name not in _OF_THE_CLASS_ITSELF and any(name in vars(base) for base in bases))
    }


def has_slots(kind: type) -> bool:
    """Whether objects of a class keep attributes outside their dict."""
    return any(vars(base).get("__slots__") for base in kind.__mro__)


def can_subclass(value: type) -> bool:
    """Whether a class is the user's own and nothing depends on its being the very class."""
    return (
        is_users(value.__module__)
        and not issubclass(value, BaseException | tuple)
        and "_lifted" not in type(value).__dict__
        and type(value) in (type, ABCMeta)
        and not any("__init_subclass__" in vars(base) for base in value.__mro__[:-1])
        and not hasattr(value, "__final__")
    )


ORDER: Final = "__dfda_order__"
"""The attribute of a lifted class with the classes in which names are looked up after it."""


@functools.cache
def meta_of(meta: type) -> Any:
    """A metaclass under which objects of the user's class count as objects of the lifted one.

    The order in which names are looked up is that of the user's class, with the lifted classes in
    place of those that they stand for, so that super() finds what it finds in a plain run. The
    user's classes themselves come last.
    """

    def mro(cls: Any) -> list[type]:
        return [cls, *vars(cls)[ORDER]]

    def instance_check(cls: Any, instance: Any) -> bool:
        return isinstance(instance, cls.stands_for)

    def subclass_check(cls: Any, subclass: Any) -> bool:
        return issubclass(subclass, cls.stands_for)

    def set_attribute(cls: Any, name: str, value: Any) -> None:
        if name.startswith("_abc") or name == "__abstractmethods__":
            type.__setattr__(cls, name, value)
        else:
            setattr(cls.stands_for, name, value)
            if name in vars(cls):  # a copy, which would hide it
                type.__setattr__(cls, name, value)

    return type(
        "LiftedKind",
        (meta,),
        {
            "_lifted": True,
            "mro": mro,
            "__instancecheck__": instance_check,
            "__subclasscheck__": subclass_check,
            "__setattr__": set_attribute,
        },
    )
