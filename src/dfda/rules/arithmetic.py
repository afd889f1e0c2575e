"""Plus, minus, times, over."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from dfda.rules.rule import (
    Hazard,
    Known,
    Level,
    Notation,
    NotDefined,
    operation,
    require,
    within_budget,
)

_ANY = ((-9.0, 9.0), (-9.0, 9.0))


def _exactly(compute: Callable[..., Fraction]) -> Callable[..., Fraction]:
    return lambda *operands: within_budget(compute(*operands))


def _quotient(x: Fraction, w: Fraction) -> Fraction:
    if w == 0:
        raise NotDefined
    return within_budget(x / w)


def _ball_quotient(x: Any, w: Any) -> Any:
    require(holds=w != 0, fails=w == 0)
    return x / w


def _division_hazard(known: Known) -> Hazard:
    divisor = known[1]
    return "" if divisor is not None and divisor != 0 else "division"


def _division_where(known: Known) -> str:
    return "{1} != 0" if _division_hazard(known) else ""


add = operation(
    "add",
    slopes=(lambda x, w, y: 1, lambda x, w, y: 1),
    floats=np.add,
    fraction=_exactly(operator.add),
    ball=operator.add,
    sample=_ANY,
    notation=Notation(
        text="{0} + {1}",
        latex="{0} + {1}",
        mathml="{0}<mo>+</mo>{1}",
        level=Level.SUM,
        needs=(Level.SUM, Level.PRODUCT),
        latex_needs=(Level.SUM, Level.PRODUCT),
    ),
    folds=True,
)

subtract = operation(
    "subtract",
    slopes=(lambda x, w, y: 1, lambda x, w, y: -1),
    floats=np.subtract,
    fraction=_exactly(operator.sub),
    ball=operator.sub,
    sample=_ANY,
    notation=Notation(
        text="{0} - {1}",
        latex="{0} - {1}",
        mathml="{0}<mo>−</mo>{1}",
        level=Level.SUM,
        needs=(Level.SUM, Level.PRODUCT),
        latex_needs=(Level.SUM, Level.PRODUCT),
    ),
    folds=True,
)

negate = operation(
    "negate",
    slopes=(lambda x, y: -1,),
    floats=np.negative,
    fraction=operator.neg,
    ball=operator.neg,
    sample=((-9.0, 9.0),),
    notation=Notation(
        text="-{0}",
        latex="-{0}",
        mathml='<mo form="prefix">−</mo>{0}',
        level=Level.SIGN,
        needs=(Level.PRODUCT,),
        latex_needs=(Level.PRODUCT,),
    ),
    folds=True,
)

multiply = operation(
    "multiply",
    slopes=(lambda x, w, y: w, lambda x, w, y: x),
    floats=np.multiply,
    fraction=_exactly(operator.mul),
    ball=operator.mul,
    sample=_ANY,
    notation=Notation(
        text="{0}*{1}",
        latex=r"{0} \cdot {1}",
        mathml="{0}<mo>⋅</mo>{1}",
        level=Level.PRODUCT,
        needs=(Level.PRODUCT, Level.POWER),
        latex_needs=(Level.PRODUCT, Level.POWER),
    ),
    folds=True,
)

divide = operation(
    "divide",
    slopes=(lambda x, w, y: 1 / w, lambda x, w, y: -x / w**2),
    floats=np.true_divide,
    fraction=_quotient,
    ball=_ball_quotient,
    sample=((-9.0, 9.0), (0.1, 9.0)),
    notation=Notation(
        text="{0}/{1}",
        latex=r"\frac{{{0}}}{{{1}}}",
        mathml="<mfrac><mrow>{0}</mrow><mrow>{1}</mrow></mfrac>",
        level=Level.PRODUCT,
        needs=(Level.PRODUCT, Level.POWER),
    ),
    hazard=_division_hazard,
    folds=True,
    where=_division_where,
)
