/**
 * What all of the page shares: the data, the state, and what is known about the current point.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {{stage: DOMRect, over: DOMRect, scope: DOMRect}} Layout
 * @typedef {ReturnType<typeof import("./overview.js").drawOverview>} Picture
 * @typedef {{entry: Entry, facts: Facts, picture: Picture, layout: Layout, zeros: number,
 *   show: () => void}} Now
 */
import { byId } from "./dom.js";
import { factsAt, windowFor } from "./facts.js";
import { LESSON, TEXT } from "./strings.js";
import * as Q from "./rational.js";
import * as S from "./state.js";

/** @type {{live: boolean, functions: Entry[], state: {function: number, at: string, nudge: string, pins: string[]}}} */
export const DATA = JSON.parse(byId("dfda-data").textContent);
const WAIT = { live: 500, ladder: 120, hash: 250, ask: 300 };
export const settings = { letters: true, comma: false, large: false, word: false };
export const root = document.documentElement;

/** @param {string} text */
const squeezed = (text) => text.replace(/[\s*·]/g, "").replaceAll("²", "^2").toLowerCase();
/** The baked function of this text. @param {string} text */
export const entryOf = (text) => {
  const wanted = squeezed(text);
  return DATA.functions.find(({ text: own, explanation }) =>
    [own, explanation.function.pretty ?? own].some((name) => squeezed(name) === wanted));
};
/** @param {string} text */
const knownEntry = (text) => entryOf(text) ?? DATA.functions[0];

const { function: index, at, nudge, pins } = DATA.state;
export const base = S.initial({ formula: DATA.functions[index].text, at: S.canonical(at), nudge: S.canonical(nudge), pins });
const linked = S.fromHash(location.hash);
export const missing = linked.formula && !entryOf(linked.formula) ? linked.formula : "";
const start = missing ? base : { ...base, ...linked };
export const store = S.createStore({ ...start, formula: knownEntry(start.formula).text }, () => now.show());


/** @type {Now} */
export const now = /** @type {any} */ ({ zeros: 0, show: () => {} });

/** The entry and the facts of the state as it is. */
export const refresh = () => {
  const { formula, at, nudge } = store.get();
  now.entry = knownEntry(formula);
  now.facts = factsAt(now.entry, at, nudge);
};
refresh();

/** Each kind of later work is done once, when things have settled. */
export const later = (() => {
  /** @type {Record<string, number>} */
  const timers = {};
  return (/** @type {keyof typeof WAIT} */ name, /** @type {() => void} */ work) => {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(work, WAIT[name]);
  };
})();

export const isLesson = () => store.get().lesson > 0;
export const asks = () => LESSON[store.get().lesson - 1]?.ask;
export const variable = () => now.entry.explanation.function.variable;

export const wordFor = () => (settings.word ? "derivative" : TEXT.slope);

/** @param {string} at @param {string} [merge] */
export const moveTo = (at, merge) => store.set(S.moveTo(store.get(), at), merge);
/** @param {string} nudge @param {string} [merge] */
export const setNudge = (nudge, merge) => store.set(S.nudgeBy(store.get(), nudge), merge);
/** One step of the slider: the distance of its first two stops. */
export const step = () => {
  const [one, two] = now.entry.stops;
  return one && two ? S.stepped(two.at, one.at, "-1") : "0.5";
};

/** The nearest stop, or the exact float where Alt is held. @param {number} x @param {boolean} isFree */
export const snapped = (x, isFree) => {
  const size = Q.nearestFloat(Q.exactNumber(step()));
  if (!isFree) return S.stepped("0", step(), String(Math.round(x / size)));
  return (Math.round((x / size) * 100) * (size / 100)).toPrecision(6);
};

export const steps = {
  /** @param {string} times */
  move: (times) => moveTo(S.stepped(store.get().at, step(), times)),
  /** @param {"left" | "right"} side */
  end: (side) => moveTo(String(windowFor(now.entry, Q.nearestFloat(now.facts.at))[side])),
  /** @param {number} power */
  scale: (power) => setNudge(S.scaled(store.get().nudge, power)),
  /** @param {"left" | "right"} side */
  extreme: (side) => setNudge(`${now.facts.sign < 0 ? "-" : ""}${side === "left" ? "1" : `1e-${S.SMALLEST_POWER}`}`),
};
