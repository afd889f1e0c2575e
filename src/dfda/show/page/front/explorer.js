/**
 * The explorer's sentence, controls and pictures, drawn from the state alone.
 *
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./state.js").State} State
 */
import { assign, byId, html, italics } from "./dom.js";
import { factsAt, windowFor } from "./facts.js";
import { DATA, later, moveTo, now, setNudge, settings, store, variable, wordFor } from "./model.js";
import { drawCompared, drawLaid, drawOne, heightPower } from "./microscope.js";
import { showDownhill, showOpenPanels } from "./more.js";
import { assignBox, drawBeam, drawOverview } from "./overview.js";
import { limitWords, sentenceOf, showLimit, showSentence, spoken } from "./sentence.js";
import { TEXT, grouped, local, magnified, minus, short, spokenNudge } from "./strings.js";
import { showComputers, showLedger } from "./tables.js";
import * as Q from "./rational.js";
import * as S from "./state.js";

/** @param {State} state */
export const showExplorer = (state) => {
  showWords(state);
  showControls(state);
  showLedger(byId("ledger"), now.entry, now.facts, state.open.includes("floats"));
  showComputers(byId("computers"), now.facts, state.open.includes("floats"));
  byId("why").textContent = state.open.includes("floats") ? TEXT.hide : TEXT.why;
  assign(byId("why"), { "aria-expanded": String(state.open.includes("floats")), "aria-controls": "ledger" });
  byId("ledger").classList.toggle("open", state.open.includes("floats"));
  const firstCell = byId("ledger").querySelector("[data-why]");
  if (firstCell) firstCell.tabIndex = 0;
  drawPictures(state);
  showOpenPanels(state, now.entry, now.facts, now.zeros, { nudge: setNudge, point: moveTo });
  showDownhill(state, now.entry, now.facts);
};

/** @param {State} state */
const showWords = (state) => {
  const [lead, punch] = [byId("lead"), byId("punch")];
  const sentence = sentenceOf(now.entry, now.facts);
  if (state.view === "limit") showLimit(lead, punch, now.facts);
  else if (sentence) showSentence(lead, punch, sentence, now.facts);
  else {
    lead.textContent = DATA.live ? TEXT.waiting : TEXT.notComputed;
    punch.textContent = "";
  }
  const aside = now.facts.corner && state.view !== "limit" ? now.facts.corner.sentence : state.view === "limit" ? "" : now.facts.gap;
  const bold = aside.includes("too: gap") ? [0, 1] : [0, 3];
  const isBold = (/** @type {number} */ place) => now.facts.corner !== null || bold.includes(place);
  byId("gap").replaceChildren(...spoken(aside, (place) => (isBold(place) ? "strong" : "plain")));
  later("live", () => {
    const words = state.view === "limit" ? limitWords(now.facts).join(" ") : sentence;
    byId("live").textContent = local([words, now.facts.corner?.sentence].filter(Boolean).join(" "));
  });
  const verdict = now.entry.explanation.everywhere.sentence.replace("slope", wordFor());
  const refuted = now.entry.explanation.everywhere.verdict === "refuted";
  byId("verdict").replaceChildren(...spoken(verdict, (place) => (refuted && place % 2 ? "plain" : "green"), 2));
  byId("scope-cap").replaceChildren(...captionParts(state));
};

/** @param {State} state */
const captionParts = ({ view }) => {
  if (view === "limit") return ["magnified without end"];
  const factor = Q.cell(Q.absolute(Q.divide(Q.fraction(1n), now.facts.by))).text;
  const shown = /^\d{1,13}$/.test(factor) ? grouped(factor) : short(factor, { digits: 4 });
  const power = heightPower(lenses().map(({ slope }) => slope));
  const [before, after] = magnified(shown, power, "|").split("|");
  return [before, html("span", { class: "wide" }, "left plot"), html("span", { class: "narrow" }, "overview"), after];
};

/** The nudges under the microscope. @returns {Facts[]} */
const lenses = () => {
  const { view, pins, nudge } = store.get();
  const isMany = (view === "compare" || view === "overlay") && pins.length > 1;
  return isMany ? pins.map((pin) => factsAt(now.entry, pin, nudge)) : [now.facts];
};

/** @param {State} state */
const showControls = (state) => {
  const { left, right } = windowFor(now.entry, Q.nearestFloat(now.facts.at));
  const [a, h] = [byId("a"), byId("h")];
  assign(a, { min: left, max: right, "aria-label": `${TEXT.point} ${variable()}`, "aria-valuetext": `${variable()} equals ${local(state.at)}` });
  a.value = Q.nearestFloat(now.facts.at);
  h.value = S.powerOf(state.nudge);
  assign(h, { "aria-label": TEXT.nudge, "aria-valuetext": spokenNudge(state.nudge) });
  for (const [id, value] of [["a-text", minus(state.at)], ["h-text", short(state.nudge)]]) {
    const field = byId(id);
    if (document.activeElement !== field) field.value = value;
    field.title = local(id === "a-text" ? state.at : state.nudge);
  }
  byId("a-label").replaceChildren(...italics(`${TEXT.point} ${variable()}`));
  const isLeft = now.facts.sign < 0;
  byId("sign").textContent = isLeft ? "←" : "→";
  assign(byId("sign"), { "aria-label": isLeft ? TEXT.toLeft : TEXT.toRight });
  assign(byId("limit"), { "aria-pressed": String(state.view === "limit") });
  byId("pin").textContent = state.pins.includes(state.at) ? TEXT.unpin : TEXT.pin;
  showAside(state);
};

