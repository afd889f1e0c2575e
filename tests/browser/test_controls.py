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
    while not screen.page.is_disabled("#walk"):
        screen.page.click("#walk")
        said.append(screen.text("#walk-words"))
    return said


def test_a_walk_that_climbs_says_so_at_each_step_and_at_its_end(live):
    opened(live, "100a^2")
    live.go(f="100*a^2", a="1", open="downhill")
    said = walked(live)
    assert len(said) == 40
    assert [words for words in said if "f went up: the step is too long here." not in words] == []
    assert said[-1].endswith("Forty steps, and still going up. The walk ends here.")


@pytest.mark.parametrize(("formula", "text", "start"), [("a^4", "a^4", "5"), ("a^3-3a", "a^3 - 3*a", "-2.5")])  # fmt: skip
def test_a_walk_that_runs_away_ends_with_a_sentence(live, formula, text, start):
    opened(live, formula)
    live.go(f=text, a=start, open="downhill")
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
