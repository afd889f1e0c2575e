"""A place in the tokens of a formula, and the sentences for what cannot stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dfda.errors import FormulaError
from dfda.formulas.characters import clip, quote
from dfda.formulas.lexer import SIGNS, WORDS, Token
from dfda.formulas.tree import Comparison, Junction, Negation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dfda.formulas.tree import Arity, Tree

OPERATORS: Final = frozenset("+-*/^")
CHOOSE: Final = "write 1 if a > 3 else 0"
THERE: Final = "write a number or the variable there"

_NEED_MORE = OPERATORS | SIGNS | WORDS | {",", ":"}
_ENDS = frozenset({"end", ")", ",", ":", "else"})
_NOTHING = Token("start", "", 0, 0)
_COUNTS = ("no", "one", "two", "three", "four")


class Place:
    """Where a reader of tokens stands; every refusal is built here and raised by the reader."""

    __slots__ = ("at", "open_ifs", "text", "tokens")

    def __init__(self, text: str, tokens: Sequence[Token], at: int) -> None:
        self.text = text
        self.tokens = tokens
        self.at = at
        self.open_ifs = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    @property
    def before(self) -> Token:
        """The token that was read last."""
        return self.tokens[self.at - 1] if self.at else _NOTHING

    def advance(self) -> Token:
        """Go past the next token and give it."""
        self.at += 1
        return self.tokens[self.at - 1]

    def number(self, tree: Tree) -> Tree:
        """The tree itself, which must be a number and not a condition."""
        if not isinstance(tree, Comparison | Junction | Negation):
            return tree
        piece = self.text[tree.start : tree.end]
        instead = f"write (1 if {_unwrapped(piece)} else 0)"
        if tree.start == 0 and tree.end == len(self.text):
            instead = f"write 1 if {_unwrapped(piece)} else 0"
        raise self.refusal_of(f"{quote(piece)} is a condition and not a number", tree, instead)

    def condition(self, tree: Tree) -> Tree:
        """The tree itself, which must be a condition and not a number."""
        if isinstance(tree, Comparison | Junction | Negation):
            return tree
        piece = self.text[tree.start : tree.end]
        what = f"{quote(piece)} is a number and not a condition"
        raise self.refusal_of(what, tree, f"compare it with something, as in {clip(piece)} > 0")

    def missing_operand(self) -> FormulaError:
        """Say what is missing before the next token, which cannot begin an operand."""
        token, before = self.token, self.before
        if before.kind == "|" and token.kind != "superscript":
            return self.unclosed(before)
        if before.kind == "(" and token.kind == "end":
            return self.unclosed(before)
        if before.kind == "(" and token.kind == ")":
            what = "Nothing stands between these parentheses"
            return self.refusal(what, before._replace(end=token.end), THERE)
        if token.kind in _ENDS and before.kind in _NEED_MORE:
            what = f"Something is missing after {quote(self.typed(before))}"
            return self.refusal(what, before, _what_follows(before))
        if token.kind == "if":
            what = "A value must stand before 'if'"
            return self.refusal(what, token, CHOOSE)
        return self.misplaced(before, token)

    def misplaced(self, before: Token, token: Token) -> FormulaError:
        """Refuse a token that cannot follow the one before it."""
        if before.kind == "<" and token.kind == ">":
            both = before._replace(end=token.end)
            return self.refusal(f"{quote(self.typed(both))} is not a comparison", both, "write !=")
        if before.kind in OPERATORS | SIGNS | WORDS:
            what = f"{quote(self.typed(token))} cannot follow {quote(self.typed(before))}"
            return self.refusal(what, token, "write a number or the variable between them")
        if token.kind == ")":
            return self.refusal("This ')' was never opened", token, "delete it")
        what = f"Something is missing before {quote(self.typed(token))}"
        return self.refusal(what, token, THERE)

    def unexpected(self, opening: Token | None = None) -> FormulaError:
        """Refuse the next token where a formula, or something in parentheses or bars, may end."""
        token = self.token
        if token.kind in {",", ":"}:
            return self.separator()
        if token.kind == "else" and not (opening and self.open_ifs):
            return self.refusal("This 'else' has no 'if' before it", token, CHOOSE)
        if token.kind == "not":
            what = "'not' cannot stand between two values"
            return self.refusal(what, token, "write it before a condition: 1 if not a > 3 else 0")
        if opening:
            return self.unclosed(opening)
        return self.refusal("This ')' was never opened", token, "delete it, or write a ( before")

    def no_else(self, token: Token) -> FormulaError:
        """Refuse an `if` without an `else`."""
        if self.token.kind not in {"end", ")", "|"}:
            return self.unexpected()
        what = "This 'if' has no 'else' after it"
        return self.refusal(what, token, f"{CHOOSE}: both values are needed")

    def number_after(self, token: Token) -> FormulaError:
        """Refuse `2 3` and `a 2`, which may be a slip for a product, a power, or a longer name."""
        left, right = clip(self.typed(self.before)), clip(self.typed(token))
        if self.before.kind == "number" and "/" in token.text and "/" not in self.before.text:
            piece = self.text[self.before.start : token.end]
            what = f"{quote(piece)} can mean a sum or a product"
            return self.refusal(what, token, f"write ({left}+{right}) or {left}*{right}")
        if self.before.kind == "number":
            what = f"Two numbers stand side by side: '{left}' and '{right}'"
            instead = f"write {left}*{right} to multiply, or no space within one number"
        else:
            what = f"The number '{right}' cannot directly follow '{left}'"
            instead = f"write *{right} to multiply, or ^{right} for a power"
            if self.before.kind == "name":
                instead = f"write {left}*{right}, or {left}^{right} for a power"
        return self.refusal(what, token, instead)

    def separator(self) -> FormulaError:
        """Refuse a comma or a colon where none can stand."""
        token = self.token
        if token.kind == ":":
            return self.refusal("A ':' has no meaning here", token, "write / to divide")
        if self.is_decimal_comma(self.at):
            what = "A comma cannot stand inside a number"
            return self.refusal(what, token, self.decimal_point(self.at))
        what = "A comma only separates the arguments of a function"
        return self.refusal(what, token, "write one formula, without the comma")

    def is_decimal_comma(self, at: int) -> bool:
        """Whether the comma stands directly between two numbers, as in 0,5."""
        left, comma, right = self.tokens[at - 1 : at + 2]
        adjacent = left.end == comma.start and comma.end == right.start
        decimal = "/" not in left.text + right.text
        return decimal and adjacent and left.kind == right.kind == "number"

    def decimal_point(self, at: int) -> str:
        """The hint for a comma inside a number."""
        left, right = self.tokens[at - 1].text, self.tokens[at + 1].text
        point = f"write {clip(left)}.{clip(right)} with a decimal point"
        thousands = len(right) == len("000") and right.isdigit() and left != "0"
        return f"{point}, or {clip(left)}{right} without the comma" if thousands else point

    def unclosed(self, opening: Token) -> FormulaError:
        """Refuse a bracket or bar without its partner."""
        if opening.kind == "|":
            instead = "write a second | after it, or abs(…) for one inside another"
        else:
            instead = "write a ) after it"
        return self.refusal(f"This '{opening.kind}' is never closed", opening, instead)

    def arity(
        self, name: Token, closing: Token, given: int, functions: Mapping[str, Arity]
    ) -> FormulaError:
        """Refuse a call with too few or too many arguments."""
        arity = functions[name.text]
        what = f"{quote(name.text)} takes {_expected(arity)}, and {_given(given)}"
        commas = [at for at in self._within(name, closing) if self.tokens[at].kind == ","]
        arguments = ", ".join(("a", "2", "3", *"…")[: arity.least])
        instead = f"write {name.text}({arguments})"
        if len(commas) == 1 and self.is_decimal_comma(commas[0]):
            instead = self.decimal_point(commas[0])
        elif given > arity.least:
            instead = f"give it {_expected(arity)}"
        return self.refusal(what, name._replace(end=closing.end), instead)

    def _within(self, first: Token, last: Token) -> list[int]:
        return [at for at in range(self.at) if first.start <= self.tokens[at].start <= last.start]

    def typed(self, token: Token) -> str:
        """A token as it was typed."""
        return self.text[token.start : token.end]

    def refusal(self, what: str, token: Token, instead: str) -> FormulaError:
        """The error that points at a token."""
        return FormulaError(what, text=self.text, start=token.start, end=token.end, instead=instead)

    def refusal_of(self, what: str, tree: Tree, instead: str) -> FormulaError:
        """The error that points at all that a tree was read from."""
        return FormulaError(what, text=self.text, start=tree.start, end=tree.end, instead=instead)


def _what_follows(before: Token) -> str:
    if before.kind in {"if", "and", "or", "not"}:
        return "write a condition there, such as a > 3"
    return THERE


def _unwrapped(piece: str) -> str:
    """A piece without the parentheses around all of it, as it may stand in a hint."""
    depth = 0
    for at, character in enumerate(piece):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0 and at < len(piece) - 1:
            return clip(piece)
    return _unwrapped(piece[1:-1].strip(" \t")) if piece.startswith("(") else clip(piece)


def _expected(arity: Arity) -> str:
    least, greatest = arity.least, arity.greatest
    if greatest is None:
        return f"at least {_counted(least)}"
    if least == greatest:
        return _counted(least)
    return f"{_count(least)} {'or' if greatest == least + 1 else 'to'} {_counted(greatest)}"


def _given(count: int) -> str:
    return f"{_count(count) if count else 'none'} {'is' if count <= 1 else 'are'} given"


def _counted(count: int) -> str:
    return f"{_count(count)} argument{'' if count == 1 else 's'}"


def _count(count: int) -> str:
    return _COUNTS[count] if count < len(_COUNTS) else str(count)
