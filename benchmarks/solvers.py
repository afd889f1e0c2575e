"""How often SciPy's solvers call f when they estimate its derivatives, and when dfda gives them.

Each problem has a known answer, and is solved twice from the same start. `python
benchmarks/solvers.py` prints the table of docs/how-to/scipy.md.
"""

import math
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

import dfda

if find_spec("scipy") is None:
    print("benchmarks/solvers.py: the solvers are SciPy's: pip install scipy")
    sys.exit()

import scipy
from scipy.integrate import solve_ivp
from scipy.optimize import curve_fit, least_squares, minimize, root


class Counted:
    """A function that counts its calls."""

    def __init__(self, f: Callable[..., Any]) -> None:
        self.f = f
        self.calls = 0

    def __call__(self, *arguments: Any) -> Any:
        """Call f once more."""
        self.calls += 1
        return self.f(*arguments)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One solver's task: `alone` and `exact` take functions that are counted, and solve it.

    Attributes:
        f: The user's function, as the solver calls it.
        derivatives: What dfda makes of it.
        alone: Solves with f, or, where the solver needs it, with f and the first derivative.
        exact: Solves with f and all derivatives.
        truth: The answer.
        tolerance: How near to it the solver's own criterion promises to stop.
    """

    name: str
    f: Callable[..., Any]
    derivatives: tuple[Callable[..., Any], ...]
    alone: Callable[..., Any]
    exact: Callable[..., Any]
    truth: Any
    tolerance: float


@dataclass(frozen=True, kw_only=True)
class Cost:
    """How often f and its derivatives ran, and how far the answer was from the truth."""

    calls: int
    derivatives: int
    error: float


def cost(problem: Problem, solve: Callable[..., Any]) -> Cost:
    """Solve a problem and count."""
    f, derivatives = Counted(problem.f), [Counted(one) for one in problem.derivatives]
    answer = solve(f, *derivatives)
    return Cost(
        calls=f.calls,
        derivatives=sum(one.calls for one in derivatives),
        error=float(np.max(np.abs(answer - problem.truth))),
    )


START = np.full(10, -0.5)
SOFTEST = 0.45  # the valley's least curvature at its lowest point is 0.5


def valley(x: Any) -> Any:
    """Rosenbrock's valley, whose lowest point is at (1, …, 1)."""
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


TIMES = np.linspace(0, 4, 30)
TRUE_CURVE = np.array([2.5, 1.3, 0.8, 0.5])


def curve(t: Any, height: Any, rate: Any, depth: Any, floor: Any) -> Any:
    """A decay with a ripple."""
    return height * np.exp(-rate * t) + depth * np.sin(5 * t) + floor


MEASURED = curve(TIMES, *TRUE_CURVE)
GUESS = np.array([1.0, 1.0, 1.0, 0.0])


def misfit(p: Any) -> Any:
    """How far a curve is from what was measured, at each time."""
    return curve(TIMES, *p) - MEASURED


def columns(t: Any, *p: Any) -> Any:
    """The Jacobian of the curve as curve_fit wants it: a column for each parameter."""
    return np.column_stack(dfda.jacobian(curve, wrt=(1, 2, 3, 4))(t, *p))


GRID = np.linspace(0, 1, 22)[1:-1]
STEP = GRID[1] - GRID[0]


def boundary(y: Any) -> Any:
    """y″ + y³ = s between y(0) = 0 and y(1) = 0, with s so chosen that y = sin(πt) on the grid."""
    return bent(y) - bent(np.sin(np.pi * GRID))


def bent(y: Any) -> Any:
    """The left side of the equation, by differences of neighbours."""
    padded = np.concatenate([np.zeros(1), y, np.zeros(1)])
    return padded[2:] - 2 * y + padded[:-2] + STEP**2 * y**3


PHASES = np.linspace(0, 1, 20)
END = 6.0


def stiff(t: Any, y: Any) -> Any:
    """Twenty unknowns that are pulled to cos(t + phase), hard."""
    goal = np.cos(t + PHASES)
    return -1000 * (y**3 + y - goal**3 - goal) - np.sin(t + PHASES)


