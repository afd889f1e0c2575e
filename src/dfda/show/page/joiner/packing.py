"""Tokens put together again, with as little between them as keeps their meaning.

A line's end matters only where a statement could end at it; a semicolon before a closing brace is
one that would be put there anyway; and `const a = 1; const b = 2;` is `let a = 1, b = 2;`, since
the type checker has seen that nothing is assigned to a constant. So is `const [a, b] = [1, 2];`,
which needs no list. `true` is `!0`, 0.5 is .5, `undefined` is `void 0`, and `new A()` is `new A`.
Parentheses and choices have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from dfda.show.page.joiner.branches import with_branches_joined
from dfda.show.page.joiner.parentheses import without_spare_parentheses
from dfda.show.page.joiner.pieces import Piece, groups, needs_space
from dfda.show.page.joiner.tokens import BLANK, CONDITIONS, DOTS, Kind, Token, turn

_NO_END: Final = frozenset({",", ";", "{", "(", "[", "=", "=>", "?", ":", "&&", "||", "??", "+"})
"""Where these stand last in a line, its statement goes on (or has ended already)."""

_NO_START: Final = frozenset({".", "?.", ")", "]", "}", ",", ";", "?", ":", "=", "&&", "||", "??"})
"""No statement starts with these, so that none has ended before them."""

_SHORTER: Final = {"const": "let", "true": "!0", "false": "!1", "undefined": "void 0"}
_KINDS: Final = {
    "const": Kind.WORD, "true": Kind.MARK, "false": Kind.MARK, "undefined": Kind.WORD,
}  # fmt: skip
_STAYS_BEFORE: Final = frozenset({":", "(", ".", "?.", "**"})
"""Before these a word is the name of a property, or its shorter form would be read otherwise."""

_CLOSE: Final = frozenset({"]", "}", ")"})

_AFTER_CALL: Final = _CLOSE | {",", ";", ":"}


def packed(kept: Iterable[Token]) -> str:
    """The text of the tokens."""
    solid = _without_spare(_with_gaps(_shorter(kept)))
    solid = _without_spare_lists(without_spare_parentheses(solid))
    solid = list(with_branches_joined(solid))
    pieces = _with_constants_joined(_without_spare_semicolons(solid))
    return "".join(gap + token.text for token, gap in pieces)


def _shorter(kept: Iterable[Token]) -> Iterator[Token]:
    """Shorter ways to write a word or a number, which is not the name of a property."""
    solid = list(kept)
    texts = ["", *(token.text for token in solid if token.kind not in BLANK), ""]
    place = -1
    for token in solid:
        place += token.kind not in BLANK
        if token.kind is Kind.WORD and token.text in _SHORTER:
            before, _, after = texts[place : place + 3]
            is_property = before in DOTS or after in _STAYS_BEFORE
            short = token._replace(text=_SHORTER[token.text], kind=_KINDS[token.text])
            yield token if is_property else short
        elif token.kind is Kind.NUMBER:
            text = token.text.replace("_", "")
            is_spare = text.startswith("0.") and text[2:3].isdigit()
            yield token._replace(text=text[1:] if is_spare else text)
        else:
            yield token


def _with_gaps(kept: Iterable[Token]) -> list[Piece]:
    """The tokens that are not blank, each with the gap before it that has to stay."""
    found: list[Piece] = []
    gap = ""
    for token in kept:
        if token.kind in BLANK:
            gap = "\n" if gap == "\n" or token.kind is Kind.NEWLINE else " "
            continue
        found.append((token, _gap(found[-1][0], token, gap) if found else ""))
        gap = ""
    return found


def _gap(left: Token, right: Token, gap: str) -> str:
    ends = left.kind is Kind.MARK and left.text in _NO_END
    starts = right.kind is Kind.MARK and right.text in _NO_START
    if gap == "\n" and not ends and not starts:
        return gap
    return " " if gap and needs_space(left, right) else ""


def _without_spare(pieces: list[Piece]) -> list[Piece]:
    """No comma before a closing bracket, no brackets around a lone parameter or of `new A()`."""
    kept: list[Piece] = []
    for token, gap in pieces:
        if token.text in _CLOSE and kept and kept[-1][0].text == ",":
            if kept[-2][0].text not in {",", "["}:
                kept.pop()
        elif token.text == "=>" and _is_lone(kept):
            del kept[-3], kept[-1]
        elif token.text in _AFTER_CALL and _is_made(kept):
            del kept[-2:]
        kept.append((token, gap))
    return kept


def _is_lone(kept: list[Piece]) -> bool:
    """Whether `(a)` stands last, where nothing before it would run into a."""
    before = kept[-4][0].kind if len(kept) > 3 else Kind.MARK
    texts = [token.text for token, _ in kept[-3:]]
    is_single = texts[::2] == ["(", ")"] and kept[-2][0].kind is Kind.WORD
    return is_single and before not in (Kind.WORD, Kind.NUMBER)


def _is_made(kept: list[Piece]) -> bool:
    """Whether `new A()` stands last."""
    texts = [token.text for token, _ in kept[-4:]]
    return texts[::2] == ["new", "("] and texts[-1] == ")"


def _items(pieces: list[Piece], start: int, end: int) -> list[list[Piece]]:
    """What stands between two brackets, parted at the commas that are not in further brackets."""
    items: list[list[Piece]] = [[]]
    depth = 0
    for piece in pieces[start + 1 : end]:
        closes, opens = turn(piece[0])
        depth += opens - closes
        if piece[0].text == "," and not depth:
            items.append([])
        else:
            items[-1].append(piece)
    return items


def _without_spare_lists(pieces: list[Piece]) -> list[Piece]:
    """`let a = 1, b = 2;` for `let [a, b] = [1, 2];`: no expression can need a name before it."""
    ends = groups(pieces)
    kept: list[Piece] = []
    place = 0
    while place < len(pieces):
        told, after = _told_apart(pieces, place, ends)
        kept += told or [pieces[place]]
        place = after
    return kept


def _told_apart(pieces: list[Piece], place: int, ends: dict[int, int]) -> tuple[list[Piece], int]:
    """The declarations that stand here as two lists, each by itself, and the place after them."""
    second = ends.get(place + 1, place) + 2
    last = ends.get(second, place)
    around = [place, place + 1, second - 1, second, last + 1]
    texts = [pieces[index][0].text for index in around if index < len(pieces)]
    if texts != ["let", "[", "=", "[", ";"]:
        return [], place + 1
    names = [[token for token, _ in item] for item in _items(pieces, place + 1, second - 2)]
    values = _items(pieces, second, last)
    is_plain = all(len(name) == 1 and name[0].kind is Kind.WORD for name in names)
    is_told = all(value and value[0][0].text != "..." for value in values)
    if not is_plain or not is_told or len(names) != len(values):
        return [], place + 1
    told = [pieces[place]]
    for (name,), ((first, _), *rest) in zip(names, values, strict=True):
        line = name.line
        comma = [(Token(Kind.MARK, ",", line), "")] if len(told) > 1 else []
        gap = "" if comma else " "
        told += [*comma, (name, gap), (Token(Kind.MARK, "=", line), ""), (first, ""), *rest]
    return told, last + 1


def _without_spare_semicolons(pieces: list[Piece]) -> Iterator[Piece]:
    """None before a closing brace, unless it is a whole statement: `while (a);`."""
    questions = [False]
    was_question = False
    for place, (token, gap) in enumerate(pieces):
        after = pieces[place + 1][0] if place + 1 < len(pieces) else token
        before = pieces[place - 1][0].text if place else ""
        is_last = token.text == ";" and after.kind is not Kind.WORD and after.text[:1] == "}"
        if is_last and not was_question and before != "else":
            continue
        closes, opens = turn(token)
        was_question = closes and questions.pop()
        if opens:
            questions.append(before in CONDITIONS)
        yield token, gap


def _with_constants_joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """A comma for a semicolon between two statements that begin with `let`."""
    starts = [""]
    waiting = is_joined = False
    for token, space in pieces:
        gap, is_joined = "" if is_joined else space, False
        if waiting:
            waiting = False
            if token.text == "let":
                is_joined = True
                yield Token(Kind.MARK, ",", token.line), ""
                continue
            yield Token(Kind.MARK, ";", token.line), ""
            starts[-1] = ""
        closes, opens = turn(token)
        if closes:
            starts.pop()
        elif gap == "\n" or not starts[-1]:
            starts[-1] = token.text
        waiting = token.text == ";" and starts[-1] == "let"
        if token.text == ";" and not waiting:
            starts[-1] = ""
        if opens:
            starts.append("")
        if not waiting:
            yield token, gap
    if waiting:
        yield Token(Kind.MARK, ";", 0), ""
