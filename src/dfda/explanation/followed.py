"""The exact derivative of Python code, where its run can be followed and nudges do not object."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from dfda.digits import Cell, cell, exact_number, nearest_float
from dfda.errors import DfdaError, KinkError
from dfda.exact import derivative
from dfda.results import Estimate, Scalar, Verdict
from dfda.sentences import (
    contradicted_sentence,
    followed_sentence,
    not_followed_sentence,
)

_OBJECTS: Final = frozenset(
    {Verdict.KINK, Verdict.JUMP, Verdict.VERTICAL, Verdict.EDGE, Verdict.UNDEFINED}
)
"""What nudges see where there is no derivative, whatever the path that was taken has for one."""

_FAR: Final = 1e-6
"""Relative to the slope. Rounding explains less; code that was not followed, far more."""

_LONGEST: Final = 30
"""A number with more characters is shown as Python shows it, with an exponent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What came of following a function at one point.

    slope: the derivative, exact up to rounding; None where it is not claimed.
    sentence: the same in words, or why it is not claimed.
    """

    slope: Cell | None
    sentence: str


def followed(f: Scalar, at: Fraction, found: Estimate) -> Followed:
    """Follow the function at a point, and hold what comes of it against the estimate there.

    A number that leaves the run and comes back, as in float(str(a)), looks like a constant. Nudges
    notice, and then nothing is claimed.
    """
    try:
        with np.errstate(all="ignore"):  # as the nudges call it
            slope = float(derivative(f, nearest_float(at), kinks="raise"))
    except KinkError as error:
        return _unclaimed(error.what)
    except DfdaError as error:
        where = f" ({error.where})" if error.where else ""
        return _unclaimed(f"{error.what}{where}")
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the user's function may raise anything
        lines = str(error).splitlines() or [""]
        return _unclaimed(f"it raised {type(error).__name__}: {lines[0]}".rstrip(": "))
    if not math.isfinite(slope):
        return _unclaimed(f"its rules give {slope} here")
    shown = _shown(slope)
    if _contradicts(found, slope):
        return Followed(
            slope=None,
            sentence=contradicted_sentence(
                shown.text, estimate=found.text, verdict=str(found.verdict)
            ),
        )
    return Followed(slope=shown, sentence=followed_sentence(shown.text))


def _unclaimed(reason: str) -> Followed:
    return Followed(slope=None, sentence=not_followed_sentence(reason))


def _contradicts(found: Estimate, slope: float) -> bool:
    if found.verdict in _OBJECTS:
        return True
    if not math.isfinite(found.value):
        return False
    return abs(found.value - slope) > 10 * found.error + _FAR * abs(slope)


def _shown(slope: float) -> Cell:
    """A float in the fewest digits that tell it from its neighbours."""
    value = exact_number(slope)
    text = cell(value).text
    is_short = len(text) <= _LONGEST and "e" not in text
    return Cell(text=text if is_short else repr(slope), exact=False, value=value)
