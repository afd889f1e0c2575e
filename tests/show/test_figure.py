import importlib.util
import io
import re
import sys
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from dfda.errors import InputError, MissingExtraError

matplotlib = pytest.importorskip("matplotlib")

from matplotlib.font_manager import FontProperties  # noqa: E402  after the check that it is there
from matplotlib.text import Text  # noqa: E402
from matplotlib.textpath import text_to_path  # noqa: E402

from dfda.show.figure import draw_figure, figure_png, figure_svg, save_figure  # noqa: E402
from dfda.show.palette import DARK, LIGHT  # noqa: E402
from dfda.show.sheet import FAMILY, text_width  # noqa: E402

_SPEC = importlib.util.spec_from_file_location("pictures", Path(__file__).parent / "pictures.py")
pictures = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(pictures)
CASES = pictures.CASES
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn():
    return {name: build() for name, build in CASES.items()}


def texts(figure):
    renderer = figure.canvas.get_renderer()
    return [
        (text.get_text(), text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if text.get_text() and text.get_visible()
    ]


def words(figure):
    return [text for text, _ in texts(figure)]


def pixels(figure):
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)


def near(image, colour, tolerance=6):
    wanted = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    return (np.abs(image - wanted) <= tolerance).all(axis=-1)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("size", [9, 14, 30.5])
def test_a_text_is_as_wide_as_matplotlib_says_in_every_size(size, bold):
    text = "f(a) = ½a² − 7, WAVE"
    points = size * 72 / 100
    font = FontProperties(family=FAMILY, size=points, weight="bold" if bold else "normal")
    told = text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]
    # both multiply and divide one measured width by a few numbers
    assert text_width(text, size, bold=bold) == pytest.approx(told * 100 / 72, rel=16 * 2**-53)


@pytest.mark.parametrize("name", CASES)
def test_no_text_overlaps_or_leaves_the_figure(drawn, name):
    figure = draw_figure(drawn[name])
    width, height = figure.canvas.get_width_height()
    boxes = texts(figure)
    for text, box in boxes:
        assert 0 <= box.x0 < box.x1 <= width, text
        assert 0 <= box.y0 < box.y1 <= height, text
    for (first, one), (second, two) in combinations(boxes, 2):
        across = min(one.x1, two.x1) - max(one.x0, two.x0)
        up = min(one.y1, two.y1) - max(one.y0, two.y0)
        # a font's box is a pixel or two taller than its letters
        assert not (across > 1 and up > 2.5), (first, second)


@pytest.mark.parametrize(
    ("name", "dark"),
    [(name, False) for name in sorted(set(CASES) - {"1/a at 0", "flat"})]
    + [("3a", True), ("a²", True), ("shallow", True)],
)
def test_every_triangle_can_be_seen(drawn, name, dark):
    palette = DARK if dark else LIGHT
    image = pixels(draw_figure(drawn[name], dark=dark))
    assert near(image, palette.green).sum() > 400
    plate, fill = (np.array([int(c[k : k + 2], 16) for k in (1, 3, 5)])
                   for c in (palette.plate, palette.triangle))  # fmt: skip
    tint = np.round(plate + palette.triangle_opacity * (fill - plate)).astype(int)
    tinted = (np.abs(image - tint) <= 3).all(axis=-1).sum()
    assert tinted > 100


def test_the_triangle_of_3a_is_pixel_identical_for_every_nudge_and_point():
    shapes = []
    for at, nudge in (("2", "0.001"), ("5", "0.001"), ("-7.25", "1"), ("2", "1e-30"),
                      ("1000000", "0.5"), ("0", "0.1")):  # fmt: skip
        figure = draw_figure(pictures.picture("f(a) = 3a", pictures.thrice, at, nudge=nudge))
        for text in figure.findobj(Text):
            text.set_visible(False)
        height, plate = figure.canvas.get_width_height()[1], figure.axes[1].get_window_extent()
        rows = slice(round(height - plate.y1), round(height - plate.y0))
        shapes.append(near(pixels(figure)[rows, round(plate.x0) :], LIGHT.green))
    assert shapes[0].sum() > 800
    assert all(np.array_equal(shapes[0], other) for other in shapes[1:])


