"""Functions that act on each entry by itself.

Those that have a row in the table of scalar rules take their slope from there. The others state it
here, in plain NumPy, as a function of the operands and the result.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, cast

import numpy as np

from dfda.arrays.rule import (
    ARRAY_RULES,
    ArrayRule,
    Bound,
    Case,
    Interval,
    binder,
    case,
    composed,
    fitted,
    name_of,
    plain,
)
from dfda.arrays.slopes import CompiledSlope, compiled, corner, on_arrays, stated
from dfda.rules import RULES, Rule, corners, inverse, powers
from dfda.rules import special as erf_family
from dfda.rules.exponential import exp, expm1, log, log1p, log2, log10, sigmoid, softplus
from dfda.rules.hyperbolic import cosh, sinh, tanh
from dfda.rules.trigonometric import cos, cot, csc, sec, sin, tan

CONVENTIONS: Final = {
    "abs": "its slope is taken as 0 there",
    "relu": "its slope is taken as 0 there",
    "max": "the mean of both slopes is taken",
    "min": "the mean of both slopes is taken",
    "hypot": "it has no slope there",
    "atan2": "the slope beside the jump is taken",
}
JUMP: Final = "it jumps there, and the slope beside the jump is taken"


def pulls_of(slopes: Sequence[CompiledSlope | None]) -> tuple[Callable[..., Any] | None, ...]:
    """How sensitivities travel through a function with these slopes."""
    return tuple(
        None if slope is None else _pull_of(slope, place) for place, slope in enumerate(slopes)
    )


def _pull_of(slope: CompiledSlope, place: int) -> Callable[..., Any]:
    def pull(g: Any, y: Any, *operands: Any, **_: Any) -> Any:
        part = scaled(g, slope, operands, y)
        if part is None:
            return None
        like = operands[place]
        return part if type(part) is float and type(like) is float else fitted(part, like)

    return pull


def scaled(g: Any, slope: CompiledSlope, operands: Sequence[Any], result: Any) -> Any:
    """A sensitivity or a tangent times a slope; None where the slope is 0 everywhere."""
    constant = slope.constant
    if constant is None:
        return g * slope(operands, result)
    if constant == 1:
        return g
    if constant == -1:
        return -g
    return g * constant if constant else None


def row_of(
    name: str,
    compute: Callable[..., Any],
    slopes: Sequence[CompiledSlope | None],
    samples: Sequence[Case],
    *,
    sits: Callable[..., bool] | None = None,
    convention: str = "",
    bind: Callable[..., Bound] | None = None,
    rule: Rule | None = None,
) -> ArrayRule:
    """The row of a function of single entries, from its slopes."""
    return ArrayRule(
        name=name,
        compute=compute,
        pulls=pulls_of(slopes),
        bind=bind or binder(name, len(slopes), {}),
        linearity="neither",
        elementwise=True,
        sits=sits,
        convention=convention,
        samples=tuple(samples),
        slopes=tuple(slopes),
        rule=rule,
    )


def _shapes(domains: Sequence[Interval]) -> tuple[Case, ...]:
    """A function of one operand on numbers, vectors and matrices; of two with broadcasting."""
    low, high = max(low for low, _ in domains), min(high for _, high in domains)
    domain = (low, high)
    if len(domains) == 1:
        return (case((), domain=domain), case((4,), domain=domain), case((2, 3), domain=domain))
    pairs: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
        ((), ()),
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((2, 1), (1, 3)),
        ((), (2, 2)),
    )
    return tuple(case(*pair, domain=domain) for pair in pairs)


def from_rule(rule: Rule, *functions: Any, domains: Sequence[Interval] = ()) -> ArrayRule:
    """Register NumPy functions whose slope stands in the table of scalar rules.

    `domains` replaces the rule's own sample where that runs across a corner.
    """
    slopes = [compiled(rule, place) for place in range(rule.arity)]
    own_domains = [domain for domain in rule.sample if isinstance(domain, tuple)]
    own = on_arrays(rule)
    row = row_of(
        rule.name,
        rule.floats,
        slopes,
        [one for domain in domains for one in _shapes([domain])] or _shapes(own_domains),
        sits=corner(rule),
        convention=CONVENTIONS.get(rule.name, JUMP if rule.switch else ""),
        rule=rule,
    )
    if own not in ARRAY_RULES:
        ARRAY_RULES.add(own, row)
    for function in functions:
        if function is not own:
            ARRAY_RULES.add(function, replace(row, compute=function))
    return row


def elementwise(
    function: Any,
    *slopes: Callable[..., Any] | float | None,
    domain: Interval,
    samples: Sequence[Case] = (),
    sits: Callable[..., bool] | None = None,
    convention: str = "",
    name: str = "",
    compute: Callable[..., Any] | None = None,
) -> ArrayRule:
    """Register a function whose slopes are stated here, each of the operands and the result."""
    given = [None if slope is None else stated(slope) for slope in slopes]
    row = row_of(
        name or name_of(function),
        compute or function,
        given,
        samples or _shapes([domain] * len(slopes)),
        sits=sits,
        convention=convention,
    )
    ARRAY_RULES.add(function, row)
    return row


_SIDES: Final = ((-3.0, -0.1), (0.1, 3.0))
_BETWEEN: Final = ((-1.9, -1.1), (0.1, 0.9))

ADD = from_rule(RULES["add"], np.add)
SUBTRACT = from_rule(RULES["subtract"], np.subtract)
MULTIPLY = from_rule(RULES["multiply"], np.multiply)
DIVIDE = from_rule(RULES["divide"], np.true_divide)
NEGATE = from_rule(RULES["negate"], np.negative)
ABS = from_rule(corners.abs_, np.abs, np.fabs, domains=_SIDES)
SIN = from_rule(sin, np.sin)
COS = from_rule(cos, np.cos)
TAN = from_rule(tan, np.tan)
for _rule in (sec, csc, cot):
    from_rule(_rule)
EXP = from_rule(exp, np.exp)
LOG = from_rule(log, np.log)
SQRT = from_rule(powers.sqrt, np.sqrt)
MINIMUM = from_rule(corners.minimum, np.minimum, np.fmin)
MAXIMUM = from_rule(corners.maximum, np.maximum, np.fmax)
FLOOR = from_rule(corners.floor, np.floor, domains=_BETWEEN)
from_rule(corners.sign, np.sign, domains=_SIDES)
from_rule(corners.ceil, np.ceil, domains=_BETWEEN)
from_rule(corners.step, domains=_SIDES)
from_rule(corners.relu, domains=_SIDES)
from_rule(sinh, np.sinh)
from_rule(cosh, np.cosh)
from_rule(tanh, np.tanh)
from_rule(log2, np.log2)
from_rule(log10, np.log10)
from_rule(log1p, np.log1p)
from_rule(expm1, np.expm1)
from_rule(sigmoid)
from_rule(softplus)
from_rule(inverse.asin, np.arcsin)
from_rule(inverse.acos, np.arccos)
from_rule(inverse.atan, np.arctan)
from_rule(inverse.asinh, np.arcsinh)
from_rule(inverse.acosh, np.arccosh)
from_rule(inverse.atanh, np.arctanh)
from_rule(inverse.atan2, np.arctan2)
from_rule(powers.cbrt, np.cbrt)
from_rule(powers.hypot, np.hypot)
from_rule(erf_family.erf)
from_rule(erf_family.erfc)


# Powers


@lru_cache(maxsize=256)
def whole_power(exponent: int) -> ArrayRule:
    """The row of x**n for one whole exponent: the slope of x**2 is 2*x, of x**0 it is 0."""
    slope = compiled(powers.whole_power, 0, x1=Fraction(exponent))
    return row_of("power", np.power, [slope, None], (), rule=powers.power)


def _base_slope(x: Any, w: Any, y: Any) -> Any:
    slope = _POWER_SLOPES[0](x, w, y)
    flat = plain(w) == 0
    return np.where(flat, 0.0, slope) if np.any(flat) else slope


def _exponent_slope(x: Any, w: Any, y: Any) -> Any:
    slope = _POWER_SLOPES[1](x, w, y)
    flat = (plain(x) == 0) & (plain(w) > 0)
    return np.where(flat, 0.0, slope) if np.any(flat) else slope


_POWER_SLOPES: Final = [
    slope.on_arrays for place in range(2) if (slope := compiled(powers.power, place))
]

POWER = row_of(
    "power",
    np.power,
    # Where the exponent is 0 the power is flat, and 0**w stays 0: there the law divides by 0.
    [stated(_base_slope), stated(_exponent_slope)],
    (
        *_shapes([(0.1, 3.0), (-3.0, 3.0)]),
        *(case((4,), prepare=lambda x, n=n: (x, n)) for n in (0, 1, 2, 3)),
        case((4,), domain=(0.3, 3.0), prepare=lambda x: (x, -2)),
        case((4,), prepare=lambda x: (x, np.array([0.0, 1.0, 2.0, 3.0]))),
    ),
    rule=powers.power,
)


def power_row(exponent: Any) -> ArrayRule:
    """The row that the power with this exponent takes."""
    kind = type(exponent)
    if kind is int or (
        (kind is float or issubclass(kind, np.integer | np.floating))
        and math.isfinite(exponent)
        and exponent == int(exponent)
    ):
        return whole_power(int(exponent))
    return cast("ArrayRule", ARRAY_RULES[np.power])


ARRAY_RULES.add(np.power, POWER)


@composed(np.float_power, samples=(case((3,), (3,), domain=(0.3, 3.0)),))
def _float_power(x: Any, w: Any) -> Any:
    return np.power(x, w)


for _rule in (powers.odd_power, powers.even_power):
    ARRAY_RULES.add(
        on_arrays(_rule),
        row_of(
            _rule.name,
            _rule.floats,
            [compiled(_rule, 0), None],
            (case((3,), domain=(0.5, 3.0), prepare=lambda x: (-x, 1 / 3)),),
            rule=_rule,
        ),
    )


# Functions without a row in the table of scalar rules


def _on_whole(x: Any, *_: Any) -> bool:
    return bool(np.any(np.mod(x, 1) == 0))


def _on_half(x: Any, *_: Any) -> bool:
    return bool(np.any(np.mod(x, 1) == 0.5))  # noqa: PLR2004 - where rounding jumps


def _on_multiple(x: Any, w: Any) -> bool:
    return bool(np.any(np.mod(x, w) == 0))


elementwise(np.square, lambda x, y: 2 * x, domain=(-3.0, 3.0))
elementwise(np.reciprocal, lambda x, y: -y * y, domain=(0.1, 9.0))
elementwise(np.positive, 1, domain=(-3.0, 3.0))
elementwise(np.conjugate, 1, domain=(-3.0, 3.0))
elementwise(np.exp2, lambda x, y: y * np.log(2.0), domain=(-3.0, 3.0))
elementwise(np.deg2rad, np.pi / 180, domain=(-90.0, 90.0))
elementwise(np.radians, np.pi / 180, domain=(-90.0, 90.0))
elementwise(np.rad2deg, 180 / np.pi, domain=(-3.0, 3.0))
elementwise(np.degrees, 180 / np.pi, domain=(-3.0, 3.0))
elementwise(
    np.logaddexp,
    lambda x, w, y: np.exp(x - y),
    lambda x, w, y: np.exp(w - y),
    domain=(-3.0, 3.0),
)
elementwise(
    np.logaddexp2,
    lambda x, w, y: np.exp2(x - y),
    lambda x, w, y: np.exp2(w - y),
    domain=(-3.0, 3.0),
)
elementwise(np.trunc, 0, domain=(0.1, 0.9), sits=_on_whole, convention=JUMP)
elementwise(np.rint, 0, domain=(0.6, 1.4), sits=_on_half, convention=JUMP)
REMAINDER = elementwise(
    np.remainder,
    1,
    lambda x, w, y: -np.floor(x / w),
    domain=(0.5, 3.0),
    samples=(
        case((3,), domain=(2.1, 2.9), prepare=lambda x: (x, np.full_like(x, 2.0))),
        case((3,), domain=(0.6, 0.9), prepare=lambda w: (np.full_like(w, 2.0), w)),
    ),
    sits=_on_multiple,
    convention=JUMP,
)
elementwise(
    np.fmod,
    1,
    lambda x, w, y: -np.trunc(x / w),
    domain=(0.5, 3.0),
    samples=(case((3,), domain=(2.1, 2.9), prepare=lambda x: (x, np.full_like(x, 2.0))),),
    sits=_on_multiple,
    convention=JUMP,
)
FLOOR_DIVIDE = elementwise(
    np.floor_divide,
    0,
    0,
    domain=(0.5, 3.0),
    samples=(case((3,), domain=(2.1, 2.9), prepare=lambda x: (x, np.full_like(x, 2.0))),),
    sits=_on_multiple,
    convention=JUMP,
)
elementwise(
    np.copysign,
    lambda x, w, y: np.sign(x) * np.sign(w),
    0,
    domain=(0.1, 3.0),
)


@composed(np.heaviside, samples=(case((3,), domain=(0.5, 3.0), prepare=lambda x: (x, 0.5)),))
def _heaviside(x: Any, at_zero: Any) -> Any:
    return np.where(x > 0, 1.0, np.where(x < 0, 0.0, at_zero)) + 0.0 * x


@composed(np.sinc, samples=(case((3,)), case((), domain=(0.2, 3.0))))
def _sinc(x: Any) -> Any:
    """NumPy's sinc is sin(πx)/(πx); the scalar rule is sin(x)/x, with its own derivatives."""
    return RULE_SINC(np.pi * x, 0)


