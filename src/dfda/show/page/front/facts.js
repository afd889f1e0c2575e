/**
 * What is known about one nudge: computed here from the programs, or told by Python.
 *
 * @typedef {import("./rational.js").Fraction} Fraction
 * @typedef {import("./rational.js").Cell} Cell
 * @typedef {import("./program.js").Program} Program
 * @typedef {import("./ledger.js").ExactColumn} ExactColumn
 * @typedef {import("./ledger.js").FloatColumn} FloatColumn
 * @typedef {{text: string, exact: boolean, fraction?: string}} ToldCell
 * @typedef {{left: number, right: number, bottom: number, top: number, lines: number[][],
 *   band: number[][]}} Window
 * @typedef {{exact: Record<string, ToldCell> | null, float64: FloatColumn, float32: FloatColumn}} ToldLedger
 * @typedef {{derivative?: ToldCell, corner?: string, gap?: string, ledger?: ToldLedger}} Told  about a
 *   place; the ledger for the entry's own nudge
 * @typedef {{mark: string, look: string, pretty: string, law: string,
 *   told: "checked" | "broken" | "unchecked", at: string[]}} Step
 * @typedef {{at: string, sign: string, left: string, right: string, verdict: string, tools: string[]}} Corner
 * @typedef {{nodes: (string | number[])[][], outputs: number[]}} Data
 * @typedef {{text: string, pretty: string, name: string, variable: string, title: string, start: string,
 *   nudge: string, line: string, verdict: string, everywhere: string,
 *   notations: {text: string, spoken: string}[], quotient: string[][], steps: Step[],
 *   corners: {tools: string[], rows: Corner[], note: string}, places: Record<string, Told>,
 *   step: string, program: Data | null, derivative: Data | null, second: Data | null,
 *   edges: Data | null, jumps: boolean, bends: boolean, settled: boolean, overview: Window,
 *   slopes: Window | null}} Entry  as entry.py writes it; step is the slider's, jumps and bends say
 *   whether some step may, settled whether all computers find the same floats
 * @typedef {{f: Program | null, slope: Program | null, second: Program | null,
 *   edges: Program | null}} Programs
 * @typedef {{at: Fraction, by: Fraction, sign: number, exact: ExactColumn | null,
 *   float64: FloatColumn | null, float32: FloatColumn | null, derivative: Cell | null,
 *   corner: string, gap: string, infinitesimal: string, before: Cell | null, slope: number,
 *   bend: number, baked: boolean, isOpen: boolean}} Facts  slope and bend (½·f″·|h|) as floats for the
 *   picture; it is open whether f has a single slope
 */
import { run } from "./floats.js";
import { column, derivativeCell, gapSentence, infinitesimalSentence, ledger } from "./ledger.js";
import { remembered } from "./memory.js";
import { abs, ceil, floor, isFinite, max, min } from "./numbers.js";
import { evaluate, read } from "./program.js";
import * as Q from "./rational.js";

/** @type {WeakMap<Entry, Programs>} */
const known = new WeakMap();

/** @param {Entry} entry @returns {Programs} */
export const programsOf = (entry) => remembered(known, entry, () => programsIn(entry));
/** @param {Entry} entry @returns {Programs} */
const programsIn = (entry) => {
  const { program, derivative, second: bend, edges: zeros } = entry;
  const [f, slope, second, edges] = [program, derivative, bend, zeros].map((data) => data && read(data));
  return { f, slope, second, edges };
};

/** @param {ToldCell} cell */
const exactText = ({ text, fraction }) => fraction ?? text;
/** A cell that Python printed, as a number again. @param {ToldCell} told @returns {Cell} */
const cellOf = (told) => ({ ...told, value: Q.numberOf(exactText(told)) });

/** Pins and the walk downhill ask for the same facts at every move.
 * @type {WeakMap<Entry, Map<string, Facts>>} */
const lately = new WeakMap();
const MOST_REMEMBERED = 64;

