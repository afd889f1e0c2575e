"""The command line: `dfda explain`, `dfda estimate`, `dfda explore` and `dfda export`."""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import click

from dfda import __version__
from dfda.errors import DfdaError, InputError, MissingExtraError
from dfda.explanation import Explanation, explain
from dfda.explanation.portrait import portrait
from dfda.reference import is_reference, load_function
from dfda.rows import is_row, row
from dfda.show.figure import save_figure
from dfda.show.terminal import WIDTH, rendered

TUTORIAL: Final = ("3a", ("2", "5"))
"""What `dfda explain` explains when nothing is said."""

_OPTION: Final = re.compile(r"--[a-z][a-z-]+(=.*)?", re.DOTALL)
_SHORT_WORD: Final = 24
_FORMULA_FIRST: Final = {"ignore_unknown_options": True}
"""So that a formula may start with a minus sign."""


@click.group(no_args_is_help=True)
@click.version_option(__version__, prog_name="dfda", message="dfda %(version)s")
def commands() -> None:
    """Nudge any function. See the slope. Know whether to believe it."""


_at = click.option(
    "--at", "points", multiple=True, metavar="POINT", help="A point; may be repeated.  [default: 2]"
)
_at_both = click.option(
    "--at",
    "points",
    multiple=True,
    metavar="POINT",
    help="A point; may be repeated.  [default: 2 and 5]",
)
_nudge = click.option(
    "--nudge",
    default="0.001",
    show_default=True,
    metavar="WIDTH",
    help="How far to move the input.",
)


@commands.command(name="explain", context_settings=_FORMULA_FIRST)
@click.argument("words", nargs=-1, metavar="[F]", type=click.UNPROCESSED)
@_at
@_nudge
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document and nothing else.")
@click.option("--steps", is_flag=True, help="Also derive the slope, rule by rule.")
@click.option("--figure", metavar="FILE", help="Also save the picture as .svg, .png or .pdf.")
@click.option("--dark", is_flag=True, help="A dark figure.")
@click.option("--ascii", "plain", is_flag=True, help="ASCII characters only.")
def explain_command(
    words: tuple[str, ...],
    points: tuple[str, ...],
    nudge: str,
    figure: str | None,
    *,
    as_json: bool,
    steps: bool,
    dark: bool,
    plain: bool,
) -> None:
    """Explain how a nudge becomes the derivative of F.

    F is a formula such as "3a" or "sin(a)^2", or a Python function as path.py:name or module:name.
    Without F and points it is the tutorial's own: 3a at 2 and at 5.
    """
    text = _only_word(words)
    if dark and not figure:
        raise InputError("--dark is about the figure", instead="add --figure out.svg")
    with _quiet_stdout() if as_json else contextlib.nullcontext():
        explanation = _explained(text, points, nudge)
        if figure:
            save_figure(portrait(explanation), Path(figure), dark=dark)
        if steps:
            _check_steps(explanation)
    _write(
        _json(explanation.to_json()) if as_json else _text(explanation, plain=plain, steps=steps)
    )


