"""The explorer's page: its size, how soon it can be used, the work of a drag; absolute numbers."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dfda.show.page.compact import whole
from dfda.show.page.page import HERE, joined_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LOADS, WARM, MOVES = 21, 50, 200
READY_TARGET, MOVE_TARGET = 300, 8
SIZE_TARGET, ZIPPED_TARGET = 60, 20
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

KS = range(2, 51)
DRAGGED = {
    "the tutorial's line": "3a",
    "lines": "+".join(f"{k}a/{k + 1}" for k in KS),
    "fractions": "+".join(f"1/(a+{k})" for k in KS),
    "waves": "+".join(f"sin({k}a)" for k in KS),
    "smooth functions": "+".join(f"tanh(a/{k})" for k in KS),
    "corners": "+".join(f"|a-{k}|" for k in KS),
}
"""The first, and five formulas of about 200 steps: exact numbers with few and with many digits,
enclosures by series, and corners."""

PANELS = "ladder,curve,steps,notation,corners,downhill,floats"
"""All that can be open. The ladder, the address and the words for screen readers wait until the
drag pauses; what they take then is told beside it."""

MOVE = """
([move, count]) => {
  const plot = document.getElementById("over-plot");
  const { left, top, width, height } = plot.getBoundingClientRect();
  const clientX = left + width * (0.15 + 0.7 * ((move * 37) % count) / count);
  const began = performance.now();
  plot.dispatchEvent(new PointerEvent("pointermove", {
    pointerId: 1, clientX, clientY: top + height / 2, altKey: true, bubbles: true,
  }));
  document.body.offsetWidth;
  return performance.now() - began;
}
"""
"""One move handled, drawn, styled and laid out. Its point is a new one, for Alt frees it from the
grid of the slider."""

FRAME = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
PAUSE = "() => new Promise((done) => setTimeout(done, 1000))"
PARTS = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")


def shown(times: Sequence[float]) -> str:
    """Median and p95 of milliseconds."""
    ordered = sorted(times)
    tail = ordered[int(0.95 * len(ordered)) - 1]
    return f"median {statistics.median(ordered):.1f} ms, p95 {tail:.1f} ms"


def size() -> None:
    """Print how large the front end is."""
    script, style = joined_script().encode(), (HERE / "page.css").read_bytes()
    for name, content in (("script", script), ("script and style", script + style)):
        zipped = len(gzip.compress(content, mtime=0))
        print(
            f"{name}: {len(content) / 1e3:.1f} KB, {zipped / 1e3:.1f} KB gzipped; "
            f"target {SIZE_TARGET} and {ZIPPED_TARGET}"
        )


def ready(browser: Browser, address: str) -> None:
    """Print how soon the page can be used, in a fresh profile each time."""
    times, paints = [], []
    for _ in range(LOADS):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        times.append(
            page.evaluate(
                "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
            )
        )
        page.wait_for_function(
            "() => performance.getEntriesByName('first-contentful-paint').length"
        )
        paints.append(
            page.evaluate(
                "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
            )
        )
        page.close()
    print(f"interactive: {shown(times[1:])}; target {READY_TARGET} ms")
    print(f"first picture: {shown(paints[1:])}")


class Meter:
    """Processor times of the page's own thread, as Chromium counts them, in milliseconds."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def read(self) -> dict[str, float]:
        """Every count so far."""
        found = self.session.send("Performance.getMetrics")["metrics"]
        return {entry["name"]: 1e3 * entry["value"] for entry in found}


def work(before: dict[str, float], after: dict[str, float]) -> float:
    """Script, styles and layout."""
    return sum(after[part] - before[part] for part in PARTS)


def drag(browser: Browser, address: str, name: str) -> None:
    """Print the work of the moves of one drag, then what its pictures and its end cost."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    data = json.loads(page.locator("#dfda-data").text_content() or "")
    steps = len(whole(data["functions"], data["marks"])[0]["program"]["nodes"])
    box = page.locator("#over-plot").bounding_box()
    assert box is not None  # noqa: S101 - it is on the screen
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    meter = Meter(page)
    taken: list[float] = []
    clock: list[float] = []
    paints: list[float] = []
    for move in range(WARM + MOVES):
        before = meter.read()
        clock.append(page.evaluate(MOVE, [move, WARM + MOVES]))
        after = meter.read()
        page.evaluate(FRAME)
        taken.append(work(before, after))
        paints.append(meter.read()["TaskDuration"] - after["TaskDuration"])
    before = meter.read()
    page.evaluate(PAUSE)
    later = work(before, meter.read())
    page.mouse.up()
    page.close()
    print(
        f"a move, {name} ({steps} steps): {shown(taken[WARM:])} of the processor, "
        f"target p95 {MOVE_TARGET} ms; by the clock {shown(clock[WARM:])}; "
        f"then its frame: {shown(paints[WARM:])}; what waits for a pause: {later:.1f} ms"
    )


@contextmanager
def served(formula: str) -> Iterator[str]:
    """The address of an explorer that begins with a formula."""
    command = [sys.executable, "-m", "dfda", "explore", formula, "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        try:
            line = server.stdout.readline()
            yield next(word for word in line.split() if word.startswith("http"))
        finally:
            server.terminate()


def measure(chromium: str) -> None:
    """Print the lines that need a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        with served("3a") as address:
            ready(browser, address)
        for name, formula in DRAGGED.items():
            with served(formula) as address:
                drag(browser, address, name)
                drag(browser, f"{address}#open={PANELS}", f"{name}, every panel open")
        browser.close()


def main() -> None:
    """Measure what can be measured here."""
    size()
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    missing = [name for name in ("playwright", "uvicorn") if not importlib.util.find_spec(name)]
    if chromium is None or missing:
        print(f"page: not measured, because it needs {' and '.join(missing) or 'Chromium'}")
        return
    measure(chromium)


if __name__ == "__main__":
    main()
