"""The engine's work per move of the pointer, for programs of 200 steps; processor times of Node."""

import json
import shutil
import subprocess
from fractions import Fraction
from itertools import cycle
from pathlib import Path

import dfda
from dfda.formulas import Formula
from dfda.program.program import Builder
from dfda.program.serial import program_data
from dfda.program.smooth import switches
from dfda.rules import RULES

STEPS = 200
TARGET = 4
SCRIPT = Path(__file__).with_name("dragging.mjs")
ENGINE = Path(dfda.__file__).parent / "show" / "page" / "front"

KINDS = {
    "a polynomial": ("multiply a", "add 7/8"),
    "quotients": ("multiply a", "add 7/2", "divide into"),
    "waves": ("sin", "multiply 1/2", "add a", "cos", "multiply a"),
    "smooth functions": ("tanh", "add a", "exp", "divide 3", "atan", "sqrt"),
    "bends": ("subtract a", "abs", "multiply 1/2", "max a", "sin"),
}


def grown(kind: str) -> Formula:
    """A formula of so many steps, of which each takes the one before."""
    builder = Builder()
    start = found = builder.input("a")
    for _, text in zip(range(STEPS), cycle(KINDS[kind]), strict=False):
        name, _, other = text.partition(" ")
        if other == "into":
            found = builder.step(RULES[name], builder.constant(Fraction(1)), found)
        elif other:
            second = start if other == "a" else builder.constant(Fraction(other))
            found = builder.step(RULES[name], found, second)
        else:
            found = builder.step(RULES[name], found)
    return Formula(builder.build(found))


def entry(f: Formula) -> dict[str, object]:
    """What the page is given about a formula, as far as one move reads it."""
    edges = switches(f.program)
    return {
        "text": "f",
        "name": "f",
        "variable": "a",
        "nudge": "0.001",
        "places": {},
        "program": program_data(f.program),
        "derivative": program_data(f.derivative.program),
        "second": program_data(f.derivative.derivative.program),
        "edges": edges and program_data(edges),
    }


def main() -> None:
    """Print one line for each kind of program."""
    node = shutil.which("node")
    if node is None:
        print("dragging: not measured, because it needs Node.js")
        return
    found = {kind: grown(kind) for kind in KINDS}
    given = json.dumps([entry(f) for f in found.values()])
    command = [node, str(SCRIPT), str(ENGINE)]
    ran = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    for (kind, f), times in zip(found.items(), json.loads(ran.stdout), strict=True):
        middle, tail = (times[int(share * len(times))] for share in (0.5, 0.95))
        print(
            f"{kind}, {STEPS} steps, {len(f.derivative.program.nodes)} nodes in the slope: "
            f"median {middle:.2f} ms, p95 {tail:.2f} ms; target p95 {TARGET} ms"
        )


if __name__ == "__main__":
    main()
