import { canonicalJson } from "../../domain/canonical-json.ts";
import type { EncounterCancellation } from "../../domain/claims/encounter-requests.ts";
import type { Command } from "../../domain/command.ts";
import { sealDocument } from "../document-codec.ts";
import { ownEncounter } from "./own-encounter.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/** Takes an encounter back that should not have been opened, or that nothing is claimed for. */
export async function takeEncounterCancellation(
  ports: TakePorts,
  asked: Asked<EncounterCancellation>,
): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { encounter, reason } = request;
  const { vault } = ports;
  const bodyHash = vault.hashBody(principal.institution, canonicalJson(request));
  const attempt = {
    principal,
    operation: "cancel-encounter",
    signer: "operator",
    bodyHash,
    idempotencyKey,
    naturalKey: `cancel-encounter:${encounter}:${bodyHash}`,
  } as const;
  return submitOnce(ports, attempt, async () => {
    await ports.reader.view((view) => ownEncounter(view, principal, encounter));
    // Line 0 is for the reasons of corrections.
    const reasonHash = vault.commitLine(principal.institution, encounter, 1, reason);
    return {
      body: { kind: "cancel-encounter", encounter, reasonHash },
      echo: {},
      openings: [sealDocument(vault, { documentKey: reasonHash, person: null, words: { reason } })],
    };
  });
}
