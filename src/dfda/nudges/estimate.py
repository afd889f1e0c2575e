"""The slope of a black box, read off shrinking nudges from both sides."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Literal, overload

import numpy as np

from dfda.digits import exact_number, nearest_float
from dfda.errors import InputError
from dfda.nudges.calls import Watched, checked_function
from dfda.nudges.complex_step import complex_slope
from dfda.nudges.finding import FLAT_ULPS, LARGEST_BAR, Finding, find, find_on
from dfda.nudges.higher import ORDERS, corner, flat, higher, over
from dfda.nudges.points import estimated_points
from dfda.nudges.sampler import ULP, Sampler
from dfda.results import Absent, Estimate, Number, PointEstimates, Scalar, Verdict

Direction = Literal["left", "right"]
Method = Literal["nudge", "complex"]

LEAST_BUDGET: Final = 15
"""Fewer calls than this show no slope with a bar."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to estimate, checked once."""

    n: int = 1
    direction: Direction | None = None
    domain: tuple[float, float] = (-math.inf, math.inf)
    budget: float = math.inf
    noise: float = 0.0
    method: Method = "nudge"


_PLAIN: Final = Options()
_DEFAULTS: Final = (1, None, None, None, None, "nudge")


@overload
def estimate(
    f: Scalar,
    *,
    n: int = ...,
    direction: Direction | None = ...,
    domain: tuple[Number | None, Number | None] | None = ...,
    budget: int | None = ...,
    noise: float | None = ...,
    method: Method = ...,
    vectorized: Literal[False] = ...,
) -> Callable[[Number], Estimate]: ...
@overload
def estimate(
    f: Scalar,
    at: Number,
    *,
    n: int = ...,
    direction: Direction | None = ...,
    domain: tuple[Number | None, Number | None] | None = ...,
    budget: int | None = ...,
    noise: float | None = ...,
    method: Method = ...,
    vectorized: Literal[False] = ...,
) -> Estimate: ...
@overload
def estimate(
    f: Scalar,
    *,
    n: int = ...,
    direction: Direction | None = ...,
    domain: tuple[Number | None, Number | None] | None = ...,
    budget: int | None = ...,
    noise: float | None = ...,
    method: Method = ...,
    vectorized: Literal[True],
) -> Callable[[Any], PointEstimates]: ...
@overload
def estimate(
    f: Scalar,
    at: Any,
    *,
    n: int = ...,
    direction: Direction | None = ...,
    domain: tuple[Number | None, Number | None] | None = ...,
    budget: int | None = ...,
    noise: float | None = ...,
    method: Method = ...,
    vectorized: Literal[True],
) -> PointEstimates: ...
def estimate(
    f: Scalar,
    at: Any = Absent.ABSENT,
    *,
    n: int = 1,
    direction: Direction | None = None,
    domain: tuple[Number | None, Number | None] | None = None,
    budget: int | None = None,
    noise: float | None = None,
    method: Method = "nudge",
    vectorized: bool = False,
) -> Estimate | PointEstimates | Callable[[Any], Any]:
    """Estimate the slope of any function from float nudges, with an error bar and a verdict.

    The slopes to the left and to the right are compared while the nudge shrinks. Where they meet,
    the limit is extrapolated; where they do not, the verdict says what is there instead.

    Args:
        f: A function of one number that returns one number. It is only called; infinite values and
            NaN are expected, so NumPy's floating-point warnings about them are off meanwhile.
        at: The point, a finite number; leave it out to get a function of the point.
        n: The order of the derivative, 1 to 4.
        direction: "left" or "right" looks at that side only; otherwise both sides must agree.
        domain: The least and the largest number that f may be called with; None leaves a side open.
        budget: At most about so many calls of f, 15 or more.
        noise: How far f may be from the smooth function that is meant, if that is known. Noise that
            is larger than said is still noticed.
        method: "complex" nudges into the complex plane: exact to rounding, for analytic f whose
            code takes complex numbers. The answer is checked by real nudges.
        vectorized: `at` is an array, and `f` takes arrays of points and works on each number alone.
            Points where f is plainly smooth are estimated together in blocks, the others one by
            one; with any other option than `noise` all are. An array that follows the array API
            standard, and a tensor of PyTorch, stays one for `f`; the answers are NumPy's.

    Returns:
        An `Estimate`: `value` ± `error`, the `verdict` (converged, noisy, kink, jump, vertical,
        edge, undefined, cannot tell), the slopes from the `left` and the `right` (infinite where
        they grow without bound), the `noise` of f, `evaluations`, and the trail: the `nudges` that
        were tried with their `slopes`. `float()` of it works where the verdict gives a single
        finite slope. With `vectorized`, `PointEstimates`: arrays of values, errors and verdicts.

    Raises:
        InputError: The point is no finite number, `f` cannot be called, or an option is unusable.
        FunctionError: The function fails, or returns something that is not a number.

    Source:
        Richardson extrapolation by Neville's scheme, with rounding carried along and the error read
        off the tableau (J. N. Lyness and C. B. Moler, *SIAM J. Numer. Anal.* 4, 1967; C. Ridders,
        *Advances in Engineering Software* 4, 1982); the noise of f is measured (J. J. Moré and
        S. M. Wild, *SIAM J. Sci. Comput.* 33, 2011). docs/explanation/estimate.md tells the rest.

    Example:
        >>> import dfda
        >>> slope = dfda.estimate(lambda a: a**2, 2)
        >>> slope.verdict, round(slope.value, 9)
        (<Verdict.CONVERGED: 'converged'>, 4.0)
        >>> corner = dfda.estimate(abs, 0)
        >>> corner.verdict, corner.left, corner.right
        (<Verdict.KINK: 'kink'>, -1.0, 1.0)
        >>> bend = dfda.estimate(lambda a: a**3, 2, n=2)
        >>> abs(bend.value - 12) <= bend.error < 1e-6
        True
    """
    options = _PLAIN
    if n is True or (n, direction, domain, budget, noise, method) != _DEFAULTS:
        options = _options(n, direction, domain, budget, noise, method)
    if vectorized:
        everywhere = partial(_estimated_everywhere, checked_function(f), options)
        return everywhere if at is Absent.ABSENT else everywhere(at)
    later = partial(_estimated, checked_function(f), options)
    return later if at is Absent.ABSENT else later(at)


