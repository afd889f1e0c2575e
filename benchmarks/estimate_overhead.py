"""What an estimate costs beside the calls of f: dfda, derivkit and numdifftools in the same run.

python benchmarks/estimate_overhead.py        around functions that take a tenth of a microsecond
"""

import math
import statistics
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

import dfda

Scalar = Callable[[float], float]

FUNCTIONS: Final[tuple[Scalar, ...]] = (
    math.sin,
    lambda a: math.exp(-a * a / 9),
    lambda a: a**3 - 2 * a,
    lambda a: math.atan(a) + a,
)
POINTS: Final = (0.3, 1.0, 1.7, 2.9, 0.05, 7.0, -1.2, 12.0)
ROUNDS: Final = 9
TARGETS: Final = {"derivkit": 1.0, "numdifftools": 0.3}


def ours(f: Scalar, at: float) -> Any:
    """The estimate of dfda."""
    return dfda.estimate(f, at)


def derivkit(f: Scalar, at: float) -> Any:
    """The derivative of derivkit with its error."""
    from derivkit import DerivativeKit

    return DerivativeKit(f, at).differentiate(order=1, return_error=True)


def numdifftools(f: Scalar, at: float) -> Any:
    """The derivative of numdifftools with its error; it may pass several points at once."""
    from numdifftools import Derivative

    def many(x: Any) -> Any:
        return f(float(x)) if np.ndim(x) == 0 else np.array([f(float(t)) for t in x])

    return Derivative(many, full_output=True)(at)


def microseconds(method: Callable[[Scalar, float], Any]) -> float:
    """The processor time of one call, over all functions and points."""
    start = time.process_time()
    for f in FUNCTIONS:
        for at in POINTS:
            method(f, at)
    return (time.process_time() - start) / len(FUNCTIONS) / len(POINTS) * 1e6


def main() -> None:
    """Take turns, so that what else the machine does meets all of them, and print the ratios."""
    warnings.simplefilter("ignore")
    peers = [peer for peer in (derivkit, numdifftools) if find_spec(peer.__name__)]
    for method in (ours, *peers):
        microseconds(method)
    rounds = [[microseconds(method) for method in (ours, *peers)] for _ in range(ROUNDS)]
    print(f"dfda: {statistics.median(own for own, *_ in rounds):.0f} µs a call")
    for index, peer in enumerate(peers, start=1):
        ratios = [times[0] / times[index] for times in rounds]
        name = peer.__name__
        print(
            f"{name}: {statistics.median(times[index] for times in rounds):.0f} µs; dfda takes "
            f"{statistics.median(ratios):.2f} times that (min {min(ratios):.2f}, max "
            f"{max(ratios):.2f}), target <= {TARGETS[name]}"
        )


if __name__ == "__main__":
    main()
