import type { RegionCode } from "../../domain/ids.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import type { Finding } from "../../domain/reconcile/finding.ts";
import type { JudgedItem, Statement } from "../../domain/reconcile/summary.ts";
import { writtenTraceCode } from "../../domain/trace-code.ts";
import type { ReadingMoment, ReconcileEnd, ReconcilePorts } from "./reconcile-ports.ts";

/** What is reconciled of a feed that holds other things than claims; as ReconcileAsked. */
export type ItemsAsked<Item> = {
  readonly items: () => AsyncIterable<Item>;
  readonly judgedRow: number;
  readonly payerRegion: RegionCode | null;
  readonly moment: ReadingMoment;
  readonly sink: (judged: JudgedItems) => Promise<void>;
  readonly isStopping: () => boolean;
};

/** Kept in one commit: findings of the items up to `row`. */
export type JudgedItems = {
  readonly row: number;
  readonly findings: readonly Finding[];
  readonly items: readonly JudgedItem[];
  readonly statements?: readonly Statement[];
};

/** Holds a feed's items against the ledger. */
export type ItemReconciler<Item> = (ports: ReconcilePorts, asked: ItemsAsked<Item>) => Promise<ReconcileEnd>;

export function judgedClaim(claim: FeedClaim): JudgedItem {
  const { row, institutionCode, claimedOn, totalFen, fundFen, traceCodes } = claim;
  const [first] = traceCodes;
  const traceCode = first === undefined ? null : writtenTraceCode(first);
  return { row, institutionCode, claimedOn, totalFen, fundFen, traceCode };
}
