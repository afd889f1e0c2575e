"""What all operators share: `op(f)` is a function of the point, `op(f, point)` its answer there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dfda.errors import InputError
from dfda.trace.corners import KINKS


@dataclass(frozen=True, slots=True)
class Operator:
    """A function that was made from another one, such as its derivative.

    It can be called, differentiated again, pickled, and used by many threads at once: every call
    is a run of its own.
    """

    name: str
    f: Callable[..., Any]
    compute: Callable[..., Any]
    options: dict[str, Any] = field(default_factory=dict)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """The answer at these arguments of f."""
        return self.compute(self.f, arguments, keywords, **self.options)

    @property
    def __name__(self) -> str:
        """What messages call it."""
        return f"{self.name} of {getattr(self.f, '__name__', 'f')}"

    @property
    def __wrapped__(self) -> Callable[..., Any]:
        """Whose arguments it takes."""
        return self.f

    def __repr__(self) -> str:
        return f"<{self.__name__}>"


def operated(
    name: str,
    compute: Callable[..., Any],
    f: Any,
    given: tuple[tuple[Any, ...], dict[str, Any]],
    **options: Any,
) -> Any:
    """The operator, or its answer where arguments are given."""
    if isinstance(f, str):
        raise InputError(
            f"{f!r} is text, not a function", instead='read it first with dfda.formula("3a")'
        )
    if not callable(f):
        raise InputError(
            f"{type(f).__name__} is not a function",
            instead="give a function of one number, such as lambda a: 3 * a",
        )
    if options["kinks"] not in KINKS:
        raise InputError(
            f"kinks must be one of {', '.join(map(repr, KINKS))}, not {options['kinks']!r}"
        )
    operator = Operator(name, f, compute, options)
    arguments, keywords = given
    return operator(*arguments, **keywords) if arguments or keywords else operator
