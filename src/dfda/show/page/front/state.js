/**
 * What the reader has chosen, as one plain object; how it changes; and its form in a link.
 *
 * @typedef {"one" | "compare" | "overlay" | "limit"} View
 * @typedef {"ask" | "locked" | "right" | "shown"} Phase
 * @typedef {{formula: string, at: string, nudge: string, pins: string[], view: View, open: string[],
 *   lesson: number, guess: string, phase: Phase, trail: string[]}} State  lesson 0 is none
 */
import { LESSON } from "./strings.js";
import * as Q from "./rational.js";

const PANELS = ["floats", "ladder", "curve", "steps", "notation", "corners", "downhill"];
const VIEWS = ["compare", "overlay", "limit"];
const LONGEST_LINK = 4000;
export const SMALLEST_POWER = 30;

/** @param {Partial<State>} given @returns {State} */
export const initial = (given) => ({
  formula: "",
  at: "2",
  nudge: "0.001",
  pins: [],
  view: "one",
  open: [],
  lesson: 0,
  guess: "",
  phase: "ask",
  trail: [],
  ...given,
});

/** A number as exact text: a decimal, or a ratio where that does not end. @param {string} text */
export const canonical = (text) => textOf(Q.exactNumber(text));
/** @param {Q.Fraction} value */
export const textOf = (value) => {
  const cell = Q.cell(value);
  return cell.exact ? cell.text : (cell.fraction ?? cell.text);
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
  const width = textOf(Q.exactWidth(nudge));
  return { ...state, nudge: width, view: state.view === "limit" ? "one" : state.view };
};

/** a + times · step. @param {string} at @param {string} step @param {string} times */
export const stepped = (at, step, times) => {
  const by = Q.multiply(Q.exactNumber(step), Q.exactNumber(times));
  return textOf(Q.add(Q.exactNumber(at), by));
};

/** The nudge times a power of ten, from 1e-30 to 1; to the other side of that only if it is there.
 * @param {string} nudge @param {number} power */
export const scaled = (nudge, power) => {
  const by = Q.exactNumber(`1e${power}`);
  const wide = Q.multiply(Q.exactNumber(nudge), by);
  const isTiny = Q.compare(Q.absolute(wide), Q.exactNumber(`1e-${SMALLEST_POWER}`)) < 0;
  const isHuge = Q.compare(Q.absolute(wide), Q.fraction(1n)) > 0;
  return (power < 0 && isTiny) || (power > 0 && isHuge) ? nudge : textOf(wide);
};

/** @param {string} nudge  how many powers of ten below 1 it is */
export const powerOf = (nudge) => {
  const [digits, exponent] = Q.significant(Q.absolute(Q.exactNumber(nudge)), 17);
  return 0 - exponent - Math.log10(Number(`${digits[0]}.${digits.slice(1)}`));
};

/** @param {string} nudge */
export const flipped = (nudge) => textOf(Q.negate(Q.exactNumber(nudge)));

/** @param {State} state @returns {State} */
export const togglePin = (state) => {
  const isPinned = state.pins.includes(state.at);
  const pins = isPinned ? state.pins.filter((pin) => pin !== state.at) : [...state.pins, state.at];
  const sorted = pins.sort((one, other) => Q.compare(Q.exactNumber(one), Q.exactNumber(other)));
  return { ...state, pins: sorted, view: sorted.length > 1 && !isPinned ? "compare" : "one" };
};

/** @param {State} state @param {string} panel @returns {State} */
export const toggle = (state, panel) => ({
  ...state,
  open: state.open.includes(panel)
    ? state.open.filter((name) => name !== panel)
    : [...state.open, panel],
});

/** Enter a step of the lesson; 0 leaves it. @param {State} state @param {number} step
 * @param {string[]} formulas  the first is the lesson's, the second its last step's
 * @returns {State} */
export const lessonStep = (state, step, formulas) => {
  if (step < 1 || step > LESSON.length) return { ...state, lesson: 0, phase: "ask", guess: "" };
  const { at = "2", nudge = "0.001", pins = [], view = "one", open } = LESSON[step - 1];
  const last = step === LESSON.length;
  return {
    ...initial({ formula: formulas[last ? 1 : 0] ?? formulas[0], at, nudge, pins }),
    view: /** @type {View} */ (view),
    open: open ? [open] : last ? ["curve"] : [],
    lesson: step,
  };
};

/** Keeps the past, so that everything can be undone. @param {State} first
 * @param {(state: State) => void} changed */
export const createStore = (first, changed) => {
  let [now, merging] = [first, ""];
  /** @type {State[]} */
  const past = [];
  /** @type {State[]} */
  let future = [];
  /** @param {State} state */
  const become = (state) => {
    now = state;
    changed(now);
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
    undo: () => {
      const before = past.pop();
      if (!before) return;
      future.push(now);
      merging = "";
      become(before);
    },
    redo: () => {
      const after = future.pop();
      if (!after) return;
      past.push(now);
      become(after);
    },
  };
};

/** @param {State} state */
export const toHash = ({ formula, at, nudge, pins, view, open, lesson }) => {
  /** @type {[string, string][]} */
  const parts = [["f", formula], ["a", at], ["h", nudge]];
  if (pins.length) parts.push(["pins", pins.join(",")]);
  if (view !== "one") parts.push(["view", view]);
  if (open.length) parts.push(["open", open.join(",")]);
  if (lesson) parts.push(["lesson", String(lesson)]);
  const kept = (/** @type {string} */ text) => encodeURIComponent(text).replaceAll("%2C", ",");
  return `#${parts.map(([name, value]) => `${name}=${kept(value)}`).join("&")}`;
};

/** What a link asks for; what it misspells is left out. @param {string} hash
 * @returns {Partial<State>} */
export const fromHash = (hash) => {
  /** @type {Record<string, string>} */
  const found = {};
  const parts = hash.length > LONGEST_LINK ? [] : hash.replace(/^#/, "").split("&");
  for (const part of parts) {
    const [name, value = ""] = part.split(/=(.*)/s);
    found[name] = decoded(value);
  }
  const pins = (found.pins ?? "").split(",").map(number).filter(Boolean).slice(0, 6);
  const width = number(found.h);
  /** @type {Partial<State>} */
  const state = {
    formula: found.f,
    at: number(found.a),
    nudge: width === "0" ? "" : width,
    pins: [...new Set(pins)],
    view: /** @type {View} */ (VIEWS.includes(found.view) ? found.view : ""),
    open: (found.open ?? "").split(",").filter((name) => PANELS.includes(name)),
    lesson: LESSON[Number(found.lesson) - 1] ? Number(found.lesson) : 0,
  };
  const asked = Object.entries(state).filter(([, value]) => value && value.toString());
  return Object.fromEntries(asked);
};

/** @param {string | undefined} text  an exact number, or "" where it is none */
const number = (text) => {
  try {
    return canonical(text ?? "");
  } catch {
    return "";
  }
};

/** @param {string} text */
const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
};
