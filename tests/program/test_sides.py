"""One-sided slopes, derived by hand, where rules bend or break."""

from fractions import Fraction

import pytest

import dfda
from dfda.program.sides import one_sided

UP, DOWN, NONE, OPEN = "∞", "-∞", "undefined", "cannot tell"

# formula, point, left slope, right slope, verdict
CORNERS = [
    ("|a|", "0", "-1", "1", "kink"),
    ("relu(a)", "0", "0", "1", "kink"),
    ("max(a, 0)", "0", "0", "1", "kink"),
    ("step(a)", "0", "0", UP, "jump"),
    ("a^(1/3)", "0", UP, UP, "vertical"),
    ("cbrt(a)", "0", UP, UP, "vertical"),
    ("sqrt(a)", "0", NONE, UP, "edge"),
    ("a*|a|", "0", "0", "0", "converged"),
    ("floor(a)", "0", UP, "0", "jump"),
    ("floor(a)", "2", UP, "0", "jump"),
    ("ceil(a)", "2", "0", UP, "jump"),
    ("floor(-a)", "2", "0", DOWN, "jump"),
    ("sign(a)", "0", UP, UP, "jump"),
    ("sign(a^2)", "0", DOWN, UP, "jump"),
    ("1/a", "0", NONE, NONE, "undefined"),
    ("ln(a)", "0", NONE, NONE, "undefined"),
    ("a^a", "0", NONE, DOWN, "edge"),
    ("sin(1/a)", "0", NONE, NONE, "undefined"),
    ("a*sin(1/a)", "0", NONE, NONE, "undefined"),
    ("a^2*sin(1/a)", "0", NONE, NONE, "undefined"),
    ("max(a, 3-2a)", "1", "-2", "1", "kink"),
    ("min(a, a^3)", "1", "3", "1", "kink"),
    ("max(a, a^3)", "1", "1", "3", "kink"),
    ("asin(a)", "1", UP, NONE, "edge"),
    ("acos(a)", "1", DOWN, NONE, "edge"),
    ("sqrt(|a|)", "0", DOWN, UP, "vertical"),
    ("a^(2/3)", "0", DOWN, UP, "vertical"),
    ("sqrt(a^2)", "0", "-1", "1", "kink"),
    ("hypot(a, 0)", "0", "-1", "1", "kink"),
    ("|a^2-a|", "1", "-1", "1", "kink"),
    ("||a|-1|", "1", "-1", "1", "kink"),
    ("|sin(a)|", "0", "-1", "1", "kink"),
    ("|a|^3", "0", "0", "0", "converged"),
    ("relu(a)^2", "0", "0", "0", "converged"),
    ("max(a, a)", "1", "1", "1", "converged"),
    ("|a-a|", "1", "0", "0", "converged"),
    ("|a^5|", "0", OPEN, OPEN, "cannot tell"),  # flatter than the derivatives that are tried
    ("2|a-1|+3a", "1", "1", "5", "kink"),
    ("atan2(a, -1)", "0", OPEN, OPEN, "cannot tell"),  # it jumps from -π to π
]


@pytest.mark.parametrize(("text", "at", "left", "right", "verdict"), CORNERS)
def test_the_slope_on_either_side(text, at, left, right, verdict):
    assert verdict in set(dfda.Verdict)
    program, point = dfda.formula(text).program, Fraction(at)
    assert one_sided(program, point, -1).slope.text == left
    assert one_sided(program, point, 1).slope.text == right


@pytest.mark.parametrize(("text", "at", "left", "right", "verdict"), CORNERS)
def test_the_explanation_names_the_corner(text, at, left, right, verdict):
    if text in {"1/a", "ln(a)", "sin(1/a)", "a*sin(1/a)", "a^2*sin(1/a)"}:
        assert dfda.explain(text, at).points[0].derivative.text == "undefined"
    (point,) = dfda.explain(text, at).points
    assert point.corner is not None
    assert point.corner.verdict == verdict
    assert (point.corner.left.text, point.corner.right.text) == (left, right)
    if verdict == "converged":
        assert point.derivative.text == left
    else:
        assert not point.derivative.is_number
        assert point.infinitesimal == ""


@pytest.mark.parametrize(
    ("text", "at"), [("|a|", "2"), ("a^2", "0"), ("floor(a)", "1/2"), ("3a", "0")]
)
def test_smooth_points_have_no_corner(text, at):
    assert dfda.explain(text, at).points[0].corner is None


@pytest.mark.parametrize("text", ["|a|", "relu(a)", "max(a, 3-2a)", "step(a)", "a*|a|", "|a|^3"])
@pytest.mark.parametrize("at", ["0", "1", "-1/2"])
def test_both_sides_agree_with_exact_nudges(text, at):
    """(f(a ± h) - f(a))/(±h) at h = 1e-30 is the one-sided slope, up to the curve's own bend."""
    f, point = dfda.formula(text), Fraction(at)
    for side in (-1, 1):
        shown = one_sided(f.program, point, side).slope
        nudge = dfda.nudge(f, point, by=side * Fraction(1, 10**30))
        if shown.value is None:
            assert abs(nudge.slope) > 10**29
        else:
            assert abs(nudge.slope - shown.value) <= Fraction(10, 10**30)


def test_a_sentence_for_each_verdict():
    def sentence(text, at=0):
        return dfda.explain(text, at).points[0].corner.sentence

    assert sentence("relu(a)") == (
        "No single slope: left slope 0, right slope 1 (kink). PyTorch and JAX return 0 here."
    )
    assert sentence("|a|").endswith("(kink). PyTorch returns 0, JAX returns 1 here.")
    assert sentence("step(a)") == (
        "f jumps, so there is no slope: left slope 0, right slope ∞ (jump)."
    )
    assert sentence("a^(1/3)").startswith("f stands upright, so there is no finite slope: ")
    assert sentence("sqrt(a)").startswith("Edge of the domain: left slope undefined, right slope ∞")
    assert sentence("a*|a|").startswith(
        "One slope in spite of a corner in the rules: 0 (converged)"
    )
    assert sentence("1/a").startswith("f has no value here, so there is no slope (undefined).")
