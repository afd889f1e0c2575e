/**
 * The ledger of one nudge and the ladder of ever smaller ones: exact beside what computers say.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").FloatColumn} FloatColumn
 * @typedef {import("./rational.js").Cell} Cell
 * @typedef {"at" | "before" | "nudged" | "after" | "height" | "slope"} Row
 */
import { html, italics } from "./dom.js";
import { programsOf } from "./facts.js";
import { ledger } from "./ledger.js";
import { numeral } from "./sentence.js";
import { TEXT, local, minus, scientific, short } from "./strings.js";
import * as Q from "./rational.js";

/** @type {Row[]} */
export const ROWS = ["at", "before", "nudged", "after", "height", "slope"];
/** @type {["float64", "float32"]} */
const FLOATS = ["float64", "float32"];

/** @param {Entry} entry @returns {Record<Row, string>} */
export const rowNames = ({ explanation }) => {
  const { name, variable: a } = explanation.function;
  return {
    at: a,
    before: `${name}(${a})`,
    nudged: `${a} + nudge`,
    after: `${name}(${a} + nudge)`,
    height: TEXT.height,
    slope: TEXT.slope,
  };
};

/** Where a float's text stops telling the truth: an index into it, or its length.
 * @param {string} text @param {Cell | null} exact @param {boolean} isSingle */
export const wrongFrom = (text, exact, isSingle) => {
  const truth = exact?.value ?? null;
  const x = Number(text);
  if (!truth || !Number.isFinite(x)) return truth ? 0 : text.length;
  const nearest = Q.nearestFloat(truth);
  const isNearest = isSingle ? Math.fround(x) === Math.fround(nearest) : x === nearest;
  if (isNearest) return text.length;
  if (!truth.n || !x || x < 0 !== truth.n < 0n) return 0;
  const [digits, power] = Q.significant(Q.absolute(truth), 25);
  const [said, exponent] = Q.significant(Q.absolute(Q.ofFloat(x)), 25);
  if (exponent !== power || said[0] !== digits[0]) return 0;
  return firstWrong(text, digits);
};

/** @param {string} text @param {string} digits */
const firstWrong = (text, digits) => {
  const mantissa = text.split("e")[0];
  let seen = 0;
  for (let index = 0; index < mantissa.length; index++) {
    const isDigit = /\d/.test(mantissa[index]) && (seen > 0 || mantissa[index] !== "0");
    if (!isDigit) continue;
    if (mantissa[index] !== digits[seen]) return index;
    seen += 1;
  }
  return text.length;
};

/** A float with its wrong digits marked, and a flag where it is far off.
 * @param {string} text @param {Cell | null} exact @param {boolean} isSingle @param {boolean} flag */
export const floatText = (text, exact, isSingle, flag) => {
  if (flag) return [html("span", { class: "flag" }, `⚑ ${local(text)}`)];
  const from = wrongFrom(text, exact, isSingle);
  const to = Math.max(from, text.includes("e") ? text.indexOf("e") : text.length);
  const wrong = text.slice(from, to);
  return [
    local(text.slice(0, from)),
    ...(wrong ? [html("span", { class: "off" }, local(wrong))] : []),
    local(text.slice(to)),
  ];
};

/** Every number in the sentence: six rows, one column or three. @param {HTMLElement} place
 * @param {Entry} entry @param {Facts} facts @param {boolean} isOpen */
export const showLedger = (place, entry, facts, isOpen) => {
  const names = rowNames(entry);
  const head = [TEXT.exact, ...(isOpen ? FLOATS : [])];
  const first = html("th", { scope: "col" }, html("span", { class: "full" }, TEXT.quantity));
  const columns = head.map((name) => html("th", { scope: "col", class: name === TEXT.exact ? "exact" : "float" }, name));
  const body = ROWS.map((row) => {
    const look = row === "height" || row === "slope" ? "tri" : "";
    const name = html("th", { scope: "row" }, ...italics(names[row]));
    return html("tr", { class: look }, name, ...ledgerCells(row, facts, isOpen));
  });
  const caption = html("caption", { class: "full" }, TEXT.ledger);
  const table = html("table", { class: isOpen ? "open" : "" }, caption,
    html("thead", {}, html("tr", {}, first, ...columns)), html("tbody", {}, ...body));
  place.replaceChildren(table);
};

