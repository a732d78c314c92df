import type { NhsaFault } from "../../nhsa/message.ts";
import type { FeedFault } from "../feed-claim.ts";

/** What is wrong with a message, by its own paths; no value of it. */
export function faultsOfMessage(row: number, faults: readonly NhsaFault[]): readonly FeedFault[] {
  return faults.map(({ path, kind }) => ({ row, path, problem: kind }));
}

export function otherKind(row: number, wanted: string, found: string): FeedFault {
  return { row, path: "infno", problem: `a ${found}, not a ${wanted}` };
}
