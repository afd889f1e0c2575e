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
    ("a^0.5", "0"): (lambda a: a**0.5, lambda a: a**0.5),
    ("a^1.5", "0"): (lambda a: a**1.5, lambda a: a**1.5),
    ("2^sqrt(a)", "0"): (lambda a: 2 ** torch.sqrt(a), lambda a: 2 ** jnp.sqrt(a)),
    # infinity times 0, where the slope itself is 0, 1 or infinite
    ("log(a^2)", "0"): (lambda a: torch.log(a**2), lambda a: jnp.log(a**2)),
    ("sqrt(a)*sqrt(a)", "0"): (
        lambda a: torch.sqrt(a) * torch.sqrt(a),
        lambda a: jnp.sqrt(a) * jnp.sqrt(a),
    ),
    ("sqrt(a^2)", "0"): (lambda a: torch.sqrt(a**2), lambda a: jnp.sqrt(a**2)),
    ("(a^3)^(1/3)", "0"): (lambda a: (a**3) ** (1 / 3), lambda a: (a**3) ** (1 / 3)),
    ("0*sqrt(a)", "0"): (lambda a: 0 * torch.sqrt(a), lambda a: 0 * jnp.sqrt(a)),
    ("acos(cos(a))", "0"): (lambda a: torch.acos(torch.cos(a)), lambda a: jnp.arccos(jnp.cos(a))),
    ("sqrt(a) - sqrt(a)", "0"): (
        lambda a: torch.sqrt(a) - torch.sqrt(a),
        lambda a: jnp.sqrt(a) - jnp.sqrt(a),
    ),
    ("sqrt(a)^0", "0"): (lambda a: torch.sqrt(a) ** 0, lambda a: jnp.sqrt(a) ** 0),
    # steps that choose, where others multiply
    ("sqrt(|a|)", "0"): (lambda a: torch.sqrt(torch.abs(a)), lambda a: jnp.sqrt(jnp.abs(a))),
    ("|sqrt(a)|", "0"): (lambda a: torch.abs(torch.sqrt(a)), lambda a: jnp.abs(jnp.sqrt(a))),
    ("sqrt(relu(a))", "0"): (
        lambda a: torch.sqrt(torch.relu(a)),
        lambda a: jnp.sqrt(jax.nn.relu(a)),
    ),
    ("sqrt(relu(a))", "-1"): (
        lambda a: torch.sqrt(torch.relu(a)),
        lambda a: jnp.sqrt(jax.nn.relu(a)),
    ),
    ("sqrt(max(a, 0))", "-1"): (
        lambda a: torch.sqrt(torch.maximum(a, torch.tensor(0.0))),
        lambda a: jnp.sqrt(jnp.maximum(a, 0)),
    ),
    ("sqrt(max(0, a))", "0"): (
        lambda a: torch.sqrt(torch.maximum(torch.tensor(0.0), a)),
        lambda a: jnp.sqrt(jnp.maximum(0, a)),
    ),
    ("max(sqrt(a), 1)", "0"): (
        lambda a: torch.maximum(torch.sqrt(a), torch.tensor(1.0)),
        lambda a: jnp.maximum(jnp.sqrt(a), 1),
    ),
    ("min(1, sqrt(a))", "0"): (
        lambda a: torch.minimum(torch.tensor(1.0), torch.sqrt(a)),
        lambda a: jnp.minimum(1, jnp.sqrt(a)),
    ),
    ("min(sqrt(-min(0, a)), a)", "1"): (
        lambda a: torch.minimum(torch.sqrt(-torch.minimum(torch.tensor(0.0), a)), a),
        lambda a: jnp.minimum(jnp.sqrt(-jnp.minimum(0, a)), a),
    ),
    ("tanh(a)^(1/3)", "0"): (lambda a: torch.tanh(a) ** (1 / 3), lambda a: jnp.tanh(a) ** (1 / 3)),
    ("sign(sqrt(a))", "0"): (lambda a: torch.sign(torch.sqrt(a)), lambda a: jnp.sign(jnp.sqrt(a))),
    ("floor(sqrt(a))", "0"): (
        lambda a: torch.floor(torch.sqrt(a)),
        lambda a: jnp.floor(jnp.sqrt(a)),
    ),
    ("ceil(sqrt(a)) + |a|", "0"): (
        lambda a: torch.ceil(torch.sqrt(a)) + torch.abs(a),
        lambda a: jnp.ceil(jnp.sqrt(a)) + jnp.abs(a),
    ),
    ("max(a, -a) - |a|", "0"): (
        lambda a: torch.maximum(a, -a) - torch.abs(a),
        lambda a: jnp.maximum(a, -a) - jnp.abs(a),
    ),
    ("|-(a^2 - 2a + 1)^3|", "1"): (
        lambda a: torch.abs(-((a**2 - 2 * a + 1) ** 3)),
        lambda a: jnp.abs(-((a**2 - 2 * a + 1) ** 3)),
    ),
    ("|a^(1/3) + 2|", "-8"): (
        lambda a: torch.abs(a ** (1 / 3) + 2),
        lambda a: jnp.abs(a ** (1 / 3) + 2),
    ),
    ("|pi*a| + e*a", "0"): (
        lambda a: torch.abs(math.pi * a) + math.e * a,
        lambda a: jnp.abs(math.pi * a) + math.e * a,
    ),
}


def numbers(values):
    shown = (f"{value + 0.0:g}".replace("inf", "∞") for value in values)
    return [text.removeprefix("-") if "nan" in text else text for text in shown]


@pytest.mark.parametrize(("formula", "at"), CORNERS, ids=" at ".join)
def test_the_convention_is_theirs(formula, at):
    in_torch, in_jax = CORNERS[formula, at]
    point = torch.tensor(float(at), requires_grad=True)
    (slope,) = torch.autograd.grad(in_torch(point), point)
    theirs = numbers([float(slope), float(jax.grad(in_jax)(float(at)))])
    corner = dfda.explain(formula, at).points[0].corner
    assert [number for _, number in corner.frameworks] == theirs


@pytest.mark.parametrize(
    "formula",
    [
        "|a| + step(a)",  # neither has a step function whose slope one could ask for
        "|a| + a^a",  # they differ about 0^0, and from version to version
        "|a|*0^a",
        "tan(pi*a/2 + pi/2)",  # in float32 a number with 14 digits, in float64 one with 32
    ],
)
def test_what_was_not_compared_or_is_only_rounding_is_not_reported(formula):
    corner = dfda.explain(formula, 0).points[0].corner
    assert corner.frameworks == ()
