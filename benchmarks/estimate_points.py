"""Estimates at a million points at once: time beside one call of f, bars, digits and memory.

python benchmarks/estimate_points.py            the time, on two functions
python benchmarks/estimate_points.py --suite    the random cases of estimate.py, as arrays
"""

import argparse
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import dfda

Array = NDArray[np.float64]

POINTS = 1_000_000
ROUNDS = 3
RATIO, MEMORY = 30, 300
"""The targets: times the time of f, and megabytes beside the points."""


def cheap(a: Array) -> Array:
    """A function of two transcendental ones."""
    return np.sin(a) * np.exp(-a * a / 50)


def slope_of_cheap(a: Array) -> Array:
    """Its derivative."""
    return np.exp(-a * a / 50) * (np.cos(a) - a / 25 * np.sin(a))


def dear(a: Array) -> Array:
    """A function of seven transcendental ones."""
    return np.arctan(np.sin(a)) + np.log1p(a * a) * np.tanh(a / 3) + np.cosh(a / 5) ** 1.5


def slope_of_dear(a: Array) -> Array:
    """Its derivative."""
    inner = np.cos(a) / (1 + np.sin(a) ** 2)
    middle = 2 * a / (1 + a * a) * np.tanh(a / 3) + np.log1p(a * a) / np.cosh(a / 3) ** 2 / 3
    return inner + middle + 0.3 * np.cosh(a / 5) ** 0.5 * np.sinh(a / 5)


def seconds(call: Callable[[], Any]) -> float:
    """The processor time of a call, which the machine's other work disturbs least."""
    start = time.process_time()
    call()
    return time.process_time() - start


def suite(seed: int, count: int) -> None:
    """Print the figures of the random cases, each asked about at thousands of points at once."""
    from estimate_suite.arrays import outcomes, suited
    from estimate_suite.generate import cases
    from estimate_suite.measure import printed

    from dfda.nudges.points import MANY

    rng, found, alone = np.random.default_rng(seed), [], []
    for case in suited(cases(seed, count)):
        asked, left = outcomes(case, rng)
        found += asked
        alone.append(left / MANY)
    for family in sorted({one.case.family for one in found}):
        printed(family, [one for one in found if one.case.family == family])
    printed("all", found)
    print(f"    points alone       {np.mean(alone):.2%}")


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    options = parser.parse_args()
    if options.suite:
        suite(options.seed, options.count)
    else:
        speed()


def speed() -> None:
    """Print a line for each function."""
    x = np.random.default_rng(1).uniform(-8, 8, POINTS)
    for name, f, slope in (("cheap", cheap, slope_of_cheap), ("dear", dear, slope_of_dear)):
        f(x)
        ratios, once = [], []
        for _ in range(ROUNDS):
            once.append(seconds(lambda f=f: f(x)))
            ratios.append(seconds(lambda f=f: dfda.estimate(f, x, vectorized=True)) / once[-1])
        tracemalloc.start()
        found = dfda.estimate(f, x, vectorized=True)
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        truth = slope(x)
        off = np.abs(found.value - truth)
        held = np.mean(off <= found.error + np.spacing(np.abs(truth)))
        digits = -np.log10(np.maximum(off / np.abs(truth), 1e-17))
        print(
            f"estimate at {POINTS:,} points of the {name} f ({np.median(once) * 1e9 / POINTS:.0f} "
            f"ns a point): {statistics.median(ratios):.0f} times f (min {min(ratios):.0f}, max "
            f"{max(ratios):.0f}), target <= {RATIO}; {peak:.0f} MB, target <= {MEMORY}; bar held "
            f"{100 * held:.3f} %, median {np.median(digits):.1f} digits, {found.alone:,} points "
            f"alone, {found.evaluations / POINTS:.1f} values of f a point"
        )


if __name__ == "__main__":
    main()
