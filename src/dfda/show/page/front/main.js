/**
 * The page: what is shown of it, and what the reader does.
 *
 * @typedef {import("./state.js").State} State
 */
import { all, assign, byId, html, italics, measureType } from "./dom.js";
import { copyLink, ledgerKey, openReceipt, showKeys } from "./dialogs.js";
import { walk } from "./downhill.js";
import { showExplorer } from "./explorer.js";
import { windowFor } from "./facts.js";
import { ask, clearError, openFormula } from "./formula.js";
import { drag, held, listen } from "./gestures.js";
import * as keys from "./keys.js";
import { DATA, asks, base, entryOf, isLesson, later, missing, moveTo, now, refresh, root, setNudge, settings, snapped, steps, store, variable } from "./model.js";
import { question } from "./predict.js";
import { sentenceOf, spoken } from "./sentence.js";
import * as S from "./state.js";
import { LESSON, TEXT, minus, short } from "./strings.js";
import * as Q from "./rational.js";

/** Where the plots are; read before anything is written, and only when it can have changed. */
const measure = () => {
  measureType();
  const [stage, over, scope] = ["stage", "over-plot", "scope-plot"].map((id) => byId(id).getBoundingClientRect());
  return { stage, over, scope };
};
let measuredFor = "";

let told = "";
/** The triangle draws itself when it is new: at first, at a reveal and for a pin; never in a drag.
 * @param {State} state */
const animate = ({ phase, pins, formula }) => {
  const key = [phase, pins.length, formula].join(" ");
  if (key === told) return;
  told = key;
  root.classList.remove("still");
  root.classList.add("moving");
  setTimeout(() => root.classList.remove("moving"), 1000);
};

/** Everything again, from the state alone. */
const show = () => {
  const state = store.get();
  refresh();
  animate(state);
  const asked = asks();
  byId("stage").hidden = byId("say").hidden = byId("panels").hidden = Boolean(asked);
  byId("predict").hidden = !asked;
  byId("note").hidden = !isLesson() || Boolean(asked);
  root.classList.toggle("noted", !byId("note").hidden);
  root.classList.toggle("floats-open", state.open.includes("floats"));
  const shape = [innerWidth, innerHeight, root.className, asked ?? ""].join(" ");
  if (shape !== measuredFor) now.layout = measure();
  measuredFor = shape;
  showTop(state);
  if (asked) predict.show(state, now.facts, asked);
  else showExplorer(state);
  if (!now.facts.exact && DATA.live) later("ask", () => ask(state.formula, [state.at], state.nudge));
};

/** @param {State} state */
const showTop = (state) => {
  const { name, pretty } = now.entry.explanation.function;
  byId("fn-label").replaceChildren(...italics(`${name}(${variable()}) =`));
  if (document.activeElement !== byId("fn") && !byId("fn").hasAttribute("aria-invalid")) {
    byId("fn").value = pretty ?? now.entry.text;
  }
  byId("presets").hidden = byId("lesson-bar").hidden = false;
  byId(isLesson() ? "presets" : "lesson-bar").hidden = true;
  for (const button of byId("presets").children) {
    button.setAttribute("aria-pressed", String(button.dataset.formula === now.entry.text));
  }
  byId("lesson-button").textContent = isLesson() ? TEXT.leave : TEXT.lesson;
  byId("undo").disabled = !store.canUndo();
  if (isLesson()) showLesson(state);
  const slope = now.facts.exact ? `: ${TEXT.slope} ${short(now.facts.exact.slope.text)} at ${minus(state.at)}` : "";
  byId("heading").textContent = now.entry.explanation.title;
  later("hash", () => {
    document.title = now.entry.explanation.title + slope;
    history.replaceState(null, "", S.toHash(state));
  });
};

/** @param {State} state */
const showLesson = ({ lesson }) => {
  const marks = LESSON.map((_, place) =>
    html("li", { class: place + 1 < lesson ? "done" : place + 1 === lesson ? "now" : "" }));
  byId("dots").replaceChildren(...marks);
  byId("lesson-step").textContent = `Step ${lesson} of ${LESSON.length}`;
  const { title, everywhere } = now.entry.explanation;
  const words = LESSON[lesson - 1].words.replace("{f}", title).replace("{verdict}", everywhere.sentence);
  byId("note-words").replaceChildren(...spoken(words, () => "plain"));
  byId("note-back").hidden = lesson === 1;
  byId("note-next").textContent = lesson === LESSON.length ? TEXT.finish : TEXT.next;
};

