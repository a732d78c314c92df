import type { FeedClaim } from "./feed-claim.ts";
import { pairCodes } from "./near-misses/near-code.ts";
import type { SaleFact } from "./sale-fact.ts";

/**
 * The lines of the receipt, each once and in one order however they came: an attempt that was made again, or
 * made good by one that the ledger took, is no second line.
 */
export function soldLines(sales: readonly SaleFact[]): readonly SaleFact[] {
  const sorted = [...sales].sort((one, other) => compare(orderOf(one), orderOf(other)));
  const recorded = sorted.filter(isRecorded);
  const kept: SaleFact[] = [];
  for (const line of sorted) {
    const isRepeated = !isRecorded(line) && [...recorded, ...kept].some((other) => isSameLine(line, other));
    if (!isRepeated) kept.push(line);
  }
  return kept;
}

/**
 * The lines that a claim is about: all, or where some came back whole and the claim names just what was kept,
 * those.
 */
export function claimedLines(lines: readonly SaleFact[], claim: FeedClaim): readonly SaleFact[] {
  const kept = lines.filter((line) => !cameBack(line));
  if (kept.length === 0 || kept.length === lines.length) return lines;
  const { claimedOnly, soldOnly } = pairCodes(
    claim.traceCodes,
    kept.flatMap(({ codes }) => codes),
  );
  return claimedOnly.length === 0 && soldOnly.length === 0 ? kept : lines;
}

/** Whether the ledger took back all of a line. */
export function cameBack({ returns }: SaleFact): boolean {
  return returns.some(({ isRefused, isWhole }) => isWhole && !isRefused);
}

export function isRecorded({ standing }: SaleFact): boolean {
  return standing.is === "recorded";
}

/** Two tellings of one line: same time, same count, same codes but for a slip that the other corrects. */
function isSameLine(one: SaleFact, other: SaleFact): boolean {
  if (one.soldAtSec !== other.soldAtSec || one.of !== other.of || one.codes.length !== other.codes.length) {
    return false;
  }
  const isUnlikeUnits =
    one.of === "units" && (one.countE4 !== other.countE4 || one.lineFen !== other.lineFen);
  if (isUnlikeUnits) return false;
  const { claimedOnly, pairs } = pairCodes(one.codes, other.codes);
  if (claimedOnly.length > 0) return false;
  // Packs of one case have neighbouring codes: two lines with them are told apart by the amount at least.
  return pairs.length === 0 || (isRecorded(other) && one.lineFen === other.lineFen);
}

function orderOf(line: SaleFact): string {
  const { standing } = line;
  const id = standing.is === "recorded" ? standing.dispense : `${standing.code} ${standing.attempt}`;
  const at = String(line.soldAtSec).padStart(12, "0");
  return [at, line.receiptNumber, standing.is, [...line.codes].sort().join("|"), id].join(" ");
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
