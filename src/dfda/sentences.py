"""Every sentence that dfda says about a nudge, in one place, so that all faces say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from dfda.digits import Blank, Cell

_SMALL: Final = Fraction(1, 10)
"""A nudge is called small below this."""


def nudge_sentence(
    variable: str,
    *,
    at: Cell,
    by: Cell,
    before: Cell,
    nudged: Cell,
    after: Cell,
    height: Cell,
    slope: Cell,
    name: str = "f",
) -> str:
    """The tutorial's sentence: where f is, what the nudge does, and height over width."""
    start = f"At {variable} = {at}, {_is(name, before)}. Nudge {variable} by {by} to {nudged}: "
    return start + _move(height, after, name) + _ratio(height, by, slope)


def _is(subject: str, value: Cell) -> str:
    if value.text == Blank.CANNOT_TELL:
        return f"{subject} cannot be told"
    return f"{subject} is {value}{' to write out' if value.text == Blank.TOO_LARGE else ''}"


def _is_blank(value: Cell) -> bool:
    return value.text in tuple(Blank)


def _move(height: Cell, after: Cell, name: str) -> str:
    if _is_blank(height):
        return f"{_is(name, after)} there. "
    if height.text == "0":
        return f"{name} does not move. "
    if height.text.startswith("0 to within"):
        within = height.text.removeprefix("0 ")
        return f"{name} does not move, {within}. "
    direction, size = ("down", height.text[1:]) if _negative(height) else ("up", height.text)
    return f"{name} goes {direction} by {size} to {after}. "


def _ratio(height: Cell, width: Cell, slope: Cell) -> str:
    if _is_blank(height):
        return f"{_is('Height over width', slope)}."
    above = f"({height})" if " " in height.text else height.text
    return f"Height over width is {above} / {width} = {slope}."


def _negative(number: Cell) -> bool:
    return number.text.startswith("-")


def gap_sentence(*, slope: Cell, derivative: Cell, gap: Cell, by: Cell) -> str:
    """What is left between the slope of the nudge and the derivative, and why."""
    if gap.text == "0" or gap.text.startswith("0 to within"):
        return f"The derivative is {derivative} too: gap {gap}. {by} is {_small(by)} infinitesimal."
    if slope.text == derivative.text:
        return (
            f"The derivative is {derivative} too in the digits shown. Gap: {gap}, "
            f"because {by} is not infinitesimal."
        )
    return (
        f"The derivative is {derivative}. Gap: {slope} − {_bracketed(derivative)} = {gap}, "
        f"because {by} is not infinitesimal."
    )


def _bracketed(number: Cell) -> str:
    return f"({number})" if _negative(number) else number.text


def _small(nudge: Cell) -> str:
    """That a nudge is small, if it is."""
    return "small, not" if nudge.value is not None and abs(nudge.value) < _SMALL else "not"


def times_sentence(*, height: Cell, slope: Cell, width: Cell) -> str:
    """How many widths tall the triangle is: 0.003 = 3 × 0.001."""
    return f"{height} = {slope} × {_bracketed(width)}"


def same_slope_sentence(slope: str) -> str:
    """The proved verdict."""
    return f"The slope is {slope} everywhere (proved)."


def witnesses_sentence(first: tuple[str, str], second: tuple[str, str]) -> str:
    """The refuted verdict, from two (slope, point) pairs."""
    return f"Not the same everywhere: {first[0]} at {first[1]}, {second[0]} at {second[1]}."


def jump_sentence(witness: tuple[str, str] | None, jump: str) -> str:
    """The slope at one point, and a point where f jumps."""
    if witness is None:
        return f"No slope could be computed at the points tried, and f jumps at {jump}."
    slope, at = witness
    return f"Not the same everywhere: {slope} at {at}, a jump at {jump}."


def open_sentence(witness: tuple[str, str] | None, obstacle: str) -> str:
    """Neither proved nor refuted: the slope at one point and what stands in the way."""
    if witness is None:
        return f"No slope could be computed at the points tried, and {obstacle}."
    slope, at = witness
    return f"The slope is {slope} at {at}, but not proved everywhere: {obstacle}."


