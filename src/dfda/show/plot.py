"""`dfda.plot`: the explanation as a matplotlib figure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, overload

from dfda.errors import InputError
from dfda.explanation import Explanation, explain
from dfda.explanation.portrait import portrait
from dfda.nudges.nudge import DEFAULT_NUDGE
from dfda.results import Absent, AtPoints, Number, Scalar
from dfda.show.figure import draw_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@overload
def plot(f: Explanation, *, dark: bool = ...) -> Figure: ...
@overload
def plot(f: Scalar | str, *, nudge: Number = ..., dark: bool = ...) -> AtPoints[Figure]: ...
@overload
def plot(f: Scalar | str, *points: Number, nudge: Number = ..., dark: bool = ...) -> Figure: ...
def plot(
    f: Scalar | str | Explanation,
    *points: Number,
    nudge: Number | Absent = Absent.ABSENT,
    dark: bool = False,
) -> Figure | AtPoints[Figure]:
    """Draw a function and the microscope on its nudge.

    Args:
        f: A formula as text, a `Formula`, a Python function, or an `Explanation`.
        points: One or more finite numbers. Without any, you get a function of the points. An
            `Explanation` has its own points and nudge.
        nudge: The width of the nudge, not zero; 0.001 when it is left out.
        dark: Light lines on a dark ground.

    Returns:
        A matplotlib `Figure`, drawn without pyplot: nothing global changes. A notebook shows it;
        `figure.savefig("out.svg")` writes it.

    Raises:
        MissingExtraError: matplotlib is not installed.
        FormulaError: The text is not a formula.
        InputError: A point or nudge that cannot be used, or a formula that has no value near it.
        FunctionError: The Python function fails, or returns something that is not a number.

    Source:
        The local coordinates u = (x - a)/h, v = (f(x) - f(a))/h, in which every nudge has width 1.

    Example:
        >>> import dfda
        >>> figure = dfda.plot("3a", 2)
        >>> type(figure).__name__
        'Figure'
    """
    if isinstance(f, Explanation):
        if points or nudge is not Absent.ABSENT:
            raise InputError(
                "an explanation already has its points and its nudge",
                instead="draw it as it is, or give the function itself with other points",
            )
        return draw_figure(portrait(f), dark=dark)
    explaining = explain(f, nudge=DEFAULT_NUDGE if nudge is Absent.ABSENT else nudge)
    later: AtPoints[Figure] = partial(_plotted, explaining, dark=dark)
    return later(*points) if points else later


def _plotted(explaining: AtPoints[Explanation], *points: Number, dark: bool) -> Figure:
    return draw_figure(portrait(explaining(*points)), dark=dark)
