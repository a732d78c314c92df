import { settleSale } from "./settle-sale.ts";
import { settleVisit } from "./settle-visit.ts";
import type { Settled } from "./settled.ts";
import type { MessageOf, SettlementCall } from "./settlement-ports.ts";

/** 2102 and 2207, from the taking to the decision. Done again it goes on where it was cut off. */
export function settleMessage(call: SettlementCall, message: MessageOf<"2102" | "2207">): Promise<Settled> {
  return message.kind === "2102" ? settleSale({ ...call, message }) : settleVisit({ ...call, message });
}