@commands.command(name="estimate", context_settings=_FORMULA_FIRST)
@click.argument("words", nargs=-1, metavar="F", type=click.UNPROCESSED)
@_at
@click.option("--order", default=1, show_default=True, type=click.IntRange(1, 4), metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document and nothing else.")
@click.option("--figure", metavar="FILE", help="Also save the trail as .svg, .png or .pdf.")
@click.option("--dark", is_flag=True, help="A dark figure.")
def estimate_command(
    words: tuple[str, ...],
    points: tuple[str, ...],
    order: int,
    figure: str | None,
    *,
    as_json: bool,
    dark: bool,
) -> None:
    """Estimate the slope of F from float nudges, and show the trail of what they saw.

    F is a formula such as "sin(a)^2", or a Python function as path.py:name or module:name. At a
    POINT of several numbers, as 1,2,3 or @FILE that holds them, it is the gradient of a function of
    one array.
    """
    text = _only_word(words)
    if text is None:
        raise InputError("nothing to estimate", instead='dfda estimate "sin(a)" --at 1')
    if dark and not figure:
        raise InputError("--dark is about the figure", instead="add --figure out.svg")
    if any(map(is_row, points)):
        _refuse_with_gradients(text, points, order, figure)
        _write(_gradients(text, points, as_json=as_json))
        return
    points = points or TUTORIAL[1][:1]
    if figure and len(points) > 1:
        raise InputError("a figure shows one point", instead="give one --at")
    from dfda.formulas import formula
    from dfda.nudges import estimate
    from dfda.show.trail import save_trail, trail_lines

    with _quiet_stdout() if as_json else contextlib.nullcontext():
        f: Any = load_function(text) if is_reference(text) else formula(text)
        found = [estimate(f, point, n=order) for point in points]
        if figure:
            save_trail(found[0], figure, title=f"{text} at {points[0]}", dark=dark)
    if as_json:
        entries = [{"at": at} | one.to_json() for at, one in zip(points, found, strict=True)]
        document = {"version": 1, "f": text, "estimates": entries}
        _write(_json(document))
        return
    for point, one in zip(points, found, strict=True):
        sentence = one.sentence if _speaks_unicode() else one.sentence.replace("±", "+-")
        _write("\n".join([f"at {point}: {sentence}", "", *trail_lines(one), ""]) + "\n")


def _refuse_with_gradients(
    text: str, points: tuple[str, ...], order: int, figure: str | None
) -> None:
    """What goes with one number, but not with a row of them."""
    if not all(map(is_row, points)):
        raise InputError(
            "some points are one number, others several", instead="run dfda once for each kind"
        )
    if not is_reference(text):
        raise InputError(
            f"a formula has one input, and {_quoted(points[0])} holds several numbers",
            instead="name a Python function of one array, as path.py:name",
        )
    if order > 1:
        raise InputError("a gradient is of order 1", instead="leave out --order")
    if figure:
        raise InputError("a figure shows one input", instead="leave out --figure")


def _gradients(text: str, points: tuple[str, ...], *, as_json: bool) -> str:
    """The gradients at some points, as text or as a JSON document."""
    from dfda.nudges import estimate_gradient
    from dfda.show.entries import entry_lines
    from dfda.show.progress import progress_bar

    with _quiet_stdout() if as_json else contextlib.nullcontext():
        f, rows, found = load_function(text), [row(point) for point in points], []
        for x in rows:
            with progress_bar("input") as progress:
                found.append(estimate_gradient(f, x, progress=progress))
    if as_json:
        entries = [{"at": x} | one.to_json() for x, one in zip(rows, found, strict=True)]
        document = {"version": 1, "f": text, "gradients": entries}
        return _json(document)
    parts = zip(points, found, strict=True)
    return "".join(
        "\n".join([f"at {point}: {one.sentence}", "", *entry_lines(one), "", ""])
        for point, one in parts
    )


@commands.command(name="explore", context_settings=_FORMULA_FIRST)
@click.argument("words", nargs=-1, metavar="[F]", type=click.UNPROCESSED)
@_at_both
@_nudge
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), metavar="PORT", help="[default: a free one]"
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def explore_command(
    words: tuple[str, ...], points: tuple[str, ...], nudge: str, port: int, *, no_browser: bool
) -> None:
    """Open the explorer in the browser: drag the point, shrink the nudge, type other formulas.

    F is a formula such as "3a", or a Python function as path.py:name or module:name, of which the
    steps are explored if they decide nothing. Without F it opens on the tutorial's own, 3a. Ctrl-C
    ends it.
    """
    text = _typed(_only_word(words), points, nudge)
    try:
        from dfda.show.page.server import explore
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "the explorer needs starlette and uvicorn", instead="pip install 'dfda[explore]'"
        ) from error
    from dfda.show.page.page import explorations

    found = explorations([text], points, nudge=nudge)
    explore(found, port=port, browser=not no_browser, announce=_announce)


@commands.command(name="export", context_settings=_FORMULA_FIRST)
@click.argument("words", nargs=-1, metavar="[F] FILE", type=click.UNPROCESSED)
@click.option("--also", multiple=True, metavar="F", help="One more function; may be repeated.")
@_at_both
@_nudge
def export_command(
    words: tuple[str, ...], also: tuple[str, ...], points: tuple[str, ...], nudge: str
) -> None:
    """Save the explorer with F in it as one HTML file that needs no network.

    F is a formula, or a Python function whose steps decide nothing. FILE ends in .html. Without F
    it holds the tutorial's own, 3a.
    """
    from dfda.show.page.export import export

    _refuse_options(words)
    file = words[-1] if words else ""
    if not file.lower().endswith((".html", ".htm")):
        raise InputError(
            "the last word must be the file to write", instead='dfda export "3*a" lesson.html'
        )
    texts = [_only_word(words[:-1]), *also]
    formulas = [_typed(text, points, nudge) for text in texts]
    export(formulas, file, points=points, nudge=nudge)


