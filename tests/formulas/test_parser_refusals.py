"""Formulas that are refused: the exact sentence, the exact hint, and the offending piece.

In the table ⟦…⟧ marks the piece that the error points at, and {} in a sentence stands for it.
"""

# ruff: noqa: RUF001 - characters that look like others are refused here

import pytest

from dfda.errors import FormulaError
from dfda.formulas.parser import parse
from dfda.formulas.tree import Arity

ONE = "sin cos tan exp log ln log10 log2 sqrt abs sign step floor asin relu"
FUNCTIONS = {name: Arity(1, 1) for name in ONE.split()}
FUNCTIONS |= {"max": Arity(2, None), "clamp": Arity(2, 3), "atan2": Arity(2, 2)}

THERE = "write a number or the variable there"
BETWEEN = "write a number or the variable between them"
AFTER = f"Something is missing after '{{}}' -> {THERE}"
BEFORE = f"Something is missing before '{{}}' -> {THERE}"
EMPTY = f"Nothing stands between these parentheses -> {THERE}"
OPEN = "This '{}' is never closed -> write a ) after it"
OPEN_BAR = "This '|' is never closed -> write a second | after it, or abs(…) for one inside another"
ARITHMETIC = "write only arithmetic, such as 3*a"
WORD = f"'{{}}' is a word of Python, and a formula is not a program -> {ARITHMETIC}"
PYTHON = "'{}' is written as in Python, and a formula has no attributes"
POINT = "A '.' stands alone here -> write a number such as 0.5"
LAMBDA = "'lambda' needs one variable and a colon after it -> write lambda a: 3*a, or only 3*a"
INNER_LAMBDA = (
    "'lambda' can only stand at the beginning of a formula -> write lambda a: 3*a, or only 3*a"
)
EQUALS = "A formula has no equals sign"
TWO = "A formula has one variable, and this one has two:"
KEEP = "keep one of them, and write a number for the other"
ONE_OF_TWO = "for a product, with a number for one of the two"
UNKNOWN = "There is no function called '{}'"
BARE = "The function '{}' needs parentheses after it"
NOT_A_NAME = "'{}' cannot be the variable's name"
COMMA = "A comma only separates the arguments of a function -> write one formula, without the comma"
DECIMAL = "A comma cannot stand inside a number"
CHOOSE = "write 1 if a > 3 else 0"
IS_CONDITION = "'{}' is a condition and not a number"
IS_NUMBER = "'{}' is a number and not a condition -> compare it with something, as in {} > 0"
CONDITION = "Something is missing after '{}' -> write a condition there, such as a > 3"
NO_ELSE = f"This '{{}}' has no 'else' after it -> {CHOOSE}: both values are needed"
NO_IF = f"This '{{}}' has no 'if' before it -> {CHOOSE}"
CAPITALS = "write it in small letters: 1 if a > 3 else 0"
LEIBNIZ = "'{}' needs parentheses around what is to be differentiated"
NOT_LEIBNIZ = "'{}' is not read as a derivative"
NO_ORDER = "'{}' is not the derivative of one order from 1 to 9"
UNCLEAR = "It is not clear whether '{}' comes before or after 'd/da'"
OUTSIDE = "write (d/da (a^2))^3 or d/da ((a^2)^3)"
MIXED = "'{}' can mean a sum or a product"
QUOTATION = "'{}' is a quotation mark, and formulas are typed without them -> delete it"
LINE = "A formula is a single line, and this text has a line break -> join the lines"
HIDDEN = "An invisible or combining character ({}) is hidden here -> delete it"
SPACE = "A special kind of space ({}) stands here -> type an ordinary space"
NOT_FINITE = "'{}' is not a number that a formula can hold -> write an ordinary number"
ALPHABET = "use letters, digits, + - * / ^ ( ) and |"

