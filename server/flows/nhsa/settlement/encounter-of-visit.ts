import { businessDayOf } from "../../../domain/business-day.ts";
import type { EncounterClosingRequest, FeeLineRequest } from "../../../domain/claims/encounter-requests.ts";
import { decimalText } from "../../../domain/decimal-text.ts";
import { fail } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import { planCare } from "../../../domain/nhsa/settlement/care-plan.ts";
import { takeClosing } from "../../take/take-closing.ts";
import { takeEncounter } from "../../take/take-encounter.ts";
import type { EarlierDispense } from "./earlier-dispenses.ts";
import { commandOnce, documentNumberOf, firstId, keyOf } from "./end-of-command.ts";
import { identificationOf } from "./terms-of-message.ts";
import { earliestSecOf, latestSecOf, type VisitCall, type VisitLine } from "./visit-line.ts";

type Handed = { readonly dispense: Hex32 | null; readonly earlier: readonly EarlierDispense[] };

/**
 * The visit's encounter, closed with its fees. One that the hospital has opened under mdtrt_id is taken;
 * where there is none, it is opened here.
 */
export async function encounterOfVisit(
  call: VisitCall,
  fees: readonly VisitLine[],
  handed: Handed,
): Promise<Hex32> {
  const { principal } = call;
  const key = `${keyOf(call)}:close`;
  const result = await commandOnce(call, key, async (ports) => {
    const request: EncounterClosingRequest = {
      encounter: (await standingEncounter(call, fees)) ?? (await openEncounter(call, fees)),
      closing: { closedAtSec: latestSecOf(fees), fees: feeLines(fees, handed), diagnosisGroup: "" },
      reason: null,
    };
    return takeClosing(ports, { principal, request, idempotencyKey: key });
  });
  return firstId(result["encounter"]) ?? fail("encounter-unknown", {});
}

function standingEncounter(call: VisitCall, fees: readonly VisitLine[]): Promise<Hex32 | null> {
  const { vault, reader, zone } = call.ports.claims;
  const { institution } = call.principal;
  const documentKey = vault.documentKey(institution, {
    kind: "encounter",
    number: call.message.body.visitId,
    businessDay: businessDayOf(earliestSecOf(fees), zone),
    till: "",
  });
  return reader.view(async (view) => {
    const row = await view.encounterByDocument(institution, documentKey);
    return row?.state === "open" ? row.id : null;
  });
}

async function openEncounter(call: VisitCall, fees: readonly VisitLine[]): Promise<Hex32> {
  const { principal, message } = call;
  const key = `${keyOf(call)}:open`;
  const result = await commandOnce(call, key, (ports) =>
    takeEncounter(ports, {
      principal,
      idempotencyKey: key,
      request: {
        documentNumber: documentNumberOf(call),
        kind: "outpatient",
        openedAtSec: earliestSecOf(fees),
        person: message.body.insured.person,
        ...identificationOf(message.body.insured),
      },
    }),
  );
  return firstId(result["encounter"]) ?? fail("encounter-unknown", {});
}

/** The fee list as the ledger's tree has it. A drug that several dispenses handed over is a line for each. */
function feeLines(fees: readonly VisitLine[], { dispense, earlier }: Handed): readonly FeeLineRequest[] {
  const plan = planCare(fees);
  const lines: Omit<FeeLineRequest, "lineNumber">[] = [];
  for (const [at, fee] of fees.entries()) {
    const line = lineOf(fee);
    const before = earlier.filter(({ fee: of }) => of === at);
    if (fee.packs !== null) lines.push({ ...line, kind: "drug", dispense });
    else if (plan.pieces.includes(at)) lines.push({ ...line, kind: "drug", exemption: "decoction-piece" });
    else if (before.length === 0) lines.push({ ...line, kind: "service" });
    for (const { row, fen } of before) {
      lines.push({ ...line, kind: "drug", dispense: row.id, priceFen: fen.toString() });
    }
  }
  return lines.map((line, at) => ({ ...line, lineNumber: at + 1 }));
}

function lineOf(fee: VisitLine): Omit<FeeLineRequest, "lineNumber" | "kind"> {
  return {
    itemCode: fee.nhsaCode,
    name: fee.sku,
    quantity: decimalText(fee.countE4, 4),
    priceFen: fee.lineFen.toString(),
    dispense: null,
    exemption: null,
    diagnosisCode: fee.disease?.code ?? null,
    hospitalMark: fee.hospitalMark,
  };
}
