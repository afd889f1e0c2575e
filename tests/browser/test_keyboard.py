"""The page without a mouse."""

import pytest

STATES = ("", "#f=a%5E2&a=2&open=floats,ladder,curve,steps,notation,corners,downhill")

FOCUSED = """
() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const { left, top, width, height } = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  return {
    id: one.id || one.closest("[id]")?.id + ": " + (one.getAttribute("aria-label") ?? one.textContent.trim()),
    left: left + scrollX, top: top + scrollY, width, height,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3,
    ringColor: style.outlineColor, visible: one.checkVisibility({ visibilityProperty: true }),
    inView: top < innerHeight && top + height > 0,
  };
}
"""


def tabbed(screen):
    """What has the focus after each Tab, until the page ends."""
    screen.run("() => document.activeElement.blur()")
    found = []
    for _ in range(120):
        screen.press("Tab")
        seen = screen.run(FOCUSED)
        if seen is None or (found and seen["id"] == found[0]["id"] == ": Skip to the sentence"):
            return found
        found.append(seen)
    raise AssertionError("the focus never leaves the page")


def ids(found):
    return [one["id"] for one in found]


TOP = ["fn", "presets: 3a", "presets: a²", "presets: |a|", "presets: sin(a)"]


@pytest.mark.parametrize("width", [1440, 360])
def test_the_tab_order_is_the_reading_order(screens, address, width):
    screen = screens(address, width=width, height=900)
    order = ids(tabbed(screen))
    tools = ["lesson-button", "copy", "present", "theme", "help"]
    if width == 360:
        tools = ["lesson-button", "theme", "help"]
    controls = ["tip", "h", "limit", "h-text", "sign", "shrink", "dot", "a", "a-text", "pin"]
    panels = [
        "open-ladder",
        "open-curve",
        "open-steps",
        "open-notation",
        "open-corners",
        "open-downhill",
    ]
    ledger = [name for name in order if name.startswith("ledger: ")]
    assert ledger == ["ledger: 2"]
    assert order == [
        "explorer: Skip to the sentence",
        *TOP,
        *tools,
        *controls,
        *ledger,
        "why",
        *panels,
    ]


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("state", STATES)
def test_whatever_has_the_focus_can_be_seen_and_is_ringed(screens, address, width, state):
    screen = screens(address, state, width=width, height=900)
    schemes = [
        {"color_scheme": "light"}, {"color_scheme": "dark"},
        {"color_scheme": "light", "forced_colors": "active"},
    ]  # fmt: skip
    for media in schemes:
        screen.page.emulate_media(**media)
        ground = screen.run("() => getComputedStyle(document.documentElement).backgroundColor")
        found = tabbed(screen)
        assert len(found) > 20
        for one in found:
            assert one["visible"], one
            assert one["inView"], one
            assert one["ring"], one
            assert contrast(one["ringColor"], ground) >= 3, (one, ground)


