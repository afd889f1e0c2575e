/**
 * Fields that are typed into, points that are dragged or moved by keys, buttons that are held.
 */
import { aria, byId, on, put } from "./dom.js";
import { looks, store } from "./model.js";
import { typed } from "./strings.js";

const HOLD = 450;
/** @type {Record<string, number>} */
const FAR = {
  ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity,
};

/** Arrows go one step, Page Up and Page Down ten, Home and End to the ends.
 * @param {string} ids @param {(by: number, event: KeyboardEvent) => void} act */
export const onSteps = (ids, act) =>
  on(ids, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const by = FAR[event.key];
    if (!by) return;
    event.preventDefault();
    act(by, event);
  });

/** Whether a field could be read, and the sentence about that. @param {string} id
 * @param {string} told  nothing if it could */
export const complain = (id, told) => {
  if (told) aria(id, { invalid: true });
  else byId(id).removeAttribute("aria-invalid");
  put("error");
  if (told) put("error", told); // anew, so that it is read again
};

/** A typed number; a field that cannot be read says so and keeps the picture.
 * @param {string} id @param {(text: string) => void} accept */
export const listen = (id, accept) => {
  const field = byId(id);
  const read = () => {
    let told = "";
    try {
      accept(typed(field.value));
    } catch (error) {
      told = /** @type {Error} */ (error).message;
    }
    complain(id, told);
  };
  on(id, "change", read);
  on(id, "keydown", ({ key }) => {
    if (key !== "Enter") return;
    read();
    field.select();
  });
};

/** Follow the pointer from where it goes down until it is lifted.
 * @param {string} id @param {(event: PointerEvent) => void} follow */
export const drag = (id, follow) => {
  const target = byId(id);
  on(id, "pointerdown", (event) => {
    if (event.button) return;
    target.setPointerCapture(event.pointerId);
    looks.add("still");
    follow(event);
  });
  on(id, "pointermove", (event) => {
    if (target.hasPointerCapture(event.pointerId)) follow(event);
  });
  on(id, "pointerup pointercancel", store.settle);
};

/** Once for a press, and on and on while it is held. @param {string} id @param {() => void} act */
export const held = (id, act) => {
  let timer = 0;
  on(id, "click", act);
  on(id, "pointerdown", () => {
    timer = setInterval(act, HOLD);
  });
  on(id, "pointerup pointerleave pointercancel", () => clearInterval(timer));
};
