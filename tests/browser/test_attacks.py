"""Nothing from a link or a field ever runs: it is shown as it stands, or left out."""

import json
from urllib.parse import quote

import pytest

MARKUP = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '"><b onmouseover=alert(1)>x</b>',
    "' onfocus=alert(1) autofocus='",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "${alert(1)}",
    "{{constructor.constructor('alert(1)')()}}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--",
    "]]>",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "__import__('os').system('true')",
    "model.py:f",
    "\u202e)a(nis",
    "a\u0000a",
    "\u2028alert(1)",
    "\U0001f600",
)
LONG = ("9" * 3000, "a+" * 1000 + "a", "(" * 3000, "<b>" * 1000)
NAMES = ("f", "a", "h", "pins", "view", "open", "lesson", "__proto__", "constructor", "hide")

MUTATE = """
() => {
  window.ran = [];
  window.alert = window.confirm = window.prompt = (text) => window.ran.push(text);
  const scripts = document.scripts.length;
  window.count = () => [window.ran.length, document.scripts.length - scripts,
    document.querySelectorAll("#explorer img, #explorer iframe, #explorer object, #explorer b[onmouseover]").length,
    Object.keys(Object.prototype).length, [...document.querySelectorAll("#explorer *")].filter((one) =>
      [...one.attributes].some(({ name, value }) => name.startsWith("on") || /javascript:/i.test(value) && name !== "title" && name !== "aria-label")).length];
}
"""
CLEAN = [0, 0, 0, 0, 0]


@pytest.fixture
def guarded(screens, place):
    screen = screens(place, expected=["400 (Bad Request)"])
    screen.run(MUTATE)
    return screen


FOLLOW_ALL = """
(links) => links.filter((link) => {
  location.hash = link;
  dispatchEvent(new HashChangeEvent("hashchange"));
  return count().some(Boolean);
})
"""


def test_a_link_runs_nothing(guarded):
    links = [f"#{name}={quote(text, safe='')}" for text in (*MARKUP, *LONG) for name in NAMES]
    assert guarded.run(FOLLOW_ALL, links) == []
    guarded.page.wait_for_timeout(600)
    assert guarded.run("() => count()") == CLEAN
    guarded.go(f="3a", a="2", h="0.001")
    assert guarded.text("#lead").startswith("At a = 2, f is 6.")


def test_a_link_is_read_when_the_page_opens_too(screens, exported):
    screen = screens(exported)
    for fragment in (
        "#f=" + quote(MARKUP[1]), "#__proto__=1&constructor=2&a=__proto__", "#%00", "#%", "#%E0%A4%A", "#=&=&=",
        "#a=%3Cimg%20src=x%3E&h=javascript:alert(1)&pins=%3Cb%3E,__proto__&view=constructor&open=__proto__&lesson=constructor",
        "#f=3a&a=1e999999999", "#f=3a&h=0", "#f=3a&h=1e-400", "#lesson=-1", "#lesson=1e3", "#lesson=Infinity",
        "#" + "x" * 100_000, "#f=" + "a" * 100_000, "#a=" + "9" * 100_000,
    ):  # fmt: skip
        screen.open(fragment)
        assert screen.text("#lead" if "lesson=1" not in fragment else "#heading"), fragment[:60]
        assert screen.page.locator("#explorer img, #explorer script").count() == 0


def test_what_is_typed_is_shown_as_it_stands(guarded):
    for text in (*MARKUP, LONG[0], LONG[2]):
        guarded.type("#fn", text)
        assert guarded.page.input_value("#fn") == text
        guarded.page.wait_for_function(
            """(text) => document.getElementById("error").textContent ||
              document.getElementById("heading").textContent.endsWith("= " + text)""",  # a variable's name
            arg=text,
        )
        assert guarded.run("() => count()") == CLEAN, text
        assert guarded.run("() => document.querySelector('#error').childElementCount") == 0
    guarded.page.click("#presets button >> nth=0")  # what is wrong in one field stays told
    for field in ("#a-text", "#h-text"):
        for text in (*MARKUP, "9" * 100_000, "1e999999999", "1/0", "", " ", "nan", "inf"):
            guarded.type(field, text)
            assert guarded.page.get_attribute(field, "aria-invalid") == "true", (field, text[:40])
            assert guarded.text("#error")
        assert guarded.run("() => count()") == CLEAN
        guarded.type(field, "1")
        assert guarded.page.get_attribute(field, "aria-invalid") is None
        assert guarded.text("#error") == ""


def test_a_guess_is_only_a_number(guarded):
    guarded.go(a="2", h="0.001", lesson="4")
    for text in (*MARKUP, "9" * 2000, "1/0"):
        guarded.type("#guess", text)
    assert guarded.run("() => count()") == CLEAN


LABELS = "</script><img src=x onerror=alert(1)>&<!--\"'`${alert(1)}\u2028"


