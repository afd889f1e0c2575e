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


def _valid_in(g: Any, other: Any, x: Any, mode: str) -> Any:
    sizes = np.size(x), np.size(other)
    found = _correlated(g, other, x, mode)
    if np.size(found) != sizes[0]:
        refuse_arguments("np.convolve", f"operands of sizes {sizes} and mode {mode!r}")
    return found


multilinear(
    np.convolve,
    options={"mode": "full"},
    transposes=(
        lambda g, x, w, mode: _valid_in(g, w, x, mode),
        _valid_in,
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


@composed(np.gradient, samples=(case((4,)), case((4,), prepare=lambda x: (x, 0.5))))
def gradient(f: Any, *spacing: Any) -> Any:
    """Central differences inside, one-sided ones at the ends, along the only axis."""
    if np.ndim(f) != 1 or len(spacing) > 1 or any(np.ndim(step) for step in spacing):
        refuse_arguments("np.gradient", "more than one axis or uneven steps")
    step = spacing[0] if spacing else 1.0
    inside = (f[2:] - f[:-2]) / (2 * step)
    return np.concatenate([(f[1:2] - f[:1]) / step, inside, (f[-1:] - f[-2:-1]) / step])
