import type { Zone } from "../../domain/business-day.ts";
import type { RefusedAttempt } from "../../domain/command.ts";
import type { Hex32, InstitutionId } from "../../domain/ids.ts";
import type { LedgerView, Page, PageRequest } from "../../domain/ledger-view.ts";
import type { Log, Vault } from "../../domain/ports.ts";
import type { ClaimFacts } from "../../domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import type { Finding } from "../../domain/reconcile/finding.ts";
import type { ReconcileRecords } from "../../domain/reconcile/reconcile-records.ts";
import type { ScratchFile } from "../../domain/scratch-file.ts";

/** What reconciling reads. It never reads the index but to hold it against the chain. */
export type ReconcilePorts = {
  /**
   * Projects the chain's logs, each block's held against its receipts root, into an index of its own up to
   * `block`, and lends it for the time of `use`. Null: up to where the server's index stands.
   */
  readonly chain: <T>(use: (read: ChainReading) => Promise<T>, block: number | null) => Promise<T>;
  readonly openings: { opening(documentKey: Hex32): Promise<string | null> };
  /** What was refused, with its words; newest first. */
  readonly attempts: (institution: InstitutionId, page: PageRequest) => Promise<Page<RefusedAttempt>>;
  readonly vault: Pick<Vault, "open" | "openPerson" | "packKeys" | "commitLine" | "documentKey">;
  /** Every rule, asked of one claim. */
  readonly judge: (facts: ClaimFacts) => readonly Finding[];
  /** What bureaus set for reconciling; nothing of those whose bureau is another server's. */
  readonly records: Pick<ReconcileRecords, "thresholds" | "siteFacts">;
  /**
   * Where the sieve keeps what does not fit in memory; null where no claim may pass it, and each is gathered
   * and judged.
   */
  readonly openScratch: (() => ScratchFile) | null;
  readonly zone: Zone;
  readonly log: Log;
};

export type ChainReading = {
  /** Of the chain itself. */
  readonly view: LedgerView;
  /** When the block after the view's came; null where the server's index knows none. */
  readonly nextBlockSec: number | null;
  /**
   * Rows in which the server's index, as far as it has come, says other than the chain, by the names of their
   * keyspaces.
   */
  differences(): AsyncIterable<IndexDifference>;
};

export type IndexDifference = {
  readonly keyspace: string;
  readonly keyHex: string;
  readonly is: "altered" | "missing" | "added";
};

/** Which ledger is looked at, and up to when refused attempts are. */
export type ReadingMoment = {
  readonly block: number | null;
  readonly begunAtMs: number;
  /** The block was asked for, and may be long past: what was refused after it belongs to a later one. */
  readonly isNamed: boolean;
};

/** What is reconciled. `claims` is read more than once, in the same order each time. */
export type ReconcileAsked = {
  readonly claims: () => AsyncIterable<FeedClaim>;
  /** Claims up to this row were judged before a stop: they are read, and not judged again. */
  readonly judgedRow: number;
  /** Null: every bureau's claims; else only what this region's fund was asked for may be looked at. */
  readonly payerRegion: number | null;
  readonly moment: ReadingMoment;
  readonly sink: (judged: JudgedClaims) => Promise<void>;
  readonly isStopping: () => boolean;
};

/** Kept in one commit: findings of the claims up to `row`. */
export type JudgedClaims = {
  readonly row: number;
  readonly findings: readonly Finding[];
  /** Asked of the fund by the claims of this part, for the summary. */
  readonly claims: readonly FeedClaim[];
};

export type ReconcileEnd = {
  readonly asOf: { readonly block: number; readonly blockHash: Hex32 };
  readonly claimCount: number;
  /** Claims with rules that could not look, by what they lacked. */
  readonly couldNotLook: Readonly<Record<string, number>>;
  /** Refused attempts that were looked at. */
  readonly attempts: { readonly digest: Hex32; readonly count: number };
  /** What bureaus had set, as one text; empty of feeds that no setting decides. */
  readonly settings: string;
};
