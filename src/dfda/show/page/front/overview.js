/**
 * The whole function in a fixed window, its slope under it, and the point on both.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").Window} Window
 * @typedef {{x: number, y: number}} Place
 * @typedef {{left: number, right: number, top: number, bottom: number}} Rectangle
 * @typedef {{window: Window, X: (x: number) => number, Y: (y: number) => number, area: Rectangle}} Plot
 */
import { circle, draw, line, rootScale, write } from "./dom.js";
import { TEXT, minus, pixelText, short } from "./strings.js";
import { nearestFloat } from "./rational.js";

const [NARROW, RING] = [420, 15];

/** Round numbers from one end to the other. @param {number} low @param {number} high
 * @param {number} count  at most */
export const ticks = (low, high, count) => {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((times) => times * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
    found.push(Number((k * step).toPrecision(12)) || 0);
  }
  return found;
};

/** A tick's text; short where it would be long. @param {number} value */
export const tickText = (value) => {
  const size = Math.abs(value);
  const isPlain = !value || (size < 1e6 && size >= 1e-4);
  return minus(isPlain ? String(value) : value.toExponential().replace("+", ""));
};

/** @param {Window} window @param {number} width @param {number} type */
const ticksThatFit = ({ left, right }, width, type) => {
  const near = ticks(left, right, Math.floor(width / (29 * type)));
  const isShort = near.every((x) => tickText(x).length < 3);
  return isShort ? near : ticks(left, right, Math.max(3, Math.floor(width / (46 * type))));
};

/** @param {Element} svg @param {Window} window @param {Rectangle} area @param {number[]} xs
 * @param {number[]} ys @param {number} size @returns {Plot} */
const axes = (svg, window, area, xs, ys, size) => {
  const { left, right, bottom, top } = window;
  const X = (/** @type {number} */ x) =>
    area.left + ((x - left) / (right - left)) * (area.right - area.left);
  const Y = (/** @type {number} */ y) =>
    area.bottom - ((y - bottom) / (top - bottom)) * (area.bottom - area.top);
  for (const x of xs) line(svg, X(x), area.top, X(x), area.bottom, x ? "grid" : "axis");
  for (const y of ys) {
    line(svg, area.left, Y(y), area.right, Y(y), y ? "grid" : "axis");
    write(svg, area.left - 8, Y(y) + 5, tickText(y), { size, look: "muted", anchor: "end" });
  }
  return { window, X, Y, area };
};

/** @param {Element} svg @param {Plot} plot @param {string} look
 * @returns {Place[]}  places on the curve, for words to keep away from */
