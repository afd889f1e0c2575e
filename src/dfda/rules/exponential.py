"""Exponential functions and logarithms."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from dfda.rules.rule import Level, NotDefined, NotRational, Rule, applied, function, require


def _log(x: Fraction) -> Fraction:
    if x <= 0:
        raise NotDefined
    if x == 1:
        return Fraction(0)
    raise NotRational


def _ball_log(x: Any) -> Any:
    require(holds=x > 0, fails=x <= 0)
    return x.log()


def _whole_log(base: int) -> Callable[[Fraction], Fraction]:
    """The logarithm where it is a whole number."""

    def fraction(x: Fraction) -> Fraction:
        if x <= 0:
            raise NotDefined
        power, size = 0, max(x, 1 / x)
        while size > 1 and size.denominator == 1 and size % base == 0:
            power, size = power + 1, size / base
        if size != 1:
            raise NotRational
        return Fraction(power if x >= 1 else -power)

    return fraction


def _log1p(x: Fraction) -> Fraction:
    return _log(1 + x)


def _ball_log1p(x: Any) -> Any:
    require(holds=x > -1, fails=x <= -1)
    return x.log1p()


def _half_at_zero(x: Fraction) -> Fraction:
    if x != 0:
        raise NotRational
    return Fraction(1, 2)


exp = function(
    "exp",
    slope=lambda x, y: y,
    floats=np.exp,
    known={0: 1},
    ball=lambda x: x.exp(),
    sample=(-3.0, 3.0),
    text="e^{0}",
    latex="e^{{{0}}}",
    mathml="<msup><mrow><mi>e</mi></mrow><mrow>{0}</mrow></msup>",
    level=Level.POWER,
    needs=Level.ATOM,
    range="y > 0",
)

log = function(
    "log",
    slope=lambda x, y: 1 / x,
    floats=np.log,
    fraction=_log,
    ball=_ball_log,
    sample=(0.1, 9.0),
    hazard="logarithm",
    where="{0} > 0",
)

log2 = function(
    "log2",
    slope=lambda x, y: 1 / (x * log(x.constant(2))),
    floats=np.log2,
    fraction=_whole_log(2),
    ball=lambda x: _ball_log(x) / (x * 0 + 2).log(),
    sample=(0.1, 9.0),
    latex=r"\log_2\left({0}\right)",
    mathml=applied("log", below="2"),
    hazard="logarithm",
    where="{0} > 0",
)

log10 = function(
    "log10",
    slope=lambda x, y: 1 / (x * log(x.constant(10))),
    floats=np.log10,
    fraction=_whole_log(10),
    ball=lambda x: _ball_log(x) / (x * 0 + 10).log(),
    sample=(0.1, 9.0),
    latex=r"\log_{{10}}\left({0}\right)",
    mathml=applied("log", below="10"),
    hazard="logarithm",
    where="{0} > 0",
)

log1p = function(
    "log1p",
    slope=lambda x, y: 1 / (1 + x),
    floats=np.log1p,
    fraction=_log1p,
    ball=_ball_log1p,
    sample=(-0.9, 9.0),
    hazard="logarithm",
    where="{0} > -1",
)

expm1 = function(
    "expm1",
    slope=lambda x, y: exp(x),
    floats=np.expm1,
    known={0: 0},
    ball=lambda x: x.expm1(),
    sample=(-3.0, 3.0),
    range="y > -1",
)

sigmoid: Rule = function(
    "sigmoid",
    # y * (1 - y) would lose digits where y is close to 1.
    slope=lambda x, y: y * sigmoid(-x),
    floats=lambda x: np.exp(np.minimum(x, np.zeros_like(x))) / (1 + np.exp(-np.abs(x))),
    fraction=_half_at_zero,
    ball=lambda x: 1 / (1 + (-x).exp()),
    sample=(-9.0, 9.0),
    latex=r"\sigma\left({0}\right)",
    mathml=applied("σ"),
    range="0 < y < 1",
)

softplus = function(
    "softplus",
    slope=lambda x, y: sigmoid(x),
    floats=lambda x: np.logaddexp(np.zeros_like(x), x),
    ball=lambda x: x.exp().log1p(),
    sample=(-9.0, 9.0),
    range="y > 0",
)
