"""Laws of the layout, measured in the page."""

import itertools

import pytest

FORMULAS = ("3a", "a^2", "|a|", "sin(a)", "1/a", "exp(a)")
NUDGES = ("1", "0.1", "0.001", "1e-9", "1e-30", "-0.1")
WIDTHS = {360: 740, 768: 1024, 1440: 900}
FONTS = ("DejaVu Sans", "DejaVu Serif", "Liberation Sans", "Liberation Serif")
STATES = {
    "line": "#f=3a&a=2",
    "bend": "#f=a%5E2&a=5&open=curve",
    "pinned": "#f=a%5E2&a=5&pins=2,5",
    "long": "#f=exp(a)&a=10&open=curve",
    "longest": "#f=a%5E2&a=1e12",
    "compared": "#f=a%5E2&a=5&pins=2,5&view=compare&open=curve",
    "overlaid": "#f=3a&a=5&pins=2,5&view=overlay",
    "limit": "#f=3a&a=2&view=limit",
    "floats": "#f=3a&a=2&h=1e-9&open=floats",
    "tiny": "#f=sin(a)&a=1/3&h=1e-30&open=floats,curve",
    "panels": "#f=a%5E2&a=2&open=floats,ladder,curve,steps,notation,corners,downhill",
    "corner": "#f=%7Ca%7C&a=0&open=curve,corners",
    "first step": "#lesson=1",
    "lesson": "#a=2&lesson=6",
    "question": "#a=2&lesson=4",
}

SWEEP = """
(links) => {
  const inked = (text) => {
    const { left, right } = text.getBoundingClientRect();
    const { top } = text.ownerSVGElement.getBoundingClientRect();
    const size = Math.max(...[text, ...text.children].map((one) => parseFloat(getComputedStyle(one).fontSize)));
    const base = top + Number(text.getAttribute("y")) + text.getCTM().f;
    const below = /[()gjpqy,;\\/]/.test(text.textContent) ? 0.2 * size : 0;
    return { left, right, top: base - 0.7 * size, bottom: base + below, words: text.textContent };
  };
  const found = [];
  for (const link of links) {
    location.hash = link;
    dispatchEvent(new HashChangeEvent("hashchange"));
    for (const svg of document.querySelectorAll("#scope, #over, #ask-scope")) {
      if (!svg.checkVisibility()) continue;
      const box = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll("text:not(.halo)")].map(inked);
      texts.forEach((one, place) => {
        const isOut = one.left < box.left - 0.5 || one.right > box.right + 0.5 ||
          one.top < box.top - 0.5 || one.bottom > box.bottom + 0.5;
        if (isOut) found.push(`${link} ${svg.id}: ${one.words} is cut off (${(box.left - one.left).toFixed()}, ${(one.right - box.right).toFixed()}, ${(box.top - one.top).toFixed()}, ${(one.bottom - box.bottom).toFixed()})`);
        for (const other of texts.slice(place + 1)) {
          const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
          const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
          if (across > 0.5 && down > 0.5) {
            found.push(`${link} ${svg.id}: ${one.words} lies on ${other.words} (${across.toFixed()} × ${down.toFixed()})`);
          }
        }
      });
    }
  }
  return found;
}
"""
"""Texts of the pictures that cover one another or leave their picture. A text is as high as its ink:
digits and capitals are 0.7 of the size, and what hangs below the line 0.2."""


def links(places=("2",), nudges=NUDGES, extra=""):
    from urllib.parse import quote

    for formula, at, nudge in itertools.product(FORMULAS, places, nudges):
        curve = "" if formula == "3a" else "&open=curve"
        yield f"#f={quote(formula)}&a={at}&h={nudge}{curve}{extra}"


def swept(screen, found):
    wrong = screen.run(SWEEP, list(found))
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("width", WIDTHS)
def test_words_in_the_pictures_neither_overlap_nor_leave_them(screens, exported, width):
    screen = screens(exported, width=width, height=WIDTHS[width])
    swept(screen, links())


