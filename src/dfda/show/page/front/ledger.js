/**
 * One nudge in exact numbers, float64 and float32, and every sentence about it.
 *
 * @typedef {import("./program.js").Program} Program
 * @typedef {import("./rational.js").Cell} Cell
 * @typedef {import("./rational.js").Fraction} Fraction
 * @typedef {"at" | "before" | "nudged" | "after" | "height" | "width" | "slope"} Quantity
 * @typedef {Record<Quantity, Cell>} ExactColumn
 * @typedef {Record<Quantity, number>} Numbers
 * @typedef {Record<Quantity, string> & {reason: string, flag: boolean}} FloatColumn
 * @typedef {{exact: ExactColumn | null, float64: FloatColumn | null,
 *   float32: FloatColumn | null}} Ledger  null where the page does not compute it
 */
import { run, textOf } from "./floats.js";
import { evaluate } from "./program.js";
import * as Q from "./rational.js";

/** @type {Quantity[]} */
export const QUANTITIES = ["at", "before", "nudged", "after", "height", "width", "slope"];
const [FLAG_SHARE, FLAG_BOUND] = [0.01, 1e-9].map(Q.ofFloat);
const OVERFLOW = "a number on the way is too large";
const FEW_STEPS = 100;
const LAST_RUNG = 30;

/** @param {Program} program @param {Fraction} at @param {Fraction} by @returns {Ledger} */
export const ledger = (program, at, by) => {
  const exact = Q.live(() => exactColumn(program, at, by));
  const [float64, float32] = [false, true].map((isSingle) =>
    Q.live(() => floatColumn(program, at, by, exact, isSingle)),
  );
  return { exact, float64, float32 };
};

/** @param {Program} program @param {Fraction} at @param {Fraction} by @returns {ExactColumn} */
const exactColumn = (program, at, by) => {
  const nudged = Q.add(at, by);
  const [before, after] = [evaluate(program, at), evaluate(program, nudged)];
  const height = Q.minus(after, before);
  const column = { at, before, nudged, after, height, width: by, slope: Q.over(height, by) };
  const cells = QUANTITIES.map((name) => [name, Q.cell(column[name])]);
  return Object.fromEntries(cells);
};

/** @param {Program} program @param {Fraction} at @param {Fraction} by @param {boolean} isSingle
 * @returns {Numbers} */
const floatNumbers = (program, at, by, isSingle) => {
  const to = isSingle ? Math.fround : Number;
  const [start, width] = [at, by].map((number) => to(Q.nearestFloat(number)));
  const nudged = to(start + width);
  const [before, after] = [start, nudged].map((x) => run(program, x, to));
  const height = to(after - before);
  return { at: start, before, nudged, after, height, width, slope: to(height / width) };
};

/** @param {Program} program @param {Fraction} at @param {Fraction} by
 * @param {ExactColumn | null} exact @param {boolean} isSingle @returns {FloatColumn} */
const floatColumn = (program, at, by, exact, isSingle) => {
  const numbers = floatNumbers(program, at, by, isSingle);
  const reason = reasonOf(numbers, exact, isSingle);
  const texts = QUANTITIES.map((name) => [name, textOf(numbers[name], isSingle)]);
  const flag = reason !== "" && isFar(numbers.slope, exact?.slope.value ?? null);
  return { ...Object.fromEntries(texts), reason, flag };
};

/** @param {number} slope @param {Fraction | null} truth */
const isFar = (slope, truth) => {
  if (!truth || !Number.isFinite(slope)) return true;
  const off = Q.absolute(Q.subtract(Q.ofFloat(slope), truth));
  const share = Q.multiply(FLAG_SHARE, Q.absolute(truth));
  return Q.compare(off, share) > 0 && Q.compare(off, FLAG_BOUND) > 0;
};

/** Why the slope of a float column is off; empty where it is right.
 * @param {Numbers} numbers @param {ExactColumn | null} exact @param {boolean} isSingle */
const reasonOf = (numbers, exact, isSingle) => {
  const { at, nudged, width, slope } = numbers;
  const truth = exact?.slope.value ?? null;
  const nearest = Q.nearestFloat(truth);
  if (truth && Number.isFinite(slope) && slope === (isSingle ? Math.fround(nearest) : nearest)) return "";
  if (!Number.isFinite(nudged)) return OVERFLOW;
  if (nudged === at) {
    const by = exact?.width.value?.n ? short(exact.width) : textOf(width, isSingle);
    const start = plain(at, isSingle);
    return `${start} + ${bracketed(by)} rounds to ${start}, so nothing moves`;
  }
  if (!truth) return "";
  return Number.isFinite(slope) ? gridReason(numbers, exact, isSingle) : OVERFLOW;
};

/** @param {Numbers} numbers @param {ExactColumn | null} exact @param {boolean} isSingle */
const gridReason = ({ at, before, nudged, after, height }, exact, isSingle) => {
  const steps = Math.abs(nudged - at) / 2 ** Q.lastBit(at, isSingle);
  if (steps < FEW_STEPS) {
    const even = 2 * Math.round(steps / 2);
    const whole = Math.max(1, steps % 1 === 0.5 ? even : Math.round(steps));
    return `only ${whole} step${whole === 1 ? "" : "s"} of the float grid inside the nudge`;
  }
  if (after === before) return `both values of f round to ${plain(before, isSingle)}`;
  const apart = 2 ** Q.lastBit(Math.max(Math.abs(before), Math.abs(after)), isSingle);
  const text = `numbers near ${plain(before, isSingle)} are ${twoDigits(apart)} apart`;
  const truth = exact?.height.value;
  const off = truth ? Math.abs(Q.nearestFloat(Q.subtract(Q.ofFloat(height), truth))) : 0;
  return off ? `${text}, so the height is off by ${twoDigits(off)}` : text;
};

