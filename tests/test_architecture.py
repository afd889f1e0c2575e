"""Imports point down, `import dfda` stays light, and every public name is documented."""

import ast
import doctest
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

import dfda

PACKAGE = Path(dfda.__file__).parent

# From the bottom: a module imports only from lines below its own. Modules that share a
# line form one layer and may import each other.
LAYERS = (
    ("errors",),
    ("effort",),
    ("digits",),
    ("sentences",),
    ("results",),
    ("structure", "sparsity"),
    ("rules",),
    ("program",),
    ("arrays",),
    ("trace",),
    ("formulas",),
    ("nudges",),
    ("exact",),
    ("reference", "rows"),
    ("curves",),
    ("picture",),
    ("explanation",),
    ("show",),
    ("cli",),
    ("__main__",),
)
HEIGHT = {module: height for height, layer in enumerate(LAYERS) for module in layer}

# The one way up: an explanation that is printed or shown in a notebook asks its face to draw it.
ASKED_FOR = {("explanation", "show")}

# A nudge needs nothing but a callable, so these stay out of its reach although they lie below.
BARRED = {"nudges": {"rules", "program", "arrays", "trace", "formulas"}}

PUBLIC = [
    "DfdaError",
    "Estimate",
    "Estimates",
    "Explanation",
    "Formula",
    "FormulaError",
    "FunctionError",
    "InputError",
    "KinkError",
    "KinkWarning",
    "MissingExtraError",
    "Nudge",
    "PointEstimates",
    "UnsupportedError",
    "Verdict",
    "__version__",
    "derivative",
    "estimate",
    "estimate_directional",
    "estimate_gradient",
    "estimate_hessian",
    "estimate_jacobian",
    "explain",
    "formula",
    "gradient",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "nudge",
    "plot",
    "rule",
    "source",
    "value_and_derivative",
    "value_and_gradient",
    "vjp",
]


