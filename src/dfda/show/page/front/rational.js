/**
 * Exact numbers: read as they are typed, kept as fractions, printed by the one rule of digits.py.
 *
 * @typedef {{n: bigint, d: bigint}} Fraction  n/d with d > 0, reduced where that pays
 * @typedef {"undefined" | "too large" | "cannot tell"} Blank  why there is no number
 * @typedef {[Fraction, Fraction] | Blank} Bounds
 * @typedef {{enclose: (bits: number) => Bounds}} Real  known by lower and upper bounds
 * @typedef {Fraction | Real} Exact
 * @typedef {{text: string, exact: boolean, value: Fraction | null, fraction?: string}} Cell
 * @typedef {(x: Fraction, y: Fraction) => Fraction} Operation
 */

import { abs, floor, log10, log2, max, min } from "./numbers.js";

const [PLAIN_DIGITS, SIGNIFICANT, LONGEST_TEXT] = [200, 20, 400];
const LARGEST_WHOLE = 1n << 53n;
/** The highest precision that is tried before a cell admits what is not known. */
export const MOST_BITS = 4096;

/** What this page does not compute: it shows the digits that Python computed. */
export class NotLive extends Error {}
/** @returns {never} */
export const notLive = () => {
  throw new NotLive();
};

let left = Infinity;
/** Count work, in microseconds or so, and stop where it is too much. @param {number} units */
export const spend = (units) => {
  left -= units;
  if (left < 0) notLive();
};

/** The answer, or null where it is not live. @template T @param {() => T} compute */
export const live = (compute) => {
  const before = left;
  left = min(left, 250_000);
  try {
    return compute();
  } catch (error) {
    if (error instanceof NotLive) return null;
    throw error;
  } finally {
    left = before;
  }
};

/** @param {bigint} n */
export const size = (n) => (n < 0n ? -n : n);
/** How many bits a number has; 0 for 0. @param {bigint} n */
export const bitLength = (n) => {
  const text = size(n).toString(16); // four times as fast as bit by bit
  return 4 * text.length + 28 - Math.clz32(Number(`0x${text[0]}`));
};
/** n/d, rounded down. @param {bigint} n @param {bigint} d  positive */
export const floorDivide = (n, d) => {
  const found = n / d;
  return found * d > n ? found - 1n : found;
};
/** n/d to the nearest integer, ties to even. @param {bigint} n  not negative @param {bigint} d */
const nearest = (n, d) => {
  const [whole, rest] = [n / d, 2n * (n % d)];
  return rest > d || (rest === d && whole & 1n) ? whole + 1n : whole;
};
/** @param {number} exponent  1 where it is negative */
const ten = (exponent) => 10n ** BigInt(max(0, exponent));

/** @param {bigint} n @param {bigint} d @returns {Fraction} */
export const fraction = (n, d = 1n) => (d < 0n ? { n: -n, d: -d } : { n, d });

/** @param {Fraction} x @returns {Fraction} */
export const reduced = ({ n, d }) => {
  let [a, b] = [size(n), d];
  spend(bitLength(d) / 15 + (bitLength(d) / 120) ** 2);
  while (b) [a, b] = [b, a % b];
  return { n: n / a, d: d / a };
};

/** Decimals keep the longer denominator. @type {Operation} */
export const add = (x, y) => {
  if (x.d < y.d) [x, y] = [y, x];
  const times = x.d / y.d;
  if (times * y.d === x.d) return fraction(x.n + y.n * times, x.d);
  return fraction(x.n * y.d + y.n * x.d, x.d * y.d);
};
/** @param {Fraction} x */
export const negate = ({ n, d }) => ({ n: -n, d });
/** @type {Operation} */
export const subtract = (x, y) => add(x, negate(y));
/** @type {Operation} */
export const multiply = (x, y) => fraction(x.n * y.n, x.d * y.d);
/** @type {Operation} */
export const divide = (x, y) => fraction(x.n * y.d, x.d * y.n);
/** @param {Fraction} x */
export const absolute = (x) => (x.n < 0n ? negate(x) : x);
/** -1, 0 or 1. @param {Fraction} x @param {Fraction} y */
export const compare = (x, y) => {
  const { n } = subtract(x, y);
  return n < 0n ? -1 : Number(n > 0n);
};
export const ZERO = fraction(0n);

