"""How each operation is written as plain Python: an operator, a call, or a few lines."""

from __future__ import annotations

import inspect
import math
import operator
import sys
from collections.abc import Callable, Collection, Sequence
from functools import cache
from types import ModuleType
from typing import Any, Final, NamedTuple, NoReturn

import numpy as np

from dfda.arrays import choices, indexing, joins, linear_algebra, shapes
from dfda.arrays.rule import ARRAY_RULES, NO_VALUE, name_of
from dfda.arrays.slopes import sign_of
from dfda.errors import UnsupportedError
from dfda.exact.constants import Constants, number_text
from dfda.rules import RULES
from dfda.trace import mathematics
from dfda.trace.transcript import Line

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)
"""How tightly an expression holds together."""


class Text(NamedTuple):
    """An expression and how tightly it holds together."""

    text: str
    level: int = ATOM

    def within(self, level: int) -> str:
        """The expression in brackets, unless it holds together at least this tightly."""
        return self.text if self.level >= level else f"({self.text})"


_SIGNS: Final[dict[Any, tuple[str, int]]] = {
    operator.add: ("+", SUM), operator.sub: ("-", SUM), operator.mul: ("*", PRODUCT),
    operator.truediv: ("/", PRODUCT), operator.mod: ("%", PRODUCT),
    operator.floordiv: ("//", PRODUCT), np.matmul: ("@", PRODUCT),
}  # fmt: skip

_ARRAY_SIGNS: Final[dict[Any, tuple[str, int]]] = {
    np.add: ("+", SUM), np.subtract: ("-", SUM), np.multiply: ("*", PRODUCT),
    np.true_divide: ("/", PRODUCT),
}  # fmt: skip
"""Signs that call these very functions where one of the operands is an array."""

HELPERS: Final = {
    "step": "def step(x):\n    return np.heaviside(x, np.zeros_like(x))",
    "relu": "def relu(x):\n    return np.maximum(x, np.zeros_like(x))",
    "sigmoid": "def sigmoid(x):\n"
    "    return np.exp(np.minimum(x, np.zeros_like(x))) / (1 + np.exp(-np.abs(x)))",
    "softplus": "def softplus(x):\n    return np.logaddexp(np.zeros_like(x), x)",
    "odd_power": "def odd_power(x, w):\n    return np.copysign(np.power(np.abs(x), w), x)",
    "even_power": "def even_power(x, w):\n    return np.power(np.abs(x), w)",
    "sinh": "def sinh(x):\n"
    "    wide = np.sinh(np.asarray(x, dtype=np.float64))\n"
    "    return wide.astype(np.asarray(x).dtype)[()]",
    "cosh": "def cosh(x):\n"
    "    wide = np.cosh(np.asarray(x, dtype=np.float64))\n"
    "    return wide.astype(np.asarray(x).dtype)[()]",
    "erf": "def erf(x):\n"
    "    x = np.asarray(x)\n"
    "    flat = [math.erf(float(number)) for number in x.ravel()]\n"
    "    return np.array(flat, dtype=x.dtype).reshape(x.shape)[()]",
    "erfc": "def erfc(x):\n"
    "    x = np.asarray(x)\n"
    "    flat = [math.erfc(float(number)) for number in x.ravel()]\n"
    "    return np.array(flat, dtype=x.dtype).reshape(x.shape)[()]",
    "sec": "def sec(x):\n    return 1 / np.cos(x)",
    "csc": "def csc(x):\n    return 1 / np.sin(x)",
    "cot": "def cot(x):\n    return 1 / np.tan(x)",
    "atan2": "def atan2(y, x):\n"
    "    angle = np.arctan2(y + 0.0, x)\n"
    "    return np.where((y == 0) & (x == 0), np.full_like(angle, np.nan), angle)[()]",
    "sign": "def sign(x):\n    return math.copysign(1.0, x) if x else x",
    "eigen": "def eigen(a):\n"
    "    values, vectors = np.linalg.eigh(a)\n"
    "    return np.concatenate([values[..., None, :], vectors], axis=-2)",
}
"""Functions of the rules that neither math nor NumPy has, as they are computed."""


