"""One traced run of a function: inputs in, a recording and outputs out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral
from typing import Any, Final

import numpy as np

from dfda.errors import InputError
from dfda.structure import Structure, flattened
from dfda.trace.lift import Lifter
from dfda.trace.recording import Recording, Witness, isinstance_traced, wrap

Where = int | str | Sequence[int | str]
"""Which arguments to differentiate by: a position, a name, or several of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """What a traced run of a function gives.

    recording: the steps.
    inputs: the values that the function was differentiated by, as floats, one for each leaf.
    structures: how the leaves belong together, one structure for each argument.
    single: whether there is one such argument, not a tuple of them.
    outputs: the leaves of what the function returned, traced where they depend on an input.
    structure: how those belong together.
    aux: what came beside the output.
    """

    recording: Recording
    inputs: list[Any]
    structures: list[Structure]
    single: bool
    outputs: list[Any]
    structure: Structure
    aux: Any = None

    def number_of(self, output: Any) -> int | None:
        """The step that an output leaf is, or None for one that depends on no input."""
        belongs = isinstance_traced(output) and output.recording is self.recording
        return output.number if belongs else None

    def value_of(self, output: Any) -> Any:
        """An output leaf outside this run: a plain value, or one of an enclosing run."""
        if not isinstance_traced(output):
            return output
        if output.recording is self.recording or output.recording is None:
            return output.value
        return output

    def values_apart(self) -> list[Any]:
        """The output leaves, outside this run."""
        return [self.value_of(output) for output in self.outputs]

    def values(self) -> Any:
        """All that the function returned, outside this run."""
        return self.structure.filled(self.values_apart())

    def shaped_like_inputs(self, leaves: Sequence[Any]) -> Any:
        """One value for each input leaf, in the structure of the arguments."""
        answers = []
        start = 0
        for structure in self.structures:
            count = len(structure.paths())
            answers.append(structure.filled(leaves[start : start + count]))
            start += count
        return answers[0] if self.single else tuple(answers)


def traced_run(
    f: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    *,
    wrt: Where = 0,
    has_aux: bool = False,
    witness: Witness | None = None,
) -> Run:
    """Run the function once with traced values for the arguments that `wrt` names.

    The witness, where there is one, is told of every step and decision.
    """
    recording = Recording(witness)
    lifter = Lifter(recording)
    places = [wrt] if isinstance(wrt, int | str) else list(wrt)
    given = list(arguments)
    named = dict(keywords)
    places = [place_of(given, named, place, f) for place in places]
    chosen = [named[place] if isinstance(place, str) else given[place] for place in places]
    lifted = lifter.lift(f)
    inputs: list[Any] = []
    structures = []
    for place, argument in zip(places, chosen, strict=True):
        leaves, structure = flattened(argument)
        paths = structure.paths()
        floats = [checked(leaf, place, path) for leaf, path in zip(leaves, paths, strict=True)]
        traced = [_as_input(recording, value) for value in floats]
        inputs += floats
        structures.append(structure)
        _put(given, named, place, structure.filled(traced))
    given = [lifter.lift(value) for value in given]
    named = {name: lifter.lift(value) for name, value in named.items()}
    try:
        answer = lifted(*given, **named)
        lifter.finish()
    finally:
        lifter.hand_back()
        lifter.let_go()
        recording.open = False
    if recording.refusal is not None:
        raise recording.refusal
    aux = None
    if has_aux:
        answer, aux = _with_aux(answer, recording)
    outputs, structure = flattened(answer)
    for output in outputs:
        if isinstance_traced(output):
            output.refresh()
    return Run(
        recording=recording,
        inputs=inputs,
        structures=structures,
        single=isinstance(wrt, int | str),
        outputs=outputs,
        structure=structure,
        aux=aux,
    )


