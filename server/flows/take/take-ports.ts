import type { Zone } from "../../domain/business-day.ts";
import type { ClaimRecords } from "../../domain/claims/claim-records.ts";
import type { FeeTree } from "../../domain/claims/fee-tree.ts";
import type { KeptRecords } from "../../domain/kept-records.ts";
import type {
  Clock,
  CommandReader,
  Keyring,
  Ledger,
  LedgerReader,
  RuleSetHash,
  Submitter,
  Uploads,
  Vault,
} from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";

/** What taking a request needs. */
export type TakePorts = {
  readonly reader: LedgerReader;
  readonly vault: Vault;
  readonly submitter: Submitter;
  readonly commands: Pick<CommandReader, "commandByKey" | "commandsOf">;
  readonly uploads: Uploads;
  /** Label documents, product numbers and answers of persons, which stand on no chain. */
  readonly records: KeptRecords;
  /** What bureaus keep to decide claims. */
  readonly claimRecords: ClaimRecords;
  readonly feeTree: FeeTree;
  readonly ruleSetHash: RuleSetHash;
  /** Whether this server can sign for an institution. */
  readonly keyring: Pick<Keyring, "keyFor">;
  readonly clock: Clock;
  readonly zone: Zone;
  /** Whose head tells whether the index that a refusal was judged by is up to date. */
  readonly ledger: Pick<Ledger, "head">;
  /** How long a refusal may wait for the index to come up to the head. */
  readonly indexWaitMs: number;
};

/** A request, who makes it, and the name they gave it; null: the document's own number names it. */
export type Asked<Request> = {
  readonly principal: Principal;
  readonly request: Request;
  readonly idempotencyKey: string | null;
};
