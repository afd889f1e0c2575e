/**
 * Running a program exactly: on fractions while they last, then on balls.
 *
 * A program is data: steps that name a rule and the numbers of their operands. Nothing is parsed or
 * differentiated here; Python writes formulas and their derivatives down as programs.
 *
 * @typedef {import("./rational.js").Fraction} Fraction
 * @typedef {import("./rational.js").Exact} Exact
 * @typedef {import("./reals.js").Ball} Ball
 * @typedef {{name: string, text: string, value: Fraction | null, operands: number[]}} Node
 * @typedef {{variable: string, nodes: Node[], orders: number[][]}} Program  for each output, the
 *   numbers of the nodes that it needs, itself last
 * @typedef {Fraction | "undefined" | null} Rational  null where fractions do not tell
 * @typedef {Ball | Fraction | import("./rational.js").Blank} Value
 * @typedef {(x: Fraction, w: Fraction) => Rational} OnFractions
 * @typedef {(x: Ball, w: Ball, constant: bigint) => Ball} OnBalls  with the numerator of w, if any
 */
import * as Q from "./rational.js";
import * as R from "./reals.js";

const { ZERO, bitLength, compare, floorDivide, fraction, reduced, size } = Q;
const { absolute, add, divide, exp, isNotZero, isZero, log, multiply, negate, require, scale } = R;
const { nearlyItself, signs, subtract, top, whole, wider } = R;
const [ONE, HALF, THIRD] = [1n, 2n, 3n].map((d) => fraction(1n, d));

/** @param {Fraction} x */
const bits = (x) => Math.max(bitLength(x.n), bitLength(x.d));
/** The fraction itself, unless it has grown too long. @param {Fraction} x @returns {Rational} */
const fit = (x) => {
  if (Q.isSmall(x)) return x;
  const least = bits(x) > Q.FRACTION_BITS ? reduced(x) : x;
  return bits(least) > Q.FRACTION_BITS ? null : least;
};
/** @param {Fraction} x */
const floor = (x) => floorDivide(x.n, x.d);

/** @type {OnFractions} */
const wholePower = (x, w) => {
  if (!x.n && w.n < 0n) return "undefined";
  const [least, times] = [reduced(x), size(w.n / w.d)];
  if (BigInt(bits(least) - 1) * times > Q.FRACTION_BITS) return null;
  const [n, d] = [least.n ** times, least.d ** times];
  const due = 2 * Math.max(bitLength(n), bitLength(d), x.due);
  return fit(w.n < 0n ? fraction(d, n, due) : fraction(n, d, due));
};
/** The root of a positive integer where it is whole. @param {bigint} n @param {bigint} degree */
const wholeRoot = (n, degree) => {
  if (n === 1n) return n;
  if (degree > BigInt(bitLength(n))) return null;
  const before = degree - 1n;
  let root = 1n << BigInt(Math.floor(bitLength(n) / Number(degree)) + 1);
  if (degree === 2n) root = R.integerRoot(n);
  for (;;) {
    Q.spend(1 + (bitLength(n) / 500) ** 2);
    const next = (before * root + n / root ** before) / degree;
    if (next >= root) return root ** degree === n ? root : null;
    root = next;
  }
};
/** |x|^w where the root is a fraction. @type {OnFractions} */
const rootPower = (x, w) => {
  if (!x.n) return w.n < 0n ? "undefined" : x;
  const { n, d } = reduced(x);
  const above = wholeRoot(size(n), w.d);
  const below = above && wholeRoot(d, w.d);
  return above && below ? wholePower(fraction(above, below), fraction(w.n)) : null;
};
/** @type {OnFractions} */
const oddPower = (x, w) => {
  const found = rootPower(x, w);
  return found && found !== "undefined" && x.n < 0n ? Q.negate(found) : found;
};
/** @type {OnFractions} */
const power = (x, w) => {
  const least = reduced(w);
  if (least.d === 1n) return wholePower(x, least);
  return x.n < 0n ? "undefined" : rootPower(x, least);
};
/** A value at one point, and none that is a fraction elsewhere; `inside` is the domain.
 * @param {bigint} point @param {Rational} value @param {(x: Fraction) => boolean} inside
 * @returns {OnFractions} */
const only = (point, value, inside = () => true) => (x) =>
  !inside(x) ? "undefined" : x.n === point * x.d ? value : null;
/** The logarithm where it is whole. @param {bigint} base @returns {OnFractions} */
const wholeLog = (base) => (x) => {
  if (x.n <= 0n) return "undefined";
  const { n, d } = reduced(x);
  const [long, short] = n > d ? [n, d] : [d, n];
  const times = BigInt(Math.round((bitLength(long) - 1) / Math.log2(Number(base))));
  return short === 1n && base ** times === long ? fraction(n > d ? times : -times) : null;
};

