import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type BenchResult, runAlone, toFigure } from "./bench.ts";
import {
  expectedPack,
  type FilledLedger,
  fillLedger,
  openLedgerOf,
  PACKS_PER_BATCH,
} from "./filled-ledger.ts";
import { type Load, load } from "./load.ts";
import { answersOf } from "./reading-server.ts";
import { type ReadingProcess, startReading } from "./start-reading.ts";
import { inTurn, median } from "./timing.ts";

const BATCH_COUNT = 100;
const PACK_COUNT = BATCH_COUNT * PACKS_PER_BATCH;
const SMALL_BATCH_COUNT = 10;
const CONNECTIONS = 32;
const ROUNDS = 4;
const ROUND_SEC = 4;
const CODES_ASKED = 20_000;
const CHECKED_COUNT = 300;
const TRACED_COUNT = 4_000;

/**
 * The story of any of a million packs over HTTP, against the same server answering one story made beforehand.
 */
export async function run(): Promise<BenchResult> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "caretrail-bench-"));
  const [small, large] = [path.join(directory, "small"), path.join(directory, "large")];
  try {
    const filledSmall = await fillLedger(small, SMALL_BATCH_COUNT);
    const filled = await fillLedger(large, BATCH_COUNT);
    const [smallMs = [], largeMs = []] = await inTurn(
      [() => traceMs(small, SMALL_BATCH_COUNT), () => traceMs(large, BATCH_COUNT)],
      ROUNDS,
    );
    const server = await startReading(large, expectedPack(0).code);
    try {
      await checkEqual(server);
      const measured = await measureHttp(server);
      return result({ ...measured, filledSmall, filled, smallMs, largeMs });
    } finally {
      server.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Measured = {
  readonly real: readonly Load[];
  readonly constant: readonly Load[];
  readonly filledSmall: FilledLedger;
  readonly filled: FilledLedger;
  readonly smallMs: readonly number[];
  readonly largeMs: readonly number[];
};

function result(measured: Measured): BenchResult {
  const { real, constant, filledSmall, filled, smallMs, largeMs } = measured;
  const rateOf = (loads: readonly Load[]): number => median(loads.map(({ perSec }) => perSec));
  const p99Ms = median(real.map((each) => each.p99Ms));
  const perEvent = ({ indexingMs, eventCount }: FilledLedger): number => indexingMs / eventCount;
  console.log(`traces ${Math.round(rateOf(real))}/s, a constant ${Math.round(rateOf(constant))}/s`);
  return {
    name: "traces",
    figures: [
      figure("trace-over-constant", rateOf(real) / rateOf(constant), {
        unit: "x",
        comparison: ">=",
        target: 0.5,
      }),
      figure("trace-p99", p99Ms, { unit: "ms", comparison: "<=", target: 50 }),
      figure("trace-growth", median(largeMs) / median(smallMs), { unit: "x", comparison: "<=", target: 1.3 }),
      figure("indexing-growth", perEvent(filled) / perEvent(filledSmall), {
        unit: "x",
        comparison: "<=",
        target: 1.3,
      }),
    ],
    inputs: {
      packs: PACK_COUNT,
      packsOfTheSmallOne: SMALL_BATCH_COUNT * PACKS_PER_BATCH,
      events: filled.eventCount,
      connections: CONNECTIONS,
      rounds: ROUNDS,
      roundSec: ROUND_SEC,
    },
    raw: {
      real: real.map(({ ...each }) => each),
      constant: constant.map(({ ...each }) => each),
      indexing: { small: { ...filledSmall }, large: { ...filled } },
      traceMs: { small: smallMs, large: largeMs },
    },
  };
}

type Bar = { readonly unit: string; readonly comparison: "<=" | ">="; readonly target: number };

function figure(name: string, value: number, bar: Bar): ReturnType<typeof toFigure> {
  return toFigure({ figure: name, value, ...bar });
}

async function measureHttp(server: ReadingProcess): Promise<Pick<Measured, "real" | "constant">> {
  const requests = Array.from({ length: CODES_ASKED }, (_, nth) => ({
    method: "GET" as const,
    path: `/v1/packs/${expectedPack(placeOf(nth)).code}`,
  }));
  const of = (url: string) => (durationSec: number) =>
    load({ url, key: server.key, connections: CONNECTIONS, durationSec, requests });
  const works = { real: of(server.url), constant: of(server.constantUrl) };
  await works.real(2);
  await works.constant(2);
  const real: Load[] = [];
  const constant: Load[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? (["real", "constant"] as const) : (["constant", "real"] as const);
    for (const name of order) (name === "real" ? real : constant).push(await works[name](ROUND_SEC));
  }
  return { real, constant };
}

/** Every fact of the story that the filling determined must come back over HTTP. */
async function checkEqual({ url, key }: ReadingProcess): Promise<void> {
  for (let nth = 0; nth < CHECKED_COUNT; nth += 1) {
    const expected = expectedPack(placeOf(nth * 61));
    const response = await fetch(`${url}/v1/packs/${expected.code}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    // The schema of the answer is checked by the tests; here only what decides is looked at.
    const story = (await response.json()) as Story;
    const found = [
      story.pack.batch,
      story.pack.index,
      story.holder.institution.id,
      story.dispenses[0]?.id ?? null,
    ];
    const { batch, index, holder, dispense } = expected;
    if (
      JSON.stringify(found) !== JSON.stringify([batch, index, holder, dispense]) ||
      story.custody.length !== 2
    ) {
      throw new Error(`the story of ${expected.code} is not the one that was told`);
    }
  }
}

type Story = {
  readonly pack: { readonly batch: string; readonly index: number };
  readonly holder: { readonly institution: { readonly id: number } };
  readonly dispenses: readonly { readonly id: string }[];
  readonly custody: readonly unknown[];
};

/** Without HTTP: how long so many stories take in a ledger of that size. */
async function traceMs(directory: string, batchCount: number): Promise<number> {
  const ledger = await openLedgerOf(directory);
  const answers = answersOf(ledger);
  const auditor = { name: "auditor", institution: 1, role: "auditor", region: 0 } as const;
  const traceAll = async (from: number): Promise<void> => {
    for (let nth = 0; nth < TRACED_COUNT; nth += 1) {
      const { code } = expectedPack(placeOf(from + nth) % (batchCount * PACKS_PER_BATCH));
      await answers.pack(auditor, code);
    }
  };
  await traceAll(1_000_000);
  const start = performance.now();
  await traceAll(0);
  const ms = performance.now() - start;
  await ledger.close();
  return ms;
}

/** The places in an order that no batch and no block of a file keeps. */
function placeOf(nth: number): number {
  return (nth * 618_033) % PACK_COUNT;
}

if (import.meta.main) await runAlone(run);
