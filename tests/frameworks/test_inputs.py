"""Real arrays of PyTorch and JAX are refused by the exact operators, wherever they stand."""

import numpy as np
import pytest

import dfda

torch = pytest.importorskip("torch", reason="only with FRAMEWORKS=1")
jax = pytest.importorskip("jax", reason="only with FRAMEWORKS=1")

ARRAYS = {
    "PyTorch": lambda: torch.ones(2, dtype=torch.float64),
    "JAX": lambda: jax.numpy.ones(2),
}
OPERATORS = [dfda.gradient, dfda.value_and_gradient, dfda.jacobian, dfda.hessian, dfda.derivative]


@pytest.mark.parametrize("framework", ARRAYS)
@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
def test_an_array_of_another_framework_is_refused(operator, framework):
    with pytest.raises(dfda.InputError) as refusal:
        operator(np.sum)(ARRAYS[framework]())
    assert refusal.value.what == (
        f"argument 0 is a {framework} array, which exact derivatives do not follow"
    )
    assert refusal.value.instead == (
        f"differentiate it with {framework} itself, or use dfda.estimate"
    )


@pytest.mark.parametrize("framework", ARRAYS)
def test_so_is_one_inside_a_structure(framework):
    with pytest.raises(dfda.InputError, match=rf"argument 0\['w'\]\[1\] is a {framework} array"):
        dfda.gradient(lambda p: p["w"][0])({"w": [1.0, ARRAYS[framework]()]})


@pytest.mark.parametrize("framework", ARRAYS)
def test_an_array_of_a_framework_does_not_swallow_a_traced_value(framework):
    data = ARRAYS[framework]()
    point = np.array([1.0, 2.0])
    for f in (lambda x: np.sum(data * x), lambda x: np.sum(x * data)):
        with pytest.raises(TypeError):  # the framework's own words
            dfda.gradient(f)(point)
    assert dfda.gradient(lambda x: np.sum(np.asarray(data) * x))(point).tolist() == [1.0, 1.0]
