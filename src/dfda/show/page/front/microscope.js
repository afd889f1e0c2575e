/**
 * The microscope: nudges in their own coordinates u = (x−a)/|h|, v = (f(x)−f(a))/|h|, in which the
 * triangle has width 1 and its slope as height, and one grid square is one nudge.
 *
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{unit: number, power: number, base: number}} Scale  the baseline is at y = base
 * @typedef {{width: string, height: string, slope: string, at: string, nudged: string,
 *   before: string, after: string}} Labels
 * @typedef {{X: (u: number) => number, Y: (v: number) => number, box: Box, floor: number, unit: number,
 *   power: number, sign: number, tip: number, isSmall: boolean, grid: Element, front: Element}} Lens
 */
import { circle, draw, line, rootScale, write } from "./dom.js";
import { localCurve } from "./facts.js";
import { TEXT, local, minus, short } from "./strings.js";

const [STEEPEST, FLATTEST, NARROW] = [12, 0.1, 420];

/** The power of ten by which heights are drawn, so that the triangles can be seen; 0 is to scale.
 * @param {number[]} slopes */
export const heightPower = (slopes) => {
  const steepest = Math.max(0, ...slopes.filter(Number.isFinite).map(Math.abs));
  const isPlain = steepest >= FLATTEST * (1 - 1e-9) && steepest <= STEEPEST * (1 + 1e-9);
  if (!steepest || isPlain) return 0;
  return -Math.floor(Math.log10(steepest) + Math.log10(2) + 1e-9) || 0;
};

/** How tall each triangle is drawn, in nudges; down is negative. @param {Facts[]} list */
export const tips = (list) => {
  const power = heightPower(list.map(({ slope }) => slope));
  return list.map(({ slope, sign }) => (Number.isFinite(slope) ? slope * sign * 10 ** power : 0));
};

/** One scale and one baseline for all lenses; from the slopes and the size of the plate alone.
 * @param {Facts[]} list @param {Box} box @param {number} type  the size of type
 * @param {{most?: number, below?: number, least?: number}} [room] @returns {Scale} */
export const scaleOf = (list, { y, width, height }, type, { most = 0, below = 0.5, least = 0 } = {}) => {
  const isSmall = width < NARROW;
  const [foot, head, usual] = (isSmall ? [34, 36, 30] : [42, 46, 40]).map((size) => size * type);
  const label = Math.max(usual, least);
  const drawn = tips(list);
  const up = Math.max(0, most, ...drawn);
  const down = Math.max(0, ...drawn.map((tip) => -tip));
  const room = height - foot - head - (down ? 0.7 * label : 0);
  const widest = Math.min(0.34 * width, 0.7 * room);
  let unit = Math.min(room / (up + down + below), widest);
  if (unit * below < label) unit = Math.min((room - label) / Math.max(up + down, 0.1), widest);
  const power = heightPower(list.map(({ slope }) => slope));
  if (!down) return { unit, power, base: y + height - foot - Math.max(unit * below, label) };
  const spare = room - (up + down) * unit;
  return { unit, power, base: y + head + up * unit + Math.min(spare, Math.max(label, unit / 2)) };
};

/** @param {Element} parent @param {Facts} facts @param {Box} box @param {Scale} scale
 * @param {number} tip @param {number} share  where the middle of the base is
 * unless the labels on either side need room @returns {Lens} */
const lensOf = (parent, { sign }, box, { unit, power, base }, tip, share) => {
  const isSmall = box.width < NARROW;
  const floor = box.y + box.height - (isSmall ? 34 : 42) * rootScale();
  const kept = Math.max(share * box.width - unit / 2, 0.28 * box.width * Math.sign(share - 0.3));
  const inset = Math.min(kept, 0.62 * box.width - unit);
  const start = Math.round(sign > 0 ? box.x + inset : box.x + box.width - inset);
  const zero = Math.round(base);
  const id = `view${Math.round(box.x)}-${Math.round(box.width)}`;
  const front = draw(parent, "g", {});
  const clip = draw(front, "clipPath", { id });
  draw(clip, "rect", { x: box.x, y: box.y, width: box.width, height: floor - box.y });
  const grid = draw(front, "g", { "clip-path": `url(#${id})` });
  const X = (/** @type {number} */ u) => start + u * unit;
  const Y = (/** @type {number} */ v) => zero - v * unit;
  return { X, Y, box, floor, unit, power, sign, tip, isSmall, grid, front };
};

