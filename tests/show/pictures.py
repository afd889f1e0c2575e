"""Pictures of small local functions, for the tests of the faces that draw them."""

import math
from fractions import Fraction

from dfda.curves import one_by_one
from dfda.digits import cell
from dfda.picture import Lens, Picture, sample_lens, sample_overview


def total(g):
    def f(x):
        try:
            value = g(x)
            return float(value)
        except (ValueError, ZeroDivisionError, OverflowError):
            return math.nan

    return f


def exactly(g, x):
    try:
        value = g(x)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return Fraction(value)


def text(value):
    return "undefined" if value is None else cell(value).text


def lens(g, at, nudge="0.001", steepest=math.nan):
    at, by = Fraction(at), Fraction(nudge)
    before, after = exactly(g, at), exactly(g, at + by)
    height = None if before is None or after is None else after - before
    slope = math.nan if height is None else float(height / by)
    sign, size = (1 if by > 0 else -1), abs(by)

    def local(u):
        value = exactly(g, at + u * size)
        return math.nan if value is None or before is None else float((value - before) / size)

    return Lens(
        at=float(at),
        value=math.nan if before is None else float(before),
        slope=slope,
        width=float(size),
        nudge_sign=sign,
        at_text=text(at),
        nudged_text=text(at + by),
        before_text=text(before),
        after_text=text(after),
        height_text=text(height),
        width_text=text(by),
        slope_text=text(None if height is None else height / by),
        caption=f"magnified ×{cell(1 / size).text}, not to scale with the left plot",
        segments=sample_lens(local, slope=slope, nudge_sign=sign, steepest=steepest),
    )


def picture(title, g, *points, nudge="0.001", verdict="The slope is 3 everywhere (proved)."):
    slopes = [abs(lens(g, at, nudge).slope) for at in points]
    steepest = max((s for s in slopes if math.isfinite(s)), default=math.nan)
    lenses = tuple(lens(g, at, nudge, steepest) for at in points)
    sentences = [
        f"At a = {one.at_text}, f is {one.before_text}. Nudge a by {one.width_text} to "
        f"{one.nudged_text}: f goes up by {one.height_text} to {one.after_text}. "
        f"Height over width is {one.height_text} / {one.width_text} = {one.slope_text}."
        for one in lenses
    ]
    return Picture(
        title=title,
        verdict=verdict,
        description="\n".join(sentences),
        overview=sample_overview(one_by_one(total(g)), [float(Fraction(at)) for at in points]),
        lenses=lenses,
    )


def inverse(a):
    return 1 / a


def thrice(a):
    return 3 * a


def squared(a):
    return a * a


LONG = "f(a) = 1 + 2a + 3a² + 4a³ − 5a⁴ + 6a⁵ − 7a⁶ + 8a⁷ − 9a⁸ + 10a⁹ − 11a¹⁰ + 12a¹¹ − 13a¹²"
REFUTED = "Not the same everywhere: 4 at 2, 10 at 5."

CASES = {
    "3a": lambda: picture("f(a) = 3a", thrice, "2"),
    "3a twice": lambda: picture("f(a) = 3a", thrice, "2", "5"),
    "a²": lambda: picture("f(a) = a²", squared, "2", "5", verdict=REFUTED),
    "|a| at 0": lambda: picture("f(a) = |a|", abs, "0", verdict=REFUTED),
    "|a| at −1 and 1": lambda: picture("f(a) = |a|", abs, "-1", "1", verdict=REFUTED),
    "sin(1000a)": lambda: picture("f(a) = sin(1000a)", lambda a: math.sin(1000 * a), "2"),
    "sin(1000a) twice": lambda: picture(
        "f(a) = sin(1000a)", lambda a: math.sin(1000 * a), "2", "5"
    ),
    "1/a": lambda: picture("f(a) = 1/a", inverse, "-1", "1"),
    "1/a at 0": lambda: picture("f(a) = 1/a", inverse, "0"),
    "tan a": lambda: picture("f(a) = tan a", math.tan, "1"),
    "long title": lambda: picture(LONG, squared, "2", verdict=f"{REFUTED} {REFUTED}"),
    "far left": lambda: picture("f(a) = 3a", thrice, "-7.25"),
    "tiny nudge": lambda: picture("f(a) = 3a", thrice, "2", nudge="1e-30"),
    "tiny nudge twice": lambda: picture("f(a) = a²", squared, "2", "5", nudge="1e-30"),
    "negative nudge": lambda: picture("f(a) = 3a", thrice, "2", nudge="-0.001"),
    "falling": lambda: picture("f(a) = 7 − 2a", lambda a: 7 - 2 * a, "2"),
    "falling backwards": lambda: picture("f(a) = 7 − 2a", lambda a: 7 - 2 * a, "2", nudge="-0.001"),
    "steep": lambda: picture("f(a) = 1000000a", lambda a: 10**6 * a, "2"),
    "shallow": lambda: picture("f(a) = a/100000000", lambda a: a / 10**8, "2"),
    "flat": lambda: picture("f(a) = 7", lambda _: 7, "2"),
    "a/10": lambda: picture("f(a) = a/10", lambda a: a / 10, "2"),
    "12a": lambda: picture("f(a) = 12a", lambda a: 12 * a, "2"),
    "step": lambda: picture("f(a) = floor(a)", math.floor, "1.9995"),
    "large numbers": lambda: picture("f(a) = a²", squared, "1000000"),
    "five points": lambda: picture("f(a) = a²", squared, "-2", "-1", "0", "1", "3"),
    "sine, wide nudge": lambda: picture("f(a) = sin a", math.sin, "2", nudge="1"),
}
