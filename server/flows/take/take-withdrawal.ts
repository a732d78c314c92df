import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import { inTransitOf } from "../../domain/consignment-rest.ts";
import { fail } from "../../domain/failure.ts";
import type { ConsignmentRunsRequest } from "../../domain/requests.ts";
import { findConsignment, nameRuns, requireUnderWay } from "./name-runs.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/** The sender takes back what is still on its way: all of it, or the packs and cases that are named. */
export async function takeWithdrawal(
  ports: TakePorts,
  asked: Asked<ConsignmentRunsRequest>,
): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(request));
  const attempt = {
    principal,
    operation: "withdraw-consignment",
    signer: "operator",
    bodyHash,
    idempotencyKey,
    naturalKey: `withdraw-consignment:${request.consignment}:${bodyHash}`,
  } as const;
  return submitOnce(ports, attempt, async (named) => {
    const { consignment, occurredAtSec: withdrawnAtSec, codes } = request;
    const runs = await ports.reader.view(async (view) => {
      const row = await findConsignment(view, principal, consignment);
      if (row.sender !== principal.institution) fail("consignment-of-other", { consignment });
      requireUnderWay(row);
      return nameRuns(ports, { view, codes, within: inTransitOf(row), named });
    });
    return { body: { kind: "withdraw-consignment", consignment, withdrawnAtSec, runs }, echo: {} };
  });
}