def test_one_square_is_one_nudge(drawn):
    lens_axes = draw_figure(drawn["3a"]).axes[1]
    box = lens_axes.get_window_extent()
    (left, right), (bottom, top) = lens_axes.get_xlim(), lens_axes.get_ylim()
    assert box.width / (right - left) == pytest.approx(box.height / (top - bottom))


def test_overview_is_in_data_coordinates(drawn):
    axes = draw_figure(drawn["3a"]).axes[0]
    assert axes.get_xlim() == (-2, 6)
    lines = [line.get_xydata() for line in axes.lines if line.get_color() == LIGHT.blue]
    assert any(np.allclose(line, [[-2, -6], [6, 18]]) for line in lines)


def test_labels_of_the_lecture(drawn):
    found = words(draw_figure(drawn["3a"]))
    for text in ("f(a) = 3a", "The slope is 3 everywhere (proved).", "Microscope", "f(2) = 6",
                 "6.003", "6", "2.001", "0.003", "0.001", "= 3 × 0.001", "3", "slope",
                 "magnified ×1000, not to scale with the left plot",
                 "too small to see"):  # fmt: skip
        assert text in found, text


def test_the_note_is_computed_from_the_pixels(drawn):
    figure = draw_figure(drawn["3a"])
    (note,) = [text for text in words(figure) if "px here" in text]
    axes = figure.axes[0]
    left, right = axes.get_xlim()
    unit = axes.get_window_extent().width / (right - left)
    assert figure.dpi == 100
    assert float(note.split()[2]) == pytest.approx(0.001 * unit, abs=0.005)
    wide = draw_figure(drawn["sine, wide nudge"])
    assert not any("px here" in text for text in words(wide))


def test_two_lenses_share_scale_and_baseline(drawn):
    _, first, second = draw_figure(drawn["a²"]).axes
    assert first.get_ylim() == second.get_ylim()
    assert np.diff(first.get_xlim()) == pytest.approx(np.diff(second.get_xlim()))


def test_many_points_show_the_first_and_the_last(drawn):
    figure = draw_figure(drawn["five points"])
    assert len(figure.axes) == 3
    assert any("first and last of 5 points" in text for text in words(figure))


@pytest.mark.parametrize(("name", "note"), [("steep", "÷1000000"), ("shallow", "×1e8")])
def test_rescaled_heights_are_admitted(drawn, name, note):
    found = words(draw_figure(drawn[name]))
    assert any(f"heights drawn {note}" in text for text in found)


def test_an_undefined_point_is_said_in_words(drawn):
    found = words(draw_figure(drawn["1/a at 0"]))
    assert "f(0) is undefined: there is no triangle" in found


def test_a_curve_that_is_too_fast_is_said_in_words():
    fast = pictures.picture("f", lambda a: pictures.math.sin(1000 * a), "2", nudge="1")
    assert "f moves too fast here to draw its curve" in words(draw_figure(fast))


def test_nothing_global_changes(drawn, tmp_path):
    before = dict(matplotlib.rcParams)
    backend = matplotlib.get_backend(auto_select=False)
    for suffix in ("svg", "png", "pdf"):
        save_figure(drawn["3a"], tmp_path / f"out.{suffix}")
    assert dict(matplotlib.rcParams) == before
    assert matplotlib.get_backend(auto_select=False) == backend


def test_rc_settings_do_not_change_the_picture(drawn):
    plain = figure_png(drawn["a²"])
    changes = {"text.usetex": True, "font.size": 30, "axes.grid": True, "lines.linewidth": 9,
               "savefig.bbox": "tight", "figure.autolayout": True, "font.family": "monospace",
               "savefig.transparent": True, "axes.facecolor": "red"}  # fmt: skip
    with matplotlib.rc_context(changes):
        assert figure_png(drawn["a²"]) == plain


