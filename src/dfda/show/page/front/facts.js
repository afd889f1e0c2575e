/**
 * What is known about one nudge: computed here from the programs, or told by Python.
 *
 * @typedef {import("./rational.js").Fraction} Fraction
 * @typedef {import("./rational.js").Cell} Cell
 * @typedef {import("./program.js").Program} Program
 * @typedef {import("./ledger.js").ExactColumn} ExactColumn
 * @typedef {import("./ledger.js").FloatColumn} FloatColumn
 * @typedef {{text: string, exact: boolean, fraction?: string}} ToldCell
 * @typedef {{left: ToldCell, right: ToldCell, verdict: string, sentence: string,
 *   frameworks: Record<string, string>}} Corner
 * @typedef {{left: number, right: number, bottom: number, top: number, lines: number[][],
 *   band: number[][]}} Window
 * @typedef {{exact: Record<string, ToldCell> | null, float64: FloatColumn, float32: FloatColumn}} ToldLedger
 * @typedef {{at: ToldCell, gap: string, infinitesimal: string, ledger: ToldLedger,
 *   derivative: {value: ToldCell} | null, corner: Corner | null}} Told
 * @typedef {{rule: string, law: string, pretty: string, condition: string, checked: boolean | null,
 *   checks: {at: string, agrees: boolean}[]}} Step
 * @typedef {{title: string, function: {name: string, variable: string, pretty: string | null},
 *   nudge: ToldCell, straight_line: string, points: Told[], steps: Step[],
 *   derivative: {pretty: string} | null, everywhere: {verdict: string, sentence: string},
 *   notations: {text: string, spoken: string}[],
 *   quotient: Record<"quotient" | "expanded" | "cancelled" | "condition" | "limit", string> | null}} Explanation
 * @typedef {{nodes: (string | number[])[][], outputs: number[]}} Data
 * @typedef {{text: string, explanation: Explanation, program: Data | null, derivative: Data | null,
 *   second: Data | null, corners?: Data | null, overview: Window, slopes: Window | null,
 *   stops: {at: string, derivative: ToldCell | null, corner: Corner | null}[]}} Entry
 * @typedef {{f: Program | null, slope: Program | null, second: Program | null,
 *   corners: Program | null, bends: boolean}} Programs
 * @typedef {{at: Fraction, by: Fraction, sign: number, exact: ExactColumn | null,
 *   float64: FloatColumn | null, float32: FloatColumn | null, derivative: Cell | null,
 *   corner: Corner | null, gap: string, infinitesimal: string, before: Cell | null, slope: number,
 *   bend: number, baked: boolean}} Facts  slope and bend (½·f″·|h|) as floats for the picture
 */
import { run } from "./floats.js";
import { derivativeCell, gapSentence, infinitesimalSentence, ledger } from "./ledger.js";
import { evaluate, read } from "./program.js";
import * as Q from "./rational.js";

const BENT = /^(abs|sign|step|relu|floor|ceil|max|min|hypot|even_power|odd_power|cbrt|sqrt|if_.*)$/;
/** @type {WeakMap<Entry, Programs>} */
const known = new WeakMap();

/** @param {Entry} entry @returns {Programs} */
export const programsOf = (entry) => {
  const before = known.get(entry);
  if (before) return before;
  const [f, slope, second, corners] = [
    entry.program,
    entry.derivative,
    entry.second,
    entry.corners ?? null,
  ].map((data) => data && read(data));
  const bends = (entry.program?.nodes ?? []).some(([name]) => BENT.test(String(name)));
  const programs = { f, slope, second, corners, bends };
  known.set(entry, programs);
  return programs;
};

/** A cell that Python printed, as a number again. @param {ToldCell} told @returns {Cell} */
export const cellOf = (told) => {
  try {
    return { ...told, value: Q.exactNumber(told.fraction ?? told.text) };
  } catch {
    return { ...told, value: null };
  }
};

/** @param {string} one @param {string} other */
const isSame = (one, other) =>
  Q.compare(Q.exactNumber(one), Q.exactNumber(other)) === 0;
/** @param {ToldCell} cell */
const exactText = ({ text, fraction }) => fraction ?? text;

/** What Python told about a point. @param {Entry} entry @param {string} at */
const toldAt = ({ explanation, stops }, at) => ({
  point: explanation.points.find((point) => isSame(exactText(point.at), at)),
  stop: stops.find((stop) => isSame(stop.at, at)),
});

/** @param {Record<string, ToldCell>} told @returns {any} */
const columnOf = (told) =>
  Object.fromEntries(Object.entries(told).map(([name, cell]) => [name, cellOf(cell)]));

/** @param {Entry} entry @param {string} at @param {string} nudge @returns {Facts} */
export const factsAt = (entry, at, nudge) => {
  const [x, by] = [Q.exactNumber(at), Q.exactWidth(nudge)];
  const { f, slope, second } = programsOf(entry);
  const { point, stop } = toldAt(entry, at);
  const isTold = point && isSame(exactText(entry.explanation.nudge), nudge);
  const live = f ? ledger(f, x, by) : { exact: null, float64: null, float32: null };
  const told = isTold ? point.ledger : null;
  const exact = live.exact ?? (told?.exact ? columnOf(told.exact) : null);
  const corner = point?.corner ?? stop?.corner ?? null;
  const derivative = corner ? null : derivativeAt(entry, x, point, stop);
  const gap = !derivative || !f || !slope ? null : gapSentence(f, slope, x, by);
  const before = exact?.before ?? null;
  const { n } = by;
  return {
    at: x,
    by,
    sign: n < 0n ? -1 : 1,
    exact,
    float64: told?.float64 ?? live.float64,
    float32: told?.float32 ?? live.float32,
    derivative,
    corner,
    gap: gap ?? (isTold ? point.gap : ""),
    infinitesimal: derivative && before ? infinitesimalOf(entry, x, before, derivative) : "",
    before,
    slope: exact ? Q.nearestFloat(exact.slope.value) : NaN,
    bend: (second ? safely(second, x) : NaN) * Q.nearestFloat(Q.absolute(by)) * 0.5,
    baked: !live.exact && exact !== null,
  };
};

