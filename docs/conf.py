"""How `make docs` builds the site. The pages are plain Markdown: they read the same on a forge.

The source folder is the whole repository, so that every link between pages means what it says.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from docutils import nodes

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import pages  # noqa: E402 - tools/ is no package
from mathml import mathml  # noqa: E402 - the same

project = "dfda"
root_doc = "docs/index"
include_patterns = [
    "docs/**.md",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "benchmarks/README.md",
]
exclude_patterns = [".*", "build", "src", "tests", "tools"]
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

nitpicky = True
# Types of other packages: their pages are on the network, and this site needs none.
nitpick_ignore_regex = [
    ("py:.*", r"(collections|concurrent|fractions|matplotlib|numpy|typing)\..+"),
    ("py:.*", r"dfda\.program\.program\.Program"),  # how a formula is kept; not for users
    ("py:.*", r"dfda\.program\.printing\.Printer"),  # how steps share what they print; the same
    ("py:.*", "Figure"),  # Matplotlib's, which is not installed where the site is built
    ("py:.*", r".*\.(Answer_co|Shape)"),  # stand for any type, so they have no page
]
smartquotes_action = "D"  # dashes only: "1e-30" is typed with these quotation marks
default_role = "literal"  # a docstring's `name` is code

myst_heading_anchors = 4  # as a forge names them: [limits](formulas.md#limits)
highlight_language = "text"  # an unnamed code block is plain

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_use_ivar = True
# "Returns" too: napoleon would take what stands before a colon in the sentence for a type.
napoleon_custom_sections = ["Returns", "Source"]
python_maximum_signature_line_length = 72

html_theme = "furo"
html_title = "dfda"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_math_renderer = "mathml"


def read_page(_: Any, page: str, source: list[str]) -> None:
    """Add to a page what only a site can show."""
    source[0] = pages.both_pictures(pages.trimmed_sessions(source[0]))
    if page == root_doc:
        source[0] += pages.sidebar(source[0])
    if pages.TABLE_MARK in source[0]:
        source[0] = source[0].replace(pages.TABLE_MARK, pages.rules_table())


def write_mathml(writer: Any, node: nodes.math) -> None:
    """A formula as MathML, which browsers draw by themselves."""
    writer.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def write_mathml_block(writer: Any, node: nodes.math_block) -> None:
    """The same on a line of its own."""
    writer.body.append(mathml(node.astext(), block=True))
    raise nodes.SkipNode


def finish(app: Any, failure: Exception | None) -> None:
    """Copy the pictures and the page to try, and lead from the site's top to its first page."""
    if failure:
        return
    site = Path(app.outdir)
    for folder in ("images", "try"):
        shutil.copytree(ROOT / "docs" / folder, site / "docs" / folder, dirs_exist_ok=True)
    target = f"{root_doc}.html"
    (site / "index.html").write_text(
        f'<!doctype html><meta charset="utf-8"><title>dfda</title>'
        f'<meta http-equiv="refresh" content="0; url={target}"><a href="{target}">dfda</a>\n',
        encoding="utf-8",
    )


def setup(app: Any) -> None:
    """Register the three."""
    app.connect("source-read", read_page)
    app.connect("build-finished", finish)
    app.add_html_math_renderer("mathml", (write_mathml, None), (write_mathml_block, None))
