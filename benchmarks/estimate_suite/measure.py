"""Ask a method about many cases, and print what its answers are worth."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable

import numpy as np

import dfda
from estimate_suite.generate import noisy
from estimate_suite.handmade import SIZE, handmade
from estimate_suite.language import Case, truth, value
from estimate_suite.score import SINGLE, Answer, Outcome, judged, summary

Method = Callable[[Case], Answer]


def ours(case: Case) -> Answer:
    """The answer of dfda."""
    start = time.perf_counter()
    found = dfda.estimate(case.f, case.at)
    seconds = time.perf_counter() - start
    told = found.verdict in SINGLE
    return Answer(
        value=found.value if told else float("nan"),
        error=found.error,
        verdict=str(found.verdict),
        evaluations=found.evaluations,
        seconds=seconds,
    )


def all_handmade() -> list[Case]:
    """The hand-made cases, and as many noisy ones from a seed of their own."""
    rng = random.Random(40)
    return [*handmade(), *(noisy(rng) for _ in range(SIZE))]


def usable(found: Iterable[Case]) -> Iterable[tuple[Case, object, float]]:
    """The cases whose truth exists, and whose f has a value at the point where it should."""
    with np.errstate(all="ignore"):
        for case in found:
            exact = truth(case) if case.has_slope else None
            if case.has_slope and (exact is None or not 1e-290 < abs(exact) + 1e-200 < 1e290):
                continue
            try:
                float(case.f(case.at))
            except (ArithmeticError, ValueError):
                if "undefined" not in case.verdicts:
                    continue
            yield case, exact, value(case)


def outcomes(found: Iterable[Case], method: Method) -> list[Outcome]:
    """All cases judged."""
    return [judged(case, exact, at_point, method(case)) for case, exact, at_point in usable(found)]


def printed(title: str, found: list[Outcome]) -> None:
    """One block of figures."""
    print(f"{title} ({len(found)})")
    for name, text in summary(found).items():
        print(f"    {name:<18} {text}")


def shown(found: list[Outcome], what: str) -> None:
    """The cases of one fault, one line each."""
    tests = {
        "wrong": lambda one: one.wrong,
        "uncovered": lambda one: one.covered is False,
        "alarm": lambda one: one.alarm,
        "verdict": lambda one: one.right is False,
        "all": lambda _: True,
    }
    for one in filter(tests[what], found):
        answer = one.answer
        print(
            f"{what}: {one.case.family}/{one.case.kind} {answer.verdict} {answer.value:.17g} ± "
            f"{answer.error:.2g} off {one.true_error:.2g} digits {one.digits:.1f} calls "
            f"{answer.evaluations} at {one.case.at!r}: {one.case.formula}"
        )