/** Text with every minus as it is typed. @param {string} text */
export const plainMinus = (text) => text.replaceAll("−", "-");

/** Read a decimal ("0.001", "1e-30") or a ratio ("1/3"); null for any other text.
 * @param {string} text @returns {Fraction | null} */
export const numberOf = (text) => {
  const bare = text.length > 2 * LONGEST_TEXT ? "" : plainMinus(text.trim());
  const decimal = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d{1,3}))?$/i.exec(bare);
  const ratio = /^([+-]?)(\d+)\/(\d+)$/.exec(bare);
  const [, sign, whole = "", rest = decimal?.[4] ?? ""] = decimal ?? ratio ?? [];
  const below = ratio ? BigInt(rest) : ten(rest.length);
  if (sign === undefined || bare.length > LONGEST_TEXT || !below) return null;
  const power = Number(decimal?.[5] ?? 0);
  const found = BigInt(sign + (ratio ? whole : whole + rest)) * ten(power);
  return reduced(fraction(found, below * ten(-power)));
};

/** A number for sure. What a field says of another text stands in gestures.js.
 * @param {string} text @returns {Fraction} */
export const exactNumber = (text) => {
  const found = numberOf(text);
  if (!found) throw new RangeError("no number");
  return found;
};

/** The width of a nudge: a number, but not zero. @param {string} text */
export const exactWidth = (text) => {
  const width = exactNumber(text);
  if (!width.n) throw new RangeError("zero");
  return width;
};

/** @param {Exact} value @param {number} bits @returns {Bounds} */
const enclosure = (value, bits) => ("n" in value ? [value, value] : value.enclose(bits));
/** An exact number made of two others, by what becomes of their bounds.
 * @param {Exact} one @param {Exact} other
 * @param {(one: Fraction[], other: Fraction[]) => [Fraction, Fraction]} combine @returns {Real} */
const combined = (one, other, combine) => ({
  enclose: (bits) => {
    const [first, second] = [one, other].map((side) => enclosure(side, bits));
    if (typeof first === "string") return first;
    return typeof second === "string" ? second : combine(first, second);
  },
});
/** @param {Exact} one @param {Exact} other */
export const minus = (one, other) =>
  combined(one, other, ([low, high], [least, most]) => [subtract(low, most), subtract(high, least)]);
/** @param {Exact} value @param {Fraction} divisor  not zero */
export const over = (value, divisor) =>
  combined(value, divisor, (bounds) => {
    const [low, high] = bounds.map((bound) => divide(bound, divisor));
    return divisor.n > 0n ? [low, high] : [high, low];
  });

/** Print a number by the one rule. @param {Exact} value @returns {Cell} */
export const cell = (value) => {
  /** @type {Bounds} */
  let bounds = "cannot tell";
  for (let bits = 128; bits <= MOST_BITS; bits *= 2) {
    bounds = enclosure(value, bits);
    if (bounds === "cannot tell") continue;
    if (typeof bounds === "string") break;
    const [low, high] = bounds;
    if (!compare(low, high)) return fractionCell(low);
    const text = rounded(low);
    if (text !== rounded(high)) continue;
    return { text, exact: false, value: divide(add(low, high), fraction(2n)) };
  }
  return unsettledCell(bounds);
};

/** @param {Fraction} x @returns {Cell} */
const fractionCell = (x) => {
  const plain = terminating(x);
  if (plain) return { text: plain, exact: true, value: x };
  const value = reduced(x);
  const shown = { text: rounded(value), exact: false, value };
  const longest = ten(PLAIN_DIGITS);
  const isShort = size(value.n) < longest && value.d < longest;
  return isShort ? { ...shown, fraction: `${value.n}/${value.d}` } : shown;
};

