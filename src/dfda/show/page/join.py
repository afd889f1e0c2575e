"""The ES modules of the front end as one classic script, which a single HTML file can hold.

Each module becomes a function that returns its exports, in the order in which they need one
another, so that no two names can clash. Comments, indentation and spare spaces are left out;
nothing else is changed. What the joiner does not know it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from dfda.errors import InputError
from dfda.show.page.tokens import BLANK, Kind, Token, tokens

_CLOSES_ELEMENT: Final = re.compile(r"</?script|<!--", re.IGNORECASE)
_STARTS: Final = re.compile(r"(^|\n)-->")
_DECLARED: Final = ("function", "class")


@dataclass(frozen=True, slots=True)
class _Import:
    """`names` are pairs (exported name, name here); None stands for the whole module."""

    file: str
    names: tuple[tuple[str, str], ...] | None
    whole: str = ""


@dataclass(slots=True)
class _Module:
    file: str
    imports: list[_Import] = field(default_factory=list)
    exports: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    body: str = ""


def joined(folder: Path, start: str = "main.js") -> str:
    """One script that does what the module `start` does.

    Args:
        folder: Where the modules are.
        start: The module that imports all others, directly or through them.

    Returns:
        The text of a classic script, the same for the same modules. It defines no global name.

    Raises:
        InputError: A file is missing, modules import one another in a circle, or one of them
            uses a form that is not supported; the message says which and what to write instead.
    """
    modules = _in_order(folder, start)
    handles = _handles(modules)
    parts = [_wrapped(module, modules, handles) for module in modules.values()]
    script = "\n".join(['(function () {\n"use strict";', *parts, "})();\n"])
    if _CLOSES_ELEMENT.search(script) or _STARTS.search(script):
        raise InputError(
            "the joined script would end its own HTML element",
            instead=r'write "\x3c" for the < of "<script", "</script" and "<!--"',
        )
    return script


def _in_order(folder: Path, start: str) -> dict[str, _Module]:
    """Every module that is needed, each after those that it imports."""
    read: dict[str, _Module] = {}
    done: dict[str, _Module] = {}
    path: list[tuple[str, str]] = [(start, "")]
    while path:
        file, importer = path[-1]
        if file not in read:
            read[file] = _module(folder, file, importer)
        waiting = [found.file for found in read[file].imports if found.file not in done]
        if not waiting:
            done[file] = read[file]
            path.pop()
            continue
        circle = [name for name, _ in path]
        if waiting[0] in circle:
            names = " → ".join([*circle[circle.index(waiting[0]) :], waiting[0]])
            raise InputError(f"modules import one another in a circle: {names}")
        path.append((waiting[0], file))
    return done


def _module(folder: Path, file: str, importer: str) -> _Module:
    try:
        source = (folder / file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        needed = f", which {importer} imports" if importer else ""
        raise InputError(f"{file}{needed} cannot be read") from error
    return _Reading(file, source).module()


class _Reading:
    """One pass over the tokens of a module: imports and exports are taken out of the rest."""

    def __init__(self, file: str, source: str) -> None:
        self.all = tokens(source, file)
        self.solid = [token for token in self.all if token.kind not in BLANK]
        self.result = _Module(file)
        self.dropped: set[int] = set()
        self.place = 0

    def module(self) -> _Module:
        depth = 0
        while self.place < len(self.solid):
            token = self.solid[self.place]
            depth += _deeper(token)
            if token.kind is Kind.WORD and not self._is_property():
                self._word(token, depth)
            self.place += 1
        self.result.words = {token.text for token in self.solid if token.kind is Kind.WORD}
        kept = [token for token in self.all if id(token) not in self.dropped]
        self.result.body = _packed(kept)
        return self.result

    def _is_property(self) -> bool:
        before = self.solid[self.place - 1].text if self.place else ""
        return before in {".", "?."} or self._text(1) == ":"

    def _word(self, token: Token, depth: int) -> None:
        if token.text == "import":
            if self._text(1) in {"(", "."} or depth:
                raise self._fault("only import statements at the top are supported")
            self._import()
        elif token.text == "export":
            self._export()
        elif token.text == "await" and not depth and not self._is_in_async():
            raise self._fault("await outside of a function is not supported")

    def _is_in_async(self) -> bool:
        """Whether `async` stands before, in the same statement, as in async () => await x."""
        for token in reversed(self.solid[: self.place]):
            if token.text in {"async", ";"}:
                return token.text == "async"
        return False

    def _text(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.solid[place].text if place < len(self.solid) else ""

    def _fault(self, what: str, instead: str = "") -> InputError:
        line = self.solid[min(self.place, len(self.solid) - 1)].line
        return InputError(f"{self.result.file}, line {line}: {what}", instead=instead)

    def _take(self, *expected: str) -> str:
        """The token here, left out of the body."""
        text = self._text()
        if not text or (expected and text not in expected):
            wanted = " or ".join(expected) or "more"
            raise self._fault(f"{wanted} expected, not {text or 'the end'}")
        self.dropped.add(id(self.solid[self.place]))
        self.place += 1
        return text

    def _end(self) -> None:
        if self._text() == ";":
            self._take()
        self.place -= 1

    def _import(self) -> None:
        self._take("import")
        names: tuple[tuple[str, str], ...] | None = ()
        whole = ""
        if self._text() == "*":
            self._take()
            self._take("as")
            names, whole = None, self._take()
            self._take("from")
        elif self._text() == "{":
            names = tuple(self._names())
            self._take("from")
        elif not self._text().startswith(('"', "'")):
            raise self._fault(
                "this form of import is not supported",
                'write import { name } from "./file.js" or import * as Name from "./file.js"',
            )
        self.result.imports.append(_Import(self._file(), names, whole))
        self._end()

    def _file(self) -> str:
        text = self._text()[1:-1]
        if not text.startswith("./") or ".." in PurePosixPath(text).parts:
            raise self._fault(f"{text[:60]!r} is not a file of this folder", 'write "./file.js"')
        self._take()
        return text.removeprefix("./")

    def _names(self) -> list[tuple[str, str]]:
        """Each name in braces, with what it is called on the other side."""
        found = []
        self._take("{")
        while self._text() != "}":
            name = other = self._take()
            if self._text() == "as":
                self._take()
                other = self._take()
            if "default" in {name, other}:
                raise self._fault("default imports and exports are not supported", "use names")
            found.append((name, other))
            if self._text() != "}":
                self._take(",")
        self._take("}")
        return found

    def _export(self) -> None:
        self._take("export")
        first = self._text()
        if first == "{":
            pairs = self._names()
            if self._text() == "from":
                raise self._fault("export … from is not supported", "import, then export")
            for name, other in pairs:
                self._add(other, name)
            self._end()
            return
        ahead = 1 if first == "async" else 0
        ahead += 2 if self._text(ahead + 1) == "*" else 1
        if first == "const":
            self._check_single()
        elif self._text(1 if first == "async" else 0) not in _DECLARED:
            raise self._fault(
                f"export {first} is not supported", "export const, function, class or { names }"
            )
        self._add(self._text(ahead), self._text(ahead))
        self.place -= 1

    def _check_single(self) -> None:
        """A const with one plain name: `export const a = 1, b = 2` would hide b."""
        if not re.match(r"[\w$]", self._text(1)):
            raise self._fault("an exported const must have a plain name", "write export { names }")
        depth = 0
        for token in self.solid[self.place :]:
            depth += _deeper(token)
            if token.text == ";" and not depth:
                return
            if token.text == "," and not depth:
                raise self._fault("export one const at a time", "end it with a semicolon")

    def _add(self, exported: str, name: str) -> None:
        if exported in self.result.exports:
            raise self._fault(f"{exported} is exported twice")
        self.result.exports[exported] = name


def _deeper(token: Token) -> int:
    if token.kind is Kind.TEMPLATE:
        return token.text.endswith("${") - token.text.startswith("}")
    if token.kind is not Kind.MARK:
        return 0
    return (token.text in "([{") - (token.text in ")]}")


def _packed(kept: Sequence[Token]) -> str:
    """The tokens with one newline or one space between them, where there has to be any."""
    parts: list[str] = []
    last: Token | None = None
    gap: Kind | None = None
    for token in kept:
        if token.kind in BLANK:
            gap = Kind.NEWLINE if Kind.NEWLINE in {gap, token.kind} else Kind.SPACE
            continue
        if last is not None and gap is Kind.NEWLINE and not _is_open(last):
            parts.append("\n")
        elif last is not None and gap is Kind.SPACE and _needs_space(last, token):
            parts.append(" ")
        parts.append(token.text)
        last, gap = token, None
    return "".join(parts)


def _is_open(token: Token) -> bool:
    """Whether no statement can end here, so that a newline says nothing."""
    return token.kind is Kind.MARK and token.text in {",", ";", "{", "(", "[", "=", "=>", "?", ":"}


def _needs_space(left: Token, right: Token) -> bool:
    """Whether two tokens would be read as something else without a space between them."""
    wordy = (Kind.WORD, Kind.NUMBER)
    if left.kind in wordy or left.kind is Kind.REGEX:
        return right.kind in wordy or (left.kind is Kind.NUMBER and right.text.startswith("."))
    solid = (Kind.MARK, Kind.REGEX)
    brackets = "()[]{},;"
    if left.kind in solid and right.kind in solid:
        return left.text not in brackets and right.text not in brackets
    return left.text.endswith((".", "?")) and right.kind is Kind.NUMBER


def _handles(modules: dict[str, _Module]) -> dict[str, str]:
    """For each module the name of its exports, which none of the modules uses."""
    taken = set[str]().union(*(module.words for module in modules.values()))
    handles: dict[str, str] = {}
    for file in modules:
        name = "$" + re.sub(r"\W", "_", file.removesuffix(".js"))
        while name in taken:
            name += "$"
        taken.add(name)
        handles[file] = name
    return handles


def _wrapped(module: _Module, modules: dict[str, _Module], handles: dict[str, str]) -> str:
    lines = [f"const {handles[module.file]}=(()=>{{"]
    for found in module.imports:
        handle = handles[found.file]
        if found.names is None:
            lines.append(f"const {found.whole}={handle};")
        elif found.names:
            lines.append(f"const {{{_pairs(found, modules, module.file)}}}={handle};")
    exported = [
        name if name == inside else f"{name}:{inside}" for name, inside in module.exports.items()
    ]
    returned = ",".join(["__proto__:null", *exported])
    return "\n".join([*lines, module.body, f"return Object.freeze({{{returned}}})", "})();"])


def _pairs(found: _Import, modules: dict[str, _Module], importer: str) -> str:
    for name, _ in found.names or ():
        if name not in modules[found.file].exports:
            raise InputError(f"{importer} imports {name}, which {found.file} does not export")
    return ",".join(name if name == here else f"{name}:{here}" for name, here in found.names or ())
