"""Machine learning, as people write it with NumPy."""

import math

import numpy as np
from scipy.special import expit, log_softmax, logsumexp, softmax

DRAW = np.random.default_rng(7)


class Logistic:
    """Logistic regression that keeps its data."""

    def __init__(self, rows, columns, ridge):
        self.x = DRAW.normal(size=(rows, columns))
        self.y = (DRAW.uniform(size=rows) > 0.5).astype(float)
        self.ridge = ridge

    def scores(self, w):
        return self.x @ w[:-1] + w[-1]

    def loss(self, w):
        z = self.scores(w)
        data = np.mean(np.logaddexp(0.0, z) - self.y * z)
        return data + self.ridge * np.dot(w[:-1], w[:-1])


IMAGES = DRAW.normal(size=(6, 4))
LABELS = np.array([0, 2, 1, 1, 0, 2])


def relu(x):
    return np.maximum(x, 0)


def batch_norm(x, gain, shift, epsilon=1e-5):
    mean = x.mean(axis=0)
    spread = x.var(axis=0)
    return gain * (x - mean) / np.sqrt(spread + epsilon) + shift


def mlp_with_batch_norm(parameters):
    """A two-layer perceptron with batch normalisation and cross-entropy."""
    hidden = batch_norm(IMAGES @ parameters["w1"], parameters["gain"], parameters["shift"])
    scores = relu(hidden) @ parameters["w2"] + parameters["b2"]
    return -np.mean(log_softmax(scores, axis=1)[np.arange(len(LABELS)), LABELS])


SEQUENCE = DRAW.normal(size=(5, 2))


def lstm(parameters):
    """An LSTM cell over a short sequence, gates cut out of one product."""
    w, u, b = parameters
    h, c = np.zeros(3), np.zeros(3)
    for x in SEQUENCE:
        gates = w @ x + u @ h + b
        i, f, o, g = np.split(gates, 4)
        c = expit(f) * c + expit(i) * np.tanh(g)
        h = expit(o) * np.tanh(c)
    return np.sum(h**2)


def attention(parameters):
    """One attention head with a causal mask."""
    q, k, v = (SEQUENCE @ parameters[name] for name in ("q", "k", "v"))
    scores = q @ k.T / math.sqrt(q.shape[-1])
    scores = np.where(np.tril(np.ones(scores.shape)) > 0, scores, -1e9)
    return np.sum((softmax(scores, axis=-1) @ v) ** 2)


CLOUD = DRAW.normal(size=(12, 2))


def k_means(centres):
    """The sum of squared distances to the nearest centre."""
    apart = CLOUD[:, None, :] - centres[None, :, :]
    return np.min(np.sum(apart**2, axis=-1), axis=1).sum()


PLACES = np.linspace(0, 3, 6)


def gaussian_process(theta, x=PLACES, y=np.sin):
    """The negative log marginal likelihood of a Gaussian process."""
    length, height, noise = np.exp(theta)
    apart = (x[:, None] - x[None, :]) / length
    k = height**2 * np.exp(-0.5 * apart**2) + noise**2 * np.eye(len(x))
    lower = np.linalg.cholesky(k)
    y = y(x)
    alpha = np.linalg.solve(lower.T, np.linalg.solve(lower, y))
    return 0.5 * y @ alpha + np.log(np.diag(lower)).sum() + 0.5 * len(x) * np.log(2 * np.pi)


OBSERVED = [0, 1, 1, 0, 1]


def hidden_markov(parameters):
    """The log-likelihood of a hidden Markov model: the forward pass in logarithms."""
    start, moves, shows = (log_softmax(part, axis=-1) for part in parameters)
    alpha = start + shows[:, OBSERVED[0]]
    for seen in OBSERVED[1:]:
        alpha = logsumexp(alpha[:, None] + moves, axis=0) + shows[:, seen]
    return -logsumexp(alpha)


def convolution(parameters):
    """A convolution by loops that writes into an array of zeros, then pooling."""
    kernel, bias = parameters
    image = np.arange(25.0).reshape(5, 5) / 25
    out = np.zeros((3, 3))
    for i in range(3):
        for j in range(3):
            out[i, j] = np.sum(image[i : i + 3, j : j + 3] * kernel) + bias
    return np.max(np.tanh(out)) + out.mean()


def normal(*shape):
    return DRAW.normal(size=shape) * 0.7


PROGRAMS = {
    "logistic regression": (Logistic(20, 3, 0.1).loss, normal(4)),
    "perceptron with batch norm": (
        mlp_with_batch_norm,
        {"w1": normal(4, 5), "gain": normal(5), "shift": normal(5), "w2": normal(5, 3),
         "b2": normal(3)},
    ),
    "LSTM": (lstm, (normal(12, 2), normal(12, 3), normal(12))),
    "attention": (attention, {"q": normal(2, 3), "k": normal(2, 3), "v": normal(2, 2)}),
    "k-means": (k_means, np.array([[1.0, 1.0], [-1.0, -0.5]])),
    "Gaussian process": (gaussian_process, np.array([0.1, 0.2, -1.0])),
    "hidden Markov model": (hidden_markov, [normal(2), normal(2, 2), normal(2, 2)]),
    "convolution by loops": (convolution, (normal(3, 3), 0.3)),
}  # fmt: skip
