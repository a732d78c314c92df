import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import type { QuarantineRequest } from "../../domain/requests.ts";
import { sealDocument } from "../document-codec.ts";
import { reasonKeyOf } from "../reason-key.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/** A bureau holds a batch fast in its region; the ledger refuses what is held already. */
export function takeQuarantine(ports: TakePorts, asked: Asked<QuarantineRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { vault } = ports;
  const { batch, reason } = request;
  const attempt = {
    principal,
    operation: "quarantine-batch",
    signer: "operator",
    bodyHash: vault.hashBody(principal.institution, canonicalJson(request)),
    idempotencyKey,
    // It may be held, released and held again for the same reason.
    naturalKey: null,
  } as const;
  return submitOnce(ports, attempt, async () => {
    const documentKey = reasonKeyOf(vault, { by: principal.institution, batch, act: "quarantine" });
    const reasonHash = vault.commitLine(principal.institution, documentKey, 0, reason);
    return {
      body: { kind: "quarantine-batch", batch, reasonHash },
      echo: {},
      openings: [sealDocument(vault, { documentKey, person: null, words: { reason } })],
    };
  });
}
