"""How the page looks and behaves as its reader asks: theme, motion, type, commas, touch."""

import pytest

INK = {"light": "rgb(23, 32, 42)", "dark": "rgb(238, 242, 245)"}
GROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 20, 23)"}


def colours(screen):
    return screen.run(
        "() => [getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor]"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_and_the_switch_overrules_it(screens, place, scheme):
    screen = screens(place, color_scheme=scheme)
    other = {"light": "dark", "dark": "light"}[scheme]
    assert colours(screen) == [INK[scheme], GROUND[scheme]]
    screen.page.click("#theme")
    assert colours(screen) == [INK[other], GROUND[other]]
    assert screen.page.get_attribute("#theme", "aria-pressed") == str(other == "dark").lower()
    screen.page.emulate_media(color_scheme=other)
    assert colours(screen) == [INK[other], GROUND[other]]
    screen.page.emulate_media(color_scheme=scheme)
    assert colours(screen) == [INK[other], GROUND[other]]
    screen.page.click("#theme")  # and back to the system's
    assert colours(screen) == [INK[scheme], GROUND[scheme]]
    screen.page.emulate_media(color_scheme=other)
    assert colours(screen) == [INK[other], GROUND[other]]
    is_dark = str(other == "dark").lower()
    screen.page.wait_for_selector(f"#theme[aria-pressed={is_dark}]")


def test_the_switch_says_that_the_theme_is_dark_from_the_start(screens, exported):
    screen = screens(exported, color_scheme="dark")
    assert screen.page.get_attribute("#theme", "aria-pressed") == "true"


MOVING = """
() => [...document.querySelectorAll("*")].filter((one) => {
  const { animationName, animationDuration, transitionDuration } = getComputedStyle(one);
  return (animationName !== "none" && parseFloat(animationDuration) > 0) || parseFloat(transitionDuration) > 0;
}).length
"""


def test_nothing_moves_where_motion_is_reduced(screens, place):
    screen = screens(place, reduced_motion="reduce")
    assert screen.run(MOVING) == 0
    screen.page.click("#pin")
    screen.page.click("#presets button >> nth=1")
    assert screen.run(MOVING) == 0
    assert screen.run("() => document.getAnimations().length") == 0
    free = screens(place, reduced_motion="no-preference")
    free.page.click("#pin")
    assert free.run(MOVING) > 0


def test_nothing_moves_in_a_drag_or_by_itself(screens, exported):
    screen = screens(exported, reduced_motion="no-preference")
    screen.page.wait_for_timeout(1200)
    assert screen.run("() => document.getAnimations().length") == 0
    before = screen.read()
    dot = screen.box("#dot")
    screen.page.wait_for_timeout(300)
    assert screen.read() == before
    screen.page.mouse.move(dot["left"] + 22, dot["top"] + 22)
    screen.page.mouse.down()
    screen.page.mouse.move(dot["left"] + 90, dot["top"] + 22, steps=4)
    assert screen.run("() => document.getAnimations().length") == 0
    screen.page.mouse.up()


def test_forced_colours_use_the_system_s_own(screens, exported):
    screen = screens(exported, forced_colors="active", color_scheme="dark")
    system = screen.run(
        """() => Object.fromEntries(["Canvas", "CanvasText", "Highlight", "ButtonText", "GrayText"].map((name) => {
          const one = document.createElement("i");
          one.style.color = name;
          document.body.append(one);
          const colour = getComputedStyle(one).color;
          one.remove();
          return [name, colour];
        }))"""
    )
    seen = screen.run(
        """() => {
          const style = (selector) => getComputedStyle(document.querySelector(selector));
          return {
            text: style("#scope text:not(.halo)").fill, side: style("#scope .side").stroke,
            curve: style("#scope .curve").stroke, filling: style("#scope .filling").fill,
            word: style("#punch .green").color, border: style("#pin").borderTopColor,
          };
        }"""
    )
    assert seen["text"] == seen["side"] == seen["curve"] == seen["word"] == system["CanvasText"]
    assert seen["filling"] == system["Highlight"]
    assert seen["border"] in {system["ButtonText"], system["CanvasText"]}
    for selector in ("#a", "#h"):
        box = screen.box(selector)
        clip = {
            "x": box["left"],
            "y": box["top"],
            "width": box["right"] - box["left"],
            "height": 44,
        }
        assert len(set(screen.page.screenshot(clip=clip))) > 8


def test_the_page_scrolls_where_a_picture_is_swiped(screens, place):
    """Up and down scrolls the page; across moves the point."""
    screen = screens(place, width=360, height=740, has_touch=True, is_mobile=True)
    for selector in ("#over", "#over-plot", "#scope", "#scope-plot", "#dot", "#tip"):
        actions = screen.run(
            "(selector) => getComputedStyle(document.querySelector(selector)).touchAction", selector
        )
        assert actions == "pan-y", selector
    screen.page.locator("#over-plot").scroll_into_view_if_needed()
    box = screen.box("#over-plot")
    before = screen.run("() => scrollY")
    swipe(screen, box["left"] + 150, box["top"] + 200, 0, -150)
    assert screen.run("() => scrollY") > before + 50
    box = screen.box("#over-plot")
    dot = screen.box("#dot")
    swipe(screen, dot["left"] + 22, dot["top"] + 22, 80, 0)
    assert screen.page.input_value("#a-text") != "2"
    screen.page.tap("#shrink")
    assert screen.page.input_value("#h-text") == "0.0001"


def swipe(screen, x, y, across, down):
    session = screen.page.context.new_cdp_session(screen.page)

    def touch(kind, points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", [{"x": x, "y": y}])
    for step in range(1, 9):
        touch("touchMove", [{"x": x + across * step / 8, "y": y + down * step / 8}])
    touch("touchEnd", [])
    session.detach()
    screen.page.wait_for_timeout(300)


def setting(screen, name):
    screen.page.click("#help")
    screen.page.get_by_label(name).check()
    screen.press("Escape")


def test_settings_and_theme_are_there_again_after_a_reload(screens, place):
    screen = screens(place, color_scheme="light")
    for name in ("decimal comma", "large type"):
        setting(screen, name)
        screen.page.keyboard.press("Escape")
    screen.page.click("#theme")
    screen.page.reload()
    assert screen.page.input_value("#h-text") == "0,001"
    assert colours(screen) == [INK["dark"], GROUND["dark"]]
    assert "large" in screen.page.get_attribute("html", "class").split()
    screen.page.click("#help")
    assert [box.is_checked() for box in screen.page.locator("#dialog input").all()] == [
        True,
        True,
        True,
        False,
    ]


def test_two_tabs_remember_what_was_set_in_both(screens, exported):
    one = screens(exported, color_scheme="light")
    other = one.page.context.new_page()
    other.goto(exported)
    one.page.click("#theme")
    other.click("#help")
    other.get_by_label("decimal comma").check()
    one.page.reload()
    assert colours(one) == [INK["dark"], GROUND["dark"]]
    assert one.page.input_value("#h-text") == "0,001"


def test_where_a_page_may_not_remember_it_works_all_the_same(screens, exported):
    screen = screens(exported)
    screen.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    )
    screen.page.reload()
    setting(screen, "decimal comma")
    assert screen.page.input_value("#h-text") == "0,001"
    screen.page.reload()
    assert screen.page.input_value("#h-text") == "0.001"


@pytest.mark.parametrize(
    "kept", ["", "nonsense", "3", "[1, 2]", "null", '{"comma": 1, "theme": 7}']
)
def test_what_else_is_remembered_under_the_name_does_no_harm(screens, exported, kept):
    screen = screens(exported)
    screen.run("(kept) => { localStorage.dfda = kept; }", kept)
    screen.page.reload()
    assert screen.text("#say").startswith("At a = 2, f is 6.")
    screen.page.click("#help")
    assert screen.page.locator("#dialog .switch").count() == 4


def test_a_decimal_comma_is_written_and_read(screens, place):
    screen = screens(place)
    setting(screen, "decimal comma")
    assert (
        screen.text("#lead")
        == "At a = 2, f is 6. Nudge a by 0,001 to 2,001: f goes up by 0,003 to 6,003."
    )
    assert screen.text("#punch") == "Height over width is 0,003 / 0,001 = 3."
    seen = screen.read()
    assert "0.00" not in seen.replace("3.000", "")
    screen.type("#a-text", "2,5")
    assert screen.text("#lead").startswith("At a = 2,5, f is 7,5.")
    screen.type("#h-text", "0,01")
    assert screen.text("#punch") == "Height over width is 0,03 / 0,01 = 3."
    screen.page.wait_for_timeout(350)
    assert "a=2.5&h=0.01" in screen.run("() => location.hash")


def test_no_number_keeps_its_point_where_commas_are_asked_for(live):
    import re

    setting(live, "decimal comma")
    for state in (
        "#f=a%5E2&a=2&h=0.001&open=floats,ladder,curve,steps,notation,corners,downhill",
        "#a=2&h=0.002&lesson=6",
        "#f=3a&a=0.5&pins=0.5,2.5&view=overlay",
    ):
        live.follow(state)
        live.page.wait_for_timeout(700)
        assert re.findall(r"\S*\d\.\d\S*", live.read() + live.text("#live")) == []


def test_large_type_is_larger_everywhere(screens, place):
    screen = screens(place, "#f=a%5E2&a=2&open=curve")
    sizes = """() => Object.fromEntries(["#lead", "#punch", "#scope text", "#over text", "#ledger td", "#pin", ".cap"].map((selector) =>
      [selector, parseFloat(getComputedStyle(document.querySelector(selector)).fontSize)]))"""
    before = screen.run(sizes)
    setting(screen, "large type")
    after = screen.run(sizes)
    assert {
        selector: round(after[selector] / before[selector], 2) for selector in before
    } == pytest.approx(dict.fromkeys(before, 1.375), abs=0.02)
    assert screen.run("() => document.scrollingElement.scrollWidth") <= 1440


def test_present_mode_shows_the_sentence_the_pictures_and_two_controls(screens, place):
    screen = screens(place, width=1280, height=720)
    screen.page.click("#present")
    assert screen.page.get_attribute("#present", "aria-pressed") == "true"
    for selector in ("#lead", "#punch", "#over", "#scope", "#a", "#h"):
        box = screen.box(selector)
        assert box["top"] >= 0
        assert box["bottom"] <= 720, selector
    for selector in ("#panels", "#presets", "#copy"):
        assert not screen.page.is_visible(selector)
    screen.press("Escape")
    assert screen.page.is_visible("#panels")
    screen.page.click("#present")
    screen.page.click("#present")
    assert screen.page.is_visible("#panels")


def test_the_link_is_copied(screens, address):
    screen = screens(address, permissions=["clipboard-read", "clipboard-write"])
    screen.go(f="a^2", a="1/3", h="0.7")
    screen.page.click("#copy")
    screen.page.wait_for_function("() => document.getElementById('copy').textContent === 'Copied'")
    link = screen.run("() => navigator.clipboard.readText()")
    assert link.startswith(address)
    assert "a=1%2F3&h=0.7" in link or "a=1/3&h=0.7" in link
    screen.page.goto("about:blank")
    screen.page.goto(link)
    assert screen.text("#heading") == "f(a) = a²"
    assert screen.page.input_value("#a-text") == "1/3"


def test_the_link_is_shown_where_it_cannot_be_copied(screens, exported):
    screen = screens(exported)
    screen.run("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    screen.page.click("#copy")
    assert screen.text("dialog pre").startswith(exported)


def test_the_nudge_shrinks_once_for_each_press_and_on_while_it_is_held(live):
    live.page.click("#shrink")
    assert live.page.input_value("#h-text") == "0.0001"
    live.page.wait_for_timeout(600)
    assert live.page.input_value("#h-text") == "0.0001"
    live.page.hover("#shrink")
    live.page.mouse.down()
    live.page.wait_for_timeout(1100)
    live.page.mouse.up()
    width = live.page.input_value("#h-text")
    assert width in {"0.000001", "0.0000001", "0.00000001"}
    live.page.wait_for_timeout(600)
    assert live.page.input_value("#h-text") == width


def test_the_live_region_speaks_once_things_have_settled(live):
    live.run(
        """() => { window.told = []; new MutationObserver(() => window.told.push(document.getElementById("live").textContent))
          .observe(document.getElementById("live"), { childList: true, characterData: true, subtree: true }); }"""
    )
    live.page.wait_for_timeout(700)
    live.run("() => { window.told.length = 0; }")
    live.page.focus("#dot")
    for _ in range(6):
        live.press("ArrowRight")
    live.page.wait_for_timeout(700)
    told = live.run("() => window.told")
    assert len(told) == 1
    assert told[0].startswith("At a = 5, f is 15.")


def test_an_error_keeps_the_last_good_picture_and_moves_nothing(screens, address):
    screen = screens(address, expected=["400 (Bad Request)"])
    before, stage = screen.text("#say"), screen.box("#stage")
    screen.type("#fn", "3a + sinn(a)")
    screen.page.wait_for_selector("#fn[aria-invalid]")
    assert "There is no function called 'sinn'; did you mean 'sin'?" in screen.text("#error")
    assert screen.page.get_attribute("#error", "role") == "alert"
    assert screen.text("#mirror .piece") == "sinn"
    assert screen.text("#say") == before
    assert screen.box("#stage") == stage
    screen.type("#fn", "log(-a^2)")
    screen.page.wait_for_function(
        "() => /no value/.test(document.querySelector('#error').textContent)"
    )
    assert screen.text("#mirror") == ""
    screen.type("#fn", "3a + sin(a)")
    screen.page.wait_for_function(
        "() => document.getElementById('heading').textContent === 'f(a) = 3a + sin(a)'"
    )
    assert screen.text("#error") == ""
    assert screen.page.get_attribute("#fn", "aria-invalid") is None


def test_a_server_that_is_gone_is_told_in_one_sentence(live):
    live.expected = ["ERR_", "Failed to load"]
    live.page.route("**/explain", lambda route: route.abort())
    live.type("#fn", "a^5")
    live.page.wait_for_selector("#fn[aria-invalid]")
    assert live.text("#error") == "Python does not answer. Is dfda explore still running?"


def test_walking_downhill_ends_where_it_is_flat(live):
    live.go(f="a^2", a="2", open="downhill")
    live.page.click("#walk")
    assert live.text("#walk-words") == "Step 1: a ← 2 − 0.1 · 4 = 1.6; f from 4 to 2.56."
    assert live.page.input_value("#a-text") == "1.6"
    for _ in range(60):
        if live.page.is_disabled("#walk"):
            break
        live.page.click("#walk")
    assert "the walk ends." in live.text("#walk-words")
    live.page.click("#walk-restart")
    assert live.page.input_value("#a-text") == "2"


def test_a_link_to_a_step_of_the_lesson_sets_what_the_step_sets(screens, exported):
    screen = screens(exported, "#lesson=7")
    assert screen.text("#lesson-step") == "Step 7 of 9"
    assert "Pinned: a = 2, a = 5" in screen.text("#aside")
    assert screen.page.locator("#scope .filling").count() == 2
    screen.follow("#lesson=9")
    assert "a²" in screen.text("#heading")
    screen.follow("#lesson=6")
    assert screen.text("#guess-label") == "height at a = 2"
    screen.open("#lesson=6&f=a^2")
    assert "a²" in screen.text("#heading")


def test_a_formula_that_python_told_is_there_again_after_a_reload(screens, address):
    screen = screens(address)
    screen.formula("a^3 - a")
    screen.page.wait_for_function("() => document.title.includes('a³')")
    screen.type("#a-text", "1.25")
    screen.type("#h-text", "0.01")
    screen.page.click("#pin")
    screen.page.click("#open-steps")
    screen.page.wait_for_function("() => location.hash.includes('pins=1.25')")
    screen.page.reload()
    screen.page.wait_for_function(
        "() => document.querySelector('#heading').textContent.includes('a³')"
    )
    assert screen.page.input_value("#a-text") == "1.25"
    assert screen.page.input_value("#h-text") == "0.01"
    assert "a = 1.25" in screen.text("#aside")
    assert screen.page.get_attribute("#open-steps", "aria-expanded") == "true"
    requests = len(screen.requests)
    screen.page.route("**/explain", lambda route: route.abort())
    screen.expected = ["net::ERR_FAILED"]
    link = "#f=7a^2%2B1&a=-0.5&h=0.1"
    screen.follow(link)
    screen.page.wait_for_function(
        "() => /does not answer/.test(document.querySelector('#error').textContent)"
    )
    screen.page.wait_for_timeout(400)
    assert len(screen.requests) > requests
    assert screen.run("() => location.hash") == link  # it can be loaded again, or copied
    screen.page.unroute("**/explain")
    screen.follow(link)
    screen.page.wait_for_function(
        "() => document.querySelector('#heading').textContent.includes('7a²')"
    )
    assert screen.page.input_value("#a-text") == "−0.5"
    assert "Pinned" not in screen.text("#aside")


def test_a_link_that_names_its_point_says_everything_itself(screens, exported):
    screen = screens(exported, "#f=3a&a=5&h=0.001&lesson=7")
    assert screen.text("#lesson-step") == "Step 7 of 9"
    assert "Pinned" not in screen.text("#aside")
