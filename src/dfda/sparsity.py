"""Columns of a sparse matrix that can be measured together, because no row holds two of them."""

from __future__ import annotations

from typing import Any

import numpy as np


def colours_of(pattern: Any) -> Any:
    """One colour for each column of a sparse pattern; columns of a colour share no row.

    Columns are taken in turn, and each gets the first colour that no neighbour has. With the
    directions of one colour added up, every entry of the matrix can still be told apart (Curtis,
    Powell & Reid, *On the estimation of sparse Jacobian matrices*, 1974).
    """
    columns = pattern.tocsc()
    rows = pattern.tocsr()
    colours = np.full(pattern.shape[1], -1)
    for column in range(pattern.shape[1]):
        taken = set()
        for row in columns.indices[columns.indptr[column] : columns.indptr[column + 1]]:
            neighbours = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
            taken.update(colours[neighbours].tolist())
        colour = 0
        while colour in taken:
            colour += 1
        colours[column] = colour
    return colours
