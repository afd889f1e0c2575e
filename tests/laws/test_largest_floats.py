"""Near the largest float a picture is still drawn, and soon: no pixel is looked for far outside."""

import math
from itertools import pairwise

import numpy as np
import pytest

import dfda
from dfda.explanation.portrait import portrait
from dfda.show.figure import figure_svg
from dfda.show.figure_overview import along


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (math.exp, 709),
        (lambda a: -math.exp(a), 709.5),
        (lambda a: np.nan_to_num(np.log(a)), 0),
        (lambda a: 1.7e308 * math.copysign(1, a), 0),
        ("e^a", 709),
        ("1.7*10^308*a", 1),
    ],
    ids=range(6),
)
def test_a_value_near_the_largest_float_is_drawn(f, at):
    told = dfda.explain(f, at)
    assert told.points[0].sentence in " ".join(str(told).split())
    assert figure_svg(portrait(told)).startswith("<?xml")


def test_a_line_that_leaves_far_has_a_few_thousand_points():
    found = list(along([(0.0, 0.0), (0.0, 1e300)]))
    assert len(found) == 4096
    assert found[0] == (0, 0)
    assert len(list(along([(0.0, 0.0), (0.0, math.inf)]))) == 4096


def test_an_ordinary_line_has_a_point_in_every_four_pixels():
    found = list(along([(0.0, 0.0), (30.0, 40.0)]))
    assert len(found) == 13  # 50 pixels
    assert all(math.dist(one, other) <= 4 for one, other in pairwise(found))
