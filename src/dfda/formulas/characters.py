"""Showing typed text safely, and the sentences for characters that no formula may contain."""

# ruff: noqa: RUF001 - characters that look like others are what this file is about

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from dfda.errors import FormulaError

if TYPE_CHECKING:
    from collections.abc import Collection

_SHOWN = 40
_ASCII_END = 0x7F
_LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")

# Blocks of visible characters that keep their place on the line. Everything else is escaped:
# an invisible or right-to-left character in a message could make it read as something else.
_SHOWN_AS_TYPED = (
    (0xA1, 0x24F),
    (0x370, 0x4FF),
    (0x2010, 0x23FF),
    (0xFF01, 0xFF5E),
    (0x1D400, 0x1D7FF),
)

# Letters of other alphabets that most fonts draw like a Latin letter.
_LOOKALIKES = dict(
    zip(
        "аеорсхуіѕјкмтвнАВЕКМНОРСТХУІЅЈοικνυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcxyisjkmtbhABEKMHOPCTXYISJoikvuABEZHIKMNOPTYX",
        strict=True,
    )
)
_DRAWN_LIKE = {
    "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "∗": "*", "∙": "*", "•": "*", "✕": "*",
    "⁄": "/", "∕": "/", "∆": "Δ", "∣": "|", "ˆ": "^", "ı": "i",
}  # fmt: skip

_BRACKET = "is not a bracket that formulas use"
_LATEX = "belongs to LaTeX, and formulas are typed as plain text"
_QUOTE = "is a quotation mark, and formulas are typed without them"
_CALCULUS = "is not read as text"
_WORD = "is not read as a word"
_NO_MEANING = "has no meaning in a formula"

# character: (what is wrong with it, what to try)
_SENTENCES: dict[str, tuple[str, str]] = {
    "%": (_NO_MEANING, "write 5/100 for five percent"),
    "!": (_NO_MEANING, "write out the product, such as 3*2*1 for a factorial"),
    "[": (_BRACKET, "write ( instead"),
    "]": (_BRACKET, "write ) instead"),
    "{": (_BRACKET, "write ( instead"),
    "}": (_BRACKET, "write ) instead"),
    '"': (_QUOTE, "delete it"),
    "'": (_QUOTE, "delete it"),
    "`": (_QUOTE, "delete it"),
    "’": (_QUOTE, "delete it"),
    "‘": (_QUOTE, "delete it"),
    "“": (_QUOTE, "delete it"),
    "”": (_QUOTE, "delete it"),
    "′": (_NO_MEANING, "write d/da (3a) for a derivative"),
    "&": (_NO_MEANING, "write and between conditions, + to add or * to multiply"),
    "~": (_NO_MEANING, "write - for a minus sign"),
    "@": (_NO_MEANING, "write * to multiply"),
    "#": ("starts a comment in Python, and a formula has no comments", "delete it"),
    "?": (_NO_MEANING, "write 1 if a > 3 else 0 for a choice"),
    ";": (_NO_MEANING, "write one formula at a time"),
    "$": (_LATEX, "write 3*a"),
    "\\": (_LATEX, "write sin(a) without the backslash"),
    "≈": ("is not sharp, and formulas compare sharply", "write |a - 2| < 0.1"),
    "∧": (_WORD, "write and"),
    "∨": (_WORD, "write or"),
    "¬": (_WORD, "write not"),
    "∞": ("is not a number that a formula can hold", "write an ordinary number"),
    "°": (_NO_MEANING, "write a*pi/180 to turn degrees into radians"),
    "∑": (_CALCULUS, "write out the sum, such as a + a^2 + a^3"),
    "Σ": (_CALCULUS, "write out the sum, such as a + a^2 + a^3"),
    "∏": (_CALCULUS, "write out the product, such as a*(a+1)"),
    "Π": (_CALCULUS, "write π for the number, or write out the product"),
    "∫": (_CALCULUS, "write the formula without it"),
    "∂": (_CALCULUS, "write d/da (3a) for a derivative"),
    "⁻": ("needs a raised digit after it", "write a⁻¹ or a^-1"),
    "//": ("divides and rounds down in Python, and formulas only divide", "write / instead"),
}

_LEFT_NAME = re.compile(r"\s*[A-Za-z]\w*'?\s*(\(\s*\w+\s*\))?\s*", re.ASCII)

_UNDER_ROOT = re.compile(r"[ \t]*(?:\(([^()]+)\)|([0-9.]*[A-Za-z]?)(?![A-Za-z0-9.(]))")


