import { fail } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { requireNoFaults } from "../../domain/line-fault.ts";
import { wholeFenOf } from "../../domain/money.ts";
import type { PurchaseReturn } from "../../domain/nhsa/message.ts";
import type { NamedLine } from "../take/resolve-codes.ts";
import { takeShipment } from "../take/take-shipment.ts";
import { judgePacks } from "./judge-packs.ts";
import { takeAsMessage } from "./message-once.ts";
import type { LineCall, LineFlow } from "./nhsa-ports.ts";

/** 3504: ships the packs back to the institution that they came from, when the message names that one. */
export const takePurchaseReturn: LineFlow<PurchaseReturn> = async (call, line) => {
  const { principal } = call;
  const receiver = await judgePacks(
    call,
    { operation: "ship-consignment", traceCodes: line.traceCodes },
    async (view, resolved) => {
      requireNoFaults(resolved.faults);
      return findSupplier(view, call, { line, packs: resolved.named });
    },
  );
  const unitPriceFen = line.priceMicros === null ? null : wholeFenOf(line.priceMicros);
  const { traceCodes, invoiceNumber, movedAtSec } = line;
  const command = await takeShipment(takeAsMessage(call), {
    principal,
    request: {
      documentNumber: call.documentNumber,
      receiver,
      shippedAtSec: movedAtSec,
      lines: [{ codes: traceCodes, unitPriceFen: unitPriceFen?.toString() ?? null, invoiceNumber }],
    },
    idempotencyKey: call.key,
  });
  const isPriceLeftOut = line.priceMicros !== null && unitPriceFen === null;
  return { command, warnings: isPriceLeftOut ? [PRICE_LEFT_OUT] : [] };
};

const PRICE_LEFT_OUT = "单价不是整分，未作单价承诺";

/**
 * The permit is an institution's code where the supplier has one here; otherwise the name must be that of the
 * institution which sent the packs: nothing is shipped to somebody whom the message does not name.
 */
async function findSupplier(
  view: LedgerView,
  { principal: { institution } }: LineCall,
  { line, packs }: { readonly line: PurchaseReturn; readonly packs: readonly NamedLine[] },
): Promise<InstitutionId> {
  const named = line.supplierPermit === null ? null : await view.institutionByCode(line.supplierPermit);
  if (named !== null) return named.id;
  const senders = new Set<InstitutionId>();
  for (const { packs: candidates } of packs) {
    for (const pack of candidates) {
      const steps = await view.custodyOf(pack);
      const last = steps.findLast(({ kind, by }) => kind === "received" && by === institution);
      if (last !== undefined) senders.add(last.other);
    }
  }
  const [sender] = senders;
  if (sender === undefined || senders.size > 1)
    return fail("supplier-unknown", { senderCount: senders.size });
  const row = await view.institution(sender);
  return row?.name === line.supplierName ? sender : fail("supplier-unknown", { cameFrom: sender });
}