RULE_SINC: Final = on_arrays(RULES["sinc"])
ARRAY_RULES.add(
    RULE_SINC,
    row_of(
        "sinc",
        RULES["sinc"].floats,
        [compiled(RULES["sinc"], 0), None],
        (case((4,), prepare=lambda x: (x, 0)), case((4,), prepare=lambda x: (x, 1))),
        rule=RULES["sinc"],
    ),
)


@composed(np.divmod, samples=(case((3,), domain=(2.1, 2.9), prepare=lambda x: (x, 2.0)),))
def _divmod(x: Any, w: Any) -> tuple[Any, Any]:
    return np.floor_divide(x, w), np.remainder(x, w)


ARRAY_RULES.add(np.fix, ARRAY_RULES[np.trunc])


@composed(
    np.around, samples=(case((3,), domain=(0.6, 1.4)), case((3,), domain=(0.06, 0.14), decimals=1))
)
@composed(np.round, samples=(case((3,), domain=(0.6, 1.4)),))
def _round(x: Any, decimals: int = 0) -> Any:
    scale = 10.0**decimals
    return np.rint(x * scale) / scale


@composed(np.nan_to_num, samples=(case((3,)),))
def _nan_to_num(x: Any, copy: Any = True, nan: float = 0.0, **ends: Any) -> Any:  # noqa: ARG001, FBT002 - as NumPy has it
    return np.where(np.isfinite(plain(x)), x, np.nan_to_num(plain(x), nan=nan, **ends))
