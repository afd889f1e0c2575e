"""What rungs foretell of smaller nudges, at many points at once."""

import numpy as np
import pytest

from dfda.nudges.foretelling import Rows, strays

WIDTHS = 2.0 ** -np.arange(5)[:, None] * np.array([1.0, 2.0**300])
"""Three rungs and two small levels, at an ordinary point and at a very large one."""


def levels() -> Rows:
    """An f whose slope moves with h², and whose bend has a part in h³: the unit is the widest h."""
    share = WIDTHS / WIDTHS[0]
    return Rows(WIDTHS.copy(), 3.0 + 0.5 * share**2, 0.25 * share + 0.125 * share**3)


def test_a_smooth_f_is_where_its_rungs_foretell():
    rows = levels()
    found = strays(np.array([3.0, 3.0]), rows.at(slice(3)), rows.at(slice(3, None)))
    assert np.all(found <= 1e-15 * WIDTHS[3:])  # rounding of numbers of about 3


@pytest.mark.parametrize(("part", "share"), [("slope", 1.0), ("bend", 0.5)])
def test_what_strays_is_told_as_a_height_at_each_level(part, share):
    rows = levels()
    getattr(rows, part)[-1] += 0.01
    found = strays(np.array([3.0, 3.0]), rows.at(slice(3)), rows.at(slice(3, None)))
    assert found[-1] == pytest.approx(0.01 * share * WIDTHS[-1], rel=1e-12)
    assert np.all(found[0] <= 1e-15 * WIDTHS[3])
