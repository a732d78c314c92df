import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { BatchId } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { BatchRow } from "../../domain/read-model.ts";
import type { RecallRequest } from "../../domain/requests.ts";
import { sealDocument } from "../document-codec.ts";
import { reasonKeyOf } from "../reason-key.ts";
import { type Made, submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

const ROWS_PER_LOOK = 200;

/**
 * Recalls a batch, and with it every declared batch of the same product and number: a box that was on a shelf
 * before the ledger began is no safer. The batch that was named comes first.
 */
export async function takeRecall(
  ports: TakePorts,
  asked: Asked<RecallRequest>,
): Promise<readonly [Command, ...Command[]]> {
  const { principal, request } = asked;
  const alike = await ports.reader.view((view) => alikeOf(view, principal, request.batch));
  const first = await recallOne(ports, asked, request.batch);
  const others: Command[] = [];
  for (const batch of alike) {
    const { idempotencyKey } = asked;
    const key = idempotencyKey === null ? null : `${idempotencyKey}:${batch}`;
    others.push(await recallOne(ports, { ...asked, idempotencyKey: key }, batch));
  }
  return [first, ...others];
}

function recallOne(ports: TakePorts, asked: Asked<RecallRequest>, batch: BatchId): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { vault } = ports;
  const { recalledAtSec, reason } = request;
  const attempt = {
    principal,
    operation: "recall-batch",
    signer: "operator",
    bodyHash: vault.hashBody(principal.institution, canonicalJson({ ...request, batch })),
    idempotencyKey,
    naturalKey: `recall-batch:${batch}`,
  } as const;
  return submitOnce(ports, attempt, async (): Promise<Made> => {
    const documentKey = reasonKeyOf(vault, { by: principal.institution, batch, act: "recall" });
    const reasonHash = vault.commitLine(principal.institution, documentKey, 0, reason);
    return {
      body: { kind: "recall-batch", batch, recalledAtSec, reasonHash },
      echo: {},
      openings: [sealDocument(vault, { documentKey, person: null, words: { reason } })],
    };
  });
}

/** Sealed declared batches of the same product and number: those that are open can not be sold. */
async function alikeOf(view: LedgerView, principal: Principal, id: BatchId): Promise<readonly BatchId[]> {
  const batch = await view.batch(id);
  const product = batch === null ? null : await view.product(batch.product);
  const isAllowed =
    product !== null && (product.maker === principal.institution || product.bureau === principal.institution);
  // Whoever may not recall is refused by the ledger for the one batch, and learns of no other.
  if (batch === null) return fail("batch-unknown", { batch: id });
  if (!isAllowed) return fail("recall-not-allowed", { batch: id });
  const found: BatchId[] = [];
  for await (const row of declaredBatches(view)) {
    const isAlike = row.product === batch.product && row.batchNumber === batch.batchNumber;
    if (isAlike && row.status === "sealed" && row.id !== id) found.push(row.id);
  }
  return found;
}

async function* declaredBatches(view: LedgerView): AsyncGenerator<BatchRow> {
  for await (const { id } of pagesOf((after) => view.institutions({ limit: ROWS_PER_LOOK, after }))) {
    const batches = pagesOf((after) => view.batchesOf(id, { limit: ROWS_PER_LOOK, after }));
    for await (const row of batches) if (row.provenance === "declared") yield row;
  }
}

async function* pagesOf<Row>(
  pageAfter: (after: string | null) => Promise<{ rows: readonly Row[]; next: string | null }>,
): AsyncGenerator<Row> {
  let after: string | null = null;
  do {
    const page: { rows: readonly Row[]; next: string | null } = await pageAfter(after);
    yield* page.rows;
    after = page.next;
  } while (after !== null);
}
