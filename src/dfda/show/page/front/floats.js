/**
 * A program on floats: float64, or float32 where every step is rounded to it, and their texts.
 *
 * @typedef {import("./program.js").Program} Program
 * @typedef {(x: number) => number} Rounding
 */
import { CHOICES, ruleOf } from "./program.js";
import { NotLive } from "./rational.js";

const { abs, cos, exp, log1p, max, sin, tan } = Math;

/** @param {number} x @param {number} w */
const power = (x, w) => (w === 2 ? x * x : x ** w);

/** @type {Record<string, (x: number, w: number, to: Rounding) => number>} */
export const RULES = {
  add: (x, w) => x + w,
  subtract: (x, w) => x - w,
  negate: (x) => -x,
  multiply: (x, w) => x * w,
  divide: (x, w) => x / w,
  whole_power: power,
  power,
  odd_power: (x, w) => (Object.is(abs(x), x) ? power(x, w) : -power(-x, w)),
  even_power: (x, w) => power(abs(x), w),
  sigmoid: (x, _, to) => 1 / to(1 + to(exp(-x))),
  softplus: (x, _, to) => max(x, 0) + to(log1p(to(exp(-abs(x))))),
  sec: (x, _, to) => 1 / to(cos(x)),
  csc: (x, _, to) => 1 / to(sin(x)),
  cot: (x, _, to) => 1 / to(tan(x)),
  step: (x) => (x > 0 ? 1 : x <= 0 ? 0 : NaN),
  relu: (x) => max(x, 0),
  atan2: (y, x) => (y || x ? Math.atan2(y + 0, x) : NaN),
  sinc: (x, order, to) => {
    if (order) throw new NotLive();
    return x ? to(sin(x)) / x : 1;
  },
};
/** Functions that are Math's own. */
const OWN = "abs acosh asinh atanh cbrt ceil cosh exp expm1 floor hypot log log10 log1p log2" +
  " max min sin sinh sign sqrt tan tanh cos asin acos atan";
for (const name of OWN.split(" ")) {
  const own = /** @type {any} */ (Math)[name];
  RULES[name] = (x, w) => own(x, w);
}

/** @param {Program} program @param {number} x @param {Rounding} to  rounds to the kind of float */
export const run = ({ nodes, outputs }, x, to) => {
  /** @type {number[]} */
  const values = [];
  for (const { name, text, value, float, operands } of nodes) {
    const [left, right = 0] = operands.map((index) => values[index]);
    let found = float;
    if (name === "input") found = x;
    else if (name === "named") found = text === "pi" ? Math.PI : Math.E;
    else if (Object.hasOwn(CHOICES, name)) {
      const isTaken = CHOICES[name].includes(Number(left > right) - Number(left < right));
      found = left !== left || right !== right ? NaN : values[operands[isTaken ? 2 : 3]];
    } else if (!value) found = ruleOf(RULES, name)(left, right, to);
    values.push(to(found));
  }
  return values[outputs[0]];
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
  if (!Number.isFinite(x)) return String(x).toLowerCase().replace("inity", "");
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const short = isSingle ? shortest(x) : x;
  if (abs(x) < 1e-4 || abs(x) >= (isSingle ? 1e6 : 1e16)) {
    return short.toExponential().replace(/([+-])(\d)$/, "$10$2");
  }
  return Number.isInteger(short) ? `${short}.0` : String(short);
};
