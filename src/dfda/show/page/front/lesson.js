/**
 * Predict, then reveal: what a guess is, if it is not the answer.
 *
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./rational.js").Fraction} Fraction
 * @typedef {"slope" | "height"} Ask
 */
import { TEXT, filled, short } from "./strings.js";
import * as Q from "./rational.js";

/** Equal to the digits that were typed: 0.333 for 1/3. @param {Fraction} guess
 * @param {Fraction} truth @param {string} typed */
const near = (guess, truth, typed) => {
  const places = /\.(\d+)/.exec(typed)?.[1].length ?? 0;
  const off = Q.absolute(Q.subtract(guess, truth));
  const half = Q.fraction(1n, 2n * 10n ** BigInt(places));
  return places > 1 && Q.compare(off, half) <= 0 && Q.compare(Q.multiply(off, Q.fraction(50n)), Q.absolute(truth)) < 0;
};

/** @type {(keyof NonNullable<Facts["exact"]>)[]} */
const MISTAKES = ["height", "slope", "width", "before", "after", "at", "nudged"];

/** What a guess is called, and what is said about it. The mistakes are those of this very nudge.
 * @param {Facts} facts @param {Ask} ask @param {string} typed
 * @returns {{name: string, bold: string, words: string}} */
export const feedback = ({ exact }, ask, typed) => {
  const answer = exact?.[ask];
  if (!exact || !answer?.value) return told("other", ask, {});
  const { width, slope } = exact;
  const guess = Q.exactNumber(typed);
  const truth = answer.value;
  const is = (/** @type {Fraction | null} */ value) => value && !Q.compare(guess, value);
  const seems = (/** @type {Fraction} */ value) => is(value) || near(guess, value, typed);
  const isSlip = (/** @type {number} */ power) => is(Q.multiply(truth, Q.exactNumber(`1e${power}`)));
  const mistake = MISTAKES.find((name) => is(exact[name].value));
  const others = () =>
    ask === "slope" && truth.n && seems(Q.divide(Q.fraction(1n), truth)) ? "inverse"
    : is(Q.negate(truth)) ? "sign"
    : [-3, -2, -1, 1, 2, 3].some(isSlip) ? "slip"
    : "other";
  const count = slope.exact && TEXT.counts[slope.text];
  return told(seems(truth) ? "right" : (mistake ?? others()), ask, {
    guess: short(typed),
    answer: short(answer.text),
    tall: count || short(slope.text),
    s: slope.text === "1" ? "" : "s",
    squares: count && slope.value?.n ? TEXT.squares : "",
    slope: slope.text,
    width: width.text,
    asks: TEXT.feedback[`asks ${ask}`][1],
    way: truth.n < 0n ? TEXT.down : TEXT.up,
  });
};

/** @param {string} name @param {Ask} ask @param {Record<string, unknown>} values */
const told = (name, ask, values) => {
  const texts = TEXT.feedback[name] ?? TEXT.feedback[`${name} ${ask}`];
  const [bold, words] = texts.map((/** @type {string} */ text) => filled(text, values));
  return { name, bold, words };
};
