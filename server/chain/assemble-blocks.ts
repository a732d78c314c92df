import type { Hex32 } from "../domain/ids.ts";
import type { LedgerBlock } from "../domain/index-store.ts";
import type { LedgerEvent } from "../domain/ledger-event.ts";
import { decodeRawLog, isOfAuthority } from "./decode-log.ts";
import { LogDigest } from "./log-digest.ts";
import { contradicted, hexOf, quantityOf, type RawLog } from "./raw-log.ts";

/** What of a block's header the index needs. */
export type BlockHeader = {
  readonly block: number;
  readonly blockHash: Hex32;
  readonly parentHash: Hex32;
  readonly timeSec: number;
};

export function readBlockHeader(json: unknown): BlockHeader {
  if (typeof json !== "object" || json === null) return contradicted("a block below the head is not there");
  const header: Partial<Record<string, unknown>> = { ...json };
  return {
    block: quantityOf(header["number"]),
    blockHash: hexOf(header["hash"], 64),
    parentHash: hexOf(header["parentHash"], 64),
    timeSec: quantityOf(header["timestamp"]),
  };
}

/** Holds logs against headers, and makes blocks of both; events are those of our contracts. */
export function assembleBlocks(
  headers: readonly BlockHeader[],
  logs: readonly RawLog[],
  ours: ReadonlySet<string>,
): readonly LedgerBlock[] {
  let next = 0;
  const blocks = headers.map((header): LedgerBlock => {
    const events: LedgerEvent[] = [];
    const digest = new LogDigest();
    const first = next;
    for (; next < logs.length && logs[next]?.block === header.block; next += 1) {
      const log = logs[next];
      if (log === undefined) break;
      checkLog(log, header, next - first);
      if (!ours.has(log.address) || isOfAuthority(log)) continue;
      events.push(decodeRawLog(log, header.timeSec));
      digest.addLoaded(log);
    }
    return { ...header, events, digest: digest.value() };
  });
  if (next !== logs.length) return contradicted("a log of a block that was not asked for");
  return blocks;
}

function checkLog(log: RawLog, header: BlockHeader, logIndex: number): void {
  const place = { block: header.block, logIndex: log.logIndex };
  if (log.blockHash !== header.blockHash) contradicted("a log of another block of this height", place);
  if (log.logIndex !== logIndex) contradicted("logs out of order or left out", place);
}
