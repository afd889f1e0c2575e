/**
 * The microscope: nudges in their own coordinates u = (x−a)/|h|, v = (f(x)−f(a))/|h|, in which the
 * triangle has width 1 and its slope as height, and one grid square is one nudge.
 *
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./dom.js").Piece} Piece
 * @typedef {{x: number, y?: number, width: number, height: number}} Box
 * @typedef {{unit: number, power: number, base: number}} Scale  the baseline is at y = base
 * @typedef {{width: string, height: string, slope: string, at: string, nudged: string,
 *   before: string, after: string}} Labels
 * @typedef {ReturnType<typeof lensOf>} Lens
 */
import { NARROW, circle, draw, line, path, rootScale, wide, write } from "./dom.js";
import { localCurve } from "./facts.js";
import { abs, ceil, floor, isFinite, log10, max, min, round, signOf } from "./numbers.js";
import { TEXT, say, short } from "./strings.js";

export const STEEPEST = 12;
/** The least width and height of a lens beside others, and the width below which its type is small. */
const [FLATTEST, LEAST, SMALL] = [0.1, 140, 290];

/** The power of ten by which heights are drawn, so that the triangles can be seen; 0 is to scale.
 * @param {number[]} slopes */
export const heightPower = (slopes) => {
  const steepest = max(0, ...slopes.filter(isFinite).map(abs));
  const isPlain = steepest >= FLATTEST * (1 - 1e-9) && steepest <= STEEPEST * (1 + 1e-9);
  return !steepest || isPlain ? 0 : -floor(log10(2 * steepest) + 1e-9) || 0;
};

/** @param {Facts[]} list */
const powerOf = (list) => heightPower(list.map(({ slope }) => slope));

/** How tall each triangle is drawn, in nudges; down is negative. @param {Facts[]} list */
export const tips = (list) =>
  list.map(({ slope, sign }) => (isFinite(slope) ? slope * sign * 10 ** powerOf(list) : 0));

/** One scale and one baseline for all lenses; from the slopes and the size of the plate alone.
 * @param {Facts[]} list @param {Box} box @param {number} type  the size of type
 * @param {number} [below]  the base: so many nudges @param {number} [most]  drawn at least
 * @param {number} [least]  room under the base @returns {Scale} */
export const scaleOf = (list, { width, height }, type, below = 0.5, most = 0, least = 0) => {
  const [foot, head, usual] = (width < NARROW ? [34, 36, 30] : [42, 46, 40]).map((size) => size * type);
  const label = max(usual, least);
  const up = max(0, most, ...tips(list));
  const down = -min(0, ...tips(list));
  const room = height - foot - head - (down ? 0.7 * label : 0);
  const widest = min(0.34 * width, 0.7 * room);
  let unit = min(room / (up + down + below), widest);
  if (unit * below < label) unit = min((room - label) / max(up + down, 0.1), widest);
  unit = max(unit, 2);
  const under = down ? min(room - (up + down) * unit, max(label, unit / 2)) : 0;
  const base = down ? head + up * unit + under : height - foot - max(unit * below, label);
  return { unit, power: powerOf(list), base };
};

/** @param {Piece} svg @param {Facts} facts @param {Box} box @param {Scale} scale @param {number} tip
 * @param {number} share  where the middle of the base is, unless the labels on either side need room
 * @param {boolean} [isSmall] */