def place_of(given: list[Any], named: dict[str, Any], place: int | str, f: Any) -> int | str:
    """Where an argument was given: by position, or by name."""
    name = getattr(f, "__name__", "f")
    if isinstance(place, str):
        position = None if place in named else _position(f, place)
        if position is not None and position < len(given):
            return position
        if place in named:
            return place
        raise InputError(f"{name} was not given an argument named {place!r}")
    if not -len(given) <= place < len(given):
        raise InputError(
            f"there is no argument {place} to differentiate by: {name} was given {len(given)}",
            instead="give the point, or name the argument with wrt=",
        )
    return place


def _position(f: Any, name: str) -> int | None:
    code = getattr(getattr(f, "__func__", f), "__code__", None)
    if code is None:
        return None
    names = code.co_varnames[: code.co_argcount]
    offset = 1 if hasattr(f, "__self__") else 0
    return names.index(name) - offset if name in names else None


def _put(given: list[Any], named: dict[str, Any], place: int | str, value: Any) -> None:
    if isinstance(place, int):
        given[place] = value
    else:
        named[place] = value


def _as_input(recording: Recording, value: Any) -> Any:
    number = recording.step(None, (), (), None)
    frozen = value.frozen() if isinstance_traced(value) else value
    return wrap(recording, number, frozen)


def _with_aux(answer: Any, recording: Recording) -> tuple[Any, Any]:
    if not (isinstance(answer, tuple) and len(answer) == 2):  # noqa: PLR2004 - the answer and what comes beside it
        raise InputError(
            "with has_aux=True the function returns a pair: its value and whatever else"
        )
    value, beside = answer
    leaves, structure = flattened(beside)
    return value, structure.filled([_outside(recording, leaf) for leaf in leaves])


def _outside(recording: Recording, leaf: Any) -> Any:
    if not isinstance_traced(leaf):
        return leaf
    leaf.refresh()
    return leaf.value if leaf.recording in (recording, None) else leaf


# What may be differentiated by

_FOREIGN: Final = {"torch": "PyTorch", "jax": "JAX", "jaxlib": "JAX", "tensorflow": "TensorFlow"}


def checked(value: Any, place: int | str, path: str = "") -> Any:
    """A number or an array as floats, or a sentence that says why not."""
    if isinstance_traced(value) or type(value) in (float, np.float64, np.float32):
        return value
    where = f"argument {place!r}{path}" if path or isinstance(place, str) else f"argument {place}"
    if isinstance(value, np.ndarray):
        return _checked_array(value, where)
    if isinstance(value, np.generic):
        return _checked_array(np.asarray(value), where)[()]
    if isinstance(value, Integral | Fraction | float):
        return float(value)
    root = type(value).__module__.partition(".")[0]
    if root == "pandas":
        raise InputError(
            f"{where} is a pandas {type(value).__name__}", instead="give x.to_numpy() instead"
        )
    if root in _FOREIGN:
        raise InputError(
            f"{where} is a {_FOREIGN[root]} array, which exact derivatives do not follow",
            instead=f"differentiate it with {_FOREIGN[root]} itself, or use dfda.estimate",
        )
    raise InputError(
        f"{where} is {_article(type(value).__name__)}, not a number or an array of floats",
        instead="name the arguments to differentiate by with wrt=",
    )


def _article(name: str) -> str:
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"


def _checked_array(array: Any, where: str) -> Any:
    kind = array.dtype
    if kind in (np.float64, np.float32):
        if type(array) is np.ndarray:
            return array
        raise InputError(
            f"{where} is {_article(type(array).__name__)}, a special kind of array",
            instead="give np.asarray(x), or fill what is masked first",
        )
    if kind.kind in "iu":
        return array.astype(np.float64)
    what = "objects" if kind.kind == "O" else f"the kind {kind}"
    raise InputError(
        f"{where} is an array of {what}", instead="give float64 or float32: x.astype(float)"
    )


def like_input(part: Any, given: Any) -> Any:
    """A derivative in the kind of its input: a Python float gives a Python float."""
    if isinstance_traced(part) or isinstance_traced(given):
        return part
    if type(given) is float:
        return float(part)
    kind = given.dtype.type
    if isinstance(given, np.ndarray):
        return np.array(np.broadcast_to(part, given.shape), dtype=kind)
    return kind(part)
