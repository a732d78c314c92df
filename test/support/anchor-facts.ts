import type { LedgerFact } from "../../server/domain/ledger-event.ts";
import type { AnchoredReading, AnchorFact } from "../../server/domain/reconcile/anchor.ts";
import { hex } from "./history-cast.ts";

export const FEED_WORD = hex(0xfe, 32);

/** A reading of block 3 by everything that the index must tell apart. */
export const READING: AnchoredReading = {
  feedWord: FEED_WORD,
  asOfBlock: 3,
  asOfBlockHash: hex(0xb3, 32),
  scopeRegion: 330_500,
  rulesHash: hex(0xa1, 32),
  attemptsDigest: hex(0xa2, 32),
};

export function anchored(change: Partial<Omit<AnchorFact, "name">> = {}): AnchorFact {
  return {
    name: "ReconciliationAnchored",
    reading: hex(0x4e, 32),
    institution: 1,
    content: READING,
    findings: { digest: hex(0xd1, 32), findingCount: 4, violationCount: 3, questionedFen: 6_000n },
    operator: hex(0x0b, 20),
    ...change,
  };
}

/** Two agree, in a block of nothing else; a third speaks of another feed, beside a pause. */
export function tellAnchoring(): LedgerFact[][] {
  return [
    [anchored(), anchored({ institution: 9 })],
    [
      { name: "LedgerPaused", guardian: hex(7, 20) },
      anchored({ content: { ...READING, feedWord: hex(0xff, 32) } }),
    ],
  ];
}
