"""The triangle, measured in the picture and held against arithmetic with sixty digits."""

import re

import mpmath
import pytest

PICTURE = """
(links) => links.map((link) => {
  location.hash = link;
  dispatchEvent(new HashChangeEvent("hashchange"));
  const all = (selector) => [...document.querySelectorAll(`#scope ${selector}`)];
  const grid = all(".grid").map((one) => one.getAttribute("d")).join("");
  const ends = (pattern) => [...grid.matchAll(pattern)].map(([, number]) => Number(number)).sort((one, other) => one - other);
  return {
    drawn: all(":is(.filling, .side)").map((one) => one.getAttribute("d")),
    rulers: all(".ruler").map((one) => one.outerHTML),
    dots: all(".dot").map((one) => [Number(one.getAttribute("cx")), Number(one.getAttribute("cy"))]),
    curve: all(".curve")[0]?.getAttribute("d") ?? "",
    caption: document.getElementById("scope-cap").textContent,
    across: ends(/M([-\\d.]+) 0V/g), down: ends(/M[-\\d.]+ ([-\\d.]+)H/g),
    height: document.getElementById("scope").getBoundingClientRect().height,
  };
})
"""
TRUTH = {"a^2": lambda a: a * a, "exp(a)": mpmath.exp, "sin(a)": mpmath.sin}
PLACES = ("2", "5", "0.1", "-7.25")
FAST = ("1", "0.1", "0.001", "0.00001", "1e-9", "1e-15", "1e-30", "-0.1", "-1e-6")
ALL = [f"{sign}1e-{power}" for sign in ("", "-") for power in range(31)]


def link(formula, at, nudge):
    return f"#f={formula.replace('^', '%5E')}&a={at}&h={nudge}"


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_the_triangle_of_a_line_never_moves(screens, exported, width):
    screen = screens(exported, width=width, height=900)
    places = ("2", "5", "-7.25", "0", "1000000000")
    nudges = [f"1e-{power}" for power in range(31)]
    links = [link("3a", at, nudge) for at in places for nudge in nudges]
    seen = screen.run(PICTURE, links)
    assert len(seen) == 5 * 31
    first = (
        seen[0]["drawn"],
        seen[0]["rulers"],
        seen[0]["curve"],
        seen[0]["across"],
        seen[0]["down"],
    )
    assert len(first[0]) == 3
    for one in seen:
        assert (one["drawn"], one["rulers"], one["curve"], one["across"], one["down"]) == first


def test_the_triangle_of_a_line_has_the_same_pixels(screens, exported):
    """The picture without its words, which tell where it is, and without the line, whose ends are far.

    At 1e9 the longer sentence moves the whole picture by a fraction of a pixel."""
    screen = screens(exported, reduced_motion="reduce", bypass_csp=True)
    screen.page.add_style_tag(
        content="#scope text, #scope .leader, #scope .curve, #beam { visibility: hidden }"
    )
    found = set()
    for at, nudge in (("2", "0.001"), ("5", "1"), ("-7.25", "1e-30"), ("0", "1e-15")):
        screen.go(f="3a", a=at, h=nudge)
        box = screen.box("#scope-plot")
        inner = {"x": box["left"] + 8, "y": box["top"] + 8}
        inner |= {
            "width": box["right"] - box["left"] - 16,
            "height": box["bottom"] - box["top"] - 16,
        }
        found.add(screen.page.screenshot(clip=inner))
    assert len(found) == 1


def heights_factor(caption):
    """By how much heights are stretched, as the caption tells."""
    told = re.search(r"heights drawn ([÷×])(1e\d+|1(?:0+)?)", caption)
    if not told:
        return mpmath.mpf(1)
    factor = mpmath.mpf(told[2])
    return factor if told[1] == "×" else 1 / factor


def worst(formula, at, nudge, seen):
    """How many pixels a vertex of the triangle, its dots or the curve are away from the truth."""
    with mpmath.workdps(60):
        f, a, h = TRUTH[formula], mpmath.mpf(at), mpmath.mpf(nudge)
        factor = heights_factor(seen["caption"])
        unit = min(two - one for one, two in zip(seen["across"], seen["across"][1:], strict=False))
        x, y, end, tip = map(
            float, re.match(r"M([-\d.]+) ([-\d.]+)H([-\d.]+)V([-\d.]+)Z", seen["drawn"][0]).groups()
        )
        assert min(abs(line - x) for line in seen["across"]) < 1e-6
        assert min(abs(line - y) for line in seen["down"]) < 1e-6

        def true_y(u):
            return y - (f(a + u * abs(h)) - f(a)) / abs(h) * factor * unit

        side = 1 if h > 0 else -1
        off = [abs(end - (x + side * unit)), abs(tip - true_y(side))]
        off += [abs(dx - px) for (dx, _), px in zip(seen["dots"], (x, end), strict=True)]
        off += [abs(dy - py) for (_, dy), py in zip(seen["dots"], (y, true_y(side)), strict=True)]
        for px, py in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", seen["curve"])[::7]:
            u = (mpmath.mpf(px) - x) / unit
            if -20 <= float(py) <= seen["height"] + 20:
                slack = abs(
                    true_y(u + 0.005 / unit) - true_y(u)
                )  # both are written with two decimals
                off.append(abs(float(py) - true_y(u)) - slack)
        return float(max(off))


def measured(screen, formulas, nudges):
    cases = [(formula, at, nudge) for formula in formulas for at in PLACES for nudge in nudges]
    seen = screen.run(PICTURE, [link(*case) for case in cases])
    assert all(one["drawn"] and one["curve"] for one in seen)
    return {case: worst(*case, one) for case, one in zip(cases, seen, strict=True)}


def check(screen, nudges):
    off = measured(screen, TRUTH, nudges)
    wrong = [f"{' '.join(case)}: {pixels:.2f} px" for case, pixels in off.items() if pixels > 0.5]
    assert not wrong, f"{len(wrong)} of {len(off)}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("width", [360, 1440])
def test_vertices_and_curve_are_within_half_a_pixel_of_the_truth(screens, exported, width):
    check(screens(exported, width=width, height=900), FAST)


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 360, 768, 1440, 1920])
def test_so_they_are_for_every_nudge(screens, exported, width):
    check(screens(exported, width=width, height=900), ALL)


def test_the_measurement_notices_a_pixel(screens, exported):
    """A test that cannot fail is a defect."""
    seen = screens(exported).run(PICTURE, [link("a^2", "2", "0.001")])[0]
    assert worst("a^2", "2", "0.001", seen) < 0.5
    seen["drawn"][0] = re.sub(
        r"V([-\d.]+)", lambda found: f"V{float(found[1]) + 0.6}", seen["drawn"][0]
    )
    assert worst("a^2", "2", "0.001", seen) > 0.5