/** @param {Lens} lens */
const squares = ({ X, Y, box, floor, unit, grid, front }) => {
  const step = unit < 12 ? 2 : 1;
  const [right, top] = [box.x + box.width, box.y];
  for (let u = step * Math.ceil((box.x - X(0)) / unit / step); X(u) <= right; u += step) {
    line(grid, X(u), top, X(u), floor, "grid");
  }
  for (let v = step * Math.ceil((Y(0) - floor) / unit / step); Y(v) >= top; v += step) {
    line(grid, box.x, Y(v), right, Y(v), "grid");
  }
  line(front, box.x, floor, right, floor, "hair");
};

/** @param {Lens} lens @param {Entry} entry @param {Facts} facts */
const curve = ({ X, Y, box, unit, power, grid }, entry, facts) => {
  const [left, right] = [(box.x - X(0)) / unit, (box.x + box.width - X(0)) / unit];
  const factor = 10 ** power;
  const far = (3 * box.height) / unit;
  const points = localCurve(entry, facts, left - 0.1, right + 0.1);
  const isSampled = points.length > 4;
  let [path, last] = ["", NaN];
  for (const [u, height] of points) {
    const v = Math.max(-20 * far, Math.min(height * factor, 20 * far));
    if (Number.isFinite(v)) {
      const isJoined = Number.isFinite(last) && !(isSampled && Math.abs(v - last) > far);
      path += `${isJoined ? "L" : "M"}${X(u).toFixed(2)} ${Y(v).toFixed(2)}`;
    }
    last = v;
  }
  draw(grid, "path", { d: path, class: "curve" });
};

/** The green triangle, and rulers on its side that make its height countable. @param {Lens} lens */
const triangle = ({ X, Y, unit, power, sign, tip, grid }) => {
  const path = `M${X(0)} ${Y(0)}H${X(sign)}V${Y(tip)}`;
  draw(grid, "path", { d: `${path}Z`, class: "filling" });
  draw(grid, "path", { d: `M${X(0)} ${Y(0)}H${X(sign)}`, class: "side width-side", pathLength: 1 });
  draw(grid, "path", { d: `M${X(sign)} ${Y(0)}V${Y(tip)}`, class: "side height-side", pathLength: 1 });
  if (power || unit < 9) return;
  for (let v = 1; v < Math.abs(tip) - 0.01; v++) {
    const y = Y(v * Math.sign(tip));
    line(grid, X(sign) - 7, y, X(sign) + 7, y, "ruler");
  }
};

/** @param {Lens} lens */
const dots = ({ X, Y, sign, tip, isSmall, grid }) => {
  circle(grid, X(0), Y(0), isSmall ? 6 : 7.5, "dot plated");
  circle(grid, X(sign), Y(tip), isSmall ? 6 : 7.5, "dot plated");
};

/** About how wide words are. @param {string} words @param {number} size */
const wide = (words, size) => size * (0.58 * words.length - 0.3 * (words.match(/[ .,/()]/g) ?? []).length);
/** @type {[boolean, number, number][]} */
const RICHNESS = [[true, 10, 1], [false, 10, 1], [false, 10, 0.85], [false, 6, 1], [false, 4, 1],
  [false, 3, 0.9], [false, 2, 0.8]];
/** A number as long and as large as there is room for. @param {string} text @param {number} room
 * @param {number} size @returns {[string, number]} */
