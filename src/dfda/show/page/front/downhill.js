/**
 * Walking downhill: a ← a − 0.1 · slope, one step at a time.
 *
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./state.js").State} State
 */
import { isFinite } from "./numbers.js";
import { textOf } from "./state.js";
import { TEXT, local, say, short } from "./strings.js";
import * as Q from "./rational.js";

const [MOST_STEPS, PLACES] = [40, 10n ** 12n];
const FLAT = Q.fraction(1n, 1000n);

/** Whether the last step led up. @param {Facts} now @param {Facts | null} past */
const isUp = ({ before }, past) => before?.value && past?.before?.value && Q.compare(before.value, past.before.value) > 0;

/** Where the next step leads, to at most twelve decimals, so that a walk stays readable; or the
 * sentence with which the walk ends.
 * @param {Facts} facts @param {number} taken @returns {{to: string, end: string}} */
export const nextStep = ({ at, derivative }, taken) => {
  const slope = derivative?.value;
  const isFlat = slope && Q.compare(Q.absolute(slope), FLAT) < 0;
  if (!slope || isFlat || taken >= MOST_STEPS) {
    return { to: "", end: TEXT[!slope ? "lost" : !slope.n ? "flat" : isFlat ? "nearlyFlat" : "far"] };
  }
  const { n, d } = Q.subtract(at, Q.divide(slope, Q.fraction(10n)));
  const to = Q.reduced(Q.fraction(Q.floorDivide(2n * n * PLACES + d, 2n * d), PLACES));
  return isFinite(Q.nearestFloat(to)) ? { to: textOf(to), end: "" } : { to: "", end: TEXT.away };
};

/** What the last step did and what comes next. @param {Facts} now @param {Facts | null} past
 * @param {State} state @param {{name: string, variable: string}} names */
export const walkWords = (now, past, { trail, at }, { name, variable }) => {
  const { end } = nextStep(now, trail.length);
  if (!past) return end;
  const slope = short(past.derivative?.text, 6);
  const [from, to, before, after] = [trail.at(-1), at, past.before?.text, now.before?.text].map((text) => short(text, 6));
  const told = { step: trail.length, a: variable, f: name, from, to, before, after, slope: slope.startsWith("−") ? `(${slope})` : slope };
  const words = say("walked", told).replace("….", "…");
  return local(`${words}${isUp(now, past) ? say("rose", told) : ""} ${end}`.trim());
};
