/**
 * The panels under the picture: the h that cancels, steps, notation, corners, and receipts.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").Step} Step
 * @typedef {import("./dom.js").Children} Children
 */
import { html, italics, put, span } from "./dom.js";
import { remembered } from "./memory.js";
import { columnHead, pickRow, rowName, table } from "./tables.js";
import { TEXT, local, minus, say, short } from "./strings.js";

/** Pieces that follow from one object alone, and from how numbers are written.
 * @type {WeakMap<object, Map<string, Children>>} */
const known = new WeakMap();
/** @param {object} cause @param {() => Children} make */
const once = (cause, make) => remembered(remembered(known, cause, () => new Map()), local("0.5"), make);
/** @param {string} look @param {string} words */
const part = (look, words) => span(look, ...italics(words));
/** @param {string} note @param {string} words @param {string} [below] */
const term = (note, words, below) =>
  span("", html("small", {}, note), part("formula", words), ...(below ? [html("small", {}, below)] : []));

/** @param {Entry} entry */
export const showSteps = (entry) => put("p-steps", ...once(entry.steps, () => stepsOf(entry)));
/** @param {Entry} entry */
const stepsOf = ({ quotient, steps }) => {
  const strip = quotient.flatMap(([sign, note, words, below]) => [part("", sign), term(TEXT[note], words, below)]);
  return [html("div", { class: "strip" }, ...strip), html("ol", { class: "steps" }, ...steps.map(stepItem))];
};

/** @param {Step} step */
const stepItem = ({ mark, look, pretty, law, told, at }) =>
  html("li", {},
    html("span", { class: look, "aria-hidden": true }, mark),
    part("formula", pretty),
    span("muted", law),
    span("muted", TEXT[told] + at.map(minus).join("; ")));

/** @param {Entry} entry @param {Facts} facts */
export const showNotation = ({ notations, variable }, { derivative }) => {
  const terms = notations.map(({ text, spoken }, index) =>
    term((index ? TEXT.same : "") + minus(say("say", { spoken })), minus(text)));
  const here = say("atThis", { a: variable });
  put("p-notation", html("div", { class: "strip" }, ...terms,
    ...(derivative?.value ? [term(here, `${TEXT.slope} = ${short(derivative.text)}`)] : [])));
};

/** @param {Entry} entry @param {(at: string) => void} go */
export const showCorners = (entry, go) => put("p-corners", ...once(entry.corners, () => cornersOf(entry, go)));
/** @param {Entry} entry @param {(at: string) => void} go */
const cornersOf = ({ variable, corners }, go) => {
  const { tools, rows, note } = corners;
  const told = rows.map(({ at, sign, left, right, verdict, tools }) => {
    const cells = [left, right, TEXT.verdicts[verdict] ?? verdict, ...tools].map((text) => html("td", {}, minus(short(text))));
    return pickRow(`${variable} ${sign} ${minus(at)}`, "", () => go(at), cells);
  });
  const head = [...TEXT.cornerHead, ...tools].map((name) => columnHead(name));
  return [...(rows.length ? [table(TEXT.corners, head, told)] : []), ...(note ? [html("p", {}, TEXT[note])] : [])];
};

/** Why a number is what it is, and the lines of Python that print it.
 * @param {Entry} entry @param {Facts} facts @param {{formula: string, at: string, nudge: string}} state
 * @param {string} why  exact, float64 or float32, and the row */
export const receipt = (entry, facts, { formula, at, nudge }, why) => {
  const [kind, row] = /** @type {["exact" | "float64", import("./tables.js").Row]} */ (why.split(" "));
  const cell = facts.exact?.[row];
  const floats = kind === "exact" ? null : facts[kind];
  const value = (kind === "exact" ? cell?.text : floats?.[row]) ?? "—";
  const reason = floats?.reason ? `; ${floats.reason}` : "";
  const sure = kind === "exact" ? certainty(facts, row) : say("rounded", { kind }) + reason + (entry.settled ? "" : TEXT.unsettled);
  const [f, a, h] = [formula, at, nudge].map((text) => JSON.stringify(text));
  const inputs = say("inputsAre", { at: facts.exact?.at.text ?? "—", width: facts.exact?.width.text ?? "—" });
  const lines = [[TEXT.method, TEXT.methods[row]], [TEXT.certainty, sure], [TEXT.inputs, local(inputs)]];
  return [
    html("h2", {}, `${rowName(entry, row)}, ${kind}: ${local(value)}`),
    html("dl", {}, ...lines.flatMap(([name, words]) => [html("dt", {}, name), html("dd", {}, ...italics(words))])),
    html("p", { class: "muted" }, TEXT.reproduce),
    html("pre", { tabindex: 0 }, say("python", { f, a, h, kind, row })),
  ];
};

/** @param {Facts} facts @param {import("./tables.js").Row} row */
const certainty = ({ baked, exact }, row) => {
  const cell = exact?.[row];
  if (!cell) return TEXT.notComputed;
  const enclosed = (cell.fraction ? say("exactly", cell) : "") + TEXT.enclosed;
  return (cell.exact ? TEXT.lastDigit : enclosed) + (baked ? TEXT.baked : "");
};
