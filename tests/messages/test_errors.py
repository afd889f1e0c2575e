"""The exact text of every error outside the formula parser, and what all errors have in common."""

import copy
import math
import pickle

import pytest

import dfda
from dfda.errors import DfdaError, FormulaError, FunctionError, InputError, MissingExtraError
from dfda.reference import is_reference, load_function

ERRORS = [
    DfdaError("it is wrong"),
    DfdaError("it is wrong", where="line 3", instead="do this"),
    InputError("the point must be a finite number, not nan", instead="write 2"),
    FormulaError("Two signs", text="a++", start=1, end=3, instead="delete one"),
    FunctionError("f(2.0) raised KeyError: 'b'", where="model.py, line 3"),
    MissingExtraError("pictures need matplotlib", instead="pip install 'dfda[figure]'"),
]


def id_of(error):
    return type(error).__name__


@pytest.mark.parametrize(
    ("error", "text", "sentence"),
    [
        (DfdaError("it is wrong"), "it is wrong", "it is wrong."),
        (DfdaError("it is wrong."), "it is wrong.", "it is wrong."),
        (DfdaError("a, b", instead="did you mean c?"), "a, b\n  try: did you mean c?",
         "a, b; did you mean c?"),
        (DfdaError("it is wrong", where="line 3"), "it is wrong\n  at:  line 3",
         "it is wrong (line 3)."),
        (DfdaError("it is wrong", where="line 3", instead="do this"),
         "it is wrong\n  at:  line 3\n  try: do this", "it is wrong (line 3); do this."),
        (FormulaError("Two signs", text="a++", start=1, end=3, instead="delete one"),
         "Two signs\n  at:  position 2\n  try: delete one",
         "Two signs (position 2); delete one."),
    ],
    ids=range(6),
)  # fmt: skip
def test_an_error_as_text_and_as_one_sentence(error, text, sentence):
    assert str(error) == text
    assert error.sentence == sentence


@pytest.mark.parametrize("error", ERRORS, ids=id_of)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_error_pickles(error, protocol):
    again = pickle.loads(pickle.dumps(error, protocol))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.sentence == error.sentence
    assert again.args == error.args
    assert vars(again) == vars(error)


@pytest.mark.parametrize("error", ERRORS, ids=id_of)
def test_every_error_can_be_copied(error):
    assert vars(copy.copy(error)) == vars(copy.deepcopy(error)) == vars(error)


def test_the_tree_of_errors():
    assert InputError.__mro__[1:3] == (DfdaError, ValueError)
    assert issubclass(FormulaError, InputError)
    assert FunctionError.__bases__ == (DfdaError,)
    assert MissingExtraError.__mro__[1:3] == (DfdaError, ImportError)
    for error in ERRORS:
        with pytest.raises(DfdaError):
            raise error


def test_a_formula_error_knows_the_piece():
    with pytest.raises(FormulaError) as refusal:
        dfda.formula("3a + sinn(a)")
    error = refusal.value
    assert error.text[error.start : error.end] == "sinn"
    assert (error.start, error.end) == (5, 9)
    assert error.where == "position 6"
    assert str(error) == (
        "There is no function called 'sinn'\n  at:  position 6\n  try: did you mean 'sin'?"
    )
    assert error.sentence == (
        "There is no function called 'sinn' (position 6); did you mean 'sin'?"
    )


# explain


@pytest.mark.parametrize(
    ("f", "at", "where"),
    [
        ("sqrt(a)", -1, "sqrt(a) has no value at a = -1"),
        ("ln(x)", "-1/3", "log(x) has no value at x = -0.33333333333333333333"),
        ("a + 1/0", 2, "a + 1/0 has no value at a = 2"),
    ],
)
def test_a_formula_without_a_value_near_the_point(f, at, where):
    with pytest.raises(InputError) as refusal:
        dfda.explain(f, at)
    assert refusal.value.what == f"{where} nor on either side of it"
    assert refusal.value.instead == "choose a point where the formula has a value"


def no_value(_):
    message = "not here"
    raise ValueError(message)


def silent(_):
    return math.nan


NO_VALUE = "has no value at a = 2 nor on either side of it"


@pytest.mark.parametrize(
    ("f", "what"),
    [
        (no_value, f"no_value {NO_VALUE}: it raised ValueError: not here"),
        (silent, f"silent {NO_VALUE}"),
        (lambda _: math.nan, f"f {NO_VALUE}"),
    ],
)
def test_code_without_a_value_near_the_point(f, what):
    with pytest.raises(FunctionError) as refusal:
        dfda.explain(f, 2)
    assert refusal.value.what == what
    assert refusal.value.instead == "choose a point where the function returns a number"


def test_an_undefined_point_with_values_beside_it_is_explained():
    assert "f is undefined" in dfda.explain("1/a", 0).points[0].sentence
    assert "f is undefined" in dfda.explain(lambda a: 1 / a, 0).points[0].sentence


A_NUMBER = "must be a finite number, not"
NOT_ZERO = "the nudge must not be zero, for slope is height over width"
SMALL = "write a small number such as 0.001 or 1e-30"
NUMBER_HINT = "write a decimal such as 2 or 0.001, or a ratio such as 1/3"
FUNCTION_HINT = "give a function of one number, such as lambda a: 3 * a"


