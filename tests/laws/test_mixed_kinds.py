"""Random straight-line programs that mix Python floats, NumPy scalars and arrays of many shapes."""

import math

import numpy as np
import pytest

import dfda

SHAPES = [(), (3,), (2, 3), (3, 1), (1,), (2, 1)]
UNARY = [
    np.sin, np.tanh, lambda v: v * v, lambda v: v**3, lambda v: -v, lambda v: 2.5 - v, np.sum,
    lambda v: np.mean(v, axis=0) if np.ndim(v) else v, lambda v: v[..., None] if np.ndim(v) else v,
    lambda v: v.T if np.ndim(v) else v, lambda v: v[0] if np.ndim(v) else v,
    lambda v: np.exp(0.1 * v), lambda v: math.cos(v) if np.ndim(v) == 0 else np.cos(v),
    lambda v: np.array([v, 2 * v]) if np.ndim(v) == 0 else v, lambda v: np.reshape(v, -1),
    lambda v: np.sqrt(v * v + 1), lambda v: v[:1] if np.ndim(v) else v,
]  # fmt: skip
BINARY = [
    lambda v, w: v + w, lambda v, w: v - w, lambda v, w: v * w, lambda v, w: v / (2 + w * w),
    lambda v, w: np.where(every_other(v), v, w),
    lambda v, w: np.hypot(v, 1 + w * w), lambda v, w: np.logaddexp(v, w),
    lambda v, w: (1.5 + np.tanh(v)) ** w, lambda v, w: np.arctan2(v, 3 + w * w),
]  # fmt: skip
STEPS = 8


def every_other(v):
    """A condition that nudges cannot change: what bends or jumps is tried elsewhere."""
    return np.reshape(np.arange(np.size(v)) % 2 == 0, np.shape(v))


def program(draw):
    """A random program of three inputs; the same choices each time it runs."""
    choices = [(draw.integers(100), draw.integers(100), draw.integers(100)) for _ in range(STEPS)]

    def run(a, b, x):
        pool = [a, b, x, 0.7]
        for which, left, right in choices:
            v, w = pool[left % len(pool)], pool[right % len(pool)]
            try:
                np.broadcast_shapes(np.shape(v), np.shape(w))
            except ValueError:
                w = 1.25
            if which < 50:
                pool.append(BINARY[which % len(BINARY)](v, w))
            else:
                pool.append(UNARY[which % len(UNARY)](v))
        return sum(np.mean(value) for value in pool[3:])

    return run


def point(draw):
    return (
        float(draw.uniform(-1, 1)),
        np.float64(draw.uniform(-1, 1)),
        draw.uniform(-1, 1, SHAPES[draw.integers(len(SHAPES))])[()],
    )


def slope_along(f, at, direction):
    """Central differences, extrapolated twice."""

    def central(width):
        up, down = (
            f(*(part + sign * width * step for part, step in zip(at, direction, strict=True)))
            for sign in (1, -1)
        )
        return (up - down) / (2 * width)

    first, second, third = (central(4e-3 / 2**level) for level in range(3))
    rows = (4 * second - first) / 3, (4 * third - second) / 3
    return (16 * rows[1] - rows[0]) / 15


@pytest.mark.parametrize("number", range(60))
def test_forwards_backwards_and_nudges_agree(number, rng):  # noqa: ARG001 - it makes another seed
    f, at = program(rng), point(rng)
    direction = tuple(rng.uniform(-1, 1, np.shape(part))[()] for part in at)
    wrt = (0, 1, 2)
    along = dfda.jvp(f, *at, direction, wrt=wrt)
    back = dfda.gradient(f, *at, wrt=wrt)
    product = sum(np.sum(part * step) for part, step in zip(back, direction, strict=True))
    assert [np.shape(part) for part in back] == [np.shape(part) for part in at]
    scale = max(1.0, abs(along))
    assert abs(along - product) <= 1e-12 * scale
    assert abs(along - slope_along(f, at, direction)) <= 1e-8 * scale


@pytest.mark.parametrize("number", range(20))
def test_second_derivatives_agree(number, rng):  # noqa: ARG001 - it makes another seed
    f, at = program(rng), point(rng)
    direction = tuple(rng.uniform(-1, 1, np.shape(part))[()] for part in at)
    wrt = (0, 1, 2)
    curved = dfda.hvp(f, *at, direction, wrt=wrt)
    other = tuple(rng.uniform(-1, 1, np.shape(part))[()] for part in at)
    found = sum(np.sum(part * step) for part, step in zip(curved, other, strict=True))

    def along(*moved):
        return dfda.jvp(f, *moved, other, wrt=wrt)

    wanted = slope_along(along, at, direction)
    assert abs(found - wanted) <= 1e-7 * max(1.0, abs(wanted))
