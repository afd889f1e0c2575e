"""Every array rule, with each way of calling it, forwards, backwards and in float32."""

import pytest


@pytest.mark.filterwarnings("ignore:numpy.fix is deprecated")  # since NumPy 2.5
@pytest.mark.parametrize("check", ["forward", "backward", "float32", "python floats"])
def test_array_rule_agrees_with_nudges(array_case, check, array_checks, seed):
    function, case = array_checks.CASES[array_case]
    array_checks.CHECKS[check](array_case, function, case, seed)
