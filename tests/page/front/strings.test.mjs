import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import "./page.mjs";
import { settings } from "../../../src/dfda/show/page/front/settings.js";
import * as T from "../../../src/dfda/show/page/front/strings.js";

afterEach(() => {
  settings.comma = false;
});

test("short numbers are shown as they are, with a true minus", () => {
  assert.equal(T.short("-0.003"), "−0.003");
  assert.equal(T.short("0.000000000003"), "0.000000000003");
});

test("numbers of more than 12 places are short and keep their meaning", () => {
  assert.equal(T.short("0.000000000000001"), "1e−15");
  assert.equal(T.short("0.000000000000001", 10, true), "1e−15 (15 places)");
  assert.equal(T.short("2.000000000000000003"), "2.000…003");
  assert.equal(T.short("0.90929742682568169540"), "0.9092974268…");
  assert.equal(T.short("-0.00041660141586486521302", 6), "−0.000416601…");
  assert.equal(T.short("1e30"), "1e30");
});

test("words are no numbers", () => {
  for (const words of ["undefined", "too large", "0 to within 1e-30"]) assert.equal(T.short(words), words);
});

test("a decimal comma is shown and read where it is asked for", () => {
  settings.comma = true;
  assert.equal(T.local("0.003 / 0.001 = 3."), "0,003 / 0,001 = 3.");
  assert.equal(T.typed("0,003"), "0.003");
  settings.comma = false;
  assert.equal(T.typed("−0.003"), "-0.003");
});

test("a nudge is read aloud in words", () => {
  assert.equal(T.spokenNudge("0.001"), "nudge 0.001, one thousandth");
  assert.equal(T.spokenNudge("1"), "nudge 1");
  assert.equal(T.spokenNudge("-0.1"), "nudge -0.1, minus one tenth");
  assert.equal(T.spokenNudge("0.000000000000001"), "nudge 1e-15, 15 places");
});

test("pixels too small to see are told", () => {
  assert.equal(T.pixelText(0.0624), "0.06");
  assert.equal(T.pixelText(6.2e-8), "6 × 10⁻⁸");
  assert.equal(T.pixelText(0.999), "0.99");
});

test("the caption says how much is magnified, and heights that are not to scale", () => {
  assert.equal(T.magnified("1000", 0, "overview"), "magnified ×1000, not to scale with the overview");
  assert.equal(T.magnified("10", -2, "overview"), "magnified ×10, not to scale with the overview, heights drawn ÷100");
  assert.equal(T.grouped("1000000000"), "1,000,000,000");
});
