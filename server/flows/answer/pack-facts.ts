import type { ClaimRow } from "../../domain/claims/claim-rows.ts";
import type {
  CustodyStep,
  DecommissionRow,
  DispenseAftermath,
  DispenseRow,
  PackRow,
} from "../../domain/drug-rows.ts";
import type { PackRef } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { BatchRow } from "../../domain/read-model.ts";
import { type StoryParties, seesEverything, storyScope } from "../../domain/visibility.ts";
import type { Naming } from "./naming.ts";

/** Everything the ledger knows of one pack. */
export type PackFacts = {
  readonly batch: BatchRow;
  readonly row: PackRow;
  readonly custody: readonly CustodyStep[];
  readonly dispenses: readonly ToldDispense[];
  readonly decommission: DecommissionRow | null;
};

export type ToldDispense = {
  readonly row: DispenseRow;
  readonly aftermath: DispenseAftermath;
  readonly claims: readonly ClaimRow[];
};

export async function gatherPack(view: LedgerView, pack: PackRef, naming: Naming): Promise<PackFacts> {
  const batch = await naming.batch(pack.batch);
  const row = await view.pack(pack);
  const dispenses: ToldDispense[] = [];
  for (const id of row.dispenses) {
    const dispense = await view.dispense(id);
    if (dispense === null) throw new Error(`a pack names the dispense ${id}, which the index does not have`);
    const [aftermath, claims] = [await view.aftermathOf(id), await view.claimsOfEvidence(id)];
    dispenses.push({ row: dispense, aftermath, claims });
  }
  const { decommission: id } = row;
  const decommission = id === null ? null : await view.decommission(id);
  if (id !== null && decommission === null) throw new Error(`a pack names the decommission ${id}`);
  return { batch, row, custody: await view.custodyOf(pack), dispenses, decommission };
}

/** Whom the facts concern, as far as who may see them depends on it. */
export async function partiesOfPack(facts: PackFacts, naming: Naming): Promise<StoryParties> {
  const { batch, custody, dispenses, decommission } = facts;
  const recorders = new Set(dispenses.map(({ row }) => row.institution));
  if (decommission !== null) recorders.add(decommission.institution);
  const transfers: StoryParties["transfers"][number][] = [];
  for (const step of shipmentsOf(custody)) {
    transfers.push({
      sender: await naming.institution(step.by),
      receiver: await naming.institution(step.other),
    });
  }
  const maker = await naming.institution(batch.maker);
  const last = transfers.at(-1);
  const isSettled = custody.at(-1)?.kind === "received";
  return {
    maker,
    transfers,
    present: last === undefined ? [maker] : isSettled ? [last.receiver] : [last.sender, last.receiver],
    recorders: await Promise.all([...recorders].map((id) => naming.institution(id))),
  };
}

/** The steps that each begin a change of hands, in the order of the ledger. */
export function shipmentsOf(custody: readonly CustodyStep[]): readonly Shipment[] {
  return custody.filter((step): step is Shipment => step.kind === "shipped" && step.consignment !== null);
}

export type Shipment = CustodyStep & { readonly consignment: NonNullable<CustodyStep["consignment"]> };

/** Whether any fact of the pack's story exists for the principal. */
export async function maySeePack(
  { view, naming, principal }: { view: LedgerView; naming: Naming; principal: Principal },
  pack: PackRef,
): Promise<boolean> {
  if (seesEverything(principal)) return true;
  // Most packs are scanned by who holds them; the whole story is read only for the others.
  const parcel = await view.parcelAt(pack);
  const { institution } = principal;
  if (institution !== 0 && (parcel?.holder === institution || parcel?.counterparty === institution))
    return true;
  const facts = await gatherPack(view, pack, naming);
  return storyScope(principal, await partiesOfPack(facts, naming)).maySeeAny;
}
