"""LaTeX as MathML that every browser draws alike, whatever fonts it has.

A browser takes the root sign of <msqrt> from a mathematical font, and silently leaves it out where
there is none: 1/√a would read 1/a. So a root is written as a plain sign and a line above.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from docutils.utils.math.latex2mathml import parse_latex_math
from docutils.utils.math.mathml_elements import math, mo, mrow, mspace

ROOTS = {"2": "√", "3": "∛", "4": "∜"}


def mathml(latex: str, *, block: bool = False) -> str:
    """The <math> element of a formula in LaTeX."""
    tree = math(displaystyle=True, xmlns="http://www.w3.org/1998/Math/MathML")
    if block:
        tree.set("display", "block")
    parse_latex_math(tree, latex)
    for element in list(tree.iter()):
        _draw_roots(element)
        _space_names(element)
    return str(tree.toxml())


def _draw_roots(parent: Any) -> None:
    for place, element in enumerate(parent):
        if element.tag == "msqrt":
            parent[place] = _root("2", list(element))
        elif element.tag == "mroot":
            below, index = element
            parent[place] = _root(index.text, [below])


def _root(index: str, below: list[Any]) -> Any:
    return mrow(mo(ROOTS[index], stretchy=False), mrow(*below, CLASS="under-root"))


def _space_names(parent: Any) -> None:
    """A thin space before the name of a function, as in 2 sin(a), where no sign stands."""
    for before, element in list(pairwise(parent)):
        is_name = element.tag == "mi" and len(element.text or "") > 1
        if is_name and before.tag not in {"mo", "mspace"}:
            parent.insert(list(parent).index(element), mspace(width="0.17em"))
