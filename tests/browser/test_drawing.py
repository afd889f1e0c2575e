"""What is shown is compared with what was there: it must come out as if it were made afresh."""

import pytest

TREE = """
() => {
  const told = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return node.data;
    if (node instanceof HTMLElement && !node.checkVisibility()) return "";
    const attributes = [...node.attributes].filter(({ name }) => !/^(disabled|style)$/.test(name))
      .map(({ name, value }) => `${name}="${value}"`).sort();
    const inner = node.id === "live" ? "" : [...node.childNodes].map(told).join("");
    return `\\n<${[node.localName, ...attributes].join(" ")}>${inner}</>`;
  };
  const values = [...document.querySelectorAll("#explorer input")].filter((one) => one.checkVisibility());
  return told(document.getElementById("explorer")) + values.map(({ id, value }) => `\\n${id}: ${value}`).join("");
}
"""
"""All that can be seen, without how it came about: what can be undone, what was told last."""

JOURNEY = [
    {"f": "3a", "a": "2", "h": "0.001"},
    {
        "f": "3a",
        "a": "-7.5",
        "h": "0.001",
        "open": "ladder,curve,steps,notation,corners,downhill,floats",
    },
    {"f": "a^2", "a": "5", "h": "0.001", "pins": "2,5", "view": "compare", "open": "curve"},
    {"f": "a^2", "a": "5", "h": "-0.1", "pins": "2,5", "view": "overlay", "open": "steps,notation"},
    {"f": "a^2", "a": "1/3", "h": "0.5", "pins": "2,5", "open": "floats,downhill"},
    {"f": "|a|", "a": "0", "h": "1e-9", "open": "corners"},
    {"f": "exp(a)", "a": "2", "h": "1", "view": "limit", "open": "steps"},
    {"f": "1/a", "a": "0", "h": "0.001", "open": "curve"},
    {"f": "1/a", "a": "40", "h": "0.001"},
    {"f": "3a", "a": "2", "h": "0.001", "lesson": "1"},
    {"f": "3a", "a": "2", "h": "0.001", "lesson": "4"},
    {"f": "3a", "a": "5", "h": "0.002", "lesson": "6"},
    {"f": "3a", "a": "5", "h": "0.001", "pins": "2,5", "view": "compare", "lesson": "7"},
    {"f": "3a", "a": "2", "h": "0.001", "open": "ladder"},
]
"""From each state to the next much has to go, to come and to change."""


@pytest.mark.parametrize("width", [1440, 360])
def test_the_way_to_a_state_leaves_no_trace_in_the_page(screens, exported, width):
    used, fresh = (screens(exported, width=width) for _ in range(2))
    for parts in [*JOURNEY, *JOURNEY[::-1]]:
        used.go(**parts)
        used.page.wait_for_timeout(150)  # the ladder follows when things have settled
        fresh.open()
        fresh.go(**parts)
        assert used.run(TREE).splitlines() == fresh.run(TREE).splitlines(), parts


def test_a_drag_that_is_undone_leaves_no_trace(screens, exported):
    screen = screens(exported, "#f=a^2&a=2&h=0.1&open=curve,steps,floats")
    before = screen.run(TREE)
    box = screen.box("#over-plot")
    screen.page.mouse.move(box["left"] + 300, box["top"] + 60)
    screen.page.mouse.down()
    for step in (40, -160, 90):
        screen.page.mouse.move(box["left"] + 300 + step, box["top"] + 60)
    screen.page.mouse.up()
    assert screen.run(TREE) != before
    screen.page.click("#undo")
    assert screen.run(TREE).splitlines() == before.splitlines()


KEEP = """
() => {
  const all = [...document.querySelectorAll("#explorer *")];
  all.forEach((one, index) => { one.seen = index; });
  return all.length;
}
"""
KEPT = "() => [...document.querySelectorAll('#explorer *')].filter((one) => 'seen' in one).length"


def test_a_drag_keeps_the_elements_that_it_moves(screens, exported):
    screen = screens(exported, "#f=3a&a=2&h=0.001")
    count = screen.run(KEEP)
    screen.page.press("#dot", "ArrowRight")
    assert "At a = 2.5," in screen.text("#say")
    assert screen.run(KEPT) >= count - 2  # the tick of the 2 is no longer bold
    screen.page.press("#dot", "PageUp")
    assert screen.run(KEPT) > 0.9 * count


def test_the_focus_stays_in_the_ledger_while_the_nudge_shrinks(screens, exported):
    screen = screens(exported, "#f=a^2&a=2&h=0.1")
    screen.page.focus("#ledger td >> nth=0")
    screen.press("ArrowDown", "[")
    assert "Nudge a by 0.01 " in screen.text("#say")
    assert screen.run("() => document.activeElement.dataset.why") == "exact before"


def test_the_same_complaint_is_read_again(screens, exported):
    screen = screens(exported)
    screen.type("#a-text", "two")
    screen.run(
        "() => { window.added = 0; new MutationObserver((all) => {"
        " for (const { addedNodes } of all) window.added += addedNodes.length;"
        "}).observe(document.getElementById('error'), { childList: true }); }"
    )
    screen.press("Enter")
    screen.settle()
    assert screen.run("() => window.added") > 0


def test_steps_follow_the_comma(screens, exported):
    screen = screens(exported, "#f=a^2&a=2&h=0.1&open=steps")
    plain = screen.text("#p-steps .steps")
    assert "nudges at 0.7; 1.3" in plain
    screen.page.click("#help")
    screen.page.get_by_text("decimal comma").click()
    assert screen.text("#p-steps .steps") == plain.replace(".", ",")


def test_the_switches_say_what_is_set_whenever_they_are_opened(screens, exported):
    screen = screens(exported)

    def switches():
        screen.page.click("#help")
        return screen.run(
            "() => [...document.querySelectorAll('#dialog input')].map((one) => one.checked)"
        )

    assert switches() == [True, False, False, False]
    screen.page.get_by_text("decimal comma").click()
    screen.page.get_by_text("single-letter keys").click()
    screen.press("Escape")
    assert switches() == [False, True, False, False]
    screen.page.get_by_text("decimal comma").click()
    screen.press("Escape")
    screen.page.click("#ledger td >> nth=0")
    screen.press("Escape")
    assert switches() == [False, False, False, False]
