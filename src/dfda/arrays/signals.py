"""Convolution and polynomials."""

from __future__ import annotations

from typing import Any

import numpy as np

from dfda.arrays.rule import case, composed, multilinear, refuse_arguments


def _first_place(shorter: int, mode: str) -> int:
    """Where the result starts inside the full convolution."""
    return {"full": 0, "same": (shorter - 1) // 2, "valid": shorter - 1}[mode]


def _correlated(g: Any, other: Any, x: Any, mode: str) -> Any:
    """Place the sensitivity inside a full one and slide the other operand along it."""
    sizes = np.size(x), np.size(other)
    whole = sum(sizes) - 1
    start = _first_place(min(sizes), mode)
    full = np.pad(g, (start, whole - start - np.size(g)))
    return np.convolve(full, np.flip(other), "valid")


multilinear(
    np.convolve,
    options={"mode": "full"},
    transposes=(
        lambda g, x, w, mode: _correlated(g, w, x, mode),
        _correlated,
    ),
    samples=tuple(
        case(*shapes, mode=mode)
        for mode in ("full", "same", "valid")
        for shapes in (((5,), (3,)), ((2,), (5,)), ((4,), (4,)), ((6,), (2,)))
    ),
)


@composed(np.correlate, samples=(case((5,), (3,)), case((5,), (3,), mode="full")))
def correlate(a: Any, v: Any, mode: Any = "valid") -> Any:
    """Convolution with the second operand reversed."""
    if np.size(v) > np.size(a):
        refuse_arguments("np.correlate", "a second operand longer than the first")
    return np.convolve(a, np.flip(v), mode)


@composed(np.polyval, samples=(case((3,), (2,)), case((3,), ())))
def polyval(p: Any, x: Any) -> Any:
    """Horner's scheme, the highest power first."""
    total: Any = 0.0
    for coefficient in p:
        total = total * x + coefficient
    return total


@composed(np.vander, samples=(case((3,)), case((3,), N=2), case((3,), increasing=True)))
def vander(x: Any, N: int | None = None, *, increasing: bool = False) -> Any:  # noqa: N803
    """Powers as columns."""
    count = np.size(x) if N is None else N
    powers = range(count) if increasing else range(count - 1, -1, -1)
    return np.stack([x**power for power in powers], axis=1)


@composed(
    np.gradient,
    samples=(
        case((4,)),
        case((4,), prepare=lambda x: (x, 0.5)),
        case((2, 3)),
        case((4, 3), axis=0, edge_order=2),
        case((2, 3), prepare=lambda x: (x, 0.5, 2.0)),
    ),
)
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Central differences inside, one-sided ones at the ends, with even steps."""
    axes = range(np.ndim(f)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    steps = varargs or (1.0,)
    if len(steps) == 1:
        steps = steps * len(axes)
    if any(np.ndim(step) for step in steps):
        refuse_arguments("np.gradient", "uneven steps")
    found = [_along(f, *pair, edge_order) for pair in zip(axes, steps, strict=True)]
    return found[0] if len(found) == 1 else tuple(found)


def _along(f: Any, axis: int, step: Any, edge_order: int) -> Any:
    turned = np.moveaxis(f, axis, 0)
    inside = (turned[2:] - turned[:-2]) / (2 * step)
    if edge_order == 1:
        first, last = turned[1:2] - turned[:1], turned[-1:] - turned[-2:-1]
    else:
        first = -1.5 * turned[:1] + 2 * turned[1:2] - 0.5 * turned[2:3]
        last = 1.5 * turned[-1:] - 2 * turned[-2:-1] + 0.5 * turned[-3:-2]
    return np.moveaxis(np.concatenate([first / step, inside, last / step]), 0, axis)


@composed(np.polymul, samples=(case((3,), (2,)),))
def polymul(a1: Any, a2: Any) -> Any:
    """The product of two polynomials."""
    return np.convolve(a1, a2)


@composed(np.polyadd, samples=(case((3,), (2,)), case((2,), (3,))))
def polyadd(a1: Any, a2: Any) -> Any:
    """The sum of two polynomials."""
    size = max(np.size(a1), np.size(a2))
    first, second = (np.pad(part, (size - np.size(part), 0)) for part in (a1, a2))
    return first + second


@composed(np.polyder, samples=(case((4,)), case((4,), m=2)))
def polyder(p: Any, m: int = 1) -> Any:
    """The derivative of a polynomial."""
    for _ in range(m):
        p = p[:-1] * np.arange(np.size(p) - 1, 0, -1)
    return p


@composed(np.polyint, samples=(case((3,)), case((3,), m=2)))
def polyint(p: Any, m: int = 1) -> Any:
    """An integral of a polynomial, 0 at 0."""
    for _ in range(m):
        p = np.pad(p / np.arange(np.size(p), 0, -1), (0, 1))
    return p
