import type { Failure } from "../../domain/failure.ts";
import type { LaneTransaction } from "../../domain/intent-store.ts";
import type { Receipt } from "../../domain/ports.ts";
import { isRefusal } from "./failure-kinds.ts";
import type { OutboxParts } from "./outbox-parts.ts";
import type { Patience } from "./patience.ts";

/** How a signed transaction ended. */
export type LaneOutcome =
  | { readonly kind: "mined"; readonly receipt: Receipt }
  /** Its nonce went to a transaction that is not this one: it can never be mined. */
  | { readonly kind: "overtaken" }
  /** The node has it nowhere and will never take it. */
  | { readonly kind: "rejected"; readonly failure: Failure };

export type CarryPorts = Pick<OutboxParts, "ledger" | "limits"> & { readonly patience: Patience };

/** Sends the same bytes until it is known how they ended; null when the outbox stopped first. */
export async function carry(ports: CarryPorts, transaction: LaneTransaction): Promise<LaneOutcome | null> {
  const { patience } = ports;
  const { key, nonce, hash } = transaction;
  for (;;) {
    const outcome = await patience.persist({ key, nonce, hash }, () => sendOnce(ports, transaction));
    if (outcome === null) return null;
    if (outcome !== "unseen") return outcome;
  }
}

async function sendOnce(ports: CarryPorts, transaction: LaneTransaction): Promise<LaneOutcome | "unseen"> {
  const { ledger, limits, patience } = ports;
  try {
    await ledger.send(transaction.raw);
  } catch (error) {
    // A no-op that is refused waits: its nonce has to be used, and nothing else can use it.
    if (!isRefusal(error) || transaction.command === null) throw error;
    return (await look(ports, transaction)) ?? { kind: "rejected", failure: error };
  }
  for (let waitedMs = 0; waitedMs <= limits.resendMs; waitedMs += limits.receiptPollMs) {
    const outcome = await look(ports, transaction);
    if (outcome !== null) return outcome;
    if (!(await patience.pause(limits.receiptPollMs))) break;
  }
  return "unseen";
}

async function look({ ledger }: CarryPorts, transaction: LaneTransaction): Promise<LaneOutcome | null> {
  const { key, nonce, hash } = transaction;
  const receipt = await ledger.receipt(hash);
  if (receipt !== null) return { kind: "mined", receipt };
  if ((await ledger.minedNonce(key)) <= nonce) return null;
  // The nonce is used up. This transaction may have used it between the two questions.
  const second = await ledger.receipt(hash);
  return second === null ? { kind: "overtaken" } : { kind: "mined", receipt: second };
}