/** @param {Bounds} bounds @returns {Cell} */
const unsettledCell = (bounds) => {
  if (typeof bounds === "string") return { text: bounds, exact: false, value: null };
  const [low, high] = bounds;
  const largest = compare(negate(low), high) > 0 ? negate(low) : high;
  const exponent = significant(absolute(largest), SIGNIFICANT)[1];
  const isZero = low.n <= 0n && high.n >= 0n && exponent < -SIGNIFICANT;
  if (!isZero) return unsettledCell("cannot tell");
  return { text: `0 to within 1e${exponent + 1}`, exact: false, value: ZERO };
};

/** The plain decimal text, "" where it does not end within 200 digits. @param {Fraction} value */
const terminating = ({ n, d }) => {
  const scaled = size(n) * ten(PLAIN_DIGITS);
  if (scaled % d) return "";
  const digits = String(scaled / d).padStart(PLAIN_DIGITS + 1, "0");
  const [whole, rest] = [digits.slice(0, -PLAIN_DIGITS), digits.slice(-PLAIN_DIGITS).replace(/0+$/, "")];
  if (whole.length + rest.length > PLAIN_DIGITS) return "";
  return (n < 0n ? "-" : "") + whole + (rest && `.${rest}`);
};

/** 20 significant digits, correctly rounded, ties to even. @param {Fraction} value */
const rounded = (value) => {
  if (!value.n) return "0";
  const sign = value.n < 0n ? "-" : "";
  const [found, exponent] = significant(absolute(value), SIGNIFICANT);
  if (exponent >= SIGNIFICANT || exponent < SIGNIFICANT - PLAIN_DIGITS) {
    return `${sign}${found[0]}.${found.slice(1)}e${exponent}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${found}`;
  const rest = found.slice(exponent + 1);
  return sign + found.slice(0, exponent + 1) + (rest && `.${rest}`);
};

/** So many digits of a positive fraction, and the power of ten of the first one.
 * @param {Fraction} value @param {number} digits
 * @param {number} [guess]  of that power, not too high: further digits say how low it is
 * @returns {[string, number]} */
export const significant = (value, digits, guess) => {
  const { n, d } = value;
  const exponent = guess ?? floor((bitLength(n) - bitLength(d) - 1) * log10(2));
  const places = digits - 1 - exponent;
  spend((bitLength(n) + bitLength(d)) / 300);
  const text = String(nearest(n * ten(places), d * ten(-places)));
  const off = text.length - digits;
  return off ? significant(value, digits, exponent + off) : [text, exponent];
};

/** n·2^power. @param {bigint} n @param {number} power  1 where it is negative */
const doubled = (n, power) => n << BigInt(max(0, power));
/** n/d > 0 as a whole number of 53 bits and a power of two; of fewer bits where a float has fewer.
 * @param {bigint} n @param {bigint} d @param {number} guess  of its binary places, not too low
 * @returns {number} */
const nearestBits = (n, d, guess) => {
  const places = min(guess, 1074);
  const whole = nearest(doubled(n, places), doubled(d, -places));
  return whole > LARGEST_WHOLE ? nearestBits(n, d, places - 1) : Number(whole) * 2 ** -places;
};

/** The float64 nearest to a fraction, ties to even; NaN for no number. Where both parts are floats, so
 * is their quotient, rounded. @param {Fraction | null} [value] @returns {number} */
export const nearestFloat = (value) => {
  if (!value?.n) return value ? 0 : NaN;
  const { n, d } = value;
  if (n < 0n) return -nearestFloat(negate(value));
  if (n <= LARGEST_WHOLE && d <= LARGEST_WHOLE) return Number(n) / Number(d);
  return nearestBits(n, d, 53 - bitLength(n) + bitLength(d));
};

/** The exponent of the last bit of a float64, or of a float32. @param {number} x  finite */
export const lastBit = (x, isSingle = false) => {
  let top = floor(log2(abs(x)));
  if (2 ** top > abs(x)) top -= 1;
  return isSingle ? max(top - 23, -149) : max(top - 52, -1074);
};

/** The fraction that a finite float is. @param {number} x */
export const ofFloat = (x) => {
  let d = 1n;
  for (; !Number.isInteger(x); x *= 2) d *= 2n;
  return fraction(BigInt(x), d);
};
