"""How long exact derivatives of Python code take, as ratios to the plain function.

Peers that are installed run the same mathematics beside it, in the same rounds: autograd.
Single-thread numbers are the steadier ones: OPENBLAS_NUM_THREADS=1.
"""

import contextlib
import math
import statistics
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

import dfda

ROUNDS = 25
DRAW = np.random.default_rng(0)


def seconds(run: Callable[[], Any], calls: int) -> float:
    """One round."""
    start = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - start) / calls


def line(name: str, runs: dict[str, Callable[[], Any]], calls: int) -> str:
    """The best and the median of the rounds, taken in turn, over those of the plain function."""
    for run in runs.values():
        run()
    times: dict[str, list[float]] = {key: [] for key in runs}
    for _ in range(ROUNDS):
        for key, run in runs.items():
            times[key].append(seconds(run, calls))
    plain = min(times["plain"])
    told = [f"plain {plain * 1e6:9.2f} µs"]
    for key, values in times.items():
        if key != "plain":
            best, middle = min(values) / plain, statistics.median(values) / plain
            told.append(f"{key} {best:7.1f}× (median {middle:.1f}×)")
    return f"{name:28} {'   '.join(told)}"


def scalar(m: Any) -> Callable[[Any], Any]:
    """The function that is timed on one float, with the functions of a module."""
    return lambda a: m.sin(a) * m.exp(-(a**2)) + m.log1p(a**2)


IMAGES = DRAW.normal(size=(256, 784))
LABELS = np.eye(10)[DRAW.integers(0, 10, 256)]
SIZES = (784, 256, 128, 10)
LAYERS = [
    (DRAW.normal(size=(rows, columns)) / math.sqrt(rows), np.zeros(columns))
    for rows, columns in pairwise(SIZES)
]


def perceptron(m: Any) -> Callable[[Any], Any]:
    """Cross-entropy of a perceptron with three layers."""

    def loss(layers: Any) -> Any:
        hidden = IMAGES
        for weights, bias in layers[:-1]:
            hidden = m.tanh(hidden @ weights + bias)
        weights, bias = layers[-1]
        scores = hidden @ weights + bias
        scores = scores - m.max(scores, axis=1, keepdims=True)
        total = m.log(m.sum(m.exp(scores), axis=1, keepdims=True))
        return -m.mean(m.sum(LABELS * (scores - total), axis=1))

    return loss


def rosenbrock(m: Any) -> Callable[[Any], Any]:
    """Rosenbrock's function by slices."""
    return lambda x: m.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def main() -> None:
    """Print the lines."""
    peer = None
    with contextlib.suppress(ImportError):
        import autograd as peer
        import autograd.numpy as theirs
    wide, large = DRAW.normal(size=100), DRAW.normal(size=10**6)
    for name, make, point, calls in (
        ("one float", scalar, 0.7, 200),
        ("perceptron 784-256-128-10", perceptron, LAYERS, 1),
        ("Rosenbrock, 10^6", rosenbrock, large, 1),
    ):
        plain = make(math if make is scalar else np)
        slope = dfda.derivative(plain) if make is scalar else dfda.value_and_gradient(plain)
        runs = {"plain": lambda f=plain, x=point: f(x), "dfda": lambda f=slope, x=point: f(x)}
        if peer:
            grad = peer.grad if make is scalar else peer.value_and_grad
            other = grad(make(theirs))
            runs["autograd"] = lambda f=other, x=point: f(x)
        print(line(name, runs, calls), flush=True)
    plain = rosenbrock(np)
    runs = {"plain": lambda: plain(wide), "dfda": lambda: dfda.hessian(plain, wide)}
    if peer:
        curved = peer.hessian(rosenbrock(theirs))
        runs["autograd"] = lambda: curved(wide)
    print(line("Hessian of Rosenbrock, 100", runs, 1), flush=True)


if __name__ == "__main__":
    main()
