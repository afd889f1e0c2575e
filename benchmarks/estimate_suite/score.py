"""What an answer is worth: digits, coverage, confident errors, false alarms, intervals."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import mpmath

from estimate_suite.language import Case

MOST_DIGITS: Final = 16.0
FEW_DIGITS: Final = 3.0
CONFIDENT: Final = 1e-3
SEEN_BY_A_NUDGE: Final = 6.0
SINGLE: Final = frozenset({"converged", "noisy", "edge"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a library said: a value (NaN for none), its bar, a verdict, and whether it warned."""

    value: float
    error: float
    verdict: str = ""
    evaluations: int = 0
    seconds: float = 0.0
    warned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An answer beside the truth.

    Attributes:
        case: The question.
        answer: The answer.
        digits: Correct digits, 0 without a value; NaN where there is no slope to find.
        true_error: The distance from the truth; NaN likewise.
        covered: Whether the bar and one unit in the last place hold it; None without a value.
        wrong: Whether the answer is confidently wrong.
        alarm: Whether no slope was given where a simple nudge would have shown six digits.
        right: Whether the verdict is one of the right ones; None where any may do.
    """

    case: Case
    answer: Answer
    digits: float
    true_error: float
    covered: bool | None
    wrong: bool
    alarm: bool
    right: bool | None


def judged(case: Case, truth: mpmath.mpf | None, at_point: float, answer: Answer) -> Outcome:
    """An answer held against the truth."""
    given = math.isfinite(answer.value)
    certain = given and not answer.warned and answer.error < CONFIDENT * abs(answer.value)
    right = answer.verdict in case.verdicts if case.verdicts else None
    if truth is None:
        return Outcome(
            case=case, answer=answer, digits=math.nan, true_error=math.nan, covered=None,
            wrong=bool(certain), alarm=False, right=right,
        )  # fmt: skip
    off = float(abs(mpmath.mpf(answer.value) - truth)) if given else math.inf
    digits = correct_digits(off, truth, case.at, at_point)
    covered = off <= answer.error + math.ulp(float(truth)) if given else None
    alarm = not given and nudged_digits(case, truth, at_point) >= SEEN_BY_A_NUDGE
    return Outcome(
        case=case, answer=answer, digits=digits, true_error=off, covered=covered,
        wrong=bool(certain and digits < FEW_DIGITS), alarm=alarm, right=right,
    )  # fmt: skip


def correct_digits(off: float, truth: mpmath.mpf, at: float, at_point: float) -> float:
    """Digits relative to the slope, or to f over its point where that is larger."""
    size = abs(at_point) / max(abs(at), 1.0) if math.isfinite(at_point) else 0.0
    scale = max(abs(float(truth)), size)
    if off == 0:
        return MOST_DIGITS
    if scale == 0 or not math.isfinite(off):
        return 0.0
    return min(MOST_DIGITS, max(0.0, math.log10(scale) - math.log10(off)))


def nudged_digits(case: Case, truth: mpmath.mpf, at_point: float) -> float:
    """The best that plain central (at an edge one-sided) differences show at any nudge."""
    f, best, size = case.f, 0.0, abs(case.at) or 1.0
    sides = {"both": (1, -1), "right": (1, 0), "left": (0, -1)}[case.side]
    for k in range(1, 40):
        h = math.ldexp(size, -k)
        above, below = (case.at + side * h for side in sides)
        try:
            slope = (float(f(above)) - float(f(below))) / (above - below)
        except (ArithmeticError, ValueError, TypeError):
            continue
        if math.isfinite(slope):
            off = float(abs(mpmath.mpf(slope) - truth))
            best = max(best, correct_digits(off, truth, case.at, at_point))
    return best


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (E. B. Wilson, 1927)."""
    if count == 0:
        return 0.0, 1.0
    z, share = 1.959963984540054, hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count**2)) / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(found: Iterable[bool]) -> str:
    """A share in per cent with its interval."""
    seen = list(found)
    if not seen:
        return "none"
    low, high = wilson(sum(seen), len(seen))
    return f"{sum(seen)}/{len(seen)} = {sum(seen) / len(seen):.2%} [{low:.2%}, {high:.2%}]"


def quantile(values: Sequence[float], q: float) -> float:
    """A quantile of values, NaN where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))] if ordered else math.nan


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of the acceptance list, as text."""
    sloped = [found for found in outcomes if not math.isnan(found.digits)]
    digits = [found.digits for found in sloped]
    calls = [found.answer.evaluations for found in outcomes]
    ratios = [
        found.answer.error / found.true_error
        for found in sloped
        if found.covered is not None and found.true_error > math.ulp(found.answer.value)
    ]
    times = [found.answer.seconds * 1e6 for found in outcomes]
    told = [found.covered for found in sloped if found.covered is not None]
    return {
        "coverage": share(told),
        "covered of all": share(found.covered is True for found in sloped),
        "confidently wrong": share(found.wrong for found in outcomes),
        "false alarms": share(found.alarm for found in sloped),
        "digits": f"{statistics.median(digits):.1f} / {quantile(digits, 0.25):.1f} / "
        f"{quantile(digits, 0.1):.1f}" if digits else "none",
        "calls": f"{statistics.median(calls):.0f} / {quantile(calls, 0.9):.0f}",
        "bar / error": f"{statistics.median(ratios):.1f}" if ratios else "none",
        "verdicts": share(found.right for found in outcomes if found.right is not None),
        "µs": f"{statistics.median(times):.0f} / {quantile(times, 0.9):.0f}",
    }  # fmt: skip
