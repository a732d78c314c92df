import type { RegionCode } from "../../ids.ts";
import type { PersonName } from "../../ports.ts";
import type { FeedClaim, FeedFault } from "../feed-claim.ts";

/** A 3506: what an institution says came back of a sale. It is held against the ledger's own returns. */
export type FeedReturn = {
  readonly row: number;
  readonly msgid: string;
  readonly institutionCode: string;
  readonly receiptNumber: string;
  readonly returnedAtSec: number;
  readonly returnedOn: string;
  readonly traceCodes: readonly string[];
  readonly lineFen: bigint;
};

/** A 3201: what an institution sums up of the settlements of a period, both days included. */
export type FeedTotals = {
  readonly row: number;
  readonly msgid: string;
  readonly institutionCode: string;
  /** setl_optins, whose fund settles. */
  readonly payerRegion: RegionCode | null;
  readonly fromDay: string;
  readonly toDay: string;
  readonly settlementCount: number;
  readonly totalFen: bigint;
  readonly fundFen: bigint;
  readonly accountFen: bigint;
  /** refd_setl_flag 1: of settlements that were taken back. */
  readonly isRefund: boolean;
};

/** A row of a 3202: one settlement as the institution has it. Of a refund the amounts are without sign. */
export type FeedSettlement = {
  readonly row: number;
  readonly institutionCode: string;
  readonly settlementId: string;
  readonly person: PersonName | null;
  readonly totalFen: bigint;
  readonly fundFen: bigint;
  readonly accountFen: bigint;
  readonly isRefund: boolean;
};

/** What is kept of a feed's line. */
export type FeedItem =
  | {
      readonly is: "claim";
      readonly claim: FeedClaim;
      /** Lines under one name make one claim; null where a line is a claim by itself. */
      readonly group: string | null;
      /** Names the line: sent twice it counts once. */
      readonly part: string;
    }
  | { readonly is: "return"; readonly item: FeedReturn }
  | { readonly is: "totals"; readonly item: FeedTotals }
  | { readonly is: "settlement"; readonly item: FeedSettlement };

/**
 * What a line came to. `passedOver`: well formed, and nothing that is reconciled, e.g. a cash sale in a feed
 * of claims.
 */
export type LineReading = {
  readonly items: readonly FeedItem[];
  readonly faults: readonly FeedFault[];
  readonly passedOver: number;
};

export const FAULTS_OF_LINE_MAX = 20;

export function faulty(faults: readonly FeedFault[]): LineReading {
  return { items: [], faults: faults.slice(0, FAULTS_OF_LINE_MAX), passedOver: 0 };
}
