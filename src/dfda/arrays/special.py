"""The functions of scipy.special. SciPy is optional: they are registered when it is in use."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from dfda.arrays.elementwise import elementwise, from_rule
from dfda.arrays.rule import case, composed, dispatching, plain
from dfda.rules import special as erf_family
from dfda.rules.exponential import expm1, log1p, sigmoid
from dfda.rules.powers import cbrt

_ROOT_PI = math.sqrt(math.pi)
_ROOT_TWO = math.sqrt(2)
_ROOT_TWO_PI = math.sqrt(2 * math.pi)
_ROOT_TWO_OVER_PI = math.sqrt(2 / math.pi)


_ALONE = threading.Lock()


def register() -> None:
    """Add the rows of scipy.special, once, whichever thread asks first."""
    with _ALONE:
        _register()


@cache
def _register() -> None:
    from scipy import special

    _error_functions(special)
    _logistic_functions(special)
    _gamma_family(special)
    _entropies(special)
    _bessel_functions(special)
    _over_axes(special)


def _asking(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of Python code, as one of our own: it does not ask for rows by itself."""

    def call(*operands: Any) -> Any:
        return function(*operands)

    return call


def _error_functions(special: Any) -> None:
    def log_ndtr_slope(x: Any, y: Any) -> Any:  # noqa: ARG001 - e^(-x²/2 - y) loses what it rounds
        far = plain(x) < -1  # where ndtr has not yet underflowed, it is nearer than erfcx
        below, above = np.where(far, x, -1.0), np.where(far, -1.0, x)
        near = np.exp(-0.5 * above * above) / _ROOT_TWO_PI / special.ndtr(above)
        return np.where(far, _ROOT_TWO_OVER_PI / special.erfcx(-below / _ROOT_TWO), near)

    from_rule(erf_family.erf, special.erf)
    from_rule(erf_family.erfc, special.erfc)
    elementwise(special.erfcx, lambda x, y: 2 * x * y - 2 / _ROOT_PI, domain=(-2.0, 3.0))
    elementwise(special.erfinv, lambda x, y: _ROOT_PI / 2 * np.exp(y * y), domain=(-0.9, 0.9))
    elementwise(special.erfcinv, lambda x, y: -_ROOT_PI / 2 * np.exp(y * y), domain=(0.1, 1.9))
    elementwise(special.ndtr, lambda x, y: np.exp(-0.5 * x * x) / _ROOT_TWO_PI, domain=(-3.0, 3.0))
    elementwise(special.log_ndtr, log_ndtr_slope, domain=(-3.0, 3.0))
    elementwise(special.ndtri, lambda x, y: _ROOT_TWO_PI * np.exp(0.5 * y * y), domain=(0.1, 0.9))


def _logistic_functions(special: Any) -> None:
    from_rule(sigmoid, special.expit)
    elementwise(special.logit, lambda x, y: 1 / (x * (1 - x)), domain=(0.1, 0.9))
    elementwise(special.log_expit, lambda x, y: special.expit(-x), domain=(-3.0, 3.0))
    elementwise(special.exp10, lambda x, y: y * math.log(10), domain=(-2.0, 2.0))
    from_rule(log1p, special.log1p)
    from_rule(expm1, special.expm1)
    from_rule(cbrt, special.cbrt)


def _gamma_family(special: Any) -> None:
    psi = special.digamma
    zeta = dispatching(_asking(special.zeta))
    zeta.stands_for = special.zeta  # type: ignore[attr-defined]
    elementwise(special.gammaln, lambda x, y: psi(x), domain=(0.5, 5.0))
    elementwise(special.gamma, lambda x, y: y * psi(x), domain=(0.5, 4.0))
    elementwise(psi, lambda x, y: zeta(2.0, x), domain=(0.5, 5.0))
    for function in (zeta, special.zeta):
        elementwise(
            function,
            None,
            lambda s, x, y: -s * zeta(s + 1, x),
            domain=(0.5, 5.0),
            samples=(case((3,), domain=(0.5, 5.0), prepare=lambda x: (2.0, x)),),
            name="scipy.special.zeta",
        )
    elementwise(
        special.betaln,
        lambda x, w, y: psi(x) - psi(x + w),
        lambda x, w, y: psi(w) - psi(x + w),
        domain=(0.5, 4.0),
    )
    elementwise(
        special.beta,
        lambda x, w, y: y * (psi(x) - psi(x + w)),
        lambda x, w, y: y * (psi(w) - psi(x + w)),
        domain=(0.5, 4.0),
    )

    @composed(special.polygamma, samples=(case((3,), domain=(0.5, 5.0), prepare=lambda x: (1, x)),))
    def polygamma(n: int, x: Any) -> Any:
        """The nth derivative of digamma."""
        if n == 0:
            return psi(x)
        return (-1.0) ** (n + 1) * math.factorial(n) * zeta(n + 1.0, x)


def _entropies(special: Any) -> None:
    elementwise(
        special.xlogy,
        lambda x, w, y: np.log(w),
        lambda x, w, y: np.where(plain(x) == 0, 0.0, x / w),  # 0·log(w) is 0 for every w
        domain=(0.1, 3.0),
    )
    elementwise(
        special.xlog1py,
        lambda x, w, y: np.log1p(w),
        lambda x, w, y: x / (1 + w),
        domain=(0.1, 3.0),
    )
    elementwise(special.entr, lambda x, y: -np.log(x) - 1, domain=(0.1, 3.0))
    elementwise(
        special.rel_entr,
        lambda x, w, y: np.log(x / w) + 1,
        lambda x, w, y: -x / w,
        domain=(0.1, 3.0),
    )
    elementwise(
        special.kl_div,
        lambda x, w, y: np.log(x / w),
        lambda x, w, y: 1 - x / w,
        domain=(0.1, 3.0),
    )


def _bessel_functions(special: Any) -> None:
    elementwise(special.j0, lambda x, y: -special.j1(x), domain=(0.5, 5.0))
    elementwise(special.j1, lambda x, y: special.j0(x) - y / x, domain=(0.5, 5.0))
    elementwise(special.i0, lambda x, y: special.i1(x), domain=(0.5, 3.0))
    elementwise(special.i1, lambda x, y: special.i0(x) - y / x, domain=(0.5, 3.0))


def _over_axes(special: Any) -> None:
    cases = (case((4,)), case((2, 3), axis=1), case((2, 3)))

    @composed(special.logsumexp, samples=(*cases, case((2, 3), axis=0, keepdims=True)))
    def logsumexp(a: Any, axis: Any = None, b: Any = None, *, keepdims: bool = False) -> Any:
        """The logarithm of a sum of exponentials, by the largest of them."""
        top = np.max(plain(a), axis=axis, keepdims=True)
        top = np.where(np.isfinite(top), top, 0.0)
        sizes = np.exp(a - top) if b is None else b * np.exp(a - top)
        total = np.log(np.sum(sizes, axis=axis, keepdims=keepdims))
        return total + (top if keepdims else np.squeeze(top, axis=axis))

    @composed(special.log_softmax, samples=cases)
    def log_softmax(x: Any, axis: Any = None) -> Any:
        """The logarithm of softmax."""
        return x - logsumexp(x, axis=axis, keepdims=True)

    @composed(special.softmax, samples=cases)
    def softmax(x: Any, axis: Any = None) -> Any:
        """Exponentials over their sum."""
        return np.exp(log_softmax(x, axis=axis))
