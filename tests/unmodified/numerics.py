"""Numerical methods and models, as people write them with math, NumPy and scipy.special."""

import math

import numpy as np
from scipy import special
from scipy.special import betaln, logsumexp

DRAW = np.random.default_rng(11)


def gauss_seidel(b):
    """A linear system by sweeps that overwrite the unknowns."""
    a = np.array([[4.0, 1.0, 0.5], [1.0, 5.0, 1.0], [0.5, 1.0, 6.0]])
    x = np.zeros(3)
    for _ in range(12):
        for i in range(3):
            x[i] = (b[i] - a[i, :i] @ x[:i] - a[i, i + 1 :] @ x[i + 1 :]) / a[i, i]
    return x @ x


def determinant_by_elimination(m):
    """LU decomposition in place; the determinant from the diagonal."""
    u = m + 3 * np.eye(3)
    n = len(u)
    for k in range(n):
        for i in range(k + 1, n):
            u[i, k] /= u[k, k]
            u[i, k + 1 :] -= u[i, k] * u[k, k + 1 :]
    return np.log(np.abs(np.prod(np.diag(u))))


def wave(u):
    """The wave equation in two dimensions, three time levels, slices in place."""
    before, now = u.copy(), u.copy()
    for _ in range(5):
        after = np.zeros_like(now)
        after[1:-1, 1:-1] = (
            2 * now[1:-1, 1:-1]
            - before[1:-1, 1:-1]
            + 0.2 * (now[2:, 1:-1] + now[:-2, 1:-1] + now[1:-1, 2:] + now[1:-1, :-2]
                     - 4 * now[1:-1, 1:-1])
        )  # fmt: skip
        before, now = now, after
    return np.sum(now**2)


def verlet(state):
    """Two masses on springs; positions and speeds are updated in place."""
    x, v = state["x"].copy(), state["v"].copy()
    stiffness = state["k"]
    for _ in range(50):
        v[0] += -0.01 * (stiffness * x[0] + 0.5 * (x[0] - x[1]))
        v[1] += -0.01 * (stiffness * x[1] + 0.5 * (x[1] - x[0]))
        x += 0.01 * v
    return 0.5 * np.sum(v**2) + 0.5 * stiffness * np.dot(x, x)


