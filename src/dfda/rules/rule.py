"""What a rule is: everything dfda knows about one function, in one row.

Forward and reverse derivatives, exact digits, floats, proofs and print all read the same row. The
derivative is stated once, as a formula of the operands and the result, so it is written as in a
textbook: `slope=lambda x, y: 1 / (2 * y)` for y = sqrt(x). Constants in it are integers or
fractions, never floats: a rounded constant would poison every exact digit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction
from typing import Any, Final, Literal

from dfda.digits import FRACTION_BITS, bits_of

Hazard = Literal["", "kink", "jump", "division", "logarithm", "root", "restricted domain"]
"""What may go wrong on the real line; the empty text is for smooth functions defined everywhere."""

Slope = Callable[..., Any] | None
"""A partial derivative, or None for an operand that must be a constant."""

Sample = tuple[float, float] | frozenset[Fraction]
"""An interval to draw test points from, or, for a constant operand, the constants to try."""

Known = Sequence[Fraction | None]
"""The operands that are known constants, None for those that move."""

PRETTY_SIGNS: Final = {"<=": "≤", ">=": "≥", "!=": "≠"}
_APPLY: Final = "<mo>\u2061</mo>"
"""The invisible sign between a function's name and its brackets."""

_IN_LATEX: Final = frozenset(
    {"log", "sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh"}
)
"""Functions of dfda for which LaTeX has a command of the same name."""

COMPARED: Final = 2
"""A rule that chooses compares its first two operands and takes one of the others."""


class NotDefined(Exception):
    """The function certainly has no value here."""


class NotResolved(Exception):
    """At this precision nobody can tell; more bits may help."""


class NotRational(Exception):
    """The value is not a fraction, or too long for one: go on in balls."""


class Level(IntEnum):
    """How tightly a printed expression holds together; a looser operand gets parentheses."""

    CHOICE = 0
    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    ATOM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How a rule prints: templates for text, LaTeX and MathML, with what its operands need.

    MathML has the same levels as LaTeX. Its template is the name in front of brackets where none
    is given.
    """

    text: str
    latex: str
    mathml: str = ""
    level: Level = Level.ATOM
    needs: tuple[Level, ...] = ()
    latex_needs: tuple[Level, ...] = ()

    def need(self, index: int, *, latex: bool) -> Level:
        """The least level at which an operand stands without parentheses."""
        needs = self.latex_needs if latex else self.needs
        return needs[index] if needs else Level.CHOICE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One function. Call it with terms of a program to apply it to them.

    name: unique, and what a formula writes where `callable` is true.
    slopes: one partial derivative for each operand, as a formula of the operands and the result.
    floats: the NumPy function; works on scalars and arrays of float64 and float32.
    fraction: the exact value at fractions; raises NotRational where it is none.
    ball: the enclosure at python-flint balls; raises NotDefined or NotResolved.
    sample: for each operand where tests may draw points.
    hazard: what may go wrong on the real line, given the operands that are constants.
    switch: the expression whose zero is the kink or the jump.
    branch: the smooth expression that the function is where the switch has a sign (1, -1, or 0
        where it stays 0), given the sign and the operands.
    chooses: for a rule of the operands left, right, then, otherwise: whether it takes `then`, given
        left and right as fractions or balls; raises NotResolved. What is not taken need not exist.
    where: the condition under which the function has the derivative that is stated, given the
        operands that are constants: a template such as "{0} > 0", empty where it always holds.
    range: the values that the function takes, as a condition on y such as "-1 <= y <= 1"; empty for
        all real numbers. An end that belongs to it is attained, the others are approached.
    """

    name: str
    arity: int
    slopes: tuple[Slope, ...]
    floats: Callable[..., Any]
    fraction: Callable[..., Fraction]
    ball: Callable[..., Any]
    sample: tuple[Sample, ...]
    notation: Notation
    hazard: Callable[[Known], Hazard]
    switch: Callable[..., Any] | None
    branch: Callable[..., Any] | None
    chooses: Callable[[Any, Any], bool] | None
    where: Callable[[Known], str]
    range: str
    callable: bool
    folds: bool

    def __call__(self, *operands: Any) -> Any:
        """Apply the rule to terms, or to plain numbers alone, which gives a fraction."""
        term = next((operand for operand in operands if hasattr(operand, "apply")), None)
        if term is None:
            return self.fraction(*map(Fraction, operands))
        return term.apply(self, *operands)

    def taken(self, left: Any, right: Any) -> int:
        """The place of the operand that a rule with `chooses` takes."""
        takes_then = self.chooses is not None and self.chooses(left, right)
        return COMPARED if takes_then else COMPARED + 1

    def condition(self, known: Known, operands: Sequence[str], *, pretty: bool) -> str:
        """`where` with printed operands in it, which must be fit to stand beside a comparison."""
        template = self.where(known)
        if pretty:
            for plain, sign in PRETTY_SIGNS.items():
                template = template.replace(plain, sign)
        return template.format(*operands)

    def __reduce__(self) -> tuple[Callable[[str], Rule], tuple[str]]:
        return rule_named, (self.name,)


