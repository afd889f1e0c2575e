"""The derivative of a function as plain Python that a person would read."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final

import numpy as np

from dfda.errors import InputError, UnsupportedError
from dfda.exact.constants import Constants, number_text
from dfda.exact.derivatives import derivative_of
from dfda.exact.gradients import gradient_of
from dfda.exact.layout import Layout
from dfda.exact.operator import operated
from dfda.structure import flattened
from dfda.trace.corners import Kinks
from dfda.trace.recording import isinstance_traced, strip, wrap
from dfda.trace.run import Where, checked, place_of, traced_run
from dfda.trace.transcript import Made, Transcript

LONGEST: Final = 20_000
"""The most steps that are printed."""


def source(
    f: Callable[..., Any],
    *at: Any,
    wrt: Where = 0,
    kinks: Kinks = "warn",
    **keywords: Any,
) -> Any:
    """The derivative of a function as plain Python: the source of a function that computes it.

    The function is run once. Every step of its value and of its derivative becomes a line of math
    or NumPy, so the text needs no dfda, and gives the same numbers bit for bit. It holds for the
    path that the run took: the decisions that it depends on stand in the docstring.

    Args:
        f: The function.
        at: Its arguments, at which it is run. Leave them out to get a function of them.
        wrt: Which arguments to differentiate by: a position, a name, or a tuple of them. They are
            the arguments of the printed function; all others are constants in it.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        The text of a module with one function: `derivative` where f is differentiated by one
        number, otherwise `gradient`.

    Raises:
        InputError: An argument that cannot be differentiated by, or an output that is no number.
        UnsupportedError: A piece of code that cannot be followed or printed, such as a constant
            array of more than 1,000 entries; the message says what to do.
        KinkError: The function bends there, with kinks="raise".

    Source:
        Griewank and Walther, Evaluating Derivatives, 2nd edition, SIAM 2008.

    Example:
        >>> import dfda
        >>> print(dfda.source(lambda a: a**2, 3.0))
        def derivative(a):
            \"\"\"The derivative by a, recorded at a = 3.0.\"\"\"
            return 2 * a
        <BLANKLINE>
    """
    return operated("source", _source, f, (at, keywords), wrt=wrt, kinks=kinks)


def _source(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    wrt: Where,
    kinks: Kinks,
) -> str:
    given = list(arguments)
    single = isinstance(wrt, int | str)
    wanted = [wrt] if isinstance(wrt, int | str) else list(wrt)
    places = [place_of(given, keywords, place, f) for place in wanted]
    chosen = [keywords[one] if isinstance(one, str) else given[one] for one in places]
    names = [_name_of(f, place, number) for number, place in enumerate(places)]
    transcript = Transcript()
    inputs: dict[int, str] = {}
    values = []
    for name, place, argument in zip(names, places, chosen, strict=True):
        leaves, structure = flattened(argument)
        traced = []
        for leaf, path in zip(leaves, structure.paths(), strict=True):
            value = checked(leaf, place, path)
            if isinstance_traced(value):
                raise InputError("dfda.source prints a function of plain numbers, not a traced one")
            number = transcript.recording.step(None, (), (), None)
            inputs[number] = name + path
            values.append(value)
            traced.append(wrap(transcript.recording, number, value))
        filled = structure.filled(traced)
        if isinstance(place, str):
            keywords = {**keywords, place: filled}
        else:
            given[place] = filled
    by = tuple(places)
    run = traced_run(f, tuple(given), keywords, wrt=by[0] if single else by)
    boundary = len(transcript.recording.steps)
    scalar = single and len(values) == 1 and np.ndim(values[0]) == 0 and run.single
    _, answer, _ = (derivative_of if scalar else gradient_of)(run, kinks)
    transcript.recording.open = False
    printed = _Printed(transcript, inputs, names, boundary)
    kinds = None if scalar else values
    examples = chosen if not scalar else [answer]
    return printed.text(examples, answer, kinds, single=single, told=_told(names, chosen))


class _Printed:
    """The parts of the printed module."""

    def __init__(
        self, transcript: Transcript, inputs: dict[int, str], names: list[str], boundary: int
    ) -> None:
        self.layout = Layout(transcript, inputs, [*names, *keyword.kwlist])
        self.transcript = transcript
        self.names = names
        self.boundary = boundary
        self.constants: Constants = self.layout.speller.constants

    def text(
        self, examples: Sequence[Any], answer: Any, kinds: Any, *, single: bool, told: str
    ) -> str:
        """The whole module."""
        if len(self.transcript.lines) > LONGEST:
            raise UnsupportedError(
                f"the run took {len(self.transcript.lines)} steps, and dfda.source prints at most "
                f"{LONGEST}",
                instead="print the function that a loop repeats, by itself",
            )
        answers = [answer] if single else list(answer)
        leaves = [leaf for one in answers for leaf in flattened(one)[0]]
        numbers = [leaf.number for leaf in leaves if isinstance_traced(leaf)]
        lines = self.layout.written(numbers, self.boundary, "d" if kinds is None else "g")
        wanted = kinds if kinds is not None else [None] * len(leaves)
        texts = iter([self._leaf(leaf, like) for leaf, like in zip(leaves, wanted, strict=True)])
        places = self.names if kinds is not None else ["answer"] * len(examples)
        answers_text = [_filled(one, texts, place) for one, place in zip(examples, places, strict=True)]
        result = answers_text[0] if single else f"({', '.join(answers_text)},)"
        name = "derivative" if kinds is None else "gradient"
        head = f"def {name}({', '.join(self.names)}):"
        doc = _docstring(name, told, self.layout.decisions(), self.transcript.masks)
        body = [f"    {line}".rstrip() for line in [*doc, *lines, f"return {result}"]]
        return self._module([head, *body])

    def _leaf(self, leaf: Any, like: Any) -> str:
        """One number or array of the answer, in the kind of its input."""
        if not isinstance_traced(leaf):
            return self.constants.text(leaf)
        found, plain = self.layout.texts[self.layout.origin(leaf.number)], strip(leaf)
        text = found.text
        made, wanted = Made.of(plain), Made.of(plain if like is None else like)
        if made.shape != wanted.shape:
            text = f"np.broadcast_to({text}, {wanted.shape})"
        if wanted.shape and (made != wanted or not plain.flags.writeable or text in self.names):
            kind = "" if made.dtype == wanted.dtype else f", dtype={number_text(wanted.dtype)}"
            return f"np.array({text}{kind})"
        if made.type is wanted.type:
            return text
        return f"{'float' if wanted.type is float else f'np.{wanted.dtype.name}'}({text})"

    def _module(self, function: list[str]) -> str:
        speller = self.layout.speller
        blocks = list(speller.helpers.values())
        constants = "\n".join(f"{name} = {text}" for text, name in self.constants.names.items())
        whole = "\n".join([*blocks, constants, *function])
        imports = [
            line
            for line, used in (
                ("import math", r"\bmath\."),
                ("import numpy as np", r"\bnp\."),
                ("from scipy import special", r"\bspecial\."),
            )
            if re.search(used, whole)
        ]
        head = "\n".join(_apart(imports))
        head = "\n\n".join(filter(None, (head, constants)))
        parts = [head, *blocks, "\n".join(function)]
        return "\n\n\n".join(filter(None, parts)) + "\n"


def _apart(imports: list[str]) -> list[str]:
    """The standard library first, with an empty line behind."""
    return [imports[0], "", *imports[1:]] if imports[:1] == ["import math"] and imports[1:] else imports


def _docstring(name: str, told: str, decisions: list[str], masks: int) -> list[str]:
    first = f"The {name} {told}."
    if masks:
        decisions = [*decisions, "every entry is on the side where it was"]
    if not decisions:
        return [f'"""{first}"""']
    return [f'"""{first}', "", "It holds where", *(f"    {one}" for one in decisions), '"""']


def _told(names: list[str], chosen: Sequence[Any]) -> str:
    texts = [
        f"{name} = {value!r}" if isinstance(value, int | float) else f"{name} as given"
        for name, value in zip(names, chosen, strict=True)
    ]
    return f"by {' and '.join(names)}, recorded at {', '.join(texts)}"


def _name_of(f: Any, place: int | str, number: int) -> str:
    """What the user calls an argument."""
    if isinstance(place, str):
        return place
    code = getattr(getattr(f, "__func__", f), "__code__", None)
    position = place + (1 if hasattr(f, "__self__") else 0)
    if code is None or not 0 <= position < code.co_argcount:
        return "x" if number == 0 else f"x{number + 1}"
    return str(code.co_varnames[position])


def _filled(example: Any, texts: Any, place: str) -> str:
    """The expression of a nested structure with these leaves."""
    kind = type(example)
    if kind is dict:
        items = [f"{key!r}: {_filled(one, texts, f'{place}[{key!r}]')}" for key, one in example.items()]
        return f"{{{', '.join(items)}}}"
    if kind in (list, tuple):
        parts = [_filled(one, texts, f"{place}[{number}]") for number, one in enumerate(example)]
        if kind is list:
            return f"[{', '.join(parts)}]"
        return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
    named = getattr(kind, "_fields", None) or (
        [field.name for field in fields(example)] if is_dataclass(kind) else None
    )
    if named:
        inside = [f"{name}={_filled(getattr(example, name), texts, f'{place}.{name}')}" for name in named]
        return f"type({place})({', '.join(inside)})"
    return str(next(texts))
