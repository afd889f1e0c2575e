"""Local simplification: what a person would do in their head, step by step.

`tidy` looks at one step and its operands only, keeps the form that the user wrote, and never
changes the value where both forms are defined. It may fill a hole (0·(1/a) becomes 0), so it is
used on derivatives, never on the user's own formula.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from dfda.program.program import Builder, Constant, Input, Step, Term
from dfda.rules import (
    COMPARED,
    NotDefined,
    NotRational,
    Rule,
    add,
    divide,
    multiply,
    negate,
    subtract,
    whole_power,
)


def tidy_builder() -> Builder:
    """A builder that simplifies each step as it is written down."""
    return Builder(tidy=tidy)


def tidy(rule: Rule, operands: tuple[Term, ...]) -> Term | None:
    """A simpler term for a step, or None where there is none."""
    values = [value_of(operand) for operand in operands]
    if rule.folds and None not in values:
        return _folded(rule, operands, values)
    if rule.chooses:
        return _chosen(rule, operands, values)
    helper = _HELPERS.get(rule.name)
    return helper(*operands) if helper else None


def value_of(term: Term) -> Fraction | None:
    """The constant that a term is, or None."""
    return term.node.value if isinstance(term.node, Constant) else None


def operands_of(term: Term, rule: Rule) -> tuple[Term, ...] | None:
    """The operands of a term that is a step of this rule, or None."""
    node = term.node
    if isinstance(node, Step) and node.rule is rule:
        return tuple(Term(term.builder, number) for number in node.operands)
    return None


def _folded(rule: Rule, operands: tuple[Term, ...], values: list[Fraction | None]) -> Term | None:
    try:
        return operands[0].builder.constant(rule.fraction(*values))
    except (NotDefined, NotRational):
        return None


def _chosen(rule: Rule, operands: tuple[Term, ...], values: list[Fraction | None]) -> Term | None:
    """The value that is taken in any case."""
    left, right, then, otherwise = operands
    if _same(then, otherwise):
        return then
    if _same(left, right):
        return operands[rule.taken(0, 0)]
    known = None not in values[:COMPARED]
    return operands[rule.taken(*values[:COMPARED])] if known else None


def _coefficient(term: Term) -> tuple[Fraction, Term]:
    """A term as a constant times the rest."""
    factors = operands_of(term, multiply)
    if factors:
        value = value_of(factors[0])
        if value is not None:
            return value, factors[1]
    inner = operands_of(term, negate)
    if inner:
        value, rest = _coefficient(inner[0])
        return -value, rest
    return Fraction(1), term


def _same(left: Term, right: Term) -> bool:
    return left.number == right.number


def _sum(left: Term, right: Term) -> Term | None:
    if value_of(left) == 0:
        return right
    if value_of(right) == 0:
        return left
    (first, rest), (second, other) = _coefficient(left), _coefficient(right)
    if _same(rest, other):
        return (first + second) * rest
    if second < 0:
        return left - (-second) * other
    return None


def _difference(left: Term, right: Term) -> Term | None:
    if value_of(left) == 0:
        return -right
    if value_of(right) == 0:
        return left
    (first, rest), (second, other) = _coefficient(left), _coefficient(right)
    if _same(rest, other):
        return (first - second) * rest
    if second < 0:
        return left + (-second) * other
    return None


def _negative(term: Term) -> Term | None:
    value, rest = _coefficient(term)
    if value != 1:
        return -value * rest
    parts = operands_of(term, subtract)
    return parts[1] - parts[0] if parts else None


def _product(left: Term, right: Term) -> Term | None:
    first, second = value_of(left), value_of(right)
    if second is not None:
        return second * left
    if first is not None:
        return _scaled(first, right)
    (first, rest), (second, other) = _coefficient(left), _coefficient(right)
    if not (_same(rest, left) and _same(other, right)):
        return first * second * (rest * other)
    return _merged_quotients(left, right) or _merged_powers(left, right) or _reordered(left, right)


def _scaled(value: Fraction, term: Term) -> Term | None:
    """Value * term, where that is simpler than the product."""
    if value == 0:
        return term.builder.constant(0)
    if value == 1:
        return term
    inner, rest = _coefficient(term)
    if inner != 1:
        return value * inner * rest
    if value == -1:
        return -term
    parts = operands_of(term, divide)
    return value * parts[0] / parts[1] if parts else None


def _merged_quotients(left: Term, right: Term) -> Term | None:
    """x*(y/z) as (x*y)/z, on either side."""
    parts = operands_of(right, divide)
    if parts:
        return left * parts[0] / parts[1]
    parts = operands_of(left, divide)
    return parts[0] * right / parts[1] if parts else None


def _reordered(left: Term, right: Term) -> Term | None:
    """Powers of the variable first, and no parentheses to the right."""
    factors = operands_of(right, multiply)
    if factors and not operands_of(factors[0], multiply):
        return left * factors[0] * factors[1]
    variable_last = _is_variable(right) and not _is_variable(left)
    return right * left if variable_last and not operands_of(left, multiply) else None


def _is_variable(term: Term) -> bool:
    return isinstance(_base(term)[0].node, Input)


def _merged_powers(left: Term, right: Term) -> Term | None:
    (base, power), (other, more) = _base(left), _base(right)
    if _same(base, other):
        return base ** (power + more)
    factors = operands_of(left, multiply)
    if factors and _same(_base(factors[0])[0], other):
        return factors[0] * right * factors[1]
    return None


def _base(term: Term) -> tuple[Term, Fraction]:
    parts = operands_of(term, whole_power)
    return (parts[0], value_of(parts[1]) or Fraction(0)) if parts else (term, Fraction(1))


def _quotient(above: Term, below: Term) -> Term | None:
    if value_of(above) == 0:
        return above
    divisor = value_of(below)
    if divisor is not None:
        return _divided(above, divisor)
    first, rest = _coefficient(above)
    if first < 0:
        return -(-first * rest / below)
    if (value_of(above) or 0) < 0:
        return -(-above / below)
    inner = operands_of(above, divide)
    return inner[0] / (inner[1] * below) if inner else _reduced(above, below)


def _divided(above: Term, divisor: Fraction) -> Term | None:
    """A term over a constant that is not zero; dividing by zero is left as it stands."""
    first, rest = _coefficient(above)
    return first / divisor * rest if divisor and (divisor == 1 or first != 1) else None


def _reduced(above: Term, below: Term) -> Term | None:
    """(4x)/(2w) as (2x)/w, and x/x³ as 1/x²."""
    second, other = _coefficient(below)
    first, rest = _coefficient(above)
    whole = value_of(above)
    if whole is not None:
        first, rest = whole, above.builder.constant(1)
    (base, power), (under, more) = _base(rest), _base(other)
    if _same(base, under):
        left = power - more
        scale = first / second
        return scale * base**left if left >= 0 else scale / base ** (-left)
    ratio = first / second
    if second in (1, ratio.denominator):
        return None
    return ratio.numerator * rest / (ratio.denominator * other)


def _whole_power(base: Term, exponent: Term) -> Term | None:
    power = value_of(exponent)
    if power == 1:
        return base
    if power == 0:
        return base.builder.constant(1)
    inner, more = _base(base)
    return inner ** (power * more) if power and not _same(inner, base) else None


_HELPERS: dict[str, Callable[..., Term | None]] = {
    add.name: _sum,
    subtract.name: _difference,
    negate.name: _negative,
    multiply.name: _product,
    divide.name: _quotient,
    whole_power.name: _whole_power,
}
