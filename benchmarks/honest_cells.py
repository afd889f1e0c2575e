"""How long formulas take whose exact digits cannot be settled: absolute times, one line each."""

import statistics
import time

import dfda

ROUNDS = 9
TARGET = 200.0
FORMULAS = ("sin(a)^2 + cos(a)^2", "((a^1000)^1000)^1000")


def milliseconds(formula: str) -> float:
    """One whole explanation at a = 2, from the text to the verdict."""
    start = time.perf_counter()
    dfda.explain(formula, 2)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print a line for each formula."""
    dfda.explain("sin(a)", 2)  # load what is loaded when first used
    for formula in FORMULAS:
        times = sorted(milliseconds(formula) for _ in range(ROUNDS))
        print(
            f"explain {formula}: median {statistics.median(times):.0f} ms "
            f"(min {times[0]:.0f}, max {times[-1]:.0f}, {ROUNDS} runs), target <= {TARGET:.0f} ms"
        )


if __name__ == "__main__":
    main()
