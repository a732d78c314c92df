import type { ConsignmentAnswer, DisputeAnswer, PriceAnswer, RunAnswer } from "../../domain/answers.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { disputedOf, inTransitOf } from "../../domain/consignment-rest.ts";
import type { ConsignmentRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, PackRun, RegionCode } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { packCountOf } from "../../domain/pack-runs.ts";
import type { Principal } from "../../domain/principal.ts";
import { maySee } from "../../domain/visibility.ts";
import { type ConsignmentWords, openWords } from "../document-codec.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming, nameOf, proofOf } from "./naming.ts";
import { reasonOf } from "./reason-of.ts";

/** One consignment, for its two sides and who watches over one of them. */
export function answerConsignment(
  ports: AnswerPorts,
  principal: Principal,
  id: Hex32,
): Promise<ConsignmentAnswer> {
  return ports.reader.view(async (view) => {
    const row = await view.consignment(id);
    if (row === null) return fail("not-found", { consignment: id });
    const naming = createNaming(view);
    const parties = await Promise.all([naming.institution(row.sender), naming.institution(row.receiver)]);
    if (!maySee(principal, parties)) fail("not-found", { consignment: id });
    return tellConsignment(ports, { view, naming, principal, row });
  });
}

/** The answer for a row that the principal may see. */
export async function tellConsignment(
  ports: AnswerPorts,
  about: { view: LedgerView; naming: Naming; principal: Principal; row: ConsignmentRow },
): Promise<ConsignmentAnswer> {
  const { view, naming, principal, row } = about;
  const sender = await naming.institution(row.sender);
  const receiver = await naming.institution(row.receiver);
  return {
    id: row.id,
    sender: nameOf(sender),
    receiver: nameOf(receiver),
    state: row.state,
    shippedAtSec: row.shippedAtSec,
    packCount: packCountOf(row.runs),
    outstandingCount: row.outstandingCount,
    runs: await Promise.all(row.runs.map((run) => tellRun(run, naming))),
    receipts: row.receipts.map(({ receivedAtSec, accepted, operator, origin }) => ({
      receivedAtSec,
      accepted,
      packCount: packCountOf(accepted),
      operator,
      proof: proofOf(origin),
    })),
    withdrawals: row.withdrawals.map(({ withdrawnAtSec, runs, operator, origin }) => ({
      withdrawnAtSec,
      runs,
      packCount: packCountOf(runs),
      operator,
      proof: proofOf(origin),
    })),
    inTransit: inTransitOf(row),
    disputed: disputedOf(row),
    disputes: await Promise.all(row.disputes.map((said) => tellDispute(ports, naming, said))),
    isImported: row.isImported,
    operator: row.operator,
    proof: proofOf(row.origin),
    ...(await openedFor(ports, { principal, row, regions: [sender.region, receiver.region] })),
    asOf: view.asOf,
  };
}

export async function tellRun(run: PackRun, naming: Naming): Promise<RunAnswer> {
  const batch = await naming.batch(run.batch);
  const { id, name } = await naming.product(batch.product);
  return { ...run, product: { id, name }, batchNumber: batch.batchNumber, packCount: run.to - run.from };
}

/** The reason is for both sides and who watches over them: nobody else is told of the consignment. */
async function tellDispute(
  ports: AnswerPorts,
  naming: Naming,
  said: ConsignmentRow["disputes"][number],
): Promise<DisputeAnswer> {
  const { kind, by, outcome, occurredAtSec, reasonHash, runs, operator, origin } = said;
  return {
    kind,
    by: await naming.name(by),
    outcome: outcome === "none" ? null : outcome,
    occurredAtSec,
    reason: reasonHash === null ? null : await reasonOf(ports, { documentKey: reasonHash }),
    runs,
    packCount: packCountOf(runs),
    operator,
    proof: proofOf(origin),
  };
}

/** The sender's own words: its number is for itself, its prices for the bureaus of both sides too. */
async function openedFor(
  ports: AnswerPorts,
  { principal, row, regions }: { principal: Principal; row: ConsignmentRow; regions: readonly RegionCode[] },
): Promise<Pick<ConsignmentAnswer, "documentNumber" | "prices">> {
  const isOwn = principal.institution === row.sender;
  const isBureau = principal.role === "bureau" && regions.includes(principal.region);
  const sealed = isOwn || isBureau ? await ports.openings.opening(row.documentKey) : null;
  if (sealed === null) return { documentNumber: null, prices: null };
  const { number, lines } = openWords<ConsignmentWords>(ports.vault, sealed);
  return {
    documentNumber: isOwn ? number : null,
    prices: lines.map((line, at) => tellPrice(ports, row, line, at)),
  };
}

function tellPrice(
  { vault }: AnswerPorts,
  { sender, documentKey, lineCommitments }: ConsignmentRow,
  { unitPriceFen, invoiceNumber }: ConsignmentWords["lines"][number],
  at: number,
): PriceAnswer {
  const plain = canonicalJson({ unitPriceFen, invoiceNumber });
  const isCommitted = lineCommitments.includes(vault.commitLine(sender, documentKey, at, plain));
  return { unitPriceFen: unitPriceFen === null ? null : BigInt(unitPriceFen), invoiceNumber, isCommitted };
}
