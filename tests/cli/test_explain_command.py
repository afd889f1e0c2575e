"""The command line as people use it, and every way to use it wrongly."""

import json
import os
import subprocess
import sys
import textwrap

import jsonschema
import pytest

from dfda.explanation.document import schema


@pytest.fixture
def model(tmp_path, monkeypatch):
    """Write a model.py in an empty folder and go there."""

    def write(source, name="model.py"):
        (tmp_path / name).write_text(textwrap.dedent(source), encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "modules", dict(sys.modules))
        return tmp_path

    return write


def refused(answer):
    """The one sentence of a refusal, checked for what every refusal must be."""
    status, out, err = answer
    assert status == 2
    assert out == ""
    assert err.startswith("dfda: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert err.rstrip().endswith((".", "?"))
    assert len(err) < 600
    return err.removeprefix("dfda: ").rstrip()


def test_the_tutorial_is_the_default(dfda):
    status, out, err = dfda("explain")
    assert (status, err) == (0, "")
    assert out.startswith("f(a) = 3a\n\nAt a = 2, f is 6. Nudge a by 0.001")
    assert "At a = 5, f is 15." in out
    assert "The slope is 3 everywhere (proved)." in out


def test_a_formula_without_a_point_is_explained_at_two(dfda):
    assert "At a = 2, f is 4." in dfda("explain", "a^2")[1]


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("-a^2", "At a = 2, f is -4."),
        ("-3*a", "At a = 2, f is -6."),
        ("--a", "At a = 2, f is 2."),
        ("-a", "At a = 2, f is -2."),
        ("lambda a: 3*a", "At a = 2, f is 6."),
        ("x^2", "At x = 2, f is 4."),
        ("½a" if False else "a/2", "At a = 2, f is 1."),
    ],
)
def test_formulas_of_all_kinds(dfda, formula, sentence):
    status, out, err = dfda("explain", formula, "--at", "2")
    assert (status, err) == (0, "")
    assert sentence in out


@pytest.mark.parametrize(
    ("at", "shown"),
    [("-7.25", "-7.25"), ("-1/2", "-0.5"), ("1e3", "1000"), (".5", "0.5"), (" 2 ", "2")],
)
def test_points_as_people_write_them(dfda, at, shown):
    status, out, _ = dfda("explain", "3a", "--at", at)
    assert status == 0
    assert f"At a = {shown}, f is" in out


def test_negative_nudges(dfda):
    status, out, _ = dfda("explain", "3a", "--at", "2", "--nudge", "-0.001")
    assert status == 0
    assert (
        "Nudge a by -0.001 to 1.999: f goes down by 0.003 to 5.997. "
        "Height over width is -0.003 / -0.001 = 3." in out
    )


def test_json_is_one_valid_document(dfda):
    status, out, err = dfda("explain", "a^2", "--at", "2", "--json")
    assert (status, err) == (0, "")
    document = json.loads(out)
    jsonschema.validate(document, schema())
    assert document["derivative"] == {
        "formula": "2a",
        "pretty": "2a",
        "latex": "2a",
        "mathml": '<math xmlns="http://www.w3.org/1998/Math/MathML">'
        "<mn>2</mn><mo>\u2062</mo><mi>a</mi></math>",
        "value": {"text": "4", "exact": True},
    }


def test_json_stays_clean_when_the_users_code_prints(dfda, model):
    model(
        """
        print("loading")
        def f(a):
            print("called")
            return 3 * a
        """
    )
    status, out, err = dfda("explain", "model.py:f", "--json")
    assert status == 0
    assert json.loads(out)["function"]["kind"] == "python"
    assert "loading" in err


def test_python_functions_say_that_they_were_only_sampled(dfda, model):
    model("def f(a):\n    return 3 * float(a)\n")
    status, out, err = dfda("explain", "model.py:f", "--at", "2")
    assert (status, err) == (0, "")
    assert "(Python code: floats and estimates only)" in out
    assert "No exact derivative, only the estimate: float(x) turns a traced value" in out
    assert "sampled, not proved" in out
    assert "(converged)" in out
    assert "3.0000000000001137" in out


