/**
 * The explorer's sentence, controls and pictures, drawn from the state alone.
 *
 * @typedef {import("./facts.js").Facts} Facts
 */
import { aria, assign, byId, enter, html, italics, picture, place, put, span } from "./dom.js";
import { max, min } from "./numbers.js";
import { nextStep, walkWords } from "./downhill.js";
import { factsAt } from "./facts.js";
import { hides, later, moveTo, now, setNudge, wordFor } from "./model.js";
import { drawGuess, drawOne, drawTogether, heightPower } from "./microscope.js";
import { beamPath, drawOverview } from "./overview.js";
import { showCorners, showNotation, showSteps } from "./panels.js";
import { limitWords, sentenceOf, showSentence, spoken, withheld } from "./sentence.js";
import { PANELS, SMALLEST_POWER, isFull, powerOf } from "./state.js";
import { DATA, TEXT, grouped, local, magnified, minus, say, short, spokenNudge } from "./strings.js";
import { showComputers, showLadder, showLedger } from "./tables.js";
import * as Q from "./rational.js";

const isLimit = () => now.state.view === "limit" && !hides();
/** @param {string} panel */
const isOpen = (panel) => now.state.open.includes(panel);

export const showExplorer = () => {
  const { entry, facts } = now;
  const isTold = isOpen("floats");
  showWords();
  showControls();
  showLedger(entry, facts, isTold, isLimit() ? say("nudgeOf", { size: short(now.state.nudge) }) : "");
  showComputers(facts, isTold);
  aria("why", { expanded: isTold });
  put("why", isTold ? TEXT.hide : TEXT.why);
  showScope();
  showOverview();
  showPanels();
};

const showWords = () => {
  const { entry, facts } = now;
  const sentence = toldSentence(facts);
  showSentence("", sentence || (DATA.live ? TEXT.waiting : TEXT.notComputed), facts, isLimit());
  const { formula, at } = now.state;
  const open = facts.isOpen ? say("oneSide", { f: now.name, quoted: JSON.stringify(formula), at }) : "";
  const note = hides() ? "" : (facts.corner || open);
  const aside = isLimit() || hides() ? "" : note || facts.gap;
  const bold = aside.includes("too: gap") ? [0, 1] : [0, 3];
  let seen = 0;
  const look = () => (bold.includes(seen++) || facts.corner ? "strong" : "plain");
  const parts = aside.split(/(\S+ − \S+ = [^,]+,)/);
  put("gap", ...parts.flatMap((part, index) => (index % 2 ? [span("eq", ...spoken(part, look))] : spoken(part, look))));
  tell(`${sentence} ${aside && note}`);
  const verdict = hides() ? entry.title : entry.everywhere.replace("slope", wordFor());
  put("verdict", ...spoken(verdict, (_, before) => (hides() || / at $/.test(before) ? "plain" : "green"), 2));
  put("scope-cap", ...captionParts());
};

const captionParts = () => {
  if (isLimit()) return [TEXT.endless];
  const power = heightPower(lenses().map(({ slope }) => slope));
  const [before, after] = magnified(grouped(factorOf(now.facts)), power, "|").split("|");
  return [before, span("wide", TEXT.leftPlot), span("narrow", TEXT.theOverview), after];
};

/** What a screen reader is told when things have settled. @param {string} words
 * @param {boolean} [isQuestion]  then nothing older may be told any longer */
export const tell = (words, isQuestion = false) => {
  const told = local(words.trim());
  const isNew = () => byId("live").textContent !== told;
  if (isQuestion && isNew()) put("live");
  later("live", () => isNew() && put("live", told));
};

/** @param {Facts} facts */
const toldSentence = (facts) =>
  isLimit() ? limitWords(facts) : withheld(sentenceOf(now.entry, facts), hides());

/** How much the microscope magnifies. @param {Facts} facts */
export const factorOf = ({ by }) => {
  const factor = Q.cell(Q.absolute(Q.divide(Q.fraction(1n), by))).text;
  return /^\d{1,13}$/.test(factor) ? factor : short(factor, 4);
};

/** The nudges under the microscope. @returns {Facts[]} */
const lenses = () => {
  const { view, pins, nudge } = now.state;
  const isMany = (view === "compare" || view === "overlay") && pins.length > 1 && !hides();
  return isMany ? pins.map((pin) => factsAt(now.entry, pin, nudge)) : [now.facts];
};

/** What comes after a view of several points. @param {string} view */
export const nextView = (view) => /** @type {const} */ ({ compare: "overlay", overlay: "one" })[view] ?? "compare";

