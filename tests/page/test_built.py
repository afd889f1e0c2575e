"""A wheel holds the front end joined; an editable install joins its modules as they are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dfda.show.page import page
from dfda.show.page.joiner.join import joined

ROOT = Path(__file__).parent.parent.parent

BUILD = """
import json, runpy, sys
from types import ModuleType

class Hook:
    def __class_getitem__(cls, _):
        return cls
    root = sys.argv[1]

name = "hatchling.builders.hooks.plugin.interface"
sys.modules[name] = interface = ModuleType(name)
interface.BuildHookInterface = Hook
while "." in name:
    name = name.rpartition(".")[0]
    sys.modules[name] = ModuleType(name)
sys.modules["numpy"] = None  # importing it is an error
hook = runpy.run_path(sys.argv[1] + "/tools/join_front.py")["JoinFront"]()
data = {"force_include": {}}
hook.initialize(sys.argv[2], data)
print(json.dumps({target: open(path).read() for path, target in data["force_include"].items()}))
"""
"""What hatchling does, where hatchling and NumPy are not installed."""


@pytest.mark.parametrize("kind", ["standard", "editable"])
def test_a_wheel_is_given_the_joined_script_and_an_editable_install_is_not(kind):
    command = [sys.executable, "-I", "-c", BUILD, str(ROOT), kind]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    script = joined(page.HERE / "front")
    assert json.loads(ran.stdout) == (
        {"dfda/show/page/front.js": script} if kind == "standard" else {}
    )


def test_the_script_of_a_wheel_is_taken_as_it_is(tmp_path):
    (tmp_path / "front.js").write_text("done", encoding="utf-8")
    assert page.joined_script(tmp_path) == "done"


def test_the_checkout_has_none_so_that_it_shows_what_its_modules_say():
    assert not (page.HERE / "front.js").exists()
