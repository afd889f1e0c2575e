/**
 * The panels under the picture: the h that cancels, steps, notation, corners, and receipts.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").Step} Step
 * @typedef {import("./facts.js").Corner} Corner
 * @typedef {import("./dom.js").Children} Children
 */
import { html, italics } from "./dom.js";
import { rowNames } from "./tables.js";
import { TEXT, minus, local, short } from "./strings.js";

/** @param {string} note @param {string} words @param {string} [below] */
const term = (note, words, below = "") =>
  html("span", {}, html("small", {}, note), html("span", { class: "formula" }, ...italics(words)),
    ...(below ? [html("small", {}, below)] : []));

/** @param {HTMLElement} place @param {Entry} entry */
export const showSteps = (place, { explanation }) => {
  const { quotient, steps } = explanation;
  /** @type {Children} */
  const parts = [];
  if (quotient) {
    const lines = [
      term(TEXT.over, quotient.quotient),
      html("span", {}, "="),
      term(TEXT.expanded, quotient.expanded),
      html("span", {}, "="),
      term(TEXT.cancel, quotient.cancelled, quotient.condition),
      html("span", {}, "→"),
      term(TEXT.letGo, quotient.limit),
    ];
    parts.push(html("div", { class: "strip" }, ...lines));
  }
  if (steps.length) parts.push(html("ol", { class: "steps" }, ...steps.map(stepItem)));
  place.replaceChildren(...parts);
};

/** @param {Step} step */
const stepItem = ({ rule, law, pretty, condition, checked, checks }) => {
  const [mark, look] = checked === null ? ["·", "muted"] : checked ? ["✓", "tick"] : ["✗", "flag"];
  const bad = checks.filter(({ agrees }) => !agrees);
  const told = (bad.length ? bad : checks).map(({ at }) => minus(at)).join("; ");
  const said = !checks.length ? TEXT.unchecked : (bad.length ? TEXT.broken : TEXT.checked) + told;
  return html("li", {},
    html("span", { class: look, "aria-hidden": true }, mark),
    html("span", { class: "formula" }, ...italics(pretty)),
    html("span", { class: "muted" }, `${rule}${law ? `: ${law}` : ""}${condition ? ` (${condition})` : ""}`),
    html("span", { class: "muted" }, said),
  );
};

/** @param {HTMLElement} place @param {Entry} entry @param {Facts} facts */
export const showNotation = (place, { explanation }, { derivative }) => {
  const { variable } = explanation.function;
  const at = derivative?.value ? [`${short(derivative.text)}`] : [];
  const terms = explanation.notations.map(({ text, spoken }, index) =>
    term(`${index ? `${TEXT.same} ` : ""}${TEXT.say} “${spoken}”`, local(text)));
  const here = at.map((value) => term(`at this ${variable}`, `${TEXT.slope} = ${value}`));
  place.replaceChildren(html("div", { class: "strip" }, ...terms, ...here));
};

/** @param {HTMLElement} place @param {Entry} entry @param {(at: string) => void} go */
export const showCorners = (place, { explanation, stops }, go) => {
  /** @type {Map<string, Corner>} */
  const found = new Map();
  for (const { at, corner } of explanation.points) if (corner) found.set(at.fraction ?? at.text, corner);
  for (const { at, corner } of stops) if (corner) found.set(at, corner);
  if (!found.size) return place.replaceChildren(html("p", {}, TEXT.noCorners));
  const names = [TEXT.where, TEXT.left, TEXT.right, TEXT.verdict];
  const tools = [...new Set([...found.values()].flatMap(({ frameworks }) => Object.keys(frameworks)))];
  const head = html("tr", {}, ...[...names, ...tools].map((name) => html("th", { scope: "col" }, name)));
  const rows = [...found].map(([at, { left, right, verdict, frameworks }]) => {
    const words = `${explanation.function.variable} = ${minus(at)}`;
    const pick = html("button", { class: "rung", click: () => go(at) }, ...italics(words));
    const cells = [short(left.text), short(right.text), verdict, ...tools.map((tool) => minus(frameworks[tool] ?? "—"))];
    return html("tr", {}, html("th", { scope: "row" }, pick), ...cells.map((text) => html("td", {}, text)));
  });
  return place.replaceChildren(html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows)));
};

/** @type {Record<string, string>} */
const METHODS = {
  at: "The point, read as the decimal that was typed.",
  nudged: "a + nudge.",
  before: "The formula, step by step, at a.",
  after: "The formula, step by step, at a + nudge.",
  height: "f(a + nudge) − f(a).",
  slope: "height / width.",
};

/** Why a number is what it is, and the lines of Python that print it.
 * @param {Entry} entry @param {Facts} facts @param {{formula: string, at: string, nudge: string}} state
 * @param {string} kind  exact, float64 or float32 @param {string} row */
export const receipt = (entry, facts, { formula, at, nudge }, kind, row) => {
  const name = /** @type {import("./tables.js").Row} */ (row);
  const cell = facts.exact?.[name];
  const floats = kind === "float32" ? facts.float32 : facts.float64;
  const value = kind === "exact" ? cell?.text : floats?.[name];
  const sure = kind === "exact" ? certainty(facts, cell) : `rounded to ${kind} after every step${floats?.reason ? `; ${floats.reason}` : ""}`;
  const quoted = [formula, at, nudge].map((text) => JSON.stringify(text));
  const python = `import dfda\nfound = dfda.explain(${quoted[0]}, ${quoted[1]}, nudge=${quoted[2]})\nprint(found.points[0].ledger.${kind}.${row})`;
  return { title: `${rowNames(entry)[name]}, ${kind}: ${local(value ?? "—")}`, method: METHODS[row] ?? "", sure, python };
};

/** @param {Facts} facts @param {import("./rational.js").Cell | undefined} cell */
const certainty = ({ baked }, cell) => {
  const by = baked ? ` (${TEXT.baked})` : "";
  if (!cell) return TEXT.notComputed;
  if (cell.exact) return `exact, to the last digit${by}`;
  return `${cell.fraction ? `exactly ${cell.fraction}; ` : ""}20 digits, correctly rounded from an enclosure${by}`;
};

/** @param {HTMLElement} place @param {ReturnType<typeof receipt>} told @param {Facts} facts */
export const showReceipt = (place, { title, method, sure, python }, facts) => {
  const inputs = [facts.exact?.at, facts.exact?.width].map((cell) => local(cell?.text ?? "—"));
  const lines = [[TEXT.method, method], [TEXT.certainty, sure], [TEXT.inputs, `a = ${inputs[0]}, nudge = ${inputs[1]}`]];
  place.replaceChildren(
    html("h2", {}, title),
    html("dl", {}, ...lines.flatMap(([name, words]) => [html("dt", {}, name), html("dd", {}, ...italics(words))])),
    html("p", { class: "muted" }, TEXT.reproduce),
    html("pre", { tabindex: 0 }, python),
  );
};