/** @typedef {import("./reals.js").Unary} Unary */
/** @typedef {import("./reals.js").Binary} Binary */
/** @param {Ball} x */
const low = (x) => signs(x)[0];
/** @param {Ball} x */
const high = (x) => signs(x)[1];
/** @param {Ball} x @param {number} n */
const plus = (x, n) => add(x, whole(n));
/** `found` with the sign of x. @type {Binary} */
const signed = (x, found) => (x.m < 0n ? negate(found) : found);
/** @type {Unary} */
const sin = (x) => R.sineAndCosine(x)[0];
/** @type {Unary} */
const cos = (x) => R.sineAndCosine(x)[1];
/** @type {Binary} */
const over = (x, w) => {
  require(isNotZero(w), isZero(w));
  return divide(x, w);
};
/** @type {Unary} */
const logarithm = (x) => {
  require(low(x) > 0, high(x) <= 0);
  return log(x);
};
/** @type {Unary} */
const root = (x) => {
  require(low(x) >= 0, high(x) < 0);
  return R.root(x);
};
/** @type {OnBalls} */
const ballWholePower = (x, _, n) => {
  if (n < 0n) require(isNotZero(x), isZero(x));
  let [result, square] = [whole(1), x];
  for (let left = size(n); left; left >>= 1n) {
    if (left & 1n) result = multiply(result, square);
    if (left > 1n) square = multiply(square, square);
  }
  return n < 0n ? divide(whole(1), result) : result;
};
/** @type {Binary} */
const ballEvenPower = (x, w) => {
  if (isZero(x)) require(low(w) > 0, high(w) < 0);
  else require(isNotZero(x));
  return isZero(x) ? x : exp(multiply(log(absolute(x)), w));
};
/** @type {Binary} */
const ballPower = (x, w) => {
  if (isZero(x) && low(w) > 0) return x;
  const [least, most] = R.ends(w);
  const isBroken = compare(fraction(floor(most)), least) < 0;
  require(low(x) > 0, (high(x) < 0 && isBroken) || (isZero(x) && high(w) < 0));
  return exp(multiply(log(x), w));
};
/** @type {Unary} */
const ballSign = (x) => {
  require(low(x) === high(x));
  return whole(low(x));
};
/** A whole number, where both ends round to the same. @type {Unary} */
const ballFloor = (x) => {
  const [least, most] = R.ends(x).map(floor);
  require(least === most);
  return R.quotient(least);
};
/** Half of e^x + sign·e^-x. @param {Ball} x @param {number} sign */
const average = (x, sign) => scale(add(exp(x), multiply(whole(sign), exp(negate(x)))), -1);
/** @type {Unary} */
const sinh = (x) => {
  if (top(x) > 0) return average(x, -1);
  const part = R.expm1(x);
  return nearlyItself(x, () => scale(add(part, divide(part, plus(part, 1))), -1));
};
/** @type {Unary} */
const tanh = (x) => {
  const twice = scale(absolute(x), 1);
  const part = top(x) > 0 ? exp(negate(twice)) : R.expm1(twice);
  if (top(x) > 0) return signed(x, divide(subtract(whole(1), part), plus(part, 1)));
  return nearlyItself(x, () => signed(x, divide(part, plus(part, 2))));
};
/** @type {Unary} */
const sigmoid = (x) => {
  const part = exp(negate(absolute(x)));
  return divide(x.m < 0n ? part : whole(1), plus(part, 1));
};
/** @type {Unary} */
const softplus = (x) => {
  const part = R.log1p(exp(negate(absolute(x))));
  return x.m < 0n ? part : add(x, part);
};
/** x itself, which must lie in [-1, 1], or with `edge` -1 between. @param {Ball} x */
const within = (x, edge = 0) => {
  const [least, most] = signs(plus(absolute(x), -1));
  require(most <= edge, least > edge);
  return x;
};
/** sqrt(1 - x²) @type {Unary} */
const leg = (x) => R.root(multiply(subtract(whole(1), x), plus(x, 1)));
/** @type {Unary} */
const asinh = (x) => {
  const square = multiply(x, x);
  const more = divide(square, plus(R.root(plus(square, 1)), 1));
  return signed(x, R.log1p(add(absolute(x), more)));
};
/** @type {Unary} */
const acosh = (x) => {
  require(low(plus(x, -1)) >= 0, high(plus(x, -1)) < 0);
  return log(add(x, R.root(multiply(plus(x, -1), plus(x, 1)))));
};
/** @type {Unary} */
const atanh = (x) => {
  const size = absolute(within(x, -1));
  return signed(x, scale(R.log1p(divide(scale(size, 1), subtract(whole(1), size))), -1));
};
/** @type {Binary} */
const atan2 = (y, x) => {
  const isOnCut = isZero(y) && isNotZero(x);
  require(isNotZero(y) || low(x) > 0 || isOnCut, isZero(y) && isZero(x));
  return R.angle(y, x);
};
/** The derivative of sin(x)/x of some order: its power series, and further out Leibniz' rule.
 * @type {OnBalls} */