@pytest.mark.parametrize(
    ("call", "what", "instead"),
    [
        (lambda: dfda.explain("3a", "two"), f"the point {A_NUMBER} 'two'", NUMBER_HINT),
        (lambda: dfda.explain("3a", 2, math.inf), f"the point {A_NUMBER} inf", NUMBER_HINT),
        (lambda: dfda.explain("3a", nudge=math.nan), f"the nudge {A_NUMBER} nan", NUMBER_HINT),
        (lambda: dfda.explain("3a", 2, nudge=0), NOT_ZERO, SMALL),
        (lambda: dfda.explain(3, 2), "int is not a function", FUNCTION_HINT),
        (lambda: dfda.explain(None), "NoneType is not a function", FUNCTION_HINT),
    ],
    ids=range(6),
)
def test_arguments_that_cannot_be_explained(call, what, instead):
    with pytest.raises(InputError) as refusal:
        call()
    assert (refusal.value.what, refusal.value.instead) == (what, instead)


# path.py:name and module:name


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("model.py:loss", True),
        ("package.module:f", True),
        ("3*a", False),
        ("lambda a: 3*a", False),
        (" lambda a: 3*a", False),
    ],
)
def test_a_reference_has_a_colon_and_is_no_lambda(text, answer):
    assert is_reference(text) is answer


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal_of(text):
    with pytest.raises(DfdaError) as refusal:
        load_function(text)
    return refusal.value


def test_a_function_in_a_file_is_found(folder):
    source = "class Model:\n    @staticmethod\n    def loss(a): return 3 * a\n"
    (folder / "found_model.py").write_text(source)
    assert load_function("found_model.py:Model.loss")(2) == 6
    assert load_function(f"{folder / 'found_model.py'}:Model.loss")(2) == 6


def test_a_function_in_a_module_is_found(folder):
    (folder / "found_beside.py").write_text("def loss(a): return 4 * a\n")
    assert load_function("math:sin") is math.sin
    assert load_function("found_beside:loss")(2) == 8


@pytest.mark.parametrize(
    "text", ["model.py", ":f", "model.py:", "model.py:2", "a b:f", "model.py:f(2)", "a:b:c"]
)
def test_what_names_no_function(text):
    error = refusal_of(text)
    assert type(error) is InputError
    assert error.what == f"{text!r} does not name a function"
    assert error.instead == "write path.py:name, such as model.py:loss, or module:name"


def test_no_such_file(folder):
    error = refusal_of("modle_x.py:loss")
    assert (type(error), str(error)) == (InputError, "there is no file 'modle_x.py'")
    (folder / "model_x.py").write_text("")
    assert str(refusal_of("modle_x.py:loss")) == (
        "there is no file 'modle_x.py'; did you mean 'model_x.py'?"
    )
    assert str(refusal_of("nowhere/model.py:loss")) == "there is no file 'nowhere/model.py'"


@pytest.mark.parametrize("place", ["no_module_of_this_name", "no_package_here.model", "model.txt"])
def test_no_such_module(place):
    error = refusal_of(f"{place}:loss")
    assert type(error) is InputError
    assert error.what == f"there is no module {place!r}"
    assert error.instead == "for a file write path.py:name"


BROKEN = {
    "broken_syntax": ("def loss(a:\n", "line 1 is not valid Python: "),
    "broken_exit": ("raise SystemExit(3)", " ended the program while it was loaded"),
    "broken_value": ("int('x')\n", " raised ValueError: "),
    "broken_lines": ("raise RuntimeError('two\\n lines')", " raised RuntimeError: two lines while"),
    "broken_import": (
        "import no_such_module_either",
        " raised ModuleNotFoundError: No module named 'no_such_module_either'",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_loaded(folder, name):
    source, what = BROKEN[name]
    (folder / f"{name}.py").write_text(source)
    error = refusal_of(f"{name}.py:loss")
    assert type(error) is FunctionError
    assert error.what.startswith(f"{name}.py")
    assert what in error.what
    assert "\n" not in error.what
    assert error.__cause__ is not None


def test_a_file_that_interrupts_is_an_interruption(folder):
    (folder / "interrupting.py").write_text("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        load_function("interrupting.py:loss")


def test_no_such_name_in_the_file(folder):
    (folder / "named_model.py").write_text("loss = 3\nlosses = [1]\ndef loss_of(a): return a\n")
    error = refusal_of("named_model.py:loss")
    assert (type(error), str(error)) == (
        InputError,
        "loss in named_model.py is not a function but of type int",
    )
    assert str(refusal_of("named_model.py:los_of")) == (
        "named_model.py has no 'los_of'; did you mean 'loss_of'?"
    )
    assert str(refusal_of("named_model.py:loss_of.inner")) == "named_model.py has no 'inner'"


def test_no_such_name_in_an_object_without_a_dictionary():
    assert str(refusal_of("math:pi.nothing")) == "math has no 'nothing'"


def test_a_close_name_in_a_module_is_suggested():
    assert str(refusal_of("math:sinn")) == "math has no 'sinn'; did you mean 'sin'?"


# What Python itself would raise


def test_a_formula_takes_real_numbers():
    for value, kind in ((2 + 0j, "complex"), ("2", "str"), ([None], "list")):
        with pytest.raises(TypeError) as refusal:
            dfda.formula("3a")(value)
        assert str(refusal.value) == f"a formula takes real numbers, not {kind}"
