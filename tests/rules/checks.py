"""The truth about every rule, told by mpmath, and the checks that hold a rule against it.

Nothing here reads the rule table for an answer: `TRUTH` names mpmath's functions, and derivatives
are differences of theirs at more than a hundred digits. Each check raises AssertionError, which is
what the sabotage tests wait for.

A rule that is not listed is held against mpmath's function of the same name. Where mpmath has none,
the row has to agree with itself: its slope and its floats with its balls at 110 digits.
"""

# ruff: noqa: ARG005 - every function takes the arithmetic that it is computed in

import itertools
import random
import zlib
from fractions import Fraction

import numpy as np
from flint import arb, ctx, fmpq
from mpmath import MPContext

from dfda.digits import enclosure
from dfda.program.exact import evaluate
from dfda.program.floats import run
from dfda.program.forward import derivative
from dfda.program.program import Builder
from dfda.rules import RULES, NotDefined, NotRational, NotResolved

# Contexts of their own: mpmath's global precision is never touched.
SHARP = MPContext()
SHARP.dps = 110
QUICK = MPContext()
QUICK.dps = 40

BITS = 320  # 96 digits: more than asked for, fewer than SHARP has
DIGITS = 40
NOISE = Fraction(1, 10**70)
ULPS = 4


def _root(mp, x, w):
    return mp.exp(w * mp.log(abs(x)))


