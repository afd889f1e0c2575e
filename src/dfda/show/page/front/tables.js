/**
 * The ledger of one nudge and the ladder of ever smaller ones: exact beside what computers say.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").FloatColumn} FloatColumn
 * @typedef {import("./rational.js").Cell} Cell
 * @typedef {import("./dom.js").Children} Children
 * @typedef {import("./dom.js").Piece} Piece
 * @typedef {"at" | "before" | "nudged" | "after" | "height" | "slope"} Row
 */
import { fround, isFinite, max } from "./numbers.js";
import { byId, html, italics, put, span } from "./dom.js";
import { programsOf } from "./facts.js";
import { QUANTITIES, ledger } from "./ledger.js";
import { numeral } from "./sentence.js";
import { TEXT, filled, local, minus, say, scientific, short } from "./strings.js";
import * as Q from "./rational.js";

const ROWS = /** @type {Row[]} */ (QUANTITIES.filter((name) => name !== "width"));
/** @type {["float64", "float32"]} */
const FLOATS = ["float64", "float32"];

/** What a row of the ledger is: a, f(a), a + nudge … @param {Entry} entry @param {Row} row */
export const rowName = ({ name: f, variable: a }, row) => filled(TEXT.rows[row], { f, a });

/** Where a float's text stops telling the truth: an index into it, or its length.
 * @param {string} text @param {Cell | null | undefined} exact @param {boolean} isSingle */
export const wrongFrom = (text, exact, isSingle) => {
  const truth = exact?.value;
  const x = Number(text);
  if (!truth) return text.length;
  if (!isFinite(x)) return 0;
  const nearest = Q.nearestFloat(truth);
  if (isSingle ? fround(x) === fround(nearest) : x === nearest) return text.length;
  if (!truth.n || !x || x < 0 !== truth.n < 0n) return 0;
  const [[digits, power], [said, exponent]] = [truth, Q.ofFloat(x)].map((value) => Q.significant(Q.absolute(value), 25));
  return exponent === power && said[0] === digits[0] ? firstWrong(text, digits) : 0;
};

/** @param {string} text @param {string} digits */
const firstWrong = (text, digits) => {
  let seen = 0;
  for (const { 0: digit, index } of text.split("e")[0].matchAll(/\d/g)) {
    if (!seen && digit === "0") continue;
    if (digit !== digits[seen]) return index;
    seen += 1;
  }
  return text.length;
};

/** @param {string} look @param {string} text */
const marked = (look, text) => span(look, local(text));

/** A float with its wrong digits marked, and a flag where it is far off. @param {Facts} facts
 * @param {"float64" | "float32"} kind @param {Row} row @returns {Children} */
const floatText = ({ exact, ...facts }, kind, row) => {
  const column = facts[kind];
  if (!column) return ["—"];
  const text = column[row];
  if (column.flag && row === "slope") return [marked("flag", `⚑ ${text}`)];
  const isLost = (row === "nudged" && text === column.at) || (row === "after" && column.flag && text === column.before);
  const from = isLost ? 0 : wrongFrom(text, exact?.[row], kind === "float32");
  const to = max(from, !isLost && text.includes("e") ? text.indexOf("e") : text.length);
  const [right, wrong, rest] = [[0, from], [from, to], [to]].map((ends) => local(text).slice(...ends));
  return [right, ...(wrong ? [span("off", wrong)] : []), rest];
};

/** @param {string} caption @param {Piece[]} head @param {Piece[]} rows */
export const table = (caption, head, rows) =>
  html("table", {}, html("caption", { class: "full" }, caption),
    html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows));
/** @param {string} name @param {string} [look] */
export const columnHead = (name, look = "") => html("th", { scope: "col", class: look }, name);
/** A row that begins with a button. @param {string} words @param {string} title @param {() => void} click
 * @param {Piece[]} cells @param {string} [look] */
export const pickRow = (words, title, click, cells, look = "") =>
  html("tr", { class: look },
    html("th", { scope: "row" }, html("button", { class: "rung", title, click }, ...italics(words))), ...cells);

/** @param {Cell | null | undefined} cell */
const exactText = (cell) => (cell ? numeral(cell.text, "", 10) : "—");

