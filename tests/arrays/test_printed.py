"""Every row as dfda.source prints it: the same bits as the gradient, in both kinds of floats."""

import numpy as np
import pytest

import dfda
from dfda.structure import flattened

WITHOUT_A_PRINTED_FORM = "sinc"


def bits(value):
    return [
        (type(leaf), np.shape(leaf), np.asarray(leaf).dtype, np.asarray(leaf).tobytes())
        for leaf in flattened(value)[0]
    ]


def printed_answer(text, arrays):
    scope = {}
    exec(compile(text, "printed", "exec"), scope)  # noqa: S102 - the text is what is tested
    with np.errstate(all="ignore"):  # as dfda computes it
        return scope["gradient"](*arrays)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_a_printed_row_gives_the_same_bits(array_case, array_checks, kind):
    function, case = array_checks.CASES[array_case]
    arrays, _ = array_checks.drawn(array_case, case, 0, kind)
    call = array_checks.called(function, case)

    def total(*operands):
        return sum(np.sum(part * part) for part in call(*operands))

    wrt = tuple(range(len(arrays)))
    if WITHOUT_A_PRINTED_FORM in array_case:
        with pytest.raises(dfda.UnsupportedError, match=r"sinc cannot be printed by dfda\.source"):
            dfda.source(total, *arrays, wrt=wrt)
        return
    text = dfda.source(total, *arrays, wrt=wrt, kinks="ignore")
    found = printed_answer(text, arrays)
    assert bits(found) == bits(dfda.gradient(total, *arrays, wrt=wrt, kinks="ignore")), text
