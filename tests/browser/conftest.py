"""One server, one exported file and one browser for all tests of this folder, a page for each test.

A page that writes an error to the console, breaks its own security policy, opens a dialog or asks
for anything but its own server fails the test that opened it.
"""

import contextlib
import importlib.util
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NPM = ROOT / "build" / "npm" / "node_modules"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",  # root, as in most containers, cannot use the sandbox
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

BAKED = ("3*a", "a^2", "exp(a)", "1/a")
"""In the exported file of the session, next to the presets."""


def _loaded(name):
    """A module beside this one (test folders are not packages)."""
    spec = importlib.util.spec_from_file_location(f"dfda_browser_{name}", HERE / f"{name}.py")
    if spec.name not in sys.modules:
        sys.modules[spec.name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[spec.name])
    return sys.modules[spec.name]


def pytest_runtest_teardown(item, nextitem):
    """End the browser with this folder: while it runs, its event loop is in the way of others."""
    if nextitem is None or not nextitem.path.is_relative_to(HERE):
        running = item.config.stash.get(RUNNING, None)
        if running:
            running.close()
            del item.config.stash[RUNNING]


RUNNING = pytest.StashKey[contextlib.ExitStack]()


@pytest.fixture(scope="session")
def chromium(absent):
    """Where the browser is."""
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None or importlib.util.find_spec("playwright") is None:
        absent("Chromium or playwright is not installed")
    return found


@pytest.fixture
def browser(request, chromium):
    """The browser of the session; its pages are closed after each test."""
    if RUNNING not in request.config.stash:
        from playwright.sync_api import sync_playwright

        stack = contextlib.ExitStack()
        request.config.stash[RUNNING] = stack
        state = random.getstate()
        playwright = stack.enter_context(sync_playwright())
        stack.browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        stack.callback(stack.browser.close)
        random.setstate(state)  # playwright draws from it
    running = request.config.stash[RUNNING].browser
    yield running
    for context in running.contexts:
        context.close()


@pytest.fixture(scope="session")
def node_module(absent):
    """A function from a package's name to its folder under build/npm."""

    def folder(name):
        if not (NPM / name).is_dir():
            absent(f"{name} is not installed from npm: run make test")
        return NPM / name

    return folder


@pytest.fixture(scope="session")
def address():
    """The address of a server that runs as `dfda explore` runs it."""
    pytest.importorskip("uvicorn")
    command = [sys.executable, "-m", "dfda", "explore", "--no-browser", "--at", "2", "--at", "5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        yield next(word for word in server.stdout.readline().split() if word.startswith("http"))
        server.terminate()


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    """The address of an exported file."""
    from dfda.show.page.export import export

    path = tmp_path_factory.mktemp("exported") / "lesson.html"
    export(BAKED, path, points=["2", "5"])
    return path.as_uri()


@pytest.fixture
def screens(request, browser):
    """Open pages: `screens(address, hash, width=…, height=…, **context)`."""
    screen = _loaded("screen")
    opened = []

    def new(
        address,
        fragment="",
        *,
        width=1440,
        height=900,
        query="",
        expected=(),
        timeout=10_000,
        **context,
    ):
        context = browser.new_context(viewport={"width": width, "height": height}, **context)
        context.set_default_timeout(timeout)
        found = screen.Screen(context.new_page(), address, expected=expected)
        opened.append(found)
        found.open(fragment, query=query)
        return found

    yield new
    complaints = [complaint for found in opened for complaint in found.complaints]
    complaints = [] if request.node.get_closest_marker("xfail") else complaints
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def live(screens, address):
    """The live page, 1440 × 900."""
    return screens(address)


@pytest.fixture(params=["live", "file"])
def place(request):
    """The address of the live page, then of the exported file."""
    return request.getfixturevalue({"live": "address", "file": "exported"}[request.param])