@pytest.mark.parametrize("width", WIDTHS)
def test_so_it_is_in_every_state(screens, exported, width):
    screen = screens(exported, width=width, height=WIDTHS[width])
    swept(screen, STATES.values())


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 360, 480, 768, 1024, 1440, 1920])
def test_so_it_is_anywhere(screens, exported, width):
    screen = screens(exported, width=width, height=WIDTHS.get(width, 900))
    nudges = [f"{sign}1e-{power}" for power in range(31) for sign in ("", "-")]
    places = ("5", "-7.25", "0", "0.1", "1/3", "123456789.123")
    swept(screen, links(places, nudges))


HAS_FONT = """
(family) => {
  const widthIn = (families) => {
    const context = document.createElement("canvas").getContext("2d");
    context.font = `40px ${families}`;
    return context.measureText("Height over width is 0.003").width;
  };
  return ["monospace", "serif", "sans-serif"].every((other) =>
    widthIn(`"${family}", ${other}`) === widthIn(`"${family}"`)) &&
    widthIn(`"${family}", monospace`) !== widthIn("monospace");
}
"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("family", FONTS)
def test_so_it_is_in_other_fonts(screens, exported, family, width):
    screen = screens(exported, width=width, height=WIDTHS[width], bypass_csp=True)
    if not screen.run(HAS_FONT, family):
        pytest.skip(f"{family} is not installed")
    screen.page.add_style_tag(
        content=f':root{{--sans:"{family}"!important;--serif:"{family}"!important}}'
    )
    screen.page.set_viewport_size({"width": width, "height": WIDTHS[width] - 1})
    screen.settle()
    swept(screen, [*links(), *STATES.values()])


def ask(screen, formula):
    """Type a formula that the page does not hold yet, and wait for its picture."""
    before = screen.text("#heading")
    screen.formula(formula)
    screen.page.wait_for_function(
        "(text) => document.getElementById('heading').textContent !== text", arg=before
    )
    screen.settle()


def test_everything_that_matters_is_in_one_view(screens, address):
    """At 1440 × 900 nothing scrolls, however long the numbers are, unless panels are open."""
    screen = screens(address)
    ask(screen, "tan(a)")
    for name in ["tangent", *STATES]:
        screen.follow(STATES.get(name, "#f=tan(a)&a=1.57"))
        if name in {"panels", "tiny", "corner"}:
            continue
        screen.settle()
        assert screen.run("() => document.scrollingElement.scrollHeight") <= 900, name
        assert screen.run("() => document.scrollingElement.scrollWidth") <= 1440, name
        if name in {"first step", "question", "lesson"}:
            continue
        for selector in (
            "#lead",
            "#punch",
            "#over-plot",
            "#scope-plot",
            "#a",
            "#a-text",
            "#h",
            "#h-text",
        ):
            box = screen.box(selector)
            assert box["top"] >= 0, (name, selector)
            assert box["bottom"] <= 900, (name, selector)
            assert box["right"] <= 1440, (name, selector)
        assert screen.run("() => scrollY") == 0


CUT = """
() => {
  const outside = (one, { left, top, right, bottom }) => {
    const box = one.getBoundingClientRect();
    const [middle, half] = [(box.top + box.bottom) / 2, 0.35 * parseFloat(getComputedStyle(one).fontSize)];
    const style = getComputedStyle(one);
    if (style.textOverflow !== "clip" && one.scrollWidth > one.clientWidth) return true;
    return box.left < left - 1 || box.right > right + 1 || middle - half < top || middle + half > bottom;
  };
  const whole = { left: 0, right: innerWidth, top: -1e9, bottom: 1e9 };
  const found = [];
  for (const one of document.querySelectorAll(".verdict, .verdict span, .cap, .title, .gap, .punch span, button, input")) {
    if (!one.checkVisibility() || one.closest(".full, .presets")) continue;
    const head = one.closest(".head");
    const isWide = !head && one.localName !== "input" && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline";
    if (outside(one, head?.getBoundingClientRect() ?? whole) || isWide) found.push(one.id || one.textContent);
  }
  return found;
}
"""
"""Words and controls beside the pictures that are cut off, or out of the window."""


@pytest.mark.parametrize(
    ("width", "height", "scale"),
    [
        (320, 640, 1), (320, 256, 4), (360, 740, 3), (560, 900, 1), (768, 1024, 1), (900, 900, 1), (1000, 900, 1),
        (1100, 900, 1), (1160, 900, 1), (1190, 900, 1), (1440, 900, 1),
    ],
)  # fmt: skip
def test_no_state_scrolls_sideways(screens, exported, width, height, scale):
    """320 CSS pixels are 1280 at 400 %."""
    screen = screens(exported, width=width, height=height, device_scale_factor=scale)
    wide = "() => document.scrollingElement.scrollWidth"
    for name, link in STATES.items():
        screen.follow(link)
        assert screen.run(wide) <= width, name
        assert screen.run("() => innerWidth") == width, name
        assert screen.run(CUT) == [], name
    screen.type("#fn", "sinn(a) + a very long formula that this file does not hold ^^^^^^^^^^^^^")
    assert screen.run(wide) <= width
    screen.page.click("#help")
    assert screen.run(wide) <= width


LINES = """
() => {
  const range = document.createRange();
  range.selectNodeContents(document.getElementById("lesson-step"));
  return range.getClientRects().length;
}
"""


@pytest.mark.parametrize("width", [320, 560, 900, 1160, 1190])
def test_the_number_of_the_step_stays_on_one_line(screens, exported, width):
    screen = screens(exported, width=width)
    for name in ("first step", "question"):
        screen.follow(STATES[name])
        assert screen.run(LINES) == 1, name


@pytest.mark.parametrize("width", [320, 560, 900, 1060, 1160, 1440])
def test_a_verdict_is_shown_whole(screens, address, width):
    screen = screens(address, width=width)
    for formula in ("a^2", "step(a)", "sin(1000a)", "a^a", "floor(a/3)"):
        ask(screen, formula)
        assert screen.run(CUT) == [], formula


TARGETS = """
() => [...document.querySelectorAll("a[href], button, input, [role=slider], pre[tabindex]")]
  .filter((one) => one.checkVisibility() && !one.closest(".skip"))
  .map((one) => one.type === "checkbox" ? one.closest("label") : one)
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, { width, height }]) => width < 43.9 || height < 43.9)
  .map(([one, { width, height }]) => `${one.id || one.textContent.trim() || one.outerHTML.slice(0, 60)} ${width.toFixed(1)} × ${height.toFixed(1)}`)
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_targets_are_large_enough_for_a_finger(screens, exported, width):
    """44 pixels; the cells of the ledger, a table, are as high as its lines (WCAG 2.5.8: 24)."""
    screen = screens(exported, width=width, height=WIDTHS[width])
    small = set()
    for link in STATES.values():
        screen.follow(link)
        small |= set(screen.run(TARGETS))
    cells = screen.run(
        "() => [...document.querySelectorAll('[data-why]')].filter(one => one.checkVisibility())"
        ".map(one => one.getBoundingClientRect().height)"
    )
    assert all(height >= 24 for height in cells)
    assert sorted(small) == []
    screen.page.click("#help")
    assert screen.run(TARGETS) == []