REFUSED = {
    "The formula is empty -> write 3*a": ["⟦⟧", "⟦ ⟧", "⟦ \t ⟧"],
    # something missing, something too many
    AFTER: [
        "a⟦+⟧", "a⟦-⟧", "⟦-⟧", "a⟦*⟧ ", "a⟦/⟧", "a⟦^⟧", "a⟦**⟧", "a⟦·⟧", "(a⟦+⟧)", "|(a⟦+⟧)|",
        "sin(a⟦*⟧)", "max(a⟦,⟧)", "max(a⟦,⟧,2)", "max(a⟦+⟧,2)", "max(a⟦,⟧", "lambda x⟦:⟧", "a+⟦-⟧",
    ],
    BEFORE: [
        "⟦*⟧a", "⟦/⟧", "⟦^⟧2", "⟦²⟧", "⟦²⟧a", "(⟦*⟧2)", "max(⟦,⟧a)", "max(a, ⟦*⟧2)", "⟦,⟧", "⟦:⟧a",
        "|⟦²⟧|", "lambda x: ⟦*⟧x", "(⟦⁻¹⟧)",
    ],
    f"'{{}}' cannot follow '+' -> {BETWEEN}": ["a+⟦*⟧2", "a+⟦²⟧", "a +⟦/⟧"],
    f"'{{}}' cannot follow '**' -> {BETWEEN}": ["a**⟦*⟧2", "a**⟦**⟧2", "a**⟦²⟧"],
    f"'{{}}' cannot follow '^' -> {BETWEEN}": ["a^⟦²⟧", "a^⟦^⟧2"],
    f"'{{}}' cannot follow '/' -> {BETWEEN}": ["a/ ⟦/⟧2", "a/⟦*⟧2"],
    EMPTY: ["⟦()⟧", "a+⟦( )⟧", "a⟦()⟧", "((⟦()⟧))"],
    OPEN: ["⟦(⟧", "⟦(⟧a", "2⟦(⟧a+1", "sin⟦(⟧a", "(a)⟦(⟧a", "⟦(⟧(a)", "max⟦(⟧a, 2"],
    "This ')' was never opened -> delete it": ["⟦)⟧", "⟦)⟧a("],
    "This ')' was never opened -> delete it, or write a ( before": [
        "a⟦)⟧", "(a)⟦)⟧", "sin(a)⟦)⟧*2",
    ],
    OPEN_BAR: [
        "⟦|⟧", "|⟦|⟧", "⟦|⟧a", "⟦|⟧a+1", "2⟦|⟧a", "(⟦|⟧a)|", "|(a⟦|⟧)", "|a|a⟦|⟧", "sin(⟦|⟧a)",
        "|2|a|⟦|⟧", "(a+⟦|⟧)",
    ],
    # numbers in the wrong place
    "Two numbers stand side by side: '2' and '3' -> "
    "write 2*3 to multiply, or no space within one number": ["2 ⟦3⟧", "a+2 ⟦3⟧", "2 \t⟦3⟧a"],
    "Two numbers stand side by side: '1' and '000' -> "
    "write 1*000 to multiply, or no space within one number": ["1 ⟦000⟧"],
    "The number '2' cannot directly follow 'a' -> write a*2, or a^2 for a power": [
        "a ⟦2⟧", "(a ⟦2⟧)", "3a ⟦2⟧", "a^a ⟦2⟧",
    ],
    "The number '.5' cannot directly follow 'a' -> write a*.5, or a^.5 for a power": ["a⟦.5⟧"],
    "The number '2' cannot directly follow 'θ' -> write θ*2, or θ^2 for a power": ["θ⟦2⟧"],
    "The number '2' cannot directly follow 'π' -> write π*2, or π^2 for a power": ["π⟦2⟧"],
    "The number '2' cannot directly follow ')' -> write *2 to multiply, or ^2 for a power": [
        "(a+1)⟦2⟧", "sin(a)⟦2⟧", "sin(a) ⟦2⟧",
    ],
    "The number '2' cannot directly follow '|' -> write *2 to multiply, or ^2 for a power": [
        "|a|⟦2⟧",
    ],
    "The number '2' cannot directly follow '²' -> write *2 to multiply, or ^2 for a power": [
        "5²⟦2⟧", "a² ⟦2⟧",
    ],
    "It is not clear what is raised first here -> write (a²)^3 or a^(2^3)": ["a²⟦^⟧3", "2a²⟦**⟧a"],
    "Two raised numbers stand side by side -> write (a²)³, or write the digits together": [
        "a² ⟦²⟧", "a²⟦⁻¹⟧",
    ],
    "'{}' is not a number -> write a number with one decimal point, such as 1.5": [
        "⟦1.2.3⟧", "2a+⟦1..2⟧", "⟦1...⟧", "⟦1e5e5⟧", "⟦5..real⟧",
    ],
    "'{}' is not a decimal number -> write 255": ["⟦0xff⟧", "⟦0xFF⟧"],
    "The number '{}' is too large -> write a number below 1.79e308": ["⟦1e400⟧", "a+⟦1e999⟧"],
    # commas and colons
    f"{DECIMAL} -> write 0.5 with a decimal point": ["0⟦,⟧5", "0⟦,⟧5a", "(0⟦,⟧5)", "|0⟦,⟧5|"],
    f"{DECIMAL} -> write 1.000 with a decimal point, or 1000 without the comma": ["1⟦,⟧000"],
    COMMA: ["a⟦,⟧2", "2⟦,⟧ 3", "(a⟦,⟧2)", "|a⟦,⟧ 2|", "a²⟦,⟧5", "2⟦,⟧"],
    "A ':' has no meaning here -> write / to divide": ["a⟦:⟧2", "(a⟦:⟧2)", "sin(a⟦:⟧2)", "|a⟦:⟧2|"],
    # how many arguments
    "'sin' takes one argument, and none is given -> write sin(a)": ["⟦sin()⟧", "2⟦sin( )⟧+a"],
    "'sin' takes one argument, and two are given -> give it one argument": [
        "⟦sin(a, 2)⟧", "⟦sin(max(0,5),2)⟧",
    ],
    "'sin' takes one argument, and two are given -> write 0.5 with a decimal point": [
        "⟦sin(0,5)⟧", "a+⟦sin(0,5a)⟧",
    ],
    "'max' takes at least two arguments, and one is given -> write max(a, 2)": ["⟦max(a)⟧"],
    "'max' takes at least two arguments, and none is given -> write max(a, 2)": ["⟦max()⟧"],
    "'atan2' takes two arguments, and three are given -> give it two arguments": [
        "⟦atan2(a,1,2)⟧",
    ],
    "'atan2' takes two arguments, and 5 are given -> give it two arguments": [
        "⟦atan2(a,1,2,3,4)⟧",
    ],
    "'clamp' takes two or three arguments, and one is given -> write clamp(a, 2)": ["⟦clamp(a)⟧"],
    "'clamp' takes two or three arguments, and four are given -> give it two or three arguments": [
        "⟦clamp(a,1,2,3)⟧",
    ],
    # functions without parentheses
    f"{BARE} -> write sin(a)": [
        "⟦sin⟧", "⟦sin⟧ a", "2⟦sin⟧*2", "⟦sin⟧+a", "⟦sin⟧|a|", "cos(⟦sin⟧)",
    ],
    f"{BARE} -> write sin(x)": ["⟦sin⟧ x", "x + ⟦sin⟧", "lambda x: ⟦sin⟧"],
    f"{BARE} -> write sin(2a)": ["⟦sin⟧ 2a", "⟦sin⟧ 2a + a"],
    f"{BARE} -> write sin(2)": ["⟦sin⟧ 2"],
    f"{BARE} -> write sin(pi)": ["⟦sin⟧ pi"],
    f"{BARE} -> write sin(π)": ["⟦sin⟧π"],
    f"{BARE} -> write sin(a)^2": ["⟦sin⟧^2(a)", "⟦sin⟧²(a)", "⟦sin⟧**2(a)"],
    f"{BARE} -> write sin(a)^-2": ["⟦sin⟧⁻²(a)"],
    f"{BARE} -> write asin(a) for the inverse, or 1/sin(a)": ["⟦sin⟧⁻¹(a)", "⟦sin⟧^-1(a)"],
    f"{BARE} -> write 1/cos(x)": ["⟦cos⟧⁻¹(x)"],
    f"{NOT_A_NAME} -> did you mean sin(a)?": ["⟦sina⟧", "2⟦sina⟧ + a", "⟦Sin⟧", "⟦SIN⟧+2"],
    f"{NOT_A_NAME} -> did you mean sin(x)?": ["⟦sinx⟧"],
    f"{NOT_A_NAME} -> did you mean sin(2x)?": ["⟦sin2x⟧"],
    f"{NOT_A_NAME} -> did you mean log10(a)?": ["⟦log10a⟧", "⟦Log10⟧"],
    f"{NOT_A_NAME} -> did you mean cos(t)?": ["⟦cost⟧"],
    f"{NOT_A_NAME} -> did you mean cos(time)?": ["⟦costime⟧ + time"],
    "'{}' begins with the function 'exp' -> "
    "write exp(…), or begin with lambda expense: to use it as the variable": ["2⟦expense⟧"],
    # names that nobody knows
    f"{UNKNOWN} -> did you mean 'sin'?": [
        "⟦sen⟧(a)", "⟦Sin⟧(a)", "⟦SIN⟧(a)", "⟦sine⟧(a)", "⟦sni⟧(a)",
    ],
    f"{UNKNOWN} -> did you mean 'tan'?": ["⟦tg⟧(a)", "2+⟦tang⟧(a)"],
    f"{UNKNOWN} -> did you mean 'asin'?": ["⟦arcsin⟧(a)", "⟦arcsen⟧(a)"],
    f"{UNKNOWN} -> did you mean 'abs'?": ["⟦Abs⟧(a)", "⟦fabs⟧(a)"],
    f"{UNKNOWN} -> did you mean 'sign'?": ["⟦sgn⟧(a)"],
    f"{UNKNOWN} -> did you mean 'sqrt'?": ["⟦root⟧(a)", "⟦sqr⟧(a)"],
    f"{UNKNOWN} -> did you mean 'floor'?": ["⟦flor⟧(a)"],
    f"{UNKNOWN} -> did you mean x*sin(…)?": ["⟦xsin⟧(x)", "lambda x: ⟦xsin⟧(x)"],
    f"{UNKNOWN} -> did you mean e*sin(…)?": ["⟦esin⟧(x)"],
    f"{UNKNOWN} -> write a^2 for a power": ["⟦pow⟧(a, 2)", "⟦Power⟧(a)"],
    f"{UNKNOWN} -> write it out with functions such as sin, exp or sqrt": [
        "⟦print⟧(a)", "⟦open⟧(2)", "⟦eval⟧(a)", "⟦zzz⟧(zzz(2))", "⟦" + "z" * 30 + "⟧(a)",
    ],
    "'{}' is not a function, and the variable is 'a' -> write the formula itself, such as 3*a": [
        "⟦f⟧(a)", "⟦x⟧(a+1)", "a + ⟦g⟧(2)", "lambda a: ⟦f⟧(2)",
    ],
    "'{}' is not a function, and the variable is 'f' -> write the formula itself, such as 3*a": [
        "f(⟦g⟧(2))",
    ],
    "'{}' is not a function, and the variable is 'b' -> write the formula itself, such as 3*a": [
        "⟦a⟧(b+1)",
    ],
    f"{NOT_A_NAME} -> did you mean 'pi'?": ["2⟦Pi⟧", "⟦PI⟧*a"],
    f"{NOT_A_NAME} -> did you mean pi*x?": ["⟦pix⟧", "2⟦pix⟧+x"],
    # two variables
    f"{TWO} 'a' and '{{}}' -> {KEEP}": ["a+⟦b⟧", "a*⟦b⟧", "a(a+1)⟦b⟧", "2a + 3⟦speed⟧ + c"],
    f"{TWO} 'a' and '{{}}' -> write a*b {ONE_OF_TWO}": ["a ⟦b⟧", "a+⟦ab⟧"],
    f"{TWO} 'ab' and '{{}}' -> write a*b {ONE_OF_TWO}": ["2ab+⟦a⟧", "ab*2+⟦a⟧"],
    f"{TWO} 'x' and '{{}}' -> write a*x {ONE_OF_TWO}": ["x + ⟦ax⟧"],
    f"{TWO} 'α' and '{{}}' -> write α*β {ONE_OF_TWO}": ["α⟦β⟧"],
    f"{TWO} 'a' and '{{}}' -> write a*2, or a^2 for a power": ["a + 2⟦a2⟧"],
    f"{TWO} 'ae' and '{{}}' -> write a*e for a product": ["ae + ⟦a⟧"],
    f"{TWO} 'a' and '{{}}' -> write a*a for a product": ["a + ⟦aa⟧"],
    f"{TWO} 'sen' and '{{}}' -> did you mean sin(…)?": ["sen ⟦a⟧"],
    f"The variable is 'x', and '{{}}' is another name -> {KEEP}": [
        "lambda x: 3*⟦a⟧", "lambda x: ⟦y⟧",
    ],
    f"The variable is 'e', and '{{}}' is another name -> {KEEP}": ["lambda e: e*⟦a⟧"],
    # words of programs
    WORD: [
        "⟦import⟧ os", "a ⟦for⟧ a in a", "⟦True⟧", "⟦None⟧", "⟦yield⟧", "⟦del⟧ a", "⟦await⟧ a",
        "lambda ⟦for⟧: 3", "1 if ⟦True⟧ else 2", "1 if a ⟦in⟧ 2 else 3",
    ],
    "'is' is not read as a comparison -> write == to compare": ["a ⟦is⟧ a", "1 if a ⟦is⟧ 2 else 3"],
    "'elif' is a word of Python, and a formula chooses on one line -> "
    "write 1 if a < 0 else 2 if a < 1 else 3": ["1 if a<0 ⟦elif⟧ a<1", "⟦elif⟧"],
    f"'{{}}' is not read as 'if' -> {CAPITALS}": ["1 ⟦If⟧ a>0 else 2", "1 ⟦IF⟧ a>0 else 2"],
    f"'{{}}' is not read as 'else' -> {CAPITALS}": ["1 if a>0 ⟦ELSE⟧ 2"],
    f"'{{}}' is not read as 'and' -> {CAPITALS}": ["1 if a>0 ⟦And⟧ a<2 else 2"],
    # conditions
    f"{IS_CONDITION} -> write 1 if a > 3 else 0": ["⟦a > 3⟧"],
    f"{IS_CONDITION} -> write 1 if a == 3 else 0": ["⟦a == 3⟧"],
    f"{IS_CONDITION} -> write 1 if a≠3 else 0": ["⟦a≠3⟧"],
    f"{IS_CONDITION} -> write 1 if 0<a<1 else 0": ["⟦0<a<1⟧"],
    f"{IS_CONDITION} -> write 1 if not a > 3 else 0": ["⟦not a > 3⟧"],
    f"{IS_CONDITION} -> write 1 if a>1 or a<0 else 0": ["⟦a>1 or a<0⟧", "⟦((a>1 or a<0))⟧"],
    f"{IS_CONDITION} -> write (1 if a>1 else 0)": [
        "2*⟦(a>1)⟧", "⟦(a>1)⟧*2", "2⟦(a>1)⟧", "-⟦(a>1)⟧", "2^⟦(a>1)⟧", "⟦(a>1)⟧^2", "⟦(a>1)⟧²",
        "sin(⟦a>1⟧)", "max(2, ⟦a>1⟧)", "|⟦a>1⟧|", "⟦(a>1)⟧ + 2", "2 - ⟦((a>1))⟧", "⟦(a>1)⟧ < 2",
        "1 if a<0 else ⟦a>1⟧", "⟦(a>1)⟧ if a<0 else 1", "1 if 0 < ⟦(a>1)⟧ else 2",
        "a + ⟦(a>1)⟧ > 2",
        "d/da ⟦(a>1)⟧", "lambda a: ⟦a>1⟧",
    ],
    f"{IS_CONDITION} -> write (1 if (a)>(1) else 0)": ["2+⟦((a)>(1))⟧"],
    f"{IS_CONDITION} -> write (1 if not a>2 else 0)": ["a+⟦not a>2⟧"],
    IS_NUMBER: [
        "1 if ⟦a⟧ else 2", "1 if ⟦a+1⟧ else 2", "1 if not ⟦a⟧ else 2", "1 if ⟦a⟧ and a>1 else 2",
        "1 if a>1 and ⟦2⟧ else 2", "1 if a>1 or ⟦a⟧ or a<0 else 2", "1 if ⟦sin(a)⟧ else 2",
        "⟦a⟧ and a", "not ⟦a⟧", "a if ⟦a⟧", "1 if ⟦|a|⟧ else 2", "1 if ⟦(a)⟧ else 2",
        "1 if ⟦(1 if a>0 else 2)⟧ else 3", "1 if ⟦a⟧ not a>2 else 3",
    ],
    NO_ELSE: ["1 ⟦if⟧ a>0", "(1 ⟦if⟧ a>0)", "|1 ⟦if⟧ a>0|", "1 if a>0 else 2 ⟦if⟧ a<1"],
    NO_IF: [
        "a ⟦else⟧ 2", "(a ⟦else⟧ 2)", "|a ⟦else⟧ 2|", "1 if a>1 else 2 ⟦else⟧ 3", "sin(a ⟦else⟧ 2)",
    ],
    f"A value must stand before 'if' -> {CHOOSE}": [
        "⟦if⟧ a>0 else 2", "⟦if⟧(a)", "(⟦if⟧ a>1)", "⟦if⟧", "1 if ⟦if⟧ a",
    ],
    "'not' cannot stand between two values -> "
    "write it before a condition: 1 if not a > 3 else 0": [
        "a ⟦not⟧ a", "(a ⟦not⟧ a)", "a² ⟦not⟧ a",
    ],
    CONDITION: [
        "1 ⟦if⟧ else 2", "1 if a>1 ⟦and⟧ else 2", "1 if a>1 ⟦or⟧", "1 if ⟦not⟧ else 2", "1 ⟦if⟧",
        "⟦not⟧",
    ],
    "'<>' is not a comparison -> write !=": ["a ⟦<>⟧ 2"],
    "'=>' is not a comparison -> write >=": ["1 if a ⟦=⟧> 2 else 3", "a⟦=⟧>2"],
    "'=<' is not a comparison -> write <=": ["1 if a ⟦=⟧< 2 else 3"],
    "A formula has no equals sign -> write == to compare": ["1 if a ⟦=⟧ 2 else 3"],
    f"'{{}}' cannot follow '<' -> {BETWEEN}": ["a <⟦<⟧ 2", "a < ⟦<⟧ 2", "1 if a < ⟦and⟧ a else 2"],
    f"'{{}}' cannot follow 'if' -> {BETWEEN}": ["1 if ⟦and⟧ a", "1 if ⟦<⟧ a else 2"],
    # derivatives
    f"{LEIBNIZ} -> write d/da (3a)": ["⟦d/da⟧ 3a", "⟦d/da⟧", "2 + ⟦d/da⟧", "⟦d/da⟧ * (a)"],
    f"{LEIBNIZ} -> write d/da (3a + 2)": ["⟦d/da⟧ 3a + 2"],
    f"{LEIBNIZ} -> write d/dx (3x)": ["⟦d/dx⟧ sin(x)", "(⟦d/dx⟧)"],
    f"{LEIBNIZ} -> write d/da (a)": ["d/da ⟦d/da⟧ a"],
    "'{}' is a derivative by 'x', and the variable is 'a' -> write d/da (…)": [
        "⟦d/dx⟧ (a)", "a + ⟦d/dx⟧ (5)", "⟦d²/dx²⟧ (a)", "lambda a: ⟦d/dx⟧ (5)",
    ],
    "'{}' is a derivative by 'b', and the variable is 'x' -> write d/dx (…)": ["d/dx (⟦d/db⟧ (5))"],
    "'e' cannot be the variable of '{}' -> write d/da (…)": ["⟦d/de⟧ (e^2)"],
    "'sin' cannot be the variable of '{}' -> write d/da (…)": ["⟦d/dsin⟧ (2)"],
    f"{NOT_LEIBNIZ} -> write d/da (…) with the formula itself inside, such as d/da (3a)": [
        "⟦df/da⟧", "2⟦df/da⟧", "⟦d f(a)/da⟧", "⟦df(a)/da⟧", "⟦dy/da⟧(a)",
    ],
    f"{NOT_LEIBNIZ} -> write d/dx (…) with the formula itself inside, such as d/dx (3x)": [
        "⟦dy/dx⟧",
    ],
    f"{NOT_LEIBNIZ} -> write d/da (3a)": ["⟦d(3a)/da⟧", "⟦d (3a) / da⟧"],
    f"{NOT_LEIBNIZ} -> write d/da (sin(a))": ["⟦d sin(a)/da⟧"],
    f"{NO_ORDER} -> write d²/da² for the second derivative": [
        "⟦d²/da⟧ (a)", "⟦d^2/da^3⟧(a)", "⟦d^10/da^10⟧ (a)", "⟦d⁻¹/da⁻¹⟧ (a)", "⟦d⁰/da⁰⟧ (a)",
    ],
    f"{UNCLEAR} -> {OUTSIDE}": [
        "d/da (a)⟦^⟧2", "d/da (a)⟦²⟧", "d/da (a)⟦(⟧a+1)", "d/da (a)⟦a⟧", "d/da (a) ⟦d/da⟧ (a)",
        "d/da (a)⟦|⟧a|", "d/da (a)⟦2⟧",
    ],
    # fractions of one character
    f"{MIXED.replace('{}', '2½')} -> write (2+½) or 2*½": ["2⟦½⟧", "a+2⟦½⟧", "2⟦½⟧a"],
    f"{MIXED.replace('{}', '2 ⅓')} -> write (2+⅓) or 2*⅓": ["2 ⟦⅓⟧"],
    "Two numbers stand side by side: '½' and '2' -> "
    "write ½*2 to multiply, or no space within one number": ["½⟦2⟧"],
    "The number '½' cannot directly follow 'a' -> write a*½, or a^½ for a power": ["a⟦½⟧"],
    "'⅟' (U+215F) is not read as a fraction -> write 1/2": ["⟦⅟⟧2"],
    f"{BARE} -> write sin(½)": ["⟦sin⟧ ½"],
    f"{BARE} -> write sin(a)^(1/2)": ["⟦sin⟧^½(a)"],
    LAMBDA: [
        "⟦lambda⟧", "⟦lambda⟧: 3", "⟦lambda⟧ a, b: a", "⟦lambda⟧ a", "⟦lambda⟧(a)", "⟦lambda⟧*2",
    ],
    INNER_LAMBDA: [
        "(⟦lambda⟧ x: x)", "lambda x: ⟦lambda⟧ y: 2", "a + ⟦lambda⟧", "lambda ⟦lambda⟧: 2",
    ],
    "'{}' is a function and cannot be the variable -> choose another name, such as a": [
        "lambda ⟦sin⟧: 3",
    ],
    NOT_FINITE: [
        "⟦nan⟧", "⟦NaN⟧*a", "⟦inf⟧", "-⟦Inf⟧", "⟦infinity⟧", "⟦∞⟧", "lambda ⟦inf⟧: inf", "⟦nan⟧(a)",
    ],
    f"{PYTHON} -> write sin(a)": [
        "⟦np.sin⟧(a)", "⟦math.sin⟧(a)", "⟦torch.sin⟧(a)", "2+⟦np.sen⟧(a)",
    ],
    f"{PYTHON} -> write sin(2a+1)": ["⟦numpy.sin⟧(2a+1)"],
    f"{PYTHON} -> write asin(2a)": ["⟦np.arcsin⟧(2a)"],
    f"{PYTHON} -> write sin(…)": ["⟦np.sin⟧(np.cos(a))", "⟦np.sin⟧(a"],
    f"{PYTHON} -> write pi": ["⟦math.pi⟧*a"],
    f"{PYTHON} -> {ARITHMETIC}": [
        "⟦a.real⟧", "(⟦a.conjugate⟧())", "⟦np.random⟧.rand()", "⟦os.system⟧(2)",
    ],
    POINT: ["a⟦.⟧", "⟦.⟧", "⟦.⟧ 5", "⟦.⟧a", "a+⟦.⟧b", "⟦.⟧e5", "(⟦.⟧)"],
    # characters
    f"{EQUALS} -> write only the right-hand side: 3a": [
        "y ⟦=⟧ 3a", "f(a) ⟦=⟧ 3a", "f(a)⟦=⟧3a", "y :⟦=⟧ 3a", "f( x )⟦=⟧ 3a",
    ],
    f"{EQUALS} -> write only the left-hand side: 3a": ["3a ⟦=⟧ y", " 3a ⟦=⟧ f(a)"],
    f"{EQUALS} -> write only one side of it, such as 3*a": [
        "⟦=⟧", "3a ⟦=⟧ 6", "a ⟦=⟧", "y ⟦=⟧ 3a = 2", "⟦=⟧3a+1",
    ],
    "'≈' is not sharp, and formulas compare sharply -> write |a - 2| < 0.1": ["a ⟦≈⟧ 2"],
    "'∧' is not read as a word -> write and": ["1 if a>0 ⟦∧⟧ a<2 else 0"],
    "'¬' is not read as a word -> write not": ["1 if ⟦¬⟧ a>0 else 0"],
    "'∂' is not read as text -> write d/da (3a) for a derivative": ["⟦∂⟧/∂a (a)"],
    "'′' has no meaning in a formula -> write d/da (3a) for a derivative": ["f⟦′⟧(a)"],
    QUOTATION: ['⟦"⟧a"', "⟦'⟧a'", "f⟦'⟧(a)", "⟦`⟧a`", "⟦“⟧a”"],
    "'%' has no meaning in a formula -> write 5/100 for five percent": ["5⟦%⟧", "a ⟦%⟧ 2"],
    "'!' has no meaning in a formula -> write out the product, such as 3*2*1 for a factorial": [
        "a⟦!⟧",
    ],
    "'&' has no meaning in a formula -> write and between conditions, + to add or * to multiply": [
        "a⟦&⟧a", "a>1 ⟦&⟧& a<2",
    ],
    "'~' has no meaning in a formula -> write - for a minus sign": ["⟦~⟧a"],
    "'@' has no meaning in a formula -> write * to multiply": ["a⟦@⟧a"],
    "'#' starts a comment in Python, and a formula has no comments -> delete it": ["a⟦#⟧ slope"],
    f"'?' has no meaning in a formula -> {CHOOSE} for a choice": ["a⟦?⟧", "a>1 ⟦?⟧ 1 : 2"],
    "';' has no meaning in a formula -> write one formula at a time": ["a⟦;⟧ a"],
    "'$' belongs to LaTeX, and formulas are typed as plain text -> write 3*a": ["⟦$⟧a$"],
    "'\\' belongs to LaTeX, and formulas are typed as plain text -> "
    "write sin(a) without the backslash": ["⟦\\⟧sin(a)"],
    "'{}' is not a bracket that formulas use -> write ( instead": ["⟦[⟧a]", "sin⟦[⟧a]", "⟦{⟧a}"],
    "'{}' is not a bracket that formulas use -> write ) instead": ["(a⟦]⟧", "(a⟦}⟧"],
    "A name cannot begin with '_' -> begin it with a letter, such as a": [
        "⟦_⟧a", "⟦_⟧_import__(2)", "⟦_⟧", "a ⟦_⟧", "2⟦_⟧a",
    ],
    "'_' cannot stand inside a number -> write the digits together, such as 1000": ["1⟦_⟧000"],
    "'//' divides and rounds down in Python, and formulas only divide -> write / instead": [
        "a⟦//⟧2", "a⟦//⟧/2",
    ],
    "'√' is not read as a function -> write sqrt(a)": ["⟦√⟧a", "2⟦√⟧(a)", "⟦√⟧ a + 1"],
    "'√' is not read as a function -> write sqrt(a+1)": ["⟦√⟧(a+1)"],
    "'√' is not read as a function -> write sqrt(2)": ["⟦√⟧2 * a"],
    "'√' is not read as a function -> write sqrt(…)": ["⟦√⟧", "⟦√⟧sin(a)", "⟦√⟧((a))", "⟦√⟧π"],
    "'∛' is not read as a function -> write (a)^(1/3)": ["⟦∛⟧a"],
    "'∑' is not read as text -> write out the sum, such as a + a^2 + a^3": ["⟦∑⟧a"],
    "'°' has no meaning in a formula -> write a*pi/180 to turn degrees into radians": ["sin(a⟦°⟧)"],
    "'⁻' needs a raised digit after it -> write a⁻¹ or a^-1": ["a⟦⁻⟧", "a⟦⁻⟧a"],
    "'ⁿ' (U+207F) is not read as a power -> write ^n": ["a⟦ⁿ⟧"],
    "'ａ' (U+FF41) only looks like 'a' -> type a plain 'a'": ["3⟦ａ⟧"],
    "'３' (U+FF13) only looks like '3' -> type a plain '3'": ["⟦３⟧a"],
    "'（' (U+FF08) only looks like '(' -> type a plain '('": ["⟦（⟧a）"],
    "'𝑎' (U+1D44E) only looks like 'a' -> type a plain 'a'": ["3⟦𝑎⟧"],
    "'а' (U+0430) only looks like 'a' -> type a plain 'a'": ["3⟦а⟧", "sin(⟦а⟧)"],
    "'с' (U+0441) only looks like 'c' -> type a plain 'c'": ["⟦с⟧os(a)"],
    "'ο' (U+03BF) only looks like 'o' -> type a plain 'o'": ["⟦ο⟧"],
    "'ν' (U+03BD) only looks like 'v' -> type a plain 'v'": ["2⟦ν⟧"],
    "'ϕ' (U+03D5) only looks like 'φ' -> type a plain 'φ'": ["⟦ϕ⟧"],
    "'µ' (U+00B5) only looks like 'μ' -> type a plain 'μ'": ["⟦µ⟧"],
    "'–' (U+2013) only looks like '-' -> type a plain '-'": ["a ⟦–⟧ 1"],
    "'∗' (U+2217) only looks like '*' -> type a plain '*'": ["3⟦∗⟧a"],
    "'₁' (U+2081) only looks like '1' -> type a plain '1'": ["a⟦₁⟧"],
    f"The character 'é' (U+00E9) cannot stand in a formula -> {ALPHABET}": ["⟦é⟧"],
    f"The character '\\u5b57' (U+5B57) cannot stand in a formula -> {ALPHABET}": ["⟦字⟧"],
    f"The character '\\u05d0' (U+05D0) cannot stand in a formula -> {ALPHABET}": ["⟦\u05d0⟧"],
    "The character '\\u0663' (U+0663) cannot stand in a formula -> type 3": ["⟦\u0663⟧"],
    f"The character '\\U0001f600' (U+1F600) cannot stand in a formula -> {ALPHABET}": ["⟦😀⟧"],
    LINE: ["a⟦\n⟧", "a⟦\n⟧import os", "a⟦\r⟧\n", "⟦\n⟧", "a⟦\u2028⟧+1", "a⟦\v⟧", "a⟦\x85⟧"],
    HIDDEN.format("U+0000"): ["a⟦\0⟧", "⟦\0⟧"],
    HIDDEN.format("U+001B"): ["⟦\x1b⟧[31ma"],
    HIDDEN.format("U+202E"): ["a⟦\u202e⟧+1"],
    HIDDEN.format("U+2066"): ["⟦\u2066⟧a"],
    HIDDEN.format("U+200B"): ["a⟦\u200b⟧"],
    HIDDEN.format("U+FEFF"): ["⟦\ufeff⟧3*a"],
    HIDDEN.format("U+0301"): ["a⟦\u0301⟧"],
    HIDDEN.format("U+D800"): ["a⟦\ud800⟧"],
    HIDDEN.format("U+E0061"): ["⟦\U000e0061⟧"],
    SPACE.format("U+00A0"): ["3⟦\xa0⟧a"],
    SPACE.format("U+2009"): ["3⟦\u2009⟧a"],
    SPACE.format("U+3000"): ["3⟦\u3000⟧a"],
    # nesting
    "The formula is nested more than 64 levels deep -> "
    "write it with fewer parentheses, powers and signs": [
        "(" * 64 + "⟦(⟧a", "-" * 64 + "⟦-⟧a", "|" * 64 + "⟦|⟧a", "sin(" * 64 + "sin⟦(⟧a",
        "a^" * 64 + "a⟦^⟧a", "2^-" * 32 + "2⟦^⟧a", "1 if " + "not " * 63 + "⟦not⟧ a>1 else 2",
        "(1 if " * 32 + "⟦(⟧1 if a", "d/da (" * 32 + "⟦d/da⟧ (a",
    ],
    "The formula has more than 400 numbers, names and signs -> write a shorter formula": [
        "a " * 200 + "⟦a⟧", "a+" * 200 + "⟦a⟧",
    ],
}  # fmt: skip