const fitted = (text, room, size) => {
  for (const [note, digits, share] of RICHNESS) {
    const words = short(text, { note, digits });
    if (wide(words, size * share) <= room) return [words, size * share];
  }
  return [short(text, { digits: 2 }), size * 0.55];
};

/** Words that keep inside the plate on the far side of the triangle.
 * @param {Lens} lens @param {number} away  from the point, in the direction of the nudge */
const beside = ({ X, box, sign }, away) => {
  const x = X(sign) + sign * away;
  const room = (sign > 0 ? box.x + box.width - x : x - box.x) - 10;
  return { x, room, anchor: sign > 0 ? "start" : "end" };
};

/** @param {Labels} labels @param {number} digits */
const timesText = ({ slope, width }, digits) => {
  const [times, by] = [slope, width].map((text) => short(text, { digits }));
  return `= ${times} × ${by.startsWith("−") ? `(${by})` : by}`;
};

/** height, 0.003 and = 3 × 0.001 beside the side. @param {Lens} lens @param {Labels} labels */
const sideLabels = (lens, labels) => {
  const { Y, tip, isSmall, front, floor } = lens;
  const type = rootScale();
  const [word, large] = (isSmall ? [15, 22] : [18, 32]).map((size) => size * type);
  const { x, room, anchor } = beside(lens, isSmall ? 16 : 24);
  const [number, size] = fitted(labels.height, room, large);
  const block = 0.95 * large + word;
  const middle = Y(0.52 * tip);
  const kept = tip >= 0 ? Math.max(middle, Y(tip) + block) : Math.min(middle, Y(tip) - large);
  const y = Math.min(kept, floor - large - 4);
  const style = { anchor, look: "green" };
  write(front, x, y - 0.95 * large, TEXT.height, { size: word, ...style });
  write(front, x, y + 2, number, { size, anchor, look: "green strong" });
  const times = [10, 6, 4, 3].map((digits) => timesText(labels, digits));
  const product = times.find((words) => wide(words, word) <= room) ?? timesText(labels, 2);
  const fit = Math.min(1, room / wide(product, word));
  write(front, x, y + 0.85 * large, product, { size: word * fit, ...style });
};

/** @param {Lens} lens @param {string} width */
const widthLabel = (lens, width) => {
  const { X, Y, box, sign, tip, isSmall, front } = lens;
  const type = rootScale();
  const [word, large] = (isSmall ? [15, 18] : [18, 24]).map((size) => size * type);
  const y = Y(0) + (tip >= 0 ? (isSmall ? 22 : 30) * type : -14);
  const x = X(0) + sign * (isSmall ? 2 : 4);
  const room = (sign > 0 ? box.x + box.width - x : x - box.x) - 10 - wide(`${TEXT.width} `, word);
  const [number, size] = fitted(width, room, large);
  const text = write(front, x, y, `${TEXT.width} `, { size: word, look: "green", anchor: sign > 0 ? "start" : "end" });
  draw(text, "tspan", { "font-size": size, class: "strong" }, number);
};

/** a and a + nudge in the strip below. @param {Lens} lens @param {Labels} labels */
const places = ({ X, box, floor, sign, unit, isSmall, front }, { at, nudged }) => {
  const size = (isSmall ? 15 : 18) * rootScale();
  const y = floor + (isSmall ? 24 : 30) * rootScale();
  const [left, right] = sign > 0 ? [at, nudged] : [nudged, at];
  const [from, to] = sign > 0 ? [X(0), X(1)] : [X(-1), X(0)];
  const [leftRoom, rightRoom] = [from - box.x - 4, box.x + box.width - to - 2];
  const [a] = fitted(left, leftRoom, size);
  const [b] = fitted(right, rightRoom, size);
  const isCentred = unit > (wide(a, size) + wide(b, size)) / 2 + 14;
  write(front, from + (isCentred ? 0 : 3), y, a, { size, anchor: isCentred ? "middle" : "end" });
  write(front, to - (isCentred ? 0 : 4), y, b, { size, anchor: isCentred ? "middle" : "start" });
  for (const x of [from, to]) line(front, x, floor - 1, x, floor + 7, "tick");
};

