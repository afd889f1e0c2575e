/**
 * Balls: a midpoint and a radius that surely hold the true number, at any precision.
 *
 * A ball is m·2^e ± r·2^(e-32). Midpoints are cut to the working precision, which adds one unit of
 * the last bit to the radius, as in F. Johansson, "Arb: efficient arbitrary-precision
 * midpoint-radius interval arithmetic", IEEE Trans. Computers 66, 2017.
 *
 * @typedef {{m: bigint, e: number, r: bigint}} Ball
 * @typedef {(x: Ball) => Ball} Unary
 * @typedef {(x: Ball, y: Ball) => Ball} Binary
 */
import {
  FRACTION_BITS, NotLive, ZERO, bitLength, floorDivide, fraction, shift, size, spend,
} from "./rational.js";

/** The function certainly has no value here. */
export class NotDefined extends Error {}
/** At this precision nobody can tell; more bits may help. */
export class NotResolved extends Error {}
/** The value is too large to write out. */
export class TooLarge extends Error {}

const GUARD = 64;
const FARTHEST = 2 ** 50;
const UNIT = 1n << 32n;
let precision = 128;

/** @template T @param {number} bits @param {() => T} compute */
export const withPrecision = (bits, compute) => {
  const before = precision;
  precision = bits;
  try {
    return compute();
  } finally {
    precision = before;
  }
};

/** @param {boolean} holds @param {boolean} [fails] */
export const require = (holds, fails = false) => {
  if (fails) throw new NotDefined();
  if (!holds) throw new NotResolved();
};

/** Cut to the working precision. @param {bigint} m @param {number} e @returns {Ball} */
const ball = (m, e, r = 0n) => {
  if (e > 2 * FARTHEST) throw new NotLive("too large on the way");
  const cut = Math.max(bitLength(m) - precision, bitLength(r) - precision - 64, 0);
  if (!cut) return { m, e, r };
  const kept = m < 0n ? -shift(-m, -cut) : shift(m, -cut);
  return { m: kept, e: e + cut, r: -shift(-r, -cut) + (shift(kept, cut) === m ? 0n : UNIT) };
};
/** A number in fixed point that is off by at most 2^10 units. @param {bigint} m
 * @param {number} bits */
const near = (m, bits, r = 0n) => ball(m, -bits, r + (1n << 42n));
/** Twice n/d, cut, and one more where something was cut off. @param {bigint} n @param {bigint} d */
const sticky = (n, d) => {
  const found = 2n * (size(n) / size(d)) + (n % d ? 1n : 0n);
  return n < 0n === d < 0n ? found : -found;
};
/** n/d, rounded up; both positive. @param {bigint} n @param {bigint} d */
const up = (n, d) => (n + d - 1n) / d;

/** @param {bigint} n @param {bigint} d */
export const quotient = (n, d = 1n) => {
  if (d === 1n) return ball(n, 0);
  const bits = Math.max(0, precision + 1 + bitLength(d) - bitLength(n));
  return ball(sticky(shift(n, bits), d), -bits - 1);
};
/** @param {number} n @returns {Ball} */
export const whole = (n) => ({ m: BigInt(n), e: 0, r: 0n });
/** Everything from -2^e to 2^e. @param {number} e @returns {Ball} */
const anything = (e) => ({ m: 0n, e, r: UNIT });

/** The signs of both ends. @param {Ball} x */
export const signs = ({ m, e, r }) => {
  const [low, high] = [-r, r].map((r) => m * UNIT + r).map((n) => Number(n > 0n) - Number(n < 0n));
  if (low < 1 && high > -1 && low !== high && e < -FARTHEST) throw new NotLive("too small");
  return [low, high];
};
/** @param {Ball} x */
export const isZero = (x) => !x.m && !x.r;
/** @param {Ball} x */
export const isNotZero = (x) => signs(x)[0] > 0 || signs(x)[1] < 0;
/** The number of bits before the point. @param {Ball} x */
export const top = (x) => bitLength(x.m) + x.e;