/** @param {Entry} entry @param {string} at @param {string} nudge @returns {Facts} */
export const factsAt = (entry, at, nudge) => {
  const found = remembered(lately, entry, () => new Map());
  if (found.size > MOST_REMEMBERED) found.clear();
  return remembered(found, `${at} ${nudge}`, () => freshFacts(entry, at, nudge));
};

/** @param {Entry} entry @param {string} at @param {string} nudge @returns {Facts} */
const freshFacts = (entry, at, nudge) => {
  const [x, by] = [Q.exactNumber(at), Q.exactWidth(nudge)];
  const [place, width] = [x, by].map(Q.cell);
  const { f, slope, second, edges } = programsOf(entry);
  const here = entry.places[exactText(place)] ?? {};
  const isTold = entry.nudge === exactText(width);
  const live = f ? ledger(f, x, by) : null;
  const told = isTold ? here.ledger : null;
  const baked = told?.exact;
  const exact = live?.exact ?? (baked ? column((name) => cellOf(baked[name])) : null);
  const before = exact?.before ?? null;
  const { corner = "", derivative: known } = here;
  const limit = slope && evaluate(slope, x);
  const found = known ? cellOf(known) : before && limit && Q.live(() => derivativeCell(before, limit, edges, x));
  const derivative = corner ? null : found;
  const gap = derivative && limit && exact && live?.exact && Q.live(() =>
    gapSentence(exact.slope, derivative, Q.minus(live.quotient, limit), width));
  return {
    at: x,
    by,
    sign: by.n < 0n ? -1 : 1,
    exact,
    float64: told?.float64 ?? live?.float64 ?? null,
    float32: told?.float32 ?? live?.float32 ?? null,
    derivative,
    corner,
    gap: gap ?? ((isTold && here.gap) || ""),
    infinitesimal: derivative && before ? infinitesimalSentence(place, before, derivative, entry.name) : "",
    before,
    slope: Q.nearestFloat(exact?.slope.value),
    bend: floatAt(second, Q.nearestFloat(x)) * abs(Q.nearestFloat(by)) * 0.5,
    baked: !live?.exact && exact !== null,
    isOpen: !corner && !found && !!before?.value,
  };
};

/** NaN where the page does not compute it. @param {Program | null} program @param {number} x */
const floatAt = (program, x) => {
  try {
    return program ? run(program, x, Number) : NaN;
  } catch {
    return NaN;
  }
};

const [FEW_SAMPLES, EXACT_SAMPLES, SEEN_BY_FLOATS, BEND, HALVINGS] = [40, 24, 1e-4, 1e-3, 20];
/** So many are tried, one after the other, until the curve is smooth between them. */
const SAMPLES = [8, FEW_SAMPLES, 160];

/** Whether f is proved to be a straight line. @param {Entry} entry */
export const isStraight = ({ verdict }) => verdict === "proved";

/** f around the nudge, in local coordinates u = (x−a)/|h|, v = (f(x)−f(a))/|h|. Where floats cannot
 * tell a from a + h it is drawn from its slope and second derivative, or at corners exactly.
 * @param {Entry} entry @param {Facts} facts @param {number} left @param {number} right
 * @returns {[number, number][]} */
export const localCurve = (entry, { at, by, slope, sign, bend }, left, right) => {
  const { f } = programsOf(entry);
  const isLine = isStraight(entry);
  const [x, width] = [at, Q.absolute(by)].map(Q.nearestFloat);
  /** @param {number} count @param {(u: number) => number} height @returns {[number, number][]} */
  const drawn = (count, height) => {
    const points = places(left, right, count).map((u) => /** @type {[number, number]} */ ([u, height(u)]));
    return entry.jumps ? torn(points, height) : points;
  };
  if (f && !isLine && width >= SEEN_BY_FLOATS * max(1, abs(x))) {
    const start = floatAt(f, x);
    const height = (/** @type {number} */ u) => (floatAt(f, x + u * width) - start) / width;
    for (const count of SAMPLES) {
      const points = drawn(count, height);
      if (isSmooth(points) || count > FEW_SAMPLES) return points;
    }
  }
  if (f && !isLine && entry.bends) return drawn(EXACT_SAMPLES, exactHeight(f, at, Q.absolute(by)));
  if (!isFinite(slope)) return [];
  const curvature = isLine || !isFinite(bend) ? 0 : bend;
  if (!curvature) return [left, right].map((u) => [u, slope * u]);
  return drawn(FEW_SAMPLES, (u) => slope * u + curvature * u * (u - sign));
};

