"""A user's function of arrays, whatever library the arrays are of.

Estimates are worked out in NumPy. An array that comes from a library which follows the Python array
API standard (https://data-apis.org/array-api) tells its own namespace; f then gets its points as
arrays of that namespace, on the device on which they came. No such library is imported here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from dfda.errors import FunctionError, InputError
from dfda.nudges.calls import MISSING, described, name_of

Array = np.ndarray[Any, Any]


class Kind(NamedTuple):
    """A kind of array: the library that makes them, and where it puts them.

    Attributes:
        namespace: The module with `asarray`; None for NumPy.
        device: Where the arrays live, None if their library does not say.
    """

    namespace: Any = None
    device: Any = None

    def of(self, x: Array) -> Any:
        """The numbers as an array of this kind."""
        if self.namespace is None:
            return x
        where = {} if self.device is None else {"device": self.device}
        return self.namespace.asarray(x, **where)


NUMPY = Kind()


def kind_of(x: Any) -> Kind:
    """The kind of an array; numbers, lists and all else that NumPy can read become NumPy's."""
    if isinstance(x, (np.ndarray, np.generic)):
        return NUMPY
    if hasattr(x, "__array_namespace__"):
        return Kind(x.__array_namespace__(), getattr(x, "device", None))
    if _is_tensor(x):
        return Kind(sys.modules["torch"], x.device)
    return NUMPY


def as_numpy(x: Any) -> Array:
    """Any array as one of NumPy."""
    if isinstance(x, np.ndarray):
        return x
    if _is_tensor(x):
        # PyTorch follows the standard in all but the method that would tell so, and its tensors do
        # not become other arrays while they remember how they came about.
        return np.asarray(x.detach().cpu())
    if hasattr(x, "__array_namespace__") and not hasattr(x, "__array__"):
        return np.from_dlpack(x)
    return np.asarray(x)


def _is_tensor(x: Any) -> bool:
    """Whether something is a tensor of PyTorch, which nobody has unless it is loaded."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(x, torch.Tensor)


def finite_array(x: Any, name: str = "the point") -> Array:
    """An array of float64 of its own, or an `InputError`: what is named holds something else."""
    refusal = InputError(
        f"{name} must be an array of finite numbers", instead="give a list or an array of floats"
    )
    try:
        numbers = _as_floats(x)
    except (TypeError, ValueError) as error:
        raise refusal from error
    if not np.all(np.isfinite(numbers)):
        raise refusal
    return numbers


def _as_floats(x: Any) -> Array:
    given = as_numpy(x)
    if given.dtype.kind == "c":  # NumPy would leave the imaginary part out, with a warning
        raise TypeError
    return given.astype(np.float64)


class Arrays:
    """A user's function of arrays, which counts the points at which it is asked for a value.

    It is called with arrays of one kind and may answer with any. `is_coarse` tells whether it has
    answered in fewer digits than a float has.
    """

    def __init__(self, f: Callable[[Any], Any], kind: Kind = NUMPY) -> None:
        self.f = f
        self.kind = kind
        self.points = 0
        self.is_coarse = False

    def __call__(self, x: Array) -> Array:
        """The values, NaN where there is none; nowhere, if f refuses the array for one of them."""
        try:
            with np.errstate(all="ignore"):
                answer = self._answer(x)
        except MISSING:
            return np.full(x.shape, np.nan)
        except FunctionError:
            raise
        except (Exception, SystemExit) as error:
            raise FunctionError(
                f"{name_of(self.f)} raised {described(error)} for an array of {x.size} points",
                instead="leave vectorized out: then f is called with one number at a time",
            ) from error
        self.is_coarse |= answer.dtype.itemsize < x.dtype.itemsize and answer.dtype.kind == "f"
        values = answer.astype(np.float64)
        finite = np.isfinite(values)
        return values if finite.all() else np.where(finite, values, np.nan)

    def alone(self, t: float) -> Any:
        """The value at one point, as f gives it."""
        return self._answer(np.array([t]))[0]

    def _answer(self, x: Array) -> Array:
        self.points += x.size
        answer = as_numpy(self.f(self.kind.of(x.copy())))
        if answer.shape != x.shape or answer.dtype.kind not in "fiub":
            raise FunctionError(
                f"{name_of(self.f)} returned {answer.dtype} of shape {answer.shape} "
                f"for an array of {x.size} points",
                instead="return one real number for each point, or leave vectorized out",
            )
        return answer