def thumb_middle(screen, selector):
    """Where the thumb of a slider is drawn: the middle of what sticks out above its track."""
    import io

    import numpy as np
    from PIL import Image

    box = screen.box(selector)
    clip = {
        "x": box["left"] - 20,
        "y": (box["top"] + box["bottom"]) / 2 - 8,
        "width": box["right"] - box["left"] + 40,
        "height": 2,
    }
    pixels = np.asarray(
        Image.open(io.BytesIO(screen.page.screenshot(clip=clip))).convert("L"), float
    )
    dark = np.flatnonzero(pixels[0] < 100)
    assert dark.size
    return box["left"] - 20 + (dark.min() + dark.max() + 1) / 2


@pytest.mark.parametrize("width", WIDTHS)
def test_the_thumb_is_under_the_point(screens, exported, width):
    screen = screens(exported, width=width, height=2400)
    for formula, at in (
        ("3a", "2"),
        ("3a", "-2"),
        ("3a", "7"),
        ("a^2", "5"),
        ("sin(a)", "0.1"),
        ("3a", "1e6"),
    ):
        screen.go(f=formula, a=at)
        dot = screen.box("#dot")
        ring = screen.run(
            "() => { const one = document.querySelector('#over .ring').getBoundingClientRect(); return one.left + one.width / 2; }"
        )
        assert (dot["left"] + dot["right"]) / 2 == pytest.approx(ring, abs=0.5)
        assert thumb_middle(screen, "#a") == pytest.approx(ring, abs=1), (formula, at)


