import type { AnchoredFindings, AnchoredReading, AnchorRow } from "../../domain/reconcile/anchor.ts";
import { origin } from "./index-rows.ts";
import { fen, hex, jsonRow, record, whole } from "./shape.ts";

export const anchorCodec = jsonRow<AnchorRow>(
  "anchors",
  record<AnchorRow>({
    reading: hex(32),
    institution: whole,
    content: record<AnchoredReading>({
      feedWord: hex(32),
      asOfBlock: whole,
      asOfBlockHash: hex(32),
      scopeRegion: whole,
      rulesHash: hex(32),
      attemptsDigest: hex(32),
    }),
    findings: record<AnchoredFindings>({
      digest: hex(32),
      findingCount: whole,
      violationCount: whole,
      questionedFen: fen,
    }),
    operator: hex(20),
    origin,
  }),
);
