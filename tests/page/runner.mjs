// Holds the page's engine against conformance.json and prints, as JSON, how many things were
// compared and what differs: node runner.mjs <folder of the engine> <file>

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(resolve(folder, name)).href);
const Q = await load("rational.js");
const P = await load("program.js");
const F = await load("floats.js");
const L = await load("ledger.js");
const { factsAt } = await load("facts.js");
const told = JSON.parse(readFileSync(file, "utf8"));

const complaints = [];
const narrow = [];
let compared = 0;
const same = (where, found, expected) => {
  compared += 1;
  if (found === expected) return;
  const complaint = `${where}: ${found} instead of ${expected}`;
  (isAsNarrow(found, expected) ? narrow : complaints).push(complaint);
};

// The N of "0 to within 1e-N" says how narrow the enclosure of a number is, which cannot be told
// from 0, and nothing about the number. Python's enclosures are narrow against what they enclose,
// those of the page against 1: as narrow as Python's, to one digit, or narrower than 1e-1000 of the
// 4,096 bits (1e-1233) that both work with.
const isAsNarrow = (found, expected) => {
  const within = /0? ?to within 1e-(\d+)/g;
  const [ours, theirs] = [found, expected].map((text) => [...String(text).matchAll(within)]);
  const [bare, wanted] = [found, expected].map((text) => String(text).replaceAll(within, "0"));
  if (bare !== wanted) return false;
  return ours.every(([, digits], index) => digits >= Math.min(theirs[index][1] - 1, 1000));
};

const cellText = (cell) => {
  if (cell === null) return null;
  const fraction = cell.fraction ? `|${cell.fraction}` : "";
  return `${cell.exact ? "" : "~"}${cell.text}${fraction}`;
};

const fractionText = (text) => {
  try {
    const { n, d } = Q.exactNumber(text);
    return d === 1n ? `${n}` : `${n}/${d}`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return "refused";
  }
};

// As data are written: Python's repr of a float.
const float = (text) => (text.endsWith("inf") ? Number(`${text}inity`.replace("inf", "Inf")) : Number(text));

// How many floats lie between two of them.
const ulps = (found, expected, isSingle) => {
  if (Object.is(found, expected) || (found !== found && expected !== expected)) return 0;
  return Math.abs(found - expected) / 2 ** Q.lastBit(expected, isSingle);
};

// Functions that are made of several rounded steps: each is off by one unit at most, and a quotient
// may double what is off below it.
const STEPS = { sec: 3, csc: 3, cot: 3, sigmoid: 4, softplus: 3, sinc: 3 };

const checks = {
  numbers: ([text, expected]) => same(text, fractionText(text), expected),

  cells: ([text, expected]) => {
    const [n, d = 1n] = text.split("/").map(BigInt);
    same(text, cellText(Q.cell(Q.fraction(n, d))), expected);
  },

  nudges: ({ formula, program, cases }) => {
    const f = P.read(program);
    const variable = program.nodes.find(([name]) => name === "input")?.[1] ?? "a";
    for (const { at, by, exact, sentence, float64, float32 } of cases) {
      const where = `${formula} at ${at} by ${by}`;
      const found = L.ledger(f, Q.exactNumber(at), Q.exactWidth(by));
      if (!found.exact) {
        complaints.push(`${where}: not live`);
        continue;
      }
      L.QUANTITIES.forEach((name, index) => {
        same(`${where}, ${name}`, cellText(found.exact[name]), exact[index]);
      });
      same(where, L.nudgeSentence(variable, found.exact), sentence);
      for (const [kind, expected] of Object.entries({ float64, float32 })) {
        [...L.QUANTITIES, "reason", "flag"].forEach((name, index) => {
          if (expected) same(`${where}, ${kind} ${name}`, found[kind][name], expected[index]);
        });
      }
    }
  },

  ladders: ({ formula, at, program, rungs }) => {
    const f = P.read(program);
    rungs.forEach(([by, ...expected], index) => {
      const { exact, float64, float32 } = L.ledger(f, Q.exactNumber(at), Q.exactWidth(by));
      [cellText(exact.slope), float64.slope, float32.slope].forEach((text, place) => {
        same(`${formula} at ${at}, rung ${index}`, text, expected[place]);
      });
    });
  },

  slopes: ({ formula, at, by, program, derivative, corners, slope, gap, infinitesimal }) => {
    const where = `${formula} at ${at} by ${by}`;
    const [f, df] = [P.read(program), P.read(derivative)];
    const [start, width] = [at, by].map((text) => Q.exactNumber(text));
    const { exact, quotient } = L.ledger(f, start, width);
    const limit = P.evaluate(df, start);
    const found = L.derivativeCell(exact.before, limit, corners && P.read(corners), start);
    same(`${where}, derivative`, cellText(found), slope);
    if (!found) return;
    same(`${where}, gap`, L.gapSentence(exact.slope, found, Q.minus(quotient, limit), exact.width), gap);
    same(`${where}, ε`, L.infinitesimalSentence(exact.at, exact.before, found), infinitesimal);
  },

  steps: ({ rule, truths, special }) => {
    for (const isSingle of [false, true]) {
      const to = isSingle ? Math.fround : Number;
      const kind = isSingle ? "float32" : "float64";
      const compute = (operands) => to(F.RULES[rule](...operands.map(to), to));
      for (const row of truths) {
        const expected = row.at(isSingle ? -1 : -2);
        if (expected === null) continue;
        const operands = row.slice(0, -2).map(float);
        const found = compute(operands.length === 1 ? [...operands, 0] : operands);
        const off = ulps(found, float(expected), isSingle);
        compared += 1;
        if (!(off <= (STEPS[rule] ?? 1))) {
          complaints.push(`${rule}(${row.slice(0, -2)}) in ${kind}: ${found}, off by ${off} ulp`);
        }
      }
      for (const [x, ...texts] of special) {
        const found = F.textOf(compute([float(x), 0]), isSingle);
        same(`${rule}(${x}) in ${kind}`, found, texts[Number(isSingle)]);
      }
    }
  },

  "not live": ({ formula, at, program }) => {
    const found = L.ledger(P.read(program), Q.exactNumber(at), Q.exactNumber("0.001"));
    same(`${formula} at ${at}`, found.exact, null);
  },

  baked: ({ at, by, entry, exact, float64, float32 }) => {
    const facts = factsAt(entry, at, by);
    same(`${entry.text} at ${at}, baked`, facts.baked, true);
    L.QUANTITIES.forEach((name, index) => {
      same(`${entry.text} at ${at}, ${name}`, cellText(facts.exact[name]), exact[index]);
      same(`${entry.text} at ${at}, float64 ${name}`, facts.float64[name], float64[index]);
      same(`${entry.text} at ${at}, float32 ${name}`, facts.float32[name], float32[index]);
    });
    const elsewhere = factsAt(entry, at, "0.25");
    same(`${entry.text} at ${at}, by another nudge`, elsewhere.exact, null);
  },
};

const sections = {};
for (const [name, check] of Object.entries(checks)) {
  [compared, complaints.length, narrow.length] = [0, 0, 0];
  told[name].forEach(check);
  sections[name] = { compared, complaints: [...complaints], narrow: [...narrow] };
}
console.log(JSON.stringify(sections));
