"""The result types: frozen, plain data that say how far to trust them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Any, NoReturn, Protocol, SupportsFloat, TypeVar, runtime_checkable

import numpy as np

from dfda.digits import Cell, Exact, float_text
from dfda.sentences import estimate_sentence, estimates_sentence, nudge_sentence

QUANTITIES = ("at", "before", "nudged", "after", "height", "width", "slope")
"""The rows of a ledger, in the order in which a nudge happens."""


class Verdict(StrEnum):
    """What an estimate found out about the slope at a point."""

    CONVERGED = "converged"
    NOISY = "noisy"
    KINK = "kink"
    JUMP = "jump"
    VERTICAL = "vertical"
    EDGE = "edge"
    UNDEFINED = "undefined"
    CANNOT_TELL = "cannot tell"


class Everywhere(StrEnum):
    """What is known about the slope over all points."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    JUMP_POSSIBLE = "jump possible"
    UNDEFINED_SOMEWHERE = "undefined somewhere"
    NOT_REFUTED = "not refuted"


@runtime_checkable
class ExactFunction(Protocol):
    """A function that can also be evaluated exactly, such as a typed formula."""

    variable: str

    def at(self, number: Fraction) -> Exact:
        """The exact value at an exact number."""
        ...


Scalar = Callable[[Any], Any]
"""Any function of one number."""

Number = SupportsFloat | str
"""A point or a nudge as people give it: an int, a float, a Fraction, a Decimal, text, NumPy's."""

Answer_co = TypeVar("Answer_co", covariant=True)


class AtPoints(Protocol[Answer_co]):
    """What an operator gives without points: a function of one or more of them."""

    def __call__(self, first: Number, /, *more: Number) -> Answer_co:
        """The answer at these points."""
        ...


class Absent(Enum):
    """Stands for an argument that was left out: None may be a mistake and is refused."""

    ABSENT = "left out"


def exactly(f: Any) -> ExactFunction | None:
    """The function itself where it can also be evaluated exactly, otherwise None."""
    return f if isinstance(f, ExactFunction) else None


class Record:
    """Plain data, equal where all fields are; NaN, which stands for no number, equals NaN."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return _contents(self) == _contents(other)

    def __hash__(self) -> int:
        return hash((type(self), *_contents(self)))


def _contents(record: Any) -> tuple[Any, ...]:
    values = (getattr(record, field.name) for field in fields(record))
    return tuple(map(_comparable, values))


def _comparable(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_comparable, value))
    return None if _is_nan(value) else value


def _is_nan(value: object) -> bool:
    return isinstance(value, (float, np.floating)) and math.isnan(value)


class _Told(Protocol):
    @property
    def sentence(self) -> str: ...


class Result(Record):
    """What all results share: no truth value, so that no test can pass by accident."""

    __slots__ = ()

    def _repr_mimebundle_(self: _Told, **_: object) -> dict[str, str]:
        return {"text/plain": self.sentence}

    def __bool__(self) -> NoReturn:
        """Refuse: a result is neither true nor false."""
        name = type(self).__name__
        article = "an" if name[0] in "AEIOU" else "a"
        message = f"{article} {name} is neither true nor false: compare one of its fields"
        raise TypeError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactColumn:
    """One nudge in exact numbers.

    Attributes:
        at: The point.
        before: f at the point.
        nudged: The point after the nudge.
        after: f there.
        height: How far f moved.
        width: How far the point moved.
        slope: Height over width.
    """

    at: Cell
    before: Cell
    nudged: Cell
    after: Cell
    height: Cell
    width: Cell
    slope: Cell


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FloatColumn(Record):
    """The same nudge as float64 or float32 computes it, operation by operation.

    Attributes:
        at: The point.
        before: f at the point.
        nudged: The point after the nudge.
        after: f there.
        height: How far f moved.
        width: How far the point moved.
        slope: Height over width.
        reason: Why the slope is off, in words; empty where it is exactly right.
        flag: Whether it is off by more than one per cent and by more than 1e-9.
    """

    at: np.floating[Any]
    before: np.floating[Any]
    nudged: np.floating[Any]
    after: np.floating[Any]
    height: np.floating[Any]
    width: np.floating[Any]
    slope: np.floating[Any]
    reason: str = ""
    flag: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The nudge in three columns.

    Attributes:
        exact: In exact numbers; None where f is only known as floats.
        float64: As float64 computes it.
        float32: As float32 computes it.
    """

    exact: ExactColumn | None
    float64: FloatColumn
    float32: FloatColumn


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nudge(Result):
    """A finite nudge: the triangle with its height, its width and its slope.

    The numbers are fractions where they are known exactly and floats otherwise; `ledger` has every
    digit of them as text, exact, in float64 and in float32.

    Attributes:
        at: The point.
        by: The width of the nudge.
        before: f at the point.
        after: f after the nudge.
        height: How far f moved: after minus before.
        width: How far the point moved.
        slope: Height over width.
        sentence: All of this in one sentence.
        ledger: Every digit as text: exact, in float64 and in float32.

    Example:
        >>> import dfda
        >>> found = dfda.nudge(dfda.formula("a^2"), 2)
        >>> found.slope
        Fraction(4001, 1000)
        >>> print(found.sentence)
        At a = 2, f is 4. Nudge a by 0.001 to 2.001: f goes up by 0.004001 to 4.004001.
        Height over width is 0.004001 / 0.001 = 4.001.
    """

    at: Fraction | float
    by: Fraction | float
    before: Fraction | float
    after: Fraction | float
    height: Fraction | float
    width: Fraction | float
    slope: Fraction | float
    sentence: str
    ledger: Ledger

    def __repr__(self) -> str:
        texts = column_texts(self.ledger)
        shown = ["at", "by", "before", "after", "height", "width", "slope"]
        texts["by"] = texts["width"]
        return f"Nudge({', '.join(f'{name}={texts[name]}' for name in shown)})"


