"""Reductions that leave NaN out: a missing entry has no part in the answer, and no slope."""

from __future__ import annotations

from typing import Any

import numpy as np

from dfda.arrays.rule import Case, case, composed, plain


def _with_gaps(x: Any) -> tuple[Any, ...]:
    """An array in which one entry is missing."""
    missing = np.zeros(np.shape(x), bool)
    missing.flat[1] = True
    return (np.where(missing, np.nan, x),)


_GAPS: tuple[Case, ...] = (
    case((4,), prepare=_with_gaps),
    case((2, 3), axis=0, prepare=_with_gaps),
    case((2, 3), axis=1, keepdims=True, prepare=_with_gaps),
)


def _filled(x: Any, with_what: float) -> Any:
    return np.where(np.isnan(plain(x)), with_what, x)


def _present(x: Any, axis: Any, keepdims: Any) -> Any:
    there = ~np.isnan(plain(x))
    return np.sum(there, axis=axis, keepdims=keepdims, dtype=getattr(x, "dtype", None))


@composed(np.nansum, samples=_GAPS)
def nansum(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The sum of the entries that are there."""
    return np.sum(_filled(a, 0.0), axis=axis, keepdims=keepdims)


@composed(np.nanprod, samples=_GAPS)
def nanprod(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The product of the entries that are there."""
    return np.prod(_filled(a, 1.0), axis=axis, keepdims=keepdims)


@composed(np.nanmean, samples=_GAPS)
def nanmean(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The mean of the entries that are there."""
    return nansum(a, axis, keepdims=keepdims) / _present(a, axis, keepdims)


@composed(np.nanvar, samples=(*_GAPS, case((4,), ddof=1, prepare=_with_gaps)))
def nanvar(a: Any, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    """The variance of the entries that are there."""
    distance = a - nanmean(a, axis, keepdims=True)
    total = nansum(distance * distance, axis, keepdims=keepdims)
    return total / (_present(a, axis, keepdims) - ddof)


@composed(np.nanstd, samples=(_GAPS[0], _GAPS[2]))
def nanstd(a: Any, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    """The root of that variance."""
    return np.sqrt(nanvar(a, axis, ddof=ddof, keepdims=keepdims))


@composed(np.nanmax, samples=_GAPS)
def nanmax(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The largest of the entries that are there."""
    return np.max(_filled(a, -np.inf), axis=axis, keepdims=keepdims)


@composed(np.nanmin, samples=_GAPS)
def nanmin(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """The smallest of the entries that are there."""
    return np.min(_filled(a, np.inf), axis=axis, keepdims=keepdims)


@composed(np.nancumsum, samples=(_GAPS[0], _GAPS[1]))
def nancumsum(a: Any, axis: Any = None) -> Any:
    """Running sums of the entries that are there."""
    return np.cumsum(_filled(a, 0.0), axis=axis)
