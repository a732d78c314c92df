import type { PackedFeeLine, UploadedFeeLine } from "../../../domain/nhsa/settlement/message.ts";
import type { MessageOf, SettlementCall } from "./settlement-ports.ts";

export type VisitCall = SettlementCall<MessageOf<"2207">>;

/** An uploaded line with the packs that the settling message names for it. */
export type VisitLine = UploadedFeeLine & PackedFeeLine;

export function latestSecOf(fees: readonly VisitLine[]): number {
  return Math.max(...fees.map(({ occurredAtSec }) => occurredAtSec));
}

export function earliestSecOf(fees: readonly VisitLine[]): number {
  return Math.min(...fees.map(({ occurredAtSec }) => occurredAtSec));
}
