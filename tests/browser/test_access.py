"""axe-core finds nothing, in any state, light and dark, large and small."""

import pytest

RUN = """
async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}): ${node.target.join(" ")} ${node.any.map((one) => one.message).join("; ")}`));
}
"""
STATES = {
    "line": "#f=3a&a=2&h=0.001",
    "floats": "#f=3a&a=2&h=1e-9&open=floats",
    "pinned": "#f=a%5E2&a=5&pins=2,5&view=compare&open=curve",
    "question": "#a=2&h=0.001&lesson=4",
    "panels": "#f=a%5E2&a=2&open=floats,ladder,curve,steps,notation,corners,downhill",
    "lesson": "#a=2&h=0.001&lesson=2",
    "limit": "#f=3a&a=2&view=limit",
    "corner": "#f=%7Ca%7C&a=0&open=curve,corners",
}


def reveal(screen):
    screen.go(a="2", h="0.001", lesson="4")
    screen.type("#guess", "3")


def mistake(screen):
    screen.go(a="2", h="0.001", lesson="4")
    screen.type("#guess", "6")


def error(screen):
    screen.go(f="3a", a="2")
    screen.type("#fn", "sinn(a)")
    screen.page.wait_for_selector("#fn[aria-invalid]")


def keys(screen):
    screen.go(f="3a", a="2")
    screen.page.click("#help")


def receipt(screen):
    screen.press("Escape")
    screen.page.click("#ledger [data-why='exact slope']")


ACTS = {"reveal": reveal, "mistake": mistake, "error": error, "keys": keys, "receipt": receipt}


@pytest.fixture
def axe(node_module):
    return (node_module("axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(screens, address, axe, scheme, width):
    screen = screens(
        address, width=width, height=900, color_scheme=scheme, reduced_motion="reduce",
        expected=["400 (Bad Request)"],
    )  # fmt: skip
    screen.run(axe)
    found = []
    for name, link in STATES.items():
        screen.follow(link)
        screen.page.wait_for_timeout(50)
        found += [f"{name}: {one}" for one in screen.run(RUN)]
    for name, act in ACTS.items():
        act(screen)
        found += [f"{name}: {one}" for one in screen.run(RUN)]
    assert not found, "\n".join(found)


def test_axe_would_notice(screens, exported, axe):
    screen = screens(exported, reduced_motion="reduce")
    screen.run(axe)
    screen.run("() => document.getElementById('a').removeAttribute('aria-label')")
    assert any("label" in one for one in screen.run(RUN))


def test_the_picture_without_a_script_is_accessible_too(browser, axe):
    from dfda.explanation.exploration import exploration
    from dfda.show.page.fallback import fallback

    page = browser.new_page()
    page.set_content(
        f"<!doctype html><html lang=en><title>dfda</title>{fallback(exploration('3a', '2', '5'))}"
    )
    page.evaluate(axe)
    assert page.evaluate(RUN) == []
