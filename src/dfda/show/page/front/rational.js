/**
 * Exact numbers: read as they are typed, kept as fractions, printed by the one rule of digits.py.
 *
 * @typedef {{n: bigint, d: bigint, due: number}} Fraction  n/d, d > 0; reduced beyond `due` bits only
 * @typedef {"undefined" | "too large" | "cannot tell"} Blank  why there is no number
 * @typedef {[Fraction, Fraction] | Blank} Bounds
 * @typedef {{enclose: (bits: number) => Bounds}} Real  known by lower and upper bounds
 * @typedef {Fraction | Real | Blank} Exact
 * @typedef {{text: string, exact: boolean, value: Fraction | null, fraction?: string}} Cell
 * @typedef {(x: Fraction, y: Fraction) => Fraction} Operation
 */

/** A fraction with more bits than this is no longer kept as one. */
export const FRACTION_BITS = 2 ** 17;
const [FIRST_BITS, BALL_BITS, LAZY_BITS] = [128, 4096, 320];
const [PLAIN_DIGITS, SIGNIFICANT, LONGEST_TEXT] = [200, 20, 400];

/** What this page does not compute: it shows the digits that Python computed. */
export class NotLive extends Error {}

/** Microseconds, about, that one answer may take. */
const MOST_WORK = 250_000;
let left = Infinity;

/** Count work, and stop where it becomes too much. @param {number} units */
export const spend = (units) => {
  left -= units;
  if (left < 0) throw new NotLive("this takes too long for a page");
};

/** The answer, or null where it is not live. @template T @param {() => T} compute */
export const live = (compute, most = MOST_WORK) => {
  const before = left;
  left = Math.min(left, most);
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
/** @param {bigint} n */
export const bitLength = (n) => {
  const hex = size(n).toString(16);
  return hex.length * 4 + 28 - Math.clz32(parseInt(hex[0], 16));
};
/** n·2^by, rounded down. @param {bigint} n @param {number} by */
export const shift = (n, by) => (by < 0 ? n >> BigInt(-by) : n << BigInt(by));
/** n/d, rounded down. @param {bigint} n @param {bigint} d  positive */
export const floorDivide = (n, d) => (n - (((n % d) + d) % d)) / d;
/** n/d to the nearest integer, ties to even. @param {bigint} n  not negative @param {bigint} d */
const nearest = (n, d) => {
  const [whole, rest] = [n / d, 2n * (n % d)];
  return rest > d || (rest === d && whole & 1n) ? whole + 1n : whole;
};
/** @param {number} exponent  not negative */
const ten = (exponent) => 10n ** BigInt(exponent);

const SMALL = 1n << BigInt(LAZY_BITS);
/** Whether a fraction is surely short, told quickly. @param {Fraction} x */
export const isSmall = ({ n, d }) => n < SMALL && -n < SMALL && d < SMALL;

/** @param {bigint} n @param {bigint} d @returns {Fraction} */
export const fraction = (n, d = 1n, due = LAZY_BITS) => {
  const x = d < 0n ? { n: -n, d: -d, due } : { n, d, due };
  if (isSmall(x)) return x;
  const bits = Math.max(bitLength(n), bitLength(d));
  spend(0.3 + (bits / 2000) ** 1.5);
  return bits > due ? reduced(x) : x;
};

/** @param {Fraction} x @returns {Fraction} */
export const reduced = (x) => {
  let [a, b] = [size(x.n), x.d];
  spend(bitLength(b) / 15 + (bitLength(b) / 120) ** 2);
  while (b) [a, b] = [b, a % b];
  const [n, d] = a === 1n ? [x.n, x.d] : [x.n / a, x.d / a];
  return { n, d, due: Math.max(LAZY_BITS, 2 * bitLength(n), 2 * bitLength(d)) };
};

/** @param {Fraction} x @param {Fraction} y */
const due = (x, y) => Math.max(x.due, y.due);
/** @type {Operation} */
export const add = (x, y) =>
  x.d === y.d
    ? fraction(x.n + y.n, x.d, due(x, y))
    : fraction(x.n * y.d + y.n * x.d, x.d * y.d, due(x, y));
/** @param {Fraction} x */
export const negate = (x) => ({ ...x, n: -x.n });
/** @type {Operation} */
export const subtract = (x, y) => add(x, negate(y));
/** @type {Operation} */
export const multiply = (x, y) => fraction(x.n * y.n, x.d * y.d, due(x, y));
/** @type {Operation} */
export const divide = (x, y) => fraction(x.n * y.d, x.d * y.n, due(x, y));
/** @param {Fraction} x */
export const absolute = (x) => (x.n < 0n ? negate(x) : x);
/** -1, 0 or 1. @param {Fraction} x @param {Fraction} y */
export const compare = (x, y) => {
  const [one, other] = [x.n * y.d, y.n * x.d];
  return one < other ? -1 : Number(one > other);
};
export const ZERO = fraction(0n);

/** Read a decimal ("0.001", "1e-30") or a ratio ("1/3"), or say why not.
 * @param {string} text @returns {Fraction} */
export const exactNumber = (text, name = "the number") => {
  const bare = text.length > 2 * LONGEST_TEXT ? "" : text.trim().replaceAll("−", "-");
  const decimal = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d{1,3}))?$/i.exec(bare);
  const ratio = /^([+-]?)(\d+)\/(\d+)$/.exec(bare);
  const [, sign, whole = "", rest = decimal?.[4] ?? ""] = decimal ?? ratio ?? [];
  const below = ratio ? BigInt(rest) : ten(rest.length);
  if (sign === undefined || bare.length > LONGEST_TEXT || !below) {
    const quoted = `'${text}'`;
    const shown = quoted.length > 40 ? `${quoted.slice(0, 39)}…` : quoted;
    throw new RangeError(
      `${name} must be a finite number, not ${shown}; ` +
        "write a decimal such as 2 or 0.001, or a ratio such as 1/3.",
    );
  }
  const power = Number(decimal?.[5] ?? 0);
  const found = BigInt(ratio ? whole : whole + rest) * ten(Math.max(0, power));
  return reduced(fraction(sign === "-" ? -found : found, below * ten(Math.max(0, -power))));
};

