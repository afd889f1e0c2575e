/**
 * Nodes of the page. Data become text and attributes only, never markup.
 *
 * What is shown is described first, in pieces, and then compared with what was there: what stays the
 * same is not touched, so that a drag costs what it changes.
 *
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes
 * @typedef {{tag: string, attributes: Attributes, children: Children}} Piece  what an element shall be
 * @typedef {(Piece | string)[]} Children
 */

import { remembered } from "./memory.js";

/** A single letter such as f or a, which stands in italics; but not the article. */
const LETTER = /(?<![\p{L}'′’…])(d?[a-df-z]|(?<![\d.])e)(?![\p{L}\d'’]| (?:corner|jump|single|triangle|number|ratio|decimal)\b)/u;

/** A picture that is less wide than this many pixels has smaller words, and fewer. */
export const NARROW = 420;

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/** @param {string} selector @returns {any[]} */
export const all = (selector) => [...document.querySelectorAll(selector)];

/** Attributes where they differ, and what is done at events. @param {Element} element
 * @param {Attributes} attributes @param {Attributes} [before] */
export const assign = (element, attributes, before = {}) => {
  for (const name in attributes) {
    const value = attributes[name];
    if (value === before[name]) continue;
    if (typeof value === "function") /** @type {any} */ (element)[`on${name}`] = value;
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
  }
};

/** Whether an element, or a text, can become what it shall be. What is alike has the same attributes.
 * @param {any} old @param {any} piece */
const isAlike = (old, piece) => old !== undefined && old.tag === piece.tag && old.attributes?.class === piece.attributes?.class;

/** @param {Element} parent @param {Children[number]} piece */
const made = (parent, piece) => {
  if (typeof piece === "string") return new Text(piece);
  const element = document.createElementNS(parent.namespaceURI, piece.tag);
  become(element, piece);
  return element;
};

/** @param {any} node @param {Children[number]} piece @param {any} [old]  alike */
const become = (node, piece, old = { attributes: {}, children: [] }) => {
  if (piece === old) return;
  if (typeof piece === "string") node.data = piece;
  else {
    assign(node, piece.attributes, old.attributes);
    fill(node, piece.children, old.children);
  }
};

/** @param {Element} parent @param {Children} children @param {Children} before */
const fill = (parent, children, before) => {
  children.forEach((piece, index) => {
    const node = parent.childNodes[index];
    if (!node) parent.append(made(parent, piece));
    else if (isAlike(before[index], piece)) become(node, piece, before[index]);
    else node.replaceWith(made(parent, piece));
  });
  while (parent.childNodes.length > children.length) parent.lastChild?.remove();
};

/** What is in each element. @type {Map<string, Children>} */
const shown = new Map();
/** All that is in an element. Nothing else may write there. @param {string} id @param {Children} children */
export const put = (id, ...children) => {
  fill(byId(id), children, shown.get(id) ?? []);
  shown.set(id, children);
};

/** What a screen reader is told. @param {string} ids @param {Attributes} attributes  of ARIA */
export const aria = (ids, attributes) => {
  for (const id of ids.split(" ")) {
    for (const name in attributes) assign(byId(id), { [`aria-${name}`]: attributes[name] });
  }
};

/** @param {string} ids @param {string} types @param {(event: any) => void} act */
export const on = (ids, types, act) => {
  for (const id of ids.split(" ")) for (const type of types.split(" ")) byId(id).addEventListener(type, act);
};

/** What is wrong in each field. @type {Record<string, string>} */
const faults = {};
/** Whether a field could be read, and the sentence about that; those of other fields stay.
 * @param {string} id @param {string} told  nothing if it could */
export const complain = (id, told) => {
  faults[id] = told;
  if (told) aria(id, { invalid: true });
  else byId(id).removeAttribute("aria-invalid");
  put("error"); // and then anew, so that it is read again
  put("error", Object.values(faults).filter(Boolean).join(" · "));
};

/** What stands in a field, which is right then; unless the reader is writing there. @param {string} id
 * @param {string} value @param {boolean} [isForced] */
export const enter = (id, value, isForced = false) => {
  if (!isForced && document.activeElement === byId(id)) return;
  byId(id).value = value;
  if (faults[id]) complain(id, "");
};