SQUARES = """
() => {
  const grid = document.querySelector("#scope .grid").getAttribute("d");
  const found = (pattern) => [...grid.matchAll(pattern)].map(([, number]) => Number(number));
  const across = found(/M([-\\d.]+) 0V/g).sort((one, other) => one - other);
  const down = found(/M[-\\d.]+ ([-\\d.]+)H/g).sort((one, other) => one - other);
  const [, x, y, end, tip] = /M([-\\d.]+) ([-\\d.]+)H([-\\d.]+)V([-\\d.]+)/.exec(
    document.querySelector("#scope .filling").getAttribute("d")).map(Number);
  return { across, down, x, y, end, tip };
}
"""


def test_one_square_of_the_grid_is_one_nudge(screens, exported):
    for width, height in WIDTHS.items():
        screen = screens(exported, width=width, height=height)
        for formula, at, nudge in (
            ("3a", "2", "0.001"), ("3a", "5", "-0.1"), ("a^2", "2", "1e-9"), ("a^2", "5", "1"), ("sin(a)", "0.1", "0.1"),
        ):  # fmt: skip
            screen.go(f=formula, a=at, h=nudge)
            seen = screen.run(SQUARES)
            unit = abs(seen["end"] - seen["x"])
            for lines in (seen["across"], seen["down"]):
                steps = [(two - one) / unit for one, two in itertools.pairwise(lines)]
                assert steps == pytest.approx([1] * len(steps), abs=1e-6), (width, formula, at)
            assert min(abs(line - seen["x"]) for line in seen["across"]) < 1e-6
            assert min(abs(line - seen["y"]) for line in seen["down"]) < 1e-6


