"""Short functions full of the habits of everyday Python and NumPy."""

import abc
import collections
import contextlib
import copy
import functools
import itertools
import math
import operator
import random
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

import numpy as np

GRID = np.arange(6.0).reshape(2, 3) * 0.3 - 0.5


@dataclass
class Total:
    value: float = 0.0
    steps: list = field(default_factory=list)

    def add(self, step):
        self.value += step
        self.steps.append(step)
        return self


def running_total(a):
    total = Total()
    for k in range(4):
        total.add(math.sin(k * a))
    return total.value * len(total.steps) + total.steps[-1]


@dataclass(frozen=True)
class Spring:
    stiffness: float = 1.0
    damping: float = 2.0


def replaced_fields(a):
    spring = replace(Spring(), stiffness=a)
    stiffer = replace(spring, damping=spring.stiffness**2)
    return stiffer.stiffness * math.exp(stiffer.damping)


class Vector(NamedTuple):
    x: float
    y: float

    def dot(self, other):
        return self.x * other.x + self.y * other.y


def named_tuples(a):
    v = Vector(a, 2.0)
    return v.dot(v._replace(y=a * a))


def partials(a):
    power = functools.partial(lambda x, n, scale: scale * x**n, n=3, scale=2.0)
    return power(a) + functools.partial(math.pow, 2.0)(a)


def walrus(a):
    total, k = 0.0, 0
    while (term := a**k) > 0.05:
        total += term
        k += 1
    return total


def area(shape):
    match shape:
        case ("circle", r):
            return math.pi * r * r
        case {"width": w, "height": h}:
            return w * h
        case [x, y, *rest]:
            return x * y + sum(rest)
        case float():
            return shape * 2
        case _:
            return 0.0


def matched_shapes(a):
    shapes = [("circle", a), {"width": a, "height": 2 * a}, [a, a, a, 1.0], a, "none"]
    return sum(area(shape) for shape in shapes)


def conditions_in_comprehensions(x):
    squares = [t**2 if t > 0 else -t for t in x if abs(t) > 0.5]
    table = {number: t * t for number, t in enumerate(x)}
    return sum(squares) + sum(number * t for number, t in table.items())


def try_finally(a):
    kept = []
    try:
        kept.append(math.log(a))
        kept.append({}["x"])
    except KeyError:
        kept.append(a**2)
    finally:
        kept.append(3 * a)
    return math.fsum(kept)


def outside_the_domain(a):
    try:
        return math.sqrt(a)
    except ValueError:
        return a * a


@contextlib.contextmanager
def scaled(factor):
    box = {"factor": factor}
    yield box
    box["factor"] = None


class Exponential:
    def __init__(self, a):
        self.a = a

    def __enter__(self):
        return math.exp(self.a)

    def __exit__(self, *_):
        return False


def context_managers(a):
    with scaled(a) as box, Exponential(a) as e, np.errstate(all="ignore"):
        return box["factor"] ** 2 * e


def pairs(x):
    return sum(number * a * b for number, (a, b) in enumerate(itertools.pairwise(x)))


def vectorized(x):
    bent = np.vectorize(lambda t: t * t if t > 0 else -t)
    return bent(x).sum() + np.sum(np.vectorize(math.sin, otypes=[float])(x) * x)


def along_an_axis(m):
    return np.apply_along_axis(lambda row: row[0] * row[1], 1, m).sum()


def fancy_assignment(x):
    y = np.zeros(6)
    y[[0, 2, 4, 5]] = x
    y[[1, 3]] = x[:2] * 2
    y[0], y[1] = y[1], y[0]
    y[[2, 3]] = y[[3, 2]]
    return np.sum(y * np.arange(6)) ** 2


def writes_through_views(x):
    y = x.copy()
    inner = y[1:3]
    inner *= 2
    backwards = y[::-1]
    backwards[0] += inner[0]
    y[1:] += y[:-1]
    return np.sum(y**2 * np.arange(4))


def writes_through_rows_and_columns(m):
    y = m.copy()
    row, column = y[0], y[:, 1]
    row[1:] -= y[1, :2]
    column[...] = column * y[:, 0]
    y.T[0] *= 3
    return np.sum(y * GRID)


def added_at_places(x):
    y = np.zeros(3)
    np.add.at(y, [0, 1, 1, 2], x)
    return np.sum(y**2)


