import { BLOCK, field, index, type Keyspace, LOG_INDEX } from "./keyspace.ts";

/** The tables of the index about what institutions anchored of their reconciliations. */
export const ANCHOR_KEYSPACES = {
  anchors: index(
    0x70,
    [field("feedWord", 32), field("asOfBlock", 4), BLOCK, LOG_INDEX],
    "anchor, JSON",
    "who said what it found in a feed held against the ledger of a block",
  ),
  anchorsInOrder: index(
    0x71,
    [BLOCK, LOG_INDEX],
    "nothing",
    "the anchors in the order of the chain: where nothing else happened, a ledger has not grown",
  ),
} as const satisfies Record<string, Keyspace>;
