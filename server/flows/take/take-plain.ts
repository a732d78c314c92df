import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command, SignerRole } from "../../domain/command.ts";
import type { CommandKind } from "../../domain/command-body.ts";
import type { PlainRequest } from "../../domain/requests.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/**
 * Takes what already is in the ledger's words: institutions, agreements, operators, products, sealing. These
 * have no document number, so without a name of the caller's every request is a new one; the ledger refuses a
 * second effect.
 */
export async function takePlain(ports: TakePorts, asked: Asked<PlainRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const attempt = {
    principal,
    operation: request.kind,
    signer: signerOf(request.kind),
    bodyHash: ports.vault.hashBody(principal.institution, canonicalJson(request)),
    idempotencyKey,
    naturalKey: null,
  };
  return submitOnce(ports, attempt, async () => ({ body: request, echo: {} }));
}

function signerOf(kind: CommandKind): SignerRole {
  if (kind === "admit-bureau" || kind === "admit-auditor") return "consortium";
  return kind === "add-operator" || kind === "revoke-operator" ? "admin" : "operator";
}
