/**
 * Nodes of the page. Data become text and attributes only, never markup.
 *
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes
 * @typedef {(Node | string)[]} Children
 */

/** A single letter such as f or a, which stands in italics; but not the article. */
const LETTER = /(?<![\p{L}'′’…])(d?[a-df-z]|(?<![\d.])e)(?![\p{L}\d'’]| (?:corner|single|triangle|number|ratio|decimal)\b)/u;

/** @param {Element} element @param {Attributes} attributes */
export const assign = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  return element;
};

/** @param {string} tag @param {Attributes} [attributes] @param {Children} children */
export const html = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  assign(element, attributes);
  element.append(...children);
  return element;
};

/** @param {Element} parent @param {string} tag @param {Attributes} attributes @param {Children} children */
export const draw = (parent, tag, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  assign(element, attributes);
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

/** Words in a picture; f and a in italics. @param {Element} parent @param {number} x @param {number} y
 * @param {string} words @param {{size: number, look?: string, anchor?: string}} style */
export const write = (parent, x, y, words, { size, look = "", anchor = "start" }) => {
  if (look.includes("haloed")) {
    const halo = look.includes("haloed-page") ? "halo page-halo" : "halo";
    write(parent, x, y, words, { size, anchor, look: look.includes("strong") ? `${halo} strong` : halo });
  }
  const element = draw(parent, "text", { x, y, "font-size": size, "text-anchor": anchor, class: look });
  words.split(LETTER).forEach((part, index) => {
    if (index % 2) draw(element, "tspan", { class: "letter" }, part);
    else if (part) element.append(part);
  });
  return element;
};

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/** @param {string} selector @returns {any[]} */
export const all = (selector) => [...document.querySelectorAll(selector)];

let scale = 1;
/** How many pixels one of the picture's pixels has where the reader asked for larger type. */
export const rootScale = () => scale;
/** To be called before drawing: reading styles between writes would lay out the page anew. */
export const measureType = () => {
  scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
};

/** Plain words with every single letter f, a … in italics. @param {string} words @returns {Children} */
export const italics = (words) =>
  words
    .split(LETTER)
    .map((part, index) => (index % 2 ? html("i", { class: part === "f" ? "name" : null }, part) : part));
