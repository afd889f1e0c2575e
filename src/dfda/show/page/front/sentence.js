/**
 * The sentence, in colours: green for the triangle, blue for f. Its text stays as it is generated.
 *
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").Entry} Entry
 */
import { html, italics } from "./dom.js";
import { nudgeSentence } from "./ledger.js";
import { local, short, isLong } from "./strings.js";

/** @param {Entry} entry @param {Facts} facts */
export const sentenceOf = ({ explanation }, facts) => {
  const { name, variable } = explanation.function;
  return facts.exact ? nudgeSentence(variable, facts.exact, name) : "";
};

/** A number in a sentence; a long one is shown short, and read and copied in full. A full stop
 * after three dots is not shown.
 * @param {string} text @param {string} look @param {number} [digits] @param {string} [stop] */
export const numeral = (text, look, digits = 6, stop = "") => {
  const isShort = !isLong(text);
  const brief = short(text, { digits });
  const isClipped = !isShort && brief.endsWith("…");
  if (isShort) return html("span", { class: look }, local(text));
  const full = html("span", { class: "full" }, local(text), isClipped ? stop : "");
  const number = html("span", { class: `${look} long`, "data-short": brief, title: text }, full);
  return stop && !isClipped ? html("span", {}, number, stop) : number;
};

const NUMBERS = /(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/;
/** @type {Record<string, string>} */
const LOOKS = { "0": "plain", "1": "blue", "2": "green strong", "3": "plain", "4": "green strong", "5": "blue" };

/** Words with letters in italics and numbers that may be long. @param {string} words
 * @param {(index: number) => string} lookOf @param {number} [digits] */
export const spoken = (words, lookOf, digits) => {
  const parts = words.split(NUMBERS);
  return parts.flatMap((part, index) => {
    if (!(index % 2)) return italics(index && isLong(parts[index - 1]) ? part.replace(/^\.(?= |$)/, "") : part);
    const stop = isLong(part) && /^\.(?= |$)/.test(parts[index + 1]) ? "." : "";
    return [numeral(part, lookOf((index - 1) / 2), digits, stop)];
  });
};

/** @param {HTMLElement} lead @param {HTMLElement} punch @param {string} sentence
 * @param {Facts} facts */
export const showSentence = (lead, punch, sentence, facts) => {
  const cut = sentence.indexOf("Height over width is ");
  const first = cut < 0 ? sentence : sentence.slice(0, cut);
  lead.replaceChildren(...spoken(first, (index) => LOOKS[index] ?? "plain"));
  const exact = cut < 0 ? null : facts.exact;
  punch.replaceChildren(...(exact ? ratio(sentence.slice(cut), exact) : []));
};

/** "Height over width is 0.003 / 0.001 = 3." with the fraction drawn stacked.
 * @param {string} words @param {NonNullable<Facts["exact"]>} column */
const ratio = (words, { width, slope }) => {
  const start = [green("Height", "height"), " over ", green("width", "width"), " is "];
  const found = / is (.*) \/ (.*) = (.*)\.$/.exec(words);
  if (!found) return [words];
  const above = html("span", { class: "up", "data-side": "height" }, numeral(found[1], "green"));
  const below = html("span", { class: "dn", "data-side": "width" }, numeral(width.text, "green"));
  const fraction = html("span", { class: "frac" }, above, html("span", { class: "full" }, " / "), below);
  const equals = html("span", { class: "eq" }, fraction, " = ", html("span", {}, ...last(slope.text)));
  return [html("span", { class: "nb" }, ...start), equals];
};

/** @param {string} text */
const last = (text) => (isLong(text) ? [numeral(text, "res", 6, ".")] : [numeral(text, "res"), "."]);

/** @param {string} word @param {string} side */
const green = (word, side) => html("span", { class: "green", "data-side": side }, word);

/** In the limit: f(2+ε) = 6 + 3ε, and the derivative. @param {HTMLElement} lead
 * @param {HTMLElement} punch @param {Facts} facts */
export const showLimit = (lead, punch, { infinitesimal, derivative, corner }) => {
  const [first, ...rest] = limitWords({ infinitesimal, corner });
  lead.replaceChildren(...spoken(first, () => "plain"), ...rest);
  const value = derivative && infinitesimal ? derivative.text : "";
  punch.replaceChildren(
    ...(value ? [html("span", { class: "nb" }, "The derivative is ", ...last(value))] : []),
  );
};

/** @param {Pick<Facts, "infinitesimal" | "corner">} facts */
export const limitWords = ({ infinitesimal, corner }) => {
  if (infinitesimal) return [`Nudge by ε, smaller than every number: ${infinitesimal}. `];
  return [corner?.sentence ?? "The derivative is not known here."];
};
