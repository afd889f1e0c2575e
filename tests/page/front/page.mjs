/** A page of one function for modules that read the page's data; to be imported before them. */
import { readFileSync } from "node:fs";

const path = new URL("../../../src/dfda/show/page/strings.json", import.meta.url);
export const strings = JSON.parse(readFileSync(path, "utf8"));
globalThis.document = { getElementById: () => ({ textContent: JSON.stringify({ strings }) }) };
