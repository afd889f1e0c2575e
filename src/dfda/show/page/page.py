"""The page: its template with style, script, data and fallback put in, and its security policy.

Everything stands inside one document, so the policy allows exactly these bytes by their hashes and
no request, except to the server itself where one is attached.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from dfda.errors import InputError
from dfda.explanation.exploration import Exploration, exploration
from dfda.formulas import formula
from dfda.nudges.nudge import DEFAULT_NUDGE
from dfda.results import Number
from dfda.show.page.compact import compact
from dfda.show.page.entry import entry_of
from dfda.show.page.fallback import STYLE, fallback
from dfda.show.page.joiner.join import joined

HERE: Final = Path(__file__).parent
SCHEMA: Final = "dfda.page/2"
PRESETS: Final = ("3a", "a^2", "|a|", "sin(a)")
"""The functions that every page offers."""

PRESET_POINTS: Final = ("2",)
"""One is enough: the page computes these functions itself, wherever the point is dragged."""

_MARK: Final = re.compile(r"[ \t]*<!-- dfda:(\w+) -->|\{\{(\w+)\}\}")
_MARKS: Final = ("style", "script", "data", "static")
_CSS: Final = re.compile(
    r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/\*.*?\*/|\s*\n\s*|[ \t]+""", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole HTML document, and the policy that a server sends with it.

    `sizes` is how many bytes of it tell about each function.
    """

    text: str
    policy: str
    sizes: tuple[int, ...]


def explorations(
    texts: Sequence[str], points: Sequence[Number] = (), *, nudge: Number = DEFAULT_NUDGE
) -> list[Exploration]:
    """What a page knows: the given formulas at the given points, then the presets.

    Raises InputError (FormulaError) as `explain` does.
    """
    found = [exploration(text, *points, nudge=nudge) for text in texts]
    known = {one.formula.program for one in found}
    others = [text for text in PRESETS if formula(text).program not in known]
    return [*found, *(exploration(text, *PRESET_POINTS, nudge=nudge) for text in others)]


def page(found: Sequence[Exploration], *, live: bool, folder: Path = HERE) -> Page:
    """The page about some functions, the first of which is shown at the start.

    Args:
        found: The functions that are baked into it.
        live: Whether Python is attached and can be asked about others.
        folder: Where page.html, page.css and the modules of the front end are.
    """
    style, script = _style(folder), joined_script(folder)
    policy = _policy(style, script, live=live)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">\n'
    data = document(found, live=live)
    strings = json.loads(_read(folder / "strings.json"))
    pieces = {
        "style": f"{'' if live else meta}<style>{style}</style>",
        "script": f"<script>{script}</script>",
        "data": _data_element(data | {"strings": strings}),
        "static": f"<noscript>\n{fallback(found[0])}</noscript>",
    }
    return Page(
        text=_filled(folder, pieces, strings),
        policy=f"{policy}; frame-ancestors 'none'",
        sizes=tuple(len(_json(one).encode()) for one in data["functions"]),
    )


def document(found: Sequence[Exploration], *, live: bool) -> dict[str, Any]:
    """The data of a page as plain lists, texts and numbers."""
    marks, functions = compact([entry_of(one) for one in found])
    return {"schema": SCHEMA, "live": live, "marks": marks, "functions": functions}


@cache
def joined_script(folder: Path = HERE) -> str:
    """The front end as one script: joined when the package was built, or else now."""
    built = folder / "front.js"
    return _read(built) if built.is_file() else joined(folder / "front")


@cache
def _style(folder: Path) -> str:
    """The style sheet without comments and indentation."""
    text = _CSS.sub(_shorter, _read(folder / "page.css")).strip() + STYLE
    if "</style" in text.lower():
        raise InputError("page.css would end its own HTML element")
    return text


def _shorter(piece: re.Match[str]) -> str:
    text = piece[0]
    if text[0] in "\"'":
        return text
    if text.startswith("/*"):
        return ""
    return "\n" if "\n" in text else " "


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"dfda is not installed completely: {path.name} is missing",
            instead="install it again with pip install --force-reinstall dfda",
        ) from error


def _policy(style: str, script: str, *, live: bool) -> str:
    connect = "; connect-src 'self'" if live else ""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        f"img-src data:; base-uri 'none'; form-action 'none'{connect}"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _data_element(data: dict[str, Any]) -> str:
    return f'<script type="application/json" id="dfda-data">{_json(data)}</script>'


def _json(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def _filled(folder: Path, pieces: dict[str, str], strings: dict[str, Any]) -> str:
    """The template with every mark replaced, in one pass: what is put in is never searched."""
    said = {name: html.escape(text) for name, text in strings.items() if isinstance(text, str)}
    template = _read(folder / "page.html")
    marks = sorted(piece for piece, _ in _MARK.findall(template) if piece)
    if marks != sorted(_MARKS):
        raise InputError(f"page.html must have each of the marks {', '.join(_MARKS)} once")
    if re.search(r"<noscript[^>]*>\s*<!-- dfda:static", template):
        pieces |= {
            "static": pieces["static"].removeprefix("<noscript>").removesuffix("</noscript>")
        }
    return _MARK.sub(lambda mark: pieces[mark[1]] if mark[1] else said[mark[2]], template)
