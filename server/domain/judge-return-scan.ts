import type { DispenseAftermath, DispenseRow, PackRow, ParcelRow } from "./drug-rows.ts";
import type { Facts } from "./failure.ts";
import type { InstitutionId, PackRef, RegionCode } from "./ids.ts";
import { instantText } from "./instant.ts";
import type { LineRefusal } from "./judge-dispense-line.ts";
import { judgeReturnLine, standingLines } from "./judge-return-line.ts";
import type { BatchRow, ProductRow } from "./read-model.ts";

/** A dispense of the institution that named the pack, and what became of it. */
export type OwnDispense = { readonly row: DispenseRow; readonly aftermath: DispenseAftermath };

/** What decides whether a pack that somebody brings back may be taken back. */
export type ReturnScanCase = {
  readonly institution: InstitutionId;
  readonly region: RegionCode;
  readonly reversedAtSec: number;
  readonly returnWindowSec: number;
  readonly ref: PackRef;
  /** Newest first. */
  readonly dispenses: readonly OwnDispense[];
  readonly pack: PackRow;
  readonly parcel: ParcelRow | null;
  readonly batch: BatchRow;
  readonly product: ProductRow;
};

/** The newest dispense of which something still stands is the one that comes back, as it was handed over. */
export function judgeReturnScan(asked: ReturnScanCase): LineRefusal | null {
  const [newest] = asked.dispenses;
  if (newest === undefined) return { failure: "return-line-wrong", facts: { isOfDispense: false } };
  for (const { row, aftermath } of asked.dispenses) {
    const standing = standingLines(row, aftermath);
    const own = standing.find((each) => isOf(each.line, asked.ref) && each.standing > 0);
    if (own === undefined) continue;
    const untilSec = row.dispensedAtSec + asked.returnWindowSec;
    if (asked.reversedAtSec > untilSec) {
      return { failure: "return-too-late", facts: { ...named(row), untilAt: instantText(untilSec) } };
    }
    const units = own.line.units === 0 ? 0 : own.standing;
    const refusal = judgeReturnLine({
      ...asked,
      line: { ...asked.ref, units, priceFen: own.standingFen },
      standing,
    });
    return refusal === null ? null : { ...refusal, facts: { ...named(row), ...refusal.facts } };
  }
  return {
    failure: "dispense-not-in-state",
    facts: { ...named(newest.row), actual: newest.aftermath.state },
  };
}

function named({ id }: DispenseRow): Facts {
  return { dispense: id };
}

function isOf(one: PackRef, other: PackRef): boolean {
  return one.batch === other.batch && one.index === other.index;
}
