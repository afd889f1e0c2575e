"""A typed formula: something to call, to differentiate and to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from dfda.digits import Exact, exact_number
from dfda.formulas.lower import functions, lowered
from dfda.formulas.parser import parse
from dfda.program.exact import evaluate
from dfda.program.floats import run
from dfda.program.forward import derivative
from dfda.program.mathml import element
from dfda.program.printing import Style, printed
from dfda.program.program import Program
from dfda.program.steps import DerivationStep, derivation
from dfda.results import Number

Shape = TypeVar("Shape", bound=tuple[Any, ...])
"""The shape of an array, which a formula keeps."""


@dataclass(frozen=True, slots=True)
class Formula:
    r"""A function of one variable, written down.

    Call it with numbers or arrays: float32 in, float32 out; everything else is computed in float64.
    Where the formula has no value the answer is NaN or infinite.

    Attributes:
        program: The formula, step by step.
        short: Whether the constants are floats of Python code and are written in short: 0.1 for
            the float, which is 0.1000000000000000055511151231257827. A typed formula never is.

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
    short: bool = False

    @property
    def variable(self) -> str:
        """The name of the variable."""
        return self.program.inputs[0]

    @property
    def text(self) -> str:
        """The formula in ASCII, as it can be typed back."""
        return printed(self.program, short=self.short)

    @property
    def pretty(self) -> str:
        """The formula with superscripts and a raised dot, as it can be typed back."""
        return printed(self.program, style=Style.PRETTY, short=self.short)

    def latex(self) -> str:
        """The formula in LaTeX, without dollar signs."""
        return printed(self.program, style=Style.LATEX, short=self.short)

    def mathml(self, *, block: bool = False) -> str:
        """The formula as a `<math>` element, for web pages; with `block` on a line of its own.

        Source:
            W3C, *MathML Core*: presentation elements only, as every current browser draws them.

        Example:
            >>> import dfda
            >>> dfda.formula("a/2").mathml()
            '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>'
        """
        return element(printed(self.program, style=Style.MATHML, short=self.short), block=block)

    @property
    def derivative(self) -> Formula:
        """The exact derivative, again a formula."""
        return Formula(derivative(self.program), self.short)

    @property
    def steps(self) -> tuple[DerivationStep, ...]:
        """The derivation of `derivative`, rule by rule, each step checked by a nudge.

        Each step has its `rule` and `law`, its `text` ("d/da (3a) = 3"), the `condition` under
        which the rule holds, and `checked`: whether nudges at three points confirm it.

        Raises:
            InputError: There are more than 200 steps.

        Example:
            >>> import dfda
            >>> for step in dfda.formula("2a^2 + sin(a)").steps:
            ...     print(step.text, "by the", step.rule, step.checked)
            d/da (a^2) = 2a by the power rule True
            d/da (2a^2) = 4a by the constant factor True
            d/da (sin(a)) = cos(a) by the derivative of sin True
            d/da (2a^2 + sin(a)) = 4a + cos(a) by the sum rule True
        """
        return derivation(self.program, short=self.short)

    def at(self, number: Number) -> Exact:
        """The exact value at a number, of which floats and texts are read as decimals."""
        exact = number if isinstance(number, Fraction) else exact_number(number, name="the point")
        return evaluate(self.program, exact)

    @overload
    def __call__(self, x: np.float32) -> np.float32: ...
    @overload
    def __call__(self, x: np.floating[Any] | np.integer[Any] | np.bool_) -> np.float64: ...
    @overload
    def __call__(self, x: float) -> float: ...
    @overload
    def __call__(self, x: np.ndarray[Shape, Any]) -> np.ndarray[Shape, np.dtype[Any]]: ...
    @overload
    def __call__(self, x: Sequence[float] | Sequence[Sequence[float]]) -> NDArray[np.float64]: ...
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
