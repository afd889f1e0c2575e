"""How long the parser takes: median, p99 and p99.9, beside Python's own parser in the same run."""

import ast
import contextlib
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from dfda.errors import FormulaError
from dfda.formulas.lower import functions
from dfda.formulas.parser import parse

REALISTIC = (
    "3a", "2a^2 + sin(a)", "sin(a)*exp(-a^2)", "1/(1 + exp(-a))", "a^a", "|a - 1| + |a + 1|",
    "max(a, 3 - 2a)", "a^2 if a < 0 else 3a", "sqrt(1 + a^2)/(2a + 1)", "ln(1 + a²)", "½a",
    "0.1a^5 - 2.5a^4 + 7a^3 - 1e-3a^2 + a - 12", "d/da (a^3)", "tanh(3a)*cos(2*pi*a)^2",
)  # fmt: skip
HOSTILE = (
    "(" * 500 + "a" + ")" * 500, "-" * 900 + "a", "a^" * 400 + "a", "a<" * 400 + "a", "|" * 999,
    "sin(" * 60 + "a" + ")" * 60, "+".join(["a"] * 200), "9" * 999, "a if " * 190, "2a" * 400,
    "().__class__.__bases__", "\u202ea" * 300, "\u0430" * 900, "[x for x in a]", "a\x00b",
)  # fmt: skip
COUNT = 20_000
SHARE_REALISTIC = 0.8


def microseconds(run: Callable[[str], Any], text: str) -> float:
    """One call, from the text to the tree or the refusal."""
    start = time.perf_counter()
    with contextlib.suppress(FormulaError, SyntaxError, ValueError, RecursionError, MemoryError):
        run(text)
    return (time.perf_counter() - start) * 1e6


def line(name: str, times: list[float]) -> str:
    """The three percentiles."""
    ordered = sorted(times)
    tail = (ordered[int(len(ordered) * share)] for share in (0.99, 0.999))
    shown = ", ".join(f"{value:.0f}" for value in (statistics.median(times), *tail))
    return f"{name}: median, p99, p99.9 = {shown} µs of {len(times)} parses"


def main() -> None:
    """Print the lines, then the ratio to Python's parser for formulas that both can read."""
    table = functions()
    draw = random.Random(1729)  # noqa: S311 - the same texts in every run, no secrets
    mixed = [
        draw.choice(REALISTIC if draw.random() < SHARE_REALISTIC else HOSTILE) for _ in range(COUNT)
    ]
    print(line("parse", [microseconds(lambda text: parse(text, table), text) for text in mixed]))
    ours = [microseconds(lambda text: parse(text, table), text) for text in mixed if plain(text)]
    theirs = [microseconds(ast.parse, text.replace("^", "**")) for text in mixed if plain(text)]
    print(line("parse, formulas that are Python too", ours))
    print(line("ast.parse, the same", theirs))
    print(f"parse / ast.parse: {statistics.median(ours) / statistics.median(theirs):.1f} (median)")


def plain(text: str) -> bool:
    """Whether Python reads this text as well."""
    try:
        ast.parse(text.replace("^", "**"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


if __name__ == "__main__":
    main()
