import type { BatchAnswer } from "../../domain/answers.ts";
import { businessDayOf } from "../../domain/business-day.ts";
import { fail } from "../../domain/failure.ts";
import type { BatchId } from "../../domain/ids.ts";
import type { Principal } from "../../domain/principal.ts";
import type { BatchRow, LedgerView } from "../../domain/read-model.ts";
import { maySee } from "../../domain/visibility.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming, nameOf, proofOf } from "./naming.ts";

/** One batch, for its maker and who watches over it; others meet it in the stories of their packs. */
export function answerBatch(ports: AnswerPorts, principal: Principal, id: BatchId): Promise<BatchAnswer> {
  return ports.reader.view(async (view) => {
    const row = await view.batch(id);
    const maker = row === null ? null : await view.institution(row.maker);
    if (row === null || maker === null || !maySee(principal, [maker]))
      return fail("not-found", { batch: id });
    return tellBatch(ports, { view, naming: createNaming(view), row });
  });
}

/** The answer for a row that the principal may see. */
export async function tellBatch(
  { zone }: AnswerPorts,
  about: { view: LedgerView; naming: Naming; row: BatchRow },
): Promise<BatchAnswer> {
  const { view, naming, row } = about;
  const { id, name } = await naming.product(row.product);
  return {
    id: row.id,
    product: { id, name },
    maker: nameOf(await naming.institution(row.maker)),
    batchNumber: row.batchNumber,
    packCount: row.packCount,
    manifestCount: row.manifestCount,
    manifestHash: row.manifestHash,
    madeAtSec: row.madeAtSec,
    expiresAtSec: row.expiresAtSec,
    lastDay: businessDayOf(row.expiresAtSec - 1, zone),
    keyEpoch: row.keyEpoch,
    status: row.status,
    provenance: "maker",
    opened: proofOf(row.opened),
    sealed: row.sealed === null ? null : proofOf(row.sealed),
    asOf: view.asOf,
  };
}
