"""Everything dfda raises, in one tree.

DfdaError
├── InputError (also ValueError)        an argument that cannot be used
│   └── FormulaError                    a typed formula that cannot be read; knows where
├── FunctionError                       the user's own function failed or returned no number
├── UnsupportedError                    exact derivatives cannot follow this piece of code
├── KinkError                           the function bends at the point, and that was to be refused
└── MissingExtraError (also ImportError)  an optional dependency is not installed

KinkWarning (also UserWarning)          an exact derivative was taken where the function bends

Every message says what is wrong, where, and what to try instead.
"""

from __future__ import annotations

from typing import Any


class DfdaError(Exception):
    """Whatever dfda raises on purpose: what went wrong, where, and what to try."""

    def __init__(self, what: str, *, where: str = "", instead: str = "") -> None:
        self.what = what
        self.where = where
        self.instead = instead
        lines = [what, where and f"  at:  {where}", instead and f"  try: {instead}"]
        super().__init__("\n".join(filter(None, lines)))

    @property
    def sentence(self) -> str:
        """The whole message on one line, as the command line prints it."""
        where = f" ({self.where})" if self.where else ""
        instead = f"; {self.instead}" if self.instead else ""
        sentence = f"{self.what}{where}{instead}"
        return sentence if sentence.endswith(("?", ".")) else f"{sentence}."

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


class InputError(DfdaError, ValueError):
    """An argument that cannot be used, such as a point that is not a finite number."""


class FormulaError(InputError):
    """A typed formula that cannot be read; `text[start:end]` is the offending piece."""

    def __init__(self, what: str, *, text: str, start: int, end: int, instead: str = "") -> None:
        self.text = text
        self.start = start
        self.end = end
        super().__init__(what, where=f"position {start + 1}", instead=instead)


class FunctionError(DfdaError):
    """The user's own function raised where it had to answer, or returned no number."""


class UnsupportedError(DfdaError):
    """Exact derivatives cannot follow this piece of code; nudges still can."""


class KinkError(DfdaError):
    """The function bends or jumps at the point, and kinks="raise" asked to refuse that."""


class KinkWarning(UserWarning):
    """An exact derivative was taken at a point where the function bends or jumps."""


class MissingExtraError(DfdaError, ImportError):
    """An optional dependency is not installed."""


def _rebuild(kind: type[DfdaError], args: tuple[Any, ...], state: dict[str, Any]) -> DfdaError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error
