import type { Command, RefusedAttempt } from "../../../server/domain/command.ts";
import type { Address, PackRef } from "../../../server/domain/ids.ts";
import type { LaneTransaction } from "../../../server/domain/intent-store.ts";
import { hashOf } from "./index-story.ts";

/** A command that could have been accepted, with what a test says of it. */
export function anyCommand(id: string, given: Partial<Command> = {}): Command {
  return {
    id,
    institution: 5,
    principal: "till 3",
    signer: "operator",
    operation: "record-dispenses",
    idempotencyKey: `key of ${id}`,
    bodyHash: hashOf(1),
    acceptedAtMs: 1_790_000_000_000,
    state: "accepted",
    body: {
      kind: "record-dispenses",
      dispenses: [
        {
          documentKey: hashOf(2),
          dispensedAtSec: 1_790_000_000,
          identification: "none",
          personCommitment: hashOf(0),
          lines: [{ batch: "0x0000000000000001", index: 3, units: 0, priceFen: "12800" }],
        },
      ],
    },
    echo: { documentNumber: "RX-1", lines: [{ code: "8300385", price: null }] },
    progress: {
      pending: [{ from: 0, to: 1 }],
      callsAfter: 0,
      attempts: 1,
      seen: { block: 7, blockHash: hashOf(7) },
      result: { dispense: [hashOf(3)] },
      refusals: [{ code: "ledger-paused", facts: { at: null }, atMs: 5 }],
    },
    transactions: [hashOf(4)],
    mined: null,
    refusal: null,
    ...given,
  };
}

export function anyLane(key: Address, nonce: number, command: string | null): LaneTransaction {
  return { key, nonce, raw: "0x02f8", hash: hashOf(nonce), command };
}

export function anyRefusal(id: string, packs: readonly PackRef[], institution = 5): RefusedAttempt {
  return {
    id,
    institution,
    principal: "till 3",
    operation: "record-dispenses",
    atMs: 1_790_000_000_000,
    bodyHash: hashOf(1),
    code: "pack-already-dispensed",
    facts: { pack: "8300385" },
    packs,
    words: null,
  };
}
