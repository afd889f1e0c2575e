"""How long dfda takes to start, against NumPy alone: paired runs, ratios, one line each."""

import importlib.util
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 15
DFDA = Path(sys.executable).with_name("dfda.exe" if os.name == "nt" else "dfda")


def import_time(module: str) -> float:
    """Seconds that `import module` takes in a fresh Python, its start left out."""
    code = (
        "import time; start = time.perf_counter(); "
        f"import {module}; print(time.perf_counter() - start)"
    )
    command = [sys.executable, "-c", code]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def process_time(command: list[str]) -> float:
    """Seconds from starting this command to its end."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def compare(what: str, target: float, ours: Callable[[], float], peer: Callable[[], float]) -> str:
    """One line: the median, smallest and largest ratio of alternating runs."""
    ours(), peer()  # warm up: files read once, bytecode written
    pairs = [(ours(), peer()) for _ in range(ROUNDS)]
    ratios = [mine / theirs for mine, theirs in pairs]
    mine, theirs = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    return (
        f"{what}: ratio {statistics.median(ratios):.2f} (min {min(ratios):.2f}, "
        f"max {max(ratios):.2f}, {ROUNDS} pairs), target <= {target:g}; "
        f"medians {mine:.0f} ms and {theirs:.0f} ms"
    )


def main() -> None:
    """Print a line for each comparison; say what went wrong instead of failing."""
    if importlib.util.find_spec("dfda") is None or not DFDA.exists():
        print("startup: dfda is not installed beside this Python; try: make bench")
        return
    comparisons = (
        (
            "import dfda / import numpy",
            1.15,
            lambda: import_time("dfda"),
            lambda: import_time("numpy"),
        ),
        (
            'dfda explain "3*a" --at 2 / python -c "import numpy"',
            3.0,
            lambda: process_time([str(DFDA), "explain", "3*a", "--at", "2"]),
            lambda: process_time([sys.executable, "-c", "import numpy"]),
        ),
    )
    for what, target, ours, peer in comparisons:
        try:
            print(compare(what, target, ours, peer), flush=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{what}: could not run: {error}", flush=True)


if __name__ == "__main__":
    main()
