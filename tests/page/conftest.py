"""A small page of its own for the tests of what surrounds the page."""

import textwrap

import pytest

TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>dfda</title>
<!-- dfda:style -->
</head>
<body>
<!-- dfda:static -->
<!-- dfda:data -->
<!-- dfda:script -->
</body>
</html>
"""

STYLE = """\
/* every "colour */
body {
    color: #17202a;
}
p::after { content: "/* kept  */"; }
"""

MAIN = """
    import { sentence } from "./sentence.js";
    const data = JSON.parse(document.getElementById("dfda-data").textContent);
    document.title = sentence(data);
"""


@pytest.fixture(scope="session")
def small_page(tmp_path_factory):
    """A folder like the page's own: a template, a style sheet and two modules."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "front").mkdir()
    files = {
        "page.html": TEMPLATE,
        "page.css": STYLE,
        "strings.json": '{"title": "dfda"}',
        "front/main.js": textwrap.dedent(MAIN),
        "front/sentence.js": "export const sentence = (data) => data.functions[0][1];\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
