"""PyTorch and JAX functions as black boxes: their 0-d results are numbers like any other."""

import math

import pytest

import dfda

torch = pytest.importorskip("torch", reason="only with FRAMEWORKS=1")
jax = pytest.importorskip("jax", reason="only with FRAMEWORKS=1")

FUNCTIONS = {
    "torch float64": lambda a: torch.sin(torch.tensor(a, dtype=torch.float64)),
    "torch float32": lambda a: torch.sin(torch.tensor(a, dtype=torch.float32)),
    "jax float32": lambda a: jax.numpy.sin(jax.numpy.float32(a)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_slope_of_sin_is_cos_within_the_bar(name):
    found = dfda.estimate(FUNCTIONS[name], 2.0)
    assert found.verdict in {"converged", "noisy"}
    assert abs(found.value - math.cos(2)) <= found.error
    assert found.error < (1e-9 if "64" in name else 0.02)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_explain_takes_them_and_says_that_it_sampled(name):
    told = dfda.explain(FUNCTIONS[name], 2.0)
    assert told.points[0].sentence.startswith("At a = 2, f is 0.909297")
    assert told.everywhere.verdict == "refuted"


def test_a_whole_tensor_is_refused():
    with pytest.raises(dfda.FunctionError, match="an array of shape"):
        dfda.estimate(lambda a: torch.ones(2) * a, 2.0)
