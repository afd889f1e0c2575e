"""The printed derivative: it reads well, needs no dfda, and gives the same numbers bit for bit."""

import math
import pickle
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import dfda
from dfda.exact.constants import LARGEST, array_text
from dfda.exact.spelled import HELPERS
from dfda.rules import RULES
from dfda.structure import flattened

sys.path.insert(0, str(Path(__file__).parent.parent / "unmodified"))
from test_unmodified import PROGRAMS

RUNNER = """
import pickle, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "dfda":
            raise ImportError("dfda is not installed")

sys.meta_path.insert(0, Refuse())
try:
    import dfda
except ImportError:
    pass
else:
    raise SystemExit("dfda can be imported here")
answers = {}
for name, (text, arguments) in pickle.load(sys.stdin.buffer).items():
    scope = {}
    exec(compile(text, name, "exec"), scope)
    answers[name] = (scope.get("gradient") or scope["derivative"])(*arguments)
assert "dfda" not in sys.modules
pickle.dump(answers, sys.stdout.buffer)
"""


def run_without_dfda(programs):
    """The answers of printed programs, from a Python that cannot import dfda."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", RUNNER],
        input=pickle.dumps(programs),
        capture_output=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr.decode()
    return pickle.loads(done.stdout)


def run_here(text, *arguments):
    scope = {}
    exec(compile(text, "printed", "exec"), scope)
    return (scope.get("gradient") or scope["derivative"])(*arguments)


def bits(value):
    """The numbers, kinds and shapes of a nested structure."""
    leaves, structure = flattened(value)
    return structure.paths(), [
        (type(leaf), np.shape(leaf), np.asarray(leaf).dtype, np.asarray(leaf).tobytes())
        for leaf in leaves
    ]


@pytest.fixture(scope="module")
def everything():
    """Every unmodified program: its printed source, and what dfda answers."""
    texts = {name: dfda.source(f, point) for name, (f, point) in PROGRAMS.items()}
    points = {
        name: type(point)(*point) if hasattr(type(point), "_fields") else point
        for name, (_, point) in PROGRAMS.items()
    }
    plain = {name: (text, (points[name],)) for name, text in texts.items()}
    return texts, run_without_dfda(plain)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_source_of_an_unmodified_program_gives_the_same_bits_without_dfda(name, everything):
    f, point = PROGRAMS[name]
    texts, answers = everything
    scalar = isinstance(point, float)
    wanted = (dfda.derivative if scalar else dfda.gradient)(f, point)
    assert bits(answers[name]) == bits(wanted), texts[name]
    assert "dfda" not in texts[name]
