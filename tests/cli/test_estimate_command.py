"""`dfda estimate`: the sentence, the trail, JSON and the picture."""

import json
import math
import sys
import textwrap
import types

import pytest

import dfda as library


@pytest.fixture
def model(tmp_path, monkeypatch):
    """Write a model.py in an empty folder and go there."""

    def write(source):
        (tmp_path / "model.py").write_text(textwrap.dedent(source), encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "modules", dict(sys.modules))
        return tmp_path

    return write


def test_the_sentence_and_the_trail(dfda):
    status, out, err = dfda("estimate", "sin(a)", "--at", "1")
    assert (status, err) == (0, "")
    found = library.estimate(math.sin, 1)
    lines = out.splitlines()
    assert lines[0] == f"at 1: {found.sentence}"
    assert lines[2].split() == ["nudge", "slope", "off", "by"]
    assert len(lines) == 3 + len(found.nudges) + 1
    width, slope, off = map(float, lines[-2].split())
    assert width == pytest.approx(found.nudges[-1], rel=0.05)
    assert slope == pytest.approx(found.slopes[-1], rel=1e-14)
    assert off == pytest.approx(abs(found.slopes[-1] - found.value), rel=0.6)


def test_a_corner_has_a_trail_without_distances(dfda):
    status, out, _ = dfda("estimate", "|a|", "--at", "0")
    assert status == 0
    assert out.startswith("at 0: No single slope: left slope -1, right slope 1 (kink).\n")
    assert "off by" not in out


def test_several_points_and_the_default(dfda):
    _, out, _ = dfda("estimate", "a^2", "--at", "1", "--at", "5")
    assert [line[:5] for line in out.splitlines() if line.startswith("at")] == ["at 1:", "at 5:"]
    _, out, _ = dfda("estimate", "a^2")
    assert out.startswith("at 2: ")


def test_an_order(dfda):
    status, out, _ = dfda("estimate", "a^3", "--at", "2", "--order", "2")
    assert status == 0
    assert "a derivative of order 2 of 12" in out


def test_json_is_one_document(dfda, model):
    model("def loud(a):\n    print('called')\n    return a * a\n")
    status, out, err = dfda("estimate", "model.py:loud", "--at", "3", "--json")
    assert status == 0
    assert "called" in err
    document = json.loads(out)
    assert document["version"] == 1
    entry = document["estimates"][0]
    assert entry["at"] == "3"
    assert abs(entry["value"] - 6) <= entry["error"]
    assert len(entry["nudges"]) == len(entry["slopes"]) == len(entry["bends"])


def test_json_says_nan_in_words(dfda):
    _, out, _ = dfda("estimate", "|a|", "--at", "0", "--json")
    entry = json.loads(out, parse_constant=pytest.fail)["estimates"][0]
    assert (entry["value"], entry["error"], entry["verdict"]) == ("nan", "inf", "kink")


FIGURES = {
    "converged": ("sin(a)", "1"),
    "kink": ("|a|", "0"),
    "jump": ("floor(a)", "2"),
    "vertical": ("cbrt(a)", "0"),
    "edge": ("sqrt(a)", "0"),
    "undefined": ("ln(a)", "0"),
}


@pytest.mark.parametrize("verdict", FIGURES)
@pytest.mark.parametrize("dark", [[], ["--dark"]])
def test_every_verdict_can_be_drawn(dfda, tmp_path, verdict, dark):
    formula, at = FIGURES[verdict]
    path = tmp_path / "trail.svg"
    status, _, err = dfda("estimate", formula, "--at", at, "--figure", str(path), *dark)
    assert (status, err) == (0, "")
    svg = path.read_text(encoding="utf-8")
    assert f"({verdict})." in svg
    assert ("truncation: f bends" in svg) == (verdict == "converged")
    assert ("rounding: noise of f over the nudge" in svg) == (verdict == "converged")
    assert ("slope on the left" in svg) == (verdict in {"kink", "jump", "vertical"})


