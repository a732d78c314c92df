import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody, DispenseBody } from "../../domain/command-body.ts";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId, PackRef } from "../../domain/ids.ts";
import { ledgerCall } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { declaredKeysOf } from "./declared-keys.ts";
import { dispenseContent } from "./dispense-content.ts";

type Dispenses = Extract<CommandBody, { kind: "record-dispenses" }>;
type Imported = Extract<CommandBody, { kind: "import-dispenses" }>;

/** One call with the parcel of every line as it stands; dispensing changes no parcel. */
export function planDispenses(
  body: Dispenses,
  institution: InstitutionId,
  view: LedgerView,
): Promise<readonly LedgerCall[]> {
  return planOf(
    body.dispenses.map((dispense) => ({ ...dispense, institution })),
    view,
  );
}

/** The same, each dispense in the name of the institution it is of; its region's bureau signs. */
export function planImportedDispenses(body: Imported, view: LedgerView): Promise<readonly LedgerCall[]> {
  return planOf(body.dispenses, view);
}

async function planOf(dispenses: Imported["dispenses"], view: LedgerView): Promise<readonly LedgerCall[]> {
  const contents = dispenses.map(contentOf);
  const parcelFroms: number[][] = [];
  for (const { lines } of dispenses) {
    const froms: number[] = [];
    for (const line of lines) froms.push(await parcelFromOf(line, view));
    parcelFroms.push(froms);
  }
  const declaredKeys = await declaredKeysOf(
    dispenses.flatMap(({ lines }) => lines),
    view,
  );
  return [ledgerCall("drugLedger", "recordDispenses", contents, parcelFroms, declaredKeys)];
}

function contentOf(
  dispense: DispenseBody & { readonly institution: InstitutionId },
): ReturnType<typeof dispenseContent> {
  const lines = dispense.lines.map((line) => ({ ...line, priceFen: BigInt(line.priceFen) }));
  return dispenseContent({ ...dispense, lines }, dispense.institution);
}

/** The first index of the parcel that contains the pack, as the index knows it. */
export async function parcelFromOf(pack: PackRef, view: LedgerView): Promise<number> {
  const parcel = await view.parcelAt(pack);
  if (parcel !== null) return parcel.from;
  const batch = await view.batch(pack.batch);
  return fail("batch-not-sellable", { batch: pack.batch, status: batch?.status ?? "none" });
}
