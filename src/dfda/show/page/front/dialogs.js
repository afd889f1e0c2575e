/**
 * Keys and settings, the link, and why a number is what it is.
 */
import { byId, html } from "./dom.js";
import { now, root, settings, store } from "./model.js";
import { receipt, showReceipt } from "./panels.js";
import { toHash } from "./state.js";
import { KEYS, TEXT, useComma } from "./strings.js";

export const copyLink = async () => {
  const link = location.href.replace(/#.*/, "") + toHash(store.get());
  try {
    await navigator.clipboard.writeText(link);
    byId("copy").textContent = byId("live").textContent = TEXT.copied;
    setTimeout(() => (byId("copy").textContent = TEXT.copy), 2000);
  } catch {
    openDialog(html("h2", {}, TEXT.copy), html("pre", { tabindex: 0 }, link));
  }
};

/** @param {Node[]} parts */
const openDialog = (...parts) => {
  byId("dialog-body").replaceChildren(...parts);
  if (!byId("dialog").open) byId("dialog").showModal();
};

export const showKeys = () => {
  const list = KEYS.flatMap(([key, words]) => [html("dt", {}, html("kbd", {}, key)), html("dd", {}, words)]);
  const switches = /** @type {(keyof typeof settings)[]} */ (Object.keys(settings)).map((name) => {
    const box = /** @type {HTMLInputElement} */ (html("input", { type: "checkbox" }));
    box.checked = settings[name];
    box.addEventListener("change", () => {
      settings[name] = box.checked;
      applySettings();
    });
    return html("label", { class: "switch" }, box, TEXT[name]);
  });
  const copy = html("button", { class: "btn", click: copyLink }, TEXT.copy);
  openDialog(html("h2", {}, TEXT.keys), html("dl", { class: "keys" }, ...list), html("div", { class: "switches" }, ...switches), copy);
};

const applySettings = () => {
  useComma(settings.comma);
  root.classList.toggle("large", settings.large);
  now.show();
};

/** @param {HTMLElement} cell */
export const openReceipt = (cell) => {
  const [kind, row] = (cell.dataset.why ?? "").split(" ");
  const body = html("div");
  showReceipt(/** @type {HTMLElement} */ (body), receipt(now.entry, now.facts, store.get(), kind, row), now.facts);
  openDialog(body);
};

/** One tab stop for all cells of the ledger; arrows go from cell to cell.
 * @param {KeyboardEvent} event */
export const ledgerKey = (event) => {
  const cells = [...byId("ledger").querySelectorAll("[data-why]")];
  const here = cells.indexOf(/** @type {any} */ (event.target));
  if (here < 0) return;
  if (event.key === "Enter" || event.key === "?") openReceipt(cells[here]);
  const wide = byId("ledger").classList.contains("open") ? 3 : 1;
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide }[event.key];
  const next = by ? cells[here + by] : null;
  if (next) {
    cells[here].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
  if (by || event.key === "Enter" || event.key === "?") {
    event.preventDefault();
    event.stopPropagation();
  }
};