/** A positive float like 1.2e-08. @param {number} x */
const twoDigits = (x) => {
  if (x === Infinity) return "inf";
  const [digits, exponent] = Q.significant(Q.ofFloat(x), 2);
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits[0]}.${digits[1]}e${exponent < 0 ? "-" : "+"}${power}`;
};
/** A power of ten in its short form (1e-15), any other number as it is. @param {Cell} cell */
const short = ({ text, value }) => {
  if (text.length <= "0.0000000001".length || !value || value.n <= 0n) return text;
  const exponent = Q.significant(value, 1)[1];
  const power = 10n ** BigInt(Math.abs(exponent));
  const isPower = exponent < 0 ? value.n * power === value.d : value.n === value.d * power;
  return isPower ? `1e${exponent}` : text;
};

/** @param {number} x @param {boolean} isSingle */
const plain = (x, isSingle) => textOf(x, isSingle).replace(/\.0$/, "");
/** @param {string} text */
const bracketed = (text) => (text.startsWith("-") ? `(${text})` : text);

/** The slope at nudges of 1, 0.1 … 1e-30. @param {Program} program @param {Fraction} at
 * @param {number} sign  -1 for nudges to the left */
export const ladder = (program, at, sign = 1) => {
  const before = Q.live(() => evaluate(program, at));
  return Array.from({ length: LAST_RUNG + 1 }, (_, power) => {
    const by = Q.fraction(BigInt(sign), 10n ** BigInt(power));
    const [float64, float32] = [false, true].map((isSingle) =>
      Q.live(() => textOf(floatNumbers(program, at, by, isSingle).slope, isSingle)),
    );
    const exact =
      before &&
      Q.live(() => Q.cell(Q.over(Q.minus(evaluate(program, Q.add(at, by)), before), by)));
    return { nudge: Q.cell(by), exact, float64, float32 };
  });
};

/** @param {Cell} cell */
const isBlank = ({ text }) => ["undefined", "too large", "cannot tell"].includes(text);
/** @param {Cell} cell */
const isNothing = ({ text }) => text === "0" || text.startsWith("0 to within");

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
  if (isBlank(height)) return `${start}${is(name, after)} there. ${is("Height over width", slope)}.`;
  const above = height.text.includes(" ") ? `(${height.text})` : height.text;
  const ratio = `Height over width is ${above} / ${width.text} = ${slope.text}.`;
  if (height.text === "0") return `${start}${name} does not move. ${ratio}`;
  if (isNothing(height)) return `${start}${name} does not move,${height.text.slice(1)}. ${ratio}`;
  const direction = height.text.startsWith("-") ? "down" : "up";
  const size = height.text.replace(/^-/, "");
  return `${start}${name} goes ${direction} by ${size} to ${after.text}. ${ratio}`;
};

/** How many widths tall the triangle is; empty where that is no number. @param {ExactColumn} column */
export const timesSentence = ({ height, slope, width }) =>
  Q.isNumber(slope) ? `${height.text} = ${slope.text} × ${bracketed(width.text)}` : "";

/** The derivative at a point. @param {Program} program @param {Program} derivative
 * @param {Program | null} corners  the expressions that are 0 where rules bend, if there are any
 * @param {Fraction} at @returns {Cell | null}  null where the page does not compute it: at corners */
export const derivativeCell = (program, derivative, corners, at) =>
  Q.live(() => {
    const before = Q.cell(evaluate(program, at));
    if (!before.value) return before;
    const values = corners?.orders.map((_, index) => Q.cell(evaluate(corners, at, index)).value);
    const slope = Q.cell(evaluate(derivative, at));
    return slope.value && (values ?? []).every((value) => value?.n) ? slope : null;
  });

/** What is left between the slope of the nudge and the derivative, and why; empty where either is
 * no number. @param {Program} program @param {Program} derivative  at no corner
 * @param {Fraction} at @param {Fraction} by @returns {string | null}  null where not live */
export const gapSentence = (program, derivative, at, by) =>
  Q.live(() => {
    const height = Q.minus(evaluate(program, Q.add(at, by)), evaluate(program, at));
    const [quotient, limit] = [Q.over(height, by), evaluate(derivative, at)];
    const [slope, exact] = [Q.cell(quotient), Q.cell(limit)];
    if (!slope.value || !Q.isNumber(exact)) return "";
    const [gap, width] = [Q.cell(Q.minus(quotient, limit)), Q.cell(by).text];
    const because = `because ${width} is not infinitesimal.`;
    const told = `The derivative is ${exact.text}`;
    if (isNothing(gap)) return `${told} too: gap ${gap.text}. ${width} is small, not infinitesimal.`;
    if (slope.text === exact.text) {
      return `${told} too in the digits shown. Gap: ${gap.text}, ${because}`;
    }
    return `${told}. Gap: ${slope.text} − ${bracketed(exact.text)} = ${gap.text}, ${because}`;
  });

/** The nudge that is smaller than every number: f(2+ε) = 6 + 3ε; empty where that is no number.
 * @param {Cell} at @param {Cell} before @param {Cell} slope */
export const infinitesimalSentence = (at, before, slope, name = "f") => {
  if (!Q.isNumber(slope)) return "";
  const size = slope.text.replace(/^-/, "");
  const sign = slope.text.startsWith("-") ? "-" : "+";
  return `${name}(${at.text}+ε) = ${before.text} ${sign} ${size === "1" ? "" : size}ε`;
};