def integrated(f: Callable[..., Any], jac: Callable[..., Any] | None = None) -> Any:
    """Where the unknowns are at the end."""
    start = np.cos(PHASES)
    found = solve_ivp(f, (0, END), start, method="Radau", jac=jac, rtol=1e-6, atol=1e-8)
    return found.y[:, -1]


def downhill(f: Callable[..., Any], **options: Any) -> Any:
    """The lowest point that minimize finds."""
    return minimize(f, START, **options).x


PROBLEMS = (
    Problem(
        name="`minimize(jac=True)`, BFGS",
        f=valley,
        derivatives=(dfda.value_and_gradient(valley),),
        alone=lambda f, _: downhill(f),
        exact=lambda _, both: downhill(both, jac=True),
        truth=1.0,
        tolerance=1e-5 * math.sqrt(10) / SOFTEST,  # gtol
    ),
    Problem(
        name="`minimize(hess=)`, trust-constr",
        f=dfda.value_and_gradient(valley),
        derivatives=(dfda.hessian(valley),),
        alone=lambda f, _: downhill(f, jac=True, hess="2-point", method="trust-constr"),
        exact=lambda f, hess: downhill(f, jac=True, hess=hess, method="trust-constr"),
        truth=1.0,
        tolerance=1e-8 * math.sqrt(10) / SOFTEST,  # gtol
    ),
    Problem(
        name="`minimize(hessp=)`, Newton-CG",
        f=dfda.value_and_gradient(valley),
        derivatives=(dfda.hvp(valley),),
        alone=lambda f, _: downhill(f, jac=True, method="Newton-CG"),
        exact=lambda f, hessp: downhill(f, jac=True, hessp=hessp, method="Newton-CG"),
        truth=1.0,
        tolerance=1e-5 * 10,  # xtol, of a mean
    ),
    Problem(
        name="`least_squares(jac=)`",
        f=misfit,
        derivatives=(dfda.jacobian(misfit),),
        alone=lambda f, _: least_squares(f, GUESS).x,
        exact=lambda f, jac: least_squares(f, GUESS, jac=jac).x,
        truth=TRUE_CURVE,
        tolerance=1e-8 * 4,  # xtol, relative to the size of p
    ),
    Problem(
        name="`curve_fit(jac=)`",
        f=curve,
        derivatives=(columns,),
        alone=lambda f, _: curve_fit(f, TIMES, MEASURED, GUESS)[0],
        exact=lambda f, jac: curve_fit(f, TIMES, MEASURED, GUESS, jac=jac)[0],
        truth=TRUE_CURVE,
        tolerance=1.5e-8 * 5,  # xtol, relative to the size of p
    ),
    Problem(
        name="`root(jac=)`",
        f=boundary,
        derivatives=(dfda.jacobian(boundary),),
        alone=lambda f, _: root(f, GRID * (1 - GRID) * 5).x,
        exact=lambda f, jac: root(f, GRID * (1 - GRID) * 5, jac=jac).x,
        truth=np.sin(np.pi * GRID),
        tolerance=1.5e-8 * 4,  # xtol, relative to the size of y
    ),
    Problem(
        name="`solve_ivp(jac=)`, Radau",
        f=stiff,
        derivatives=(dfda.jacobian(stiff, wrt=1),),
        alone=lambda f, _: integrated(f),
        exact=integrated,
        truth=np.cos(END + PHASES),
        tolerance=1e-6 + 1e-8,  # rtol and atol: errors die out here
    ),
)


def main() -> None:
    """Print the table."""
    print("| solver | calls without | error | calls with dfda | and derivatives | error |")
    print("| --- | --- | --- | --- | --- | --- |")
    for problem in PROBLEMS:
        alone, exact = cost(problem, problem.alone), cost(problem, problem.exact)
        print(
            f"| {problem.name} | {alone.calls} | {alone.error:.0e} "
            f"| {exact.calls} | {exact.derivatives} | {exact.error:.0e} |",
        )
    versions = f"NumPy {np.__version__}, SciPy {scipy.__version__}"
    print(f"\nPython {platform.python_version()}, {versions}")


if __name__ == "__main__":
    main()
