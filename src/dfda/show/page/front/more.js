/**
 * Which panels are open, and what is in them.
 *
 * @typedef {import("./facts.js").Entry} Entry
 * @typedef {import("./facts.js").Facts} Facts
 * @typedef {import("./state.js").State} State
 */
import { byId } from "./dom.js";
import { walkWords } from "./downhill.js";
import { later } from "./model.js";
import { showCorners, showNotation, showSteps } from "./panels.js";
import { showLadder } from "./tables.js";

/** @param {State} state @param {Entry} entry @param {Facts} facts @param {number} zeros
 * @param {{nudge: (nudge: string) => void, point: (at: string) => void}} choose */
export const showOpenPanels = ({ open }, entry, facts, zeros, choose) => {
  for (const name of ["ladder", "curve", "steps", "notation", "corners", "downhill"]) {
    const isOpen = open.includes(name);
    byId(`open-${name}`).setAttribute("aria-expanded", String(isOpen));
    if (name !== "curve") byId(`p-${name}`).hidden = !isOpen;
  }
  if (open.includes("ladder")) {
    const climb = () => showLadder(byId("ladder"), entry, facts, zeros, choose.nudge);
    if (byId("ladder").childElementCount) later("ladder", climb);
    else climb();
  }
  if (open.includes("steps")) showSteps(byId("p-steps"), entry);
  if (open.includes("notation")) showNotation(byId("p-notation"), entry, facts);
  if (open.includes("corners")) showCorners(byId("p-corners"), entry, choose.point);
};

/** @param {State} state @param {Entry} entry @param {Facts} facts */
export const showDownhill = (state, entry, facts) => {
  if (!state.open.includes("downhill")) return;
  const { words, isOver } = walkWords(entry, state, facts);
  byId("walk-words").textContent = words;
  byId("walk").disabled = isOver;
  byId("walk-restart").disabled = !state.trail.length;
};
