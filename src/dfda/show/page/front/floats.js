/**
 * A program on floats: float64, or float32 where every step is rounded to it, and their texts.
 *
 * @typedef {import("./program.js").Program} Program
 * @typedef {(x: number) => number} Rounding
 * @typedef {(values: Float64Array, x: number, to: Rounding) => number} Step  of a program, by those before
 */
import { remembered } from "./memory.js";
import { abs, cos, fround, isFinite, max, sin } from "./numbers.js";
import { CHOICES, ruleOf } from "./program.js";
import { notLive } from "./rational.js";

const { exp, log1p, tan } = Math;

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
    if (order) notLive();
    return x ? to(sin(x)) / x : 1;
  },
};
// All others are Math's own, by the same names; conformance.json tries each.
for (const name of Object.getOwnPropertyNames(Math)) {
  const own = /** @type {any} */ (Math)[name];
  RULES[name] ??= (x, w) => own(x, w);
}

/** @param {import("./program.js").Node} node @returns {Step} */
const stepOf = ({ name, text, value, float, operands }) => {
  const [left, right] = operands;
  if (name === "input") return (_, x) => x;
  if (name === "named") return () => (text === "pi" ? Math.PI : Math.E);
  if (value) return () => float;
  if (Object.hasOwn(CHOICES, name)) {
    return (values) => {
      const [x, w, taken, other] = operands.map((index) => values[index]);
      if (x !== x || w !== w) return NaN;
      return CHOICES[name].includes(Number(x > w) - Number(x < w)) ? taken : other;
    };
  }
  const rule = ruleOf(RULES, name);
  if (right === undefined) return (values, _, to) => rule(values[left], 0, to);
  return (values, _, to) => rule(values[left], values[right], to);
};
/** Made once for each program: a picture of it takes hundreds of runs.
 * @type {WeakMap<Program, Step[]>} */
const known = new WeakMap();

/** @param {Program} program @param {number} x @param {Rounding} to  rounds to the kind of float */
export const run = (program, x, to) => {
  const steps = remembered(known, program, () => program.nodes.map(stepOf));
  const values = new Float64Array(steps.length);
  for (let index = 0; index < steps.length; index++) values[index] = to(steps[index](values, x, to));
  return values[program.outputs[0]];
};

/** The fewest digits that round to a float32, as a float64. @param {number} x */
const shortest = (x) => {
  for (let digits = 1; ; digits++) {
    const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
    const whole = Number(mantissa.replace(".", ""));
    // above a power of two the floats lie further apart than below, so the next one may do too
    for (const near of [whole, whole + Math.sign(x)]) {
      const found = Number(`${near}e${Number(exponent) - digits + 1}`);
      if (fround(found) === x) return found;
    }
  }
};

/** A float as NumPy prints it: the fewest digits that tell it from all others of its kind.
 * @param {number} x @param {boolean} isSingle */
export const textOf = (x, isSingle) => {
  if (!isFinite(x)) return String(x).toLowerCase().replace("inity", "");
  if (x === 0) return 1 / x < 0 ? "-0.0" : "0.0";
  const short = isSingle ? shortest(x) : x;
  if (abs(x) < 1e-4 || abs(x) >= (isSingle ? 1e6 : 1e16)) {
    return short.toExponential().replace(/([+-])(\d)$/, "$10$2");
  }
  return Number.isInteger(short) ? `${short}.0` : String(short);
};
