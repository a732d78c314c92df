import type { Facts } from "../../../domain/failure.ts";
import { isFailure } from "../../../domain/failure.ts";
import type { KeptRequest, RequestName } from "../../../domain/nhsa/settlement/settlement-records.ts";
import type { Principal } from "../../../domain/principal.ts";
import { carryRequest } from "./carry-request.ts";
import { endRefused } from "./end-request.ts";
import { requestTurn } from "./move-request.ts";
import { openMessage } from "./open-message.ts";
import { Ended, isFinal, type SettlementCall, type SettlementPorts, Stopped } from "./settlement-ports.ts";

/** Sees requests to their end, each once at a time, however many wait for it. */
export type RequestDesk = {
  /** Resolves when the request has ended; rejects where that failed for no reason of its own. */
  carry(name: RequestName): Promise<void>;
  /** What held the request up last; empty when nothing did. */
  heldUpBy(name: RequestName): Facts;
  /** Goes on with everything that an earlier process had not seen to its end. */
  resume(): Promise<void>;
  /** Resolves when nothing is under way; what is open stays on the disk. */
  stop(): Promise<void>;
};

export function openRequestDesk(ports: SettlementPorts): RequestDesk {
  const running = new Map<string, Promise<void>>();
  const heldUp = new Map<string, Facts>();
  let isStopped = false;
  const requireRunning = (): void => {
    if (isStopped) throw new Stopped();
  };

  const carry = (name: RequestName): Promise<void> => {
    const key = requestTurn(name);
    const underWay = running.get(key);
    if (underWay !== undefined) return underWay;
    const started = run(name).finally(() => {
      running.delete(key);
      heldUp.delete(key);
    });
    running.set(key, started);
    return started;
  };

  const run = async (name: RequestName): Promise<void> => {
    for (;;) {
      requireRunning();
      const row = await ports.records.request(name);
      if (row === null || !isOpen(row)) return;
      const call = callOf(row);
      try {
        return await carryRequest(call);
      } catch (error) {
        if (isFinal(error)) return endRefused(call, error instanceof Ended ? error.failure : error);
        if (!isFailure(error)) throw error;
        // It may pass: nothing is refused for it, and it is tried until it is known.
        heldUp.set(requestTurn(name), { because: error.code });
        ports.log.warn({ kind: name.kind, code: error.code }, "settlement request waits");
      }
      const seen = ports.claims.reader.head()?.block ?? -1;
      await ports.claims.reader.reached(seen + 1, ports.limits.pollMs);
    }
  };

  const callOf = (row: KeptRequest): SettlementCall => {
    const { fingerprint, sender, institution, kind, msgid } = row;
    if (fingerprint === null || sender === null) throw new Error("a request that never came is not open");
    const principal: Principal = { ...sender, institution };
    const message = openMessage(ports, row);
    const request = { institution, kind, msgid };
    return { ports, principal, request, message, attempt: 1, fingerprint, requireRunning, carry };
  };

  const carryAlone = (name: RequestName): Promise<void> =>
    carry(name).catch((error: unknown) => {
      if (error instanceof Stopped) return;
      ports.log.error({ err: error, kind: name.kind }, "settlement request failed");
    });

  return {
    carry,
    heldUpBy: (name) => heldUp.get(requestTurn(name)) ?? {},
    async resume() {
      const open = await ports.records.openRequests();
      for (const { institution, kind, msgid } of open) void carryAlone({ institution, kind, msgid });
    },
    async stop() {
      isStopped = true;
      await Promise.allSettled([...running.values()]);
    },
  };
}

export function isOpen({ state }: KeptRequest): boolean {
  return state === "claimed" || state === "unknown";
}