class Speller:
    """Writes operations; remembers which helpers, constants and modules the program needs.

    `taken` holds the names of its variables, which modules keep clear of.
    """

    def __init__(self, taken: Collection[str] = ()) -> None:
        self.taken = taken
        self.constants = Constants()
        self.helpers: dict[str, str] = {}
        self.modules: set[str] = set()

    def constant(self, line: Line, place: int) -> Text:
        """An operand that is a constant, as short as it may be."""
        value = line.operands[place]
        kind = getattr(value, "dtype", None)
        others = [made for number, made in enumerate(line.kinds) if number != place]
        beside = any(made.dtype == kind for made in others)
        listed = line.operation.row in _OF_LISTS
        written_into = place == 0 and line.operation.row in WRITING
        text = self.constants.text(value, with_kind=written_into or not (beside or listed))
        if isinstance(value, np.integer) and any(made.dtype == np.float32 for made in others):
            text = f"np.{value.dtype.name}({text})"  # the two make a float64
        return Text(text, SIGN if text.startswith("-") else ATOM)

    def expression(self, line: Line, operands: Sequence[Text]) -> Text:
        """The operation as an expression."""
        compute, row = line.operation.compute, line.operation.row
        known = _SIGNS.get(compute) or (line.made.type is np.ndarray and _ARRAY_SIGNS.get(compute))
        if known:
            sign, level = known
            left, right = operands
            return Text(f"{left.within(level)} {sign} {right.within(level + 1)}", level)
        if compute is operator.pow:
            base, exponent = operands
            return Text(f"{base.within(ATOM)} ** {exponent.within(ATOM)}", POWER)
        if compute is operator.neg:
            return Text(f"-{operands[0].within(SIGN)}", SIGN)
        listed = _LISTED.get(compute)
        if listed is not None:
            return listed([operand.text for operand in operands])
        special = _SPECIAL.get(row)
        if special is not None:
            return special(self, line, operands)
        name = self._called(line)
        texts = [operand.text for operand in operands]
        return Text(f"{name}({', '.join([*texts, *self._options(compute, line)])})")

    def statements(
        self, line: Line, target: str, operands: Sequence[Text], *, in_place: bool
    ) -> list[str]:
        """An operation that writes, as lines that make the target."""
        row = line.operation.row
        if row is indexing.SCATTERED:
            shape, kind = line.made.shape, line.made.dtype
            suffix = "" if kind == np.float64 else f", dtype={number_text(kind)}"
            first, part = f"{target} = np.zeros({_shape_text(shape)}{suffix})", operands[0].text
        else:
            start, part = operands[0].text, operands[1].text
            first = f"{target} = {start if start.startswith('np.zeros(') else f'np.array({start})'}"
        index = self.index(line.options["index"])
        lines = [] if in_place else [first]
        once = indexing.picks_once(line.options["index"])
        if row is indexing.WRITTEN or (row is indexing.SCATTERED and once):
            return [*lines, f"{target}[{index}] = {part}"]
        if once:
            return [*lines, f"{target}[{index}] += {part}"]
        places = (
            index if not isinstance(line.options["index"], tuple) else f"({self._places(line)})"
        )
        return [*lines, f"np.add.at({target}, {places}, {part})"]

    def _places(self, line: Line) -> str:
        return ", ".join(map(self.value, line.options["index"]))

    def index(self, index: Any) -> str:
        """What stands between the brackets of x[...]."""
        if isinstance(index, tuple):
            return ", ".join(map(self._index_part, index)) or "()"
        return self._index_part(index)

    def _index_part(self, part: Any) -> str:
        if not isinstance(part, slice):
            return self.value(part)
        ends = ["" if end is None else self.value(end) for end in (part.start, part.stop)]
        step = "" if part.step is None else f":{self.value(part.step)}"
        return f"{ends[0]}:{ends[1]}{step}"

    def value(self, value: Any) -> str:
        """An option or a part of an index."""
        if value is Ellipsis:
            return "..."
        if isinstance(value, slice):
            parts = (value.start, value.stop, value.step)
            return f"slice({', '.join(map(self.value, parts))})"
        if isinstance(value, list):
            return f"[{', '.join(map(self.value, value))}]"
        if isinstance(value, tuple):
            inside = ", ".join(map(self.value, value))
            return f"({inside},)" if len(value) == 1 else f"({inside})"
        return self.constants.text(value)

    def _options(self, compute: Callable[..., Any], line: Line) -> list[str]:
        """Options that are not left at their defaults; those that must be given by position."""
        required = _required(compute)
        texts = []
        for name, value in line.options.items():
            if name in required:
                texts.append(self.value(value))
            elif not _is_default(compute, name, value):
                texts.append(f"{name}={self.value(value)}")
        return texts

    def _called(self, line: Line) -> str:
        """The very function that ran, by a name that the printed program knows."""
        compute = line.operation.compute
        if compute is sign_of:
            return self.help("sign")
        name = _public_name(compute)
        if name:
            return name
        own = RULES.get(line.operation.row.name)
        if own is not None and compute is own.floats and own.name in HELPERS:
            return self.help(own.name)
        return self._imported(compute) or refuse_line(line)

    def _imported(self, function: Any) -> str:
        """A user's own function, by the module that holds it; empty where none does."""
        module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
        if not module or not _stands_alone(function, module, name):
            return ""
        root = module.partition(".")[0]
        if root in self.taken or root in HELPERS or root in _KEPT:
            return ""
        self.modules.add(module)
        return f"{module}.{name}"

    def help(self, name: str) -> str:
        """A helper, which is printed above the program."""
        self.helpers[name] = HELPERS[name]
        return name


