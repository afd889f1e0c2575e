"""The page as one file that needs nothing else: no server, no network, no installation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dfda.errors import InputError
from dfda.explanation import Explanation
from dfda.explanation.exploration import Exploration, exploration, typed
from dfda.explanation.portrait import portrait
from dfda.formulas import formula
from dfda.nudges.nudge import DEFAULT_NUDGE
from dfda.results import Number
from dfda.show.figure import save_figure
from dfda.show.page.page import HERE, PRESETS, explorations, page

LARGEST: Final = 150_000
"""Bytes that a page may have: every course platform takes it."""

_LONGEST_NAME: Final = 40
_SUFFIXES: Final = (".html", ".htm")


def export(
    texts: Sequence[str],
    path: str | Path,
    *,
    points: Sequence[Number] = (),
    nudge: Number = DEFAULT_NUDGE,
) -> None:
    """Write the explorer with some formulas baked into it as one HTML file.

    Args:
        texts: The formulas, the first of which is shown at the start.
        path: Where to write; the name ends in .html.
        points: Where they are looked at; 2 and 5 without any.
        nudge: The width of the nudge.

    Raises:
        InputError: A formula, point or nudge that cannot be used, a path that cannot be written,
            or more functions than fit into one file.
    """
    target = _checked(Path(path))
    write(explorations(texts, points, nudge=nudge), target)


def save(explanation: Explanation, path: str | Path) -> None:
    """Write an explanation as a page (.html) or as a figure (.svg, .png, .pdf)."""
    target = Path(path)
    if target.suffix.lower() not in _SUFFIXES:
        save_figure(portrait(explanation), target)
        return
    f = explanation.formula or formula(typed(explanation))
    target = _checked(target)
    points = [point.at for point in explanation.points]
    shown = exploration(f, *points, nudge=explanation.nudge)
    others = explorations([], nudge=explanation.nudge)
    write([shown, *(one for one in others if one.formula.program != f.program)], target)


def write(found: Sequence[Exploration], path: Path, *, folder: Path = HERE) -> None:
    """Write the page about some functions."""
    content = page(found, live=False, folder=folder)
    written = content.text.encode()
    if len(written) > LARGEST:
        excess = len(written) - LARGEST
        raise InputError(
            f"the page would have {len(written):,} bytes, {excess:,} more than the {LARGEST:,} "
            "that every course platform takes",
            instead=_what_to_leave_out(found, content.sizes, excess),
        )
    try:
        path.write_bytes(written)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"the page cannot be written to {str(path)!r}: {reason}",
            instead="use a directory that exists and that you may write to",
        ) from error


def _what_to_leave_out(found: Sequence[Exploration], sizes: Sequence[int], excess: int) -> str:
    """The smallest formula without which the page is small enough, or the largest ones."""
    pairs = zip(sizes, (one.text for one in found), strict=True)
    own = sorted(pair for pair in pairs if pair[1] not in PRESETS)
    fewer = ", or look at fewer points" if len(found[0].explanation.points) > 1 else ""
    if len(own) == 1:
        return f"choose a shorter formula{fewer}"
    chosen = [pair for pair in own if pair[0] >= excess][:1]
    if not chosen:
        for pair in reversed(own):
            if sum(size for size, _ in chosen) < excess:
                chosen.append(pair)
    names = " and ".join(f"{_shown(text)} ({size:,} bytes)" for size, text in chosen)
    return f"leave out {names}{fewer}"


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _checked(path: Path) -> Path:
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(
            f"a page cannot be saved as {path.name!r}", instead="use a path that ends in .html"
        )
    if path.is_dir():
        raise InputError(f"{str(path)!r} is a directory", instead="name a file in it")
    return path
