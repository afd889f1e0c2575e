"""`dfda.plot`: the explanation as a matplotlib figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dfda.explanation import Explanation, explain
from dfda.explanation.portrait import portrait
from dfda.nudges.nudge import DEFAULT_NUDGE
from dfda.results import Scalar
from dfda.show.figure import draw_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot(
    f: Scalar | str | Explanation, *points: Any, nudge: Any = DEFAULT_NUDGE, dark: bool = False
) -> Figure:
    """Draw a function and the microscope on its nudge.

    Args:
        f: A formula as text, a `Formula`, a Python function, or an `Explanation`.
        points: One or more finite numbers; not needed for an `Explanation`.
        nudge: The width of the nudge, not zero.
        dark: Light lines on a dark ground.

    Returns:
        A matplotlib `Figure`, drawn without pyplot: nothing global changes. A notebook shows it;
        `figure.savefig("out.svg")` writes it.

    Raises:
        MissingExtraError: matplotlib is not installed.
        InputError: A point or nudge that cannot be used.

    Source:
        The local coordinates u = (x - a)/h, v = (f(x) - f(a))/h, in which every nudge has width 1.

    Example:
        >>> import dfda
        >>> figure = dfda.plot("3a", 2)
        >>> type(figure).__name__
        'Figure'
    """
    explanation = f if isinstance(f, Explanation) else explain(f, *points, nudge=nudge)
    return draw_figure(portrait(explanation), dark=dark)
