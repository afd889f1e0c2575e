"""Write docs/reference/coverage.md: every function that exact derivatives of Python code follow."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from dfda.arrays import ARRAY_RULES, ArrayRule, special
from dfda.arrays.rule import name_of
from dfda.trace.dispatch import DECIDED
from dfda.trace.stand_ins import function_stand_in

PAGE: Final = Path(__file__).parent.parent / "docs" / "reference" / "coverage.md"
NEWER: Final = {"sumprod", "np.unstack", "np.matvec", "np.vecmat"}
"""What the oldest Python and NumPy do not have: the page is the same with all of them."""

INTRODUCTION: Final = """# Covered functions

What `dfda.derivative`, `dfda.gradient` and their kin follow in Python code. This page is written by
`tools/coverage_page.py` from the rules themselves. Each rule is tested by one suite: both ways, in
float64 and float32, against nudges. Anything else is refused with its name and its line.

Python itself: `+ - * / // % ** @`, `abs`, `max`, `min`, `sum`, `pow`, `divmod`, comparisons,
indexing and slices, `x[i] = y`, `+=` and its kin, and NumPy's methods of the functions below, such
as `x.sum()`. Arrays are made with `np.array`, `np.asarray`, `np.zeros`, `np.ones`, `np.empty`,
`np.full`, `np.arange`, `np.linspace`, `np.eye` and their `_like` forms.
"""


def page() -> str:
    """The whole page."""
    special.register()
    sections: dict[str, set[str]] = {
        "NumPy, entry by entry": set(),
        "NumPy, whole arrays": set(),
        "numpy.linalg": set(),
        "scipy.special": set(),
    }
    for function, row in ARRAY_RULES.items():
        name = name_of(function)
        entries = isinstance(row, ArrayRule) and row.elementwise
        for start, section in (
            ("np.linalg.", "numpy.linalg"),
            ("scipy.special.", "scipy.special"),
            ("np.", "NumPy, entry by entry" if entries else "NumPy, whole arrays"),
        ):
            if name.startswith(start):
                sections[section] |= {name} - NEWER
                break
    names = set(dir(math)) - NEWER
    sections["math"] = {f"math.{name}" for name in names if _is_covered(getattr(math, name))}
    parts = [INTRODUCTION, *(_section(title, names) for title, names in sections.items())]
    decided = sorted({name_of(function) for function in DECIDED})
    parts.append(
        "## Decisions\n\nThese give a place, a count, a shape or a yes or no, which does not move "
        f"with the input:\n{_codes(decided)}.\n"
    )
    return "\n".join(parts)


def _is_covered(value: Any) -> bool:
    return callable(value) and function_stand_in(value) is not None


def _section(title: str, names: Iterable[str]) -> str:
    return f"## {title}\n\n{_codes(sorted(names))}.\n"


def _codes(names: Iterable[str]) -> str:
    lines = [""]
    for code in (f"`{name}`," for name in names):
        if len(lines[-1]) + len(code) > 96:  # noqa: PLR2004 - a page's width
            lines.append("")
        lines[-1] = f"{lines[-1]} {code}".strip()
    return "\n".join(lines).removesuffix(",")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
