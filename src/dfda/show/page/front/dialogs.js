/**
 * Keys and settings, the link, and why a number is what it is.
 */
import { byId, html, put } from "./dom.js";
import { now, store } from "./model.js";
import { receipt } from "./panels.js";
import { keep, settings } from "./settings.js";
import { toHash } from "./state.js";
import { TEXT } from "./strings.js";

export const copyLink = async () => {
  // a page inside another one's text has no address of its own: what is put behind one is all
  const link = location.href.replace(/#.*|^about:srcdoc/g, "") + toHash(store.get());
  try {
    await navigator.clipboard.writeText(link);
    put("copy", TEXT.copied);
    put("live", TEXT.copied);
    setTimeout(() => put("copy", TEXT.copy), 2000);
  } catch {
    openDialog(html("h2", {}, TEXT.copy), html("pre", { tabindex: 0 }, link));
  }
};

/** @param {import("./dom.js").Children} parts */
const openDialog = (...parts) => {
  put("dialog-body", ...parts);
  if (!byId("dialog").open) byId("dialog").showModal();
};

export const showKeys = () => {
  const list = TEXT.keyList.flatMap((/** @type {string[]} */ [key, words]) => [html("dt", {}, html("kbd", {}, key)), html("dd", {}, words)]);
  const switches = /** @type {["letters", string][]} */ (Object.entries(TEXT.settings)).map(([name, words]) => {
    const change = (/** @type {any} */ { target }) => {
      keep(name, target.checked);
      now.show();
    };
    const state = settings[name] ? { checked: "" } : { class: "off" }; // another class, another piece
    return html("label", { class: "switch" }, html("input", { type: "checkbox", change, ...state }), words);
  });
  const copy = html("button", { class: "btn", click: copyLink }, TEXT.copy);
  openDialog(html("h2", {}, TEXT.keys), html("dl", { class: "keys" }, ...list), html("div", { class: "switches" }, ...switches), copy);
};

/** @param {HTMLElement} cell */
export const openReceipt = (cell) => openDialog(html("div", {}, ...receipt(now.entry, now.facts, store.get(), cell.dataset.why ?? "")));

/** One tab stop for all cells of the ledger; arrows go from cell to cell.
 * @param {KeyboardEvent} event */
export const ledgerKey = (event) => {
  const { key, target } = event;
  const ledger = byId("ledger");
  const cells = [...ledger.querySelectorAll("[data-why]")];
  const here = cells.indexOf(target);
  const isAsked = key === "Enter" || key === "?";
  const wide = ledger.classList.contains("open") ? 3 : 1;
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide }[key];
  if (here < 0 || !(by || isAsked)) return;
  event.preventDefault();
  event.stopPropagation();
  if (isAsked) openReceipt(cells[here]);
  const next = by && cells[here + by];
  if (!next) return;
  cells[here].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
};
