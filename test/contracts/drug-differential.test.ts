import { afterEach, expect, test } from "vitest";
import { Consortium } from "./support/consortium.ts";
import { anyOpening, anyStep, applyStep, type Random } from "./support/drug-histories.ts";
import type { DrugModel } from "./support/drug-model.ts";
import { LedgerTwin } from "./support/ledger-twin.ts";

/**
 * Histories of one batch each; the long run takes thousands: DIFFERENTIAL_HISTORIES=4000 npm run
 * differential.
 */
const HISTORY_COUNT = Number(process.env["DIFFERENTIAL_HISTORIES"] ?? 60);
const SEED = Number(process.env["DIFFERENTIAL_SEED"] ?? 20_261_122);
const STEP_COUNT = 40;
const REGION = 330500;

/** Histories wait for days: after some hundred the operators of a consortium would have come to their end. */
const HISTORIES_PER_CONSORTIUM = 300;

let consortium: Consortium | null = null;

afterEach(async () => {
  await consortium?.chain.close();
});

test("random histories: the contracts refuse and do what the plain model refuses and does", async () => {
  let twin: LedgerTwin | null = null;
  const seen = new Map<string, number>();
  for (let history = 0; history < HISTORY_COUNT; history += 1) {
    const seed = SEED + history;
    const random = randomOf(seed);
    if (twin === null || history % HISTORIES_PER_CONSORTIUM === 0) {
      await consortium?.chain.close();
      consortium = await Consortium.create();
      twin = await LedgerTwin.create(consortium);
    }
    const model = await beginHistory(twin, random);
    const opening = anyOpening(model, random);
    for (let nth = 0; nth < STEP_COUNT; nth += 1) {
      const nowSec = await twin.nextTime();
      const step = opening[nth]?.(nowSec) ?? anyStep(model, nowSec, random);
      const expected = applyStep(model, step, nowSec, REGION);
      const actual = await twin.play(model, step);
      const name = `${step.act}: ${expected ?? "done"}`;
      seen.set(name, (seen.get(name) ?? 0) + 1);
      expect({ seed, nth, step, outcome: actual }).toEqual({ seed, nth, step, outcome: expected });
    }
    expect({ seed, ...(await twin.state(model)) }).toEqual({ seed, ...twin.stateOf(model) });
  }
  console.log(
    `${HISTORY_COUNT} histories of ${STEP_COUNT} steps from seed ${SEED}`,
    Object.fromEntries(seen),
  );
  for (const act of [
    "ship",
    "receive",
    "withdraw",
    "dispute",
    "answer",
    "join",
    "dispense",
    "reverse",
    "discard",
  ]) {
    expect([act, seen.get(`${act}: done`) ?? 0]).not.toEqual([act, 0]);
  }
}, 7_200_000);

async function beginHistory(twin: LedgerTwin, random: Random): Promise<DrugModel> {
  const isSplitAllowed = random(4) !== 0;
  const packCount = 4 + random(8);
  return twin.newBatch({
    packCount,
    isSplitAllowed,
    expiresInSec: random(3) === 0 ? 6 * 86_400 : 900 * 86_400,
  });
}

/** A small generator whose whole state is its seed (mulberry32). */
function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}