GREEN = """
() => {
  const isGreen = (text) => {
    const [r, g, b, alpha = 1] = (text.match(/[\\d.]+/g) ?? []).map(Number);
    return alpha > 0 && g > r + 24 && g > b + 8;
  };
  const found = [];
  for (const one of document.querySelectorAll("body *")) {
    if (!one.checkVisibility() || one.closest("script,style,defs,.full")) continue;
    const style = getComputedStyle(one);
    const words = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join(" ").trim();
    const isDrawn = one instanceof SVGElement && !["svg", "g", "text", "tspan", "clipPath"].includes(one.localName);
    if (isDrawn && [style.fill, style.stroke].some(isGreen)) found.push("drawn: " + one.getAttribute("class"));
    const ink = one instanceof SVGElement ? style.fill : style.color;
    if (words && isGreen(ink)) found.push("words: " + words);
    if (one instanceof HTMLInputElement && isGreen(style.color)) found.push("field: " + one.id);
    if (isGreen(style.backgroundColor)) found.push("ground: " + (one.id || one.className));
    for (const side of ["Top", "Bottom"]) {
      if (parseFloat(style[`border${side}Width`]) && isGreen(style[`border${side}Color`]) && style[`border${side}Style`] !== "none") {
        found.push("border: " + one.className);
      }
    }
  }
  return [...new Set(found)];
}
"""
WORDS_OF_THE_TRIANGLE = {
    "Height", "width", "height", "height ?", "slope", "ε", "width ε", "= 3 × ε", "3ε",
    "0.003", "0.001", "3", "3.", "= 3 × 0.001", "0.003 / 0.001", "width 0.001",  # 3a at 2 and at 5
    "4.001", "0.004001", "= 4.001 × 0.001", "4", "0.004001 / 0.001",  # a² at 2
    "10.001", "0.010001", "= 10.001 × 0.001", "10", "0.010001 / 0.001",  # and at 5
    "a = 2: 3", "a = 5: 3", "= 2: 3", "= 5: 3", "a",
}  # fmt: skip
DRAWN = {
    "side width-side",
    "side height-side",
    "ruler",
    "filling",
    "slope-dot",
    "side thin",
    "side width-side base",
    "upright",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_only_the_triangle_and_its_words_are_green(screens, exported, scheme):
    screen = screens(exported, color_scheme=scheme)
    for name in ("line", "bend", "compared", "overlaid", "limit", "question"):
        screen.follow(STATES[name])
        found = screen.run(GREEN)
        assert found
        others = [
            one for one in found
            if one.removeprefix("words: ") not in WORDS_OF_THE_TRIANGLE
            and one.removeprefix("drawn: ") not in DRAWN
            and one not in {"field: h-text", "border: dn"}
        ]  # fmt: skip
        assert others == [], name


def test_the_ring_is_joined_to_the_microscope(live):
    """The cone's outline: from the ring to the plate, down along the plate, and back to the ring."""
    cone = live.run(
        """() => {
          const { left, top } = document.getElementById('beam').getBoundingClientRect();
          const [x1, y1, x, y2, y3, x4, y4] = /M([-\\d.]+) ([-\\d.]+)L([-\\d.]+) ([-\\d.]+)V([-\\d.]+)L([-\\d.]+) ([-\\d.]+)A/
            .exec(document.getElementById('beam-cone').getAttribute('d')).slice(1).map(Number);
          return [[x1, y1, x, y2], [x4, y4, x, y3]].map(([x1, y1, x2, y2]) => [left + x1, top + y1, left + x2, top + y2]);
        }"""
    )
    ring, plate = live.run(
        """() => ['#over .ring', '#scope-plot'].map((selector) => {
          const { left, top, right, bottom } = document.querySelector(selector).getBoundingClientRect();
          return { left, top, right, bottom };
        })"""
    )
    middle = (ring["left"] + ring["right"]) / 2, (ring["top"] + ring["bottom"]) / 2
    for x1, y1, x2, y2 in cone:
        assert ((x1 - middle[0]) ** 2 + (y1 - middle[1]) ** 2) ** 0.5 == pytest.approx(16, abs=1.5)
        assert x2 == pytest.approx(plate["left"], abs=1)
        assert plate["top"] <= y2 <= plate["bottom"]


SMALL_TYPE = """
() => [...document.querySelectorAll("svg text, svg tspan")]
  .filter((one) => one.textContent && one.checkVisibility())
  .map((one) => [one.textContent, parseFloat(getComputedStyle(one).fontSize)])
  .filter(([, size]) => size < 14)
"""


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_number_in_a_picture_is_too_small_to_read(screens, exported, width):
    """The mock's floor is 14 px; with much to say and little room the words become fewer."""
    screen = screens(exported, width=width)
    for formula, pins in [("3a", "2,5"), ("a^2", "-5,2,5"), ("exp(a)", "2,7"), ("1/a", "-2.5,5")]:
        at = pins.rpartition(",")[2]
        for nudge in ("0.001", "-0.001", "-1e-12"):
            for view in ("compare", "overlay", "one"):
                screen.go(f=formula, a=at, h=nudge, pins=pins, view=view)
                assert screen.run(SMALL_TYPE) == [], (formula, nudge, view)


@pytest.mark.parametrize("nudge", ["0.001", "-0.001"])
def test_two_narrow_lenses_have_room_for_both_slopes(screens, exported, nudge):
    screen = screens(exported, width=360)
    screen.go(f="exp(a)", a="5", h=nudge, pins="2,5", view="compare")
    words = screen.texts("#scope .strong")
    assert sorted(word[:3] for word in words) == ["148", "7.3", "a =", "a ="]


PRESENT = """
(large) => {
  document.documentElement.classList.add("present");
  document.documentElement.classList.toggle("large", large);
  dispatchEvent(new Event("resize"));
}
"""


@pytest.mark.parametrize("large", [False, True])
def test_a_presentation_fits_into_its_window(screens, exported, large):
    screen = screens(exported, height=969)
    screen.run(PRESENT, large)
    for name in ("line", "bend", "pinned", "compared", "long", "longest"):
        screen.follow(STATES[name])
        screen.settle()
        for size, most in (("scrollWidth", 1440), ("scrollHeight", 969)):
            assert screen.run(f"() => document.scrollingElement.{size}") <= most, name
        assert screen.run(CUT) == [], name


@pytest.mark.parametrize("hidden", ["microscope", "overview"])
def test_what_is_left_when_a_picture_is_hidden_has_the_whole_width(screens, exported, hidden):
    screen = screens(exported, query=f"?hide={hidden}")
    plot = "#over-plot" if hidden == "microscope" else "#scope-plot"
    box, point = screen.box(plot), screen.box("#a")
    assert box["right"] - box["left"] > 1200
    assert box["left"] <= point["left"] < point["right"] <= box["right"]
    assert screen.run("() => document.scrollingElement.scrollHeight") <= 900
    if hidden == "microscope":
        ring = screen.box("#dot")
        assert thumb_middle(screen, "#a") == pytest.approx(
            (ring["left"] + ring["right"]) / 2, abs=1
        )


def test_paper_is_white_and_names_the_function_and_its_verdict(screens, exported):
    screen = screens(exported, STATES["bend"])
    screen.page.click("#theme")
    screen.page.emulate_media(media="print")
    assert screen.page.is_visible("#fn")
    assert screen.page.input_value("#fn") == "a²"
    assert screen.page.is_visible("#verdict")
    assert screen.page.is_visible("#over-plot")
    assert "overview" in screen.page.inner_text("#scope-cap")
    assert "left" not in screen.page.inner_text("#scope-cap")
    colours = screen.run(
        "() => ['--ink', '--blue', '--green'].map((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim())"
    )
    assert colours == ["#17202a", "#0072b2", "#007a5a"]
    assert screen.run("() => document.querySelector('#theme').checkVisibility()") is False


@pytest.mark.parametrize(
    ("width", "pins", "slopes"),
    [
        (360, "-1000,3,1000", ["−1999.999", "6.001", "2000.001"]),
        (320, "1,2,3,4,5,6", ["2.001", "4.001", "6.001", "8.001", "10.001", "12.001"]),
        (1440, "-1000000,-3,1,2,3,4", ["−5.999", "2.001", "4.001", "6.001", "8.001"]),
    ],
)
def test_many_lenses_show_whole_slopes_and_titles(screens, exported, width, pins, slopes):
    screen = screens(exported, width=width)
    screen.go(f="a^2", a=pins.split(",")[1], pins=pins, view="compare")
    seen = screen.texts("#scope .strong")
    titles = [f"a = {pin.replace('-', '−')}" for pin in pins.split(",")]
    assert [word for word in seen if word.startswith("a =")] == titles
    assert [word for word in seen if word in slopes] == slopes
    assert screen.run(SMALL_TYPE) == []
    left, right = screen.box("#scope")["left"], screen.box("#scope")["right"]
    for box in screen.run(
        "() => [...document.querySelectorAll('#scope text')].map((one) => one.getBoundingClientRect().toJSON())"
    ):
        assert left - 0.5 <= box["left"] < box["right"] <= right + 0.5
