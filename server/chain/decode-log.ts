import { fail } from "../domain/failure.ts";
import type { LedgerEvent } from "../domain/ledger-event.ts";
import { AbiFault } from "./abi-words.ts";
import { decodeEvent } from "./generated/decoders.ts";
import type { RawLog } from "./raw-log.ts";

/**
 * The event of a log of our contracts. A log that cannot be decoded is named: a reader that skips it lies.
 */
export function decodeRawLog(log: RawLog, timeSec: number): LedgerEvent {
  const { block, logIndex, transactionHash } = log;
  try {
    return decodeEvent(log.topics, log.data, { block, logIndex, timeSec, transactionHash });
  } catch (error) {
    if (!(error instanceof AbiFault)) throw error;
    return fail("could-not-look", {
      missing: "decoder",
      block,
      logIndex,
      topic: log.topics[0] ?? "none",
      problem: error.message,
    });
  }
}

/**
 * Whether the log is OpenZeppelin's, of a contract of ours: which authority governs it. Its constructor
 * writes one, so every chain has it; no read model holds it, and it is left out by its name alone.
 */
export function isOfAuthority(log: Pick<RawLog, "topics">): boolean {
  return log.topics[0] === AUTHORITY_UPDATED;
}

/** The hash of AuthorityUpdated(address). */
const AUTHORITY_UPDATED = "0x2f658b440c35314f52658ea8a740e05b284cdc84dc9ae01e891f21b8933e7cad";
