/**
 * What the reader has chosen, as one plain object; how it changes; and its form in a link.
 *
 * @typedef {"one" | "compare" | "overlay" | "limit"} View
 * @typedef {"ask" | "locked" | "right" | "shown"} Phase
 * @typedef {{formula: string, at: string, nudge: string, pins: string[], view: View, open: string[],
 *   lesson: number, guess: string, phase: Phase, trail: string[]}} State  lesson 0 is none
 */
import { log10 } from "./numbers.js";
import { LESSON } from "./strings.js";
import * as Q from "./rational.js";

export const PANELS = ["ladder", "curve", "steps", "notation", "corners", "downhill"];
const [LONGEST_LINK, MOST_PINS] = [4000, 6];
export const SMALLEST_POWER = 30;
const { exactNumber } = Q;

/** @type {State} */
const FIRST = {
  formula: "", at: "2", nudge: "0.001", pins: [], view: "one", open: [], lesson: 0, guess: "", phase: "ask", trail: [],
};
/** @param {Partial<State>} given @returns {State} */
export const initial = (given) => ({ ...FIRST, ...given });

/** A number as exact text: a decimal, or a ratio where that does not end; nothing where it is none,
 * or cannot be read again: 10e999 would become 1e1000. @param {string} text */
const number = (text) => {
  const value = Q.numberOf(text);
  const kept = value ? textOf(value) : "";
  return Q.numberOf(kept) ? kept : "";
};
/** The same for sure. @param {string} text */
export const canonical = (text) => {
  const kept = number(text);
  exactNumber(kept);
  return kept;
};
/** @param {Q.Fraction} value */
export const textOf = (value) => {
  const { exact, text, fraction } = Q.cell(value);
  return exact ? text : (fraction ?? text);
};

/** @param {State} state @param {string} at @returns {State} */
export const moveTo = (state, at) => ({
  ...state,
  at: canonical(at),
  view: state.view === "limit" ? "limit" : "one",
  trail: [],
});

/** @param {State} state @param {string} nudge @returns {State} */
export const nudgeBy = (state, nudge) => {
  Q.exactWidth(nudge);
  const width = canonical(nudge);
  return { ...state, nudge: width, view: state.view === "limit" ? "one" : state.view };
};

/** a + times · step. @param {string} at @param {string} step @param {string} times */
export const stepped = (at, step, times) =>
  textOf(Q.add(exactNumber(at), Q.multiply(exactNumber(step), exactNumber(times))));

/** The nudge times a power of ten, from 1e-30 to 1; to the other side of that only if it is there.
 * @param {string} nudge @param {number} power */
export const scaled = (nudge, power) => {
  const wide = Q.multiply(exactNumber(nudge), exactNumber(`1e${power}`));
  const end = exactNumber(power < 0 ? `1e-${SMALLEST_POWER}` : "1");
  return Q.compare(Q.absolute(wide), end) * power > 0 ? nudge : textOf(wide);
};

/** @param {string} nudge  how many powers of ten below 1 it is */
export const powerOf = (nudge) => {
  const [digits, exponent] = Q.significant(Q.absolute(exactNumber(nudge)), 17);
  return 0 - exponent - log10(Number(`${digits[0]}.${digits.slice(1)}`));
};

/** @param {string} nudge */
export const flipped = (nudge) => textOf(Q.negate(exactNumber(nudge)));

/** @param {string[]} list @param {string} one  is put in, or taken out @returns {string[]} */
const toggled = (list, one) =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

/** Whether there is no room for one more pin. @param {State} state */
export const isFull = ({ pins, at }) => pins.length >= MOST_PINS && !pins.includes(at);
/** @param {State} state @returns {State} */
export const togglePin = (state) => {
  if (isFull(state)) return state;
  const pins = toggled(state.pins, state.at).sort((one, other) => Q.compare(exactNumber(one), exactNumber(other)));
  return { ...state, pins, view: pins.length > 1 && pins.includes(state.at) ? "compare" : "one" };
};

/** @param {State} state @param {string} panel @returns {State} */
export const toggle = (state, panel) => ({ ...state, open: toggled(state.open, panel) });

/** Enter a step of the lesson; 0 leaves it. @param {State} state @param {number} lesson
 * @param {string[]} formulas  the first is the lesson's, the second its last step's
 * @returns {State} */
export const lessonStep = (state, lesson, formulas) => {
  const step = LESSON[lesson - 1];
  if (!step) return { ...state, lesson: 0, phase: "ask", guess: "" };
  const { ask, hides, words, isLast, ...given } = step;
  return initial({ formula: formulas[isLast ? 1 : 0] ?? formulas[0], lesson, ...given });
};

/** Keeps the past, so that everything can be undone. @param {State} now
 * @param {(state: State) => void} changed */
export const createStore = (now, changed) => {
  let merging = "";
  /** @type {State[]} */
  const past = [];
  /** @type {State[]} */
  let future = [];
  /** @param {State} state */
  const become = (state) => {
    now = state;
    changed(now);
  };
  /** @param {State[]} from @param {State[]} to */
  const turn = (from, to) => {
    const state = from.pop();
    if (!state) return;
    to.push(now);
    merging = "";
    become(state);
  };
  return {
    get: () => now,
    canUndo: () => past.length > 0,
    /** Changes of one drag, under one `merge` name, are undone at once.
     * @param {State} state @param {string} [merge] */
    set: (state, merge = "") => {
      if (JSON.stringify(state) === JSON.stringify(now)) return;
      if (!merge || merge !== merging) past.push(now);
      [merging, future] = [merge, []];
      become(state);
    },
    settle: () => {
      merging = "";
    },
    undo: () => turn(past, future),
    redo: () => turn(future, past),
  };
};

/** @param {State} state */
export const toHash = ({ formula, at, nudge, pins, view, open, lesson }) => {
  const parts = [["f", formula], ["a", at], ["h", nudge], ["pins", pins], ["view", view === "one" ? "" : view], ["open", open], ["lesson", lesson || ""]];
  const kept = parts.map(([name, value]) => value.toString() && `${name}=${encodeURIComponent(`${value}`).replaceAll("%2C", ",")}`);
  return `#${kept.filter(Boolean).join("&")}`;
};

/** What a link asks for; what it misspells is left out. @param {string} hash
 * @returns {Partial<State>} */
export const fromHash = (hash) => {
  const found = new URLSearchParams(hash.length > LONGEST_LINK ? "" : hash.slice(1).replaceAll("+", "%2B"));
  const one = (/** @type {string} */ name) => found.get(name) ?? "";
  const many = (/** @type {string} */ name) => one(name).split(",");
  const nudge = number(one("h"));
  const lesson = Number(one("lesson"));
  const state = {
    formula: one("f"),
    at: number(one("a")),
    nudge: nudge === "0" ? "" : nudge,
    pins: [...new Set(many("pins").map(number).filter(Boolean))].slice(0, MOST_PINS),
    view: ["compare", "overlay", "limit"].find((view) => view === one("view")),
    open: many("open").filter((name) => [...PANELS, "floats"].includes(name)),
    lesson: LESSON[lesson - 1] && lesson,
  };
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value?.toString()));
};