class RuleTable(Mapping[str, Rule]):
    """All rules by name. Registering the same name twice is refused."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def __getitem__(self, name: str) -> Rule:
        return self._rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def add(self, rule: Rule) -> Rule:
        """Register a rule and return it."""
        if rule.name in self._rules:
            message = f"there is a rule named {rule.name!r} already"
            raise ValueError(message)
        self._rules[rule.name] = rule
        return rule


RULES: Final = RuleTable()


def rule_named(name: str) -> Rule:
    """The rule of that name."""
    return RULES[name]


def operation(
    name: str,
    *,
    slopes: Sequence[Slope],
    floats: Callable[..., Any],
    fraction: Callable[..., Fraction],
    ball: Callable[..., Any],
    sample: Sequence[Sample],
    notation: Notation,
    hazard: Hazard | Callable[[Known], Hazard] = "",
    switch: Callable[..., Any] | None = None,
    branch: Callable[..., Any] | None = None,
    chooses: Callable[[Any, Any], bool] | None = None,
    where: str | Callable[[Known], str] = "",
    range: str = "",  # noqa: A002 - what mathematics calls it; no loop here
    callable_in_formulas: bool = False,
    folds: bool = False,
) -> Rule:
    """Register a rule of any number of operands."""
    if len(sample) != len(slopes):
        message = f"{name}: every operand needs a slope and a sample"
        raise ValueError(message)
    if not all(_holds_points(domain) for domain in sample):
        message = f"{name}: a sample must hold points: an interval (low, high) or some constants"
        raise ValueError(message)
    return RULES.add(
        Rule(
            name=name,
            arity=len(slopes),
            slopes=tuple(slopes),
            floats=floats,
            fraction=fraction,
            ball=ball,
            sample=tuple(sample),
            notation=_with_mathml(notation, name, len(slopes)),
            hazard=_constant_hazard(hazard) if isinstance(hazard, str) else hazard,
            switch=switch,
            branch=branch,
            chooses=chooses,
            where=_always(where) if isinstance(where, str) else where,
            range=range,
            callable=callable_in_formulas,
            folds=folds,
        )
    )


def _holds_points(domain: Sample) -> bool:
    if isinstance(domain, frozenset):
        return bool(domain)
    low, high = domain
    return math.isfinite(high - low) and low < high


def function(
    name: str,
    *,
    slope: Callable[..., Any],
    floats: Callable[..., Any],
    ball: Callable[[Any], Any],
    sample: tuple[float, float],
    fraction: Callable[[Fraction], Fraction] | None = None,
    known: Mapping[int, int] | None = None,
    latex: str = "",
    text: str = "",
    mathml: str = "",
    level: Level = Level.ATOM,
    needs: Level = Level.CHOICE,
    hazard: Hazard = "",
    switch: Callable[..., Any] | None = None,
    branch: Callable[..., Any] | None = None,
    where: str = "",
    range: str = "",  # noqa: A002 - what mathematics calls it; no loop here
) -> Rule:
    """Register a function of one operand.

    `known` lists the fractions at which its value is a fraction ({0: 1} for exp); `fraction`
    computes it where that takes more than a list.
    """
    notation = Notation(
        text=text or f"{name}({{0}})",
        latex=latex or rf"{_in_latex(name)}\left({{0}}\right)",
        mathml=mathml,
        level=level,
        needs=(needs,),
    )
    return operation(
        name,
        slopes=(slope,),
        floats=floats,
        fraction=fraction or _listed(known or {}),
        ball=ball,
        sample=(sample,),
        notation=notation,
        hazard=hazard,
        switch=switch,
        branch=branch,
        where=where,
        range=range,
        callable_in_formulas=True,
    )


def applied(name: str, arity: int = 1, *, below: str = "") -> str:
    """The MathML template of a function that is written as its name and brackets.

    `below` is a number at the foot of the name, as in log with base 2.
    """
    head = f"<mi>{name}</mi>"
    if below:
        head = f"<msub>{head}<mn>{below}</mn></msub>"
    operands = "<mo>,</mo>".join(f"{{{index}}}" for index in range(arity))
    return f"{head}{_APPLY}<mrow><mo>(</mo>{operands}<mo>)</mo></mrow>"


def _in_latex(name: str) -> str:
    return rf"\{name}" if name in _IN_LATEX else rf"\operatorname{{{{{name}}}}}"


def _with_mathml(notation: Notation, name: str, arity: int) -> Notation:
    return notation if notation.mathml else replace(notation, mathml=applied(name, arity))


def _always(template: str) -> Callable[[Known], str]:
    return lambda _: template


def _listed(known: Mapping[int, int]) -> Callable[[Fraction], Fraction]:
    values = {Fraction(point): Fraction(value) for point, value in known.items()}

    def fraction(x: Fraction) -> Fraction:
        if x in values:
            return values[x]
        raise NotRational

    return fraction


def _constant_hazard(hazard: Hazard) -> Callable[[Known], Hazard]:
    def answer(known: Known) -> Hazard:
        return hazard if None in known else ""

    return answer


def within_budget(value: Fraction) -> Fraction:
    """The fraction itself, or NotRational where it has grown too long."""
    if bits_of(value) > FRACTION_BITS:
        raise NotRational
    return value


def require(*, holds: bool, fails: bool) -> None:
    """Raise NotDefined where a condition certainly fails and NotResolved where it is open."""
    if fails:
        raise NotDefined
    if not holds:
        raise NotResolved
