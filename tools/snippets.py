"""What autograd, JAX, PyTorch, mygrad and dfda make of fourteen snippets of ordinary code.

python tools/snippets.py            what docs/explanation/snippets.md shows, for what is installed
python tools/snippets.py --errors   with the first line of each refusal and of each warning
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import platform
import types
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

NEAR: Final = 1e-6
"""Right or wrong is not a matter of digits here."""


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """Code that defines f, a point, and the true derivative; None where there is none.

    `change` is run after a first call of the derivative, which is then called once more.
    """

    name: str
    code: str
    at: Any
    truth: Any
    change: str = ""


SNIPPETS: Final = (
    Snippet(
        name="`math.sin`",
        code="def f(a):\n    return a * math.sin(a)",
        at=2.0,
        truth=math.sin(2.0) + 2.0 * math.cos(2.0),
    ),
    Snippet(
        name="`if`",
        code="def f(a):\n    if a > 1:\n        return a**2\n    return 3 * a",
        at=2.0,
        truth=4.0,
    ),
    Snippet(
        name="`while`",
        code=(
            "def f(a):\n    total = 0.0\n    while total < 10:\n"
            "        total = total + a * a\n    return total"
        ),
        at=2.0,
        truth=12.0,
    ),
    Snippet(
        name="`np.zeros`, then writes",
        code=(
            "def f(x):\n    y = np.zeros(2)\n    y[0] = x[0] * x[1]\n"
            "    y[1] = x[0] ** 2\n    return np.sum(y)"
        ),
        at=np.array([2.0, 3.0]),
        truth=np.array([7.0, 2.0]),
    ),
    Snippet(
        name="`np.array([a, a*a])`",
        code="def f(a):\n    return np.sum(np.array([a, a * a]))",
        at=3.0,
        truth=7.0,
    ),
    Snippet(
        name="`float(x)`",
        code="def f(a):\n    return a * float(a)",
        at=3.0,
        truth=6.0,
    ),
    Snippet(
        name="`np.where` beside a singular branch",
        code="def f(x):\n    return np.sum(np.where(x > 0, np.sqrt(x), 0.0))",
        at=np.array([-1.0, 4.0]),
        truth=np.array([0.0, 0.25]),
    ),
    Snippet(
        name="integer input",
        code="def f(a):\n    return a**2",
        at=3,
        truth=6.0,
    ),
    Snippet(
        name="`np.floor`",
        code="def f(a):\n    return a * np.floor(a)",
        at=2.5,
        truth=2.0,
    ),
    Snippet(
        name="`abs` at 0",
        code="def f(a):\n    return abs(a)",
        at=0.0,
        truth=None,
    ),
    Snippet(
        name="captured state that changes",
        code="scale = 2.0\n\ndef f(a):\n    return scale * a",
        at=1.0,
        truth=5.0,
        change="scale = 5.0",
    ),
    Snippet(
        name="a helper module that uses `math`",
        code="def f(a):\n    return a * helper.wave(a)",
        at=2.0,
        truth=math.sin(2.0) + 2.0 * math.cos(2.0),
    ),
    Snippet(
        name="a default argument, `math.sin`",
        code="def f(a, wave=math.sin):\n    return a * wave(a)",
        at=2.0,
        truth=math.sin(2.0) + 2.0 * math.cos(2.0),
    ),
    Snippet(
        name="`x.sum()`",
        code="def f(x):\n    return (x * x).sum()",
        at=np.array([1.0, 2.0]),
        truth=np.array([2.0, 4.0]),
    ),
)
HELPER: Final = "import math\n\ndef wave(a):\n    return math.sin(a)"


@dataclass(frozen=True, kw_only=True)
class Library:
    """How a library differentiates a function of one number or array, and its array module."""

    name: str
    slope: Callable[[Callable[..., Any]], Callable[[Any], Any]]
    arrays: Any


def dfda_library() -> Library:
    """dfda, with NumPy itself."""
    import dfda

    return Library(name="dfda", slope=dfda.gradient, arrays=np)


def autograd_library() -> Library:
    """autograd.grad."""
    import autograd
    import autograd.numpy as theirs

    return Library(name="autograd", slope=autograd.grad, arrays=theirs)


def jax_library() -> Library:
    """jax.grad, in float64."""
    import jax

    jax.config.update("jax_enable_x64", val=True)
    return Library(name="jax", slope=jax.grad, arrays=jax.numpy)


def jitted_library() -> Library:
    """jax.jit of jax.grad, as JAX's own pages advise."""
    import jax

    jax.config.update("jax_enable_x64", val=True)
    return Library(name="jax", slope=lambda f: jax.jit(jax.grad(f)), arrays=jax.numpy)


def torch_library() -> Library:
    """Tensor.backward; np.array is torch.tensor."""
    import torch

    torch.set_warn_always(True)  # as if each snippet were the first of its process

    def slope(f: Callable[..., Any]) -> Callable[[Any], Any]:
        def call(at: Any) -> Any:
            x = torch.tensor(at, requires_grad=True)
            f(x).backward()
            return x.grad

        return call

    names = {name: getattr(torch, name) for name in ("zeros", "sum", "where", "sqrt", "floor")}
    return Library(
        name="torch",
        slope=slope,
        arrays=types.SimpleNamespace(array=torch.tensor, **names),
    )


