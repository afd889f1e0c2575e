"""Decisions of NumPy's functions that would come out differently after the smallest nudge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np


def _extremes_tie(extreme: Callable[..., Any]) -> Callable[..., bool]:
    def tied(x: Any, axis: Any = None, **_: Any) -> bool:
        reached = np.equal(x, extreme(x, axis=axis, keepdims=True))
        return bool(np.any(np.sum(reached, axis=axis) > 1))

    return tied


def _neighbours_tie(x: Any, axis: Any = -1, **_: Any) -> bool:
    ordered = np.sort(x, axis=axis)
    return bool(np.any(np.diff(ordered, axis=-1 if axis is None else axis) == 0))


def _any_zero(*operands: Any, **_: Any) -> bool:
    """Whether a number stands between true and false."""
    return any(np.any(np.equal(x, 0)) for x in operands if np.asarray(x).dtype.kind == "f")


def _any_common(x: Any, w: Any, *_: Any, **__: Any) -> bool:
    return bool(np.any(np.isin(x, w)))


TIES: Final[dict[Any, Callable[..., bool]]] = {
    np.argmax: _extremes_tie(np.max),
    np.argmin: _extremes_tie(np.min),
    np.argsort: _neighbours_tie,
    np.searchsorted: _any_common,
    np.digitize: _any_common,
    np.isin: _any_common,
    **dict.fromkeys(
        (
            np.nonzero, np.flatnonzero, np.argwhere, np.count_nonzero, np.any, np.all,
            np.logical_and, np.logical_or, np.logical_xor, np.logical_not, np.signbit,
        ),
        _any_zero,
    ),
}  # fmt: skip
"""For a function that decides, whether its operands sit on the edge of the decision."""
