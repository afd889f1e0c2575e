"""What a row says of itself: where its derivative holds (`where`), what values it has (`range`).

Both are conditions in the language of formulas. They are read here by a reader of their own, with
three answers: true, false, and None where balls cannot tell. Each check raises AssertionError.
"""

import ast
import itertools
import math
import operator
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from dfda.digits import cell, enclosure
from dfda.formulas import formula
from dfda.program.exact import evaluate
from dfda.program.forward import derivative
from dfda.program.sides import one_sided
from dfda.rules import RULES, NotDefined, NotRational, NotResolved, power_for

EACH_RULE = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


# The reader


def holds(condition, **values):
    """Whether a condition holds for exact numbers or balls; None where that cannot be told."""
    return _holds(ast.parse(condition, mode="eval").body, values) if condition else True


def _holds(node, values):
    match node:
        case ast.BoolOp(op=op, values=parts):
            return _joined([_holds(part, values) for part in parts], any_of=isinstance(op, ast.Or))
        case ast.Compare(left=left, ops=ops, comparators=rest):
            sides = [_number(side, values) for side in (left, *rest)]
            pairs = zip(ops, itertools.pairwise(sides), strict=True)
            return _joined([_compared(op, *pair) for op, pair in pairs], any_of=False)
    raise TypeError(ast.dump(node))


def _joined(answers, *, any_of):
    if any_of in answers:
        return any_of
    return None if None in answers else not any_of


OPPOSITES = {
    ast.Lt: (operator.lt, operator.ge),
    ast.LtE: (operator.le, operator.gt),
    ast.Gt: (operator.gt, operator.le),
    ast.GtE: (operator.ge, operator.lt),
    ast.Eq: (operator.eq, operator.ne),
    ast.NotEq: (operator.ne, operator.eq),
}


def _compared(op, left, right):
    if isinstance(left, arb) or isinstance(right, arb):
        left, right = ball(left), ball(right)
    holds, fails = OPPOSITES[type(op)]
    return True if holds(left, right) else False if fails(left, right) else None


def _number(node, values):
    match node:
        case ast.Constant(value=value):
            return Fraction(str(value))
        case ast.Name(id=name):
            return arb.pi() if name == "pi" else values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand, values)
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            above, below = _number(left, values), _number(right, values)
            return ball(above) / ball(below) if isinstance(above, arb) else above / below
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return _called(name, _number(argument, values))
    raise TypeError(ast.dump(node))


def _called(name, x):
    if name in {"floor", "ceil"} and isinstance(x, Fraction):
        return Fraction(getattr(math, name)(x))
    return getattr(ball(x), name)()


def ball(number):
    return arb(fmpq(*number.as_integer_ratio())) if isinstance(number, Fraction) else number


READ = [
    ("0 < a < 1", "1/2", True),
    ("0 < a < 1", "1", False),
    ("a <= 1 or a >= 2", "3/2", False),
    ("a <= 1 or a >= 2", "2", True),
    ("a > 0 and a != 1", "1", False),
    ("a == floor(a)", "-2", True),
    ("a == ceil(a)", "-1/2", False),
    ("-pi/2 <= a", "-2", False),
    ("-pi/2 <= a", "-1", True),
    ("cos(a) != 0", "1", True),
    ("sin(a) != 0", "0", False),
    ("sin(a) == sin(a)", "1", None),
    ("", "1", True),
]


@pytest.mark.parametrize(("condition", "at", "expected"), READ)
def test_the_reader_reads(condition, at, expected):
    assert holds(condition, a=Fraction(at)) is expected


# Points

EDGES = tuple(
    sign * Fraction(text)
    for text in ("0", "1/4", "1/2", "1", "2", "8", "1000", "1e-30", "1.57", "355/226", "355/113")
    for sign in (1, -1)
    if text != "0" or sign == 1
)
"""355/113 is next to π, so that 355/226 is next to a pole of tan, and 1.57 on its other side."""

FAR = (Fraction("1e300"), Fraction("-1e300"), 1 - Fraction("1e-30"), Fraction("1e-30") - 1)


