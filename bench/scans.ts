import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type BenchResult, runAlone, toFigure } from "./bench.ts";
import { expectedPack, fillLedger, PACKS_PER_BATCH } from "./filled-ledger.ts";
import { load } from "./load.ts";
import { type ReadingProcess, startReading } from "./start-reading.ts";

const BATCH_COUNT = 100;
const PACK_COUNT = BATCH_COUNT * PACKS_PER_BATCH;
const SCANS_ASKED = 10_000;
const SCANS_PER_CALL = 200;
const CALLS_OF_MANY = 50;
const CONNECTIONS = 32;
const CONNECTIONS_OF_MANY = 1;
const DURATION_SEC = 10;
const CHECKED_COUNT = 300;
/** The pharmacy whose till asks: the first 500 packs of each batch were sent to it. */
const TILL = 10;
const PACKS_OF_TILL = 500;

/** What a till asks before it asks for money: single scans, and a whole delivery in one call. */
export async function run(): Promise<BenchResult> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "caretrail-bench-"));
  try {
    await fillLedger(directory, BATCH_COUNT);
    const server = await startReading(directory, expectedPack(0).code);
    try {
      await checkEqual(server);
      const asked = { url: server.url, key: server.tillKey, durationSec: DURATION_SEC };
      const single = { ...asked, connections: CONNECTIONS, requests: singles() };
      await load({ ...single, durationSec: 2 });
      const one = await load(single);
      const many = await load({ ...asked, connections: CONNECTIONS_OF_MANY, requests: manies() });
      const perSecOfMany = Math.round(many.perSec * SCANS_PER_CALL);
      console.log(`${Math.round(one.perSec)} scans/s one by one, ${perSecOfMany}/s in calls`);
      return {
        name: "scans",
        figures: [
          toFigure({ figure: "scan-p95", value: one.p95Ms, unit: "ms", target: 100, comparison: "<=" }),
          toFigure({
            figure: "scans-of-200-p95",
            value: many.p95Ms,
            unit: "ms",
            target: 100,
            comparison: "<=",
          }),
        ],
        inputs: {
          packs: PACK_COUNT,
          connections: CONNECTIONS,
          scansPerCall: SCANS_PER_CALL,
          connectionsOfMany: CONNECTIONS_OF_MANY,
          durationSec: DURATION_SEC,
          damagedShare: 0.2,
        },
        raw: { single: { ...one }, many: { ...many } },
      };
    } finally {
      server.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function singles(): { method: "POST"; path: string; body: string }[] {
  return Array.from({ length: SCANS_ASKED }, (_, nth) => postOf({ scan: scanOf(nth), purpose: "dispense" }));
}

function manies(): { method: "POST"; path: string; body: string }[] {
  return Array.from({ length: CALLS_OF_MANY }, (_, call) => {
    const scans = Array.from({ length: SCANS_PER_CALL }, (_, at) => scanOf(call * SCANS_PER_CALL + at));
    return postOf({ scans, purpose: "dispense" });
  });
}

function postOf(body: object): { method: "POST"; path: string; body: string } {
  return { method: "POST", path: "/v1/scans", body: JSON.stringify(body) };
}

/**
 * Three of five from the till's own shelf, one from elsewhere, one damaged so that only the ledger can mend
 * it.
 */
function scanOf(nth: number): string {
  const batch = (nth * 37) % BATCH_COUNT;
  const own = batch * PACKS_PER_BATCH + ((nth * 101) % PACKS_OF_TILL);
  const { code } = expectedPack(nth % 5 === 3 ? (nth * 618_033) % PACK_COUNT : own);
  return nth % 5 === 4 ? code.slice(0, -1) : code;
}

/** What the filling determined must come back: whose it is, whether it was sold, and the damage. */
async function checkEqual({ url, tillKey }: ReadingProcess): Promise<void> {
  const scans = Array.from({ length: CHECKED_COUNT }, (_, nth) => expectedPack((nth * 50_021) % PACK_COUNT));
  for (const expected of scans) {
    const response = await fetch(`${url}/v1/scans`, {
      method: "POST",
      headers: { authorization: `Bearer ${tillKey}`, "content-type": "application/json" },
      body: JSON.stringify({ scan: expected.code, purpose: "dispense" }),
    });
    // The schema of the answer is checked by the tests; here only what decides is looked at.
    const answer = (await response.json()) as Answer;
    const isOwn = expected.holder === TILL;
    const failure = expected.dispense !== null ? "pack-already-dispensed" : isOwn ? null : "not-in-custody";
    const place = isOwn ? { batch: expected.batch, index: expected.index } : null;
    const found = [answer.canonical, answer.pack, answer.use.failure];
    if (JSON.stringify(found) !== JSON.stringify([expected.code, place, failure])) {
      throw new Error(
        `the scan ${expected.code} was not answered as the ledger stands: ${JSON.stringify(found)}`,
      );
    }
  }
}

type Answer = {
  readonly canonical: string;
  readonly pack: { readonly batch: string; readonly index: number } | null;
  readonly use: { readonly failure: string | null };
};

if (import.meta.main) await runAlone(run);
