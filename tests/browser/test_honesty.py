"""The page says no more than is known: colours, corners, digits and places beyond all floats."""

import pytest

CORNERS = ("|a-0.3|", "|3a-1|", "floor(a+0.3)", "step(a)"), ("1/(a-0.3)", "max(a,pi)", "a*|a|")
"""In two files of their own."""


@pytest.fixture(scope="module")
def corners(tmp_path_factory):
    """Where each formula is."""
    from dfda.show.page.export import export

    found = {}
    for number, texts in enumerate(CORNERS):
        path = tmp_path_factory.mktemp("corners") / f"{number}.html"
        export(texts, path)
        found |= dict.fromkeys(texts, path.as_uri())
    return found


def rows(screen):
    return screen.run(
        "() => [...document.querySelectorAll('#p-corners tbody tr')]"
        ".map((row) => [...row.children].slice(0, 4).map((one) => one.textContent))"
    )


def looks(screen):
    """The numbers of the sentence's first half, each with its colour."""
    return screen.run(
        "() => [...lead.querySelectorAll('span')].filter((one) => /^-?\\d/.test(one.textContent))"
        ".map((one) => [one.textContent, one.className.replace(/ .*/, '')])"
    )


def test_blue_and_green_mean_one_thing_where_f_is_undefined_too(screens, exported):
    screen = screens(exported)
    screen.go(f="3*a", a="2", h="0.001")
    assert looks(screen) == [
        ["2", "plain"], ["6", "blue"], ["0.001", "green"],
        ["2.001", "plain"], ["0.003", "green"], ["6.003", "blue"],
    ]  # fmt: skip
    screen.go(f="1/a", a="0", h="0.001")
    assert looks(screen) == [
        ["0", "plain"],
        ["0.001", "green"],
        ["0.001", "plain"],
        ["1000", "blue"],
    ]


@pytest.mark.parametrize(("formula", "hint"), [("exp(a)", True), ("a^2", False), ("3*a", False)])
def test_a_receipt_says_where_the_last_digit_of_a_float_may_differ(
    screens, exported, formula, hint
):
    screen = screens(exported)
    screen.go(f=formula, a="10", h="-0.5", open="floats")
    for kind in ("exact", "float32", "float64"):
        screen.page.click(f"[data-why='{kind} before']")
        assert ("may differ from Python's" in screen.text("dialog dl")) == (
            hint and kind != "exact"
        )
        screen.press("Escape")


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("|a-0.3|", [["a = 0.3", "−1", "1", "kink"]]),
        ("|3a-1|", [["a = 1/3", "−3", "3", "kink"]]),
        ("1/(a-0.3)", [["a = 0.3", "undefined", "undefined", "undefined"]]),
        ("floor(a+0.3)", [[f"a = {n}".replace("-", "−"), "∞", "0", "jump"]
                          for n in (-1.3, -0.3, 0.7, 1.7, 2.7, 3.7, 4.7, 5.7, 6.7)]),
        ("max(a,pi)", [["a ≈ 3.1416", "—", "—", "a step of it bends"]]),
        ("a*|a|", [["a = 0", "0", "0", "one slope"]]),
        ("step(a)", [["a = 0", "0", "∞", "jump"]]),
    ],
)  # fmt: skip
def test_corners_off_the_stops_are_told_in_order(screens, corners, formula, told):
    screen = screens(corners[formula])
    screen.go(f=formula, a="2", open="corners")
    assert rows(screen) == told


def test_no_more_is_claimed_than_was_looked_at(screens, exported, tmp_path):
    from dfda.show.page.export import export

    screen = screens(exported)
    screen.go(f="a^2", open="corners")
    assert screen.text("#p-corners") == "No corner anywhere: every point has a single slope."
    for formula, told in (
        ("1/(a^2-0.6a+0.09)", "No corner was found at the points looked at."),
        ("floor(7a)", "There may be more."),
    ):
        export([formula], tmp_path / "seen.html", points=["2"])
        screen = screens((tmp_path / "seen.html").as_uri())
        screen.go(f=formula, open="corners")
        assert screen.text("#p-corners").endswith(told)


def test_a_corner_off_the_stops_has_both_slopes_beside_its_sentence(screens, corners):
    screen = screens(corners["step(a)"])
    for formula, at, slopes in (("|a-0.3|", "0.3", ("-1", "1")), ("|3a-1|", "1/3", ("-3", "3"))):
        screen.go(f=formula, a=at, h="0.001")
        told = f"No single slope: left slope {slopes[0]}, right slope {slopes[1]} (kink)."
        assert screen.text("#gap").startswith(told)


