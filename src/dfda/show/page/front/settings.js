/**
 * How the reader likes the page: as it was left, where the browser lets a page remember anything.
 *
 * @typedef {{letters: boolean, comma?: boolean, large?: boolean, word?: boolean, theme?: string}} Settings  no
 *   theme is the system's
 */

/** @returns {any}  some of the settings */
const kept = () => {
  try {
    return JSON.parse(localStorage.dfda);
  } catch {
    // nothing yet, or a sandboxed frame without a memory of its own
  }
};

/** @type {Settings} */
export const settings = { letters: true, ...kept() };

/** @template {keyof Settings} Name @param {Name} name @param {Settings[Name]} value */
export const keep = (name, value) => {
  Object.assign(settings, kept(), { [name]: value });
  try {
    localStorage.dfda = JSON.stringify(settings);
  } catch {
    // it lasts as long as the page does
  }
};