def test_svg_is_accessible_xml_with_real_text(drawn):
    svg = figure_svg(drawn["3a"])
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")
    assert root.get("width") == "1120"
    assert title.tag == f"{SVG}title"
    assert title.text == drawn["3a"].description
    assert description.tag == f"{SVG}desc"
    for part in ("f(a) = 3a", drawn["3a"].description, drawn["3a"].verdict, "magnified ×1000"):
        assert part in description.text
    written = {element.text for element in root.iter(f"{SVG}text")}
    assert {"f(2) = 6", "0.003", "6.003"} <= written
    assert "sans-serif" in svg
    assert "Date" not in svg
    assert "<image" not in svg
    assert svg == figure_svg(drawn["3a"])


@pytest.mark.parametrize("name", CASES)
def test_every_svg_is_well_formed(drawn, name):
    svg = figure_svg(drawn[name])
    ET.fromstring(svg)
    assert len(svg) < 150_000


def test_user_text_is_never_read_as_markup():
    title = "f(a) = $\\frac{a}{$_x^2 <b> & 'q' ]]>"
    wild = pictures.picture(title, pictures.thrice, "2", verdict="$x_1$ & <3")
    figure = draw_figure(wild)
    assert wild.verdict in words(figure)
    root = ET.fromstring(figure_svg(wild))
    assert wild.verdict in {element.text for element in root.iter(f"{SVG}text")}
    assert wild.title in root[1].text


@pytest.mark.parametrize(
    ("suffix", "start"),
    [(".svg", b"<?xml"), (".SVG", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")],
)
def test_saves_by_suffix(drawn, tmp_path, suffix, start):
    path = tmp_path / f"out{suffix}"
    save_figure(drawn["3a"], path, dark=True)
    assert path.read_bytes().startswith(start)
    first = path.read_bytes()
    save_figure(drawn["3a"], str(path), dark=True)
    assert path.read_bytes() == first


def test_unknown_suffix_and_bad_paths_are_input_errors(drawn, tmp_path):
    with pytest.raises(InputError, match=r"'out\.gif'") as raised:
        save_figure(drawn["3a"], tmp_path / "out.gif")
    assert ".svg, .png or .pdf" in raised.value.instead
    missing = tmp_path / "nowhere" / "out.svg"
    with pytest.raises(InputError, match=re.escape(repr(str(missing)))):
        save_figure(drawn["3a"], missing)
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(InputError, match="is a directory"):
        save_figure(drawn["3a"], tmp_path / "folder.png")


def test_without_matplotlib_a_clear_sentence(drawn, monkeypatch):
    for module in [name for name in sys.modules if name.startswith("dfda.show.figure_")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.delitem(sys.modules, "dfda.show.sheet")
    for module in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError) as raised:
        draw_figure(drawn["3a"])
    assert raised.value.what == "figures need matplotlib"
    assert raised.value.instead == "pip install 'dfda[figure]'"


def test_png_has_two_pixels_for_each_css_pixel(drawn):
    from matplotlib.image import imread

    image = imread(io.BytesIO(figure_png(drawn["3a"])))
    assert image.shape[1] == 2240


def test_only_the_triangle_and_the_slope_are_green(drawn):
    figure = draw_figure(drawn["3a"])
    green = {t.get_text() for t in figure.findobj(Text) if t.get_color() == LIGHT.green}
    assert green == {"width", "0.001", "height", "0.003", "= 3 × 0.001", "slope", "3"}
    assert not near(pixels(figure), LIGHT.orange).any()


def test_the_curve_stops_at_the_floor_in_svg_too():
    """SVG knows one clip only: it must end where the strip with the point's number begins."""
    drawn = pictures.picture("f(a) = 3a", pictures.thrice, "2")
    root = ET.fromstring(figure_svg(drawn))
    namespace = "{http://www.w3.org/2000/svg}"
    lows = [
        max(float(y) for _, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d")))
        for clip in root.iter(f"{namespace}clipPath")
        for path in clip.iter(f"{namespace}path")
    ]
    plate = [
        max(float(y) for _, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d")))
        for path in root.iter(f"{namespace}path")
        if path.get("style") == "fill: #f4f6f8"
    ]
    assert lows
    assert plate
    strip = 0.72 * 40  # the strip under the floor is 40 px high, 0.72 pt each
    assert max(lows) <= max(plate) - strip + 1e-3
