"""No control stays silent: what was done is seen, and what cannot be done is told."""

import pytest


def opened(screen, text):
    """Write a formula, and wait until the page shows it."""
    before = screen.text("#heading")
    screen.formula(text)
    screen.page.wait_for_function(
        "(before) => document.getElementById('heading').textContent !== before", arg=before
    )


def walked(screen):
    """What is said after each step of a walk downhill, until no further step is offered."""
    said = []
    for _ in range(50):
        if screen.page.is_disabled("#walk"):
            return said
        screen.page.click("#walk")
        said.append(screen.text("#walk-words"))
    raise AssertionError("the walk never ends")


def test_a_walk_that_climbs_says_so_at_each_step_and_at_its_end(live):
    opened(live, "100a^2")
    live.go(f="100*a^2", a="1", open="downhill")
    said = walked(live)
    assert len(said) == 40
    assert [words for words in said if "f went up: the step is too long here." not in words] == []
    assert said[-1].endswith("Forty steps: the walk ends here.")


@pytest.mark.parametrize(("formula", "start"), [("a^4", "5"), ("a^3-3a", "-2.5")])
def test_a_walk_that_runs_away_ends_with_a_sentence(live, formula, start):
    opened(live, formula)
    live.go(f=formula, a=start, open="downhill")
    said = walked(live)
    assert said[-1].endswith("the walk ran away and ends.")
    opened(live, "10a^2")
    assert live.text("#heading") == "f(a) = 10a²"


@pytest.mark.parametrize("at", ["1e200", "-1e400", "9e999"])
def test_a_point_beyond_all_floats_is_drawn_without_a_fault(live, at):
    live.go(f="a^2", a="2")
    live.type("#a-text", at)
    assert live.page.get_attribute("#a-text", "aria-invalid") is None
    live.type("#a-text", "10e999")
    assert live.page.get_attribute("#a-text", "aria-invalid") == "true"
    live.type("#a-text", "3")
    assert live.text("#lead").startswith("At a = 3, f is 9.")


def faulty(screen):
    """The fields that are told to be wrong."""
    return screen.run("() => [...document.querySelectorAll('[aria-invalid]')].map(({ id }) => id)")


def test_a_field_that_is_refilled_is_no_longer_told_to_be_wrong(screens, place):
    screen = screens(place)
    screen.type("#h-text", "abc")
    assert faulty(screen) == ["h-text"]
    assert "“abc”" in screen.text("#error")
    screen.type("#a-text", "3")
    assert screen.page.input_value("#h-text") == "0.001"
    assert (faulty(screen), screen.text("#error")) == ([], "")


def test_the_fault_of_a_field_stays_told_until_that_field_is_right(screens, address):
    screen = screens(address, expected=["400 (Bad Request)"])
    screen.type("#fn", "3a=6")
    screen.page.wait_for_selector("#fn[aria-invalid]")
    fault = screen.text("#error")
    screen.type("#a-text", "4")
    assert screen.page.input_value("#fn") == "3a=6"
    assert (faulty(screen), screen.text("#error")) == (["fn"], fault)
    screen.type("#a-text", "x")
    assert faulty(screen) == ["fn", "a-text"]
    assert screen.text("#error").startswith(fault)
    assert "“x”" in screen.text("#error")
    screen.page.click("#presets button >> nth=1")
    assert (faulty(screen), screen.text("#error")) == ([], "")
    assert screen.page.input_value("#fn") == "a²"


def test_a_guess_that_is_no_number_is_told(screens, place):
    screen = screens(place, "#a=2&h=0.001&lesson=4")
    for guess, words in {
        "abc": "The guess must be a number, not “abc”. Write a number such as 2 or 0.001, or a ratio such as 1/3.",
        "": "The guess is empty. Write a number such as 2 or 0.001, or a ratio such as 1/3.",
        "3,0": "The guess must be a number, not “3,0”. Write 3.0 with a decimal point, or choose the decimal comma under “?”.",
    }.items():  # fmt: skip
        screen.page.fill("#guess", guess)
        screen.page.click("#lock")
        assert (faulty(screen), screen.text("#error")) == (["guess"], words)
        assert screen.page.is_visible("#error")
    screen.page.fill("#guess", "7")
    assert (faulty(screen), screen.text("#error")) == ([], "")
    screen.page.fill("#guess", "x")
    screen.page.click("#lock")
    screen.page.click("#lesson-button")
    assert (faulty(screen), screen.text("#error")) == ([], "")


@pytest.mark.parametrize(("field", "name"), [("#a-text", "point"), ("#h-text", "nudge")])
def test_a_number_that_cannot_be_read_is_told_by_its_field_s_name(screens, exported, field, name):
    screen = screens(exported)
    for text, words in {
        "": f"The {name} is empty. Write a number such as 2 or 0.001, or a ratio such as 1/3.",
        "0,001": f"The {name} must be a number, not “0,001”. Write 0.001 with a decimal point, or choose the decimal comma under “?”.",
    }.items():  # fmt: skip
        screen.type(field, text)
        assert screen.text("#error") == words
    screen.type("#h-text", "0")
    assert "The nudge must not be zero" in screen.text("#error")


def test_an_empty_formula_is_told_as_empty(screens, place):
    screen = screens(place)
    screen.type("#fn", " ")
    assert screen.text("#error") == "The formula is empty. Write one such as 3a."
    assert faulty(screen) == ["fn"]


