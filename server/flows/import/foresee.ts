import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import type { Ledger, Planner } from "../../domain/ports.ts";
import type { PlannedLedger } from "./planned-ledger.ts";

/**
 * Lets the outbox plan an import's commands through what is planned already (ADR 0017). Only the very body
 * that was foreseen is, and only while it is accepted: a plan made again after a refusal looks at the index
 * alone, and its call is simulated as any other. A foreseen call is judged before it is made, and a
 * simulation on the pending block would execute everything that waits there once more.
 */
export type Foresight = {
  readonly planned: PlannedLedger;
  readonly planner: Planner;
  /** The ledger as the outbox sees it. */
  over(ledger: Ledger): Ledger;
  /** From here on the body is planned through what is planned. */
  foresee(body: CommandBody): void;
  /** From here on it is planned as any other. */
  forget(body: CommandBody): void;
  /** The calls that were made of a foreseen body. */
  callsOf(body: CommandBody): readonly LedgerCall[];
};

export function createForesight(base: Planner, planned: PlannedLedger): Foresight {
  const bodies = new WeakMap<CommandBody, readonly LedgerCall[]>();
  const foreseen = new WeakSet<LedgerCall>();
  return {
    planned,
    async planner(body, signing, view) {
      if (!bodies.has(body)) return base(body, signing, view);
      const calls = await base(body, signing, planned.over(view));
      bodies.set(body, calls);
      for (const call of calls) foreseen.add(call);
      return calls;
    },
    over: (ledger) => ({
      ...ledger,
      simulate: async (from, call) => (foreseen.has(call) ? undefined : ledger.simulate(from, call)),
    }),
    foresee: (body) => void bodies.set(body, []),
    forget: (body) => void bodies.delete(body),
    callsOf: (body) => bodies.get(body) ?? [],
  };
}
