"""What the site makes of the pages: a sidebar, pictures for both themes, the table of rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from dfda.program.polynomial import shortened
from dfda.program.printing import Style, printed
from dfda.program.program import Builder, Term
from dfda.program.simplify import tidy_builder
from dfda.rules import RULES, Rule
from dfda.rules.rule import PRETTY_SIGNS

TABLE_MARK: Final = "<!-- the table of rules -->"
"""Where a page wants the table."""

VARIABLES: Final = "ab"
"""The operands of a rule, in order."""

_PICTURE: Final = re.compile(
    r'<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="(?P<dark>[^"]+)">'
    r'\s*<img alt="(?P<alt>[^"]*)" src="(?P<light>[^"]+)">\s*</picture>'
)
_SESSION_END: Final = re.compile(r"^(```pycon\n.*?\n)\n```$", re.MULTILINE | re.DOTALL)
_COLUMNS: Final = ("function", "derivative", "typeset", "where it holds", "range", "hazard")


def sidebar(index: str) -> str:
    """Hidden tables of contents: one for each section of the index page, with its links."""
    sections = re.split(r"^## ", index, flags=re.MULTILINE)[1:]
    return "".join(_contents(*section.split("\n", 1)) for section in sections)


def _contents(caption: str, section: str) -> str:
    links = re.findall(r"\[([^]]+)\]\(([^)#]+)\.md\)", section)
    # Only a page that goes by its file's name is not called by its title: README.
    pages = [f"{text} <{page}>" if page.endswith(f"/{text}") else page for text, page in links]
    lines = ["```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```"]
    return "\n\n" + "\n".join(lines)


def both_pictures(page: str) -> str:
    """Each picture twice, so that it follows the theme that the reader chose, not the system's."""
    return _PICTURE.sub(
        r'<img class="only-light" alt="\g<alt>" src="\g<light>">'
        r'<img class="only-dark" alt="\g<alt>" src="\g<dark>">',
        page,
    )


def trimmed_sessions(page: str) -> str:
    """The page without the blank line at the end of a session, which only doctest needs."""
    return _SESSION_END.sub(r"\1```", page)


def rules_table() -> str:
    """A Markdown table with one line for each function that a formula may call."""
    rows = [_row(RULES[name]) for name in sorted(RULES) if RULES[name].callable]
    lines = [_COLUMNS, ("---",) * len(_COLUMNS), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(rule: Rule) -> tuple[str, ...]:
    builder = tidy_builder()
    moving = [slope is not None for slope in rule.slopes]
    operands = [
        builder.input(name) if moves else builder.constant(0)
        for name, moves in zip(VARIABLES, moving, strict=False)
    ]
    value = rule(*operands)
    one = builder.constant(1)  # how far the operand moves; a slope alone may be a plain number
    slopes = [one * slope(*operands, value) for slope in rule.slopes if slope]
    return (
        _function(rule, _text(builder, value)),
        _stacked(_code(_text(builder, slope)) for slope in slopes),
        _stacked(
            _typeset(_operator(sum(moving), name) + _equation(builder, value, slope))
            for name, slope in zip(VARIABLES, slopes, strict=False)
        ),
        _condition(rule, [_text(builder, operand) for operand in operands]),
        _code(_signs(rule.range)),
        _hazard(builder, rule, operands),
    )


def _function(rule: Rule, printed: str) -> str:
    """Its name, and how it prints where that is something else."""
    told = printed.startswith(f"{rule.name}(")
    return _code(printed) if told else f"{_code(f'{rule.name}(a)')}, prints as {_code(printed)}"


def _condition(rule: Rule, operands: Sequence[str]) -> str:
    known = [None if operand in VARIABLES else Fraction(operand) for operand in operands]
    return _code(_signs(rule.condition(known, operands, pretty=True)))


def _signs(condition: str) -> str:
    """A comparison in the signs of mathematics."""
    for plain, sign in {**PRETTY_SIGNS, "==": "="}.items():
        condition = condition.replace(plain, sign)
    return condition


def _text(builder: Builder, term: Term, style: Style = Style.PLAIN) -> str:
    return printed(shortened(builder.build(term)), style=style)


def _operator(variables: int, variable: str) -> str:
    d = "d" if variables == 1 else r"\partial "
    return rf"\frac{{{d}}}{{{d}{variable}}}\, "


def _equation(builder: Builder, value: Term, slope: Term) -> str:
    return " = ".join(_text(builder, term, Style.LATEX) for term in (value, slope))


def _hazard(builder: Builder, rule: Rule, operands: Sequence[Term]) -> str:
    """What may go wrong, and the corner where the rule says one."""
    hazard = rule.hazard((None,) * rule.arity)
    if rule.switch is None:
        return hazard
    return f"{hazard} where<br>{_code(_text(builder, rule.switch(*operands)) + ' = 0')}"


def _code(text: str) -> str:
    return f"`{_escaped(text)}`" if text else ""


def _typeset(latex: str) -> str:
    return f"{{math}}`{_escaped(latex)}`"


def _escaped(text: str) -> str:
    """Bars that do not end a cell of a Markdown table."""
    return text.replace("|", r"\|")


def _stacked(lines: Iterable[str]) -> str:
    return "<br>".join(lines)