const predict = question(store, {
  sentence: () => sentenceOf(now.entry, now.facts),
  facts: () => now.facts,
  entry: () => now.entry,
  next: (by) => goTo(store.get().lesson + by),
});

/** @param {number} lesson */
const goTo = (lesson) => {
  const formulas = ["3a", "a^2"].map((text, place) => (entryOf(text) ?? DATA.functions[place] ?? DATA.functions[0]).text);
  store.set(S.lessonStep(store.get(), lesson, formulas));
  const target = asks() ? "guess" : isLesson() ? "note-next" : "lesson-button";
  byId(target).focus();
};

/** @param {PointerEvent} event */
const followPoint = (event) => {
  const { left } = byId("over-plot").getBoundingClientRect();
  const { left: low, right: high } = windowFor(now.entry, Q.nearestFloat(now.facts.at));
  const x = Math.max(low, Math.min(now.picture.at(event.clientX - left), high));
  moveTo(snapped(x, event.altKey), "point");
};

const PIXELS_PER_POWER = 48;
let origin = { x: 0, nudge: "" };
/** @param {PointerEvent} event */
const followTip = (event) => {
  if (event.type === "pointerdown") origin = { x: event.clientX, nudge: store.get().nudge };
  const power = Math.round((now.facts.sign * (event.clientX - origin.x)) / PIXELS_PER_POWER);
  const wide = S.powerOf(origin.nudge) - power;
  if (wide >= 0 && wide <= S.SMALLEST_POWER) setNudge(S.scaled(origin.nudge, power), "nudge");
};

const connectPoint = () => {
  const a = byId("a");
  let isFree = false;
  a.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    isFree = event.altKey;
  });
  a.addEventListener("input", () => {
    root.classList.add("still");
    moveTo(snapped(Number(a.value), isFree), "point");
  });
  a.addEventListener("change", store.settle);
  for (const id of ["a", "dot"]) byId(id).addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => keys.pointKey(event, steps));
  drag(byId("over-plot"), followPoint);
  listen(byId("a-text"), moveTo);
  byId("pin").addEventListener("click", () => store.set(S.togglePin(store.get())));
};

const connectNudge = () => {
  const h = byId("h");
  h.addEventListener("input", () => {
    root.classList.add("still");
    setNudge(`${now.facts.sign < 0 ? "-" : ""}1e-${Math.round(Number(h.value))}`, "nudge");
  });
  h.addEventListener("change", store.settle);
  for (const id of ["h", "tip"]) byId(id).addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => keys.nudgeKey(event, steps));
  drag(byId("tip"), followTip);
  listen(byId("h-text"), (text) => setNudge(text.replace(/ \(.*/, "")));
  byId("sign").addEventListener("click", () => setNudge(S.flipped(store.get().nudge)));
  held(byId("shrink"), () => steps.scale(-1));
  byId("limit").addEventListener("click", () => {
    const state = store.get();
    store.set({ ...state, view: state.view === "limit" ? "one" : "limit" });
  });
  byId("view").addEventListener("click", () => {
    const state = store.get();
    const view = state.view === "compare" ? "overlay" : state.view === "overlay" ? "one" : "compare";
    store.set({ ...state, view });
  });
  const marks = [["0", "1"], ["10", "10⁻¹⁰"], ["20", "10⁻²⁰"], ["30", "10⁻³⁰"]].map(([power, words]) => {
    const mark = html("span", {}, words);
    mark.style.left = `${(Number(power) / 30) * 100}%`;
    return mark;
  });
  byId("stops").replaceChildren(...marks);
};

