import type { ClaimContent, ClaimRow } from "../../../../server/domain/claims/claim-rows.ts";
import { NO_WORD, OPERATOR, wordOf } from "../../../support/claim-facts.ts";

export const ORIGIN = { block: 7, logIndex: 3, recordedAtSec: 1_790_000_000, transactionHash: wordOf(0x7a) };

/** A direct claim of a pharmacy for one dispense, submitted and nothing else. */
export function claimRow(
  given: Partial<Omit<ClaimRow, "content">> & { content?: Partial<ClaimContent> },
): ClaimRow {
  const { content, ...rest } = given;
  return {
    id: wordOf(0xc1),
    state: "submitted",
    deadlineSec: null,
    isTimely: true,
    nullifier: null,
    steps: [],
    origin: ORIGIN,
    ...rest,
    content: {
      filer: 5,
      documentKey: wordOf(0xd0),
      provider: 5,
      payerRegion: 330_500,
      channel: "direct",
      claimedAtSec: 1_789_999_000,
      personCommitment: wordOf(0xaa),
      catalogue: wordOf(0xca),
      policy: wordOf(0xcb),
      totalFen: 1_500n,
      requestedFen: 1_000n,
      primaryFiler: 0,
      primaryKey: NO_WORD,
      submitter: OPERATOR,
      evidence: [{ kind: "dispense", id: wordOf(0xd1), documentKey: wordOf(0xd2) }],
      uncodedLines: [],
      ...content,
    },
  };
}
