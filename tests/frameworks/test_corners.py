"""What PyTorch and JAX return at a corner is what the explanation says they return."""

import math

import pytest

import dfda

torch = pytest.importorskip("torch", reason="only with FRAMEWORKS=1")
jax = pytest.importorskip("jax", reason="only with FRAMEWORKS=1")
jnp = jax.numpy

CORNERS = {
    ("|a|", "0"): (torch.abs, jnp.abs),
    ("-|3a|", "0"): (lambda a: -torch.abs(3 * a), lambda a: -jnp.abs(3 * a)),
    ("|-a|", "0"): (lambda a: torch.abs(-a), lambda a: jnp.abs(-a)),
    ("relu(a)", "0"): (torch.relu, jax.nn.relu),
    ("max(a, 3-2a)", "1"): (
        lambda a: torch.maximum(a, 3 - 2 * a),
        lambda a: jnp.maximum(a, 3 - 2 * a),
    ),
    ("min(a, a^3)", "1"): (lambda a: torch.minimum(a, a**3), lambda a: jnp.minimum(a, a**3)),
    ("sqrt(a)", "0"): (torch.sqrt, jnp.sqrt),
    ("a^(1/3)", "0"): (lambda a: a ** (1 / 3), lambda a: a ** (1 / 3)),
    ("a^(2/3)", "0"): (lambda a: a ** (2 / 3), lambda a: a ** (2 / 3)),
    ("relu(a) + (a-1)^(1/3)", "0"): (
        lambda a: torch.relu(a) + (a - 1) ** (1 / 3),
        lambda a: jax.nn.relu(a) + (a - 1) ** (1 / 3),
    ),
    ("relu(tan(a)) + e^a", "0"): (
        lambda a: torch.relu(torch.tan(a)) + torch.exp(a),
        lambda a: jax.nn.relu(jnp.tan(a)) + jnp.exp(a),
    ),
    ("|sinh(a)| + tanh(a)", "0"): (
        lambda a: torch.abs(torch.sinh(a)) + torch.tanh(a),
        lambda a: jnp.abs(jnp.sinh(a)) + jnp.tanh(a),
    ),
    ("max(cosh(a), cos(a)) + atan(a)", "0"): (
        lambda a: torch.maximum(torch.cosh(a), torch.cos(a)) + torch.atan(a),
        lambda a: jnp.maximum(jnp.cosh(a), jnp.cos(a)) + jnp.arctan(a),
    ),
    ("acos(a)", "1"): (torch.acos, jnp.arccos),
    ("a*|a|", "0"): (lambda a: a * torch.abs(a), lambda a: a * jnp.abs(a)),
    ("floor(a)", "0"): (torch.floor, jnp.floor),
    ("floor(a)", "2"): (torch.floor, jnp.floor),
    ("ceil(a)", "2"): (torch.ceil, jnp.ceil),
    ("sign(a)", "0"): (torch.sign, jnp.sign),
    ("1/a", "0"): (lambda a: 1 / a, lambda a: 1 / a),
    ("ln(a)", "0"): (torch.log, jnp.log),
    ("asin(a)", "1"): (torch.asin, jnp.arcsin),
    ("sin(1/a)", "0"): (lambda a: torch.sin(1 / a), lambda a: jnp.sin(1 / a)),
}


def numbers(values):
    return ["nan" if math.isnan(value) else f"{value:g}".replace("inf", "∞") for value in values]


@pytest.mark.parametrize(("formula", "at"), CORNERS, ids=" at ".join)
def test_the_convention_is_theirs(formula, at):
    in_torch, in_jax = CORNERS[formula, at]
    point = torch.tensor(float(at), requires_grad=True)
    (slope,) = torch.autograd.grad(in_torch(point), point)
    theirs = numbers([float(slope), float(jax.grad(in_jax)(float(at)))])
    corner = dfda.explain(formula, at).points[0].corner
    assert [number for _, number in corner.frameworks] == theirs