const showControls = () => {
  const { state, a, x, facts, window, entry } = now;
  const { at, nudge, pins, view } = state;
  assign(byId("a"), { min: window.left, max: window.right });
  aria("a dot", { label: `${TEXT.point} ${a}` });
  aria("a", { valuetext: say("equals", { a, at: local(at) }) });
  aria("h tip", { label: TEXT.nudge, valuetext: spokenNudge(nudge) });
  aria("tip", { valuemin: 0, valuemax: SMALLEST_POWER, valuenow: powerOf(nudge).toFixed(2) });
  byId("a").value = x;
  byId("h").value = powerOf(nudge);
  for (const [id, text, whole] of [["a-text", minus(at), at], ["h-text", short(nudge), nudge]]) {
    enter(id, text);
    byId(id).title = local(whole);
  }
  put("a-label", ...italics(`${TEXT.point} ${a}`));
  const isLeft = facts.sign < 0;
  aria("sign", { label: isLeft ? TEXT.toLeft : TEXT.toRight });
  put("sign", isLeft ? "←" : "→");
  aria("limit", { pressed: isLimit() });
  put("pin", isFull(state) ? TEXT.full : pins.includes(at) ? TEXT.unpin : TEXT.pin);
  const pinned = pins.flatMap((pin, index) => [index ? ", " : "", html("b", {}, ...italics(`${a} = ${short(pin)}`))]);
  put("aside", span("", entry.line), ...(pins.length ? [html("br"), TEXT.pinned, ...pinned] : []));
  const next = nextView(view);
  aria("view", { label: TEXT[`${next}All`] });
  put("view", TEXT[next]);
  byId("view").hidden = pins.length < 2;
};

const showOverview = () => {
  const { state, entry, facts, window, a, x, layout } = now;
  const { at, nudge, pins, trail } = state;
  const { width, height } = layout.over;
  const known = (/** @type {string} */ place) => factsAt(entry, place, nudge);
  const isMany = lenses().length > 1;
  const drawn = picture("over", width, height, (sheet) => drawOverview(sheet, entry, window, {
    width, height, current: facts, both: isOpen("curve"), compare: isMany, quiet: hides() === "nudge" || isLimit(), word: wordFor(),
    marked: [...pins.filter((pin) => pin !== at).map(known), facts],
    trail: trail.map(known),
  }));
  if (!drawn) return assign(byId("beam-cone"), { d: "" });
  now.picture = drawn;
  const { ring, left } = drawn;
  byId("a-rail").style.marginLeft = `${left - 14}px`;
  place("dot", ring.x, ring.y);
  const value = facts.before ? say("value", { f: now.name, value: facts.before.text }) : "";
  const told = { title: entry.title, a, at, value };
  aria("dot", { valuemin: window.left, valuemax: window.right, valuenow: max(window.left, min(x, window.right)), valuetext: local(say("equals", told)) });
  aria("over", { label: local(say("graph", told)) });
  showBeam(isMany);
};

const showScope = () => {
  const { width, height } = now.layout.scope;
  const list = lenses();
  const tip = picture("scope", width, height, (sheet) => {
    if (hides()) return void drawGuess(sheet, now.entry, now.facts, width, height, NaN, "");
    if (list.length < 2) return drawOne(sheet, now.entry, now.facts, width, height, isOpen("floats"), isLimit());
    return drawTogether(sheet, now.entry, list, width, height, now.state.view === "overlay" ? difference(list) : "");
  });
  byId("tip").hidden = !tip || isLimit();
  if (tip) place("tip", ...tip);
  const words = list.map(toldSentence).join(" ");
  aria("scope", { label: local(words || TEXT.noPicture) });
};

/** How far apart the tips are, exactly. @param {Facts[]} list */
const difference = (list) => {
  const slopes = list.flatMap(({ exact }) => exact?.slope.value ?? []).sort(Q.compare);
  const apart = slopes.length === list.length ? Q.cell(Q.subtract(slopes[slopes.length - 1], slopes[0])).text : "";
  return apart === "0" ? TEXT.same0 : say("differ", { apart: short(apart, 6) });
};

/** @param {boolean} isMany */
const showBeam = (isMany) => {
  const { stage, over, scope } = now.layout;
  const { ring } = now.picture;
  const [left, top] = [scope.left - stage.left + 0.5, scope.top - stage.top];
  const isHidden = isMany || !ring.isOn || scope.left < over.right;
  const d = isHidden ? "" : beamPath(over.left - stage.left + ring.x, over.top - stage.top + ring.y, left, top + 14, top + scope.height - 14);
  assign(byId("beam-cone"), { d });
};

const showPanels = () => {
  const { entry, facts, zeros } = now;
  for (const name of PANELS) {
    aria(`open-${name}`, { expanded: isOpen(name) });
    if (name !== "curve") byId(`p-${name}`).hidden = !isOpen(name);
  }
  const climb = () => showLadder(entry, facts, zeros, setNudge);
  if (isOpen("ladder") && byId("ladder").childElementCount) later("ladder", climb);
  else if (isOpen("ladder")) climb();
  if (isOpen("steps")) showSteps(entry);
  if (isOpen("notation")) showNotation(entry, facts);
  if (isOpen("corners")) showCorners(entry, moveTo);
  if (isOpen("downhill")) showDownhill();
};

const showDownhill = () => {
  const { state, entry, facts } = now;
  const { trail, nudge } = state;
  put("rule", ...italics(local(say("rule", { a: now.a, word: wordFor() }))));
  const last = trail.at(-1);
  const past = last ? factsAt(entry, last, nudge) : null;
  put("walk-words", walkWords(facts, past, state, entry));
  byId("walk").disabled = !nextStep(facts, trail.length).to;
  byId("walk-restart").disabled = !past;
};
