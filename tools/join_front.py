"""Run by hatchling: a wheel holds the page's front end joined, so that no start has to join it.

The joiner needs Python and nothing else; the packages that it is in need NumPy, which is not there
when a wheel is built. So they are only named here, and not run.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES: Final = ("dfda", "dfda.show", "dfda.show.page", "dfda.show.page.joiner")


def joined_front(source: Path) -> str:
    """The script that `dfda.show.page.page.joined_script` would make."""
    for name in PACKAGES:
        package = ModuleType(name)
        package.__path__ = [str(source.joinpath(*name.split(".")))]
        sys.modules[name] = package
    joined: str = importlib.import_module("dfda.show.page.joiner.join").joined(
        source / "dfda" / "show" / "page" / "front"
    )
    return joined


class JoinFront(BuildHookInterface[Any]):
    """Add front.js to a wheel. An editable install goes on joining the modules as they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Join the modules before the files of the wheel are collected."""
        if version == "editable":
            return
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "front.js"
        path.write_text(joined_front(Path(self.root) / "src"), encoding="utf-8")
        build_data["force_include"][str(path)] = "dfda/show/page/front.js"
