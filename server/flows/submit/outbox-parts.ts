import type { IntentStore } from "../../domain/intent-store.ts";
import type { Clock, Keyring, Ledger, LedgerReader, Log, Planner } from "../../domain/ports.ts";
import type { SubmitLimits } from "./submit-limits.ts";

/** What the outbox works with. */
export type OutboxParts = {
  readonly ledger: Ledger;
  readonly keyring: Pick<Keyring, "keyFor" | "bind">;
  readonly store: OutboxStore;
  readonly reader: LedgerReader;
  readonly planner: Planner;
  readonly clock: Clock;
  /** Names of commands and refused attempts: unguessable, never the same twice. */
  readonly newId: () => string;
  readonly log: Log;
  readonly limits: SubmitLimits;
};

export type OutboxStore = Pick<
  IntentStore,
  | "commit"
  | "command"
  | "commandByKey"
  | "commandsOf"
  | "unfinishedCommands"
  | "unfinishedCount"
  | "nextNonce"
  | "unconfirmed"
  | "lanes"
  | "refusedAttemptsOf"
>;
