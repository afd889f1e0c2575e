/**
 * The whole function in a fixed window, its slope under it, and the point on both.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").Window} Window
 * @typedef {import("./rational.js").Cell} Cell
 * @typedef {import("./dom.js").Piece} Piece
 * @typedef {{x: number, y: number}} Place
 * @typedef {{left: number, right: number, top: number, bottom: number}} Rectangle
 * @typedef {Rectangle & {window: Window, X: (x: number) => number, Y: (y: number) => number,
 *   taken: Rectangle[], worded: Rectangle[]}} Plot  where it is, where words would cover something, and
 *   where there are words
 */
import { remembered } from "./memory.js";
import { NARROW, circle, draw, html, line, path, rootScale, wide, write } from "./dom.js";
import { abs, acos, atan2, ceil, cos, floor, hypot, isFinite, log10, max, min, round, sin } from "./numbers.js";
import { TEXT, minus, pixelText, say, short } from "./strings.js";
import { nearestFloat } from "./rational.js";

const RING = 15;

/** Round numbers from one end to the other. @param {number} low @param {number} high
 * @param {number} count  at most */
export const ticks = (low, high, count) => {
  const rough = (high - low) / count;
  const power = 10 ** floor(log10(rough));
  const step = ([1, 2, 5].find((times) => times * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const found = [];
  for (let k = ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
    found.push(Number((k * step).toPrecision(12)) || 0);
  }
  return found;
};

/** A tick's text; short where it would be long. @param {number} value */
export const tickText = (value) => {
  const size = abs(value);
  const isPlain = !value || (size < 1e6 && size >= 1e-4);
  return minus(isPlain ? String(value) : value.toExponential().replace("+", ""));
};

/** @param {Cell | null | undefined} cell */
const floatOf = (cell) => nearestFloat(cell?.value);

/** What stands behind the point, and is the same wherever that is.
 * @type {WeakMap<Window, Map<string, {plot: Plot, behind: Piece}>>} */
const drawn = new WeakMap();
/** @param {Piece} svg @param {Window} window @param {Rectangle} area @param {number[]} xs
 * @param {number[]} ys @param {number} size @param {string} look  of the curve @returns {Plot} */
const plotOf = (svg, window, area, xs, ys, size, look) => {
  const key = JSON.stringify([look, area, ys.map(tickText), size]);
  const known = remembered(drawn, window, () => new Map());
  const { plot, behind } = remembered(known, key, () => freshPlot(window, area, xs, ys, size, look));
  svg.children.push(behind);
  return { ...plot, taken: [...plot.taken], worded: [] };
};

/** @param {Window} window @param {Rectangle} area @param {number[]} xs @param {number[]} ys
 * @param {number} size @param {string} look */
const freshPlot = (window, area, xs, ys, size, look) => {
  const behind = html("g");
  const { left, right, top, bottom } = area;
  const X = (/** @type {number} */ x) => left + ((x - window.left) / (window.right - window.left)) * (right - left);
  const Y = (/** @type {number} */ y) => bottom - ((y - window.bottom) / (window.top - window.bottom)) * (bottom - top);
  for (const x of xs) line(behind, X(x), top, X(x), bottom, x ? "grid" : "axis");
  for (const y of ys) {
    line(behind, left, Y(y), right, Y(y), y ? "grid" : "axis");
    write(behind, left - 8, Y(y) + 5, tickText(y), size, "muted", "end");
  }
  const plot = { ...area, window, X, Y, taken: [], worded: [] };
  curve(behind, plot, look);
  return { plot, behind };
};

/** @param {Piece} svg @param {Plot} plot @param {string} look */
const curve = (svg, { window, X, Y, left, right, top, bottom, taken }, look) => {
  const id = `plot-${look}`;
  draw(draw(svg, "clipPath", { id }), "rect", { x: left - 3, width: right - left + 6, y: top, height: bottom - top });
  const within = draw(svg, "g", { "clip-path": `url(#${id})` });
  for (const [from, to, low, high] of window.band) {
    draw(within, "rect", { x: X(from), y: Y(high), width: X(to) - X(from) + 0.5, height: Y(low) - Y(high), class: "band" });
  }
  for (const numbers of window.lines) {
    let d = "";
    for (let i = 0; i < numbers.length; i += 2) {
      const [x, y] = [X(numbers[i]), Y(numbers[i + 1])];
      d += `${d ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      if (i) cover(taken, X(numbers[i - 2]), Y(numbers[i - 1]), x, y);
    }
    path(within, d, look);
  }
};

/** Places along a line, which words keep away from. @param {Rectangle[]} taken @param {number} x
 * @param {number} y @param {number} toX @param {number} toY */
const cover = (taken, x, y, toX, toY) => {
  const count = min(200, ceil(hypot(toX - x, toY - y) / 8));
  for (let i = 0; i < count; i++) {
    const [left, top] = [x + ((toX - x) * i) / count, y + ((toY - y) * i) / count];
    taken.push({ left, right: left, top, bottom: top });
  }
};

const [FARTHEST, FAR] = [4.5, [[0, -2], [0, 2], [1, -2.5], [-1, -2.5], [1, 2.5], [-1, 2.5], [0, -3.5], [-1, 4.5], [1, 4.5], [-1, -4.5], [1, -4.5]]];
const SIDES = [[1, 1], [-1, -1], [1, -1], [-1, 1], ...FAR];
const ABOVE = [[-1, -1], [1, -1], [-1, 1], [1, 1], ...FAR];

/** What a place costs that is not in the plot, or on other words: more than any curve under it. One
 * so far away that the words seem to belong to nothing is taken only where all others are such. */
const [FORBIDDEN, STRANGE] = [1e6, 1e5];
/** Lines of words where they cover least: right below, left above … of a place.
 * @param {Piece} svg @param {Plot} plot @param {Place[]} around  the places to choose from
 * @param {string[]} words @param {number} size @param {string} look @param {number} away
 * @param {number[][]} sides @param {number} [above]  how far words may stand above the plot */
const label = (svg, { left, right, top, bottom, taken, worded }, around, words, size, look, away, sides, above = 0) => {
  const width = max(...words.map((text) => wide(text, size, look.includes("strong"))));
  const height = 1.15 * size * words.length;
  let best = { x: 0, y: 0, across: 0, cost: Infinity };
  for (const at of around) {
    for (const [across, down] of sides) {
      const beside = at.x + (across > 0 ? away : across < 0 ? -away - width : -width / 2);
      const x = max(left - 4, min(beside, right + 16 - width));
      const y = at.y + down * (away * 0.6 + height / 2) - height / 2;
      const place = { left: x - 4, right: x + width + 4, top: y - 2, bottom: y + height + 4 };
      const isOut = y < top - above || y + height > bottom;
      const isOn = (/** @type {Rectangle} */ other) =>
        other.right > place.left && other.left < place.right && other.bottom > place.top && other.top < place.bottom;
      const least = isOut || worded.some(isOn) ? FORBIDDEN : abs(down) < FARTHEST ? 0 : STRANGE;
      const cost = least < best.cost ? least + taken.filter(isOn).length : least;
      if (cost < best.cost) best = { x, y, across, cost };
    }
  }
  const { x, y, across } = best;
  words.forEach((text, index) => {
    const base = y + (index + 0.85) * 1.15 * size;
    write(svg, across < 0 ? x + width : x, base, text, size, `${look} haloed`, across < 0 ? "end" : "start");
  });
  worded.push({ left: x, right: x + width, top: y, bottom: y + height });
};

/** @param {Piece} svg @param {Entry} entry @param {Window} window
 * @param {{width: number, height: number, marked: Facts[], current: Facts, both: boolean,
 *   compare: boolean, quiet: boolean, word: string, trail: Facts[]}} view  trail: the walk downhill; the
 *   current point is the last of those that are marked
 * @returns {{ring: Place & {isOn: boolean}, left: number, at: (x: number) => number}} */
export const drawOverview = (svg, entry, window, view) => {
  const { width, height, marked, current, both, compare, quiet, word, trail } = view;
  const { name, variable, pretty } = entry;
  const type = rootScale();
  const isNarrow = width < NARROW;
  const size = (isNarrow ? 14 : 16) * type;
  const slopes = both && window === entry.overview ? entry.slopes : null;
  const split = round((height - 26 * type) * (slopes ? 0.58 : 1));
  const ys = ticks(window.bottom, window.top, max(3, floor(split / (52 * type))));
  const lower = slopes ? lowerTicks(slopes, marked, split) : [];
  const left = max(isNarrow ? 30 : 40, 10 + widest([...ys, ...lower], size));
  const right = width - 16; // so page.css ends the rail of the slider 2 px before the picture
  const xs = ticksThatFit(window, right - left, size);
  const plot = plotOf(svg, window, { left, right, top: 8, bottom: split - (slopes ? 10 : 0) }, xs, ys, size, "curve");
  const x0 = nearestFloat(current.at);
  for (const x of xs) {
    const half = wide(tickText(x), size, true) / 2;
    write(svg, min(plot.X(x), width - half), height - 5, tickText(x), size, x === x0 ? "strong" : "muted", "middle");
  }
  const under = slopes && plotOf(svg, slopes, { left, right, top: split + 16, bottom: height - 26 * type }, xs, lower, size, "slopes");
  for (const [x, y] of trail.map(({ at, before }) => [nearestFloat(at), floatOf(before)])) {
    if (isFinite(y)) circle(svg, plot.X(x), plot.Y(y), 5, "trail");
  }
  const places = marked.map((facts) => ({ facts, isHere: facts === current, ...placeOf(facts, plot) }));
  const shown = places.filter(({ isOn }) => isOn);
  for (const { facts, isHere, x, y } of shown) {
    if (isHere || under) line(svg, x, y + (isHere ? 19 : 12), x, under ? under.bottom : height - 27, "stem");
    if (under) slopeDot(svg, facts, x, under, size);
    if (isHere && !compare && !quiet) inPlace(svg, facts, plot);
    circle(svg, x, y, 6.5, "dot");
    if (isHere || compare) circle(svg, x, y, RING, "ring");
    cover(plot.taken, x - 14, y, x + 21, y);
    cover(plot.taken, x, y - 14, x, y + 21);
  }
  for (const place of shown) {
    const { facts, isHere, x } = place;
    const isLarge = isHere && !under;
    const words = `${name}(${short(facts.exact?.at.text, 4)}) = ${short(facts.before?.text, 4)}`;
    label(svg, plot, [place], [words], size * (isLarge ? 1.2 : 1), isLarge ? "blue strong" : "blue", isHere ? 24 : 16, isLarge ? SIDES : ABOVE, 8);
    const pixels = abs(plot.X(nearestFloat(facts.by)) - plot.X(0));
    if (isLarge && pixels < 1 && !quiet) label(svg, plot, [place], noteOf(facts, pixels, x - left, size), size, "muted", 28, ABOVE, 8);
  }
  if (under) {
    title(svg, plot, `${name}(${variable}) = ${pretty}`, size + 2, "blue");
    title(svg, under, say("slopeOf", { word, f: name }), size + 2, "");
  }
  const at = (/** @type {number} */ x) => window.left + ((x - left) / (right - left)) * (window.right - window.left);
  return { ring: places[places.length - 1], left, at };
};

/** @param {number[]} values @param {number} size */
const widest = (values, size) => max(0, ...values.map((value) => wide(tickText(value), size, true)));

/** @param {Window} window @param {number} width @param {number} size */
const ticksThatFit = ({ left, right }, width, size) => {
  let count = max(1, floor(width / (1.8 * size)));
  let found = ticks(left, right, count);
  while (count > 1 && widest(found, size) + 0.6 * size > ((found[1] - found[0]) / (right - left)) * width) {
    found = ticks(left, right, (count -= 1));
  }
  return found;
};

/** 0, and the slopes of the marked points where there is room. @param {Window} window
 * @param {Facts[]} marked @param {number} height */
const lowerTicks = ({ bottom, top }, marked, height) => {
  const apart = ((top - bottom) * 24) / (0.7 * height);
  const kept = bottom <= 0 && top >= 0 ? [0] : [];
  for (const { derivative } of marked) {
    const value = Number(derivative?.text);
    const isShort = derivative && derivative.text.length < 7 && value >= bottom && value <= top;
    if (isShort && kept.every((other) => abs(other - value) > apart)) kept.push(value);
  }
  return kept.length > 1 ? kept : ticks(bottom, top, 3);
};

/** What a curve is, in a free corner. @param {Piece} svg @param {Plot} plot @param {string} words
 * @param {number} size @param {string} look */
const title = (svg, plot, words, size, look) => {
  const { X, window, left, right, top, bottom } = plot;
  const zero = window.left < 0 && window.right > 0 ? X(0) : left;
  const corners = [zero + 10, left + 6, right - wide(words, size)].flatMap((x) => [top + 14, bottom - 14].map((y) => ({ x, y })));
  label(svg, plot, corners, [words], size, look, 0, [[1, 0]]);
};

/** Where a point is; at the edge, and not shown, where it has no value. @param {Facts} facts
 * @param {Plot} plot */
const placeOf = ({ at, before }, { X, Y, left, right, top, bottom }) => {
  const [x, value] = [X(nearestFloat(at)), floatOf(before)];
  const isOn = isFinite(value) && x >= left - 1 && x <= right + 1;
  return { x: max(left, min(x, right)), y: isOn ? max(top, min(Y(value), bottom)) : bottom, isOn };
};

/** @param {Facts} facts @param {number} pixels @param {number} room @param {number} size */
const noteOf = ({ exact }, pixels, room, size) => {
  const told = { nudge: minus(exact?.width.text ?? ""), pixels: pixelText(pixels) };
  const first = say("pixels", told);
  const isLong = told.nudge.length > 11 || wide(first, size) > room;
  return [isLong ? say("pixelsShort", told) : first, TEXT.tooSmall];
};

/** The triangle at its true size, where that can be seen. @param {Piece} svg @param {Facts} facts
 * @param {Plot} plot */
const inPlace = (svg, { at, by, exact }, { X, Y, top, bottom }) => {
  const [x, end] = [X(nearestFloat(at)), X(nearestFloat(at) + nearestFloat(by))];
  const [from, to] = [exact?.before, exact?.after].map((cell) => max(top - 50, min(Y(floatOf(cell)), bottom + 50)));
  if (abs(end - x) < 4 || !isFinite(from + to)) return;
  path(svg, `M${x} ${from}H${end}V${to}Z`, "filling");
  path(svg, `M${x} ${from}H${end}V${to}`, "side thin");
};

/** @param {Piece} svg @param {Facts} facts @param {number} x @param {Plot} under @param {number} size */
const slopeDot = (svg, { derivative }, x, under, size) => {
  const y = under.Y(floatOf(derivative));
  if (!derivative || !(y >= under.top - 2 && y <= under.bottom + 2)) return;
  circle(svg, x, y, 8, "slope-dot");
  label(svg, under, [{ x, y }], [short(derivative.text, 4)], size * 1.4, "green strong", 14, SIDES, 20);
};

/** The cone of light from the ring to the edge of the microscope's plate, as a path.
 * @param {number} x0 @param {number} y0  of the ring @param {number} x @param {number} top
 * @param {number} bottom */
export const beamPath = (x0, y0, x, top, bottom) => {
  const radius = RING + 1;
  /** @param {number} y @param {number} side */
  const tangent = (y, side) => {
    const angle = atan2(y - y0, x - x0) + side * acos(min(1, radius / hypot(x - x0, y - y0)));
    return `${(x0 + radius * cos(angle)).toFixed(1)} ${(y0 + radius * sin(angle)).toFixed(1)}`;
  };
  const upper = tangent(top, -1);
  return `M${upper}L${x} ${top}V${bottom}L${tangent(bottom, 1)}A${radius} ${radius} 0 0 0 ${upper}Z`;
};
