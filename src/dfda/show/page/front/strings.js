/**
 * Every string of the page in one table, ready for translation, and how numbers are shown.
 */

/** @type {Record<string, string>} */
export const TEXT = {
  skip: "Skip to the sentence",
  examples: "Examples",
  tools: "Tools",
  lesson: "Guided lesson",
  leave: "Leave lesson",
  lessonName: "One nudge",
  present: "Present",
  exit: "Exit",
  theme: "Dark theme",
  undo: "Undo",
  redo: "Redo",
  copy: "Copy link",
  copied: "Copied",
  keys: "Keys and settings",
  sentence: "The sentence",
  microscope: "Microscope",
  overview: "Overview",
  point: "point",
  nudge: "nudge",
  limit: "limit",
  limitTitle: "the nudge goes to 0, and never a division by 0",
  pin: "Pin this point",
  unpin: "Unpin this point",
  pinned: "Pinned: ",
  compare: "Compare",
  compareAll: "Compare the pinned points side by side",
  one: "One only",
  oneAll: "Show only the current point",
  overlay: "Overlay",
  overlayAll: "Overlay: lay them on top of each other",
  shrink: "Shrink",
  shrinkRest: " the nudge",
  shrinkAll: "Shrink the nudge",
  toRight: "Nudge to the right; press to nudge left",
  toLeft: "Nudge to the left; press to nudge right",
  more: "More about these numbers",
  ledger: "Every number in the sentence",
  quantity: "quantity",
  exact: "exact",
  height: "height",
  width: "width",
  slope: "slope",
  computers: "computers:",
  why: "why?",
  hide: "hide",
  ladder: "Nudge ladder",
  curve: "Slope curve",
  steps: "Steps",
  notation: "Notation",
  corners: "Corners",
  downhill: "Walk downhill",
  exactSlope: "exact slope",
  zeros: "+ zeros",
  over: "height over width",
  expanded: "multiplied out",
  cancel: "cancel the h",
  letGo: "let h go to 0",
  checked: "checked by nudges at ",
  broken: "a nudge disagrees at ",
  unchecked: "not checked by nudges",
  say: "say",
  same: "same thing:",
  noCorners: "No corner in this window: every point has a single slope.",
  left: "left slope",
  right: "right slope",
  verdict: "verdict",
  where: "point",
  step: "Take a step",
  restart: "Start over",
  rule: "a ← a − 0.1 · slope",
  flat: "The slope is 0 here: no way is down. The walk ends.",
  nearlyFlat: "It is almost flat here: the walk ends.",
  lost: "There is no single slope here, so no way down is known. The walk ends.",
  far: "Forty steps, and still going down. The walk ends here.",
  tooSmall: "too small to see",
  flatFloat: "float32 sees no rise at all",
  flatShort: "float32: flat",
  noPicture: "There is no triangle here.",
  guess: "Guess its slope before you look.",
  guessHeight: "Guess its height before you look.",
  hint: "Slope is height over width. Drag the tip in the microscope, or type.",
  hintHeight: "The slope is how many widths tall it is. Drag the tip in the microscope, or type.",
  lock: "Lock it in",
  again: "Try again",
  show: "Show me",
  next: "Next step",
  back: "Back",
  finish: "Finish",
  appears: "a triangle appears.",
  question: "height ?",
  right1: "You saw it coming.",
  shown: "Here it is.",
  tip: "guess: tip of the triangle",
  hidden: "curve hidden until you lock in a guess",
  guessPicture: "A base and your guess as a dashed line; the triangle is hidden.",
  close: "Close",
  letters: "single-letter keys",
  comma: "decimal comma",
  large: "large type",
  word: "say “derivative”",
  receipt: "Why this number?",
  method: "How",
  certainty: "How sure",
  inputs: "From",
  reproduce: "Python lines that print it",
  notNumber: "Write a number such as 2 or 0.001, or a ratio such as 1/3.",
  waiting: "Asking Python …",
  unreachable: "Python does not answer. Is dfda explore still running?",
  notComputed: "The page does not compute these digits; Python does: open this with dfda explore.",
  baked: "precomputed by Python",
};

/** @type {[string, string][]} */
export const KEYS = [
  ["← →", "move the point, or change the nudge, by one step"],
  ["Shift + ← →", "a tenth of a step"],
  ["Page Up / Page Down", "ten steps"],
  ["Home / End", "first and last place"],
  ["[ ]", "nudge ÷ 10, nudge × 10"],
  ["p", "pin or unpin the point"],
  ["r", "start again"],
  ["Ctrl + Z", "undo"],
  ["?", "why this number, or these keys"],
];

/** The lesson: what each step sets and says. `ask` makes it a question.
 * @type {{at?: string, nudge?: string, ask?: "slope" | "height", open?: string, pins?: string[],
 *   view?: string, words: string}[]} */
