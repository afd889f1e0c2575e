/**
 * The page: what is shown of it, and what the reader does.
 */
import { abs, ceil, floor, isFinite, max, min, round, signOf } from "./numbers.js";
import { all, aria, byId, enter, html, italics, measureType, on, put, span } from "./dom.js";
import { copyLink, ledgerKey, openReceipt, showKeys } from "./dialogs.js";
import { nextStep } from "./downhill.js";
import { nextView, showExplorer, tell } from "./explorer.js";
import { ask, clearError, openFormula } from "./formula.js";
import { drag, giveBack, held, listen, onSteps } from "./gestures.js";
import { asks, base, change, hides, isLesson, later, lessonAt, looks, moveTo, now, refresh, root, setNudge, setPower, slideTo, stateFor, store } from "./model.js";
import { connectQuestion, showQuestion } from "./predict.js";
import { spoken } from "./sentence.js";
import { keep, settings } from "./settings.js";
import * as S from "./state.js";
import { DATA, LESSON, TEXT, filled, local, minus, say, short, typed } from "./strings.js";

/** Where the plots are; read before anything is written, and only when it can have changed. */
const measure = () => {
  measureType();
  const [stage, over, scope] = ["stage", "over-plot", "scope-plot"].map((id) => byId(id).getBoundingClientRect());
  now.layout = { stage, over, scope };
};

let [told, measuredFor] = ["", ""];
/** The triangle draws itself when it is new: at first, at a reveal and for a pin; never in a drag. */
const animate = () => {
  const { phase, pins, formula } = now.state;
  const key = `${phase} ${pins.length} ${formula}`;
  if (key === told) return;
  told = key;
  looks.remove("still");
  looks.add("moving");
  setTimeout(() => looks.remove("moving"), 1000);
};

/** Everything again, from the state alone. */
const show = () => {
  refresh();
  animate();
  const asked = asks();
  root.dataset.mode = asked ? "ask" : isLesson() ? "note" : "free";
  root.dataset.hides = hides();
  root.dataset.theme = settings.theme ?? "";
  aria("theme", { pressed: settings.theme ? settings.theme === "dark" : system.matches });
  looks.toggle("large", !!settings.large);
  looks.toggle("floats-open", now.state.open.includes("floats"));
  root.dataset.pins = String(now.state.pins.length);
  const shape = `${[innerWidth, innerHeight, root.className, ...Object.values(root.dataset)]}`;
  if (shape !== measuredFor) measure();
  measuredFor = shape;
  showTop();
  if (asked) showQuestion(asked);
  else {
    enter("guess", "", true);
    showExplorer();
  }
  if ((!now.facts.exact || now.facts.isOpen) && DATA.live) later("ask", () => ask(now.state.formula));
};

/** The formula as it is shown. */
const shownFormula = () => local(now.entry.pretty);
/** Whose formula stands in the field. @type {unknown} */
let written;
const showTop = () => {
  const { state, entry, facts, name, a } = now;
  const title = local(entry.title);
  put("fn-label", ...italics(`${name}(${a}) =`));
  if (entry !== written) clearError();
  if (!byId("fn").hasAttribute("aria-invalid")) enter("fn", shownFormula());
  written = entry;
  for (const button of byId("presets").children) button.ariaPressed = button.dataset.formula === entry.text;
  put("lesson-button", isLesson() ? TEXT.leave : TEXT.lesson);
  byId("undo").disabled = !store.canUndo();
  if (isLesson()) showLesson();
  put("heading", title);
  const slope = facts.exact && !hides() ? say("slopeAt", { slope: TEXT.slope, value: short(facts.exact.slope.text), at: minus(state.at) }) : "";
  later("hash", () => {
    document.title = title + slope;
    if (now.waits) return;
    try {
      history.replaceState(null, "", S.toHash(state));
    } catch {
      // a sandboxed frame without an address of its own
    }
  });
};

