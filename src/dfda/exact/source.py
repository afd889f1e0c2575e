"""The derivative of a function as plain Python that a person would read."""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, Final

import numpy as np

from dfda.errors import InputError, UnsupportedError
from dfda.exact.constants import Constants, number_text
from dfda.exact.derivatives import derivative_of
from dfda.exact.gradients import gradient_of
from dfda.exact.layout import WIDEST, Layout
from dfda.exact.operator import operated
from dfda.exact.spelled import HELPERS
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
    transcript = Transcript()
    point = _Point(transcript, f, arguments, keywords, wrt)
    run = traced_run(f, tuple(point.given), point.named, wrt=point.wrt)
    boundary = len(transcript.recording.steps)
    scalar = point.single and len(point.values) == 1 and np.ndim(point.values[0]) == 0
    _, answer, _ = (derivative_of if scalar else gradient_of)(run, kinks)
    transcript.recording.open = False
    return _Printed(transcript, point, boundary, scalar=scalar).text(answer)


class _Point:
    """Where the function is run: its arguments, those to differentiate by with a witness.

    given, named: the arguments for the run.
    names: what the user calls those to differentiate by.
    chosen: what they are; `values` are their leaves, as floats.
    inputs: for each leaf its step and the expression that reaches it, such as weights['w1'].
    """

    def __init__(
        self,
        transcript: Transcript,
        f: Any,
        arguments: tuple[Any, ...],
        keywords: dict[str, Any],
        wrt: Where,
    ) -> None:
        self.given, self.named = list(arguments), dict(keywords)
        self.single = isinstance(wrt, int | str)
        wanted = [wrt] if isinstance(wrt, int | str) else list(wrt)
        places = [place_of(self.given, self.named, place, f) for place in wanted]
        self.wrt: Where = places[0] if self.single else tuple(places)
        self.names = [_free_name(f, place, number) for number, place in enumerate(places)]
        self.chosen: list[Any] = []
        self.values: list[Any] = []
        self.inputs: dict[int, str] = {}
        for name, place in zip(self.names, places, strict=True):
            self._witness(transcript, name, place)

    def _witness(self, transcript: Transcript, name: str, place: int | str) -> None:
        where: Any = self.named if isinstance(place, str) else self.given
        argument = where[place]
        self.chosen.append(argument)
        leaves, structure = flattened(argument)
        traced = []
        for leaf, path in zip(leaves, structure.paths(), strict=True):
            value = checked(leaf, place, path)
            if isinstance_traced(value):
                raise InputError(
                    "dfda.source was asked inside a function that is being differentiated",
                    instead="print the source at a plain point, outside",
                )
            number = transcript.recording.step(None, (), (), None)
            self.inputs[number] = name + path
            self.values.append(value)
            traced.append(wrap(transcript.recording, number, value))
        where[place] = structure.filled(traced)


