"""Operators travel: pickled where f has a name, cloudpickled where it has none."""

import math
import pickle
import subprocess
import sys

import numpy as np
import pytest

import dfda

cloudpickle = pytest.importorskip("cloudpickle", reason="comes with the test group")

OPERATORS = [
    dfda.derivative,
    dfda.value_and_derivative,
    dfda.gradient,
    dfda.value_and_gradient,
    dfda.jacobian,
    dfda.hessian,
]


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
def test_an_operator_of_a_named_function_comes_back_from_its_pickle(operator):
    made = operator(math.sin)
    assert pickle.loads(pickle.dumps(made))(0.5) == made(0.5)


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
def test_an_operator_of_a_closure_comes_back_from_its_cloudpickle(operator):
    scale = np.float64(3.0)
    made = operator(lambda a: scale * math.sin(a) ** 2)
    assert pickle.loads(cloudpickle.dumps(made))(0.5) == made(0.5)


def test_options_and_products_travel_too():
    scale = 3.0

    def f(x, y):
        return scale * np.sum(np.sin(x) * y)

    x, y = np.array([0.5, 1.0]), np.array([1.0, 2.0])
    again = pickle.loads(cloudpickle.dumps(dfda.gradient(f, wrt="y")))
    assert again(x, y).tolist() == dfda.gradient(f, wrt="y")(x, y).tolist()
    again = pickle.loads(cloudpickle.dumps(dfda.hvp(lambda x: f(x, x))))
    assert again(x, y).tolist() == dfda.hvp(lambda x: f(x, x))(x, y).tolist()


def test_a_cloudpickled_derivative_is_right_in_another_process():
    scale = 3.0
    made = dfda.derivative(dfda.derivative(lambda a: scale * math.sin(a)))
    script = "import pickle, sys; print(repr(pickle.load(sys.stdin.buffer)(0.5)))"
    told = subprocess.run(
        [sys.executable, "-c", script],
        input=cloudpickle.dumps(made),
        capture_output=True,
        check=True,
    )
    assert float(told.stdout) == made(0.5)
    assert made(0.5) == pytest.approx(-3 * math.sin(0.5), rel=4 * sys.float_info.epsilon)
