"""The pieces of presentation MathML that no template of a rule gives: numbers, brackets, products.

Only elements of MathML Core, and no named entities, so that the text is XML, too.
"""

from __future__ import annotations

import re
from typing import Final

MINUS: Final = '<mo form="prefix">−</mo>'
"""A sign in front; the sign of a difference stands between its operands."""

_NAMESPACE: Final = "http://www.w3.org/1998/Math/MathML"
_DOT: Final = "<mo>⋅</mo>"
_TIMES: Final = "<mo>\u2062</mo>"
_TIMES_FUNCTION: Final = '<mo lspace="0" rspace="0.167em">\u2062</mo>'
"""A thin space before a function's name: a·sin(a) must not look like asin(a)."""

# The base of a power is a row; what is raised without one is the name of a function.
_OPENING: Final = r"(?:<mrow>|<msup><mrow>)*"
_NUMBER: Final = re.compile(rf"{_OPENING}<mn>")
_NAME: Final = re.compile(rf"{_OPENING}<mi>[^<]*</mi>(?!<mo>\u2061)")
_FUNCTION: Final = re.compile(rf"{_OPENING}(?:<msu[bp]>)?<mi>")
_NEEDLESS_ROW: Final = re.compile(r"<mrow>(<m([ino])>[^<]*</m\2>)</mrow>")


def element(content: str, *, block: bool) -> str:
    """The whole `<math>` element; a block stands on a line of its own."""
    display = ' display="block"' if block else ""
    tidy = _NEEDLESS_ROW.sub(r"\1", content)
    return f'<math xmlns="{_NAMESPACE}"{display}>{tidy}</math>'


def bracketed(content: str) -> str:
    """The content in round brackets."""
    return f"<mrow><mo>(</mo>{content}<mo>)</mo></mrow>"


def number(text: str) -> str:
    """A number such as -0.5."""
    size = text.removeprefix("-")
    return f"{MINUS if size != text else ''}<mn>{size}</mn>"


def scientific(mantissa: str, exponent: int) -> str:
    """A number such as 2.5e-8."""
    return f"{number(mantissa)}{_DOT}<msup><mn>10</mn><mrow>{number(str(exponent))}</mrow></msup>"


def fraction(above: str, below: str) -> str:
    """A fraction of two whole numbers, with its sign in front."""
    size = above.removeprefix("-")
    sign = MINUS if size != above else ""
    return f"{sign}<mfrac><mn>{size}</mn><mn>{below}</mn></mfrac>"


def product(left: str, right: str, *, numbered: bool) -> str:
    """Two factors: a dot before numbers, and between names; `numbered` where left is a number."""
    after_number = numbered and left.endswith("</mn>") and left != "<mn>0</mn>"
    if _NUMBER.match(right):
        return f"{left}{_DOT}{right}"
    if _NAME.match(right):
        return f"{left}{_TIMES if after_number else _DOT}{right}"
    return f"{left}{_TIMES_FUNCTION if _FUNCTION.match(right) else _TIMES}{right}"
