"""Slopes of functions of single entries that are no scalar rules, held against 50 digits.

The truth is told by mpmath: a difference of its own function of that name.
"""

import numpy as np
import pytest
from mpmath import MPContext
from scipy import special

import dfda
from dfda.arrays import ARRAY_RULES
from dfda.arrays.special import register
from dfda.rules import RULES

register()

MP = MPContext()  # mpmath's global precision is never touched
MP.dps = 50
POINTS = 200
ULPS = 4


def log_of_normal(mp, x):
    return mp.log(mp.erfc(-x / mp.sqrt(2)) / 2)


# function: (mpmath's, where its operands are drawn from)
TRUTH = {
    np.square: (lambda mp, x: x * x, (-3.0, 3.0)),
    np.reciprocal: (lambda mp, x: 1 / x, (0.1, 9.0)),
    np.positive: (lambda mp, x: x, (-3.0, 3.0)),
    np.conjugate: (lambda mp, x: x, (-3.0, 3.0)),
    np.exp2: (lambda mp, x: 2**x, (-3.0, 3.0)),
    np.deg2rad: (lambda mp, x: x * mp.pi / 180, (-90.0, 90.0)),
    np.radians: (lambda mp, x: x * mp.pi / 180, (-90.0, 90.0)),
    np.rad2deg: (lambda mp, x: x * 180 / mp.pi, (-3.0, 3.0)),
    np.degrees: (lambda mp, x: x * 180 / mp.pi, (-3.0, 3.0)),
    np.logaddexp: (lambda mp, x, w: mp.log(mp.exp(x) + mp.exp(w)), (-3.0, 3.0)),
    np.logaddexp2: (lambda mp, x, w: mp.log(2**x + 2**w, 2), (-3.0, 3.0)),
    np.trunc: (lambda mp, x: mp.floor(x), (0.1, 2.9)),
    np.rint: (lambda mp, x: mp.nint(x), (0.1, 2.9)),
    np.remainder: (lambda mp, x, w: x - w * mp.floor(x / w), (0.5, 3.0)),
    np.fmod: (lambda mp, x, w: x - w * mp.floor(x / w), (0.5, 3.0)),
    np.floor_divide: (lambda mp, x, w: mp.floor(x / w), (0.5, 3.0)),
    np.copysign: (lambda mp, x, w: abs(x) * mp.sign(w), (0.1, 3.0)),
    special.erfcx: (lambda mp, x: mp.exp(x * x) * mp.erfc(x), (-2.0, 3.0)),
    special.erfinv: (lambda mp, x: mp.erfinv(x), (-0.9, 0.9)),
    special.erfcinv: (lambda mp, x: mp.erfinv(1 - x), (0.1, 1.9)),
    special.ndtr: (lambda mp, x: mp.ncdf(x), (-3.0, 3.0)),
    special.log_ndtr: (log_of_normal, (-3.0, 3.0)),
    special.ndtri: (lambda mp, x: mp.sqrt(2) * mp.erfinv(2 * x - 1), (0.1, 0.9)),
    special.logit: (lambda mp, x: mp.log(x / (1 - x)), (0.1, 0.9)),
    special.log_expit: (lambda mp, x: -mp.log(1 + mp.exp(-x)), (-3.0, 3.0)),
    special.exp10: (lambda mp, x: mp.mpf(10) ** x, (-2.0, 2.0)),
    special.gammaln: (lambda mp, x: mp.loggamma(x), (0.5, 5.0)),
    special.gamma: (lambda mp, x: mp.gamma(x), (0.5, 4.0)),
    special.digamma: (lambda mp, x: mp.digamma(x), (0.5, 5.0)),
    special.betaln: (lambda mp, x, w: mp.log(mp.beta(x, w)), (0.5, 4.0)),
    special.beta: (lambda mp, x, w: mp.beta(x, w), (0.5, 4.0)),
    special.xlogy: (lambda mp, x, w: x * mp.log(w), (0.1, 3.0)),
    special.xlog1py: (lambda mp, x, w: x * mp.log(1 + w), (0.1, 3.0)),
    special.entr: (lambda mp, x: -x * mp.log(x), (0.1, 3.0)),
    special.rel_entr: (lambda mp, x, w: x * mp.log(x / w), (0.1, 3.0)),
    special.kl_div: (lambda mp, x, w: x * mp.log(x / w) - x + w, (0.1, 3.0)),
    special.j0: (lambda mp, x: mp.besselj(0, x), (0.5, 5.0)),
    special.j1: (lambda mp, x: mp.besselj(1, x), (0.5, 5.0)),
    special.i0: (lambda mp, x: mp.besseli(0, x), (0.5, 3.0)),
    special.i1: (lambda mp, x: mp.besseli(1, x), (0.5, 3.0)),
    special.zeta: (lambda mp, s, x: mp.zeta(s, x), (1.5, 5.0)),
}

# A slope that is the difference of two terms keeps what they leave: both are rounded at their own
# size. mpmath's functions tell that size, by the operands.
TERMS = {
    special.erfcx: lambda mp, x: 2 / mp.sqrt(mp.pi) + abs(2 * x) * mp.exp(x * x) * mp.erfc(x),
    special.betaln: lambda mp, x, w: larger_psi(mp, x, w),
    special.beta: lambda mp, x, w: larger_psi(mp, x, w) * mp.beta(x, w),
    special.j1: lambda mp, x: abs(mp.besselj(0, x)) + abs(mp.besselj(1, x) / x),
    special.i1: lambda mp, x: mp.besseli(0, x) + mp.besseli(1, x) / x,
}


def larger_psi(mp, x, w):
    return max(abs(mp.digamma(x)), abs(mp.digamma(w))) + abs(mp.digamma(x + w))


PLACES = [
    pytest.param(function, place, id=f"{function.__name__} by operand {place}")
    for function in TRUTH
    for place, slope in enumerate(ARRAY_RULES[function].slopes)
    if slope is not None
]


@pytest.mark.parametrize(("function", "place"), PLACES)
def test_the_slope_is_right_to_the_last_digits(function, place, rng):
    told, (low, high) = TRUTH[function]
    arity = len(ARRAY_RULES[function].slopes)
    operands = [rng.uniform(low, high, POINTS) for _ in range(arity)]
    found = slope_of(function, place, operands)
    for point, slope in zip(zip(*operands, strict=True), found, strict=True):
        true, bend = (truth(told, point, place, order) for order in (1, 2))
        if true == 0:
            assert slope == 0
            continue
        limit = ULPS * (1 + abs(point[place] * bend / true))
        if function in TERMS:
            limit += ULPS * abs(TERMS[function](MP, *map(MP.mpf, point)) / true)
        error = abs(MP.mpf(float(slope)) - true) / float(np.spacing(abs(float(true))))
        assert error <= limit, f"{point}: {slope} is {float(error):.1f} ulp off"


def test_every_function_of_single_entries_is_held_against_the_truth():
    own = {
        row.name
        for row in ARRAY_RULES.values()
        if getattr(row, "slopes", ()) and row.name not in RULES
    }
    assert own == {ARRAY_RULES[function].name for function in TRUTH}


def slope_of(function, place, operands):
    def moved(x):
        return function(*operands[:place], x, *operands[place + 1 :])

    return dfda.derivative(moved)(operands[place])


def truth(told, point, place, order):
    reals = [MP.mpf(float(value)) for value in point]

    def of(x):
        return told(MP, *reals[:place], x, *reals[place + 1 :])

    found = MP.diff(of, reals[place], order)
    return MP.mpf(0) if abs(found) < MP.mpf(10) ** -25 else found