/** @param {State} state */
const showAside = ({ pins, view }) => {
  const pinned = pins.flatMap((pin, place) => [place ? ", " : "", html("b", {}, ...italics(`${variable()} = ${short(pin)}`))]);
  const line = html("span", {}, now.entry.explanation.straight_line);
  byId("aside").replaceChildren(line, ...(pins.length ? [html("br"), TEXT.pinned, ...pinned] : []));
  const button = byId("view");
  button.hidden = pins.length < 2;
  const next = view === "compare" ? "overlay" : view === "overlay" ? "one" : "compare";
  button.textContent = TEXT[next];
  assign(button, { "aria-label": TEXT[`${next}All`] });
};

/** @param {State} state */
const drawPictures = (state) => {
  drawScope(state);
  const size = now.layout.over;
  const svg = byId("over");
  assignBox(svg, size.width, size.height);
  const { width, height } = size;
  const others = state.pins.filter((pin) => pin !== state.at).map((pin) => factsAt(now.entry, pin, state.nudge));
  const trail = state.trail.flatMap((at) => {
    const past = factsAt(now.entry, at, state.nudge);
    return [past.at, past.before?.value ?? null].map(Q.nearestFloat);
  });
  const window = windowFor(now.entry, Q.nearestFloat(now.facts.at));
  const isMany = lenses().length > 1;
  now.picture = drawOverview(svg, now.entry, window, {
    width, height, marked: [...others, now.facts], current: now.facts, both: state.open.includes("curve"), compare: isMany, word: wordFor(), trail,
  });
  const { ring, left, right } = now.picture;
  const rail = byId("a-rail").style;
  rail.marginLeft = `${left - 14}px`;
  rail.marginRight = `${size.width - right - 14}px`;
  place(byId("dot"), ring.x, ring.y);
  const value = now.facts.before ? `, ${now.entry.explanation.function.name} is ${now.facts.before.text}` : "";
  assign(byId("dot"), {
    "aria-label": `${TEXT.point} ${variable()}`, "aria-valuemin": window.left, "aria-valuemax": window.right,
    "aria-valuenow": Q.nearestFloat(now.facts.at), "aria-valuetext": local(`${variable()} equals ${state.at}${value}`),
  });
  assign(svg, { "aria-label": local(`Graph of ${now.entry.explanation.title}; ${variable()} = ${state.at}${value}`) });
  showBeam(isMany);
};

/** @param {HTMLElement} knob @param {number} x @param {number} y */
const place = (knob, x, y) => {
  knob.style.transform = `translate(${x}px, ${y}px)`;
};

/** @param {State} state */
const drawScope = (state) => {
  const size = { width: now.layout.scope.width, height: now.layout.scope.height };
  const svg = byId("scope");
  assignBox(svg, size.width, size.height);
  const list = lenses();
  /** @type {[number, number] | null} */
  let tip = null;
  if (list.length < 2) tip = drawOne(svg, now.entry, now.facts, { ...size, floats: state.open.includes("floats"), limit: state.view === "limit" });
  else if (state.view === "overlay") drawLaid(svg, now.entry, list, size, difference(list));
  else drawCompared(svg, now.entry, list, size);
  byId("tip").hidden = !tip || state.view === "limit";
  if (tip) place(byId("tip"), tip[0], tip[1]);
  assign(byId("tip"), {
    "aria-label": TEXT.nudge, "aria-valuemin": 0, "aria-valuemax": S.SMALLEST_POWER,
    "aria-valuenow": S.powerOf(state.nudge).toFixed(2), "aria-valuetext": spokenNudge(state.nudge),
  });
  const words = list.map((one) => sentenceOf(now.entry, one)).join(" ");
  assign(svg, { "aria-label": local(state.view === "limit" ? limitWords(now.facts).join(" ") : words || TEXT.noPicture) });
};

/** How far apart the tips are, exactly. @param {Facts[]} list */
const difference = (list) => {
  const slopes = list.map(({ exact }) => exact?.slope.value ?? null);
  const [low, high] = [-1, 1].map((side) => slopes.reduce((one, other) =>
    one && other && Q.compare(other, one) === side ? other : one));
  const apart = low && high ? Q.cell(Q.subtract(high, low)).text : "";
  return apart === "0" ? "difference exactly 0" : `the slopes differ by ${short(apart, { digits: 6 })}`;
};

/** @param {boolean} isMany */
const showBeam = (isMany) => {
  const beam = byId("beam");
  const { stage, over, scope } = now.layout;
  if (isMany || scope.left < over.right) return beam.replaceChildren();
  const ring = { x: over.left - stage.left + now.picture.ring.x, y: over.top - stage.top + now.picture.ring.y };
  const plate = { x: scope.left - stage.left + 0.5, top: scope.top - stage.top, bottom: scope.bottom - stage.top };
  return drawBeam(beam, ring, stage, plate);
};