/** @param {Row} row @param {Facts} facts @param {boolean} isOpen */
const ledgerCells = (row, { exact, float64, float32 }, isOpen) => {
  const cell = exact?.[row] ?? null;
  const told = cell ? numeral(cell.text, "", 10) : "—";
  const first = html("td", { class: "exact", "data-name": TEXT.exact, "data-why": `exact ${row}`, tabindex: -1 }, told);
  if (!isOpen) return [first];
  const floats = FLOATS.map((kind) => {
    const column = kind === "float32" ? float32 : float64;
    const isFlagged = row === "slope" && column?.flag === true;
    const parts = column ? cellParts(row, column, cell, kind === "float32", isFlagged) : ["—"];
    return html("td", { "data-name": kind, "data-why": `${kind} ${row}`, tabindex: -1 }, ...parts);
  });
  return [first, ...floats];
};

/** A float in the ledger; wrong from the first digit on where the nudge is lost in it.
 * @param {Row} row @param {FloatColumn} column @param {Cell | null} cell @param {boolean} isSingle
 * @param {boolean} flag */
const cellParts = (row, column, cell, isSingle, flag) => {
  const isLost = (row === "nudged" && column.nudged === column.at) || (row === "after" && column.flag && column.after === column.before);
  if (isLost) return [html("span", { class: "off" }, local(column[row]))];
  return floatText(column[row], cell, isSingle, flag);
};

/** The one line about computers. @param {HTMLElement} place @param {Facts} facts
 * @param {boolean} isOpen */
export const showComputers = (place, { exact, float64, float32 }, isOpen) => {
  if (!isOpen) {
    const parts = float64 ? floatText(float64.slope, exact?.slope ?? null, false, float64.flag) : ["—"];
    place.replaceChildren(html("span", {}, TEXT.computers), html("span", { class: "value" }, ...parts));
    return;
  }
  const lines = [reason("float32", float32, exact?.slope ?? null), reason("float64", float64, exact?.slope ?? null)];
  place.replaceChildren(html("span", {}, ...lines.flat()));
};

/** @param {string} kind @param {FloatColumn | null} column @param {Cell | null} truth */
const reason = (kind, column, truth) => {
  if (!column) return [];
  const isRight = wrongFrom(column.slope, truth, kind === "float32") === column.slope.length;
  if (isRight || (!column.reason && !column.flag)) return [strong(kind), ": right to every digit. "];
  const off = offBy(column.slope, truth);
  const name = column.flag ? html("span", { class: "flag" }, `⚑ ${kind}`) : strong(kind);
  const because = column.reason.replace(/, so the height is off .*/, "");
  return [name, `: ${local(because)}${off && !column.flag ? `, slope off by ${off}` : ""}. `];
};

/** @param {string} word */
const strong = (word) => html("b", {}, word);
/** @param {string} text @param {Cell | null} truth */
const offBy = (text, truth) => {
  const x = Number(text);
  if (!truth?.value || !Number.isFinite(x)) return "";
  const off = Q.nearestFloat(Q.absolute(Q.subtract(Q.ofFloat(x), truth.value)));
  return off >= 1e-3 && off < 1e4 ? minus(String(+off.toPrecision(3))) : scientific(off, 3);
};

const RUNGS = [0, 1, 2, 3, 6, 9, 12, 15, 16, 30];

/** @param {HTMLElement} place @param {Entry} entry @param {Facts} facts @param {number} zeros
 *   how many more zeros than on the ladder @param {(nudge: string) => void} choose */
export const showLadder = (place, entry, facts, zeros, choose) => {
  const { f } = programsOf(entry);
  if (!f) return place.replaceChildren(TEXT.notComputed);
  const more = Array.from({ length: zeros }, (_, index) => 40 + 10 * index);
  const rows = [...RUNGS, ...more].map((power) => {
    const by = Q.fraction(BigInt(facts.sign), 10n ** BigInt(power));
    const { exact, float64, float32 } = ledger(f, facts.at, by);
    const nudge = Q.cell(by).text;
    const pick = html("button", { class: "rung", title: nudge, click: () => choose(nudge) }, short(nudge, { note: true }));
    const cells = [float64, float32].map((column, index) =>
      html("td", {}, ...(column ? floatText(column.slope, exact?.slope ?? null, index > 0, column.flag) : ["—"])),
    );
    const slope = exact ? numeral(exact.slope.text, "", 10) : "—";
    return html("tr", { class: "tri" }, html("th", { scope: "row" }, pick), html("td", { class: "exact" }, slope), ...cells);
  });
  const names = [TEXT.nudge, TEXT.exactSlope, ...FLOATS];
  const head = html("tr", {}, ...names.map((name) => html("th", { scope: "col" }, name)));
  const caption = html("caption", { class: "full" }, TEXT.ladder);
  return place.replaceChildren(html("table", {}, caption, html("thead", {}, head), html("tbody", {}, ...rows)));
};
