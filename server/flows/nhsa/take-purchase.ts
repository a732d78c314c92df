import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { requireNoFaults } from "../../domain/line-fault.ts";
import type { Purchase } from "../../domain/nhsa/message.ts";
import type { NamedLine } from "../take/resolve-codes.ts";
import { takeReceipt } from "../take/take-receipt.ts";
import { judgePacks } from "./judge-packs.ts";
import { takeAsMessage } from "./message-once.ts";
import type { LineCall, LineFlow } from "./nhsa-ports.ts";

/** 3503: takes over the packs from the one consignment on its way that holds them. */
export const takePurchase: LineFlow<Purchase> = async (call, line) => {
  const { principal } = call;
  const found = await judgePacks(
    call,
    { operation: "receive-consignment", traceCodes: line.traceCodes },
    async (view, resolved) => {
      requireNoFaults(resolved.faults);
      return findConsignment(view, call, { line, packs: resolved.named });
    },
  );
  if (found.consignment === null) return { command: null, warnings: [ALREADY_HERE] };
  const command = await takeReceipt(takeAsMessage(call), {
    principal,
    request: { consignment: found.consignment, receivedAtSec: line.movedAtSec, codes: line.traceCodes },
    idempotencyKey: call.key,
  });
  return { command, warnings: found.isSupplierNamed ? [] : [OTHER_SUPPLIER] };
};

const ALREADY_HERE = "这些盒已在本机构库存，未重复入账";
const OTHER_SUPPLIER = "spler_name 与账上发货方名称不一致";

type Found =
  | { readonly consignment: Hex32; readonly isSupplierNamed: boolean }
  /** All of it is in custody here: the goods were taken over by another door. */
  | { readonly consignment: null };

async function findConsignment(
  view: LedgerView,
  { principal: { institution } }: LineCall,
  { line, packs }: { readonly line: Purchase; readonly packs: readonly NamedLine[] },
): Promise<Found> {
  const coming = new Set<Hex32>();
  let hereCount = 0;
  let strange: NamedLine | null = null;
  for (const pack of packs) {
    const place = await placeOf(view, institution, pack);
    if (place === "here") hereCount += 1;
    else if (place === "elsewhere") strange ??= pack;
    else coming.add(place);
  }
  if (hereCount === packs.length) return { consignment: null };
  const [consignment] = coming;
  if (strange !== null || consignment === undefined || coming.size > 1 || hereCount > 0) {
    const facts = { consignmentCount: coming.size, alreadyHereCount: hereCount };
    return fail("purchase-not-shipped", strange === null ? facts : { pack: strange.code, ...facts });
  }
  const row = await view.consignment(consignment);
  const sender = row === null ? null : await view.institution(row.sender);
  return { consignment, isSupplierNamed: sender?.name === line.supplierName };
}

/** A contested code names several packs: the one that is on its way here is meant. */
async function placeOf(
  view: LedgerView,
  institution: number,
  { packs }: NamedLine,
): Promise<Hex32 | "here" | "elsewhere"> {
  let isHere = false;
  for (const pack of packs) {
    const parcel = await view.parcelAt(pack);
    const isComing = parcel?.state === "in-transit" && parcel.counterparty === institution;
    if (isComing && parcel.consignment !== null) return parcel.consignment;
    isHere ||= parcel?.state === "held" && parcel.holder === institution;
  }
  return isHere ? "here" : "elsewhere";
}
