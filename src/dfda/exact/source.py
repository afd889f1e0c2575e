"""The derivative of a function as plain Python that a person would read."""

from __future__ import annotations

import itertools
import keyword
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

import numpy as np

from dfda.errors import InputError, UnsupportedError
from dfda.exact.constants import Constants, number_text
from dfda.exact.derivatives import checked_order, derivative, derivative_of
from dfda.exact.gradients import gradient, gradient_of, is_single_number
from dfda.exact.jacobians import jacobian_of
from dfda.exact.layout import WIDEST, Layout
from dfda.exact.operator import operated
from dfda.exact.spelled import HELPERS
from dfda.structure import flattened
from dfda.trace.corners import Kinks
from dfda.trace.recording import isinstance_traced, strip, wrap
from dfda.trace.run import Run, Where, argument_names, checked, place_of, traced_run
from dfda.trace.transcript import Made, Transcript


def source(
    f: Callable[..., Any],
    *at: Any,
    n: int = 1,
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
        n: The order: 2 is the second derivative, or the Hessian.
        wrt: Which arguments to differentiate by: a position, a name, or a tuple of them. They are
            the arguments of the printed function; all others are constants in it.
        kinks: What to do at a point where f bends: "warn", "raise" or "ignore".
        keywords: More arguments of f, by name.

    Returns:
        The text of a module with one function, which computes what the operator of its name does:
        `derivative` where f is differentiated by one number, otherwise `gradient` where it returns
        one number and `jacobian` where it returns several. With n=2 `gradient` becomes `hessian`.

    Raises:
        InputError: An argument that cannot be differentiated by, or an order that f does not have.
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
    options = {"n": checked_order(n), "wrt": wrt, "kinks": kinks}
    return operated("source", _source, f, (at, keywords), **options)


def _source(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    n: int,
    wrt: Where,
    kinks: Kinks,
) -> str:
    transcript = Transcript()
    point = _Point(transcript, f, arguments, keywords, wrt)
    below = _below(f, point, n)
    run = traced_run(below, tuple(point.given), point.named, wrt=point.wrt)
    boundary = len(transcript.recording.steps)
    answer = _answer(run, point, n, kinks)
    transcript.recording.open = False
    return _Printed(transcript, point, answer, n).text(boundary)


def _below(f: Callable[..., Any], point: _Point, n: int) -> Any:
    """The derivative of one order less, whose derivative is asked for."""
    if n == 1:
        return f
    if point.is_number:
        return derivative(f, n=n - 1, wrt=point.wrt, kinks="ignore")  # type: ignore[arg-type]
    if n == 2:  # noqa: PLR2004 - the Hessian
        return gradient(f, wrt=point.wrt, kinks="ignore")
    raise InputError(
        f"the derivative of order {n} of a function of many numbers has no operator",
        instead="dfda.source(dfda.hessian(f), x) prints the derivatives of its Hessian",
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the printed function returns.

    operator: the name of the operator whose answer it is.
    leaves: its numbers and arrays.
    likes: for each leaf what it is to be.
    whole: the expression of all of it, given the texts of its leaves.
    """

    operator: str
    leaves: list[Any]
    likes: list[Made]
    whole: Callable[[Iterator[str]], str]


def _answer(run: Run, point: _Point, n: int, kinks: Kinks) -> _Answer:
    """The answer of the operator that suits the function."""
    if point.is_number:
        _, slopes, _ = derivative_of(run, kinks)
        leaves = flattened(slopes)[0]
        likes = [_like(leaf, point.values[0]) for leaf in leaves]
        return _Answer("derivative", leaves, likes, lambda texts: _filled(slopes, texts))
    if n == 1 and is_single_number(run):
        _, found, _ = gradient_of(run, kinks)
        likes = [Made.of(value) for value in point.values]
        return _Answer("gradient", flattened(found)[0], likes, point.filled)
    leaves = flattened(jacobian_of(run, kinks))[0]
    likes = [_like(*both) for both in zip(leaves, itertools.cycle(point.values), strict=False)]
    outputs = run.values()

    def whole(texts: Iterator[str]) -> str:
        rows = (point.filled(texts) for _ in itertools.count())
        return _filled(outputs, rows) if n == 1 else point.filled(rows)

    return _Answer("jacobian" if n == 1 else "hessian", leaves, likes, whole)


def _like(leaf: Any, at: Any) -> Made:
    """What a derivative becomes: of the kind of the number that it is taken by."""
    shape = np.shape(strip(leaf))
    kind = np.dtype(np.float64) if type(at) is float else at.dtype
    return Made(np.ndarray, shape, kind) if shape else Made.of(at)


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

    @property
    def is_number(self) -> bool:
        """Whether there is one number to differentiate by."""
        return self.single and len(self.values) == 1 and np.ndim(self.values[0]) == 0

    def filled(self, texts: Iterator[str]) -> str:
        """The expression of what is shaped like the arguments."""
        parts = [
            _filled(one, texts, place) for one, place in zip(self.chosen, self.names, strict=True)
        ]
        if self.single:
            return parts[0]
        return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"

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

    def __init__(self, transcript: Transcript, point: _Point, answer: _Answer, order: int) -> None:
        self.layout = Layout(transcript, point.inputs, [*point.names, *keyword.kwlist])
        self.transcript = transcript
        self.point = point
        self.answer = answer
        self.order = order
        self.constants: Constants = self.layout.speller.constants

    def text(self, boundary: int) -> str:
        """The whole module; steps from the boundary on belong to the derivative."""
        answer, names = self.answer, self.point.names
        numbers = [leaf.number for leaf in answer.leaves if isinstance_traced(leaf)]
        self.layout.heading = _heading(answer.operator, self.order)
        lines = self.layout.written(numbers, boundary, answer.operator[0])
        result = answer.whole(map(self._leaf, answer.leaves, answer.likes))
        told = f"The {_called(answer.operator, self.order)} {_told(self.point)}."
        doc = _docstring(told, self.layout.decisions(), self.transcript.masks)
        body = [f"    {line}".rstrip() for line in [*doc, *lines, f"return {result}"]]
        return self._module([f"def {answer.operator}({', '.join(names)}):", *body])

    def _leaf(self, leaf: Any, wanted: Made) -> str:
        """One number or array of the answer, in the kind of its input."""
        if not isinstance_traced(leaf):
            text = self.constants.text(_as(leaf, wanted))
            return f"np.array({text})" if text in self.constants.names.values() else text
        text = self.layout.texts[self.layout.origin(leaf.number)].text
        plain, seen = strip(leaf), self.layout.looks_into_an_input(leaf.number)
        made = Made.of(plain)
        if made.shape != wanted.shape:
            text = f"np.broadcast_to({text}, {wanted.shape})"
        if wanted.shape and (made != wanted or not plain.flags.writeable or seen):
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
        modules = [f"import {module}" for module in sorted(speller.modules)]
        imports = [
            line
            for line, used in (
                ("import math", r"\bmath\."),
                ("import numpy as np", r"\bnp\."),
                ("from scipy import special", r"\bspecial\."),
            )
            if re.search(used, whole)
        ]
        head = "\n".join(filter(None, ("\n".join(_apart(imports)), "\n".join(modules))))
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


def _called(operator: str, order: int) -> str:
    """What the answer is called in a sentence."""
    if operator == "derivative" and order > 1:
        ordinal = _ORDINALS.get(order)
        return f"{ordinal} derivative" if ordinal else f"derivative of order {order}"
    return operator if operator in ("derivative", "gradient") else operator.capitalize()


_ORDINALS: Final = {2: "second", 3: "third", 4: "fourth"}


def _heading(operator: str, order: int) -> str:
    """What stands above the steps that are differentiated."""
    if operator == "hessian":
        return "the gradient"
    return "the value" if order == 1 else f"the {_called('derivative', order - 1)}"


def _docstring(first: str, decisions: list[str], masks: int) -> list[str]:
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


_NEEDED: Final = frozenset({
    *HELPERS, "math", "np", "special", "abs", "bool", "float", "slice", "sum", "type",
})  # fmt: skip


def _name_of(f: Any, place: int | str, number: int) -> str:
    if isinstance(place, str):
        return place
    names = argument_names(f)
    if 0 <= place < len(names):
        return names[place]
    return "x" if number == 0 else f"x{number + 1}"


def _filled(example: Any, texts: Iterator[str], place: str = "") -> str:
    """The expression of a nested structure with these leaves.

    `place` reaches the same structure among the arguments, which tells the classes of its parts;
    it is empty where there is none.
    """
    kind = type(example)

    def part(one: Any, path: str) -> str:
        return _filled(one, texts, place and place + path)

    if kind is dict:
        items = [f"{key!r}: {part(one, f'[{key!r}]')}" for key, one in example.items()]
        return f"{{{', '.join(items)}}}"
    if kind in (list, tuple):
        parts = [part(one, f"[{number}]") for number, one in enumerate(example)]
        if kind is list:
            return f"[{', '.join(parts)}]"
        return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
    named = getattr(kind, "_fields", None) or (
        [field.name for field in fields(example)] if is_dataclass(kind) else None
    )
    if not named:
        return next(texts)
    if not place:
        raise UnsupportedError(
            f"dfda.source cannot make a {kind.__name__}, which is what the function returns",
            instead="return a dict or a tuple",
        )
    inside = [f"{name}={part(getattr(example, name), f'.{name}')}" for name in named]
    return f"type({place})({', '.join(inside)})"
