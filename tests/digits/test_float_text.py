"""Floats as text: the fewest digits that give the same float back, on every NumPy."""

import numpy as np
import pytest

from dfda.digits import float_text

# the shortest digits, from the definition of each kind
SINGLE = [
    (2.9997823, "2.9997823"),
    (0.0, "0.0"),
    (-0.0, "-0.0"),
    (1e-7, "1e-07"),
    (2.5e7, "2.5e+07"),
    (1e6, "1e+06"),
    (999999.0, "999999.0"),
    (123456789.0, "1.2345679e+08"),
    (0.0001, "0.0001"),
    (9.9e-5, "9.9e-05"),
    (1e-45, "1e-45"),
    (-1e38, "-1e+38"),
    (np.inf, "inf"),
    (-np.inf, "-inf"),
    (np.nan, "nan"),
]


@pytest.mark.parametrize(("number", "text"), SINGLE)
def test_a_float32(number, text):
    assert float_text(np.float32(number)) == text


def test_a_float64_is_written_as_python_writes_it(rng):
    for number in [*(rng.standard_normal(500) * 10.0 ** rng.integers(-300, 300, 500)), 1e16, 0.1]:
        assert float_text(np.float64(number)) == repr(float(number))


def test_the_text_gives_the_same_float32_back_and_no_shorter_one_does(rng):
    bits = rng.integers(0, 2**32, 2000, dtype=np.uint32)
    for number in bits.view(np.float32):
        if not np.isfinite(number):
            continue
        text = float_text(number)
        assert np.float32(text) == number
        digits = len(text.lower().partition("e")[0].replace(".", "").strip("-0"))
        shorter = f"{float(number):.{max(digits - 2, 0)}e}"
        assert digits <= 1 or np.float32(shorter) != number
