"""A Python function that is followed: each of its runs written down, and exact digits along them.

To everything that nudges, a `Following` is a function like any other: a call goes to the user's own
code. Beside that it has `at`, as typed formulas have: f along the path that its run takes, in exact
arithmetic.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, final

import numpy as np

from dfda.digits import Blank, Cell, Exact, in_few_digits, nearest_float
from dfda.errors import DfdaError, KinkError
from dfda.exact.derivatives import derivative_of
from dfda.nudges.calls import MISSING, Watched, name_of
from dfda.results import Ledger, Scalar
from dfda.trace.path import Path
from dfda.trace.recording import Operation, strip
from dfda.trace.run import Run, traced_run
from dfda.trace.writing import NO_END, LeftRun, PathWriter

VARIABLE: Final = "a"
"""What explanations call the input of Python code, whatever the code calls it."""

_PATIENCE: Final = 20
"""How many times as many decisions as ever before are waited for."""

SECONDS: Final = 2.0
"""So long it is looked ahead, all in all, whether loops come to an end."""

_COMPUTED: Final = ("before", "after", "height", "slope")
"""The quantities of a nudge that f has a part in."""

MOST_VISITS: Final = 100
"""So many runs are followed at the most: a function may take another path at every number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came of following a function at one float.

    value: what the run returned; None where it did not.
    path: the run as a program; None where it cannot be written down.
    obstacle: why not, in words.
    slope: the derivative along the run in floats; None where there is none to claim.
    unclaimed: why not, in words.
    bends: the corner or the edge of a decision that the run sat on, and its line; or no text.
    is_missing: whether the function has no value there.
    decisions: how many comparisons the run took.
    loops: whether one line of the code compared more than once.
    """

    value: Any = None
    path: Path | None = None
    obstacle: str = ""
    slope: float | None = None
    unclaimed: str = ""
    bends: str = ""
    is_missing: bool = False
    decisions: int = 0
    loops: bool = False


class NoEndError(ArithmeticError):
    """Code whose loop comes to no end at a number, so that it has no value there."""

    def __init__(self) -> None:
        super().__init__(NO_END)


class _Impatient:
    """The witness that leaves a run after so many decisions."""

    def __init__(self, patience: float) -> None:
        self._left = patience

    def saw(self, number: int, operation: Operation) -> None:
        """Steps are not counted: without a decision there is no endless loop."""

    def decided(self, sign: str, left: Any, right: Any, answer: Any) -> None:
        """Count a decision."""
        del sign, left, right, answer
        self._left -= 1
        if self._left < 0:
            raise LeftRun

    def settled(self, what: str, answer: Any) -> None:
        """Not counted either."""


@final
class Following:
    """A function of one number, and the paths that its runs took.

    `trouble` says why the paths cannot be trusted: runs that took the same decisions computed with
    different numbers, so the function depends on more than its input.

    Without `slopes` a run is left as soon as it cannot be written down.
    """

    variable = VARIABLE

    def __init__(self, f: Scalar, *, slopes: bool = True) -> None:
        self.f = f
        self._slopes = slopes
        self.__name__ = name_of(f)
        self.paths: list[Path] = []
        self.trouble = ""
        self._visits: dict[float, Visit] = {}
        self._loops = self._waits = False
        self._seconds = SECONDS

    def __call__(self, x: Any) -> Any:
        """The user's own function, untouched.

        Raises:
            NoEndError: A loop that came to an end wherever the function was followed does not here.
        """
        known = self._visits.get(x) if type(x) is float else None  # float32 loops otherwise
        if known is not None and known.obstacle == NO_END:
            raise NoEndError
        if self._loops and known is None:
            self._check_end(x)
        return self.f(x)

    def _check_end(self, x: Any) -> None:
        """Refuse a number at which the code decides far more often than it ever did.

        Newton's loop `while abs(step) > 1e-12` may wait forever for digits that float32 lacks, or
        for the root of a negative number. Looking ahead takes time, of which there is so much;
        afterwards code that has been seen to wait forever is not called where it is not known.
        """
        if self._seconds <= 0:
            if self._waits:
                raise NoEndError
            return
        start = time.monotonic()
        try:
            with np.errstate(all="ignore"):
                traced_run(self.f, (x,), {}, witness=_Impatient(self._patience))
        except LeftRun:
            self._waits = True
            raise NoEndError from None
        except (Exception, SystemExit):  # noqa: BLE001 - the plain call raises the same, or does not
            return
        finally:
            self._seconds -= time.monotonic() - start

    @property
    def _patience(self) -> float:
        """How many decisions are waited for, once a first run has shown how many it takes."""
        taken = [visit.decisions for visit in self._visits.values() if not visit.is_missing]
        return _PATIENCE * (max(taken) + _PATIENCE) if taken else math.inf

    def visit(self, x: float) -> Visit:
        """Follow the function at a float, once."""
        if x not in self._visits:
            self._visits[x] = found = self._followed(x)
            self._loops = self._loops or found.loops
            self._waits = self._waits or found.obstacle == NO_END
            self._compare(found)
        return self._visits[x]

    def _followed(self, x: float) -> Visit:
        writer = PathWriter(VARIABLE, leaves=not self._slopes, patience=self._patience)
        return _visit(self.f, x, writer, slopes=self._slopes)

    def check(self, at: Fraction, by: Fraction) -> None:
        """Follow the function at a point and beside it; where that is one float, twice."""
        first, second = nearest_float(at), nearest_float(at + by)
        if self.visit(first).path is None:
            return
        if first == second:
            self._compare(self._followed(first))
        elif math.isfinite(second):
            self.visit(second)

    def has_digits(self, at: Fraction, by: Fraction) -> bool:
        """Whether what is to be known exactly of a nudge is: two values, or that one is missing."""
        if self.trouble or self.path_at(at) is None:
            return False
        return self.path_at(at + by) is not None or self._is_missing_at(at + by)

    def _is_missing_at(self, number: Fraction) -> bool:
        here = self._visits.get(nearest_float(number))
        return here is not None and here.is_missing

    def compare(self, ledger: Ledger) -> None:
        """Hold what plain calls returned against the runs that were followed."""
        column = ledger.float64
        self._compare_value(float(column.at), column.before)
        self._compare_value(float(column.nudged), column.after)

    def confirm(self, x: float) -> None:
        """Hold a plain call at a float against the run that was followed there."""
        self._compare_value(x, Watched(self)(x))

    def _compare_value(self, x: float, value: Any) -> None:
        seen = self._visits.get(x)
        if seen is None or seen.path is None:
            return
        followed = nearest_float(seen.value)
        if followed != float(value) and not math.isnan(value):
            self.trouble = self.trouble or (
                f"a plain call returned {float(value)!r} where the run that was followed returned "
                f"{followed!r}"
            )

    def _compare(self, found: Visit) -> None:
        path = found.path
        if path is None:
            return
        alike = [other for other in self.paths if other.turns == path.turns]
        if any(other.whole != path.whole for other in alike):
            self.trouble = (
                "two runs took the same decisions and computed with different numbers, "
                "so f depends on more than its input"
            )
        if not alike:
            self.paths.append(path)

    def path_at(self, number: Fraction) -> Path | None:
        """The path that the function takes at an exact number; None where it is not known."""
        known = next((path for path in self.paths if path.leads_to(number)), None)
        if known is not None:
            return known
        for x in _floats_around(number):
            if x not in self._visits and len(self._visits) >= MOST_VISITS:
                return None
            path = self.visit(x).path
            if path is not None and path.leads_to(number):
                return path
        return None

    def brief(self, number: Cell) -> Cell:
        """A number that f computed, in few digits where its constants are floats such as 0.1."""
        return in_few_digits(number) if any(path.has_floats for path in self.paths) else number

    def brief_ledger(self, ledger: Ledger) -> Ledger:
        """A ledger whose exact column is written in few digits, apart from what the user gave."""
        if ledger.exact is None:
            return ledger
        cells = {name: self.brief(getattr(ledger.exact, name)) for name in _COMPUTED}
        return replace(ledger, exact=replace(ledger.exact, **cells))

    def at(self, number: Fraction) -> Exact:
        """The value at an exact number, in exact arithmetic along the path that is taken there."""
        path = self.path_at(number)
        if path is not None:
            return path.value(number)
        return Blank.UNDEFINED if self._is_missing_at(number) else Blank.CANNOT_TELL


def _floats_around(number: Fraction) -> Iterator[float]:
    """The nearest float, then the next one in the direction of the number."""
    nearest = nearest_float(number)
    if not math.isfinite(nearest):
        return
    yield nearest
    if number != Fraction(nearest):
        beyond = math.nextafter(nearest, math.inf if number > Fraction(nearest) else -math.inf)
        if math.isfinite(beyond):
            yield beyond


def _visit(f: Scalar, x: float, writer: PathWriter, *, slopes: bool) -> Visit:
    """One run; whatever the function raises becomes words."""
    try:
        with np.errstate(all="ignore"):  # as the nudges call it
            run = traced_run(f, (x,), {}, witness=writer)
            path = writer.path(run) if len(run.outputs) == 1 and math.isfinite(x) else None
            value = strip(run.outputs[0]) if len(run.outputs) == 1 else None
            slope, unclaimed, bends = _slope(run) if slopes else (None, "", "")
    except LeftRun:
        return Visit(
            obstacle=writer.trouble,
            unclaimed=writer.trouble,
            is_missing=writer.trouble == NO_END,
            decisions=writer.decisions,
            loops=writer.loops,
        )
    except DfdaError as error:
        words = _words(error)
        return Visit(obstacle=words, unclaimed=words)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the user's function may raise anything
        words = _raised(error)
        is_missing = isinstance(error, MISSING) and not isinstance(error, OverflowError)
        return Visit(obstacle=words, unclaimed=words, is_missing=is_missing)
    return Visit(
        value=value,
        path=path,
        obstacle=writer.trouble,
        slope=slope,
        unclaimed=unclaimed,
        bends=bends,
        decisions=writer.decisions,
        loops=writer.loops,
    )


def _slope(run: Run) -> tuple[float | None, str, str]:
    """The derivative along a run, or why there is none to claim; and what bends there."""
    try:
        slope = float(derivative_of(run, "raise")[1])
    except KinkError as error:
        places = {corner.text: corner.what for corner in run.recording.corners}
        return None, error.what, places[error.what]
    except DfdaError as error:
        return None, _words(error), ""
    except Exception as error:  # noqa: BLE001 - slopes of floats may overflow
        return None, _raised(error), ""
    if not math.isfinite(slope):
        return None, f"its rules give {slope} here", ""
    return slope, "", ""


def _words(error: DfdaError) -> str:
    return f"{error.what} ({error.where})" if error.where else error.what


def _raised(error: BaseException) -> str:
    lines = str(error).splitlines() or [""]
    return f"it raised {type(error).__name__}: {lines[0]}".rstrip(": ")
