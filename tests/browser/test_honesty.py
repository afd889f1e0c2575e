"""The page says no more than is known: colours, corners, digits and places beyond all floats."""

import pytest


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
    assert looks(screen) == [["0", "plain"], ["0.001", "green"], ["0.001", "plain"], ["1000", "blue"]]


@pytest.mark.parametrize(("formula", "hint"), [("exp(a)", True), ("a^2", False), ("3*a", False)])
def test_a_receipt_says_where_the_last_digit_of_a_float_may_differ(screens, exported, formula, hint):
    screen = screens(exported)
    screen.go(f=formula, a="10", h="-0.5", open="floats")
    for kind in ("exact", "float32", "float64"):
        screen.page.click(f"[data-why='{kind} before']")
        assert ("may differ from Python's" in screen.text("dialog dl")) == (hint and kind != "exact")
        screen.press("Escape")
