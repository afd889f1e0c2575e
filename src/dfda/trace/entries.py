"""np.vectorize: a function of single numbers that is called for each entry."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dfda.arrays.rule import NO_VALUE
from dfda.trace.dispatch import dispatched
from dfda.trace.recording import isinstance_traced, refuse, strip


def vectorized(  # noqa: PLR0917 - as NumPy has it
    pyfunc: Any = NO_VALUE,
    otypes: Any = None,
    doc: Any = None,
    excluded: Any = None,
    cache: Any = False,  # noqa: FBT002
    signature: Any = None,
) -> Any:
    """What stands for np.vectorize in lifted code."""
    if pyfunc is NO_VALUE:
        return partial(
            vectorized, otypes=otypes, doc=doc, excluded=excluded, cache=cache, signature=signature
        )
    plain = np.vectorize(pyfunc, otypes, doc, excluded, cache, signature)
    told = excluded or cache or signature

    def called(*arguments: Any, **keywords: Any) -> Any:
        if not any(map(isinstance_traced, (*arguments, *keywords.values()))):
            return plain(*arguments, **keywords)
        if keywords or told:
            refuse("np.vectorize with names of arguments, a signature or a cache")
        return _for_each_entry(pyfunc, arguments, otypes)

    return called


def _for_each_entry(pyfunc: Callable[..., Any], arguments: tuple[Any, ...], otypes: Any) -> Any:
    shape = np.broadcast_shapes(*(np.shape(strip(one)) for one in arguments))
    wide = [
        dispatched(np.broadcast_to, (one, shape), {})
        if isinstance_traced(one)
        else np.broadcast_to(one, shape)
        for one in arguments
    ]
    answers = [pyfunc(*(one[index] for one in wide)) for index in np.ndindex(shape)]
    if not answers or isinstance(answers[0], tuple):
        refuse("np.vectorize of several results, or of no entries at all")
    if not (otypes or np.result_type(strip(answers[0])).kind == "f"):
        refuse(
            "np.vectorize rounds all results, because the first one is a whole number",
            instead="np.vectorize(f, otypes=[float])",
        )
    return dispatched(np.reshape, (dispatched(np.stack, (answers,), {}), shape), {})
