/**
 * Running a program exactly: on fractions while they last, then on intervals.
 *
 * A program is data: steps that name a rule and the numbers of their operands. Nothing is parsed or
 * differentiated here; Python writes formulas and their derivatives down as programs.
 *
 * @typedef {import("./rational.js").Fraction} Fraction
 * @typedef {import("./rational.js").Exact} Exact
 * @typedef {import("./rational.js").Blank} Blank
 * @typedef {import("./reals.js").Interval} Interval
 * @typedef {{name: string, text: string, value: Fraction | null, float: number,
 *   operands: number[]}} Node  value and float are a constant's
 * @typedef {{nodes: Node[], outputs: number[]}} Program  each node after its operands
 * @typedef {Fraction | Interval} Value
 * @typedef {(x: Value, w?: Value) => Value} Rule
 * @typedef {(x: Fraction, w: Fraction) => Fraction | null} OnFractions  null where none comes out
 */
import * as Q from "./rational.js";
import * as R from "./reals.js";

const { ZERO, bitLength, compare, floorDivide, fraction } = Q;
const { require } = R;
const [ONE, TWO] = [fraction(1n), fraction(2n)];
/** A fraction with more bits than this is reduced, and where that leaves an eighth of them given up:
 * its digits come from intervals then. */
const [LONGEST, LONGEST_POWER] = [2 ** 12, 2 ** 15];
const SMALL = 1n << 320n;

/** @param {Fraction} x */
const bits = ({ n, d }) => Math.max(bitLength(n), bitLength(d));
/** The fraction itself, unless it has grown too long. @param {Fraction} x */
const fit = (x) => {
  if (x.d < SMALL && Q.size(x.n) < SMALL) return x;
  const length = bits(x);
  Q.spend(0.3 + (length / 2000) ** 1.5);
  if (length <= LONGEST) return x;
  const least = isGivenUp ? x : Q.reduced(x);
  if (8 * bits(least) <= LONGEST) return least;
  isGivenUp = true;
  return null;
};
/** Whether a fraction was given up: no more are reduced then, which takes most of the time, and what
 * stays unsettled might be settled in Python. */
let isGivenUp = false;

/** A rule, by what it makes of fractions and of intervals.
 * @param {OnFractions} exact @param {import("./reals.js").Binary} rough @returns {Rule} */
const both = (exact, rough) => (x, w = x) =>
  ("n" in x && "n" in w && exact(x, w)) || rough(asInterval(x), asInterval(w));
/** @param {Value} x */
const asInterval = (x) => ("n" in x ? R.quotient(x.n, x.d) : x);
/** A rule with a value at one point, which is a fraction nowhere else.
 * @param {bigint} point @param {Fraction} value @param {import("./reals.js").Unary} rough */
const through = (point, value, rough) =>
  both(
    (x) => (x.n === point * x.d ? value : null),
    (x) => (R.isExactly(x, point) ? asInterval(value) : rough(x)),
  );

const negate = both(Q.negate, R.negate);
const add = both((x, w) => fit(Q.add(x, w)), R.add);
const multiply = both((x, w) => fit(Q.multiply(x, w)), R.multiply);
const divide = both((x, w) => {
  require(true, !w.n);
  return fit(Q.divide(x, w));
}, R.divide);
const max = both((x, w) => (compare(x, w) < 0 ? w : x), R.maximum);
/** @type {(x: Value, w: Value) => Value} */
const subtract = (x, w) => add(x, negate(w));
/** @type {(x: Value, w: Value) => Value} */
const min = (x, w) => negate(max(negate(x), negate(w)));
/** @type {Rule} */
const abs = (x) => max(x, negate(x));

/** Which signs x - w may have. @param {Value} x @param {Value} w */
const signs = (x, w) => {
  const off = subtract(x, w);
  if ("n" in off) return [compare(off, ZERO)];
  const { low, high } = off;
  return [-1, 0, 1].filter((sign) => (sign < 0 ? low < 0n : sign ? high > 0n : low <= 0n && high >= 0n));
};
/** @type {Rule} */
const sign = (x) => {
  const [found, ...others] = signs(x, ZERO);
  require(!others.length);
  const whole = fraction(BigInt(found));
  return "n" in x ? whole : asInterval(whole);
};
const floor = both((x) => fraction(floorDivide(x.n, x.d)), R.floor);

