import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import { inTransitOf } from "../../domain/consignment-rest.ts";
import { fail } from "../../domain/failure.ts";
import type { ReceiveRequest } from "../../domain/requests.ts";
import { findConsignment, nameRuns, requireUnderWay } from "./name-runs.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/** Takes over what a consignment brought: all that is still on its way, or the packs that were scanned. */
export async function takeReceipt(ports: TakePorts, asked: Asked<ReceiveRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(request));
  const attempt = {
    principal,
    operation: "receive-consignment",
    signer: "operator",
    bodyHash,
    idempotencyKey,
    naturalKey: `receive-consignment:${request.consignment}:${bodyHash}`,
  } as const;
  return submitOnce(ports, attempt, async (named) => {
    const { consignment, receivedAtSec, codes } = request;
    const accepted = await ports.reader.view(async (view) => {
      const row = await findConsignment(view, principal, consignment);
      if (row.receiver !== principal.institution) fail("consignment-for-other", { consignment });
      requireUnderWay(row);
      return nameRuns(ports, { view, codes, within: inTransitOf(row), named });
    });
    return { body: { kind: "receive-consignment", consignment, receivedAtSec, accepted }, echo: {} };
  });
}
