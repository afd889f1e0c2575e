/**
 * Walking downhill: a ← a − 0.1 · slope, one step at a time.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./state.js").State} State
 */
import { factsAt } from "./facts.js";
import { textOf } from "./state.js";
import { TEXT, short } from "./strings.js";
import * as Q from "./rational.js";

const [MOST_STEPS, PLACES] = [40, 12];
const [RATE, FLAT] = [Q.fraction(1n, 10n), Q.fraction(1n, 1000n)];

/** A number with at most twelve decimals, so that a walk stays readable. @param {Q.Fraction} x */
const roundedTo = (x) => {
  const ten = 10n ** BigInt(PLACES);
  return Q.reduced(Q.fraction(Q.floorDivide(2n * x.n * ten + x.d, 2n * x.d), ten));
};

/** Where the next step leads, or the sentence with which the walk ends.
 * @param {Facts} facts @param {number} taken @returns {{to: string, end: string}} */
export const nextStep = ({ at, derivative }, taken) => {
  const slope = derivative?.value;
  if (!slope) return { to: "", end: TEXT.lost };
  if (!slope.n) return { to: "", end: TEXT.flat };
  if (Q.compare(Q.absolute(slope), FLAT) < 0) return { to: "", end: TEXT.nearlyFlat };
  if (taken >= MOST_STEPS) return { to: "", end: TEXT.far };
  return { to: textOf(roundedTo(Q.subtract(at, Q.multiply(RATE, slope)))), end: "" };
};

/** @param {State} state @param {Facts} facts @returns {State} */
export const walk = (state, facts) => {
  const { to } = nextStep(facts, state.trail.length);
  return to ? { ...state, at: to, view: "one", trail: [...state.trail, state.at] } : state;
};

/** What the last step did and what comes next. @param {Entry} entry @param {State} state
 * @param {Facts} facts */
export const walkWords = (entry, { trail, nudge }, facts) => {
  const { variable: a, name } = entry.explanation.function;
  const { end, to } = nextStep(facts, trail.length);
  const words = [];
  const last = trail[trail.length - 1];
  if (last !== undefined) {
    const before = factsAt(entry, last, nudge);
    const shown = [last, before.derivative?.text ?? "", facts.exact?.at.text ?? ""].map((text) => short(text, { digits: 6 }));
    const values = [before, facts].map((side) => short(side.before?.text ?? "", { digits: 6 }));
    const slope = shown[1].startsWith("−") ? `(${shown[1]})` : shown[1];
    words.push(`Step ${trail.length}: ${a} ← ${shown[0]} − 0.1 · ${slope} = ${shown[2]}; ${name} from ${values[0]} to ${values[1]}.`);
  }
  return { words: [...words, end].filter(Boolean).join(" "), isOver: !to };
};