/** Values of f with leaders to the edge on the point's side. @param {Lens} lens
 * @param {[number, number, string][]} values  u, v and the label @param {boolean} [isBare]
 *   without a leader at the point itself */
const heights = ({ X, Y, box, sign, tip, isSmall, front }, values, isBare = false) => {
  const size = (isSmall ? 15 : 18) * rootScale();
  const edge = sign > 0 ? box.x + 14 : box.x + box.width - 14;
  for (const [u, v, text] of values) {
    const end = X(u) - sign * 12;
    const [words, fits] = fitted(text, Math.abs(end - edge) - 4, size);
    if (u || !isBare) line(front, edge, Y(v), end, Y(v), "leader");
    const y = tip >= 0 ? Y(v) - 8 : Y(v) + 0.8 * size + 8;
    write(front, edge, y, words, { size: fits, look: "blue haloed", anchor: sign > 0 ? "start" : "end" });
  }
};

/** What float32 sees where that is flat, beside the base and never over it.
 * @param {Lens} lens */
const flatFloat = ({ X, Y, box, sign, isSmall, grid, front }) => {
  const [near, far] = sign > 0 ? [box.x, box.x + box.width] : [box.x + box.width, box.x];
  line(grid, near, Y(0), X(0) - sign * 12, Y(0), "float");
  line(grid, X(sign) + sign * 9, Y(0), far, Y(0), "float");
  const style = { size: (isSmall ? 15 : 18) * rootScale(), look: "orange strong", anchor: sign > 0 ? "end" : "start" };
  write(front, far - sign * 16, Y(0) - 12, isSmall ? TEXT.flatShort : TEXT.flatFloat, style);
};

/** @param {Facts} facts @returns {Labels | null} */
export const labelsOf = ({ exact }) => {
  if (!exact) return null;
  const { at, nudged, before, after, height, width, slope } = exact;
  const [first, second, third] = [height, width, slope].map(({ text }) => text);
  return {
    at: at.text, nudged: nudged.text, before: before.text, after: after.text,
    height: first, width: second, slope: third,
  };
};

/** The same labels for the nudge ε. @param {Facts} facts @returns {Labels | null} */
const limitLabels = ({ exact, derivative }) => {
  if (!exact || !derivative?.value) return null;
  const [at, before, slope] = [exact.at, exact.before, derivative].map(({ text }) => short(text, { digits: 4 }));
  const height = slope === "0" ? "0" : `${slope === "1" ? "" : slope}ε`;
  const after = `${before} ${slope.startsWith("−") ? "−" : "+"} ${height.replace("−", "")}`;
  return { at, before, slope, height, width: "ε", nudged: `${at} + ε`, after };
};

/** @param {Element} svg @param {Entry} entry @param {Facts} facts
 * @param {{width: number, height: number, floats: boolean, limit: boolean}} view
 * @returns {[number, number] | null}  where the tip is */
export const drawOne = (svg, entry, facts, { width, height, floats, limit }) => {
  const box = { x: 0, y: 0, width, height };
  const isSmall = width < NARROW;
  const { derivative } = facts;
  const slope = limit && derivative?.value ? Number(derivative.text) : facts.slope;
  const seen = limit ? { ...facts, slope, bend: 0, sign: 1, by: { ...facts.by, n: 1n, d: 10n ** 40n } } : facts;
  const scale = scaleOf([seen], box, rootScale());
  const lens = lensOf(svg, seen, box, scale, tips([seen])[0], isSmall ? 0.36 : 0.4);
  const labels = limit ? limitLabels(facts) : labelsOf(facts);
  squares(lens);
  curve(lens, entry, seen);
  if (!Number.isFinite(slope) || !labels) return noTriangle(lens);
  triangle(lens);
  const isFlat = floats && !limit && facts.float32?.flag === true && Number(facts.float32.height) === 0;
  if (isFlat) flatFloat(lens);
  dots(lens);
  places(lens, labels);
  const isMoving = Math.abs(lens.tip * lens.unit) > 26;
  const after = /** @type {[number, number, string][]} */ (isMoving ? [[lens.sign, lens.tip, labels.after]] : []);
  heights(lens, [[0, 0, labels.before], ...after], isFlat);
  sideLabels(lens, labels);
  widthLabel(lens, labels.width);
  return [lens.X(lens.sign), lens.Y(lens.tip)];
};

