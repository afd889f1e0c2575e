/**
 * The question of a lesson: a guess that is typed or dragged, locked in, and then the triangle.
 *
 * @typedef {import("./lesson.js").Ask} Ask
 */
import { abs, max, min, round } from "./numbers.js";
import { NARROW, aria, byId, complain, enter, html, on, picture, place, put, span } from "./dom.js";
import { factorOf, tell } from "./explorer.js";
import { drag, faultOf, onSteps } from "./gestures.js";
import { feedback } from "./lesson.js";
import { STEEPEST, drawGuess, drawOne } from "./microscope.js";
import { change, hides, now, root } from "./model.js";
import { sentenceOf, showSentence, spoken, withheld } from "./sentence.js";
import { canonical, stepped, textOf } from "./state.js";
import { TEXT, local, magnified, say, short, typed } from "./strings.js";
import * as Q from "./rational.js";

/** @type {Ask} */
let asked = "slope";
/** @type {(y: number) => number} */
let slopeAt = () => 0;
/** @type {(by: number) => void} */
let turn;

/** The guess as a number, or null. @param {string} text */
const numberOf = (text) => Q.numberOf(typed(text));
/** The guess as a slope, whatever is asked. */
const guessed = () => {
  const guess = numberOf(now.state.guess || "0");
  return guess ? Q.nearestFloat(asked === "slope" ? guess : Q.divide(guess, now.facts.by)) : 0;
};

/** @param {string} guess */
const setGuess = (guess) => change({ guess, phase: "ask" }, "guess");
/** @param {number} slope  of a drag or a key, to a tenth */
const dragTo = (slope) => {
  const tenths = round(max(-STEEPEST, min(slope, STEEPEST)) * 10);
  const rounded = canonical(stepped("0", "0.1", String(tenths)));
  const guess = asked === "slope" ? rounded : textOf(Q.multiply(Q.exactNumber(rounded), now.facts.by));
  setGuess(guess);
  enter("guess", local(guess), true);
};

const lock = () => {
  const { value } = byId("guess");
  const guess = typed(value);
  const isRead = numberOf(guess);
  complain("guess", isRead ? "" : faultOf(TEXT.guess, value));
  if (!isRead) return;
  const { at, pins } = now.state;
  const isRight = feedback(now.facts, asked, guess).name === "right";
  if (isRight) change({ guess, phase: "right", pins: [...new Set([...pins, at])] });
  else change({ guess, phase: "locked" });
  if (isRight) byId("feedback").querySelector("button").focus();
};

/** @param {Ask} ask */
export const showQuestion = (ask) => {
  asked = ask;
  const { state, entry, facts, a } = now;
  const { phase, at, guess } = state;
  const isOpen = hides() !== "";
  root.dataset.phase = phase;
  const sentence = withheld(sentenceOf(entry, facts), hides());
  const question = isOpen ? TEXT.questions[ask] : TEXT.answers[phase];
  showSentence("ask-", sentence, facts);
  put("ask", question);
  tell(`${sentence} ${isOpen ? question : ""}`, isOpen);
  const hint = TEXT.hints[ask].split(/(height|width)/);
  put("hint", ...hint.map((/** @type {string} */ part, /** @type {number} */ index) => (index % 2 ? span("green", part) : part)));
  put("guess-label", ...spoken(say("guessAt", { what: TEXT[ask], a, at: short(at) })));
  enter("guess", local(guess), !isOpen);
  showFeedback();
  showPicture(isOpen, local(sentence));
};

const showFeedback = () => {
  const { state, facts } = now;
  const { phase, guess } = state;
  const isShown = phase === "shown";
  const { bold, words } = feedback(facts, asked, isShown ? (facts.exact?.[asked].text ?? "0") : guess || "0");
  const button = (/** @type {string} */ text, /** @type {() => void} */ click, look = "") => html("button", { class: look, click }, text);
  const again = () => {
    change({ phase: "ask" });
    byId("guess").select();
  };
  const reveal = () => {
    change({ phase: "shown" });
    byId("feedback").querySelector("button").focus();
  };
  const acts = phase === "locked" ? [button(TEXT.again, again), button(TEXT.show, reveal)] : [button(TEXT.next, () => turn(1), "primary")];
  const told = (phase === "right" ? TEXT.yes : "") + bold;
  put("feedback", ...(phase === "ask" ? [] : [html("b", {}, local(told)), ` ${local(words)}`, html("div", { class: "acts" }, ...acts)]));
};

/** @param {boolean} isOpen @param {string} sentence */
const showPicture = (isOpen, sentence) => {
  const { entry, facts, state } = now;
  const { clientWidth: width, clientHeight: height } = byId("ask-plot");
  const factor = factorOf(facts);
  put("ask-cap", isOpen ? local(say("hidden", { factor })) : magnified(factor, 0, TEXT.theOverview));
  aria("ask-scope", { label: isOpen ? TEXT.guessPicture : sentence });
  const [slope, guess] = [guessed(), state.guess];
  const isWide = width >= NARROW;
  const flat = isWide && abs(slope) < 0.05 ? TEXT.almostFlat : "";
  const words = guess && `${isWide ? TEXT.yourGuess : TEXT.guess} ${short(guess, 6)}${flat}`;
  picture("ask-scope", width, height, (sheet) => {
    if (!isOpen) return void drawOne(sheet, entry, facts, width, height);
    const drawn = drawGuess(sheet, entry, facts, width, height, slope, words);
    ({ slopeAt } = drawn);
    return place("guess-tip", ...drawn.tip);
  });
  const valuetext = `${TEXT[asked]} ${local((guess || "0").replace("-", TEXT.minus))}`;
  aria("guess-tip", { label: TEXT.tip, valuenow: slope, valuemin: -STEEPEST, valuemax: STEEPEST, valuetext });
};

/** @param {(by: number) => void} next  goes on in the lesson */
export const connectQuestion = (next) => {
  turn = next;
  on("guess-form", "submit", (event) => {
    event.preventDefault();
    lock();
  });
  on("guess", "input", ({ target }) => {
    complain("guess", "");
    if (numberOf(target.value)) setGuess(typed(target.value));
  });
  drag("guess-tip", ({ type, clientY }) => {
    if (type === "pointermove") dragTo(slopeAt(clientY - byId("ask-plot").getBoundingClientRect().top));
  }, "");
  onSteps("guess-tip", (by, { shiftKey }) => {
    const size = abs(by) > 1 ? by / 5 : by / 2;
    dragTo(guessed() + (shiftKey ? size / 5 : size));
  });
};
