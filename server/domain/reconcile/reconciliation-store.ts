import type { Facts } from "../failure.ts";
import type { FailureCode } from "../failure-catalogue.ts";
import type { BlockRef, Hex32, InstitutionId, RegionCode } from "../ids.ts";
import type { Page, PageRequest } from "../ledger-view.ts";
import type { FeedFault } from "./feed-claim.ts";
import type { FeedFormat } from "./feeds/feed-format.ts";
import type { Finding, FindingKind, Verdict } from "./finding.ts";
import type { InstitutionTally, JudgedItem, ReconciliationSummary } from "./summary.ts";

/** A feed that was sent. Reconciliations of it share its rows. Ids are 32 hex digits. */
export type FeedRow = {
  readonly id: string;
  readonly name: string;
  readonly format: FeedFormat;
  /** Of the bytes as they came; empty until the last has come. */
  readonly sha256: string;
  /** Who sent it. */
  readonly institution: InstitutionId;
  /** A feed that was still taken when this server stopped is thrown away: its sender was told nothing. */
  readonly stage: "taking" | "taken";
  /** Rows read, what was kept of them, and what was not. */
  readonly rowCount: number;
  readonly itemCount: number;
  readonly faultCount: number;
  readonly passedOverCount: number;
  readonly startedAtMs: number;
};

export const RECONCILIATION_STAGES = ["judging", "done", "failed"] as const;

/**
 * One run over one feed. Its id follows from what was sent, as what, by whom, and which run it is: the same
 * feed again is the same one, until the ledger has grown.
 */
export type ReconciliationRow = {
  readonly id: string;
  readonly feed: string;
  readonly run: number;
  readonly name: string;
  readonly format: FeedFormat;
  readonly sha256: string;
  /** Whose settlements the feed tells, where it does not say so itself. */
  readonly institutionCode: string | null;
  readonly requestedBy: InstitutionId;
  /** Null: every fund's claims. */
  readonly payerRegion: RegionCode | null;
  readonly stage: (typeof RECONCILIATION_STAGES)[number];
  readonly rowCount: number;
  readonly itemCount: number;
  readonly faultCount: number;
  readonly passedOverCount: number;
  /** Everything up to this row is judged and its findings are kept. */
  readonly judgedRow: number;
  readonly judgedCount: number;
  readonly findingCount: number;
  /** The block that was asked for; null: where the ledger stood when judging began. */
  readonly block: number | null;
  /** The block that is read, from when judging began: findings of two blocks are not mixed. */
  readonly begunAt: BlockRef | null;
  readonly begunAtMs: number | null;
  readonly asOf: BlockRef | null;
  /** Of everything found; null before the end. */
  readonly digests: FindingDigests | null;
  readonly anchoring: Anchoring | null;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly failure: { readonly code: FailureCode; readonly facts: Facts } | null;
  readonly summary: ReconciliationSummary;
};

/** What two parties compare, and what each of it was made with. */
export type FindingDigests = {
  readonly findings: Hex32;
  /** Whose key made the feed's word and the salt in `findings`. */
  readonly keyEpoch: number;
  readonly rules: Hex32;
  readonly attempts: Hex32;
  readonly attemptCount: number;
};

/**
 * How far the word on what was found has come on its way to the ledger. `sent` names the command, which knows
 * the rest; `unable` and `refused` say why it never will be there, and the findings are none the worse.
 */
export type Anchoring =
  | { readonly kind: "due" }
  | { readonly kind: "sent"; readonly command: string }
  | { readonly kind: "unable"; readonly code: FailureCode; readonly facts: Facts }
  | { readonly kind: "refused"; readonly code: FailureCode; readonly facts: Facts };

/** A finding with as much of its claim as a report tells; no person. */
export type KeptFinding = Finding & {
  readonly claim: Omit<JudgedItem, "row" | "fundFen"> | null;
};

/** A finding with its place in the reconciliation, by which a case names it. */
export type NumberedFinding = KeptFinding & { readonly ordinal: number };

/** Claims from `firstRow` on, sealed: they hold pseudonyms of persons. */
export type SealedRows = { readonly firstRow: number; readonly sealed: string };

export type FeedChange = {
  readonly row: FeedRow;
  readonly rows: readonly SealedRows[];
  /** Which rows a group of lines has become. */
  readonly groups: readonly { readonly group: Hex32; readonly firstRow: number }[];
  readonly faults: readonly FeedFault[];
};

export type FindingFilter = { readonly kind: FindingKind | null; readonly verdict: Verdict | null };

/** Feeds, reconciliations and findings; every write is one atomic batch, on the disk when it resolves. */
export type ReconciliationStore = {
  putFeed(change: FeedChange): Promise<void>;
  feed(id: string): Promise<FeedRow | null>;
  /** The rows that a group of lines has become so far. */
  groupRows(feed: string, group: Hex32): Promise<SealedRows | null>;
  /** In the order of the feed. */
  feedRows(feed: string): AsyncIterable<SealedRows>;
  faults(feed: string, page: PageRequest): Promise<Page<FeedFault>>;
  /** Feeds that were never wholly taken. */
  tornFeeds(): Promise<readonly FeedRow[]>;
  discardFeed(feed: string): Promise<void>;

  reconciliation(id: string): Promise<ReconciliationRow | null>;
  /** Newest first; of one institution, or all. */
  reconciliations(requestedBy: InstitutionId | null, page: PageRequest): Promise<Page<ReconciliationRow>>;
  /** What a restart goes on with, oldest first: to be judged, or to be anchored. */
  unfinished(): Promise<readonly ReconciliationRow[]>;
  /** `findings` follow those that are kept already. */
  put(change: {
    readonly row: ReconciliationRow;
    readonly findings: readonly KeptFinding[];
    readonly tallies: readonly InstitutionTally[];
  }): Promise<void>;
  /** Takes findings and tallies away, and keeps the row that says so. */
  beginAgain(row: ReconciliationRow): Promise<void>;
  /** In the order of the feed; of one kind, violations first. */
  findings(id: string, filter: FindingFilter, page: PageRequest): Promise<Page<NumberedFinding>>;
  everyFinding(id: string): AsyncIterable<NumberedFinding>;
  finding(id: string, ordinal: number): Promise<NumberedFinding | null>;
  tallies(id: string): AsyncIterable<InstitutionTally>;
};