const lensOf = (svg, { sign }, { x, y = 0, width, height }, { unit, power, base }, tip, share, isSmall = width < NARROW) => {
  const bottom = height - (width < NARROW ? 34 : 42) * rootScale();
  const kept = max(share * width - unit / 2, 0.28 * width * signOf(share - 0.335));
  const inset = min(kept, 0.62 * width - unit);
  const [near, far] = sign > 0 ? [x, x + width] : [x + width, x];
  const [start, zero, id] = [round(near + sign * inset), round(base), `view${[x, y, width]}`];
  const front = draw(svg, "g", { transform: `translate(0 ${y})` });
  draw(draw(front, "clipPath", { id }), "rect", { x, y: 0, width, height: bottom });
  const grid = draw(front, "g", { "clip-path": `url(#${id})` });
  const pick = (/** @type {number} */ small, /** @type {number} */ large) => (isSmall ? small : large);
  return {
    unit, power, sign, tip, near, far, bottom, front, grid, pick, left: x, right: x + width,
    X: (/** @type {number} */ u) => start + u * unit,
    Y: (/** @type {number} */ v) => zero - v * unit,
    /** Sizes that grow with the type. @param {number} small @param {number} large */
    type: (small, large) => pick(small, large) * rootScale(),
    /** Words that begin at x and go away from the point, or toward it.
     * @param {number} x @param {number} y @param {string} words @param {number} size
     * @param {string} look @param {number} [away] */
    say: (x, y, words, size, look, away = 1) => write(front, x, y, words, size, look, sign * away > 0 ? "start" : "end"),
  };
};

/** @param {Lens} lens */
const squares = ({ X, Y, left, right, bottom, unit, grid, front }) => {
  const step = unit < 12 ? 2 : 1;
  let d = "";
  for (let u = step * ceil((left - X(0)) / unit / step); X(u) <= right; u += step) d += `M${X(u)} 0V${bottom}`;
  for (let v = step * ceil((Y(0) - bottom) / unit / step); Y(v) >= 0; v += step) d += `M${left} ${Y(v)}H${right}`;
  path(grid, d, "grid");
  line(front, left, bottom, right, bottom, "hair");
};

/** @param {Lens} lens @param {Entry} entry @param {Facts} facts @param {number} height */
const curve = ({ X, Y, left, right, unit, power, grid }, entry, facts, height) => {
  const far = (3 * height) / unit;
  const points = localCurve(entry, facts, (left - X(0)) / unit - 0.1, (right - X(0)) / unit + 0.1);
  let [d, last] = ["", NaN];
  for (const [u, rise] of points) {
    const v = max(-20 * far, min(rise * 10 ** power, 20 * far));
    const isJoined = isFinite(last) && (points.length < 5 || abs(v - last) <= far);
    if (isFinite(v)) d += `${isJoined ? "L" : "M"}${X(u).toFixed(2)} ${Y(v).toFixed(2)}`;
    last = v;
  }
  path(grid, d, "curve");
};

/** The green triangle, rulers on its side that make its height countable, and its two points.
 * @param {Lens} lens */
const triangle = ({ X, Y, unit, power, sign, tip, grid, pick }) => {
  const [base, side] = [`M${X(0)} ${Y(0)}H${X(sign)}`, `V${Y(tip)}`];
  path(grid, `${base}${side}Z`, "filling");
  path(grid, base, "side width-side");
  path(grid, `M${X(sign)} ${Y(0)}${side}`, "side height-side");
  let rulers = "";
  for (let v = 1; !power && unit >= 9 && v < abs(tip) - 0.01; v++) rulers += `M${X(sign) - 7} ${Y(v * signOf(tip))}h14`;
  path(grid, rulers, "ruler");
  circle(grid, X(0), Y(0), pick(6, 7.5), "dot plated");
  circle(grid, X(sign), Y(tip), pick(6, 7.5), "dot plated");
};

/** How many digits, and how large: a share of the size, but never too small to read. With fewer
 * digits one number would read as another: then there is none. */
const RICHNESS = [[13, 1], [10, 1], [10, 0.85], [6, 1], [4, 1], [3, 0.9], [2, 0.8], [2, 0.55], [2, 0]];
const least = () => 14 * rootScale();
/** The first words that fit, and their size; no words where none fit.
 * @template T @param {T[]} choices @param {(choice: T) => [string, number]} wordsOf
 * @param {number} room @param {boolean} [isStrong] @returns {[string, number]} */
const first = (choices, wordsOf, room, isStrong) => {
  for (const choice of choices) {
    const [words, size] = wordsOf(choice);
    if (wide(words, size, isStrong) <= room) return [words, size];
  }
  return ["", 0];
};
/** A number as long and as large as there is room for; first with the number of its places.
 * @param {string} text @param {number} room @param {number} size @param {boolean} [isStrong] */
