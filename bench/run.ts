import { readdirSync } from "node:fs";
import { type BenchResult, runAlone } from "./bench.ts";

/** What each bench promises, in one line. */
const ABOUT: Readonly<Record<string, string>> = {
  adjudication: "deciding claims by a rule set, against the same rules plainly written",
  "claims-latency":
    "from a claim's acceptance over HTTP to its decision, at 50 claims a second and blocks of a second",
  decode: "decoding a log, against ethers and viem",
  gas: "gas of each step on the ledger, against a struct for each pack",
  import:
    "importing a feed through command, API, outbox, embedded node and index; memory and restart of the node",
  indexing: "cold indexing of 100,000 events, against ethers + level and against fetch + JSON.parse alone",
  reconcile: "a million claims against a million dispenses, against a Map and against sqlite",
  scans: "what a till asks before it asks for money, at a million packs",
  traces: "the story of a pack at a million packs, against the same server answering a constant",
  writes: "durable writes of events, against level's array batch with JSON values",
};

type Bench = { readonly run: () => Promise<BenchResult> };

async function main(name: string | undefined): Promise<void> {
  const names = namesOfBenches();
  if (name === undefined) {
    for (const each of names) console.log(`${each.padEnd(14)} ${ABOUT[each] ?? ""}`);
    console.log("run one: npm run bench -- NAME");
    return;
  }
  if (!names.includes(name)) {
    console.error(`there is no bench ${name}; there are: ${names.join(", ")}`);
    process.exitCode = 2;
    return;
  }
  // Only files that say what they promise are listed, and each of them exports `run`.
  const bench = (await import(`./${name}.ts`)) as Bench;
  await runAlone(bench.run);
}

/** The files beside this one that ABOUT has a line for. */
function namesOfBenches(): string[] {
  return readdirSync(import.meta.dirname)
    .map((file) => file.replace(/\.ts$/, ""))
    .filter((each) => each in ABOUT)
    .sort();
}

await main(process.argv[2]);
