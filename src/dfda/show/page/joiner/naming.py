"""One short name for each name, the same everywhere, so that modules can share one function.

Why this changes nothing: in each statement at the top of a module the names are exchanged for
others one-to-one, wherever they occur as names. Then every name means what it meant, whatever the
scopes are, as long as no new name is one that comes from outside, such as `document`; those are
never given away. What is declared inside of a statement is seen nowhere else, so that each
statement may use the same short names again; and so may the brackets in it, as far as no name of
the outside is needed inside of them. What is declared at the top has one name in the whole
script, and no other top has it; so an import needs no statement. What comes from outside, is
always the same and is used often gets a name at the top too, as do texts, and a constant that is a
plain number stands where it is used. Properties keep their names, so `{ a }` becomes `{ a: b }`.

A name that is also used as a property in a way that cannot be told apart is left alone; if that
clashes, the modules are refused. One thing is asked of the modules: none may declare a name and
elsewhere mean the browser's global of that name.
"""

from __future__ import annotations

import itertools
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from dfda.errors import InputError
from dfda.show.page.joiner.tokens import ASSIGNMENTS, BLANK, Kind, Token
from dfda.show.page.joiner.words import KEYWORDS, Role, Words, statements, words

_LETTERS: Final = "etnrisoxyadlcfhpuvmgbwkjqzESTNCLAOMDPHBIFRUWVGYKXJQZ_$"
_FIRST: Final = 4
"""So many letters are for what is inside of statements, where the same few make small files."""

_LEAST: Final = 24
"""So many letters a name for a text has to save."""

_FIXED: Final = frozenset(
    {"Array", "BigInt", "Boolean", "Date", "Error", "Float64Array", "Infinity", "JSON", "Map"}
    | {"Math", "NaN", "Number", "Object", "Promise", "RangeError", "Set", "String", "Symbol"}
    | {"TypeError", "URL", "URLSearchParams", "WeakMap", "WeakSet"}
    | {"document", "location", "navigator", "history", "console", "matchMedia", "getComputedStyle"}
    | {"addEventListener", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "fetch"}
    | {"parseFloat", "encodeURIComponent", "decodeURIComponent"}
)
_MEMBER: Final = frozenset({".", "?.", "["})
_TELLING: Final = 4
"""So many letters more than the word itself it takes to say what its short name is."""


@dataclass(frozen=True, slots=True)
class Import:
    """`names` are pairs (exported name, name here); None stands for the whole module."""

    file: str
    names: tuple[tuple[str, str], ...] | None
    whole: str = ""


@dataclass(slots=True)
class Module:
    """A module without its import statements and the word `export`."""

    file: str
    imports: list[Import] = field(default_factory=list)
    exports: dict[str, str] = field(default_factory=dict)
    tokens: list[Token] = field(default_factory=list)


class _Key(NamedTuple):
    """What is renamed at once: a name at the top of a file, or one inside of a statement of it."""

    file: str
    word: str
    part: int = -1

    @property
    def is_top(self) -> bool:
        return self.part < 0


