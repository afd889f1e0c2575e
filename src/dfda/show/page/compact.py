"""The data of a page in fewer bytes: names are said once, and curves in whole steps.

An object becomes the mark of its names and its values; a curve becomes what its coordinates move
by, in units of their last decimal. Nothing is lost but the sign of a zero: front/compact.js makes
the same of it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any, Final

CURVE: Final = "@"
"""The mark of a curve; those of objects are this with a number."""

_FEW: Final = 4
_LARGEST: Final = 2**52
"""Up to it whole numbers are floats, and so are their differences."""

_MOST_DECIMALS: Final = 22
"""10^22 is the last power of ten that is a float, and dividing by it rounds once."""


def compact(data: Any) -> tuple[list[tuple[str, list[str]]], Any]:
    """Each mark with the names behind it, and the data with marks.

    Neither a name nor the text that a list begins with looks like a mark: both are identifiers.
    """
    marks: dict[tuple[str, ...], str] = {}
    told = _marked(data, marks)
    return [(mark, list(names)) for names, mark in marks.items()], told


def _marked(told: Any, marks: dict[tuple[str, ...], str]) -> Any:
    if isinstance(told, dict):
        mark = marks.setdefault(tuple(told), f"{CURVE}{len(marks)}")
        return [mark, *(_marked(one, marks) for one in told.values())]
    if isinstance(told, list):
        return _curve(told) or [_marked(one, marks) for one in told]
    return told


def _curve(numbers: Sequence[Any]) -> list[Any] | None:
    """Coordinates as whole steps, x and y in turn; None for what is no curve, or not shorter."""
    if len(numbers) < _FEW or not all(isinstance(number, float) for number in numbers):
        return None
    places, steps = [], list(numbers)
    for start in (0, 1):
        decimals = [Decimal(repr(number)) for number in numbers[start::2]]
        place = max(max(0, -int(number.as_tuple().exponent)) for number in decimals)
        whole = [int(number.scaleb(place)) for number in decimals]
        if place > _MOST_DECIMALS or max(map(abs, whole)) > _LARGEST:
            return None
        places.append(place)
        steps[start::2] = [whole[0], *(after - before for before, after in pairwise(whole))]
    return [CURVE, *places, *steps]


def whole(told: Any, marks: Iterable[tuple[str, Sequence[str]]]) -> Any:
    """The data again, as the page has them."""
    return _restored(told, dict(marks))


def _restored(told: Any, marks: Mapping[str, Sequence[str]]) -> Any:
    if not isinstance(told, list):
        return told
    if told[:1] == [CURVE]:
        return _coordinates(*told[1:])
    found = [_restored(one, marks) for one in told]
    names = marks.get(told[0]) if told and isinstance(told[0], str) else None
    return found if names is None else dict(zip(names, found[1:], strict=True))


def _coordinates(first: int, second: int, *steps: int) -> list[float]:
    numbers = [0.0] * len(steps)
    for start, place in enumerate((first, second)):
        numbers[start::2] = [at / 10**place for at in accumulate(steps[start::2])]
    return numbers
