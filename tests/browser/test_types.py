"""The page's modules keep their own types. It is here because, like a browser, it needs no Python."""

import subprocess

import pytest


@pytest.fixture
def checked(node_module):
    """What the type checker says about a project."""

    def run(project, *options):
        tsc = node_module("typescript").parent / ".bin" / "tsc"
        found = subprocess.run(
            [tsc, "--project", project, *options], capture_output=True, text=True, check=False
        )
        return found.returncode, found.stdout

    return run


@pytest.fixture
def project(request):
    return request.config.rootpath / "tools" / "browser" / "tsconfig.json"


def test_the_front_end_has_no_type_error(checked, project):
    assert checked(project) == (0, "")


def test_every_module_is_checked(checked, project):
    front = project.parents[2] / "src" / "dfda" / "show" / "page" / "front"
    status, listed = checked(project, "--listFilesOnly")
    assert status == 0
    names = {line.rpartition("/")[2] for line in listed.splitlines() if str(front) in line}
    assert names == {path.name for path in front.glob("*.js")}


def test_a_type_error_would_be_found(checked, project, tmp_path):
    (tmp_path / "wrong.js").write_text("/** @type {number} */\nexport const a = 'one';\n")
    settings = project.read_text(encoding="utf-8").replace(
        '"../../src/dfda/show/page/front/*.js"', '"*.js"'
    )
    (tmp_path / "tsconfig.json").write_text(settings)
    status, told = checked(tmp_path / "tsconfig.json")
    assert status != 0
    assert "wrong.js(2,14)" in told