def test_a_decimal_comma_is_read_and_shown_everywhere(live):
    live.page.click("#help")
    live.page.get_by_label("decimal comma").check()
    live.press("Escape")
    live.type("#a-text", "1.000,5")
    assert (
        live.text("#error")
        == "The point must be a number, not “1.000,5”. Write a number such as 2 or 0,001, or a ratio such as 1/3."
    )
    live.formula("2,5a + max(2, 0,5a)")
    live.page.wait_for_function(
        "() => document.getElementById('heading').textContent === 'f(a) = 2,5a + max(2, 0,5a)'"
    )
    live.page.focus("#a-text")
    assert live.page.input_value("#fn") == "2,5a + max(2, 0,5a)"
    live.type("#a-text", "1/3")
    titles = live.run("() => [...document.querySelectorAll('[title]')].map(({ title }) => title)")
    assert [title for title in titles if "0.3" in title] == []
    assert any("0,333" in title for title in titles)


@pytest.mark.parametrize(("formula", "start"), [("log(a)", "-1"), ("sqrt(a)", "-3"), ("log(-a)", "2")])  # fmt: skip
def test_a_formula_without_a_value_here_opens_where_it_has_one(live, formula, start):
    live.go(f="a^2", a=start)
    opened(live, formula)
    at = live.page.input_value("#a-text").replace("−", "-")
    assert at != start
    assert live.text("#lead").startswith(f"At a = {at}, f is ")
    assert live.text("#error") == f"{formula} has no value at a = {start}; it has one at {at}."
    assert faulty(live) == []


def test_the_questions_of_the_lesson_lead_back(screens, place):
    screen = screens(place, "#lesson=6")
    for step in (5, 4, 3):
        screen.page.click("#ask-back")
        assert screen.text("#lesson-step") == f"Step {step} of 9"
    assert screen.focused() == "note-next"


def test_a_seventh_point_cannot_be_pinned_and_is_told(live):
    pins = ["1", "2", "3", "4", "5", "6"]
    live.go(f="3*a", a="7", pins=",".join(pins))
    assert live.text("#pin") == "Six are pinned: unpin one first"
    for act in (lambda: live.page.click("#pin"), lambda: live.press("p")):
        live.page.focus("#dot")
        act()
        assert live.told() == "Six are pinned: unpin one first"
        assert "pins=1,2,3,4,5,6&" in live.run("() => location.hash + '&'")
    live.type("#a-text", "3")
    assert live.text("#pin") == "Unpin this point"


@pytest.mark.parametrize(("across", "nudge"), [(2000, "1"), (-2000, "1e−30")])
def test_the_tip_is_dragged_to_the_edge_however_fast(live, across, nudge):
    tip = live.box("#tip")
    live.page.mouse.move(tip["left"] + 22, tip["top"] + 22)
    live.page.mouse.down()
    live.page.mouse.move(tip["left"] + 22 + across, tip["top"] + 22)
    live.page.mouse.up()
    assert live.page.input_value("#h-text") == nudge


def swiped(screen, selector, share, down):
    """Put a finger on an element, at this share of its width, and swipe down."""
    box = screen.box(selector)
    x = box["left"] + share * (box["right"] - box["left"])
    y = (box["top"] + box["bottom"]) / 2
    session = screen.page.context.new_cdp_session(screen.page)
    points = [{"x": x, "y": y + down * step / 8} for step in range(9)]
    for index, point in enumerate(points):
        kind = "touchMove" if index else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()
    screen.page.wait_for_timeout(300)


@pytest.mark.parametrize("selector", ["#over-plot", "#a", "#h", "#tip"])
def test_a_swipe_that_scrolls_the_page_changes_no_number(screens, place, selector):
    screen = screens(place, width=360, height=740, has_touch=True, is_mobile=True)
    screen.page.locator(selector).scroll_into_view_if_needed()
    before, numbers = screen.run("() => scrollY"), ("2", "0.001")
    direction = 1 if before > 150 else -1
    swiped(screen, selector, 0.8, direction * 120)
    assert abs(screen.run("() => scrollY") - before) > 40
    assert tuple(screen.page.input_value(field) for field in ("#a-text", "#h-text")) == numbers
    screen.page.locator("#over-plot").scroll_into_view_if_needed()
    box = screen.box("#over-plot")
    screen.page.touchscreen.tap(box["left"] + 250, box["top"] + 100)
    assert screen.page.input_value("#a-text") != "2"


def test_a_corner_is_told_once_in_the_limit(live):
    live.go(f="|a|", a="0")
    live.page.click("#limit")
    told = live.told()
    assert told
    assert told.count(live.text("#lead")) == 1


def test_in_the_limit_the_ledger_names_the_nudge_of_its_numbers(screens, place):
    screen = screens(place, "#f=a%5E2&a=2&h=100")
    assert screen.page.locator("#over .filling").count() == 1
    assert screen.text("#ledger thead th >> nth=0") == "quantity"
    screen.page.click("#limit")
    assert "ε" in screen.text("#lead")
    assert screen.text("#ledger thead th >> nth=0") == "nudge 100"
    assert screen.page.is_visible("#ledger thead th >> nth=0")
    assert screen.page.locator("#over .filling").count() == 0


def test_the_notation_has_the_minus_of_its_slope(screens, exported):
    screen = screens(exported, "#f=1/a&a=2&open=notation")
    told = screen.text("#p-notation")
    assert "−1/a²" in told
    assert "slope = −0.25" in told
    assert "-" not in told
