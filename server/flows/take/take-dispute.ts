import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import { inTransitOf } from "../../domain/consignment-rest.ts";
import type { DisputeRequest } from "../../domain/requests.ts";
import { sealDocument } from "../document-codec.ts";
import { findConsignment, nameRuns, requireUnderWay } from "./name-runs.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/**
 * One of the two sides contests what is still on its way. Why stays here; the ledger has a commitment to it.
 */
export async function takeDispute(ports: TakePorts, asked: Asked<DisputeRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { vault } = ports;
  const bodyHash = vault.hashBody(principal.institution, canonicalJson(request));
  const attempt = {
    principal,
    operation: "dispute-consignment",
    signer: "operator",
    bodyHash,
    idempotencyKey,
    naturalKey: `dispute-consignment:${request.consignment}:${bodyHash}`,
  } as const;
  return submitOnce(ports, attempt, async (named) => {
    const { consignment, occurredAtSec: disputedAtSec, codes, reason } = request;
    const runs = await ports.reader.view(async (view) => {
      const row = await findConsignment(view, principal, consignment);
      requireUnderWay(row);
      return nameRuns(ports, { view, codes, within: inTransitOf(row), named });
    });
    const reasonHash = vault.commitLine(principal.institution, consignment, 0, reason);
    return {
      body: { kind: "dispute-consignment", consignment, disputedAtSec, reasonHash, runs },
      echo: {},
      openings: [sealDocument(vault, { documentKey: reasonHash, person: null, words: { reason } })],
    };
  });
}
