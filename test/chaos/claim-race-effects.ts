import { decodeRawLog, isOfAuthority } from "../../server/chain/decode-log.ts";
import { readRawLog } from "../../server/chain/raw-log.ts";
import type { LedgerEvent } from "../../server/domain/ledger-event.ts";
import { contractsOf } from "../../server/wire-ledger.ts";
import type { TestLedger } from "../chain/support/test-ledger.ts";

/** What stands on a ledger, read from its logs alone. */
export class Effects {
  readonly events: readonly LedgerEvent[];

  constructor(events: readonly LedgerEvent[]) {
    this.events = events;
  }

  static async of({ rpc, identity }: Pick<TestLedger, "rpc" | "identity">): Promise<Effects> {
    const ours = new Set<string>(Object.values(contractsOf(identity)));
    const events: LedgerEvent[] = [];
    const head = Number(await rpc.call("eth_blockNumber", []));
    for (let from = 0; from <= head; from += BLOCKS_PER_CALL) {
      const range = { fromBlock: hexOf(from), toBlock: hexOf(Math.min(from + BLOCKS_PER_CALL - 1, head)) };
      const logs = await rpc.call("eth_getLogs", [range]);
      if (!Array.isArray(logs)) throw new Error("the node answered no logs");
      const known = logs.map(readRawLog).filter((log) => ours.has(log.address) && !isOfAuthority(log));
      events.push(...known.map((log) => decodeRawLog(log, 0)));
    }
    return new Effects(events);
  }

  /** Whatever happened twice that may happen once. */
  violations(): readonly string[] {
    const counts = new Map<string, number>();
    for (const event of this.events) {
      for (const name of onceOf(event)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].flatMap(([name, count]) => (count > 1 ? [`${name}: ${count} times`] : []));
  }
}

const BLOCKS_PER_CALL = 50;

/** Names of what an event uses up for good, where nothing is ever taken back. */
function onceOf(event: LedgerEvent): readonly string[] {
  switch (event.name) {
    case "DispenseRecorded":
      return [
        `dispense of ${event.institution} ${event.documentKey}`,
        // Batch and index stand in the middle of a line's word.
        ...event.lines.map((line) => `pack ${line.slice(22, 46)}`),
      ];
    case "ClaimSubmitted":
      return [
        `claim of ${event.filer} ${event.content.documentKey}`,
        ...event.content.evidence.map(({ id }) => `evidence ${id}`),
      ];
    case "ClaimApproved":
    case "ClaimRejected":
      return [`decision on ${event.claim}`];
    case "ClaimPaid":
      return [`payment of ${event.claim}`];
    case "NullifierTaken":
      return [`invoice ${event.nullifier}`];
    default:
      return [];
  }
}

function hexOf(block: number): string {
  return `0x${block.toString(16)}`;
}