/** The width of a nudge: a number, but not zero. @param {string} text */
export const exactWidth = (text) => {
  const width = exactNumber(text, "the nudge");
  if (width.n) return width;
  throw new RangeError(
    "the nudge must not be zero, for slope is height over width; " +
      "write a small number such as 0.001 or 1e-30.",
  );
};

/** A real number that remembers its bounds. @param {Real["enclose"]} enclose @returns {Real} */
export const real = (enclose) => {
  /** @type {Record<number, Bounds>} */
  const known = {};
  return { enclose: (bits) => (known[bits] ??= enclose(bits)) };
};
/** @param {Exact} value @param {number} bits @returns {Bounds} */
const enclosure = (value, bits) =>
  typeof value === "string" ? value : "n" in value ? [value, value] : value.enclose(bits);

/** The difference of two exact numbers. @param {Exact} one @param {Exact} other @returns {Exact} */
export const minus = (one, other) => {
  if (typeof one === "string") return one;
  if (typeof other === "string") return other;
  if ("n" in one && "n" in other) return subtract(one, other);
  return real((bits) => {
    const [first, second] = [enclosure(one, bits), enclosure(other, bits)];
    if (typeof first === "string") return first;
    if (typeof second === "string") return second;
    return [subtract(first[0], second[1]), subtract(first[1], second[0])];
  });
};

/** @param {Exact} value @param {Fraction} divisor  not zero @returns {Exact} */
export const over = (value, divisor) => {
  if (typeof value === "string") return value;
  if ("n" in value) return divide(value, divisor);
  return real((bits) => {
    const bounds = value.enclose(bits);
    if (typeof bounds === "string") return bounds;
    const [first, second] = [divide(bounds[0], divisor), divide(bounds[1], divisor)];
    return divisor.n > 0n ? [first, second] : [second, first];
  });
};

