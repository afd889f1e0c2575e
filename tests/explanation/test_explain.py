"""`explain`: what it takes, what it gives, and how it shows itself."""

import pickle
import subprocess
import sys

import numpy as np
import pytest

import dfda
from dfda.show.terminal import rendered


def test_both_forms_of_the_call_are_the_same():
    assert dfda.explain("3a")(2, 5).to_json() == dfda.explain("3a", 2, 5).to_json()
    assert (
        dfda.explain("3a", nudge="0.1")(2).sentences == dfda.explain("3a", 2, nudge="0.1").sentences
    )


def test_text_and_formula_are_the_same():
    assert dfda.explain("3a", 2).to_json() == dfda.explain(dfda.formula("3a"), 2).to_json()


def test_repeated_points_are_told_once():
    assert len(dfda.explain("3a", 2, 2.0, "2").points) == 1


@pytest.mark.parametrize("point", [2, 2.0, "2", np.float64(2), np.float32(2), np.int64(2), "2/1"])
def test_points_of_every_kind(point):
    assert dfda.explain("3a", point).points[0].sentence.startswith("At a = 2, f is 6.")


def test_floats_are_read_as_they_print():
    assert dfda.explain("3a", 0.1, nudge=0.7).sentences[0].endswith("2.1 / 0.7 = 3.")


def test_an_explanation_has_no_truth_value():
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(dfda.explain("3a", 2))


def test_repr_is_one_line():
    assert repr(dfda.explain("a^2", 2, 5)) == (
        "Explanation('f(a) = a²', at=2, 5, everywhere='refuted')"
    )


def test_explanations_of_formulas_pickle():
    told = dfda.explain("sin(a)", 2)
    again = pickle.loads(pickle.dumps(told))
    assert again.to_json() == told.to_json()
    assert str(again) == str(told)


def test_a_notebook_gets_a_picture_and_text():
    bundle = dfda.explain("3a", 2)._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/plain", "image/svg+xml"}
    assert "<svg" in bundle["image/svg+xml"]
    assert "At a = 2, f is 6." in bundle["text/plain"]


def test_a_notebook_without_matplotlib_gets_text(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert set(dfda.explain("3a", 2)._repr_mimebundle_()) == {"text/plain"}


def test_str_is_the_terminals_text():
    told = dfda.explain("3a", 2)
    assert str(told) == rendered(told)


def test_plot_takes_what_explain_takes():
    for figure in (
        dfda.plot("3a", 2),
        dfda.plot(dfda.formula("3a"), 2, 5, nudge="0.1", dark=True),
        dfda.plot(lambda a: a**2, 2),
        dfda.plot(dfda.explain("a^2", 2, 5)),
    ):
        assert type(figure).__name__ == "Figure"


@pytest.mark.parametrize("width", [40, 50, 76])
@pytest.mark.parametrize("f", ["3a", "1/a", "sin(1000a)", "e^(-a^2)*sin(a)+a^3/7"])
def test_tables_and_pictures_keep_within_the_width(f, width):
    text = rendered(dfda.explain(f, 2, 5), width=width)
    table = text.split("\n\n", 3)[3]
    sentences = ("(say: ", "for h ≠ 0", "(converged)", "f(2+ε)", "f(5+ε)", "apart, so", "exact  ")
    too_wide = [
        line
        for line in table.splitlines()
        if len(line) > width and not any(part in line for part in sentences)
    ]
    assert too_wide == []


def test_nothing_is_printed_in_colour_unless_asked():
    assert "\033[" not in rendered(dfda.explain("3a", 2))
    assert "\033[32m" in rendered(dfda.explain("3a", 2), colour=True)


@pytest.mark.parametrize(
    "f", ["|a|", "|a^13 - a^15|", "sqrt(a)", "a^(1/3)", "1/a", "sign(a)", "max(a, 0)"]
)
def test_no_confident_number_where_the_rule_bends_or_breaks(f):
    (point,) = dfda.explain(f, 0).points
    assert point.derivative.text in {"no single slope", "undefined", "cannot tell"}
    assert point.infinitesimal == ""


def test_a_derivative_too_large_to_write_is_said_so():
    (point,) = dfda.explain("((a^1000)^1000)^1000", 2).points
    assert point.sentence == (
        "At a = 2, f is too large to write out. Nudge a by 0.001 to 2.001: f is too large to "
        "write out there. Height over width is too large to write out."
    )


def test_a_height_that_cannot_be_told_from_zero_says_within_what():
    (point,) = dfda.explain("sin(a)^2 + cos(a)^2", 2).points
    assert "f does not move, to within 1e-1" in point.sentence
    assert not point.ledger.exact.height.exact


FAR = [
    ("1e400", "0.001"), ("-1e400", "1e-400"), ("2", "1e400"), ("2", "1e-400"), ("1e999", "1e-999"),
    ("1e-999", "1e-999"), ("1.7e308", "1e308"),
]  # fmt: skip


@pytest.mark.parametrize("f", ["3a", "sin(a)", "e^a", "floor(a)", "1/a"])
@pytest.mark.parametrize(("at", "nudge"), FAR)
def test_what_no_float_holds_is_told_and_drawn_without_a_fault(f, at, nudge):
    """Points and nudges are exact numbers; pictures are made of floats."""
    told = dfda.explain(f, at, nudge=nudge)
    assert told.points[0].sentence.startswith("At a = ")
    assert told.title in str(told)
    assert type(dfda.plot(told)).__name__ == "Figure"


def test_a_formula_is_explained_without_what_follows_python_code():
    code = (
        "import sys, dfda; print(dfda.explain('3a', 2, 5)); dfda.explain('a^2', 2).to_json()\n"
        "print(sorted(name for name in sys.modules if name.startswith(('dfda.exact', 'dfda.trace',"
        " 'dfda.arrays'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("nudge", "told"),
    [
        ("0.001", "0.001 is small, not infinitesimal."),
        ("-0.09", "-0.09 is small, not infinitesimal."),
        ("0.1", "0.1 is not infinitesimal."),
        ("-0.5", "-0.5 is not infinitesimal."),
        ("1000", "1000 is not infinitesimal."),
    ],
)
def test_a_nudge_is_called_small_only_where_it_is(nudge, told):
    gap = dfda.explain("3a", 2, nudge=nudge).points[0].gap
    assert gap == f"The derivative is 3 too: gap 0. {told}"
