"""One traced run of a function: inputs in, a recording and outputs out."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral, Real
from typing import Any, Final

import numpy as np

from dfda.errors import DfdaError, InputError
from dfda.structure import Structure, flattened
from dfda.trace.lift import Lifter
from dfda.trace.recording import Recording, Witness, isinstance_traced, recordings_of, wrap

_NOTE: Final = (
    "dfda ran this with values that stand for floats and arrays. Code written in C may want the "
    "real ones.\n  try: measure the slope with dfda.estimate, which only calls the function"
)

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
    except DfdaError:
        raise
    except Exception as error:
        if recording.refusal is not None:  # which the caller has turned into this
            raise recording.refusal from error
        told = _NOTE in getattr(error, "__notes__", ())
        if isinstance(error, TypeError | AttributeError) and not told:
            error.add_note(_NOTE)
        raise
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
    for output, path in zip(outputs, structure.paths(), strict=True):
        if isinstance_traced(output):
            output.refresh()
        else:
            _check_output(output, f, path)
    return Run(
        recording=recording,
        inputs=inputs,
        structures=structures,
        single=isinstance(wrt, int | str),
        outputs=outputs,
        structure=structure,
        aux=aux,
    )


def followed(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the user's that is called within runs: what is traced is followed into it."""

    def called(*arguments: Any) -> Any:
        runs = [recording for value in arguments for recording in recordings_of(value)]
        if not runs:
            return f(*arguments)
        lifter = Lifter(max(runs, key=lambda recording: recording.number))
        try:
            answer = lifter.lift(f)(*arguments)
            lifter.finish()
        finally:
            lifter.hand_back()
            lifter.let_go()
        return answer

    return called


def _check_output(output: Any, f: Any, path: str) -> None:
    """Refuse what has no derivative: it would look like a constant."""
    array = isinstance(output, np.ndarray)
    if output.dtype.kind in "fiub" if array else isinstance(output, Real | np.bool_):
        return
    instead = "return numbers, arrays, or nested dicts, lists, tuples and dataclasses of them"
    if array:
        told = f"an array of the kind {output.dtype}"
    elif output is None:
        told, instead = "None", "end every path of the function with return"
    else:
        told = _article(type(output).__name__)
    raise InputError(
        f"{getattr(f, '__name__', 'f')} returned {told}{path and f' at {path}'}, which is neither "
        "a number nor an array of floats",
        instead=f"{instead}; has_aux=True is for what comes beside the answer",
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
    names = argument_names(f)
    return names.index(name) if name in names else None


def argument_names(f: Any) -> list[str]:
    """What a function calls the arguments that it takes by position; empty where nobody knows.

    A wrapper that takes whatever it is given hands it on to the function that it wraps.
    """
    try:
        parameters = inspect.signature(f, follow_wrapped=False).parameters.values()
    except (TypeError, ValueError):
        return []
    names = [one.name for one in parameters if one.kind in _BY_POSITION]
    wrapped = getattr(f, "__wrapped__", None)
    return names if names or wrapped is None else argument_names(wrapped)


_BY_POSITION: Final = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
)


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
