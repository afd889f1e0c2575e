"""The picture as a figure: the whole function on the left, the microscope on the right.

Needs matplotlib, which is imported when a figure is drawn. Only its object interface is used:
pyplot, backends and global settings stay as they are.
"""

from __future__ import annotations

import html
import io
import re
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from dfda.errors import InputError, MissingExtraError
from dfda.picture import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS: Final = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
)
"""The fonts of an SVG, in which text stays text."""

_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none", "svg.hashsalt": "dfda", "pdf.fonttype": 42, "savefig.bbox": None,
}  # fmt: skip
_SAVING: Final = threading.Lock()
"""matplotlib's settings belong to the whole process, so one figure is saved at a time."""

Kind = Literal["svg", "png", "pdf"]
_KINDS: Final[dict[str, Kind]] = {".svg": "svg", ".png": "png", ".pdf": "pdf"}


def draw_figure(picture: Picture, *, dark: bool = False) -> Figure:
    """Draw a picture with matplotlib. Raises `MissingExtraError` where that is not installed."""
    try:
        from dfda.show.figure_layout import lay_out
    except ImportError as error:
        raise MissingExtraError(
            "figures need matplotlib", instead="pip install 'dfda[figure]'"
        ) from error
    return lay_out(picture, dark=dark)


def save_figure(picture: Picture, path: str | Path, *, dark: bool = False) -> None:
    """Write the picture to a .svg, .png or .pdf file.

    Raises `InputError` for another suffix and for a path that cannot be written.
    """
    path, kind = _target(path)
    _write(path, _content(picture, kind, dark=dark))


def write_figure(draw: Callable[[], Figure], path: str | Path) -> None:
    """Write any figure to a .svg, .png or .pdf file, with the same errors as `save_figure`."""
    path, kind = _target(path)
    _write(path, _saved(draw(), kind, title=""))


def _target(path: str | Path) -> tuple[Path, Kind]:
    path = Path(path)
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise InputError(
            f"a figure cannot be saved as {path.name!r}",
            instead="use a path that ends in .svg, .png or .pdf",
        )
    return path, kind


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"the figure cannot be written to {str(path)!r}: {reason}",
            instead="use a directory that exists and that you may write to",
        ) from error


def figure_svg(picture: Picture, *, dark: bool = False) -> str:
    """The picture as one SVG document with a title and a description for screen readers."""
    return _content(picture, "svg", dark=dark).decode()


def figure_png(picture: Picture, *, dark: bool = False) -> bytes:
    """The picture as a PNG image, two pixels for each CSS pixel."""
    return _content(picture, "png", dark=dark)


def _content(picture: Picture, kind: Kind, *, dark: bool) -> bytes:
    content = _saved(draw_figure(picture, dark=dark), kind, title=picture.title)
    return _accessible(content.decode(), picture).encode() if kind == "svg" else content


def _saved(figure: Figure, kind: Kind, *, title: str) -> bytes:
    from matplotlib import rc_context

    changing = {"svg": "Date", "png": "Software", "pdf": "CreationDate"}
    metadata: dict[str, Any] = {changing[kind]: None}
    if kind == "pdf":
        metadata["Title"] = title
    content = io.BytesIO()
    with _SAVING, rc_context(_SETTINGS):
        figure.savefig(
            content,
            format=kind,
            dpi=200 if kind == "png" else 100,
            facecolor=figure.get_facecolor(),
            edgecolor="none",
            metadata=metadata,
        )
    return content.getvalue()


def _accessible(svg: str, picture: Picture) -> str:
    """Give the SVG its title, description, role and fonts."""
    lines = picture.description.splitlines() or [picture.title]
    captions = dict.fromkeys(lens.caption for lens in picture.lenses if lens.caption)
    whole = " ".join([f"{picture.title}.", *lines, picture.verdict, *captions])
    mark = f"dfda-{zlib.crc32(whole.encode()):08x}"
    names = f'<svg role="img" aria-labelledby="{mark}-title" aria-describedby="{mark}-desc" '
    title = f'<title id="{mark}-title">{html.escape(lines[0], quote=False)}</title>'
    description = f'<desc id="{mark}-desc">{html.escape(whole, quote=False)}</desc>'
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, count=1, flags=re.DOTALL)
    svg = svg.replace("<svg ", names, 1)
    svg = re.sub(r'(width|height)="([\d.]+)pt"', _in_pixels, svg, count=2)
    svg = re.sub(r"<svg [^>]*>", lambda root: f"{root[0]}\n {title}{description}", svg, count=1)
    return svg.replace("'DejaVu Sans'", FONTS).replace(", sans-serif, sans-serif", ", sans-serif")


def _in_pixels(size: re.Match[str]) -> str:
    """A length of the root element in CSS pixels, of which a figure has 100 in an inch."""
    return f'{size[1]}="{round(float(size[2]) / 0.72)}"'