@dataclass(slots=True)
class _Part:
    """A statement at the top of a module, or more of them, with what its words stand for."""

    file: str
    tokens: list[Token]
    words: Words
    keys: dict[str, _Key] = field(default_factory=dict)
    wholes: dict[str, dict[str, _Key]] = field(default_factory=dict)
    solid: list[Token] = field(default_factory=list)

    @property
    def free(self) -> set[str]:
        """Names that come from outside."""
        names = {self.solid[place].text for place, role in self.words.roles.items()
                 if role is not Role.PROPERTY}  # fmt: skip
        return names - self.keys.keys() - self.wholes.keys()

    def met(self) -> Iterator[tuple[_Key, Role]]:
        """Everything that is renamed, as often as it occurs."""
        for place, role in self.words.roles.items():
            key = None if role is Role.PROPERTY else self.key(place)
            if key:
                yield key, role

    def meet(self, one: _Key, other: _Key) -> bool:
        """Whether two keys need two names here; what is declared at the top is seen everywhere."""
        return one.is_top or other.is_top or self.words.meet(one.word, other.word)

    def key(self, place: int) -> _Key | None:
        """What the word at this place stands for; None where that comes from outside."""
        word = self.solid[place].text
        return self._member(place) if word in self.wholes else self.keys.get(word)

    def _member(self, place: int) -> _Key:
        """What `Whole.name` stands for."""
        whole = self.solid[place]
        dot, member = [*self.solid[place + 1 : place + 3], whole, whole][:2]
        if dot.text != "." or member.text not in self.wholes[whole.text]:
            raise InputError(
                f"{self.file}, line {whole.line}: {whole.text} is a whole module, "
                f"and {whole.text}{dot.text}{member.text} is not one of its exports",
                instead=f"write {whole.text}.name, and nothing else, for what it exports",
            )
        return self.wholes[whole.text][member.text]


def renamed(modules: dict[str, Module]) -> list[Token]:
    """The tokens of all modules, which may stand in one function.

    Raises InputError where an import cannot be resolved or a name cannot be told apart.
    """
    exports: dict[str, dict[str, _Key]] = {}
    parts: list[_Part] = []
    for module in modules.values():
        found, exports[module.file] = _parts(module, exports)
        parts += found
    parts, numbers = _without_numbers(parts)
    outside = _outside(parts)
    short = _short(parts, numbers)
    tops = Counter(name for key, name in short.items() if key.is_top)
    for part in parts:
        _check(part, short, tops)
    told = [token for key in outside for token in _told(key, short[key])]
    return [*told, *(token for part in parts for token in _written(part, short, numbers))]


def _without_numbers(parts: list[_Part]) -> tuple[list[_Part], dict[_Key, str]]:
    """The statements that only give names to numbers apart from all others."""
    kept: list[_Part] = []
    numbers: dict[_Key, str] = {}
    left_alone = _doubtful(parts) | _hidden(parts)
    for part in parts:
        found = _numbers(part)
        if found.keys() & left_alone:
            found = {}
        numbers |= found
        kept += [] if found else [part]
    return kept, numbers


def _doubtful(parts: list[_Part]) -> set[_Key]:
    return {part.keys[word] for part in parts for word in part.words.doubtful & part.keys.keys()}


def _hidden(parts: list[_Part]) -> set[_Key]:
    """What is declared at the top, where something inside of a statement has the same name."""
    inside = ((part, word) for part in parts for word in part.words.declared - part.words.top)
    return {part.keys[word] for part, word in inside if part.keys[word].is_top}


def _numbers(part: _Part) -> dict[_Key, str]:
    """What `const A = 1;` or `const [A, B] = [1, 2];` says, if the statement is that."""
    told = [token for token in part.solid if token.kind in (Kind.WORD, Kind.NUMBER)][1:]
    half = len(told) // 2
    texts, kinds = [token.text for token in told], [token.kind for token in told]
    names, values = ",".join(texts[:half]), ",".join(texts[half:])
    statement = "".join(token.text for token in part.solid)
    is_told = statement in {f"const{names}={values};", f"const[{names}]=[{values}];"}
    if not is_told or kinds != [Kind.WORD] * half + [Kind.NUMBER] * half:
        return {}
    return {part.keys[texts[place]]: texts[place + half] for place in range(half)}