/** @type {Binary} */
export const add = (x, y) => {
  if (isZero(x)) return y;
  if (isZero(y)) return x;
  if (x.e < y.e) [x, y] = [y, x];
  const by = x.e - y.e;
  if (by > 3 * precision + 256) {
    // y has at most precision + 64 bits, so it is less than the last bit of x
    const more = Math.max(0, precision - bitLength(x.m));
    return { m: shift(x.m, more), e: x.e - more, r: shift(x.r, more) + UNIT };
  }
  return ball(shift(x.m, by) + y.m, y.e, shift(x.r, by) + y.r);
};
/** @type {Unary} */
export const negate = (x) => ({ ...x, m: -x.m });
/** @type {Unary} */
export const absolute = (x) => (x.m < 0n ? negate(x) : x);
/** @type {Binary} */
export const subtract = (x, y) => add(x, negate(y));
/** @type {Binary} */
export const multiply = (x, y) => {
  const r = x.r || y.r ? size(x.m) * y.r + size(y.m) * x.r + up(x.r * y.r, UNIT) : 0n;
  return ball(x.m * y.m, x.e + y.e, r);
};
/** x·2^by. @param {Ball} x @param {number} by @returns {Ball} */
export const scale = (x, by) => ({ ...x, e: x.e + by });
/** @type {Binary} */
export const divide = (x, y) => {
  require(isNotZero(y));
  const bits = Math.max(0, precision + 1 + bitLength(y.m) - bitLength(x.m));
  const spread = size(x.m) * y.r + size(y.m) * x.r;
  const r = spread && up(shift(spread, bits + 33), size(y.m) * (size(y.m) * UNIT - y.r));
  return ball(sticky(shift(x.m, bits), y.m), x.e - y.e - bits - 1, r);
};
/** The larger of two balls, or one that holds whatever it may be. @type {Binary} */
export const maximum = (x, y) => {
  const [low, high] = signs(subtract(x, y));
  if (low >= 0) return x;
  if (high <= 0) return y;
  const e = Math.min(x.e, y.e);
  const [least, most] = [-1n, 1n].map((side) => {
    const [one, other] = [x, y].map((z) => shift(z.m * UNIT + side * z.r, z.e - e));
    return one > other ? one : other;
  });
  return ball(least + most, e - 33, (most - least) * UNIT);
};

/** The largest integer with a square <= n. @param {bigint} n */
export const integerRoot = (n) => {
  const half = Math.max(0, (bitLength(n) >> 1) - 25);
  let root = shift(BigInt(Math.ceil(Math.sqrt(Number(shift(n, -2 * half))))) + 1n, half);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
};
/** The square root of a number that is not below 0. @type {Unary} */
export const root = (x) => {
  if (isZero(x)) return x;
  const middle = x.m * UNIT;
  require(middle + x.r >= 0n);
  if (2n * x.r > middle) {
    const half = scale(root({ m: middle + x.r, e: x.e - 32, r: 0n }), -1);
    return { ...half, r: half.m * UNIT + half.r };
  }
  let bits = Math.max(0, 2 * precision + 4 - bitLength(x.m));
  bits += (x.e - bits) & 1;
  const square = shift(x.m, bits);
  const found = integerRoot(square);
  // sqrt(m) - sqrt(m - r) <= r/(2 sqrt(m))·(1 + r/m)
  const r = x.r && up((shift(x.r, bits) * (middle + x.r)) / middle, found) + 1n;
  return ball(2n * found + (found * found === square ? 0n : 1n), (x.e - bits) / 2 - 1, r);
};

/** cosh and sinh (or, with sign -1, cos and sin) of a fixed-point number below 2.
 * @param {bigint} x @param {number} bits */
const pair = (x, bits, sign = 1n) => {
  spend((bits / 300) ** 2 + 4);
  const halvings = Math.floor(Math.sqrt(bits) / 2);
  const wide = bits + halvings + 16;
  const [cut, angle] = [BigInt(wide), shift(x, wide - bits - halvings)];
  let [even, odd, term] = [1n << cut, 0n, 1n << cut];
  for (let n = 1n; term; n += 2n) {
    term = ((term * angle) >> cut) / n;
    odd += term;
    term = (sign * ((term * angle) >> cut)) / (n + 1n);
    even += term;
  }
  for (let count = 0; count < halvings; count++) {
    [even, odd] = [(even * even + sign * odd * odd) >> cut, (2n * even * odd) >> cut];
  }
  return [shift(even, bits - wide), shift(odd, bits - wide)];
};

/** The number that a cubically convergent step leads to; it starts at a float.
 * @param {number} start @param {number} bits
 * @param {(now: bigint, bits: number) => bigint} step  the correction at some precision */
const refined = (start, bits, step) => {
  let [now, known, good] = [BigInt(Math.round(start * 2 ** 48)), 48, 40];
  for (;;) {
    const next = Math.min(bits, 3 * good + 8);
    now = shift(now, next - known);
    known = next;
    const change = step(now, known);
    now += change;
    // what is left is below the cube of this change
    good = Math.max(40, known - bitLength(change));
    if (known === bits && 3 * good >= bits) return now;
  }
};