def into_given_arrays(x):
    y = np.empty_like(x)
    np.multiply(x, 2, out=y)
    np.add(y, x, out=y)
    np.clip(y, -1.0, 5.0, out=y)
    z = np.divide(1, x, out=np.zeros_like(x), where=x > 0)
    np.copyto(z, y, where=x < 0)
    return np.sum(y**2) + np.sum(z * np.arange(4))


def standardised(m):
    return np.sum((m - m.mean(1, keepdims=True)) / m.std(1, keepdims=True) * GRID**2)


def letters_and_dots(m):
    return np.einsum("...i,...i->...", m, m * 2).prod() + np.einsum("ij->", m)


def masks(x):
    y = x * 2
    y[y < 0] *= 0.1
    y[y > 2] = 2 + (y[y > 2] - 2) ** 2
    y[np.isnan(y)] = 0
    return y.sum() + np.nansum(np.where(x < 0, np.nan, x) ** 2)


def sorted_by_keys(x):
    by_size = sorted(x, key=lambda t: -abs(t))
    y = x.copy()
    y.sort()
    best = max(x, key=lambda t: (t - 1) ** 2)
    return by_size[0] * by_size[1] - by_size[-1] + y @ np.arange(4) + best**2


def functions_of_many_numbers(x):
    return math.fsum(t * t for t in x) + math.prod(x) + math.hypot(*x) + math.dist(x[:2], x[2:])


def small_matrices(m):
    a = m @ m.T + np.eye(2)
    lower = np.linalg.cholesky(a)
    values, _ = np.linalg.eigh(a)
    solved = np.linalg.solve(a, np.ones(2)).sum() + np.trace(np.linalg.inv(a))
    return solved + np.linalg.slogdet(a)[1] + values[0] + lower[1, 0] + np.linalg.norm(a, 1)


def seeded_draws(a):
    draw = np.random.default_rng(3)
    rough = random.Random(3)
    return np.mean(np.exp(a * draw.normal(size=20))) + sum(rough.random() * a**k for k in range(4))


def nested_calls(a):
    def chain(n):
        return a if n == 0 else math.sin(chain(n - 1)) * a

    return chain(6)


def closures_of_a_loop(a):
    early = [lambda t, k=k: t**k for k in range(4)]
    late = [lambda t: t * k for k in range(3)]  # noqa: B023 - all of them see the last k
    return sum(f(a) for f in early) + sum(f(a) for f in late)


class Layer:
    scale = 2.0

    def __init__(self, w):
        self.w = w
        self.calls = 0

    @property
    def size(self):
        return np.sum(self.w**2)

    @functools.cached_property
    def weight(self):
        return math.exp(self.w[0]) + math.exp(self.w[1])

    def __call__(self, x):
        self.calls += 1
        return self.w @ x * self.scale

    @staticmethod
    def act(t):
        return math.tanh(t)

    @classmethod
    def made(cls, w):
        return cls(w)

    def __getitem__(self, index):
        return self.w[index]

    def __len__(self):
        return len(self.w)

    def __iter__(self):
        return iter(self.w)

    def __add__(self, other):
        return Layer(self.w + other.w)


def objects(x):
    layer = Layer.made(x)
    twice = layer + layer
    return layer(np.ones(4)) + layer.size + Layer.act(twice[0]) + len(layer) * sum(layer)


def cached_properties(x):
    layer = Layer(x)
    return layer.weight * layer.weight


@functools.lru_cache(maxsize=64)
def legendre(n, x):
    if n < 2:
        return x if n else 1.0
    return ((2 * n - 1) * x * legendre(n - 1, x) - (n - 1) * legendre(n - 2, x)) / n


def remembered_calls(a):
    return legendre(12, a) * legendre(3, a)


def slices_of_running_sums(x):
    sums = np.cumsum(np.r_[0.0, x])
    return np.sum((sums[2:] - sums[:-2]) ** 2)


def unused_logarithms(x):
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(x > 0, np.log(x), 0.0).sum()


def large_and_small_whole_numbers(a):
    return a * 10**20 / 2**60 + a * True + a * np.int64(3) + a * Fraction(1, 3) + (a > 0) * a


def arrays_without_axes(a):
    y = np.array(a)
    z = y * np.asarray(2.0)
    z += a
    return z * y[()] * y.item() + float(np.float32(0.5)) * a


