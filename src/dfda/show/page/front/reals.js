/**
 * Intervals that surely hold the true number, in fixed point.
 *
 * `low` and `high` count units of 2^-places. Sums are exact, other steps are rounded outwards; what a
 * series leaves out and cuts off is below SLACK units, as each function says. Numbers much smaller
 * than a unit want more places: a cell asks for them, by doubling, until its digits are settled.
 *
 * @typedef {{low: bigint, high: bigint}} Interval
 * @typedef {(x: Interval) => Interval} Unary
 * @typedef {(x: Interval, y: Interval) => Interval} Binary
 */
import { ceil, max } from "./numbers.js";
import { MOST_BITS, bitLength, floorDivide, fraction, notLive, spend } from "./rational.js";

/** Why there is no value, at this precision or at all: what the cell says in its place. */
export class NoValue extends Error {}

const [SLACK, GUARD, LARGEST_BITS] = [16n, 32, 2 ** 17];
const LONG = 1n << 20_000n;
const LONG_BELOW = -LONG; // written once, for a number so long takes its time
let [places, cut, unit, isFinest, isLost] = [0, 0n, 1n, false, false];

/** Work at so many bits from here on. @param {number} bits */
export const workAt = (bits) => {
  [isFinest, isLost] = [bits === MOST_BITS, false];
  places = bits + 32;
  cut = BigInt(places);
  unit = 1n << cut;
};

/** Say so where the function certainly has no value, or nobody can tell with so few bits.
 * @param {boolean} holds @param {boolean} [fails] */
export const require = (holds, fails = false) => {
  if (fails) throw new NoValue("undefined");
  if (!holds) throw new NoValue("cannot tell");
};

/** @param {bigint} low @param {bigint} high @returns {Interval} */
export const interval = (low, high = low) => {
  if (high > LONG || low < LONG_BELOW) {
    const bits = max(bitLength(low), bitLength(high));
    spend(bits / 100);
    if (bits > 8 * LARGEST_BITS) notLive();
  }
  return { low, high };
};
/** n/d, rounded up. @param {bigint} n @param {bigint} d  positive */
const up = (n, d) => -floorDivide(-n, d);
/** @param {bigint} n @param {bigint} d  positive */
export const quotient = (n, d = 1n) => {
  const low = floorDivide(n << cut, d);
  return interval(low, low * d === n << cut ? low : low + 1n);
};
/** Whether it is a whole number, and nothing else. @param {Interval} x @param {bigint} n */
export const isExactly = ({ low, high }, n) => low === high && low === n << cut;

/** Whether some whole number lies in it. @param {Interval} x */
export const holdsWhole = ({ low, high }) => (low - 1n) >> cut !== high >> cut;

/** @type {Unary} */
export const negate = ({ low, high }) => ({ low: -high, high: -low });
/** @type {Binary} */
export const add = (x, y) => interval(x.low + y.low, x.high + y.high);
/** @param {bigint} x @param {bigint} y */
const lower = (x, y) => (x < y ? x : y);
/** @param {bigint} x @param {bigint} y */
const higher = (x, y) => (x > y ? x : y);
/** @type {Binary} */
export const maximum = (x, y) => interval(higher(x.low, y.low), higher(x.high, y.high));
/** @type {Binary} */
export const multiply = (x, y) => {
  const products = [x.low * y.low, x.low * y.high, x.high * y.low, x.high * y.high];
  return interval(products.reduce(lower) >> cut, -(-products.reduce(higher) >> cut));
};
/** @type {Binary} */
export const divide = (x, y) => {
  require(y.low > 0n || y.high < 0n, isExactly(y, 0n));
  if (y.high < 0n) [x, y] = [negate(x), negate(y)];
  const low = floorDivide(x.low << cut, x.low < 0n ? y.low : y.high);
  if (!low && x.low) isLost = true;
  return interval(low, up(x.high << cut, x.high < 0n ? y.high : y.low));
};
/** The whole number below, where both ends tell the same. @type {Unary} */
export const floor = ({ low, high }) => {
  require(low >> cut === high >> cut);
  return interval((low >> cut) << cut);
};

