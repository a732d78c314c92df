import type { Zone } from "../../domain/business-day.ts";
import type { ClaimRecords } from "../../domain/claims/claim-records.ts";
import type { FeeTree } from "../../domain/claims/fee-tree.ts";
import type { IntentStore } from "../../domain/intent-store.ts";
import type { KeptRecords } from "../../domain/kept-records.ts";
import type { CommandReader, LedgerReader, Vault } from "../../domain/ports.ts";

/** What answering needs. */
export type AnswerPorts = {
  readonly reader: LedgerReader;
  readonly vault: Vault;
  readonly commands: Pick<CommandReader, "command" | "refusedAttemptsOf">;
  readonly openings: Pick<IntentStore, "opening">;
  /** What this server keeps beside the chain. */
  readonly records: Pick<KeptRecords, "labels" | "casesNamed" | "skusOf">;
  readonly claimRecords: ClaimRecords;
  readonly feeTree: FeeTree;
  readonly zone: Zone;
  /** A record later than this after its stated time is shown as late. */
  readonly lateAfterSec: number;
};
