"""dfda: nudge any function, see the slope, know whether to believe it.

The derivative of f at a says how many times as much f moves as a does, when a moves a little.

Example:
    >>> import dfda
    >>> dfda.nudge(dfda.formula("3a"), 2)
    Nudge(at=2, by=0.001, before=6, after=6.003, height=0.003, width=0.001, slope=3)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dfda.errors import (
        DfdaError,
        FormulaError,
        FunctionError,
        InputError,
        KinkError,
        KinkWarning,
        MissingExtraError,
        UnsupportedError,
    )
    from dfda.exact import (
        derivative,
        gradient,
        hessian,
        hvp,
        jacobian,
        jvp,
        nudge,
        rule,
        source,
        value_and_derivative,
        value_and_gradient,
        vjp,
    )
    from dfda.explanation import Explanation, explain
    from dfda.formulas import Formula, formula
    from dfda.nudges import (
        estimate,
        estimate_directional,
        estimate_gradient,
        estimate_hessian,
        estimate_jacobian,
    )
    from dfda.results import Estimate, Estimates, Nudge, PointEstimates, Verdict
    from dfda.show import plot

__version__ = "0.1.0"

__all__ = [
    "DfdaError",
    "Estimate",
    "Estimates",
    "Explanation",
    "Formula",
    "FormulaError",
    "FunctionError",
    "InputError",
    "KinkError",
    "KinkWarning",
    "MissingExtraError",
    "Nudge",
    "PointEstimates",
    "UnsupportedError",
    "Verdict",
    "__version__",
    "derivative",
    "estimate",
    "estimate_directional",
    "estimate_gradient",
    "estimate_hessian",
    "estimate_jacobian",
    "explain",
    "formula",
    "gradient",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "nudge",
    "plot",
    "rule",
    "source",
    "value_and_derivative",
    "value_and_gradient",
    "vjp",
]

_HOMES = {
    "DfdaError": "dfda.errors",
    "Estimate": "dfda.results",
    "Estimates": "dfda.results",
    "Explanation": "dfda.explanation",
    "Formula": "dfda.formulas",
    "FormulaError": "dfda.errors",
    "FunctionError": "dfda.errors",
    "InputError": "dfda.errors",
    "KinkError": "dfda.errors",
    "KinkWarning": "dfda.errors",
    "MissingExtraError": "dfda.errors",
    "Nudge": "dfda.results",
    "PointEstimates": "dfda.results",
    "UnsupportedError": "dfda.errors",
    "Verdict": "dfda.results",
    "derivative": "dfda.exact",
    "estimate": "dfda.nudges",
    "estimate_directional": "dfda.nudges",
    "estimate_gradient": "dfda.nudges",
    "estimate_hessian": "dfda.nudges",
    "estimate_jacobian": "dfda.nudges",
    "explain": "dfda.explanation",
    "formula": "dfda.formulas",
    "gradient": "dfda.exact",
    "hessian": "dfda.exact",
    "hvp": "dfda.exact",
    "jacobian": "dfda.exact",
    "jvp": "dfda.exact",
    "nudge": "dfda.exact",
    "plot": "dfda.show",
    "rule": "dfda.exact",
    "source": "dfda.exact",
    "value_and_derivative": "dfda.exact",
    "value_and_gradient": "dfda.exact",
    "vjp": "dfda.exact",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that importing dfda costs next to nothing."""
    if name not in _HOMES:
        message = f"module 'dfda' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
