"""Columns of a matrix that can be measured together, because no row holds two of them."""

from __future__ import annotations

from typing import Any

import numpy as np


def colours_of(pattern: Any) -> np.ndarray[Any, np.dtype[np.intp]]:
    """One colour for each column of a pattern; columns of a colour share no row.

    The pattern is a sparse matrix, or an array of truth values. Columns are taken in turn, and each
    gets the first colour that no neighbour has. With the directions of one colour added up, every
    entry of the matrix can still be told apart. The fewest colours that there could be are as many
    as the fullest row has entries; for banded matrices this finds them. (A. R. Curtis, M. J. D.
    Powell and J. K. Reid, *On the estimation of sparse Jacobian matrices*, J. Inst. Math. Appl. 13,
    1974.)
    """
    rows, columns = pattern.nonzero()
    ends = np.cumsum(np.bincount(columns, minlength=pattern.shape[1])).tolist()
    by_column = rows[np.argsort(columns, kind="stable")].tolist()
    colours = np.zeros(pattern.shape[1], dtype=np.intp)
    seen = [0] * pattern.shape[0]  # the colours of each row, as the bits of a whole number
    for column, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        taken = 0
        for row in by_column[start:end]:
            taken |= seen[row]
        free = ~taken & (taken + 1)
        colours[column] = free.bit_length() - 1
        for row in by_column[start:end]:
            seen[row] |= free
    return colours
