"""The checks of array rules, shared by the tests in this folder."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

CHECKS = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "checks.py")))


@pytest.fixture(scope="session")
def array_checks():
    return CHECKS


def pytest_generate_tests(metafunc):
    if "array_case" in metafunc.fixturenames:
        metafunc.parametrize("array_case", list(CHECKS.CASES))


@pytest.fixture
def seed(rng):
    """A number that depends on DFDA_SEED and the test's name."""
    return int(rng.integers(2**32))