/** 1/q + sign/(3q³) + 1/(5q⁵) … @param {bigint} q @param {number} bits @param {bigint} sign */
const inverseSeries = (q, bits, sign) => {
  spend((bits / 250) ** 2);
  let [term, total] = [(1n << BigInt(bits)) / q, 0n];
  for (let n = 1n; term; n += 2n) {
    total += term / n;
    term = (sign * term) / (q * q);
  }
  return total;
};
/** @type {Record<string, {sign: bigint, terms: bigint[][]}>} */
const SERIES = {
  pi: { sign: -1n, terms: [[16n, 5n], [-4n, 239n]] },
  ln2: { sign: 1n, terms: [[18n, 26n], [-2n, 4801n], [8n, 8749n]] },
};
/** @type {Record<string, {bits: number, value: bigint}>} */
const known = {};
/** π or ln 2 in fixed point, rounded down. @param {string} name @param {number} bits */
const constant = (name, bits) => {
  if (!known[name] || known[name].bits < bits + 32) {
    const { sign, terms } = SERIES[name];
    const parts = terms.map(([times, q]) => times * inverseSeries(q, bits + 64, sign));
    known[name] = { bits: bits + 64, value: parts.reduce((sum, part) => sum + part) };
  }
  return shift(known[name].value, bits - known[name].bits);
};
/** @returns {Ball} */
export const pi = () => {
  const half = constant("pi", precision - 1);
  return { m: (half + 1n) >> 1n, e: 2 - precision, r: (UNIT >> 1n) + 1n };
};

/** x in fixed point less the nearest multiple of a constant·2^by, and which multiple that is.
 * @param {Ball} x @param {string} name @param {number} bits @param {number} by */
const remainder = (x, name, bits, by) => {
  const more = Math.max(0, top(x)) + 4;
  const unit = constant(name, bits + more + by);
  const fixed = shift(x.m, x.e + bits + more);
  const times = floorDivide(2n * fixed + unit, 2n * unit);
  return [shift(fixed - times * unit, -more), times];
};
/** Bits of fixed point with which a number near 0 keeps its digits. @param {Ball} x */
const bitsFor = (x) => precision + GUARD + Math.min(precision + GUARD, Math.max(0, -top(x)));
/** A function that differs from x by at most x² near 0: exact at 0, x itself right next to it.
 * @param {Ball} x @param {() => Ball} otherwise @returns {Ball} */
export const nearlyItself = (x, otherwise) => {
  if (isZero(x)) return x;
  const isTiny = top(x) < -precision - GUARD && x.r < size(x.m);
  return isTiny ? { ...x, r: x.r + 4n } : otherwise();
};
/** A composed function at a few more bits, cut at the end. @param {() => Ball} compute */
export const wider = (compute) => {
  const { m, e, r } = withPrecision(precision + 8, compute);
  return ball(m, e, r);
};

/** exp(x) - less, near 0 with all digits where `less` is 1. @param {Ball} x @param {number} less */
const exponential = (x, less) => {
  const [low, high] = signs(x);
  if (top(x) > 50) {
    require(low === high && (low < 0 || top(x) <= Math.max(128, 2 * precision)));
    if (low > 0) throw new TooLarge();
    return { m: 1n, e: -4 * FARTHEST, r: UNIT };
  }
  require(bitLength(x.r) + x.e <= 33);
  const bits = less ? bitsFor(x) : precision + GUARD;
  const [rest, times] = less ? [shift(x.m, x.e + bits), 0n] : remainder(x, "ln2", bits, 0);
  const [even, odd] = pair(rest, bits);
  // exp(r) - 1 <= r + 4r² for r <= 2
  const first = shift((even + odd) * x.r, x.e) + 1n;
  const r = x.r && first + 4n * shift(first * x.r, x.e - 32) + 4n;
  return scale(near(even + odd - shift(BigInt(less), bits), bits, r), Number(times));
};
/** @type {Unary} */
export const exp = (x) => (isZero(x) ? whole(1) : exponential(x, 0));
/** @type {Unary} */
export const expm1 = (x) =>
  nearlyItself(x, () =>
    top(x) < 1 ? exponential(x, 1) : wider(() => subtract(exp(x), whole(1))),
  );

/** @param {Ball} x */
export const sineAndCosine = (x) => {
  if (isZero(x)) return [x, whole(1)];
  const isWide = bitLength(x.r) + x.e > 33 || top(x) > Math.max(65536, 4 * precision);
  if (isWide) return [anything(0), anything(0)];
  const bits = bitsFor(x);
  const [rest, quarters] = remainder(x, "pi", bits, -1);
  const [cos, sin] = pair(rest, bits, -1n);
  const turn = Number(quarters & 3n);
  const values = [sin, cos, -sin, -cos, sin];
  const r = shift(x.r, x.e + bits) + 1n;
  return [nearlyItself(x, () => near(values[turn], bits, r)), near(values[turn + 1], bits, r)];
};

/** The sum of (-1)^k x^(2k-n)/((2k+1)(2k-n)!), which is sin(x)/x differentiated n times.
 * @param {Ball} x @param {bigint} n */
