import type { BatchAnswer } from "../../domain/answers.ts";
import { businessDayOf } from "../../domain/business-day.ts";
import { fail } from "../../domain/failure.ts";
import type { BatchId } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { BatchRow } from "../../domain/read-model.ts";
import { maySee } from "../../domain/visibility.ts";
import { reasonKeyOf } from "../reason-key.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { createNaming, type Naming, nameOf, proofOf } from "./naming.ts";
import { reasonOf } from "./reason-of.ts";

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
  ports: AnswerPorts,
  about: { view: LedgerView; naming: Naming; row: BatchRow },
): Promise<BatchAnswer> {
  const { view, naming, row } = about;
  const { id, name } = await naming.product(row.product);
  const { recalled, labelsHash } = row;
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
    lastDay: businessDayOf(row.expiresAtSec - 1, ports.zone),
    keyEpoch: row.keyEpoch,
    status: row.status,
    provenance: row.provenance,
    opened: proofOf(row.opened),
    sealed: row.sealed === null ? null : proofOf(row.sealed),
    recalled:
      recalled === null
        ? null
        : {
            by: await naming.name(recalled.by),
            recalledAtSec: recalled.recalledAtSec,
            reason: await reasonOf(ports, {
              documentKey: reasonKeyOf(ports.vault, { by: recalled.by, batch: row.id, act: "recall" }),
            }),
            proof: proofOf(recalled.origin),
          },
    quarantines: await Promise.all(
      row.quarantines.map(async ({ region, bureau, held, released }) => ({
        region,
        bureau: await naming.name(bureau),
        held: proofOf(held),
        released: released === null ? null : proofOf(released),
      })),
    ),
    labels:
      labelsHash === null
        ? null
        : { hash: labelsHash, isHeldHere: (await ports.records.labels(labelsHash)) !== null },
    asOf: view.asOf,
  };
}