/** The root of a fraction that is not below 0, where it is a fraction.
 * @param {Fraction} x @param {bigint} degree */
const rootOf = (x, degree) => {
  if (x.n === x.d) return ONE;
  if (BigInt(bits(x)) * degree > LONGEST_POWER) return null;
  // the root of n/d is the root of n·d^(degree - 1), over d
  const power = x.n * x.d ** (degree - 1n);
  const root = R.integerRoot(power, degree);
  return root ** degree === power ? fraction(root, x.d) : null;
};
const sqrt = both((x) => (x.n < 0n ? null : rootOf(x, 2n)), R.root);
/** By repeated squaring. @param {Value} x @param {bigint} times @returns {Value} */
const repeated = (x, times) => {
  if (times < 0n) return divide(ONE, repeated(x, -times));
  /** @type {Value} */
  let result = ONE;
  for (; times; times >>= 1n) {
    if (times & 1n) result = multiply(result, x);
    if (times > 1n) x = multiply(x, x);
  }
  return result;
};
/** |x|^w. @type {(x: Value, w: Value) => Value} */
const evenPower = (x, w) => {
  if ("n" in x && "n" in w) {
    const { n, d } = Q.reduced(w);
    const root = rootOf(Q.absolute(x), d);
    if (root) return repeated(root, n);
  }
  const [base, { low, high }] = [asInterval(x), asInterval(w)];
  if (!R.isExactly(base, 0n)) return exp(multiply(log(abs(base)), w));
  require(low > 0n, high < 0n);
  return base;
};
/** @type {(x: Value, w: Value) => Value} */
const power = (x, w) => {
  if ("n" in w && !(w.n % w.d)) return repeated(x, w.n / w.d);
  const base = asInterval(x);
  const isZero = R.isExactly(base, 0n);
  require(base.low > 0n || isZero, base.high < 0n && !R.holdsWhole(asInterval(w)));
  return evenPower(x, w);
};
/** @type {(x: Value, w: Value) => Value} */
const oddPower = (x, w) => multiply(sign(x), evenPower(x, w));

const exp = through(0n, ONE, R.exp);
const log = through(1n, ZERO, R.log);
const sin = through(0n, ZERO, R.sine);
const cos = through(0n, ONE, (x) => R.sine(x, 1n));
const atan = through(0n, ZERO, R.atan);
/** A logarithm, which is whole at powers of the base. @param {bigint} base @returns {Rule} */
const logTo = (base) => (x) => ("n" in x && wholeLog(x, base)) || divide(log(x), log(fraction(base)));
/** @param {Fraction} x @param {bigint} base */
const wholeLog = (x, base) => {
  const { n, d } = Q.reduced(x);
  const [long, short] = n > d ? [n, d] : [d, n];
  const times = BigInt(Math.round((bitLength(long) - 1) / Math.log2(Number(base))));
  return short === 1n && base ** times === long && fraction(n > d ? times : -times);
};
/** No part of it grows, whatever x is. @type {Rule} */
const sigmoid = (x) => divide(exp(min(x, ZERO)), add(ONE, exp(negate(abs(x)))));
/** @type {Rule} */
const square = (x) => multiply(x, x);
/** @type {Rule} */
const asin = (x) => multiply(TWO, atan(divide(x, add(ONE, sqrt(subtract(ONE, square(x)))))));

/** How each rule computes. @type {Record<string, (x: Value, w: Value) => Value>} */
export const RULES = {
  add, subtract, negate, multiply, divide, power, sqrt, exp, log, sin, cos, atan, asin, sigmoid,
  abs, sign, floor, max, min,
  whole_power: power,
  even_power: evenPower,
  odd_power: oddPower,
  cbrt: (x) => oddPower(x, fraction(1n, 3n)),
  hypot: (x, w) => sqrt(add(square(x), square(w))),
  step: (x) => max(sign(x), ZERO),
  relu: (x) => max(x, ZERO),
  ceil: (x) => negate(floor(negate(x))),
  expm1: (x) => subtract(exp(x), ONE),
  log1p: (x) => log(add(ONE, x)),
  log2: logTo(2n),
  log10: logTo(10n),
  softplus: (x) => add(max(x, ZERO), log(add(ONE, exp(negate(abs(x)))))),
  tan: (x) => divide(sin(x), cos(x)),
  sec: (x) => divide(ONE, cos(x)),
  csc: (x) => divide(ONE, sin(x)),
  cot: (x) => divide(cos(x), sin(x)),
  sinh: (x) => divide(subtract(exp(x), exp(negate(x))), TWO),
  cosh: (x) => {
    const grown = exp(abs(x));
    return divide(add(grown, divide(ONE, grown)), TWO);
  },
  tanh: (x) => subtract(multiply(TWO, sigmoid(multiply(TWO, x))), ONE),
  acos: through(1n, ZERO, (x) => asInterval(subtract(asin(ONE), asin(x)))),
  asinh: (x) => log(add(x, sqrt(add(square(x), ONE)))),
  acosh: (x) => log(add(x, sqrt(subtract(square(x), ONE)))),
  atanh: (x) => divide(log(divide(add(ONE, x), subtract(ONE, x))), TWO),
};
/** The signs of the first of four operands less the second with which the third one is taken.
 * @type {Record<string, number[]>} */
