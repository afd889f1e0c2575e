"""Where there is no browser, that is said loudly, and where CI is set it is an error."""

import os
import subprocess
import sys

import pytest


def outcome(request, *options, **environment):
    """A test of this folder in a pytest of its own, without a browser."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *options]
    command.append(f"{request.path.parent / 'test_export.py'}::test_the_file_asks_for_nothing")
    usual = {name: text for name, text in os.environ.items() if name != "CI"}
    environment |= {"CHROMIUM": "/nowhere/chromium"}
    found = subprocess.run(
        command, cwd=request.config.rootpath, env=usual | environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    return found.returncode, found.stdout


@pytest.mark.parametrize("workers", [0, 1])
def test_without_a_browser_a_banner_says_what_was_not_tested(request, workers):
    status, told = outcome(request, f"-n{workers}")
    assert status == 0
    assert "1 skipped" in told
    assert "!! THE PAGE WAS NOT TESTED IN A BROWSER !!" in told
    assert "Chromium or playwright is not installed" in told


def test_where_ci_is_set_it_is_an_error(request):
    status, told = outcome(request, CI="true")
    assert status == 1
    assert "Chromium or playwright is not installed, and CI is set" in told
    assert "1 error" in told


@pytest.mark.parametrize("text", ["request", "console", "dialog", "error"])
def test_what_a_page_may_not_do_is_noticed(screens, exported, text):
    """Each of these would fail a test; here the complaint is taken away again."""
    screen = screens(exported)
    acts = {
        "request": "() => { new Image().src = 'https://evil.example/'; }",
        "console": "() => console.error('wrong')",
        "dialog": "() => setTimeout(() => alert('here'), 0)",
        "error": "() => setTimeout(() => { throw new Error('wrong'); }, 0)",
    }
    screen.run(acts[text])
    screen.page.wait_for_timeout(100)
    assert screen.complaints
    screen.complaints.clear()
