"""Running the command line in the tests of the commands."""

import pytest

from dfda.cli import main


@pytest.fixture
def dfda(capfd):
    """Run the command line in this process: (status, stdout, stderr)."""

    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            main(list(arguments))
        out, err = capfd.readouterr()
        return stop.value.code, out, err

    return run
