/**
 * One nudge in exact numbers, float64 and float32, and every sentence about it.
 *
 * @typedef {import("./program.js").Program} Program
 * @typedef {import("./rational.js").Cell} Cell
 * @typedef {import("./rational.js").Exact} Exact
 * @typedef {import("./rational.js").Fraction} Fraction
 * @typedef {"at" | "before" | "nudged" | "after" | "height" | "width" | "slope"} Quantity
 * @typedef {Record<Quantity, Cell>} ExactColumn
 * @typedef {Record<Quantity, number>} Numbers
 * @typedef {Record<Quantity, string> & {reason: string, flag: boolean}} FloatColumn
 * @typedef {{exact: ExactColumn | null, float64: FloatColumn | null,
 *   float32: FloatColumn | null, quotient: Exact}} Ledger  null where not computed here
 */
import { run, textOf } from "./floats.js";
import { abs, fround, isFinite, max, round } from "./numbers.js";
import { evaluate, evaluateAll } from "./program.js";
import * as Q from "./rational.js";

/** @type {Quantity[]} */
export const QUANTITIES = ["at", "before", "nudged", "after", "height", "width", "slope"];
const [FLAG_SHARE, FLAG_BOUND] = [0.01, 1e-9].map(Q.ofFloat);
const OVERFLOW = "a number on the way is too large";
const FEW_STEPS = 100;

/** @param {(name: Quantity) => any} valueOf @returns {any} */
export const column = (valueOf) => Object.fromEntries(QUANTITIES.map((name) => [name, valueOf(name)]));

/** @param {Program} program @param {Fraction} at @param {Fraction} by @returns {Ledger} */
export const ledger = (program, at, by) => {
  const numbers = exactNumbers(program, at, by);
  /** @type {ExactColumn | null} */
  const exact = Q.live(() => column((name) => Q.cell(numbers[name])));
  const [float64, float32] = [false, true].map((isSingle) =>
    Q.live(() => floatColumn(program, at, by, exact, isSingle)),
  );
  return { exact, float64, float32, quotient: numbers.slope };
};

/** @param {Program} program @param {Fraction} at @param {Fraction} width */
const exactNumbers = (program, at, width) => {
  const nudged = Q.add(at, width);
  const [before, after] = [at, nudged].map((number) => evaluate(program, number));
  const height = Q.minus(after, before);
  return { at, before, nudged, after, height, width, slope: Q.over(height, width) };
};

/** @param {Program} program @param {Fraction} at @param {Fraction} by
 * @param {ExactColumn | null} exact @param {boolean} isSingle @returns {FloatColumn} */
const floatColumn = (program, at, by, exact, isSingle) => {
  const to = isSingle ? fround : Number;
  const [start, width] = [at, by].map((number) => to(Q.nearestFloat(number)));
  const nudged = to(start + width);
  const [before, after] = [start, nudged].map((x) => run(program, x, to));
  const height = to(after - before);
  const numbers = { at: start, before, nudged, after, height, width, slope: to(height / width) };
  const reason = reasonOf(numbers, by, exact, isSingle);
  const flag = reason !== "" && isFar(numbers.slope, exact?.slope.value);
  return { ...column((name) => textOf(numbers[name], isSingle)), reason, flag };
};

/** @param {number} slope @param {Fraction | null} [truth] */
const isFar = (slope, truth) => {
  if (!truth || !isFinite(slope)) return true;
  const off = Q.absolute(Q.subtract(Q.ofFloat(slope), truth));
  const share = Q.multiply(FLAG_SHARE, Q.absolute(truth));
  return Q.compare(off, share) > 0 && Q.compare(off, FLAG_BOUND) > 0;
};

/** Why the slope of a float column is off; empty where it is right.
 * @param {Numbers} numbers @param {Fraction} by @param {ExactColumn | null} exact
 * @param {boolean} isSingle */
const reasonOf = ({ at, before, nudged, after, height, slope }, by, exact, isSingle) => {
  const truth = exact?.slope.value;
  const nearest = Q.nearestFloat(truth);
  const isReal = isFinite(slope);
  const plain = (/** @type {number} */ x) => textOf(x, isSingle).replace(/\.0$/, "");
  if (isReal && slope === (isSingle ? fround(nearest) : nearest)) return "";
  if (!isFinite(nudged)) return OVERFLOW;
  if (nudged === at) {
    return `${plain(at)} + ${bracketed(short(by))} rounds to ${plain(at)}, so nothing moves`;
  }
  if (!truth || !isReal) return truth ? OVERFLOW : "";
  const steps = abs(nudged - at) / 2 ** Q.lastBit(at, isSingle);
  if (steps < FEW_STEPS) {
    const even = 2 * round(steps / 2);
    const whole = max(1, steps % 1 === 0.5 ? even : round(steps));
    return `only ${whole} step${whole > 1 ? "s" : ""} of the float grid inside the nudge`;
  }
  if (after === before) return `both values of f round to ${plain(before)}`;
  const apart = 2 ** Q.lastBit(max(abs(before), abs(after)), isSingle);
  const text = `numbers near ${plain(before || after)} are ${twoDigits(apart)} apart`;
  const known = exact?.height.value;
  const off = known ? abs(Q.nearestFloat(Q.subtract(Q.ofFloat(height), known))) : 0;
  return off ? `${text}, so the height is off by ${twoDigits(off)}` : text;
};

