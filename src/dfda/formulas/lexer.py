"""Cutting the typed text into tokens, from an explicit alphabet and within fixed limits."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from dfda.errors import FormulaError
from dfda.formulas.characters import clip, quote, stray_character
from dfda.program.printing import MOST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_CHARACTERS = 1000
MOST_TOKENS = 400
MOST_EXPONENT_DIGITS = 3

# Greek letters that no font draws like a Latin one: omicron, nu, iota, upsilon, kappa and most
# capitals are missing. So are Σ and Π, which people read as a sum and a product.
GREEK = "αβγδεζηθλμξρστφχψωΓΔΘΛΞΦΨΩ"

# Unicode's vulgar fractions, each with its value.
VULGAR = {
    "¼": "1/4", "½": "1/2", "¾": "3/4", "⅐": "1/7", "⅑": "1/9", "⅒": "1/10", "⅓": "1/3",
    "⅔": "2/3", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6",
    "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "↉": "0/3",
}  # fmt: skip
_FRACTIONS = "".join(VULGAR)
SIGNS = frozenset({"<", "<=", ">", ">=", "==", "!="})
WORDS = frozenset({"if", "else", "and", "or", "not"})

_PIECE = re.compile(
    rf"""
      (?P<gap>         [ \t]+ )
    | (?P<number>      (?: [0-9]+ (?: \.[0-9]* )? | \.[0-9]+ ) (?: [eE][-+−]?[0-9]+ )? )
    | (?P<vulgar>      [{_FRACTIONS}] )
    | (?P<name>        [A-Za-z][A-Za-z0-9_]* | [π{GREEK}] )
    | (?P<superscript> ⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+ )
    | (?P<operator>    \*\* | /(?!/) | [<>=!]= | [<>≤≥≠] | [-+−*·×⋅÷^()|,:.] )
    | (?P<stray>       . )
    """,
    re.VERBOSE | re.DOTALL,
)
_SAME_AS = {"−": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "**": "^"}
_SAME_AS |= {"≤": "<=", "≥": ">=", "≠": "!="}
_ON_THE_LINE = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
_SECOND_POINT = re.compile(r"\.|[eE][-+−]?[0-9]")
_OTHER_BASE = re.compile(r"0(?:[xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+)(?![A-Za-z0-9_])")
_RUN = re.compile(r"[0-9A-Za-z_.]*")


class Token(NamedTuple):
    """One piece of the text: its kind, its text in plain ASCII where there is one, its place.

    The kind is "number", "name", "superscript", "end", or the operator or word itself ("−" is "-",
    "≤" is "<="). A fraction such as ½ is the number "1/2".
    """

    kind: str
    text: str
    start: int
    end: int


def tokenize(text: str, functions: Collection[str] = ()) -> list[Token]:
    """Cut the text into tokens, the last one of kind "end"; `functions` serve the hints."""
    if len(text) > MOST_CHARACTERS:
        what = f"The formula has {len(text):,} characters, and {MOST_CHARACTERS:,} are allowed"
        raise _refusal(what, text, MOST_CHARACTERS, len(text), "write a shorter formula")
    tokens: list[Token] = []
    for match in _PIECE.finditer(text):
        kind = match.lastgroup
        if kind == "gap":
            continue
        if kind == "stray" or kind is None:
            raise stray_character(text, match.start(), functions)
        if len(tokens) == MOST_TOKENS:
            raise too_many_tokens(text, match.start())
        tokens.append(_token(text, kind, match[0], match.start()))
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def number_value(plain: str) -> Fraction:
    """The exact value of a number's text: 0.1 is one tenth."""
    return Fraction(int(plain)) if plain.isdigit() else Fraction(plain)


def too_many_tokens(text: str, start: int) -> FormulaError:
    """The refusal of a formula whose token at `start` is one too many."""
    what = f"The formula has more than {MOST_TOKENS} numbers, names and signs"
    return _refusal(what, text, start, len(text), "write a shorter formula")


def _token(text: str, kind: str, piece: str, start: int) -> Token:
    end = start + len(piece)
    if kind == "operator":
        plain = _SAME_AS.get(piece, piece)
        return Token(plain, plain, start, end)
    if kind == "name":
        return Token(piece if piece in WORDS else kind, piece, start, end)
    if kind == "vulgar":
        return Token("number", VULGAR[piece], start, end)
    plain = piece.translate(_ON_THE_LINE)
    if kind == "number":
        _check_spelling(text, start, end)
    _check_size(text, plain, start, end)
    return Token(kind, plain, start, end)


def _check_spelling(text: str, start: int, end: int) -> None:
    """Refuse 1.2.3 and 1e5e5, which are no numbers, and 0x10, which would be read as 0·x10."""
    if _SECOND_POINT.match(text, end):
        run = _RUN.match(text, start)
        end = run.end() if run else end
        instead = "write a number with one decimal point, such as 1.5"
        raise _refusal(f"{quote(text[start:end])} is not a number", text, start, end, instead)
    if based := _OTHER_BASE.match(text, start):
        what = f"{quote(based[0])} is not a decimal number"
        instead = f"write {clip(str(int(based[0], 0)))}"
        raise _refusal(what, text, start, based.end(), instead)


def _check_size(text: str, plain: str, start: int, end: int) -> None:
    mantissa, _, exponent = plain.lower().partition("e")
    digits = sum(character.isdigit() for character in mantissa)
    if digits > MOST_DIGITS:
        what = f"The number {quote(text[start:end])} has {digits} digits"
        instead = f"write at most {MOST_DIGITS} digits"
        raise _refusal(what, text, start, end, instead)
    if len(exponent.lstrip("+-")) > MOST_EXPONENT_DIGITS:
        what = f"The exponent of {quote(text[start:end])} is too long"
        instead = f"write at most {MOST_EXPONENT_DIGITS} digits after the e"
        raise _refusal(what, text, start, end, instead)
    if exponent:
        _check_range(text, plain, start, end)


def _check_range(text: str, plain: str, start: int, end: int) -> None:
    """Refuse what a float would turn into infinity or, without being zero, into zero."""
    nearest = float(plain)
    if nearest == float("inf"):
        what = f"The number {quote(text[start:end])} is too large"
        raise _refusal(what, text, start, end, "write a number below 1.79e308")
    if nearest == 0 and any(digit in "123456789" for digit in plain.lower().partition("e")[0]):
        what = f"The number {quote(text[start:end])} is too close to zero"
        raise _refusal(what, text, start, end, "write a number above 4.95e-324, or 0")


def _refusal(what: str, text: str, start: int, end: int, instead: str) -> FormulaError:
    return FormulaError(what, text=text, start=start, end=end, instead=instead)
