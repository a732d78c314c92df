import { execFileSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { type BenchResult, type Json, printTable, runAlone, toFigure } from "./bench.ts";
import { SIDES, type Side, type SideResult } from "./reconcile-sides.ts";
import { median } from "./timing.ts";

const SIZES = [100_000, 1_000_000] as const;
const [SMALL, LARGE] = SIZES;
const ROUNDS = 2;
const HEAP_MIB = 12_000;

type Round = SideResult & { readonly side: Side; readonly count: number; readonly loadBefore: number };

/**
 * One million claims against one million dispenses, one in 87 claims planted with one of nineteen kinds,
 * against a Map and against sqlite. All sides begin from decoded rows: the references hold them, the sieve
 * is handed them page by page, and its clock stands while a page is made. Each run is a process of its own;
 * a time counts only when all sides found the same.
 */
export async function run(): Promise<BenchResult> {
  const rounds: Round[] = [];
  for (const count of SIZES) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const order = round % 2 === 0 ? SIDES : SIDES.toReversed();
      for (const side of order) rounds.push(measure(side, count));
    }
    checkEqual(rounds.filter((each) => each.count === count));
  }
  const of = (side: Side, count: number, value: (round: Round) => number): number =>
    median(rounds.filter((each) => each.side === side && each.count === count).map(value));
  const msOf = (side: Side, count: number): number => of(side, count, ({ ms }) => ms);
  const peakOf = (count: number): number => of("ours", count, ({ peakMiB }) => peakMiB);
  const growth = msOf("ours", LARGE) / LARGE / (msOf("ours", SMALL) / SMALL);
  return {
    name: "reconcile",
    figures: [
      ratio("reconcile-over-map", msOf("map", LARGE) / msOf("ours", LARGE), 8),
      ratio("reconcile-over-sqlite", msOf("sqlite", LARGE) / msOf("ours", LARGE), 6),
      toFigure({ figure: "reconcile-growth", value: growth, unit: "x", target: 1.3, comparison: "<=" }),
      toFigure({
        figure: "reconcile-memory-growth",
        value: peakOf(LARGE) / peakOf(SMALL),
        unit: "x",
        target: 1.3,
        comparison: "<=",
      }),
    ],
    inputs: { sizes: SIZES, rounds: ROUNDS, heapMiB: HEAP_MIB, plantedEvery: 87, boundary: "decoded rows" },
    raw: { rounds: rounds.map((each): Json => ({ ...each })) },
  };
}

function ratio(figure: string, value: number, target: number) {
  return toFigure({ figure, value, unit: "x", target, comparison: ">=" });
}

function measure(side: Side, count: number): Round {
  const loadBefore = os.loadavg()[0] ?? 0;
  const file = path.join(import.meta.dirname, "reconcile-side.ts");
  const words = ["--no-warnings", `--max-old-space-size=${HEAP_MIB}`, file, side, String(count)];
  // Only reconcile-side.ts writes there.
  const result = JSON.parse(execFileSync(process.execPath, words, { encoding: "utf8" })) as SideResult;
  const { ms, peakMiB } = result;
  printTable([[side, String(count), `${Math.round(ms)} ms`, `${Math.round(peakMiB)} MiB`]]);
  return { side, count, loadBefore, ...result };
}

function checkEqual(rounds: readonly Round[]): void {
  const digests = new Set(rounds.map(({ digest }) => digest));
  if (digests.size > 1) throw new Error("the sides classify the same claims differently");
}

if (import.meta.main) await runAlone(run);
