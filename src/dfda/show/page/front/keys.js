/**
 * The keyboard: arrows on the two points and sliders, and single letters while the explorer has
 * the focus.
 *
 * @typedef {{move: (times: string) => void, end: (side: "left" | "right") => void,
 *   scale: (power: number) => void, extreme: (side: "left" | "right") => void}} Steps
 */

/** @type {Record<string, number>} */
const ARROWS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
/** @type {Record<string, number>} */
const PAGES = { PageUp: 10, PageDown: -10 };

/** Keys on the point: one step, a tenth of it with Shift, ten with Page Up and Page Down.
 * @param {KeyboardEvent} event @param {Pick<Steps, "move" | "end">} steps */
export const pointKey = (event, { move, end }) => {
  const { key, shiftKey } = event;
  if (key in ARROWS) move(`${ARROWS[key] < 0 ? "-" : ""}${shiftKey ? "0.1" : "1"}`);
  else if (key in PAGES) move(String(PAGES[key]));
  else if (key === "Home" || key === "End") end(key === "Home" ? "left" : "right");
  else return;
  event.preventDefault();
};

/** Keys on the nudge: smaller to the right, as on its slider.
 * @param {KeyboardEvent} event @param {Pick<Steps, "scale" | "extreme">} steps */
export const nudgeKey = (event, { scale, extreme }) => {
  const { key } = event;
  if (key in ARROWS) scale(key === "ArrowRight" || key === "ArrowDown" ? -1 : 1);
  else if (key in PAGES) scale(key === "PageDown" ? -3 : 3);
  else if (key === "Home" || key === "End") extreme(key === "Home" ? "left" : "right");
  else return;
  event.preventDefault();
};

/** @param {EventTarget | null} target */
export const isTyping = (target) =>
  target instanceof HTMLInputElement && target.type !== "range" && target.type !== "checkbox";

/** Letters and Ctrl+Z anywhere in the explorer. @param {KeyboardEvent} event
 * @param {Record<string, () => void>} actions @param {boolean} isOn  whether letters work */
export const letterKey = (event, actions, isOn) => {
  const { key, target } = event;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isTyping(target) || event.altKey) return;
  const name = isCommand ? `${event.shiftKey ? "Shift+" : ""}${key.toLowerCase()}` : key;
  const action = isCommand ? { z: actions.undo, "Shift+z": actions.redo, y: actions.redo }[name] : isOn && actions[name];
  if (!action || name === "undo" || name === "redo") return;
  event.preventDefault();
  action();
};
