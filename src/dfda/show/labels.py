"""Words and numbers as labels: short enough for a picture, and never clipped."""

from __future__ import annotations

import math
import re

MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"
_PLACES = 12
_DIGITS = 13
_NUMBER = re.compile(r"(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?", re.ASCII)
_LONG = re.compile(r"-?(?<![\d.])(\d{14,}(\.\d+)?|\d+\.\d{13,})(e[+-]?\d+)?", re.ASCII)
_TAIL = re.compile(r"(0{4,}|9{4,})\d{1,6}$")


def is_number(text: str) -> bool:
    """Whether a text is a decimal rather than a word such as "undefined"."""
    return _NUMBER.fullmatch(plain_minus(text)) is not None


def plain_minus(text: str) -> str:
    """A text with ASCII minus signs."""
    return text.replace(MINUS, "-")


def true_minus(text: str) -> str:
    """A number with real minus signs: −21.75, 1e−15."""
    return text.replace("-", MINUS) if is_number(text) else text


def short_number(text: str, *, note: bool = False, digits: int = 10) -> str:
    """A decimal of more than 12 places or 13 digits in a short form that loses no meaning.

    0.000000000000001 becomes 1e−15, 2.000000000000000003 becomes 2.000…003 because its last digits
    matter, 0.90929742682568169540 becomes 0.9092974268…; `note` adds how many places there are.
    Where there is less room, fewer `digits` than 10 after the point are shown.
    """
    match = _NUMBER.fullmatch(plain_minus(text))
    if match is None:
        return text
    sign, whole, places, exponent = match[1], match[2], match[3] or "", match[4]
    whole_digits = _DIGITS if digits >= 10 else digits + 4
    if len(places) <= min(_PLACES, digits + 2) and len(whole) <= whole_digits:
        return true_minus(text)
    first = _first_digit(whole + places)
    if exponent is None and (len(whole) > whole_digits or first - len(whole) >= 3):
        everything = (whole + places)[first:]
        exponent = str(len(whole) - 1 - first)
        whole, places_short = everything[0], everything[1:].rstrip("0")
    else:
        places_short = places.rstrip("0") if exponent is not None else places
    short = _shortened(whole, places_short, digits)
    power = f"e{int(exponent)}" if exponent is not None else ""
    counted = f" ({len(places)} places)" if note and len(places) > _PLACES else ""
    return (sign + short + power).replace("-", MINUS) + counted


def _first_digit(digits: str) -> int:
    return next((i for i, digit in enumerate(digits) if digit != "0"), 0)


def _shortened(whole: str, places: str, digits: int) -> str:
    """At most so many decimals, or the first and the last three where the last ones matter."""
    if len(places) <= min(6, digits):
        return f"{whole}.{places}" if places else whole
    if _TAIL.search(places):
        return f"{whole}.{places[:3]}…{places[-3:]}"
    return f"{whole}.{places[:digits]}…" if len(places) > digits else f"{whole}.{places}"


def readable_sentence(sentence: str) -> str:
    """A sentence with its very long numbers shortened; all other words stay as they are."""
    short = _LONG.sub(lambda found: short_number(found[0]), sentence)
    return re.sub(r"…\.(?= |$)", "…", short)


def small_amount(amount: float) -> str:
    """A number below 1 as people read it: 0.06, or 6e−8 where that has too many zeros."""
    if amount == 0:
        return "0"
    if amount >= 0.01:
        return f"{min(amount, 0.99):.2f}".rstrip("0")
    if amount >= 0.001:
        return f"{amount:.3f}".rstrip("0")
    power = math.floor(math.log10(amount))
    first = min(9, round(amount / 10.0**power)) if power > -300 else 1
    return f"{first}e{MINUS}{-power}"


def times_text(slope: str, width: str, *, digits: int = 10) -> str:
    """How many widths tall the triangle is: = 3 × 0.001."""
    shown = short_number(width, digits=digits)
    shown = f"({shown})" if shown.startswith(MINUS) else shown
    return f"= {short_number(slope, digits=digits)} {TIMES} {shown}"


def heights_note(power: int) -> str:
    """What to add to a caption when heights are multiplied by a power of ten."""
    if power == 0:
        return ""
    sign = "÷" if power < 0 else TIMES
    factor = "1" + "0" * abs(power) if abs(power) <= 6 else f"1e{abs(power)}"
    return f"heights drawn {sign}{factor}"


def too_fast(name: str) -> str:
    """What to say where a nudge is wide and f oscillates inside it."""
    return f"{name} moves too fast here to draw its curve"


def value_text(name: str, at: str, value: str) -> str:
    """f(2) = 6, or f(0): undefined."""
    call = f"{name}({short_number(at, digits=6)})"
    return f"{call} = {short_number(value, digits=6)}" if is_number(value) else f"{call}: {value}"


def ascii_text(text: str) -> str:
    """A text in ASCII alone: a² becomes a^2, − becomes -, and what has no likeness becomes ?."""
    text = re.sub(f"[{_SUPERSCRIPTS}]+", lambda run: "^" + run[0].translate(_LOWERED), text)
    return text.translate(_LIKENESS).encode("ascii", "replace").decode()


_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ"
_LOWERED = str.maketrans(_SUPERSCRIPTS, "0123456789-n")
_LIKENESS = str.maketrans({
    MINUS: "-", TIMES: "x", "…": "..", "÷": "/", "·": "*", "≈": "~", "π": "pi", "√": "sqrt",
    "–": "-", "—": "-", "“": '"', "”": '"', "′": "'", "∞": "inf", "ε": "eps",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
})  # fmt: skip