const fitted = (text, room, size, isStrong) =>
  first(RICHNESS, ([digits, share]) => [short(text, min(digits, 10), digits > 10), max(size * share, least())], room, isStrong);

/** Beside the side: what is measured, the number large, and what that is.
 * @param {Lens} lens @param {string} name @param {string} text @param {number} large
 * @param {number} away @param {number} reach  how far the words at the base go
 * @param {(digits: number) => string} below  the longest that fits */
const sideLabels = ({ X, Y, far, sign, tip, unit, bottom, type, say }, name, text, large, away, reach, below) => {
  const [x, word] = [X(sign) + sign * away, type(15, 18)];
  const room = (far - x) * sign - 10;
  const middle = Y(0.52 * tip);
  const kept = tip >= 0 ? max(middle, Y(tip) + 0.95 * large + word) : min(middle, Y(tip) - large);
  const clear = tip >= 0 ? min(kept, Y(0) - 1.15 * large) : max(kept, Y(0) + 0.95 * large + 0.7 * word);
  // where words at the base reach as far, these must keep clear of them
  const y = min(reach > unit + away - 8 ? clear : kept, bottom - large - 4);
  const [told, small] = first(RICHNESS, ([digits, share]) => [below(digits), max(word * share, least())], room);
  const [number, size] = fitted(text, room, large, true);
  say(x, y - 0.95 * large, name, word, "green haloed");
  say(x, y + 2, number, size, "green strong haloed");
  say(x, y + 0.85 * large, number && told, small, "green haloed");
};

/** @param {Lens} lens @param {string} width @param {number} large @param {number} below
 * @param {number} inset @param {string} [look] @returns {number}  how far it goes from the point */
const widthLabel = ({ X, Y, far, sign, tip, type, say }, width, large, below, inset, look = "strong") => {
  const [x, word] = [X(0) + sign * inset, type(15, 18)];
  const room = abs(far - X(0)) - 10 - inset;
  const fittedAfter = (/** @type {string} */ words) => fitted(width, room - wide(words, word), large, look !== "");
  let name = `${TEXT.width} `;
  if (!fittedAfter(name)[0]) name = "";
  const [number, size] = fittedAfter(name);
  const y = Y(0) + (tip >= 0 ? below : -14);
  if (name) draw(say(x, y, name, word, "green"), "tspan", { "font-size": size, class: look }, number);
  else say(x, y, number, size, `green ${look}`);
  return inset + wide(name, word) + wide(number, size, look !== "");
};

/** a and a + nudge in the strip below. @param {Lens} lens @param {Labels} labels */
const places = ({ X, near, far, bottom, sign, unit, front, type, say }, { at, nudged }) => {
  const size = type(15, 18);
  const [from, to] = [X(0), X(sign)];
  const [a, b] = [fitted(at, abs(from - near) - 4, size), fitted(nudged, abs(far - to) - 2, size)];
  const isCentred = unit > (wide(...a) + wide(...b)) / 2 + 14;
  for (const [x, number, away] of /** @type {[number, [string, number], number][]} */ ([[from, a, -1], [to, b, 1]])) {
    if (isCentred) write(front, x, bottom + type(24, 30), ...number, "", "middle");
    else say(x - 3 * sign * away, bottom + type(24, 30), ...number, "", away);
    line(front, x, bottom - 1, x, bottom + 7, "tick");
  }
};

/** Values of f with leaders to the edge on the point's side. @param {Lens} lens @param {Labels} labels
 * @param {boolean} isMoving  whether the tip has a height of its own
 * @param {boolean} isBare  without a leader at the point itself */
const heights = ({ X, Y, near, sign, tip, front, type, say }, { before, after }, isMoving, isBare) => {
  const edge = near + sign * 14;
  for (const [u, v, text] of /** @type {[number, number, string][]} */ ([[0, 0, before], [sign, tip, after]])) {
    if (u && !isMoving) continue;
    const end = X(u) - sign * 12;
    const [words, size] = fitted(text, abs(end - edge) - 4, type(15, 18));
    if (u || !isBare) line(front, edge, Y(v), end, Y(v), "leader");
    say(edge, tip >= 0 ? Y(v) - 8 : Y(v) + 0.8 * type(15, 18) + 8, words, size, "blue haloed");
  }
};

