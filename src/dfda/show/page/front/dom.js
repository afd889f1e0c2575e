/**
 * Nodes of the page. Data become text and attributes only, never markup.
 *
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes
 * @typedef {(Node | string)[]} Children
 */

/** A single letter such as f or a, which stands in italics; but not the article. */
const LETTER = /(?<![\p{L}'′’…])(d?[a-df-z]|(?<![\d.])e)(?![\p{L}\d'’]| (?:corner|single|triangle|number|ratio|decimal)\b)/u;

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/** @param {string} selector @returns {any[]} */
export const all = (selector) => [...document.querySelectorAll(selector)];

/** @template {Element} T @param {T} element @param {Attributes} attributes */
export const assign = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, String(value));
  }
  return element;
};

/** All that is in an element. @param {string} id @param {Children} children */
export const put = (id, ...children) => byId(id).replaceChildren(...children);

/** What a screen reader is told. @param {string} ids @param {Attributes} attributes  of ARIA */
export const aria = (ids, attributes) => {
  for (const id of ids.split(" ")) {
    for (const [name, value] of Object.entries(attributes)) assign(byId(id), { [`aria-${name}`]: value });
  }
};

/** @param {string} ids @param {string} types @param {(event: any) => void} act */
export const on = (ids, types, act) => {
  for (const id of ids.split(" ")) for (const type of types.split(" ")) byId(id).addEventListener(type, act);
};

/** What stands in a field; unless the reader is writing there. @param {string} id
 * @param {string} value @param {boolean} [isForced] */
export const enter = (id, value, isForced = false) => {
  if (isForced || document.activeElement !== byId(id)) byId(id).value = value;
};

/** Move a point's handle. @param {string} id @param {number} x @param {number} y */
export const place = (id, x, y) => {
  byId(id).style.transform = `translate(${x}px, ${y}px)`;
};

/** @param {string} tag @param {Attributes} [attributes] @param {Children} children */
export const html = (tag, attributes = {}, ...children) => {
  const element = assign(document.createElement(tag), attributes);
  element.append(...children);
  return element;
};

/** @param {string} look @param {Children} children */
export const span = (look, ...children) => html("span", { class: look }, ...children);

/** @param {Element} parent @param {string} tag @param {Attributes} attributes @param {Children} children */
export const draw = (parent, tag, attributes, ...children) => {
  const element = assign(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes);
  element.append(...children);
  parent.append(element);
  return element;
};

/** @param {Element} parent @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2
 * @param {string} look */
export const line = (parent, x1, y1, x2, y2, look) =>
  draw(parent, "line", { x1, y1, x2, y2, class: look });

/** @param {Element} parent @param {number} cx @param {number} cy @param {number} r @param {string} look */
export const circle = (parent, cx, cy, r, look) => draw(parent, "circle", { cx, cy, r, class: look });

/** @param {Element} parent @param {string} d @param {string} look */
export const path = (parent, d, look) => draw(parent, "path", { d, class: look, pathLength: 1 });

/** Words in a picture; f and a in italics; a halo lies under all of them. @param {Element} parent @param {number} x @param {number} y
 * @param {string} words @param {number} size @param {string} [look] @param {string} [anchor] */
export const write = (parent, x, y, words, size, look = "", anchor = "start") => {
  if (look.includes("haloed")) write(parent, x, y, words, size, look.replace("haloed", "halo"), anchor);
  return draw(parent, "text", { x, y, "font-size": size, "text-anchor": anchor, class: look },
    ...lettered(words, (part) => draw(parent, "tspan", { class: "letter" }, part)));
};

/** An empty picture of this size; nothing can be drawn where it has none, since it is hidden.
 * @param {Element} svg @param {number} width @param {number} height */
export const assignBox = (svg, width, height) => {
  svg.replaceChildren();
  const isSeen = width > 0 && height > 0;
  if (isSeen) assign(svg, { viewBox: `0 0 ${width} ${height}` });
  return isSeen;
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
  const key = (isStrong ? "700" : "400") + words.replace(/\d/g, "0");
  let width = widths.get(key) ?? 0;
  if (!width) {
    key.slice(3).split(LETTER).forEach((part, index) => {
      pen.font = `${index % 2 ? "italic " : ""}${key.slice(0, 3)} 100px ${index % 2 ? serif : sans}`;
      width += pen.measureText(part).width / 100;
    });
    widths.set(key, width);
  }
  return width * size;
};

/** @param {string} words @param {(letter: string) => Node} wrap @returns {Children} */
const lettered = (words, wrap) => words.split(LETTER).map((part, index) => (index % 2 ? wrap(part) : part));

/** Plain words with every single letter f, a … in italics. @param {string} words */
export const italics = (words) =>
  lettered(words, (part) => html("i", part === "f" ? { class: "name" } : {}, part));
