/**
 * Fields that are typed into, points that are dragged or moved by keys, buttons that are held.
 */
import { abs } from "./numbers.js";
import { byId, complain, on } from "./dom.js";
import { looks, store } from "./model.js";
import { TEXT, local, say, typed } from "./strings.js";

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

/** Why a text is no number; it is quoted as it was typed.
 * @param {string} name  of the field @param {string} text */
export const faultOf = (name, text) => {
  const bare = text.trim();
  const told = { name, text: bare.length > 40 ? `${bare.slice(0, 39)}…` : bare, point: bare.replace(",", ".") };
  const isComma = /^[-−+]?\d+,\d+$/.test(bare);
  return say(bare ? "noNumber" : "empty", told) + (isComma ? say("writePoint", told) : local(TEXT.notNumber));
};

/** A typed number; a field that cannot be read says so and keeps the picture.
 * @param {string} id @param {string} name @param {(text: string) => void} accept */
export const listen = (id, name, accept) => {
  const field = byId(id);
  const read = () => {
    let told = "";
    try {
      accept(typed(field.value));
    } catch (error) {
      const isZero = /zero/.test(String(error));
      told = isZero ? local(TEXT.noWidth) : faultOf(name, field.value);
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

/** Follow the pointer from where it goes down until it is lifted. A finger that does not move across
 * may scroll the page: it is followed once it does, or is lifted where it was.
 * @param {string} id @param {(event: PointerEvent) => void} follow @param {string} [waiting]  the kind
 *   of pointer that may scroll */
export const drag = (id, follow, waiting = "touch") => {
  const target = byId(id);
  /** @type {PointerEvent | null} */
  let down = null;
  const start = () => {
    if (down) follow(down);
    down = null;
  };
  on(id, "pointerdown", (event) => {
    if (event.button) return;
    target.setPointerCapture(event.pointerId);
    looks.add("still");
    down = event;
    if (event.pointerType !== waiting) start();
  });
  on(id, "pointermove", (event) => {
    if (!target.hasPointerCapture(event.pointerId)) return;
    if (down && abs(event.clientX - down.clientX) <= abs(event.clientY - down.clientY)) return;
    start();
    follow(event);
  });
  on(id, "pointerup", start);
  on(id, "pointerup pointercancel", store.settle);
};

/** A finger that scrolls the page from a slider gives back what it changed. @param {string} ids */
export const giveBack = (ids) => {
  let before = store.get();
  on(ids, "pointerdown", () => {
    before = store.get();
  });
  on(ids, "pointercancel", () => {
    if (store.get() !== before) store.undo();
  });
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
