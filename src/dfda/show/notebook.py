"""The explanation in a notebook cell: its text, and its picture where matplotlib is there."""

from __future__ import annotations

from importlib.util import find_spec

from dfda.explanation import Explanation
from dfda.explanation.portrait import portrait
from dfda.show.figure import figure_svg
from dfda.show.terminal import rendered


def mimebundle(explanation: Explanation) -> dict[str, str]:
    """What a notebook may choose from: a picture, and the text of the terminal."""
    bundle = {"text/plain": rendered(explanation)}
    if find_spec("matplotlib") is not None:
        bundle["image/svg+xml"] = figure_svg(portrait(explanation))
    return bundle
