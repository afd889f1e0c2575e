"""Functions of NumPy and SciPy without a row in the table of scalar rules, in terms of those rows.

Each says what the function is in exact arithmetic: np.degrees(x) is 180·x/π with the true π.
Functions that no formula gives, such as gammaln, are missing, and so are those whose value on a
jump would come out differently: np.rint rounds halves to even.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add, mul
from typing import Any, Final

from dfda.program.program import Term
from dfda.rules import RULES


def _rule(name: str) -> Callable[..., Any]:
    return RULES[name]


_abs, _floor, _sign = _rule("abs"), _rule("floor"), _rule("sign")
_exp, _log, _log1p, _sqrt = _rule("exp"), _rule("log"), _rule("log1p"), _rule("sqrt")
_erfc, _softplus = _rule("erfc"), _rule("softplus")


def _whole_part(x: Term) -> Any:
    return _sign(x) * _floor(_abs(x))


def _raised(base: int) -> Callable[[Term], Any]:
    return lambda x: x.constant(base) ** x


def _added(*terms: Term) -> Any:
    """A sum in exact arithmetic, however its floats are rounded."""
    return reduce(add, terms)


def _products_added(*factors: Term) -> Any:
    half = len(factors) // 2
    return _added(*map(mul, factors[:half], factors[half:]))


def _of_normal(x: Term) -> Any:
    return _erfc(-x / _sqrt(x.constant(2))) / 2


SPELLINGS: Final[Mapping[str, Callable[..., Any]]] = {
    "sum": _added,
    "math.sumprod": _products_added,
    "np.square": lambda x: x**2,
    "np.reciprocal": lambda x: 1 / x,
    "np.positive": lambda x: x,
    "np.conjugate": lambda x: x,
    "np.exp2": _raised(2),
    "np.deg2rad": lambda x: x * x.named("pi") / 180,
    "np.radians": lambda x: x * x.named("pi") / 180,
    "np.rad2deg": lambda x: x * 180 / x.named("pi"),
    "np.degrees": lambda x: x * 180 / x.named("pi"),
    "np.logaddexp": lambda x, w: _log(_exp(x) + _exp(w)),
    "np.trunc": _whole_part,
    "np.remainder": lambda x, w: x - w * _floor(x / w),
    "np.fmod": lambda x, w: x - w * _whole_part(x / w),
    "np.floor_divide": lambda x, w: _floor(x / w),
    "scipy.special.exp10": _raised(10),
    "scipy.special.logit": lambda x: _log(x / (1 - x)),
    "scipy.special.log_expit": lambda x: -_softplus(-x),
    "scipy.special.ndtr": _of_normal,
    "scipy.special.log_ndtr": lambda x: _log(_of_normal(x)),
    "scipy.special.erfcx": lambda x: _exp(x**2) * _erfc(x),
    "scipy.special.xlogy": lambda x, w: x * _log(w),
    "scipy.special.xlog1py": lambda x, w: x * _log1p(w),
    "scipy.special.entr": lambda x: -x * _log(x),
    "scipy.special.rel_entr": lambda x, w: x * _log(x / w),
    "scipy.special.kl_div": lambda x, w: x * _log(x / w) - x + w,
}