const connectTop = () => {
  byId("fn-form").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    openFormula(byId("fn").value.trim());
  });
  byId("fn").addEventListener("focus", () => {
    if (byId("fn").value !== now.entry.explanation.function.pretty) return;
    byId("fn").value = now.entry.text;
    byId("fn").select();
  });
  byId("fn").addEventListener("input", clearError);
  byId("fn").addEventListener("blur", () => showTop(store.get()));
  const presets = DATA.functions.map(({ text, explanation }) =>
    html("button", { "data-formula": text, click: () => openFormula(text) }, html("span", {}, ...italics(explanation.function.pretty ?? text))));
  byId("presets").replaceChildren(...presets);
  byId("lesson-button").addEventListener("click", () => goTo(isLesson() ? 0 : 1));
  byId("note-next").addEventListener("click", () => goTo(store.get().lesson + 1));
  byId("note-back").addEventListener("click", () => goTo(store.get().lesson - 1));
  byId("undo").addEventListener("click", store.undo);
  byId("copy").addEventListener("click", copyLink);
  byId("present").addEventListener("click", () => present(!root.classList.contains("present")));
  byId("help").addEventListener("click", showKeys);
  byId("theme").addEventListener("click", () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    assign(byId("theme"), { "aria-pressed": String(!isDark) });
  });
};

/** @param {boolean} isOn */
const present = (isOn) => {
  root.classList.toggle("present", isOn);
  byId("present").textContent = isOn ? TEXT.exit : TEXT.present;
  assign(byId("present"), { "aria-pressed": String(isOn) });
  show();
};

const connectPanels = () => {
  const names = ["ladder", "curve", "steps", "notation", "corners", "downhill"];
  const buttons = names.map((name) => html("button", {
    id: `open-${name}`, "data-part": name, "aria-expanded": "false", "aria-controls": name === "curve" ? "over" : `p-${name}`,
    click: () => store.set(S.toggle(store.get(), name)),
  }, TEXT[name]));
  byId("more").replaceChildren(...buttons);
  byId("why").addEventListener("click", () => store.set(S.toggle(store.get(), "floats")));
  byId("zeros").addEventListener("click", () => {
    now.zeros += 1;
    show();
  });
  byId("walk").addEventListener("click", () => store.set(walk(store.get(), now.facts)));
  byId("walk-restart").addEventListener("click", () => {
    const state = store.get();
    store.set({ ...state, at: state.trail[0] ?? state.at, trail: [] });
  });
  byId("ledger").addEventListener("keydown", ledgerKey);
  byId("ledger").addEventListener("click", (/** @type {Event} */ event) => {
    const cell = event.target instanceof Element ? event.target.closest("[data-why]") : null;
    if (cell) openReceipt(/** @type {HTMLElement} */ (cell));
  });
};

const connectKeys = () => {
  const actions = {
    "[": () => steps.scale(-1),
    "]": () => steps.scale(1),
    p: () => store.set(S.togglePin(store.get())),
    r: () => store.set({ ...base, formula: store.get().formula }),
    "?": showKeys,
    undo: store.undo,
    redo: store.redo,
  };
  byId("explorer").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (!byId("dialog").open) keys.letterKey(event, actions, settings.letters);
  });
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && root.classList.contains("present")) present(false);
  });
};

/** Every string of the template, and what a teacher's link hides. */
const fillTemplate = () => {
  for (const element of all("[data-text]")) element.replaceChildren(...italics(TEXT[element.dataset.text]));
  for (const element of all("[data-label]")) element.setAttribute("aria-label", TEXT[element.dataset.label]);
  for (const element of all("[data-title]")) element.title = TEXT[element.dataset.title];
  byId("present").textContent = TEXT.present;
};
const hideParts = () => {
  const hidden = (new URLSearchParams(location.search).get("hide") ?? "").split(",");
  for (const element of all("[data-part]")) if (hidden.includes(element.dataset.part)) element.classList.add("hidden-part");
};

const begin = () => {
  const fallback = byId("dfda-static");
  if (fallback) fallback.hidden = true;
  byId("explorer").hidden = false;
  now.show = show;
  fillTemplate();
  connectTop();
  connectPoint();
  connectNudge();
  connectPanels();
  connectKeys();
  predict.connect();
  hideParts();
  show();
  if (missing) openFormula(missing);
  addEventListener("resize", show);
  addEventListener("hashchange", () => {
    const asked = S.fromHash(location.hash);
    const found = asked.formula && entryOf(asked.formula);
    if (asked.formula && !found) return openFormula(asked.formula);
    return store.set({ ...base, ...asked, formula: found ? found.text : store.get().formula });
  });
};
begin();
