"""What exact derivatives cannot follow, and what they say: what, where, and what to try."""

import json
import math
import statistics
import types

import numpy as np
import pytest

import dfda

ESTIMATE = "measure the slope with dfda.estimate, which only calls the function"
LOST = f"leave it out: traced values work like floats; or {ESTIMATE}"
ARRAY = np.array([0.5, 1.5])


def as_float(a):
    return float(a) * 2


def as_int(a):
    return int(a)


def rounded(a):
    return round(a, 2)


def as_index(a):
    return [1.0, 2.0][a]


def as_count(a):
    return a * sum(1 for _ in range(a))


def as_complex(a):
    return complex(a)


def by_float_math(a):
    return UNTRACED(a)


def to_list(x):
    return sum(x.tolist())


def whole(x):
    return np.sum(x.astype(int))


def into_outside(x):
    OUTSIDE[0] = x[0]
    return OUTSIDE[0]


def added_into_outside(x):
    outside = OUTSIDE
    outside += x
    return np.sum(outside)


def objects(a):
    return np.sum(np.array([None, 1.0]) * a)


def unknown(x):
    return np.sum(np.fft.fft(x))


def unknown_option(x):
    return np.std(x, where=[True, False])


def bits(a):
    return a & 1


def shifted(a):
    return a << 2


def whole_numbers(a):
    return np.gcd(a, 2)


def as_key(a):
    return {a: 1.0}[a]


def complex_power(a):
    return (a - 5) ** 0.5


def complex_operand(a):
    return abs(a * 1j)


def negative_modulus(a):
    return pow(a, 2, 5)


def sets_a_module(a):
    helpers.value = a
    return a


def whole_text(x):
    return x.tobytes()


UNTRACED = type("C", (), {"__call__": staticmethod(lambda a: float.__add__(a, 1.0))})()
OUTSIDE = np.zeros(2)
helpers = types.ModuleType("their_helpers")

REFUSALS = [
    (as_float, 2.0, "float(x) turns a traced value into a plain float, which has lost its derivative", LOST),
    (as_int, 2.0, "int(x) rounds a traced value to a whole number, which has lost its derivative", LOST),
    (rounded, 2.0, "round(x) rounds a traced value, which has lost its derivative", LOST),
    (as_index, 1.0, "a traced value was used as an index or a count, which has lost its derivative", LOST),
    (as_count, 1.0, "a traced value was used as an index or a count, which has lost its derivative", LOST),
    (as_complex, 1.0, "complex(x) turns a traced value into a complex number, which has lost its derivative", LOST),
    (to_list, ARRAY, "x.tolist of a traced value has no derivative rule", ESTIMATE),
    (whole_text, ARRAY, "x.tobytes of a traced value has no derivative rule", ESTIMATE),
    (whole, ARRAY, "astype(int64) rounds a traced value", ESTIMATE),
    (into_outside, ARRAY, "float(x) turns a traced value into a plain float, which has lost its derivative", LOST),
    (added_into_outside, ARRAY, "np.add into an array made outside the function has no derivative rule", ESTIMATE),
    (objects, 2.0, "a real number was combined with a value of the kind object", "work with real floats"),
    (unknown, ARRAY, "np.fft.fft has no derivative rule", ESTIMATE),
    (bits, 2.0, "the operator & works on whole numbers only", ESTIMATE),
    (shifted, 2.0, "the operator << works on whole numbers only", ESTIMATE),
    (whole_numbers, 2.0, "np.gcd has no derivative rule", ESTIMATE),
    (as_key, 2.0, "a traced value was used as the key of a dict, a set or a cache",
     f"leave the cache out, or {ESTIMATE}"),
    (complex_power, 2.0, "power gives a complex number", ESTIMATE),
    (complex_operand, 2.0, "a real number was combined with a value of the kind complex", "work with real floats"),
    (negative_modulus, 2.0, "pow with a modulus works on whole numbers", ESTIMATE),
    (sets_a_module, 2.0, "the function sets their_helpers.value, which outlives it", "return the value instead"),
]  # fmt: skip


def line_of(f):
    """The first line of the body."""
    return f.__code__.co_firstlineno + 1


