import type { Change } from "./current.ts";
import { type EventOf, originOf } from "./standing.ts";

/** What an institution said it found: kept as it was said, for the ledger can not judge it. */
export function reconciliationAnchored({
  reading,
  institution,
  content,
  findings,
  operator,
  place,
}: EventOf<"ReconciliationAnchored">): readonly Change[] {
  const row = { reading, institution, content, findings, operator, origin: originOf(place) };
  return [{ table: "anchor", row }];
}