/** Whether straight lines between these points do for the eye: no corner of them leaves the chord of
 * its neighbours by more than a thousandth of the picture. @param {[number, number][]} points */
const isSmooth = (points) => {
  const most = BEND * max(...points.map(([, v]) => abs(v)));
  return points.slice(1, -1).every(([u, v], index) => {
    const [[from, low], , [to, high]] = points.slice(index, index + 3);
    return abs((v - low) * (to - from) - (high - low) * (u - from)) <= most * (to - from);
  });
};

/** The points with a gap wherever f jumps between two of them: there one half after the other has nearly
 * all of the step. @param {[number, number][]} points @param {(u: number) => number} height
 * @returns {[number, number][]} */
const torn = (points, height) =>
  points.flatMap((point, index) => {
    let [[from, low], [to, high]] = [points[index - 1] ?? point, point];
    const whole = abs(high - low);
    let apart = whole;
    for (let halving = 0; apart && halving < HALVINGS; halving++) {
      const middle = (from + to) / 2;
      const v = height(middle);
      if (abs(v - low) > abs(high - v)) [to, high] = [middle, v];
      else [from, low] = [middle, v];
      const rest = abs(high - low);
      apart = rest > 0.75 * apart ? rest : 0;
    }
    return apart > whole / 2 ? [[from, low], [from, NaN], [to, high], point] : [point];
  });

/** @param {Program} f @param {Fraction} at @param {Fraction} width */
const exactHeight = (f, at, width) => {
  const before = evaluate(f, at);
  return (/** @type {number} */ u) => {
    const place = Q.add(at, Q.multiply(Q.ofFloat(u), width));
    const found = Q.live(() => Q.cell(Q.over(Q.minus(evaluate(f, place), before), width)));
    return Q.nearestFloat(found?.value);
  };
};

/** Even steps, with the point and the tips of nudges among them. @param {number} left
 * @param {number} right @param {number} count */
const places = (left, right, count) => {
  const even = Array.from({ length: count + 1 }, (_, index) => left + (index * (right - left)) / count);
  return [...even, -1, 0, 1].sort((one, other) => one - other);
};

/** The window in which the overview is drawn: Python's, or a new one around a point outside it.
 * @param {Entry} entry @param {number} at @returns {Window} */
export const windowFor = (entry, at) => {
  const { left, right } = entry.overview;
  return (at >= left && at <= right) || !isFinite(at) ? entry.overview : sampled(entry, at);
};

/** @param {Entry} entry @param {number} at @returns {Window} */
const sampled = (entry, at) => {
  const { f } = programsOf(entry);
  const pad = max(4, 0.75 * abs(at));
  const [left, right] = [floor(at - pad), ceil(at + pad)];
  const points = places(left, right, 400).filter((x) => x >= left && x <= right);
  const marks = points.map((x) => [x, floatAt(f, x)]);
  const heights = [...marks.map(([, y]) => y), floatAt(f, at)].filter(isFinite);
  const [low, high] = heights.length ? [min(...heights), max(...heights)] : [0, 0];
  const room = (high - low) * 0.06 || 1;
  const [bottom, top] = [low - room, high + room];
  if (!isFinite(top - bottom)) return entry.overview;
  /** @type {number[][]} */
  const lines = [[]];
  for (const [x, y] of marks) {
    if (isFinite(y)) lines[lines.length - 1].push(x, y);
    else lines.push([]);
  }
  return { left, right, bottom, top, lines, band: [] };
};
