import type { JudgedCode, ReadClaim } from "../read-claim.ts";
import type { SaleFact } from "../sale-fact.ts";

/** All that the ledger refused of the claim was lawful when it was sold, and told after something later. */
export function isRefusedForLateness(read: ReadClaim): boolean {
  const refused = read.lines.filter(({ standing }) => standing.is === "refused");
  return refused.length > 0 && refused.every((line) => isRefusedLate(read, line));
}

function isRefusedLate({ codes }: ReadClaim, line: SaleFact): boolean {
  if (line.standing.is === "recorded") return false;
  const { code } = line.standing;
  if (code === "import-out-of-order") return true;
  const ofLine = codes.filter(({ sold }) => sold.includes(line));
  return code === "batch-not-sellable" && ofLine.length > 0 && ofLine.every(wasRecalledLater(line));
}

function wasRecalledLater({ soldAtSec }: SaleFact): (code: JudgedCode) => boolean {
  return ({ pack: { batch } }) =>
    batch !== null && batch.recalledAtSec !== null && batch.recalledAtSec > soldAtSec;
}

/**
 * How long after the sale it was told of, where that is too long; else 0. The ledger's own clock decides of
 * what was recorded as it came; of what was imported from before it, when the message says it was written.
 */
export function lateSecOf(line: SaleFact, toldWithinSec: number): number {
  const { lateSec, toldAtSec, soldAtSec } = line;
  if (lateSec > 0 || toldAtSec === null) return lateSec;
  return toldAtSec - soldAtSec > toldWithinSec ? toldAtSec - soldAtSec : 0;
}