def test_python_functions_that_are_followed_are_told_like_formulas(dfda, model):
    model("def line(a):\n    return 3 * a\n")
    status, out, err = dfda("explain", "model.py:line", "--at", "2")
    assert (status, err) == (0, "")
    assert out.startswith("f(a) = line(a) = 3a    (Python code, followed step by step)\n")
    assert "The derivative is 3, exactly: f was followed step by step." in out
    assert "Followed step by step, line(a) = 3a.\n" in out
    assert "The slope is 3 everywhere (proved from the steps of f, which decide nothing).\n" in out
    assert "height        0.003  0.0030000000000001137" in out
    assert "(3(a + h) - 3a)/h = 3h/h = 3 for h ≠ 0, limit 3\n" in out


def test_the_path_through_a_branch_is_told_and_nothing_is_proved_from_it(dfda, model):
    model("def bent(a):\n    if a > -100:\n        return 3 * a\n    return 0\n")
    status, out, err = dfda("explain", "model.py:bent", "--at", "2")
    assert (status, err) == (0, "")
    assert out.startswith("f(a) = bent(a)    (Python code, followed step by step)\n")
    assert "bent(a) = 3a on the path that was taken, where a > -100.\n" in out
    assert "(sampled, not proved)" in out


def test_python_functions_whose_steps_are_not_all_rules_have_a_derivative_and_floats(dfda, model):
    model("import math\ndef f(a):\n    return 3 * a + math.lgamma(a) - math.lgamma(a)\n")
    status, out, err = dfda("explain", "model.py:f", "--at", "2")
    assert (status, err) == (0, "")
    assert "Python code: floats, and what its steps tell when they are followed" in out
    assert "The derivative is 3, exact up to rounding: f was followed step by step." in out
    assert "Its columns are floats: scipy.special.gammaln is not written as a formula." in out
    assert "sampled, not proved" in out
    assert "(converged)" in out


def test_a_function_in_a_module(dfda):
    status, out, _ = dfda("explain", "math:sin", "--at", "0")
    assert status == 0
    assert "f(a) = sin(a)" in out


def test_a_function_inside_a_class_and_with_neighbours(dfda, model):
    model("FACTOR = 3\n", name="helper_of_model.py")
    model(
        """
        from dataclasses import dataclass
        from helper_of_model import FACTOR
        @dataclass
        class Point:
            x: float = 0.0
        class Models:
            @staticmethod
            def line(a):
                return FACTOR * a
        """
    )
    status, out, err = dfda("explain", "model.py:Models.line", "--at", "2")
    assert (status, err) == (0, "")
    assert "f goes up by" in out


def test_a_figure_is_written_and_the_text_still_comes(dfda, tmp_path):
    path = tmp_path / "out.svg"
    status, out, err = dfda("explain", "3a", "--figure", str(path), "--dark")
    assert (status, err) == (0, "")
    assert "At a = 2, f is 6." in out
    assert "<title" in path.read_text(encoding="utf-8")


def test_ascii_is_pure_ascii(dfda):
    status, out, _ = dfda("explain", "a^2*pi", "--at", "2", "--ascii")
    assert status == 0
    assert out.isascii()
    assert "f(a) = a^2*pi" in out
    assert "f(2+eps)" in out


def test_ascii_keeps_exponents_and_infinities(dfda):
    assert "d f(a)/da = 12a^11" in dfda("explain", "a^12", "--ascii")[1]
    assert "right slope inf (edge)" in dfda("explain", "sqrt(a)", "--at", "0", "--ascii")[1]