@pytest.mark.parametrize(
    ("f", "at", "what", "instead"), REFUSALS, ids=[row[0].__name__ for row in REFUSALS]
)
def test_a_refusal_says_what_where_and_what_to_try(f, at, what, instead):
    with pytest.raises(dfda.UnsupportedError) as refusal:
        dfda.gradient(f)(at)
    error = refusal.value
    assert error.what == what
    file, _, place = error.where.rpartition(":")
    assert file == __file__
    number, _, name = place.partition(", in ")
    assert name.startswith((f.__name__, "<genexpr>"))
    assert line_of(f) <= int(number) <= line_of(f) + 1
    assert error.instead == instead


def test_an_option_without_a_rule():
    with pytest.raises(
        dfda.UnsupportedError, match=r"np.std with the argument where=\[True, False\]"
    ):
        dfda.gradient(unknown_option)(ARRAY)


def test_the_line_is_the_users_own_where_the_standard_library_stumbles():
    def f(a):
        return statistics.fmean([a, 2.0])

    with pytest.raises(dfda.UnsupportedError) as refusal:
        dfda.derivative(f, 1.0)
    assert refusal.value.where == f"{__file__}:{line_of(f)}, in f"


def test_a_refusal_that_c_code_turns_into_another_error_is_still_told():
    def f(x):
        return np.fromiter((t * t for t in x), float).sum()

    def rethrown(a):
        try:
            return float(a)
        except Exception:  # noqa: BLE001 - what careless code does
            message = "no float"
            raise ValueError(message) from None

    with pytest.raises(dfda.UnsupportedError, match=r"float\(x\) turns a traced value"):
        dfda.gradient(f, ARRAY)
    with pytest.raises(dfda.UnsupportedError, match=r"float\(x\) turns a traced value") as refusal:
        dfda.derivative(rethrown, 1.0)
    assert isinstance(refusal.value.__cause__, ValueError)


def test_c_code_that_wants_a_real_float_is_explained():
    def f(a):
        return json.loads(json.dumps(a)) * a

    with pytest.raises(TypeError, match="not JSON serializable") as told:
        dfda.derivative(f, 1.0, n=2)
    (note,) = told.value.__notes__
    assert note == (
        "dfda ran this with values that stand for floats and arrays. Code written in C may want "
        f"the real ones.\n  try: {ESTIMATE}"
    )


def test_an_error_of_the_users_own_is_left_as_it_is():
    def f(a):
        raise ValueError(f"{a} is out of range")

    with pytest.raises(ValueError, match="out of range") as told:
        dfda.derivative(f, 1.0)
    assert not hasattr(told.value, "__notes__")


def test_a_refusal_that_the_function_swallows_is_raised_at_the_end():
    def f(a):
        try:
            return float(a)
        except Exception:  # noqa: BLE001 - what careless code does
            return 2 * a

    with pytest.raises(dfda.UnsupportedError, match=r"float\(x\)"):
        dfda.derivative(f, 1.0)


def test_a_c_function_that_reads_the_float_itself():
    with pytest.raises(TypeError):
        dfda.derivative(by_float_math, 1.0)


class Foreign:
    def __init__(self, *_):
        pass


@pytest.mark.parametrize(
    ("module", "what", "instead"),
    [
        ("torch", "argument 0 is a PyTorch array, which exact derivatives do not follow",
         "differentiate it with PyTorch itself, or use dfda.estimate"),
        ("jaxlib._jax", "argument 0 is a JAX array, which exact derivatives do not follow",
         "differentiate it with JAX itself, or use dfda.estimate"),
        ("pandas", "argument 0 is a pandas Foreign", "give x.to_numpy() instead"),
        ("other", "argument 0 is a Foreign, not a number or an array of floats",
         "name the arguments to differentiate by with wrt="),
    ],
)  # fmt: skip
def test_arrays_of_other_packages(monkeypatch, module, what, instead):
    monkeypatch.setattr(Foreign, "__module__", module)
    with pytest.raises(dfda.InputError) as refusal:
        dfda.gradient(np.sum)(Foreign())
    assert (refusal.value.what, refusal.value.instead) == (what, instead)


INPUTS = [
    (np.array(["a"]), "argument 0 is an array of the kind <U1"),
    (np.array([None]), "argument 0 is an array of objects"),
    (np.array([1j]), "argument 0 is an array of the kind complex128"),
    (np.array([True]), "argument 0 is an array of the kind bool"),
    (np.array([1.0], dtype=np.float16), "argument 0 is an array of the kind float16"),
    ("2", "argument 0 is a str, not a number or an array of floats"),
    (None, "argument 0 is a NoneType, not a number or an array of floats"),
    (2j, "argument 0 is a complex, not a number or an array of floats"),
    ({"a": [1.0, None]}, "argument 0['a'][1] is a NoneType, not a number or an array of floats"),
]