class _Printed:
    """The parts of the printed module."""

    def __init__(
        self, transcript: Transcript, point: _Point, boundary: int, *, scalar: bool
    ) -> None:
        self.layout = Layout(transcript, point.inputs, [*point.names, *keyword.kwlist])
        self.transcript = transcript
        self.point = point
        self.boundary = boundary
        self.scalar = scalar
        self.constants: Constants = self.layout.speller.constants

    def text(self, answer: Any) -> str:
        """The whole module."""
        if len(self.transcript.lines) > LONGEST:
            raise UnsupportedError(
                f"the run took {len(self.transcript.lines)} steps, and dfda.source prints at most "
                f"{LONGEST}",
                instead="print the function that a loop repeats, by itself",
            )
        answers = [answer] if self.point.single else list(answer)
        leaves = [leaf for one in answers for leaf in flattened(one)[0]]
        numbers = [leaf.number for leaf in leaves if isinstance_traced(leaf)]
        lines = self.layout.written(numbers, self.boundary, "d" if self.scalar else "g")
        result = self._result(answers, leaves)
        name = "derivative" if self.scalar else "gradient"
        told = _told(self.point)
        doc = _docstring(name, told, self.layout.decisions(), self.transcript.masks)
        body = [f"    {line}".rstrip() for line in [*doc, *lines, f"return {result}"]]
        return self._module([f"def {name}({', '.join(self.point.names)}):", *body])

    def _result(self, answers: list[Any], leaves: list[Any]) -> str:
        """What is returned: the leaves in the structure of the argument, or of the output."""
        point = self.point
        likes = [
            self._like(leaf, point.values[0]) if self.scalar else Made.of(value)
            for leaf, value in zip(leaves, leaves if self.scalar else point.values, strict=True)
        ]
        texts = iter([self._leaf(leaf, like) for leaf, like in zip(leaves, likes, strict=True)])
        examples = answers if self.scalar else point.chosen
        filled = [
            _filled(one, texts, place) for one, place in zip(examples, point.names, strict=True)
        ]
        if point.single:
            return filled[0]
        return f"({filled[0]},)" if len(filled) == 1 else f"({', '.join(filled)})"

    @staticmethod
    def _like(leaf: Any, at: Any) -> Made:
        """What a derivative becomes: of the kind of the number that it is taken by."""
        shape = np.shape(strip(leaf))
        kind = np.dtype(np.float64) if type(at) is float else at.dtype
        return Made(np.ndarray, shape, kind) if shape else Made.of(at)

    def _leaf(self, leaf: Any, wanted: Made) -> str:
        """One number or array of the answer, in the kind of its input."""
        if not isinstance_traced(leaf):
            text = self.constants.text(_as(leaf, wanted))
            return f"np.array({text})" if text in self.constants.names.values() else text
        text = self.layout.texts[self.layout.origin(leaf.number)].text
        plain = strip(leaf)
        made = Made.of(plain)
        if made.shape != wanted.shape:
            text = f"np.broadcast_to({text}, {wanted.shape})"
        if wanted.shape and (
            made != wanted or not plain.flags.writeable or text in self.point.inputs.values()
        ):
            kind = "" if made.dtype == wanted.dtype else f", dtype={number_text(wanted.dtype)}"
            return f"np.array({text}{kind})"
        if made.type is wanted.type:
            return text
        return f"{'float' if wanted.type is float else f'np.{wanted.dtype.name}'}({text})"

    def _module(self, function: list[str]) -> str:
        speller = self.layout.speller
        blocks = list(speller.helpers.values())
        constants = "\n".join(
            _wrapped(f"{name} = {text}") for text, name in self.constants.names.items()
        )
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
        return _checked("\n\n\n".join(filter(None, parts)) + "\n")


def _as(constant: Any, wanted: Made) -> Any:
    """A part of the answer that is the same everywhere, in the kind of its input."""
    if wanted.type is float:
        return float(constant)
    whole = np.array(np.broadcast_to(constant, wanted.shape), dtype=wanted.dtype)
    return whole if wanted.type is np.ndarray else whole[()]


def _checked(text: str) -> str:
    """The text, if it is Python: keys of dicts may be anything, and some have no text."""
    try:
        compile(text, "<source>", "exec")
    except SyntaxError as error:
        raise UnsupportedError(
            f"dfda.source cannot write this as Python: {(error.text or '').strip()[:60]}",
            instead="give dicts whose keys are texts or numbers",
        ) from None
    return text


def _wrapped(text: str) -> str:
    """A long constant on several lines; all its spaces are within brackets."""
    lines = textwrap.wrap(
        text, WIDEST, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


def _apart(imports: list[str]) -> list[str]:
    """The standard library first, with an empty line behind."""
    return (
        [imports[0], "", *imports[1:]]
        if imports[:1] == ["import math"] and imports[1:]
        else imports
    )


def _docstring(name: str, told: str, decisions: list[str], masks: int) -> list[str]:
    first = f"The {name} {told}."
    if masks:
        decisions = [*decisions, "every entry is on the side where it was"]
    if not decisions:
        return [f'"""{first}"""']
    return [f'"""{first}', "", "It holds where", *(f"    {one}" for one in decisions), '"""']


def _told(point: _Point) -> str:
    """By what, and where."""
    texts = [
        f"{name} = {value!r}" if type(value) in (int, float) else f"{name} as given"
        for name, value in zip(point.names, point.chosen, strict=True)
    ]
    others = len(point.given) + len(point.named) > len(point.names)
    fixed = " and the other arguments as given" if others else ""
    return f"by {' and '.join(point.names)}, recorded at {', '.join(texts)}{fixed}"


def _free_name(f: Any, place: int | str, number: int) -> str:
    """What the user calls an argument, with a dash below where the program needs that name."""
    name = _name_of(f, place, number)
    return f"{name}_" if name in _NEEDED or re.fullmatch(r"C\d+", name) else name


_NEEDED: Final = frozenset({*HELPERS, "math", "np", "special", "eigen", "abs", "float", "type"})


def _name_of(f: Any, place: int | str, number: int) -> str:
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
        items = [
            f"{key!r}: {_filled(one, texts, f'{place}[{key!r}]')}" for key, one in example.items()
        ]
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
        inside = [
            f"{name}={_filled(getattr(example, name), texts, f'{place}.{name}')}" for name in named
        ]
        return f"type({place})({', '.join(inside)})"
    return str(next(texts))
