import type { EncounterRow } from "../../domain/claims/claim-rows.ts";
import { type FeeDocument, type FeeLine, feeLineOfWords } from "../../domain/claims/fee-line.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { Vault } from "../../domain/ports.ts";
import { openWords } from "../document-codec.ts";

export type FeePorts = {
  readonly vault: Pick<Vault, "open">;
  readonly openings: { opening(documentKey: Hex32): Promise<string | null> };
};

/** The lines of the fee list that stands; *could not look* where this server does not hold them. */
export async function feeLinesOf(ports: FeePorts, row: EncounterRow): Promise<readonly FeeLine[]> {
  const { lines } = await feeDocumentOf(ports, row);
  return lines.map(({ line }) => feeLineOfWords(line));
}

/** The same with what opens each line's commitment. */
export async function feeDocumentOf(ports: FeePorts, row: EncounterRow): Promise<FeeDocument> {
  const closing = row.closings.at(-1);
  if (closing === undefined) {
    return fail("encounter-not-in-state", { encounter: row.id, actual: row.state });
  }
  const sealed = await ports.openings.opening(closing.feeRoot);
  if (sealed === null) return fail("could-not-look", { missing: "fee list", encounter: row.id });
  return openWords<FeeDocument>(ports.vault, sealed);
}