export const CHOICES = {
  if_less: [-1],
  if_at_most: [-1, 0],
  if_greater: [1],
  if_at_least: [0, 1],
  if_equal: [0],
  if_not_equal: [-1, 1],
};

/** What a table has for a name. @template T @param {Record<string, T>} table @param {string} name */
export const ruleOf = (table, name) => {
  if (!Object.hasOwn(table, name)) throw new Q.NotLive();
  return table[name];
};

/** A program from the data that `dfda.program.serial` writes.
 * @param {{nodes: (string | number[])[][], outputs: number[]}} data @returns {Program} */
export const read = ({ nodes, outputs }) => ({
  nodes: nodes.map(([name, content]) => {
    const value = name === "constant" ? constant(String(content)) : null;
    const operands = typeof content === "string" ? [] : content;
    return { name: String(name), text: String(content), value, float: Q.nearestFloat(value), operands };
  }),
  outputs,
});
/** @param {string} text  such as -1/3; long ones are in base 16 */
const constant = (text) => {
  const [n, d] = text.replace("-", "").split("/").map(BigInt);
  return fraction(text[0] === "-" ? -n : n, d);
};

/** What a program comes to at an exact number: all its outputs, which remember their bounds.
 * @param {Program} program @param {Fraction} number @returns {Exact[]} */
export const evaluateAll = ({ nodes, outputs }, number) => {
  /** @param {number} bits */
  const enclose = (bits) => {
    R.workAt(bits);
    isGivenUp = false;
    /** @type {(Value | Blank)[]} */
    const values = [];
    for (const node of nodes) values.push(valueOf(node, values, number));
    if (isGivenUp && bits === Q.MOST_BITS) throw new Q.NotLive();
    return outputs.map((output) => boundsOf(values[output]));
  };
  /** @type {Record<number, import("./rational.js").Bounds[]>} */
  const known = {};
  return outputs.map((_, index) => ({ enclose: (bits) => (known[bits] ??= enclose(bits))[index] }));
};
/** @param {Program} program @param {Fraction} number */
export const evaluate = (program, number) => evaluateAll(program, number)[0];
/** @param {Value | Blank} value @returns {import("./rational.js").Bounds} */
const boundsOf = (value) =>
  typeof value === "string" ? value : "n" in value ? [value, value] : R.bounds(value);

/** @param {Node} node @param {(Value | Blank)[]} values @param {Fraction} number
 * @returns {Value | Blank} */
const valueOf = ({ name, text, value, operands }, values, number) => {
  if (name === "input") return number;
  if (value) return value;
  if (name === "named") return text === "pi" ? R.pi() : R.exp(R.quotient(1n));
  const [left, right = left] = operands;
  const [x, w] = [values[left], values[right]];
  if (x === "undefined" || w === "undefined") return "undefined";
  if (x === "too large" || w === "too large") throw new Q.NotLive();
  if (typeof x === "string" || typeof w === "string") return "cannot tell";
  Q.spend(1);
  try {
    if (!Object.hasOwn(CHOICES, name)) return ruleOf(RULES, name)(x, w);
    const [isTaken, ...others] = new Set(signs(x, w).map((sign) => CHOICES[name].includes(sign)));
    require(!others.length);
    const taken = values[operands[isTaken ? 2 : 3]];
    return ("n" in x && "n" in w) || typeof taken === "string" ? taken : asInterval(taken);
  } catch (error) {
    if (error instanceof R.NoValue) return /** @type {Blank} */ (error.message);
    throw error;
  }
};
