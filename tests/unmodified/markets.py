"""Finance, statistics and curves, as people write them with math, NumPy and scipy.special."""

import functools
import math
from dataclasses import dataclass

import numpy as np
from scipy import special


@dataclass(frozen=True)
class Option:
    """A European call."""

    spot: float
    strike: float
    rate: float
    volatility: float
    years: float


def normal_cdf(x):
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def black_scholes(option):
    """The price of a European call."""
    root = option.volatility * math.sqrt(option.years)
    d1 = (math.log(option.spot / option.strike) + option.rate * option.years) / root + root / 2
    discount = math.exp(-option.rate * option.years)
    return option.spot * normal_cdf(d1) - option.strike * discount * normal_cdf(d1 - root)


def binomial_tree(parameters, steps=12):
    """An American put by a tree, written back in place."""
    spot, volatility = parameters
    up = math.exp(volatility * math.sqrt(1 / steps))
    p = (math.exp(0.03 / steps) - 1 / up) / (up - 1 / up)
    values = np.empty(steps + 1)
    for k in range(steps + 1):
        values[k] = max(100.0 - spot * up ** (2 * k - steps), 0.0)
    for n in range(steps - 1, -1, -1):
        for k in range(n + 1):
            later = math.exp(-0.03 / steps) * (p * values[k + 1] + (1 - p) * values[k])
            values[k] = max(later, 100.0 - spot * up ** (2 * k - n))
    return values[0]


RETURNS = np.array([0.02, -0.013, 0.004, 0.031, -0.022, 0.011])


def kalman(parameters):
    """The log-likelihood of a local level model, by a Kalman filter."""
    q, r = np.exp(parameters)
    level, variance, likelihood = 0.0, 1.0, 0.0
    for observed in RETURNS:
        variance = variance + q
        innovation, spread = observed - level, variance + r
        likelihood -= 0.5 * (np.log(2 * np.pi * spread) + innovation**2 / spread)
        gain = variance / spread
        level = level + gain * innovation
        variance = (1 - gain) * variance
    return likelihood


def student_t(parameters):
    """The log-likelihood of Student's t, by scipy.special."""
    location, log_scale, log_freedom = parameters
    scale, freedom = np.exp(log_scale), np.exp(log_freedom)
    z = (RETURNS - location) / scale
    each = special.gammaln((freedom + 1) / 2) - special.gammaln(freedom / 2)
    each = each - 0.5 * np.log(freedom * np.pi) - np.log(scale)
    return np.sum(each - (freedom + 1) / 2 * np.log1p(z**2 / freedom))


def spline(heights):
    """A natural cubic spline: a tridiagonal system, solved by elimination in place."""
    n = len(heights)
    m = np.zeros(n)
    upper, right = np.zeros(n), np.zeros(n)
    for i in range(1, n - 1):
        slope = 6 * (heights[i + 1] - 2 * heights[i] + heights[i - 1])
        pivot = 4.0 - upper[i - 1]
        upper[i] = 1.0 / pivot
        right[i] = (slope - right[i - 1]) / pivot
    for i in range(n - 2, 0, -1):
        m[i] = right[i] - upper[i] * m[i + 1]
    t = 0.3
    return sum(
        (1 - t) * heights[i]
        + t * heights[i + 1]
        - t * (1 - t) / 6 * ((2 - t) * m[i] + (1 + t) * m[i + 1])
        for i in range(n - 1)
    )


def portfolio(weights, correlation=0.3):
    """Risk under a covariance, with a penalty beyond a bound."""
    covariance = np.full((3, 3), correlation) + (1 - correlation) * np.eye(3)
    risk = np.sqrt(np.einsum("i,ij,j->", weights, covariance, weights))
    over = np.clip(weights - 0.4, 0.0, None)
    return risk + 10 * np.sum(over**2) + special.xlogy(weights, weights).sum()


discounted = functools.partial(np.polyval, [0.1, -0.2, 0.3, 1.0])


def bond(rate):
    """The present value of a bond, as a polynomial of the discount, and its duration."""
    discount = 1 / (1 + rate)
    return discounted(discount) + sum(5 * discount**k for k in range(1, 11))


PROGRAMS = {
    "Black-Scholes": (black_scholes, Option(100.0, 95.0, 0.02, 0.25, 0.75)),
    "binomial tree": (binomial_tree, (97.0, 0.3)),
    "Kalman filter": (kalman, np.array([-6.0, -7.0])),
    "Student's t": (student_t, (0.003, -4.0, 1.5)),
    "cubic spline": (spline, np.array([0.0, 1.0, 0.3, -0.2, 0.7])),
    "portfolio": (portfolio, np.array([0.5, 0.3, 0.2])),
    "bond": (bond, 0.04),
}