def soft_alignment(parameters):
    """Soft dynamic time warping: a table filled in place with soft minima."""
    first, second = parameters
    n, m = len(first), len(second)
    table = np.full((n + 1, m + 1), 1e6)
    table[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            ways = np.array([table[i - 1, j], table[i, j - 1], table[i - 1, j - 1]])
            table[i, j] = (first[i - 1] - second[j - 1]) ** 2 - logsumexp(-ways)
    return table[n, m]


def filtered(taps):
    """A recursive filter, sample by sample, into an array of zeros."""
    signal = np.sin(np.arange(20) * 0.4)
    out = np.zeros(20)
    for n in range(20):
        out[n] = taps[0] * signal[n]
        if n >= 1:
            out[n] += taps[1] * out[n - 1]
        if n >= 2:
            out[n] -= taps[2] * out[n - 2]
    return np.mean(out**2)


def gru(parameters):
    """A gated recurrent unit over three inputs."""
    w, u = parameters["w"], parameters["u"]
    h = np.zeros(2)
    for x in np.array([[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8]]):
        z = special.expit(w[0] @ x + u[0] @ h)
        r = special.expit(w[1] @ x + u[1] @ h)
        h = (1 - z) * h + z * np.tanh(w[2] @ x + u[2] @ (r * h))
    return np.sum(h)


class Descent:
    """Gradient descent with momentum on a quadratic: how good is the learning rate?"""

    def __init__(self, curvature, steps):
        self.curvature = curvature
        self.steps = steps

    def step(self, x, v, rate, momentum):
        v = momentum * v - rate * (self.curvature * x)
        return x + v, v

    def final_loss(self, settings):
        x, v = np.ones(2), np.zeros(2)
        for _ in range(self.steps):
            x, v = self.step(x, v, settings["rate"], settings["momentum"])
        return 0.5 * np.sum(self.curvature * x**2)


def newton_in_two_dimensions(parameters):
    """A root of two equations, with a linear solve in every step."""
    a, b = parameters
    x = np.array([1.0, 1.0])
    while True:
        f = np.array([x[0] ** 2 + x[1] - a, x[0] - x[1] ** 3 + b])
        step = np.linalg.solve(np.array([[2 * x[0], 1.0], [1.0, -3 * x[1] ** 2]]), f)
        x = x - step
        if np.max(np.abs(step)) < 1e-13:
            return x[0] * x[1]


def matrix_exponential(m):
    """Scaling and squaring of a Taylor series."""
    term, total = np.eye(2), np.eye(2)
    for k in range(1, 14):
        term = term @ (m / 4) / k
        total = total + term
    return np.trace(np.linalg.matrix_power(total, 4)) + total[0, 1]


def robot_arm(angles):
    """Where three joints bring the hand: homogeneous matrices multiplied."""

    def joint(angle, length):
        c, s = math.cos(angle), math.sin(angle)
        turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
        shift = np.eye(3)
        shift[0, 2] = length
        return turn @ shift

    hand = joint(angles[0], 1.0) @ joint(angles[1], 0.8) @ joint(angles[2], 0.5)
    return (hand[0, 2] - 1.2) ** 2 + (hand[1, 2] - 0.4) ** 2


COUNTS = np.array([3.0, 5.0, 2.0, 7.0])


def beta_binomial(parameters):
    """The log-likelihood of overdispersed counts."""
    a, b = np.exp(parameters)
    n = 10.0
    choose = -np.log(n + 1) - betaln(n - COUNTS + 1, COUNTS + 1)
    return np.sum(choose + betaln(COUNTS + a, n - COUNTS + b) - betaln(a, b))


SAMPLE = DRAW.normal(size=8)


def kernel_density(log_width):
    """Leave-one-out likelihood of a kernel density estimate."""
    width = np.exp(log_width)
    z = (SAMPLE[:, None] - SAMPLE[None, :]) / width
    logs = -0.5 * z**2 - np.log(width) - 0.5 * np.log(2 * np.pi)
    logs = np.where(np.eye(len(SAMPLE), dtype=bool), -np.inf, logs)
    return np.sum(logsumexp(logs, axis=1))


def normal_log_density(parameters):
    """A multivariate normal through Cholesky."""
    mean, factor = parameters["mean"], parameters["factor"]
    covariance = factor @ factor.T + np.eye(2)
    root = np.linalg.cholesky(covariance)
    z = np.linalg.solve(root, np.array([0.3, -0.8]) - mean)
    return -0.5 * z @ z - np.sum(np.log(np.diagonal(root)))


def principal_axis(points):
    """The share of variance along the first principal axis."""
    centred = points - points.mean(axis=0)
    values, _ = np.linalg.eigh(centred.T @ centred)
    return values[-1] / values.sum()


def fitted_line(noise):
    """The slope of a least-squares fit."""
    t = np.linspace(0, 1, 5)
    design = np.column_stack([np.ones_like(t), t])
    coefficients, *_ = np.linalg.lstsq(design, 2 * t + noise, rcond=None)
    return coefficients[1] * coefficients[0]


def looked_up(parameters):
    """A table with linear interpolation, integrated."""
    heights, shift = parameters
    x = np.linspace(0.05, 0.95, 9) + shift
    return np.trapezoid(np.interp(x, np.array([0.0, 0.3, 0.7, 1.3]), heights), x)


def smoothed(parameters):
    """Smoothing by convolution, with padding at the ends."""
    kernel, signal = parameters
    weights = np.exp(kernel) / np.sum(np.exp(kernel))
    padded = np.pad(signal, len(weights) // 2, mode="edge")
    smooth = np.convolve(padded, weights, mode="valid")
    return np.sum(np.diff(smooth) ** 2) + np.mean((smooth - signal) ** 2)


def bisected(level, low=0.0, high=4.0):
    """A root by bisection, polished by one step of Newton's method."""
    for _ in range(42):
        middle = (low + high) / 2
        if middle**3 + middle < level:
            low = middle
        else:
            high = middle
    return middle - (middle**3 + middle - level) / (3 * middle**2 + 1)


def escape_time(point):
    """How fast an orbit of z² + c grows, in real arithmetic."""
    c, d = point
    x = y = 0.0
    for _ in range(6):
        x, y = x * x - y * y + c, 2 * x * y + d
    return math.log1p(math.hypot(x, y))


def normal(*shape):
    return DRAW.normal(size=shape) * 0.6


PROGRAMS = {
    "Gauss-Seidel": (gauss_seidel, np.array([1.0, -2.0, 0.5])),
    "determinant by elimination": (determinant_by_elimination, normal(3, 3)),
    "wave equation": (wave, normal(5, 5)),
    "Verlet": (verlet, {"x": np.array([1.0, -0.5]), "v": np.array([0.0, 0.3]), "k": 1.2}),
    "soft time warping": (soft_alignment, (normal(4), normal(3))),
    "recursive filter": (filtered, np.array([0.7, 0.4, 0.2])),
    "GRU": (gru, {"w": normal(3, 2, 2), "u": normal(3, 2, 2)}),
    "descent": (Descent(np.array([1.0, 3.0]), 8).final_loss, {"rate": 0.1, "momentum": 0.6}),
    "Newton in two dimensions": (newton_in_two_dimensions, (2.2, 0.4)),
    "matrix exponential": (matrix_exponential, normal(2, 2)),
    "robot arm": (robot_arm, [0.4, 0.6, -0.3]),
    "beta-binomial": (beta_binomial, np.array([0.3, 0.6])),
    "kernel density": (kernel_density, -0.5),
    "multivariate normal": (normal_log_density, {"mean": normal(2), "factor": normal(2, 2)}),
    "principal axis": (principal_axis, normal(6, 3)),
    "fitted line": (fitted_line, normal(5)),
    "lookup table": (looked_up, (np.array([1.0, 3.0, 2.0, 0.5]), 0.01)),
    "smoothing": (smoothed, (normal(3), normal(7))),
    "bisection": (bisected, 5.0),
    "escape time": (escape_time, (0.3, 0.5)),
}
