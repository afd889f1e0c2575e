"""Points that are tensors of PyTorch or arrays of JAX: f gets its own kind of array."""

import numpy as np
import pytest

import dfda
from dfda.results import Verdict

torch = pytest.importorskip("torch", reason="only with FRAMEWORKS=1")
jax = pytest.importorskip("jax", reason="only with FRAMEWORKS=1")


def test_a_function_of_tensors_gets_tensors():
    seen = set()

    def f(a):
        seen.add((type(a), a.dtype, str(a.device)))
        return torch.sin(a)

    x = torch.linspace(1, 9, 400, requires_grad=True)
    found = dfda.estimate(f, x, vectorized=True)
    truth = np.cos(x.detach().numpy().astype(float))
    assert seen == {(torch.Tensor, torch.float64, "cpu")}
    assert isinstance(found.value, np.ndarray)
    assert np.mean(np.abs(found.value - truth) <= found.error) >= 0.99
    assert np.median(found.error) < 1e-11


def test_tensors_that_remember_how_they_came_about_are_read():
    weight = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
    found = dfda.estimate(lambda a: weight * a**2, torch.tensor([2.0]), vectorized=True)
    assert abs(found.value[0] - 12) <= found.error[0]


def test_a_corner_of_a_tensor_function_is_told():
    found = dfda.estimate(torch.relu, torch.tensor([-1.0, 0.0, 1.0]), vectorized=True)
    assert [str(verdict) for verdict in found.verdict] == ["converged", "kink", "converged"]


def test_jax_in_64_bits_has_short_bars():
    with jax.enable_x64(True):  # noqa: FBT003  (its only argument)
        x = jax.numpy.linspace(1, 9, 50)
        found = dfda.estimate(jax.numpy.sin, x, vectorized=True)
        truth = np.cos(np.asarray(x))
    assert np.all(np.abs(found.value - truth) <= found.error)
    assert np.median(found.error) < 1e-11


def test_jax_in_32_bits_is_noisy_and_says_so():
    found = dfda.estimate(jax.numpy.sin, jax.numpy.asarray([1.0, 1.5]), vectorized=True)
    assert set(found.verdict) <= {Verdict.NOISY, Verdict.CANNOT_TELL}
    told = np.isfinite(found.value)
    assert told.any()
    assert np.all(np.abs(found.value - np.cos([1.0, 1.5]))[told] <= found.error[told])
