"""Sparse Jacobians: the same numbers as dense ones, from as few directions as the pattern needs."""

import sys

import numpy as np
import pytest
from scipy import sparse

import dfda
from dfda.exact import jacobians
from dfda.sparsity import colours_of


def tridiagonal(x):
    y = x**2
    y[1:] -= x[:-1]
    y[:-1] = y[:-1] + np.sin(x[1:])
    return y


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def pieces(x):
    m = x.reshape(3, 4)
    rows = np.sum(m, axis=1)
    return np.concatenate([np.roll(x, 2)[:5] * x[:5], rows**2, np.flip(x[np.array([0, 0, 7])])])


def written(x):
    y = np.zeros(8)
    y[2:5] = x[:3] * x[3]
    y[0] = np.max(x[4:6])
    np.add.at(y, [6, 6], x[10:12])
    return y


def running(x):
    return np.cumsum(x[:4]) * x[4]


def constant(_):
    return np.ones(3)


def by_matrix(x):
    return np.where(x > 0, x, 0)[:3] @ np.arange(9.0).reshape(3, 3) + x[3]


X = np.linspace(-1.3, 1.7, 12)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize(
    "f", [tridiagonal, pieces, written, running, constant, by_matrix, np.sin, np.cumprod]
)
def test_sparse_is_dense_without_the_zeros(f, kind):
    x = X.astype(kind)
    found = dfda.jacobian(f, x, sparse=True)
    assert isinstance(found, sparse.csr_array)
    assert found.dtype == kind
    bound = 64 * np.finfo(kind).eps
    assert np.allclose(found.toarray(), dfda.jacobian(f, x), rtol=bound, atol=bound)


def test_a_sparse_hessian():
    found = dfda.hessian(rosenbrock, X, sparse=True)
    assert found.nnz == 12 + 2 * 11
    assert np.allclose(found.toarray(), dfda.hessian(rosenbrock, X), rtol=1e-14)


@pytest.mark.parametrize(("f", "at_most"), [(tridiagonal, 3), (np.sin, 1), (written, 2)])
def test_few_directions_are_enough(f, at_most, monkeypatch):
    asked = []
    push = jacobians._pushed_together
    monkeypatch.setattr(
        jacobians,
        "_pushed_together",
        lambda run, *rest: asked.append(len(rest[1])) or push(run, *rest),
    )
    dfda.jacobian(f, X, sparse=True)
    assert asked == [at_most]


def test_ten_thousand_unknowns():
    found = dfda.jacobian(tridiagonal, np.linspace(0, 1, 10_000), sparse=True)
    assert found.nnz == 3 * 10_000 - 2


def test_columns_of_a_colour_share_no_row(rng):
    pattern = sparse.coo_array(rng.uniform(size=(30, 20)) < 0.1)
    colours = colours_of(pattern)
    assert colours.tolist() == colours_of(pattern.toarray()).tolist()
    for row in pattern.toarray():
        seen = colours[row != 0].tolist()
        assert len(set(seen)) == len(seen)


def test_only_one_array_by_one_array():
    with pytest.raises(dfda.InputError, match="one array by one array"):
        dfda.jacobian(lambda p: p["a"], {"a": 1.0, "b": 2.0}, sparse=True)
    with pytest.raises(dfda.InputError, match="one array by one array"):
        dfda.jacobian(lambda a: a, 1.0, sparse=True)


def test_without_scipy(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(dfda.MissingExtraError, match="sparse Jacobians need SciPy"):
        dfda.jacobian(np.sin, X, sparse=True)
