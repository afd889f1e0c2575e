"""One short name for each name, the same everywhere, so that modules can share one function.

Why this changes nothing: in each module the names are exchanged for others one-to-one, wherever
they occur as names. Then every name means what it meant, whatever the scopes are, as long as no
new name is one that the module takes from outside, such as `document`; those are left alone, and
never given away. What is exported has one name in all modules, which no other module uses at its
top; so an import needs no statement. Properties keep their names, so `{ a }` becomes `{ a: b }`.

A name that is also used as a property in a way that cannot be told apart is left alone; if that
clashes, the modules are refused. One thing is asked of the modules: none may declare a name and
elsewhere mean the browser's global of that name.
"""

from __future__ import annotations

import itertools
import string
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from dfda.errors import InputError
from dfda.show.page.tokens import BLANK, Kind, Token
from dfda.show.page.words import KEYWORDS, Role, Words, words

_LETTERS: Final = string.ascii_letters + "$_"


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


@dataclass(frozen=True, slots=True)
class _Key:
    """What is renamed at once: a name at the top of a file, or all others spelled so in it."""

    file: str
    word: str
    is_top: bool = False


@dataclass(slots=True)
class _Named:
    """A module with what its words stand for."""

    module: Module
    words: Words
    keys: dict[str, _Key] = field(default_factory=dict)
    wholes: dict[str, dict[str, _Key]] = field(default_factory=dict)

    @property
    def free(self) -> set[str]:
        """Names that come from outside."""
        solid = _solid(self.module.tokens)
        names = {solid[place].text for place, role in self.words.roles.items()
                 if role is not Role.PROPERTY}  # fmt: skip
        return names - self.keys.keys() - self.wholes.keys()


def renamed(modules: dict[str, Module]) -> list[Token]:
    """The tokens of all modules, which may stand in one function.

    Raises InputError where an import cannot be resolved or a name cannot be told apart.
    """
    named: dict[str, _Named] = {}
    for module in modules.values():
        named[module.file] = _named(module, named)
    short = _short(list(named.values()))
    _check(list(named.values()), short)
    return [token for one in named.values() for token in _written(one, short)]


def _solid(tokens: Iterable[Token]) -> list[Token]:
    return [token for token in tokens if token.kind not in BLANK]


def _named(module: Module, before: dict[str, _Named]) -> _Named:
    found = words(module.tokens)
    one = _Named(module, found, {word: _Key(module.file, word) for word in found.declared})
    one.keys |= {word: _Key(module.file, word, is_top=True) for word in found.top}
    for asked in module.imports:
        known = _exports(before[asked.file])
        if asked.names is None:
            one.wholes[asked.whole] = known
        for name, here in asked.names or ():
            if name not in known:
                raise InputError(
                    f"{module.file} imports {name}, which {asked.file} does not export"
                )
            one.keys[here] = known[name]
    return one


def _exports(one: _Named) -> dict[str, _Key]:
    return {
        name: one.keys.get(inside, _Key(one.module.file, inside, is_top=True))
        for name, inside in one.module.exports.items()
    }


def _places(one: _Named) -> Iterator[tuple[_Key, Role]]:
    """Everything that is renamed, as often as it occurs."""
    solid = _solid(one.module.tokens)
    for place, role in one.words.roles.items():
        word = solid[place].text
        if role is Role.PROPERTY:
            continue
        if word in one.keys:
            yield one.keys[word], role
        elif word in one.wholes:
            yield _member(one, solid, place), role


def _member(one: _Named, solid: list[Token], place: int) -> _Key:
    """What `Whole.name` stands for."""
    whole = solid[place]
    dot, member = [*solid[place + 1 : place + 3], whole, whole][:2]
    if dot.text != "." or member.text not in one.wholes[whole.text]:
        raise InputError(
            f"{one.module.file}, line {whole.line}: {whole.text} is a whole module, "
            f"and {whole.text}{dot.text}{member.text} is not one of its exports",
            instead=f"write {whole.text}.name, and nothing else, for what it exports",
        )
    return one.wholes[whole.text][member.text]


def _short(named: list[_Named]) -> dict[_Key, str]:
    """A new name for each key, the shortest for those that occur most."""
    counts, both = Counter[_Key](), Counter[_Key]()
    used: dict[_Key, set[str]] = {}
    for one in named:
        for key, role in _places(one):
            counts[key] += 1
            both[key] += role is Role.BOTH
            used.setdefault(key, set()).add(one.module.file)
    outside = KEYWORDS.union(*(one.free | one.words.doubtful for one in named))
    taken: dict[str, set[str]] = {one.module.file: set(outside) for one in named}
    doubtful = {one.keys[word] for one in named for word in one.words.doubtful & one.keys.keys()}
    tops: set[str] = set()
    short: dict[_Key, str] = {}
    gain = {key: count * (len(key.word) - 1) - both[key] * (len(key.word) + 1)
            for key, count in counts.items()}  # fmt: skip
    for key in sorted(counts, key=lambda key: (gain[key] > 0, -counts[key])):
        others = set().union(*(taken[file] for file in used[key]), tops if key.is_top else ())
        is_kept = key in doubtful or (gain[key] <= 0 and key.word not in others)
        short[key] = name = key.word if is_kept else next(n for n in _names() if n not in others)
        for file in used[key]:
            taken[file].add(name)
        if key.is_top:
            tops.add(name)
    return short


def _names() -> Iterator[str]:
    for length in itertools.count(1):
        for first in itertools.product(_LETTERS, *[_LETTERS + string.digits] * (length - 1)):
            yield "".join(first)


def _check(named: list[_Named], short: dict[_Key, str]) -> None:
    """No two things that meet may have one name."""
    tops = Counter(name for key, name in short.items() if key.is_top)
    for one in named:
        seen = Counter(short[key] for key in {key for key, _ in _places(one)})
        clashes = [
            *(name for name in seen if seen[name] > 1),
            *(name for name in tops if tops[name] > 1 or name in one.free),
            *(
                word
                for word in one.words.doubtful & one.keys.keys()
                if short[one.keys[word]] != word
            ),
            *(key.word for key, times in Counter(one.keys.values()).items() if times > 1),
        ]
        if clashes:
            raise InputError(
                f"{one.module.file} has two meanings for {clashes[0]}",
                instead="give one of them another name",
            )


def _written(one: _Named, short: dict[_Key, str]) -> Iterator[Token]:
    """The module with its new names, ended so that another one may follow."""
    place, skipped = -1, 0
    solid = _solid(one.module.tokens)
    for token in one.module.tokens:
        if token.kind in BLANK:
            yield token
            continue
        place += 1
        if skipped:
            skipped -= 1
            continue
        role = one.words.roles.get(place)
        if role is None or role is Role.PROPERTY:
            yield token
        elif token.text in one.wholes:
            yield replace(token, text=short[_member(one, solid, place)])
            skipped = 2
        elif token.text in one.keys:
            name = short[one.keys[token.text]]
            is_told = role is Role.BOTH and name != token.text
            yield replace(token, text=f"{token.text}:{name}" if is_told else name)
        else:
            yield token
    if solid and solid[-1].text != ";":
        yield Token(Kind.MARK, ";", solid[-1].line)
    yield Token(Kind.NEWLINE, "\n", 0)
