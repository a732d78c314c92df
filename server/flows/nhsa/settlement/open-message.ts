import type { SettlementMessage } from "../../../domain/nhsa/settlement/message.ts";
import { parseSettlement } from "../../../domain/nhsa/settlement/parse-settlement.ts";
import type { KeptRequest } from "../../../domain/nhsa/settlement/settlement-records.ts";
import type { SettlementPorts } from "./settlement-ports.ts";

/** The message of a request that was taken, again. */
export function openMessage(
  { claims }: SettlementPorts,
  { sealedText, kind }: KeptRequest,
): SettlementMessage {
  const parsing = sealedText === null ? null : parseSettlement(claims.vault.open(sealedText));
  if (parsing === null || !parsing.ok) throw new Error(`a kept message of ${kind} can not be read again`);
  return parsing.message;
}
