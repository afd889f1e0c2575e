"""A typed formula: something to call, to differentiate and to print."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

from dfda.digits import Exact
from dfda.formulas.lower import functions, lowered
from dfda.formulas.parser import parse
from dfda.program.exact import evaluate
from dfda.program.floats import run
from dfda.program.forward import derivative
from dfda.program.printing import Style, printed
from dfda.program.program import Program


@dataclass(frozen=True, slots=True)
class Formula:
    r"""A function of one variable, written down.

    Call it with numbers or arrays: float32 in, float32 out; everything else is computed in float64.
    Where the formula has no value the answer is NaN or infinite.

    Example:
        >>> import dfda
        >>> f = dfda.formula("2a^2 + sin(a)")
        >>> f(0.0)
        0.0
        >>> f.derivative
        formula('4a + cos(a)')
        >>> f.latex()
        '2a^{2} + \\sin\\left(a\\right)'
    """

    program: Program

    @property
    def variable(self) -> str:
        """The name of the variable."""
        return self.program.inputs[0]

    @property
    def text(self) -> str:
        """The formula in ASCII, as it can be typed back."""
        return printed(self.program)

    @property
    def pretty(self) -> str:
        """The formula with superscripts and a raised dot, as it can be typed back."""
        return printed(self.program, style=Style.PRETTY)

    def latex(self) -> str:
        """The formula in LaTeX, without dollar signs."""
        return printed(self.program, style=Style.LATEX)

    @property
    def derivative(self) -> Formula:
        """The exact derivative, again a formula."""
        return Formula(derivative(self.program))

    def at(self, number: Fraction) -> Exact:
        """The exact value at an exact number."""
        return evaluate(self.program, number)

    def __call__(self, x: Any) -> Any:
        """The value in floats, of the kind of `x` (float32 or float64)."""
        numbers = _floats(x)
        answer = run(self.program, **{self.variable: numbers[()]})
        if isinstance(x, np.generic):
            return answer
        if numbers.ndim or isinstance(x, np.ndarray):
            return np.array(answer, dtype=numbers.dtype)
        return float(answer)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"formula({self.text!r})"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"


def _floats(x: Any) -> np.ndarray[Any, Any]:
    """Numbers as a float32 or float64 array of the machine's own byte order."""
    numbers = np.asarray(float(x) if isinstance(x, int) else x)
    if numbers.dtype.kind not in "biuf":
        message = f"a formula takes real numbers, not {type(x).__name__}"
        hint = ": write float(x) for floats or .at(x) for exact digits"
        raise TypeError(message + (hint if isinstance(x, (Rational, Decimal)) else ""))
    single = numbers.dtype.kind == "f" and numbers.dtype.itemsize == np.float32().itemsize
    return numbers.astype(np.float32 if single else np.float64)


def formula(text: str) -> Formula:
    """Read a typed formula such as "2a^2 + sin(a)".

    The formula has one variable of any name. Multiplication signs may be left out (`3a`,
    `2a(a+1)`), powers are `a^2`, `a**2` or `a²`, `|a|` is the absolute value, and `1/2a` reads from
    left to right, as (1/2)·a. The text is parsed by dfda's own parser and never executed.

    Args:
        text: At most 1,000 characters.

    Returns:
        A `Formula`: call it, print it, take its `.derivative`.

    Raises:
        FormulaError: The text is not a formula; the error knows where and what to try.

    Source:
        V. Pratt, *Top down operator precedence*, POPL 1973.

    Example:
        >>> import dfda
        >>> dfda.formula("3a")(2)
        6.0
        >>> dfda.formula("a³ - 2a").derivative
        formula('3a^2 - 2')
    """
    return Formula(lowered(parse(text, functions())))
