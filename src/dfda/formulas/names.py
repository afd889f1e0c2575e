"""What each name in a formula means: a function, a constant, or the one variable.

Names are settled before the formula is parsed, because whether `rate(a+1)` multiplies or calls
depends on the whole formula: it multiplies if `rate` also stands somewhere without parentheses.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, final

from dfda.errors import FormulaError
from dfda.formulas.characters import clip, quote
from dfda.formulas.leibniz import DERIVATIVE
from dfda.formulas.lexer import WORDS
from dfda.formulas.spelling import (
    inverse_function,
    leading_function,
    nearest_function,
    other_name,
    trailing_function,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dfda.formulas.lexer import Token

CONSTANTS: Final = {"pi": "pi", "π": "pi", "e": "e"}
USUAL_VARIABLE: Final = "a"

_NOT_NUMBERS = frozenset({"nan", "inf", "infinity", "infty"})
_LIBRARIES = frozenset({"np", "numpy", "math", "cmath", "mpmath", "sympy", "torch", "jnp", "tf"})
_ARGUMENT = re.compile(r"[0-9]*[A-Za-z]?|[0-9]*pi")


@final
@dataclass(frozen=True, slots=True)
class Names:
    """The formula's variable, and the index of the first token after `lambda a:`."""

    variable: str
    body: int


@final
@dataclass(frozen=True, slots=True)
class _Found:
    """Names that are neither functions nor constants: alone, and directly before a `(`."""

    alone: list[Token] = field(default_factory=list)
    before_parenthesis: list[Token] = field(default_factory=list)


def settle_names(text: str, tokens: Sequence[Token], functions: Collection[str]) -> Names:
    """Find the variable, or refuse a formula whose names cannot all be understood."""
    declared, body = _declaration(text, tokens, functions)
    found = _Found()
    for at in range(body, len(tokens)):
        token = tokens[at]
        if token.kind == ".":
            raise _attribute(text, tokens, at, functions)
        if token.kind == "name" and token.text != declared:
            _sort(text, tokens, at, functions, found)
    variable = _variable(text, declared, found, functions)
    variable = _differentiated_by(text, tokens, variable, functions)
    return Names(variable or USUAL_VARIABLE, body)


def _declaration(
    text: str, tokens: Sequence[Token], functions: Collection[str]
) -> tuple[str | None, int]:
    """Read `lambda a:` at the beginning, which names the variable."""
    if tokens[0].text != "lambda":
        return None, 0
    if [token.kind for token in tokens[1:3]] != ["name", ":"]:
        what = "'lambda' needs one variable and a colon after it"
        raise _refusal(what, text, tokens[0], "write lambda a: 3*a, or only 3*a")
    name = tokens[1]
    _check_word(text, name)
    if name.text in functions:
        what = f"{quote(name.text)} is a function and cannot be the variable"
        raise _refusal(what, text, name, "choose another name, such as a")
    return name.text, 3


def _sort(
    text: str, tokens: Sequence[Token], at: int, functions: Collection[str], found: _Found
) -> None:
    token, applied = tokens[at], tokens[at + 1].kind == "("
    if token.text in functions:
        if not applied:
            raise _bare_function(text, tokens, at, functions)
        return
    if token.text in CONSTANTS:
        return
    _check_word(text, token)
    if applied:
        found.before_parenthesis.append(token)
    elif tokens[at + 1].kind == "." and token.text in _LIBRARIES:
        return  # the dot that follows is refused, with a hint that knows this library
    else:
        found.alone.append(token)


def _check_word(text: str, token: Token) -> None:
    word = token.text
    if word == "lambda":
        what = "'lambda' can only stand at the beginning of a formula"
        raise _refusal(what, text, token, "write lambda a: 3*a, or only 3*a")
    if word.lower() in WORDS - {word}:
        what = f"{quote(word)} is not read as {quote(word.lower())}"
        raise _refusal(what, text, token, "write it in small letters: 1 if a > 3 else 0")
    if word == "elif":
        what = "'elif' is a word of Python, and a formula chooses on one line"
        raise _refusal(what, text, token, "write 1 if a < 0 else 2 if a < 1 else 3")
    if word == "is":
        raise _refusal("'is' is not read as a comparison", text, token, "write == to compare")
    if keyword.iskeyword(word):
        what = f"{quote(word)} is a word of Python, and a formula is not a program"
        raise _refusal(what, text, token, "write only arithmetic, such as 3*a")
    if word.lower() in _NOT_NUMBERS:
        what = f"{quote(word)} is not a number that a formula can hold"
        raise _refusal(what, text, token, "write an ordinary number")


