import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.mjs";
import * as S from "../../../src/dfda/show/page/front/state.js";

const state = S.initial({ formula: "3*a" });

test("a state comes back from its link as exact strings", () => {
  const chosen = { ...state, formula: "a^2+1/3", at: "1/3", nudge: "-0.000000000000000000000000000001", pins: ["2", "5"], view: "compare", open: ["floats", "ladder"], lesson: 4 };
  assert.deepEqual(S.initial(S.fromHash(S.toHash(chosen))), chosen);
});

test("the link of the first state is short", () => {
  assert.equal(S.toHash(state), "#f=3*a&a=2&h=0.001");
});

test("what a link misspells is left out", () => {
  const odd = "#f=a&a=<b>&h=0&pins=2,x,2,1e999999&view=all&open=floats,nothing&lesson=99&__proto__=1&%=%";
  assert.deepEqual(S.fromHash(odd), { formula: "a", pins: ["2"], open: ["floats"] });
});

test("a link that is far too long is not read", () => {
  assert.deepEqual(S.fromHash(`#f=${"a".repeat(5000)}`), {});
});

test("numbers stay exact", () => {
  assert.equal(S.canonical("2.50"), "2.5");
  assert.equal(S.canonical("4/6"), "2/3");
  assert.equal(S.canonical("1e-30"), "0.000000000000000000000000000001");
  assert.equal(S.stepped("2", "0.5", "-0.1"), "1.95");
});

test("a number that could not be read again is refused", () => {
  assert.equal(S.canonical("9e999"), "9.0000000000000000000e999");
  for (const text of ["10e999", "0.1e-999", "999e998"]) assert.throws(() => S.canonical(text), /no number/);
  assert.throws(() => S.nudgeBy(state, "0.1e-999"), /no number/);
  assert.deepEqual(S.fromHash("#a=10e999&h=0.1e-999"), {});
});

test("a nudge is scaled within 1 and 1e-30, and never becomes 0", () => {
  assert.equal(S.scaled("0.001", -1), "0.0001");
  assert.equal(S.scaled("-0.001", 1), "-0.01");
  assert.equal(S.scaled("1", 1), "1");
  assert.equal(S.scaled("1e-30", -1), "1e-30");
  assert.throws(() => S.nudgeBy(state, "0"), /zero/);
});

test("the place of a nudge on its slider is the number of its zeros", () => {
  assert.equal(S.powerOf("0.001"), 3);
  assert.equal(S.powerOf("-1"), 0);
  assert.ok(Math.abs(S.powerOf("0.7") - 0.1549) < 1e-4);
});

test("pins are sorted, and the second one opens the comparison", () => {
  const one = S.togglePin({ ...state, at: "5" });
  assert.deepEqual([one.pins, one.view], [["5"], "one"]);
  const two = S.togglePin({ ...one, at: "2" });
  assert.deepEqual([two.pins, two.view], [["2", "5"], "compare"]);
  assert.deepEqual(S.togglePin(two).pins, ["5"]);
});

test("everything can be undone, a drag at once", () => {
  const seen = [];
  const store = S.createStore(state, (now) => seen.push(now.at));
  store.set(S.moveTo(state, "3"), "drag");
  store.set(S.moveTo(store.get(), "4"), "drag");
  store.settle();
  store.set(S.toggle(store.get(), "floats"));
  store.undo();
  assert.deepEqual([store.get().at, store.get().open], ["4", []]);
  store.undo();
  assert.equal(store.get().at, "2");
  assert.equal(store.canUndo(), false);
  store.redo();
  assert.equal(store.get().at, "4");
  assert.deepEqual(seen, ["3", "4", "4", "4", "2", "4"]);
});

test("a lesson's step sets the stage, and its end leaves it", () => {
  const fourth = S.lessonStep(state, 4, ["3*a", "a^2"]);
  assert.deepEqual([fourth.formula, fourth.at, fourth.nudge, fourth.phase], ["3*a", "2", "0.001", "ask"]);
  assert.equal(S.lessonStep(state, 9, ["3*a", "a^2"]).formula, "a^2");
  assert.equal(S.lessonStep(fourth, 10, ["3*a", "a^2"]).lesson, 0);
});