/** Move a point's handle. @param {string} id @param {number} x @param {number} y */
export const place = (id, x, y) => {
  byId(id).style.transform = `translate(${x}px, ${y}px)`;
};

/** @param {string} tag @param {Attributes} [attributes] @param {Children} children @returns {Piece} */
export const html = (tag, attributes = {}, ...children) => ({ tag, attributes, children });

/** @param {string} look @param {Children} children */
export const span = (look, ...children) => html("span", { class: look }, ...children);

/** @param {Piece} parent @param {string} tag @param {Attributes} attributes @param {Children} children */
export const draw = (parent, tag, attributes, ...children) => {
  const piece = html(tag, attributes, ...children);
  parent.children.push(piece);
  return piece;
};

/** @param {Piece} parent @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2
 * @param {string} look */
export const line = (parent, x1, y1, x2, y2, look) =>
  draw(parent, "line", { x1, y1, x2, y2, class: look });

/** @param {Piece} parent @param {number} cx @param {number} cy @param {number} r @param {string} look */
export const circle = (parent, cx, cy, r, look) => draw(parent, "circle", { cx, cy, r, class: look });

/** @param {Piece} parent @param {string} d @param {string} look */
export const path = (parent, d, look) => draw(parent, "path", { d, class: look, pathLength: 1 });

/** Words in a picture; f and a in italics; a halo lies under all of them: an element of its own where
 * there are letters, for that of one piece would cover its neighbours. No words are no element.
 * @param {Piece} parent @param {number} x @param {number} y @param {string} words @param {number} size
 * @param {string} [look] @param {string} [anchor] @returns {Piece} */
export const write = (parent, x, y, words, size, look = "", anchor = "start") => {
  if (!words) return parent;
  if (look.includes("haloed") && LETTER.test(words)) {
    write(parent, x, y, words, size, look.replace("haloed", "halo"), anchor);
    look = look.replace("haloed", "");
  }
  return draw(parent, "text", { x, y, "font-size": size, "text-anchor": anchor, class: look },
    ...lettered(words, (part) => html("tspan", { class: "letter" }, part)));
};

/** Draw a picture of this size, and say what the drawing says; none where it has no size, since it
 * is hidden. @template T @param {string} id @param {number} width @param {number} height
 * @param {(sheet: Piece) => T} drawn */
export const picture = (id, width, height, drawn) => {
  if (!width || !height) return put(id);
  const sheet = html("svg");
  const told = drawn(sheet);
  assign(byId(id), { viewBox: `0 0 ${width} ${height}` });
  put(id, ...sheet.children);
  return told;
};

/** @type {CanvasRenderingContext2D} */
let pen;
/** @type {Map<string, number>} */
const widths = new Map();
let [scale, sans, serif] = [1, "", ""];
/** How many pixels one of the picture's pixels has where the reader asked for larger type. */
export const rootScale = () => scale;
/** To be called before drawing: reading styles between writes would lay out the page anew. */
export const measureType = () => {
  pen ??= /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  const style = getComputedStyle(document.documentElement);
  scale = parseFloat(style.fontSize) / 16;
  [sans, serif] = ["--sans", "--serif"].map((name) => style.getPropertyValue(name));
  widths.clear();
};

/** How wide words are in a picture. Digits are tabular there, so that each is as wide as a 0.
 * @param {string} words @param {number} size @param {boolean} [isStrong] */
export const wide = (words, size, isStrong = false) => {
  const weight = isStrong ? "700" : "400";
  const zeros = words.replace(/\d/g, "0");
  return size * remembered(widths, weight + zeros, () => zeros.split(LETTER).reduce((sum, part, index) => {
    pen.font = `${index % 2 ? "italic " : ""}${weight} 100px ${index % 2 ? serif : sans}`;
    return sum + pen.measureText(part).width / 100;
  }, 0));
};

/** @param {string} words @param {(letter: string) => Piece} wrap @returns {Children} */
const lettered = (words, wrap) => words.split(LETTER).map((part, index) => (index % 2 ? wrap(part) : part));

/** Plain words with every single letter f, a … in italics. @param {string} words */
export const italics = (words) =>
  lettered(words, (part) => html("i", part === "f" ? { class: "name" } : {}, part));