def test_a_corner_that_the_file_does_not_hold_is_left_open(screens, corners):
    """Outside of the window in which Python looked."""
    screen = screens(corners["step(a)"])
    screen.go(f="floor(a+0.3)", a="99.7", h="0.001")
    assert screen.text("#gap") == (
        "Whether f has a single slope here is not settled on this page, and one nudge sees one side "
        'only. Python tells both: dfda explain "floor(a+0.3)" --at=99.7'
    )
    screen.go(f="floor(a+0.3)", a="99.6", h="0.001")
    assert screen.text("#gap").startswith("The derivative is 0 too")


def test_a_corner_that_the_page_does_not_know_is_asked_for(live):
    live.formula("|a - 77.77|")
    live.page.wait_for_function("() => heading.textContent === 'f(a) = |a - 77.77|'")
    live.go(f="|a - 77.77|", a="77.77", h="0.001")
    live.page.wait_for_function("() => gap.textContent.startsWith('No single slope')")
    live.page.wait_for_timeout(700)
    assert len([one for one in live.requests if one[0] == "POST"]) == 2


TEARS = """
() => document.querySelector('#scope .curve').getAttribute('d').split('M').slice(1)
  .map((part) => part.split('L').map((pair) => Number(pair.split(' ')[1])))
"""


@pytest.mark.parametrize("nudge", ["0.001", "1", "0.000000001", "-0.001"])
def test_a_jump_is_not_drawn_as_a_wall(screens, corners, nudge):
    screen = screens(corners["step(a)"])
    screen.go(f="step(a)", a="0", h=nudge)
    parts = screen.run(TEARS)
    assert len(parts) == 2
    assert [max(part) - min(part) for part in parts] == [0, 0]


def test_the_curve_of_slopes_is_open_at_a_jump(screens, corners):
    screen = screens(corners["step(a)"])
    screen.go(f="step(a)", a="2", open="curve")
    assert screen.page.locator("#over .slopes").count() == 2


def test_places_beyond_all_floats_leave_no_number_out_of_a_picture(screens, place):
    screen = screens(place)
    for at in ("1e400", "-1e400", "1e308", "1e-400"):
        for formula in ("3a", "a^2", "|a|", "sin(a)"):
            screen.go(f=formula, a=at, h="0.001", open="curve")
            assert (
                screen.run(
                    "() => [...document.querySelectorAll('#stage *')].flatMap((one) => [...one.attributes]"
                    ".map((a) => `${a.name}=${a.value}`)).filter((text) => /NaN|Infinity/.test(text))"
                )
                == []
            )


def test_without_a_point_there_is_no_beam(screens, exported):
    screen = screens(exported)
    screen.go(f="1/a", a="1")
    assert screen.page.get_attribute("#beam-cone", "d")
    screen.go(f="1/a", a="0")
    assert screen.page.get_attribute("#beam-cone", "d") == ""


def test_each_panel_keeps_its_own_contents(screens, exported):
    screen = screens(exported, "#f=|a|&a=2&open=steps,corners")
    assert "No corner" not in screen.text("#p-steps")
    assert screen.page.locator("#p-steps table, #p-corners ol").count() == 0
    assert screen.page.locator("#p-steps ol, #p-corners table").count() == 2


def test_the_angle_of_a_point_has_a_curve_at_every_nudge(screens, tmp_path):
    from dfda.show.page.export import export

    export(["atan2(a, 2)"], tmp_path / "angle.html", points=["0.5"], nudge="1e-6")
    screen = screens((tmp_path / "angle.html").as_uri())
    assert screen.page.locator("#scope .curve").get_attribute("d").count("L") > 0


def test_an_article_is_no_variable(screens, tmp_path):
    from dfda.show.page.export import export

    export(["step(a)"], tmp_path / "step.html")
    screen = screens((tmp_path / "step.html").as_uri(), "#f=step(a)&a=2&open=corners")
    assert screen.text("#verdict") == "Not the same everywhere: 0 at 2, a jump at 0."
    assert screen.page.locator("#verdict i").count() == 0
    assert screen.text("#aside") == "straight line: no"


def test_infinite_slopes_have_a_true_minus(screens, tmp_path):
    from dfda.show.page.export import export

    export(["-sqrt(a)"], tmp_path / "root.html")
    screen = screens((tmp_path / "root.html").as_uri(), "#f=-sqrt(a)&a=2&open=corners")
    cells = screen.texts("#p-corners td")
    assert "−∞" in cells
    assert not [cell for cell in cells if "-" in cell]


def test_numbers_beyond_all_floats_leave_the_overview_as_it_is(screens, tmp_path):
    from dfda.show.page.export import export

    export(["1e300a^9"], tmp_path / "huge.html", points=["0.5"])
    screen = screens((tmp_path / "huge.html").as_uri())
    screen.type("#a-text", "-7.25")
    assert screen.run(
        "() => [...document.querySelectorAll('#over *')].every((one) => "
        "![...one.attributes].some(({ value }) => value.includes('NaN')))"
    )
