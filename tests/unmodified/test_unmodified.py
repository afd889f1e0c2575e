"""Realistic programs that never heard of dfda: their gradients against nudges."""

import ast
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

import dfda
from dfda.structure import flattened

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("[!tc]*.py"))
ALLOWED = {
    "math", "numpy", "scipy", "functools", "dataclasses", "abc", "collections", "contextlib",
    "copy",
    "enum", "fractions", "itertools", "operator", "random", "typing",
}  # fmt: skip
WIDEST = 1e-3
"""Nudges relative to the size of an input. Two extrapolations leave the sixth power of it."""


def loaded(path):
    name = f"dfda_unmodified_{path.stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


PROGRAMS = {name: program for path in FILES for name, program in loaded(path).PROGRAMS.items()}


def as_vector(point):
    leaves, structure = flattened(point)
    shapes = [np.shape(leaf) for leaf in leaves]
    flat = np.concatenate([np.ravel(leaf) for leaf in leaves])

    def point_of(vector):
        parts, start = [], 0
        for shape in shapes:
            size = int(np.prod(shape))
            part = vector[start : start + size].reshape(shape)
            parts.append(part if shape else float(part))
            start += size
        return structure.filled(parts)

    return flat, point_of


def nudged_gradient(f, point):
    """Central differences at three widths, extrapolated twice, entry by entry."""
    flat, point_of = as_vector(point)
    slopes = np.empty_like(flat)
    for index in range(len(flat)):
        rows = []
        for level in range(3):
            width = WIDEST * max(1.0, abs(flat[index])) / 2**level
            up, down = flat.copy(), flat.copy()
            up[index] += width
            down[index] -= width
            rows.append((f(point_of(up)) - f(point_of(down))) / (up[index] - down[index]))
        first, second = (4 * rows[1] - rows[0]) / 3, (4 * rows[2] - rows[1]) / 3
        slopes[index] = (16 * second - first) / 15
    return slopes


def test_the_programs_know_nothing_of_dfda():
    assert len(PROGRAMS) >= 40
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert {alias.name.partition(".")[0] for alias in node.names} <= ALLOWED
            elif isinstance(node, ast.ImportFrom):
                assert node.module.partition(".")[0] in ALLOWED


def test_at_least_ten_write_in_place():
    writing = [
        node.name
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any(
            isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store)
            for part in ast.walk(node)
        )
    ]
    assert len(writing) >= 10


@pytest.mark.parametrize("name", PROGRAMS)
def test_gradient_of_an_unmodified_program(name):
    f, point = PROGRAMS[name]
    value, found = dfda.value_and_gradient(f, point, kinks="raise")
    assert value == pytest.approx(f(point), rel=1e-12)
    wanted = nudged_gradient(f, point)
    leaves, _ = flattened(found)
    flat = np.concatenate([np.ravel(leaf) for leaf in leaves])
    # Rounding of the value over the narrowest nudge, and as much again for the extrapolation.
    noise = 64 * np.finfo(float).eps * max(1.0, abs(value)) / (WIDEST / 4)
    assert np.allclose(flat, wanted, rtol=1e-9, atol=noise)


@pytest.mark.parametrize("name", PROGRAMS)
def test_forwards_agrees_with_backwards(name, rng):
    f, point = PROGRAMS[name]
    flat, point_of = as_vector(point)
    direction = rng.normal(size=flat.size)
    along = dfda.jvp(f, point, point_of(direction))
    leaves, _ = flattened(dfda.gradient(f, point))
    product = np.concatenate([np.ravel(leaf) for leaf in leaves]) @ direction
    assert along == pytest.approx(product, rel=1e-10, abs=1e-12)
