"""Finding the user's own function: `path.py:name` or `module:name`."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from dfda.errors import FunctionError, InputError
from dfda.nudges.calls import described

_REFERENCE: Final = re.compile(
    r"(?P<place>[^:]+(?:\.py)|[A-Za-z_][\w.]*):(?P<name>[A-Za-z_][\w.]*)"
)


def is_reference(text: str) -> bool:
    """Whether a text names a function in a file or module rather than being a formula."""
    return ":" in text and not text.lstrip().startswith("lambda")


def load_function(text: str) -> Callable[[Any], Any]:
    """The function that `path.py:name` or `module:name` names. Its module is executed."""
    match = _REFERENCE.fullmatch(text.strip())
    if match is None:
        raise InputError(
            f"{text[:60]!r} does not name a function",
            instead="write path.py:name, such as model.py:loss, or module:name",
        )
    place, name = match["place"], match["name"]
    module = _file_module(place) if place.endswith(".py") else _named_module(place)
    return _attribute(module, name, place)


def _file_module(place: str) -> ModuleType:
    path = Path(place)
    if not path.is_file():
        raise InputError(f"there is no file {place!r}{_nearby(path)}")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise InputError(f"{place!r} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    folder = str(path.resolve().parent)
    sys.modules.setdefault(path.stem, module)
    sys.path.insert(0, folder)
    try:
        _guarded(lambda: spec.loader.exec_module(module) if spec.loader else None, place)
    finally:
        if folder in sys.path:
            sys.path.remove(folder)
    return module


def _named_module(place: str) -> ModuleType:
    folder = str(Path.cwd())
    sys.path.insert(0, folder)
    try:
        module: ModuleType = _guarded(lambda: importlib.import_module(place), place)
    finally:
        if folder in sys.path:
            sys.path.remove(folder)
    return module


def _guarded(load: Callable[[], Any], place: str) -> Any:
    """Run the user's module; whatever it raises becomes one sentence."""
    try:
        return load()
    except SystemExit as error:
        raise FunctionError(f"{place} ended the program while it was loaded") from error
    except SyntaxError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        raise FunctionError(f"{place}{line} is not valid Python: {error.msg}") from error
    except ModuleNotFoundError as error:
        if error.name and f"{place}.".startswith(f"{error.name}."):
            raise InputError(
                f"there is no module {place!r}", instead="for a file write path.py:name"
            ) from error
        raise FunctionError(f"{place} raised {described(error)}") from error
    except Exception as error:
        raise FunctionError(f"{place} raised {described(error)} while it was loaded") from error


def _attribute(module: ModuleType, name: str, place: str) -> Callable[[Any], Any]:
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            names = [other for other in dir(found) if callable(getattr(found, other, None))]
            raise InputError(f"{place} has no {part!r}{_did_you_mean(part, names)}")
        found = getattr(found, part)
    if not callable(found):
        raise InputError(f"{name} in {place} is not a function but of type {type(found).__name__}")
    function: Callable[[Any], Any] = found
    return function


def _nearby(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.glob("*.py")]
    except OSError:
        return ""
    return _did_you_mean(path.name, names)


def _did_you_mean(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
