import assert from "node:assert/strict";
import { test } from "node:test";
import { strings } from "./page.mjs";
import { feedback } from "../../../src/dfda/show/page/front/lesson.js";
import { nextStep, walkWords } from "../../../src/dfda/show/page/front/downhill.js";
import { heightPower, scaleOf, tips } from "../../../src/dfda/show/page/front/microscope.js";
import { factsAt } from "../../../src/dfda/show/page/front/facts.js";
import { sentenceOf } from "../../../src/dfda/show/page/front/sentence.js";
import { ticks, tickText } from "../../../src/dfda/show/page/front/overview.js";
import { wrongFrom } from "../../../src/dfda/show/page/front/tables.js";

const program = (nodes) => ({ nodes, outputs: [nodes.length - 1] });
const input = ["input", "a"];
const entryOf = (f, slope, second) => ({
  text: "f", name: "f", variable: "a", pretty: "f", nudge: "0.001", verdict: "undecided", places: {},
  program: f, derivative: slope, second, edges: null, overview: null, slopes: null,
});
const constant = (text) => program([input, ["constant", text]]);
const triple = entryOf(program([input, ["constant", "3"], ["multiply", [1, 0]]]), constant("3"), constant("0"));
const square = entryOf(
  program([input, ["multiply", [0, 0]]]),
  program([input, ["constant", "2"], ["multiply", [1, 0]]]),
  constant("2"),
);
const box = { x: 0, y: 0, width: 620, height: 380 };

test("the page says the tutorial's sentence", () => {
  assert.equal(
    sentenceOf(triple, factsAt(triple, "2", "0.001")),
    "At a = 2, f is 6. Nudge a by 0.001 to 2.001: f goes up by 0.003 to 6.003. Height over width is 0.003 / 0.001 = 3.",
  );
  assert.equal(
    sentenceOf(triple, factsAt(triple, "-7.25", "0.001")),
    "At a = -7.25, f is -21.75. Nudge a by 0.001 to -7.249: f goes up by 0.003 to -21.747. Height over width is 0.003 / 0.001 = 3.",
  );
});

test("the scale of 3a is the same for every nudge and every point", () => {
  const first = scaleOf([factsAt(triple, "2", "0.001")], box, 1);
  for (const at of ["0", "-7.25", "1000000000", "1/3"]) {
    for (const nudge of ["1", "0.1", "0.7", "1e-9", "1e-30"]) {
      assert.deepEqual(scaleOf([factsAt(triple, at, nudge)], box, 1), first);
    }
  }
});

test("the tip of a triangle stands at its exact slope", () => {
  assert.deepEqual(tips([factsAt(square, "2", "0.001"), factsAt(square, "5", "0.001")]), [4.001, 10.001]);
  assert.deepEqual(tips([factsAt(square, "2", "1e-30")]), [4]);
  assert.deepEqual(tips([factsAt(square, "2", "-1")]), [-3]);
});

test("triangles fit their plate, up and down", () => {
  for (const slope of [0, 0.1, -0.5, 3, -3, 11.9, -11.9, 1e6, -1e-6]) {
    for (const size of [box, { ...box, width: 328, height: 300 }]) {
      const facts = { ...factsAt(triple, "2", "0.001"), slope };
      const { unit, base } = scaleOf([facts], size, 1);
      const tip = base - tips([facts])[0] * unit;
      assert.ok(base > 20 && base < size.height - 30, `base of ${slope}: ${base}`);
      assert.ok(tip > 20 && tip < size.height - 30, `tip of ${slope}: ${tip}`);
      assert.ok(unit <= 0.35 * size.width);
    }
  }
});

test("heights are drawn times a power of ten only where slopes are outside 0.1 and 12", () => {
  assert.deepEqual([0, 0.1, 3, 12, -12].map((slope) => heightPower([slope])), [0, 0, 0, 0, 0]);
  assert.deepEqual([0.05, 13, -4000, 1e-9].map((slope) => heightPower([slope])), [1, -1, -3, 9]);
});