def mygrad_library() -> Library:
    """Tensor.backward; np.array is mygrad.tensor."""
    import mygrad

    def slope(f: Callable[..., Any]) -> Callable[[Any], Any]:
        def call(at: Any) -> Any:
            x = mygrad.tensor(at)
            f(x).backward()
            return x.grad

        return call

    # Plain NumPy functions know mygrad's tensors; what makes arrays is mygrad's own.
    names = {name: getattr(np, name) for name in ("sqrt", "floor")}
    own = {name: getattr(mygrad, name) for name in ("zeros", "sum", "where")}
    return Library(
        name="mygrad",
        slope=slope,
        arrays=types.SimpleNamespace(array=mygrad.tensor, **names, **own),
    )


LIBRARIES: Final = {
    "dfda": ("dfda", dfda_library),
    "autograd": ("autograd", autograd_library),
    "JAX": ("jax", jax_library),
    "JAX, `jit`": ("jax", jitted_library),
    "PyTorch": ("torch", torch_library),
    "mygrad": ("mygrad", mygrad_library),
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one snippet in one library: the cell of the table, and what was said."""

    cell: str
    said: str = ""


def outcome(snippet: Snippet, library: Library, arrays: Any) -> Outcome:
    """Differentiate a snippet, in which np is the module that is given."""
    with warnings.catch_warnings(record=True) as caught, np.errstate(invalid="ignore"):
        warnings.simplefilter("always")
        try:
            found = differentiated(snippet, library, arrays)
            text = shown(found)
            is_right = matches(found, snippet.truth)
        except Exception as error:  # noqa: BLE001 - whatever a library raises is its answer
            return Outcome(cell=f"refused: `{type(error).__name__}`", said=first_line(error))
    if is_right:
        return Outcome(cell="right")
    wrong = text if snippet.truth is None else f"{text}, not {shown(snippet.truth)}"
    if not caught:
        return Outcome(cell=f"**in silence: {wrong}**")
    return Outcome(
        cell=f"`{caught[0].category.__name__}`: {wrong}", said=first_line(caught[0].message)
    )


def differentiated(snippet: Snippet, library: Library, arrays: Any) -> Any:
    """The derivative that a library gives, after the snippet's change, if it has one."""
    helper = types.ModuleType("helper")
    exec(HELPER, vars(helper))  # noqa: S102 - our own snippets
    names: dict[str, Any] = {"np": arrays, "math": math, "helper": helper, "__name__": "snippet"}
    exec(snippet.code, names)  # noqa: S102 - our own snippets
    slope = library.slope(names["f"])
    found = slope(snippet.at)
    if snippet.change:
        exec(snippet.change, names)  # noqa: S102 - our own snippets
        found = slope(snippet.at)
    return found


def matches(found: Any, truth: Any) -> bool:
    """Whether a derivative is the true one. Where there is none, no number is."""
    if found is None or truth is None or np.shape(found) != np.shape(truth):
        return False
    return bool(np.allclose(np.asarray(found, dtype=float), truth, rtol=NEAR, atol=NEAR))


def shown(found: Any) -> str:
    """A derivative in a few digits."""
    if found is None:
        return "None"
    return str(np.round(np.asarray(found, dtype=float), 4).tolist())


def first_line(error: Any) -> str:
    """The first line of what a library says."""
    return (str(error).splitlines() or [""])[0]


def table(*, own: bool, errors: bool) -> list[str]:
    """One table: np is NumPy, or, with own, each library's own module."""
    libraries = {
        title: make() for title, (package, make) in LIBRARIES.items() if find_spec(package)
    }
    lines = [f"| snippet | {' | '.join(libraries)} |", f"| --- |{' --- |' * len(libraries)}"]
    for number, snippet in enumerate(SNIPPETS, start=1):
        cells = [f"{number} {snippet.name}"]
        for library in libraries.values():
            one = outcome(snippet, library, library.arrays if own else np)
            cells.append(f"{one.cell} {one.said}".strip() if errors else one.cell)
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def listing() -> list[str]:
    """The snippets themselves."""
    lines: list[str] = []
    for number, snippet in enumerate(SNIPPETS, start=1):
        change = f"\n\n{snippet.change}  # and once more" if snippet.change else ""
        point = shown_point(snippet.at)
        lines += [f"# {number}. at {point}", snippet.code.replace("\n\n", "\n") + change, ""]
    return lines[:-1]


def shown_point(at: Any) -> str:
    """A point as one would type it."""
    return f"np.array({at.tolist()})" if isinstance(at, np.ndarray) else str(at)


def versions() -> str:
    """What was run, and when."""
    packages = sorted(
        {package for package, _ in LIBRARIES.values() if find_spec(package)} - {"dfda"}
    )
    told = ", ".join(f"{package} {version(package)}" for package in ["numpy", *packages])
    today = dt.datetime.now(tz=dt.UTC).date()
    return f"Python {platform.python_version()}, {told}, {today}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="fourteen snippets in each library")
    parser.add_argument("--errors", action="store_true", help="add what each library said")
    errors = parser.parse_args().errors
    print(*listing(), sep="\n")
    print("\nWith `np` as NumPy:\n", *table(own=False, errors=errors), sep="\n")
    print("\nWith `np` as the library's own:\n", *table(own=True, errors=errors), sep="\n")
    print(f"\n{versions()}")


if __name__ == "__main__":
    main()
