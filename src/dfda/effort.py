"""How much work somebody is willing to wait for: what takes long says so before it goes on.

A typed formula may be short and dear: a few signs ask for fractions of a hundred thousand bits, or
for hundreds of corners at thousands of bits each. Within `bounded` every step of such work is
counted, by nodes and bits and never by a clock: a slow computer refuses no more than a fast one.
Elsewhere nothing is counted.

A unit is about a microsecond of a processor of 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from dfda.errors import DfdaError


class EffortError(DfdaError):
    """More work than was allowed."""


class Account:
    """What has been spent, and what may be."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.spent = 0

    def spend(self, units: int) -> None:
        """Go on, or raise EffortError."""
        self.spent += units
        if self.spent > self.limit:
            raise EffortError(
                "This formula takes too much work to explore",
                instead="try a shorter one or smaller exponents",
            )


_open_account: Final[ContextVar[Account | None]] = ContextVar("account", default=None)


@contextmanager
def bounded(limit: int) -> Iterator[Account]:
    """Count the work of what runs inside, and end it with an EffortError beyond the limit."""
    account = Account(limit)
    token = _open_account.set(account)
    try:
        yield account
    finally:
        _open_account.reset(token)


def spend(units: int) -> None:
    """Charge so many units, where work is counted."""
    counting = _open_account.get()
    if counting is not None:
        counting.spend(units)