test("the gap and the derivative are exact", () => {
  const facts = factsAt(square, "2", "0.001");
  assert.equal(facts.derivative.text, "4");
  assert.equal(facts.gap, "The derivative is 4. Gap: 4.001 − 4 = 0.001, because 0.001 is not infinitesimal.");
  assert.equal(factsAt(triple, "2", "0.001").infinitesimal, "f(2+ε) = 6 + 3ε");
});

test("wrong digits of floats are found, right ones are not blamed", () => {
  const { exact, float64, float32 } = factsAt(triple, "2", "0.001");
  assert.equal(float64.slope.slice(wrongFrom(float64.slope, exact.slope, false)), "1137");
  assert.equal(wrongFrom(float64.after, exact.after, false), float64.after.length);
  assert.equal(wrongFrom(float32.slope, exact.slope, true), 0);
});

test("each mistake of the tutorial has its name", () => {
  const facts = factsAt(triple, "2", "0.001");
  const names = ["0.003", "0.001", "6", "6.003", "2", "2.001", "1/3", "0.333", "-3", "0.3", "30", "7", "3", "3.0"].map(
    (guess) => feedback(facts, "slope", guess).name,
  );
  assert.deepEqual(names, ["height", "width", "before", "after", "at", "nudged", "inverse", "inverse",
    "sign", "slip", "slip", "other", "right", "right"]);
});

test("mistakes are computed for the nudge at hand", () => {
  const facts = factsAt(square, "5", "-0.01");
  const names = ["9.99", "-0.0999", "-0.01", "25", "24.9001", "-9.99", "999"].map((guess) => feedback(facts, "slope", guess).name);
  assert.deepEqual(names, ["right", "height", "width", "before", "after", "sign", "slip"]);
  assert.equal(feedback(factsAt(triple, "2", "0.002"), "height", "0.006").name, "right");
  assert.equal(feedback(factsAt(triple, "2", "0.002"), "height", "3").name, "slope");
});

test("a walk goes downhill by a tenth of the slope and stops with a sentence", () => {
  assert.equal(nextStep(factsAt(square, "2", "0.001"), 0).to, "1.6");
  assert.match(nextStep(factsAt(square, "0", "0.001"), 3).end, /slope is 0/);
  assert.match(nextStep(factsAt(triple, "2", "0.001"), 40).end, /Forty steps/);
});

test("a walk whose steps lead up says so, and one that runs away ends", () => {
  const steep = entryOf(
    program([input, ["constant", "100"], ["multiply", [1, 0]], ["multiply", [2, 0]]]),
    program([input, ["constant", "200"], ["multiply", [1, 0]]]),
    constant("200"),
  );
  const [first, second] = ["1", "-19"].map((at) => factsAt(steep, at, "0.001"));
  const names = { name: "f", variable: "a" };
  assert.equal(
    walkWords(second, first, { trail: ["1"], at: "-19" }, names),
    "Step 1: a ← 1 − 0.1 · 200 = −19; f from 100 to 36100. f went up: the step is too long here.",
  );
  assert.match(walkWords(second, first, { trail: Array(40).fill("1"), at: "-19" }, names), /too long here\. Forty steps: the walk ends/);
  assert.match(walkWords(first, second, { trail: Array(40).fill("1"), at: "1" }, names), /to 100\. Forty steps: the walk ends/);
  assert.deepEqual(nextStep(factsAt(steep, "1e308", "0.001"), 3), { to: "", end: strings.away });
});

test("no stop stands after the three dots of a walk", () => {
  const words = walkWords(factsAt(square, "1/3", "0.001"), factsAt(square, "0.5", "0.001"), { trail: ["0.5"], at: "1/3" }, { name: "f", variable: "a" });
  assert.match(words, /f from 0\.25 to 0\.111111…$/);
});

test("ticks are round and lie inside", () => {
  assert.deepEqual(ticks(-2, 7, 10), [-2, -1, 0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(ticks(-0.27, 4.77, 3), [0, 2, 4]);
  assert.equal(tickText(-2), "−2");
  assert.equal(tickText(2e7), "2e7");
});