/** The largest integer whose power is <= n; Newton's method from above. @param {bigint} n
 * @param {bigint} degree */
export const integerRoot = (n, degree = 2n) => {
  if (n < 2n) return n;
  spend(0.3 + (bitLength(n) / 2000) ** 2);
  const by = BigInt(max(0, ceil((bitLength(n) - 1000) / Number(degree))));
  const start = Number(n >> (by * degree)) ** (1 / Number(degree));
  // off by less than one part in 10^12: the logarithm of a float is below 710, 1/degree is rounded
  let root = (BigInt(ceil(start * (1 + 1e-12))) + 1n) << by;
  for (;;) {
    const next = ((degree - 1n) * root + n / root ** (degree - 1n)) / degree;
    if (next >= root) return root;
    root = next;
  }
};
/** @type {Unary} */
export const root = ({ low, high }) => {
  require(low >= 0n, high < 0n);
  return interval(integerRoot(low << cut), high && integerRoot((high << cut) - 1n) + 1n);
};

/** cosh and sinh, or with sign -1 cos and sin, of a number of units whose size is below 1.
 *
 * The number is halved h times and its power series taken: less than 200 terms up to 4096 bits, each
 * off by 2 at most. Doubling an angle y (cosh 2y = 1 + 2 sinh² y, cos 2y = 1 - 2 sin² y) makes what is
 * off at most 2e^y times as large, since 4 sinh y and 4 sin y are less than that too, and 2 more: in all
 * less than 2^h·e²·404, for the angles add up to less than 2. Of that h + 16 further bits leave less
 * than 1. @param {bigint} x @param {bigint} sign */
const pair = (x, sign) => {
  spend((places / 300) ** 2 + 4);
  const halvings = BigInt(Math.floor(Math.sqrt(places) / 2));
  const wide = cut + halvings + 16n;
  const [angle, one] = [x << 16n, 1n << wide];
  let [even, odd, term] = [one, 0n, one];
  for (let n = 1n; term; n += 2n) {
    term = ((term * angle) >> wide) / n;
    odd += term;
    term = (sign * ((term * angle) >> wide)) / (n + 1n);
    even += term;
  }
  for (let count = 0n; count < halvings; count++) {
    [even, odd] = [one + sign * ((odd * odd) >> (wide - 1n)), (even * odd) >> (wide - 1n)];
  }
  return [even >> (wide - cut), odd >> (wide - cut)];
};

/** atan(t), or with sign -1 atanh(t) for 0 <= t <= 1/3, in units of 2^-bits.
 *
 * Both halve where t becomes t/(1 + sqrt(1 ± t²)). A halving is off by 2 at most and leaves less than
 * 0.6 of what was off before; each of the less than 500 terms is off by 2. So 2^h times their sum is
 * off by less than 2^(h + 10), which GUARD and h further bits take back to less than 1.
 * @param {bigint} t @param {number} bits @param {bigint} sign */
const inverse = (t, bits, sign) => {
  spend((bits / 150) ** 2 + 10);
  const halvings = Math.floor(Math.sqrt(bits) / 2);
  const more = BigInt(halvings + GUARD);
  const wide = BigInt(bits) + more;
  const one = 1n << wide;
  let [term, total] = [t << more, 0n];
  for (let count = 0; count < halvings; count++) {
    term = (term << wide) / (one + integerRoot(one * one + sign * term * term));
  }
  const square = (term * term) >> wide;
  for (let n = 1n; term; n += 2n) {
    total += term / n;
    term = -sign * ((term * square) >> wide);
  }
  return total >> BigInt(GUARD);
};
/** ln 2 = 2 atanh(1/3) and a quarter turn, 2 atan(1). @type {Record<string, [bigint, bigint]>} */
const CONSTANTS = { ln2: [3n, -1n], quarter: [1n, 1n] };
/** @type {Record<string, {bits: number, value: bigint}>} */
const known = {};
/** In units of 2^-bits, off by 2 at most. @param {string} name @param {number} bits */
const constant = (name, bits) => {
  if (!(known[name]?.bits >= bits)) {
    const [d, sign] = CONSTANTS[name];
    known[name] = { bits, value: 2n * inverse((1n << BigInt(bits)) / d, bits, sign) };
  }
  return known[name].value >> BigInt(known[name].bits - bits);
};
/** @param {bigint} value  off by less than SLACK @param {bigint} below @param {bigint} above */
const around = (value, below, above) => interval(value - below - SLACK, value + above + SLACK);
export const pi = () => around(2n * constant("quarter", places), 0n, 0n);

