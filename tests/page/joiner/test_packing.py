"""What is left out between tokens, and what is written shorter, means what it meant."""

import json
import os
import random
import shutil
import subprocess

import pytest

from dfda.show.page.joiner.packing import packed as packed_tokens
from dfda.show.page.joiner.tokens import tokens


def pack(source):
    return packed_tokens(tokens(source, "test.js"))


def in_node(script, data):
    """What a script prints that reads JSON; as JSON again."""
    node = shutil.which("node")
    if node is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "NODE IS MISSING: nobody looked whether what is packed does the same"
        )
    ran = subprocess.run(
        [node, "--eval", f"const data = JSON.parse(require('fs').readFileSync(0));{script}"],
        input=json.dumps(data), capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return json.loads(ran.stdout)


@pytest.mark.parametrize(
    ("source", "packed"),
    [
        ("const a = 1; const b = 2;\nconst c = 3;", "let a=1,b=2,c=3;"),
        ("let a = 1; const b = 2;", "let a=1,b=2;"),
        ("var a = 1; const b = 2;", "var a=1;let b=2;"),
        ("const a = 1\nfoo();\nconst b = 2;", "let a=1\nfoo();let b=2;"),
        ("for (const a of b) c(a);\nconst d = 1;", "for(let a of b)c(a);let d=1;"),
        ("a.const = { true: true, false() {} }.true;", "a.const={true:!0,false(){}}.true;"),
        ("a = 0.5 + 0.25e3 - 0 + 10.5", "a=.5+.25e3-0+10.5"),
        ("return true", "return!0"),
        ("return undefined", "return void 0"),
        ("a.undefined = undefined", "a.undefined=void 0"),
        ("while (a);", "while(a);"),
        ("{ while (a); }", "{while(a);}"),
        ("{ if (a) b(); else; }", "{if(a)b();else;}"),
        ("{ a(); }", "{a()}"),
        ("a\n  .b()\n  ?.c", "a.b()?.c"),
        ("a\n++b", "a\n++b"),
        ("a = b\n(c)", "a=b\n(c)"),
        ("a - -b + +c", "a- -b+ +c"),
        ("a = !b && !c / /d/.e", "a=!b&&!c/ /d/.e"),
        ("a < !b", "a< !b"),
        ("a = b <!--c;", "a=b< !--c;"),
        ("a = 20_000n + 1_0.5", "a=20000n+10.5"),
        ("f(new A(), new B(c)); new D().e()", "f(new A,new B(c));new D().e()"),
        ("a = true in b; c = true ** d; e = 0.;", "a=!0 in b;c=true**d;e=0.;"),
        ("[a, , b,]", "[a,,b]"),
        ("[,]; [a, ,]", "[,];[a,,]"),
        ("f({ a, b, }, c,)", "f({a,b},c)"),
        ("(a) => (b) => async (c) => (d, e) => ({ d })", "a=>b=>async(c)=>(d,e)=>({d})"),
        ("return (a) => a", "return(a)=>a"),
    ],
)
def test_only_what_means_nothing_is_left_out(source, packed):
    assert pack(source) == packed


@pytest.mark.parametrize(
    ("source", "packed"),
    [
        ("a = (b * c) + d;", "a=b*c+d;"),
        ("a = b * (c + d);", "a=b*(c+d);"),
        ("a = b - (c - d);", "a=b-(c-d);"),
        ("a = (b - c) - d;", "a=b-c-d;"),
        ("a = b - (-c);", "a=b- -c;"),
        ("a = -(b * c);", "a=-(b*c);"),
        ("a = !(b.c);", "a=!b.c;"),
        ("a = !(b && c);", "a=!(b&&c);"),
        ("a = typeof (b);", "a=typeof b;"),
        ("a = (b || c) && d;", "a=(b||c)&&d;"),
        ("a = (b && c) || d;", "a=b&&c||d;"),
        ("a = (b ?? c) || d;", "a=(b??c)||d;"),
        ("a = (b ? c : d) + e;", "a=(b?c:d)+e;"),
        ("a = (b || c) ? d : e;", "a=b||c?d:e;"),
        ("a = (b ? c : d) ? e : f;", "a=(b?c:d)?e:f;"),
        ("a = b ? (c = d) : (e = f);", "a=b?c=d:e=f;"),
        ("a = [...(b ? [c] : [])];", "a=[...b?[c]:[]];"),
        ("a = `${(b ? c : d)} ${(e)}`;", "a=`${b?c:d} ${e}`;"),
        ("a = (b.c).d;", "a=b.c.d;"),
        ("a = (b?.c).d;", "a=(b?.c).d;"),
        ("a = (b?.c);", "a=b?.c;"),
        ("a = (b, c);", "a=(b,c);"),
        ("a = (-b) ** c;", "a=(-b)**c;"),
        ("a = (1).toFixed();", "a=(1).toFixed();"),
        ("a = (new B).c;", "a=(new B).c;"),
        ("a = (() => b)();", "a=(()=>b)();"),
        ("a ??= (b.c());", "a??=b.c();"),
        ("if (a) (b)[c] = d;", "if(a)b[c]=d;"),
        ("for (let a = (b in c); ;);", "for(let a=(b in c);;);"),
        ("for (const a of (b)) c(a);", "for(let a of(b))c(a);"),
        ("f((a), (b + c), async (d) => (e));", "f(a,b+c,async(d)=>e);"),
        ("a = (b)(c)((d));", "a=b(c)(d);"),
        ("a = ({}).b;", "a=({}).b;"),
        ("a.delete(b); a?.void(b); a.for(b)(c);", "a.delete(b);a?.void(b);a.for(b)(c);"),
        ("a = ((b + c)) * d;", "a=(b+c)*d;"),
        ("a = !((b || c));", "a=!(b||c);"),
        ("a = (/** @type {number} */ (b - c)) - d;", "a=(b-c)-d;"),
        ("for await (const a of b) c(a);", "for await(let a of b)c(a);"),
    ],
)
def test_parentheses_that_group_nothing_are_left_out(source, packed):
    assert pack(source) == packed


@pytest.mark.parametrize(
    ("source", "packed"),
    [
        ("if (a) b(); else c();", "a?b():c();"),
        ("if (a) { b(); } else { c(); }\nd();", "a?b():c();d();"),
        ("if (a) b(); else if (c) d(); else e = f;", "a?b():c?d():e=f;"),
        ("if (a) b(); else if (c) d();", "a?b():c&&d();"),
        ("if (a) b();", "a&&b();"),
        ("if (a && !b) c.d(e);", "a&&!b&&c.d(e);"),
        ("if (a || b) c();", "if(a||b)c();"),
        ("if (a) b = c;", "if(a)b=c;"),
        ("if (a) { b = c; }\nd();", "if(a)b=c;d();"),
        ("if (a = b) c();", "if(a=b)c();"),
        ("if (a, b) c(); else d();", "if(a,b)c();else d();"),
        ("if (a) b, c;", "if(a)b,c;"),
        ("if (a) { b(); c(); } else d();", "if(a){b();c()}else d();"),
        ("if (a) { const b = c; } else d();", "if(a){let b=c}else d();"),
        ("if (a) { if (b) c(); } else d();", "a?b&&c():d();"),
        ("if (a) { if (b) c = d; } else e();", "if(a){if(b)c=d}else e();"),
        ("if (a) { for (;;) b(); } else c();", "if(a)for(;;)b();else c();"),
        ("if (a) { for (;;) if (b) c = d; } else e();", "if(a){for(;;)if(b)c=d}else e();"),
        ("for (const a of b) { c(a); }\nd();", "for(let a of b)c(a);d();"),
        ("for (const a of b) { if (c) d(); }", "for(let a of b)c&&d();"),
        ("do { a(); } while (b);", "do{a()}while(b);"),
        ("if (a) return b; return c;", "return a?b:c;"),
        ("if (a) { return b; }\nif (c) return d;\nreturn e;", "return a?b:c?d:e;"),
        ("if (a) return; return b;", "if(a)return;return b;"),
        ("if (a) return b; else return c;", "if(a)return b;else return c;"),
        (
            "if (a) b(); else if (c) return d; return e;",
            "if(a)b();else if(c)return d;return e;",
        ),
        ("for (;;) if (a) return b; return c;", "for(;;)if(a)return b;return c;"),
        ("a = (b) => { if (c) return d; return e; };", "a=b=>c?d:e;"),
        ("a = (b) => { return { c }; };", "a=b=>{return{c}};"),
        ("a = (b) => { return; };", "a=b=>{return};"),
        ("a = (b) => { c(); };", "a=b=>{c()};"),
        ("function a() { return b; }", "function a(){return b}"),
        ("if (a)\n  b\n  c()", "if(a)\nb\nc()"),
        ("a.if(b); c = { if: d, return: e };", "a.if(b);c={if:d,return:e};"),
        ("if (a) throw `${b} ${c}`;", "if(a)throw`${b} ${c}`;"),
        ("if (a) { throw `${b} ${c}`; }", "if(a)throw`${b} ${c}`;"),
        ("if (a) b: for (const c of d) e(c);", "if(a)b:for(let c of d)e(c);"),
        ("if (a) debugger; else b();", "if(a)debugger;else b();"),
        ("if (yield a) b();", "if(yield a)b();"),
        ("if (a) yield b;", "if(a)yield b;"),
        ("if (a) { for await (const b of c) d(b); }", "if(a){for await(let b of c)d(b)}"),
        ("a = b\nif ([1].c) d();", "a=b\nif([1].c)d();"),
        ("a()\nif (b) c();", "a()\nif(b)c();"),
        ("a = (b) => { return c; }\n[1].d(e);", "a=b=>{return c}\n[1].d(e);"),
        ("for (let a = () => { return b in c; };;) d();", "for(let a=()=>{return b in c};;)d();"),
        ("a({ b: () => { return c; } });", "a({b:()=>c});"),
    ],
)
def test_choices_become_expressions_where_they_are(source, packed):
    assert pack(source) == packed


NAMES = ("a", "b", "c")
BINARY = "+ - * / % < > <= >= == != === !== & | ^ << >> >>> && || ??".split()  # noqa: SIM905


def expression(draw, depth):
    """An expression in which every part stands in parentheses."""
    if depth == 0 or draw.random() < 0.1:
        return draw.choice([*NAMES, *NAMES, "2", "0.5", "g.x", "f()", "[a, 3][1]"])
    inner = [f"({expression(draw, depth - 1)})" for _ in range(3)]
    return draw.choice(
        [
            *(f"{inner[0]} {draw.choice(BINARY)} {inner[1]}" for _ in range(6)),
            f"{draw.choice(['-', '+', '!', '~', 'typeof '])}{inner[0]}",
            f"{inner[0]} ? {inner[1]} : {inner[2]}",
            f"[...({inner[0]} ? [{inner[1]}] : []), {inner[2]}].length",
            f"`${{{inner[0]}}} ${{{inner[1]}}}`.length",
            f"({inner[0]}) ** 2",
            f"((x) => (x - {inner[0]}))({inner[1]})",
            f"h({inner[0]}, {inner[1]}).x",
        ]
    )


def test_expressions_have_the_same_values_without_their_spare_parentheses():
    draw = random.Random(20261128)
    sources = [f"result = {expression(draw, draw.randrange(1, 5))};" for _ in range(1500)]
    pairs = [[source, pack(source)] for source in sources]
    assert sum(len(short) for _, short in pairs) < 0.7 * sum(len(long) for long, _ in pairs)
    script = """
        const g = { x: 7 }, f = () => -4, h = (x, y) => ({ x: x === y ? x : y });
        const run = (text, values) => {
          const known = { g, f, h, result: 0 };
          ["a", "b", "c"].forEach((name, index) => { known[name] = values[index]; });
          return String(Function("known", `with (known) { ${text} return result; }`)(known));
        };
        const places = [[1, 2, 3], [-3, 0, 0.25], [6, -1, null], [undefined, 4, "5"]];
        const differs = (long, short) => places.some((at) => run(long, at) !== run(short, at));
        console.log(JSON.stringify(data.filter((pair) => differs(...pair))));
    """
    assert in_node(script, pairs) == []


def condition(draw):
    number = draw.randrange(100)
    one, other = f"p({number})", f"p({number + 1})"
    choices = [f"{one} || {other}", f"{one} && {other}", f"{one} ? {other} : p()", f"(x = {one})"]
    return draw.choice([one, one, f"!{one}", *choices])


def statement(draw, depth, *, loops=False):
    """A statement of calls, choices, loops and returns."""
    number = draw.randrange(100)
    ends = ["return;", f"return p({number});", f"return p({number}) || x;"]
    ends += ["break;", "continue;"] if loops else []
    if depth == 0 or draw.random() < 0.3:
        plain = [f"p({number});", f"x = p({number});", f"p({number}) && p({number + 1});"]
        return draw.choice([*plain, *plain, draw.choice(ends)])
    inner = [statement(draw, depth - 1, loops=loops) for _ in range(2)]
    several, own = (
        " ".join(statement(draw, depth - 1, loops=within) for _ in range(draw.randrange(4)))
        for within in (loops, False)
    )
    loop = statement(draw, depth - 1, loops=True)
    return draw.choice(
        [
            f"if ({condition(draw)}) {inner[0]}",
            f"if ({condition(draw)}) {{ {inner[0]} }}",
            f"if ({condition(draw)}) {{ {inner[0]} }} else {inner[1]}",
            f"if ({condition(draw)}) {{ {inner[0]} }} else {{ {inner[1]} }}",
            f"if ({condition(draw)}) {{ {several} }}",
            f"{{ const y = p({number}); {several} }}",
            f"{{ {several} }}",
            f"for (const i of [0, 1]) {loop}",
            f"for (const i of [0, 1]) {{ {loop} }}",
            f"{{ const k = () => {{ {own} }}; p(k()); }}",
        ]
    )


def test_statements_do_the_same_as_expressions():
    draw = random.Random(20261128)
    sources = [
        "\n".join(statement(draw, draw.randrange(1, 5)) for _ in range(draw.randrange(1, 5)))
        for _ in range(1500)
    ]
    pairs = [[source, pack(source)] for source in sources]
    chosen, left = (sum(pair[end].count("if") for pair in pairs) for end in (0, 1))
    assert left < 0.9 * chosen
    script = """
        const run = (text, seed) => {
          const seen = [];
          const p = (number) => {
            if (seen.push(number) > 500) throw new Error("too long");
            return ((number ?? 7) * 7919 + seed * 104729 + seen.length * 31) % 5 < 2;
          };
          const result = Function("p", `let x = 0; ${text}`)(p);
          return JSON.stringify([seen, String(result)]);
        };
        const seeds = [1, 2, 3, 4, 5, 6];
        const differs = (long, short) => seeds.some((seed) => run(long, seed) !== run(short, seed));
        console.log(JSON.stringify(data.filter((pair) => differs(...pair))));
    """
    assert in_node(script, pairs) == []