def contrast(one, other):
    """The contrast of WCAG 2.2 between two colours as the browser writes them."""
    import re

    def luminance(text):
        channels = [int(part) / 255 for part in re.findall(r"\d+", text)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def controls(screen):
    """Role, name and value of every control, as the browser tells assistive technology."""
    session = screen.page.context.new_cdp_session(screen.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    told = []
    for node in nodes:
        properties = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        role = node.get("role", {}).get("value")
        if (
            node.get("ignored")
            or not properties.get("focusable")
            or role in {"RootWebArea", "dialog"}
        ):
            continue
        told.append(
            (
                role,
                node.get("name", {}).get("value"),
                node.get("value", {}).get("value"),
                properties,
            )
        )
    return told


@pytest.mark.parametrize(
    "state", [*STATES, "#lesson=4", "#a=2&lesson=1", "#f=3a&pins=2,5&view=compare&a=5"]
)
def test_every_control_has_role_name_and_value(screens, place, state):
    screen = screens(place, state)
    told = controls(screen)
    assert len(told) >= 8
    for role, name, value, properties in told:
        assert role in {
            "button",
            "link",
            "textbox",
            "slider",
            "checkbox",
            "cell",
            "gridcell",
            "region",
        }, (role, name)
        assert name or role in {"cell", "gridcell"}, (role, properties)
        if role == "slider":
            assert value is not None, name
        if role == "textbox":
            assert value not in {None, ""} or name.startswith(("slope", "height")), name
    sliders = screen.page.locator("[role=slider]:visible, input[type=range]:visible")
    assert all(sliders.evaluate_all("all => all.map(one => one.getAttribute('aria-valuetext'))"))


def test_sliders_say_their_value_in_words(live):
    live.go(f="3a", a="2", h="0.001")
    texts = {
        one: live.page.get_attribute(one, "aria-valuetext") for one in ("#a", "#h", "#dot", "#tip")
    }
    assert texts == {
        "#a": "a equals 2",
        "#h": "nudge 0.001, one thousandth",
        "#dot": "a equals 2, f is 6",
        "#tip": "nudge 0.001, one thousandth",
    }
    assert live.page.get_by_role("slider", name="point a").count() == 2
    assert live.page.get_by_role("slider", name="nudge").count() == 2
    live.go(f="3a", a="2", h="1e-15")
    assert live.page.get_attribute("#h", "aria-valuetext") == "nudge 1e-15, 15 places"


def at(screen):
    return screen.page.input_value("#a-text").replace("−", "-")


def nudge(screen):
    return screen.page.input_value("#h-text").replace("−", "-")


@pytest.mark.parametrize("target", ["#dot", "#a"])
def test_keys_on_the_point(live, target):
    live.page.focus(target)
    steps = [
        ("ArrowRight", "2.5"), ("ArrowLeft", "2"), ("ArrowUp", "2.5"), ("ArrowDown", "2"),
        ("Shift+ArrowRight", "2.05"), ("Shift+ArrowLeft", "2"), ("PageUp", "7"), ("PageDown", "2"),
        ("Home", "-2"), ("End", "7"),
    ]  # fmt: skip
    for key, place in steps:
        live.press(key)
        assert at(live) == place, key
        assert live.text("#lead").startswith(f"At a = {place},")
    assert live.focused() == target[1:]


@pytest.mark.parametrize("target", ["#tip", "#h"])
def test_keys_on_the_nudge(live, target):
    live.page.focus(target)
    steps = [
        ("ArrowRight", "0.0001"), ("ArrowLeft", "0.001"), ("ArrowDown", "0.0001"), ("ArrowUp", "0.001"),
        ("PageDown", "0.000001"), ("PageUp", "0.001"), ("Home", "1"), ("End", "1e-30"),
    ]  # fmt: skip
    for key, width in steps:
        live.press(key)
        assert nudge(live) == width, key
    live.press("ArrowRight")
    assert nudge(live) == "1e-30"


def test_letters_act_only_while_the_explorer_has_the_focus_and_can_be_switched_off(live):
    live.press("]")
    assert nudge(live) == "0.001"
    live.page.focus("#a")
    live.press("]")
    assert nudge(live) == "0.01"
    live.press("[", "[")
    assert nudge(live) == "0.0001"
    live.press("p")
    assert live.text("#pin") == "Unpin this point"
    live.press("p")
    assert live.text("#pin") == "Pin this point"
    live.press("ArrowRight", "r")
    assert (at(live), nudge(live)) == ("2", "0.001")
    live.press("?")
    assert live.page.is_visible("dialog")
    live.page.get_by_label("single-letter keys").uncheck()
    live.press("Escape")
    live.page.focus("#a")
    live.press("]", "p")
    assert nudge(live) == "0.001"
    assert live.text("#pin") == "Pin this point"
    live.press("ArrowRight")
    assert at(live) == "2.5"
    live.press("Control+z")
    assert at(live) == "2"


def test_letters_typed_into_a_field_are_only_letters(live):
    live.page.focus("#fn")
    live.page.keyboard.type("p r ? ]")
    assert not live.page.is_visible("dialog")
    assert nudge(live) == "0.001"
    assert live.text("#pin") == "Pin this point"


def test_everything_can_be_undone_and_done_again(live):
    live.page.focus("#a")

    def look():
        pressed = live.page.get_attribute("#limit", "aria-pressed")
        expanded = live.page.get_attribute("#open-ladder", "aria-expanded")
        bar = live.page.is_visible("#lesson-bar")
        return (
            at(live),
            nudge(live),
            live.text("#pin"),
            live.text("#heading"),
            pressed,
            expanded,
            bar,
        )

    states = [look()]
    acts = [
        lambda: live.press("ArrowRight"), lambda: live.press("]"), lambda: live.press("p"),
        lambda: live.page.click("#sign"), lambda: live.page.click("#limit"),
        lambda: live.page.click("#open-ladder"), lambda: live.page.click("#presets button >> nth=1"),
        lambda: live.page.click("#lesson-button"),
    ]  # fmt: skip
    for act in acts:
        act()
        states.append(look())
    assert len(set(states)) == len(acts) + 1
    live.page.focus("#help")
    for state in reversed(states[:-1]):
        live.press("Control+z")
        assert look() == state
    assert live.page.is_disabled("#undo")
    for state in states[1:]:
        live.press("Control+Shift+z")
        assert look() == state
    live.page.click("#undo")
    assert look() == states[-2]


def test_receipts_answer_why_and_give_the_lines_that_print_the_number(live):
    import dfda

    live.page.click("#why")
    live.page.focus("#ledger [data-why='exact at']")
    for column in ("exact", "float64", "float32"):
        for row in ("at", "before", "nudged", "after", "height", "slope"):
            shown = live.page.locator(f"#ledger [data-why='{column} {row}']")
            shown.focus()
            live.press("?")
            assert live.page.is_visible("dialog")
            told = live.text("dialog h2").rpartition(": ")[2]
            code = live.page.text_content("dialog pre")
            found = {}
            exec(code.replace("print(", "found = ("), {"dfda": dfda}, found)  # noqa: S102 - the line that the page shows
            assert str(getattr(found["found"], "text", found["found"])) == told
            assert live.text("dialog dl").count("a = 2, nudge = 0.001") == 1
            live.press("Escape")
            assert not live.page.is_visible("dialog")
            assert live.run("() => document.activeElement.dataset.why") == f"{column} {row}"


def test_arrows_go_from_cell_to_cell(live):
    live.page.click("#why")
    live.page.focus("#ledger [data-why='exact at']")
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "Enter"):
        live.press(key)
        seen.append(live.run("() => document.activeElement.dataset.why"))
    assert seen[:5] == [
        "float64 at",
        "float32 at",
        "float32 before",
        "float64 before",
        "float64 at",
    ]
    assert live.page.is_visible("dialog")


def tab_to(screen, target, key="Tab"):
    for _ in range(60):
        if screen.focused() == target:
            return
        screen.press(key)
    raise AssertionError(f"{key} never reaches {target}")


def explored(screen):
    """The tutorial in the explorer: 2, a nudge, 5, both beside one another, the ladder, the limit."""
    tab_to(screen, "dot")
    assert at(screen) == "2"
    screen.press("[", "]")
    assert screen.text("#lead") == (
        "At a = 2, f is 6. Nudge a by 0.001 to 2.001: f goes up by 0.003 to 6.003."
    )
    screen.press("p", *["ArrowRight"] * 6)
    assert screen.text("#lead") == (
        "At a = 5, f is 15. Nudge a by 0.001 to 5.001: f goes up by 0.003 to 15.003."
    )
    screen.press("p")
    assert {"a = 2", "a = 5"} <= set(screen.texts("#scope text"))
    tab_to(screen, "open-ladder")
    screen.press("Enter")
    screen.page.wait_for_selector("#ladder .rung")
    assert "1e−30 (30 places)" in screen.text("#ladder")
    tab_to(screen, "limit", "Shift+Tab")
    screen.press("Space")
    assert screen.text("#punch") == "The derivative is 3."


def told(screen, step):
    """A step of the lesson that tells: its button has the focus."""
    assert screen.text("#lesson-step") == f"Step {step} of 9"
    assert screen.focused() == "note-next"


def guessed(screen, step, guess):
    """A step of the lesson that asks: first its field has the focus, then the way on."""
    assert screen.text("#lesson-step") == f"Step {step} of 9"
    assert screen.focused() == "guess"
    screen.page.keyboard.type(guess)
    screen.press("Enter")
    assert screen.text("#feedback").startswith("Yes: ")
    assert screen.focused() == "Next step"
    screen.press("Enter")


def test_the_tutorial_s_whole_path_with_the_keyboard_alone(screens, place):
    screen = screens(place)
    explored(screen)
    tab_to(screen, "lesson-button", "Shift+Tab")
    screen.press("Enter")
    for step in (1, 2, 3):
        told(screen, step)
        screen.press("Enter")
    for step, guess in ((4, "3"), (5, "3"), (6, "0.006")):
        guessed(screen, step, guess)
    for step in (7, 8):
        told(screen, step)
        screen.press("Enter")
    told(screen, 9)
    assert screen.text("#heading") == "f(a) = a²"
    assert "Not the same everywhere: 4 at 2, 10 at 5." in screen.text("#note-words")
    screen.press("Enter")
    assert screen.focused() == "lesson-button"
    assert not screen.page.is_visible("#lesson-bar")


def test_the_guess_is_moved_by_keys(live):
    live.go(a="2", h="0.001", lesson="4")
    live.page.focus("#guess-tip")
    live.press(*["ArrowUp"] * 6)
    assert live.page.input_value("#guess") == "3"
    live.press("PageUp", "PageDown", "Shift+ArrowUp", "Shift+ArrowDown", "ArrowDown")
    assert live.page.input_value("#guess") == "2.5"
    assert live.page.get_attribute("#guess-tip", "aria-valuetext") == "slope 2.5"


def test_the_skip_link_leads_to_the_sentence(live):
    live.press("Tab", "Enter")
    assert live.focused() == "say"
