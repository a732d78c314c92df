import type { NhsaFault, NhsaMessage, Sale } from "../../../server/domain/nhsa/message.ts";
import { parseNhsaMessage } from "../../../server/domain/nhsa/parse-message.ts";
import { type Fields, messageOf } from "./nhsa-messages.ts";

export function read(text: string): NhsaMessage {
  const parsing = parseNhsaMessage(text);
  if (!parsing.ok) throw new Error(JSON.stringify(parsing.faults));
  return parsing.message;
}

export function faultsOf(text: string): readonly NhsaFault[] {
  const parsing = parseNhsaMessage(text);
  return parsing.ok ? [] : parsing.faults;
}

export const toldOf = (text: string): string[] => faultsOf(text).map(({ path, kind }) => `${path} ${kind}`);

export function saleOf(change: Fields = {}): Sale {
  const message = read(messageOf("3505", change));
  if (message.kind !== "3505") throw new Error("no sale");
  return message.lines[0];
}
