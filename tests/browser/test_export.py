"""An exported file: from a disk, in a frame without rights, without a script, by a link."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

SENTENCE = (
    "At a = 2, f is 6. Nudge a by 0.001 to 2.001: f goes up by 0.003 to 6.003. "
    "Height over width is 0.003 / 0.001 = 3."
)


FRAMED = """
([attribute, value]) => {
  document.querySelector("iframe")?.remove();
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.width = 1300;
  frame.height = 880;
  frame.setAttribute(attribute, value);
  document.body.append(frame);
}
"""


def text_of(exported):
    return Path(unquote(urlsplit(exported).path)).read_text(encoding="utf-8")


def test_the_file_asks_for_nothing(screens, exported):
    screen = screens(exported)
    for panel in ("ladder", "curve", "steps", "notation", "corners", "downhill"):
        screen.page.click(f"#open-{panel}")
    for preset in screen.page.locator("#presets button").all():
        preset.click()
    screen.page.click("#lesson-button")
    screen.page.wait_for_timeout(300)
    assert {url.partition("#")[0] for _, url in screen.requests} == {exported}


@pytest.mark.parametrize("kind", ["srcdoc", "file"])
def test_it_works_in_a_frame_that_may_only_run_scripts(browser, exported, tmp_path, kind):
    host = tmp_path / "course.html"
    host.write_text("<!doctype html><meta charset=utf-8><title>course</title>", encoding="utf-8")
    page = browser.new_page(viewport={"width": 1340, "height": 900})
    complaints = []

    def is_bad(message):
        """The frame may not write the clipboard: Chromium says so, and the page shows the link."""
        return message.type == "error" and "Clipboard API has been blocked" not in message.text

    page.on("console", lambda one: complaints.append(one.text) if is_bad(one) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(host.as_uri())
    attribute, value = ("srcdoc", text_of(exported)) if kind == "srcdoc" else ("src", exported)
    frame = framed(page, attribute, value)
    assert said_in(frame) == SENTENCE
    frame.focus("#dot")
    page.keyboard.press("ArrowRight")
    assert frame.text_content("#lead").startswith("At a = 2.5,")
    frame.click("#theme")
    frame.click("#help")
    assert frame.is_visible("dialog")
    page.keyboard.press("Escape")
    frame.click("#copy")
    frame.wait_for_selector("dialog pre")
    assert frame.text_content("dialog pre").startswith("#f=" if kind == "srcdoc" else exported)
    page.wait_for_timeout(400)
    assert complaints == []


def framed(page, attribute, value):
    """A sandboxed frame in a page. Playwright sometimes never sees what is in one: then another."""
    for _ in range(5):
        page.evaluate(FRAMED, [attribute, value])
        for _ in range(20):
            page.wait_for_timeout(100)
            frame = page.frames[-1]
            if frame != page.main_frame and frame.url:
                frame.wait_for_selector("#lead", timeout=10_000)
                return frame
    raise AssertionError("no frame can be seen")


def said_in(frame):
    return " ".join(f"{frame.text_content('#lead')} {frame.text_content('#punch')}".split())


def test_it_can_wait_in_a_frame_that_is_not_shown_yet(browser, exported, tmp_path):
    """As in a tab of a course that opens later."""
    host = tmp_path / "course.html"
    host.write_text(
        "<!doctype html><meta charset=utf-8><title>course</title>"
        f'<iframe hidden sandbox="allow-scripts" width=1300 height=880 src="{exported}"></iframe>',
        encoding="utf-8",
    )
    page = browser.new_page(viewport={"width": 1340, "height": 900})
    page.set_default_timeout(3000)
    page.goto(host.as_uri(), wait_until="commit")
    page.wait_for_timeout(1000)
    page.locator("iframe").evaluate("frame => { frame.hidden = false; }")
    frame = page.frame_locator("iframe")
    assert frame.locator("#lead").text_content().startswith("At a = 2, f is 6.")
    page.wait_for_timeout(200)
    assert frame.locator("#scope .filling").bounding_box()["height"] > 100


def test_without_a_script_sentence_picture_and_table_are_there(browser, exported):
    page = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}
    ).new_page()
    page.goto(exported)
    assert page.locator("#explorer").is_hidden()
    shown = page.locator("body").inner_text()
    assert SENTENCE in shown
    assert "At a = 5, f is 15." in shown
    assert "The slope is 3 everywhere (proved)." in shown
    assert page.locator(".static svg:visible").count() == 3
    assert page.locator(".static th[scope=row]:visible").count() == 14
    box = page.locator(".static svg").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


def test_with_a_script_the_static_part_is_gone(screens, exported):
    screen = screens(exported)
    assert (
        screen.page.locator(".static").count() == 0
        or not screen.page.locator(".static").is_visible()
    )


LINKS = [
    {"f": "3a", "a": "0.1", "h": "0.7"},
    {"f": "3a", "a": "1/3", "h": "-1e-30"},
    {"f": "a^2", "a": "123456789012345678901234567890.123456789", "h": "0.001"},
    {"f": "a^2", "a": "5", "h": "0.002", "pins": "2,5,1/7", "view": "overlay", "open": "floats,ladder,curve"},
    {"f": "sin(a)", "a": "-7.25", "h": "1/3", "view": "limit", "open": "steps,notation,corners,downhill"},
]  # fmt: skip


def test_a_link_restores_what_was_seen_as_exact_strings(screens, place):
    screen = screens(place)
    for parts in LINKS:
        screen.go(**parts)
        screen.page.wait_for_timeout(350)
        written = screen.run("() => location.hash")
        seen = screen.read()
        told = dict(part.split("=", 1) for part in unquote(written).removeprefix("#").split("&"))
        assert told["a"] == parts["a"]
        assert told.get("view", "one") == parts.get("view", "one")
        assert set(told.get("open", "").split(",")) >= set(parts.get("open", "").split(","))
        screen.open(written)
        assert screen.read() == seen
        screen.page.wait_for_timeout(350)
        assert screen.run("() => location.hash") == written


def test_a_lesson_is_in_the_link_too(screens, place):
    screen = screens(place)
    screen.page.click("#lesson-button")
    screen.page.click("#note-next")
    screen.page.wait_for_timeout(350)
    screen.open(screen.run("() => location.hash"))
    assert screen.text("#lesson-step") == "Step 2 of 9"


PARTS = {
    "panels": "#panels", "presets": "#presets", "lesson": "#lesson-button", "copy": "#copy",
    "present": "#present", "tools": ".tools", "overview": "#over-plot", "microscope": "#scope-plot",
    "nudge": "#h", "point": "#a", "ledger": "#ledger", "ladder": "#open-ladder", "curve": "#open-curve",
    "steps": "#open-steps", "notation": "#open-notation", "corners": "#open-corners", "downhill": "#open-downhill",
}  # fmt: skip


def test_a_teacher_s_link_hides_parts(screens, place):
    screen = screens(place)
    for selector in PARTS.values():
        assert screen.page.is_visible(selector), selector
    screen.open(query="?hide=" + ",".join(PARTS.keys() - {"overview", "microscope"}))
    for name, selector in PARTS.items():
        assert screen.page.is_visible(selector) == (name in {"overview", "microscope"}), selector
    assert screen.text("#say").startswith(SENTENCE)
    screen.open(query="?hide=ladder,nonsense,%3Cscript%3E,,")
    assert not screen.page.is_visible("#open-ladder")
    assert screen.page.is_visible("#open-steps")


@pytest.mark.parametrize("part", ["overview", "microscope"])
def test_a_picture_can_be_hidden(screens, exported, part):
    screen = screens(exported, query=f"?hide={part}", timeout=3000)
    assert not screen.page.is_visible(PARTS[part])
    assert screen.text("#say").startswith(SENTENCE)
    screen.page.focus("#a")
    screen.press("ArrowRight")
    assert screen.text("#lead").startswith("At a = 2.5,")
    assert screen.complaints == []


@pytest.mark.parametrize("formula", ["a^3 + tan(a)", "<img src=x onerror=alert(1)>"])
def test_a_formula_that_is_not_baked_gets_one_sentence(screens, exported, formula):
    screen = screens(exported)
    screen.go(f=formula)
    message = screen.text("#error")
    assert message == f'This file does not hold {formula}; open it with: dfda explore "{formula}"'
    assert screen.text("#heading") == "f(a) = 3a"
    assert screen.text("#say").startswith(SENTENCE)
    screen.open("#f=" + formula.replace(" ", "%20").replace("^", "%5E"))
    assert screen.text("#error") == message
    assert screen.text("#say").startswith(SENTENCE)
    screen.page.click("#presets button >> nth=1")
    assert screen.text("#error") == ""


def test_a_baked_formula_is_found_however_powers_are_written(screens, exported):
    screen = screens(exported)
    screen.formula("a**2")
    assert screen.text("#error") == ""
    assert screen.text("#heading") == "f(a) = a²"


@pytest.mark.parametrize("near", ["23a", "a^23", "3A"])
def test_a_formula_that_only_looks_like_a_baked_one_is_another(screens, tmp_path, near):
    from dfda.show.page.export import export

    export(["2*3a", "a^2*3"], tmp_path / "near.html")
    screen = screens((tmp_path / "near.html").as_uri())
    screen.formula(near)
    assert screen.text("#error").startswith(f"This file does not hold {near};")
    screen.open(f"#f={near.replace('^', '%5E')}")
    assert screen.text("#error").startswith(f"This file does not hold {near};")


def test_a_formula_that_only_looks_like_a_known_one_is_asked_for(live):
    for typed, title in [("2*3a", "f(a) = 2·3·a"), ("23a", "f(a) = 23a"), ("2*3a", "f(a) = 2·3·a")]:
        live.formula(typed)
        live.page.wait_for_function(f"() => heading.textContent === {title!r}")
    assert live.text("#lead").startswith("At a = 2, f is 12.")


def test_functions_that_the_page_does_not_compute_are_shown_as_python_told(screens, tmp_path):
    from dfda.show.page.export import export

    export(["erf(a)"], tmp_path / "erf.html", points=["2", "5"])
    screen = screens((tmp_path / "erf.html").as_uri())
    assert screen.text("#lead").startswith("At a = 2, f is 0.99532226501895273416.")
    screen.page.click("#ledger [data-why='exact slope']")
    assert "precomputed by Python" in screen.text("dialog dl")
    screen.press("Escape")
    screen.type("#a-text", "2.123")
    assert screen.text("#lead") == (
        "The page does not compute these digits; Python does: open this with dfda explore."
    )