def imported_names(tree: ast.AST, package: str) -> Iterator[str]:
    """Every module or name that the code imports, with relative imports spelled out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                parents = package.rsplit(".", node.level - 1)[0]
                start = f"{parents}.{start}".rstrip(".")
            yield from (f"{start}.{alias.name}" for alias in node.names)


def upward_imports(root: Path) -> list[str]:
    """Each import in the package at `root` that does not point down, as one line of text."""
    complaints = []
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if parts == ("__init__",):
            continue
        importer = parts[0]
        package = ".".join([root.name, *parts[:-1]])
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name in imported_names(tree, package):
            top, _, below = name.partition(".")
            if top == root.name and below != "__version__":
                complaint = judge(importer, below.partition(".")[0])
                complaints += [f"{'/'.join(parts)}.py: {complaint}"] if complaint else []
        if importer not in HEIGHT:
            complaints.append(f"{'/'.join(parts)}.py: {importer} has no layer")
    return complaints


def judge(importer: str, imported: str) -> str:
    """What is wrong with this import, or nothing."""
    if imported not in HEIGHT:
        return f"imports dfda.{imported}, which is no layer" if imported else "imports dfda itself"
    if (importer, imported) in ASKED_FOR:
        return ""
    if imported in BARRED.get(importer, ()):
        return f"{importer} may not import {imported}"
    inside = imported == importer or HEIGHT[imported] == HEIGHT.get(importer)
    if inside or HEIGHT[imported] < HEIGHT.get(importer, -1):
        return ""
    return f"{importer} imports {imported}, which is above it"


def eager_imports(source: str) -> list[str]:
    """The imports that run when this module is loaded, the standard library left out."""
    names = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            found = [name for part in node.orelse for name in imported_names(part, "dfda")]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found = []
        else:
            found = list(imported_names(node, "dfda"))
        names += [name for name in found if name.split(".")[0] not in sys.stdlib_module_names]
    return names


def loaded_after(statements: str, *, parts: int = 1) -> set[str]:
    """The modules, named by so many parts, that a fresh Python holds after these statements."""
    names = f"{{'.'.join(name.split('.')[:{parts}]) for name in sys.modules}}"
    report = f"{statements}\nimport sys\nprint(*{names})"
    command = [sys.executable, "-W", "error", "-c", report]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_imports_point_down():
    assert upward_imports(PACKAGE) == []


def test_init_imports_nothing_eagerly():
    assert eager_imports((PACKAGE / "__init__.py").read_text(encoding="utf-8")) == []


def test_import_dfda_loads_nothing_heavy():
    heavy = {"flint", "matplotlib", "click", "scipy", "sympy", "IPython"}
    assert loaded_after("import dfda") & heavy == set()


def test_only_the_figure_loads_matplotlib():
    touches = "\n".join(f"dfda.{name}" for name in PUBLIC if name != "plot")
    assert "matplotlib" not in loaded_after(f"import dfda\n{touches}")


def test_only_python_code_loads_what_follows_it():
    follows = {"dfda.trace", "dfda.arrays", "dfda.exact"}
    for called in ("str(dfda.explain('3a', 2))", "dfda.explain('|a|', 0).to_json()"):
        assert loaded_after(f"import dfda\n{called}", parts=2) & follows == set()
    assert follows <= loaded_after("import dfda\ndfda.explain(abs, 2)", parts=2)


def test_public_names():
    assert list(dfda.__all__) == PUBLIC
    assert sorted(PUBLIC) == PUBLIC
    assert set(PUBLIC) <= set(dir(dfda))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = dfda.no_such_name


@pytest.mark.parametrize("name", [name for name in PUBLIC if name != "__version__"])
def test_public_names_are_documented(name: str):
    assert undocumented(name, getattr(dfda, name)) == ""


def undocumented(name: str, thing: object) -> str:
    """What the docstring lacks, or nothing."""
    text = inspect.cleandoc(thing.__doc__ or "")
    first_paragraph = text.split("\n\n")[0]
    if not text or text.startswith(f"{name}("):  # a dataclass without one gets its signature
        return f"{name} has no docstring"
    if not first_paragraph.rstrip().endswith("."):
        return f"{name}: the docstring's first paragraph is no sentence"
    if inspect.isroutine(thing) and ">>>" not in text:
        return f"{name}: the docstring shows no example"
    return ""


SECTIONS = ["Args", "Returns", "Raises", "Source", "Example"]
FUNCTIONS = [name for name in PUBLIC if inspect.isfunction(getattr(dfda, name))]
CLASSES = [name for name in PUBLIC if inspect.isclass(getattr(dfda, name))]
RESULTS = ["Estimate", "Estimates", "Explanation", "Formula", "Nudge", "PointEstimates"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_is_taught_in_full(name: str):
    assert untaught(getattr(dfda, name)) == []


def untaught(function: Callable) -> list[str]:
    """Everything that the docstring of a public function lacks."""
    text = inspect.cleandoc(function.__doc__ or "")
    summary = text.split("\n\n")[0]
    found = re.findall(r"^(\w+):\n    ", text, flags=re.MULTILINE)
    bodies = dict(
        zip(found, re.split(r"^\w+:\n(?=    )", text, flags=re.MULTILINE)[1:], strict=True)
    )
    arguments = re.findall(r"^    (\w+): ", bodies.get("Args", ""), flags=re.MULTILINE)
    complaints = [f"there is no section {name}" for name in SECTIONS if name not in found]
    if not re.fullmatch(r"[^\n]*\.", summary) or re.search(r"[.!?] [A-Z]", summary):
        complaints.append("the summary is not one sentence on one line")
    if not complaints and found != SECTIONS:
        complaints.append("the sections stand in another order")
    if "Args" in found and arguments != list(inspect.signature(function).parameters):
        complaints.append("Args does not name the arguments in their order")
    if ">>> " not in bodies.get("Example", ">>> "):
        complaints.append("the example shows no Python")
    return complaints


@pytest.mark.parametrize("name", CLASSES)
def test_the_methods_of_a_public_class_are_documented(name: str):
    kind = getattr(dfda, name)
    public = {key: member for key, member in vars(kind).items() if not key.startswith("_")}
    asked = {key for key, member in public.items() if is_method(member)}
    said = {key for key in asked if has_sentence(public[key])}
    assert asked - said == set()
    if name in RESULTS:
        assert ">>> " in kind.__doc__, f"{name}: the docstring shows no example"


def has_sentence(member: object) -> bool:
    return inspect.cleandoc(member.__doc__ or "").split("\n\n")[0].endswith(".")


def is_method(member: object) -> bool:
    return inspect.isfunction(member) or isinstance(member, property)


def test_every_example_in_a_docstring_runs(request: pytest.FixtureRequest):
    assert "src" in request.config.getini("testpaths")
    assert "--doctest-modules" in request.config.getini("addopts")
    finder = doctest.DocTestFinder(exclude_empty=True)
    for name in [*FUNCTIONS, *RESULTS]:
        module = import_module(getattr(dfda, name).__module__)
        collected = {test.name: test.examples for test in finder.find(module)}
        assert collected.get(f"{module.__name__}.{name}"), name


def test_the_type_checker_reads_what_callers_see():
    file = Path(__file__).parent.parent / "pyproject.toml"
    settings = tomllib.loads(file.read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["files"] == ["src", "tests/typing"]
    assert settings["strict"] is True
    assert (PACKAGE / "py.typed").is_file()


# The checks above, tried on code that breaks them.

BROKEN = {
    "from dfda.show import draw": "digits.py: digits imports show, which is above it",
    "from .show import draw": "digits.py: digits imports show, which is above it",
    "from . import results": "digits.py: digits imports results, which is above it",
    "from dfda import results": "digits.py: digits imports results, which is above it",
    "import dfda.results": "digits.py: digits imports results, which is above it",
    "def late():\n    import dfda.cli": "digits.py: digits imports cli, which is above it",
    "if TYPE_CHECKING:\n    import dfda.cli": "digits.py: digits imports cli, which is above it",
    "import dfda": "digits.py: imports dfda itself",
    "from dfda import nudge": "digits.py: imports dfda.nudge, which is no layer",
}


def toy_package(folder: Path, files: dict[str, str]) -> Path:
    root = folder / "dfda"
    for name, source in {"__init__.py": "from dfda.cli import main", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return root


@pytest.mark.parametrize("source", BROKEN)
def test_an_upward_import_is_noticed(tmp_path: Path, source: str):
    assert upward_imports(toy_package(tmp_path, {"digits.py": source})) == [BROKEN[source]]


def test_relative_imports_in_a_folder_are_followed(tmp_path: Path):
    root = toy_package(tmp_path, {"rules/a.py": "from . import b\nfrom ..cli import main\n"})
    assert upward_imports(root) == ["rules/a.py: rules imports cli, which is above it"]


def test_nudges_may_not_import_what_lies_between(tmp_path: Path):
    root = toy_package(tmp_path, {"nudges/one.py": "from dfda.program import Program"})
    assert upward_imports(root) == ["nudges/one.py: nudges may not import program"]


def test_a_module_without_a_layer_is_noticed(tmp_path: Path):
    root = toy_package(tmp_path, {"utils.py": "import math"})
    assert upward_imports(root) == ["utils.py: utils has no layer"]


def test_downward_and_sideways_imports_are_fine(tmp_path: Path):
    files = {
        "digits.py": "import numpy\nfrom dfda.errors import DfdaError",
        "rules/__init__.py": "from dfda.rules.powers import square\nfrom . import powers",
        "rules/powers.py": "from ..digits import exact",
        "nudges/one.py": "from dfda import errors, results",
        "curves.py": "import dfda.reference",
        "cli.py": "from dfda import __version__\nfrom dfda.show import text",
    }
    assert upward_imports(toy_package(tmp_path, files)) == []


def test_eager_imports_are_noticed():
    assert eager_imports("import numpy\nfrom dfda.cli import main\nfrom .show import text") == [
        "numpy",
        "dfda.cli.main",
        "dfda.show.text",
    ]
    assert eager_imports("try:\n    import flint\nexcept ImportError:\n    pass") == ["flint"]
    lazy = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dfda.cli import main\n"
    assert eager_imports(lazy + "def __getattr__(name):\n    import dfda.cli\n") == []


def test_an_untaught_function_is_noticed():
    def silent(a): ...

    def partly(a, b):
        """The slope of f. It is steep.

        Args:
            a: The point.

        Returns:
            A number.

        Example:
            None.
        """

    def mixed(a):
        """The slope of f.

        Returns:
            A number.

        Args:
            a: The point.

        Raises:
            InputError: Never.

        Source:
            Any book.

        Example:
            >>> 1 + 1
            2
        """

    assert untaught(silent) == [
        *(f"there is no section {name}" for name in SECTIONS),
        "the summary is not one sentence on one line",
    ]
    assert untaught(partly) == [
        "there is no section Raises",
        "there is no section Source",
        "the summary is not one sentence on one line",
        "Args does not name the arguments in their order",
        "the example shows no Python",
    ]
    assert untaught(mixed) == ["the sections stand in another order"]
    assert untaught(dfda.nudge) == []


def test_missing_documentation_is_noticed():
    def silent(): ...

    def fragment():
        """The slope"""

    def no_example():
        """The slope of f."""

    def taught():
        """The slope of f.

        >>> 1 + 1
        2
        """

    class Signature:
        """Nudge(at: float)"""

    complaints = [undocumented("f", f) for f in (silent, fragment, no_example, taught)]
    assert complaints == [
        "f has no docstring",
        "f: the docstring's first paragraph is no sentence",
        "f: the docstring shows no example",
        "",
    ]
    assert undocumented("Nudge", Signature) == "Nudge has no docstring"
