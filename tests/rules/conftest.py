"""The checks of checks.py for every test in this folder (test folders are not packages)."""

import importlib.util
import sys
from pathlib import Path

import pytest

# A copy of pytest's own name for the folder would be collected twice; this one is only imported.
_SPEC = importlib.util.spec_from_file_location(
    "dfda_rule_checks", Path(__file__).with_name("checks.py")
)


@pytest.fixture(scope="session")
def checks():
    if _SPEC.name not in sys.modules:
        module = importlib.util.module_from_spec(_SPEC)
        sys.modules[_SPEC.name] = module
        _SPEC.loader.exec_module(module)
    return sys.modules[_SPEC.name]


@pytest.fixture
def seed(rng):
    """A number that depends on DFDA_SEED and the test's name."""
    return int(rng.integers(2**32))
