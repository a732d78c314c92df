import type { DispenseLine, DispenseRow, PackRow, ParcelRow, ReversalRow } from "./drug-rows.ts";
import type { Facts } from "./failure.ts";
import type { InstitutionId, RegionCode } from "./ids.ts";
import { instantText } from "./instant.ts";
import { isQuarantined, type LineRefusal } from "./judge-dispense-line.ts";
import type { BatchRow, ProductRow } from "./read-model.ts";

/** A line of a return: `units` 0 = the whole pack, `priceFen` = given back. */
export type ReturnLine = DispenseLine;

/** What decides whether a pack, or units of it, may come back to whoever dispensed it. */
export type ReturnLineCase = {
  readonly institution: InstitutionId;
  readonly region: RegionCode;
  readonly reversedAtSec: number;
  readonly line: ReturnLine;
  readonly standing: readonly StandingLine[];
  readonly pack: PackRow;
  readonly parcel: ParcelRow | null;
  readonly batch: BatchRow;
  readonly product: ProductRow;
};

/**
 * A line of a dispense and what of it still stands: units, or 1 for a whole pack, and what was not given
 * back.
 */
export type StandingLine = {
  readonly line: DispenseLine;
  readonly standing: number;
  readonly standingFen: bigint;
};

/** The line after this return of it. */
export function takenBack({ line, standing, standingFen }: StandingLine, back: ReturnLine): StandingLine {
  return {
    line,
    standing: standing - Math.max(back.units, 1),
    standingFen: standingFen - back.priceFen,
  };
}

/** The lines of a dispense as the returns before left them. */
export function standingLines(
  dispense: Pick<DispenseRow, "lines">,
  { reversals }: { readonly reversals: readonly Pick<ReversalRow, "lines" | "lineIndexes">[] },
): readonly StandingLine[] {
  const left = dispense.lines.map(
    (line): StandingLine => ({
      line,
      standing: Math.max(line.units, 1),
      standingFen: line.priceFen,
    }),
  );
  for (const { lines, lineIndexes } of reversals) {
    for (const [nth, back] of lines.entries()) {
      const at = lineIndexes[nth] ?? -1;
      const found = left[at];
      if (found === undefined) throw new Error(`a return of line ${at}, which the dispense has not`);
      left[at] = takenBack(found, back);
    }
  }
  return left;
}

/** The line of the dispense that a return takes back: the first of the pack of which enough still stands. */
export function lineIndexOf(lines: readonly StandingLine[], wanted: ReturnLine): number | null {
  const at = lines.findIndex(
    (each) =>
      isOfSameKind(each.line, wanted) &&
      each.standing >= Math.max(wanted.units, 1) &&
      each.standingFen >= wanted.priceFen,
  );
  return at === -1 ? null : at;
}

/** The ledger's own checks of one line, in its order. */
export function judgeReturnLine(asked: ReturnLineCase): LineRefusal | null {
  return judgeLine(asked) ?? judgeCustody(asked) ?? judgeBatch(asked);
}

function judgeLine({ line, standing }: ReturnLineCase): LineRefusal | null {
  const ofPack = standing.filter((each) => each.line.batch === line.batch && each.line.index === line.index);
  const alike = ofPack.filter((each) => isOfSameKind(each.line, line));
  if (alike.length === 0) {
    const [sold] = ofPack;
    const facts: Facts =
      sold === undefined ? { isOfDispense: false } : { isOfDispense: true, soldUnits: sold.line.units };
    return { failure: "return-line-wrong", facts };
  }
  if (lineIndexOf(alike, line) !== null) return null;
  const asked = Math.max(line.units, 1);
  const enough = alike.filter(({ standing: amount }) => amount >= asked);
  const most = Math.max(...alike.map((each) => each.standing));
  if (enough.length > 0) {
    const standingFen = String(enough[0]?.standingFen);
    return { failure: "return-line-wrong", facts: { standingFen, askedFen: String(line.priceFen) } };
  }
  return { failure: "return-exceeds-line", facts: { standing: most, asked } };
}

function judgeCustody({ parcel, institution }: ReturnLineCase): LineRefusal | null {
  const isHeld = parcel !== null && parcel.state === "held" && parcel.holder === institution;
  return isHeld ? null : { failure: "not-in-custody", facts: { isInTransitToYou: false } };
}

function judgeBatch({ batch, product, region, reversedAtSec, pack }: ReturnLineCase): LineRefusal | null {
  if (batch.status !== "sealed" || product.status !== "admitted") {
    return { failure: "batch-not-sellable", facts: { status: batch.status, productStatus: product.status } };
  }
  if (isQuarantined(batch, region)) {
    return { failure: "batch-in-quarantine", facts: { batch: batch.id, region } };
  }
  if (reversedAtSec >= batch.expiresAtSec) {
    const facts = { expiresAt: instantText(batch.expiresAtSec), reversedAt: instantText(reversedAtSec) };
    return { failure: "batch-expired", facts };
  }
  return pack.isFrozen ? { failure: "pack-frozen", facts: { reversalCount: pack.reversalCount } } : null;
}

function isOfSameKind(sold: DispenseLine, wanted: ReturnLine): boolean {
  return (
    sold.batch === wanted.batch && sold.index === wanted.index && (sold.units === 0) === (wanted.units === 0)
  );
}