def arrays_without_entries(x):
    nothing = x[:0]
    return np.sum(nothing) + np.prod(nothing) + np.concatenate([nothing, x**2]).sum()


def generators(a):
    def powers():
        term = 1.0
        while True:
            yield term
            term *= a

    def collected():
        total = 0.0
        while True:
            total += (yield total) * a

    box = collected()
    next(box)
    box.send(1.0)
    return sum(itertools.islice(powers(), 5)) + box.send(2.0)


def tools_for_iterables(x):
    last = list(itertools.accumulate(x, lambda p, q: p * 0.5 + q))[-1]
    kept = collections.deque(x, maxlen=2)
    sums = collections.defaultdict(float)
    for number, t in enumerate(x):
        sums[number % 2] += t * t
    return last + functools.reduce(operator.mul, x) + kept[0] * kept[1] + sums[0] * sums[1]


def deep_copies(a):
    first = {"p": [a, {"q": a * 2}]}
    second = copy.deepcopy(first)
    second["p"][1]["q"] *= a
    return second["p"][1]["q"] + first["p"][1]["q"]


class Shape(Enum):
    SQUARE = "square"
    WAVE = "wave"


def tables_of_functions(a):
    table = {Shape.SQUARE: lambda t: t**2, Shape.WAVE: math.sin}
    return sum(table[shape](a) for shape in Shape)


def checked_and_told(a):
    if not isinstance(a, float) or f"{a:.3f}" == "0.000":
        raise TypeError(f"{a!r} is no float")
    return a**2 if type(a) is float else 0.0


@functools.singledispatch
def measured(_):
    return 0.0


@measured.register
def _(value: float):
    return math.exp(value)


@measured.register
def _(value: np.ndarray):
    return (value**3).sum()


def dispatched_on_kinds(x):
    return measured(x) + measured(np.sin(x))


def doubled(f):
    @functools.wraps(f)
    def called(*arguments, **keywords):
        return f(*arguments, **keywords) * 2

    return called


@doubled
def decorated_sine(t):
    return math.sin(t)


def decorated(a):
    return decorated_sine(a) * a


def evaluated_text(a):  # noqa: ARG001 - the text uses it
    return eval("a * a + math.sin(a)")  # noqa: S307 - people do this


def imports_inside(x):
    import numpy.linalg as la
    from numpy import exp
    from scipy import special as sp

    return exp(x[0]) + la.norm(x) + sp.logsumexp(x) + sp.expit(x).sum()


def unpacked(x):
    first, *others = x
    (a, b), c = (first, others[0]), others[-1]

    def called(p, q=2, *more, k=1, **named):
        return p * q + sum(more) * k + named["z"]

    return a * b + c + called(*x, k=x[0], z=x[1])


class Base:
    def wave(self, t):
        return math.sin(t)


class Derived(Base):
    def wave(self, t):
        return super().wave(t) * 2


def inherited(a):
    return Derived().wave(a) * a


class Named:
    made = 0
    label = "nothing"

    def __init__(self, **others):
        super().__init__(**others)
        Named.made += 1

    def __repr__(self):
        return f"{type(self).__name__} {self.label}"


class Placed:
    def __init__(self, x):
        super().__init__()
        self.x = x

    def size(self):
        return math.fabs(self.x)

    def area(self):
        return self.size() ** 2


class Disc(Named, Placed):
    label = "disc"

    def __init__(self, x, factor=2.0):
        super().__init__(x=x)
        self.factor = factor

    def area(self):
        return math.pi * super().area() * self.factor

    def __eq__(self, other):
        return isinstance(other, Disc) and self.factor == other.factor

    __hash__ = None


class Settings(dict):
    label = "settings"

    def __init__(self, x):
        super().__init__(x=x, power=3)

    def power(self):
        return math.pow(self["x"], self["power"])

    def __getitem__(self, key):
        return super().__getitem__(key)


class Shaped(abc.ABC):
    factor = 1.0

    @property
    @abc.abstractmethod
    def size(self):
        raise NotImplementedError

    def scaled(self):
        return self.size * self.factor


@dataclass
class Square(Shaped):
    side: float
    factor: float = 3.0

    def __post_init__(self):
        self.half = math.ldexp(self.side, -1)

    @property
    def size(self):
        return math.pow(self.side, 2) + self.half


