/**
 * A program on floats: float64, or float32 where every step is rounded to it, and their texts.
 *
 * @typedef {import("./program.js").Program} Program
 * @typedef {(x: number) => number} Rounding
 */
import { CHOICES, evaluate, ruleOf } from "./program.js";
import { cell, fraction, nearestFloat, ofFloat } from "./rational.js";

/** @type {Record<string, number>} */
const NAMED = { pi: Math.PI, e: Math.E };
const EXACT_POWERS = 64;

/** x^w as C computes it, correctly rounded for small whole w. @param {number} x @param {number} w */
const power = (x, w) => {
  if (x === 1 || (x === -1 && Math.abs(w) === Infinity)) return 1;
  if (w === 2) return x * x;
  const found = x ** w;
  if (!Number.isInteger(w) || Math.abs(w) > EXACT_POWERS || !x || !Number.isFinite(x)) return found;
  const { n, d } = ofFloat(x);
  const times = BigInt(Math.abs(w));
  return nearestFloat(w < 0 ? fraction(d ** times, n ** times) : fraction(n ** times, d ** times));
};

/** @param {number} x @param {number} sign */
const withSign = (x, sign) => (sign < 0 || Object.is(sign, -0) ? -x : x);

/** A function that Math has not, from its exact value. @param {string} name */
const exactly = (name) => (/** @type {number} */ x, /** @type {number} */ w) => {
  const operands = [x, w];
  if (operands.some((x) => !Number.isFinite(x))) return NaN;
  const nodes = operands.map((x) => ({ name: "", text: "", value: ofFloat(x), operands: [] }));
  const step = { name, text: "", value: null, operands: operands.map((_, index) => index) };
  const program = { variable: "", nodes: [...nodes, step], orders: [[0, 1, 2]] };
  return nearestFloat(cell(evaluate(program, ofFloat(0))).value);
};

/** @type {Record<string, (x: number, w: number, to: Rounding) => number>} */
export const RULES = {
  add: (x, w) => x + w,
  subtract: (x, w) => x - w,
  negate: (x) => -x,
  multiply: (x, w) => x * w,
  divide: (x, w) => x / w,
  whole_power: power,
  power,
  odd_power: (x, w) => withSign(power(Math.abs(x), w), x),
  even_power: (x, w) => power(Math.abs(x), w),
  sigmoid: (x, _, to) => to(Math.exp(Math.min(x, 0))) / to(1 + to(Math.exp(-Math.abs(x)))),
  softplus: (x, _, to) =>
    x === 0 ? Math.LN2 : Math.max(x, 0) + to(Math.log1p(to(Math.exp(-Math.abs(x))))),
  sec: (x, _, to) => 1 / to(Math.cos(x)),
  csc: (x, _, to) => 1 / to(Math.sin(x)),
  cot: (x, _, to) => 1 / to(Math.tan(x)),
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : x - x),
  step: (x) => (x > 0 ? 1 : x <= 0 ? 0 : NaN),
  relu: (x) => Math.max(x, 0),
  atan2: (y, x) => (y === 0 && x === 0 ? NaN : Math.atan2(y + 0, x)),
  sinc: exactly("sinc"),
};
/** Functions that are Math's own. */
const OWN = "abs acosh asinh atanh cbrt ceil cosh exp expm1 floor hypot log log10 log1p log2" +
  " max min sin sinh sqrt tan tanh cos asin acos atan";
for (const name of OWN.split(" ")) {
  const own = /** @type {any} */ (Math)[name];
  RULES[name] = (x, w) => own(x, w);
}

/** @param {Program} program @param {number} x @param {Rounding} to  rounds to the kind of float */
export const run = ({ nodes, orders }, x, to) => {
  /** @type {number[]} */
  const values = [];
  /** @param {import("./program.js").Node} node */
  const valueOf = ({ name, text, value, operands }) => {
    if (name === "input") return x;
    if (name === "constant") return nearestFloat(value);
    if (name === "named") return NAMED[text];
    const [left, right = 0] = operands.map((index) => values[index]);
    if (!Object.hasOwn(CHOICES, name)) return ruleOf(RULES, name)(left, right, to);
    if (left !== left || right !== right) return NaN;
    return values[operands[CHOICES[name](left > right ? 1 : left < right ? -1 : 0) ? 2 : 3]];
  };
  for (const index of orders[0]) values[index] = to(valueOf(nodes[index]));
  return values[values.length - 1];
};

/** The fewest digits that round to a float32, as a float64. @param {number} x */
const shortest = (x) => {
  for (let digits = 1; ; digits++) {
    const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
    const whole = Number(mantissa.replace(".", ""));
    // above a power of two the floats lie further apart than below, so the next one may do too
    for (const near of [whole, whole + Math.sign(x)]) {
      const found = Number(`${near}e${Number(exponent) - digits + 1}`);
      if (Math.fround(found) === x) return found;
    }
  }
};

/** A float as NumPy prints it: the fewest digits that tell it from all others of its kind.
 * @param {number} x @param {boolean} isSingle */
export const textOf = (x, isSingle) => {
  if (x !== x) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const short = isSingle ? shortest(x) : x;
  const size = Math.abs(x);
  if (size < 1e-4 || size >= (isSingle ? 1e6 : 1e16)) {
    return short.toExponential().replace(/([+-])(\d)$/, "$10$2");
  }
  return Number.isInteger(short) ? `${short}.0` : String(short);
};
