"""Array rules where they take another way: singular matrices, axis=None, calls without a rule."""

import numpy as np
import pytest

import dfda

X = np.array([0.3, 1.2, -0.7])
M = np.array([[1.0, 2.0, 0.5], [-0.3, 0.7, 1.1]])


def nudged(f, x):
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        unit = np.zeros(x.shape)
        unit[index] = 1.0
        wide, fine = ((f(x + h * unit) - f(x - h * unit)) / (2 * h) for h in (2e-3, 1e-3))
        slopes[index] = (4 * fine - wide) / 3
    return slopes


OTHER_WAYS = {
    "sort all": lambda m: np.sum(np.sort(m, axis=None) * np.arange(6)),
    "median of all": lambda m: np.median(m, keepdims=True)[0, 0]
    + np.median(m, 1, keepdims=True)[0, 0],
    "weights along an axis": lambda m: np.sum(np.average(m, axis=1, weights=[1.0, 2.0, 3.0]) ** 2),
    "take around the ends": lambda m: np.sum(np.take(m, [4, -1], axis=1, mode="wrap") ** 2)
    + np.sum(np.take(m, [9], axis=1, mode="clip")),
    "trapezoid on a grid": lambda m: np.sum(np.trapezoid(m**2, x=[0.0, 1.0, 3.0], axis=1)),
    "clip by arrays": lambda m: np.sum(np.clip(m, m[0] - 1, a_max=2.5) ** 2),
    "interp of lists": lambda m: np.interp(0.4, [0.0, 1.0], [m[0, 0], m[1, 1]])
    + np.interp(-1.0, [0.0, 1.0], m[0, :2], left=m[1, 2]),
    "norms": lambda m: np.linalg.norm(m, ord=-np.inf, axis=1).sum()
    + np.linalg.norm(m, ord=3, axis=0, keepdims=True).sum(),
    "power 0 and 1": lambda m: np.sum(np.linalg.matrix_power(m[:, :2], 0) + m[:, :2] ** 1),
    "wide pseudo-inverse": lambda m: np.sum(np.linalg.pinv(m)),
    "diagonal below": lambda m: np.sum(np.diag(np.diag(m, -1)) ** 2) + np.trace(m @ m.T),
    "einsum with spaces": lambda m: np.einsum("i j -> j", m)[0] + np.einsum("ij", m)[0, 0],
    "gradient": lambda m: np.sum(np.gradient(m[0], 0.5) ** 2),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_WAYS)
def test_other_ways_agree_with_nudges(name):
    f = OTHER_WAYS[name]
    assert dfda.value_and_gradient(f)(M)[0] == pytest.approx(f(M), rel=1e-13)
    assert np.allclose(dfda.gradient(f)(M), nudged(f, M), rtol=1e-8, atol=1e-9)


def test_the_determinant_of_a_singular_matrix_has_its_cofactors():
    singular = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 0.0, -1.0]])
    found = dfda.gradient(np.linalg.det)(singular)
    assert np.allclose(found, nudged(np.linalg.det, singular), atol=1e-10)
    assert np.any(np.abs(found) > 1)


REFUSED = {
    "np.where with": lambda x: np.where(x > 0, x, otherwise=0.0),
    "np.select|where": lambda x: np.where(x)[0].sum() * x[0] + np.fft.rfft(x)[0],
    "places xp that depend on the input": lambda x: np.interp(0.5, x, [1.0, 2.0, 3.0]),
    "axes in lists": lambda x: np.einsum(x, [0], x, [0]),
    "np.einsum with the argument dtype": lambda x: np.einsum("i->", x, dtype=np.float32),
    "vectors of three": lambda x: np.cross(x[:2], x[:2]),
    "a second operand longer": lambda x: np.correlate(x[:2], x).sum(),
    "uneven steps": lambda x: np.gradient(x, [0.0, 1.0, 3.0])[0],
    "without full rank": lambda x: np.linalg.lstsq(np.outer(x, x), x, rcond=None)[0].sum(),
    "a matrix without full rank": lambda x: np.linalg.pinv(np.outer(x, x)).sum(),
    "ord='nuc'": lambda x: np.linalg.norm(np.outer(x, x), ord="nuc"),
    r"np\.max with where= but without initial=": lambda x: np.max(x, where=x > 0),
    r"np\.clip with the argument dtype": lambda x: np.clip(x, 0, 1, dtype=np.float32).sum(),
    "np.linalg.svd has no derivative rule": lambda x: np.linalg.svd(np.outer(x, x))[1].sum(),
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_call_without_a_rule_is_refused_with_its_line(text):
    with pytest.raises(
        (dfda.UnsupportedError, TypeError), match=f"{text}|unexpected keyword"
    ) as refusal:
        dfda.gradient(REFUSED[text])(X)
    if isinstance(refusal.value, dfda.UnsupportedError):
        assert f"{__file__}:" in refusal.value.where


def test_the_eigenvalues_of_equals_have_a_corner():
    with pytest.warns(dfda.KinkWarning, match="equal eigenvalues"):
        dfda.gradient(lambda x: np.linalg.eigvalsh(np.diag(x))[0])(np.array([1.0, 1.0]))
    with pytest.warns(dfda.KinkWarning, match="the length of a zero vector has no slope"):
        assert np.all(np.isnan(dfda.gradient(np.linalg.norm)(np.zeros(2))))