def _typed(text: str | None, points: tuple[str, ...], nudge: str) -> str:
    """The formula, the tutorial's own where there is none; of Python code that of its steps."""
    if text is None:
        return TUTORIAL[0]
    if not is_reference(text):
        return text
    from dfda.explanation.exploration import typed

    return typed(explain(load_function(text), *(points or TUTORIAL[1]), nudge=nudge))


def _announce(address: str) -> None:
    _write(f"The explorer is at {address}\nCtrl-C ends it.\n")


def _check_steps(explanation: Explanation) -> None:
    """Refuse to leave out in silence the steps that were asked for."""
    if explanation.formula is not None:
        _ = explanation.formula.steps
    elif not any(path.steps for path in explanation.paths):
        why = explanation.paths[0].sentence if explanation.paths else explanation.points[0].followed
        raise InputError(
            f"--steps derives what can be written as a formula, and {explanation.name} cannot: "
            f"{why}",
            instead="type its formula, such as 3*a",
        )


def _only_word(words: tuple[str, ...]) -> str | None:
    _refuse_options(words)
    if len(words) > 1:
        shown = " and ".join(map(_quoted, words[:3]))
        raise InputError(
            f"one formula at a time, but there are {len(words)}: {shown}",
            instead="put the formula in quotes, and write every point as --at POINT",
        )
    return words[0] if words else None


def _refuse_options(words: tuple[str, ...]) -> None:
    for word in words:
        if _OPTION.fullmatch(word):
            raise InputError(f"there is no option {word[:40]}{_meant(word)}")


def _meant(word: str) -> str:
    command = click.get_current_context().command
    options = ["--help", *(name for option in command.params for name in option.opts)]
    close = difflib.get_close_matches(word.partition("=")[0], options, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _quoted(word: str) -> str:
    return ascii(word if len(word) <= _SHORT_WORD else word[: _SHORT_WORD - 3] + "...")


def _explained(text: str | None, points: tuple[str, ...], nudge: str) -> Explanation:
    formula, at = TUTORIAL
    if text is None:
        return explain(formula, *(points or at), nudge=nudge)
    f: Any = load_function(text) if is_reference(text) else text
    return explain(f, *(points or at[:1]), nudge=nudge)


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=not _speaks_unicode()) + "\n"


def _text(explanation: Explanation, *, plain: bool, steps: bool) -> str:
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and _term() != "dumb"
    width = min(WIDTH, max(40, shutil.get_terminal_size((WIDTH + 1, 24)).columns - 1))
    unicode = not plain and _speaks_unicode()
    return rendered(explanation, width=width, unicode=unicode, colour=colour, steps=steps)


def _term() -> str:
    return os.environ.get("TERM", "")


def _speaks_unicode() -> bool:
    try:
        "ε×²⣿".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


@contextlib.contextmanager
def _quiet_stdout() -> Iterator[None]:
    """What the user's own code prints goes to stderr, so that stdout is one JSON document."""
    with contextlib.redirect_stdout(sys.stderr):
        yield


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every failure is one sentence on stderr and status 2."""
    try:
        status = _status(lambda: commands.main(arguments, prog_name="dfda", standalone_mode=False))
    except Exception as error:
        if os.environ.get("DFDA_DEBUG"):
            raise
        status = _failed(
            f"this is a fault of dfda, not yours ({type(error).__name__}: {error}); "
            "please report it with the command, and with DFDA_DEBUG=1 for the details"
        )
    sys.exit(status)


def _status(run: Callable[[], Any]) -> int:
    try:
        return run() or 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        return _failed(error.format_message())
    except DfdaError as error:
        return _failed(error.sentence)
    except BrokenPipeError:
        # The reader has left; point stdout elsewhere so that Python's own flush stays silent.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, click.Abort):
        return 130


def _failed(sentence: str) -> int:
    sys.stderr.write(f"dfda: {' '.join(sentence.split())}\n")
    return 2


if __name__ == "__main__":
    main()
