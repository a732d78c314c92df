import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { PackRef, PackRun } from "../../domain/ids.ts";
import { type LineFault, requireNoFaults } from "../../domain/line-fault.ts";
import { holdsPack, runsOfPacks, withoutRuns } from "../../domain/pack-runs.ts";
import type { Principal } from "../../domain/principal.ts";
import type { ConsignmentRow, LedgerView } from "../../domain/read-model.ts";
import { CODES_PER_REQUEST_MAX } from "../../domain/request-limits.ts";
import type { ReceiveRequest } from "../../domain/requests.ts";
import { resolveCodes } from "./resolve-codes.ts";
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
    const accepted = await ports.reader.view(async (view) => {
      const outstanding = outstandingOf(await findConsignment(view, principal, request));
      if (request.codes === "all") return outstanding;
      return acceptedRuns(ports, { view, codes: request.codes, outstanding, named });
    });
    const { consignment, receivedAtSec } = request;
    return { body: { kind: "receive-consignment", consignment, receivedAtSec, accepted }, echo: {} };
  });
}

async function findConsignment(
  view: LedgerView,
  { institution }: Principal,
  { consignment: id }: ReceiveRequest,
): Promise<ConsignmentRow> {
  const consignment = await view.consignment(id);
  const isParty = consignment?.sender === institution || consignment?.receiver === institution;
  if (consignment === null || !isParty) return fail("consignment-unknown", { consignment: id });
  if (consignment.receiver !== institution) fail("consignment-for-other", { consignment: id });
  if (consignment.state === "received") {
    fail("consignment-not-in-state", { consignment: id, actual: consignment.state });
  }
  return consignment;
}

function outstandingOf({ runs, receipts }: ConsignmentRow): PackRun[] {
  return withoutRuns(
    runs,
    receipts.flatMap(({ accepted }) => accepted),
  );
}

async function acceptedRuns(
  ports: TakePorts,
  asked: {
    view: LedgerView;
    codes: readonly string[];
    outstanding: readonly PackRun[];
    named: PackRef[];
  },
): Promise<PackRun[]> {
  const { view, codes, outstanding, named } = asked;
  if (codes.length === 0 || codes.length > CODES_PER_REQUEST_MAX) {
    fail("request-size-wrong", { what: "codes", count: codes.length, max: CODES_PER_REQUEST_MAX });
  }
  const lines = codes.map((text, at) => ({ text, line: at + 1, group: 0 }));
  const resolved = await resolveCodes(lines, { view, vault: ports.vault });
  const packs: PackRef[] = [];
  const faults: LineFault[] = [...resolved.faults];
  for (const { line, code, packs: candidates } of resolved.named) {
    const pack = candidates.find((candidate) => outstanding.some((run) => holdsPack(run, candidate)));
    named.push(pack ?? candidates[0]);
    if (pack !== undefined) packs.push(pack);
    else faults.push({ line, code, failure: "run-not-of-consignment", facts: { pack: code } });
  }
  requireNoFaults(faults);
  return runsWithin(runsOfPacks(packs), outstanding);
}

/** Each accepted run must lie inside one run of the consignment, and neighbours there may be two lines. */
function runsWithin(accepted: readonly PackRun[], outstanding: readonly PackRun[]): PackRun[] {
  return accepted.flatMap((run) =>
    outstanding.flatMap((whole) => {
      const [from, to] = [Math.max(run.from, whole.from), Math.min(run.to, whole.to)];
      return run.batch === whole.batch && from < to ? [{ batch: run.batch, from, to }] : [];
    }),
  );
}