const showLesson = () => {
  const { lesson } = now.state;
  const count = LESSON.length;
  const { title, everywhere } = now.entry;
  put("dots", ...LESSON.map((_, index) => html("li", { class: ["now", "done"][signOf(lesson - index - 1)] ?? "" })));
  put("lesson-step", say("stepOf", { step: lesson, count }));
  put("note-words", ...spoken(filled(LESSON[lesson - 1].words ?? "", { f: title, verdict: everywhere })));
  byId("note-back").hidden = lesson === 1;
  put("note-next", lesson === count ? TEXT.finish : TEXT.next);
};

/** @param {number} lesson */
const goTo = (lesson) => {
  store.set(lessonAt(store.get(), lesson));
  byId(asks() ? "guess" : isLesson() ? "note-next" : "lesson-button").focus();
};
/** @param {number} by */
const turn = (by) => goTo(store.get().lesson + by);

/** @param {PointerEvent} event */
const followPoint = ({ clientX, altKey }) => {
  const { left, right } = now.window;
  const x = now.picture.at(clientX - byId("over-plot").getBoundingClientRect().left);
  slideTo(max(left, min(x, right)), altKey);
};

const PIXELS_PER_POWER = 48;
let origin = { x: 0, nudge: "" };
/** @param {PointerEvent} event */
const followTip = ({ type, clientX }) => {
  if (type === "pointerdown") origin = { x: clientX, nudge: now.state.nudge };
  const wide = S.powerOf(origin.nudge);
  const most = min(round((now.facts.sign * (clientX - origin.x)) / PIXELS_PER_POWER), max(0, floor(wide)));
  setNudge(S.scaled(origin.nudge, max(most, min(0, ceil(wide - S.SMALLEST_POWER)))), "nudge");
};

/** @param {number} power */
const scale = (power) => setNudge(S.scaled(store.get().nudge, power));
const togglePin = () => {
  if (S.isFull(store.get())) tell(TEXT.full);
  store.set(S.togglePin(store.get()));
};
const shrink = () => scale(-1);