def points(rule, checks, seed, count, *, edges=EDGES):
    """Random points in the sample and beyond it, and listed ones."""
    draw = checks.generator(rule, "notes", seed)
    yield from (checks.drawn(rule, draw) for _ in range(count))
    for reach in (1, 9):
        for _ in range(count // 4):
            yield [_beyond(sample, draw, reach) for sample in rule.sample]
    for rung, sign in itertools.product(range(-24, 25), (1, -1)):
        size = Fraction(10 ** (rung / 8)).limit_denominator(10**6)
        yield [sign * size, *(_beyond(sample, draw, 9) for sample in rule.sample[1:])]
    if rule.arity > 2:
        for _ in range(count):
            point = [draw.choice(edges) for _ in rule.sample]
            yield from (point, [point[0], *point[:-1]])  # the first two differ, and are the same
    else:
        columns = [_listed(sample, edges) for sample in rule.sample]
        yield from map(list, itertools.product(*columns))


def _beyond(sample, draw, reach):
    if isinstance(sample, frozenset):
        return draw.choice(sorted(sample))
    return Fraction(draw.randint(-(10**6), 10**6), 10**6) * reach


def _listed(sample, edges):
    return sorted(sample) if isinstance(sample, frozenset) else edges


# The range


def value(rule, operands):
    """A rule's value, a fraction or a ball; None where it is undefined or cannot be told."""
    try:
        if not any(isinstance(operand, arb) for operand in operands):
            return rule.fraction(*operands)
    except NotDefined:
        return None
    except NotRational:
        pass
    try:
        found = rule.ball(*map(ball, operands))
    except (NotDefined, NotResolved):
        return None
    return found if found.is_finite() else None


@dataclass(frozen=True)
class End:
    """One end of a range: where it is, and whether it belongs to the range."""

    at: object
    closed: bool


def branches(text):
    """Each part of a range between `or`: its ends below and above."""
    if not text:
        return [([], [])]
    body = ast.parse(text, mode="eval").body
    parts = body.values if isinstance(body, ast.BoolOp) else [body]
    return [_ends(part) for part in parts]


def _ends(part):
    below, above = [], []
    pairs = itertools.pairwise((part.left, *part.comparators))
    for op, (left, right) in zip(part.ops, pairs, strict=True):
        mirrored = _is_y(right)
        other = left if mirrored else right
        if any(_is_y(node) for node in ast.walk(other)):
            continue  # y == floor(y) has no ends
        end = End(_number(other, {}), closed=not isinstance(op, ast.Lt | ast.Gt))
        up = isinstance(op, ast.Lt | ast.LtE) != mirrored
        if isinstance(op, ast.Eq) or not up:
            below.append(end)
        if isinstance(op, ast.Eq) or up:
            above.append(end)
    return below, above


def _is_y(node):
    return isinstance(node, ast.Name) and node.id == "y"


NEAR = Fraction(1, 1000)
LARGE = 20
MODERATE = 10
GRID = [Fraction(number, 2) for number in range(-3, 4)]
BITS = (256, 4096)


def check_range(rule, checks, seed, *, count=200):
    """Every value is in the range, and the range has no room to spare."""
    found = [
        (point, inside_range(rule, point))
        for point in points(rule, checks, seed, count, edges=EDGES + FAR)
    ]
    assert sum(inside is True for _, inside in found) >= count, f"{rule.name}: too few values"
    with ctx.workprec(BITS[0]):
        seen = [(point, value(rule, point)) for point, _ in found]
        if rule.arity == 1:
            turns = [[arb.pi() * k / 2] for k in range(-2, 3)]
            seen += [(turn, value(rule, turn)) for turn in turns]
        known = [(point, ball(y)) for point, y in seen if y is not None]
        _check_ends(rule, known)
        _check_density(rule, [y for _, y in known])


def inside_range(rule, point):
    """Whether a value is in the range, with more digits where it is close to an end."""
    for bits in BITS:
        with ctx.workprec(bits):
            y = value(rule, point)
            answer = None if y is None else holds(rule.range, y=y)
        assert answer is not False, f"{rule.name}{point} is {y}, outside of {rule.range}"
        if answer:
            return True
    return None


def _check_ends(rule, known):
    for below, above in branches(rule.range):
        for end in (*below, *above):
            _check_end(rule, end, known)
        if not below:
            assert any(y < -LARGE for _, y in known), f"{rule.name}: {rule.range} has no end below"
        if not above:
            assert any(y > LARGE for _, y in known), f"{rule.name}: {rule.range} has no end above"


def _check_end(rule, end, known):
    at = ball(end.at)
    named = f"{rule.name}: the end {at} of {rule.range}"
    assert any(abs(y - at) < ball(NEAR) for _, y in known), f"{named} is far from every value"
    attained = any((y - at).contains(0) for point, y in known if _is_moderate(point))
    assert attained == end.closed, f"{named} is {'never ' * (not attained)}attained"


def _is_moderate(point):
    """Points at which 256 bits tell a value that is close to an end from the end itself."""
    return all(abs(x) <= MODERATE for x in point)


def _check_density(rule, values):
    for number in GRID:
        if holds(rule.range, y=number):
            near = any(abs(y - ball(number)) < arb(1) / 8 for y in values)
            assert near, f"{rule.name}: {rule.range}, but no value comes close to {number}"


@EACH_RULE
def test_the_range_holds_and_is_tight(rule, checks, seed):
    check_range(rule, checks, seed)


def flipped(text):
    """The same range with other ends: closed for open, open for closed."""
    table = {"<=": "<", ">=": ">", "<": "<=", ">": ">="}
    return " ".join(table.get(word, word) for word in text.split())


@EACH_RULE
def test_a_wrong_range_is_noticed(rule, checks, seed):
    outside = [number for number in GRID if holds(rule.range, y=number) is False]
    wrong = ["y < 7", "y > 1/3"] if not rule.range else [""]
    wrong += [flipped(rule.range)] if flipped(rule.range) != rule.range else []
    wrong += [f"{rule.range} or y == {number}" for number in outside[:1]]
    for text in wrong:
        with pytest.raises(AssertionError, match=f"^{rule.name}"):
            check_range(replace(rule, range=text), checks, seed, count=60)


WRONG_RANGES = [
    ("sin", "-1.01 <= y <= 1"),
    ("sin", "-0.99 <= y <= 1"),
    ("sin", "-1 < y < 1"),
    ("exp", "y >= 0"),
    ("exp", "y > 0.01"),
    ("exp", "y > -0.01"),
    ("sign", "-1 <= y <= 1"),
    ("sign", "y == -1 or y == 1"),
    ("floor", ""),
    ("sec", ""),
    ("sec", "y <= -1 or y >= 0.9"),
    ("atan", "-pi/2 <= y <= pi/2"),
    ("atan", "-2 < y < 2"),
    ("atan2", "-pi <= y <= pi"),
    ("erfc", "0 < y < 1"),
    ("acosh", ""),
    ("sinc", "-0.4365 < y <= 1.002"),
    ("sinc", "-0.2173 < y <= 1"),
]


@pytest.mark.parametrize(("name", "text"), WRONG_RANGES)
def test_a_listed_wrong_range_is_noticed(name, text, checks, seed):
    with pytest.raises(AssertionError, match=f"^{name}"):
        check_range(replace(RULES[name], range=text), checks, seed)


# Where the derivative holds

STEP = Fraction(1, 10**100)
CLOSE = Fraction(1, 10**60)
"""A nudge is off by itself times half the second derivative, which is far below 1e40 here."""

NUDGE_BITS = 1200
ALONG = [Fraction(1), Fraction(-2, 3)]


def check_where(rule, checks, seed, *, count=100):
    """Where the condition holds a nudge agrees with the derivative; elsewhere there is none."""
    agreed = 0
    for point in points(rule, checks, seed, count):
        step = STEP * min((abs(x) for x in point if x), default=1)
        for known, program, at in nudged(rule, point, checks):
            condition = rule.condition(known, [f"x{i}" for i in range(rule.arity)], pretty=False)
            answer = holds(condition, **{f"x{i}": x for i, x in enumerate(point)})
            named = f"{rule.name}{tuple(map(str, point))} for {condition!r}"
            if answer:
                check_nudge(program, at, step, named)
                agreed += 1
            elif answer is False:
                check_broken(program, at, named)
    assert agreed >= count, f"{rule.name}: its derivative holds at only {agreed} points"


def nudged(rule, point, checks):
    """The rule as programs of one variable: each operand alone, and two at once."""
    for moving in checks.movable(rule):
        if not _beside_the_point(rule, point, moving):
            known = [None if i == moving else x for i, x in enumerate(point)]
            yield known, checks.program_of(rule, point, moving), point[moving]
    if rule.arity == len(checks.movable(rule)) == len(ALONG):
        yield [None, None], checks.program_along(rule, point, ALONG), Fraction(0)


def _beside_the_point(rule, point, moving):
    """Programs that are never built, or whose derivative exists and is documented as not found."""
    if rule.name == "power":
        return power_for(point[1]) is not rule if moving == 0 else point[0] == 0
    if rule.chooses is None:
        return False
    *_, then, otherwise = point
    return moving > 1 or then == otherwise  # one value either way


def check_nudge(program, at, step, named):
    """A nudge to either side: one to both sides at once would agree with the middle of a kink."""
    slope, before, *after = (
        enclosure(number, NUDGE_BITS)
        for number in (
            evaluate(derivative(program), at),
            *(evaluate(program, at + nudge) for nudge in (0, step, -step)),
        )
    )
    for part in (slope, before, *after):
        assert isinstance(part, tuple), f"{named}: no value or no slope"
    slack = CLOSE * (1 + max(map(abs, slope)))
    for nudge, (low, high) in zip((step, -step), after, strict=True):
        rises = sorted(((low - before[1]) / nudge, (high - before[0]) / nudge))
        assert rises[1] - rises[0] <= slack, f"{named}: the nudge has too few digits"
        farthest = max(abs(rises[0] - slope[1]), abs(rises[1] - slope[0]))
        assert farthest <= slack, f"{named}: a nudge disagrees"


def check_broken(program, at, named):
    """No value there, or one-sided slopes that differ, are infinite or undefined."""
    if not isinstance(enclosure(evaluate(program, at), NUDGE_BITS), tuple):
        return
    left, right = (one_sided(program, at, side).slope for side in (-1, 1))
    both = left.value is not None and left.value == right.value
    assert not both, f"{named}: the slope is {left.text} on both sides"
    if left.text == right.text == "cannot tell":
        assert jumps(program, at), f"{named}: cannot tell"


def jumps(program, at):
    before, after = (enclosure(evaluate(program, at + side * STEP), NUDGE_BITS) for side in (-1, 1))
    return before[1] + NEAR < after[0] or after[1] + NEAR < before[0]


@EACH_RULE
def test_the_derivative_holds_exactly_where_the_row_says(rule, checks, seed):
    check_where(rule, checks, seed)


@pytest.mark.parametrize(
    ("name", "pole"),
    [("tan", "355/226"), ("sec", "355/226"), ("csc", "355/113"), ("cot", "355/113")],
)
def test_slopes_next_to_a_pole_are_larger_than_any_other(name, pole):
    """No fraction but 0 is a zero of cos or sin, so the condition fails next to it only in π."""
    assert abs(formula(f"{name}(a)").derivative(float(Fraction(pole)))) > 10**13
    assert formula(f"{name}(a)").program.nodes[-1].rule.where([None]).endswith("({0}) != 0")


SOMETIMES = [rule for rule in RULES.values() if rule.where([None] * rule.arity)]


@pytest.mark.parametrize(
    "rule",
    [rule for rule in SOMETIMES if rule.name not in {"tan", "sec"}],
    ids=lambda rule: rule.name,
)
def test_a_missing_condition_is_noticed(rule, checks, seed):
    with pytest.raises(AssertionError, match=f"^{rule.name}"):
        check_where(replace(rule, where=lambda _: ""), checks, seed, count=30)


@EACH_RULE
def test_a_condition_that_asks_too_much_is_noticed(rule, checks, seed):
    low, high = checks.edges(rule.sample[0])
    asked = f"{{0}} < {(low + high) / 2}"
    with pytest.raises(AssertionError, match=f"^{rule.name}"):
        check_where(replace(rule, where=lambda _: asked), checks, seed, count=30)


ROOTS = {
    "odd_power": frozenset({Fraction(5, 3), Fraction(1, 3)}),
    "even_power": frozenset({Fraction(4, 3), Fraction(2, 3)}),
}

WRONG_CONDITIONS = [
    ("sqrt", "{0} >= 0"),
    ("sqrt", "{0} > 1/8"),
    ("log", "{0} != 0"),
    ("log1p", "{0} > 0"),
    ("asin", "-1 <= {0} <= 1"),
    ("acosh", "{0} >= 1"),
    ("floor", "{0} != ceil({0}) or {0} == 1"),
    ("max", "{0} != 0"),
    ("atan2", "{0} != 0"),
    ("atan2", "{0} != 0 or {1} != 0"),
    ("hypot", "{0} != 0"),
    ("whole_power", "{0} != 0"),
    ("odd_power", "{0} != 0"),
    ("even_power", "{0} != 0 or {1} > 0"),
    ("divide", "{0} != 0"),
    ("csc", "cos({0}) != 0"),
]


@pytest.mark.parametrize(("name", "text"), WRONG_CONDITIONS)
def test_a_listed_wrong_condition_is_noticed(name, text, checks, seed):
    rule = RULES[name]
    if name in {"odd_power", "even_power"}:
        rule = replace(rule, sample=(rule.sample[0], ROOTS[name]))
    with pytest.raises(AssertionError, match=f"^{name}"):
        check_where(replace(rule, where=lambda _: text), checks, seed, count=60)


# What is printed

MOVES = None
PRINTED = [
    ("sqrt", [MOVES], ["a - 1"], "a - 1 > 0", "a - 1 > 0"),
    ("abs", [MOVES], ["a"], "a != 0", "a ≠ 0"),
    ("sin", [MOVES], ["a"], "", ""),
    ("log1p", [MOVES], ["2a"], "2a > -1", "2a > -1"),
    ("asin", [MOVES], ["a/2"], "-1 < a/2 < 1", "-1 < a/2 < 1"),
    ("floor", [MOVES], ["a"], "a != floor(a)", "a ≠ floor(a)"),
    ("tan", [MOVES], ["a + 1"], "cos(a + 1) != 0", "cos(a + 1) ≠ 0"),
    ("divide", [MOVES, MOVES], ["1", "a"], "a != 0", "a ≠ 0"),
    ("divide", [1, MOVES], ["1", "a"], "a != 0", "a ≠ 0"),
    ("divide", [MOVES, 3], ["a", "3"], "", ""),
    ("divide", [MOVES, 0], ["a", "0"], "0 != 0", "0 ≠ 0"),
    ("max", [MOVES, 1], ["a", "1"], "a != 1", "a ≠ 1"),
    ("whole_power", [MOVES, 2], ["a", "2"], "", ""),
    ("whole_power", [MOVES, 0], ["a", "0"], "", ""),
    ("whole_power", [MOVES, -1], ["a", "-1"], "a != 0", "a ≠ 0"),
    ("whole_power", [MOVES, MOVES], ["a", "n"], "a != 0 or n >= 0", "a ≠ 0 or n ≥ 0"),
    ("odd_power", [MOVES, Fraction(1, 3)], ["a", "1/3"], "a != 0", "a ≠ 0"),
    ("odd_power", [MOVES, Fraction(5, 3)], ["a", "5/3"], "", ""),
    ("even_power", [MOVES, Fraction(2, 3)], ["a", "2/3"], "a != 0", "a ≠ 0"),
    ("even_power", [MOVES, Fraction(4, 3)], ["a", "4/3"], "", ""),
    ("power", [MOVES, Fraction(3, 2)], ["a", "1.5"], "a > 0", "a > 0"),
    ("power", [2, MOVES], ["2", "a"], "", ""),
    ("power", [0, MOVES], ["0", "a"], "0 > 0", "0 > 0"),
    ("hypot", [MOVES, 0], ["a", "0"], "a != 0", "a ≠ 0"),
    ("hypot", [MOVES, 4], ["a", "4"], "", ""),
    ("hypot", [MOVES, MOVES], ["a", "a^2"], "a != 0 or a^2 != 0", "a ≠ 0 or a^2 ≠ 0"),
    ("atan2", [MOVES, MOVES], ["a", "b"], "a != 0 or b > 0", "a ≠ 0 or b > 0"),
    ("atan2", [MOVES, -1], ["a", "-1"], "a != 0", "a ≠ 0"),
    ("atan2", [MOVES, 2], ["a", "2"], "", ""),
    ("atan2", [0, MOVES], ["0", "a"], "a != 0", "a ≠ 0"),
    ("atan2", [3, MOVES], ["3", "a"], "", ""),
]


@pytest.mark.parametrize(("name", "known", "operands", "plain", "pretty"), PRINTED)
def test_a_condition_is_printed(name, known, operands, plain, pretty):
    known = [None if number is None else Fraction(number) for number in known]
    rule = RULES[name]
    assert rule.condition(known, operands, pretty=False) == plain
    assert rule.condition(known, operands, pretty=True) == pretty


def test_operands_are_not_read_as_templates_or_changed():
    where = RULES["abs"].condition([None], ["{1} <= b"], pretty=True)
    assert where == "{1} <= b ≠ 0"


@EACH_RULE
def test_formulas_can_say_the_same(rule):
    """Both are typed in the language of formulas, and mean there what they mean here."""
    where = rule.condition([None] * rule.arity, ["a", "2", "a", "2"][: rule.arity], pretty=False)
    for text, name in ((where, "a"), (rule.range, "y")):
        if text:
            program = formula(f"1 if {text} else 0")
            assert program.variable == name
            for at in map(Fraction, ("-3", "-1", "-1/3", "0", "1/7", "1", "3/2", "2", "5")):
                with ctx.workprec(256):
                    expected = holds(text, **{name: at})
                assert cell(program.at(at)).value == expected, (text, at)