/** @param {Lens} lens @returns {null} */
const noTriangle = ({ box, front }) => {
  const style = { size: 18 * rootScale(), look: "muted", anchor: "middle" };
  write(front, box.x + box.width / 2, box.y + 40, TEXT.noPicture, style);
  return null;
};

/** @param {Element} svg @param {Entry} entry @param {Facts[]} list
 * @param {{width: number, height: number}} size */
export const drawCompared = (svg, entry, list, { width, height }) => {
  const share = width / list.length;
  const isSmall = share < NARROW - 130;
  const box = { x: 0, y: 0, width: share, height };
  const scale = scaleOf(list, box, rootScale(), { below: 1.5 });
  const drawn = tips(list);
  list.forEach((facts, index) => {
    const part = { ...box, x: index * share };
    const [from, units] = [isSmall ? 0.16 : 0.3, scale.unit / 2 / share];
    const lens = { ...lensOf(svg, facts, part, scale, drawn[index], from + units), isSmall };
    squares(lens);
    curve(lens, entry, facts);
    const labels = labelsOf(facts);
    if (labels && Number.isFinite(facts.slope)) comparedTriangle(lens, labels);
    heading(lens, entry.explanation.function.variable, labels?.at ?? "");
    if (index) line(svg, part.x, 0, part.x, height, "gutter");
  });
};

/** @param {Lens} lens @param {Labels} labels */
const comparedTriangle = (lens, labels) => {
  const { Y, X, tip, sign, isSmall, front } = lens;
  const type = rootScale();
  triangle(lens);
  dots(lens);
  const [word, large] = (isSmall ? [15, 24] : [18, 34]).map((size) => size * type);
  const { x, room, anchor } = beside(lens, isSmall ? 13 : 24);
  const middle = Y(tip / 2) + 6;
  const y = tip >= 0 ? Math.max(middle, Y(tip) + large) : middle;
  const [slope, size] = fitted(labels.slope, room, large);
  const by = labels.width.startsWith("-") ? `(${minus(labels.width)})` : short(labels.width, { digits: 4 });
  const ratio = `${short(labels.height, { digits: 6 })} / ${by}`;
  const tall = wide(ratio, word) <= room ? ratio : `${fitted(labels.height, room - wide(" tall", word), word)[0]} tall`;
  const style = { size: word, anchor, look: "green" };
  write(front, x, y - 0.9 * large, TEXT.slope, style);
  write(front, x, y + 0.15 * large, slope, { size, anchor, look: "green strong" });
  write(front, x, y + 0.15 * large + (isSmall ? 20 : 26) * type, tall, style);
  const below = Y(0) + (tip >= 0 ? (isSmall ? 20 : 26) * type : -14);
  const start = X(0) + sign * (isSmall ? 5 : 9);
  const from = sign > 0 ? lens.box.x + lens.box.width - start : start - lens.box.x;
  const [width] = fitted(labels.width, from - wide("width ", word) - 8, word);
  write(front, start, below, `${TEXT.width} ${width}`, style);
  places(lens, labels);
};

/** @param {Lens} lens @param {string} variable @param {string} at */
const heading = ({ box, isSmall, front, sign }, variable, at) => {
  const size = (isSmall ? 17 : 22) * rootScale();
  const x = sign > 0 ? box.x + box.width - (isSmall ? 12 : 22) : box.x + (isSmall ? 12 : 22);
  const anchor = sign > 0 ? "end" : "start";
  write(front, x, isSmall ? 28 : 36, `${variable} = ${short(at, { digits: 6 })}`, { size, anchor, look: "strong haloed" });
};

