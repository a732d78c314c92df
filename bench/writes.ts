import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { decodeEvent } from "../server/chain/generated/decoders.ts";
import type { LedgerEvent } from "../server/domain/ledger-event.ts";
import { projectEvent } from "../server/domain/project/project-event.ts";
import { openIndex } from "../server/store/open-index.ts";
import { type BenchResult, runAlone, toFigure } from "./bench.ts";
import { countJson, writeJson } from "./reference/level-json.ts";
import { logOf } from "./reference/recorded-node.ts";
import { inTurn, median, timed } from "./timing.ts";

const EVENT_COUNT = 100_000;
const EVENTS_PER_BLOCK = 50;
const EVENTS_PER_BATCH = 4_000;
const ROUNDS = 5;
const DATABASE_LIMITS = { cacheBytes: 32 * 2 ** 20, writeBufferBytes: 32 * 2 ** 20 };

type Dispensed = Extract<LedgerEvent, { name: "DispenseRecorded" }>;

/** Events that are decoded already, projected and written, every batch of 4,000 synced. */
export async function run(): Promise<BenchResult> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "caretrail-bench-"));
  const events = Array.from({ length: EVENT_COUNT }, (_, nth) => eventOf(nth));
  let nth = 0;
  const fresh = (): string => {
    nth += 1;
    return path.join(directory, String(nth));
  };
  try {
    await writeOurs(fresh(), events);
    const [ours = [], reference = []] = await inTurn(
      [
        () => timed(() => writeOurs(fresh(), events)),
        () => timed(() => writeJson(fresh(), events, EVENTS_PER_BATCH)),
      ],
      ROUNDS,
    );
    await checkEqual(fresh(), events);
    const perSec = (ms: number): number => Math.round((EVENT_COUNT * 1_000) / ms);
    console.log(`ours ${perSec(median(ours))}, level array batch ${perSec(median(reference))} events/s`);
    return {
      name: "writes",
      figures: [
        toFigure({
          figure: "durable-writes-over-level-json",
          value: median(reference) / median(ours),
          unit: "x",
          target: 4,
          comparison: ">=",
        }),
      ],
      inputs: { events: EVENT_COUNT, eventsPerBatch: EVENTS_PER_BATCH, rounds: ROUNDS },
      raw: { oursMs: ours, levelJsonMs: reference },
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** As flows/index-chain does it: the next commit is filled while the one before it is written. */
async function writeOurs(directory: string, events: readonly Dispensed[]): Promise<void> {
  const index = await openIndex(directory, DATABASE_LIMITS);
  let underWay = Promise.resolve();
  for (let from = 0; from < events.length; from += EVENTS_PER_BATCH) {
    const commit = index.store.begin();
    for (const event of events.slice(from, from + EVENTS_PER_BATCH)) {
      commit.apply(projectEvent(event, commit.current));
    }
    await underWay;
    const block = Math.floor((from + EVENTS_PER_BATCH) / EVENTS_PER_BLOCK);
    underWay = commit.write({ ...CURSOR, block, eventCount: from + EVENTS_PER_BATCH }, "checkpoint");
  }
  await underWay;
  await index.close();
}

/** Every event must be found again, in both: a row that is not there costs nothing to write. */
async function checkEqual(directory: string, events: readonly Dispensed[]): Promise<void> {
  await writeOurs(`${directory}-ours`, events);
  const index = await openIndex(`${directory}-ours`, DATABASE_LIMITS);
  await index.reader.view(async (view) => {
    for (const event of events) {
      const row = await view.dispense(event.dispense);
      const line = row?.lines[0];
      const pack = line === undefined ? null : await view.pack(line);
      const isFound = row?.documentKey === event.documentKey && row.operator === event.operator;
      if (!isFound || pack?.dispenses[0] !== event.dispense) throw new Error("an event was not written");
    }
  });
  await index.close();
  await writeJson(`${directory}-reference`, events, EVENTS_PER_BATCH);
  const rowCount = await countJson(`${directory}-reference`);
  if (rowCount !== 3 * events.length) throw new Error(`the reference wrote ${rowCount} rows`);
}

const ZERO = `0x${"00".repeat(32)}` as const;
const CURSOR = { blockHash: ZERO, timeSec: 0, chainAcc: ZERO };

function eventOf(nth: number): Dispensed {
  const { topics, data } = logOf(nth, EVENTS_PER_BLOCK);
  const block = Math.floor(nth / EVENTS_PER_BLOCK);
  const transactionHash = `0x${block.toString(16).padStart(64, "0")}` as const;
  const event = decodeEvent(topics, data, {
    block,
    logIndex: nth % EVENTS_PER_BLOCK,
    timeSec: 1,
    transactionHash,
  });
  if (event.name !== "DispenseRecorded") throw new Error("not a dispense");
  return event;
}

if (import.meta.main) await runAlone(run);
