"""Columns of a sparse matrix that can be measured together, because no row holds two of them."""

from __future__ import annotations

from typing import Any

import numpy as np


def colours_of(pattern: np.ndarray[Any, np.dtype[np.bool_]]) -> np.ndarray[Any, np.dtype[np.intp]]:
    """One colour for each column of a pattern of truth values; columns of a colour share no row.

    Columns are taken in turn, and each gets the first colour that no neighbour has. The fewest
    colours that there could be are as many as the fullest row has entries; for banded matrices
    this finds them. (A. R. Curtis, M. J. D. Powell and J. K. Reid, *On the estimation of sparse
    Jacobian matrices*, J. Inst. Math. Appl. 13, 1974.)
    """
    colours = np.full(pattern.shape[1], -1)
    for column in range(pattern.shape[1]):
        neighbours = pattern[pattern[:, column]].any(axis=0)
        taken = set(colours[neighbours].tolist())
        colours[column] = next(c for c in range(len(taken) + 1) if c not in taken)
    return colours