def _sinc(mp, x, n):
    """The nth derivative of sin(x)/x: Leibniz' rule, and term by term where that cancels."""
    order = int(n)
    if abs(x) < 1:
        terms = (
            (-1) ** (power // 2) * x ** (power - order) / (power + 1) / mp.factorial(power - order)
            for power in range(order + order % 2, order + 150, 2)
        )
        return sum(terms, mp.mpf(0))
    return (
        sum(
            mp.binomial(order, k)
            * mp.sin(x + (order - k) * mp.pi / 2)
            * mp.factorial(k)
            / (-x) ** k
            for k in range(order + 1)
        )
        / x
    )


TRUTH = {
    "add": lambda mp, x, w: x + w,
    "subtract": lambda mp, x, w: x - w,
    "negate": lambda mp, x: -x,
    "multiply": lambda mp, x, w: x * w,
    "divide": lambda mp, x, w: x / w,
    "abs": lambda mp, x: max(x, -x),
    "sign": lambda mp, x: mp.sign(x),
    "step": lambda mp, x: mp.mpf(1 if x > 0 else 0),
    "min": lambda mp, x, w: min(x, w),
    "max": lambda mp, x, w: max(x, w),
    "exp": lambda mp, x: mp.exp(x),
    "log": lambda mp, x: mp.log(x),
    "sin": lambda mp, x: mp.sin(x),
    "cos": lambda mp, x: mp.cos(x),
    "tan": lambda mp, x: mp.tan(x),
    "sinh": lambda mp, x: mp.sinh(x),
    "cosh": lambda mp, x: mp.cosh(x),
    "tanh": lambda mp, x: mp.tanh(x),
    "sqrt": lambda mp, x: mp.sqrt(x),
    "whole_power": lambda mp, x, n: x ** int(n),
    "odd_power": lambda mp, x, w: mp.sign(x) * _root(mp, x, w),
    "even_power": _root,
    "power": lambda mp, x, w: mp.exp(w * mp.log(x)),
    "cbrt": lambda mp, x: mp.sign(x) * _root(mp, x, mp.mpf(1) / 3),
    "hypot": lambda mp, x, w: mp.sqrt(x * x + w * w),
    "sinc": _sinc,
    "sec": lambda mp, x: 1 / mp.cos(x),
    "csc": lambda mp, x: 1 / mp.sin(x),
    "cot": lambda mp, x: mp.cos(x) / mp.sin(x),
    "asin": lambda mp, x: mp.asin(x),
    "acos": lambda mp, x: mp.acos(x),
    "atan": lambda mp, x: mp.atan(x),
    "asinh": lambda mp, x: mp.asinh(x),
    "acosh": lambda mp, x: mp.acosh(x),
    "atanh": lambda mp, x: mp.atanh(x),
    "atan2": lambda mp, y, x: mp.atan2(y, x),
    "log2": lambda mp, x: mp.log(x) / mp.log(2),
    "log10": lambda mp, x: mp.log(x) / mp.log(10),
    "log1p": lambda mp, x: mp.log(1 + x),
    "expm1": lambda mp, x: mp.exp(x) - 1,
    "sigmoid": lambda mp, x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda mp, x: mp.log(1 + mp.exp(x)),
    "erf": lambda mp, x: mp.erf(x),
    "erfc": lambda mp, x: mp.erfc(x),
    "relu": lambda mp, x: x if x > 0 else mp.mpf(0),
    "floor": lambda mp, x: mp.floor(x),
    "ceil": lambda mp, x: mp.ceil(x),
    "if_less": lambda mp, left, right, x, w: x if left < right else w,
    "if_at_most": lambda mp, left, right, x, w: x if left <= right else w,
    "if_greater": lambda mp, left, right, x, w: x if left > right else w,
    "if_at_least": lambda mp, left, right, x, w: x if left >= right else w,
    "if_equal": lambda mp, left, right, x, w: x if left == right else w,
    "if_not_equal": lambda mp, left, right, x, w: x if left != right else w,
}


def told(rule):
    """The truth about a rule as a function of an arithmetic and of operands."""
    if rule.name in TRUTH:
        return TRUTH[rule.name]
    if callable(getattr(SHARP, rule.name, None)):
        return lambda mp, *operands: getattr(mp, rule.name)(*operands)
    return lambda mp, *operands: _middle(mp, RULES[rule.name], operands)


def _middle(mp, rule, operands):
    """What the registered row's own balls say, which no copy of the row can change."""
    points = [as_fraction(operand) for operand in operands]
    with ctx.workprec(2 * mp.prec):
        try:
            ball = rule.ball(*(arb(fmpq(p.numerator, p.denominator)) for p in points))
        except (NotDefined, NotResolved) as refusal:
            raise ValueError from refusal
        return _real(mp, _exactly(ball.mid()))


def truth(rule, *operands, mp=SHARP):
    return told(rule)(mp, *(_real(mp, operand) for operand in operands))


def _real(mp, value):
    if isinstance(value, Fraction):
        return mp.mpf(value.numerator) / value.denominator
    return mp.mpf(value)


def true_slope(rule, operands, moving, order, *, mp=SHARP, along=None):
    """The derivative of some order by one operand, or along a direction, as mpmath sees it."""
    reals = [_real(mp, operand) for operand in operands]
    steps = along or [Fraction(index == moving) for index in range(rule.arity)]
    function = told(rule)

    def of(t):
        # whole exponents stay the integers that they are
        return function(
            mp,
            *(
                real + _real(mp, step) * t if step else real
                for real, step in zip(reals, steps, strict=True)
            ),
        )

    return mp.diff(of, mp.mpf(0), order)


ONE_SIGN = frozenset({"floor", "ceil", "hypot", "atan2"})
"""Rules whose switch is never negative: there is no other side to draw from."""

PERIODIC = frozenset({"floor", "ceil"})
"""Rules whose switch goes from 0 to 1 between one jump and the next."""

MOST_DRAWS = 10_000
"""Enough for any side that there is: a switch without the side asked for must not hang a test."""


def generator(rule, purpose, seed):
    return random.Random(f"{seed} {rule.name} {purpose}")


def numbers(rule, seed, purpose):
    return np.random.default_rng([seed, zlib.crc32(f"{rule.name} {purpose}".encode())])


def edges(sample):
    """The ends of a sample interval as fractions, read as they are written."""
    return tuple(Fraction(str(end)) for end in sample)


def drawn(rule, draw, *, denominator=10**6, side=0):
    """A random point of the sample domain: away from the corner, and on one side where asked."""
    side = 0 if rule.name in ONE_SIGN else side
    for _ in range(MOST_DRAWS):
        point = [_drawn(sample, draw, denominator) for sample in rule.sample]
        if rule.switch is None:
            return point
        distance = rule.switch(*point)
        if rule.name in PERIODIC:  # the next corner is where the switch is 1
            distance = min(distance, 1 - distance)
        if abs(distance) > Fraction(1, 8) and side * distance >= 0:
            return point
    message = f"{rule.name}: the sample domain has no points on side {side} of the corner"
    raise AssertionError(message)


def _drawn(sample, draw, denominator):
    if isinstance(sample, frozenset):
        return draw.choice(sorted(sample))
    low, high = edges(sample)
    least, most = -(-low * denominator // 1), high * denominator // 1
    return Fraction(draw.randint(int(least), int(most)), denominator)


def movable(rule):
    return [index for index, slope in enumerate(rule.slopes) if slope is not None]


def program_of(rule, operands, moving):
    """The rule as a program of one of its operands."""
    builder = Builder()
    variable = builder.input("a")
    terms = [
        variable if index == moving else builder.constant(operand)
        for index, operand in enumerate(operands)
    ]
    return builder.build(builder.step(rule, *terms))


def program_along(rule, operands, along):
    """The rule as a program of t, every operand moving at its own speed."""
    builder = Builder()
    variable = builder.input("t")
    terms = [
        builder.constant(operand) + builder.constant(speed) * variable
        for operand, speed in zip(operands, along, strict=True)
    ]
    return builder.build(builder.step(rule, *terms))


def agrees(value, expected, *, digits=DIGITS):
    """Whether an exact number is the expected one to so many digits, and known that well."""
    bounds = enclosure(value, BITS)
    if not isinstance(bounds, tuple):
        return False
    centre = as_fraction(expected)
    slack = abs(centre) / 10**digits + NOISE
    low, high = bounds
    return low - slack <= centre <= high + slack and high - low <= slack


def as_fraction(real):
    """An mpmath number as the fraction that it is."""
    sign, mantissa, exponent, _ = real._mpf_
    size = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -size if sign else size


def check_slopes(rule, seed, *, points=4, orders=4):
    """(a) The derivative programs of every order on exact arithmetic."""
    draw = generator(rule, "slopes", seed)
    for number in range(points):
        operands = drawn(rule, draw, side=(-1) ** number)
        for moving in movable(rule):
            program = program_of(rule, operands, moving)
            _check_orders(rule, program, operands, moving=moving, orders=orders)
        if len(movable(rule)) > 1:
            along = [Fraction(1), Fraction(-2, 3), Fraction(5, 7), Fraction(-3)][: rule.arity]
            program = program_along(rule, operands, along)
            _check_orders(rule, program, operands, along=along, orders=orders)


def _check_orders(rule, program, operands, *, moving=None, along=None, orders):
    number = Fraction(0) if moving is None else operands[moving]
    for order in range(1, orders + 1):
        program = derivative(program)
        found = evaluate(program, number)
        expected = true_slope(rule, operands, moving, order, along=along)
        assert agrees(found, expected), (
            f"{rule.name}: derivative {order} by operand {moving} at "
            f"{list(map(str, operands))} is {enclosure(found, 64)}, not {expected}"
        )


def float_points(rule, index, kind, random_numbers, count):
    """Floats from one operand's sample interval: random ones, or the ones next to its ends."""
    low, high = (kind(end) for end in rule.sample[index])
    if count:
        return random_numbers.uniform(low, high, count).astype(kind).clip(low, high)
    near = []
    for end, inward in ((low, high), (high, low)):
        near.append(end)
        for _ in range(9):
            near.append(np.nextafter(near[-1], inward))
    return np.array(near, kind)


def check_float_slopes(rule, kind, seed):
    """(b) Order 1 in floats: at most 4·(1 + κ) ulp at 200 random points and 20 near the ends."""
    draw, random_numbers = generator(rule, "float slopes", seed), numbers(rule, seed, "slopes")
    for moving in movable(rule):
        for _ in range(4):
            # constants that float32 holds exactly: their rounding is no error of the rule
            operands = drawn(rule, draw, denominator=1024)
            x = float_points(rule, moving, kind, random_numbers, 50)
            _check_float_slope(rule, operands, moving, x)
        x = float_points(rule, moving, kind, random_numbers, 0)
        _check_float_slope(rule, operands, moving, x)
        for scalar in x[::5]:
            _check_float_slope(rule, operands, moving, scalar)


def _check_float_slope(rule, operands, moving, x):
    found = run(derivative(program_of(rule, operands, moving)), a=x)
    assert np.shape(found) == np.shape(x)
    assert found.dtype == x.dtype, f"{rule.name}: {x.dtype} in, {found.dtype} out"
    for point, slope in zip(np.ravel(x), np.ravel(found), strict=True):
        at = [Fraction(float(point)) if i == moving else v for i, v in enumerate(operands)]
        if rule.switch is not None and rule.switch(*at) == 0:
            continue
        expected = true_slope(rule, at, moving, 1, mp=QUICK)
        bend = true_slope(rule, at, moving, 2, mp=QUICK)
        limit = ULPS * (1 + condition(expected, bend, at[moving]))
        error = ulps(slope, expected)
        assert error <= limit, (
            f"{rule.name}: slope by operand {moving} in {x.dtype} at {list(map(str, at))} is "
            f"{slope!r}, not {expected}: {float(error):.1f} ulp, at most {float(limit):.1f} allowed"
        )


def condition(slope, bend, x):
    """κ = |x·f″/f′|: by how much a relative change of x is magnified."""
    size = abs(as_fraction(slope))
    if size < Fraction(1, 10**30):  # a zero of f′, told from the noise of 40 digits
        assert abs(as_fraction(bend)) < Fraction(1, 10**25), "a zero of f′ has no condition number"
        return Fraction(0)
    return abs(x * as_fraction(bend)) / size


def ulps(found, expected):
    """The distance in units of the last place of the expected number's float."""
    if not np.isfinite(found):
        return Fraction(10**9)
    kind = type(found[()] if isinstance(found, np.ndarray) else found)
    unit = Fraction(float(np.spacing(np.abs(kind(expected)))))
    centre = as_fraction(expected)
    if abs(centre) < Fraction(1, 10**25):
        centre, unit = Fraction(0), Fraction(1, 10**24)  # mpmath's noise about an exact zero
    return abs(Fraction(float(found)) - centre) / unit


def check_float_value(rule, kind, seed):
    """(c) The function itself in floats: at most 4 ulp, in the kind of its operands."""
    draw, random_numbers = generator(rule, "float values", seed), numbers(rule, seed, "values")
    for count in (200, 0):
        columns = []
        for index, sample in enumerate(rule.sample):
            if isinstance(sample, frozenset):
                columns.append(
                    np.array([kind(draw.choice(sorted(sample))) for _ in range(count or 20)], kind)
                )
            else:
                columns.append(float_points(rule, index, kind, random_numbers, count))
        found = rule.floats(*columns)
        assert found.dtype == kind, f"{rule.name}: {kind.__name__} in, {found.dtype} out"
        singles = [rule.floats(*row) for row in zip(*columns, strict=True)]
        for row, value, single in zip(zip(*columns, strict=True), found, singles, strict=True):
            expected = truth(rule, *(Fraction(float(part)) for part in row), mp=QUICK)
            assert type(single) is kind, f"{rule.name}: scalar {type(single).__name__}"
            for answer in (value, single):
                error = ulps(answer, expected)
                assert error <= ULPS, (
                    f"{rule.name}{row} is {answer!r}, not {expected}: {float(error):.1f} ulp"
                )


def check_ball(rule, seed, *, points=25):
    """(c) The ball function: contains the truth, for wide balls too, and is as sharp as asked."""
    draw = generator(rule, "balls", seed)
    for _ in range(points):
        operands = drawn(rule, draw)
        with ctx.workprec(200):
            ball = _ball(rule, [arb(fmpq(p.numerator, p.denominator)) for p in operands])
            wide = _ball(rule, [_widened(p, s) for p, s in zip(operands, rule.sample, strict=True)])
        assert inside(ball, truth(rule, *operands)), f"{rule.name}{operands}: the truth is outside"
        size = abs(as_fraction(truth(rule, *operands))) + NOISE
        low, high = ends(ball)
        width = high - low
        assert width <= size / 10**DIGITS, f"{rule.name}{operands}: {ball} is too wide"
        for shares in itertools.product((-1, Fraction(1, 3), 1), repeat=rule.arity):
            within = [
                p if isinstance(s, frozenset) else p + share * WIDTH
                for p, s, share in zip(operands, rule.sample, shares, strict=True)
            ]
            assert inside(wide, truth(rule, *within)), f"{rule.name}: {within} has left the ball"


WIDTH = Fraction(1, 2**20)


def _ball(rule, operands):
    try:
        return rule.ball(*operands)
    except (NotDefined, NotResolved) as refusal:
        message = f"{rule.name}{operands}: {type(refusal).__name__} inside the sample domain"
        raise AssertionError(message) from refusal


def _widened(point, sample):
    exact = arb(fmpq(point.numerator, point.denominator))
    return exact if isinstance(sample, frozenset) else exact + arb(0, arb(2) ** -20)


def inside(ball, expected):
    """Whether the ball holds the truth, which is known to 100 digits."""
    centre = as_fraction(expected)
    slack = abs(centre) / 10**100
    low, high = ends(ball)
    return low - slack <= centre <= high + slack


def ends(ball):
    """Both ends exactly; `ball.lower()` would round at whatever precision is set."""
    middle, radius = (_exactly(part) for part in (ball.mid(), ball.rad()))
    return middle - radius, middle + radius


def _exactly(point):
    mantissa, exponent = point.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


GRID = tuple(
    map(Fraction, ("-8", "-4", "-1", "-1/2", "-1/4", "-1/8", "0", "1/4", "1/2", "1", "2", "4", "8"))
)


NICE = tuple(
    sign * value
    for number in map(Fraction, ("0", "1", "2", "1/2", "8", "10", "1000"))
    for value in ({number, 1 / number} if number else {number})
    for sign in (1, -1)
)
"""Where a rule may have a fraction for a value, inside its sample domain or not."""

NICE_PAIRS = tuple(
    (Fraction(x), Fraction(w))
    for x, w in (
        (3, 4), (-3, 4), (5, -12), (0, 5), (5, 0), (0, -5), (-5, 0), (0, 0), (1, 1), (-1, 1),
        (8, -2), (4, Fraction(1, 2)), (-4, Fraction(1, 2)), (0, Fraction(-1, 2)),
    )
)  # fmt: skip

RATIONAL_NOWHERE = {
    "softplus": "e^y = 1 + e^x holds for no fractions x and y (Lindemann-Weierstrass)",
    "csc": "undefined at 0, and 1/sin(x) is transcendental at every other fraction",
    "cot": "undefined at 0, and 1/tan(x) is transcendental at every other fraction",
}
"""Rules without a single fraction, each with its reason."""

TOO_CLOSE_TO_CALL = frozenset(
    {"exp", "sinh", "cosh", "tanh", "expm1", "sigmoid", "softplus", "erf", "erfc"}
)
"""At 1000 their values are so large, or so close to a fraction, that 110 digits cannot tell."""

CONVENTIONS = {
    ("atan2", (0, 0)): NotDefined,  # mpmath says 0; a point at the origin has no angle
    ("power", (0, 0)): Fraction(1),  # 0^0, where mpmath sees 0*log(0)
}
"""Where the truth is a choice, and not the one that mpmath makes."""


def check_fraction(rule, seed, *, points=50):
    """(c) The fraction function: right where it answers, silent only about irrational values."""
    draw = generator(rule, "fractions", seed)
    grid = [
        sorted(sample)
        if isinstance(sample, frozenset)
        else [point for point in GRID if edges(sample)[0] <= point <= edges(sample)[1]]
        for sample in rule.sample
    ]
    grid[2:] = [[Fraction(-1, 3), Fraction(2)] for _ in grid[2:]]  # only taken, never computed with
    answered = 0
    for operands in (*itertools.product(*grid), *(drawn(rule, draw) for _ in range(points))):
        expected = truth(rule, *operands)
        try:
            found = rule.fraction(*operands)
        except NotRational:
            assert not _simple(expected), f"{rule.name}{operands} is the fraction {expected}"
            continue
        except NotDefined as refusal:
            message = f"{rule.name}{operands}: undefined inside the sample domain"
            raise AssertionError(message) from refusal
        _check_found(rule, operands, found, expected)
        answered += 1
    answered += sum(_answered(rule, operands) for operands in nice_points(rule))
    if rule.name in RATIONAL_NOWHERE:
        assert not answered, f"{rule.name} has a fraction, and is listed as having none"
    else:
        assert answered, f"{rule.name} has no fraction at all"


def nice_points(rule):
    """Operands that make short fractions, for a rule of one operand or of two."""
    if rule.arity == 1:
        return [(point,) for point in NICE]
    if rule.chooses:
        return [(*pair, Fraction(7), Fraction(-1, 2)) for pair in NICE_PAIRS]
    constants = rule.sample[1]
    if isinstance(constants, frozenset):
        return list(itertools.product(NICE, sorted(constants)))
    return list(NICE_PAIRS)


def _answered(rule, operands):
    """Whether a rule has a fraction at a nice point; checked, whichever way it answers."""
    expected = real_truth(rule, *operands)
    try:
        found = rule.fraction(*operands)
    except NotDefined as refusal:
        if expected is not None:
            message = f"{rule.name}{operands}: undefined, and it is {expected}"
            raise AssertionError(message) from refusal
        return False
    except NotRational:
        _check_silence(rule, operands, expected)
        return False
    assert expected is not None, f"{rule.name}{operands} is {found}, and there is no value"
    _check_found(rule, operands, found, expected)
    return True


def _check_silence(rule, operands, expected):
    """Silence is right about irrational values, and where there is none the ball must refuse."""
    if expected is None:
        with ctx.workprec(200):
            try:
                ball = rule.ball(*(arb(fmpq(p.numerator, p.denominator)) for p in operands))
            except NotDefined:
                return
        message = f"{rule.name}{operands} is {ball}, and there is no value"
        raise AssertionError(message)
    if rule.name in TOO_CLOSE_TO_CALL and abs(operands[0]) == 1000:
        return
    assert not _simple(expected), f"{rule.name}{operands} is the fraction {expected}"


def _check_found(rule, operands, found, expected):
    assert isinstance(found, Fraction), f"{rule.name}{operands} is {found!r}: no Fraction"
    assert agrees(found, expected, digits=90), f"{rule.name}{operands} is {found}"


def real_truth(rule, *operands):
    """The truth as a real number, or None where there is none."""
    if (rule.name, operands) in CONVENTIONS:
        chosen = CONVENTIONS[rule.name, operands]
        return None if chosen is NotDefined else _real(SHARP, chosen)
    try:
        value = truth(rule, *operands)
    except (ZeroDivisionError, ValueError):
        return None
    if isinstance(value, SHARP.mpc):
        if abs(value.imag) > abs(value.real) / 10**100:
            return None
        value = value.real
    return value if SHARP.isfinite(value) else None


def _simple(real):
    """Whether a real number is a fraction of small terms, as far as 60 digits tell."""
    exact = as_fraction(real)
    return abs(exact - exact.limit_denominator(10**9)) < Fraction(1, 10**60)


CHECKS = {
    "slopes": check_slopes,
    "float slopes": lambda rule, seed: check_float_slopes(rule, np.float64, seed),
    "float32 slopes": lambda rule, seed: check_float_slopes(rule, np.float32, seed),
    "floats": lambda rule, seed: check_float_value(rule, np.float64, seed),
    "floats32": lambda rule, seed: check_float_value(rule, np.float32, seed),
    "ball": check_ball,
    "fraction": check_fraction,
}