def cooperative_classes(a):
    disc = Disc(a)
    told = f"{disc}" == "Disc disc" and disc == Disc(a) and Disc.__hash__ is None
    squares = Square(a).scaled() + Square(a, factor=a).scaled()
    return disc.area() * told + Settings(a).power() + squares + isinstance(disc, Placed) * a


def chained_conditions(a):
    small = a if 0 < a < 0.5 else a**2 if a <= 0.8 else a**3
    return small + (a and a * 2) + (not a) * 5


def lists_that_change(x):
    kept = list(x)
    kept.sort(reverse=True)
    kept.pop()
    kept.insert(0, kept[0] ** 2)
    kept.extend([x[0]])
    kept[1:3] = [x[1]]
    del kept[0]
    return sum(kept) * len(kept)


def nested_lists(x):
    grid = [[0.0] * 2 for _ in range(2)]
    for i, j in itertools.product(range(2), repeat=2):
        grid[i][j] = x[2 * i + j] * x[i]
    return np.linalg.det(np.array(grid)) + np.array(grid)[0, 1]


def by_columns(m):
    return np.sum(m.reshape(3, 2, order="F") * np.arange(6.0).reshape(3, 2)) + m.flatten("F")[1]


def halved_until_small(x):
    k, y = 0, x
    while np.linalg.norm(y) > 0.1:
        y = y * 0.5
        k += 1
    return y.sum() * k


def looked_up(a):
    table = [1.0, 3.0, 2.0]
    index = math.floor(a)
    share = a - index
    return table[index] * (1 - share) ** 2 + table[index + 1] * share


def entries_in_loops(m):
    total = sum(row @ row * k for k, row in enumerate(m))
    for (i, j), entry in np.ndenumerate(m):
        total += entry**2 * (i + 2 * j)
    return total + sum(m[index] * sum(index) for index in np.ndindex(m.shape))


def gaps_left_out(m):
    y = np.where(m < -0.1, np.nan, m)
    return np.nanmean(y, axis=1) @ np.array([1.0, 2.0]) + np.nanvar(y) + np.nanmax(y)


def quantiles_and_spreads(x):
    return np.percentile(x, 30) * np.quantile(x, [0.1, 0.9])[1] + np.cov(x, x**2)[0, 1]


def pieces(x):
    return np.piecewise(x, [x < 0, x >= 0], [np.exp, lambda t: t**2]).sum()


def least_squares(x):
    basis = np.vander(np.linspace(0, 3, 8), 4)
    solution = np.linalg.lstsq(basis, np.sin(x[0] * np.linspace(0, 3, 8)), rcond=None)[0]
    return solution @ np.arange(4.0) + np.linalg.pinv(basis * x[1]).sum()


POINT = np.array([1.3, -0.4, 2.2, 0.7])
MATRIX = np.array([[0.5, -0.3, 0.8], [-0.7, 0.2, 0.4]])
OF_A_NUMBER = (
    running_total, replaced_fields, named_tuples, partials, walrus, matched_shapes, try_finally,
    context_managers, seeded_draws, nested_calls, closures_of_a_loop, remembered_calls,
    large_and_small_whole_numbers, arrays_without_axes, generators, deep_copies,
    tables_of_functions, checked_and_told, decorated, evaluated_text, inherited,
    cooperative_classes, chained_conditions, looked_up,
)  # fmt: skip
OF_A_VECTOR = (
    conditions_in_comprehensions, pairs, vectorized, fancy_assignment, writes_through_views,
    added_at_places, into_given_arrays, masks, sorted_by_keys, functions_of_many_numbers, objects,
    cached_properties, slices_of_running_sums, unused_logarithms, arrays_without_entries,
    tools_for_iterables, dispatched_on_kinds, imports_inside, unpacked, lists_that_change,
    nested_lists, halved_until_small, quantiles_and_spreads, pieces, least_squares,
)  # fmt: skip
OF_A_MATRIX = (
    along_an_axis, writes_through_rows_and_columns, standardised, letters_and_dots, small_matrices,
    by_columns, entries_in_loops, gaps_left_out,
)  # fmt: skip


PROGRAMS = {
    **{f.__name__.replace("_", " "): (f, 0.7) for f in OF_A_NUMBER},
    **{f.__name__.replace("_", " "): (f, POINT) for f in OF_A_VECTOR},
    **{f.__name__.replace("_", " "): (f, MATRIX) for f in OF_A_MATRIX},
    "outside the domain": (outside_the_domain, -0.7),
}