def _variable(
    text: str, declared: str | None, found: _Found, functions: Collection[str]
) -> str | None:
    first = declared
    for token in found.alone:
        _check_misspelling(text, token, found, functions)
        first = first or token.text
    for token in found.before_parenthesis:
        if first is None and len(token.text) == 1:
            first = token.text
        if token.text != first and all(token.text != name.text for name in found.alone):
            raise _unknown_function(text, token, first, functions)
    for token in found.alone:
        if token.text != first:
            raise _second_variable(text, str(first), token, declared, functions)
    return first


def _differentiated_by(
    text: str, tokens: Sequence[Token], variable: str | None, functions: Collection[str]
) -> str | None:
    """The variable, which is also that of each `d/da`; there it may stand alone: d/dx (5)."""
    for token in tokens:
        if token.kind != DERIVATIVE or token.text == variable:
            continue
        _check_word(text, token)
        if variable is not None:
            what = f"{_typed(text, token)} is a derivative by {quote(token.text)}, and the variable"
            instead = f"write d/d{clip(variable)} (…)"
            raise _refusal(f"{what} is {quote(variable)}", text, token, instead)
        if token.text in functions or token.text in CONSTANTS:
            what = f"{quote(token.text)} cannot be the variable of {_typed(text, token)}"
            raise _refusal(what, text, token, f"write d/d{USUAL_VARIABLE} (…)")
        variable = token.text
    return variable


def _typed(text: str, token: Token) -> str:
    return quote(text[token.start : token.end])


def _check_misspelling(text: str, token: Token, found: _Found, functions: Collection[str]) -> None:
    """Refuse a name that would silently become the variable although it was meant otherwise."""
    name = token.text
    what = f"{quote(name)} cannot be the variable's name"
    if name.lower() == "pi":
        raise _refusal(what, text, token, "did you mean 'pi'?")
    if len(name) == len("pix") and name.startswith("pi"):
        raise _refusal(what, text, token, f"did you mean pi*{name[2]}?")
    for known in sorted(functions):
        if len(name) > 1 and known.lower() == name.lower():
            raise _refusal(what, text, token, f"did you mean {known}({USUAL_VARIABLE})?")
    if not (function := leading_function(name, functions)):
        return
    rest = name[len(function) :]
    others = {other.text for other in found.alone if other.text != name}
    if rest in others or _ARGUMENT.fullmatch(rest):
        raise _refusal(what, text, token, f"did you mean {function}({clip(rest)})?")
    what = f"{quote(name)} begins with the function {quote(function)}"
    instead = f"write {function}(…), or begin with lambda {clip(name)}: to use it as the variable"
    raise _refusal(what, text, token, instead)


def _bare_function(
    text: str, tokens: Sequence[Token], at: int, functions: Collection[str]
) -> FormulaError:
    name, following = tokens[at], tokens[at + 1]
    what = f"The function {quote(name.text)} needs parentheses after it"
    argument = _usual_argument(tokens, functions)
    power = _power_after(tokens, at)
    if following.kind == "number" or (following.kind == "name" and following.text not in functions):
        last = following
        if following.kind == "number" and tokens[at + 2].kind == "name":
            last = tokens[at + 2]
        argument = clip(text[following.start : last.end])
    elif power == "-1":
        inverse = inverse_function(name.text, functions)
        other = f"{inverse}({argument}) for the inverse, or " if inverse else ""
        return _refusal(what, text, name, f"write {other}1/{name.text}({argument})")
    elif power:
        return _refusal(what, text, name, f"write {name.text}({argument})^{clip(power)}")
    return _refusal(what, text, name, f"write {name.text}({argument})")


def _power_after(tokens: Sequence[Token], at: int) -> str:
    """The exponent in `sin²(a)` or `sin^-1(a)`, or nothing."""
    following = tokens[at + 1]
    if following.kind == "superscript":
        return following.text
    if following.kind != "^":
        return ""
    sign = "-" if tokens[at + 2].kind == "-" else ""
    number = tokens[at + 2 + len(sign)]
    written = f"({number.text})" if "/" in number.text else number.text
    return sign + written if number.kind == "number" else ""


