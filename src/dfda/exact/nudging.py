"""A finite nudge of a formula or of Python code, in exact digits wherever there are any."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import overload

from dfda.digits import exact_number
from dfda.exact.following import VARIABLE, Following
from dfda.nudges.calls import checked_function
from dfda.nudges.columns import ledger_of
from dfda.nudges.nudge import DEFAULT_NUDGE, exact_width, nudge_of
from dfda.results import Absent, Ledger, Nudge, Number, Scalar, exactly


@overload
def nudge(f: Scalar, *, by: Number = ...) -> Callable[[Number], Nudge]: ...
@overload
def nudge(f: Scalar, at: Number, *, by: Number = ...) -> Nudge: ...
def nudge(
    f: Scalar, at: Number | Absent = Absent.ABSENT, *, by: Number = DEFAULT_NUDGE
) -> Nudge | Callable[[Number], Nudge]:
    """Nudge the input of a function and measure how far its output moves.

    Slope is height over width: how many times as much the output moved as the input. For a typed
    formula all numbers are exact, and so they are for a Python function whose steps can be followed
    and are all rules. Any other function is only called: its numbers are float64, operation by
    operation, as they stand for all functions in `ledger.float64`.

    Args:
        f: A function of one number: `dfda.formula("3a")` or any Python function.
        at: The point, a finite number. A float is read as it prints, so 0.1 means one tenth. Leave
            it out to get a function of the point.
        by: The width of the nudge, not zero; negative ones go left. Text such as "1e-30" is exact.

    Returns:
        A `Nudge` with `at`, `by`, `before`, `after`, `height`, `width`, `slope`, the `sentence` and
        the `ledger` that compares exact numbers with float64 and float32.

    Raises:
        InputError: A point or a nudge that is no finite number, or a nudge of zero.
        FunctionError: The function fails, or returns something that is not a number.

    Source:
        The difference quotient, as in any calculus book.

    Example:
        >>> import dfda
        >>> dfda.nudge(dfda.formula("3a"), 2)
        Nudge(at=2, by=0.001, before=6, after=6.003, height=0.003, width=0.001, slope=3)
        >>> by_code = dfda.nudge(lambda a: 3 * a, 2)
        >>> by_code.slope, by_code.ledger.float64.slope
        (Fraction(3, 1), np.float64(3.0000000000001137))
    """
    later = partial(_nudged, checked_function(f), exact_width(by))
    return later if at is Absent.ABSENT else later(at)


def _nudged(f: Scalar, by: Fraction, at: Number) -> Nudge:
    point, exact = exact_number(at, name="the point"), exactly(f)
    if exact is not None:
        return nudge_of(ledger_of(f, point, by), variable=exact.variable)
    return nudge_of(_ledger_of_code(f, point, by), variable=VARIABLE)


def _ledger_of_code(f: Scalar, at: Fraction, by: Fraction) -> Ledger:
    """The ledger of Python code; its exact column is left out where it cannot be relied on."""
    following = Following(f, slopes=False)
    following.check(at, by)
    if following.has_digits(at, by):
        ledger = following.brief_ledger(ledger_of(following, at, by))
        following.compare(ledger)
        if not following.trouble:
            return ledger
    return ledger_of(f, at, by)
