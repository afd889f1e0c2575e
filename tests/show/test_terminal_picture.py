import importlib.util
import re
import time
from pathlib import Path

import pytest

from dfda.show.terminal_picture import draw

_SPEC = importlib.util.spec_from_file_location("pictures", Path(__file__).parent / "pictures.py")
pictures = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(pictures)
CASES = pictures.CASES

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def drawn():
    return {name: build() for name, build in CASES.items()}


@pytest.mark.parametrize("width", [40, 47, 63, 64, 76, 200])
@pytest.mark.parametrize("name", CASES)
def test_no_line_is_too_wide(drawn, name, width):
    for unicode in (True, False):
        text = draw(drawn[name], width=width, unicode=unicode, colour=True)
        assert max(len(line) for line in ESCAPE.sub("", text).splitlines()) <= min(width, 76)


@pytest.mark.parametrize("name", CASES)
def test_ascii_and_colourless_are_pure(drawn, name):
    assert draw(drawn[name], unicode=False, colour=False).isascii()
    assert "\x1b" not in draw(drawn[name], colour=False)
    assert ESCAPE.sub("", draw(drawn[name], colour=True)) == draw(drawn[name], colour=False)


def test_the_lecture(drawn):
    text = draw(drawn["3a"], colour=False)
    for words in (
        "f(a) = 3a", "The slope is 3 everywhere (proved).", "f(2) = 6", "Microscope at a = 2",
        "height 0.003", "width 0.001", "slope 3", "= 3 × 0.001", "6.003 ┈", "2.001",
        "magnified ×1000, not to scale",
    ):  # fmt: skip
        assert words in text


def test_the_triangle_stands_out_without_colour(drawn):
    text = draw(drawn["3a"], colour=False)
    assert re.search(r"●━+┛", text)
    assert text.count("┃") == 8
    ascii_text = draw(drawn["3a"], colour=False, unicode=False)
    assert re.search(r"o_+\|", ascii_text)
    assert "/" in ascii_text


@pytest.mark.parametrize(
    ("name", "corner"),
    [("3a", "┛"), ("falling", "┓"), ("negative nudge", "┏"), ("falling backwards", "┗")],
)
def test_each_kind_of_triangle_has_its_corner(drawn, name, corner):
    text = draw(drawn[name], colour=False)
    assert [c for c in text if c in "┛┓┏┗"] == [corner]


def test_the_note_is_computed(drawn):
    # 36 columns of 2 dots, less 4 for the labels, over a window of 8 units
    assert "0.001 is 0.008 dots here:" in draw(drawn["3a"], colour=False)
    assert "too small" not in draw(drawn["sine, wide nudge"], colour=False)


def test_the_triangle_of_3a_is_the_same_for_every_nudge_and_point():
    shapes = set()
    for at, nudge in (("2", "0.001"), ("5", "0.01"), ("7", "1"), ("3", "0.1")):
        picture = pictures.picture("f(a) = 3a", pictures.thrice, at, nudge=nudge)
        rows = draw(picture, colour=False).splitlines()
        shapes.add(tuple(re.sub(r"[^━┃┛]", " ", row[39:]).rstrip() for row in rows))
    assert len(shapes) == 1


def test_long_numbers_are_shortened_and_never_clipped(drawn):
    text = draw(drawn["tiny nudge"], colour=False)
    assert "3e−30 (30 places)" in text
    assert "width 1e−30 (30 places)" in text
    assert "6.000…003 " in text
    assert "0000" not in text.replace("000…", "")


def test_two_lenses_share_one_scale(drawn):
    rows = draw(drawn["a²"], colour=False).splitlines()
    baseline = [row for row in rows if row.count("━┛") == 2]
    assert len(baseline) == 1
    tall = sum("┃" in row[39:] for row in rows)
    short = sum("┃" in row[:38] for row in rows)
    assert tall > 2 * short > 0


def test_an_undefined_point_is_said_in_words(drawn):
    text = draw(drawn["1/a at 0"], colour=False)
    assert "f(0) is undefined" in text
    assert "there is no triangle" in text
    assert "┃" not in text


def test_rescaled_heights_are_admitted(drawn):
    text = " ".join(draw(drawn["steep"], colour=False, width=40).split())
    assert "heights drawn ÷1000000" in text


def test_a_curve_that_is_too_fast_is_said_in_words():
    fast = pictures.picture("f", lambda a: pictures.math.sin(1000 * a), "2", nudge="1")
    text = " ".join(draw(fast, colour=False, width=40).split())
    assert "f moves too fast here to draw its curve" in text


def test_drawing_is_quick():
    times = []
    for _ in range(5):
        start = time.process_time()
        draw(pictures.picture("f(a) = 3a", pictures.thrice, "2"))
        times.append(time.process_time() - start)
    assert min(times) < 0.1
