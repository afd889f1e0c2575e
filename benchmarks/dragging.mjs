// Processor times of the exact and the float facts of a program at many places, as a drag asks for them:
// node dragging.mjs <folder of the engine>, with entries as JSON on standard input. Other work on the
// machine does not count, but the collection of garbage does.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const { factsAt } = await import(pathToFileURL(resolve(folder, "facts.js")).href);
const [WARM, MOVES] = [40, 400];

const times = (entry) => {
  const found = [];
  for (let move = 0; move < WARM + MOVES; move++) {
    const at = (1.2 + move / 1000).toFixed(3);
    const began = process.cpuUsage();
    const facts = factsAt(entry, at, "0.001");
    const { user, system } = process.cpuUsage(began);
    if (move >= WARM) found.push((user + system) / 1000);
    if (!facts.exact || facts.baked) throw new Error(`${entry.text} is not computed live`);
  }
  return found.sort((one, other) => one - other);
};

const entries = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(entries.map(times)));