const curve = (svg, { window, X, Y, area }, look) => {
  const id = `plot-${look}`;
  const clip = draw(svg, "clipPath", { id });
  const room = { x: area.left - 3, width: area.right - area.left + 6 };
  draw(clip, "rect", { ...room, y: area.top, height: area.bottom - area.top });
  const within = draw(svg, "g", { "clip-path": `url(#${id})` });
  for (const [left, right, low, high] of window.band) {
    draw(within, "rect", {
      x: X(left), y: Y(high), width: X(right) - X(left) + 0.5, height: Y(low) - Y(high), class: "band",
    });
  }
  /** @type {Place[]} */
  const found = [];
  for (const numbers of window.lines) {
    let path = "";
    for (let i = 0; i < numbers.length; i += 2) {
      const [x, y] = [X(numbers[i]), Y(numbers[i + 1])];
      path += `${path ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      if (i) found.push(...between({ x: X(numbers[i - 2]), y: Y(numbers[i - 1]) }, { x, y }));
    }
    draw(within, "path", { d: path, class: look });
  }
  return found;
};

/** @param {Place} one @param {Place} other */
const between = (one, other) => {
  const count = Math.min(200, Math.ceil(Math.hypot(other.x - one.x, other.y - one.y) / 8));
  return Array.from({ length: count }, (_, index) => ({
    x: one.x + ((other.x - one.x) * index) / count,
    y: one.y + ((other.y - one.y) * index) / count,
  }));
};

/** Lines of words where they cover least: right below, left above … of a place.
 * @param {Element} svg @param {Place[]} around  the places to choose from @param {string[]} words
 * @param {{size: number, look: string, room: Rectangle, away?: number}} style
 * @param {Place[]} taken  grows by what is written @param {number[][]} sides */
const label = (svg, around, words, { size, look, room, away = 24 }, taken, sides) => {
  const width = 0.53 * size * Math.max(...words.map((line) => line.length));
  const height = 1.15 * size * words.length;
  const spots = around.flatMap((at) => sides.map(([across, down]) => {
    const left = across > 0 ? at.x + away : across < 0 ? at.x - away - width : at.x - width / 2;
    const top = at.y + down * (away * 0.6 + height / 2) - height / 2;
    const isOut = left < room.left || left + width > room.right || top < room.top || top + height > room.bottom;
    const inside = (/** @type {Place} */ { x, y }) =>
      x > left - 4 && x < left + width + 4 && y > top - 2 && y < top + height + 4;
    return { left, top, across, cost: taken.filter(inside).length + (isOut ? 1000 : 0) };
  }));
  const best = spots.reduce((one, other) => (other.cost < one.cost ? other : one));
  const anchor = best.across < 0 ? "end" : "start";
  const x = best.across < 0 ? best.left + width : best.left;
  words.forEach((text, index) => {
    const y = best.top + (index + 0.85) * 1.15 * size;
    write(svg, x, y, text, { size, look: `${look} haloed-page`, anchor });
  });
  for (let x = best.left; x <= best.left + width; x += 8) {
    for (let y = best.top; y <= best.top + height; y += 8) taken.push({ x, y });
  }
};

const FAR = [[0, -2], [0, 2], [1, -2.5], [-1, -2.5], [1, 2.5], [-1, 2.5], [0, -3.5]];
const SIDES = [[1, 1], [-1, -1], [1, -1], [-1, 1], ...FAR];
const ABOVE = [[-1, -1], [1, -1], [-1, 1], [1, 1], ...FAR];

/** @param {Element} svg @param {Entry} entry @param {Window} window
 * @param {{width: number, height: number, marked: Facts[], current: Facts, both: boolean,
 *   compare: boolean, word: string, trail: number[]}} view
 * @returns {{ring: Place, left: number, right: number, X: (x: number) => number,
 *   at: (x: number) => number, top: number, bottom: number}} */
export const drawOverview = (svg, entry, window, view) => {
  const { width, height, marked, current, both } = view;
  const type = rootScale();
  const size = (width < NARROW ? 14 : 16) * type;
  const slopes = both && window === entry.overview ? entry.slopes : null;
  const split = Math.round((height - 26 * type) * (slopes ? 0.58 : 1));
  const ys = ticks(window.bottom, window.top, Math.max(3, Math.floor(split / (52 * type))));
  const lower = slopes ? lowerTicks(slopes, marked, split) : [];
  const widest = Math.max(2, ...[...ys, ...lower].map((y) => tickText(y).length));
  const area = { left: Math.max(width < NARROW ? 30 : 40, 8 + widest * size * 0.6), right: width - 16, top: 8, bottom: split - (slopes ? 10 : 0) };
  const xs = ticksThatFit(window, area.right - area.left, type);
  const plot = axes(svg, window, area, xs, ys, size);
  const here = nearestFloat(current.at);
  for (const x of xs) {
    const look = x === here ? "strong" : "muted";
    write(svg, plot.X(x), height - 5, tickText(x), { size, look, anchor: "middle" });
  }
  const taken = curve(svg, plot, "curve");
  /** @type {Plot | null} */
  let under = null;
  /** @type {Place[]} */
  let below = [];
  if (slopes) {
    const half = { ...area, top: split + 16, bottom: height - 26 * type };
    under = axes(svg, slopes, half, xs, lower, size);
    below = curve(svg, under, "slopes");
  }
  steps(svg, plot, view.trail);
  const ring = points(svg, entry, plot, under, view, [taken, below], size);
  if (under) titles(svg, entry, plot, under, size, view.word, [taken, below]);
  return { ring, ...area, X: plot.X, at: (x) => window.left + ((x - area.left) / (area.right - area.left)) * (window.right - window.left), bottom: height };
};

/** 0, and the slopes of the marked points where there is room. @param {Window} window
 * @param {Facts[]} marked @param {number} height */
const lowerTicks = ({ bottom, top }, marked, height) => {
  const apart = ((top - bottom) * 24) / (0.7 * height);
  /** @type {number[]} */
  const kept = bottom <= 0 && top >= 0 ? [0] : [];
  for (const { derivative } of marked) {
    const value = Number(derivative?.text);
    const isShort = derivative && derivative.text.length < 7;
    if (isShort && kept.every((other) => Math.abs(other - value) > apart)) kept.push(value);
  }
  return kept.length > 1 ? kept : ticks(bottom, top, 3);
};

/** What the two curves are, each in a free corner. @param {Element} svg @param {Entry} entry
 * @param {Plot} plot @param {Plot} under @param {number} size @param {string} word
 * @param {Place[][]} taken */
const titles = (svg, { explanation }, plot, under, size, word, taken) => {
  const { name, variable, pretty } = explanation.function;
  const names = [`${name}(${variable}) = ${pretty ?? ""}`, `${word} of ${name}`];
  [plot, under].forEach(({ X, window, area }, index) => {
    const zero = window.left < 0 && window.right > 0 ? X(0) : area.left;
    const places = [zero + 10, area.left + 6, area.right - 160].flatMap((x) => [area.top + 14, area.bottom - 14].map((y) => ({ x, y })));
    const style = { size: size + 2, look: index ? "" : "blue", room: { ...area, right: area.right + 12 }, away: 0 };
    label(svg, places, [names[index]], style, taken[index], [[1, 0]]);
  });
};

/** The walk downhill. @param {Element} svg @param {Plot} plot @param {number[]} trail  x, y, x, y … */
const steps = (svg, { X, Y }, trail) => {
  for (let i = 0; i < trail.length; i += 2) circle(svg, X(trail[i]), Y(trail[i + 1]), 5, "trail");
};

/** @param {Element} svg @param {Entry} entry @param {Plot} plot @param {Plot | null} under
 * @param {{marked: Facts[], current: Facts, compare: boolean, width: number, height: number}} view
 * @param {Place[][]} places  taken on both plots @param {number} size @returns {Place} */
const points = (svg, entry, plot, under, view, [taken, below], size) => {
  const { marked, current, compare } = view;
  const { X, Y, area, window } = plot;
  const { name } = entry.explanation.function;
  let ring = { x: X(nearestFloat(current.at)), y: area.bottom };
  const room = { left: area.left - 4, right: area.right + 16, top: 0, bottom: area.bottom };
  const shown = marked.map((facts) => {
    const [x, value] = [X(nearestFloat(facts.at)), nearestFloat(facts.before?.value ?? null)];
    const y = Number.isFinite(value) ? Math.max(area.top, Math.min(Y(value), area.bottom)) : area.bottom;
    return { facts, x, y, isHere: facts === current, isOn: Number.isFinite(value) && x >= area.left - 1 && x <= area.right + 1 };
  });
  for (const { facts, x, y, isHere, isOn } of shown) {
    if (isHere) ring = { x, y };
    if (!isOn) continue;
    if (isHere || under) line(svg, x, y + (isHere ? 19 : 12), x, under ? under.area.bottom : view.height - 27, "stem");
    if (under) slopeDot(svg, facts, x, under, size, below);
    if (isHere && !compare) inPlace(svg, facts, plot);
    circle(svg, x, y, 6.5, "dot");
    if (isHere || compare) circle(svg, x, y, RING, "ring");
    for (let step = -14; step <= 14; step += 7) taken.push({ x: x + step, y }, { x, y: y + step });
  }
  for (const { facts, x, y, isHere, isOn } of shown) {
    if (!isOn) continue;
    const words = `${name}(${short(facts.exact?.at.text ?? "", { digits: 4 })}) = ${short(facts.before?.text ?? "", { digits: 4 })}`;
    const large = isHere && !under;
    const style = { size: large ? size * 1.2 : size, look: large ? "blue strong" : "blue", room, away: isHere ? 24 : 16 };
    label(svg, [{ x, y }], [words], style, taken, large ? SIDES : ABOVE);
    const pixels = (Math.abs(nearestFloat(facts.by)) * (area.right - area.left)) / (window.right - window.left);
    if (!isHere || under || pixels >= 1) continue;
    label(svg, [{ x, y }], noteOf(facts, pixels, x - area.left, size), { size, look: "muted", room, away: 28 }, taken, ABOVE);
  }
  return ring;
};

/** @param {Facts} facts @param {number} pixels @param {number} room @param {number} size */
const noteOf = ({ exact }, pixels, room, size) => {
  const nudge = minus(exact?.width.text ?? "");
  const first = `${nudge} is ${pixelText(pixels)} px here:`;
  const isLong = nudge.length > 11 || first.length * 0.56 * size > room;
  return [isLong ? `${pixelText(pixels)} px here:` : first, TEXT.tooSmall];
};

/** The triangle at its true size, where that can be seen. @param {Element} svg @param {Facts} facts
 * @param {Plot} plot */
const inPlace = (svg, { at, by, exact }, { X, Y, area }) => {
  const [x, h] = [nearestFloat(at), nearestFloat(by)];
  const ends = [exact?.before, exact?.after].map((cell) => nearestFloat(cell?.value ?? null));
  if (Math.abs(X(x + h) - X(x)) < 4 || !ends.every(Number.isFinite)) return;
  const [from, to] = ends.map((y) => Math.max(area.top - 50, Math.min(Y(y), area.bottom + 50)));
  draw(svg, "path", { d: `M${X(x)} ${from}H${X(x + h)}V${to}Z`, class: "filling" });
  draw(svg, "path", { d: `M${X(x)} ${from}H${X(x + h)}V${to}`, class: "side thin" });
};

/** @param {Element} svg @param {Facts} facts @param {number} x @param {Plot} under @param {number} size
 * @param {Place[]} taken */
const slopeDot = (svg, { derivative }, x, { Y, area }, size, taken) => {
  const value = nearestFloat(derivative?.value ?? null);
  if (!derivative || !Number.isFinite(value)) return;
  const y = Y(value);
  if (y < area.top - 2 || y > area.bottom + 2) return;
  circle(svg, x, y, 8, "slope-dot");
  const words = short(derivative.text, { digits: 4 });
  const room = { ...area, right: area.right + 16, top: area.top - 20 };
  label(svg, [{ x, y }], [words], { size: size * 1.4, look: "green strong", room, away: 14 }, taken, SIDES);
};

/** The cone of light from the ring to the microscope's plate. @param {Element} svg @param {Place} ring
 * @param {{width: number, height: number}} size @param {{x: number, top: number, bottom: number}} plate */
export const drawBeam = (svg, ring, { width, height }, { x, top, bottom }) => {
  assignBox(svg, width, height);
  const radius = RING + 1;
  /** @param {number} y @param {number} side */
  const tangent = (y, side) => {
    const [dx, dy] = [x - ring.x, y - ring.y];
    const angle = Math.atan2(dy, dx) + side * Math.acos(Math.min(1, radius / Math.hypot(dx, dy)));
    return [ring.x + radius * Math.cos(angle), ring.y + radius * Math.sin(angle)].map((n) => n.toFixed(1));
  };
  const [upper, lower] = [tangent(top + 14, -1), tangent(bottom - 14, 1)];
  const shade = draw(draw(svg, "defs", {}), "linearGradient", {
    id: "beam-shade", gradientUnits: "userSpaceOnUse", x1: ring.x, x2: x, y1: 0, y2: 0,
  });
  draw(shade, "stop", { offset: 0, class: "beam-near" });
  draw(shade, "stop", { offset: 1, class: "beam-far" });
  const arc = `A${radius} ${radius} 0 0 0 ${upper.join(" ")}Z`;
  const path = `M${upper.join(" ")}L${x} ${top + 14}V${bottom - 14}L${lower.join(" ")}${arc}`;
  draw(svg, "path", { d: path, fill: "url(#beam-shade)" });
  line(svg, Number(upper[0]), Number(upper[1]), x, top + 14, "beam-edge");
  line(svg, Number(lower[0]), Number(lower[1]), x, bottom - 14, "beam-edge");
};

/** An empty picture of this size. @param {Element} svg @param {number} width @param {number} height */
export const assignBox = (svg, width, height) => {
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
};
