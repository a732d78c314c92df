import { instantText } from "../../instant.ts";
import type { ReconcileRule } from "../finding.ts";
import { judgeTimedCodes } from "../timed-codes.ts";

/**
 * 过期销售: sold after the last day of its batch, as the maker's batch states it and not the message. Drug
 * Administration Law (药品管理法) art. 98: an expired drug is a substandard drug 劣药.
 */
export const expired: ReconcileRule = {
  kind: "expired",
  stage: "before",
  silentWhen: ["codes-agree", "sold-in-time"],
  source: "药品管理法 art. 98 超过有效期",
  judge: (read) =>
    judgeTimedCodes(read, {
      isFine: ({ pack }, atSec) => pack.batch === null || atSec < pack.batch.expiresAtSec,
      because: ({ pack: { batch } }) =>
        batch === null ? {} : { batch: batch.batchNumber, expiresAt: instantText(batch.expiresAtSec) },
    }),
};