/** All triangles on one another. @param {Element} svg @param {Entry} entry @param {Facts[]} list
 * @param {{width: number, height: number}} size @param {string} note */
export const drawLaid = (svg, entry, list, { width, height }, note) => {
  const box = { x: 0, y: 0, width, height };
  const scale = scaleOf(list, box, rootScale());
  const drawn = tips(list);
  const lenses = list.map((facts, index) => lensOf(svg, facts, box, scale, drawn[index], 0.4));
  squares(lenses[0]);
  lenses.forEach((lens, index) => {
    curve({ ...lens, grid: lenses[0].grid }, entry, list[index]);
    triangle(lens);
    dots(lens);
  });
  const { X, Y, sign } = lenses[0];
  const top = Math.max(...drawn);
  const size = (width < NARROW ? 15 : 18) * rootScale();
  const labels = list.map((facts) => `${entry.explanation.function.variable} = ${short(labelsOf(facts)?.at ?? "", { digits: 6 })}: ${short(labelsOf(facts)?.slope ?? "", { digits: 6 })}`);
  labels.forEach((words, index) => {
    const style = { size, look: "green strong", anchor: sign > 0 ? "start" : "end" };
    write(lenses[0].front, X(sign) + sign * 24, Y(top * 0.6) + index * 1.4 * size, words, style);
  });
  write(lenses[0].front, 16, height - 14, note, { size });
};

/** The question: a base, a dotted upright, and the guess as a dashed line.
 * @param {Element} svg @param {Entry} entry @param {Facts} facts @param {number} guess  a slope
 * @param {{width: number, height: number}} size @param {string} words
 * @returns {{tip: [number, number], slopeAt: (y: number) => number}} */
export const drawGuess = (svg, entry, facts, guess, { width, height }, words) => {
  const box = { x: 0, y: 0, width, height };
  const most = 3.35;
  const scale = scaleOf([{ ...facts, slope: 3, sign: 1 }], box, rootScale(), { most, below: 0.6, least: (width < NARROW ? 54 : 64) * rootScale() });
  const lens = lensOf(svg, facts, box, { ...scale, power: 0 }, 0, width < NARROW ? 0.36 : 0.4);
  const { X, Y, grid, front, sign, isSmall } = lens;
  const labels = labelsOf(facts);
  const factor = 10 ** heightPower([facts.slope]);
  const tip = Math.max(-0.4, Math.min(guess * sign * factor, most + 0.4)) || 0;
  squares(lens);
  line(grid, X(-9), Y(-9 * tip * sign), X(9), Y(9 * tip * sign), "ghost");
  draw(grid, "path", { d: `M${X(0)} ${Y(0)}H${X(sign)}`, class: "side width-side base" });
  line(grid, X(sign), Y(0) - 4, X(sign), 0, "upright");
  circle(grid, X(0), Y(0), 8, "dot plated");
  const type = rootScale();
  const anchor = sign > 0 ? "start" : "end";
  const large = (isSmall ? 22 : 32) * type;
  write(front, X(sign) + sign * (isSmall ? 20 : 28), Y(1.9), TEXT.question, { size: large, anchor, look: "green strong" });
  if (labels) {
    widthLabel({ ...lens, Y: (v) => Y(v) + (isSmall ? 14 : 12) }, labels.width);
    places(lens, labels);
    heights(lens, [[0, 0, labels.before]], true);
  }
  const y = Math.max(24, Y(Math.min(tip, 2.6)) - (tip > 0.4 ? 24 : 16));
  write(front, width - 18, y, words, { size: (isSmall ? 16 : 19) * type, anchor: "end", look: "strong haloed" });
  return { tip: [X(sign), Y(tip)], slopeAt: (at) => ((Y(0) - at) / scale.unit) * sign / factor };
};

/** @param {string} text */
export const spokenNumber = (text) => local(text.replace("-", "minus "));