export const sincSeries = (x, n) => {
  const bits = bitsFor(x);
  const fixed = shift(x.m, x.e + bits);
  let [degree, total] = [n & 1n, 0n];
  let term = degree ? fixed : shift(1n, bits);
  if ((n + degree) & 2n) term = -term;
  for (; term; degree += 2n) {
    total += term / (n + degree + 1n);
    const next = shift(shift(-term * fixed, -bits) * fixed, -bits);
    term = next / ((degree + 1n) * (degree + 2n));
  }
  return near(total, bits, shift(x.r, x.e + bits) + 1n);
};

/** @type {Unary} */
export const log = (x) => {
  const isLow = size(x.m) * 10n < shift(7n, bitLength(x.m));
  const times = isLow ? top(x) - 1 : top(x);
  const y = { m: x.m, e: x.e - times, r: 0n };
  const away = subtract(y, whole(1));
  if (!times && isZero(away) && !x.r) return away;
  const bits = bitsFor(times || isZero(away) ? whole(1) : away);
  const found = refined(Math.log(Number(shift(y.m, y.e + 60)) / 2 ** 60), bits, (now, bits) => {
    const [even, odd] = pair(now, bits);
    const fixed = shift(y.m, y.e + bits);
    return shift(fixed - even - odd, bits + 1) / (fixed + even + odd);
  });
  const r = x.r && up(shift(x.r, bits + 32), x.m * UNIT - x.r);
  return near(found + shift(BigInt(times) * constant("ln2", bits + 64), -64), bits, r);
};
/** log(1 + x). @type {Unary} */
export const log1p = (x) =>
  nearlyItself(x, () => log(withPrecision(3 * precision + 128, () => add(whole(1), x))));

/** @type {Unary} */
export const atan = (x) =>
  nearlyItself(x, () => {
    if (isZero(subtract(absolute(x), whole(1)))) return scale(quarter(x), -1);
    if (top(x) > 1) {
      return isNotZero(x) ? subtract(quarter(x), atan(divide(whole(1), x))) : anything(1);
    }
    const bits = bitsFor(x);
    const fixed = shift(x.m, x.e + 60);
    const found = refined(Math.atan(Number(fixed) / 2 ** 60), bits, (now, bits) => {
      const [cos, sin] = pair(now, bits, -1n);
      const fixed = shift(x.m, x.e + bits);
      return (fixed * cos - shift(sin, bits)) / (cos + shift(fixed * sin, -bits));
    });
    const below = shift(1n, bits) + shift(x.m * x.m, 2 * x.e + bits);
    const slope = shift(shift(x.r, x.e + bits), bits) / below + 1n;
    return near(found, bits, slope + shift(2n * slope * x.r, x.e - 32) + 1n);
  });
/** π/2 with the sign of x. @param {Ball} x */
const quarter = (x) => scale(x.m < 0n ? negate(pi()) : pi(), -1);
/** The angle of the point (x, y), which is no turn away from the right. @type {Binary} */
export const angle = (y, x) => {
  if (signs(x)[0] > 0) return atan(divide(y, x));
  return isZero(y) ? pi() : subtract(quarter(y), atan(divide(x, y)));
};

/** n·2^e as a fraction; one too small to write out moves away from the truth.
 * @param {bigint} n @param {number} e @param {boolean} isHigh */
const end = (n, e, isHigh) => {
  if (e > 8 * FRACTION_BITS) throw new NotLive("too large on the way");
  if (e > -2 * FRACTION_BITS - 64) {
    return fraction(shift(n, Math.max(0, e)), shift(1n, Math.max(0, -e)), Infinity);
  }
  if (!n || n > 0n !== isHigh) return ZERO;
  return fraction(isHigh ? 1n : -1n, shift(1n, FRACTION_BITS), Infinity);
};
/** Both ends, cut away from the middle to the working precision. @param {Ball} x */
export const ends = ({ m, e, r }) =>
  [false, true].map((isHigh) => {
    const n = m * UNIT + (isHigh ? r : -r);
    const cut = Math.max(0, bitLength(n) - precision);
    return end(isHigh ? -shift(-n, -cut) : shift(n, -cut), e - 32 + cut, isHigh);
  });
/** Fractions below and above a ball, or why there are none to print.
 * @param {Ball} x @returns {import("./rational.js").Bounds} */
export const bounds = (x) => {
  const farthest = Math.max(x.m ? top(x) : 0, x.r ? bitLength(x.r) + x.e - 32 : 0);
  if (farthest > FRACTION_BITS) {
    const least = size(x.m) * UNIT - x.r;
    return least > 0n && bitLength(least) + x.e > 33 ? "too large" : "cannot tell";
  }
  const [low, high] = ends(x);
  return [low, high];
};