BAD_CALLS = {
    "syntax": (["3*"], "position"),
    "unbalanced": (["(3a"], "position"),
    "unknown function": (["2 sen(a)"], "did you mean 'sin'?"),
    "two variables": (["a*b"], "'a' and 'b'"),
    "code": (["__import__('os').system('x')"], ""),
    "empty": ([""], ""),
    "long": (["a+" * 50_000 + "a"], "1,000"),
    "deep": (["(" * 5_000 + "a" + ")" * 5_000], ""),
    "point is text": (["3a", "--at", "x"], "the point must be a finite number, not 'x'"),
    "point is nan": (["3a", "--at", "nan"], "the point must be a finite number, not 'nan'"),
    "point is inf": (["3a", "--at", "inf"], "the point must be a finite number, not 'inf'"),
    "point is empty": (["3a", "--at", ""], "the point must be a finite number"),
    "point is huge": (["3a", "--at", "1e999999999"], "the point must be a finite number"),
    "nudge is zero": (["3a", "--nudge", "0"], "the nudge must not be zero"),
    "nudge is 0.000": (["3a", "--nudge", "0.000"], "the nudge must not be zero"),
    "nudge is nan": (["3a", "--nudge", "nan"], "the nudge must be a finite number, not 'nan'"),
    "nudge is text": (["3a", "--nudge", "small"], "the nudge must be a finite number"),
    "option misspelt": (["3a", "--nugde", "0.1"], "did you mean --nudge?"),
    "option unknown": (["3a", "--frobnicate"], "there is no option --frobnicate"),
    "option without value": (["3a", "--at"], "--at"),
    "two formulas": (["3a", "5"], "--at POINT"),
    "undefined all around": (["ln(a)", "--at", "-1"], "has no value at a = -1"),
    "missing file": (["nothere.py:f"], "there is no file 'nothere.py'"),
    "missing module": (["nothere_at_all:f"], "there is no module 'nothere_at_all'"),
    "missing name": (["math:sine"], "did you mean 'sin'?"),
    "no name": (["model.py:"], "does not name a function"),
    "not a function": (["math:pi"], "is not a function"),
    "figure suffix": (["3a", "--figure", "out.bmp"], "out.bmp"),
    "figure without suffix": (["3a", "--figure", "out"], "'out'"),
    "figure folder": (["3a", "--figure", "no/such/folder/out.svg"], "no/such/folder"),
}


@pytest.mark.parametrize("name", BAD_CALLS)
def test_bad_calls_get_one_sentence(dfda, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments, part = BAD_CALLS[name]
    assert part in refused(dfda("explain", *arguments))
    assert list(tmp_path.iterdir()) == []


BAD_MODELS = {
    "raises at import": ("1/0", "ZeroDivisionError"),
    "syntax error": ("def f(a:", "model.py, line 1 is not valid Python"),
    "exits": ("import sys; sys.exit(3)", "ended the program"),
    "imports nothing real": ("import not_installed_anywhere", "not_installed_anywhere"),
    "returns None": ("def f(a): a * 3", "returned None, not a number; is a return missing"),
    "returns text": ("def f(a): return 'six'", "returned text, not a number"),
    "returns a list": ("def f(a): return [a]", "not a number"),
    "returns an array": (
        "import numpy as np\ndef f(a): return np.array([a, a])",
        "returned an array of shape (2,), not a number",
    ),
    "raises": ("def f(a): raise RuntimeError('no\\nway')", "RuntimeError: no way"),
    "raises everywhere": ("def f(a): raise ValueError('never')", "ValueError: never"),
    "exits when called": ("import sys\ndef f(a): sys.exit(1)", "SystemExit"),
    "takes two": ("def f(a, b): return a", "TypeError"),
    "is a class": ("f = 7", "is not a function"),
    "recurses": ("def f(a): return f(a)", "RecursionError"),
    "misspelt": ("def loss(a): return a\ndef g(a): return a", "model.py has no 'f'"),
}


@pytest.mark.parametrize("name", BAD_MODELS)
def test_bad_models_get_one_sentence(dfda, model, name):
    source, part = BAD_MODELS[name]
    model(source)
    sentence = refused(dfda("explain", "model.py:f", "--at", "2"))
    assert part.replace("a return missing", "a return statement missing") in sentence


def test_a_figure_that_cannot_be_written_loses_nothing(dfda, tmp_path):
    (tmp_path / "taken.svg").mkdir()
    assert "taken.svg" in refused(dfda("explain", "3a", "--figure", str(tmp_path / "taken.svg")))


def test_help_and_version(dfda):
    assert "explain" in dfda("--help")[1]
    assert dfda("--version")[1].startswith("dfda 0.")
    status, out, err = dfda("explain", "--help")
    assert (status, err) == (0, "")
    assert "--nudge" in out


def test_no_words_at_all_show_the_help(dfda):
    status, out, err = dfda()
    assert (status, err) == (0, "")
    assert "explain" in out


def test_an_unknown_command_is_refused(dfda):
    assert "No such command 'expain'" in refused(dfda("expain", "3a"))


def started(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "dfda", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_piped_output_is_plain():
    assert b"\033[" not in started("explain", "3a").stdout


def test_output_that_cannot_hold_unicode_gets_ascii():
    done = started("explain", "3a", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()


def test_json_that_cannot_hold_unicode_is_still_the_same_document():
    narrow = started("explain", "a^2", "--json", PYTHONIOENCODING="ascii")
    wide = started("explain", "a^2", "--json", PYTHONIOENCODING="utf-8")
    assert narrow.stdout.isascii()
    assert json.loads(narrow.stdout) == json.loads(wide.stdout)


def test_a_reader_that_leaves_early_is_no_error():
    script = f"'{sys.executable}' -m dfda explain 3a --at 2 --json | head -c 10"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False)
    assert done.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colour_only_where_a_terminal_wants_it(environment, coloured):
    import pty

    parent, child = pty.openpty()
    plain = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "TERM"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "dfda", "explain", "3a"], stdout=child, env={**plain, **environment}
    )
    os.close(child)
    shown = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(parent)
    assert process.wait() == 0
    assert (b"\033[32m" in shown) is coloured
    assert b"At a = 2, f is 6." in shown


