"""The peers, each as people call it, with the bar that it reports (infinite where it has none)."""

from __future__ import annotations

import math
import signal
import time
import warnings
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from estimate_suite.language import Case
from estimate_suite.score import Answer

EPSILON: Final = 2.0**-52


PATIENCE: Final = 2.0
"""A peer that takes more seconds than this for one slope is taken not to end."""

MOST_CALLS: Final = 5000
"""A peer that calls f more often than this is taken not to end."""


def _give_up(*_: object) -> None:
    message = "too slow"
    raise RuntimeError(message)


signal.signal(signal.SIGALRM, _give_up)


class Counted:
    """A black box that counts its calls; arrays are passed number by number."""

    def __init__(self, f: Callable[[float], Any]) -> None:
        self.f = f
        self.calls = 0

    def __call__(self, a: Any) -> Any:
        """The value at a number, or the values at each number of an array."""
        if np.ndim(a) == 0:
            self.calls += 1
            if self.calls > MOST_CALLS:
                message = "too many calls"
                raise RuntimeError(message)
            return float(self.f(float(a)))
        return np.array([self(one) for one in np.ravel(a)]).reshape(np.shape(a))


def peer(find: Callable[[Counted, float], tuple[Any, Any, bool]]) -> Callable[[Case], Answer]:
    """A method that turns exceptions, warnings and failure flags into "no value"."""

    def answered(case: Case) -> Answer:
        f = Counted(case.f)
        start = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                slope, error, good = find(f, case.at)
                slope, error = float(np.ravel(slope)[0]), float(np.ravel(error)[0])
        except Exception:  # noqa: BLE001  (a peer may raise anything; that is its answer)
            slope, error, good, caught = math.nan, math.inf, False, []
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        seconds = time.perf_counter() - start
        if not good:
            slope = math.nan
        verdict = "converged" if math.isfinite(slope) else "cannot tell"
        return Answer(
            value=slope, error=abs(error), verdict=verdict, evaluations=f.calls, seconds=seconds,
            warned=any(issubclass(one.category, (RuntimeWarning, UserWarning)) for one in caught),
        )  # fmt: skip

    return answered


def _numdifftools(f: Counted, at: float) -> tuple[Any, Any, bool]:
    import numdifftools

    found = numdifftools.Derivative(f, full_output=True)(at)
    return found.estimate, found.error_estimate, True


def _scipy(f: Counted, at: float) -> tuple[Any, Any, bool]:
    from scipy.differentiate import derivative

    found = derivative(f, at)
    return found.df, found.error, bool(found.success)


def _jacobi(f: Counted, at: float) -> tuple[Any, Any, bool]:
    import jacobi

    slope, error = jacobi.jacobi(f, at)
    return slope, error, True


def _derivkit(f: Counted, at: float) -> tuple[Any, Any, bool]:
    from derivkit import DerivativeKit

    slope, found = DerivativeKit(f, at).differentiate(order=1, return_error=True)
    return slope, found, True


def _central(f: Counted, at: float) -> tuple[Any, Any, bool]:
    h = EPSILON ** (1 / 3) * max(abs(at), 1.0)
    return (f(at + h) - f(at - h)) / (2 * h), 0.0, True


PEERS: Final[dict[str, Callable[[Case], Answer]]] = {
    "numdifftools": peer(_numdifftools),
    "scipy": peer(_scipy),
    "jacobi": peer(_jacobi),
    "derivkit": peer(_derivkit),
    "central": peer(_central),
}