const connectControls = () => {
  let isFree = false;
  on("a", "pointermove", ({ altKey }) => {
    isFree = altKey;
  });
  on("a", "input", () => {
    looks.add("still");
    slideTo(Number(byId("a").value), isFree);
  });
  on("h", "input", () => {
    looks.add("still");
    setPower(round(byId("h").value), "nudge");
  });
  on("a h", "change", store.settle);
  giveBack("a h");
  onSteps("a dot", (by, { shiftKey }) => {
    if (isFinite(by)) moveTo(S.stepped(now.state.at, now.entry.step, String(shiftKey && abs(by) < 2 ? by / 10 : by)));
    else moveTo(String(by < 0 ? now.window.left : now.window.right));
  });
  onSteps("h tip", (by, { key }) => {
    if (!isFinite(by)) setPower(by < 0 ? 0 : S.SMALLEST_POWER);
    else scale(/t$/.test(key) ? -by : max(-3, min(by, 3)));
  });
  drag("over-plot", followPoint);
  drag("tip", followTip);
  listen("a-text", TEXT.point, moveTo);
  listen("h-text", TEXT.nudge, (text) => setNudge(text.replace(/ \(.*/, "")));
  held("shrink", shrink);
};

/** @param {boolean} isOn */
const present = (isOn) => {
  looks.toggle("present", isOn);
  aria("present", { pressed: isOn });
  put("present", isOn ? TEXT.exit : TEXT.present);
  show();
};

const system = matchMedia("(prefers-color-scheme:dark)");

/** @param {string} panel */
const toggle = (panel) => store.set(S.toggle(now.state, panel));

/** What each button does. @type {Record<string, () => void>} */
const CLICKS = {
  "lesson-button": () => goTo(isLesson() ? 0 : 1),
  "note-next": () => turn(1),
  "note-back": () => turn(-1),
  "ask-back": () => turn(-1),
  undo: store.undo,
  copy: copyLink,
  present: () => present(!looks.contains("present")),
  help: showKeys,
  theme: () => {
    keep("theme", settings.theme ? "" : system.matches ? "light" : "dark");
    show();
  },
  pin: togglePin,
  sign: () => setNudge(S.flipped(now.state.nudge)),
  limit: () => change({ view: now.state.view === "limit" ? "one" : "limit" }),
  view: () => change({ view: nextView(now.state.view) }),
  why: () => toggle("floats"),
  zeros: () => {
    now.zeros += 1;
    show();
  },
  walk: () => {
    const { at, trail } = now.state;
    const { to } = nextStep(now.facts, trail.length);
    if (to) change({ at: to, view: "one", trail: [...trail, at] });
  },
  "walk-restart": () => change({ at: now.state.trail[0], trail: [] }),
};

const connectTop = () => {
  const field = byId("fn");
  on("fn-form", "submit", (event) => {
    event.preventDefault();
    openFormula(typed(field.value));
  });
  on("fn", "focus", () => {
    if (field.value !== shownFormula()) return;
    field.value = local(now.entry.text);
    field.select();
  });
  on("fn", "input", clearError);
  on("fn", "blur", showTop);
  put("presets", ...DATA.functions.map(({ text, pretty }) =>
    html("button", { "data-formula": text, click: () => openFormula(text) }, span("", ...italics(pretty)))));
  for (const name of S.PANELS) CLICKS[`open-${name}`] = () => toggle(name);
  for (const [id, act] of Object.entries(CLICKS)) on(id, "click", act);
  on("ledger", "keydown", ledgerKey);
  on("ledger", "click", ({ target }) => {
    const cell = target.closest("[data-why]");
    if (cell) openReceipt(cell);
  });
};

/** @type {Record<string, () => void>} */
const LETTERS = {
  "[": shrink,
  "]": () => scale(1),
  p: togglePin,
  r: () => store.set({ ...base, formula: now.state.formula }),
  "?": showKeys,
};
/** @type {Record<string, () => void>} */
const COMMANDS = { z: store.undo, Z: store.redo, y: store.redo };

/** Letters and Ctrl+Z anywhere in the explorer, but not where something is typed.
 * @param {KeyboardEvent & {target: Element}} event */
const letterKey = (event) => {
  const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
  const isTyping = target.matches("input:not([type])");
  const letter = shiftKey ? key.toUpperCase() : key; // some systems say z for Ctrl+Shift+Z
  const action = ctrlKey || metaKey ? COMMANDS[letter] : settings.letters && LETTERS[key];
  if (!action || isTyping || altKey || byId("dialog").open) return;
  event.preventDefault();
  action();
};

/** What a teacher's link hides. */
const hideParts = () => {
  const hidden = (new URLSearchParams(location.search).get("hide") ?? "").split(",");
  for (const element of all("[data-part]")) element.classList.toggle("hidden-part", hidden.includes(element.dataset.part));
};

/** What a link asks for once the page is there. The address may be the page's own again by now.
 * @param {{newURL: string}} event */
const follow = ({ newURL }) => {
  const asked = S.fromHash((newURL || location.href).replace(/^[^#]*/, ""));
  const state = stateFor(asked, now.entry.text);
  if (state) store.set(state);
  else {
    now.waits = true;
    openFormula(asked.formula ?? "", { ...base, ...asked });
  }
};

const begin = () => {
  now.show = show;
  byId("explorer").hidden = false;
  connectTop();
  connectControls();
  connectQuestion(turn);
  hideParts();
  on("explorer", "keydown", letterKey);
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && looks.contains("present")) present(false);
  });
  system.onchange = show;
  show();
  follow({ newURL: "" });
  addEventListener("resize", show);
  addEventListener("hashchange", follow);
};
begin();