const sinc = (x, _, order) => {
  if (top(x) < 2) return R.sincSeries(x, order);
  let [sine, cosine] = R.sineAndCosine(x);
  let value = divide(sine, x);
  for (let n = 1; n <= order; n++) {
    [sine, cosine] = [cosine, negate(sine)];
    value = divide(subtract(sine, multiply(whole(n), value)), x);
  }
  return value;
};

/** How each rule computes on fractions and on balls. @type {Record<string, [OnFractions, OnBalls]>} */
export const RULES = {
  add: [(x, w) => fit(Q.add(x, w)), add],
  subtract: [(x, w) => fit(Q.subtract(x, w)), subtract],
  negate: [Q.negate, negate],
  multiply: [(x, w) => fit(Q.multiply(x, w)), multiply],
  divide: [(x, w) => (w.n ? fit(Q.divide(x, w)) : "undefined"), over],
  whole_power: [wholePower, ballWholePower],
  odd_power: [oddPower, (x, w) => signed(x, ballEvenPower(x, w))],
  even_power: [rootPower, ballEvenPower],
  power: [power, ballPower],
  sqrt: [(x) => power(x, HALF), root],
  cbrt: [(x) => oddPower(x, THIRD), (x) => signed(x, ballEvenPower(x, R.quotient(1n, 3n)))],
  hypot: [
    (x, w) => {
      const sum = fit(Q.add(Q.multiply(x, x), Q.multiply(w, w)));
      return sum && power(/** @type {Fraction} */ (sum), HALF);
    },
    (x, w) => root(add(multiply(x, x), multiply(w, w))),
  ],
  exp: [only(0n, ONE), exp],
  expm1: [only(0n, ZERO), R.expm1],
  log: [only(1n, ZERO, (x) => x.n > 0n), logarithm],
  log1p: [
    only(0n, ZERO, (x) => x.n > -x.d),
    (x) => {
      require(low(plus(x, 1)) > 0, high(plus(x, 1)) <= 0);
      return R.log1p(x);
    },
  ],
  log2: [wholeLog(2n), (x) => divide(logarithm(x), log(whole(2)))],
  log10: [wholeLog(10n), (x) => divide(logarithm(x), log(whole(10)))],
  sigmoid: [only(0n, HALF), sigmoid],
  softplus: [() => null, softplus],
  sin: [only(0n, ZERO), sin],
  cos: [only(0n, ONE), cos],
  tan: [only(0n, ZERO), (x) => wider(() => over(sin(x), cos(x)))],
  sec: [only(0n, ONE), (x) => over(whole(1), cos(x))],
  csc: [only(0n, "undefined"), (x) => over(whole(1), sin(x))],
  cot: [only(0n, "undefined"), (x) => over(cos(x), sin(x))],
  sinc: [(x, { n }) => (x.n ? null : n & 1n ? ZERO : fraction(1n - (n & 2n), n + 1n)), sinc],
  sinh: [only(0n, ZERO), (x) => wider(() => sinh(x))],
  cosh: [only(0n, ONE), (x) => wider(() => average(x, 1))],
  tanh: [only(0n, ZERO), (x) => wider(() => tanh(x))],
  asin: [only(0n, ZERO, (x) => size(x.n) <= x.d), (x) => wider(() => R.angle(x, leg(within(x))))],
  acos: [only(1n, ZERO, (x) => size(x.n) <= x.d), (x) => wider(() => R.angle(leg(within(x)), x))],
  atan: [only(0n, ZERO), R.atan],
  asinh: [only(0n, ZERO), (x) => wider(() => asinh(x))],
  acosh: [only(1n, ZERO, (x) => x.n >= x.d), (x) => wider(() => acosh(x))],
  atanh: [only(0n, ZERO, (x) => size(x.n) < x.d), (x) => wider(() => atanh(x))],
  atan2: [(y, x) => (y.n || x.n < 0n ? null : x.n ? ZERO : "undefined"), atan2],
  abs: [Q.absolute, absolute],
  sign: [(x) => fraction(BigInt(compare(x, ZERO))), ballSign],
  step: [(x) => (x.n > 0n ? ONE : ZERO), (x) => R.maximum(ballSign(x), whole(0))],
  relu: [(x) => (x.n > 0n ? x : ZERO), (x) => R.maximum(x, whole(0))],
  floor: [(x) => fraction(floor(x)), ballFloor],
  ceil: [(x) => fraction(-floor(Q.negate(x))), (x) => negate(ballFloor(negate(x)))],
  max: [(x, w) => (compare(x, w) < 0 ? w : x), R.maximum],
  min: [
    (x, w) => (compare(x, w) > 0 ? w : x),
    (x, w) => negate(R.maximum(negate(x), negate(w))),
  ],
};
/** Whether the third of four operands is taken, by the sign of the first less the second.
 * @type {Record<string, (sign: number) => boolean>} */
