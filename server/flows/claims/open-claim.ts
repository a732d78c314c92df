import type { ClaimRow } from "../../domain/claims/claim-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { openStored } from "../document-codec.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import type { ClaimDocument } from "./claim-words.ts";

export type OpenedClaim = {
  readonly words: ClaimDocument;
  /** The number of the person's data key: whose year the claim counts in. */
  readonly person: Hex32;
  /** Sealed under that key. */
  readonly sealedPerson: string;
};

type Ports = Pick<ClaimPorts, "vault" | "openings">;

/**
 * What was sealed beside a claim; *could not look* where this server lacks it. A claim of an erased person
 * opens all the same: the number stands in front of what the erased key sealed, and only who it was is gone.
 */
export async function openClaim(ports: Ports, row: ClaimRow): Promise<OpenedClaim> {
  const { documentKey } = row.content;
  const sealed = await ports.openings.opening(documentKey);
  if (sealed === null) return fail("could-not-look", { missing: "opening", claim: row.id });
  const { person, words } = openStored<ClaimDocument>(ports.vault, sealed);
  // Every claim is sealed with its person.
  if (person === null) return fail("could-not-look", { missing: "person", claim: row.id });
  return { words, person: ports.vault.personNumberOf(person), sealedPerson: person };
}