def _usual_argument(tokens: Sequence[Token], functions: Collection[str]) -> str:
    for token in tokens:
        known = token.text in functions or token.text in CONSTANTS or token.text == "lambda"
        if token.kind == "name" and not known:
            return clip(token.text)
    return USUAL_VARIABLE


def _unknown_function(
    text: str, token: Token, variable: str | None, functions: Collection[str]
) -> FormulaError:
    name = token.text
    what = f"There is no function called {quote(name)}"
    if name.lower() in {"pow", "power"}:
        return _refusal(what, text, token, "write a^2 for a power")
    known = nearest_function(name, functions)
    inner = trailing_function(name, functions)
    front = name[: -len(inner)] if inner else ""
    if front and (front == variable or front in CONSTANTS):
        return _refusal(what, text, token, f"did you mean {clip(front)}*{inner}(…)?")
    if known:
        return _refusal(what, text, token, f"did you mean '{known}'?")
    if len(name) == 1:
        what = f"{quote(name)} is not a function, and the variable is {quote(str(variable))}"
        return _refusal(what, text, token, "write the formula itself, such as 3*a")
    return _refusal(what, text, token, "write it out with functions such as sin, exp or sqrt")


def _second_variable(
    text: str, first: str, token: Token, declared: str | None, functions: Collection[str]
) -> FormulaError:
    names = f"{quote(first)} and {quote(token.text)}"
    what = f"A formula has one variable, and this one has two: {names}"
    if declared:
        what = f"The variable is {quote(first)}, and {quote(token.text)} is another name"
    for name in (token.text, first):
        known = other_name(name, functions) if len(name) > 1 else None
        if known:
            return _refusal(what, text, token, f"did you mean {known}(…)?")
    return _refusal(what, text, token, _one_variable(text, first, token))


def _one_variable(text: str, first: str, token: Token) -> str:
    short, long = sorted((first, token.text), key=len)
    rest = long.removeprefix(short) if long.startswith(short) else ""
    if rest.isdigit():
        return f"write {clip(short)}*{clip(rest)}, or {clip(short)}^{clip(rest)} for a power"
    if rest and len(rest) == 1:
        return _product(short, rest)
    if len(short) < len(long) and long.endswith(short):
        return _product(long.removesuffix(short), short)
    if text[: token.start].rstrip(" \t").endswith(first):
        return _product(first, token.text)
    return "keep one of them, and write a number for the other"


def _product(left: str, right: str) -> str:
    product = f"write {clip(left)}*{clip(right)} for a product"
    if left == right or left in CONSTANTS or right in CONSTANTS:
        return product
    return f"{product}, with a number for one of the two"


def _attribute(
    text: str, tokens: Sequence[Token], at: int, functions: Collection[str]
) -> FormulaError:
    """Refuse `np.sin(a)` and `a.real`: a formula has no attributes, and sin needs no library."""
    before, dot, after = tokens[at - 1] if at else None, tokens[at], tokens[at + 1]
    if after.kind != "name" or before is None or before.kind in "+-*/^(|,.":
        return _refusal("A '.' stands alone here", text, dot, "write a number such as 0.5")
    start, end = before.start, after.end
    what = f"{quote(text[start:end])} is written as in Python, and a formula has no attributes"
    last = at + 1
    while tokens[last + 1].kind == "." and tokens[last + 2].kind == "name":
        last += 2
    instead = _without_library(text, tokens, last, functions)
    return FormulaError(what, text=text, start=start, end=end, instead=instead)


def _without_library(
    text: str, tokens: Sequence[Token], at: int, functions: Collection[str]
) -> str:
    name = tokens[at].text
    if name in CONSTANTS:
        return f"write {name}"
    known = name if name in functions else nearest_function(name, functions)
    if not known or tokens[at + 1].kind != "(":
        return "write only arithmetic, such as 3*a"
    depth = 0
    for token in tokens[at + 1 :]:
        depth += {"(": 1, ")": -1}.get(token.kind, 0)
        if depth == 0:
            inside = text[tokens[at + 1].end : token.start]
            simple = not {".", "name"} <= {t.kind for t in tokens[at + 1 :] if t.end <= token.end}
            return f"write {known}({clip(inside) if simple else '…'})"
    return f"write {known}(…)"


def _refusal(what: str, text: str, token: Token, instead: str) -> FormulaError:
    return FormulaError(what, text=text, start=token.start, end=token.end, instead=instead)