REFUSED = {
    "no words": ((), "nothing to estimate"),
    "dark without a figure": (("a^2", "--dark"), "--dark is about the figure"),
    "dark gradients": (
        ("model.py:loss", "--at", "1,2", "--dark"), "--dark is about the figure",
    ),
    "two points in a figure": (
        ("a^2", "--at", "1", "--at", "2", "--figure", "x.svg"), "a figure shows one point",
    ),
    "a figure of another kind": (("a^2", "--figure", "x.gif"), "a figure cannot be saved as"),
    "an order too high": (("a^2", "--order", "5"), "5 is not in the range"),
    "an unknown option": (("a^2", "--figur", "x.svg"), "there is no option --figur"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_bad_calls_get_one_sentence(dfda, name):
    arguments, sentence = REFUSED[name]
    status, out, err = dfda("estimate", *arguments)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert sentence in err


# Gradients

LOSS = """
    import numpy as np

    def loss(x):
        return x[0] ** 2 + abs(x[1]) + np.sin(x[2])
"""


def test_a_point_of_several_numbers_gets_a_gradient(dfda, model):
    model(LOSS)
    status, out, err = dfda("estimate", "model.py:loss", "--at", "3, 0,1")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "at 3, 0,1: 2 of 3 entries have a slope (2 converged, 1 kink)."
    assert lines[2].split() == ["input", "slope", "bar", "verdict"]
    first, second, third = (line.split() for line in lines[3:6])
    assert (first[0], float(first[1]), first[3]) == ("x[0]", pytest.approx(6), "converged")
    assert second == ["x[1]", "nan", "inf", "kink"]
    assert abs(float(third[1]) - math.cos(1)) <= 2 * float(third[2])


def test_a_file_may_hold_the_point(dfda, model):
    folder = model(LOSS)
    (folder / "point.txt").write_text("3\n0 1\n", encoding="utf-8")
    status, out, _ = dfda("estimate", "model.py:loss", "--at", "@point.txt", "--json")
    assert status == 0
    document = json.loads(out)
    (found,) = document["gradients"]
    assert (document["version"], document["f"]) == (1, "model.py:loss")
    assert (found["at"], found["verdict"]) == ([3, 0, 1], ["converged", "kink", "converged"])
    assert found["value"][0] == pytest.approx(6)
    assert found["value"][1] == "nan"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["model.py:loss", "--at", "1,2", "--at", "3"], "some points are one number"),
        (["a^2", "--at", "1,2"], "a formula has one input, and '1,2' holds several numbers"),
        (["model.py:loss", "--at", "1,2", "--order", "2"], "a gradient is of order 1"),
        (["model.py:loss", "--at", "1,2", "--figure", "a.svg"], "a figure shows one input"),
        (["model.py:loss", "--at", ","], ", holds no numbers"),
        (["model.py:loss", "--at", "1,b"], "an input"),
        (["model.py:loss", "--at", "@none.txt"], "none.txt cannot be read: No such file"),
    ],
)
def test_what_no_gradient_goes_with_is_said(dfda, model, arguments, sentence):
    model(LOSS)
    status, out, err = dfda("estimate", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"dfda: {sentence}")


def test_a_file_of_too_many_bytes_is_no_point(dfda, model, monkeypatch):
    folder = model(LOSS)
    (folder / "point.txt").write_text("3 0 1", encoding="utf-8")
    monkeypatch.setattr("dfda.rows._LARGEST", 4)
    status, _, err = dfda("estimate", "model.py:loss", "--at", "@point.txt")
    assert (status, err) == (2, "dfda: point.txt is too large for a point; see what it holds.\n")


class Bar:
    """What tqdm would be asked for."""

    def __init__(self, seen, **options):
        self.seen, self.total, self.n = seen, None, 0
        seen.append(options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.seen.append("closed")

    def update(self, more):
        self.n += more
        self.seen.append((self.n, self.total))


def test_a_long_gradient_shows_how_far_it_is(dfda, model, monkeypatch):
    seen = []
    tqdm = types.ModuleType("tqdm")
    tqdm.tqdm = lambda **options: Bar(seen, **options)
    monkeypatch.setitem(sys.modules, "tqdm", tqdm)
    model(LOSS)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    status, _, _ = dfda("estimate", "model.py:loss", "--at", "3,0,1")
    assert status == 0
    options, *counts = seen
    assert counts == [(1, 3), (2, 3), (3, 3), "closed"]
    assert (options["file"], options["unit"], options["leave"]) == (sys.stderr, "input", False)


@pytest.mark.parametrize("looks", [True, False])
def test_without_tqdm_or_somebody_who_looks_there_is_no_bar(dfda, model, monkeypatch, looks):
    if looks:
        monkeypatch.setitem(sys.modules, "tqdm", None)
    model(LOSS)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: looks)
    status, _, err = dfda("estimate", "model.py:loss", "--at", "3,0,1")
    assert (status, err) == (0, "")