/** Every number in the sentence: six rows, one column or three.
 * @param {Entry} entry @param {Facts} facts @param {boolean} isOpen @param {string} nudge  in words,
 *   where the sentence speaks of ε */
export const showLedger = (entry, facts, isOpen, nudge) => {
  const kinds = isOpen ? FLOATS : [];
  const cell = (/** @type {string} */ name, /** @type {string} */ why, /** @type {Children} */ parts, look = "") =>
    html("td", { class: look, "data-name": name, "data-why": why, tabindex: why === "exact at" ? 0 : -1 }, ...parts);
  const rows = ROWS.map((row) =>
    html("tr", { class: row === "height" || row === "slope" ? "tri" : "" },
      html("th", { scope: "row" }, ...italics(rowName(entry, row))),
      cell(TEXT.exact, `exact ${row}`, [exactText(facts.exact?.[row])], "exact"),
      ...kinds.map((kind) => cell(kind, `${kind} ${row}`, floatText(facts, kind, row)))));
  const first = html("th", { scope: "col" }, nudge || marked("full", TEXT.quantity));
  const head = [first, columnHead(TEXT.exact, "exact"), ...kinds.map((kind) => columnHead(kind, "float"))];
  put("ledger", table(nudge || TEXT.ledger, head, rows));
  byId("ledger").classList.toggle("open", isOpen);
};

/** The one line about computers. @param {Facts} facts @param {boolean} isOpen */
export const showComputers = (facts, isOpen) => {
  const value = () => [span("", TEXT.computers), span("value", ...floatText(facts, "float64", "slope"))];
  const reasons = () => [span("", ...["float32", "float64"].flatMap((kind) => reason(facts, /** @type {"float32"} */ (kind))))];
  put("computers", ...(isOpen ? reasons() : value()));
};

/** @param {Facts} facts @param {"float64" | "float32"} kind @returns {Children} */
const reason = ({ exact, ...facts }, kind) => {
  const [column, truth] = [facts[kind], exact?.slope];
  if (!column) return [];
  const { slope, flag } = column;
  const isRight = wrongFrom(slope, truth, kind === "float32") === slope.length;
  if (isRight || (!column.reason && !flag)) return [html("b", {}, kind), TEXT.allRight];
  const off = flag ? "" : offBy(slope, truth);
  const name = flag ? marked("flag", `⚑ ${kind}`) : html("b", {}, kind);
  const because = column.reason.replace(/, so the height is off .*/, "");
  return [name, `: ${local(because)}${off && say("slopeOff", { off })}. `];
};

/** @param {string} text @param {Cell | null | undefined} truth */
const offBy = (text, truth) => {
  const x = Number(text);
  if (!truth?.value || !isFinite(x)) return "";
  const off = Q.nearestFloat(Q.absolute(Q.subtract(Q.ofFloat(x), truth.value)));
  return off >= 1e-3 && off < 1e4 ? minus(String(+off.toPrecision(3))) : scientific(off, 3);
};

const RUNGS = [0, 1, 2, 3, 6, 9, 12, 15, 16, 30];

/** @param {Entry} entry @param {Facts} facts @param {number} zeros
 *   how many more zeros than on the ladder @param {(nudge: string) => void} choose */
export const showLadder = (entry, facts, zeros, choose) => {
  const { f } = programsOf(entry);
  if (!f) return put("ladder", TEXT.notComputed);
  const more = Array.from({ length: zeros }, (_, index) => 40 + 10 * index);
  const rows = [...RUNGS, ...more].map((power) => {
    const by = Q.fraction(BigInt(facts.sign), 10n ** BigInt(power));
    const found = { ...facts, ...ledger(f, facts.at, by) };
    const nudge = Q.cell(by).text;
    const cells = FLOATS.map((kind) => html("td", {}, ...floatText(found, kind, "slope")));
    const exact = html("td", { class: "exact" }, exactText(found.exact?.slope));
    return pickRow(short(nudge, 10, true), nudge, () => choose(nudge), [exact, ...cells], "tri");
  });
  const head = [TEXT.nudge, TEXT.exactSlope, ...FLOATS].map((name) => columnHead(name));
  return put("ladder", table(TEXT.ladder, head, rows));
};