def refuse_line(line: Line) -> NoReturn:
    """Refuse an operation that has no printed form."""
    home = str(getattr(line.operation.compute, "__module__", ""))
    own = home.partition(".")[0] == "dfda"
    raise UnsupportedError(
        f"{line.operation.row.name} cannot be printed by dfda.source: it is no function of math, "
        "of NumPy, or of a module that does without dfda",
        where=line.where,
        instead="dfda.derivative and dfda.gradient, which need no source"
        if own
        else "define it in a module that does not import dfda, and state its rule elsewhere: "
        "area = dfda.rule(slope=…)(module.area)",
    )


def _stands_alone(function: Any, module: str, name: str) -> bool:
    """Whether a function can be imported where dfda is not installed, as far as can be seen."""
    holder = sys.modules.get(module)
    if holder is None or module == "__main__":
        return False
    found: Any = holder
    for part in name.split("."):
        found = getattr(found, part, None)
    homes = {
        getattr(value, "__name__" if isinstance(value, ModuleType) else "__module__", None)
        for value in vars(holder).values()
    }
    return found is function and all(str(home).partition(".")[0] != "dfda" for home in homes)


_KEPT: Final = frozenset({"np", "math", "special"})
"""Names that the printed program gives a meaning of its own."""


def _shape_text(shape: tuple[int, ...]) -> str:
    return str(shape[0]) if len(shape) == 1 else str(shape)


@cache
def _public_name(function: Any) -> str:
    """math.sin, np.linalg.solve, special.erf; nothing where the name means something else."""
    if function is operator.abs:
        return "abs"
    function = getattr(function, "stands_for", function)
    name = getattr(function, "__name__", "")
    if getattr(math, name, None) is function:
        return f"math.{name}"
    full = name_of(function).removeprefix("scipy.")
    scope: Any = {"np": np, "special": sys.modules.get("scipy.special")}.get(full.partition(".")[0])
    for part in full.split(".")[1:]:
        scope = getattr(scope, part, None)
    return full if scope is function else ""


@cache
def _parameters(function: Any) -> dict[str, Any]:
    try:
        return {name: one.default for name, one in inspect.signature(function).parameters.items()}
    except (TypeError, ValueError):
        return {}


def _required(function: Any) -> set[str]:
    known = _parameters(function)
    return {name for name, default in known.items() if default is inspect.Parameter.empty}


def _is_default(function: Any, name: str, value: Any) -> bool:
    default = _parameters(function).get(name)
    if default is NO_VALUE or default is None:
        return value is None or value is False
    return type(value) is type(default) and bool(value == default)


# Rows whose way of computing is no function with a name


def _read(speller: Speller, line: Line, operands: Sequence[Text]) -> Text:
    return Text(f"{operands[0].within(ATOM)}[{speller.index(line.options['index'])}]")


