/**
 * The panels under the picture: the h that cancels, steps, notation, corners, and receipts.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").Step} Step
 * @typedef {import("./facts.js").Corner} Corner
 * @typedef {import("./dom.js").Children} Children
 */
import { html, italics, put, span } from "./dom.js";
import { programsOf } from "./facts.js";
import { remembered } from "./memory.js";
import { columnHead, pickRow, rowNames, table } from "./tables.js";
import { TEXT, local, minus, say, short } from "./strings.js";
import * as Q from "./rational.js";

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
export const showSteps = ({ explanation }) => put("p-steps", ...once(explanation, () => stepsOf(explanation)));
/** @param {Entry["explanation"]} explanation */
const stepsOf = ({ quotient, steps }) => {
  const strip = quotient && html("div", { class: "strip" },
    term(TEXT.quotient, quotient.quotient), part("", "="),
    term(TEXT.expanded, quotient.expanded), part("", "="),
    term(TEXT.cancelled, quotient.cancelled, quotient.condition), part("", "→"),
    term(TEXT.letGo, quotient.limit));
  return [...(strip ? [strip] : []), ...(steps.length ? [html("ol", { class: "steps" }, ...steps.map(stepItem))] : [])];
};

/** @param {Step} step */
const stepItem = ({ rule, law, pretty, condition, checked, checks }) => {
  const [mark, look] = checked === null ? ["·", "muted"] : checked ? ["✓", "tick"] : ["✗", "flag"];
  const bad = checks.filter(({ agrees }) => !agrees);
  const told = (bad.length ? bad : checks).map(({ at }) => minus(at)).join("; ");
  return html("li", {},
    html("span", { class: look, "aria-hidden": true }, mark),
    part("formula", pretty),
    span("muted", `${rule}${law ? `: ${law}` : ""}${condition ? ` (${condition})` : ""}`),
    span("muted", told ? (bad.length ? TEXT.broken : TEXT.checked) + told : TEXT.unchecked),
  );
};

/** @param {Entry} entry @param {Facts} facts */
export const showNotation = ({ explanation }, { derivative }) => {
  const terms = explanation.notations.map(({ text, spoken }, index) =>
    term((index ? TEXT.same : "") + say("say", { spoken }), local(text)));
  const here = say("atThis", { a: explanation.function.variable });
  put("p-notation", html("div", { class: "strip" }, ...terms,
    ...(derivative?.value ? [term(here, `${TEXT.slope} = ${short(derivative.text)}`)] : [])));
};

/** @param {Entry} entry @param {(at: string) => void} go */
export const showCorners = (entry, go) => put("p-corners", ...once(entry, () => cornersOf(entry, go)));
/** @param {Entry} entry @param {(at: string) => void} go */
const cornersOf = ({ explanation, stops, breaks, near, more, smooth }, go) => {
  const told = explanation.points.map(({ at, corner }) => ({ at: at.fraction ?? at.text, corner }));
  const found = new Map([...told, ...stops, ...breaks].flatMap(({ at, corner }) => (corner ? [[at, corner]] : [])));
  if (!found.size && !near.length) return [html("p", {}, smooth ? TEXT.noCorners : TEXT.noneFound)];
  const tools = [...new Set([...found.values()].flatMap(({ frameworks }) => Object.keys(frameworks)))];
  const places = /** @type {[string, Corner | string][]} */ ([...found, ...near.map(({ at, kind }) => [at, kind])]);
  const rows = places.sort(([one], [other]) => Q.compare(Q.exactNumber(one), Q.exactNumber(other))).map(([at, corner]) => {
    const isNear = typeof corner === "string";
    const said = isNear ? ["—", "—", TEXT.nearKinds[corner]]
      : [short(corner.left.text), short(corner.right.text), corner.verdict === "converged" ? TEXT.oneSlope : corner.verdict];
    const cells = [...said, ...tools.map((tool) => minus((!isNear && corner.frameworks[tool]) || "—"))];
    const place = `${explanation.function.variable} ${isNear ? "≈" : "="} ${minus(at)}`;
    return pickRow(place, "", () => go(at), cells.map((text) => html("td", {}, text)));
  });
  const head = [TEXT.point, TEXT.left, TEXT.right, TEXT.verdict, ...tools].map((name) => columnHead(name));
  return [table(TEXT.corners, head, rows), ...(more ? [html("p", {}, TEXT.mayBeMore)] : [])];
};

const SETTLED = /^(input|constant|named|add|subtract|negate|multiply|divide|sqrt|abs|sign|step|relu|floor|ceil|min|max|if_.*)$/;
/** Whether floats prescribe the last digit of a step. @param {import("./program.js").Node} node
 * @param {number} _ @param {import("./program.js").Node[]} nodes */
const settled = ({ name, operands }, _, nodes) =>
  SETTLED.test(name) || (name === "whole_power" && nodes[operands[1]].float === 2);

/** Why a number is what it is, and the lines of Python that print it.
 * @param {Entry} entry @param {Facts} facts @param {{formula: string, at: string, nudge: string}} state
 * @param {string} why  exact, float64 or float32, and the row */
export const receipt = (entry, facts, { formula, at, nudge }, why) => {
  const [kind, row] = /** @type {["exact" | "float64", import("./tables.js").Row]} */ (why.split(" "));
  const cell = facts.exact?.[row];
  const floats = kind === "exact" ? null : facts[kind];
  const value = (kind === "exact" ? cell?.text : floats?.[row]) ?? "—";
  const reason = floats?.reason ? `; ${floats.reason}` : "";
  const isSettled = programsOf(entry).f?.nodes.every(settled) ?? true;
  const sure = kind === "exact" ? certainty(facts, row) : say("rounded", { kind }) + reason + (isSettled ? "" : TEXT.unsettled);
  const quoted = [formula, at, nudge].map((text) => JSON.stringify(text));
  const python = `import dfda\nfound = dfda.explain(${quoted[0]}, ${quoted[1]}, nudge=${quoted[2]})\nprint(found.points[0].ledger.${kind}.${row})`;
  const inputs = say("inputsAre", { at: facts.exact?.at.text ?? "—", width: facts.exact?.width.text ?? "—" });
  const lines = [[TEXT.method, TEXT.methods[row]], [TEXT.certainty, sure], [TEXT.inputs, local(inputs)]];
  return [
    html("h2", {}, `${rowNames(entry)[row]}, ${kind}: ${local(value)}`),
    html("dl", {}, ...lines.flatMap(([name, words]) => [html("dt", {}, name), html("dd", {}, ...italics(words))])),
    html("p", { class: "muted" }, TEXT.reproduce),
    html("pre", { tabindex: 0 }, python),
  ];
};

/** @param {Facts} facts @param {import("./tables.js").Row} row */
const certainty = ({ baked, exact }, row) => {
  const cell = exact?.[row];
  if (!cell) return TEXT.notComputed;
  const enclosed = (cell.fraction ? say("exactly", cell) : "") + TEXT.enclosed;
  return (cell.exact ? TEXT.lastDigit : enclosed) + (baked ? TEXT.baked : "");
};
