import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import { disputedOf } from "../../domain/consignment-rest.ts";
import type { ConsignmentRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, PackRun } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { ResolutionRequest } from "../../domain/requests.ts";
import { findConsignment, nameRuns } from "./name-runs.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/**
 * What became of disputed goods: of a side it is its answer, which ends the dispute when the other says the
 * same; of the bureau of the receiver's region it is the decision, after the region's limit.
 */
export async function takeResolution(ports: TakePorts, asked: Asked<ResolutionRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const kind = principal.role === "bureau" ? "resolve-dispute" : "answer-dispute";
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(request));
  const attempt = {
    principal,
    operation: kind,
    signer: "operator",
    bodyHash,
    idempotencyKey,
    // A side may change its answer, and change it back, until the other agrees: its time tells them apart.
    naturalKey: `${kind}:${request.consignment}:${bodyHash}`,
  } as const;
  return submitOnce(ports, attempt, async (named) => {
    const { consignment, outcome, codes } = request;
    const runs = await ports.reader.view(async (view) => {
      const row = await findFor(view, principal, consignment);
      const within = disputedOf(row);
      if (within.length === 0) fail("consignment-not-in-state", { consignment, actual: row.state });
      const chosen = await nameRuns(ports, { view, codes, within, named });
      for (const run of chosen) await requireWholeParcels(view, run);
      return chosen;
    });
    return { body: { kind, consignment, outcome, runs }, echo: {} };
  });
}

async function findFor(view: LedgerView, principal: Principal, id: Hex32): Promise<ConsignmentRow> {
  if (principal.role !== "bureau") return findConsignment(view, principal, id);
  const row = await view.consignment(id);
  const sender = row === null ? null : await view.institution(row.sender);
  const receiver = row === null ? null : await view.institution(row.receiver);
  if (row === null || sender === null || receiver === null) {
    return fail("consignment-unknown", { consignment: id });
  }
  if (receiver.region === principal.region) return row;
  // The sender's bureau sees the consignment, and is told who decides.
  if (sender.region !== principal.region) return fail("consignment-unknown", { consignment: id });
  return fail("bureau-not-of-receiver", { consignment: id, region: receiver.region });
}

async function requireWholeParcels(view: LedgerView, run: PackRun): Promise<void> {
  for (let at = run.from; at < run.to; ) {
    const parcel = await view.parcelAt({ batch: run.batch, index: at });
    if (parcel === null) return fail("parcel-unknown", { batch: run.batch, index: at });
    if (parcel.from !== at || parcel.to > run.to) {
      return fail("dispute-run-divided", { batch: run.batch, from: parcel.from, to: parcel.to });
    }
    at = parcel.to;
  }
}
