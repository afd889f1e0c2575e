"""Guessing which function was meant, for the hints in refusals."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_LONGEST_GUESSED = 20
_SIMILARITY = 0.66  # just low enough for sni, which is two thirds of sin

# What other languages, books and programs call the same function.
_ALSO_CALLED: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "sin sen seno sinus sine",
        "cos coseno cosinus cosine",
        "tan tg tang tangent",
        "cot ctg cotg cotan",
        "csc cosec",
        "asin arcsin arcsen asen",
        "acos arccos",
        "atan arctan arctg atg",
        "sinh sh senh",
        "cosh ch",
        "tanh th tgh",
        "asinh arcsinh arsinh argsinh",
        "acosh arccosh arcosh argcosh",
        "atanh arctanh artanh argtanh",
        "log ln loge",
        "log10 lg",
        "log2 lb ld",
        "exp exponential",
        "sqrt root squareroot raiz racine wurzel",
        "cbrt cuberoot",
        "abs fabs absolute modulus",
        "sign sgn signum",
        "step heaviside",
        "sigmoid logistic expit",
        "ceil ceiling",
        "max maximum fmax",
        "min minimum fmin",
        "gamma tgamma",
    )
)


def other_name(name: str, functions: Collection[str]) -> str | None:
    """The function that other books call `name`, or that is `name` with other capitals."""
    lower = name.lower()
    for known in sorted(functions):
        if known.lower() == lower:
            return known
    for family in _ALSO_CALLED:
        if lower in family and (shared := sorted(family & set(functions))):
            return shared[0]
    return None


def nearest_function(name: str, functions: Collection[str]) -> str | None:
    """The function that was probably meant by `name`, slips of the finger included, or None."""
    known = other_name(name, functions)
    if known or len(name) > _LONGEST_GUESSED:
        return known
    close = difflib.get_close_matches(name.lower(), sorted(functions), n=1, cutoff=_SIMILARITY)
    return close[0] if close else None


def inverse_function(name: str, functions: Collection[str]) -> str | None:
    """The name under which the table holds the inverse of `name`, or None."""
    for inverse in (f"a{name}", f"arc{name}", f"ar{name}"):
        if inverse in functions:
            return inverse
    return None


def leading_function(name: str, functions: Collection[str]) -> str | None:
    """The longest function of three letters or more with which `name` begins, or None."""
    shortest = 3
    found = [known for known in functions if len(known) >= shortest and name.startswith(known)]
    return max(found, key=len, default=None)


def trailing_function(name: str, functions: Collection[str]) -> str | None:
    """The longest function with which `name` ends, or None."""
    return max((known for known in functions if name.endswith(known)), key=len, default=None)