export const CHOICES = {
  if_less: (sign) => sign < 0,
  if_at_most: (sign) => sign <= 0,
  if_greater: (sign) => sign > 0,
  if_at_least: (sign) => sign >= 0,
  if_equal: (sign) => sign === 0,
  if_not_equal: (sign) => sign !== 0,
};

/** What a table has for a name. @template T @param {Record<string, T>} table @param {string} name */
export const ruleOf = (table, name) => {
  if (!Object.hasOwn(table, name)) throw new Q.NotLive(`${name} is not computed here`);
  return table[name];
};

/** A program from the data that `dfda.program.serial` writes.
 * @param {{nodes: (string | number[])[][], outputs: number[]}} data @returns {Program} */
export const read = ({ nodes, outputs }) => {
  const found = nodes.map(([name, content]) => ({
    name: String(name),
    text: String(content),
    value: name === "constant" ? constant(String(content)) : null,
    operands: typeof content === "string" ? [] : content,
  }));
  const orders = outputs.map((output) => {
    const needed = new Set([output]);
    for (const index of needed) for (const operand of found[index].operands) needed.add(operand);
    return [...needed].sort((one, other) => one - other);
  });
  return { variable: found.find(({ name }) => name === "input")?.text ?? "a", nodes: found, orders };
};
/** @param {string} text  such as -1/3; long ones are in base 16 */
const constant = (text) => {
  const [n, d = 1n] = text.replace("-", "").split("/").map(BigInt);
  return reduced(fraction(text[0] === "-" ? -n : n, d));
};

/** The exact value of a program at an exact number.
 * @param {Program} program @param {Fraction} number @returns {Exact} */
export const evaluate = ({ nodes, orders }, number, output = 0) => {
  const order = orders[output];
  const wanted = order[order.length - 1];
  /** @type {Rational[]} */
  const rational = [];
  for (const index of order) rational[index] = onFractions(nodes[index], rational, number);
  return (
    rational[wanted] ??
    Q.real((bits) =>
      R.withPrecision(bits, () => {
        /** @type {Value[]} */
        const values = [];
        for (const index of order) {
          values[index] = rational[index] ?? onBalls(nodes[index], values, index === wanted);
        }
        const found = values[wanted];
        return typeof found === "string" ? found : R.bounds(asBall(found));
      }),
    )
  );
};

/** @param {Node} node @param {Rational[]} values @param {Fraction} number @returns {Rational} */
const onFractions = ({ name, value, operands }, values, number) => {
  if (!operands.length) return name === "input" ? number : value;
  const [x, w = x] = operands.slice(0, 2).map((index) => values[index]);
  if (x === "undefined" || w === "undefined") return "undefined";
  if (!x || !w) return null;
  if (!Object.hasOwn(CHOICES, name)) return ruleOf(RULES, name)[0](x, w);
  return values[operands[CHOICES[name](compare(x, w)) ? 2 : 3]];
};

/** @param {Node} node @param {Value[]} values @param {boolean} isLast @returns {Value} */
const onBalls = ({ name, text, operands }, values, isLast) => {
  if (name === "named") return text === "pi" ? R.pi() : exp(whole(1));
  const [x, w = x] = operands.slice(0, 2).map((index) => values[index]);
  if (x === "undefined" || w === "undefined") return "undefined";
  if (typeof x === "string" || typeof w === "string") return "cannot tell";
  Q.spend(1);
  try {
    const [left, right] = [asBall(x), asBall(w)];
    if (!Object.hasOwn(CHOICES, name)) {
      return ruleOf(RULES, name)[1](left, right, "n" in w ? w.n : 0n);
    }
    const [least, most] = signs(subtract(left, right));
    const takes = CHOICES[name](least);
    require(takes === CHOICES[name](most) && (least === most || takes === CHOICES[name](0)));
    return values[operands[takes ? 2 : 3]];
  } catch (error) {
    if (error instanceof R.NotDefined) return "undefined";
    if (error instanceof R.NotResolved) return "cannot tell";
    if (!(error instanceof R.TooLarge)) throw error;
    if (!isLast) throw new Q.NotLive("too large on the way");
    return "too large";
  }
};
/** @param {Ball | Fraction} value */
const asBall = (value) => ("m" in value ? value : R.quotient(value.n, value.d));