export const LESSON = [
  { at: "2", nudge: "0.001", words: "This is {f}. Drag the point: the sentence says where it is." },
  { at: "2", nudge: "0.001", words: "Stay at a = 2 and read the value of f. Now watch what tiny moves do." },
  { at: "2", nudge: "0.001", words: "The nudge is too small to see on the whole curve, so look into the microscope: there is the triangle." },
  { at: "2", nudge: "0.001", ask: "slope", words: "" },
  { at: "5", nudge: "0.001", ask: "slope", words: "" },
  { at: "2", nudge: "0.002", ask: "height", words: "" },
  { at: "5", nudge: "0.001", pins: ["2", "5"], view: "compare", words: "Your two points side by side. {verdict}" },
  { at: "2", nudge: "0.001", open: "ladder", words: "Shrink the nudge as far as you like: the slope stays or settles, while computers run out of digits." },
  { at: "5", nudge: "0.001", pins: ["2", "5"], view: "compare", words: "Here is {f}. {verdict}" },
];

let comma = false;
/** @param {boolean} isComma */
export const useComma = (isComma) => {
  comma = isComma;
};

/** Text with its numbers as the reader writes them. @param {string} text */
export const local = (text) => (comma ? text.replace(/(\d)\.(?=\d)/g, "$1,") : text);

/** What a reader typed, as a plain number. @param {string} text */
export const typed = (text) => {
  const bare = text.trim().replaceAll("−", "-");
  return comma ? bare.replace(",", ".") : bare;
};

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/;
const [MOST_PLACES, MOST_DIGITS, MOST_ZEROS] = [12, 13, 4];

/** A number as it stands in a picture: true minus; long ones short, without losing their meaning.
 * @param {string} text @param {{note?: boolean, digits?: number}} [options] */
export const short = (text, { note = false, digits = 10 } = {}) => {
  const match = NUMBER.exec(text.replaceAll("−", "-"));
  if (!match) return text;
  const [, sign, whole, places = "", power] = match;
  const most = digits >= 10 ? MOST_DIGITS : digits + 4;
  if (places.length <= Math.min(MOST_PLACES, digits + 2) && whole.length <= most) return minus(text);
  const digitsOnly = whole + places;
  const first = Math.max(0, digitsOnly.search(/[1-9]/));
  const zeros = whole === "0" ? first - 1 : 0;
  const isShifted = power === undefined && (whole.length > most || zeros > MOST_ZEROS);
  const found = isShifted ? digitsOnly.slice(first) : digitsOnly;
  const head = isShifted ? found[0] : whole;
  const rest = found.slice(head.length).replace(isShifted || power ? /0+$/ : /$/, "");
  const exponent = isShifted ? whole.length - 1 - first : power;
  const kept = clipped(head, rest, isShifted ? digits : digits + zeros);
  const isCounted = note && places.length > MOST_PLACES && !kept.endsWith("…");
  const shown = sign + kept + (exponent === undefined ? "" : `e${exponent}`);
  return minus(shown) + (isCounted ? ` (${places.length} places)` : "");
};

/** At most so many decimals, or the first and the last where the last ones matter.
 * @param {string} head @param {string} rest @param {number} digits */
const clipped = (head, rest, digits) => {
  if (!rest) return head;
  if (rest.length <= Math.min(6, digits)) return `${head}.${rest}`;
  if (/(0{4,}|9{4,})\d{1,6}$/.test(rest)) return `${head}.${rest.slice(0, 3)}…${rest.slice(-3)}`;
  return `${head}.${rest.slice(0, digits)}${rest.length > digits ? "…" : ""}`;
};

/** @param {string} text */
export const minus = (text) => local(text.replaceAll("-", "−"));

/** @param {string} words */
export const isLong = (words) => short(words) !== minus(words);

const POWERS = ["", "one tenth", "one hundredth", "one thousandth"];
const NAMES = { 6: "one millionth", 9: "one billionth", 12: "one trillionth" };
/** How a nudge is read aloud. @param {string} nudge */
export const spokenNudge = (nudge) => {
  const match = /^(-?)0\.(0*)1$/.exec(nudge);
  const places = match ? match[2].length + 1 : 0;
  const name = POWERS[places] || NAMES[/** @type {6} */ (places)];
  const size = places > MOST_PLACES && !name ? `1e-${places}, ${places} places` : nudge;
  return `nudge ${local(size)}${name ? `, ${match?.[1] ? "minus " : ""}${name}` : ""}`;
};

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** 2.5e-7 as 2.5 × 10⁻⁷. @param {number} x @param {number} digits */
export const scientific = (x, digits) => {
  const [mantissa, power] = x.toExponential(digits - 1).split("e");
  const raised = power.replace("+", "").replace("-", "⁻").replace(/\d/g, (digit) => RAISED[+digit]);
  return local(`${mantissa} × 10${raised}`);
};

/** @param {number} pixels */
export const pixelText = (pixels) =>
  local(pixels >= 0.01 ? String(+Math.min(pixels, 0.99).toFixed(2)) : scientific(pixels, 1));

/** @param {string} factor  of magnification @param {number} power  of ten of the heights
 * @param {string} place */
export const magnified = (factor, power, place) => {
  const size = Math.abs(power) > 6 ? `1e${Math.abs(power)}` : `1${"0".repeat(Math.abs(power))}`;
  const heights = power ? `, heights drawn ${power < 0 ? "÷" : "×"}${size}` : "";
  return local(`magnified ×${factor}, not to scale with the ${place}${heights}`);
};

/** 1000000 as 1,000,000. @param {string} digits */
export const grouped = (digits) =>
  digits.length > 4 && !comma ? digits.replace(/\B(?=(\d{3})+$)/g, ",") : digits;