def test_steps_are_derived_rule_by_rule(dfda):
    status, out, err = dfda("explain", "a*|a|", "--at", "1", "--steps")
    assert (status, err) == (0, "")
    assert (
        "1. d/da (|a|) = sign(a)    for a ≠ 0\n"
        "   derivative of abs: (|u|)′ = sign(u)·u′  ✓\n"
        "2. d/da (a·|a|) = |a| + a·sign(a)\n"
        "   product rule: (u·v)′ = u′·v + u·v′  ✓\n"
        "✓: at three points a nudge of 1e-60 to both sides gives the same slope in 40 digits, "
        "such as 1 at a = 0.7 in step 1.\n"
    ) in out


def test_steps_in_ascii(dfda):
    _, out, _ = dfda("explain", "|a|", "--at", "1", "--steps", "--ascii")
    assert out.isascii()
    assert "1. d/da (|a|) = sign(a)    for a != 0\n" in out
    assert "   derivative of abs: (|u|)' = sign(u)*u'  ok\n" in out


def test_without_the_option_there_are_no_steps(dfda):
    assert "constant factor" not in dfda("explain", "3a")[1]


def test_steps_of_python_code_are_those_of_its_path(dfda, model):
    model("def f(a):\n    b = a * a\n    return 3 * b\n")
    status, out, err = dfda("explain", "model.py:f", "--steps")
    assert (status, err) == (0, "")
    assert "1. d/da (a·a) = 2a\n   product rule: (u·v)′ = u′·v + u·v′  ✓\n" in out
    assert "2. d/da (3a·a) = 6a\n" in out


def test_python_code_that_took_several_paths_has_the_steps_of_each(dfda, model):
    model("def f(a):\n    return a**2 if a > 0 else 3 * a\n")
    _, out, _ = dfda("explain", "model.py:f", "--at", "2", "--at", "-1", "--steps")
    assert "At a = 2:\n1. d/da (a²) = 2a\n" in out
    assert "At a = -1:\n1. d/da (3a) = 3\n" in out


def test_steps_of_python_code_that_cannot_be_written_are_refused(dfda, model):
    model("def f(a):\n    return 3 * float(a)\n")
    sentence = refused(dfda("explain", "model.py:f", "--steps"))
    assert sentence.startswith(
        "--steps derives what can be written as a formula, and f cannot: No exact derivative, only "
        "the estimate: float(x) turns a traced value into a plain float"
    )
    assert sentence.endswith("; type its formula, such as 3*a.")


def test_too_many_steps_are_refused(dfda):
    raised = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    long = "+".join(f"a{str(n).translate(raised)}" for n in range(2, 122))
    assert refused(dfda("explain", long, "--steps")) == (
        "The derivation has 239 steps, and at most 200 are written out; "
        "derive a part of the formula, or take only the derivative."
    )
