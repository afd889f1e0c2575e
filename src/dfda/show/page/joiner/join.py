"""The ES modules of the front end as one classic script, which a single HTML file can hold.

The modules stand one after another in one function, in the order in which they need one another.
Comments, indentation and spare spaces are left out, and names become short (naming.py says why
that changes nothing). What the joiner does not know it refuses.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path, PurePosixPath
from typing import Final

from dfda.errors import InputError
from dfda.show.page.joiner.naming import Import, Module, renamed
from dfda.show.page.joiner.packing import packed
from dfda.show.page.joiner.tokens import BLANK, DOTS, Kind, Token, tokens, turn

_CLOSES_ELEMENT: Final = re.compile(r"</?script|<!--", re.IGNORECASE)
_STARTS: Final = re.compile(r"(^|\n)-->")
_DECLARED: Final = ("function", "class")


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
    whole = renamed(_in_order(folder, start))
    script = f'(function(){{"use strict";\n{packed(whole)}}})();\n'
    if _CLOSES_ELEMENT.search(script) or _STARTS.search(script):
        raise InputError(
            "the joined script would end its own HTML element",
            instead=r'write "\x3c" for the < of "<script", "</script" and "<!--"',
        )
    return script


def _in_order(folder: Path, start: str) -> dict[str, Module]:
    """Every module that is needed, each after those that it imports."""
    read: dict[str, Module] = {}
    done: dict[str, Module] = {}
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


def _module(folder: Path, file: str, importer: str) -> Module:
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
        self.result = Module(file)
        self.dropped: set[int] = set()
        self.place = 0

    def module(self) -> Module:
        depth = 0
        while self.place < len(self.solid):
            token = self.solid[self.place]
            closes, opens = turn(token)
            depth += opens - closes
            if token.kind is Kind.WORD and not self._is_property():
                self._word(token, depth)
            self.place += 1
        self.result.tokens = [token for token in self.all if id(token) not in self.dropped]
        return self.result

    def _is_property(self) -> bool:
        before = self.solid[self.place - 1].text if self.place else ""
        return before in DOTS or self._text(1) == ":"

    def _word(self, token: Token, depth: int) -> None:
        if token.text == "import":
            if self._text(1) in {"(", "."} or depth:
                raise self._fault("only import statements at the top are supported")
            self._import()
        elif token.text == "export":
            self._export()
        elif token.text == "const" and self._text(1) == "{" and not depth:
            self._pick()
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

    def _pick(self) -> None:
        """`const { a, b } = Whole;`, where Whole is an import, is an import of a and b too."""
        start = self.place
        names = [token.text for token in itertools.takewhile(
            lambda token: token.text != "}", self.solid[start + 2 :])]  # fmt: skip
        end = start + 2 + len(names)
        equals, whole, after = (token.text for token in self.solid[end + 1 : end + 4])
        files = [one.file for one in self.result.imports if one.whole == whole]
        if not files or equals != "=" or after != ";":
            return
        self._take("const")
        self.result.imports.append(Import(files[0], tuple(self._names())))
        for expected in ("=", whole):
            self._take(expected)
        self._end()

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
        self.result.imports.append(Import(self._file(), names, whole))
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
            closes, opens = turn(token)
            depth += opens - closes
            if token.text == ";" and not depth:
                return
            if token.text == "," and not depth:
                raise self._fault("export one const at a time", "end it with a semicolon")

    def _add(self, exported: str, name: str) -> None:
        if exported in self.result.exports:
            raise self._fault(f"{exported} is exported twice")
        self.result.exports[exported] = name