def test_markup_in_every_text_of_the_data_stays_text(screens, exported, tmp_path):
    """Names, titles, sentences and labels are Python's; should one hold markup, it is shown."""
    import re
    from pathlib import Path
    from urllib.parse import unquote, urlsplit

    from dfda.show.page.compact import whole

    text = Path(unquote(urlsplit(exported).path)).read_text(encoding="utf-8")
    start = re.search(r'<script type="application/json" id="dfda-data">', text).end()
    end = text.index("</script>", start)
    data = json.loads(text[start:end])

    def poisoned(value, path=()):
        if isinstance(value, dict):
            return {name: poisoned(one, (*path, name)) for name, one in value.items()}
        if isinstance(value, list):
            return [poisoned(one, path) for one in value]
        is_words = set(path) & {
            "title",
            "notations",
            "mark",
            "law",
            "everywhere",
            "line",
            "corner",
            "tools",
            "rows",
            "reason",
            "gap",
        }
        return value + LABELS if isinstance(value, str) and is_words else value

    data["functions"] = poisoned(whole(data["functions"], data["marks"]))
    for function in data["functions"]:
        function["pretty"] = f"<u>{LABELS}</u>"
    safe = json.dumps(data).replace("<", "\\u003c")
    path = tmp_path / "poisoned.html"
    path.write_text(text[:start] + safe + text[end:], encoding="utf-8")
    screen = screens(path.as_uri())
    screen.run(MUTATE)
    for link in (
        "#f=3*a&a=2&open=floats,ladder,curve,steps,notation,corners,downhill",
        "#f=%7Ca%7C&a=0&open=corners,steps,notation",
        "#lesson=1",
        "#a=2&h=0.001&lesson=4",
    ):
        screen.follow(link)
        screen.page.wait_for_timeout(300)
        assert screen.run("() => count()") == CLEAN
        assert screen.page.locator("#explorer u").count() == 0
        assert "<img src=x onerror=alert(1)>" in screen.read()


def test_python_never_runs_what_is_typed(screens, address, tmp_path):
    screen = screens(address, expected=["400 (Bad Request)"])
    mark = tmp_path / "ran"
    for text in (
        f"__import__('pathlib').Path({str(mark)!r}).touch()",
        f"open({str(mark)!r},'w')",
        "os:getcwd",
        "model.py:f",
    ):
        screen.type("#fn", text)
        screen.page.wait_for_selector("#fn[aria-invalid]")
        screen.page.fill("#fn", "3a")
    assert not mark.exists()


def test_another_page_of_the_same_browser_cannot_ask_the_server(browser, address, tmp_path):
    """Neither with a request of its own, nor in a frame, nor with a form."""
    evil = tmp_path / "evil.html"
    evil.write_text("<!doctype html><meta charset=utf-8><title>evil</title>", encoding="utf-8")
    page = browser.new_page()
    page.goto(evil.as_uri())
    statuses = []
    page.on(
        "response", lambda response: statuses.append((response.request.method, response.status))
    )
    asked = page.evaluate(
        """async (address) => {
          const tries = [
            { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"formula": "a"}' },
            { method: "POST", headers: { "Content-Type": "text/plain" }, body: '{"formula": "a"}' },
            { method: "POST", mode: "no-cors", body: '{"formula": "a"}' },
            { method: "GET" },
          ];
          const found = [];
          for (const one of tries) {
            try {
              const answer = await fetch(address + "explain", one);
              found.push(answer.type === "opaque" ? "opaque" : await answer.text());
            } catch (error) {
              found.push("refused");
            }
          }
          return found;
        }""",
        address,
    )
    assert set(asked) <= {"refused", "opaque"}
    assert all(status in {403, 405, 415} for method, status in statuses if method == "POST")
    page.set_content(f'<iframe id="f" src="{address}"></iframe>')
    page.wait_for_timeout(300)
    frame = page.frame(url=address)
    assert frame is None or frame.locator("#explorer").count() == 0


def test_scripts_and_styles_that_are_put_into_the_page_do_not_run(screens, place):
    screen = screens(
        place, expected=["Content Security Policy", "policy broken", "violates", "ERR_INVALID_URL"]
    )
    screen.run(MUTATE)
    told = screen.run(
        """async () => {
          const script = document.createElement("script");
          script.textContent = "window.ran.push('inline')";
          document.body.append(script);
          const image = document.createElement("img");
          image.setAttribute("onerror", "window.ran.push('image')");
          image.src = "data:nothing";
          document.body.append(image);
          const results = await Promise.allSettled([fetch("https://evil.example/"), import("data:text/javascript,1")]);
          await new Promise((done) => setTimeout(done, 200));
          try { new Function("window.ran.push('eval')")(); } catch {}
          return [window.ran, results.map(({ status }) => status)];
        }"""
    )
    assert told == [[], ["rejected", "rejected"]]