def _where(speller: Speller, line: Line, operands: Sequence[Text]) -> Text:
    condition = speller.value(line.options["condition"])
    text = f"np.where({condition}, {operands[0].text}, {operands[1].text})"
    return Text(text if line.made.shape else f"{text}[()]")


def _reshaped(speller: Speller, line: Line, operands: Sequence[Text]) -> Text:
    return Text(f"np.reshape({operands[0].text}, {speller.value(line.options['shape'])})")


def _as_type(_: Speller, line: Line, operands: Sequence[Text]) -> Text:
    kind = number_text(np.dtype(line.options["kind"]))
    if line.made.shape:
        return Text(f"{operands[0].within(ATOM)}.astype({kind})")
    return Text(f"{kind}({operands[0].text})")


def _copied(_: Speller, __: Line, operands: Sequence[Text]) -> Text:
    return Text(f"np.array({operands[0].text})")


def _joined(name: str) -> Callable[..., Text]:
    def spelled(_: Speller, line: Line, operands: Sequence[Text]) -> Text:
        parts = ", ".join(operand.text for operand in operands)
        axis = line.options["axis"]
        return Text(f"{name}([{parts}]{f', axis={axis}' if axis != 0 else ''})")

    return spelled


def _einsum(_: Speller, line: Line, operands: Sequence[Text]) -> Text:
    spelling = f'"{",".join(line.options["inputs"])}->{line.options["output"]}"'
    parts = ", ".join(operand.text for operand in operands)
    more = ", optimize=True" if len(operands) > 2 else ""  # noqa: PLR2004 - as it is computed
    return Text(f"np.einsum({spelling}, {parts}{more})")


def _log_size(_: Speller, __: Line, operands: Sequence[Text]) -> Text:
    return Text(f"np.linalg.slogdet({operands[0].text})[1]")


def _least_squares(_: Speller, __: Line, operands: Sequence[Text]) -> Text:
    return Text(f"np.linalg.lstsq({operands[0].text}, {operands[1].text}, rcond=None)[0]")


def _eigen(speller: Speller, _: Line, operands: Sequence[Text]) -> Text:
    return Text(f"{speller.help('eigen')}({operands[0].text})")


def _length(_: Speller, line: Line, operands: Sequence[Text]) -> Text:
    if not line.kinds[0].shape:
        return Text(f"np.abs({operands[0].text})")
    axis, keep = line.options["axis"], line.options["keepdims"]
    more = ("" if axis is None else f", axis={axis}") + (", keepdims=True" if keep else "")
    return Text(f"np.linalg.norm({operands[0].text}{more})")


def _sum(texts: Sequence[str]) -> Text:
    start = "" if texts[0] == "0" else f", {texts[0]}"
    return Text(f"sum([{', '.join(texts[1:])}]{start})")


def _sum_of_products(texts: Sequence[str]) -> Text:
    half = len(texts) // 2
    return Text(f"math.sumprod([{', '.join(texts[:half])}], [{', '.join(texts[half:])}])")


_LISTED: Final[dict[Any, Callable[[Sequence[str]], Text]]] = {
    mathematics.sum_of: _sum,
    mathematics.fsum_of: lambda texts: Text(f"math.fsum([{', '.join(texts)}])"),
    mathematics.sumprod_of: _sum_of_products,
}
"""Functions that take their operands in lists."""

WRITING: Final = frozenset({indexing.SCATTERED, indexing.WRITTEN, indexing.ADDED})
"""Rows that make an array and write into it, which takes lines of their own."""

_OF_LISTS: Final = frozenset({joins.CONCATENATE, joins.STACK})
_SPECIAL: Final[dict[Any, Callable[..., Text]]] = {
    indexing.READ: _read,
    choices.WHERE: _where,
    shapes.RESHAPE: _reshaped,
    shapes.ASTYPE: _as_type,
    ARRAY_RULES[np.copy]: _copied,
    joins.CONCATENATE: _joined("np.concatenate"),
    joins.STACK: _joined("np.stack"),
    ARRAY_RULES[np.einsum]: _einsum,
    ARRAY_RULES[linear_algebra.log_size]: _log_size,
    ARRAY_RULES[linear_algebra.least_squares]: _least_squares,
    ARRAY_RULES[linear_algebra.eigen]: _eigen,
    ARRAY_RULES[linear_algebra.length]: _length,
}
