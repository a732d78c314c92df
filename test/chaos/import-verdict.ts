import { setTimeout as wait } from "node:timers/promises";
import { getCreateAddress } from "ethers";
import { decodeRawLog, isOfAuthority } from "../../server/chain/decode-log.ts";
import { readRawLog } from "../../server/chain/raw-log.ts";
import { createRpc, type Rpc } from "../../server/chain/rpc.ts";
import type { LedgerEvent } from "../../server/domain/ledger-event.ts";
import { isPassing } from "../../server/flows/submit/failure-kinds.ts";

/**
 * Every event of a ledger by its content. Keys, salts and what is hashed of them are drawn at random, so each
 * stands as the place at which it was first seen.
 */
export async function toldEvents(
  nodeUrl: string,
): Promise<{ events: string[]; byInstitution: Record<string, string[]> }> {
  const rpc = createRpc(nodeUrl, { timeoutMs: 30_000, responseBytesMax: 268_435_456 });
  const info = await infoOfReady(rpc);
  const authority = getCreateAddress({ from: fieldOf(info, "bootstrapAddress"), nonce: 0 }).toLowerCase();
  const logs = await rpc.call("eth_getLogs", [{ fromBlock: "0x0", toBlock: "latest" }]);
  if (!Array.isArray(logs)) throw new Error("the node answered no logs");
  const ours = logs.map(readRawLog).filter((log) => log.address !== authority && !isOfAuthority(log));
  const decoded = ours.map((log) => decodeRawLog(log, 0));
  const names = new Map<string, string>();
  const events: string[] = [];
  const byInstitution: Record<string, string[]> = {};
  for (const event of decoded) {
    const told = tell(event, names);
    events.push(told);
    const of = institutionOf(event);
    if (of !== null) byInstitution[of] = [...(byInstitution[of] ?? []), told];
  }
  return { events: events.sort(), byInstitution };
}

/** What the node says of itself when it is ready: one that was killed last is on its way back. */
async function infoOfReady(rpc: Rpc): Promise<unknown> {
  for (;;) {
    try {
      const info = await rpc.call("caretrail_nodeInfo", []);
      if (fieldOf(info, "state") === "ready") return info;
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await wait(POLL_MS);
  }
}

const POLL_MS = 100;

function fieldOf(value: unknown, name: string): string {
  const field: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : null;
  if (typeof field !== "string") throw new Error(`the node told no ${name}`);
  return field;
}

const RANDOM_FIELDS = new Set(["adminKey", "operator", "previous", "personCommitment"]);

function tell(event: LedgerEvent, names: Map<string, string>): string {
  const { place: _, ...content } = event;
  if (event.name === "DispenseRecorded") names.set(event.dispense, `dispense ${event.documentKey}`);
  if (event.name === "DispenseReversed") names.set(event.reversal, `reversal ${event.documentKey}`);
  return JSON.stringify(content, (field, value: unknown) => {
    if (typeof value !== "string") return value;
    if (RANDOM_FIELDS.has(field)) return /^0x0*$/.test(value) ? value : "drawn";
    return names.get(value) ?? value;
  });
}

function institutionOf(event: LedgerEvent): string | null {
  switch (event.name) {
    case "ConsignmentShipped":
      return String(event.sender);
    case "ConsignmentReceived":
      return String(event.receiver);
    case "DispenseRecorded":
    case "DispenseReversed":
      return String(event.institution);
    default:
      return null;
  }
}