/** @param {Entry} entry @param {Fraction} at @param {Cell} before @param {Cell} derivative */
const infinitesimalOf = ({ explanation }, at, before, derivative) =>
  infinitesimalSentence(Q.cell(at), before, derivative, explanation.function.name);

/** @param {Entry} entry @param {Fraction} at @param {Told | undefined} point
 * @param {Entry["stops"][0] | undefined} stop @returns {Cell | null} */
const derivativeAt = (entry, at, point, stop) => {
  const { f, slope, corners } = programsOf(entry);
  const told = point?.derivative?.value ?? stop?.derivative;
  if (told) return cellOf(told);
  return f && slope ? derivativeCell(f, slope, corners, at) : null;
};

/** @param {Program} program @param {Fraction} at */
const safely = (program, at) => {
  try {
    return run(program, Q.nearestFloat(at), Number);
  } catch {
    return NaN;
  }
};

/** f as a function of floats; NaN where the page does not compute it. @param {Entry} entry */
export const floatFunction = (entry) => {
  const { f } = programsOf(entry);
  return (/** @type {number} */ x) => {
    if (!f) return NaN;
    try {
      return run(f, x, Number);
    } catch {
      return NaN;
    }
  };
};

const [SAMPLES, EXACT_SAMPLES, SEEN_BY_FLOATS] = [160, 24, 1e-4];

/** f around the nudge, in local coordinates u = (x−a)/|h|, v = (f(x)−f(a))/|h|. Where floats cannot
 * tell a from a + h it is drawn from its slope and second derivative, or at corners exactly.
 * @param {Entry} entry @param {Facts} facts @param {number} left @param {number} right
 * @returns {[number, number][]} */
export const localCurve = (entry, facts, left, right) => {
  const { f, bends } = programsOf(entry);
  const { at, by, slope, sign, bend } = facts;
  const isLine = entry.explanation.everywhere.verdict === "proved";
  const x = Q.nearestFloat(at);
  const width = Math.abs(Q.nearestFloat(by));
  const isWide = width >= SEEN_BY_FLOATS * Math.max(1, Math.abs(x));
  if (f && !isLine && isWide) {
    const float = floatFunction(entry);
    const start = float(x);
    return places(left, right, SAMPLES).map((u) => [u, (float(x + u * width) - start) / width]);
  }
  if (f && !isLine && bends) return exactCurve(f, facts, left, right);
  if (!Number.isFinite(slope)) return [];
  const curvature = isLine || !Number.isFinite(bend) ? 0 : bend;
  if (!curvature) return [left, right].map((u) => [u, slope * u]);
  return places(left, right, SAMPLES / 4).map((u) => [u, slope * u + curvature * u * (u - sign)]);
};

/** @param {Program} f @param {Facts} facts @param {number} left @param {number} right
 * @returns {[number, number][]} */
const exactCurve = (f, { at, by }, left, right) => {
  const width = Q.absolute(by);
  const before = Q.live(() => evaluate(f, at));
  /** @param {number} u */
  const value = (u) => {
    const place = Q.add(at, Q.multiply(Q.ofFloat(u), width));
    const found = before && Q.live(() => Q.cell(Q.over(Q.minus(evaluate(f, place), before), width)));
    return Q.nearestFloat(found?.value ?? null);
  };
  return places(left, right, EXACT_SAMPLES).map((u) => [u, value(u)]);
};

/** Even steps, with the point and the tips of nudges among them. @param {number} left
 * @param {number} right @param {number} count */
const places = (left, right, count) => {
  const step = (right - left) / count;
  const even = Array.from({ length: count + 1 }, (_, index) => left + index * step);
  return [...even, -1, 0, 1].sort((one, other) => one - other);
};

/** The window in which the overview is drawn: Python's, or a new one around a point outside it.
 * @param {Entry} entry @param {number} at @returns {Window} */
export const windowFor = (entry, at) => {
  const { left, right } = entry.overview;
  return (at >= left && at <= right) || !Number.isFinite(at) ? entry.overview : sampled(entry, at);
};

/** @param {Entry} entry @param {number} at @returns {Window} */
const sampled = (entry, at) => {
  const float = floatFunction(entry);
  const pad = Math.max(4, 0.75 * Math.abs(at));
  const [left, right] = [Math.floor(at - pad), Math.ceil(at + pad)];
  const points = places(left, right, 400).filter((x) => x >= left && x <= right);
  const marks = points.map((x) => [x, float(x)]);
  const heights = marks.map(([, y]) => y).filter(Number.isFinite);
  const [low, high] = [Math.min(...heights, float(at)), Math.max(...heights, float(at))];
  const room = (high - low) * 0.06 || 1;
  const lines = [[]];
  for (const [x, y] of marks) {
    if (Number.isFinite(y)) /** @type {number[]} */ (lines[lines.length - 1]).push(x, y);
    else lines.push([]);
  }
  return { left, right, bottom: low - room, top: high + room, lines, band: [] };
};