/** Print a number by the one rule. @param {Exact} value @returns {Cell} */
export const cell = (value) => {
  if (typeof value !== "string" && "n" in value) return fractionCell(value);
  /** @type {Bounds} */
  let bounds = "cannot tell";
  for (let bits = FIRST_BITS; bits <= BALL_BITS; bits *= 2) {
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

/** Whether the text is a number, not words. @param {Cell} cell */
export const isNumber = ({ text, value }) => value !== null && !text.includes(" ");

/** @param {Fraction} x @returns {Cell} */
const fractionCell = (x) => {
  const value = reduced(x);
  const plain = terminating(value);
  if (plain) return { text: plain, exact: true, value };
  const shown = { text: rounded(value), exact: false, value };
  const longest = ten(PLAIN_DIGITS);
  const isShort = value.d > 1n && size(value.n) < longest && value.d < longest;
  return isShort ? { ...shown, fraction: `${value.n}/${value.d}` } : shown;
};

/** @param {Bounds} bounds @returns {Cell} */
const unsettledCell = (bounds) => {
  if (typeof bounds === "string") return { text: bounds, exact: false, value: null };
  const [low, high] = bounds;
  let { n, d } = compare(negate(low), high) > 0 ? negate(low) : high;
  if (low.n > 0n || high.n < 0n || n * ten(SIGNIFICANT) >= d) return unsettledCell("cannot tell");
  // the largest N with n/d <= 10^-N
  let zeros = Math.max(0, Math.trunc((bitLength(d) - bitLength(n) - 1) * Math.log10(2)) - 1);
  for (n *= ten(zeros + 1); n <= d; n *= 10n) zeros += 1;
  return { text: `0 to within 1e-${zeros}`, exact: false, value: ZERO };
};

/** The plain decimal text, "" where it does not end within 200 digits. @param {Fraction} value */
const terminating = ({ n, d }) => {
  const twos = bitLength(d & -d) - 1;
  let [rest, fives] = [d >> BigInt(twos), 0];
  if (Math.max(twos, bitLength(rest)) > 4 * PLAIN_DIGITS) return "";
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  const places = Math.max(twos, fives);
  if (rest > 1n || size(n) >= d * ten(PLAIN_DIGITS)) return "";
  const digits = String((size(n) * ten(places)) / d).padStart(places + 1, "0");
  if (digits.length > PLAIN_DIGITS) return "";
  const point = digits.length - places;
  return (n < 0n ? "-" : "") + digits.slice(0, point) + (places ? `.${digits.slice(point)}` : "");
};

/** 20 significant digits, correctly rounded, ties to even. @param {Fraction} value */
const rounded = (value) => {
  if (!value.n) return "0";
  const sign = value.n < 0n ? "-" : "";
  const [found, exponent] = significant(absolute(value), SIGNIFICANT);
  const known = Math.max(SIGNIFICANT, exponent + 1);
  if (exponent >= SIGNIFICANT || known - exponent > PLAIN_DIGITS) {
    return `${sign}${found[0]}.${found.slice(1)}e${exponent}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${found}`;
  const rest = found.slice(exponent + 1);
  return sign + found.slice(0, exponent + 1) + (rest && `.${rest}`);
};

/** So many digits of a positive fraction, and the power of ten of the first one.
 * @param {Fraction} value @param {number} digits @returns {[string, number]} */
export const significant = ({ n, d }, digits) => {
  const bits = bitLength(n) - bitLength(d);
  spend((bitLength(n) + bitLength(d)) / 300);
  let exponent = Math.floor(bits * Math.log10(2));
  const places = digits - 1 - exponent;
  if (places < 0) d *= ten(-places);
  else n *= ten(places);
  const least = ten(digits - 1);
  for (; n < least * d; n *= 10n) exponent -= 1;
  for (; n >= 10n * least * d; d *= 10n) exponent += 1;
  const text = String(nearest(n, d));
  return text.length > digits ? [text.slice(0, -1), exponent + 1] : [text, exponent];
};

/** The float64 nearest to a fraction; NaN for no number. @param {Fraction | null} value */
export const nearestFloat = (value) => {
  if (!value) return NaN;
  const [n, d] = [size(value.n), value.d];
  let top = bitLength(n) - bitLength(d);
  if (shift(n, Math.max(0, -top)) < shift(d, Math.max(0, top))) top -= 1;
  const unit = Math.min(972, Math.max(top - 52, -1074));
  const whole = nearest(shift(n, Math.max(0, -unit)), shift(d, Math.max(0, unit)));
  return (value.n < 0n ? -1 : 1) * Number(whole) * 2 ** unit;
};

/** The exponent of the last bit of a float64, or of a float32. @param {number} x  finite */
export const lastBit = (x, isSingle = false) => {
  let top = Math.floor(Math.log2(Math.abs(x)));
  if (2 ** top > Math.abs(x)) top -= 1;
  if (2 ** (top + 1) <= Math.abs(x)) top += 1;
  return isSingle ? Math.max(top - 23, -149) : Math.max(top - 52, -1074);
};

/** The fraction that a finite float is. @param {number} x */
export const ofFloat = (x) => {
  const unit = lastBit(x);
  const whole = BigInt(x / 2 ** unit);
  return reduced(fraction(shift(whole, Math.max(0, unit)), shift(1n, Math.max(0, -unit))));
};