CASES = [(marked, sentence) for sentence, many in REFUSED.items() for marked in many]


def refusal(text):
    with pytest.raises(FormulaError) as caught:
        parse(text, FUNCTIONS)
    return caught.value


@pytest.mark.parametrize(("marked", "sentence"), CASES)
def test_refusing(marked, sentence):
    before, rest = marked.split("⟦")
    piece, after = rest.split("⟧")
    error = refusal(before + piece + after)
    start, end = len(before), len(before) + len(piece)
    assert f"{error.what} -> {error.instead}" == sentence.replace("{}", piece)
    assert (error.start, error.end) == (start, end)
    assert (error.text, error.where) == (before + piece + after, f"position {start + 1}")


@pytest.mark.parametrize(("marked", "sentence"), CASES)
def test_messages_are_safe_sentences(marked, sentence):
    error = refusal(marked.replace("⟦", "").replace("⟧", ""))
    for part in (error.what, error.instead):
        assert part.isprintable()
        assert part.encode()
        assert 0 < len(part) <= 160
        assert not part.endswith(".")
    assert error.what[0] == "'" or error.what[0].isupper(), sentence


def test_user_text_is_shortened():
    error = refusal("sin(a) + " + "verylongname" * 20)
    assert f"'{('verylongname' * 20)[:40]}…'" in error.what
    error = refusal("y = " + "\u202e" * 100)
    assert error.instead == "write only the right-hand side: " + "\\u202e" * 6 + "…"


def test_hints_name_only_known_functions():
    with pytest.raises(FormulaError) as caught:
        parse("√a", {})
    assert caught.value.instead == "write (a)^(1/2)"
    with pytest.raises(FormulaError) as caught:
        parse("sen(a)", {})
    assert caught.value.instead == "write it out with functions such as sin, exp or sqrt"
