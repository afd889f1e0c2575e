"""What the page of fourteen snippets says about PyTorch and JAX is what they do."""

import re
import runpy
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="only with FRAMEWORKS=1")
jax = pytest.importorskip("jax", reason="only with FRAMEWORKS=1")

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "snippets.py"))
PAGE = (ROOT / "docs" / "explanation" / "snippets.md").read_text(encoding="utf-8")
LIBRARIES = {
    "JAX": ("jax", "jax_library"),
    "JAX, `jit`": ("jax", "jitted_library"),
    "PyTorch": ("torch", "torch_library"),
}


@pytest.fixture(autouse=True)
def put_back():
    """PyTorch and JAX have switches for the whole process."""
    wide, warned = jax.config.jax_enable_x64, torch.is_warn_always_enabled()
    yield
    jax.config.update("jax_enable_x64", wide)
    torch.set_warn_always(warned)


def tables():
    """Each table of the page: the cells by row and title."""
    for block in re.findall(r"^\| snippet .*\n(?:\|.*\n)+", PAGE, flags=re.MULTILINE):
        titles, _, *rows = [re.split(r" *\| *", line)[1:-1] for line in block.splitlines()]
        yield [dict(zip(titles, row, strict=True)) for row in rows]


@pytest.mark.parametrize("title", LIBRARIES)
@pytest.mark.parametrize("own", [False, True], ids=["NumPy", "its own arrays"])
def test_a_column_of_the_page_is_what_the_library_does(title, own):
    package, make = LIBRARIES[title]
    if f"{version(package).partition('+')[0]}" not in PAGE:
        pytest.skip(f"the page is about another {package}")
    library = TOOL[make]()
    arrays = library.arrays if own else np
    found = [TOOL["outcome"](snippet, library, arrays).cell for snippet in TOOL["SNIPPETS"]]
    assert found == [row[title] for row in list(tables())[own]]
