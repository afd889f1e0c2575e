/**
 * The page's data, in it the table of all strings, and how numbers are shown.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {{at?: string, nudge?: string, ask?: "slope" | "height", hides?: "nudge" | "microscope" | "answer",
 *   open?: string[], pins?: string[], view?: "compare", isLast?: boolean, words?: string}} LessonStep  what a step sets and says;
 *   `ask` makes it a question
 * @typedef {{live: boolean, functions: Entry[], strings: any}} Data  the page opens with the first
 */
import { whole } from "./compact.js";
import { byId } from "./dom.js";
import { abs, max, min } from "./numbers.js";
import { plainMinus } from "./rational.js";
import { settings } from "./settings.js";

/** @type {Data} */
export const DATA = JSON.parse(byId("dfda-data").textContent, whole());
export const TEXT = DATA.strings;
/** @type {LessonStep[]} */
export const LESSON = TEXT.lessonSteps;

/** A string with what stands for its words in braces. @param {string} text
 * @param {Record<string, unknown>} values */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => `${values[name] ?? ""}`);
/** @param {string} key  of the table @param {Record<string, unknown>} values */
export const say = (key, values) => filled(TEXT[key], values);

/** Text with its numbers as the reader writes them. @param {string} text */
export const local = (text) => (settings.comma ? text.replace(/(\d)\.(?=\d)/g, "$1,") : text);

/** What a reader typed, numbers as they are computed with. @param {string} text */
export const typed = (text) => {
  const bare = plainMinus(text.trim());
  return settings.comma ? bare.replace(/(^|\d),(?=\d)/g, "$1.") : bare;
};

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/;
const [MOST_PLACES, MOST_DIGITS, MOST_ZEROS] = [12, 13, 4];

/** A number as it stands in a picture: true minus; long ones short, without losing their meaning.
 * @param {string | undefined} text @param {number} [digits] @param {boolean} [isCounted]
 *   with the number of its places */
export const short = (text = "", digits = 10, isCounted = false) => {
  const match = NUMBER.exec(plainMinus(text));
  if (!match) return text;
  const [, sign, whole, places = "", power] = match;
  const most = digits >= 10 ? MOST_DIGITS : digits + 4;
  if (places.length <= min(MOST_PLACES, digits + 2) && whole.length <= most) return minus(text);
  const digitsOnly = whole + places;
  const first = max(0, digitsOnly.search(/[1-9]/));
  const zeros = whole === "0" ? first - 1 : 0;
  const isShifted = power === undefined && (whole.length > most || zeros > MOST_ZEROS);
  const found = isShifted ? digitsOnly.slice(first) : digitsOnly;
  const head = isShifted ? found[0] : whole;
  const rest = found.slice(head.length).replace(isShifted || power ? /0+$/ : /$/, "");
  const exponent = isShifted ? whole.length - 1 - first : power;
  const kept = clipped(head, rest, isShifted || whole !== "0" ? digits : max(1, digits) + zeros);
  const shown = minus(sign + kept + (exponent === undefined ? "" : `e${exponent}`));
  const isTold = isCounted && places.length > MOST_PLACES && !kept.endsWith("…");
  return isTold ? `${shown} (${say("placesOf", { count: places.length })})` : shown;
};

/** At most so many decimals, or the first and the last where the last ones matter.
 * @param {string} head @param {string} rest @param {number} digits */
const clipped = (head, rest, digits) => {
  if (!rest) return head;
  const isShort = rest.length <= min(6, digits);
  const isTail = !isShort && digits > 3 && /(0{4,}|9{4,})\d{1,6}$/.test(rest);
  return `${head}${digits ? "." : ""}${isTail ? `${rest.slice(0, 3)}…${rest.slice(-3)}` : rest.slice(0, isShort ? 6 : digits)}${isTail || rest.length <= digits ? "" : "…"}`;
};

/** @param {string} text */
export const minus = (text) => local(text.replaceAll("-", "−"));

/** Whether a number is shown in another form than it has, be it with a true minus.
 * @param {string} words */
export const isLong = (words) => short(words) !== local(words);

/** How a nudge is read aloud. @param {string} nudge */
export const spokenNudge = (nudge) => {
  const match = /^(-?)0\.(0*)1$/.exec(nudge);
  const count = match ? match[2].length + 1 : 0;
  const name = TEXT.powers[count];
  const size = count > MOST_PLACES && !name ? `1e-${count}, ${say("placesOf", { count })}` : nudge;
  const named = name ? `, ${match?.[1] ? TEXT.minus : ""}${name}` : "";
  return say("nudgeOf", { size: local(size) }) + named;
};

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
/** 2.5e-7 as 2.5 × 10⁻⁷. @param {number} x @param {number} digits */
export const scientific = (x, digits) => {
  const [mantissa, power] = x.toExponential(digits - 1).split("e");
  const raised = power.replace(/./g, (sign) => RAISED["0123456789-".indexOf(sign)] ?? "");
  return local(`${mantissa} × 10${raised}`);
};

/** @param {number} pixels */
export const pixelText = (pixels) =>
  local(pixels >= 0.01 ? String(+min(pixels, 0.99).toFixed(2)) : scientific(pixels, 1));

/** @param {string} factor  of magnification @param {number} power  of ten of the heights
 * @param {string} place */
export const magnified = (factor, power, place) => {
  const size = abs(power);
  const times = `${power < 0 ? "÷" : "×"}${size > 6 ? `1e${size}` : 10 ** size}`;
  return local(say("magnified", { factor, place }) + (power ? say("heights", { times }) : ""));
};

/** 1000000 as 1,000,000; what is no whole number stays. @param {string} text */
export const grouped = (text) => (/^\d{5,}$/.test(text) && !settings.comma ? text.replace(/\B(?=(\d{3})+$)/g, ",") : text);
