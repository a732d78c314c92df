import { cancelSettlement } from "./cancel-settlement.ts";
import { endDone, endSettled } from "./end-request.ts";
import { visitTurn } from "./kept-fees.ts";
import { reverseMessage } from "./reverse-message.ts";
import { settleMessage } from "./settle-message.ts";
import type { SettlementCall } from "./settlement-ports.ts";
import { addedFees, cancelledFees } from "./take-fees.ts";

/** Takes a request to its end and writes that. Refusals are thrown: they are the caller's to write. */
export async function carryRequest(call: SettlementCall): Promise<void> {
  const { ports, principal, message } = call;
  const { institution } = principal;
  switch (message.kind) {
    case "2102":
    case "2207":
      return endSettled(call, await settleMessage(call, message));
    case "2103":
    case "2208":
      return cancelSettlement({ ...call, message });
    case "2204":
      return ports.turns.run([visitTurn({ institution, visitId: message.body.visitId })], async () => {
        const { visit, lines } = await addedFees({ ...call, message });
        await endDone(call, { is: "fees", lines }, [visit]);
      });
    case "2205":
      return ports.turns.run([visitTurn({ institution, visitId: message.body.visitId })], async () => {
        const visit = await cancelledFees({ ...call, message });
        await endDone(call, { is: "nothing" }, visit === null ? [] : [visit]);
      });
    case "2601":
      return reverseMessage({ ...call, message });
    case "2101":
    case "2206":
      throw new Error(`a ${message.kind} leaves nothing to be carried`);
  }
}
