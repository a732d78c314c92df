import type { CommandBody, DispenseBody, LedgerCall } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId, PackRef } from "../../domain/ids.ts";
import { type DispenseContent, ledgerCall } from "../../domain/ledger-call.ts";
import { wordOfLine } from "../../domain/pack-words.ts";
import { IDENTIFICATIONS, type LedgerView } from "../../domain/read-model.ts";

type Dispenses = Extract<CommandBody, { kind: "record-dispenses" }>;

/** One call with the parcel of every line as it stands; dispensing changes no parcel. */
export async function planDispenses(
  body: Dispenses,
  institution: InstitutionId,
  view: LedgerView,
): Promise<readonly LedgerCall[]> {
  const contents = body.dispenses.map((dispense) => contentOf(dispense, institution));
  const parcelFroms: number[][] = [];
  for (const { lines } of body.dispenses) {
    const froms: number[] = [];
    for (const line of lines) froms.push(await parcelFromOf(line, view));
    parcelFroms.push(froms);
  }
  return [ledgerCall("drugLedger", "recordDispenses", contents, parcelFroms)];
}

function contentOf(dispense: DispenseBody, institution: InstitutionId): DispenseContent {
  return {
    institution,
    documentKey: dispense.documentKey,
    dispensedAtSec: dispense.dispensedAtSec,
    identification: IDENTIFICATIONS.indexOf(dispense.identification),
    personCommitment: dispense.personCommitment,
    lines: dispense.lines.map((line) => wordOfLine({ ...line, priceFen: BigInt(line.priceFen) })),
  };
}

async function parcelFromOf(pack: PackRef, view: LedgerView): Promise<number> {
  const parcel = await view.parcelAt(pack);
  if (parcel !== null) return parcel.from;
  const batch = await view.batch(pack.batch);
  return fail("batch-not-sellable", { batch: pack.batch, status: batch?.status ?? "none" });
}
