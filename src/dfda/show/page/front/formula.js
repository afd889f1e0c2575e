/**
 * A typed formula: one of the baked functions, or Python's answer.
 *
 * @typedef {import("./state.js").State} State
 */
import { max } from "./numbers.js";
import { complain, put, span } from "./dom.js";
import { isStraight } from "./facts.js";
import { change, entryOf, now, store } from "./model.js";
import { DATA, TEXT, local, say } from "./strings.js";

/** Python's answer for a formula; the last good picture stays if there is none. @param {string} formula
 * @param {Partial<State>} [linked]  what a link asks for besides */
export const ask = async (formula, linked = {}) => {
  const { at, nudge } = { ...store.get(), ...linked };
  const request = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ formula, points: [at], nudge }),
  };
  const answer = await fetch("explain", request).then((response) => response.json()).catch(() => ({ error: {} }));
  const { text, variable, start, error } = answer;
  if (error) return showError(formula, error);
  DATA.functions = [...DATA.functions.filter((known) => known.text !== text), answer];
  clearError();
  const isBlank = start !== at;
  if (store.get().formula !== text) change({ pins: [], view: "one", trail: [], ...linked, formula: text, at: start });
  else if (!isBlank) now.show();
  if (isBlank) put("error", local(say("blank", { f: text, a: variable, at, place: start })));
};

/** What is wrong with a formula, and with which piece of it where that can be told. @param {string} formula
 * @param {{message?: string, start?: number | null, end?: number}} error */
const showError = (formula, { message = TEXT.unreachable, start = null, end = 0 }) => {
  complain("fn", message);
  const piece = start !== null && [formula.slice(0, start), span("piece", formula.slice(start, max(end, start + 1)) || " ")];
  put("mirror", ...(piece || []));
};
export const clearError = () => {
  complain("fn", "");
  put("mirror");
};

/** @param {string} text @param {Partial<State>} [linked]  what a link asks for besides */
export const openFormula = (text, linked) => {
  const found = entryOf(text);
  if (found) {
    clearError();
    const open = store.get().open.filter((name) => name !== "curve").concat(isStraight(found) ? [] : ["curve"]);
    change({ formula: found.text, open, view: "one", trail: [] });
  } else if (!text) showError("", { message: TEXT.noFormula });
  else if (DATA.live) ask(text, linked);
  else {
    const formula = text.slice(0, 60);
    showError(text, { message: say("notHere", { formula, quoted: JSON.stringify(formula) }) });
  }
};
