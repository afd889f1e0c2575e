/**
 * The question of a lesson: a guess that is typed or dragged, locked in, and then the triangle.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./state.js").State} State
 * @typedef {"slope" | "height"} Ask
 */
import { assign, byId, html } from "./dom.js";
import { answerOf, feedback } from "./lesson.js";
import { drawGuess, drawOne, spokenNumber } from "./microscope.js";
import { assignBox } from "./overview.js";
import { showSentence, spoken } from "./sentence.js";
import { textOf, canonical, stepped } from "./state.js";
import { TEXT, local, magnified, short, typed } from "./strings.js";
import * as Q from "./rational.js";

/** @param {ReturnType<typeof import("./state.js").createStore>} store
 * @param {{sentence: () => string, facts: () => Facts, entry: () => Entry, next: (by: number) => void}} page */
export const question = (store, page) => {
  /** @type {(y: number) => number} */
  let slopeAt = () => 0;
  /** @type {Ask} */
  let asked = "slope";

  /** The guess as a number, or null. @param {string} text */
  const numberOf = (text) => {
    try {
      return Q.exactNumber(typed(text));
    } catch {
      return null;
    }
  };
  /** @param {Facts} facts @param {string} text  as a slope, whatever is asked */
  const slopeOf = ({ by }, text) => {
    const guess = numberOf(text);
    return guess ? Q.nearestFloat(asked === "slope" ? guess : Q.divide(guess, by)) : 0;
  };

  /** @param {string} guess @param {string} [merge] */
  const setGuess = (guess, merge = "guess") => store.set({ ...store.get(), guess, phase: "ask" }, merge);
  /** @param {number} slope  of a drag or a key, to a tenth */
  const dragTo = (slope) => {
    const rounded = tenths(slope);
    const { by } = page.facts();
    const guess = asked === "slope" ? rounded : textOf(Q.multiply(Q.exactNumber(rounded), by));
    setGuess(guess);
    byId("guess").value = local(guess);
  };

  const lock = () => {
    const text = typed(byId("guess").value);
    if (!numberOf(text)) return;
    const state = store.get();
    const { name } = feedback(page.facts(), asked, text);
    const right = { ...state, guess: text, phase: /** @type {const} */ ("right"), pins: [...new Set([...state.pins, state.at])] };
    store.set(name === "right" ? right : { ...state, guess: text, phase: "locked" });
    const target = byId("feedback").querySelector("button");
    if (name === "right" && target) target.focus();
  };

  /** @param {State} state @param {Facts} facts @param {Ask} ask */
  const show = (state, facts, ask) => {
    asked = ask;
    const isOpen = state.phase === "ask" || state.phase === "locked";
    const sentence = page.sentence();
    const [lead, punch] = [byId("ask-lead"), byId("ask-punch")];
    showSentence(lead, punch, isOpen ? hiddenSentence(sentence) : sentence, facts);
    if (isOpen) lead.append(TEXT.appears);
    punch.hidden = isOpen;
    const titles = { right: TEXT.right1, shown: TEXT.shown };
    byId("ask").textContent = isOpen ? (ask === "slope" ? TEXT.guess : TEXT.guessHeight) : titles[/** @type {"right"} */ (state.phase)];
    byId("hint").replaceChildren(...greened(ask === "slope" ? TEXT.hint : TEXT.hintHeight));
    byId("hint").hidden = !isOpen;
    byId("guess-form").hidden = !isOpen;
    byId("guess-label").replaceChildren(...spoken(`${TEXT[ask]} at ${page.entry().explanation.function.variable} = ${short(state.at)}`, () => "plain"));
    if (document.activeElement !== byId("guess") || !isOpen) byId("guess").value = local(state.guess);
    showFeedback(state, facts);
    drawQuestion(state, facts, isOpen);
  };

  /** @param {State} state @param {Facts} facts */
  const showFeedback = ({ phase, guess }, facts) => {
    const place = byId("feedback");
    place.hidden = phase === "ask";
    if (phase === "ask") return place.replaceChildren();
    const answer = answerOf(facts, asked)?.text ?? "";
    const { bold, words } = feedback(facts, asked, phase === "shown" ? answer : guess);
    const button = (/** @type {string} */ text, /** @type {() => void} */ click, look = "") => html("button", { class: look, click }, text);
    const acts = phase === "locked" ? [button(TEXT.again, again), button(TEXT.show, reveal)] : [button(TEXT.next, () => page.next(1), "primary")];
    return place.replaceChildren(html("b", {}, local(phase === "shown" ? bold.replace(/^Yes: /, "") : bold)), ` ${local(words)}`, html("div", { class: "acts" }, ...acts));
  };

  const again = () => {
    store.set({ ...store.get(), phase: "ask" });
    byId("guess").select();
  };
  const reveal = () => {
    store.set({ ...store.get(), phase: "shown" });
    byId("feedback").querySelector("button")?.focus();
  };

  /** @param {State} state @param {Facts} facts @param {boolean} isOpen */
  const drawQuestion = (state, facts, isOpen) => {
    const plot = byId("ask-plot");
    const svg = byId("ask-scope");
    const size = { width: plot.clientWidth, height: plot.clientHeight };
    assignBox(svg, size.width, size.height);
    byId("guess-tip").hidden = !isOpen;
    const factor = short(Q.cell(Q.absolute(Q.divide(Q.fraction(1n), facts.by))).text, { digits: 4 });
    const caption = magnified(factor, 0, "overview");
    byId("ask-cap").textContent = isOpen ? `${caption.split(",")[0]}, ${TEXT.hidden}` : caption;
    if (!isOpen) {
      drawOne(svg, page.entry(), facts, { ...size, floats: false, limit: false });
      return assign(svg, { "aria-label": local(page.sentence()) });
    }
    const guess = state.guess || "0";
    const slope = slopeOf(facts, guess);
    const flat = Math.abs(slope) < 0.05 && size.width >= 420 ? ", almost flat" : "";
    const words = state.guess ? `${size.width < 420 ? "guess" : "your guess"} ${short(guess, { digits: 6 })}${flat}` : "";
    const drawn = drawGuess(svg, page.entry(), facts, slope, size, words);
    ({ slopeAt } = drawn);
    const tip = byId("guess-tip");
    tip.style.transform = `translate(${drawn.tip[0]}px, ${drawn.tip[1]}px)`;
    assign(tip, { "aria-label": TEXT.tip, "aria-valuenow": slope, "aria-valuemin": -12, "aria-valuemax": 12, "aria-valuetext": `${TEXT[asked]} ${spokenNumber(guess)}` });
    return assign(svg, { "aria-label": TEXT.guessPicture });
  };

  const connect = () => {
    byId("guess-form").addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      lock();
    });
    byId("guess").addEventListener("input", () => {
      if (numberOf(byId("guess").value)) setGuess(typed(byId("guess").value));
    });
    const tip = byId("guess-tip");
    const follow = (/** @type {PointerEvent} */ event) => dragTo(slopeAt(event.clientY - byId("ask-plot").getBoundingClientRect().top));
    tip.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => tip.setPointerCapture(event.pointerId));
    tip.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      if (tip.hasPointerCapture(event.pointerId)) follow(event);
    });
    tip.addEventListener("pointerup", store.settle);
    tip.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      const by = { ArrowUp: 0.5, ArrowRight: 0.5, ArrowDown: -0.5, ArrowLeft: -0.5, PageUp: 2, PageDown: -2 }[event.key];
      if (!by) return;
      event.preventDefault();
      dragTo(slopeOf(page.facts(), store.get().guess || "0") + (event.shiftKey ? by / 5 : by));
    });
  };
  return { show, connect };
};

/** @param {number} slope */
const tenths = (slope) => canonical(stepped("0", "0.1", String(Math.round(Math.max(-12, Math.min(slope, 12)) * 10))));

/** The sentence up to where it would tell too much. @param {string} sentence */
const hiddenSentence = (sentence) => sentence.replace(/: .*$/, ": ");

/** @param {string} words */
const greened = (words) =>
  words.split(/(height|width)/).map((part, index) => (index % 2 ? html("span", { class: "green" }, part) : part));
