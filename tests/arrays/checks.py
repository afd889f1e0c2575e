"""The checks that hold an array rule against nudges and against itself.

A check raises AssertionError, which is what the sabotage tests wait for. The truth comes from
calling the function itself: central differences, extrapolated.
"""

import zlib

import numpy as np

import dfda
from dfda.arrays import ARRAY_RULES, special
from dfda.structure import flattened

special.register()

DIRECTIONS = 5
WIDEST = 2e-3
"""The widest nudge. Four levels, each half as wide, leave an error of its eighth power."""

LEVELS = 4
EPS64, EPS32 = np.finfo(np.float64).eps, np.finfo(np.float32).eps

BOUND = 1e-9
"""Singularities are 0.04 or more away: (2e-3/0.04)^8 is 4e-11. Rounding adds eps/2.5e-4, 1e-12,
times the condition of the function."""

CASES = {
    f"{row.name}-{number}-{index}": (function, case)
    for number, (function, row) in enumerate(ARRAY_RULES.items())
    for index, case in enumerate(row.samples)
}


def drawn(name, case, seed, kind=np.float64):
    """Random arrays for a case, no two entries close: nudges must not make them change places."""
    draw = np.random.default_rng([seed, zlib.crc32(name.encode())])
    low, high = case.domain
    count = sum(int(np.prod(shape)) for shape in case.shapes)
    places = draw.permutation(count) + draw.uniform(0.3, 0.7, count)
    entries = iter(low + (high - low) * places / count)
    arrays = []
    for shape in case.shapes:
        flat = [next(entries) for _ in range(int(np.prod(shape)))]
        arrays.append(np.array(flat, dtype=kind).reshape(shape)[()])
    return tuple(arrays), draw


def called(function, case):
    """The function of a case as a function of the drawn arrays alone, with a flat output."""

    def call(*arrays):
        answer = function(*case.arguments(arrays), **case.options)
        leaves, _ = flattened(answer if not hasattr(answer, "_fields") else tuple(answer))
        return [leaf for leaf in leaves if getattr(leaf, "dtype", np.dtype(float)).kind == "f"]

    return call


def moved(arrays, direction, width):
    return tuple(array + width * part for array, part in zip(arrays, direction, strict=True))


def nudged(call, arrays, direction):
    """The derivative along a direction: central differences, extrapolated (Richardson)."""
    rows = []
    for level in range(LEVELS):
        width = WIDEST / 2**level
        pair = [call(*moved(arrays, direction, sign * width)) for sign in (1, -1)]
        rows.append(
            [
                (np.asarray(up) - np.asarray(down)) / (2 * width)
                for up, down in zip(*pair, strict=True)
            ]
        )
        for order in range(level, 0, -1):
            factor = 4.0 ** (level - order + 1)
            rows[order - 1] = [
                (factor * finer - coarser) / (factor - 1)
                for finer, coarser in zip(rows[order], rows[order - 1], strict=True)
            ]
    return rows[0]


def directions(draw, arrays):
    for _ in range(DIRECTIONS):
        yield tuple(np.asarray(draw.uniform(-1, 1, np.shape(array)))[()] for array in arrays)


def size_of(arrays):
    return max((float(np.max(np.abs(array), initial=0)) for array in arrays), default=0.0)


def assert_close(found, wanted, bound):
    for one, other in zip(found, wanted, strict=True):
        assert np.shape(one) == np.shape(other)
        assert np.max(np.abs(np.asarray(one) - np.asarray(other)), initial=0) <= bound


def check_forward(name, function, case, seed):
    """jvp against nudges along random directions."""
    arrays, draw = drawn(name, case, seed)
    call = called(function, case)
    wrt = tuple(range(len(arrays)))
    for direction in directions(draw, arrays):
        wanted = nudged(call, arrays, direction)
        found = dfda.jvp(call, *arrays, direction, wrt=wrt, kinks="raise")
        scale = max(1.0, size_of(wanted), size_of(call(*arrays)))
        assert_close(found, wanted, BOUND * scale)


def check_backward(name, function, case, seed):
    """The dot-product law: what comes back weighs as much as what goes out."""
    arrays, draw = drawn(name, case, seed)
    call = called(function, case)
    wrt = tuple(range(len(arrays)))
    for direction in directions(draw, arrays):
        out = dfda.jvp(call, *arrays, direction, wrt=wrt)
        weights = [np.asarray(draw.normal(size=np.shape(part)))[()] for part in out]
        back = dfda.vjp(call, *arrays, weights, wrt=wrt)
        left = [
            np.sum(np.asarray(part) * weight) for part, weight in zip(out, weights, strict=True)
        ]
        right = [np.sum(part * along) for part, along in zip(back, direction, strict=True)]
        for part, given in zip(back, arrays, strict=True):
            assert np.shape(part) == np.shape(given)
        terms = 64 * (1 + sum(np.size(part) for part in (*out, *back)))
        scale = max(1.0, size_of(out), size_of(back)) * 8
        assert abs(sum(left) - sum(right)) <= terms * EPS64 * scale


def check_float32(name, function, case, seed):
    """float32 in, float32 out, and close to what float64 gives."""
    arrays, draw = drawn(name, case, seed, np.float32)
    call = called(function, case)
    wrt = tuple(range(len(arrays)))
    out = call(*arrays)
    weights = [np.asarray(draw.normal(size=np.shape(part)), np.float32)[()] for part in out]
    back = dfda.vjp(call, *arrays, weights, wrt=wrt)
    assert all(part.dtype == np.float32 for part in back)
    wide = tuple(np.float64(array) for array in arrays)
    wanted = dfda.vjp(call, *wide, [np.float64(weight) for weight in weights], wrt=wrt)
    terms = 1024 * max(1.0, size_of(wanted), size_of(call(*wide)))
    assert_close(back, wanted, EPS32 * terms)


def check_python_floats(name, function, case, seed):
    """The same for Python's own floats in place of NumPy's, where a case has single numbers."""
    arrays, draw = drawn(name, case, seed)
    floats = tuple(float(array) if np.ndim(array) == 0 else array for array in arrays)
    call = called(function, case)
    wrt = tuple(range(len(arrays)))
    for direction in directions(draw, arrays):
        plain = tuple(float(part) if np.ndim(part) == 0 else part for part in direction)
        wanted = dfda.jvp(call, *arrays, direction, wrt=wrt)
        found = dfda.jvp(call, *floats, plain, wrt=wrt)
        weights = [np.asarray(draw.normal(size=np.shape(part)))[()] for part in wanted]
        back = dfda.vjp(call, *arrays, weights, wrt=wrt)
        as_floats = dfda.vjp(call, *floats, weights, wrt=wrt)
        bound = 64 * EPS64 * max(1.0, size_of(wanted), size_of(back))
        assert_close(found, wanted, bound)
        assert_close(as_floats, back, bound)
        assert [type(part) for part in as_floats] == [type(part) for part in floats]


CHECKS = {
    "forward": check_forward,
    "backward": check_backward,
    "float32": check_float32,
    "python floats": check_python_floats,
}