@pytest.mark.parametrize(("given", "what"), INPUTS)
def test_a_point_that_is_no_number(given, what):
    with pytest.raises(dfda.InputError) as refusal:
        dfda.gradient(lambda x: 1.0)(given)
    assert refusal.value.what == what


OUTPUTS = [
    (lambda x: x, "the shape (2,)"),
    (lambda x: (x[0], x[1]), "2 of them"),
]


@pytest.mark.parametrize(("f", "told"), OUTPUTS)
def test_a_gradient_needs_one_number(f, told):
    with pytest.raises(dfda.InputError) as refusal:
        dfda.gradient(f)(ARRAY)
    assert refusal.value.what == (
        f"a gradient needs a function that returns one number, and this one returned {told}"
    )


def forgets_to_return(x):
    np.sum(x)


def returns_text(x):
    return {"loss": np.sum(x), "name": "text"}


def returns_a_set(x):
    return {len(x)}


def returns_objects(x):
    return np.array([None, len(x)])


def returns_complex(x):
    return np.array([1j]) * len(x)


KINDS_OF_ANSWERS = "return numbers, arrays, or nested dicts, lists, tuples and dataclasses of them"
NO_NUMBERS = [
    (forgets_to_return, "None", "end every path of the function with return"),
    (returns_text, "a str at ['name']", KINDS_OF_ANSWERS),
    (returns_a_set, "a set", KINDS_OF_ANSWERS),
    (returns_objects, "an array of the kind object", KINDS_OF_ANSWERS),
    (returns_complex, "an array of the kind complex128", KINDS_OF_ANSWERS),
]
ON_ARRAYS = {
    "derivative": lambda f: dfda.derivative(f, ARRAY),
    "gradient": lambda f: dfda.gradient(f, ARRAY),
    "jacobian": lambda f: dfda.jacobian(f, ARRAY),
    "hessian": lambda f: dfda.hessian(f, ARRAY),
    "jvp": lambda f: dfda.jvp(f, ARRAY, ARRAY),
    "vjp": lambda f: dfda.vjp(f, ARRAY, 1.0),
    "source": lambda f: dfda.source(f, ARRAY),
}


@pytest.mark.parametrize("operator", ON_ARRAYS)
@pytest.mark.parametrize(("f", "told", "instead"), NO_NUMBERS)
def test_an_answer_that_is_no_number_does_not_pass_for_a_constant(operator, f, told, instead):
    with pytest.raises(dfda.InputError) as refusal:
        ON_ARRAYS[operator](f)
    assert (refusal.value.what, refusal.value.instead) == (
        f"{f.__name__} returned {told}, which is neither a number nor an array of floats",
        f"{instead}; has_aux=True is for what comes beside the answer",
    )


def test_what_is_not_a_function():
    with pytest.raises(dfda.InputError) as refusal:
        dfda.derivative("3a")
    assert str(refusal.value) == (
        "'3a' is text, not a function\n  try: read it first with dfda.formula(\"3a\")"
    )
    with pytest.raises(dfda.InputError, match="int is not a function"):
        dfda.gradient(3)


def test_orders_and_arguments_that_do_not_exist():
    with pytest.raises(dfda.InputError, match="the order n must be a whole number from 1, not 0"):
        dfda.derivative(math.sin, 1.0, n=0)
    with pytest.raises(dfda.InputError, match="there is no argument 2 to differentiate by"):
        dfda.derivative(math.sin, 1.0, wrt=2)
    with pytest.raises(dfda.InputError, match="was not given an argument named 'b'"):
        dfda.derivative(as_float, 1.0, wrt="b")
    with pytest.raises(dfda.InputError, match="taken by one number or array"):
        dfda.derivative(lambda p: p[0], [1.0, 2.0])


def test_directions_that_do_not_fit():
    with pytest.raises(dfda.InputError, match=r"the direction has the shapes \[\(3,\)\], where"):
        dfda.jvp(np.sum)(ARRAY, np.ones(3))
    with pytest.raises(dfda.InputError, match="the last argument must be the direction dx"):
        dfda.jvp(np.sum)(ARRAY)
    with pytest.raises(dfda.InputError, match=r"the weights has the shapes|the weights"):
        dfda.vjp(np.sum)(ARRAY, np.ones(3))
