/**
 * The sentence, in colours: green for the triangle, blue for f. Its text stays as it is generated.
 *
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./dom.js").Children} Children
 */
import { html, italics, put, span } from "./dom.js";
import { nudgeSentence } from "./ledger.js";
import { TEXT, isLong, local, say, short } from "./strings.js";

/** @param {Entry} entry @param {Facts} facts */
export const sentenceOf = ({ name, variable }, { exact }) => (exact ? nudgeSentence(variable, exact, name) : "");

/** The sentence as far as a lesson has come. @param {string} sentence
 * @param {"nudge" | "microscope" | "answer" | ""} hidden */
export const withheld = (sentence, hidden) =>
  hidden === "nudge" ? sentence.replace(/ Nudge .*/, "")
  : hidden ? sentence.replace(/: .*/, hidden === "answer" ? `: ${TEXT.appears}` : ".")
  : sentence;

/** A number in a sentence; a long one is shown short, and read and copied in full. A full stop
 * after three dots is not shown.
 * @param {string} text @param {string} look @param {number} [digits] @param {string} [stop] */
export const numeral = (text, look, digits = 6, stop = "") => {
  const brief = isLong(text) ? short(text, digits) : local(text);
  if (brief[8]) look += " big";
  if (!isLong(text)) return span(look, brief);
  const isClipped = brief.endsWith("…");
  const full = span("full", local(text), isClipped ? stop : "");
  const number = html("span", { class: `${look} long`, "data-short": brief, title: local(text) }, full);
  return stop && !isClipped ? span("", number, stop) : number;
};

const NUMBERS = /(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/;
const STOP = /^\.(?= |$)/;
const plain = () => "plain";

/** Words with letters in italics and numbers that may be long. @param {string} words
 * @param {(index: number, before: string) => string} [lookOf]  by the number's place, and the words
 *   before it @param {number} [digits] */
export const spoken = (words, lookOf = plain, digits = 6) => {
  const parts = words.split(NUMBERS);
  return parts.flatMap((part, index) => {
    if (!(index % 2)) return italics(index && isLong(parts[index - 1]) ? part.replace(STOP, "") : part);
    const stop = isLong(part) && STOP.test(parts[index + 1]) ? "." : "";
    return [numeral(part, lookOf((index - 1) / 2, parts[index - 1]), digits, stop)];
  });
};

/** Green for the triangle, blue for f, by the words before a number: where f is undefined there are
 * fewer. */
const looksOf = () => {
  let isMoving = false;
  return (/** @type {number} */ _, /** @type {string} */ before) => {
    isMoving ||= / goes /.test(before);
    return / by $/.test(before) ? "green strong" : / is $/.test(before) || (isMoving && / to $/.test(before)) ? "blue" : "plain";
  };
};

/** The sentence, or in the limit f(2+ε) = 6 + 3ε and the derivative. @param {string} id  of two
 * paragraphs: `lead`, and `punch` @param {string} sentence @param {Facts} facts
 * @param {boolean} [isLimit] */
export const showSentence = (id, sentence, { exact, derivative, infinitesimal }, isLimit = false) => {
  const cut = isLimit ? -1 : sentence.indexOf("Height over width is ");
  put(`${id}lead`, ...spoken(cut < 0 ? sentence : sentence.slice(0, cut), isLimit ? plain : looksOf()));
  const limit = isLimit && infinitesimal && derivative;
  put(`${id}punch`,
    ...(cut >= 0 && exact ? ratio(sentence.slice(cut), exact) : []),
    ...(limit ? [span("nb", TEXT.derivativeIs, ...last(limit.text))] : []),
  );
};

/** "Height over width is 0.003 / 0.001 = 3." with the fraction drawn stacked.
 * @param {string} words @param {NonNullable<Facts["exact"]>} column */
const ratio = (words, { width, slope }) => {
  const found = / is (.*) \/ (.*) = (.*)\.$/.exec(words);
  if (!found) return [words];
  /** @param {string} look @param {"height" | "width"} side @param {Children[number]} told */
  const of = (look, side, told) => html("span", { class: look, "data-side": side }, told);
  const above = of("up", "height", numeral(found[1], "green"));
  const below = of("dn", "width", numeral(width.text, "green"));
  const fraction = span("frac", above, span("full", " / "), below);
  return [
    span("nb", of("green", "height", "Height"), " over ", of("green", "width", "width"), " is "),
    span("eq", fraction, " = ", span("", ...last(slope.text))),
  ];
};

/** @param {string} text */
const last = (text) => (isLong(text) ? [numeral(text, "res", 6, ".")] : [numeral(text, "res"), "."]);

/** @param {Facts} facts */
export const limitWords = ({ infinitesimal, corner }) =>
  infinitesimal ? say("epsilon", { told: infinitesimal.replace(" - ", " − ") }) : corner || TEXT.unknown;
