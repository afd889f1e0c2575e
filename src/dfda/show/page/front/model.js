/**
 * What all of the page shares: the state, and what is known about the current point.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").Window} Window
 * @typedef {import("./state.js").State} State
 * @typedef {{stage: DOMRect, over: DOMRect, scope: DOMRect}} Layout
 * @typedef {ReturnType<typeof import("./overview.js").drawOverview>} Picture
 * @typedef {{state: State, entry: Entry, facts: Facts, window: Window, x: number, name: string, a: string,
 *   picture: Picture, layout: Layout, zeros: number, waits: boolean, show: () => void}} Now  x is the
 *   point as a float, a the variable's name; the address waits while a link's formula is not there
 */
import { round } from "./numbers.js";
import { factsAt, windowFor } from "./facts.js";
import { settings } from "./settings.js";
import { signsOf } from "./signs.js";
import { DATA, LESSON, TEXT } from "./strings.js";
import * as Q from "./rational.js";
import * as S from "./state.js";

const WAIT = { live: 500, ladder: 120, hash: 250, ask: 300 };
export const root = document.documentElement;
export const looks = root.classList;

/** The baked function of this text. @param {string} text */
export const entryOf = (text) => {
  const signs = signsOf(text);
  return DATA.functions.find(({ text: own }) => own === text) ?? DATA.functions.find(({ text: own, pretty }) =>
    [own, pretty].some((name) => signsOf(name) === signs));
};

const { text, start: at, nudge } = DATA.functions[0];
export const base = S.initial({ formula: text, at, nudge });
/** A step of the lesson as it begins, or what is left without one. @param {State} state @param {number} lesson */
export const lessonAt = (state, lesson) => {
  const formulas = ["3a", "a^2"].map((text, index) => (entryOf(text) ?? DATA.functions[index] ?? DATA.functions[0]).text);
  return S.lessonStep(state, lesson, formulas);
};
/** What a link asks for, or null where this page has not its formula. A link to a step of the lesson
 * that names no point means the step as it begins.
 * @param {Partial<State>} linked @param {string} formula  where the link names none */
export const stateFor = (linked, formula) => {
  const { lesson, at } = linked;
  const start = lesson && !at ? lessonAt(base, lesson) : { ...base, formula };
  const found = entryOf(linked.formula ?? start.formula);
  return found ? { ...start, ...linked, formula: found.text } : null;
};
const first = stateFor(S.fromHash(location.hash), base.formula);
export const store = S.createStore(first ?? base, () => {
  now.waits = false;
  now.show();
});

/** @type {Now} */
export const now = /** @type {any} */ ({ zeros: 0 });

/** What follows from the state as it is. */
export const refresh = () => {
  const state = (now.state = store.get());
  now.entry = entryOf(state.formula) ?? DATA.functions[0];
  ({ name: now.name, variable: now.a } = now.entry);
  now.facts = factsAt(now.entry, state.at, state.nudge);
  now.x = Q.nearestFloat(now.facts.at);
  now.window = windowFor(now.entry, now.x);
};

/** Change a part of the state. @param {Partial<State>} part @param {string} [merge] */
export const change = (part, merge) => store.set({ ...store.get(), ...part }, merge);

/** @type {Record<string, number>} */
const timers = {};
/** Each kind of later work is done once, when things have settled.
 * @param {keyof typeof WAIT} name @param {() => void} work */
export const later = (name, work) => {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(work, WAIT[name]);
};

export const isLesson = () => store.get().lesson > 0;
const lessonStep = () => LESSON[store.get().lesson - 1] ?? {};
export const asks = () => lessonStep().ask;
/** What is not shown yet in a lesson. @returns {"nudge" | "microscope" | "answer" | ""} */
export const hides = () => {
  const isAsked = asks() && /ask|locked/.test(store.get().phase);
  return isAsked ? "answer" : (lessonStep().hides ?? "");
};
export const wordFor = () => (settings.word ? TEXT.derivative : TEXT.slope);

/** @param {string} at @param {string} [merge] */
export const moveTo = (at, merge) => store.set(S.moveTo(store.get(), at), merge);
/** @param {string} nudge @param {string} [merge] */
export const setNudge = (nudge, merge) => store.set(S.nudgeBy(store.get(), nudge), merge);
/** A power of ten, on the side where the nudge is. @param {number} power @param {string} [merge] */
export const setPower = (power, merge) => setNudge(`${now.facts.sign < 0 ? "-" : ""}1e-${power}`, merge);

/** Go to the nearest stop, or to the float where Alt is held. @param {number} x
 * @param {boolean} isFree */
export const slideTo = (x, isFree) => {
  const { step } = now.entry;
  const size = Q.nearestFloat(Q.exactNumber(step));
  const free = () => (round((x / size) * 100) * (size / 100)).toPrecision(6);
  moveTo(isFree ? free() : S.stepped("0", step, String(round(x / size))), "point");
};