def followed_sentence(slope: str) -> str:
    """The derivative of code that was followed step by step."""
    return f"The derivative is {slope}, exact up to rounding: f was followed step by step."


def exactly_followed_sentence(slope: Cell) -> str:
    """The derivative of code whose steps are rules, from exact arithmetic."""
    how = "exactly" if slope.exact else "in the digits shown"
    return f"The derivative is {slope}, {how}: f was followed step by step."


def path_sentence(
    name: str,
    variable: str,
    *,
    formula: str,
    steps: int,
    decisions: Sequence[str],
    floats: Sequence[tuple[str, str]],
) -> str:
    """What code computes along the path that it took, and where that holds."""
    call = f"{name}({variable})"
    call = f"f({variable})" if call == formula else call
    if formula:
        sentences = [f"Followed step by step, {call} = {formula}"]
    else:
        count = f"{steps} steps" if steps != 1 else "1 step"
        sentences = [f"{call} was followed through {count}, too long for a formula"]
    if decisions:
        sentences[0] += f" on the path that was taken, where {'; '.join(decisions)}"
    if floats:
        short, long = floats[0]
        sentences.append(f"Decimals in it are floats: {short} is {long}…")
    return " ".join(f"{sentence}." for sentence in sentences)


def without_digits_sentence(reason: str) -> str:
    """Why the columns of code that was followed are floats."""
    return f"Its columns are floats: {reason.rstrip('.')}."


def same_steps_sentence(slope: str) -> str:
    """The proved verdict for code: what it rests on."""
    return f"The slope is {slope} everywhere (proved from the steps of f, which decide nothing)."


def no_slope_followed_sentence(bends: str, *, exact: bool) -> str:
    """Code without a derivative at a point, as its steps tell on both sides of it."""
    how = "exactly" if exact else "in the digits shown"
    where = f", and {bends}" if bends else ""
    return (
        f"f has no derivative here, known {how} from both sides: "
        f"it was followed step by step{where}."
    )


def not_followed_sentence(reason: str) -> str:
    """Why code has an estimate only."""
    return f"No exact derivative, only the estimate: {reason.rstrip('.')}."


def contradicted_sentence(slope: str, *, estimate: str, verdict: str) -> str:
    """Code whose steps give one slope where nudges see another one, or none."""
    seen = f"nudges measure {estimate}" if estimate != "nan" else "nudges see no single slope"
    return (
        f"No exact derivative is claimed: the steps that could be followed have the slope {slope}, "
        f"but {seen} ({verdict})."
    )


def not_refuted_sentence(slope: str | None, samples: int) -> str:
    """Code that could only be called: what the samples say, and that they prove nothing."""
    if slope is None:
        return "No slope could be estimated at the points tried (sampled, not proved)."
    points = "point" if samples == 1 else "points"
    return f"The slope is {slope} at all {samples} {points} tried (sampled, not proved)."


def estimate_sentence(
    verdict: str, *, value: str, error: str, left: str, right: str, n: int = 1
) -> str:
    """What the float nudges say about the slope at a point, or about a derivative of order n."""
    slope = "slope" if n == 1 else f"derivative of order {n}"
    sides = [f"{side} {slope} {found}" for side, found in (("left", left), ("right", right))]
    shown = ", ".join(side for side in sides if not side.endswith("nan"))
    sentences = {
        "converged": f"Shrinking nudges point to a {slope} of {value} ± {error}",
        "noisy": f"Shrinking nudges point through noise to a {slope} of {value} ± {error}",
        "edge": f"Edge of the domain{shown and ': '}{shown}"
        + ("" if value == "nan" else f" ± {error}"),
        "undefined": f"f has no float value here, so there is no {slope} to estimate",
        "cannot tell": f"Shrinking nudges do not settle on a {slope}",
    }
    broken = f"No single {slope}: {shown}" if shown else f"No single {slope}"
    return f"{sentences.get(verdict, broken)} ({verdict})."