def _estimated(f: Scalar, options: Options, at: Number) -> Estimate:
    point = _point(at)
    watched = Watched(f)
    with np.errstate(all="ignore"):
        before = watched.plain(point) if math.isfinite(point) else math.nan
        if not math.isfinite(before):
            return _answer(watched, Finding(Verdict.UNDEFINED), options)
        sampler = Sampler(watched, point, before, domain=options.domain, budget=options.budget)
        finding = _finding(sampler, options)
        return _answer(watched, finding, options, sampler)


def _estimated_everywhere(f: Scalar, options: Options, at: Any) -> PointEstimates:
    return estimated_points(
        f,
        at,
        lambda alone, point: _estimated(alone, options, point),
        given_noise=options.noise,
        together=replace(options, noise=0.0) == _PLAIN,
    )


def _point(at: Number) -> float:
    # A float stays itself; reading it digit by digit would take a tenth of the time.
    if type(at) is float and math.isfinite(at):
        return at + 0.0
    return nearest_float(exact_number(at, name="the point"))


def _finding(sampler: Sampler, options: Options) -> Finding:
    noise = max(2 * sampler.unit * abs(sampler.before), options.noise)
    if options.method == "complex":
        return _by_complex_step(sampler)
    if options.direction is not None:
        found = find_on(sampler, options.direction, noise, Verdict.CONVERGED)
    else:
        found = find(sampler, noise)
    return found if options.n == 1 else _of_higher_order(sampler, found, options.n)


def _by_complex_step(sampler: Sampler) -> Finding:
    found = complex_slope(sampler.f, sampler.point, sampler.before, sampler.scale)
    if not found.agrees:
        return Finding(Verdict.CANNOT_TELL)
    value = found.value
    return Finding(Verdict.CONVERGED, value, found.error, value, value, noise=0.0)


