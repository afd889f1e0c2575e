"""The joined script does what the modules do; what the joiner does not know it refuses."""

import json
import os
import re
import shutil
import subprocess
import textwrap

import pytest

from dfda.errors import InputError
from dfda.show.page.joiner import naming
from dfda.show.page.joiner.join import _in_order, joined
from dfda.show.page.joiner.tokens import Kind, tokens
from dfda.show.page.joiner.words import KEYWORDS
from dfda.show.page.page import HERE

FRONT = HERE / "front"


@pytest.fixture
def node():
    """Run a file in Node: what it prints."""
    program = shutil.which("node")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "NODE IS MISSING: nobody looked whether the joined script runs"
        )

    def run(path):
        done = subprocess.run(
            [program, path], capture_output=True, encoding="utf-8", timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def folder(tmp_path):
    """Write modules into a folder."""

    def write(**files):
        for name, source in files.items():
            text = textwrap.dedent(source)
            (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def refused(folder):
    with pytest.raises(InputError) as refusal:
        joined(folder)
    return refusal.value.sentence


PROGRAM = {
    "main": r"""
        // The start: prints what every form of import brings.
        import { add, twice as double } from "./sums.js";
        import * as Words from "./words.js";
        import "./side.js";
        import { total, Count } from "./sums.js";

        const name = "main"; // the same name in every module
        /** @param {number} x */
        const quarter = (x) =>
          x / 2 / 2;
        const tests = [/[/"'`]\/\/ no comment/.test('/\// no comment'), "a // b", 'c /* d */ e'];
        if (name) /x/.test("x");
        const text = `one // two ${`three ${double(4)} /* four */`}
            kept   indentation ${ { a: 1 }.a }`;
        let n = 5;
        const less = n-- - -n + +n;
        const [first, ...rest] = [1, 2, 3].map((x) => x ** 2);
        const numbers = { rest, total, first, less, add: add(1, 2), quarter: quarter(8) };
        const shown = { name, text, tests, ...numbers };
        const word = Words.word?.(name) ?? "none";
        const more = { word, n: 1_0n + 0x1Fn };
        const count = new Count();
        count.up().up();
        const self = typeof this;
        label: for (const x of [1]) { for (;;) { continue label } }
        const answer = { ...shown, ...more, count: count.value, self, import: 1 }
        console.log(JSON.stringify(answer, (_, x) => (typeof x === "bigint" ? `${x}` : x)))
    """,
    "sums": """
        import { name as other } from "./words.js"
        const name = "sums"
        const sum = (a, b) => a + b
        export { sum as add }
        export function twice(x) { return 2 * x }
        export class Count {
          #value = 0;
          up() { this.#value++; return this }
          get value() { return this.#value }
        }
        export const total = [1, 2].reduce(sum, 0);
    """,
    "words": """
        export const name = "words";
        export function word(x) {
          return `${name} for ${x}`;
        }
    """,
    "side": 'import { name } from "./words.js";\nconsole.log("side of", name);\n',
}


def test_the_joined_script_does_what_the_modules_do(node, folder):
    place = folder(**PROGRAM)
    (place / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    apart = node(place / "main.js")
    script = joined(place)
    (place / "joined.cjs").write_text(script, encoding="utf-8")
    assert node(place / "joined.cjs") == apart
    said = json.loads(apart.splitlines()[1])
    assert said["self"] == "undefined"
    assert said["tests"] == [True, "a // b", "c /* d */ e"]
    assert said["text"] == "one // two three 8 /* four */\n    kept   indentation 1"
    assert (said["count"], said["total"], said["n"]) == (2, 3, "41")


def test_comments_and_indentation_are_gone(folder):
    script = joined(folder(**PROGRAM))
    assert "The start" not in script
    assert "@param" not in script
    assert "/2/2" in script
    assert "quarter=" not in script
    assert "\n\n" not in script
    assert script == joined(folder(**PROGRAM))


NAMES = {
    "main": r"""
        import { point, move as shift, width } from "./shapes.js";
        import * as Shapes from "./shapes.js";
        const { origin, far } = Shapes;
        const name = "main", list = [];
        const shadow = (point, { x, y: up = width, ...rest } = {}, [first, , last = x] = []) => {
          const width = { point, x, up, rest };
          for (const name of [first, last]) list.push({ name, [name]: width.point });
          return { width, last };
        };
        outer: for (let move = 0; move < 3; move++) { while (true) { continue outer; } }
        class Pair {
          static made = 0;
          #left; right = name;
          constructor(left, width) { this.#left = left; Pair.made += 1; this.width = width }
          get left() { return this.#left } last({ name }) { return name ? this.left : origin }
        }
        const pair = new Pair(1, { list });
        const told = { name: Shapes.name, ...Shapes.point(1, 2), pair, async get() { return 1 } };
        let caught = "";
        try { shift(null) } catch ({ message }) { caught = typeof message }
        try { shift(null) } catch { shift({ x: caught }) }
        const chosen = name ? { name, list } : { width };
        const text = `${name} ${`${{ name }.name} ${far(1).x}`} ${chosen.name}`;
        if (list) { origin.x = 1, list.length; }
        const all = { told, text, chosen, caught, shown: shadow(1, { x: 2, z: 3 }, ["a"]),
          made: Pair.made, was: pair.last({ name }), is: point(1, width), move: Math.max(1, 2) };
        var old = all; function late(all) { return all.old ?? old }
        do { old = late(all) } while (!old)
        for (;;) { if (old) break; else; }
        console.log(JSON.stringify(late({ list })))
    """,
    "shapes": """
        import { name as where } from "./base.js";
        const list = [1, 2], name = `shape ${where}`;
        export const width = 3
        export const point = (x, y) => ({ x, y, list, where })
        const shift = ({ x }) => x
        export { shift as move, name }
        export const origin = { x: 0, list };
        export const far = (x = list.length) => ({ ...origin, x })
    """,
    "base": 'const list = "base";\nexport { list as name };\n',
}


def test_names_become_short_and_mean_what_they_meant(node, folder):
    place = folder(**NAMES)
    (place / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    apart = node(place / "main.js")
    said = json.loads(apart)
    assert said["shown"]["width"] == {"point": 1, "x": 2, "up": 3, "rest": {"z": 3}}
    assert said["told"]["name"] == "shape base"
    script = joined(place)
    (place / "joined.cjs").write_text(script, encoding="utf-8")
    assert node(place / "joined.cjs") == apart
    assert not re.search(r"\b(shadow|Shapes|shift|late|import|export)\b", script)


SCOPES = """
    const told = (list, unused) => {
      const body = list.map((inner) => inner + 1).map((later) => list.length * later);
      if (body.length) { const block = body.map((deep) => { const own = deep + 1; return own; });
        body.push(block.length); }
      for (const turn of body) { const turned = turn + list.length; if (turned) body.length = 3; }
      for (let count = 0; count < 2; count++) body.push(count);
      try { null.x } catch (error) { const caught = typeof error; body.push(caught) }
      try { null.x } catch (never) { const other = "other"; body.push(other) }
      const { a: first, b: spare } = { a: (one => [one])(list), b: (two) => two };
      const [, third] = [(four) => four,
        body.find((five, six) => { const seven = six; return seven })];
      const late = (eight, nine = (ten) => ten + eight) => nine((eleven => eleven)(1));
      function named(twelve) { let thirteen = (fourteen) => fourteen; return thirteen(twelve) }
      const words = `${list.map((word) => `${word}!`)}`;
      const holes = (fifteen) => `${fifteen}${(list, (own) => own, fifteen)}` + list, last = 1;
      const own = [(own) => list, holes(last), ((unused) => { const own = 2; return own })(1)];
      return [body, first, third, late(2), named(list), words, spare(3), own];
    };
    console.log(JSON.stringify(told([1, 2])));
"""


def test_brackets_use_the_same_short_names_again(node, folder):
    place = folder(main=SCOPES)
    apart = node(place / "main.js")
    script = joined(place)
    (place / "joined.cjs").write_text(script, encoding="utf-8")
    assert node(place / "joined.cjs") == apart
    assert ".map(e=>e+1).map(t=>e.length*t)" in script


SPARE = r"""
    const told = (list) => {
      const one = (list.length), sum = (x, y) => (x + y), empty = () => ({}), pick = (x) => (x, 1);
      const [two, three] = [(one + 1) * 2, (x) => (two + x)];
      const [four, ...five] = [1, 2], [six, seven] = [1], [{ eight }, nine] = [{ eight: 8 }, 9];
      const [ten, eleven] = [...list, 3];
      let [twelve, thirteen] = [1, 2];
      [twelve, thirteen] = [thirteen, twelve];
      for (let [from, to] = [0, 2]; from < to; from++) list.push((from) ** 2);
      const called = (function () { return (this === undefined); })();
      const made = new (class { a = (1) })();
      const chosen = one ? (x) => (-(x)) : (null), text = `${(one)}${((x) => x)(2)}`;
      const late = (x = (one), { y = (x) } = {}) => {
        if (x) return (
          sum(x, y)
        );
        throw (x);
      };
      return [one, sum(1, 2), empty(), pick(3), two, three(1), four, five, six, eight, nine, ten,
        seven === undefined, eleven, twelve, thirteen, list, called, made.a, chosen(1), text,
        (late(1))];
    };
    console.log(JSON.stringify(told([1, 2])));
"""


def test_parentheses_and_lists_that_are_spare_are_left_out(node, folder):
    place = folder(main=SPARE)
    (place / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    apart = node(place / "main.js")
    script = joined(place)
    (place / "joined.cjs").write_text(script, encoding="utf-8")
    assert node(place / "joined.cjs") == apart
    assert "return(" not in script
    assert "=>({})" in script
    assert re.search(r"=\(\w\+1\)\*2,\w=\w=>\w\+\w[,;]", script)


def test_what_is_exported_has_one_name_in_all_modules(folder):
    script = joined(folder(**NAMES))
    assert "freeze" not in script
    assert script.count("=>") == sum(text.count("=>") for text in NAMES.values())


def test_names_of_the_browser_are_kept_and_never_given_away(node, folder):
    letters = ",".join(f"{letter}=1" for letter in "bcdefghijklmnopqrstuvwxyz")
    main = f"const long = 1, other = long, {letters};\nconsole.log(typeof a, long + other + b);"
    place = folder(main=main)
    (place / "joined.cjs").write_text(joined(place), encoding="utf-8")
    assert node(place / "joined.cjs") == "undefined 3\n"


def test_the_front_end_takes_only_these_names_from_the_browser():
    """A name that lost its declaration would be among them."""
    exports, free = {}, set()
    for module in _in_order(FRONT, "main.js").values():
        parts, exports[module.file] = naming._parts(module, exports)
        free |= set().union(*(part.free for part in parts))
    assert free - KEYWORDS <= {
        "Array", "BigInt", "Boolean", "Element", "Error", "Float64Array", "HTMLInputElement",
        "Infinity", "JSON", "Map", "Math", "NaN", "Number", "Object", "RangeError", "Set", "String",
        "Text", "URLSearchParams", "WeakMap",
        "addEventListener", "clearInterval", "clearTimeout", "document", "encodeURIComponent",
        "fetch", "getComputedStyle", "history", "innerHeight", "innerWidth", "localStorage",
        "location", "matchMedia", "navigator", "parseFloat", "parseInt", "setInterval",
        "setTimeout",
    }  # fmt: skip


def test_what_comes_from_outside_often_gets_a_short_name(node, folder):
    often = "".join(f"export const a{n} = Math.max({n}, Number('{n}'));\n" for n in range(9))
    main = """
        import { a4 } from "./other.js";
        const shadowed = (Math) => Math.max + 1;
        console.log(a4 + shadowed({ max: 1 }), JSON.stringify({ Math: 1 }), typeof Math);
        export const late = () => { Math.max = Number; };
    """
    place = folder(main=main, other=often)
    script = joined(place)
    (place / "joined.cjs").write_text(script, encoding="utf-8")
    assert node(place / "joined.cjs") == '6 {"Math":1} object\n'
    assert (script.count("Math"), script.count("Number")) == (2, 1)


def test_what_may_change_or_be_an_error_is_asked_for_where_it_is_used(node, folder):
    main = """
        let width = 1;
        Object.defineProperty(globalThis, "innerWidth", { get: () => (width += 1) });
        Object.defineProperty(globalThis, "localStorage", { get() { throw new Error("no"); } });
        const kept = () => {
          try { return localStorage.kept + localStorage.other; } catch { return 0; }
        };
        console.log(kept(), innerWidth, innerWidth, innerWidth, innerWidth);
    """
    place = folder(main=main)
    (place / "joined.cjs").write_text(joined(place), encoding="utf-8")
    assert node(place / "joined.cjs") == "0 2 3 4 5\n"


def test_a_text_that_is_long_and_occurs_often_gets_a_name(node, folder):
    place = folder(
        main="""
            const told = { "a long text": 1, b: "a long text", c: ["a long text", "short"] };
            const ask = (x) => (x === "a long text" ? "a long text" : "short");
            console.log(JSON.stringify([told, told["a long text"], ask("a long text")]));
        """
    )
    script = joined(place)
    (place / "joined.cjs").write_text(script, encoding="utf-8")
    told = {"a long text": 1, "b": "a long text", "c": ["a long text", "short"]}
    assert json.loads(node(place / "joined.cjs")) == [told, 1, "a long text"]
    assert (script.count("a long text"), script.count("short")) == (2, 2)


def test_a_constant_that_is_a_number_stands_where_it_is_used(node, folder):
    place = folder(
        main="""
            import { MOST, SHARE } from "./other.js";
            import * as O from "./other.js";
            const [ONE, BIG] = [1, 20n];
            const FEW = 5, MANY = 6;
            const told = { MOST, ONE: SHARE, two: O.MOST + ONE, BIG: `${BIG}` };
            console.log(JSON.stringify(told), FEW + MANY, MOST.toFixed(1), ONE .toFixed(1));
        """,
        other="export const MOST = 2 ;\nexport const SHARE = 0.25;\nexport const NOT = -1;\n",
    )
    script = joined(place)
    (place / "joined.cjs").write_text(script, encoding="utf-8")
    assert node(place / "joined.cjs") == '{"MOST":2,"ONE":0.25,"two":3,"BIG":"20"} 11 2.0 1.0\n'
    assert ".25" in script
    assert "20n]" not in script


def test_lists_and_hidden_names_are_no_constants(node, folder):
    sizes = "export const MAX_SIZE = 5; export const LOW = -1; export const n = 3;"
    main = """
        import { LOW, MAX_SIZE, n } from "./sizes.js";
        const LIST = [5];
        const RANGE = [LOW, 0, 5];
        const ODD = [NaN, 0, 5];
        const SAMPLES = [MAX_SIZE, 1, 2];
        const [A, , B] = [1, 2];
        const double = ({ n: of }) => [of].map((n) => n * 2);
        console.log(JSON.stringify([LIST.length, LIST, RANGE, ODD, SAMPLES, A, B, n, MAX_SIZE]));
        console.log(JSON.stringify([double({ n }), { MAX_SIZE }.MAX_SIZE, { LOW, n }]));
    """
    place = folder(main=main, sizes=sizes)
    (place / "joined.cjs").write_text(joined(place), encoding="utf-8")
    assert node(place / "joined.cjs") == (
        '[1,[5],[-1,0,5],[null,0,5],[5,1,2],1,null,3,5]\n[[6],5,{"LOW":-1,"n":3}]\n'
    )


def test_what_a_browser_may_not_have_or_is_assigned_to_gets_no_name(node, folder):
    main = """
        globalThis.location = "here";
        const isThere = typeof ResizeObserver === "function";
        const has = isThere ? new ResizeObserver() : "no ResizeObserver";
        const go = (where) => { location = where; return location + location + location; };
        console.log(has, go("there"), location, globalThis.location);
    """
    place = folder(main=main)
    (place / "joined.cjs").write_text(joined(place), encoding="utf-8")
    assert node(place / "joined.cjs") == "no ResizeObserver theretherethere there there\n"


def test_no_global_name_is_defined(node, folder):
    place = folder(main='export const secret = 1;\nconst other = 2;\nconsole.log("done", other);\n')
    script = joined(place)
    checked = f"{script}\nconsole.log(typeof secret, typeof other, typeof main);"
    (place / "joined.cjs").write_text(checked, encoding="utf-8")
    assert node(place / "joined.cjs") == "done 2\nundefined undefined undefined\n"


def test_names_that_the_joiner_wants_may_be_taken(node, folder):
    place = folder(
        main="""
            import { a } from "./x-y.js";
            const $x_y = 1, $main = 2;
            console.log(a + $x_y + $main);
        """
    )
    (place / "x-y.js").write_text("export const a = 4;\n", encoding="utf-8")
    (place / "joined.cjs").write_text(joined(place), encoding="utf-8")
    assert node(place / "joined.cjs") == "7\n"


BAD_MODULES = {
    "circle": (
        {"main": 'import "./a.js";', "a": 'import "./b.js";', "b": 'import "./a.js";'},
        "modules import one another in a circle: a.js → b.js → a.js.",
    ),
    "itself": (
        {"main": 'import "./main.js";'},
        "modules import one another in a circle: main.js → main.js.",
    ),
    "missing file": ({"main": 'import "./a.js";'}, "a.js, which main.js imports cannot be read."),
    "missing name": (
        {"main": 'import { b } from "./a.js";', "a": "export const a = 1;"},
        "main.js imports b, which a.js does not export.",
    ),
    "package": (
        {"main": 'import { b } from "lodash";'},
        "main.js, line 1: 'lodash' is not a file of this folder; write \"./file.js\".",
    ),
    "outside": (
        {"main": 'import "./../a.js";'},
        "main.js, line 1: './../a.js' is not a file of this folder; write \"./file.js\".",
    ),
    "default import": (
        {"main": '\nimport a from "./a.js";'},
        (
            "main.js, line 2: this form of import is not supported; "
            'write import { name } from "./file.js" or import * as Name from "./file.js".'
        ),
    ),
    "default by name": (
        {"main": 'import { default as a } from "./a.js";'},
        "main.js, line 1: default imports and exports are not supported; use names.",
    ),
    "default export": (
        {"main": "export default 3;"},
        (
            "main.js, line 1: export default is not supported; "
            "export const, function, class or { names }."
        ),
    ),
    "export let": (
        {"main": "export let a = 3;"},
        "main.js, line 1: export let is not supported; export const, function, class or { names }.",
    ),
    "export star": (
        {"main": 'export * from "./a.js";'},
        "main.js, line 1: export * is not supported; export const, function, class or { names }.",
    ),
    "export from": (
        {"main": 'export { a } from "./a.js";'},
        "main.js, line 1: export … from is not supported; import, then export.",
    ),
    "two constants": (
        {"main": "export const a = [1, 2], b = 2;"},
        "main.js, line 1: export one const at a time; end it with a semicolon.",
    ),
    "pattern": (
        {"main": "export const { a } = {};"},
        "main.js, line 1: an exported const must have a plain name; write export { names }.",
    ),
    "whole module as a value": (
        {"main": 'import * as A from "./a.js";\nconst b = [A];', "a": ""},
        (
            "main.js, line 2: A is a whole module, and A]; is not one of its exports; "
            "write A.name, and nothing else, for what it exports."
        ),
    ),
    "no such export of a whole module": (
        {"main": 'import * as A from "./a.js";\nA.b;', "a": ""},
        (
            "main.js, line 2: A is a whole module, and A.b is not one of its exports; "
            "write A.name, and nothing else, for what it exports."
        ),
    ),
    "two meanings": (
        {
            "main": 'import { run as go } from "./a.js";\nclass A { go() { go() } }',
            "a": "export const run = 1;",
        },
        "main.js has two meanings for go; give one of them another name.",
    ),
    "exported twice": (
        {"main": "const a = 1;\nexport { a };\nexport { a };"},
        "main.js, line 3: a is exported twice.",
    ),
    "dynamic import": (
        {"main": 'const a = () => import("./a.js");'},
        "main.js, line 1: only import statements at the top are supported.",
    ),
    "import meta": (
        {"main": "const a = import.meta.url;"},
        "main.js, line 1: only import statements at the top are supported.",
    ),
    "await": (
        {"main": "const a = 1;\nawait a;"},
        "main.js, line 2: await outside of a function is not supported.",
    ),
    "cut import": (
        {"main": "import"},
        (
            "main.js, line 1: this form of import is not supported; "
            'write import { name } from "./file.js" or import * as Name from "./file.js".'
        ),
    ),
    "no comma": ({"main": 'import { a b } from "./a.js";'}, "main.js, line 1: , expected, not b."),
    "open comment": ({"main": "1;\n/* no end"}, "main.js, line 2: this comment never ends."),
    "open text": ({"main": "const a = 'b"}, "main.js, line 1: this string cannot be read."),
    "open template": ({"main": "`${a"}, "main.js, line 1: ${ is never closed."),
    "open bracket": ({"main": "(a"}, "main.js, line 1: ( is never closed."),
    "wrong bracket": ({"main": "(a]"}, "main.js, line 1: ] closes nothing."),
    "slash after a brace": (
        {"main": "if (a) {}\n/b/.test(c)"},
        "main.js, line 2: a slash after } is either a division or a regular expression.",
    ),
    "strange letter": ({"main": "a § b"}, "main.js, line 1: this punctuation cannot be read."),
    "end of the element": (
        {"main": 'const a = "</SCRIPT>";'},
        (
            "the joined script would end its own HTML element; "
            r'write "\x3c" for the < of "<script", "</script" and "<!--".'
        ),
    ),
    "comment of HTML": (
        {"main": 'const a = "<!--";'},
        (
            "the joined script would end its own HTML element; "
            r'write "\x3c" for the < of "<script", "</script" and "<!--".'
        ),
    ),
}


@pytest.mark.parametrize("name", BAD_MODULES)
def test_what_the_joiner_does_not_know_it_refuses(folder, name):
    files, sentence = BAD_MODULES[name]
    assert refused(folder(**files)) == sentence


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        ("a / b / c", Kind.MARK, "/"),
        ("a = /b c/g", Kind.REGEX, "/b c/g"),
        ("return /[/]/", Kind.REGEX, "/[/]/"),
        ("(a) / b / c", Kind.MARK, "/"),
        ("while (a) /b/.c", Kind.REGEX, "/b/"),
        ("a[0] / b / c", Kind.MARK, "/"),
        ("a++ / b / c", Kind.MARK, "/"),
        ("`${/b/}`", Kind.REGEX, "/b/"),
        ("`${a}` / 2 / 3", Kind.MARK, "/"),
        ("x => /b/", Kind.REGEX, "/b/"),
        ("2 / 3 / a", Kind.MARK, "/"),
        ("a ? .5 : 1", Kind.NUMBER, ".5"),
        ("a?.b", Kind.MARK, "?."),
        ("a?.5:1", Kind.NUMBER, ".5"),
        (r"'it\'s // no'", Kind.STRING, r"'it\'s // no'"),
        (r"`a\`${b}$`", Kind.TEMPLATE, r"`a\`${"),
        ("this.#value", Kind.WORD, "#value"),
        ("1_000n", Kind.NUMBER, "1_000n"),
        ("1e-5", Kind.NUMBER, "1e-5"),
    ],
)
def test_tokens_are_told_apart(source, kind, text):
    assert (kind, text) in [(token.kind, token.text) for token in tokens(source, "test.js")]


def test_tokens_are_the_whole_source():
    for path in FRONT.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert "".join(token.text for token in tokens(source, path.name)) == source


def test_the_engine_joins_and_computes_what_its_modules_compute(node, tmp_path):
    for path in FRONT.glob("*.js"):
        shutil.copy(path, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    start = """
        import { read } from "./program.js";
        import * as L from "./ledger.js";
        import { exactNumber } from "./rational.js";
        const nodes = [["input", "a"], ["constant", "2"], ["whole_power", [0, 1]]];
        const f = read({ inputs: ["a"], nodes, outputs: [2] });
        const { exact, float64 } = L.ledger(f, exactNumber("2"), exactNumber("0.001"));
        console.log(L.nudgeSentence("a", exact), float64.slope);
    """
    (tmp_path / "main.js").write_text(start, encoding="utf-8")
    apart = node(tmp_path / "main.js")
    assert apart.startswith("At a = 2, f is 4. Nudge a by 0.001 to 2.001: f goes up by 0.004001 to")
    (tmp_path / "joined.cjs").write_text(joined(tmp_path), encoding="utf-8")
    assert node(tmp_path / "joined.cjs") == apart


def test_the_front_end_joins_into_something_that_node_can_read(node, tmp_path):
    (tmp_path / "joined.cjs").write_text(
        f"const read = () => {{\n{joined(FRONT)}}};\n", encoding="utf-8"
    )
    assert node(tmp_path / "joined.cjs") == ""
