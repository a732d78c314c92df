import { Interface } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyBundle } from "../../../cli/verify/verify-bundle.ts";
import { canonicalJson } from "../../../server/domain/canonical-json.ts";
import { alteredJson, alteredText, randomFrom } from "./support/alterations.ts";
import { ABIS } from "./support/claim-logs.ts";
import { bundleOf, checkpointOf, resealed, tellClaim } from "./support/claim-world.ts";

const COUNT = 1_000;
const ALTERING_MS = 120_000;
const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

let bundle: string;
let head: string;
beforeAll(async () => {
  const world = await tellClaim((stop) => void stops.push(stop));
  bundle = await bundleOf(world);
  head = await checkpointOf(world);
});

const abis = Object.fromEntries(Object.entries(ABIS).map(([name, abi]) => [name, Interface.from(abi)]));
const outcomeOf = async (text: string): Promise<string> =>
  (await verifyBundle({ bundle: text, head, operator: null, abis, replay: null })).outcome;

test("the bundle that is altered below is a true one", async () => {
  expect(await outcomeOf(bundle)).toBe("verified");
});

test(
  `each of ${COUNT} random alterations of the file is refused`,
  async () => {
    const random = randomFrom(20_260_302);
    const accepted: string[] = [];
    let count = 0;
    while (count < COUNT) {
      const altered = alteredText(bundle, random);
      if (altered === bundle) continue;
      count += 1;
      if ((await outcomeOf(altered)) !== "refuted") accepted.push(altered);
    }
    expect(accepted).toEqual([]);
  },
  ALTERING_MS,
);

/**
 * What no fact of the ledger stands behind: for whom the bundle was made, who is said to run the node (the
 * reader's --operator decides), and words that were left out. The seal alone covers them.
 */
const SEALED_ONLY = /^(reader|chain\.operator|openings(\.\d+)?|adjudication|seal)$/;

test(
  `each of ${COUNT} random alterations by a forger who makes the seal anew is refused`,
  async () => {
    const random = randomFrom(20_260_303);
    const accepted: string[] = [];
    const touched = new Set<string>();
    let count = 0;
    while (count < COUNT) {
      const { path, json } = alteredJson(JSON.parse(bundle), random);
      if (SEALED_ONLY.test(path)) continue;
      // Only members below the root are changed, so what comes back is an object still.
      const text = resealed(json as { [name: string]: unknown }, canonicalJson);
      if (text === bundle) continue;
      count += 1;
      touched.add(path.split(".")[0] ?? "");
      if ((await outcomeOf(text)) !== "refuted") accepted.push(path);
    }
    expect(accepted).toEqual([]);
    expect([...touched].sort()).toEqual(
      Object.keys(JSON.parse(bundle))
        .filter((name) => name !== "reader" && name !== "seal")
        .sort(),
    );
  },
  ALTERING_MS,
);