/** A positive float like 1.2e-08. @param {number} x */
const twoDigits = (x) => {
  if (x === Infinity) return "inf";
  const [digits, exponent] = Q.significant(Q.ofFloat(x), 2);
  const power = String(abs(exponent)).padStart(2, "0");
  return `${digits[0]}.${digits[1]}e${exponent < 0 ? "-" : "+"}${power}`;
};
/** A power of ten in its short form (1e-15), any other number as its cell says.
 * @param {Fraction} x  reduced */
const short = ({ n, d }) => {
  const { text } = Q.cell({ n, d });
  const isLong = text.length > 12 && /^(1\/10+|10+\/1)$/.test(`${n}/${d}`);
  return isLong ? `1e${String(n).length - String(d).length}` : text;
};
/** @param {string} text */
const bracketed = (text) => (text.startsWith("-") ? `(${text})` : text);

/** The whole of it, its minus or nothing, and its size. @param {string} text */
const signed = (text) => /** @type {string[]} */ (/^(-?)(.*)/.exec(text));

/** @param {Cell} cell */
const isNumber = ({ text, value }) => value && !text.includes(" ");
/** What follows the 0 where a number is 0 as far as can be told. @param {Cell} cell */
const zero = ({ text }) => /^0( to within.*)?$/.exec(text) && text.slice(1);

/** @param {string} subject @param {Cell} cell */
const is = (subject, { text }) => {
  if (text === "cannot tell") return `${subject} cannot be told`;
  return `${subject} is ${text}${text === "too large" ? " to write out" : ""}`;
};

/** Where f is, what the nudge does, and height over width.
 * @param {string} variable @param {ExactColumn} column */
export const nudgeSentence = (variable, column, name = "f") => {
  const { at, before, nudged, after, height, width, slope } = column;
  const start =
    `At ${variable} = ${at.text}, ${is(name, before)}. ` +
    `Nudge ${variable} by ${width.text} to ${nudged.text}: `;
  if (!height.value) return `${start}${is(name, after)} there. ${is("Height over width", slope)}.`;
  const rest = zero(height);
  const above = rest ? `(${height.text})` : height.text;
  const ratio = `Height over width is ${above} / ${width.text} = ${slope.text}.`;
  if (rest !== null) return `${start}${name} does not move${rest && `,${rest}`}. ${ratio}`;
  const [, minus, size] = signed(height.text);
  return `${start}${name} goes ${minus ? "down" : "up"} by ${size} to ${after.text}. ${ratio}`;
};

/** The derivative at a point; null at corners. @param {Cell} before  f there @param {Exact} slope
 * @param {Program | null} corners  the expressions that are 0 where rules bend, if there are any
 * @param {Fraction} at @returns {Cell | null} */
export const derivativeCell = (before, slope, corners, at) => {
  if (!before.value) return before;
  const isCorner = corners && evaluateAll(corners, at).some((edge) => !Q.cell(edge).value?.n);
  const found = Q.cell(slope);
  return found.value && !isCorner ? found : null;
};

/** What is left between the slope of the nudge and the derivative, and why; empty where either is
 * no number. @param {Cell} slope @param {Cell} exact @param {Exact} off  the one less the other
 * @param {Cell} width  a tenth is not small */
export const gapSentence = (slope, exact, off, { text, value }) => {
  const isSmall = value && 100n * value.n * value.n < value.d * value.d;
  if (!slope.value || !isNumber(exact)) return "";
  const gap = Q.cell(off);
  const because = `because ${text} is not infinitesimal.`;
  const told = `The derivative is ${exact.text}`;
  if (zero(gap) !== null) return `${told} too: gap ${gap.text}. ${text} is ${isSmall ? "small, " : ""}not infinitesimal.`;
  if (slope.text === exact.text) {
    return `${told} too in the digits shown. Gap: ${gap.text}, ${because}`;
  }
  return `${told}. Gap: ${slope.text} − ${bracketed(exact.text)} = ${gap.text}, ${because}`;
};

/** The nudge that is smaller than every number: f(2+ε) = 6 + 3ε; empty where that is no number.
 * @param {Cell} at @param {Cell} before @param {Cell} slope */
export const infinitesimalSentence = (at, before, slope, name = "f") => {
  if (!isNumber(slope)) return "";
  const [, minus, size] = signed(slope.text);
  return `${name}(${at.text}+ε) = ${before.text} ${minus || "+"} ${size === "1" ? "" : size}ε`;
};