/** x less the nearest multiple of a constant, off by 2 at most, and which multiple that is.
 * @param {bigint} x @param {string} name */
const remainder = (x, name) => {
  const more = GUARD + max(0, bitLength(x) - places);
  const [step, fixed] = [constant(name, places + more), x << BigInt(more)];
  const times = floorDivide(2n * fixed + step, 2n * step);
  return [(fixed - times * step) >> BigInt(more), times];
};

/** For s <= 1, exp(x + s) is at most exp(x)·(1 + 2s). What is off is below 2·1.42 for the remainder, 2
 * for each of cosh and sinh, and 1 for the cut: less than SLACK. @type {Unary} */
export const exp = ({ low, high }) => {
  const isLarge = high > unit << 18n;
  require(!isLarge || high - low <= unit);
  if (isLarge) throw new NoValue("too large");
  if (high - low > unit) return interval(exp({ low, high: low }).low, exp({ low: high, high }).high);
  const [rest, times] = low < -unit << 18n ? [0n, -cut - 9n] : remainder(low, "ln2");
  const [even, odd] = pair(rest, 1n);
  const value = even + odd;
  const ends = around(value, 0n, ((high - low) * value * 2n) >> cut);
  const [least, most] = [ends.low, -ends.high].map((end) => end << times);
  if (!least) isLost = true;
  return interval(least, -most);
};

/** sin of x and so many quarter turns; its slope is at most 1. @param {Interval} x */
export const sine = ({ low, high }, turns = 0n) => {
  const spread = high - low;
  if (spread > unit) return interval(-unit, unit);
  const [rest, quarters] = remainder(low, "quarter");
  const [cos, sin] = pair(rest, -1n);
  return around([sin, cos, -sin, -cos][Number((quarters + turns) & 3n)], spread, spread);
};
/** With slopes from 0 to 1. @type {Unary} */
export const atan = ({ low, high }) => around(inverse(low, places, 1n), 0n, high - low);

/** log(m·2^k) = 2 atanh((m - 1)/(m + 1)) + k·ln 2 for 1 <= m < 2, with slopes up to 1/low.
 * @type {Unary} */
export const log = ({ low, high }) => {
  require(low > 0n, high <= 0n);
  const [top, bits] = [bitLength(low) - 1, places + GUARD];
  const one = 1n << BigInt(bits);
  const m = top > bits ? low >> BigInt(top - bits) : low << BigInt(bits - top);
  const part = 2n * inverse(((m - one) << BigInt(bits)) / (m + one), bits, -1n);
  const value = part + BigInt(top - places) * constant("ln2", bits);
  return around(value >> BigInt(GUARD), 0n, up((high - low) << cut, low));
};

/** Fractions below and above, or why there are none to print. What exp made smaller than the finest
 * unit, and is nothing else, only Python can tell.
 * @param {Interval} x @returns {import("./rational.js").Bounds} */
export const bounds = ({ low, high }) => {
  if (max(bitLength(low), bitLength(high)) - places > LARGEST_BITS) {
    return low > unit || high < -unit ? "too large" : "cannot tell";
  }
  if (isFinest && isLost && low <= 0n && high >= 0n) notLive();
  return [fraction(low, unit), fraction(high, unit)];
};