/** What float32 sees where that is flat, beside the base and never over it. @param {Lens} lens */
const flatFloat = ({ X, Y, near, far, sign, grid, type, say }) => {
  line(grid, near, Y(0), X(0) - sign * 12, Y(0), "float");
  line(grid, X(sign) + sign * 9, Y(0), far, Y(0), "float");
  const words = first([TEXT.flatFloat, TEXT.flatShort], (one) => [one, type(15, 18)], abs(far - X(sign)) - 40, true);
  say(far - sign * 16, Y(0) - 12, ...words, "orange strong", -1);
};

/** @param {Facts} facts @returns {Labels | null} */
const labelsOf = ({ exact }) =>
  exact && /** @type {any} */ (Object.fromEntries(Object.entries(exact).map(([name, cell]) => [name, cell.text])));

/** The same labels for the nudge ε. @param {Facts} facts @returns {Labels | null} */
const limitLabels = ({ exact, derivative }) => {
  if (!exact || !derivative?.value) return null;
  const [at, before, slope] = [exact.at, exact.before, derivative].map(({ text }) => short(text, 4));
  const height = slope === "0" ? "0" : `${slope === "1" ? "" : slope}ε`;
  const after = `${before} ${slope.startsWith("−") ? "−" : "+"} ${height.replace("−", "")}`;
  return { at, before, slope, height, width: "ε", nudged: `${at} + ε`, after };
};

/** In brackets after × or /, where it is negative. @param {string} text @param {number} digits */
const factor = (text, digits) => (text.startsWith("-") ? `(${short(text, digits)})` : short(text, digits));

/** @param {Piece} svg @param {Entry} entry @param {Facts} facts @param {number} width
 * @param {number} height @param {boolean} [floats] @param {boolean} [isLimit]
 * @returns {[number, number] | null}  where the tip is */
export const drawOne = (svg, entry, facts, width, height, floats = false, isLimit = false) => {
  const { derivative, float32, by } = facts;
  const slope = isLimit && derivative?.value ? Number(derivative.text) : facts.slope;
  const seen = isLimit ? { ...facts, slope, bend: 0, sign: 1, by: { ...by, n: 1n, d: 10n ** 40n } } : facts;
  const box = { x: 0, width, height };
  const lens = lensOf(svg, seen, box, scaleOf([seen], box, rootScale()), tips([seen])[0], width < NARROW ? 0.36 : 0.4);
  const labels = isLimit ? limitLabels(facts) : labelsOf(facts);
  const { X, Y, sign, tip, unit, pick, type } = lens;
  squares(lens);
  curve(lens, entry, seen, height);
  if (!isFinite(slope) || !labels) {
    write(lens.front, width / 2, 40, TEXT.noPicture, type(18, 18), "muted", "middle");
    return null;
  }
  const isFlat = floats && !isLimit && float32?.flag === true && !Number(float32.height);
  triangle(lens);
  if (isFlat) flatFloat(lens);
  places(lens, labels);
  heights(lens, labels, abs(tip * unit) > 26, isFlat);
  const reach = widthLabel(lens, labels.width, type(18, 24), type(22, 30), pick(2, 4));
  sideLabels(lens, TEXT.height, labels.height, type(22, 32), pick(16, 24), reach, (digits) => `= ${short(labels.slope, digits)} × ${factor(labels.width, digits)}`);
  return [X(sign), Y(tip)];
};

/** Several triangles: side by side with one scale and one baseline, or on one another.
 * @param {Piece} svg @param {Entry} entry @param {Facts[]} list @param {number} width
 * @param {number} height @param {string} note  how far the slopes are apart; none side by side */
