import assert from "node:assert/strict";
import { test } from "node:test";
import * as Q from "../../../src/dfda/show/page/front/rational.js";

const LARGEST = Number.MAX_VALUE;
/** Of 64 bits, one after another; the same ones at every run. */
let seed = 20_26n;
const random = (bits) => {
  let found = 0n;
  for (let count = 0; count * 64 < bits; count++) {
    seed = BigInt.asUintN(64, seed * 6364136223846793005n + 1442695040888963407n);
    found = (found << 64n) | (seed ^ (seed >> 29n));
  }
  return BigInt.asUintN(bits, found);
};
/** The next float away from 0, of a positive one. */
const above = (x) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return view.getFloat64(0);
};
const some = (count, make) => Array.from({ length: count }, (_, index) => make(index));
const middle = (x) => Q.divide(Q.add(Q.ofFloat(x), Q.ofFloat(above(x))), Q.fraction(2n));
const isEven = (x) => Q.ofFloat(x / 2 ** Q.lastBit(x)).n % 2n === 0n;
const FLOATS = [
  ...some(400, (index) => (Number(random(53)) + 1) * 2 ** ((index * 5) % 2000 - 1074)).filter((x) => x < LARGEST),
  5e-324, 1e-323, 2 ** -1023, 2 ** -1022 - 2 ** -1074, 2 ** -1022, 1, 2 ** 52, 2 ** 53 - 1, 2 ** 53,
];

test("every float is the float nearest to itself", () => {
  for (const x of [...FLOATS, LARGEST]) {
    assert.equal(Q.nearestFloat(Q.ofFloat(x)), x);
    assert.equal(Q.nearestFloat(Q.negate(Q.ofFloat(x))), -x);
  }
});

test("halfway between two floats the even one is taken, and beside that the nearer one", () => {
  for (const x of FLOATS) {
    const half = middle(x);
    const little = Q.divide(half, Q.fraction(random(300) + (1n << 300n)));
    assert.equal(Q.nearestFloat(half), isEven(x) ? x : above(x));
    assert.equal(Q.nearestFloat(Q.subtract(half, little)), x);
    assert.equal(Q.nearestFloat(Q.add(half, little)), above(x));
  }
});

test("what is less than half of the smallest float is 0, and what is too large is infinite", () => {
  const smallest = Q.ofFloat(5e-324);
  assert.equal(Q.nearestFloat(Q.divide(smallest, Q.fraction(2n))), 0);
  assert.equal(Q.nearestFloat(Q.divide(Q.multiply(smallest, Q.fraction(501n)), Q.fraction(1000n))), 5e-324);
  const limit = (1n << 1024n) - (1n << 970n);
  assert.equal(Q.nearestFloat(Q.fraction(limit - 1n)), LARGEST);
  assert.equal(Q.nearestFloat(Q.fraction(limit)), Infinity);
  assert.equal(Q.nearestFloat(Q.fraction(-(1n << 5000n))), -Infinity);
  assert.equal(Q.nearestFloat(Q.fraction(1n, 1n << 5000n)), 0);
});

test("short and long forms of a fraction have the same float", () => {
  for (let count = 0; count < 400; count++) {
    const [n, d, times] = [random(60), random(60) + 1n, random(900) + 1n];
    assert.equal(Q.nearestFloat(Q.fraction(n * times, d * times)), Q.nearestFloat(Q.fraction(n, d)));
  }
});

test("no number has no float", () => {
  assert.ok(Number.isNaN(Q.nearestFloat(null)));
  assert.ok(Number.isNaN(Q.nearestFloat()));
  assert.equal(Q.nearestFloat(Q.ZERO), 0);
});

test("the length of a number is that of its binary digits", () => {
  for (let bits = 1n; bits < 2000n; bits += bits < 70n ? 1n : 37n) {
    for (const n of [1n << bits, (1n << bits) - 1n, -(1n << bits), random(Number(bits)) + 1n]) {
      assert.equal(Q.bitLength(n), (n < 0n ? -n : n).toString(2).length);
    }
  }
  assert.equal(Q.bitLength(0n), 0);
});
