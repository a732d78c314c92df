import type { FeeLineRequest } from "../../domain/claims/encounter-requests.ts";
import type { Facts } from "../../domain/failure.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";
import type { Hex32, InstitutionId } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { type LineFault, requireNoFaults } from "../../domain/line-fault.ts";
import { standingFenOf } from "../claims/claim-lines.ts";

/**
 * A drug of a fee list was handed over by a dispense of the same hospital, or has no code and says why. Lines
 * that name one dispense come together to what stands of it. Every line that does not fit is told.
 */
export async function checkFeeLines(
  view: LedgerView,
  { institution, fees }: { readonly institution: InstitutionId; readonly fees: readonly FeeLineRequest[] },
): Promise<void> {
  const faults: LineFault[] = [];
  const ofDispense = new Map<Hex32, FeeLineRequest[]>();
  for (const fee of fees) {
    if (isCodedAsItsKind(fee)) {
      if (fee.dispense !== null) {
        ofDispense.set(fee.dispense, [...(ofDispense.get(fee.dispense) ?? []), fee]);
      }
      continue;
    }
    const { kind, dispense, exemption } = fee;
    faults.push(faultOf(fee, "encounter-fees-wrong", { kind, dispense, exemption }));
  }
  for (const [dispense, named] of ofDispense) {
    faults.push(...(await judgeDispense(view, { institution, dispense, named })));
  }
  requireNoFaults(faults);
}

/** A service names neither a dispense nor an exemption, a drug exactly one of the two. */
function isCodedAsItsKind({ kind, dispense, exemption }: FeeLineRequest): boolean {
  const namedCount = [dispense, exemption].filter((it) => it !== null).length;
  return namedCount === (kind === "drug" ? 1 : 0);
}

async function judgeDispense(
  view: LedgerView,
  asked: {
    readonly institution: InstitutionId;
    readonly dispense: Hex32;
    readonly named: readonly FeeLineRequest[];
  },
): Promise<readonly LineFault[]> {
  const { institution, dispense, named } = asked;
  const row = await view.dispense(dispense);
  // Another's dispense does not exist for this one.
  if (row === null || row.institution !== institution) {
    return named.map((fee) => faultOf(fee, "dispense-unknown", { dispense }));
  }
  const { state } = await view.aftermathOf(dispense);
  if (state === "reversed") {
    return named.map((fee) => faultOf(fee, "dispense-not-in-state", { dispense, actual: state }));
  }
  const standingFen = await standingFenOf(view, row);
  const statedFen = named.reduce((sum, { priceFen }) => sum + BigInt(priceFen), 0n);
  if (statedFen === standingFen) return [];
  const facts = { dispense, statedFen: statedFen.toString(), standingFen: standingFen.toString() };
  return named.map((fee) => faultOf(fee, "encounter-fees-wrong", facts));
}

/** Lines are told by the hospital's own numbers. */
function faultOf({ lineNumber }: FeeLineRequest, failure: FailureCode, facts: Facts): LineFault {
  return { line: lineNumber, code: null, failure, facts };
}