def _outside(parts: list[_Part]) -> list[_Key]:
    """What comes from outside, and texts, where a name of their own pays."""
    texts = [dict.fromkeys(_texts(part), Role.NAME) for part in parts]
    doubtful = KEYWORDS.union(*(part.words.doubtful for part in parts))
    counts = Counter(
        part.solid[place].text
        for part, found in zip(parts, texts, strict=True)
        for place, role in [*part.words.roles.items(), *found.items()]
        if role is Role.NAME and part.key(place) is None
    )
    doubtful |= set().union(*map(_assigned, parts))
    often = {word for word, count in counts.items()
             if _pays(word, count) and word not in doubtful and _is_fixed(word)}  # fmt: skip
    for part, found in zip(parts, texts, strict=True):
        own = {part.solid[place].text for place in found} | part.free
        part.words.roles |= {
            place: role for place, role in found.items() if part.solid[place].text in often
        }
        part.keys |= {word: _Key("", word) for word in often & own}
    return [_Key("", word) for word in counts if word in often]


def _texts(part: _Part) -> Iterator[int]:
    """Where texts stand that are not the names of properties."""
    around = ["", *(token.text for token in part.solid), ""]
    for place, token in enumerate(part.solid):
        is_property = around[place] in {"{", ","} and around[place + 2] == ":"
        if token.kind is Kind.STRING and not is_property:
            yield place


def _is_fixed(word: str) -> bool:
    """Whether a name from outside means the same at all times: a text, a class, a function.

    `innerWidth` does not; to ask for `localStorage` is an error in a page without a memory, and so
    it is for a class in a browser that has none such.
    """
    return word[0] in "\"'" or word in _FIXED


def _assigned(part: _Part) -> set[str]:
    """What is given another value: `location = link` leads elsewhere, a name of it would not."""
    texts = ["", *(token.text for token in part.solid), ""]
    steps = {"++", "--"}
    return {
        word
        for before, word, after in zip(texts, texts[1:], texts[2:], strict=False)
        if after in ASSIGNMENTS | steps or before in steps
    }


def _pays(word: str, count: int) -> bool:
    """Whether a name of two letters saves enough; a text again takes little where it is zipped."""
    least = _LEAST if word[0] in "\"'" else 0
    return count * (len(word) - 2) - (len(word) + _TELLING) > least


def _told(key: _Key, name: str) -> list[Token]:
    """The statement `const name = word;`."""
    pieces = [(Kind.WORD, "const"), (Kind.SPACE, " "), (Kind.WORD, name), (Kind.MARK, "="),
              (Kind.WORD, key.word), (Kind.MARK, ";")]  # fmt: skip
    return [Token(kind, text, 0) for kind, text in pieces]


def _parts(
    module: Module, exports: dict[str, dict[str, _Key]]
) -> tuple[list[_Part], dict[str, _Key]]:
    """A module's statements, and what it exports."""
    parts = [_Part(module.file, tokens, words(tokens)) for tokens in statements(module.tokens)]
    tops = {word: _Key(module.file, word) for part in parts for word in part.words.top}
    wholes = {one.whole: exports[one.file] for one in module.imports if one.names is None}
    for asked in module.imports:
        for name, here in asked.names or ():
            if name not in exports[asked.file]:
                raise InputError(
                    f"{module.file} imports {name}, which {asked.file} does not export"
                )
            tops[here] = exports[asked.file][name]
    for index, part in enumerate(parts):
        part.keys = {word: _Key(module.file, word, index) for word in part.words.declared} | tops
        part.wholes = wholes
        part.solid = [token for token in part.tokens if token.kind not in BLANK]
    return parts, {
        name: tops.get(inside, _Key(module.file, inside)) for name, inside in module.exports.items()
    }


