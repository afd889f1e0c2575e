"""Calling the user's function: one number in, one number out, or a clear reason why not."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dfda.errors import FunctionError, InputError
from dfda.results import Scalar

MISSING = (ArithmeticError, ValueError, AssertionError, IndexError)
"""What a function raises where it has no value: 1/0, the root of -1, a number too large, what it
asserts, or a place outside of its table. Anything else is a mistake in the code."""


_LONGEST_MESSAGE = 200
_SHORT_TEXT = 40


class Watched:
    """A user's function that answers NaN where it has no value, and counts its calls.

    `trouble` describes the last exception that was taken for a missing value. It is text, because
    the exception itself would keep the call alive, and with it everything that the function holds.
    `kind` is the type of the last answer to `plain` that was no Python float.
    `refused` is what the function raised at a float32 that it does not take: code for plain floats
    need not take any other kind.
    """

    def __init__(self, f: Scalar) -> None:
        self.f = checked_function(f)
        self.calls = 0
        self.trouble = ""
        self.kind: type = float
        self.refused = ""

    def __call__(self, x: Any) -> Any:
        """The value as a float of the kind of `x`, NaN where there is none."""
        self.calls += 1
        try:
            with np.errstate(all="ignore"):
                answer = self.f(x)
        except MISSING as error:
            self.trouble = described(error)
            return math.nan
        except (Exception, SystemExit) as error:
            if isinstance(x, np.float32):
                self.refused = described(error)
                return math.nan
            raise _failure(self.f, x, error) from error
        return _number(answer, self.f, x)

    def plain(self, x: float) -> float:
        """The value as a Python float, NaN where there is none or it is infinite.

        The caller sees to NumPy's warnings, once for all calls of an estimate: that is what makes
        it quick.
        """
        self.calls += 1
        try:
            answer = self.f(x)
        except MISSING as error:
            self.trouble = described(error)
            return math.nan
        except (Exception, SystemExit) as error:
            raise _failure(self.f, x, error) from error
        if type(answer) is not float:
            self.kind = type(answer)
            answer = float(_number(answer, self.f, x))
        return answer if -math.inf < answer < math.inf else math.nan


def _failure(f: Scalar, x: Any, error: BaseException) -> FunctionError:
    return FunctionError(
        f"{name_of(f)}({x}) raised {described(error)}",
        instead="give a function of one number that returns a number",
    )


def checked_function(f: Any) -> Scalar:
    """The function itself, or an `InputError` for something that cannot be called."""
    if isinstance(f, str):
        shown = repr(f) if len(f) <= _SHORT_TEXT else "a typed formula"
        raise InputError(
            f"{shown} is text, not a function",
            instead='read it first with dfda.formula("3a")',
        )
    if not callable(f):
        raise InputError(
            f"{type(f).__name__} is not a function",
            instead="give a function of one number, such as lambda a: 3 * a",
        )
    checked: Scalar = f
    return checked


def name_of(f: Callable[..., Any]) -> str:
    """What to call the function in a message."""
    name = getattr(f, "__name__", "f")
    return name if isinstance(name, str) and name.isidentifier() else "f"


def described(error: BaseException) -> str:
    """An exception in one short line."""
    message = " ".join(str(error).split())
    message = message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + "…"
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _number(answer: Any, f: Scalar, x: Any) -> Any:
    if isinstance(answer, (float, np.floating)):
        return answer
    if isinstance(answer, (complex, np.complexfloating)):
        return math.nan
    if isinstance(answer, (str, bytes)) or answer is None:
        raise _no_number(answer, f, x)
    if getattr(answer, "shape", ()) != ():
        raise _no_number(answer, f, x)
    try:
        return float(answer)
    except OverflowError:
        return math.inf if answer > 0 else -math.inf
    except (TypeError, ValueError) as error:
        raise _no_number(answer, f, x) from error


def _no_number(answer: Any, f: Scalar, x: Any) -> FunctionError:
    kind = "None" if answer is None else _described(answer)
    hint = "is a return statement missing?" if answer is None else "return one real number"
    return FunctionError(f"{name_of(f)}({x}) returned {kind}, not a number", instead=hint)


def _described(answer: Any) -> str:
    shape = getattr(answer, "shape", None)
    if shape:
        return f"an array of shape {tuple(shape)}"
    if isinstance(answer, str):
        return "text"
    return f"a {type(answer).__name__}"
