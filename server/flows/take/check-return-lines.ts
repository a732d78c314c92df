import type { DispenseRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { PackRef } from "../../domain/ids.ts";
import { instantText } from "../../domain/instant.ts";
import { judgeReturnLine, lineIndexOf, standingLines, takenBack } from "../../domain/judge-return-line.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { LineFault } from "../../domain/line-fault.ts";
import { limitsOf } from "../../domain/region-limits.ts";

type AskedLine = {
  readonly line: number;
  readonly code: string;
  readonly pack: PackRef;
  readonly units: number | null;
  readonly priceFen: string;
};

/** Refuses a return of a dispense of which nothing stands, or for which the region's time is over. */
export async function requireReturnable(
  view: LedgerView,
  dispense: DispenseRow,
  reversedAtSec: number,
): Promise<void> {
  const { state } = await view.aftermathOf(dispense.id);
  if (state === "reversed") fail("dispense-not-in-state", { dispense: dispense.id, actual: state });
  if (reversedAtSec < dispense.dispensedAtSec) {
    const dispensedAt = instantText(dispense.dispensedAtSec);
    fail("return-before-dispense", { dispensedAt, reversedAt: instantText(reversedAtSec) });
  }
  const { returnWindowSec } = limitsOf(await view.regionRules(await regionOf(view, dispense)));
  const untilSec = dispense.dispensedAtSec + returnWindowSec;
  if (reversedAtSec <= untilSec) return;
  const facts = { untilAt: instantText(untilSec), reversedAt: instantText(reversedAtSec) };
  fail("return-too-late", { dispense: dispense.id, ...facts });
}

/** The faults of the lines that the ledger would refuse as it stands in the view. */
export async function checkReturnLines(
  view: LedgerView,
  dispense: DispenseRow,
  asked: { readonly reversedAtSec: number; readonly lines: readonly AskedLine[] },
): Promise<readonly LineFault[]> {
  const region = await regionOf(view, dispense);
  const standing = [...standingLines(dispense, await view.aftermathOf(dispense.id))];
  const faults: LineFault[] = [];
  for (const { line, code, pack: ref, units, priceFen } of asked.lines) {
    const batch = await view.batch(ref.batch);
    const product = batch === null ? null : await view.product(batch.product);
    if (batch === null || product === null) throw new Error(`a manifest without its batch ${ref.batch}`);
    const wanted = { ...ref, units: units ?? 0, priceFen: BigInt(priceFen) };
    const refusal = judgeReturnLine({
      institution: dispense.institution,
      region,
      reversedAtSec: asked.reversedAtSec,
      line: wanted,
      standing,
      pack: await view.pack(ref),
      parcel: await view.parcelAt(ref),
      batch,
      product,
    });
    if (refusal !== null) {
      faults.push({ line, code, failure: refusal.failure, facts: { pack: code, ...refusal.facts } });
      continue;
    }
    const at = lineIndexOf(standing, wanted);
    const found = at === null ? undefined : standing[at];
    if (at !== null && found !== undefined) standing[at] = takenBack(found, wanted);
  }
  return faults;
}

async function regionOf(view: LedgerView, { institution: id }: DispenseRow): Promise<number> {
  const institution = await view.institution(id);
  if (institution === null) throw new Error(`a dispense without its institution ${id}`);
  return institution.region;
}