def clip(piece: str) -> str:
    """The piece as it may stand in a message: nothing invisible, at most 40 characters."""
    shown = ""
    for character in piece[: _SHOWN + 1]:
        part = character if _is_visible(character) else _escaped(character)
        if len(shown) + len(part) > _SHOWN:
            return f"{shown}…"
        shown += part
    return shown


def quote(piece: str) -> str:
    """The piece in quotation marks, as it may stand in a message."""
    return f"'{clip(piece)}'"


def stray_character(text: str, start: int, functions: Collection[str]) -> FormulaError:
    """The refusal of the character at `start`, which belongs to no formula."""
    pair = text[start : start + 2]
    character = pair if pair in _SENTENCES else text[start]
    what, instead = _sentence(text, start, character, functions)
    return FormulaError(what, text=text, start=start, end=start + len(character), instead=instead)


def _sentence(text: str, start: int, character: str, functions: Collection[str]) -> tuple[str, str]:
    if character in _LINE_BREAKS:
        return "A formula is a single line, and this text has a line break", "join the lines"
    if character == "=":
        return _equals(text, start)
    if character == "_":
        return _underscore(text, start)
    if character in "√∛":
        return _root(text, start, functions)
    if character in _SENTENCES:
        about, instead = _SENTENCES[character]
        return f"{quote(character)} {about}", instead
    return _invisible(character) or _lookalike(character) or _foreign(character)


def _equals(text: str, start: int) -> tuple[str, str]:
    left, right = text[:start].rstrip(" \t:"), text[start + 1 :].strip(" \t")
    if text[start : start + 2] in {"=<", "=>"}:
        return f"'{text[start : start + 2]}' is not a comparison", f"write {text[start + 1]}="
    what = "A formula has no equals sign"
    if re.search(r"\bif\b", text):
        return what, "write == to compare"
    if right and "=" not in right and _LEFT_NAME.fullmatch(left):
        return what, f"write only the right-hand side: {clip(right)}"
    if left and _LEFT_NAME.fullmatch(right):
        return what, f"write only the left-hand side: {clip(left.strip())}"
    return what, "write only one side of it, such as 3*a"


def _underscore(text: str, start: int) -> tuple[str, str]:
    if text[start - 1 : start].isdigit() and text[start + 1 : start + 2].isdigit():
        return "'_' cannot stand inside a number", "write the digits together, such as 1000"
    return "A name cannot begin with '_'", "begin it with a letter, such as a"


def _root(text: str, start: int, functions: Collection[str]) -> tuple[str, str]:
    name, power = ("sqrt", "1/2") if text[start] == "√" else ("cbrt", "1/3")
    argument = _UNDER_ROOT.match(text, start + 1)
    inside = (argument and (argument[1] or argument[2])) or "…"
    written = f"{name}({clip(inside)})" if name in functions else f"({clip(inside)})^({power})"
    return f"{quote(text[start])} is not read as a function", f"write {written}"


def _invisible(character: str) -> tuple[str, str] | None:
    code = f"U+{ord(character):04X}"
    kind = unicodedata.category(character)
    if kind == "Zs":
        return f"A special kind of space ({code}) stands here", "type an ordinary space"
    if kind.startswith(("C", "M")):
        return f"An invisible or combining character ({code}) is hidden here", "delete it"
    return None


def _lookalike(character: str) -> tuple[str, str] | None:
    raised = unicodedata.decomposition(character).startswith("<super>")
    plain = _LOOKALIKES.get(character) or _DRAWN_LIKE.get(character)
    plain = plain or unicodedata.normalize("NFKC", character)
    named = f"{quote(character)} (U+{ord(character):04X})"
    if "⁄" in plain and plain.isprintable():
        return f"{named} is not read as a fraction", "write 1/2"
    if plain == character or len(plain) > 1 or not _is_visible(plain) or plain == " ":
        return None
    if raised:
        return f"{named} is not read as a power", f"write ^{plain}"
    return f"{named} only looks like '{plain}'", f"type a plain '{plain}'"


def _foreign(character: str) -> tuple[str, str]:
    digit = unicodedata.digit(character, None)
    named = f"The character {quote(character)} (U+{ord(character):04X})"
    instead = "use letters, digits, + - * / ^ ( ) and |" if digit is None else f"type {digit}"
    return f"{named} cannot stand in a formula", instead


def _is_visible(character: str) -> bool:
    if " " <= character < chr(_ASCII_END):
        return True
    code = ord(character)
    listed = any(first <= code <= last for first, last in _SHOWN_AS_TYPED)
    return listed and character.isprintable() and not unicodedata.combining(character)


def _escaped(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:  # noqa: PLR2004 - the two widths of Python's own escapes
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004
