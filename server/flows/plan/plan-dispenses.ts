import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import type { DispenseBody } from "../../domain/dispense-body.ts";
import type { DispenseContent } from "../../domain/dispense-content.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex, InstitutionId, PackRef } from "../../domain/ids.ts";
import { ledgerCall } from "../../domain/ledger-call.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Signing } from "../../domain/ports.ts";
import { declaredKeysOf } from "./declared-keys.ts";
import { dispenseContent } from "./dispense-content.ts";

type Dispenses = Extract<CommandBody, { kind: "record-dispenses" }>;
type Imported = Extract<CommandBody, { kind: "import-dispenses" }>;

/** One call with the parcel of every line as it stands; dispensing changes no parcel. */
export function planDispenses(
  body: Dispenses,
  signing: Signing,
  view: LedgerView,
): Promise<readonly LedgerCall[]> {
  const { institution } = signing;
  return planOf(
    body.dispenses.map((dispense) => ({ ...dispense, institution })),
    signing,
    view,
  );
}

/** The same, each dispense in the name of the institution it is of; its region's bureau signs. */
export function planImportedDispenses(
  body: Imported,
  signing: Signing,
  view: LedgerView,
): Promise<readonly LedgerCall[]> {
  return planOf(body.dispenses, signing, view);
}

async function planOf(
  dispenses: Imported["dispenses"],
  { key }: Signing,
  view: LedgerView,
): Promise<readonly LedgerCall[]> {
  const { contents, parcelFroms, declaredKeys } = await dispenseArguments(dispenses, view);
  return [ledgerCall("drugLedger", "recordDispenses", key, contents, parcelFroms, declaredKeys)];
}

/** What the ledger is told of dispenses: their contents, and where each pack and declared key stands. */
export async function dispenseArguments(
  dispenses: Imported["dispenses"],
  view: LedgerView,
): Promise<DispenseArguments> {
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
  return { contents, parcelFroms, declaredKeys };
}

export type DispenseArguments = {
  readonly contents: readonly DispenseContent[];
  readonly parcelFroms: readonly (readonly number[])[];
  readonly declaredKeys: Hex;
};

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
