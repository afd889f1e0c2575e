"""Texts that the page takes for one formula are one function to Python."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

import dfda
from dfda.errors import DfdaError

SIGNS = Path(dfda.__file__).parent / "show" / "page" / "front" / "signs.js"
PIECES = (
    *"0123a", *"aex+-*/^(),|", " ", " ", ".", "e-", "**", "²", "²", "³", "·", "−", "3*", "1/2",
    "(a)", "sin(a)", "max(", " if ", " else ", "<", "<=", "π",
)  # fmt: skip
ONE = [
    ("3a", "3*a"), ("3a", " 3 a "), ("a^2", "a**2"), ("a^2", "a²"), ("2a^2 + 1", "2*a²+1"),
    ("2·3·a", "2*3*a"), ("a − 1", "a-1"), ("sin(2*a)", "sin(2a)"), ("max(2*a,1)", "max(2a, 1)"),
]  # fmt: skip
TWO = [
    ("2*3a", "23a"), ("a^2*3", "a^23"), ("2·5a", "25a"), ("1/2*4a", "1/24a"), ("a*a", "aa"),
    ("3a", "3A"), ("2 3a", "23a"), ("1e -5", "1e-5"), ("a²3", "a^23"), ("a²^3", "a^2^3"),
    ("1/2*a", "1/2a"), ("2^3*a", "2^3a"), ("a*2 3", "a*23"), ("a < =1", "a <= 1"),
]  # fmt: skip


def signs(texts):
    node = shutil.which("node")
    if node is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Node.js is missing")
    script = (
        f"import({json.dumps(SIGNS.as_uri())}).then(({{ signsOf }}) => console.log(JSON.stringify("
        f"JSON.parse(require('fs').readFileSync(0, 'utf8')).map(signsOf))));"
    )
    ran = subprocess.run(
        [node, "-e", script],
        input=json.dumps(texts), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(ran.stdout)


def test_ways_to_write_one_formula_are_known():
    for (one, other), left, right in zip(ONE, *map(signs, zip(*ONE, strict=True)), strict=True):
        assert left == right, (one, other)


def test_two_formulas_are_never_taken_for_one():
    for (one, other), left, right in zip(TWO, *map(signs, zip(*TWO, strict=True)), strict=True):
        assert left != right, (one, other)


def values(text):
    """What a text is at three points; None where it is no formula."""
    try:
        f = dfda.formula(text)
    except DfdaError:
        return None
    return tuple(repr(f(x)) for x in (0.7, 3.3, -1.9))


def test_whatever_has_the_same_signs_is_the_same_to_python(rng):
    draw = random.Random(int(rng.integers(2**32)))
    texts = ["".join(draw.choices(PIECES, k=draw.randint(1, 6))) for _ in range(60_000)]
    texts = sorted({*texts})
    groups: dict[str, list[str]] = {}
    for text, found in zip(texts, signs(texts), strict=True):
        groups.setdefault(found, []).append(text)
    several = [group for group in groups.values() if len(group) > 1]
    assert len(several) > 500
    told = 0
    for group in several:
        known = {text: values(text) for text in group}
        told += any(known.values())
        assert len(set(known.values())) == 1, known
    assert told > 100
