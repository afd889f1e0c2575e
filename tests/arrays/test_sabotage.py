"""Break each array rule on purpose: the checks must notice."""

from dataclasses import replace

import numpy as np
import pytest

import dfda
from dfda.arrays import ARRAY_RULES, ArrayRule
from dfda.arrays.rule import ArrayRuleTable, case, linear
from dfda.arrays.slopes import CompiledSlope

OFF = 1.001


def rules():
    """Every row once, with a function and a case that reach it."""
    return {
        f"{row.name}-{number}": function
        for number, (function, row) in enumerate(ARRAY_RULES.items())
        if isinstance(row, ArrayRule) and not all_zero(row)
    }


def all_zero(row):
    """A step function has no slope that a factor could change: it gets another check below."""
    return bool(row.slopes) and all(slope is None or slope.constant == 0 for slope in row.slopes)


def worse(pull):
    return pull and (lambda g, *rest, **options: OFF * pull(g, *rest, **options))


def worse_slope(slope):
    if slope is None or slope.constant == 0:
        return slope
    return CompiledSlope(lambda *operands: OFF * slope(operands[:-1], operands[-1]))


def notices(name, function, array_checks, seed):
    row = ARRAY_RULES[function]
    for index, one in enumerate(row.samples):
        for check in ("forward", "backward"):
            try:
                array_checks.CHECKS[check](f"{name}-{index}", function, one, seed)
            except AssertionError:
                return True
    return False


@pytest.mark.parametrize("name", rules())
def test_a_wrong_rule_is_noticed(name, monkeypatch, array_checks, seed):
    function = rules()[name]
    row = ARRAY_RULES[function]
    broken = replace(
        row, pulls=tuple(map(worse, row.pulls)), slopes=tuple(map(worse_slope, row.slopes))
    )
    monkeypatch.setitem(ARRAY_RULES._rows, function, broken)
    assert notices(name, function, array_checks, seed)


@pytest.mark.parametrize("name", [name for name, f in rules().items() if ARRAY_RULES[f].slopes])
def test_a_slope_that_was_forgotten_is_noticed(name, monkeypatch, array_checks, seed):
    function = rules()[name]
    row = ARRAY_RULES[function]
    nothing = CompiledSlope(lambda *_: 0.0, constant=0.0)
    kept = [slope and nothing for slope in row.slopes]
    monkeypatch.setitem(ARRAY_RULES._rows, function, replace(row, slopes=tuple(kept)))
    assert notices(name, function, array_checks, seed)


def test_a_rule_without_samples_cannot_be_registered():
    with pytest.raises(ValueError, match="a rule needs samples"):
        linear(np.fft.fft, transpose=lambda g, x: g, samples=())
    with pytest.raises(ValueError, match=r"there is a rule for 'np\.sum' already"):
        linear(np.sum, transpose=lambda g, x: g, samples=(case((3,)),))


def test_the_table_counts_its_rows():
    table = ArrayRuleTable()
    table.add(np.sum, ARRAY_RULES[np.sum])
    assert len(table) == 1
    assert list(table) == [np.sum]


def test_step_functions_have_the_slope_0():
    for function in (np.floor, np.ceil, np.trunc, np.rint, np.sign):
        assert dfda.derivative(function, 0.3) == 0.0
