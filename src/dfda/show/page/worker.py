"""The process that computes for the explorer's server: one line of JSON in, one line out.

It stands alone so that the server can end it when a formula takes too long. An answer is an HTTP
status, a space and a JSON document. What is asked is read by dfda's own parser and never executed.
"""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import suppress
from typing import Any, Final

from dfda.effort import bounded
from dfda.errors import DfdaError, FormulaError, InputError
from dfda.explanation.exploration import Exploration, exploration
from dfda.explanation.gather import BlankError
from dfda.show.page.entry import entry_of

MOST_POINTS: Final = 8
WORK: Final = 800_000
"""Units of work for one formula (see `effort`), which last a second and a half at the most."""

ELSEWHERE: Final = ("2", "-2", "0.5", "-0.5", "10", "-10", "1000", "-1000")
"""Where a formula opens that has no value where the reader is; log(a) has none at -1."""

LARGEST_ANSWER: Final = 1_000_000
"""Bytes. A formula that bends at hundreds of places would take more."""

_LINE_END: Final = re.compile(r"\n\s*")
READY: Final = b"ready\n"
_KEYS: Final = {"formula", "points", "nudge"}


def answered(request: bytes) -> tuple[int, bytes]:
    """The status and the JSON document for the body of one request."""
    try:
        status, document = 200, _explored(request)
    except DfdaError as error:
        status, document = 400, refusal(error)
    content = _json(document)
    if len(content) > LARGEST_ANSWER:
        return 400, _json(refusal(InputError("This formula is too large for the explorer.")))
    return status, content


def refusal(error: DfdaError) -> dict[str, Any]:
    """An error as the page shows it; its places count in UTF-16, as JavaScript does."""
    instead = f"; {error.instead}" if error.instead else ""
    places: dict[str, int | None] = {"start": None, "end": None}
    if isinstance(error, FormulaError):
        places = {"start": _units(error.text, error.start), "end": _units(error.text, error.end)}
    message = _LINE_END.sub("; ", f"{error.what}{instead}")
    return {"error": {"message": message, **places}}


def _units(text: str, place: int) -> int:
    before = text[:place]
    return len(before) + sum(letter > "\uffff" for letter in before)


def _explored(request: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(request)
    except (ValueError, RecursionError) as error:
        raise InputError("The request is not JSON.") from error
    if not isinstance(asked, dict) or not set(asked) <= _KEYS or "formula" not in asked:
        raise InputError('A request has a "formula" and may have "points" and a "nudge".')
    formula, points = asked["formula"], asked.get("points", [])
    nudge = asked.get("nudge", "0.001")
    if not isinstance(points, list) or len(points) > MOST_POINTS:
        raise InputError(f"The points must be a list of at most {MOST_POINTS} texts.")
    if not all(isinstance(text, str) for text in (formula, nudge, *points)):
        raise InputError('The formula, the points and the nudge must be texts, such as "0.001".')
    with bounded(WORK):
        return entry_of(_opened(formula, points, nudge))


def _opened(formula: str, points: list[str], nudge: str) -> Exploration:
    """The formula at the points that were asked for, or where it has a value."""
    try:
        return exploration(formula, *points, nudge=nudge)
    except BlankError:
        for place in ELSEWHERE:
            with suppress(BlankError):
                return exploration(formula, place, nudge=nudge)
        raise


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode("ascii")


def main() -> None:
    """Answer line by line until there is nothing more to read."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    # What anything else prints must not be taken for an answer.
    os.dup2(2, 1)
    answered(b'{"formula": "sin(a)^2/a"}')
    answers.write(READY)
    for line in sys.stdin.buffer:
        status, content = answered(line)
        answers.write(b"%d %s\n" % (status, content))


if __name__ == "__main__":
    main()
