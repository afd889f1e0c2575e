/**
 * Fields that are typed into, points that are dragged, buttons that are held.
 */
import { assign, byId } from "./dom.js";
import { root, store } from "./model.js";
import { TEXT, typed } from "./strings.js";

const HOLD = 450;

/** A typed number; a field that cannot be read says so and keeps the picture.
 * @param {HTMLInputElement} field @param {(text: string) => void} accept */
export const listen = (field, accept) => {
  const read = () => {
    try {
      accept(typed(field.value));
      field.removeAttribute("aria-invalid");
      byId("error").textContent = "";
    } catch (error) {
      assign(field, { "aria-invalid": "true" });
      byId("error").textContent = error instanceof Error ? error.message : TEXT.notNumber;
    }
  };
  field.addEventListener("change", read);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    read();
    field.select();
  });
};

/** Follow the pointer from where it goes down until it is lifted.
 * @param {HTMLElement} target @param {(event: PointerEvent) => void} follow */
export const drag = (target, follow) => {
  target.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    target.setPointerCapture(event.pointerId);
    root.classList.add("still");
    follow(event);
  });
  target.addEventListener("pointermove", (event) => {
    if (target.hasPointerCapture(event.pointerId)) follow(event);
  });
  for (const name of ["pointerup", "pointercancel"]) target.addEventListener(name, store.settle);
};

/** Once for a press, and on and on while it is held. @param {HTMLElement} button @param {() => void} act */
export const held = (button, act) => {
  let timer = 0;
  const stop = () => clearInterval(timer);
  button.addEventListener("click", act);
  button.addEventListener("pointerdown", () => {
    timer = setInterval(act, HOLD);
  });
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(name, stop);
};