export const drawTogether = (svg, entry, list, width, height, note) => {
  const rows = note ? list.length : min(floor(height / LEAST), ceil((list.length * LEAST) / width));
  const columns = ceil(list.length / rows);
  const share = width / columns;
  const isSmall = share < (note ? NARROW : SMALL);
  const box = { x: 0, width: share, height: note ? height : height / rows };
  const scale = scaleOf(list, box, rootScale(), note ? 0.5 : 1.5);
  const middle = note ? 0.4 : (isSmall ? 0.16 : 0.3) + scale.unit / 2 / share;
  const drawn = tips(list);
  list.forEach((facts, index) => {
    const x = (index % columns) * share;
    const y = note ? 0 : floor(index / columns) * box.height;
    const lens = lensOf(svg, facts, { ...box, x, y }, scale, drawn[index], middle, isSmall);
    const { X, Y, sign, far, type, pick } = lens;
    const labels = labelsOf(facts);
    if (!index || !note) squares(lens);
    curve(lens, entry, facts, height);
    const isDrawn = labels && isFinite(facts.slope);
    if (isDrawn) triangle(lens);
    const heading = `${entry.variable} = ${short(labels?.at, 6)}`;
    if (note) {
      const y = Y(max(...drawn) * 0.6) + index * 1.4 * type(15, 18);
      const words = first([6, 3], (digits) => [`${heading}: ${short(labels?.slope, digits)}`, type(15, 18)], abs(far - X(sign)) - 34, true);
      lens.say(X(sign) + sign * 24, y, ...words, "green strong");
      return;
    }
    if (isDrawn) {
      const reach = widthLabel(lens, labels.width, type(15, 18), type(20, 26), pick(5, 9), "");
      sideLabels(lens, TEXT.slope, labels.slope, type(24, 34), pick(13, 24), reach, (digits) => (digits > 6 ? `${short(labels.height, 6)} / ${factor(labels.width, 4)}` : say("tall", { height: short(labels.height, digits) })));
      places(lens, labels);
    }
    lens.say(far - sign * pick(12, 22), pick(28, 36), heading, min(type(17, 22), (share - 16) / wide(heading, 1, true)), "strong haloed", -1);
    path(lens.front, `M${x || -9} ${height}V0h${y && width}`, "gutter");
  });
  if (note) write(svg, 16, height - 14, note, (isSmall ? 15 : 18) * rootScale());
};

/** The question: a base, a dotted upright, and the guess as a dashed line.
 * @param {Piece} svg @param {Entry} entry @param {Facts} facts @param {number} width
 * @param {number} height @param {number} guess  a slope; NaN is none yet @param {string} words
 * @returns {{tip: [number, number], slopeAt: (y: number) => number}} */
export const drawGuess = (svg, entry, facts, width, height, guess, words) => {
  const [box, most] = [{ x: 0, width, height }, 3.35];
  const isSmall = width < NARROW;
  const scale = scaleOf([{ ...facts, slope: 3, sign: 1 }], box, rootScale(), 0.6, most, (isSmall ? 54 : 64) * rootScale());
  const lens = lensOf(svg, facts, box, scale, 0, isSmall ? 0.36 : 0.4);
  const { X, Y, grid, front, sign, unit, pick, type, say } = lens;
  const labels = labelsOf(facts);
  const times = 10 ** powerOf([facts]);
  const tip = max(-0.4, min(guess * sign * times, most + 0.4)) || 0;
  squares(lens);
  if (isFinite(guess)) line(grid, X(-9), Y(-9 * tip * sign), X(9), Y(9 * tip * sign), "ghost");
  path(grid, `M${X(0)} ${Y(0)}H${X(sign)}`, "side width-side base");
  line(grid, X(sign), Y(0) - 4, X(sign), 0, "upright");
  circle(grid, X(0), Y(0), 8, "dot plated");
  say(X(sign) + sign * pick(20, 28), Y(1.9), TEXT.question, type(22, 32), "green strong");
  if (labels) {
    widthLabel(lens, labels.width, type(18, 24), type(22, 30) + pick(14, 12), pick(2, 4));
    places(lens, labels);
    heights(lens, labels, false, true);
  }
  const y = max(24, Y(min(tip, 2.6)) - (tip > 0.4 ? 24 : 16));
  write(front, width - 18, y, words, type(16, 19), "strong haloed", "end");
  return { tip: [X(sign), Y(tip)], slopeAt: (at) => ((Y(0) - at) / unit) * sign / times };
};