def _of_higher_order(sampler: Sampler, found: Finding, n: int) -> Finding:
    """The n-th derivative where there is a two-sided slope; elsewhere there is none."""
    if found.smooth is None:
        # One side of an edge with a finite slope: only its first derivative is looked for.
        known = math.isnan(found.value)
        return Finding(found.verdict if known else Verdict.CANNOT_TELL)
    fit, rungs = higher(sampler, found.smooth, n)
    jump = corner(rungs, n, found.smooth.noise)
    if jump:
        left, right = (fit.value + sign * jump / 2 for sign in (-1.0, 1.0))
        return Finding(Verdict.KINK, left=left, right=right)
    size = max(abs(sampler.before), rungs[0].floor / sampler.unit)
    largest = max(abs(fit.value), over(size, rungs[0].h, n))
    is_flat = flat(fit, rungs, n, FLAT_ULPS * ULP * size)
    if not fit.error <= LARGEST_BAR * largest and not is_flat:
        return Finding(Verdict.CANNOT_TELL)
    return Finding(found.verdict, fit.value, fit.error, fit.value, fit.value, found.noise)


def _answer(
    f: Watched, found: Finding, options: Options, sampler: Sampler | None = None
) -> Estimate:
    trail = sampler.trail() if sampler else []
    return Estimate(
        value=found.value,
        error=found.error,
        verdict=found.verdict,
        left=found.left,
        right=found.right,
        n=options.n,
        noise=found.noise,
        evaluations=f.calls,
        nudges=tuple([h for h, _, _ in trail]),
        slopes=tuple([slope for _, slope, _ in trail]),
        bends=tuple([bend for _, _, bend in trail]),
    )


def _options(n: Any, direction: Any, domain: Any, *rest: Any) -> Options:
    budget, noise, method = rest
    options = Options(
        n=_order(n),
        direction=_choice("direction", direction, (None, "left", "right")),
        domain=_domain(domain),
        budget=_budget(budget),
        noise=_noise(noise),
        method=_choice("method", method, ("nudge", "complex")),
    )
    if options.method == "complex" and options.n > 1:
        raise InputError(
            "the complex step gives first derivatives only", instead='leave out method="complex"'
        )
    return options


def _order(n: Any) -> int:
    if isinstance(n, bool) or n not in ORDERS:
        raise InputError(f"n must be 1, 2, 3 or 4, not {n!r}", instead="give the order as a number")
    return int(n)


def _choice(name: str, value: Any, choices: tuple[Any, ...]) -> Any:
    if value not in choices:
        shown = " or ".join(f'"{choice}"' for choice in choices if choice is not None)
        raise InputError(f"{name} must be {shown}, not {value!r}", instead=f"leave {name} out")
    return value


def _domain(domain: Any) -> tuple[float, float]:
    if domain is None:
        return -math.inf, math.inf
    try:
        low, high = domain
    except (TypeError, ValueError) as error:
        raise InputError(
            "domain must be a pair of numbers",
            instead="domain=(0, None) for all that is not negative",
        ) from error
    return (
        -math.inf if low is None else _point(low),
        math.inf if high is None else _point(high),
    )


def _budget(budget: Any) -> float:
    if budget is None:
        return math.inf
    if (
        isinstance(budget, bool)
        or not isinstance(budget, (int, np.integer))
        or budget < LEAST_BUDGET
    ):
        raise InputError(
            f"budget must be a whole number from {LEAST_BUDGET} on, not {budget!r}",
            instead="leave budget out: most functions take about 23 calls",
        )
    return float(budget)


def _noise(noise: Any) -> float:
    if noise is None:
        return 0.0
    if (
        isinstance(noise, bool)
        or not isinstance(noise, (int, float, np.floating))
        or not noise >= 0
    ):
        raise InputError(
            f"noise must be a number that is not negative, not {noise!r}",
            instead="leave noise out, and it is measured",
        )
    return float(noise)
