/**
 * Predict, then reveal: what a guess is, if it is not the answer.
 *
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./ledger.js").ExactColumn} ExactColumn
 * @typedef {{name: string, bold: string, words: string}} Feedback
 */
import { local, short } from "./strings.js";
import * as Q from "./rational.js";

const COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** @param {Q.Fraction | null} one @param {Q.Fraction | null} other */
const equal = (one, other) => one !== null && other !== null && Q.compare(one, other) === 0;

/** Equal to the digits that were typed: 0.333 for 1/3. @param {Q.Fraction} guess
 * @param {Q.Fraction | null} truth @param {string} typed */
const near = (guess, truth, typed) => {
  if (!truth) return false;
  const places = /\.(\d+)/.exec(typed)?.[1].length ?? 0;
  const off = Q.absolute(Q.subtract(guess, truth));
  const half = Q.fraction(1n, 2n * 10n ** BigInt(places));
  return places > 1 && Q.compare(off, half) <= 0 && Q.compare(Q.multiply(off, Q.fraction(50n)), Q.absolute(truth)) < 0;
};

/** What is asked for. @param {Facts} facts @param {"slope" | "height"} ask */
export const answerOf = ({ exact }, ask) => exact?.[ask] ?? null;

/** @param {Facts} facts @param {"slope" | "height"} ask @param {string} typed @returns {Feedback} */
export const feedback = (facts, ask, typed) => {
  const guess = Q.exactNumber(typed);
  const answer = answerOf(facts, ask);
  const shown = short(typed);
  if (!facts.exact || !answer) return { name: "other", bold: "Not yet.", words: "" };
  const isRight = equal(guess, answer.value) || near(guess, answer.value, typed);
  if (isRight) return rightWords(facts.exact, ask);
  const found = mistakes(facts.exact, ask).find(({ value }) => equal(guess, value));
  if (found) return { name: found.name, bold: `${shown} ${found.bold}`, words: found.words };
  const turned = inverse(facts.exact);
  if (ask === "slope" && (equal(guess, turned) || near(guess, turned, typed))) {
    return { name: "inverse", bold: "That is width over height.", words: "Turn it over." };
  }
  if (equal(guess, answer.value && Q.negate(answer.value))) return signWords(answer);
  if (isSlip(guess, answer.value)) {
    return { name: "slip", bold: "Close: a decimal slipped.", words: "Count the zeros again." };
  }
  const words = ask === "slope" ? "How many widths tall is the triangle?" : "How far does f move for this nudge?";
  return { name: "other", bold: "Not yet.", words };
};

/** @param {ExactColumn | null} column */
const inverse = (column) => {
  const slope = column?.slope.value;
  return slope?.n ? Q.divide(Q.fraction(1n), slope) : null;
};

/** @param {import("./rational.js").Cell} answer */
const signWords = ({ text }) => {
  const direction = text.startsWith("-") ? "down" : "up";
  return { name: "sign", bold: "Right size, wrong direction.", words: `f goes ${direction}.` };
};

/** The answer times a power of ten. @param {Q.Fraction} guess @param {Q.Fraction | null} answer */
const isSlip = (guess, answer) =>
  answer !== null && [-3, -2, -1, 1, 2, 3].some((power) =>
    equal(guess, Q.multiply(answer, Q.exactNumber(`1e${power}`))));

/** The named mistakes, for this very nudge. @param {ExactColumn} column @param {"slope" | "height"} ask */
const mistakes = ({ before, after, height, width, slope, at, nudged }, ask) => {
  const asks = ask === "slope" ? "Slope asks" : "The height is";
  const tall = "Slope compares it with the width: how many widths tall is the triangle?";
  const all = [
    { name: "height", value: height.value, bold: "is the height.", words: tall },
    { name: "slope", value: slope.value, bold: "is the slope.", words: "The height is that many widths." },
    { name: "width", value: width.value, bold: "is the width.", words: ask === "slope" ? "Slope is height over width." : "How many widths tall is the triangle?" },
    { name: "value", value: before.value, bold: "is the value of f.", words: `${asks} how much f moves.` },
    { name: "nudged value", value: after.value, bold: "is where f lands.", words: `${asks} how far it moved.` },
    { name: "place", value: at.value, bold: "is the place a.", words: `${asks} how much f moves there.` },
    { name: "nudged place", value: nudged.value, bold: "is the nudged place.", words: `${asks} how much f moves.` },
  ];
  return all.filter(({ name }) => name !== ask);
};

/** @param {ExactColumn} column @param {"slope" | "height"} ask @returns {Feedback} */
const rightWords = ({ slope, height, width }, ask) => {
  const bold = `Yes: ${short(ask === "slope" ? slope.text : height.text)}.`;
  const count = slope.exact ? COUNTS[Number(slope.text)] : undefined;
  const tall = count ?? short(slope.text);
  const squares = count && Number(slope.text) ? " Count the squares." : "";
  const words = `The triangle is ${tall} width${slope.text === "1" ? "" : "s"} tall.${squares}`;
  if (ask === "slope") return { name: "right", bold, words };
  return { name: "right", bold, words: local(`${slope.text} times the nudge of ${width.text}.`) };
};