def column_cells(ledger: Ledger) -> dict[str, Cell]:
    """The best column there is: the exact one, or else float64's."""
    if ledger.exact is not None:
        return {name: getattr(ledger.exact, name) for name in QUANTITIES}
    return {name: float_cell(getattr(ledger.float64, name)) for name in QUANTITIES}


def column_texts(ledger: Ledger) -> dict[str, str]:
    """The texts of the best column there is."""
    return {name: cell.text for name, cell in column_cells(ledger).items()}


def float_cell(number: np.floating[Any]) -> Cell:
    """A float as a cell: its shortest text, with whole numbers as people write them."""
    text = float_text(number).removesuffix(".0").replace("e+", "e")
    text = "undefined" if text == "nan" else text
    value = Fraction(float(number)) if math.isfinite(number) else None
    return Cell(text="0" if text == "-0" else text, exact=False, value=value)


def ledger_sentence(ledger: Ledger, *, variable: str, name: str = "f") -> str:
    """The tutorial's sentence for the best column of a ledger."""
    cells = column_cells(ledger)
    return nudge_sentence(
        variable,
        at=cells["at"],
        by=cells["width"],
        before=cells["before"],
        nudged=cells["nudged"],
        after=cells["after"],
        height=cells["height"],
        slope=cells["slope"],
        name=name,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimate(Result):
    """A slope read off shrinking nudges: a value, an error bar, a verdict.

    Attributes:
        value: The slope; NaN unless the verdict gives a single one.
        error: The error bar, a careful guess; infinite where there is no value.
        verdict: What was found, and whether to believe it.
        left: The slope from the left, infinite where it grows without bound.
        right: The slope from the right, likewise.
        n: The order of the derivative.
        noise: How far f strays from a smooth function, NaN where that was not found out.
        evaluations: How often f was called.
        nudges: The widths that were tried, from wide to narrow.
        slopes: The slope at each of them: the central one, or at an edge that of its side. NaN
            where f is missing.
        bends: How much steeper the right side was than the left, NaN where f is missing on a side.

    Example:
        >>> import dfda
        >>> match dfda.estimate(abs, 0):
        ...     case dfda.Estimate(verdict=dfda.Verdict.KINK, left=left, right=right):
        ...         print(left, right)
        -1.0 1.0
        >>> float(dfda.estimate(abs, 2))
        1.0
    """

    value: float
    error: float
    verdict: Verdict
    left: float
    right: float
    n: int = 1
    noise: float = math.nan
    evaluations: int
    nudges: tuple[float, ...]
    slopes: tuple[float, ...] = ()
    bends: tuple[float, ...] = ()

    def __float__(self) -> float:
        if self.verdict in SINGLE_SLOPE and math.isfinite(self.value):
            return self.value
        message = f"there is no single slope here (verdict: {self.verdict})"
        raise TypeError(message)

    @property
    def text(self) -> str:
        """The value, to as many digits as the error bar supports."""
        return digits_within(self.value, self.error)

    @property
    def sentence(self) -> str:
        """What was found, in one sentence."""
        return estimate_sentence(
            self.verdict,
            value=self.text,
            error=f"{self.error:.1e}",
            left=f"{self.left:.6g}",
            right=f"{self.right:.6g}",
            n=self.n,
        )

    def to_json(self) -> dict[str, Any]:
        """Every field as plain data; numbers that JSON has not, such as nan, become text."""
        found = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        return found | {"sentence": self.sentence}

    def __repr__(self) -> str:
        names = ["value", "error", "verdict", "left", "right", "evaluations"]
        names += ["n"] if self.n > 1 else []
        shown = (f"{name}={_brief(getattr(self, name))}" for name in names)
        return f"Estimate({', '.join(shown)})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimates(Result):
    """Many estimates, one for each entry of a gradient, a Jacobian or a Hessian.

    Attributes:
        shape: The shape of the derivative.
        entries: An `Estimate` for each entry, row by row.
        evaluations: How often f was called in all.

    Example:
        >>> import dfda
        >>> found = dfda.estimate_gradient(lambda x: x[0] * x[1], [2.0, 5.0])
        >>> found.value.round(9).tolist(), bool(found.error.max() < 1e-12)
        ([5.0, 2.0], True)
        >>> found.sentence
        'All 2 entries have a slope (2 converged).'
    """

    shape: tuple[int, ...]
    entries: tuple[Estimate, ...]
    evaluations: int

    @property
    def value(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The slopes, NaN where there is no single one."""
        return np.array([entry.value for entry in self.entries]).reshape(self.shape)

    @property
    def error(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Their error bars, infinite where there is no value."""
        return np.array([entry.error for entry in self.entries]).reshape(self.shape)

    @property
    def verdict(self) -> np.ndarray[Any, np.dtype[np.object_]]:
        """Their verdicts."""
        found = np.empty(len(self.entries), dtype=object)
        found[:] = [entry.verdict for entry in self.entries]
        return found.reshape(self.shape)

    @property
    def sentence(self) -> str:
        """How many entries have a slope, and the verdicts."""
        told = sum(not math.isnan(entry.value) for entry in self.entries)
        return estimates_sentence(told, Counter(str(entry.verdict) for entry in self.entries))

    def to_json(self) -> dict[str, Any]:
        """Arrays as nested lists; numbers that JSON has not, such as nan, become text."""
        arrays = {name: getattr(self, name) for name in ("value", "error", "verdict")}
        found = {name: _plain_array(array.tolist()) for name, array in arrays.items()}
        return found | {"evaluations": self.evaluations, "sentence": self.sentence}

    def __repr__(self) -> str:
        return f"Estimates(shape={self.shape}, evaluations={self.evaluations}: {self.sentence})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointEstimates(Result):
    """Slopes of a function of one number at many points, as arrays.

    Attributes:
        value: The slopes, NaN where there is no single one.
        error: Their error bars, infinite where there is no value.
        verdict: Their verdicts.
        evaluations: At how many points f was evaluated in all.
        alone: How many of the points needed a closer look than all get together.

    Example:
        >>> import dfda
        >>> import numpy as np
        >>> found = dfda.estimate(np.abs, [-2.0, 0.0, 3.0], vectorized=True)
        >>> found.value.tolist(), [str(verdict) for verdict in found.verdict]
        ([-1.0, nan, 1.0], ['converged', 'kink', 'converged'])
    """

    value: np.ndarray[Any, np.dtype[np.float64]]
    error: np.ndarray[Any, np.dtype[np.float64]]
    verdict: np.ndarray[Any, np.dtype[Any]]
    evaluations: int
    alone: int

    __hash__ = None  # type: ignore[assignment]  # arrays can change

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PointEstimates):
            return NotImplemented
        return (
            np.array_equal(self.value, other.value, equal_nan=True)
            and np.array_equal(self.error, other.error)
            and np.array_equal(self.verdict, other.verdict)
            and (self.evaluations, self.alone) == (other.evaluations, other.alone)
        )

    @property
    def sentence(self) -> str:
        """How many points have a slope, and the verdicts."""
        told = self.value.size - int(np.isnan(self.value).sum())
        names = map(str, self.verdict.ravel())
        return estimates_sentence(told, Counter(names), of=("point", "points"))

    def __repr__(self) -> str:
        shape, evaluations = self.value.shape, self.evaluations
        return f"PointEstimates(shape={shape}, evaluations={evaluations}: {self.sentence})"


SINGLE_SLOPE = frozenset({Verdict.CONVERGED, Verdict.NOISY, Verdict.EDGE})
"""The verdicts that come with one slope; at an edge it is the one-sided slope."""


def digits_within(value: float, error: float) -> str:
    """A number without the digits that its error bar leaves open."""
    if not math.isfinite(value) or value == 0:
        return f"{value:g}"
    share = abs(error / value)
    digits = min(17, max(1, 1 - math.floor(math.log10(share)))) if share > 0 else 17
    return f"{value:.{digits}g}"


def _plain_array(value: object) -> object:
    return [_plain_array(part) for part in value] if isinstance(value, list) else _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(map(_plain, value))
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    return str(value) if isinstance(value, StrEnum) else value


def _brief(value: object) -> str:
    return repr(str(value)) if isinstance(value, StrEnum) else repr(value)