def estimates_sentence(
    told: int, verdicts: Mapping[str, int], of: tuple[str, str] = ("entry", "entries")
) -> str:
    """How many entries of a gradient, or points, have a slope, and with which verdicts."""
    count = sum(verdicts.values())
    entries = f"{of[0]} has" if count == 1 else f"{of[1]} have"
    share = f"{told} of {count}" if told < count else "All" if count > 1 else "The"
    number = f" {count}" if share == "All" else ""
    shown = ", ".join(f"{times} {verdict}" for verdict, times in verdicts.items())
    return f"{share}{number} {entries} a slope ({shown})."


def corner_sentence(
    verdict: str, *, left: str, right: str, frameworks: Sequence[tuple[str, str]]
) -> str:
    """Both one-sided slopes of a formula, and what automatic differentiation returns there."""
    slopes = f"left slope {left}, right slope {right}"
    words = {
        "converged": f"One slope in spite of a corner in the rules: {left}",
        "kink": f"No single slope: {slopes}",
        "jump": f"f jumps, so there is no slope: {slopes}",
        "vertical": f"f stands upright, so there is no finite slope: {slopes}",
        "edge": f"Edge of the domain: {slopes}",
        "undefined": "f has no value here, so there is no slope",
        "cannot tell": f"The slopes cannot be told from the rules: {slopes}",
    }
    return f"{words[verdict]} ({verdict}).{_returned(frameworks)}"


def _returned(frameworks: Sequence[tuple[str, str]]) -> str:
    if not frameworks:
        return ""
    if len({number for _, number in frameworks}) == 1:
        names = " and ".join(name for name, _ in frameworks)
        return f" {names} return {frameworks[0][1]} here."
    return f" {', '.join(f'{name} returns {number}' for name, number in frameworks)} here."


def lost_digits_sentence(
    variable: str,
    *,
    at: Cell,
    floats: Cell,
    exact: Cell,
    derivative: Cell,
    cancels: bool,
    contradicts: bool,
    name: str = "f",
) -> str:
    """Floats lose digits of f itself, so that nudges cannot show its derivative."""
    happens = "cancels" if cancels else "loses its digits"
    outcome = "is wrong" if contradicts else "is no better than its bar"
    return (
        f"{name} itself {happens} in floats here: at {variable} = {at} they make it {floats}, "
        f"and it is {exact}. Trust the exact derivative {derivative}; "
        f"the estimate from floats {outcome}."
    )


def contradiction_sentence(*, derivative: Cell, name: str = "f") -> str:
    """The estimate contradicts the exact derivative, and floats compute f well."""
    return (
        f"The estimate contradicts the exact derivative {derivative}: float nudges do not see "
        f"all that {name} does here. Trust the exact one."
    )


def infinitesimal_sentence(at: str, *, before: str, slope: str, name: str = "f") -> str:
    """The nudge that is smaller than every number: f(2+ε) = 6 + 3ε."""
    size = slope.removeprefix("-")
    factor = "" if size == "1" else size
    sign = "-" if slope.startswith("-") else "+"
    return f"{name}({at}+ε) = {before} {sign} {factor}ε"


def notations(
    variable: str, value: str, *, name: str = "f"
) -> tuple[tuple[str, str], tuple[str, str]]:
    """The two ways to write a derivative, each with how it is read aloud."""
    f, a = name, variable
    return (
        (f"d {f}({a})/d{a} = {value}", f"d {f} of {a}, d {a}, equals {value}"),
        (f"d/d{a} {f}({a}) = {value}", f"d, d {a}, of {f} of {a}, equals {value}"),
    )


def straight_line(verdict: str, *, jumps: bool = False) -> str:
    """Whether f is a straight line, as far as the verdict about all points goes."""
    answer = {"proved": "yes (proved)", "refuted": "no"}.get(verdict, "not known")
    return f"straight line: {'no' if jumps else answer}"


def magnified(factor: str) -> str:
    """What every magnified view says about itself."""
    return f"magnified ×{factor}, not to scale"