def _short(parts: list[_Part], numbers: dict[_Key, str]) -> dict[_Key, str]:
    """A new name for each key.

    At the top those that occur most get the shortest. All others are named in the order in which
    they come: neighbours then look alike, and so do parameters everywhere.
    """
    counts, both = Counter[_Key](), Counter[_Key]()
    used: dict[_Key, set[int]] = {}
    for index, part in enumerate(parts):
        for key, role in part.met():
            if key in numbers:
                continue
            counts[key] += 1
            both[key] += role is Role.BOTH
            used.setdefault(key, set()).add(index)
    outside = KEYWORDS.union(*(part.free | part.words.doubtful for part in parts))
    taken = [set(outside) for _ in parts]
    doubtful = _doubtful(parts)
    tops: set[str] = set()
    short: dict[_Key, str] = {}
    gain = {key: count * (len(key.word) - 1) - both[key] * (len(key.word) + 1)
            for key, count in counts.items()}  # fmt: skip
    often = [key for key, _ in counts.most_common() if key.is_top and gain[key] > 0]
    singles = often[: len(_LETTERS) - _FIRST]
    order = {key: place for place, key in enumerate(dict.fromkeys([*singles, *counts]))}
    inside: dict[int, list[_Key]] = {}
    for key in sorted(counts, key=lambda key: (gain[key] > 0, not key.is_top, order[key])):
        others = set().union(*(taken[index] for index in used[key]), tops if key.is_top else ())
        others |= {
            short[other]
            for index in used[key]
            for other in inside.get(index, ())
            if parts[index].meet(key, other)
        }
        is_kept = key in doubtful or (gain[key] <= 0 and key.word not in others)
        names = _names(_FIRST if key.is_top else 0)
        short[key] = name = key.word if is_kept else next(n for n in names if n not in others)
        for index in used[key]:
            inside.setdefault(index, []).append(key)
        if key.is_top:
            tops.add(name)
    return short


def _names(first: int) -> Iterator[str]:
    """All names, the shortest first; the first ones are left to what is inside of statements.

    Names that follow one another begin differently and end alike.
    """
    yield from _LETTERS[first:]
    for rest in itertools.count(1):
        for letters in itertools.product(*[_LETTERS + string.digits] * rest, _LETTERS):
            yield "".join(reversed(letters))


def _check(part: _Part, short: dict[_Key, str], tops: Counter[str]) -> None:
    """No two things that meet may have one name."""
    keys = [key for key in dict.fromkeys(key for key, _ in part.met()) if key in short]
    doubtful = part.words.doubtful & part.keys.keys()
    clashes = [
        *(short[key] for key in keys if tops[short[key]] > 1),
        *(
            short[one]
            for one, other in itertools.combinations(keys, 2)
            if short[one] == short[other] and part.meet(one, other)
        ),
        *(part.free & tops.keys()),
        *(word for word in doubtful if short.get(part.keys[word]) != word),
        *_twice(part),
    ]
    if clashes:
        raise InputError(
            f"{part.file} has two meanings for {clashes[0]}",
            instead="give one of them another name",
        )


def _twice(part: _Part) -> list[str]:
    """What one module calls by two names, which could hide one another."""
    return [key.word for key, times in Counter(part.keys.values()).items() if times > 1]


def _written(part: _Part, short: dict[_Key, str], numbers: dict[_Key, str]) -> Iterator[Token]:
    """The statements with their new names, ended so that others may follow."""
    place, skipped = -1, 0
    for token in part.tokens:
        if token.kind in BLANK:
            yield token
            continue
        place += 1
        role = part.words.roles.get(place)
        if skipped:
            skipped -= 1
            continue
        key = None if role is None or role is Role.PROPERTY else part.key(place)
        if key is None:
            yield token
            continue
        skipped = 2 * (token.text in part.wholes)
        new = Token(Kind.WORD, short.get(key, ""), token.line)
        if key in numbers:
            after = part.solid[place + skipped + 1 : place + skipped + 2]
            text = f"({numbers[key]})" if after and after[0].text in _MEMBER else numbers[key]
            new = Token(Kind.NUMBER, text, token.line)
        if role is Role.BOTH and new.text != token.text:
            yield token
            yield Token(Kind.MARK, ":", token.line)
        yield new
    if part.solid and part.solid[-1].text != ";":
        yield Token(Kind.MARK, ";", part.solid[-1].line)
    yield Token(Kind.NEWLINE, "\n", 0)
