/**
 * A typed formula: one of the baked functions, or Python's answer.
 */
import { assign, byId, html } from "./dom.js";
import { DATA, entryOf, now, store } from "./model.js";
import { TEXT } from "./strings.js";

/** Python's answer for a formula; the last good picture stays if there is none.
 * @param {string} formula @param {string[]} points @param {string} nudge */
export const ask = async (formula, points, nudge) => {
  try {
    const response = await fetch("explain", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ formula, points, nudge }),
    });
    const answer = await response.json();
    if (!response.ok) return showError(formula, answer.error ?? { message: TEXT.unreachable });
    const place = DATA.functions.findIndex(({ text }) => text === answer.text);
    if (place >= 0) DATA.functions[place] = answer;
    else DATA.functions.push(answer);
    clearError();
    const state = store.get();
    const isSame = state.formula === answer.text;
    return isSame ? now.show() : store.set({ ...state, formula: answer.text, pins: [], view: "one", trail: [] });
  } catch {
    return showError(formula, { message: TEXT.unreachable });
  }
};

/** @param {string} formula @param {{message: string, start?: number, end?: number}} error */
const showError = (formula, { message, start: from, end = (from ?? 0) + 1 }) => {
  assign(byId("fn"), { "aria-invalid": "true" });
  byId("error").textContent = message.replace(/\n\s*/g, "; ");
  const piece = html("span", { class: "piece" }, formula.slice(from, Math.max(end, (from ?? 0) + 1)) || " ");
  byId("mirror").replaceChildren(...(from === undefined ? [] : [formula.slice(0, from), piece]));
};
export const clearError = () => {
  byId("fn").removeAttribute("aria-invalid");
  byId("error").textContent = "";
  byId("mirror").replaceChildren();
};

/** @param {string} text */
export const openFormula = (text) => {
  const found = entryOf(text);
  if (found) {
    clearError();
    const state = store.get();
    const isStraight = found.explanation.everywhere.verdict === "proved";
    const open = state.open.filter((name) => name !== "curve").concat(isStraight ? [] : ["curve"]);
    return store.set({ ...state, formula: found.text, open, view: "one", trail: [] });
  }
  if (DATA.live) return void ask(text, [store.get().at], store.get().nudge);
  return showError(text, notHere(text));
};
/** @param {string} text */
const notHere = (text) => ({
  message: `This file does not hold ${text.slice(0, 60)}; open it with: dfda explore ${JSON.stringify(text.slice(0, 60))}`,
});
