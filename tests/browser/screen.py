"""A page of the explorer, as its reader meets it."""

import json
from urllib.parse import quote

WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("policy broken: " + event.violatedDirective + " " + event.blockedURI));
"""

READ = """
() => {
  const blocks = "p,h1,h2,th,td,text,button,li,dt,dd,label,small,caption,pre,.title,.cap,.lbl," +
    ".verdict,.formula,#lesson-step,#computers";
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || parent.closest("script,style,noscript,.halo,#live")) continue;
    if (parent.checkVisibility({ visibilityProperty: true })) found.add(parent.closest(blocks) ?? parent);
  }
  const texts = [...found].map((element) => element.textContent);
  for (const element of document.querySelectorAll("[aria-label],[aria-valuetext]")) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    texts.push(element.getAttribute("aria-label") ?? "", element.getAttribute("aria-valuetext") ?? "");
  }
  return texts.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean).join(" ");
}
"""
"""Every text that can be seen or is read aloud, block after block; without what is told once more."""

FOLLOW = """
(fragment) => new Promise((done) => {
  const before = location.hash;
  location.hash = fragment;
  const isNew = location.hash !== before;
  dispatchEvent(new HashChangeEvent("hashchange"));
  if (isNew) addEventListener("hashchange", () => done(), { once: true });
  else done();
})
"""
"""The event comes at once: 250 ms after a change the page writes its own state into the address."""

SETTLED = """
() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
"""


class Screen:
    """One page in one window; `complaints` is what must stay empty."""

    def __init__(self, page, address, expected=()):
        self.page, self.address, self.expected = page, address, expected
        self.complaints, self.requests = [], []
        page.add_init_script(WATCH)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._asked)
        page.on("dialog", self._interrupted)

    def _said(self, message):
        if message.type in {"error", "warning", "assert"} and not any(
            known in message.text for known in self.expected
        ):
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request):
        """A file may load itself, a served page may ask its server, and neither anybody else."""
        self.requests.append((request.method, request.url))
        bare = request.url.partition("#")[0].partition("?")[0]
        allowed = {self.address}
        if self.address.startswith("http"):
            allowed |= {self.address + "explain"}
        if bare not in allowed and not bare.startswith("data:"):
            self.complaints.append(f"request: {request.method} {request.url}")

    def _interrupted(self, dialog):
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, fragment="", *, query=""):
        """Load the page anew."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}{query}{fragment}")
        self.page.wait_for_selector("#explorer:not([hidden])", state="attached")

    def go(self, *, settle=True, **parts):
        """Follow a link within the page: f, a, h, pins, view, open, lesson."""
        fragment = "#" + "&".join(f"{name}={quote(text, safe='')}" for name, text in parts.items())
        self.follow(fragment)
        if settle:
            self.settle()

    def follow(self, fragment):
        """Follow a link within the page, as it stands."""
        self.page.evaluate(FOLLOW, fragment)

    def settle(self):
        """Wait until everything is drawn."""
        self.page.evaluate(SETTLED)

    def told(self, timeout=2000):
        """What a screen reader is told when things have settled."""
        self.page.wait_for_timeout(600)
        return self.text("#live", timeout=timeout)

    def read(self):
        """All visible text."""
        return self.page.evaluate(READ)

    def text(self, selector, timeout=2000):
        """The text of one element, with single spaces."""
        return " ".join(self.page.locator(selector).text_content(timeout=timeout).split())

    def texts(self, selector):
        """The texts of all elements, with single spaces; halos of texts are not counted."""
        found = self.page.locator(selector).evaluate_all(
            "all => all.filter(one => !one.matches('.halo')).map(one => one.textContent)"
        )
        return [" ".join(text.split()) for text in found]

    def type(self, selector, text):
        """Write into a field as a reader does, and press Enter."""
        self.page.fill(selector, text)
        self.page.press(selector, "Enter")

    def formula(self, text):
        """Write a formula, and wait for its picture."""
        self.type("#fn", text)

    def press(self, *keys):
        """Press keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self):
        """The id of what has the focus, or its text where it has none."""
        return self.page.evaluate(
            "() => document.activeElement.id || document.activeElement.textContent.trim()"
        )

    def box(self, selector):
        """Left, top, right and bottom in the window."""
        return self.page.locator(selector).evaluate(
            """one => (({left, top, right, bottom}) => ({left, top, right, bottom}))
              (one.getBoundingClientRect())"""
        )

    def run(self, script, argument=None):
        """Evaluate JavaScript in the page."""
        return self.page.evaluate(script, argument)

    def data(self):
        """The data that are baked into the page."""
        return json.loads(self.page.locator("#dfda-data").text_content())
