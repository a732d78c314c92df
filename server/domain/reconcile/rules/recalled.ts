import { instantText } from "../../instant.ts";
import type { BatchFact } from "../claim-facts.ts";
import type { ReconcileRule } from "../finding.ts";
import { judgeTimedCodes } from "../timed-codes.ts";

/**
 * 召回后销售: sold at the instant of the batch's recall or later, as the ledger counts it; earlier on that day is
 * fine. Drug Administration Law (药品管理法) art. 82: sale stops at the recall.
 */
export const recalled: ReconcileRule = {
  kind: "recalled",
  stage: "before",
  silentWhen: ["codes-agree", "sold-in-time"],
  source: "药品管理法 art. 82 召回",
  judge: (read) =>
    judgeTimedCodes(read, {
      isFine: ({ pack }, atSec) => atSec < recalledAtSec(pack.batch),
      because: ({ pack: { batch } }) =>
        batch === null || batch.recalledAtSec === null
          ? {}
          : { batch: batch.batchNumber, recalledAt: instantText(batch.recalledAtSec) },
    }),
};

function recalledAtSec(batch: BatchFact | null): number {
  return batch?.recalledAtSec ?? Number.POSITIVE_INFINITY;
}
