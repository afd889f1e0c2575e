#!/usr/bin/env python3
"""Check a built site: it needs no network and no special font, and every link leads somewhere.

tools/check_site.py FOLDER prints one line for each fault and ends with status 1 if there is any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

_LOADED: Final = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "use": ("href",),
    "image": ("href",),
}
"""What a browser fetches by itself when it shows a page; a link in the text waits for a click."""

_NEEDS_FONT: Final = frozenset({"msqrt", "mroot"})
"""A browser without a mathematical font draws these without their root sign."""

_IN_STYLES: Final = re.compile(r"(?:url\(|@import)\s*[\"']?([^\"')\s;]+)")
_IN_SCRIPTS: Final = re.compile(
    r"(?:\bimport\s*\(?|\bfrom|\bfetch\(|importScripts\(|new\s+Worker\()\s*[\"'`]((?:https?:)?//[^\"'`]+)"
)


@dataclass
class Page(HTMLParser):
    """What one page loads, where it leads, and the places in it that can be led to."""

    loads: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one tag says."""
        said = {name: value for name, value in attrs if value}
        self.inside = tag
        self.tags.add(tag)
        self.places.update(said[name] for name in ("id", "name") if name in said)
        self.loads += _targets(tag, said)
        self.loads += _IN_STYLES.findall(said.get("style", ""))
        if tag == "a" and "href" in said:
            self.leads.append(said["href"])

    def handle_data(self, data: str) -> None:
        """Note what a style sheet inside the page loads."""
        if self.inside == "style":
            self.loads += _IN_STYLES.findall(data)


def _targets(tag: str, said: Mapping[str, str]) -> Iterator[str]:
    for name in _LOADED.get(tag, ()):
        if name == "srcset":
            choices = said.get(name, "").split(",")
            yield from (choice.split()[0] for choice in choices if choice.strip())
        elif name in said:
            yield said[name]


def faults(site: Path) -> list[str]:
    """One line for each thing that needs the network or a font, or leads nowhere."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    found = [] if pages else [f"{site}: there are no pages here"]
    for path, page in pages.items():
        found += [f"{path}: loads {to}" for to in page.loads if not _is_here(path, to)]
        found += [f"{path}: leads to {to}" for to in page.leads if not _arrives(path, to, pages)]
        found += [f"{path}: <{tag}> needs a font" for tag in sorted(page.tags & _NEEDS_FONT)]
    for path in sorted(site.rglob("*.css")):
        loads = _IN_STYLES.findall(path.read_text(encoding="utf-8"))
        found += [f"{path}: loads {to}" for to in loads if not _is_here(path, to)]
    for path in sorted(site.rglob("*.js")):
        loads = _IN_SCRIPTS.findall(path.read_text(encoding="utf-8"))
        found += [f"{path}: loads {to}" for to in loads]
    return found


def _read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def _is_here(page: Path, target: str) -> bool:
    """Whether what is loaded lies in the site, or in the page itself."""
    parts = urlsplit(target)
    if parts.scheme == "data" or not (parts.scheme or parts.netloc or parts.path):
        return True
    return not parts.scheme and not parts.netloc and (page.parent / unquote(parts.path)).is_file()


def _arrives(page: Path, target: str, pages: Mapping[Path, Page]) -> bool:
    """Whether a link leads to a file of the site and a place in it; other sites are not visited."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return parts.scheme in {"http", "https", "mailto"}
    goal = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not goal.is_file():
        return False
    place = unquote(parts.fragment)
    return not place or goal not in pages or place in pages[goal].places


if __name__ == "__main__":
    complaints = faults(Path(sys.argv[1]).resolve())
    print("\n".join(complaints) or "The site needs no network, and its links lead somewhere.")
    sys.exit(bool(complaints))
